"""Labels of lines at their last points, moved apart, with a leader where one was moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from critmin.charts.palette import Colour
from critmin.charts.placing import Point, Rect, free_place, moved_apart
from critmin.drawing.fonts import line_height, width
from critmin.drawing.sheet import Sheet
from critmin.drawing.style import Style

AWAY = 10.0  # pixels from a point to its label
LEADER = 22.0  # pixels between the lines and labels that have a leader
MOVED = 6.0  # pixels from which on a label has a leader


class Label(NamedTuple):
    """Lines of text that belong to a point, in the colour of its line."""

    lines: list[str]
    point: Point
    colour: Colour
    bold: bool = False

    def size(self, style: Style) -> tuple[float, float]:
        """Width and height in pixels."""
        across = max(width(line, style.label, bold=self.bold) for line in self.lines)
        return across, len(self.lines) * line_height(style.label)


def draw_labels(
    labels: Sequence[Label],
    within: Rect,
    edge: float,
    paths: Sequence[Sequence[Point]],
    sheet: Sheet,
    style: Style,
    taken: Sequence[Rect] = (),
    *,
    below: float = 0.0,
) -> list[Rect]:
    """Draw labels beside their points; returns where they stand.

    Labels of lines that reach ``edge`` stand right of it, in the order of their points, and down
    to some pixels ``below`` the plot. The others stand next to their point, where they cover
    neither a line nor another label.
    """
    found: list[Rect] = []
    outside = [one for one in labels if edge - one.point[0] < 2 * AWAY]
    outside.sort(key=lambda one: one.point[1])
    tall = [one.size(style)[1] for one in outside]
    wanted = [one.point[1] - up / 2 for one, up in zip(outside, tall, strict=True)]
    left, tops = edge + AWAY, moved_apart(wanted, tall, within.top, within.bottom)
    if any(abs(top - want) > MOVED for top, want in zip(tops, wanted, strict=True)):
        left, tops = edge + LEADER, moved_apart(wanted, tall, within.top, within.bottom + below)
    for one, top, up in zip(outside, tops, tall, strict=True):
        rect = Rect(left, top, left + one.size(style)[0], top + up)
        _label(one, rect, sheet, style)
        found.append(rect)
    for one in (label for label in labels if label not in outside):
        x, y = one.point
        across, up = one.size(style)
        starts = [
            (x + AWAY, y - up / 2),
            (x - across / 2, y - up - AWAY / 2),
            (x - across / 2, y + AWAY / 2),
            (x - AWAY - across, y - up / 2),
            (edge + AWAY, y - up / 2),
        ]
        rect = free_place(starts, (across, up), within, [*taken, *found], paths)
        _label(one, rect, sheet, style)
        found.append(rect)
    return found


def _label(label: Label, rect: Rect, sheet: Sheet, style: Style) -> None:
    x, y = label.point
    near_x = max(rect.left - 3, min(x, rect.right + 3))
    near_y = (rect.top + rect.bottom) / 2 if near_x != x else max(rect.top, min(y, rect.bottom))
    aside = max(abs(near_y - y) if near_x != x else 0.0, abs(near_x - x) - 2 * AWAY)
    if near_x == x:
        aside = abs(near_y - y) - AWAY
    if aside > MOVED:
        start = x + AWAY / 2 if near_x > x else x - AWAY / 2 if near_x < x else x
        sheet.rule([(start, y), (near_x, near_y)], colour=label.colour, thick=1.0)
    sheet.lines(rect.left, rect.top, label.lines, style.label, bold=label.bold, colour=label.colour)
