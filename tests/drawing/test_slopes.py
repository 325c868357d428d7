"""Slopegraphs: figures at both sides, nothing at 0 that has no figure, the rest named."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from soundness import faults

from critmin.charts.forms import Slope, Slopes
from critmin.charts.palette import FOCUS
from critmin.drawing.draw import sheet_of
from critmin.drawing.sheet import Mark, Rule, Sheet, Text
from critmin.drawing.slopes import MOST, chosen
from critmin.drawing.style import COLUMN, PAGE, SLIDE, Style

STYLES = (SLIDE, PAGE, COLUMN)
SLOPES = (
    Slope("DR Congo", 0.73, None, key="COD", right_text="none listed"),
    Slope("China", 0.01, 0.78, key="CHN"),
    Slope("Indonesia", 0.14, 0.01, key="IDN"),
    Slope("Finland", None, 0.08, key="FIN", left_text="withheld"),
    Slope("Japan", 0.0, 0.02, key="JPN"),
)
CHART = Slopes(
    topic="Cobalt at the mine and at the refinery",
    unit="fraction",
    slopes=SLOPES,
    sides=("Mining, 2025", "Refining, 2024"),
)


def said(sheet: Sheet) -> str:
    return " ".join(item.text for item in sheet.items if isinstance(item, Text))


def lines(sheet: Sheet) -> dict[str, Rule]:
    return {i.tip.partition(":")[0]: i for i in sheet.items if isinstance(i, Rule) and i.tip}


@pytest.mark.parametrize("style", STYLES)
def test_slopes_are_sound(style: Style) -> None:
    assert faults(sheet_of(CHART, style)) == []


@pytest.mark.parametrize("style", STYLES)
def test_figures_are_at_both_sides(style: Style) -> None:
    words = said(sheet_of(CHART, style))
    for text in ("DR Congo 73%", "China 1%", "78% China", "Indonesia 14%", "1% Indonesia"):
        assert text in words


def test_a_side_without_a_figure_has_no_point_and_a_reason() -> None:
    sheet = sheet_of(CHART, SLIDE)
    assert set(lines(sheet)) == {"China", "Indonesia", "Japan"}
    marks = [i for i in sheet.items if isinstance(i, Mark)]
    for name, count in (("DR Congo", 1), ("Finland", 1), ("Japan", 2), ("China", 2)):
        assert sum(mark.tip.startswith(f"{name}:") for mark in marks) == count
    assert "Refining, 2024: none listed for DR Congo." in said(sheet)
    assert "Mining, 2025: withheld for Finland." in said(sheet)


def test_both_sides_have_one_scale() -> None:
    found = lines(sheet_of(CHART, SLIDE))
    (_, low), (_, high) = found["China"].points
    (_, left), (_, right) = found["Indonesia"].points
    assert (low - high) / (right - left) == pytest.approx((0.78 - 0.01) / (0.14 - 0.01), rel=1e-6)


def test_china_is_in_focus_unless_another_is() -> None:
    found = lines(sheet_of(CHART, SLIDE))
    assert found["China"].colour == FOCUS
    assert found["Indonesia"].colour != FOCUS
    own = [one._replace(highlight=one.label == "Indonesia") for one in SLOPES]
    chart = Slopes(topic="x", unit="fraction", slopes=tuple(own), sides=CHART.sides)
    found = lines(sheet_of(chart, SLIDE))
    assert found["Indonesia"].colour == FOCUS
    assert found["China"].colour != FOCUS


def test_what_is_not_drawn_is_named() -> None:
    many = tuple(Slope(f"Country {n}", 0.2 - n / 200, 0.01 * n, key=f"X{n:02}") for n in range(16))
    drawn, left_out = chosen(many)
    assert len(drawn) == MOST
    assert len(drawn) + len(left_out) == 16
    chart = Slopes(topic="x", unit="fraction", slopes=many, sides=("Mining", "Refining"))
    words = said(sheet_of(chart, COLUMN)).split("Not drawn")[1]
    assert all(one.label in words for one in left_out)


SHARES = st.none() | st.just(0.0) | st.floats(0.0001, 1)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(SHARES, SHARES), min_size=1, max_size=14), st.sampled_from(STYLES))
def test_any_slopes_are_sound(values: list, style: Style) -> None:
    slopes = tuple(
        Slope(f"United Country {number}", *pair, key=f"K{number:02}")
        for number, pair in enumerate(values)
    )
    chart = Slopes(topic="x", unit="fraction", slopes=slopes, sides=("Mining", "Refining"))
    sheet = sheet_of(chart, style)
    assert faults(sheet) == []
    words = said(sheet)
    assert all(one.label in words for one in slopes)
