"""Bodies with time across: lines, and dated events."""

from __future__ import annotations

from datetime import date
from math import ceil

from critmin.charts import palette
from critmin.drawing.sheet import Box, Sheet
from critmin.drawing.fonts import line_height, width, wrapped
from critmin.charts.model import Lines, Moment, Point, Timeline, distinct, written
from critmin.drawing.style import Style

GAP = 0.07
AIR = 1.06  # of the highest value, up to the top of the plot
STRIP = {"slide": 0.3, "column": 0.3}  # of the width, for the years of a timeline
BETWEEN = 0.3  # of a line, between two events
COLUMN_GAP, SMALLEST = 0.35, 4.0
READABLE = 0.85  # part of the label size below which a slide has two columns
THICK_AT = 10  # points of type at which lines have their full weight
LONG = 24  # events of a single lane above which a slide has two columns
LEAST_APART = 0.4  # inches between two labels of years


def lines_height(chart: Lines, style: Style) -> float:
    """Height of the lines in inches."""
    return max(style.across * 0.62, len(chart.series) * line_height(style.label) * 1.1)


def draw_lines(chart: Lines, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw lines over years, each labelled at its end."""
    known = [point for point in chart.points if point.y is not None]
    ticks = _ticks(
        max((point.y or 0.0 for point in known), default=1.0),
        min((point.y or 0.0 for point in known), default=0.0),
    )
    marks = [written(tick, chart.unit) for tick in ticks]
    left = box.left + max(width(text, style.small) for text in marks) + GAP
    names = {name: wrapped(name, style.label, box.width * 0.3) for name in chart.series}
    tail = max(width(line, style.label, bold=True) for lines in names.values() for line in lines)
    plot = Box(
        left,
        box.bottom + line_height(style.small) * 1.5,
        box.right - tail - 2 * GAP,
        box.top - (line_height(style.small) * 1.3 if chart.moments else 0.05),
    )
    area = _Area(plot, [point.x for point in chart.points], ticks[0], ticks[-1])
    for tick, text in zip(ticks, marks, strict=True):
        y = area.y(tick)
        sheet.rule([plot.left, plot.right], [y, y], colour=palette.RULE, thick=0.8 if tick else 1.2)
        sheet.text(plot.left - GAP, y, text, style.small, across="right", colour=palette.FAINT)
    _years(area, sheet, style)
    _moments(chart.moments, area, sheet, style)
    heavy = style.label / THICK_AT
    ends = [
        _line(chart, number, name, area, sheet, heavy) for number, name in enumerate(chart.series)
    ]
    _end_labels(ends, list(names.values()), plot, sheet, style)


class _Area:
    """A plot: years across, values up."""

    def __init__(self, plot: Box, xs: list[float], low: float, high: float) -> None:
        self.plot, self.first, self.last = plot, min(xs), max(xs)
        self.low, self.high = low, high * AIR if high > 0 else high

    def x(self, year: float) -> float:
        """Position of a year in inches; a single year is in the middle."""
        span = self.last - self.first
        part = (year - self.first) / span if span else 0.5
        inset = 0.12
        return self.plot.left + inset + part * (self.plot.width - 2 * inset)

    def y(self, value: float) -> float:
        """Position of a value in inches."""
        return self.plot.bottom + (value - self.low) / (self.high - self.low) * self.plot.height


def _ticks(high: float, low: float = 0.0) -> list[float]:
    """Round values from 0, or from below it, to just above the highest."""
    from matplotlib.ticker import MaxNLocator

    found = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(min(0.0, low), high or 1.0)
    return [float(round(value, 12)) for value in found]


def _years(area: _Area, sheet: Sheet, style: Style) -> None:
    first, last = int(area.first), int(area.last)
    room = max(LEAST_APART, width("2024", style.small) * 1.5)
    step = 1
    while step * (area.x(first + 1) - area.x(first) if last > first else 9.0) < room:
        step += 1
    for year in range(last, first - 1, -step):
        x = area.x(year)
        if x >= area.plot.left:
            sheet.text(
                x,
                area.plot.bottom - line_height(style.small) * 0.8,
                str(year),
                style.small,
                across="center",
                colour=palette.FAINT,
            )


def _moments(moments: tuple[Moment, ...], area: _Area, sheet: Sheet, style: Style) -> None:
    for moment in moments:
        x = area.x(decimal_year(moment.start))
        sheet.rule(
            [x, x], [area.plot.bottom, area.plot.top], colour=palette.FAINT, dashes=(0, (3, 2))
        )
        half = width(moment.label, style.small) / 2
        x = min(max(x, area.plot.left + half), area.plot.right - half)
        sheet.text(
            x,
            area.plot.top + line_height(style.small) * 0.7,
            moment.label,
            style.small,
            across="center",
            colour=palette.FAINT,
        )


def _line(
    chart: Lines, number: int, name: str, area: _Area, sheet: Sheet, heavy: float
) -> tuple[float, str]:
    """Draw one series with gaps for absent figures; returns its last height and colour."""
    points = sorted((p for p in chart.points if p.series == name), key=lambda p: p.x)
    chosen = any(point.highlight for point in points)
    colour = palette.HIGHLIGHT if chosen else palette.LINES[number % len(palette.LINES)]
    dashes = "solid" if chosen else palette.DASHES[number % len(palette.DASHES)]
    mark = palette.MARKS[number % len(palette.MARKS)]
    known = [point for point in points if point.y is not None]
    for run in _runs(points):
        sheet.rule(
            [area.x(p.x) for p in run],
            [area.y(p.y or 0.0) for p in run],
            colour=colour,
            thick=heavy * (2.4 if chosen else 1.5),
            dashes=dashes,
            order=3,
        )
    if len(known) <= 24:
        for point in known:
            sheet.mark(area.x(point.x), area.y(point.y or 0.0), mark, 5 * heavy, colour)
    return (area.y(known[-1].y or 0.0) if known else area.plot.bottom), colour


def _runs(points: list[Point]) -> list[list[Point]]:
    runs: list[list[Point]] = [[]]
    for point in points:
        if point.y is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if len(run) > 1]


def _end_labels(
    ends: list[tuple[float, str]], names: list[list[str]], plot: Box, sheet: Sheet, style: Style
) -> None:
    """Labels at the ends of lines, moved apart if they overlap, with a thin line back."""
    order = sorted(range(len(ends)), key=lambda i: -ends[i][0])
    tall = [len(names[i]) * line_height(style.label) for i in order]
    wanted = [ends[i][0] + up / 2 for i, up in zip(order, tall, strict=True)]
    tops = without_overlap(wanted, tall, plot.top + line_height(style.label), plot.bottom)
    for i, top, up in zip(order, tops, tall, strict=True):
        y, colour = ends[i]
        sheet.rule(
            [plot.right - 0.1, plot.right + GAP],
            [y, top - up / 2],
            colour=colour,
            thick=0.7,
            order=1,
        )
        chosen = colour == palette.HIGHLIGHT
        sheet.lines(
            plot.right + 1.5 * GAP,
            top,
            names[i],
            style.label,
            bold=chosen,
            colour=colour if chosen else palette.INK,
        )


def without_overlap(
    wanted: list[float], tall: list[float], top: float, bottom: float
) -> list[float]:
    """Upper edges of blocks from top to bottom, close to the wanted ones but without overlap.

    >>> without_overlap([1.0, 0.95], [0.2, 0.2], 2.0, 0.0)
    [1.0, 0.8]
    """
    found: list[float] = []
    edge = top
    for want, up in zip(wanted, tall, strict=True):
        found.append(min(want, edge))
        edge = found[-1] - up
    floor = bottom
    for i in reversed(range(len(found))):
        found[i] = max(found[i], floor + tall[i])
        floor = found[i]
    return [round(value, 6) for value in found]


def decimal_year(text: str) -> float:
    """Day, month or year as a year with a fraction; a month or year counts as its middle.

    >>> decimal_year("2024"), round(decimal_year("2024-12-03"), 3)
    (2024.5, 2024.921)
    """
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return parts[0] + 0.5
    day = date(*parts) if len(parts) == 3 else date(parts[0], parts[1], 15)
    start = date(day.year, 1, 1)
    return day.year + (day - start).days / (date(day.year + 1, 1, 1) - start).days


class _Lines:
    """How the events of some lanes fill a width: dates, wrapped labels, a strip of years."""

    def __init__(self, moments: list[Moment], across: float, strip: float, size: float) -> None:
        self.moments, self.size = moments, size
        self.lanes = distinct([moment.lane for moment in moments])
        self.dates = max(width(moment.start, size) for moment in moments) + 1.5 * GAP
        self.room = across * (1 - strip) - self.dates - GAP
        self.texts = {
            moment: wrapped(moment.label, size, self.room, bold=moment.highlight)
            for moment in moments
        }

    @property
    def height(self) -> float:
        """Inches with the gaps between events and between lanes, and the line of years."""
        lines = sum(len(self.texts[moment]) for moment in self.moments)
        gaps = BETWEEN * len(self.moments) + 1.5 * len(self.lanes) + 1
        return (lines + gaps) * line_height(self.size)


def timeline_height(chart: Timeline, style: Style) -> float:
    """Height of the events in inches, with wrapped labels."""
    across = style.across - 2 * style.margin
    return _Lines(list(chart.moments), across, STRIP[style.name], style.label).height


def draw_timeline(chart: Timeline, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw dated events with a strip of years; on a slide in two columns."""
    whole = _Lines(list(chart.moments), box.width, STRIP[style.name], style.label * READABLE)
    fits = style.name == "column" or whole.height <= box.height
    columns = [whole.moments] if fits else _columns(chart)
    across = (box.width - COLUMN_GAP * (len(columns) - 1)) / len(columns)
    size = style.label
    while size > SMALLEST and any(
        _Lines(of, across, STRIP[style.name], size).height > box.height for of in columns
    ):
        size -= 0.25
    days = [decimal_year(m.start) for m in chart.moments]
    days += [decimal_year(m.end) for m in chart.moments if m.end]
    days += [decimal_year(chart.today)] if chart.today else []
    years = [float(int(min(days))), float(int(max(days)) + 1)]
    for number, of in enumerate(columns):
        left = box.left + number * (across + COLUMN_GAP)
        _lanes(
            _Lines(of, across, STRIP[style.name], size),
            chart,
            years,
            sheet,
            Box(left, box.bottom, left + across, box.top),
            style,
        )


def _columns(chart: Timeline) -> list[list[Moment]]:
    """Two columns of whole lanes; a single lane goes on in the second column if it is long."""
    half = len(chart.moments) / 2
    if len(chart.lanes) < 2:
        every, cut = list(chart.moments), ceil(half)
        return [every[:cut], every[cut:]] if len(every) > LONG else [every]
    first: list[Moment] = []
    for lane in chart.lanes[:-1]:
        of = [moment for moment in chart.moments if moment.lane == lane]
        if first and len(first) + len(of) > half + 2:
            break
        first += of
    return [first, [moment for moment in chart.moments if moment not in first]]


def _lanes(
    lines: _Lines, chart: Timeline, years: list[float], sheet: Sheet, box: Box, style: Style
) -> None:
    line = line_height(lines.size)
    strip = Box(box.left + lines.dates + lines.room + 2 * GAP, box.bottom, box.right, box.top)
    area = _Area(strip, years, 0, 1)
    bottom = max(box.bottom, box.top - lines.height)
    _strip(area, sheet, (box.top, bottom), style)
    if chart.today:
        x = area.x(decimal_year(chart.today))
        ends = [bottom, box.top - line_height(style.small)]
        sheet.rule([x, x], ends, colour=palette.INK, dashes=(0, (3, 2)), order=2)
    top = box.top
    for lane in lines.lanes:
        sheet.text(box.left, top - line / 2, lane, lines.size, bold=True, colour=palette.FAINT)
        top -= line * 1.25
        for moment in (m for m in lines.moments if m.lane == lane):
            y = top - line / 2
            sheet.text(box.left, y, moment.start, lines.size, colour=palette.FAINT)
            for text in lines.texts[moment]:
                sheet.text(
                    box.left + lines.dates, top - line / 2, text, lines.size, bold=moment.highlight
                )
                top -= line
            _moment(moment, chart.lanes.index(lane), y, area, sheet, lines.size)
            top -= BETWEEN * line
        top -= BETWEEN * line


def _strip(area: _Area, sheet: Sheet, ys: tuple[float, float], style: Style) -> None:
    """Draw the years, in full if there is room, else by their last two digits."""
    top, bottom = ys
    apart = area.x(area.first + 1) - area.x(area.first)
    size = style.small * 0.9
    full = width("2024 ", size) < apart
    step = 1 if full else max(1, ceil(width("\u201924 ", size) / apart))
    for year in range(int(area.first), int(area.last) + 1):
        x = area.x(year)
        sheet.rule([x, x], [bottom, top - line_height(style.small)], colour=palette.RULE)
        if year < area.last and (year - int(area.first)) % step == 0:
            text = str(year) if full else f"\u2019{year % 100:02d}"
            sheet.text(
                area.x(year + 0.5),
                top - line_height(style.small) / 2,
                text,
                size,
                across="center",
                colour=palette.FAINT,
            )


def _moment(moment: Moment, lane: int, y: float, area: _Area, sheet: Sheet, size: float) -> None:
    """Draw a mark on its day, shaped by lane, and a bar as long as it lasts."""
    colour = palette.HIGHLIGHT if moment.highlight else palette.LINES[0]
    x = area.x(decimal_year(moment.start))
    if moment.end:
        begin = area.x(decimal_year(moment.since or moment.start))
        end = area.x(decimal_year(moment.end))
        sheet.bar(
            begin,
            y - size / 72 * 0.22,
            end - begin,
            size / 72 * 0.44,
            palette.REST,
            hatch=palette.REST_HATCH,
        )
    sheet.mark(
        x,
        y,
        palette.MARKS[lane % len(palette.MARKS)],
        size * 0.62,
        colour,
        hollow=len(moment.start) < 10,
    )
