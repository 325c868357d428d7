"""Prices and market values against the publishers' own cells.

IMF: external data workbook saved 15 October 2025. World Bank: Pink Sheet of 2 June 2026.
USGS: Mineral Commodity Summaries 2026. IEA: demand of the May 2024 data explorer, market
size of the Global Critical Minerals Outlook 2024.
"""

from __future__ import annotations

from typing import Any

import pytest

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.answers.table import Table
from critmin.paper.figures import figure


def at(table: Table, **wanted: Any) -> dict[str, Any]:
    found = [row for row in table if all(row[k] == v for k, v in wanted.items())]
    assert len(found) == 1, found
    return found[0]


# Cells read off the workbook by hand: row of the month, column of the series.
IMF_CELLS = [
    ("aluminium", "1990-01", 1528.0, "USD/t"),
    ("aluminium", "2025-09", 2654.479090909091, "USD/t"),
    ("chromium", "2012-06", 11935.336298085094, "USD/t"),
    ("cobalt", "1990-01", 7630.00011444092, "USD/t"),
    ("cobalt", "2025-09", 33482.068181818184, "USD/t"),
    ("copper", "2025-09", 9994.77318181818, "USD/t"),
    ("gold", "2025-09", 3666.523636363636, "USD/ozt"),
    ("iron-ore", "1990-01", 14.05, "USD/t"),
    ("lead", "2025-09", 1954.5859090909087, "USD/t"),
    ("lithium", "2012-06", 63643.21697331376, "USD/t"),
    ("lithium", "2025-09", 84644.21118655516, "USD/t"),
    ("manganese", "2025-09", 2089.090909090909, "USD/t"),
    ("molybdenum", "2010-05", 36637.5, "USD/t"),
    ("nickel", "1990-01", 7056.0, "USD/t"),
    ("nickel", "2025-09", 15103.183636363641, "USD/t"),
    ("palladium", "2025-09", 1180.7727272727273, "USD/ozt"),
    ("platinum", "2025-09", 1430.2727272727273, "USD/ozt"),
    ("potash", "2025-09", 378.669999392673, "USD/t"),
    ("rare-earths", "2025-09", 6529.653408870527, "USD/t"),
    ("silicon", "2025-09", 2025.0, "USD/t"),
    ("silver", "2025-09", 42.54022727272727, "USD/ozt"),
    ("tin", "2025-09", 34528.05772727273, "USD/t"),
    ("uranium", "2025-09", 62.87544369946743, "USD/lb"),
    ("vanadium", "2025-09", 12466.124, "USD/t"),
    ("zinc", "2025-09", 2936.735454545455, "USD/t"),
]
WORLD_BANK_CELLS = [
    ("phosphate-rock", "2026-05", 152.5, "USD/t"),
    ("potash", "2026-05", 405.0, "USD/t"),
    ("aluminium", "1960-01", 511.47, "USD/t"),
    ("iron-ore", "2026-05", 108.64, "USD/t"),
    ("copper", "2026-05", 13543.19, "USD/t"),
    ("tin", "2026-05", 53562.79, "USD/t"),
    ("nickel", "2026-03", 17076.29, "USD/t"),
    ("zinc", "1960-02", 244.9, "USD/t"),
    ("gold", "2026-05", 4587.21, "USD/ozt"),
    ("silver", "1960-01", 0.91, "USD/ozt"),
]


@pytest.mark.parametrize(("mineral", "month", "cell", "unit"), IMF_CELLS)
def test_a_cell_of_the_imf(mineral, month, cell, unit) -> None:
    row = at(critmin.price(mineral, start=month, end=month, source="imf"), period=month)
    assert row["price"] == pytest.approx(cell, abs=6e-7)
    assert (row["unit"], row["source"]) == (unit, ("imf@2025",))


@pytest.mark.parametrize(("mineral", "month", "cell", "unit"), WORLD_BANK_CELLS)
def test_a_cell_of_the_world_bank(mineral, month, cell, unit) -> None:
    row = at(critmin.price(mineral, start=month, end=month, source="worldbank"), period=month)
    assert (row["price"], row["unit"], row["source"]) == (cell, unit, ("worldbank@2026",))


# Means of the twelve cells of the year in the IMF's workbook.
@pytest.mark.parametrize(
    ("mineral", "year", "mean"),
    [
        ("lithium", "2022", 416_958),
        ("lithium", "2023", 266_931),
        ("lithium", "2024", 113_585),
        ("nickel", "2022", 25_867),
        ("nickel", "2023", 21_529),
        ("copper", "2023", 8_491),
        ("cobalt", "2023", 34_275),
        ("cobalt", "2021", 51_236),
    ],
)
def test_annual_means_of_the_imf(mineral, year, mean) -> None:
    row = at(critmin.price(mineral, annual=True), period=year)
    assert row["price"] == pytest.approx(mean, abs=0.5)


@pytest.mark.parametrize(
    ("mineral", "year", "price", "unit"),
    [
        ("antimony", "2024", 10.24, "USD/lb"),
        ("antimony", "2025", 25.0, "USD/lb"),
        ("bismuth", "2025", 20.0, "USD/lb"),
        ("gallium", "2024", 439.0, "USD/kg"),
        ("germanium", "2024", 1991.0, "USD/kg"),
        ("germanium", "2025", 4100.0, "USD/kg"),
        ("tungsten", "2025", 380.0, "USD/mtu WO3"),
        ("magnesium", "2023", 3240.0, "USD/t"),
        ("graphite", "2024", 1050.0, "USD/t"),
        ("dysprosium", "2024", 257.0, "USD/kg"),
    ],
)
def test_annual_prices_of_the_usgs(mineral, year, price, unit) -> None:
    row = at(critmin.price(mineral), period=year)
    assert (row["price"], row["unit"], row["source"]) == (price, unit, ("usgs@2026",))


def test_lithium_is_the_metal_and_says_so() -> None:
    table = critmin.price("lithium")
    assert any("metal" in note and "not carbonate" in note for note in table.notes)
    carbonate = critmin.price("lithium", source="usgs", forms=True)
    assert at(carbonate, period="2022", form="annual average, battery-grade lithium carbonate")[
        "price"
    ] == pytest.approx(71_100)


# IEA demand of 2023 times the IMF's mean price, reckoned by hand from both workbooks.
@pytest.mark.parametrize(
    ("mineral", "billion"), [("copper", 220), ("nickel", 67), ("lithium", 44), ("cobalt", 7)]
)
def test_reconstructed_market_values_of_2023(mineral, billion) -> None:
    row = at(critmin.market(year=2023), mineral=mineral)
    assert row["value_usd"] / 1e9 == pytest.approx(billion, abs=0.5)
    assert row["value_usd"] == pytest.approx(row["demand_t"] * row["price_usd_t"])
    assert row["kind"] == "reconstructed"
    assert row["source"] == ("iea@2024", "imf@2025")


@pytest.mark.parametrize(
    ("mineral", "tonnes"),
    [("copper", 25_915_000), ("lithium", 165_372.3), ("nickel", 3_104_499), ("cobalt", 214_790.3)],
)
def test_demand_of_2023_is_the_data_explorers(mineral, tonnes) -> None:
    assert at(critmin.market(mineral, year=2023))["demand_t"] == pytest.approx(tonnes)


def test_the_stated_total_of_2023_and_the_fall_it_states() -> None:
    table = critmin.market()
    assert at(table, year=2023, kind="stated")["value_usd"] == 325e9
    assert at(table, year=2022, kind="stated")["value_usd"] == 320e9
    assert at(table, year=2022, kind="implied")["value_usd"] == pytest.approx(361.1e9, rel=1e-3)
    check = [c.message for c in table.warnings if c.code == "market_check"]
    assert any("338.4 billion" in said and "+4.1%" in said for said in check)


def test_figure_5_has_both_minerals_in_every_month() -> None:
    table = figure(5)
    months = {m: [r["period"] for r in table if r["mineral"] == m] for m in ("lithium", "nickel")}
    assert months["lithium"] == months["nickel"]
    assert (months["nickel"][0], months["nickel"][-1], len(months["nickel"])) == (
        "2012-06",
        "2025-09",
        160,
    )
    own = [r["index"] for r in table if r["mineral"] == "lithium" and r["period"][:4] == "2022"]
    assert sum(own) / 12 == pytest.approx(100)
    assert at(table, mineral="nickel", period="2025-09")["index"] == pytest.approx(58.387, abs=1e-3)
    drawn = chart_of(table)
    assert [len([p for p in drawn.points if p.series == s]) for s in drawn.series] == [160, 160]
    assert [p.y for p in drawn.points] == table.column("index")


@pytest.mark.parametrize(
    ("mineral", "month"), [(m, p) for m, p, _, _ in IMF_CELLS if m in {"lithium", "nickel"}]
)
def test_figure_5_has_the_imfs_cells(mineral, month) -> None:
    cell = next(c for m, p, c, _ in IMF_CELLS if (m, p) == (mineral, month))
    found = [r for r in figure(5) if (r["mineral"], r["period"]) == (mineral, month)]
    if month < "2012-06":  # before lithium starts
        assert not found
        return
    assert found[0]["price"] == pytest.approx(cell, abs=6e-7)
    mean = {"lithium": 416_958, "nickel": 25_867}[mineral]  # of 2022
    assert found[0]["index"] == pytest.approx(100 * cell / mean, rel=1e-4)


def test_figure_6_draws_what_is_stated_and_what_is_reconstructed_apart() -> None:
    table = figure(6)
    assert at(table, year=2023, kind="stated")["value_usd"] == 325e9
    bars = {bar.label: bar for bar in chart_of(table).bars}
    assert bars["Copper"].value == pytest.approx(220.04e9, abs=0.05e9)
    assert bars["Graphite"].value is None
    assert (
        "These 4 add up to 338 billion dollars. The IEA states 325 billion" in chart_of(table).note
    )


def test_figure_6_names_what_it_cannot_value() -> None:
    """Rows, notes and picture: no price for two demands, no demand for the rest of the lists."""
    table = figure(6)
    by_flag = {
        flag: {r["mineral"] for r in table if flag in (r["flag"] or ())}
        for flag in ("no_price", "no_demand")
    }
    assert by_flag["no_price"] == {"graphite", "rare-earths"}
    listed = {"gallium", "germanium", "tungsten", "manganese", "platinum", "silicon"}
    assert listed <= by_flag["no_demand"]
    valued = {r["mineral"] for r in table if r["value_usd"] is not None}
    assert not valued & by_flag["no_demand"] and "neodymium" not in by_flag["no_demand"]
    messages = {c.code: c.message for c in table.warnings}
    assert "Graphite, Rare earths" in messages["no_price"]
    assert f"{len(by_flag['no_demand'])} minerals" in messages["no_demand"]
    note = chart_of(table).note
    assert f"{len(by_flag['no_demand'])} more minerals" in note
    assert "gallium" in note
    assert {bar.label for bar in chart_of(table).bars if bar.value is None} == {
        "Graphite",
        "Rare earths",
    }


@pytest.mark.parametrize("number", [5, 6])
def test_an_edition_that_is_not_bundled_is_refused(number) -> None:
    with pytest.raises(critmin.QueryError, match="edition"):
        figure(number, edition="1999")
