"""Tables whose header is too long, or whose columns are of types that no flow has."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from critmin.core.errors import DataError
from critmin.lakes.adding import add
from critmin.lakes.text_tables import START, header_of

pytest.importorskip("duckdb")
pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

ROWS = {
    "period": ["2023", "2023"],
    "importer": ["JPN", "JPN"],
    "exporter": ["CHN", "CHL"],
    "code": ["250410", "250410"],
    "value": [10, None],
}


def added(folder: Path, **columns: Any) -> tuple[int, dict[str, int]]:
    path = folder / "flows.parquet"
    parquet.write_table(pa.table({**ROWS, **columns}), path)
    (result,) = add([path], reader="table", lake=folder / "lake")
    return result.record.rows_used, dict(result.record.set_aside)


SAME: dict[str, dict[str, Any]] = {
    "whole numbers beside none": {},
    "decimals": {"value": pa.array([10, None], pa.decimal128(20, 3))},
    "floats": {"value": pa.array([10.0, None])},
    "whole years": {"period": [2023, 2023]},
    "dictionary": {"exporter": pa.array(["CHN", "CHL"]).dictionary_encode()},
    "lists beside": {"note": [[1], [2]]},
    "structs beside": {"note": [{"a": 1}, {"a": 2}]},
    "days beside": {"note": [datetime.date(2023, 1, 1)] * 2},
    "bytes beside": {"note": [b"\xff", b"\x00"]},
}
ASIDE: dict[str, dict[str, Any]] = {
    "lists": {"value": [[10], [20]]},
    "structs": {"value": [{"a": 10}, {"a": 20}]},
    "not a number": {"value": [float("nan"), float("inf")]},
    "truth": {"value": [True, False]},
    "days": {"period": [datetime.date(2023, 1, 1)] * 2},
    "float years": {"period": [2023.5, 2023.5]},
    "codes of bytes": {"code": [b"\xff\xfe", b"\xff\xfe"]},
    "lists of places": {"exporter": [["CHN"], ["CHL"]]},
}


@pytest.mark.parametrize("name", SAME)
def test_read_as_it_is(tmp_path: Path, name: str) -> None:
    assert added(tmp_path, **SAME[name]) == (2, {})


@pytest.mark.parametrize("name", ASIDE)
def test_no_row_is_used_and_each_is_said(tmp_path: Path, name: str) -> None:
    try:
        used, aside = added(tmp_path, **ASIDE[name])
    except DataError as error:
        assert "\n" not in str(error)
        return
    assert used == 0
    assert sum(aside.values()) == 2


def test_a_header_longer_than_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"column{at}" for at in range(START // 8)) + ",value\n1\n")
    with pytest.raises(DataError, match="first line of over 65,536 bytes"):
        header_of(path, "wide.csv")
    path.write_text(",".join(map(chr, range(0x4E00, 0x4E00 + 5_000))) + "\n1\n", "utf-8")
    assert len(header_of(path, "wide.csv")) == 5_000


def test_decimals_that_duckdb_cannot_hold_are_refused(tmp_path: Path) -> None:
    """It reads them as floats, and before 1.3 as wrong ones."""
    with pytest.raises(DataError, match="'value' is stored as decimals of more than 38 digits"):
        added(tmp_path, value=pa.array([10, None], pa.decimal256(60, 9)))
