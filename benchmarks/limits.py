"""Peak memory of a whole answer for a table at each limit of `critmin.user_tables.limits`.

``python benchmarks/limits.py [--only NAME ...] [--write]``

Each answer is a process of its own; the table is made before it starts. Standard input is always
read by the reader of single lines, so it stands for the CSV and TSV files that DuckDB leaves to it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import results  # noqa: E402

from critmin.user_tables.limits import USUAL  # noqa: E402

HEADER = ["mineral", "year", "country", "quantity"]
ASK = """
import json, sys
import results
from critmin.core.errors import DataError
import critmin
try:
    said = critmin.check(sys.argv[1])
    outcome = f"{len(said.rows)} problems"
except DataError as error:
    outcome = str(error)[-120:]
print(json.dumps([results.peak_mb(), outcome]))
"""
Rows = Iterator[list[str]]


def narrow(rows: int) -> Rows:
    """Rows of four cells, each country of a year once."""
    for at in range(rows):
        yield ["tin", str(1800 + at % 300), f"Place {at // 300}", str(at)]


def wide(rows: int, columns: int) -> Rows:
    """Rows with further cells that are not used."""
    for row in narrow(rows):
        yield [*row, *(f"x{at}" for at in range(columns - len(row)))]


def long(rows: int, *lengths: int) -> Rows:
    """Rows with further cells of given numbers of characters, each with its own letters."""
    for at, row in enumerate(narrow(rows)):
        yield [*row, *(f"{at:08}" + "x" * (length - 8) for length in lengths)]


def tables() -> dict[str, Callable[[], Rows]]:
    """Rows of a table at each limit."""
    of_cell = USUAL.cell - 8
    return {
        "rows": lambda: narrow(USUAL.rows),
        "cells": lambda: wide(USUAL.cells // USUAL.columns - 1, USUAL.columns),
        "columns": lambda: wide(1_000, USUAL.columns),
        "bytes": lambda: long(USUAL.bytes // 1_150, 1_000),
        "line": lambda: long(USUAL.bytes // 1_000_000, *[of_cell] * 7),
        "cell": lambda: long(USUAL.bytes // USUAL.cell - 2, of_cell),
    }


def header(rows: Rows) -> Iterator[list[str]]:
    """Rows below their header."""
    for at, row in enumerate(rows):
        if not at:
            yield [*HEADER, *(f"more {n}" for n in range(len(row) - len(HEADER)))]
        yield row


def text(path: Path, rows: Rows, mark: str) -> None:
    """CSV or TSV."""
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(mark.join(row) + "\n" for row in header(rows))


def workbook(path: Path, rows: Rows) -> None:
    """XLSX with the texts in its cells."""
    book = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as parts:
        parts.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="a" '
            f'Type="{related}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        parts.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="b" Type="{related}/worksheet" '
            'Target="sheet.xml"/></Relationships>',
        )
        parts.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{book}" xmlns:r="{related}"><sheets>'
            '<sheet name="own" sheetId="1" r:id="b"/></sheets></workbook>',
        )
        with parts.open("xl/sheet.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{book}"><sheetData>'.encode())
            for row in header(rows):
                cells = (
                    f"<c><v>{cell}</v></c>"
                    if cell.isdigit() and len(cell) < 8
                    else f'<c t="str"><v>{cell}</v></c>'
                    for cell in row
                )
                sheet.write(f"<row>{''.join(cells)}</row>".encode())
            sheet.write(b"</sheetData></worksheet>")


def parquet(path: Path, rows: Rows) -> None:
    """Parquet that DuckDB leaves to the reader of single lines: its flags are days.

    They take the place of the last column where there are as many as may be.
    """
    import datetime

    import pyarrow as pa
    from pyarrow import parquet as store

    lines = (row[: USUAL.columns - 1] for row in header(rows))
    names = [*next(lines), "flag"]
    writer = None
    batch: list[list[str]] = []

    def flush() -> None:
        nonlocal writer
        columns = [pa.array(column) for column in zip(*batch, strict=True)]
        columns[1], columns[3] = (columns[at].cast(pa.int64()) for at in (1, 3))
        columns.append(pa.array([datetime.date(2024, 1, 1)] * len(batch)))
        table = pa.Table.from_arrays(columns, names)
        writer = writer or store.ParquetWriter(path, table.schema)
        writer.write_table(table)
        batch.clear()

    for row in lines:
        batch.append(row)
        if len(batch) == 20_000:
            flush()
    if batch:
        flush()
    if writer is not None:
        writer.close()


KINDS: dict[str, tuple[str, Callable[[Path, Rows], None]]] = {
    "CSV, standard input": ("own.csv", lambda path, rows: text(path, rows, ",")),
    "TSV, standard input": ("own.tsv", lambda path, rows: text(path, rows, "\t")),
    "XLSX": ("own.xlsx", workbook),
    "Parquet": ("own.parquet", parquet),
}


def measured(limit: str, kind: str) -> tuple[float, str]:
    """Peak of memory in MB, and what was answered."""
    name, write = KINDS[kind]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path, tables()[limit]())
        piped = "input" in kind
        with path.open("rb") as stream:
            said = subprocess.run(
                [sys.executable, "-c", ASK, "-" if piped else str(path)],
                stdin=stream if piped else subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=True,
                env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'benchmarks'}"},
            )
    peak, outcome = json.loads(said.stdout.splitlines()[-1])
    return float(peak), str(outcome)


def main() -> None:
    """Measure each limit and kind of file, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", choices=tables(), default=[*tables()])
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    lines = [f"| limit | {' | '.join(KINDS)} |", f"|---|{'---:|' * len(KINDS)}"]
    for limit in asked.only:
        cells = []
        for kind in KINDS:
            peak, outcome = measured(limit, kind)
            cells.append(f"{peak:,.0f}")
            print(f"{limit}, {kind}: {peak:,.0f} MB; {outcome}", flush=True)
        lines.append(f"| `{limit}` | {' | '.join(cells)} |")
    print("\n".join(lines))
    if asked.write:
        about = (
            "Peak memory, in MB, of `check` of a table at a limit, read by the reader of single "
            "lines (benchmarks/limits.py). `line` and `cell` are as many as the limit of bytes "
            "lets through."
        )
        results.write("Limits", f"{about}\n\n" + "\n".join(lines))


if __name__ == "__main__":
    main()
