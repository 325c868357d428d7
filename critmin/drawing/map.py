"""Body of a world map: countries in steps of colour, small ones as dots, the largest labelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from critmin.charts.country_shapes import HEIGHT, WIDTH, CountryShape, country_shapes, thinned_rings
from critmin.charts.forms import Area, Map
from critmin.charts.model import NO_FIGURE, distinct, written
from critmin.charts.palette import FAINT, HATCH, INK, PAPER, REST, Colour, contrast
from critmin.drawing.fonts import line_height, wrapped
from critmin.drawing.map_labels import Land, MapLabels, Wanted
from critmin.drawing.sheet import FRONT, Box, Point, Shape, Sheet
from critmin.drawing.steps import Key, KeyBlock, in_brief, steps_of
from critmin.drawing.style import Style

EDGE = 6.0  # pixels around the map, for dots at its edges
CLOSE = 0.35  # pixels from a line within which a point of an outline is left out
LEGIBLE = 4.5  # contrast of a label with the land under it
WORTH = 0.05  # of the largest figure, above which others are labelled
TINY = 5.0  # pixels across or down, below which a country is a dot
LISTED, NARROW = 6, 3  # countries named, and those labelled where the map is narrow
ROUND = 0.5523  # control points of a circle of four curves, over its radius


class Placed(NamedTuple):
    """A country with what is said of it; ``area`` is None if the answer does not name it."""

    shape: CountryShape
    area: Area | None


def height(chart: Map, style: Style) -> float:
    """Height of the map with its key, in pixels."""
    parts = _Parts(chart, style.room, style)
    return parts.tall + parts.gap + parts.key.height + parts.below


def draw(chart: Map, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw the countries, the labels of the largest, the key, and what has no place."""
    parts = _Parts(chart, box.width, style)
    dots = [placed for placed in parts.placed if parts.is_dot(placed)]
    for placed in sorted(parts.placed, key=_first):
        if rings := parts.outlines(placed.shape, box):
            colour, hatch = parts.look(placed.area)
            sheet.shape(
                rings,
                colour,
                edge=HATCH if placed.area is None or placed.area.value is None else PAPER,
                thick=0.4,
                hatch=hatch,
                tip=parts.tip(placed),
            )
    for placed in sorted(dots, key=lambda one: (one.area and one.area.value) or 0.0):
        colour, hatch = parts.look(placed.area)
        x, y = parts.at(placed.shape, box)
        circle = _circle(x, y, parts.radius)
        edge = INK if placed.area and placed.area.value is not None else FAINT
        tip = parts.tip(placed)
        sheet.items.append(Shape(circle, colour, edge, 1.0, hatch, tip, layer=FRONT))
    _labels(parts, dots, sheet, box, style)
    top = box.top + parts.tall + parts.gap
    parts.key.draw(sheet, box.left, top)
    sheet.lines(box.left, top + parts.key.height + 4, parts.beside, style.small, colour=FAINT)


class _Parts:
    """What the map consists of, at a width in pixels."""

    def __init__(self, chart: Map, room: float, style: Style) -> None:
        self.chart, self.style = chart, style
        self.scale = (room - 2 * EDGE) / WIDTH
        self.tall = HEIGHT * self.scale + 2 * EDGE
        self.gap = style.pitch * 0.4
        self.radius = 3.5 if style.narrow else 5.0
        self.placed, unplaced = placed_areas(chart.areas)
        values = [area.value for area in chart.areas if area.value is not None]
        self.steps = steps_of(chart.levels, values, chart.unit)
        keys = _keys(chart.areas)
        if any(self.is_dot(placed) for placed in self.placed):
            keys.append(Key("a small country", INK, mark="o", hollow=True))
        self.key = KeyBlock(self.steps, keys, chart.unit, room, style)
        said = [_largest(chart) if style.narrow else "", _beside(unplaced, chart.unit)]
        self.beside = wrapped(" ".join(filter(None, said)), style.small, room)
        names = [shape.iso3 or shape.name for shape in country_shapes()]
        self.rings = dict(zip(names, thinned_rings(CLOSE / self.scale), strict=True))
        self._outlines: dict[str, list[list[Point]]] = {}
        self.below = len(self.beside) * line_height(style.small) + (4 if self.beside else 0)

    def at(self, shape: CountryShape, box: Box) -> Point:
        """Where a country's dot or label stands."""
        return self._pixel(box, (shape.x, shape.y))

    def _pixel(self, box: Box, point: Point) -> Point:
        x = box.left + EDGE + point[0] * self.scale
        return round(x, 1), round(box.top + EDGE + point[1] * self.scale, 1)

    def outlines(self, shape: CountryShape, box: Box) -> list[list[Point]]:
        """Rings in pixels that are large enough to be seen."""
        name = shape.iso3 or shape.name
        if name not in self._outlines:
            self._outlines[name] = [
                [self._pixel(box, point) for point in ring] for ring in self.rings[name]
            ]
        return self._outlines[name]

    def is_dot(self, placed: Placed) -> bool:
        """Whether a country that the answer names is too small to be seen as a shape."""
        across, down = placed.shape.span
        return placed.area is not None and max(across, down) * self.scale < TINY

    def look(self, area: Area | None) -> tuple[Colour, bool]:
        """Colour and hatching; what has no figure is an outline."""
        if area is None or (area.value is None and not area.state):
            return PAPER, False
        if area.value is None:
            return REST, True
        return self.steps.colour(area.value), False

    def tip(self, placed: Placed) -> str:
        """Words at the pointer, if the answer names the country."""
        area = placed.area
        if area is None:
            return ""
        if area.key != placed.shape.iso3:
            return f"{placed.shape.name}, counted in {area.label}: {figure(area, self.chart.unit)}"
        return f"{area.label}: {figure(area, self.chart.unit)}"


def placed_areas(areas: Sequence[Area]) -> tuple[list[Placed], list[Area]]:
    """Countries of the map with their figures, and areas that have no place on it.

    Shapes are always there, dots only of countries that the answer names.
    """
    named = {area.key: area for area in areas if area.key}
    placed = []
    for shape in country_shapes():
        area = named.get(shape.iso3) if shape.iso3 else None
        if area is None and shape.part_of and shape.rings:
            area = named.get(shape.part_of)
        if shape.rings or area:
            placed.append(Placed(shape, area))
    known = {shape.iso3 for shape in country_shapes()}
    return placed, [area for area in areas if not area.key or area.key not in known]


def _first(placed: Placed) -> float:
    """Order of drawing: the largest figure first, what the answer does not name last."""
    if placed.area is None:
        return 1.0
    return -(placed.area.value or 0.0)


def figure(area: Area, unit: str) -> str:
    """Figure of a country, or why there is none."""
    return (area.state or NO_FIGURE) if area.value is None else written(area.value, unit)


def _keys(areas: Sequence[Area]) -> list[Key]:
    states = distinct([area.state for area in areas if area.value is None and area.state])
    keys = [Key(NO_FIGURE, PAPER)]
    if states:
        keys.append(Key(" or ".join(states), REST, hatch=True))
    return keys


def _beside(unplaced: Sequence[Area], unit: str) -> str:
    """Sentence on areas that are no country of the map."""
    texts = [
        f"{area.label} {figure(area, unit) if area.value is None else in_brief(area.value, unit)}"
        for area in unplaced
        if area.value != 0
    ]
    return f"Not on the map: {', '.join(texts)}." if texts else ""


def _largest(chart: Map) -> str:
    """Sentence on the largest figures, for a map too small to have their labels."""
    known = sorted((one for one in chart.areas if one.value), key=lambda one: -(one.value or 0.0))
    named = [f"{one.label} {in_brief(one.value or 0.0, chart.unit)}" for one in known[:LISTED]]
    return f"Largest: {', '.join(named)}." if len(known) > NARROW else ""


def _circle(x: float, y: float, radius: float) -> tuple[tuple[str | float, ...], ...]:
    pull = radius * ROUND
    return (
        ("M", x - radius, y),
        ("C", x - radius, y - pull, x - pull, y - radius, x, y - radius),
        ("C", x + pull, y - radius, x + radius, y - pull, x + radius, y),
        ("C", x + radius, y + pull, x + pull, y + radius, x, y + radius),
        ("C", x - pull, y + radius, x - radius, y + pull, x - radius, y),
        ("Z",),
    )


def _labels(parts: _Parts, dots: Sequence[Placed], sheet: Sheet, box: Box, style: Style) -> None:
    """Label the largest figures, as many as the width allows."""
    own = [one for one in parts.placed if one.area and one.area.key == one.shape.iso3]
    largest = sorted((one for one in own if one.area and one.area.value), key=_first)
    most = next((one.area.value for one in largest if one.area), None) or 0.0
    count = NARROW if style.narrow else LISTED
    wanted = [
        Wanted(
            f"{one.area.label} {in_brief(one.area.value, parts.chart.unit)}",
            *parts.at(one.shape, box),
            parts.look(one.area)[0],
            parts.radius if one in dots else 0.0,
        )
        for number, one in enumerate(largest[:count])
        if one.area and one.area.value and (number < 2 or one.area.value >= most * WORTH)
    ]
    land = (
        Land(ring, one.area is not None, _readable(*parts.look(one.area)))
        for one in parts.placed
        for ring in parts.outlines(one.shape, box)
    )
    frame = Box(box.left, box.top, box.right, box.top + parts.tall)
    MapLabels(frame, land, [parts.at(one.shape, box) for one in dots], style).draw(sheet, wanted)


def _readable(colour: Colour, hatch: bool) -> bool:
    """Whether ink can be read on a country."""
    light = contrast(colour.light, INK.light)
    return not hatch and min(light, contrast(colour.dark, INK.dark)) >= LEGIBLE
