"""Damaged lakes: one line that names the file; nothing outside the lake is read or removed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("duckdb")

from critmin.core.errors import DataError
from critmin.lakes.adding import add
from critmin.lakes.engine import connect
from critmin.lakes.managing import lake_check, lake_list, lake_remove
from critmin.lakes.schema import checksum_of
from critmin.lakes.store import open_lake

HEADER = "period,importer,exporter,code,value\n"
Record = dict[str, Any]


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    file = tmp_path / "t.csv"
    file.write_text(HEADER + "2024,JPN,CHN,250410,5\n2023,JPN,CHN,250410,5\n", "utf-8")
    add([file], reader="table", lake=tmp_path / "lake")
    return tmp_path / "lake"


def record(lake: Path) -> Path:
    return next((lake / "files").glob("*.json"))


def path_above(cells: Record) -> None:
    cells["parts"][0]["path"] = "../victim.parquet"


def path_up_in_flows(cells: Record) -> None:
    cells["parts"][0]["path"] = "flows/../../victim.parquet"


def path_absolute(cells: Record) -> None:
    cells["parts"][0]["path"] = "/victim.parquet"


def source_above(cells: Record) -> None:
    cells["source"] = "/../../.."


def key_above(cells: Record) -> None:
    cells["key"] = "../../victim"


def key_renamed(cells: Record) -> None:
    cells["Source"] = cells.pop("source")


def key_missing(cells: Record) -> None:
    del cells["about"]


def no_parts(cells: Record) -> None:
    cells["parts"] = []


def parts_of_text(cells: Record) -> None:
    cells["parts"] = ["flows"]


def rows_as_text(cells: Record) -> None:
    cells["parts"][0]["rows"] = "1"


def reporters_as_numbers(cells: Record) -> None:
    cells["about"]["reporters"] = [1]


def sum_of_letters(cells: Record) -> None:
    cells["about"]["value"] = "many"


def no_sum(cells: Record) -> None:
    del cells["about"]["value"]


def period_of_letters(cells: Record) -> None:
    cells["parts"][0]["period"] = "now"


CHANGES = (
    path_above, path_up_in_flows, path_absolute, source_above, key_above, key_renamed,
    key_missing, no_parts, parts_of_text, rows_as_text, reporters_as_numbers, sum_of_letters,
    no_sum, period_of_letters,
)  # fmt: skip
TEXTS = (b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"key": 1}')


def assert_refused(lake: Path) -> None:
    """Every use of the lake is one line that names the record, and `lake check` names it too."""
    name = record(lake).name
    before = sorted(lake.rglob("*"))
    for use in (
        lambda: lake_list(lake=lake),
        lambda: lake_remove("table", lake=lake),
        lambda: add([lake.parent / "t.csv"], reader="table", lake=lake),
    ):
        with pytest.raises(DataError) as caught:
            use()
        assert name in str(caught.value)
        assert "\n" not in str(caught.value)
    found = lake_check(lake=lake)
    assert [(row[0], row[2]) for row in found.rows] == [(f"files/{name}", "damaged")]
    assert sorted(lake.rglob("*")) == before


@pytest.mark.parametrize("sealed", [False, True], ids=["by chance", "by a stranger"])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_record_that_was_changed_is_refused(
    lake: Path, change: Callable[[Record], None], sealed: bool
) -> None:
    victim = lake.parent / "victim.parquet"
    victim.write_bytes(b"x")
    path = record(lake)
    cells = json.loads(path.read_text("utf-8"))
    change(cells)
    if sealed:
        cells["checksum"] = checksum_of(cells)
    path.write_text(json.dumps(cells), "utf-8")
    assert_refused(lake)
    assert victim.read_bytes() == b"x"


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_record_that_is_not_whole_is_refused(lake: Path, text: bytes) -> None:
    record(lake).write_bytes(text)
    assert_refused(lake)


def test_a_damaged_record_that_is_deleted_frees_its_rows(lake: Path) -> None:
    record(lake).write_bytes(b"{")
    record(lake).unlink()
    assert {row[2] for row in lake_check(lake=lake).rows} == {"stray"}
    assert add([lake.parent / "t.csv"], reader="table", lake=lake)[0].status == "added"
    assert lake_check(lake=lake).rows == ()


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"7", b"{}", b"\xff"])
def test_a_damaged_head_is_named(lake: Path, text: bytes) -> None:
    (lake / "lake.json").write_bytes(text)
    with pytest.raises(DataError, match=r'lake\.json: is damaged: .*\{"format": 1\}'):
        open_lake(lake)


@pytest.mark.parametrize(
    "column", ["'5' AS value", "value::DOUBLE AS value", "NULL::INTEGER AS code", "1 AS period"]
)
def test_rows_of_other_types_are_not_read(lake: Path, column: str) -> None:
    import duckdb

    part = open_lake(lake).parts()[0]
    path, written = lake / part.path, lake / "other.parquet"
    duckdb.execute(f"COPY (SELECT * REPLACE ({column}) FROM read_parquet('{path}')) TO '{written}'")
    written.replace(path)
    assert [row[2] for row in lake_check(lake=lake).rows] == ["changed"]
    with connect() as engine, pytest.raises(DataError, match="critmin lake check"):
        engine.flows(open_lake(lake))
    # Even where the record knows them.
    cells = json.loads(record(lake).read_text("utf-8"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    cells["parts"][0] |= {"bytes": path.stat().st_size, "sha256": digest}
    cells["checksum"] = checksum_of(cells)
    record(lake).write_text(json.dumps(cells), "utf-8")
    with connect() as engine, pytest.raises(DataError, match=r"another (value|code|period) than"):
        engine.flows(open_lake(lake))
