"""Labels of a map: on their country if they fit, else beside it with a line to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import ceil, cos, hypot, inf, pi, sin
from typing import NamedTuple

from critmin.charts.palette import INK, Colour, ink_on
from critmin.drawing.fonts import line_height, width
from critmin.drawing.sheet import FRONT, Box, Point, Sheet
from critmin.drawing.style import Style

DISTANCES = (12, 22, 36, 54, 76, 104, 140, 180)  # pixels from the country to its label
TURNS = 16  # directions tried
SHIFTS = (
    0,
    -9,
    9,
    -18,
    18,
    -30,
    30,
    -44,
    44,
)  # pixels from the middle of a country to a label on it
ON_LAND, ON_NAMED = 300.0, 450.0  # pixels that a label wholly on land is worth, or on its figures
ON_LINE, ON_DOT = 60.0, 90.0  # and each line that it crosses, each dot that it hides
NEAR = 9.0  # pixels from a label to its country, below which no line is needed
CLOSE = 3.0  # pixels between two points at which the land under a label is looked at
AIR = 3.0  # pixels around a label

Line = tuple[Point, Point]


class Wanted(NamedTuple):
    """A label: its text, the place it names, the colour there, and the radius of its dot.

    Its figure stands below its name if they are ``apart``.
    """

    text: str
    x: float
    y: float
    colour: Colour
    dot: float = 0.0
    apart: bool = False

    @property
    def lines(self) -> list[str]:
        """The text, or its name and its figure where these stand apart."""
        return self.text.rsplit(" ", 1) if self.apart else [self.text]


class Land(NamedTuple):
    """A ring of a country: whether it has a figure, and whether ink can be read on it."""

    ring: Sequence[Point]
    named: bool
    readable: bool


class MapLabels:
    """Places of labels on a map of land and dots."""

    def __init__(
        self, frame: Box, land: Iterable[Land], dots: Sequence[Point], style: Style
    ) -> None:
        self.frame, self.dots, self.size = frame, dots, style.small
        self.land = [(_around(one.ring), one) for one in land if len(one.ring) > 2]
        self.taken: list[Box] = []
        self.lines: list[Line] = []

    def draw(self, sheet: Sheet, wanted: Sequence[Wanted]) -> None:
        """Draw the labels; the first has the first choice of places."""
        for label in wanted:
            box = self._on(label)
            if box is None and (box := self._on(label._replace(apart=True))):
                label = label._replace(apart=True)
            if box is None and (found := self._beside_or_apart(label)):
                label, box = found
                self._lead(sheet, label, box)
                label = label._replace(colour=INK)
            if box is None:
                continue
            self.taken.append(box)
            colour = INK if label.colour is INK else ink_on(label.colour)
            x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
            lines, tall = label.lines, line_height(self.size)
            y -= (len(lines) - 1) * tall / 2
            for number, line in enumerate(lines):
                at = y + number * tall
                sheet.text(x, at, line, self.size, bold=True, colour=colour, anchor="middle")

    def _lead(self, sheet: Sheet, label: Wanted, box: Box) -> None:
        """Draw the line from a label to just inside its country, or to the edge of its dot."""
        end = _nearest(box, label)
        start = self._landfall(label, end)
        self.lines.append((start, end))
        if hypot(end[0] - start[0], end[1] - start[1]) > NEAR:
            sheet.rule([start, end], colour=INK, thick=0.9, layer=FRONT)

    def _landfall(self, label: Wanted, end: Point) -> Point:
        far = hypot(end[0] - label.x, end[1] - label.y) or 1.0
        if label.dot:
            part = min(label.dot / far, 1.0)
            return _along((label.x, label.y), end, part)
        own = self._own(label)
        for step in range(20, 0, -1):
            point = _along((label.x, label.y), end, step / 20)
            if any(_holds(of, *point) for of in own):
                return _along((label.x, label.y), end, max(step / 20 - 4 / far, 0.0))
        return label.x, label.y

    def _own(self, label: Wanted) -> list[tuple[Box, Land]]:
        return [of for of in self.land if _holds(of, label.x, label.y)]

    def _box(self, label: Wanted, x: float, y: float) -> Box:
        """Box of a label whose middle is a point."""
        across = max(width(line, self.size, bold=True) for line in label.lines) / 2 + AIR
        down = len(label.lines) * line_height(self.size) / 2
        return Box(x - across, y - down, x + across, y + down)

    def _on(self, label: Wanted) -> Box | None:
        """Box on the country itself, if the whole label is on its land."""
        own = [] if label.dot else self._own(label)
        for down in SHIFTS if own else ():
            for across in SHIFTS:
                box = self._box(label, label.x + across, label.y + down)
                letters = Box(box.left + AIR, box.top + AIR, box.right - AIR, box.bottom - AIR)
                points = _samples(letters)
                inside = all(any(_holds(of, *point) for of in own) for point in points)
                if inside and not self._hits(box):
                    return box
        return None

    def _beside_or_apart(self, label: Wanted) -> tuple[Wanted, Box] | None:
        """A label beside its country, in two lines where these stand better; and its box."""
        forms = (label, label._replace(apart=True)) if " " in label.text else (label,)
        found = [(one, *place) for one in forms if (place := self._beside(one))]
        best = min(found, key=lambda one: one[2], default=None)
        return (best[0], best[1]) if best else None

    def _beside(self, label: Wanted) -> tuple[Box, float] | None:
        """The cheapest free box around the country, near and rather on the sea; and its cost."""
        best, least = None, inf
        for distance in DISTANCES:
            if distance >= least:
                break
            for box in self._ring(label, distance):
                if not self._hits(box) and (cost := self._cost(box, label, least)) < least:
                    best, least = box, cost
        return (best, least) if best else None

    def _ring(self, label: Wanted, distance: float) -> Iterator[Box]:
        half = self._box(label, 0, 0)
        for turn in range(TURNS):
            across, down = cos(2 * pi * turn / TURNS), sin(2 * pi * turn / TURNS)
            x = label.x + across * (distance + half.width / 2 * abs(across))
            y = label.y + down * (distance + half.height / 2)
            yield self._box(label, x, y)

    def _hits(self, box: Box) -> bool:
        frame = self.frame
        outside = box.left < frame.left or box.right > frame.right
        outside = outside or box.top < frame.top or box.bottom > frame.bottom
        return outside or any(_overlap(box, other) for other in self.taken)

    def _cost(self, box: Box, label: Wanted, least: float) -> float:
        """Pixels that a place is worth; infinite if the label or a line could not be read."""
        line = ((label.x, label.y), _nearest(box, label))
        cost = hypot(line[1][0] - label.x, line[1][1] - label.y)
        cost += ON_DOT * sum(_overlap(box, _square(*dot)) for dot in self.dots)
        cost += ON_LINE * sum(_cross(line, other) for other in self.lines)
        if any(_through(line, other) for other in self.taken):
            return inf
        if any(_through(other, box) for other in self.lines):
            return inf
        near = [of for of in self.land if _overlap(of[0], box)]
        points = list(_samples(box)) if near else []
        for point in points if cost < least else ():
            under = next((of[1] for of in near if _holds(of, *point)), None)
            if under and not under.readable:
                return inf
            if under:
                cost += (ON_NAMED if under.named else ON_LAND) / len(points)
        return cost


def _around(ring: Sequence[Point]) -> Box:
    across, down = [x for x, _ in ring], [y for _, y in ring]
    return Box(min(across), min(down), max(across), max(down))


def _square(x: float, y: float) -> Box:
    return Box(x - 6, y - 6, x + 6, y + 6)


def _holds(of: tuple[Box, Land], x: float, y: float) -> bool:
    """Whether a point is inside a ring (crossings of a line to its right)."""
    box, land = of
    if not (box.left <= x <= box.right and box.top <= y <= box.bottom):
        return False
    inside = False
    before = land.ring[-1]
    for point in land.ring:
        if (point[1] > y) != (before[1] > y) and x < (
            (before[0] - point[0]) * (y - point[1]) / (before[1] - point[1]) + point[0]
        ):
            inside = not inside
        before = point
    return inside


def _samples(box: Box) -> Iterator[Point]:
    """Points spread over a box, its corners among them."""
    count = ceil(box.width / CLOSE)
    for across in range(count + 1):
        for down in range(10):
            yield box.left + box.width * across / count, box.top + box.height * down / 9


def _nearest(box: Box, label: Wanted) -> Point:
    """Point on the edge of a label's box that is nearest to the place it names."""
    return min(max(label.x, box.left), box.right), min(max(label.y, box.top), box.bottom)


def _along(start: Point, end: Point, part: float) -> Point:
    """A point a part of the way from one point to another."""
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _overlap(one: Box, other: Box) -> bool:
    across = one.left < other.right and other.left < one.right
    return across and one.top < other.bottom and other.top < one.bottom


def _through(line: Line, box: Box) -> bool:
    """Whether a line passes through a box."""
    points = (_along(*line, step / 24) for step in range(1, 24))
    return any(box.left < x < box.right and box.top < y < box.bottom for x, y in points)


def _cross(one: Line, other: Line) -> bool:
    """Whether two lines cross."""
    return _parted(one, other) and _parted(other, one)


def _parted(line: Line, other: Line) -> bool:
    """Whether the ends of another line are on two sides of a line."""
    (x, y), (to_x, to_y) = line
    first, last = ((to_x - x) * (point[1] - y) - (to_y - y) * (point[0] - x) > 0 for point in other)
    return first != last
