"""Shapes of countries for maps: Natural Earth's small scale, and dots for what it lacks.

A country has the rings of the 1:110m file. One that only the 1:50m file has is a dot in its
largest ring, and one that neither has by itself a dot at the place in ``labels/placed.csv``.
Antarctica is left out, so that the inhabited world is larger.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from geo.projection import Flat, flat_ring
from geo.world import Feature, features
from labels import label_rows, must_match
from places import Places
from tables import DATASETS, BuildError, LeftOut, TidyTable, read_rows

SMALL, MIDDLE = "geo/countries-110m.json", "geo/countries-50m.json"
WIDTH = 4000  # units across the map, a quarter of a pixel of a wide picture
LEFT_OUT = "ATA"
# Part of France in the original: its own shape here, since publishers give it own figures.
FRENCH_GUIANA, FRANCE, ITS_WEST = "GUF", "FRA", -50.0
# Parts of a country's customs territory, which take its figure unless they have their own.
PARTS = {"GUF": "FRA", "GLP": "FRA", "MTQ": "FRA", "MYT": "FRA", "REU": "FRA", "SJM": "NOR"}

Grid = tuple[int, int]


class CountryShape(NamedTuple):
    """A country on the map: ``path`` are its rings as SVG path data, empty for a dot at x, y."""

    iso3: str
    name: str
    kind: str
    part_of: str
    x: int
    y: int
    path: str


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """The one table."""
    codes = {row["numeric"]: row["iso3"] for row in read_rows(DATASETS / "countries.csv")}
    rings, unnamed = _shapes(features(sources / SMALL), codes)
    dots = _dots(features(sources / MIDDLE), codes, set(rings), places)
    grid = Frame([*_points(rings), *_points(unnamed), *dots.values()])
    rows = [grid.shape(iso3, places.names[iso3], of) for iso3, of in sorted(rings.items())]
    rows += [grid.shape("", name, of) for name, of in sorted(unnamed.items())]
    for iso3, place in sorted(dots.items()):
        x, y = grid.at(place)
        rows.append(CountryShape(iso3, places.names[iso3], "dot", PARTS.get(iso3, ""), x, y, ""))
    missing = set(places.names) - {row.iso3 for row in rows} - {LEFT_OUT}
    if missing:
        raise BuildError(f"geo: neither shape nor dot: {', '.join(sorted(missing))}")
    return [
        TidyTable(
            path="geo/country_shapes.csv",
            source="natural-earth@4.1",
            title="Shapes of countries in the Equal Earth projection, and dots for small ones",
            columns=CountryShape._fields,
            rows=rows,
            left_out=[LeftOut("Antarctica", "the map ends north of it", 1)],
        )
    ]


Rings = dict[str, list[list[Flat]]]


def _shapes(found: Sequence[Feature], codes: Mapping[str, str]) -> tuple[Rings, Rings]:
    """Rings by ISO3, and rings by name of those without a code."""
    known = _without_code("110m", found)
    shapes: Rings = {}
    unnamed: Rings = {}
    for feature in found:
        iso3 = codes[feature.code] if feature.code else known[feature.name]
        for ring in feature.rings if iso3 != LEFT_OUT else ():
            of = FRENCH_GUIANA if iso3 == FRANCE and ring[0][0] < ITS_WEST else iso3
            (shapes if of else unnamed).setdefault(of or feature.name, []).append(flat_ring(ring))
    if FRENCH_GUIANA not in shapes:
        raise BuildError(f"{SMALL}: no ring of French Guiana in France")
    return shapes, unnamed


def _without_code(scale: str, found: Sequence[Feature]) -> dict[str, str]:
    """ISO3 or nothing of features without a code, by name; each has a line in the labels."""
    lines = [line for line in label_rows("geo", "no_code") if line["scale"] == scale]
    known = {line["name"]: line["iso3"] for line in lines}
    must_match(f"geo {scale}", [f.name for f in found if not f.code], known)
    return known


def _dots(
    found: Sequence[Feature], codes: Mapping[str, str], shaped: set[str], places: Places
) -> dict[str, Flat]:
    """Places of countries without a shape."""
    _without_code("50m", found)
    dots: dict[str, Flat] = {}
    for feature in found:
        iso3 = codes[feature.code] if feature.code else ""
        if iso3 and iso3 not in shaped and iso3 != LEFT_OUT:
            dots[iso3] = centre(largest([flat_ring(ring) for ring in feature.rings]))
    placed = {line["iso3"]: line for line in label_rows("geo", "placed")}
    must_match("geo placed", set(places.names) - shaped - set(dots) - {LEFT_OUT}, placed)
    for iso3, line in placed.items():
        at = flat_ring([(float(line["longitude"]), float(line["latitude"]))])
        dots[iso3] = at[0]
    return dots


class Frame:
    """The grid of the map: its width holds all points, and y goes down from the northernmost."""

    def __init__(self, points: Sequence[Flat]) -> None:
        self.left = min(x for x, _ in points)
        self.top = max(y for _, y in points)
        self.scale = WIDTH / (max(x for x, _ in points) - self.left)

    def at(self, point: Flat) -> Grid:
        """A point in whole units."""
        return round((point[0] - self.left) * self.scale), round((self.top - point[1]) * self.scale)

    def shape(self, iso3: str, name: str, rings: Sequence[Sequence[Flat]]) -> CountryShape:
        """The row of a country with rings."""
        whole = [ring for ring in (self._ring(ring) for ring in rings) if len(ring) > 2]
        x, y = self.at(centre(largest(rings)))
        path = "".join(map(path_of, whole))
        return CountryShape(iso3, name, "shape", PARTS.get(iso3, ""), x, y, path)

    def _ring(self, ring: Sequence[Flat]) -> list[Grid]:
        """A ring in whole units, without a point that repeats the one before."""
        points = [self.at(point) for point in ring]
        return [point for number, point in enumerate(points) if point != points[number - 1]]


def path_of(ring: Sequence[Grid]) -> str:
    """SVG path data of a ring: its first point, then the steps from point to point.

    >>> path_of([(10, 20), (15, 20), (12, 31)])
    'M10 20l5 0-3 11z'
    """
    steps = ""
    for (x, y), (to_x, to_y) in itertools.pairwise(ring):
        for step in (to_x - x, to_y - y):
            steps += f" {step}" if steps and step >= 0 else str(step)
    return f"M{ring[0][0]} {ring[0][1]}l{steps}z"


def area(ring: Sequence[Flat]) -> float:
    """Area inside a ring (shoelace formula).

    >>> area([(0, 0), (2, 0), (2, 3), (0, 3)])
    6.0
    """
    after = [*ring[1:], ring[0]]
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(ring, after, strict=True))) / 2


def largest(rings: Sequence[Sequence[Flat]]) -> Sequence[Flat]:
    """The ring with the largest area."""
    return max(rings, key=area)


def centre(ring: Sequence[Flat]) -> Flat:
    """A point inside a ring: the middle of its widest stretch at half of its height.

    >>> centre([(0, 0), (4, 0), (4, 2), (0, 2)])
    (2.0, 1.0)
    """
    heights = [y for _, y in ring]
    level = (min(heights) + max(heights)) / 2
    crossings = []
    for (x, y), (to_x, to_y) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y > level) != (to_y > level):
            crossings.append(x + (level - y) / (to_y - y) * (to_x - x))
    crossings.sort()
    pairs = zip(crossings[::2], crossings[1::2], strict=True)
    left, right = max(pairs, key=lambda pair: pair[1] - pair[0])
    return (left + right) / 2, level


def _points(rings: Rings) -> list[Flat]:
    return [point for of in rings.values() for ring in of for point in ring]
