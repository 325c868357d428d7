"""Workbooks opened by LibreOffice and read back: types, values, both sheets."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest

import critmin
from critmin.answers.columns import vocabulary
from critmin.answers.table import Column, Table

pytestmark = pytest.mark.libreoffice
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
VALUES = {"float": "value", "percentage": "value", "date": "date-value", "boolean": "boolean-value"}


class Read(NamedTuple):
    """A cell as LibreOffice has it: its type, its value, and what it shows."""

    type: str | None
    value: Any
    shown: str


@pytest.fixture(scope="module")
def reopened(libreoffice: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Sheets of workbooks after LibreOffice has opened and saved them."""
    folder = tmp_path_factory.mktemp("office")

    def call(tables: dict[str, Table], **how: Any) -> dict[str, dict[str, list[list[Read]]]]:
        from critmin.answers.formats import Layout
        from critmin.answers.workbook import write_xlsx

        files = []
        for name, table in tables.items():
            files.append(folder / f"{name}.xlsx")
            files[-1].write_bytes(write_xlsx(table, Layout(**how)))
        subprocess.run(
            [
                libreoffice,
                "--headless",
                "--norestore",
                f"-env:UserInstallation={folder.as_uri()}/user",
                "--convert-to",
                "fods",
                "--outdir",
                str(folder),
                *map(str, files),
            ],
            check=True,
            capture_output=True,
            timeout=240,
        )
        return {name: sheets(folder / f"{name}.fods") for name in tables}

    return call


def sheets(path: Path) -> dict[str, list[list[Read]]]:
    """Rows of each sheet of a flat OpenDocument spreadsheet."""
    found: dict[str, list[list[Read]]] = {}
    for sheet in ElementTree.parse(path).iter(f"{TABLE}table"):
        rows = [cells(row) for row in sheet.iter(f"{TABLE}table-row")]
        found[str(sheet.get(f"{TABLE}name"))] = [row for row in rows if any(c.type for c in row)]
    return found


def cells(row: ElementTree.Element) -> list[Read]:
    found: list[Read] = []
    for cell in row.iter(f"{TABLE}table-cell"):
        times = min(int(cell.get(f"{TABLE}number-columns-repeated", "1")), 64)
        kind = cell.get(f"{OFFICE}value-type")
        shown = "\n".join("".join(p.itertext()) for p in cell.iter(f"{TEXT}p"))
        raw = cell.get(OFFICE + VALUES[kind]) if kind in VALUES else shown
        found += [Read(kind, raw, shown)] * times
    return found


def expected(value: Any, column: Column) -> tuple[str | None, Any]:
    """Type and value that a cell must come back with."""
    if value is None or value == ():
        return None, None
    if isinstance(value, tuple):
        return "string", ";".join(value)
    if isinstance(value, bool):
        return "boolean", value
    if isinstance(value, (int, float)):
        return "percentage" if column.unit == "fraction" else "float", float(value)
    if column.unit == "date" and len(value) == 10:
        return "date", date.fromisoformat(value)
    return "string", value


def got(read: Read) -> tuple[str | None, Any]:
    made = {
        "float": float,
        "percentage": float,
        "date": date.fromisoformat,
        "boolean": lambda text: text == "true",
    }
    if read.type is None:
        return None, None
    return read.type, made.get(read.type, str)(read.value)


TABLES = {
    "share": lambda: critmin.share("lithium", stage="mining,refining"),
    "hhi": lambda: critmin.hhi(stage="mining"),
    "controls": lambda: critmin.controls("lithium", "gallium", as_of="2026-11-24", ended=True),
    "dependency": lambda: critmin.dependency("eu27", "lithium", "cobalt"),
    "reserves": lambda: critmin.reserves("rare-earths"),
}


def test_read_back_equal(reopened) -> None:
    tables = {name: ask() for name, ask in TABLES.items()}
    books = reopened(tables)
    types = set()
    for name, table in tables.items():
        summary, _units, head, *rows = books[name]["data"]
        assert summary[0].value == table.summary
        assert [cell.value for cell in head][: len(table.names)] == list(table.names)
        assert len(rows) == len(table)
        for row, wanted in zip(rows, table.rows, strict=True):
            found = [got(cell) for cell in row[: len(wanted)]]
            found += [(None, None)] * (len(wanted) - len(found))
            for (kind, value), cell, column in zip(found, wanted, table.columns, strict=True):
                want = expected(cell, column)
                if want[0] in {"float", "percentage"}:
                    assert (kind, value) == (want[0], pytest.approx(want[1], rel=1e-12)), column
                else:
                    assert (kind, value) == want, column.name
                types.add(kind)
        about = books[name]["sources"]
        said = {row[1].value for row in about if row[0].value == "source"}
        assert said == {source.id for source in table.sources}
        text = {row[2].value for row in about if row[0].value == "source"}
        assert text == {source.citation for source in table.sources}
        warned = [row[1].value for row in about if row[0].value == "warning"]
        assert warned == [caution.code for caution in table.warnings]
    assert types == {None, "string", "float", "percentage", "date", "boolean"}


def test_days_are_dates_and_months_are_not_made_into_days(reopened) -> None:
    table = critmin.controls("lithium", as_of="2026-11-24")
    rows = reopened({"days": table})["days"]["data"][3:]
    at = table.names.index("effective")
    by_id = {row[0].value: row[at] for row in rows}
    assert (by_id["CN-2025-58"].type, by_id["CN-2025-58"].shown) == ("date", "2025-11-08")
    assert (by_id["ZW-2026-QUOTA"].type, by_id["ZW-2026-QUOTA"].shown) == ("string", "2026-04")


def test_without_headers(reopened) -> None:
    table = critmin.share("lithium", stage="refining")
    book = reopened({"bare": table}, header=False)["bare"]
    assert len(book["data"]) == len(table)
    assert book["data"][0][0].value == "lithium"
    first, second = (row[0].value for row in book["sources"][:2])
    assert (first, second) == ("summary", "source")  # no line of headings above them


def test_dates_are_named_in_the_registry() -> None:
    named = {name for name, column in vocabulary().items() if column.unit == "date"}
    assert {"announced", "effective", "ended", "verified_through"} <= named
