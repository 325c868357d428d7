"""lake add: files become rows, each once, whole or not at all."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("duckdb")

from critmin.core.errors import DataError
from critmin.lakes.adding import add
from critmin.lakes.engine import connect
from critmin.lakes.store import open_lake

HEADER = "period,importer,exporter,code,value,weight_kg\n"


def table(folder: Path, rows: str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text(HEADER + rows, "utf-8")
    return path


def rows_of(lake: Path, *columns: str) -> list[tuple[object, ...]]:
    engine = connect()
    found = engine.fetch(engine.flows(open_lake(lake)).select(*columns)).to_pylist()
    return sorted((tuple(row.values()) for row in found), key=str)


def test_a_table_is_read_back_as_it_was(tmp_path: Path) -> None:
    file = table(tmp_path, "2024-01,JPN,CHN,250410,1000.5,10\n202402,JPN,,250410,,\n")
    (result,) = add([file], reader="table", lake=tmp_path / "lake")
    assert (result.status, result.record.rows_used) == ("added", 2)
    assert rows_of(tmp_path / "lake", "period", "exporter", "value", "state") == [
        ("2024-01", "CHN", Decimal("1000.500"), "number"),
        ("2024-02", None, None, "missing"),
    ]


def test_rows_not_used_are_counted_with_their_reason_and_line(tmp_path: Path) -> None:
    rows = "2024,JPN,CHN,250410,1,1\n2024,JPN,ZZZ,250410,1,1\n2024,JPN,USA,250410,x,1\n"
    (result,) = add([table(tmp_path, rows)], reader="table", lake=tmp_path / "lake")
    assert result.record.set_aside == {"unknown exporter": 1, "value is no number": 1}
    assert result.record.about["examples"]["unknown exporter"] == ["line 3"]


def test_the_same_file_is_added_once_and_another_with_its_rows_is_refused(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    first = table(tmp_path, "2024,JPN,CHN,250410,1,1\n")
    add([first], reader="table", lake=lake)
    assert add([first], reader="table", lake=lake)[0].status == "already there"
    second = table(tmp_path, "2024,JPN,CHN,250410,2,1\n", "second.csv")
    with pytest.raises(DataError, match=r"second\.csv: .* from t\.csv"):
        add([second], reader="table", lake=lake)
    assert add([second], reader="table", lake=lake, replace=True)[0].status == "replaced"
    assert rows_of(lake, "value") == [(Decimal("2.000"),)]


def test_baci_is_in_dollars_and_kilograms(tmp_path: Path) -> None:
    file = tmp_path / "BACI_HS92_Y2024_V202601.csv"
    file.write_text("t,i,j,k,v,q\n2024,156,392,250410,1.234,0.5\n2024,76,842,250410,2,NA\n")
    add([file], reader="baci", lake=tmp_path / "lake")
    assert rows_of(tmp_path / "lake", "exporter", "importer", "value", "weight_kg") == [
        ("BRA", "USA", Decimal("2000.000"), None),
        ("CHN", "JPN", Decimal("1234.000"), Decimal("500.000")),
    ]
