"""Which source of a lake answers: the newest edition, and each reporter's own nomenclature."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("duckdb")

from hypothesis import given
from hypothesis import strategies as st

from critmin.core.errors import NoData
from critmin.lakes.adding import add
from critmin.lakes.reading import edition_order
from critmin.lakes.store import open_lake
from critmin.trade.dependency import dependency
from critmin.trade.lake_source import lake_data

HEADER = "period,importer,exporter,code,value,weight_kg\n"
COMTRADE = (
    "period,reporterCode,flowCode,partnerCode,classificationCode,cmdCode,primaryValue,netWgt\n"
    "2022,392,M,156,H6,250410,100,10\n"
    "2022,276,M,490,H6,250410,33,3\n"
    "2022,842,M,156,H5,250410,70,7\n"
    "2021,392,M,842,H5,250410,50,5\n"
)


@pytest.fixture(scope="module")
def comtrade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lake of a file whose reporters use different revisions."""
    folder = tmp_path_factory.mktemp("comtrade")
    (folder / "ct.csv").write_text(COMTRADE, "utf-8")
    add([folder / "ct.csv"], reader="comtrade", lake=folder / "lake")
    return folder / "lake"


def test_the_record_says_who_reports_in_which_nomenclature(comtrade: Path) -> None:
    about = open_lake(comtrade).added[0].about
    assert about["held"] == {
        "HS17": {"2021": ["JPN"], "2022": ["USA"]},
        "HS22": {"2022": ["DEU", "JPN"]},
    }


@pytest.mark.parametrize(
    ("buyer", "year", "supplier", "source"),
    [
        ("JPN", 2022, "CHN", "comtrade-hs22@undated"),
        ("USA", 2022, "CHN", "comtrade-hs17@undated"),
        ("DEU", 2022, "TWN", "comtrade-hs22@undated"),
        ("JPN", 2021, "USA", "comtrade-hs17@undated"),
    ],
)
def test_a_buyer_is_asked_in_its_own_nomenclature(
    comtrade: Path, buyer: str, year: int, supplier: str, source: str
) -> None:
    table = dependency(buyer, "graphite", year=year, stage="ore", trade=comtrade)
    assert [row["supplier_iso3"] for row in table] == [supplier]
    assert {*table.column("source")} == {(source,)}


def test_a_buyer_without_a_year_in_any_nomenclature_has_no_data(comtrade: Path) -> None:
    with pytest.raises(NoData):
        dependency("USA", "graphite", year=2021, stage="ore", trade=comtrade)


@pytest.mark.parametrize(
    "editions",
    [
        ("undated", "9", "10"),
        ("undated", "2025-12", "2026-06"),
        ("202601", "2026-06", "202612", "2027"),
        ("V202501", "V202601"),
        ("2026-01-31", "20260201"),
        ("2026.9", "2026.10"),
        ("a9", "a10", "b"),
    ],
)
def test_editions_have_the_order_of_their_numbers_and_days(editions: tuple[str, ...]) -> None:
    assert tuple(sorted(editions[::-1], key=edition_order)) == editions


@given(st.lists(st.text("undated0123456789-_.v", min_size=1, max_size=10), unique=True))
def test_every_edition_has_a_place(editions: list[str]) -> None:
    found = sorted(editions, key=edition_order)
    assert found == sorted(editions[::-1], key=edition_order)
    assert "undated" not in found[1:]


def test_the_newest_edition_answers_and_the_others_are_named(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    for place, edition in enumerate(("undated", "10", "9", "2026-06"), 1):
        file = tmp_path / f"{place}.csv"
        file.write_text(f"{HEADER}2024,JPN,CHN,250410,{place},1\n", "utf-8")
        add([file], reader="table", lake=lake, edition=edition)
    (source,) = lake_data(str(lake)).sources.values()
    assert source.edition == "2026-06"
    table = dependency("JPN", "graphite", stage="ore", trade=lake)
    assert table.column("imports_usd") == [4]
    said = next(one.message for one in table.warnings if one.code == "own_trade")
    assert (
        "(the lake also has editions undated, 9, 10, not used: --source table@10 asks it)" in said
    )
    named = dependency("JPN", "graphite", stage="ore", trade=lake, source="table@10")
    assert named.column("imports_usd") == [2]
