"""Questions of trade asked of a lake: the numbers of the bundled trade, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from answers import flags, one, rows, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("duckdb")
pytest.importorskip("ibis")

from critmin import dependency, exposure, shock, via
from critmin.answers.table import Table
from critmin.core.errors import NoData, UnknownName
from critmin.core.files import unpacked
from critmin.lakes.adding import add
from critmin.lakes.engine import Engine
from critmin.tracing import chains
from critmin.trade import lake_source, sources
from critmin.trade.lake_source import OwnFlows
from critmin.trade.own_trade import opened
from critmin.trade.readers import CsvFlows

HEADER = "period,reporter,importer,exporter,flow,nomenclature,code,value,currency,weight_kg,state\n"
ROUNDED = 5e-5  # origin shares traced when the data were built have four decimals
TRACED = {"origin_share_low", "origin_share_high", "unexplained_share", "share_low", "share_high"}
TRACED |= {"total_share_low", "total_share_high"}


def made(
    folder: Path, lines: str, source: str = "own", edition: str = "1", name: str = "t.csv"
) -> Path:
    """Lake with a table of a user's own."""
    path = folder / name
    path.write_text(HEADER + lines, "utf-8")
    add([path], reader="table", lake=folder / "lake", source=source, edition=edition)
    return folder / "lake"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lake of the bundled trade between all countries of 2024."""
    folder = tmp_path_factory.mktemp("world")
    for name, nomenclature in (("hs92", "HS92"), ("hs17", "HS17")):
        lines = []
        for line in unpacked(f"trade/{name}_2024.csv.gz").decode("ascii").splitlines()[1:]:
            year, importer, code, exporter, usd, kg = line.split(",")
            cells = (year, "", importer, exporter, "trade", nomenclature, code, usd, "USD", kg, "")
            lines.append(",".join(cells))
        text = "\n".join(lines) + "\n"
        made(folder, text, f"baci-{name}", "202601", f"{name}.csv")
    return folder / "lake"


def assert_same(found: Table, bundled: Table) -> None:
    """Cell by cell; only shares that the build traced and rounded may differ, by the rounding."""
    assert found.names == bundled.names
    assert len(found) == len(bundled)
    for mine, theirs in zip(found, bundled, strict=True):
        for name in found.names:
            if name in TRACED and mine[name] is not None and theirs[name] is not None:
                assert mine[name] == pytest.approx(theirs[name], abs=3 * ROUNDED), (name, mine)
            else:
                assert mine[name] == theirs[name], (name, mine)


MINERALS = ("graphite", "lithium", "cobalt", "tungsten", "copper")


@pytest.mark.parametrize(
    "buyer", ["JPN", "KOR", "IND", "GBR", "BRA", "CAN", "AUS", "TUR", "VNM", "CHE"]
)
def test_dependency_of_a_lake_is_that_of_the_bundled_trade(world: Path, buyer: str) -> None:
    for measure in ("value", "weight"):
        asked: dict[str, Any] = {"measure": measure, "year": 2024, "extended": True}
        bundled = dependency(buyer, *MINERALS, **asked)
        assert_same(dependency(buyer, *MINERALS, **asked, trade=world), bundled)
    every = dependency(buyer, measure="value", year=2024)
    assert_same(dependency(buyer, measure="value", year=2024, trade=world), every)


@pytest.mark.parametrize("buyer", ["JPN", "GBR"])
def test_exposure_and_shock_of_a_lake_are_those_of_the_bundled_trade(
    world: Path, buyer: str
) -> None:
    asked: dict[str, Any] = {"year": 2024, "as_of": "2026-11-24"}
    of = ("graphite", "lithium")
    bundled = exposure(buyer, *of, supplier="CHN", **asked)
    assert_same(exposure(buyer, *of, supplier="CHN", **asked, trade=world), bundled)
    bundled = shock(buyer, *of, stop="CHN", **asked)
    assert_same(shock(buyer, *of, stop="CHN", **asked, trade=world), bundled)


def test_via_of_a_lake_is_that_of_the_bundled_trade(world: Path) -> None:
    bundled = via("USA", "graphite", supplier="CHN", form="ore", year=2024)
    found = via("USA", "graphite", supplier="CHN", form="ore", year=2024, trade=world)
    assert found.column("via_iso3") == bundled.column("via_iso3")
    assert_same(found, bundled)
    with pytest.raises(NoData, match="has 2024 to 2024, not 2023"):
        via("USA", "graphite", supplier="CHN", form="ore", year=2023, trade=world)


def test_the_records_name_files_and_days(world: Path) -> None:
    table = dependency("JPN", "graphite", trade=world, source="baci-hs92")
    (source,) = table.sources
    assert source.id == "baci-hs92@202601"
    assert "own lake, from hs92.csv, added 20" in source.citation
    assert "by HS92, values in USD; it has 2024 to 2024" in said(table, "own_trade")


def test_no_bundled_source_stands_in(world: Path) -> None:
    assert {s for row in dependency("DEU", "gallium", trade=world) for s in row["source"]} <= {
        "baci-hs92@202601",
        "baci-hs17@202601",
    }
    assert "usgs" not in str(dependency("USA", "cobalt", trade=world).column("source"))
    with pytest.raises(NoData, match="has 2024 to 2024, not 2020"):
        dependency("JPN", "graphite", stage="ore", year=2020, trade=world)
    with pytest.raises(UnknownName, match="known: baci-hs17@202601, baci-hs92@202601"):
        dependency("JPN", "graphite", trade=world, source="usgs")


MONTHS = [f"2025-{month:02d}" for month in range(1, 13)]
MAGNESIUM = "".join(
    f"{month},JPN,JPN,CHN,import,CN,81041100,100,EUR,10,\n"
    f"{month},JPN,JPN,USA,import,CN,81041100,50,EUR,5,\n"
    f"{month},JPN,USA,JPN,export,CN,81041100,7,EUR,1,\n"
    for month in MONTHS
)


def test_a_part_without_a_country_is_a_row_and_in_the_denominator(tmp_path: Path) -> None:
    lake = made(
        tmp_path,
        "2025-01,JPN,JPN,CHN,import,CN,81041100,60,EUR,10,\n"
        "2025-01,JPN,JPN,,import,CN,81041100,30,EUR,5,suppressed\n"
        "2025-01,JPN,JPN,USA,import,CN,81041100,,EUR,5,suppressed\n"
        "2025-01,JPN,JPN,CAN,import,CN,81041100,10,EUR,1,\n"
        "2025-01,JPN,JPN,CAN,import,CN,81041900,,EUR,,missing\n"
        "2025-02,JPN,JPN,CHN,import,CN,81041100,50,EUR,10,\n"
        "2025-02,JPN,JPN,,import,CN,81041100,50,EUR,10,residual\n",
    )
    table = dependency("JPN", "magnesium", year="2025-01,2025-02", trade=lake, extended=True)
    first = [row for row in table if row["period"] == "2025-01"]
    china, canada, usa, rest = (
        next(row for row in first if row["supplier_iso3"] == code)
        for code in ("CHN", "CAN", "USA", None)
    )
    assert (china["share"], canada["share"], rest["share"]) == (0.6, 0.1, 0.3)
    assert (rest["supplier"], rest["rank"], flags(rest) & {"partner_suppressed"}) == (
        "Not specified",
        None,
        {"partner_suppressed"},
    )
    assert usa["share"] is None  # a suppressed value is not zero
    assert "value_not_recorded" in flags(usa)
    assert "value_incomplete" in flags(canada)
    assert china["imports_usd"] is None  # euros are not converted
    assert china["import_hhi"] == pytest.approx((0.6**2 + 0.1**2) * 10_000)
    assert "30.0% of the value the country of supply is confidential" in said(
        table, "partner_suppressed"
    )
    assert "50.0% of the value the source names no country" in said(table, "partner_not_specified")
    assert "values are not converted to USD" in said(table, "value_not_in_usd")
    named = dependency("JPN", "magnesium", "RUS", year="2025-02", trade=lake)
    (row,) = rows(named)
    assert row["share"] is None  # it may be within the part without a country
    assert "partner_not_specified" in flags(row)


def test_national_codes_stand_for_their_heading(tmp_path: Path) -> None:
    lake = made(
        tmp_path,
        "2025,USA,USA,CHN,import,HTS,8104110000,60,USD,10,\n"
        "2025,USA,USA,ISR,import,HTS,8104190000,40,USD,5,\n"
        "2025,USA,USA,CHN,import,HTS,8505110090,1000,USD,5,\n"
        "2025,USA,USA,CHN,import,HTS,2846902015,5,USD,5,\n",
        "census",
    )
    table = dependency("USA", "magnesium", trade=lake)
    assert table.column("share") == pytest.approx([0.6, 0.4])
    assert table.column("hs6") == [("8104110000",), ("8104190000",)]
    assert "first six digits" in said(table, "own_trade")
    assert set(table.column("source")) == {("census@1",)}
    controlled = exposure("USA", "magnesium", supplier="CHN", trade=lake, as_of="2026-01-01")
    assert one(controlled, stage="refined", year=2025)["under_licence_high"] == pytest.approx(0.6)
    mixed = dependency("USA", "yttrium", trade=lake)
    assert set(mixed.column("share")) == {None}  # the heading also holds other rare earths
    assert any("code_not_exclusive" in flags(row) for row in mixed)


def test_a_year_needs_all_months_of_the_buyer(tmp_path: Path) -> None:
    lake = made(
        tmp_path,
        MAGNESIUM
        + "".join(f"{month},KOR,KOR,CHN,import,CN,81041100,100,EUR,10,\n" for month in MONTHS[:9]),
    )
    table = dependency("JPN", "magnesium", year=2025, trade=lake)
    assert table.column("imports_t") == [0.12, 0.06]
    assert table.column("share") == pytest.approx([2 / 3, 1 / 3])
    with pytest.raises(NoData, match="no data for South Korea in 2025: own@1 has 9 of its 12 mon"):
        dependency("KOR", "magnesium", stage="refined", year=2025, trade=lake)
    assert len(dependency("KOR", "magnesium", year="2025-09", trade=lake)) == 1
    with pytest.raises(NoData, match="has only the imports of Japan, South Korea"):
        dependency("DEU", "magnesium", trade=lake)
    with pytest.raises(NoData, match="trade between all countries"):
        via("JPN", "graphite", supplier="CHN", trade=lake)


def test_the_newest_edition_answers_unless_another_is_named(tmp_path: Path) -> None:
    made(tmp_path, "2024,JPN,JPN,CHN,import,HS22,810411,60,USD,10,\n", edition="a", name="a.csv")
    lake = made(
        tmp_path, "2024,JPN,JPN,USA,import,HS22,810411,60,USD,10,\n", edition="b", name="b.csv"
    )
    assert dependency("JPN", "magnesium", trade=lake).column("supplier_iso3") == ["USA"]
    old = dependency("JPN", "magnesium", trade=lake, source="own@a")
    assert old.column("supplier_iso3") == ["CHN"]
    assert old.column("source") == [("own@a",)]


def test_a_lake_that_grew_is_read_anew(tmp_path: Path) -> None:
    lake = made(tmp_path, "2024,JPN,JPN,CHN,import,HS22,810411,60,USD,10,\n", name="a.csv")
    assert len(dependency("JPN", "magnesium", trade=lake)) == 1
    made(tmp_path, "2025,JPN,JPN,USA,import,HS22,810411,60,USD,10,\n", name="b.csv")
    assert dependency("JPN", "magnesium", trade=lake).column("year") == [2025]


FLOW = st.tuples(
    st.sampled_from([2023, 2024]),
    st.sampled_from(["JPN", "KOR"]),
    st.sampled_from(["810411", "250410", "999999"]),
    st.sampled_from(["CHN", "USA", "BRA"]),
    st.integers(1, 10**9),
    st.one_of(st.none(), st.integers(0, 10**6)),
)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(FLOW, min_size=1, max_size=12, unique_by=lambda flow: flow[:4]))
def test_a_lake_and_a_table_are_read_alike(
    tmp_path_factory: pytest.TempPathFactory, found: Sequence[tuple[Any, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("alike")
    mapped = [flow for flow in found if flow[2] != "999999"]
    if not mapped:
        return
    plain = folder / "plain.csv"
    cells = [",".join("" if c is None else str(c) for c in flow) for flow in mapped]
    plain.write_text("\n".join([",".join(CsvFlows.COLUMNS), *cells]) + "\n", "utf-8")
    lines = "".join(
        f"{y},{m},{m},{x},import,HS22,{code},{usd},USD,{'' if kg is None else kg},\n"
        for y, m, code, x, usd, kg in found
    )
    data = opened(str(made(folder, lines)))
    (source,) = data.sources.values()
    table, reader = CsvFlows(plain), source.reader
    assert isinstance(reader, OwnFlows)
    with sources.asked_of(data):
        for year, codes in table.codes().items():
            assert reader.codes()[year] == codes
            for code in codes:
                assert reader.world(year, code) == table.world(year, code)
                assert [*reader.flows(year, {code})] == [*table.flows(year, {code})]
            for places in ({"JPN"}, {"JPN", "KOR"}):
                if reader.lacking(year, places):
                    with pytest.raises(NoData, match="no data for all members"):
                        reader.imports(year, places)
                    continue
                assert [*reader.imports(year, places)] == [*table.imports(year, places)]


@pytest.mark.slow
def test_the_mines_of_a_lake_have_ranges_of_draws(world: Path) -> None:
    """The first 40 of the 200 draws that the build made of the same flows: no range is wider."""
    bundled = chains.chained("cobalt", "refined", 2024, {"JPN"})
    with sources.asked_of(opened(str(world))):
        found = chains.chained("cobalt", "refined", 2024, {"JPN"})
    assert bundled.range is not None
    assert found.range is not None
    assert (bundled.number, found.number) == (200, 40)
    for mine, share in found.range.dug.items():
        whole = bundled.range.of({mine})
        assert whole.low - ROUNDED <= share.low <= share.high <= whole.high + ROUNDED
    assert found.range.dug["COD"].high - found.range.dug["COD"].low > 0.5
    assert "40 draws" in found.about({"COD"}, "DR Congo", "Japan").message


@pytest.fixture
def scans(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Number of rows that each query of a lake has returned; each reads files of the lake."""
    found: list[int] = []
    fetch = Engine.fetch

    def counted(engine: Engine, expression: Any) -> Any:
        rows = fetch(engine, expression)
        found.append(rows.num_rows)
        return rows

    monkeypatch.setattr(Engine, "fetch", counted)
    monkeypatch.setattr(lake_source, "_kept", {})
    return found


def test_the_scans_of_a_lake_do_not_grow_with_the_minerals(world: Path, scans: list[int]) -> None:
    data = opened(str(world)).sources["baci-hs92"]
    reader = data.reader
    assert isinstance(reader, OwnFlows)
    codes = sorted(reader.codes()[2024])
    scans.clear()
    singly = [list(reader.flows(2024, {code})) for code in codes]
    assert len(scans) == 3  # two codes one by one, then all others
    assert len(codes) > 50
    whole = OwnFlows(reader.engine, reader.lake, reader.of)
    together = [*whole.flows(2024, codes)]
    assert sorted(flow for flows in singly for flow in flows) == sorted(together)


def test_codes_of_all_years_are_read_in_one_scan(tmp_path: Path, scans: list[int]) -> None:
    lines = [
        f"{year},,JPN,CHN,trade,HS92,{code},1,USD,1,\n"
        for year in range(2000, 2020)
        for code in ("250410", "283691")
        if (year, code) != (2010, "283691")
    ]
    lake = made(tmp_path, "".join(lines))
    reader = opened_anew(lake)
    scans.clear()
    held = {year: set(codes) for year, codes in reader.codes().items()}
    assert len(scans) == 1
    assert held[2010] == {"250410"}
    assert held[2011] == {"250410", "283691"}
    scans.clear()
    assert reader.codes()[2012] == {"250410", "283691"}
    assert not scans
    assert opened_anew(lake).codes()[2010] == {"250410"}  # read alone


def opened_anew(lake: Path) -> OwnFlows:
    """Reader of a lake that knows nothing yet."""
    lake_source._kept.clear()
    reader = opened(str(lake)).sources["own"].reader
    assert isinstance(reader, OwnFlows)
    return reader


def test_a_lake_in_storage_answers_as_one_on_this_machine(tmp_path, monkeypatch) -> None:
    from pyarrow import fs

    from critmin.lakes import store

    lines = (
        "2023,,JPN,CHN,import,HS17,250410,5000,USD,20,\n2024,,JPN,MOZ,import,HS17,250410,7,USD,3,\n"
    )
    lake = made(tmp_path, lines)
    files = fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem())
    monkeypatch.setattr(store, "storage_of", lambda address: (files, address[5:]))
    for year in (2023, 2024, "2023:2024"):
        asked = {"year": year, "form": "ore"}
        here = dependency("JPN", "graphite", trade=str(lake), **asked)
        there = dependency("JPN", "graphite", trade="s3://lake", **asked)
        assert there.rows == here.rows
        assert len(here.rows) > 0
