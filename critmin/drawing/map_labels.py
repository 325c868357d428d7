"""Labels of a map: on their country if they fit, else beside it with a line to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import cos, hypot, pi, sin
from typing import NamedTuple

from critmin.charts.palette import INK, Colour, ink_on
from critmin.drawing.fonts import CAPITALS, line_height, width
from critmin.drawing.sheet import Box, Point, Sheet
from critmin.drawing.style import Style

DISTANCES = (14, 26, 40, 58, 80, 110, 145, 190)  # pixels from the country to its label
TURNS = 24  # directions tried
ON_LAND, ON_LINE, ON_DOT = 30.0, 60.0, 90.0  # pixels that each overlap is worth
AIR = 3.0  # pixels around a label


class Wanted(NamedTuple):
    """A label: its text, the place it names, the colour there, and the radius of its dot."""

    text: str
    x: float
    y: float
    colour: Colour
    dot: float = 0.0


class Outline(NamedTuple):
    """A ring with the box around it."""

    box: Box
    ring: Sequence[Point]

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is inside the ring (crossings of a line to the right)."""
        box = self.box
        if not (box.left <= x <= box.right and box.top <= y <= box.bottom):
            return False
        inside = False
        before = self.ring[-1]
        for point in self.ring:
            if (point[1] > y) != (before[1] > y) and x < (
                (before[0] - point[0]) * (y - point[1]) / (before[1] - point[1]) + point[0]
            ):
                inside = not inside
            before = point
        return inside


class MapLabels:
    """Places of labels on a map of outlines and dots."""

    def __init__(
        self,
        frame: Box,
        land: Sequence[Sequence[Sequence[Point]]],
        dots: Sequence[Point],
        style: Style,
    ) -> None:
        self.frame, self.dots, self.size = frame, dots, style.small
        self.outlines = [_outline(ring) for rings in land for ring in rings if len(ring) > 2]
        self.taken: list[Box] = []
        self.lines: list[tuple[Point, Point]] = []

    def draw(self, sheet: Sheet, wanted: Sequence[Wanted]) -> None:
        """Draw the labels, the first with the first choice of places."""
        for label in wanted:
            box = self._on(label) or self._beside(label)
            if box is None:
                continue
            self.taken.append(box)
            middle = (box.top + box.bottom) / 2
            on = box.left < label.x < box.right and box.top < label.y < box.bottom
            if not on:
                end = _nearest(box, label)
                start = _towards((label.x, label.y), end, label.dot)
                self.lines.append((start, end))
                sheet.rule([start, end], colour=INK, thick=0.9, layer=2)
            colour = ink_on(label.colour) if on else INK
            sheet.text(
                (box.left + box.right) / 2,
                middle,
                label.text,
                self.size,
                bold=True,
                colour=colour,
                anchor="middle",
            )

    def _box(self, label: Wanted, x: float, y: float) -> Box:
        """Box of a label whose middle is a point."""
        across = width(label.text, self.size, bold=True) / 2 + AIR
        down = line_height(self.size) / 2
        return Box(x - across, y - down, x + across, y + down)

    def _on(self, label: Wanted) -> Box | None:
        """Box on the country itself, if the whole label is on its land."""
        box = self._box(label, label.x, label.y)
        own = [outline for outline in self.outlines if outline.holds(label.x, label.y)]
        if label.dot or not own or self._hits(box):
            return None
        inside = all(any(one.holds(*point) for one in own) for point in _samples(box))
        return box if inside else None

    def _beside(self, label: Wanted) -> Box | None:
        """The cheapest free box around the country: near, and on the sea."""
        free = [box for box in self._around(label) if not self._hits(box)]
        return min(free, key=lambda box: self._cost(box, label), default=None)

    def _around(self, label: Wanted) -> Iterator[Box]:
        for distance in DISTANCES:
            for turn in range(TURNS):
                angle = 2 * pi * turn / TURNS
                across, down = cos(angle), sin(angle)
                box = self._box(label, 0, 0)
                x = label.x + across * (distance + box.width / 2 * abs(across))
                y = label.y + down * (distance + box.height / 2)
                yield self._box(label, x, y)

    def _hits(self, box: Box) -> bool:
        frame = self.frame
        outside = box.left < frame.left or box.right > frame.right
        outside = outside or box.top < frame.top or box.bottom > frame.bottom
        return outside or any(_overlap(box, other) for other in self.taken)

    def _cost(self, box: Box, label: Wanted) -> float:
        end = _nearest(box, label)
        cost = hypot(end[0] - label.x, end[1] - label.y)
        points = list(_samples(box))
        on_land = sum(any(one.holds(x, y) for one in self.outlines) for x, y in points)
        cost += ON_LAND * on_land / len(points) * 8
        cost += ON_DOT * sum(
            box.left < x < box.right and box.top < y < box.bottom for x, y in self.dots
        )
        line = ((label.x, label.y), end)
        cost += ON_LINE * sum(_cross(line, other) for other in self.lines)
        cost += ON_LINE * sum(_through(other, box) for other in self.lines)
        return cost + ON_LINE * 2 * sum(_through(line, other) for other in self.taken)


def _outline(ring: Sequence[Point]) -> Outline:
    across, down = [x for x, _ in ring], [y for _, y in ring]
    return Outline(Box(min(across), min(down), max(across), max(down)), ring)


def _samples(box: Box) -> Iterator[Point]:
    """Points spread over a box, its corners among them."""
    for across in range(7):
        for down in range(3):
            yield box.left + box.width * across / 6, box.top + box.height * down / 2


def _nearest(box: Box, label: Wanted) -> Point:
    """Point on the edge of a label's box that is nearest to the place it names."""
    inset = line_height(1) * (1 - CAPITALS)
    x = min(max(label.x, box.left), box.right)
    y = min(max(label.y, box.top + inset), box.bottom - inset)
    return x, y


def _towards(start: Point, end: Point, by: float) -> Point:
    """A point moved towards another."""
    far = hypot(end[0] - start[0], end[1] - start[1])
    if far <= by:
        return end
    return (start[0] + (end[0] - start[0]) * by / far, start[1] + (end[1] - start[1]) * by / far)


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


def _through(line: tuple[Point, Point], box: Box) -> bool:
    """Whether a line passes through a box."""
    (x, y), (to_x, to_y) = line
    steps = 12
    return any(
        box.left < x + (to_x - x) * n / steps < box.right
        and box.top < y + (to_y - y) * n / steps < box.bottom
        for n in range(1, steps)
    )


def _cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Whether two lines cross."""

    def side(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return (side(*one, other[0]) > 0) != (side(*one, other[1]) > 0) and (
        side(*other, one[0]) > 0
    ) != (side(*other, one[1]) > 0)
