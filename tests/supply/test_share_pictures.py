"""Pictures of `share` and `trend`: lower bounds as such, gaps as gaps, titles with their shares."""

from __future__ import annotations

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.charts.forms import Map
from critmin.charts.model import Bars, Lines, Stacks


def test_shares_of_blocs_are_at_least_and_who_is_counted_is_said() -> None:
    table = critmin.share("cobalt", year=2023, source="usgs@2025", by="bloc:eu27,g7,brics")
    chart = chart_of(table)
    assert isinstance(chart, Bars)
    assert chart.title == (
        "BRICS members mined at least 3.7% of the world's cobalt in 2023, G7 members at least 2%"
    )
    assert "Counted: G7 (Canada, United States), BRICS (Russia)." in chart.note
    assert "31 December 2023" in chart.note
    assert chart.bars[-1].text == "not listed"


def test_the_title_of_a_few_minerals_has_the_shares_of_their_leaders() -> None:
    minerals = ("copper", "lithium", "nickel", "cobalt", "graphite")
    chart = chart_of(critmin.share(*minerals, stage="refining", source="iea@2025"))
    assert isinstance(chart, Stacks)
    assert chart.title == (
        "In 2024 China refined 44% to 96% of four of the five minerals and Indonesia 43% of the "
        "nickel"
    )
    assert "Nickel adds up to 103%: the publisher's total leaves out a country" in chart.note


def test_a_line_has_a_gap_where_its_source_lists_others_only() -> None:
    chart = chart_of(critmin.trend("cobalt", source="usgs", year="2021:2025"))
    assert isinstance(chart, Lines)
    china = {point.x: point.y for point in chart.points if point.series == "China"}
    assert sorted(china) == [2021, 2022, 2023, 2024, 2025]
    assert [year for year, share in china.items() if share is None] == [2022, 2023]
    assert "Gaps: China 2022-2023 (not listed)." in chart.note
    assert chart.note.startswith(
        "11 other countries and what has no country are in the table, not here. China is always "
        "drawn."
    )
    assert chart.title.startswith("Indonesia's share of cobalt mining rose from about 1.6% in 2021")


def test_an_index_has_the_line_above_which_supply_is_concentrated() -> None:
    chart = chart_of(critmin.trend("cobalt", measure="hhi"))
    assert isinstance(chart, Lines)
    assert chart.limits == ((1800.0, "above 1,800: highly concentrated"),)
    assert chart.title.startswith("Cobalt mining became more concentrated: its index rose from")


def test_a_map_of_reserves_says_what_has_no_country() -> None:
    chart = chart_of(critmin.reserves("lithium"), map=True)
    assert isinstance(chart, Map)
    known = sum(area.value or 0.0 for area in chart.areas)
    assert chart.note.startswith("6.6% has no country in the source.")
    assert round(1 - known, 3) == 0.066
