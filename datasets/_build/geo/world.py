"""Features of a world file in TopoJSON, as rings of longitude and latitude.

TopoJSON keeps each border once, as an arc of quantised differences; features name arcs, one
below zero for an arc taken backwards (TopoJSON format specification, version 1.0).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from tables import BuildError

Place = tuple[float, float]  # longitude and latitude in degrees
Ring = list[Place]


class Feature(NamedTuple):
    """A country or territory: its numeric ISO code, name and rings, outer ones and holes alike."""

    code: str
    name: str
    rings: tuple[Ring, ...]


def features(path: Path) -> list[Feature]:
    """All countries of a file."""
    world = json.loads(path.read_text("utf-8"))
    arcs = _arcs(world)
    found = []
    for geometry in world["objects"]["countries"]["geometries"]:
        kind = geometry["type"]
        if kind not in ("Polygon", "MultiPolygon"):
            raise BuildError(f"{path.name}: {geometry['properties']} is a {kind}")
        polygons = [geometry["arcs"]] if kind == "Polygon" else geometry["arcs"]
        rings = tuple(_ring(ring, arcs) for polygon in polygons for ring in polygon)
        found.append(Feature(geometry.get("id", ""), geometry["properties"]["name"], rings))
    return found


def _arcs(world: dict[str, Any]) -> list[Ring]:
    (across, up), (left, low) = world["transform"]["scale"], world["transform"]["translate"]
    arcs = []
    for steps in world["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((x * across + left, y * up + low))
        arcs.append(arc)
    return arcs


def _ring(numbers: list[int], arcs: list[Ring]) -> Ring:
    """A ring of arcs, without the repeated last point; unbroken at the 180th meridian."""
    points: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    whole = [points[0]]
    for longitude, latitude in points[1:]:
        turns = round((whole[-1][0] - longitude) / 360)
        whole.append((longitude + 360 * turns, latitude))
    return whole[:-1]
