"""What pictures of prices and markets show: one scale, one year, no invented zero."""

from __future__ import annotations

import pytest

import critmin
from critmin.charts.text_chart import plot
from critmin.markets.charts import market, price


def test_prices_in_one_unit_are_drawn_in_it() -> None:
    chart = price(critmin.price("lithium", "nickel", start=2024))
    assert chart is not None
    assert chart.unit == "USD/t"
    assert chart.series == ["Lithium", "Nickel"]


def test_an_index_brings_units_together_and_nothing_else_does() -> None:
    assert price(critmin.price("gold", "nickel", start=2024)) is None
    chart = price(critmin.price("gold", "nickel", start=2024, index=2024))
    assert chart is not None
    assert (chart.unit, chart.subtitle) == ("", "Index: 100 is the mean of 2024")


def test_one_period_is_no_line() -> None:
    assert price(critmin.price("nickel", start="2025-09")) is None


def test_a_month_without_a_figure_breaks_the_line() -> None:
    chart = price(critmin.price("phosphate-rock", start="2023-10", end="2024-01"))
    assert chart is not None
    assert [point.y is None for point in chart.points] == [False, True, False, False]


def test_a_picture_since_a_control_has_its_base_at_100() -> None:
    chart = price(critmin.price("antimony", since_control="CHN"))
    assert chart is not None
    assert chart.points[0].y == 100


@pytest.mark.parametrize(
    ("year", "labels"), [(2023, "All, stated"), (None, "All, stated"), (2024, "Copper, recon")]
)
def test_markets_of_one_year(year, labels) -> None:
    chart = market(critmin.market(year=year))
    assert chart.bars[0].label.startswith(labels)
    assert {bar.label for bar in chart.bars if bar.value is None} == {"Graphite", "Rare earths"}


def test_a_month_is_named_by_its_own_year_in_text() -> None:
    chart = price(critmin.price("nickel", start="2024-11", end="2025-09"))
    assert chart is not None
    assert "(2024) to 15,103 USD/t (2025)" in plot(chart, 80, blocks=False)
