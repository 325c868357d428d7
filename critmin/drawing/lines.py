"""Body of time series: each line labelled at its last point, gaps left open, days marked across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil, floor

from critmin.charts.line_series import Series, runs, series_of
from critmin.charts.model import FRACTION, INDEX, Lines, written
from critmin.charts.palette import FAINT, PAPER, RULE
from critmin.charts.placing import Rect
from critmin.charts.scale import Scale, tick_labels, ticks
from critmin.charts.time_axis import Tick, day_ticks, decimal_year, labelled_years, period_in_words
from critmin.core.wording import listed
from critmin.drawing.fonts import line_height, width, wrapped
from critmin.drawing.line_labels import LEADER, Flag, Label, draw_labels, draw_limits, flags
from critmin.drawing.sheet import FRONT, Box, Shape, Sheet
from critmin.drawing.style import Style

TALL = {"slide": 0.42, "page": 0.5, "column": 0.75}  # height of the plot over its width
GAP = 8.0
INSET = 8.0  # pixels from the axis to the first and the last point
TAIL = 0.34  # of the width at most for the labels right of the lines
MARKED = 24  # most points of a line that has a mark at each
MARK_ROOM = 14.0  # least pixels between two marks of a line
STRIP = 8.0  # pixels that a pointer meets
SAMPLE = 34.0  # pixels of a line in the key


@dataclass(frozen=True)
class _Layout:
    """Where the parts of the body stand, from a chart, a style and a width."""

    chart: Lines
    style: Style
    room: float
    series: list[Series]
    yearly: bool
    years: tuple[float, float]
    values: list[float]
    key: bool  # labels in a key below, for want of room at the right
    labels: list[list[str]]
    left: float  # pixels for the labels of the values
    tail: float
    flags: list[Flag]
    missing: list[str]
    plot_height: float

    @property
    def rows(self) -> float:
        """Pixels of the labels of marked days."""
        return max((flag.rect.bottom for flag in self.flags), default=0.0)

    @property
    def beside(self) -> bool:
        """Whether the unit stands beside the labels of days; else it stands above them."""
        end = width(_axis_unit(self.chart.unit), self.style.small) + GAP - self.left
        line = line_height(self.style.small)
        return all(flag.rect.left > end or flag.rect.top >= line for flag in self.flags)

    @property
    def head(self) -> float:
        """Pixels above the plot: the unit, and the labels of the marked days."""
        line = line_height(self.style.small) if _axis_unit(self.chart.unit) else 0.0
        rows = max(self.rows, line) if self.beside else self.rows + line
        return rows + self.style.small * 0.8

    @property
    def foot(self) -> float:
        """Pixels below the plot: the years, the key, and series without a figure."""
        pitch = line_height(self.style.small)
        key = sum(len(lines) for lines in self.labels) * pitch * 1.1 + GAP if self.key else 0.0
        return pitch * 1.6 + key + (len(self.missing) * pitch + GAP if self.missing else 0.0)

    @property
    def height(self) -> float:
        return self.head + self.plot_height + self.foot


def height(chart: Lines, style: Style) -> float:
    """Pixels that the lines take."""
    if len(chart.without) == len(chart.series):
        return line_height(style.small) * (len(_missing(chart, style, style.room)) + 1)
    return _layout(chart, style, style.room).height


def draw(chart: Lines, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw lines over years, each labelled at its last point.

    A series without any figure has no line and is named below; a year or month without one is a
    gap in its line.
    """
    small = style.small
    if len(chart.without) == len(chart.series):
        sheet.lines(box.left, box.top, _missing(chart, style, box.width), small, colour=FAINT)
        return
    layout = _layout(chart, style, box.width)
    top = box.top + layout.head
    plot = Box(box.left + layout.left, top, box.right - layout.tail, top + layout.plot_height)
    across = Scale(*layout.years, plot.left + INSET, plot.right - INSET)
    up = Scale(layout.values[0], layout.values[-1], plot.bottom, plot.top)
    if unit := _axis_unit(chart.unit):
        y = plot.top - small * 1.3 if layout.beside else box.top + small * 0.6
        sheet.text(box.left, y, unit, small, colour=FAINT)
    _values(layout, up, sheet, plot)
    _years(layout, across, sheet, plot)
    for flag in layout.flags:
        _flag(flag, across, sheet, plot, style)
    paths = [_line(one, layout, across, up, sheet) for one in layout.series]
    for flag in layout.flags:
        x = plot.left + flag.x
        paths.append([(x, plot.top), (x, plot.bottom)])
    edge = plot.bottom + line_height(small) * 1.6
    if layout.key:
        edge = _key(layout, sheet, box, edge)
    placed = draw_labels(
        [] if layout.key else _labels(layout, across, up),
        Rect(plot.left, plot.top, box.right, plot.bottom),
        plot.right,
        paths,
        sheet,
        style,
        below=line_height(small) * 1.2,  # beside the years
    )
    if style.name == "page":
        _pointed(layout, across, sheet, plot)
    ruled = [[(plot.left, up.at(value)), (plot.right, up.at(value))] for value in layout.values]
    placed += draw_limits(chart.limits, up, plot, [*paths, *ruled], sheet, style)
    if chart.peaks:
        _peaks(layout, (across, up), placed, [*paths, *ruled], sheet, plot)
    sheet.lines(box.left, edge + GAP / 2, layout.missing, small, colour=FAINT)


def _layout(chart: Lines, style: Style, room: float) -> _Layout:
    series = series_of(chart)
    known = [point for one in series for point in one.known]
    yearly = all(float(point.x).is_integer() for point in known)
    days = [_x_of_day(moment.start, yearly) for moment in chart.moments]
    # A month's figure stands in its middle; the axis has all of the first and the last month.
    # So has that of a year, where days are marked across the lines.
    half = (0.5 if days else 0.0) if yearly else 1 / 24
    years = [point.x + side for point in chart.points for side in (-half, half)] + days
    figures = [point.y or 0.0 for point in known]
    highest = max([0.0, *figures, *(value for value, _ in chart.limits)])
    values = ticks(min([0.0, *figures]), highest, 4 if style.narrow else 5)
    newest = max(point.x for point in known)
    ends = [one.known[-1] for one in series]
    if style.narrow and any(p.x < newest and (p.y or 0.0) > values[-1] * 0.9 for p in ends):
        values.append(2 * values[-1] - values[-2])  # room for the label above its point
    left = max(width(text, style.small) for text in tick_labels(values, chart.unit)) + GAP
    tall = TALL[style.name] * room
    last = max(years)
    texts = [_label(one, chart.unit, newest, yearly) for one in series]
    labels = [
        wrapped(text, style.label, room * TAIL - LEADER, bold=one.focus)
        for text, one in zip(texts, series, strict=True)
    ]
    total = sum(len(lines) for lines in labels) * line_height(style.label)
    widest = _widest(labels, series, style.label)
    key = widest + LEADER > room * TAIL or (style.narrow and total > tall * 0.8)
    if key:
        labels = [wrapped(text, style.small, room - SAMPLE - GAP) for text in texts]
    tail = 0.0 if key else widest + LEADER
    across = Scale(min(years), last, left + INSET, room - tail - INSET)
    return _Layout(
        chart,
        style,
        room,
        series,
        yearly,
        (min(years), last),
        values,
        key,
        labels,
        left,
        tail,
        flags(chart.moments, [across.at(day) for day in days], Rect(left, 0, room, 0), style),
        _missing(chart, style, room),
        max(tall, 0.0 if key else total * 1.05),
    )


def _x_of_day(day: str, yearly: bool) -> float:
    """Place of a day on the axis; a year's figure stands in the middle of its year."""
    return decimal_year(day) - (0.5 if yearly else 0.0)


def _axis_unit(unit: str) -> str:
    """Unit above the axis; none for shares, whose labels have it, and for an index."""
    return "" if unit in {FRACTION, INDEX} or unit.startswith("0-") else unit


def _figure(value: float | None, unit: str) -> str:
    """A figure beside its line: without the unit of the axis, and rounded as sentences round.

    >>> _figure(490008.2, "USD/t"), _figure(0.634, "fraction"), _figure(4878.0, "0-10,000")
    ('490,000', '63%', '4,878')
    """
    if value is None or unit in {FRACTION, INDEX} or unit.startswith("0-"):
        return written(value, unit)
    return written(float(f"{value:.3g}"), "")


def _label(series: Series, unit: str, last: float, yearly: bool) -> str:
    """Name and last figure, with its year if the others go on."""
    point = series.known[-1]
    text = f"{series.name} {_figure(point.y, unit)}"
    when = period_in_words(point.x, yearly).replace(" ", "\u00a0")
    return text if point.x == last else f"{text} in\u00a0{when}"


def _widest(labels: Sequence[Sequence[str]], series: Sequence[Series], size: float) -> float:
    return max(
        width(line, size, bold=one.focus)
        for lines, one in zip(labels, series, strict=True)
        for line in lines
    )


def _missing(chart: Lines, style: Style, room: float) -> list[str]:
    """Sentence on series without a figure that the note does not name."""
    names = [name for name in chart.without if name not in chart.note]
    return wrapped(f"No figure: {listed(names)}.", style.small, room) if names else []


def _values(layout: _Layout, up: Scale, sheet: Sheet, plot: Box) -> None:
    small = layout.style.small
    texts = tick_labels(layout.values, layout.chart.unit)
    for value, text in zip(layout.values, texts, strict=True):
        y = up.at(value)
        colour, thick = (FAINT, 1.5) if value == 0 else (RULE, 1.0)
        sheet.rule([(plot.left, y), (plot.right, y)], colour=colour, thick=thick)
        sheet.text(plot.left - GAP, y, text, small, colour=FAINT, anchor="end")


def _years(layout: _Layout, across: Scale, sheet: Sheet, plot: Box) -> None:
    small = layout.style.small
    y = plot.bottom + line_height(small) * 0.85
    free = plot.left - INSET * 2
    measure = partial(width, size=small)
    first, last = layout.years
    if layout.yearly:
        low, high = ceil(first), floor(last)
        shown = labelled_years(low, high, across.at(high) - across.at(low), measure)
        found = [Tick(year, str(year) if year in shown else "") for year in range(low, high + 1)]
        if layout.chart.moments:  # a year is a stretch, with its figure in the middle
            for edge in range(low, high + 2):
                x = across.at(edge - 0.5)
                sheet.rule([(x, plot.bottom), (x, plot.bottom + 7)], colour=FAINT)
    else:
        found = day_ticks(first, last, across.at(last) - across.at(first), measure)
    for tick in found:
        x = across.at(tick.x)
        if not (layout.yearly and layout.chart.moments):
            sheet.rule([(x, plot.bottom), (x, plot.bottom + 5)], colour=FAINT)
        half = width(tick.label, small) / 2
        x = min(max(x, free + half), plot.right + layout.tail - half)
        if tick.label:
            sheet.text(x, y, tick.label, small, colour=FAINT, anchor="middle")
            free = x + half + GAP


def _flag(flag: Flag, across: Scale, sheet: Sheet, plot: Box, style: Style) -> None:
    """Draw a marked day across the lines, its label above."""
    bottom = plot.top - style.small * 0.4
    top = bottom - flag.rect.bottom
    left = plot.left + flag.rect.left
    foot = bottom - flag.rect.top
    sheet.rule(
        [(plot.left + flag.x, plot.bottom), (plot.left + flag.x, foot)],
        colour=FAINT,
        thick=1.2,
        dashes=(4, 3),
        tip=flag.tip,
    )
    sheet.lines(left, top, flag.lines, style.small)


def _line(
    series: Series, layout: _Layout, across: Scale, up: Scale, sheet: Sheet
) -> list[tuple[float, float]]:
    """Draw one series with gaps for absent figures; returns its points in pixels."""
    unit, yearly = layout.chart.unit, layout.yearly
    thick = (3.2 if series.focus else 2.2) * (0.8 if layout.style.narrow else 1.0)
    known = series.known
    last = known[-1]
    tip = f"{series.name}: {written(last.y, unit)} in {period_in_words(last.x, yearly)}"
    for run in runs(series.points):
        if len(run) > 1:
            sheet.rule(
                [(across.at(p.x), up.at(p.y or 0.0)) for p in run],
                colour=series.colour,
                thick=thick,
                dashes=series.dashes,
                tip=tip,
                layer=1,
            )
    apart = (across.end - across.start) / max(len(known), 1)
    every = len(known) <= MARKED and apart >= MARK_ROOM
    lonely = {run[0] for run in runs(series.points) if len(run) == 1}
    for point in known:
        if every or point in lonely or point is last:
            sheet.mark(
                across.at(point.x),
                up.at(point.y or 0.0),
                series.mark,
                thick * 3.0,
                series.colour,
                tip=f"{series.name}, {period_in_words(point.x, yearly)}: {written(point.y, unit)}",
            )
    return [(across.at(p.x), up.at(p.y or 0.0)) for p in known]


def _pointed(layout: _Layout, across: Scale, sheet: Sheet, plot: Box) -> None:
    """Lay unseen strips over lines without marks, with the figures of their time as a tip.

    Only in pages, where a pointer can ask; a strip is wide enough to be met.
    """
    if all(len(one.known) <= MARKED for one in layout.series):
        return
    by_time: dict[float, list[str]] = {}
    for one in layout.series:
        for point in one.known:
            said = f"{one.name} {written(point.y, layout.chart.unit)}"
            by_time.setdefault(point.x, []).append(said)
    left = plot.left
    for time in sorted(by_time):
        x = across.at(time)
        if x - left < STRIP / 2:
            continue
        right = min(2 * x - left, plot.right)
        path = (("M", left, plot.top), ("L", right, plot.top), ("L", right, plot.bottom))
        tip = f"{period_in_words(time, layout.yearly)}: {'; '.join(by_time[time])}"
        foot = ("L", left, plot.bottom)
        sheet.items.append(Shape((*path, foot, ("Z",)), PAPER, tip=tip, opacity=0.0, layer=FRONT))
        left = right


def _labels(layout: _Layout, across: Scale, up: Scale) -> list[Label]:
    return [
        Label(
            lines,
            (across.at(one.known[-1].x), up.at(one.known[-1].y or 0.0)),
            one.colour,
            one.focus,
        )
        for one, lines in zip(layout.series, layout.labels, strict=True)
    ]


def _peaks(
    layout: _Layout,
    scales: tuple[Scale, Scale],
    placed: list[Rect],
    paths: list[list[tuple[float, float]]],
    sheet: Sheet,
    plot: Box,
) -> None:
    """Label the highest point of each line, unless it is the last."""
    across, up = scales
    for one in layout.series:
        peak = max(one.known, key=lambda point: point.y or 0.0)
        if peak is one.known[-1]:
            continue
        x, y = across.at(peak.x), up.at(peak.y or 0.0)
        figure = _figure(peak.y, layout.chart.unit)
        text = f"{figure} in {period_in_words(peak.x, layout.yearly)}"
        sheet.mark(x, y, "o", 8, one.colour, hollow=True, tip=f"{one.name}, highest: {text}")
        label = Label([text], (x, y), one.colour, one.focus)
        within = Rect(plot.left, plot.top - layout.style.small, plot.right, plot.bottom)
        placed += draw_labels([label], within, plot.right + 1e6, paths, sheet, layout.style, placed)


def _key(layout: _Layout, sheet: Sheet, box: Box, edge: float) -> float:
    """Draw the key of the lines below them; returns where the next part begins."""
    small = layout.style.small
    pitch = line_height(small) * 1.1
    edge += GAP / 2
    for one, lines in zip(layout.series, layout.labels, strict=True):
        y = edge + pitch / 2
        sheet.rule(
            [(box.left, y), (box.left + SAMPLE - GAP, y)],
            colour=one.colour,
            thick=3.0 if one.focus else 2.0,
            dashes=one.dashes,
            layer=1,
        )
        sheet.mark(box.left + (SAMPLE - GAP) / 2, y, one.mark, 7, one.colour)
        for line in lines:
            sheet.text(
                box.left + SAMPLE, edge + pitch / 2, line, small, bold=one.focus, colour=one.colour
            )
            edge += pitch
    return edge
