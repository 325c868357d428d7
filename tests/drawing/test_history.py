"""Histories: a column a year, gaps that are seen and named, one colour a country."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from soundness import faults

from critmin.charts.forms import History, Slice
from critmin.charts.palette import FOCUS
from critmin.drawing.draw import sheet_of
from critmin.drawing.sheet import Shape, Sheet, Text
from critmin.drawing.style import COLUMN, PAGE, SLIDE, Style

KEYS = {"China": "CHN", "Chile": "CHL", "Peru": "PER"}
STYLES = (SLIDE, PAGE, COLUMN)


def history(years: range, gaps: tuple[int, ...] = ()) -> History:
    slices: list[Slice] = []
    for year in years:
        if year in gaps:
            continue
        part = (year - years[0]) / (len(years) - 1)
        shares = {"Chile": 0.3 - 0.15 * part, "China": 0.05 + 0.55 * part, "Peru": 0.05}
        if part > 0.7:
            del shares["Peru"]
        slices += [Slice(n, year, v, n == "China", key=KEYS[n]) for n, v in shares.items()]
        slices.append(Slice("Rest of world", year, 1 - sum(shares.values()), kind="residual"))
    return History(topic="Shares by year", unit="fraction", slices=tuple(slices), gaps=gaps)


LONG = history(range(1995, 2025), (2003, 2004))
SHORT = history(range(2019, 2025), (2021,))


def said(sheet: Sheet) -> str:
    return " ".join(item.text for item in sheet.items if isinstance(item, Text))


def columns(sheet: Sheet, words: str) -> list[Shape]:
    return [i for i in sheet.items if isinstance(i, Shape) and words in i.tip]


def edges(shape: Shape) -> tuple[float, float, float, float]:
    xs = [float(step[1]) for step in shape.path if len(step) > 1]
    ys = [float(step[2]) for step in shape.path if len(step) > 1]
    return min(xs), min(ys), max(xs), max(ys)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
@pytest.mark.parametrize("chart", [LONG, SHORT], ids=["thirty years", "six years"])
def test_a_history_is_sound(chart: History, style: Style) -> None:
    assert faults(sheet_of(chart, style)) == []


def test_a_year_without_figures_is_a_gap_and_is_named() -> None:
    sheet = sheet_of(LONG, SLIDE)
    assert not [i for i in columns(sheet, ", 2003") if i.path]
    assert "No figures: 2003-2004." in said(sheet)
    before, after = columns(sheet, "China, 2002")[0], columns(sheet, "China, 2005")[0]
    step = edges(columns(sheet, "China, 2002")[0])[0] - edges(columns(sheet, "China, 2001")[0])[0]
    assert edges(after)[0] - edges(before)[0] == pytest.approx(3 * step)


def test_a_year_that_nobody_asked_about_keeps_its_room() -> None:
    chart = History(
        topic="t", unit="fraction",
        slices=tuple(Slice("Chile", year, 0.5) for year in (2000, 2001, 2010)),
    )  # fmt: skip
    sheet = sheet_of(chart, SLIDE)
    a, b, c = (edges(columns(sheet, f"Chile, {y}")[0])[0] for y in (2000, 2001, 2010))
    assert c - b == pytest.approx(9 * (b - a))
    assert "No figures" not in said(sheet)


def test_parts_of_a_column_stand_on_each_other_up_to_all_of_it() -> None:
    sheet = sheet_of(SHORT, SLIDE)
    parts = sorted((edges(shape) for shape in columns(sheet, ", 2019")), key=lambda e: -e[3])
    for lower, upper in pairwise(parts):
        assert lower[1] == pytest.approx(upper[3])
    whole = parts[0][3] - parts[-1][1]
    china = edges(columns(sheet, "China, 2019")[0])
    assert china[3] == parts[0][3]  # the focus stands at the foot
    assert (china[3] - china[1]) / whole == pytest.approx(0.05)
    assert columns(sheet, "Rest of world, 2019")[0].hatch


def test_one_country_has_one_colour() -> None:
    sheet = sheet_of(SHORT, SLIDE)
    colours = {}
    for name in ("China", "Chile", "Peru"):
        (colours[name],) = {shape.colour for shape in columns(sheet, f"{name}, ")}
    assert colours["China"] == FOCUS
    assert len(set(colours.values())) == 3


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_the_last_column_is_named_and_so_are_those_before_it(style: Style) -> None:
    words = said(sheet_of(LONG, style))
    assert "China 60%" in words
    assert "Chile 15%" in words
    assert "Peru: 5% in 2015, not shown later" in words


def test_more_than_all_is_drawn_as_it_is() -> None:
    chart = History(
        topic="t", unit="fraction",
        slices=(Slice("A", 2020, 0.7), Slice("B", 2020, 0.5), Slice("A", 2021, 1.0)),
    )  # fmt: skip
    sheet = sheet_of(chart, SLIDE)
    assert faults(sheet) == []
    tall = {words: edges(columns(sheet, words)[0]) for words in ("A, 2020", "B, 2020", "A, 2021")}
    ratio = (tall["B, 2020"][3] - tall["B, 2020"][1]) / (tall["A, 2021"][3] - tall["A, 2021"][1])
    assert ratio == pytest.approx(0.5)


@given(
    st.lists(st.lists(st.floats(0, 1), min_size=1, max_size=9), min_size=1, max_size=12),
    st.sampled_from(STYLES),
)
def test_labels_neither_overlap_nor_leave_the_sheet(years: list[list[float]], style: Style) -> None:
    slices = []
    for number, values in enumerate(years):
        total = sum(values) or 1.0
        slices += [
            Slice(f"Country {place}", 2000 + number, value / total, place == 0)
            for place, value in enumerate(values)
        ]
    assert faults(sheet_of(History(topic="t", slices=tuple(slices)), style)) == []
