"""Heatmaps, maps and chains as text. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from critmin.charts.forms import Cell, Flow, Heat, Map
from critmin.charts.model import NO_FIGURE, distinct, written
from critmin.charts.text_screen import Screen, cut

MOST = 20  # countries and links that a screen shows
NARROW, WIDE = 6, 14  # characters of a column of a heatmap


def heat(chart: Heat, screen: Screen) -> Iterator[str]:
    """A table of figures; columns that do not fit go below."""
    cells = {(cell.row, cell.column): cell for cell in chart.cells}
    room = screen.room(chart.rows)
    wide = {
        column: min(
            max(
                NARROW,
                *(
                    len(_shown(cells[row, column], chart.unit))
                    for row in chart.rows
                    if (row, column) in cells
                ),
                min(len(column), WIDE),
            ),
            WIDE,
        )
        for column in chart.columns
    }
    left = list(chart.columns)
    while left:
        here: list[str] = []
        used = room
        while left and (not here or used + wide[left[0]] + 1 <= screen.columns):
            used += wide[left[0]] + 1
            here.append(left.pop(0))
        yield " " * room + "".join(
            f" {cut(column, wide[column]):>{wide[column]}}" for column in here
        )
        for row in chart.rows:
            line = f"{cut(row, room):<{room}}"
            for column in here:
                cell = cells.get((row, column))
                text = cut(_shown(cell, chart.unit), wide[column]) if cell else ""
                padded = f" {text:>{wide[column]}}"
                line += screen.focus(padded, bool(cell and cell.highlight))
            yield line
        if left:
            yield ""
    states = distinct([cell.state for cell in chart.cells if cell.state and not cell.text])
    if states:
        yield f"-: {', '.join(states)}"


def _shown(cell: Cell, unit: str) -> str:
    if cell.text:
        return cell.text
    return "-" if cell.value is None else written(cell.value, unit)


def ranking(chart: Map, screen: Screen) -> Iterator[str]:
    """The countries of a map as bars, the largest first."""
    known = sorted(
        (area for area in chart.areas if area.value is not None),
        key=lambda area: -(area.value or 0),
    )
    shown = known[:MOST]
    room = screen.room([area.label for area in shown])
    texts = [written(area.value, chart.unit) for area in shown]
    cells = screen.columns - room - 2 - max(map(len, texts), default=0)
    most = max((area.value or 0.0 for area in shown), default=0.0) or 1.0
    for area, text in zip(shown, texts, strict=True):
        drawn = screen.bar((area.value or 0.0) / most, cells)
        yield f"{cut(area.label, room):<{room}} {drawn}{' ' if drawn else ''}{text}"
    if len(known) > MOST:
        yield f"{len(known) - MOST} more"
    for area in chart.areas:
        if area.value is None:
            yield f"{cut(area.label, room):<{room}} {area.state or NO_FIGURE}"


def flow(chart: Flow, screen: Screen) -> Iterator[str]:
    """The links of a chain, stage by stage, the largest first."""
    nodes = {node.name: node for node in chart.nodes}
    arrow = screen.either(" → ", " > ")
    most = max((link.value for link in chart.links), default=0.0) or 1.0
    for number, (left, right) in enumerate(zip(chart.columns, chart.columns[1:], strict=False)):
        links = sorted(
            (link for link in chart.links if nodes[link.source].column == number),
            key=lambda link: -link.value,
        )
        if not links:
            continue
        yield f"{left}{arrow}{right}"
        names = [f"{nodes[link.source].label}{arrow}{nodes[link.target].label}" for link in links]
        room = screen.room(names)
        texts = [written(link.value, chart.unit) for link in links]
        cells = screen.columns - room - 3 - max(map(len, texts))
        for link, name, text in list(zip(links, names, texts, strict=True))[:MOST]:
            drawn = screen.bar(link.value / most, cells)
            mark = screen.focus(drawn, link.highlight)
            yield f" {cut(name, room):<{room}} {mark}{' ' if drawn else ''}{text}"
        if len(links) > MOST:
            yield f" {len(links) - MOST} more"
