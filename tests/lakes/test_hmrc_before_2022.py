"""HMRC's files before 2022: four a month, cut by ``|``, between a header and a trailer."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("duckdb")
pytest.importorskip("ibis")

from critmin.core.errors import DataError
from critmin.lakes.adding import add
from critmin.lakes.engine import connect
from critmin.lakes.store import open_lake

NULS = "\0"  # "low values" of the header


def imports(code: str, origin: str, month: str, value: str, kg: str, record: str = "000") -> str:
    cells = ["0"] * 26
    cells[0], cells[1], cells[2], cells[4], cells[6] = code, "27822", record, "US", origin
    cells[7], cells[23], cells[24], cells[25] = month, value, kg, "00000000000000"
    return "|".join(cells)


def exports(code: str, partner: str, month: str, value: str, kg: str) -> str:
    cells = ["0"] * 22
    cells[0], cells[2], cells[4], cells[5] = code, "000", partner, month
    cells[18], cells[19], cells[20] = value, kg, "00000000000012"
    return "|".join(cells)


def union(code: str, partner: str, period: str, value: str, kg: str, record: str = "0") -> str:
    cells = ["0"] * 17
    cells[0], cells[1], cells[3], cells[6] = code, record, partner, "CN"
    cells[9], cells[14], cells[15], cells[16] = period, value, kg, "0"
    return "|".join(cells)


def ends(lines: list[str], cells: int) -> str:
    header = "|".join(["000000000", NULS, "JUNE2021", *[NULS] * (cells - 3)])
    trailer = f"999999999|{len(lines):07d}|" + "|".join([NULS] * (cells - 2))
    return "\r\n".join([header, *lines, trailer]) + "\r\n"


FILES = {
    "SMKI192106": ends(
        [
            imports("250410000", "CN", "06/2021", "0000000000052580", "00000000060000"),
            imports("250410000", "BR", "06/2021", "+000000000001000", "+0000000000500"),
            imports("250410000", "", "06/2021", "0000000000000700", "00000000000000", "003"),
            imports("250410000", "CN", "05/2021", "0000000000000009", "00000000000009"),
            imports("250410000", "CN", "06/2021", "x", "00000000000009"),
        ],
        26,
    ),
    "SMKE192106.txt": ends(
        [exports("811299700", "JP", "06/2021", "0000000000000300", "00000000000004")], 22
    ),
    "smkm462106": ends(
        [
            union("250410000", "DE", "0202106", "0000000000000450", "00000000000900"),
            union("250410000", "QX", "0202106", "0000000000000050", "00000000000000", "1"),
            union("250410000", "DE", "0202104", "0000000000000001", "00000000000002"),
        ],
        17,
    ),
    "SMKX462106": ends(
        [union("250410000", "FR", "0202106", "0000000000000080", "00000000000070")], 17
    ),
}


def found(lake: Path) -> set[tuple[Any, ...]]:
    engine = connect()
    names = ("period", "importer", "exporter", "code", "value", "weight_kg", "state")
    rows = engine.fetch(engine.flows(open_lake(lake), "hmrc")).to_pylist()
    return {tuple(row[name] for name in names) for row in rows}


def test_the_four_files_of_a_month_are_read(tmp_path: Path) -> None:
    lake, records = tmp_path / "lake", {}
    for name, text in FILES.items():
        (tmp_path / name).write_bytes(text.encode("latin-1"))
        (result,) = add([tmp_path / name], reader="hmrc", lake=lake)
        records[name] = result.record

    def d(number: int) -> Decimal:
        return Decimal(number)

    assert found(lake) == {
        ("2021-06", "GBR", "CHN", "25041000", d(52580), d(60000), "number"),
        ("2021-06", "GBR", "BRA", "25041000", d(1000), d(500), "number"),
        # Something is suppressed: the country is, and 0 kg is not known to be none.
        ("2021-06", "GBR", None, "25041000", d(700), None, "suppressed"),
        ("2021-06", "JPN", "GBR", "81129970", d(300), d(4), "number"),
        ("2021-06", "GBR", "DEU", "25041000", d(450), d(900), "number"),
        ("2021-06", "GBR", None, "25041000", d(50), None, "suppressed"),
        ("2021-06", "FRA", "GBR", "25041000", d(80), d(70), "number"),
    }
    assert records["SMKI192106"].set_aside == {
        "header or trailer of the file": 2,
        "amendment of another month": 1,
        "value is no number": 1,
    }
    assert records["smkm462106"].set_aside == {
        "header or trailer of the file": 2,
        "amendment of another month": 1,
    }
    assert {one.about["scope"] for one in records.values()} == {
        "members of the Union",
        "other countries",
    }


def test_the_same_flows_of_a_month_are_not_added_twice(tmp_path: Path) -> None:
    (tmp_path / "SMKI192106").write_bytes(FILES["SMKI192106"].encode("latin-1"))
    (tmp_path / "SMKI192106_new").write_bytes(
        FILES["SMKI192106"].replace("52580", "52581").encode()
    )
    add([tmp_path / "SMKI192106"], reader="hmrc", lake=tmp_path / "lake")
    with pytest.raises(DataError, match="hmrc undated 2021-06 is in the lake from SMKI192106"):
        add([tmp_path / "SMKI192106_new"], reader="hmrc", lake=tmp_path / "lake")


def test_files_without_codes_are_refused_by_name(tmp_path: Path) -> None:
    """Estimates of trade below the threshold, SESM162106, are by group of goods."""
    (tmp_path / "SESM162106").write_text("330202106000000000012345\n", "utf-8")
    with pytest.raises(DataError, match=r"is not named as HMRC names its files.*SMKI192106 before"):
        add([tmp_path / "SESM162106"], reader="hmrc", lake=tmp_path / "lake")
