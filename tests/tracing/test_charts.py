"""Pictures of `via`: parts are never larger than what came by all routes, and titles say so."""

from __future__ import annotations

from functools import cache

import pytest

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.answers.table import Table
from critmin.charts.forms import Flow
from critmin.charts.model import Intervals
from critmin.tracing.charts import IN_ALL


@cache
def via_japan() -> Table:
    return critmin.via("japan", "cobalt", supplier="COD", year=2024)


@pytest.mark.parametrize(("stage", "most"), [("intermediate", 0.119), ("refined", 0.177)])
def test_no_route_carries_more_than_all_routes_together(stage, most) -> None:
    rows = [row for row in via_japan() if row["stage"] == stage and row["share_high"] is not None]
    assert rows
    assert all(row["share_high"] <= most + 0.0005 for row in rows)
    assert all(row["share_low"] <= row["share_high"] for row in rows)


def test_the_picture_has_the_share_by_all_routes_above_each_of_them() -> None:
    chart = chart_of(via_japan())
    assert isinstance(chart, Intervals)
    assert chart.title == (
        "How much of Japan's cobalt was processed in DR Congo in 2024 cannot be told: 0% to 18% "
        "of the refined, 0% to 12% of the intermediates"
    )
    for group in chart.groups:
        first, *routes = [span for span in chart.spans if span.group == group]
        assert first.label == IN_ALL
        assert routes
        assert all((route.high or 0) <= (first.high or 0) for route in routes)
        assert all((route.high or 0) >= 0.001 for route in routes)
    assert "cannot all be true at once" in chart.note


def test_a_flow_is_titled_with_the_least_that_it_draws_and_the_highest_is_in_the_note() -> None:
    chart = chart_of(critmin.via("USA", "graphite", supplier="china", year=2024))
    assert isinstance(chart, Flow)
    assert chart.title == (
        "At least 53% of the United States' graphite ore was mined in China in 2024; 44% was "
        "shipped directly"
    )
    assert "Up to 64% may have been mined in China" in chart.note


def test_a_chain_says_at_least_and_what_may_be_more() -> None:
    table = critmin.via("USA", "copper", supplier="chile", origin_stage="mining")
    chart = chart_of(table)
    assert isinstance(chart, Flow)
    assert all("at least" in head for head in chart.columns[1:-1])
    origin = next(node for node in chart.nodes if node.name == "origin")
    assert origin.label.startswith("Chile: at least ")
    assert chart.note.startswith("Up to 47% was mined in Chile")
    assert "and 47%" in chart.title
