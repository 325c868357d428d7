"""Maps: withheld, unknown and zero differ, small states are dots, and nothing vanishes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from soundness import faults

from critmin.charts.country_shapes import country_shapes, thinned
from critmin.charts.forms import BOUNDARIES, Area, Map
from critmin.charts.palette import HATCH, PAPER, REST, STEPS
from critmin.drawing.draw import sheet_of
from critmin.drawing.map import placed_areas
from critmin.drawing.sheet import Shape, Sheet, Text
from critmin.drawing.style import COLUMN, PAGE, SLIDE, Style

STYLES = (SLIDE, PAGE, COLUMN)
AREAS = (
    Area("COD", "DR Congo", 0.73),
    Area("IDN", "Indonesia", 0.14),
    Area("SGP", "Singapore", 0.04),
    Area("FRA", "France", 0.2),
    Area("AUS", "Australia", 0.0),
    Area("USA", "United States", None, "withheld"),
    Area("CHN", "China", None),
    Area("", "Other countries", 0.05),
)
CHART = Map(topic="Cobalt by country", unit="fraction", areas=AREAS)


def shape_of(sheet: Sheet, start: str) -> Shape:
    found = [i for i in sheet.items if isinstance(i, Shape) and i.tip.startswith(start)]
    assert found, start
    return found[0]


def said(sheet: Sheet) -> str:
    return " ".join(item.text for item in sheet.items if isinstance(item, Text))


@pytest.mark.parametrize("style", STYLES)
def test_a_map_is_sound(style: Style) -> None:
    assert faults(sheet_of(CHART, style)) == []


@pytest.mark.parametrize("style", STYLES)
def test_withheld_no_figure_and_zero_differ(style: Style) -> None:
    sheet = sheet_of(CHART, style)
    withheld = shape_of(sheet, "United States: withheld")
    unknown = shape_of(sheet, "China: no figure")
    zero = shape_of(sheet, "Australia: 0%")
    assert (withheld.hatch, withheld.colour) == (True, REST)
    assert (unknown.hatch, unknown.colour, unknown.edge) == (False, PAPER, HATCH)
    assert (zero.hatch, zero.colour) == (False, STEPS[0])
    assert "withheld" in said(sheet)
    assert "no figure" in said(sheet)


def test_a_figure_on_a_limit_is_in_the_step_above() -> None:
    areas = (Area("COD", "DR Congo", 0.5), Area("ZMB", "Zambia", 0.4999))
    sheet = sheet_of(replace(CHART, areas=areas, levels=(0.1, 0.2, 0.3, 0.5)), SLIDE)
    assert shape_of(sheet, "DR Congo").colour == STEPS[4]
    assert shape_of(sheet, "Zambia").colour == STEPS[3]


def test_small_states_are_dots_only_if_they_are_named() -> None:
    named = {placed.shape.iso3 for placed in placed_areas(AREAS)[0]}
    assert "SGP" in named
    assert "MLT" not in named
    assert {"CHN", "BRA"} <= named
    dot = shape_of(sheet_of(CHART, SLIDE), "Singapore: 4%")
    assert any(step[0] == "C" for step in dot.path)
    assert dot.edge is not None


def test_every_country_with_a_figure_can_be_seen() -> None:
    areas = tuple(Area(one.iso3, one.name, 0.01) for one in country_shapes() if one.iso3)
    for style in STYLES:
        sheet = sheet_of(replace(CHART, areas=areas), style)
        tips = [i for i in sheet.items if isinstance(i, Shape) and i.tip]
        for area in areas:
            drawn = [one for one in tips if one.tip == f"{area.label}: 1%"]
            assert drawn, area
            assert max(_size(one) for one in drawn) > 5, area


def _size(shape: Shape) -> float:
    numbers = [float(n) for step in shape.path for n in step[1:]]
    across, down = numbers[::2], numbers[1::2]
    return max(max(across) - min(across), max(down) - min(down))


def test_a_part_of_a_country_takes_its_figure_unless_it_has_one() -> None:
    assert shape_of(sheet_of(CHART, SLIDE), "French Guiana, counted in France: 20%")
    own = replace(CHART, areas=(*AREAS, Area("GUF", "French Guiana", 0.6)))
    assert shape_of(sheet_of(own, SLIDE), "French Guiana: 60%").colour == STEPS[4]


@pytest.mark.parametrize("style", STYLES)
def test_what_is_no_country_is_named(style: Style) -> None:
    assert "Not on the map: Other countries 5%." in said(sheet_of(CHART, style))


def test_the_note_always_says_that_boundaries_imply_no_opinion() -> None:
    assert CHART.note == BOUNDARIES
    noted = replace(CHART, note="Figures are estimated.")
    assert noted.note == f"Figures are estimated. {BOUNDARIES}"
    assert replace(noted, title="x").note == noted.note


def test_the_largest_are_labelled_with_their_figure() -> None:
    for style in STYLES:
        assert "DR Congo 73%" in said(sheet_of(CHART, style))
    assert "Indonesia 14%" in said(sheet_of(CHART, SLIDE))


ISO3 = sorted(shape.iso3 for shape in country_shapes() if shape.iso3)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(
    st.dictionaries(st.sampled_from(ISO3), st.floats(0, 1) | st.none(), min_size=1, max_size=40),
    st.sampled_from(STYLES),
)
def test_any_map_is_sound(values: dict[str, float | None], style: Style) -> None:
    names = {shape.iso3: shape.name for shape in country_shapes()}
    areas = tuple(
        Area(iso3, names[iso3], value, "" if value is not None else "withheld")
        for iso3, value in values.items()
    )
    assert faults(sheet_of(replace(CHART, areas=areas), style)) == []


def test_steps_fit_the_largest_share() -> None:
    areas = (Area("CHL", "Chile", 0.23), Area("PER", "Peru", 0.12), Area("USA", "USA", 0.04))
    sheet = sheet_of(replace(CHART, areas=areas), SLIDE)
    assert [shape_of(sheet, name).colour for name in ("Chile", "Peru", "USA")] == [
        STEPS[4],
        STEPS[2],
        STEPS[0],
    ]


def test_a_ring_is_explained() -> None:
    assert "a small country" in said(sheet_of(CHART, SLIDE))
    plain = replace(CHART, areas=(Area("CHL", "Chile", 0.23),))
    assert "a small country" not in said(sheet_of(plain, SLIDE))


def test_amounts_have_round_limits() -> None:
    areas = (Area("CHL", "Chile", 9_200_000.0), Area("AUS", "Australia", 310_000.0))
    sheet = sheet_of(Map(topic="Reserves", unit="t", areas=areas), COLUMN)
    for words in ("0.5", "1", "2", "5", "million t", "Chile 9.2 million t"):
        assert words in said(sheet)


def test_a_thinned_outline_stays_close() -> None:
    for shape in country_shapes():
        for ring in shape.rings:
            kept = thinned(ring, 4.0)
            assert set(kept) <= set(ring)
            assert min(x for x, _ in kept) - min(x for x, _ in ring) <= 4.0
            assert max(y for _, y in ring) - max(y for _, y in kept) <= 4.0
