"""Bodies made of horizontal bars: bars in panels, and intervals."""

from __future__ import annotations

from dataclasses import replace

from critmin.charts import palette
from critmin.drawing.sheet import Box, Sheet
from critmin.drawing.fonts import line_height, width, wrapped
from critmin.charts.model import (
    NO_FIGURE,
    RESIDUAL,
    Bar,
    Bars,
    Intervals,
    Part,
    Span,
    bounds,
    written,
)
from critmin.drawing.style import Style

LOOSEST = 2.4  # of a style's pitch, if there is more room than lines
GAP = 0.07  # between a bar and its label, inches
FILL = 0.72  # height of a bar, as a part of a line's pitch
SHARE_OF_LABELS = 0.36  # of the width, at most
PANEL_GAP = 0.25
HEADING, BELOW = 1.4, 0.7  # lines of a group's heading, and of text below a bar
NO_BAR = 1e9  # a scale that leaves any other smaller
SMALLEST = 3.6  # points, of a label that needs several lines


class Rows:
    """Lines of a chart: their labels on the left, their positions, and the room for bars."""

    def __init__(
        self, labels: list[str], box: Box, style: Style, extra: float = 0.0, gap: float = GAP
    ) -> None:
        lines = len(labels) + extra
        self.pitch = min(box.height / max(lines, 1), style.pitch * LOOSEST)
        self.size = style.label_size(self.pitch)
        room = box.width * SHARE_OF_LABELS
        self.texts = {label: self._fitted(label, room) for label in labels}
        widths = [  # measured in bold, because any label may be highlighted
            width(line, size, bold=True) for of, size in self.texts.values() for line in of
        ]
        self.left = box.left + min(room, max(widths, default=0.0)) + gap
        self.gap = gap
        self.top = box.top

    def _fitted(self, label: str, room: float) -> tuple[list[str], float]:
        """A label's lines and the size at which they fit into one line of the chart."""
        size = self.size
        lines = wrapped(label, size, room, bold=True)
        while len(lines) > 1 and len(lines) * line_height(size) > self.pitch and size > SMALLEST:
            size -= 0.2
            lines = wrapped(label, size, room, bold=True)
        return lines, size

    def centre(self, line: float) -> float:
        """Middle of a line, counted from 0 at the top."""
        return self.top - (line + 0.5) * self.pitch

    def label(self, sheet: Sheet, line: float, label: str, *, bold: bool = False) -> None:
        """Draw the label of a line, in as many lines as it needs."""
        texts, size = self.texts[label]
        y = self.centre(line) + (len(texts) - 1) * line_height(size) / 2
        for text in texts:
            sheet.text(self.left - self.gap, y, text, size, bold=bold, across="right")
            y -= line_height(size)


def bars_height(chart: Bars, style: Style) -> float:
    """Height of the bars in inches; in a column the panels are below each other."""
    headed = any(chart.panels)
    return len(chart.panels) * (len(chart.labels) + 1.5 * headed) * style.pitch


def draw_bars(chart: Bars, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw horizontal bars, with panels side by side; in a column below each other."""
    count = len(chart.panels)
    if style.name != "column" or count < 2:
        _Beside(chart, box, style).draw(sheet)
        return
    up = box.height / count
    below = []
    for number, panel in enumerate(chart.panels):
        top = box.top - number * up
        of = tuple(bar for bar in chart.bars if bar.panel == panel)
        units = chart.units[number : number + 1]
        alone = replace(chart, bars=of, units=units)
        below.append(_Beside(alone, Box(box.left, top - up, box.right, top), style))
    least = None if chart.apart or chart.units else min(p.scales[0] for p in below)
    for place in below:
        place.draw(sheet, least)


class _Beside:
    """Panels side by side, with their lines and scales."""

    def __init__(self, chart: Bars, box: Box, style: Style) -> None:
        self.chart, self.box = chart, box
        self.head = style.pitch if any(chart.panels) else 0.0
        inner = Box(box.left, box.bottom, box.right, box.top - self.head)
        self.rows = Rows(chart.labels, inner, style)
        count = len(chart.panels)
        self.across = (box.right - self.rows.left - PANEL_GAP * (count - 1)) / count
        self.panels = [[bar for bar in chart.bars if bar.panel == panel] for panel in chart.panels]
        self.figures = {
            bar: _figure(bar, self.unit(number))
            for number, of in enumerate(self.panels)
            for bar in of
        }
        self.scales = [self._scale(of) for of in self.panels]
        if not (chart.apart or chart.units):
            self.scales = [min(self.scales)] * count

    def unit(self, number: int) -> str:
        """A panel's unit."""
        return self.chart.units[number] if self.chart.units else self.chart.unit

    def _scale(self, bars: list[Bar]) -> float:
        """Inches per unit, at which every bar has room for its text."""
        return min(
            (
                (self.across - GAP - width(self.figures[bar], self.rows.size, bar.highlight))
                / bar.value
                for bar in bars
                if bar.value
            ),
            default=NO_BAR,
        )

    def draw(self, sheet: Sheet, scale: float | None = None) -> None:
        """Draw all panels, on the scale given or on their own."""
        for number, label in enumerate(self.chart.labels):
            chosen = all(bar.highlight for bar in self.chart.bars if bar.label == label)
            self.rows.label(sheet, number, label, bold=chosen)
        for number, panel in enumerate(self.chart.panels):
            left = self.rows.left + number * (self.across + PANEL_GAP)
            if self.head:
                sheet.text(
                    left,
                    self.box.top - self.head / 2,
                    panel,
                    self.rows.size,
                    colour=palette.FAINT,
                    bold=True,
                )
            self._panel(sheet, number, left, scale or self.scales[number])

    def _panel(self, sheet: Sheet, number: int, left: float, scale: float) -> None:
        rows = self.rows
        lines = {label: line for line, label in enumerate(self.chart.labels)}
        up = rows.pitch * FILL
        for bar in self.panels[number]:
            y = rows.centre(lines[bar.label])
            end = left
            if bar.value:
                end = left + bar.value * scale
                colour, hatch = fill(bar)
                sheet.bar(left, y - up / 2, end - left, up, colour, hatch=hatch)
            known = bar.value is not None
            sheet.text(
                end + (GAP if bar.value else 0.02),
                y,
                self.figures[bar],
                rows.size,
                italic=not known,
                bold=known and bar.highlight,
                colour=palette.INK if known else palette.FAINT,
            )
        foot = rows.centre(len(lines) - 0.5)
        sheet.rule([left, left], [rows.top, foot], colour=palette.FAINT, order=3)


def _figure(bar: Bar, unit: str) -> str:
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
    """Height of the intervals in inches."""
    return (len(chart.spans) + _extra(chart, style) + 1) * style.pitch


def _extra(chart: Intervals, style: Style) -> float:
    """Extra lines: a heading for each group, and in a column one line of text for each bar."""
    headings = HEADING * len([group for group in chart.groups if group])
    return headings + sum(BELOW for span in chart.spans if _below(span, style))


def _below(span: Span, style: Style) -> bool:
    """Whether the text of a bar is below it: in a column there is no room next to it."""
    return style.name == "column" and bool(span.text) and span.low is not None


def draw_intervals(chart: Intervals, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw bars from the lowest to the highest value, with a mark at the point."""
    foot = line_height(style.small) * (1 if chart.limits else 0)
    inner = Box(box.left, box.bottom + foot, box.right, box.top)
    # A mark at zero is drawn over the axis, so labels keep a distance.
    gap = GAP + style.label / 2 / 72
    rows = Rows([span.label for span in chart.spans], inner, style, _extra(chart, style), gap)
    figures = {
        span: _interval(span._replace(text="") if _below(span, style) else span, chart.unit)
        for span in chart.spans
    }
    ends = {span: span.high or span.low or 0.0 for span in chart.spans}
    most = max([*ends.values(), *(at for at, _ in chart.limits)])
    across = box.right - rows.left
    scale = min(
        [
            (across - 2 * GAP - width(figures[span], rows.size, bold=True)) / end
            for span, end in ends.items()
            if end
        ]
        + [across / most if most else 0.0]
    )
    line = 0.0
    above = rows.top
    for group in chart.groups:
        if group:
            line += HEADING - 1 if line else 0.0
            sheet.text(box.left, rows.centre(line), group, rows.size, bold=True)
            line += 1.0
            above = rows.centre(line - 0.5)
        for span in (span for span in chart.spans if span.group == group):
            rows.label(sheet, line, span.label, bold=span.highlight)
            _span(span, figures[span], sheet, rows, line, scale)
            line += 1
            if _below(span, style):
                sheet.text(
                    rows.left - gap,
                    rows.centre(line - 0.3),
                    span.text,
                    style.small,
                    across="right",
                    colour=palette.FAINT,
                )
                line += BELOW
        sheet.rule([rows.left, rows.left], [above, rows.centre(line - 0.5)], order=3)
    end = rows.centre(line - 0.5)
    for at, name in chart.limits:
        x = rows.left + at * scale
        sheet.rule([x, x], [rows.top, end], colour=palette.HATCH_INK, dashes=(0, (3, 2)))
        first = len(chart.limits) > 1 and at == chart.limits[0][0]
        sheet.text(
            x,
            end - line_height(style.small) * 0.55,
            name,
            style.small,
            across="right" if first else "left",
            colour=palette.FAINT,
        )


def _interval(span: Span, unit: str) -> str:
    if span.low is None:
        return span.text or NO_FIGURE
    return f"{bounds(span, unit)}  {span.text}".rstrip()


def _span(span: Span, figure: str, sheet: Sheet, rows: Rows, line: float, scale: float) -> None:
    y, up = rows.centre(line), rows.pitch * FILL * 0.7
    if span.low is None:
        sheet.text(rows.left + 0.02, y, figure, rows.size, italic=True, colour=palette.FAINT)
        return
    most = span.low if span.high is None else span.high
    colour = palette.HIGHLIGHT if span.highlight else palette.PLAIN
    low, high = rows.left + span.low * scale, rows.left + most * scale
    sheet.rule([rows.left, low], [y, y], colour=palette.RULE)
    gap = GAP
    if high - low > 0.04:
        sheet.bar(low, y - up / 2, high - low, up, colour)
    else:
        points = min(up * 72, rows.size) * 0.65
        gap += points / 72 / 2
        mark = ">" if span.high is None else "D"  # an arrow, if only the lowest value is known
        sheet.mark((low + high) / 2, y, mark, points, colour)
    if span.point is not None and high - low > 0.04:
        x = rows.left + span.point * scale
        sheet.rule([x, x], [y - up * 0.75, y + up * 0.75], colour=palette.INK, thick=1.4, order=4)
    sheet.text(high + gap, y, figure, rows.size, bold=span.highlight)
