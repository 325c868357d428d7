"""USGS world tables as published: every cell of an edition as a ``Figure``.

2026 is one long CSV in cp1252, every value text. 2025 is one wide CSV, in which a blank cell
stands for withheld, zero and not available alike; only the note column tells some apart, so a
blank without such a note is unknown. 2024 and 2023 are one CSV per commodity, with unit and year
in the column names.

Wide files become one row per cell before corrections apply, so that a wrong unit in a header
is corrected and checked like any cell.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from tables import BuildError, RawRow, read_rows
from usgs.world_figures import UNITS, Figure

LONG_FILE = "usgs/2026/official_untouched/MCS2026_Commodities_Data.csv"
WIDE_FILE = "usgs/2025/world_data/MCS2025_World_Data.csv"
FILES = 77  # world tables of 2024, and of 2023


class WideColumn(NamedTuple):
    """A value column of the 2025 file."""

    year: str
    notes: str
    estimated: bool = False


WIDE_COLUMNS = {
    "PROD_2023": WideColumn("2023", "PROD_NOTES"),
    "PROD_EST_ 2024": WideColumn("2024", "PROD_NOTES", estimated=True),
    "CAP_2023": WideColumn("2023", "CAP_NOTES"),
    "CAP_EST_ 2024": WideColumn("2024", "CAP_NOTES", estimated=True),
    "RESERVES_2024": WideColumn("2024", "RESERVE_NOTES"),
}


class Header(NamedTuple):
    """A value column of 2023 and 2024: what, unit, year, estimated or not, its note column."""

    printed: str
    column: str
    unit: str
    year: str
    estimated: bool
    note: str


def figures(sources: Path, ledger: Ledger, edition: str) -> list[Figure]:
    """All cells of an edition, corrected."""
    if edition == "2026":
        return long_figures(sources, ledger)
    if edition == "2025":
        return wide_figures(sources, ledger)
    return file_figures(sources, ledger, edition)


def long_figures(sources: Path, ledger: Ledger) -> list[Figure]:
    """Cells of the sections ``World ...`` of 2026."""
    rows = read_rows(sources / LONG_FILE, encoding="cp1252")
    return [
        _long_figure({name: text.strip() for name, text in row.items()})
        for row in ledger.apply("usgs@2026", LONG_FILE, rows)
        if row["Section"].startswith("World")
    ]


def _long_figure(cell: RawRow) -> Figure:
    return Figure(
        table=cell["Commodity"],
        label=cell["Statistics_detail"],
        column=cell["Statistics"],
        unit=cell["Unit"],
        year=cell["Year"],
        country=cell["Country"],
        value=cell["Value"],
        note=cell["Notes"],
        status="reported",
        newest=cell["Statistics"] == "Production" and cell["Year"] == "2025",
    )


def wide_figures(sources: Path, ledger: Ledger) -> list[Figure]:
    """Cells of 2025."""
    cells = [cell for row in read_rows(sources / WIDE_FILE) for cell in _wide_cells(row)]
    return [_wide_figure(cell) for cell in ledger.apply("usgs@2025", WIDE_FILE, cells)]


def _wide_cells(row: RawRow) -> list[RawRow]:
    """One row per value column: the shape that corrections match."""
    shared = {name: row[name].strip() for name in ("COMMODITY", "COUNTRY", "TYPE", "UNIT_MEAS")}
    return [
        shared | {"Column": name, "Value": row[name].strip(), "Note": row[column.notes].strip()}
        for name, column in WIDE_COLUMNS.items()
    ]


def _wide_figure(cell: RawRow) -> Figure:
    name, label, note = cell["Column"], cell["TYPE"], cell["Note"]
    column = WIDE_COLUMNS[name]
    estimated = column.estimated or (name == "PROD_2023" and label.endswith("estimated"))
    other_year = note == "na for 2023" and name != "PROD_2023"
    return Figure(
        table=cell["COMMODITY"],
        label=label,
        column=name,
        unit=cell["UNIT_MEAS"],
        year=column.year,
        country=cell["COUNTRY"],
        value=cell["Value"],
        note="" if other_year else note,
        status="estimated" if estimated else "reported",
        newest=name == "PROD_EST_ 2024",
    )


def file_figures(sources: Path, ledger: Ledger, edition: str) -> list[Figure]:
    """Cells of all files of 2024 or 2023."""
    folder = sources / "usgs" / edition / "world"
    paths = sorted(folder.glob("*_world.csv"), key=lambda path: path.name.lower())
    if len(paths) != FILES:
        raise BuildError(f"usgs@{edition}: {len(paths)} world tables, expected {FILES}")
    result = []
    for path in paths:
        name = path.relative_to(sources).as_posix()
        cells = ledger.apply(f"usgs@{edition}", name, _file_cells(path, edition))
        table = re.sub(r"^mcs\d{4}-|_world\.csv$", "", path.name, flags=re.IGNORECASE)
        result += [_file_figure(cell, table, edition) for cell in cells]
    return result


def _file_cells(path: Path, edition: str) -> list[RawRow]:
    rows = read_rows(path)
    # The third column is named after its content in one file, so it is found by its place.
    _source, _country, kind, *values = rows[0]
    return [
        {
            "Country": row["Country"].strip(),
            "Type": row[kind].strip(),
            "Header": header.printed,
            "Column": header.column,
            "Unit": header.unit,
            "Year": header.year,
            "Estimated": "yes" if header.estimated else "",
            "Value": row[header.printed].strip(),
            "Note": row[header.note].strip() if header.note else "",
        }
        for row in rows
        for header in _headers(values, edition)
    ]


def _headers(names: list[str], edition: str) -> list[Header]:
    """Value columns take the next note column to their right."""
    headers: list[Header] = []
    waiting: list[str] = []
    for name in [*names, ""]:
        if name == "" or "note" in name.lower():
            headers += [_header(printed, edition, name) for printed in waiting]
            waiting = []
        else:
            waiting.append(name)
    return headers


def _header(printed: str, edition: str, note: str) -> Header:
    parts = printed.split("_")
    years = [part for part in parts if re.fullmatch(r"\d{4}", part)]
    _what, *rest = parts
    units = [part for part in rest if part in UNITS]
    estimated = [part for part in parts if part.lower() == "est"]
    if len(units) != 1 or len(years) > 1:
        raise BuildError(f"usgs@{edition}: cannot read column name {printed!r}")
    what = "_".join(part for part in parts if part not in {*years, *units, *estimated})
    year = years[0] if years else str(int(edition) - 1)
    return Header(printed, what, units[0], year, bool(estimated), note)


def _file_figure(cell: RawRow, table: str, edition: str) -> Figure:
    return Figure(
        table=table,
        label=cell["Type"],
        column=cell["Column"],
        unit=cell["Unit"],
        year=cell["Year"],
        country=cell["Country"],
        value=cell["Value"],
        note=cell["Note"],
        status="estimated" if cell["Estimated"] else "reported",
        newest=cell["Column"].startswith("Prod") and cell["Year"] == str(int(edition) - 1),
    )
