"""What a publisher withholds is not zero, and an amendment is no month of its own."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("duckdb")
pytest.importorskip("ibis")

from answers import said

from critmin import dependency
from critmin.lakes.adding import Result, add
from critmin.lakes.engine import connect
from critmin.lakes.store import open_lake

SAMPLES = Path(__file__).parent / "samples"
OTS = "MonthId,FlowTypeId,SuppressionIndex,Cn8Code,CountryCodeAlpha,Value,NetMass,SuppUnit"


def put(folder: Path, name: str, lines: Sequence[str], reader: str) -> Result:
    (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    (result,) = add([folder / name], reader=reader, lake=folder / "lake")
    return result


def cells(folder: Path, *columns: str) -> list[tuple[object, ...]]:
    engine = connect()
    found = engine.fetch(engine.flows(open_lake(folder / "lake")).select(*columns)).to_pylist()
    return sorted((tuple(row.values()) for row in found), key=str)


@pytest.mark.parametrize(
    ("index", "mass", "weight", "state"),
    [
        ("", "0", "0.000", "number"),
        ("0", "0", "0.000", "number"),
        ("2", "0", "0.000", "number"),
        ("3", "0", None, "suppressed"),
        ("4", "0", None, "suppressed"),
        ("5", "", None, "suppressed"),
        ("4", "12", "12.000", "number"),
    ],
)
def test_a_suppressed_mass_of_hmrc_is_not_zero(
    tmp_path: Path, index: str, mass: str, weight: str | None, state: str
) -> None:
    put(tmp_path, "h.csv", [OTS, f"202501,3,{index},25041000,CN,9000,{mass},0"], "hmrc")
    of = None if weight is None else Decimal(weight)
    assert cells(tmp_path, "exporter", "value", "weight_kg", "state") == [
        ("CHN", Decimal("9000.000"), of, state)
    ]


def test_a_suppressed_mass_in_a_file_of_lines_is_not_zero(tmp_path: Path) -> None:
    line = (SAMPLES / "BDSimp2406.txt").read_text("latin-1").splitlines()[0]
    lines = [f"{line[:56]}{0:012}{line[68:80]}{index}{line[81:]}" for index in "0234"]
    put(tmp_path, "BDSimp2406.txt", lines, "hmrc")
    assert cells(tmp_path, "weight_kg", "state") == [
        *[(Decimal("0.000"), "number")] * 2,
        *[(None, "suppressed")] * 2,
    ]


def test_by_weight_a_supplier_of_suppressed_mass_has_no_share(tmp_path: Path) -> None:
    lines = [OTS, "202501,3,4,25041000,CN,9000,0,0", "202501,3,0,25041000,MG,1000,500,0"]
    put(tmp_path, "h.csv", lines, "hmrc")
    table = dependency("GBR", "graphite", year="2025-01", measure="weight", trade=tmp_path / "lake")
    by = {row["supplier_iso3"]: row for row in table}
    assert by["CHN"]["share"] is None
    assert by["CHN"]["imports_t"] is None
    assert "90.0%" in said(table, "weight_missing")


def test_an_amendment_of_hmrc_is_no_month(tmp_path: Path) -> None:
    text = (SAMPLES / "BDSimp2406.txt").read_text("latin-1")
    june = text.splitlines()
    may = [f"{line[:7]}202405{line[13:]}" for line in june]
    done = put(tmp_path, "BDSimp2406.txt", [*june, *may[:3]], "hmrc")
    assert done.record.set_aside == {"amendment of another month": 3}
    assert [part.period for part in done.record.parts] == ["2024-06"]
    assert put(tmp_path, "BDSimp2405.txt", may, "hmrc").record.rows_used == 15
