"""Reliance of other buyers than the United States, against the raw tables it is made of."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import raw_trade
from answers import flags
from hypothesis import given
from hypothesis import strategies as st

import critmin
from critmin.answers.table import Cell, several
from critmin.core import files, names
from critmin.core.errors import NoData, UnknownName
from critmin.supply.distribution import Distribution
from critmin.supply.supply_table import SupplyRow, SupplyTable
from critmin.supply_risk import domestic_output
from critmin.supply_risk.domestic_output import DomesticOutput
from critmin.supply_risk.trade_reliance import TradeReliance
from critmin.trade import flows as trade
from critmin.trade.import_table import ImportTable, Supplier
from critmin.trade.readers import Flow

DATA = Path(__file__).resolve().parents[2] / "datasets"
Row = dict[str, Cell]


def number(cell: Cell) -> float:
    assert isinstance(cell, float | int)
    return float(cell)


def computed(mineral: str, form: str, buyer: str, year: int) -> Row:
    rows = critmin.reliance(mineral, buyer=buyer, year=year)
    (found,) = [r for r in rows if (r["form"], r["nir"]) == (form, None)]
    return found


def tonnes(store: str, year: int, code: str, members: set[str]) -> tuple[float, float, bool]:
    """Imports and exports of a group of countries, and whether a weight of them is an error."""
    wrong = raw_trade.contradicted(store, year, code)
    into, out = (
        list(raw_trade.between(store, year, code, members, out=way)) for way in (False, True)
    )
    imported, exported = (
        sum(flow.kg for flow in found if flow not in wrong) / 1000 for found in (into, out)
    )
    return imported, exported, not wrong.isdisjoint(into + out)


def output(path: str, mineral: str, stage: str, year: int, members: set[str]) -> float:
    with (DATA / path).open(encoding="utf-8", newline="") as handle:
        return sum(
            float(row["quantity"])
            for row in csv.DictReader(handle)
            if (row["mineral"], row["stage"], row["year"]) == (mineral, stage, str(year))
            and row["kind"] == "country"
            and row["iso3"] in members
            and row["quantity"]
        )


EU = set(names.members("eu27", "2024-12-31"))


@pytest.mark.parametrize(
    ("mineral", "form", "buyer", "members", "store", "code", "content", "path", "unit"),
    [
        ("copper", "refined", "KOR", {"KOR"}, "hs17", "740311", 1.0, "usgs/supply_2026.csv", 1e3),
        ("copper", "refined", "JPN", {"JPN"}, "hs17", "740311", 1.0, "iea/supply_2025.csv", 1e3),
        ("copper", "ore", "IND", {"IND"}, "hs92", "260300", 0.26, "usgs/supply_2026.csv", 1e3),
        ("bismuth", "refined", "JPN", {"JPN"}, "hs92", "810600", 1.0, "usgs/supply_2026.csv", 1),
        ("tungsten", "ore", "eu27", EU, "hs92", "261100", 0.5154, "usgs/supply_2026.csv", 1),
        ("bauxite", "ore", "India", {"IND"}, "hs92", "260600", 1.0, "usgs/supply_2026.csv", 1e3),
    ],
)
def test_the_figure_from_the_rows_of_the_tables(
    mineral: str,
    form: str,
    buyer: str,
    members: set[str],
    store: str,
    code: str,
    content: float,
    path: str,
    unit: float,
) -> None:
    stage = {"ore": "mining", "refined": "refining"}[form]
    imported, exported, wrong = tonnes(store, 2024, code, members)
    into, out = content * imported, content * exported
    own = output(path, mineral, stage, 2024, members) * unit
    assert into + out > 0
    assert own > 0
    found = computed(mineral, form, buyer, 2024)
    assert number(found["apparent_consumption"]) == pytest.approx(own + into - out)
    assert number(found["computed_nir"]) == pytest.approx((into - out) / (own + into - out))
    assert found["unit"] == "t"
    assert f"{path.partition('/')[0]}@" in str(found["source"])
    assert ("product_weight" in flags(found)) == (mineral == "bauxite")
    assert ("weight_implausible" in flags(found)) == wrong


def test_korea_s_refined_copper_by_hand() -> None:
    # USGS 2026: 604 kt refined in 2024; BACI HS17 740311: 280.9 kt in, 189.4 kt out.
    found = computed("copper", "refined", "KOR", 2024)
    assert number(found["computed_nir"]) == pytest.approx(0.1315, abs=5e-4)
    assert found["state"] == "number"
    assert (found["computed_low"], found["computed_high"]) == (found["computed_nir"],) * 2


def test_a_net_exporter_is_negative_and_says_so() -> None:
    found = computed("copper", "refined", "JPN", 2024)
    assert found["state"] == "net_exporter"
    assert number(found["computed_nir"]) < 0


def test_a_buyer_among_the_other_countries_gets_a_limit_and_not_a_zero() -> None:
    found = computed("lithium", "refined", "JPN", 2024)
    assert found["state"] == "less_than"
    assert {"own_output_not_listed", "upper_limit"} <= flags(found)
    # IEA 2025: other countries refined 5.15 kt of 241.9 kt lithium in 2024.
    use = number(found["apparent_consumption"])
    assert number(found["computed_low"]) == pytest.approx(use / (use + 5_150), rel=0.01)
    assert found["computed_high"] == 1


@pytest.mark.parametrize(
    ("mineral", "buyer", "reason"),
    [
        ("cobalt", "JPN", "the two must not be added"),
        ("gallium", "JPN", "also hold germanium"),
        ("zinc", "JPN", "any reliance is possible"),
        ("cobalt", "COD", "records no imports of 810510"),
        ("yttrium", "KOR", "also hold"),
        ("iron-ore", "DEU", "no tariff code is mapped"),
    ],
)
def test_why_there_is_none(mineral: str, buyer: str, reason: str) -> None:
    with pytest.raises(NoData, match=reason):
        critmin.reliance(mineral, buyer=buyer, year=2024)
    table = critmin.reliance(mineral, "graphite", buyer=buyer, year=2024)
    (empty, *_more) = [row for row in table if row["mineral"] == mineral]
    assert empty["computed_nir"] is None
    assert flags(empty) == {"no_data"}
    assert any(reason in caution.message for caution in table.warnings)


def test_a_buyer_that_is_none_is_unknown() -> None:
    with pytest.raises(UnknownName, match="Atlantis"):
        critmin.reliance("cobalt", buyer="Atlantis")


def test_what_the_commission_prints_stands_apart() -> None:
    with (DATA / "eu" / "parameters_2023.csv").open(encoding="utf-8", newline="") as handle:
        printed = {
            (row["mineral"], row["stage"]): float(row["import_reliance"])
            for row in csv.DictReader(handle)
            if row["import_reliance"]
        }
    table = critmin.reliance(buyer="EU27")
    stages = {"ore": "mining", "refined": "refining"}
    rows = [row for row in table if row["nir"] is not None]
    assert {(r["mineral"], stages[str(r["form"])]): r["nir"] for r in rows} == printed
    for row in table:
        assert (row["nir"] is None) != (row["computed_nir"] is None)
        assert (row["source"] == ("eu@2023",)) == (row["nir"] is not None)
        if row["nir"] is not None:
            assert row["year"] == 2020
            assert {"period_average", "transcribed", "not_recomputed"} <= flags(row)
    assert {row["nir"] for row in critmin.reliance("tungsten", buyer="eu27", year=2024)} == {None}
    assert printed["tungsten", "refining"] == 0.8


@pytest.mark.parametrize("buyer", ["JPN", "eu27", "KOR", "IND", "DEU", "CHN", "CHL", "COD"])
def test_all_minerals_of_a_buyer(buyer: str) -> None:
    table = critmin.reliance(buyer=buyer, year="2022:2024")
    assert len(table) > 20
    for row in table:
        if row["computed_nir"] is None:
            continue
        low, high = number(row["computed_low"]), number(row["computed_high"])
        assert low <= number(row["computed_nir"]) <= high <= 1
        assert (row["state"] == "net_exporter") == (number(row["computed_nir"]) < 0)
        assert number(row["apparent_consumption"]) > 0
        assert len(several(row["source"])) == 2


def test_trade_within_the_bloc_is_left_out() -> None:
    table = critmin.reliance("copper", buyer="eu27", year=2024)
    assert "intra_bloc_excluded" in {caution.code for caution in table.warnings}
    (refined,) = [row for row in table if row["form"] == "refined"]
    members = {names.countries()[iso3].name for iso3 in EU}
    assert not [name for name in members if name in str(refined["sources_named"])]


def flows(*weights: int | None) -> ImportTable:
    suppliers = tuple(
        Supplier(place, (Flow("JPN", "250410", place, 10, kg),))
        for place, kg in zip(("AUS", "BRA", "CAN"), weights, strict=False)
    )
    return ImportTable(
        "graphite",
        "ore",
        2024,
        "Japan",
        "baci-hs92@202601",
        "USD",
        ("250410",),
        (),
        {},
        {},
        suppliers,
    )


def world(own: float | None, others: float | None, basis: str = "gross-weight") -> Distribution:
    rows = [SupplyRow("China", "CHN", "country", 900.0, None, None, "number", "reported", "")]
    if own is not None:
        rows.append(SupplyRow("Japan", "JPN", "country", own, None, None, "number", "reported", ""))
    if others is not None:
        rows.append(
            SupplyRow("Other", "", "residual", others, None, None, "number", "reported", "")
        )
    table = SupplyTable("graphite", "mining", basis, 2024, "t", "usgs@2026", tuple(rows))
    return Distribution.of(table, "listed")


def domestic(own: float | None, others: float | None, *traded: ImportTable) -> DomesticOutput:
    return domestic_output.output_in("x", world(own, others), {"JPN"}, traded)


def test_flows_without_any_weight_are_no_zero() -> None:
    bought, sold = flows(None, None), flows(1_000)
    with pytest.raises(NoData, match="without any weight"):
        TradeReliance.of("x", bought, sold, domestic(50.0, None, bought, sold))


def test_more_exports_than_supply_are_no_reliance() -> None:
    bought, sold = flows(1_000), flows(60_000)
    with pytest.raises(NoData, match="are not below output"):
        TradeReliance.of("x", bought, sold, domestic(50.0, None, bought, sold))


def test_output_among_others_without_a_figure_is_no_reliance() -> None:
    bought, sold = flows(1_000), flows(10)
    unlisted = domestic(None, 5.0, bought, sold)._replace(lumped=None)
    with pytest.raises(NoData, match="any reliance is possible"):
        TradeReliance.of("x", bought, sold, unlisted)


def test_nothing_imported_is_a_net_exporter() -> None:
    bought, sold = flows(), flows(10_000)
    found = TradeReliance.of("x", bought, sold, domestic(50.0, 100.0, bought, sold))
    assert (found.reliance, found.state) == (-0.25, "net_exporter")
    assert found.bounds == (-0.25, -0.25)


kilograms = st.integers(0, 10**9)


@given(kilograms, kilograms, st.floats(0, 1e6))
def test_the_limit_holds_whatever_part_of_the_others_is_own(
    into: int, out: int, others: float
) -> None:
    bought, sold = flows(into), flows(out)
    try:
        found = TradeReliance.of("x", bought, sold, domestic(None, others, bought, sold))
    except NoData:
        assert into <= out
        return
    for part in (0.0, 0.3, 1.0):
        net = (into - out) / 1000
        true = net / (net + part * others)
        assert found.bounds.low - 1e-9 <= true <= found.bounds.high + 1e-9


@pytest.mark.parametrize("basis", ["contained", "reo", "k2o", "usable-ore"])
def test_output_on_another_basis_is_refused(basis: str) -> None:
    with pytest.raises(NoData, match="the two must not be added"):
        domestic_output.output_in("x", world(5.0, None, basis), {"JPN"}, [flows(1_000)])


def test_a_shard_is_read_once_for_many_buyers(monkeypatch: pytest.MonkeyPatch) -> None:
    files._packed.cache_clear()
    trade._kept.cache_clear()
    opened: list[str] = []
    whole = Path.read_bytes

    def counting(path: Path) -> bytes:
        opened.append(path.name)
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", counting)
    for buyer in ("JPN", "KOR", "eu27"):
        critmin.risk("graphite", "lithium", method="geopolrisk", buyer=buyer, year="2022:2024")
    shards = [name for name in opened if name.endswith(".csv.gz")]
    assert sorted(shards) == sorted(set(shards))
    assert {"hs92_2022.csv.gz", "hs92_2023.csv.gz", "hs92_2024.csv.gz"} <= set(shards)
