"""Pictures of real answers with time in them: nothing at 0 without a figure, no text in the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from soundness import faults

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.answers.table import Table
from critmin.charts.model import Lines, Timeline
from critmin.charts.palette import FOCUS
from critmin.drawing.draw import sheet_of
from critmin.drawing.sheet import Rule, Shape, Text
from critmin.drawing.style import COLUMN, PAGE, SLIDE, Style

DAY = "2026-11-24"
ANSWERS: dict[str, Callable[[], Table]] = {
    "trend": lambda: critmin.trend("copper", source="usgs"),
    "trend, two stages": lambda: critmin.trend(
        "cobalt", stage="mining,refining", country=("COD", "CHN")
    ),
    "price": lambda: critmin.price("lithium"),
    "price, since the control": lambda: critmin.price("gallium", "germanium", since_control="CHN"),
    "controls": lambda: critmin.controls("rare-earths", as_of=DAY),
    "controls, expiring": lambda: critmin.controls(expiring=60, as_of=DAY),
    "events": lambda: critmin.events(chain="cn-oct9-2025", as_of=DAY),
    "figure 1": lambda: critmin.figure(1),
    "figure 4": lambda: critmin.figure(4),
    "figure 5": lambda: critmin.figure(5),
}


@pytest.mark.parametrize("style", (SLIDE, PAGE, COLUMN), ids=lambda style: style.name)
@pytest.mark.parametrize("name", list(ANSWERS))
def test_a_picture_is_sound(name: str, style: Style) -> None:
    chart = chart_of(ANSWERS[name]())
    assert chart.kind in {"lines", "timeline"}
    assert faults(sheet_of(chart, style)) == []


def test_refining_of_cobalt_in_dr_congo_is_not_drawn_at_zero() -> None:
    chart = chart_of(ANSWERS["trend, two stages"]())
    assert isinstance(chart, Lines)
    sheet = sheet_of(chart, SLIDE)
    drawn = [i for i in sheet.items if isinstance(i, Rule) and "Refining, DR" in i.tip]
    assert drawn == []
    said = " ".join(item.text for item in sheet.items if isinstance(item, Text))
    assert "No figure: Refining, DR Congo" in said
    china = [i for i in sheet.items if isinstance(i, Rule) and "China:" in i.tip]
    assert {rule.colour for rule in china} == {FOCUS}


def test_the_ban_on_exports_to_the_united_states_is_suspended_on_its_own_bar() -> None:
    chart = chart_of(ANSWERS["controls, expiring"]())
    assert isinstance(chart, Timeline)
    assert chart.today == DAY
    sheet = sheet_of(chart, SLIDE)
    bars = [
        i for i in sheet.items if isinstance(i, Shape) and "clause 2, first half" in i.tip
    ]  # fmt: skip
    assert any(bar.hatch for bar in bars)
    assert any(not bar.hatch and bar.colour == FOCUS for bar in bars)
    assert {round(float(bar.path[0][2]), 3) for bar in bars} == {
        round(float(bars[0].path[0][2]), 3)
    }
