"""Bodies made of horizontal bars: bars in panels, stacks, intervals."""

from __future__ import annotations

from itertools import groupby

from critmin.chart import NO_FIGURE, RESIDUAL, Bar, Bars, Intervals, Part, Span, Stacks, written
from critmin.drawing import palette
from critmin.drawing.canvas import Box, Sheet, line_height, width, wrapped
from critmin.drawing.style import Style

GAP = 0.07  # between a bar and its label, inches
FILL = 0.72  # of a line's pitch that its bar takes
SHARE_OF_LABELS = 0.36  # of the width, at most
PANEL_GAP = 0.25


class Rows:
    """Lines of a chart: their labels on the left, their places, the room beside them."""

    def __init__(self, labels: list[str], box: Box, style: Style, breaks: int = 0) -> None:
        lines = len(labels) + 0.6 * breaks
        self.pitch = min(box.height / max(lines, 1), style.pitch * 1.45)
        self.size = style.label_size(self.pitch)
        room = box.width * SHARE_OF_LABELS
        self.texts = {label: wrapped(label, self.size, room) for label in labels}
        widths = [width(line, self.size) for lines in self.texts.values() for line in lines]
        self.left = box.left + min(room, max(widths, default=0.0)) + GAP
        self.top = box.top

    def centre(self, line: float) -> float:
        """Middle of a line, counted from 0 at the top."""
        return self.top - (line + 0.5) * self.pitch

    def label(self, sheet: Sheet, line: float, label: str, *, bold: bool = False) -> None:
        """The label beside a line, in as many lines as it needs."""
        texts = self.texts[label]
        y = self.centre(line) + (len(texts) - 1) * line_height(self.size) / 2
        for text in texts:
            sheet.text(self.left - GAP, y, text, self.size, bold=bold, across="right")
            y -= line_height(self.size)


def bars_height(chart: Bars, style: Style) -> float:
    """Inches that the bars want."""
    return (len(chart.labels) + any(chart.panels)) * style.pitch


def draw_bars(chart: Bars, sheet: Sheet, box: Box, style: Style) -> None:
    """Horizontal bars, one panel beside the other on common lines."""
    headed = any(chart.panels)
    head = style.pitch if headed else 0.0
    rows = Rows(chart.labels, Box(box.left, box.bottom, box.right, box.top - head), style)
    for number, label in enumerate(chart.labels):
        chosen = any(bar.highlight for bar in chart.bars if bar.label == label)
        rows.label(sheet, number, label, bold=chosen)
    count = len(chart.panels)
    across = (box.right - rows.left - PANEL_GAP * (count - 1)) / count
    for number, panel in enumerate(chart.panels):
        left = rows.left + number * (across + PANEL_GAP)
        if headed:
            sheet.text(left, box.top - head / 2, panel, rows.size, colour=palette.FAINT, bold=True)
        unit = chart.units[number] if chart.units else chart.unit
        _panel([bar for bar in chart.bars if bar.panel == panel], unit, chart, rows, sheet,
               (left, across))  # fmt: skip


def _panel(
    bars: list[Bar], unit: str, chart: Bars, rows: Rows, sheet: Sheet, room: tuple[float, float]
) -> None:
    left, across = room
    said = {bar: _said(bar, unit) for bar in bars}
    scale = min(
        ((across - GAP - width(said[bar], rows.size, bar.highlight)) / bar.value
         for bar in bars if bar.value),
        default=0.0,
    )  # fmt: skip
    lines = {label: number for number, label in enumerate(chart.labels)}
    up = rows.pitch * FILL
    for bar in bars:
        y = rows.centre(lines[bar.label])
        end = left
        if bar.value:
            end = left + bar.value * scale
            colour, hatch = _fill(bar)
            sheet.bar(left, y - up / 2, end - left, up, colour, hatch=hatch)
        known = bar.value is not None
        sheet.text(end + (GAP if bar.value else 0.02), y, said[bar], rows.size,
                   italic=not known, bold=known and bar.highlight,
                   colour=palette.INK if known else palette.FAINT)  # fmt: skip
    foot = rows.centre(len(lines) - 0.5)
    sheet.rule([left, left], [rows.top, foot], colour=palette.FAINT, order=3)


def _said(bar: Bar, unit: str) -> str:
    if bar.value is None:
        return bar.text or NO_FIGURE
    number = written(bar.value, unit)
    return f"{number}  {bar.text}" if bar.text else number


def _fill(mark: Bar | Part) -> tuple[str, str]:
    if mark.kind == RESIDUAL:
        return palette.REST, palette.REST_HATCH
    return (palette.HIGHLIGHT if mark.highlight else palette.PLAIN), ""


def stacks_height(chart: Stacks, style: Style) -> float:
    """Inches that the stacks want; a column writes small parts below their bar."""
    groups = len({group for group, _ in chart.rows})
    below = 2.3 if style.name == "column" else 1.0
    return (len(chart.rows) * below + 0.6 * groups + 1) * style.pitch


def draw_stacks(chart: Stacks, sheet: Sheet, box: Box, style: Style) -> None:
    """Stacked bars in groups, each part named where it is, or at the end of its bar."""
    beside = style.name == "slide"
    total = max([1.0, *(sum(p.value for p in _parts(chart, row)) for row in chart.rows)])
    groups = [group for group, _ in groupby(chart.rows, key=lambda row: row[0])]
    below = 1.0 if beside else 2.3
    pitch = min(
        (box.height - line_height(style.small)) / (len(chart.rows) * below + 0.6 * len(groups)),
        style.pitch * 1.45,
    )
    size = style.label_size(pitch)
    names = max(width(group, size, bold=True) for group in groups) + GAP
    stages = max(width(row, size) for _, row in chart.rows) + GAP
    left = box.left + names + stages
    right = box.right - (box.width * 0.23 if beside else 0.0)
    scale = (right - left) / total
    top, before = box.top, ""
    for group, row in chart.rows:
        if group != before:
            top -= 0.6 * pitch if before else 0.0
            sheet.text(box.left, top - pitch / 2, group, size, bold=True)
        before = group
        y = top - pitch / 2
        sheet.text(left - GAP, y, row, size, across="right", colour=palette.FAINT)
        small = _stack(_parts(chart, (group, row)), sheet, (left, y, pitch * FILL), scale, size)
        _leftover(small, sheet, (left, right, box.right), (y, pitch), style, beside)
        top -= pitch * below
    _percent_axis(sheet, (left, scale), (box.top, top), style)


def _parts(chart: Stacks, row: tuple[str, str]) -> list[Part]:
    return [part for part in chart.parts if (part.group, part.row) == row]


def _stack(
    parts: list[Part], sheet: Sheet, at: tuple[float, float, float], scale: float, size: float
) -> list[Part]:
    """Draw one bar; the parts that are too small to be named inside it."""
    x, y, up = at
    plain = iter(palette.ramp(len(parts)))
    small = []
    for part in parts:
        across = part.value * scale
        if part.highlight or part.kind == RESIDUAL:
            colour, hatch = _fill(part)
        else:
            colour, hatch = next(plain), ""
        sheet.bar(x, y - up / 2, across, up, colour, hatch=hatch)
        name = _fitting(part, across - 0.06, size)
        if name:
            _name(sheet, (x + across / 2, y), name, size, colour, part)
        elif part.value > 0:
            small.append(part)
        x += across
    return small


def _fitting(part: Part, room: float, size: float) -> str:
    """The fullest name that fits inside a part; empty when none does."""
    for text in (f"{part.label} {written(part.value, 'fraction')}", part.label):
        if width(text, size, part.highlight) <= room:
            return text
    return ""


def _name(
    sheet: Sheet, at: tuple[float, float], name: str, size: float, colour: str, part: Part
) -> None:
    x, y = at
    if part.kind == RESIDUAL:  # a plain ground, so that the hatching does not cross letters
        across, up = width(name, size) + 0.05, size / 72 * 1.15
        sheet.bar(x - across / 2, y - up / 2, across, up, palette.REST, edge=palette.REST)
    sheet.text(x, y, name, size, across="center", colour=palette.ink_on(colour),
               bold=part.highlight)  # fmt: skip


def _leftover(
    small: list[Part], sheet: Sheet, xs: tuple[float, float, float], at: tuple[float, float],
    style: Style, beside: bool,
) -> None:  # fmt: skip
    """Name the parts too small for their own label, beside the bar or below it."""
    if not small:
        return
    left, right, edge = xs
    y, pitch = at
    text = ", ".join(f"{part.label} {written(part.value, 'fraction')}" for part in small)
    if beside:
        size = min(style.small, pitch * 72 / 2 / 1.3)
        lines = wrapped(text, size, edge - right - GAP)
        sheet.lines(right + GAP, y + len(lines) * line_height(size) / 2, lines, size,
                    colour=palette.FAINT)  # fmt: skip
        return
    lines = wrapped(text, style.small, right - left)
    sheet.lines(left, y - pitch * FILL / 2 - 0.01, lines, style.small, colour=palette.FAINT)


def _percent_axis(
    sheet: Sheet, xs: tuple[float, float], ys: tuple[float, float], style: Style
) -> None:
    left, scale = xs
    top, foot = ys
    for value in (0.0, 0.5, 1.0):
        x = left + value * scale
        sheet.rule([x, x], [top, foot], colour=palette.FAINT if not value else palette.RULE,
                   order=3 if not value else 1)  # fmt: skip
        sheet.text(x, foot - line_height(style.small) / 2, f"{value:.0%}", style.small,
                   across="center", colour=palette.FAINT)  # fmt: skip


def intervals_height(chart: Intervals, style: Style) -> float:
    """Inches that the intervals want."""
    return (len(chart.spans) + 1.6 * len([g for g in chart.groups if g]) + 1) * style.pitch


def draw_intervals(chart: Intervals, sheet: Sheet, box: Box, style: Style) -> None:
    """Bars from the lowest to the highest value, a mark at the point between."""
    foot = line_height(style.small) * (1 if chart.limits else 0)
    inner = Box(box.left, box.bottom + foot, box.right, box.top)
    headings = [group for group in chart.groups if group]
    rows = Rows([span.label for span in chart.spans], inner, style, breaks=3 * len(headings))
    said = {span: _interval(span, chart.unit) for span in chart.spans}
    most = max([span.high or 0.0 for span in chart.spans] + [at for at, _ in chart.limits])
    tail = max(width(text, rows.size, bold=True) for text in said.values()) + GAP
    scale = (box.right - rows.left - tail) / most if most else 0.0
    line = 0.0
    for group in chart.groups:
        if group:
            line += 0.4 if line else 0.0
            sheet.text(box.left, rows.centre(line), group, rows.size, bold=True)
            line += 1.0
        for span in (span for span in chart.spans if span.group == group):
            rows.label(sheet, line, span.label, bold=span.highlight)
            _span(span, said[span], sheet, rows, line, scale)
            line += 1
    end = rows.centre(line - 0.5)
    sheet.rule([rows.left, rows.left], [rows.top, end], order=3)
    for at, name in chart.limits:
        x = rows.left + at * scale
        sheet.rule([x, x], [rows.top, end], colour=palette.HATCH_INK, dashes=(0, (3, 2)))
        sheet.text(x, end - line_height(style.small) * 0.55, name, style.small, across="center",
                   colour=palette.FAINT)  # fmt: skip


def _interval(span: Span, unit: str) -> str:
    if span.low is None or span.high is None:
        return span.text or NO_FIGURE
    low, high = written(span.low, unit), written(span.high, unit)
    number = low if low == high else f"{low} to {high}"
    return f"{number}  {span.text}" if span.text else number


def _span(
    span: Span, said: str, sheet: Sheet, rows: Rows, line: float, scale: float
) -> None:
    y, up = rows.centre(line), rows.pitch * FILL * 0.7
    if span.low is None or span.high is None:
        sheet.text(rows.left + 0.02, y, said, rows.size, italic=True, colour=palette.FAINT)
        return
    colour = palette.HIGHLIGHT if span.highlight else palette.PLAIN
    low, high = rows.left + span.low * scale, rows.left + span.high * scale
    sheet.rule([rows.left, low], [y, y], colour=palette.RULE)
    if high - low > 0.04:
        sheet.bar(low, y - up / 2, high - low, up, colour)
    else:
        sheet.mark((low + high) / 2, y, "D", up * 72 * 0.6, colour)
    if span.point is not None and high - low > 0.04:
        x = rows.left + span.point * scale
        sheet.rule([x, x], [y - up * 0.75, y + up * 0.75], colour=palette.INK, thick=1.4, order=4)
    sheet.text(high + GAP, y, said, rows.size, bold=span.highlight)
