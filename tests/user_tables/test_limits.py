"""Limits of what is read of a user's file, whatever its kind; memory does not grow beyond them."""

from __future__ import annotations

import csv
import io
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import lying_files
import pytest

import critmin
from critmin.core.errors import DataError, QueryError
from critmin.supply import own_table
from critmin.user_tables import large_files
from critmin.user_tables.limits import TIMES, USUAL, Limits, read_limits

DOCS = Path(__file__).resolve().parents[2] / "docs" / "own-tables.md"
ROWS = [["lithium", 2023, name, figure] for name, figure in lying_files.ROWS]
HEADER = ["mineral", "year", "country", "quantity"]


def text(separator: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows([HEADER, *ROWS])
    return out.getvalue().encode()


def parquet(path: Path) -> bytes:
    pytest.importorskip("pyarrow")
    from pyarrow import Table
    from pyarrow import parquet as store

    columns = zip(*ROWS, strict=True)
    store.write_table(Table.from_pydict(dict(zip(HEADER, map(list, columns), strict=True))), path)
    return path.read_bytes()


KINDS: dict[str, Callable[[Path], bytes]] = {
    "own.csv": lambda path: text(","),
    "own.tsv": lambda path: text("\t"),
    "own.xlsx": lambda path: lying_files.packed(lying_files.honest()),
    "own.parquet": parquet,
}


@pytest.fixture(params=KINDS)
def table(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    path = tmp_path / request.param
    path.write_bytes(KINDS[request.param](path))
    return str(path)


# The header is a row of text and of a sheet's cells; it counts as no row.
JUST = {"rows": 3, "cells": 16, "columns": 4, "cell": 8}


@pytest.mark.parametrize("name", JUST)
def test_each_kind_of_file_is_held_to_each_limit(table: str, name: str) -> None:
    assert len(critmin.share(data=table, limit={name: str(JUST[name])}).rows) == 3
    least = 4 if name == "cell" and table.endswith("parquet") else JUST[name] - 1
    with pytest.raises(DataError, match=rf"more than {least}.*--limit {name}=NUMBER") as refused:
        critmin.share(data=table, limit={name: str(least)})
    assert refused.value.code in {"limit", "too_many_columns"}
    with pytest.raises(DataError, match=f"--limit {name}=NUMBER"):
        critmin.suppliers(table, limit=f"{name}={least}")


@pytest.mark.parametrize("size", [100])
def test_the_bytes_of_a_file_are_limited(table: str, size: int) -> None:
    assert Path(table).stat().st_size < 5000
    assert len(critmin.share(data=table, limit="bytes=5k").rows) == 3
    limit = "bytes=60" if table.endswith(("csv", "tsv")) else f"bytes={size}"
    with pytest.raises(DataError, match=r"has \d[\d,]* bytes, more than"):
        critmin.share(data=table, limit=limit)


def test_a_frame_is_held_to_rows_and_columns() -> None:
    rows = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    for limit in ("rows=2", "columns=3", "cells=15"):
        with pytest.raises(DataError, match=limit.replace(r"=\d", "")[:4]):
            critmin.share(data=rows, limit=limit)


def test_a_limit_that_is_raised_lets_more_through(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    more = "," * 250
    path.write_text("\n".join(f"{line}{more}x" for line in text(",").decode().splitlines()))
    with pytest.raises(DataError, match="more than 200: swap rows and columns"):
        critmin.share(data=str(path))
    assert len(critmin.share(data=str(path), limit={"columns": "300"}).rows) == 3


def test_a_long_line_and_a_long_cell(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    start = text(",").decode()
    path.write_text(start + "x" * (USUAL.line + 1))
    with pytest.raises(DataError, match=r"long.csv:5: has 1,000,001 characters in a line"):
        critmin.check(str(path))
    path.write_text(start + "tin,2023,Peru," + "9" * (USUAL.cell + 1))
    with pytest.raises(DataError, match=r"long.csv:5: has over 131,072 characters in a cell"):
        critmin.check(str(path))
    assert csv.field_size_limit() == 131_072
    path.write_text(start + "tin,2023,Peru," + "9" * USUAL.cell)
    with pytest.raises(DataError, match="is not a number") as refused:
        critmin.share(data=str(path))
    assert len(str(refused.value)) < 2_000


def test_a_text_that_a_workbook_repeats_is_counted_each_time(tmp_path: Path) -> None:
    parts = lying_files.honest()
    parts[lying_files.TEXTS] = parts[lying_files.TEXTS].replace("lithium", "x" * 2_000)
    path = tmp_path / "repeats.xlsx"
    path.write_bytes(lying_files.packed(parts))
    size = sum(len(part.encode()) for part in parts.values())
    with pytest.raises(DataError, match="bytes, more than"):
        critmin.check(str(path), limit=f"bytes={size}")
    critmin.check(str(path), limit=f"bytes={size + 3000}")


def test_a_quote_that_is_not_closed_again_and_again(tmp_path: Path) -> None:
    path = tmp_path / "quotes.csv"
    path.write_text(text(",").decode() + 'x","\n' * 20_000)
    with pytest.raises(DataError, match=r"quotes.csv:5: has quotation marks that are not closed"):
        critmin.check(str(path))


def test_a_parquet_file_of_more_rows_than_are_read(tmp_path: Path, monkeypatch) -> None:
    pytest.importorskip("duckdb")
    path = tmp_path / "own.parquet"
    parquet(path)
    monkeypatch.setattr(large_files, "SMALL_PARQUET", 0)
    monkeypatch.setattr(large_files, "LARGE_ROWS", 0)
    with pytest.raises(DataError, match=r"has 3 rows, more than 2.*--limit large_rows"):
        critmin.share(data=str(path), limit="large_rows=2")
    assert len(critmin.share(data=str(path), limit="large_rows=3").rows) == 3


@pytest.mark.parametrize(
    "wrong", ["rows", "rows=", "rows=0", "rows=-1", "rows=x", "row=5", "rows=5Q"]
)
def test_a_limit_that_is_none(wrong: str) -> None:
    with pytest.raises(QueryError, match="write NAME=NUMBER"):
        own_table.opened(own_table.OwnData("x.csv", limit=wrong)).__enter__()


def test_the_documentation_names_each_limit_as_it_is() -> None:
    named = dict(
        re.findall(r"^\| `(\w+)` \| ([\d.,]+ ?[kMG]?B?) \|", DOCS.read_text("utf-8"), re.M)
    )
    read = {name: read_limits(f"{name}={value.replace(',', '')}") for name, value in named.items()}
    assert {name: getattr(limits, name) for name, limits in read.items()} == USUAL._asdict()
    assert set(TIMES) == {"", "k", "M", "G"}
    assert Limits() == USUAL


def held(*command: str, megabytes: int, stdin: str) -> subprocess.CompletedProcess[str]:
    """Run the program with an address space of so many megabytes."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000,) * 2)

    with Path(stdin).open("rb") as stream:
        return subprocess.run(
            [sys.executable, "-m", "critmin", *command],
            stdin=stream,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=limit,
        )


@pytest.mark.parametrize(
    ("command", "stdin"), [(("check", "-"), "/dev/zero"), (("check", "/dev/zero"), "/dev/null")]
)
def test_what_never_ends_is_refused_in_bounded_memory(command: tuple[str, str], stdin: str) -> None:
    got = held(*command, megabytes=600, stdin=stdin)
    assert got.returncode == 4
    assert got.stderr.count("\n") == 1
    assert re.search(r"has \d+,\d+,\d+ bytes, more than 256,000,000", got.stderr)


def test_a_workbook_that_says_a_gigabyte_is_refused_in_bounded_memory() -> None:
    path = lying_files.FOLDER / "says_a_gigabyte.xlsx"
    got = held("check", str(path), megabytes=300, stdin="/dev/null")
    assert got.returncode == 4
    assert "bytes, more than 256,000,000" in got.stderr
