"""Pictures of `reliance` and `risk`: their titles are what the rows show."""

from __future__ import annotations

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.charts.model import Intervals

MINERALS = ("antimony", "copper", "cobalt", "gallium", "zinc", "tungsten")


def test_reliance_counts_what_is_above_half_and_recomputed_figures_are_in_the_note() -> None:
    chart = chart_of(critmin.reliance(*MINERALS))
    assert isinstance(chart, Intervals)
    assert chart.title == (
        "The United States imported more than half of its use of each of these 6 minerals in 2025, "
        "and all of its gallium"
    )
    assert all((span.low or 0) > 0.5 or span.over for span in chart.spans)
    assert not any(span.text for span in chart.spans)
    assert "cobalt 82%" in chart.note


def test_risk_counts_minerals_at_the_threshold_and_marks_none_like_a_country() -> None:
    chart = chart_of(critmin.risk("tungsten", "magnesium", "cobalt", "gallium"))
    assert isinstance(chart, Intervals)
    assert chart.title == (
        "All 4 minerals reach the EU's supply-risk threshold of 1.0, at the mine or the refinery; "
        "magnesium scores 4.12"
    )
    assert "the higher of two stages counts" in chart.subtitle
    assert chart.note == "A range: the source names no country for part of the supply."
    assert chart.limits == ((1.0, "EU threshold: 1.0"),)
    assert not any(span.highlight for span in chart.spans)
    assert all(span.point is None or span.low < span.point < span.high for span in chart.spans)
