"""What pictures of prices and markets show: one scale, one year, no invented zero."""

from __future__ import annotations

import pytest

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.charts.forms import Pairs
from critmin.charts.model import Bars, Lines
from critmin.charts.text_chart import plot
from critmin.markets.charts import price
from critmin.markets.market_charts import market


def test_prices_in_one_unit_are_drawn_in_it() -> None:
    chart = price(critmin.price("copper", "nickel", start=2024))
    assert chart is not None
    assert chart.subtitle.startswith("Dollars a tonne")
    assert chart.series == ["Copper", "Nickel"]


@pytest.mark.parametrize("index", [2024, None])
def test_several_units_are_drawn_as_an_index_of_the_first_year_of_all(index) -> None:
    chart = price(critmin.price("gold", "nickel", start=2024, index=index))
    assert isinstance(chart, Lines)
    assert (chart.unit, chart.subtitle) == ("", "Index: 100 is the mean of 2024")
    own = [p.y for p in chart.points if p.series == "Gold" and p.x < 2025]
    assert sum(own) / len(own) == pytest.approx(100)
    assert "of its 2024 level" in chart.title


def test_one_period_is_a_bar_and_no_line() -> None:
    chart = price(critmin.price("nickel", start="2025-09"))
    assert isinstance(chart, Bars)
    assert [(bar.label, chart.unit) for bar in chart.bars] == [("Nickel, September 2025", "USD/t")]


def test_a_month_without_a_figure_breaks_the_line() -> None:
    chart = price(critmin.price("phosphate-rock", start="2023-10", end="2024-01"))
    assert chart is not None
    assert [point.y is None for point in chart.points] == [False, True, False, False]


def test_a_picture_since_a_control_has_its_base_at_100_and_the_control_on_it() -> None:
    table = critmin.price("gallium", "germanium", since_control="CHN")
    chart = chart_of(table)
    assert isinstance(chart, Lines)
    assert chart.points[0].y == 100
    assert [(one.label, one.start) for one in chart.moments] == [
        ("China's export-licence rule", "2023-08-01")
    ]
    assert "China's export-licence rule of 1 August 2023" in chart.topic
    assert "before China's first control" in chart.title


def test_each_control_is_marked_with_the_minerals_that_it_is_on() -> None:
    chart = chart_of(critmin.price("gallium", "antimony", since_control="CHN"))
    assert isinstance(chart, Lines)
    assert [one.label for one in chart.moments] == [
        "China's export-licence rule on gallium",
        "China's export-licence rule on antimony",
    ]


def test_many_prices_since_a_control_are_their_changes() -> None:
    chart = chart_of(critmin.price(since_control="CHN"))
    assert isinstance(chart, Bars)
    changes = [bar.value for bar in chart.bars]
    assert changes == sorted(changes, reverse=True)
    assert sum(change > 0 for change in changes) == int(chart.title.split(" of ")[0].split()[-1])
    assert "export controls" in chart.topic


@pytest.mark.parametrize("year", [2023, None, 2024])
def test_markets_of_one_year_are_of_one_method(year) -> None:
    """The four minerals add up to more than the total of the IEA, which has a method of its own."""
    chart = market(critmin.market(year=year))
    assert isinstance(chart, Bars)
    assert chart.bars[0].label == "Copper"
    assert not any(bar.label.startswith("All") for bar in chart.bars)
    if year != 2024:
        assert "Together 338 billion. The IEA states 325 billion" in chart.note
    assert {bar.label for bar in chart.bars if bar.value is None} == {"Graphite", "Rare earths"}


def test_a_month_is_named_by_its_own_year_in_text() -> None:
    chart = price(critmin.price("nickel", start="2024-11", end="2025-09"))
    assert isinstance(chart, Lines)
    assert "15,103" in plot(chart, 80, blocks=False)


def test_two_years_of_a_market_are_a_pair() -> None:
    chart = market(critmin.market("lithium"))
    assert isinstance(chart, Pairs)
    (pair,) = chart.pairs
    assert (round(pair.before or 0, 1), round(pair.after or 0, 1)) == (44.1, 23.3)
