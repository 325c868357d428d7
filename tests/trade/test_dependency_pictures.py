"""Pictures of `dependency` and its comparison: what is drawn is what the title and note say."""

from __future__ import annotations

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.charts.forms import History, Pairs
from critmin.charts.model import RESIDUAL, Stacks


def test_a_supplier_that_is_large_now_is_drawn_and_the_others_are_smaller_over_the_years() -> None:
    chart = chart_of(critmin.dependency("japan", "graphite", year="1995:2024"))
    assert isinstance(chart, History)
    assert "Madagascar" in chart.series
    assert "other countries, smaller over the whole period" in chart.note
    lowest = min(
        (one.value, one.year) for one in chart.slices if one.series == "China" and one.highlight
    )
    assert lowest[1] == 2003
    assert chart.title.endswith("in 2024, after 71% in 2003")


def test_the_title_names_the_forms_in_the_order_in_which_they_are_drawn() -> None:
    chart = chart_of(critmin.dependency("USA", "antimony", "cobalt", year=2023))
    assert isinstance(chart, Stacks)
    drawn = [group for group, _ in chart.rows]
    assert drawn == ["Refined cobalt", "Cobalt intermediates", "Antimony ore"]
    places = [chart.title.lower().index(group.lower()) for group in drawn]
    assert places == sorted(places)
    small = [part for part in chart.parts if part.value < 0.06 and not part.highlight]
    assert all(part.kind == RESIDUAL for part in small)


def test_sides_of_unlike_sources_say_how_each_is_measured() -> None:
    chart = chart_of(critmin.compare("dependency", "antimony", "japan", "usa"))
    assert isinstance(chart, Pairs)
    assert chart.title == (
        "India supplied 22% of the United States' imports of refined antimony on average in "
        "2021-2024 and 0.2% of Japan's in 2024"
    )
    assert "by value" in chart.subtitle
    assert "as the source prints it" in chart.subtitle
    assert "(ore)" not in chart.note


def test_sides_of_one_source_are_by_value_and_only_shares_that_say_something_are_drawn() -> None:
    chart = chart_of(critmin.compare("dependency", "antimony", "japan", "KOR"))
    assert isinstance(chart, Pairs)
    assert chart.subtitle.startswith("By value.")
    assert all(max(pair.before or 0, pair.after or 0) >= 0.005 for pair in chart.pairs)
