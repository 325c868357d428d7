"""Bodies made of horizontal bars: bars in panels, and intervals."""

from __future__ import annotations

from dataclasses import replace

from critmin.chart import NO_FIGURE, RESIDUAL, Bar, Bars, Intervals, Part, Span, written
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
        self.texts = {label: wrapped(label, self.size, room, bold=True) for label in labels}
        lines_of = self.texts.values()  # bold, for any label may be the highlighted one
        widths = [width(line, self.size, bold=True) for lines in lines_of for line in lines]
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
    """Inches that the bars want; a column has its panels below each other."""
    headed = any(chart.panels)
    return len(chart.panels) * (len(chart.labels) + 1.5 * headed) * style.pitch


def draw_bars(chart: Bars, sheet: Sheet, box: Box, style: Style) -> None:
    """Horizontal bars, one panel beside the other on common lines; in a column below it."""
    count = len(chart.panels)
    if style.name == "column" and count > 1:
        up = box.height / count
        for number, panel in enumerate(chart.panels):
            top = box.top - number * up
            of = tuple(bar for bar in chart.bars if bar.panel == panel)
            units = chart.units[number : number + 1]
            alone = replace(chart, bars=of, units=units)
            _beside(alone, sheet, Box(box.left, top - up, box.right, top), style)
        return
    _beside(chart, sheet, box, style)


def _beside(chart: Bars, sheet: Sheet, box: Box, style: Style) -> None:
    head = style.pitch if any(chart.panels) else 0.0
    rows = Rows(chart.labels, Box(box.left, box.bottom, box.right, box.top - head), style)
    for number, label in enumerate(chart.labels):
        chosen = any(bar.highlight for bar in chart.bars if bar.label == label)
        rows.label(sheet, number, label, bold=chosen)
    count = len(chart.panels)
    across = (box.right - rows.left - PANEL_GAP * (count - 1)) / count
    for number, panel in enumerate(chart.panels):
        left = rows.left + number * (across + PANEL_GAP)
        if head:
            sheet.text(left, box.top - head / 2, panel, rows.size, colour=palette.FAINT, bold=True)
        unit = chart.units[number] if chart.units else chart.unit
        of = [bar for bar in chart.bars if bar.panel == panel]
        _panel(of, unit, chart, rows, sheet, (left, across))


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
            colour, hatch = fill(bar)
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


def fill(mark: Bar | Part) -> tuple[str, str]:
    """Colour and hatching of a bar or a part."""
    if mark.kind == RESIDUAL:
        return palette.REST, palette.REST_HATCH
    return (palette.HIGHLIGHT if mark.highlight else palette.PLAIN), ""


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
    across = box.right - rows.left
    scale = min(
        [(across - GAP - width(said[span], rows.size, bold=True)) / span.high
         for span in chart.spans if span.high]
        + [across / most if most else 0.0]
    )  # fmt: skip
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
        first = len(chart.limits) > 1 and at == chart.limits[0][0]
        sheet.text(x, end - line_height(style.small) * 0.55, name, style.small,
                   across="right" if first else "left", colour=palette.FAINT)  # fmt: skip


def _interval(span: Span, unit: str) -> str:
    if span.low is None or span.high is None:
        return span.text or NO_FIGURE
    low, high = written(span.low, unit), written(span.high, unit)
    number = low if low == high else f"{low} to {high}"
    return f"{number}  {span.text}" if span.text else number


def _span(span: Span, said: str, sheet: Sheet, rows: Rows, line: float, scale: float) -> None:
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
