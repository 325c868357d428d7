"""What pictures of prices and markets show: one scale, one year, no invented zero."""

from __future__ import annotations

import pytest

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.charts.figures import figure
from critmin.charts.forms import Pairs
from critmin.charts.model import Bars, Lines, written
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
    assert (chart.unit, chart.subtitle) == ("index", "Index: 100 is the mean of 2024")
    own = [p.y for p in chart.points if p.series == "Gold" and p.x < 2025]
    assert sum(own) / len(own) == pytest.approx(100, abs=1e-6)
    assert [written(y, chart.unit) for y in own] == [f"{y:.0f}" for y in own]
    assert "of its 2024 level" in chart.title or "times its 2024 level" in chart.title


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
    assert chart.title == (
        "Germanium's price rose about 217% from 2022, before China's export-licence rule, to "
        "2025; gallium's about 34%"
    )
    assert {p.series: round(p.y or 0) for p in chart.points if p.x == 2025} == {
        "Gallium": 134,
        "Germanium": 317,
    }
    assert "stands in its middle. Other causes are not separated." in chart.note
    assert "100 is the mean of 2022, the last year before the control" in chart.subtitle
    assert "United States imports" in chart.subtitle


def test_a_peak_far_above_the_base_is_the_title_and_is_labelled() -> None:
    chart = chart_of(critmin.price("lithium", "nickel", start="2019"))
    assert isinstance(chart, Lines)
    assert chart.peaks
    own = [point.y or 0 for point in chart.points if point.series == "Lithium"]
    assert f"rose to {max(own) / 100:.1f} times its 2019 level in April 2022" in chart.title
    assert f"was {100 - own[-1]:.0f}% below it in September 2025" in chart.title


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
        assert "add up to 338 billion dollars. The IEA states 325 billion" in chart.note
        assert "more than nickel, lithium and cobalt together" in chart.title
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


def test_a_bar_has_the_digits_of_the_title() -> None:
    """The title says 530 million; a bar of 0.50 billion would be another figure."""
    chart = market(critmin.market("tungsten", "antimony", "gallium", valued_by="output"))
    assert isinstance(chart, Bars)
    said = {bar.label: figure(bar.value, chart.unit, 0) for bar in chart.bars}
    assert said == {"Antimony": "6.1 billion", "Tungsten": "4.1 billion", "Gallium": "530 million"}
    assert "tungsten (4.1 billion)" in chart.title
    assert "530 million" in chart.title
