"""Series of a chart of lines: their points in order, their colours, dashes and marks. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from critmin.charts.country_colours import country_colours
from critmin.charts.model import Lines, Point
from critmin.charts.palette import LINES, Colour

DASHES: tuple[tuple[float, ...], ...] = ((), (8, 4), (2, 3), (10, 3, 2, 3))
MARKS = ("o", "s", "^", "D", "v")


class Series(NamedTuple):
    """A line: its points with a figure or None in the order of time, and how it is drawn."""

    name: str
    points: list[Point]
    colour: Colour
    dashes: tuple[float, ...]
    mark: str
    focus: bool

    @property
    def known(self) -> list[Point]:
        """Points with a figure."""
        return [point for point in self.points if point.y is not None]


def series_of(chart: Lines) -> list[Series]:
    """Lines that have a figure; those of one country share its colour and differ in dashes."""
    shown = [name for name in chart.series if name not in chart.without]
    points = {name: [p for p in chart.points if p.series == name] for name in shown}
    focus = {name: any(point.highlight for point in points[name]) for name in shown}
    keys = {name: points[name][0].key for name in shown}
    colours = country_colours([(name, keys[name], focus[name]) for name in shown], LINES)
    found: list[Series] = []
    for number, name in enumerate(shown):
        same = sum(1 for one in found if one.colour == colours[name])
        dashes = DASHES[same % len(DASHES)] if focus[name] or same else DASHES[number % 2]
        ordered = sorted(points[name], key=lambda point: point.x)
        mark = MARKS[number % len(MARKS)]
        found.append(Series(name, ordered, colours[name], dashes, mark, focus[name]))
    return found


def runs(points: Sequence[Point]) -> list[list[Point]]:
    """Points with a figure, in stretches that no gap interrupts.

    >>> [len(run) for run in runs([Point("A", 1, 2.0), Point("A", 2, None), Point("A", 3, 1.0)])]
    [1, 1]
    """
    found: list[list[Point]] = [[]]
    for point in points:
        if point.y is None:
            found.append([])
        else:
            found[-1].append(point)
    return [run for run in found if run]
