"""How large a market is: columns, projections, and why a value is missing."""

from __future__ import annotations

import pytest
from answers import flags, said

import critmin
from critmin.core.errors import NoData
from critmin.markets.demand_value import Demand, valued

COLUMNS = ("mineral", "year", "value_usd", "demand_t", "price_usd_t", "kind", "flag", "source")


def test_columns_are_the_contract() -> None:
    assert critmin.market().names == COLUMNS
    by_output = critmin.market("copper", valued_by="output")
    assert by_output.names == (*COLUMNS[:-2], "output_t", *COLUMNS[-2:])


def test_each_projection_names_its_scenario() -> None:
    told = said(critmin.market(year=2040), "projection")
    assert "STEPS" in told
    assert "2040 is from the IEA's NZE" in told
    assert "NZE" not in said(critmin.market(year="2023,2030"), "projection")


def test_projections_of_demand_have_no_value_and_come_only_when_named() -> None:
    assert not any("projection" in flags(row) for row in critmin.market())
    with pytest.raises(NoData, match=r"demand is 455,487 t \(STEPS\), but prices run"):
        critmin.market("lithium", year=2030)
    table = critmin.market(year=2040)
    assert [row["value_usd"] for row in table if row["kind"] == "stated"] == [770e9]
    assert all(
        row["value_usd"] is None and row["demand_t"] and row["kind"] is None
        for row in table
        if row["kind"] != "stated"
    )


@pytest.mark.parametrize(
    ("minerals", "year", "why"),
    [
        (("gallium",), None, "the IEA prints no demand for it"),
        (("graphite",), 2023, "natural and synthetic"),
        (("rare-earths",), 2024, "mixed carbonate"),
        (("copper",), 2022, "no demand for copper in 2022"),
        ((), 2027, "there are figures for 2022-2024, 2030"),
    ],
)
def test_no_market_value_is_no_data_with_the_reason(minerals, year, why) -> None:
    with pytest.raises(NoData, match=why):
        critmin.market(*minerals, year=year)


def test_a_year_of_nine_months_has_no_market_value() -> None:
    found = valued(Demand("copper", 2025, 1.0, False, "", (), "iea@2025"))
    assert found.value is None
    assert "not over 2025" in found.reason
