"""Stacks: parts, colours, and names that stand inside or beside."""

from __future__ import annotations

import pytest
from soundness import faults

from critmin.charts.country_colours import country_colours
from critmin.charts.model import RESIDUAL, Part, Stacks
from critmin.charts.palette import FOCUS, LINES, OTHERS, REST, SERIES
from critmin.drawing.draw import sheet_of
from critmin.drawing.sheet import Shape, Sheet, Text
from critmin.drawing.stacks import part_colours
from critmin.drawing.style import COLUMN, PAGE, SLIDE

STYLES = pytest.mark.parametrize("style", [SLIDE, PAGE, COLUMN], ids=lambda style: style.name)
TWO = Stacks(
    topic="Two",
    unit="fraction",
    parts=(
        Part("Cobalt", "mining", "DR Congo", 0.7, key="COD"),
        Part("Cobalt", "mining", "China", 0.01, highlight=True, key="CHN"),
        Part("Cobalt", "mining", "Rest of world", 0.29, kind=RESIDUAL),
        Part("Cobalt", "refining", "China", 0.75, highlight=True, key="CHN"),
        Part("Cobalt", "refining", "Finland", 0.02, key="FIN"),
        Part("Cobalt", "refining", "Elsewhere", 0.0),
    ),
)


def shapes(sheet: Sheet) -> dict[str, Shape]:
    return {item.tip: item for item in sheet.items if isinstance(item, Shape) and item.tip}


def across(shape: Shape) -> float:
    xs = [float(step[1]) for step in shape.path if len(step) == 3]
    return max(xs) - min(xs)


@STYLES
def test_parts_are_as_long_as_their_shares(style) -> None:
    sheet = sheet_of(TWO, style)
    assert faults(sheet) == []
    found = shapes(sheet)
    assert across(found["Cobalt, mining, DR Congo: 70%"]) == pytest.approx(
        70 * across(found["Cobalt, mining, China: 1%"])
    )
    assert not [tip for tip in found if "Elsewhere" in tip]


@STYLES
def test_every_part_is_named_with_its_figure(style) -> None:
    said = [item.text for item in sheet_of(TWO, style).items if isinstance(item, Text)]
    for text in ("DR Congo 70%", "China 1%", "Rest of world 29%", "China 75%", "Finland 2%"):
        assert text in said


def test_a_country_has_one_colour_and_china_that_of_the_focus() -> None:
    colours = part_colours(TWO)
    assert colours["China"] == FOCUS
    assert len(set(colours.values())) == len(colours)
    rest = shapes(sheet_of(TWO, SLIDE))["Cobalt, mining, Rest of world: 29%"]
    assert (rest.colour, rest.hatch) == (REST, True)


def test_the_largest_have_the_colours_and_the_rest_are_grey() -> None:
    parts = tuple(Part("G", "r", f"Country {n}", n / 1000) for n in range(1, 15))
    colours = part_colours(Stacks(topic="Many", parts=parts))
    grey = {name for name, colour in colours.items() if colour == OTHERS}
    assert grey == {f"Country {n}" for n in range(1, 15 - len(SERIES))}


def test_a_country_keeps_its_colour_in_other_pictures() -> None:
    one = country_colours([("Chile", "CHL", False), ("Australia", "AUS", False)], SERIES)
    other = country_colours([("Australia", "AUS", False), ("Peru", "PER", False)], SERIES)
    assert one["Australia"] == other["Australia"]


@pytest.mark.parametrize("choices", [SERIES, LINES])
def test_no_two_countries_share_a_colour(choices) -> None:
    keys = ("AUS", "JPN", "MMR", "CHL", "IDN", "COD", "USA", "RUS", "CHN")
    found = country_colours([(key, key, key == "USA") for key in keys], choices, rest=OTHERS)
    coloured = [colour for colour in found.values() if colour != OTHERS]
    assert len(set(coloured)) == len(coloured) == min(len(keys), len(choices) + 1)
    assert found["CHN"] == FOCUS
    assert found["USA"] != FOCUS


def test_without_china_the_one_in_focus_has_its_colour() -> None:
    found = country_colours([("DR Congo", "COD", True), ("Chile", "CHL", False)], SERIES)
    assert found["DR Congo"] == FOCUS


@STYLES
def test_more_than_a_whole_still_fits(style) -> None:
    parts = (Part("Nickel", "mining", "Indonesia", 0.8), Part("Nickel", "mining", "Russia", 0.3))
    assert faults(sheet_of(Stacks(topic="T", parts=parts), style)) == []


@STYLES
def test_long_names_are_wrapped(style) -> None:
    name = "Rare earths of the magnet kind, as oxides"
    parts = tuple(Part(name, row, "Peru", 0.5) for row in ("mining and dressing", "refining"))
    sheet = sheet_of(Stacks(topic="T", parts=parts), style)
    assert faults(sheet) == []
    said = " ".join(item.text for item in sheet.items if isinstance(item, Text))
    assert all(word in said for word in name.split())


def test_parts_that_a_key_cannot_tell_apart_are_one_and_named_in_the_description() -> None:
    """Two parts of 0.5% and 0.3% are one grey part; alone each keeps its name."""
    given = [("Peru", 0.6), ("Chile", 0.392), ("Laos", 0.005), ("Mali", 0.003)]
    parts = tuple(Part("Tin", "mining", name, value) for name, value in given)
    sheet = sheet_of(Stacks(topic="T", unit="fraction", parts=parts), SLIDE)
    said = [item.text for item in sheet.items if isinstance(item, Text)]
    assert "2 others 0.8%" in said
    found = shapes(sheet)
    folded = found["Tin, mining, 2 others: 0.8% (Laos 0.5%, Mali 0.3%)"]
    assert folded.colour == OTHERS
    alone = sheet_of(Stacks(topic="T", unit="fraction", parts=parts[:3]), SLIDE)
    assert "Laos 0.5%" in [item.text for item in alone.items if isinstance(item, Text)]


def test_a_column_names_five_parts_and_all_large_ones() -> None:
    given = [("A", 0.11), ("B", 0.11), ("C", 0.11), ("D", 0.05), ("E", 0.04)]
    given += [("F", 0.03), ("G", 0.02), ("H", 0.53)]
    parts = tuple(Part("Tin", "mining", f"{name}, a country", v) for name, v in given)
    sheet = sheet_of(Stacks(topic="T", unit="fraction", parts=parts), COLUMN)
    said = [item.text for item in sheet.items if isinstance(item, Text)]
    assert {f"{name}, a country 11%" for name in "ABC"} <= set(said)
    assert "2 others 5%" in said
    assert {"D, a country 5%", "E, a country 4%"} <= set(said)
    assert not [text for text in said if text.startswith(("F,", "G,"))]


def test_counts_are_never_added_up() -> None:
    parts = tuple(Part("", "Mining", f"kind {n}", 1.0) for n in range(12))
    sheet = sheet_of(Stacks(topic="T", parts=parts), COLUMN)
    assert not [item for item in sheet.items if isinstance(item, Text) and "others" in item.text]
