"""MCS 2024 and 2023: one CSV per commodity, unit and year in the column names.

Each file is turned into one row per cell (Country, Type, Column, Unit, Year, Note,
Value) before corrections apply, so a wrong unit in a header can be corrected and
guarded like any cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from corrections import Ledger
from tables import BuildError, read_rows
from usgs_world_figures import UNITS, Figure


@dataclass(frozen=True)
class Header:
    """A value column: what, unit, year, whether it says estimated, and its note column."""

    printed: str
    column: str
    unit: str
    year: str
    estimated: bool
    note: str


def files(sources: Path, edition: str) -> list[Path]:
    """List the edition's world tables by name."""
    found = sorted(
        (sources / "usgs" / edition / "world").glob("*_world.csv"), key=lambda p: p.name.lower()
    )
    if len(found) != 77:
        raise BuildError(f"usgs@{edition}: {len(found)} world tables, expected 77")
    return found


def figures(sources: Path, ledger: Ledger, edition: str) -> list[Figure]:
    """All cells of an edition's files, corrected."""
    result = []
    for path in files(sources, edition):
        name = path.relative_to(sources).as_posix()
        cells = ledger.apply(f"usgs@{edition}", name, _melt(path, edition))
        table = re.sub(r"^mcs\d{4}-|_world\.csv$", "", path.name, flags=re.IGNORECASE)
        result += [_figure(cell, table, edition) for cell in cells]
    return result


def _melt(path: Path, edition: str) -> list[dict[str, str]]:
    rows = read_rows(path)
    names = list(rows[0])
    headers = _headers(names, edition)
    cells = []
    for row in rows:
        for header in headers:
            cells.append({
                "Country": row["Country"].strip(),
                "Type": row[names[2]].strip(),  # one file names this column after its content
                "Header": header.printed, "Column": header.column, "Unit": header.unit,
                "Year": header.year, "Estimated": "yes" if header.estimated else "",
                "Value": row[header.printed].strip(),
                "Note": row[header.note].strip() if header.note else "",
            })
    return cells


def _headers(names: list[str], edition: str) -> list[Header]:
    """Value columns take the next note column to their right."""
    headers: list[Header] = []
    waiting: list[str] = []
    for name in [*names[3:], ""]:
        if name == "" or "note" in name.lower():
            headers += [_header(printed, edition, name) for printed in waiting]
            waiting = []
        else:
            waiting.append(name)
    return headers


def _header(printed: str, edition: str, note: str) -> Header:
    parts = printed.split("_")
    years = [part for part in parts if re.fullmatch(r"\d{4}", part)]
    units = [part for part in parts[1:] if part in UNITS]
    rest = [
        part for part in parts if part not in years and part not in units and part.lower() != "est"
    ]
    if len(units) != 1 or len(years) > 1:
        raise BuildError(f"usgs@{edition}: cannot read column name {printed!r}")
    year = years[0] if years else str(int(edition) - 1)
    estimated = any(part.lower() == "est" for part in parts)
    return Header(printed, "_".join(rest), units[0], year, estimated, note)


def _figure(cell: dict[str, str], table: str, edition: str) -> Figure:
    newest = cell["Column"].startswith("Prod") and cell["Year"] == str(int(edition) - 1)
    return Figure(
        table=table, label=cell["Type"], column=cell["Column"], unit=cell["Unit"],
        year=cell["Year"], country=cell["Country"], value=cell["Value"], note=cell["Note"],
        status="estimated" if cell["Estimated"] else "reported", settled=newest,
    )
