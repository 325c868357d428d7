"""Shapes of countries on the world map: the only reader of geo/country_shapes.csv."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from math import hypot
from typing import NamedTuple

from critmin.core.files import read_table

Point = tuple[float, float]
TABLE = "geo/country_shapes.csv"
WIDTH, HEIGHT = 4000, 1801  # units of the map
_NUMBER = re.compile(r"-?\d+")


class CountryShape(NamedTuple):
    """A country on the map, in units from its top left corner.

    A small country is a dot at ``x``, ``y`` and has no rings. ``part_of`` is the country whose
    figure it takes if it has none. Without an ISO code ``iso3`` is empty.
    """

    iso3: str
    name: str
    part_of: str
    x: int
    y: int
    rings: tuple[tuple[Point, ...], ...]

    @property
    def span(self) -> tuple[float, float]:
        """Width and height of its largest ring, in units; nothing for a dot."""
        sizes = [
            (
                max(x for x, _ in ring) - min(x for x, _ in ring),
                max(y for _, y in ring) - min(y for _, y in ring),
            )
            for ring in self.rings
        ]
        return max(sizes, key=lambda size: size[0] * size[1], default=(0.0, 0.0))


@cache
def country_shapes() -> tuple[CountryShape, ...]:
    """All countries and territories: shapes, then dots."""
    return tuple(
        CountryShape(iso3, name, part_of, int(x), int(y), tuple(rings_of(path)))
        for iso3, name, _kind, part_of, x, y, path in read_table(TABLE)[1]
    )


@lru_cache(maxsize=4)
def thinned_rings(close: float) -> tuple[list[list[Point]], ...]:
    """Rings of each country of `country_shapes`, thinned; without rings that are nothing then."""
    return tuple(
        [thin for ring in shape.rings if len(thin := thinned(ring, close)) > 2]
        for shape in country_shapes()
    )


def rings_of(path: str) -> Iterator[tuple[Point, ...]]:
    """Rings of SVG path data: a first point, then the steps from point to point.

    >>> list(rings_of("M10 20l5 0-3 11z"))
    [((10, 20), (15, 20), (12, 31))]
    """
    for ring in path.split("M")[1:]:
        numbers = [int(number) for number in _NUMBER.findall(ring)]
        x = y = 0
        points = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        yield tuple(points)


def thinned(ring: Sequence[Point], close: float) -> list[Point]:
    """A ring without the points that lie close to the line between those that are kept.

    Source: Douglas and Peucker (1973), Algorithms for the reduction of the number of points
    required to represent a digitized line. Both sides of a border lose nearly the same points.

    >>> thinned([(0, 0), (5, 0.2), (10, 0), (10, 10), (0, 10)], 0.5)
    [(0, 0), (10, 0), (10, 10), (0, 10)]
    """
    far = max(range(len(ring)), key=lambda at: hypot(*_step(ring[0], ring[at])))
    whole = [*ring, ring[0]]
    kept = {0, far}
    spans = [(0, far), (far, len(ring))]
    while spans:
        first, last = spans.pop()
        between = range(first + 1, last)
        away = [_distance(whole[at], whole[first], whole[last]) for at in between]
        if away and max(away) > close:
            at = between[away.index(max(away))]
            kept.add(at)
            spans += [(first, at), (at, last)]
    return [ring[at] for at in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to the line between two others, its ends included."""
    (across, down), (dx, dy) = _step(start, end), _step(start, point)
    square = across * across + down * down
    part = max(0.0, min(1.0, (across * dx + down * dy) / square)) if square else 0.0
    return hypot(dx - part * across, dy - part * down)


def _step(start: Point, end: Point) -> Point:
    return end[0] - start[0], end[1] - start[1]
