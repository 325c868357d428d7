"""Country shapes: each country has one place, on a map whose areas are true."""

from __future__ import annotations

import csv
import sys
from math import pi, radians, sin
from pathlib import Path

import pytest

from critmin.charts.country_shapes import HEIGHT, TABLE, WIDTH, country_shapes

DATASETS = Path(__file__).resolve().parents[3] / "datasets"
SHAPES = {shape.iso3: shape for shape in country_shapes() if shape.iso3}


def rows(path: str) -> list[dict[str, str]]:
    with (DATASETS / path).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def area(iso3: str) -> float:
    return sum(
        sum(x * v - u * y for (x, y), (u, v) in zip(ring, (*ring[1:], ring[0]), strict=True))
        for ring in SHAPES[iso3].rings
    )


def test_every_country_has_a_shape_or_a_dot() -> None:
    known = {row["iso3"] for row in rows("countries.csv")}
    assert known - set(SHAPES) == {"ATA"}
    assert set(SHAPES) <= known


def test_every_country_of_the_tables_is_on_the_map() -> None:
    named = {
        row["iso3"]
        for path in ("usgs/supply_2026.csv", "wgi/mean_of_six_latest.csv", "trade_within.csv")
        for row in rows(path)
        if row["iso3"]
    }
    assert len(named) > 180
    # XCE is Ceuta, which trade tables once named apart from Spain.
    assert named - set(SHAPES) == {"ATA", "XCE"}


def test_small_states_are_dots_and_others_are_shapes() -> None:
    dots = {iso3 for iso3, shape in SHAPES.items() if not shape.rings}
    assert {"SGP", "MLT", "BHR", "HKG", "MAC", "MUS", "GIB", "TUV", "CXR", "REU"} <= dots
    assert not dots & {"CHN", "TWN", "XKX", "LUX", "QAT", "GUF", "NCL", "ESH", "GRL"}
    assert len(dots) < 80


def test_what_has_no_code_is_drawn_under_its_name() -> None:
    unnamed = [shape for shape in country_shapes() if not shape.iso3]
    assert {shape.name for shape in unnamed} == {"N. Cyprus", "Somaliland"}
    assert all(shape.rings for shape in unnamed)


def test_french_guiana_is_apart_from_france() -> None:
    assert SHAPES["GUF"].part_of == "FRA"
    # France's own rings are in Europe: right of those of Ireland's west, and above Spain.
    assert min(x for ring in SHAPES["FRA"].rings for x, _ in ring) > SHAPES["PRT"].x - 20
    assert SHAPES["GUF"].x < SHAPES["CPV"].x


def test_all_is_inside_the_frame() -> None:
    points = [point for shape in SHAPES.values() for ring in shape.rings for point in ring]
    points += [(shape.x, shape.y) for shape in SHAPES.values()]
    assert (min(x for x, _ in points), max(x for x, _ in points)) == (0, WIDTH)
    assert (min(y for _, y in points), max(y for _, y in points)) == (0, HEIGHT)


def test_no_country_is_on_both_edges() -> None:
    for shape in country_shapes():
        across = [x for ring in shape.rings for x, _ in ring]
        if shape.iso3 not in {"USA", "FRA"} and across:
            assert max(across) - min(across) < WIDTH * 0.6, shape.name
    assert min(x for ring in SHAPES["RUS"].rings for x, _ in ring) > WIDTH / 2


# Land areas in million km2 (rounded, common knowledge): the map must keep their proportions.
@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("GRL", "COD", 2.17 / 2.34),
        ("RUS", "AUS", 17.1 / 7.7),
        ("BRA", "CAN", 8.5 / 9.98),
        ("CHN", "USA", 9.6 / 9.5),
        ("NOR", "MYS", 0.385 / 0.33),
    ],
)
def test_areas_are_true(one: str, other: str, ratio: float) -> None:
    assert abs(area(one)) / abs(area(other)) == pytest.approx(ratio, rel=0.12)


def test_the_file_is_small_and_its_points_are_whole() -> None:
    assert (DATASETS / TABLE).stat().st_size < 120_000
    assert all(isinstance(x, int) for shape in SHAPES.values() for r in shape.rings for x, _ in r)


def test_neighbours_share_their_border() -> None:
    def points(iso3: str) -> set[tuple[float, float]]:
        return {point for ring in SHAPES[iso3].rings for point in ring}

    for one, other in (("CHN", "RUS"), ("USA", "CAN"), ("BRA", "BOL"), ("FRA", "DEU")):
        assert len(points(one) & points(other)) > 2


def test_the_label_of_a_country_is_on_its_land() -> None:
    for shape in SHAPES.values():
        if shape.rings and shape.span[0] > 10:
            assert any(_inside((shape.x, shape.y), ring) for ring in shape.rings), shape.name


def _inside(point: tuple[float, float], ring: tuple[tuple[float, float], ...]) -> bool:
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def test_the_projection_is_equal_earth(build_path: Path) -> None:
    from geo.projection import equal_earth  # type: ignore[import-not-found]

    # Extents that the authors print: 2.7066 and 1.3173 radii.
    assert equal_earth(180, 0) == pytest.approx((2.70663, 0), abs=1e-4)
    assert equal_earth(0, 90) == pytest.approx((0, 1.31736), abs=1e-4)
    # A band between two parallels has its area on the globe.
    for low in range(-80, 80, 20):
        steps, total = 400, 0.0
        for number in range(steps):
            middle = low + 20 * (number + 0.5) / steps
            below, above = low + 20 * number / steps, low + 20 * (number + 1) / steps
            tall = equal_earth(0, above)[1] - equal_earth(0, below)[1]
            total += 2 * equal_earth(180, middle)[0] * tall
        globe = 2 * pi * (sin(radians(low + 20)) - sin(radians(low)))
        assert total == pytest.approx(globe, rel=1e-4)


def test_a_feature_without_a_line_stops_the_build(build_path: Path) -> None:
    from geo.shapes import _without_code  # type: ignore[import-not-found]
    from geo.world import Feature  # type: ignore[import-not-found]

    build_error = sys.modules["tables"].BuildError
    with pytest.raises(build_error, match="Atlantis"):
        _without_code("110m", [Feature("", "Atlantis", ())])
