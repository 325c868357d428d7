"""Readers of publishers' files, on the samples of each."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

pytest.importorskip("duckdb")

from critmin.lakes.adding import add
from critmin.lakes.engine import connect
from critmin.lakes.store import open_lake

SAMPLES = Path(__file__).parent / "samples"


class Sample(NamedTuple):
    """A sample: its reader, what is counted, and the sum of values as its rows print them."""

    file: str
    reader: str
    rows_in: int
    set_aside: dict[str, int]
    value: str


CASES = (
    Sample("BACI_HS17_Y2024_V202601.csv", "baci", 60, {}, "450944609.000"),
    Sample("EXP_2025.csv", "comexstat", 40, {}, "122675596.000"),
    Sample("IMP_2025.csv", "comexstat", 40, {}, "18452830.000"),
    Sample(
        "full_v2_202452.dat",
        "comext",
        36,
        {"total of a heading": 1, "total of all goods": 1},
        "19023590.000",
    ),
    Sample("full200101.dat", "comext", 2, {}, "53780.000"),
    Sample(
        "comtrade_JPN_2023.txt.gz",
        "comtrade",
        15,
        {
            "not the Harmonized System": 1,
            "part of a total that is used: mode of transport": 2,
            "part of another flow": 1,
            "total of a heading": 1,
            "total of all goods": 1,
            "total of all partners": 1,
        },
        # 1000.5 + 70 + 9 + 50 + 11 + 40 + 60 + 80: each flow once, by its total where it has one
        "1320.500",
    ),
    Sample(
        "IMDB2501.ZIP", "census", 7, {"nothing in the month": 1, "unknown partner": 1}, "54905.000"
    ),
    Sample("EXDB2501.ZIP", "census", 2, {}, "1580.000"),
    Sample(
        "census_imports_2025-02.json",
        "census",
        5,
        {"total of a heading": 1, "total of all partners": 1, "total of a group of countries": 1},
        "40000.000",
    ),
    Sample("BDSimp2406.txt", "hmrc", 15, {}, "7293481.000"),
    Sample("BDSexp2406.txt", "hmrc", 2, {}, "162391.000"),
    Sample("hmrc_ots_202407.csv", "hmrc", 4, {}, "164541.000"),
)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lakes") / "lake"
    for case in CASES:
        add([SAMPLES / case.file], reader=case.reader, lake=folder)
    return folder


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_every_row_is_used_or_set_aside_with_its_reason(case: Sample, lake: Path) -> None:
    (record,) = [one for one in open_lake(lake).added if one.name.startswith(case.file)]
    assert (record.rows_in, record.set_aside) == (case.rows_in, case.set_aside)
    assert record.rows_used + sum(case.set_aside.values()) == case.rows_in
    assert sum(part.rows for part in record.parts) == record.rows_used
    assert record.about["value"] == case.value


def rows(lake: Path, source: str, **cells: str) -> list[dict[str, Any]]:
    engine = connect()
    table = engine.flows(open_lake(lake), source)
    for name, value in cells.items():
        table = table.filter(table[name] == value)
    return engine.fetch(table).to_pylist()


def test_comext_tells_secret_goods_secret_partners_and_groups(lake: Path) -> None:
    secret = rows(lake, "comext", period="2024", state="suppressed")
    assert {(row["code"], row["exporter"]) for row in secret} == {("28", "CHN"), ("25041000", None)}
    (group,) = rows(lake, "comext", state="residual")
    assert (group["exporter"], group["value"]) == (None, Decimal("600.000"))
    (magnets,) = rows(lake, "comext", code="85051110")
    assert (magnets["weight_kg"], magnets["quantity"], magnets["quantity_unit"]) == (
        None,
        Decimal("1500.000"),
        "NAR",
    )


def test_comext_before_2002_has_the_same_columns_under_older_names(lake: Path) -> None:
    found = rows(lake, "comext", period="2001-01")
    assert {(row["importer"], row["exporter"], row["flow"]) for row in found} == {
        ("FRA", "CHN", "import"),
        ("DEU", "FRA", "export"),
    }


def test_census_weighs_only_where_the_unit_is_a_weight(lake: Path) -> None:
    imports = rows(lake, "census", period="2025-01", flow="import")
    by_code = {(row["code"], row["exporter"], str(row["weight_kg"])) for row in imports}
    assert ("2612100000", "COD", "3000.000") in by_code  # 3 tonnes
    assert ("8505110000", "CHN", "None") in by_code  # 40 pieces
    assert {row["flow"] for row in rows(lake, "census", nomenclature="SCHB")} == {
        "export",
        "re-export",
    }


def test_hmrc_takes_dispatch_inside_the_union_and_origin_elsewhere(lake: Path) -> None:
    graphite = rows(lake, "hmrc", period="2024-06", flow="import", code="25041000")
    assert ("DEU", Decimal("900.000")) in {(row["exporter"], row["value"]) for row in graphite}
    assert [row["value"] for row in graphite if row["state"] == "suppressed"] == [
        Decimal("5000.000")
    ]


def test_comtrade_uses_the_parts_of_a_flow_that_has_no_total(lake: Path) -> None:
    brazil = rows(lake, "comtrade", exporter="BRA")
    assert sorted(row["value"] for row in brazil) == [Decimal("40.000"), Decimal("60.000")]
    assert {row["state"] for row in rows(lake, "comtrade") if row["exporter"] is None} == {
        "residual",
        "suppressed",
    }


def test_months_of_a_year_that_is_there_are_refused(lake: Path, tmp_path: Path) -> None:
    from critmin.core.errors import DataError

    text = (SAMPLES / "full_v2_202452.dat").read_text("utf-8").replace("202452", "202403")
    month = tmp_path / "full_v2_202403.dat"
    month.write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"from full_v2_202452\.dat"):
        add([month], reader="comext", lake=lake)
