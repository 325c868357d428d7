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


@pytest.mark.parametrize(
    ("name", "other"),
    [("f[12].csv", "f1.csv"), ("f?.csv", "f2.csv"), ("f*.csv", "fx.csv"), ("**.csv", "f.csv")],
)
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_name_is_no_pattern(tmp_path: Path, name: str, other: str, form: str) -> None:
    folder = tmp_path / "[a]*" / "period=2020"
    folder.mkdir(parents=True)
    for one, exporter in ((name, "CHN"), (other, "USA")):
        file = table(folder, f"2024,JPN,{exporter},250410,7,1\n", one)
        if form == "parquet":
            table_as_parquet(file)
    lake = folder / "lake[12]?"
    (result,) = add([folder / name.replace("csv", form)], reader="table", lake=lake)
    assert (result.record.rows_in, result.record.rows_used) == (1, 1)
    assert rows_of(lake, "period", "exporter", "value") == [("2024", "CHN", Decimal("7.000"))]
    again = table(tmp_path, "2024,JPN,CHN,250410,8,1\n")
    with pytest.raises(DataError, match="counted once"):
        add([again], reader="table", lake=lake)


def table_as_parquet(file: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    header, *rows = [line.split(",") for line in file.read_text("utf-8").splitlines()]
    columns = {name: [row[at] for row in rows] for at, name in enumerate(header)}
    parquet.write_table(pa.table(columns), file.with_suffix(".parquet"))


def test_a_column_that_is_not_used_is_said(tmp_path: Path) -> None:
    from critmin.lakes.managing import lake_add

    file = tmp_path / "t.csv"
    file.write_text("Period,importer,exporter,code,value,Shop\n2024,JPN,CHN,250410,1,x\n", "utf-8")
    answer = lake_add(file, reader="table", lake=tmp_path / "lake")
    assert [(one.code, one.message) for one in answer.warnings] == [
        ("column_not_used", "t.csv: columns not used: Shop")
    ]
