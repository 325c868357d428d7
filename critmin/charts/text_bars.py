"""Charts of bars, intervals and pairs as text. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from critmin.charts.figures import MILLION, figure
from critmin.charts.forms import Pairs, Slopes
from critmin.charts.model import (
    FRACTION,
    NO_FIGURE,
    RESIDUAL,
    Bar,
    Bars,
    Intervals,
    Part,
    Span,
    Stacks,
    bounds,
    written,
)
from critmin.charts.text_screen import ASCII_FILLS, FILLS, Screen, cut


def bars(chart: Bars, screen: Screen) -> Iterator[str]:
    """Bars with their figures, panel below panel; panels are on one scale unless they are apart."""
    panels = [[mark for mark in chart.bars if mark.panel == panel] for panel in chart.panels]
    figures = [
        [_figure(mark, chart.units[number] if chart.units else chart.unit) for mark in here]
        for number, here in enumerate(panels)
    ]
    rooms = [screen.room([mark.label for mark in here]) for here in panels]
    cells = [
        screen.columns - room - 2 - max(map(len, of))
        for room, of in zip(rooms, figures, strict=True)
    ]
    mosts = [max((mark.value or 0.0 for mark in here), default=0.0) or 1.0 for here in panels]
    if not (chart.apart or chart.units):
        rooms = [max(rooms)] * len(panels)
        cells = [screen.columns - rooms[0] - 2 - max(len(t) for of in figures for t in of)] * len(
            panels
        )
        mosts = [max(mosts)] * len(panels)
    for panel, here, texts, room, wide, most in zip(
        chart.panels, panels, figures, rooms, cells, mosts, strict=True
    ):
        if panel:
            yield cut(panel, screen.columns)
        for mark, text in zip(here, texts, strict=True):
            fill = screen.either("░", "-") if mark.kind == RESIDUAL else ""
            drawn = screen.bar((mark.value or 0.0) / most, wide, fill)
            after = f"{' ' if drawn else ''}{text}"
            yield f"{cut(mark.label, room):<{room}} {screen.focus(drawn, mark.highlight)}{after}"


def _figure(mark: Bar, unit: str) -> str:
    if mark.value is None:
        return mark.text or NO_FIGURE
    large = abs(mark.value) >= MILLION
    said = figure(mark.value, unit, 0) if large else written(mark.value, unit)
    return " ".join(filter(None, [said, mark.text]))


def stacks(chart: Stacks, screen: Screen) -> Iterator[str]:
    """Stacked bars, each with the names and figures of its parts below."""
    before = ""
    room = max(len(row) for _, row in chart.rows) + 1
    most = max(sum(p.value for p in chart.parts if (p.group, p.row) == r) for r in chart.rows)
    for group, row in chart.rows:
        parts = [p for p in chart.parts if (p.group, p.row) == (group, row) and p.value > 0]
        if group != before:
            yield cut(group, screen.columns)
            before = group
        yield f" {row:<{room}}{_stack(parts, screen.columns - room - 2, max(most, 1.0), screen)}"
        named = ", ".join(f"{part.label} {written(part.value, FRACTION)}" for part in parts)
        indent = " " * (room + 1)
        yield from textwrap.wrap(
            named, screen.columns, initial_indent=indent, subsequent_indent=indent
        )


def _stack(parts: Sequence[Part], cells: int, most: float, screen: Screen) -> str:
    """Parts side by side, neighbours in different fills; the highlighted one in the fullest."""
    fills = FILLS if screen.blocks else ASCII_FILLS
    drawn, done, turn, filled = "", 0.0, 0, 0
    for part in parts:
        done += part.value
        if part.kind == RESIDUAL:
            fill = screen.either("·", ".")
        elif part.highlight:
            fill = fills[0]
        else:
            fill = fills[1 + turn % (len(fills) - 1)]
            turn += 1
        count = round(done / most * cells) - filled
        drawn += screen.focus(fill * count, part.highlight)
        filled += count
    return drawn


def intervals(chart: Intervals, screen: Screen) -> Iterator[str]:
    """Bars between two values, a mark for a single value, and dots from 0 up to it."""
    room = screen.room([span.label for span in chart.spans])
    figures = {span: _between(span, chart.unit) for span in chart.spans}
    most = max((span.high or span.low or 0.0 for span in chart.spans), default=0.0) or 1.0
    longest = min(max(map(len, figures.values())), screen.columns // 2)
    cells = max(screen.columns - room - longest - 2, 1)
    for group in chart.groups:
        if group:
            yield cut(group, screen.columns)
        for span in (span for span in chart.spans if span.group == group):
            text = cut(figures[span], screen.columns - room - 2)
            drawn = _span(span, most, min(cells, screen.columns - room - len(text) - 2), screen)
            yield " ".join(filter(None, [f"{cut(span.label, room):<{room}}", drawn, text]))


def _between(span: Span, unit: str) -> str:
    if span.low is None:
        return span.text or NO_FIGURE
    return f"{bounds(span, unit)} {span.text}".rstrip()


def _span(span: Span, most: float, cells: int, screen: Screen) -> str:
    if span.low is None or cells < 1:
        return ""
    start = round(span.low / most * (cells - 1))
    track = screen.either("·", ".") * start
    if span.high is None:
        return f"{track}>"
    end = round(span.high / most * (cells - 1))
    if end == start:
        return track + screen.focus(screen.either("●", "*"), span.highlight)
    return track + screen.focus(screen.either("█", "#") * (end - start + 1), span.highlight)


def slopes(chart: Slopes, screen: Screen) -> Iterator[str]:
    """Two bars of each country beside each other, on one scale."""
    room = screen.room([one.label for one in chart.slopes])
    sides = [
        [one.left_text or written(one.left, chart.unit) for one in chart.slopes],
        [one.right_text or written(one.right, chart.unit) for one in chart.slopes],
    ]
    texts = [max(map(len, [*of, NO_FIGURE])) for of in sides]
    cells = max((screen.columns - room - sum(texts) - 5) // 2, 1)
    most = max([0.0, *(v or 0.0 for one in chart.slopes for v in (one.left, one.right))]) or 1.0
    across = cells + texts[0] + 2
    yield f"{'':<{room}} {cut(chart.sides[0], across):<{across}}{chart.sides[1]}"
    for one, left, right in zip(chart.slopes, *sides, strict=True):
        line = f"{cut(one.label, room):<{room}} "
        for value, text, wide in ((one.left, left, across), (one.right, right, 0)):
            drawn = screen.bar((value or 0.0) / most, cells)
            body = f"{screen.focus(drawn, one.highlight)}{' ' if drawn else ''}{text}"
            line += body + " " * (wide - len(drawn) - bool(drawn) - len(text))
        yield line


def pairs(chart: Pairs, screen: Screen) -> Iterator[str]:
    """Two marks of each line on one scale, joined; the first hollow, the second full."""
    room = screen.room([pair.label for pair in chart.pairs])
    texts = [
        " to ".join([written(pair.before, chart.unit), written(pair.after, chart.unit)])
        + (f" {pair.text}" if pair.text else "")
        for pair in chart.pairs
    ]
    cells = max(screen.columns - room - min(max(map(len, texts)), screen.columns // 2) - 3, 2)
    values = [v for pair in chart.pairs for v in (pair.before, pair.after) if v is not None]
    most = max([0.0, *values]) or 1.0
    hollow, full = screen.either("○", "o"), screen.either("●", "*")
    yield f"{hollow} {chart.sides[0]}, {full} {chart.sides[1]}"
    for group in chart.groups:
        if group:
            yield cut(group, screen.columns)
        for pair, text in zip(chart.pairs, texts, strict=True):
            if pair.group != group:
                continue
            track = [" "] * cells
            at = [None if v is None else round(max(v, 0.0) / most * (cells - 1)) for v in pair[1:3]]
            known = [place for place in at if place is not None]
            for place in range(min(known, default=0), max(known, default=-1) + 1):
                track[place] = screen.either("─", "-")
            for end, mark in zip(at, (hollow, full), strict=True):
                if end is not None:
                    track[end] = mark
            drawn = screen.focus("".join(track), pair.highlight)
            yield f"{cut(pair.label, room):<{room}} {drawn} {text}"
