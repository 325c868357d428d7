"""An answer's chart as text: bars, sparklines, intervals, dated lines.

Pure: a chart, a width and what the terminal can show go in, lines come out. With
``blocks`` bars are drawn in eighths of a cell; else in plain ASCII.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from critmin.charts.model import (
    NO_FIGURE,
    RESIDUAL,
    Bar,
    Bars,
    Chart,
    Intervals,
    Lines,
    Part,
    Span,
    Stacks,
    Timeline,
    bounds,
    written,
)

EIGHTHS = " ▏▎▍▌▋▊▉█"
SPARKS = "▁▂▃▄▅▆▇█"
ASCII_SPARKS = "_.-=+*#"
FILLS = ("█", "▒", "▓", "░")
ASCII_FILLS = ("#", "=", "%", "-")
NARROWEST = 20
LABELS = 0.4  # of the width, at most


def plot(chart: Chart, columns: int = 80, *, blocks: bool = True) -> str:
    """Draw a chart in at most ``columns`` characters a line.

    Examples
    --------
    >>> print(plot(Bars(topic="Two", bars=(Bar("A", 4.0), Bar("B", None))), 24, blocks=False))
    Two
    A ############ 4
    B no figure
    """
    columns = max(columns, NARROWEST)
    lines = textwrap.wrap(chart.heading, columns) + textwrap.wrap(chart.subtitle, columns)
    body = {
        "bars": _bars,
        "stacks": _stacks,
        "lines": _lines,
        "timeline": _timeline,
        "intervals": _intervals,
    }[chart.kind]
    lines += body(chart, columns, blocks)
    for small in (chart.note, chart.source):
        lines += textwrap.wrap(small, columns)
    text = "\n".join(line.rstrip() for line in lines).replace("\u00a0", " ")
    return text if blocks else text.encode("ascii", "replace").decode("ascii")


def _cut(label: str, room: int) -> str:
    """A label in at most ``room`` characters, with dots where it was cut."""
    return label if len(label) <= room else label[: max(room - 2, 1)] + ".."


def _room(labels: Sequence[str], columns: int) -> int:
    return min(max((len(label) for label in labels), default=0), int(columns * LABELS))


def bar(part: float, cells: int, blocks: bool, fill: str = "") -> str:
    """Bar for a part (0 to 1) of a number of cells; a part above zero is always visible.

    >>> bar(0.5, 5, True), bar(0.5, 4, False), bar(0.0001, 4, False), bar(0.0, 4, True)
    ('██▌', '##', '#', '')
    """
    if part <= 0 or cells <= 0:
        return ""
    if not blocks or fill:
        return (fill or "#") * max(1, round(part * cells))
    eighths = max(1, round(part * cells * 8))
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def _bars(chart: Chart, columns: int, blocks: bool) -> Iterator[str]:
    assert isinstance(chart, Bars)
    panels = [[mark for mark in chart.bars if mark.panel == panel] for panel in chart.panels]
    figures = [
        [_figure(mark, chart.units[number] if chart.units else chart.unit) for mark in here]
        for number, here in enumerate(panels)
    ]
    rooms = [_room([mark.label for mark in here], columns) for here in panels]
    cells = [
        columns - room - 2 - max(map(len, of)) for room, of in zip(rooms, figures, strict=True)
    ]
    mosts = [max((mark.value or 0.0 for mark in here), default=0.0) or 1.0 for here in panels]
    if not (chart.apart or chart.units):
        rooms = [max(rooms)] * len(panels)
        cells = [columns - rooms[0] - 2 - max(len(text) for of in figures for text in of)] * len(
            panels
        )
        mosts = [max(mosts)] * len(panels)
    for panel, here, texts, room, wide, most in zip(
        chart.panels, panels, figures, rooms, cells, mosts, strict=True
    ):
        if panel:
            yield _cut(panel, columns)
        for mark, text in zip(here, texts, strict=True):
            fill = ("░" if blocks else "-") if mark.kind == RESIDUAL else ""
            drawn = bar((mark.value or 0.0) / most, wide, blocks, fill)
            yield f"{_cut(mark.label, room):<{room}} {drawn}{' ' if drawn else ''}{text}"


def _figure(mark: Bar, unit: str) -> str:
    if mark.value is None:
        return mark.text or NO_FIGURE
    return " ".join(filter(None, [written(mark.value, unit), mark.text]))


def _stacks(chart: Chart, columns: int, blocks: bool) -> Iterator[str]:
    assert isinstance(chart, Stacks)
    before = ""
    room = max(len(row) for _, row in chart.rows) + 1
    most = max(sum(p.value for p in chart.parts if (p.group, p.row) == r) for r in chart.rows)
    for group, row in chart.rows:
        parts = [p for p in chart.parts if (p.group, p.row) == (group, row) and p.value > 0]
        if group != before:
            yield _cut(group, columns)
            before = group
        yield f" {row:<{room}}{_stack(parts, columns - room - 2, max(most, 1.0), blocks)}"
        named = ", ".join(f"{part.label} {written(part.value, 'fraction')}" for part in parts)
        yield from textwrap.wrap(
            named, columns, initial_indent=" " * (room + 1), subsequent_indent=" " * (room + 1)
        )


def _stack(parts: Sequence[Part], cells: int, most: float, blocks: bool) -> str:
    """Parts side by side, neighbours in different fills; the highlighted one in the fullest."""
    fills = FILLS if blocks else ASCII_FILLS
    drawn, done, turn = "", 0.0, 0
    for part in parts:
        done += part.value
        if part.kind == RESIDUAL:
            fill = "·" if blocks else "."
        elif part.highlight:
            fill = fills[0]
        else:
            fill = fills[1 + turn % (len(fills) - 1)]
            turn += 1
        drawn += fill * (round(done / most * cells) - len(drawn))
    return drawn


def _lines(chart: Chart, columns: int, blocks: bool) -> Iterator[str]:
    assert isinstance(chart, Lines)
    room = _room(chart.series, columns)
    figures = [point.y for point in chart.points if point.y is not None]
    low, high = min([0.0, *figures]), max([0.0, *figures])
    for name in chart.series:
        points = sorted((p for p in chart.points if p.series == name), key=lambda p: p.x)
        known = [point for point in points if point.y is not None]
        if not known:
            yield f"{_cut(name, room):<{room}} {NO_FIGURE}"
            continue
        first, last = known[0], known[-1]
        text = f"{written(first.y, chart.unit)} ({int(first.x)})"
        if last is not first:
            text += f" to {written(last.y, chart.unit)} ({int(last.x)})"
        spark = sparkline([p.y for p in points], low, high, columns - room - len(text) - 2, blocks)
        yield f"{_cut(name, room):<{room}} {spark} {text}"


def sparkline(
    values: Sequence[float | None], low: float, high: float, cells: int, blocks: bool
) -> str:
    """Heights of values between ``low`` and ``high``; a gap without a figure.

    If there are more values than cells, the last value of each step is shown.

    >>> sparkline([0, 5, None, 10], 0, 10, 10, True), sparkline([0, 10], 0, 10, 10, False)
    ('▁▅ █', '_#')
    """
    steps = SPARKS if blocks else ASCII_SPARKS
    every = -(-len(values) // max(cells, 1))
    shown = list(values[::-1][::every])[::-1]
    span = (high - low) or 1.0
    return "".join(
        " "
        if value is None
        else steps[min(len(steps) - 1, int((value - low) / span * (len(steps) - 1) + 0.5))]
        for value in shown
    )


def _timeline(chart: Chart, columns: int, blocks: bool) -> Iterator[str]:
    assert isinstance(chart, Timeline)
    room = max(len(moment.start) for moment in chart.moments) + 1
    for lane in chart.lanes:
        if lane:
            yield lane
        for moment in (m for m in chart.moments if m.lane == lane):
            label = f"{moment.label} (until {moment.end})" if moment.end else moment.label
            mark = "●" if blocks and moment.highlight else "*" if moment.highlight else " "
            yield from textwrap.wrap(
                label,
                columns,
                initial_indent=f"{mark} {moment.start:<{room}}",
                subsequent_indent=" " * (room + 2),
            )


def _intervals(chart: Chart, columns: int, blocks: bool) -> Iterator[str]:
    """Bars between two values, a mark for a single value, and dots from 0 up to it."""
    assert isinstance(chart, Intervals)
    room = _room([span.label for span in chart.spans], columns)
    figures = {span: _between(span, chart.unit) for span in chart.spans}
    most = max((span.high or span.low or 0.0 for span in chart.spans), default=0.0) or 1.0
    longest = min(max(map(len, figures.values())), columns // 2)
    cells = max(columns - room - longest - 2, 1)
    for group in chart.groups:
        if group:
            yield _cut(group, columns)
        for span in (span for span in chart.spans if span.group == group):
            text = _cut(figures[span], columns - room - 2)
            drawn = _span(span, most, min(cells, columns - room - len(text) - 2), blocks)
            yield " ".join(filter(None, [f"{_cut(span.label, room):<{room}}", drawn, text]))


def _between(span: Span, unit: str) -> str:
    if span.low is None:
        return span.text or NO_FIGURE
    return f"{bounds(span, unit)} {span.text}".rstrip()


def _span(span: Span, most: float, cells: int, blocks: bool) -> str:
    if span.low is None or cells < 1:
        return ""
    start = round(span.low / most * (cells - 1))
    track = ("·" if blocks else ".") * start
    if span.high is None:
        return f"{track}>"
    end = round(span.high / most * (cells - 1))
    if end == start:
        return track + ("●" if blocks else "*")
    return track + ("█" if blocks else "#") * (end - start + 1)
