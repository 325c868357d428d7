"""Dumbbells: both sides marked and named, and a side without a figure said in words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from soundness import faults

from critmin.charts.forms import Pair, Pairs
from critmin.charts.palette import FOCUS
from critmin.drawing.draw import sheet_of
from critmin.drawing.sheet import Mark, Rule, Sheet, Text
from critmin.drawing.style import COLUMN, PAGE, SLIDE, Style

STYLES = (SLIDE, PAGE, COLUMN)
CHART = Pairs(
    topic="Shares in two years",
    unit="fraction",
    sides=("2015", "2024"),
    pairs=(
        Pair("Gallium", 0.2, 0.9, "Metals", True),
        Pair("Rare-earth compounds, separated", 0.8, 0.75, "Metals"),
        Pair("Tin", None, 0.3, "Metals"),
        Pair("Cobalt", 0.1, 0.1, "Metals", text="unchanged"),
        Pair("Graphite", None, None, "Other"),
        Pair("Fluorspar", 0.4, 0.0, "Other", text="a long note on what both sides count " * 2),
    ),
)


def said(sheet: Sheet) -> list[str]:
    return [item.text for item in sheet.items if isinstance(item, Text)]


def marks(sheet: Sheet, label: str) -> list[Mark]:
    return [i for i in sheet.items if isinstance(i, Mark) and i.tip.startswith(f"{label}:")]


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_dumbbells_are_sound_and_name_both_sides(style: Style) -> None:
    sheet = sheet_of(CHART, style)
    assert faults(sheet) == []
    assert {"2015", "2024", "Metals", "Other"} <= set(said(sheet))


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_both_sides_are_marked_differently_on_one_scale(style: Style) -> None:
    sheet = sheet_of(CHART, style)
    before, after = marks(sheet, "Gallium")
    assert (before.hollow, after.hollow) == (True, False)
    assert before.colour == after.colour == FOCUS
    assert before.x < after.x
    falls = marks(sheet, "Fluorspar")
    assert falls[0].hollow
    assert falls[0].x > falls[1].x
    # 90 - 20 points of gallium against 40 of fluorspar
    ratio = (after.x - before.x) / (falls[0].x - falls[1].x)
    assert ratio == pytest.approx(0.7 / 0.4)
    assert any(isinstance(i, Rule) and i.tip.startswith("Gallium:") for i in sheet.items)


def test_a_side_without_a_figure_is_not_zero() -> None:
    sheet = sheet_of(CHART, SLIDE)
    (tin,) = marks(sheet, "Tin")
    assert not tin.hollow
    assert "no figure: 2015" in said(sheet)
    assert marks(sheet, "Graphite") == []
    assert said(sheet).count("no figure") == 1
    assert {"0%", "40%"} <= set(said(sheet))


def test_equal_figures_are_written_once() -> None:
    assert said(sheet_of(CHART, SLIDE)).count("10%") == 1


shares = st.one_of(st.none(), st.floats(0, 1))


@given(
    st.lists(st.tuples(shares, shares, st.booleans()), min_size=1, max_size=12),
    st.sampled_from(STYLES),
    st.sampled_from(("fraction", "t", "0-10,000")),
)
def test_no_figure_is_cut_or_covered(
    rows: list[tuple[float | None, float | None, bool]], style: Style, unit: str
) -> None:
    times = 1.0 if unit == "fraction" else 9000.0
    chart = Pairs(
        topic="t",
        unit=unit,
        sides=("Japan", "United States"),
        pairs=tuple(
            Pair(
                f"Mineral {number}",
                None if a is None else a * times,
                None if b is None else b * times,
                highlight=focus,
            )
            for number, (a, b, focus) in enumerate(rows)
        ),
    )
    assert faults(sheet_of(chart, style)) == []


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_the_scale_has_its_two_ends_and_even_steps(style: Style) -> None:
    pairs = tuple(Pair(name, 0.05, high) for name, high in (("Acts", 1.0), ("Money", 0.4)))
    sheet = sheet_of(Pairs(topic="t", unit="fraction", sides=("a", "b"), pairs=pairs), style)
    foot = [i for i in sheet.items if isinstance(i, Text) and i.anchor == "middle"]
    values = [int(i.text.rstrip("%")) for i in foot if i.text.endswith("%")]
    assert (values[0], values[-1]) == (0, 100)
    assert len({b - a for a, b in pairwise(values)}) == 1
    assert not faults(sheet)
