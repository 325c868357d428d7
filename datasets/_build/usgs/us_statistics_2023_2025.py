"""USGS salient statistics of the 2023 to 2025 editions: one file per chapter.

The statistics are columns. Headers are not to be trusted (doubled, missing, shifted
by one, wrong unit), so each column of each file is in a label table of its edition.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from corrections import Ledger
from labels import label_rows, must_match
from tables import BuildError, LeftOut, RawRow, TidyTable
from usgs.us_figures import Label, Salient, read_figure, salient_row, sort_salient
from workbooks import Grid, open_workbook

FOLDERS = {
    "2025": "usgs/2025/salient_commodity",
    "2024": "usgs/2024/salient",
    "2023": "usgs/2023/salient",
}
KEYS = ("DataSource", "Commodity", "Year")
FIRST = {"DataSource", "Source"}
WHOLE_FILE = "*"
Columns = dict[str, Label | str]


def edition_table(edition: str, sources: Path, ledger: Ledger) -> TidyTable:
    """All files of an edition; a file without labels, or labels without a file, stops the build."""
    labels = column_labels(edition)
    folder = sources / FOLDERS[edition]
    files = {path.name: path for path in folder.iterdir() if path.suffix in {".csv", ".xlsx"}}
    must_match(f"{FOLDERS[edition]}: files", files, labels)
    tidy: list[Salient] = []
    left_out: list[LeftOut] = []
    for name in sorted(files, key=str.casefold):
        whole = labels[name].get(WHOLE_FILE)
        if isinstance(whole, str):
            left_out.append(LeftOut(name, whole, len(raw_cells(files[name])) - 1))
            continue
        rows = ledger.apply(f"usgs@{edition}", f"{FOLDERS[edition]}/{name}", read_file(files[name]))
        tidy += file_rows(edition, name, rows, labels[name])
        left_out += [
            LeftOut(f"{name}: {column}", reason, len(rows))
            for column, reason in labels[name].items()
            if isinstance(reason, str)
        ]
    first = int(edition) - 5
    return TidyTable(
        path=f"usgs/salient_{edition}.csv",
        source=f"usgs@{edition}",
        title=f"United States statistics by mineral, {first} to {first + 4} "
        f"(USGS, {edition} edition)",
        columns=Salient._fields,
        rows=sort_salient(tidy, FOLDERS[edition]),
        left_out=left_out,
    )


def column_labels(edition: str) -> dict[str, Columns]:
    """What each column of each file is, or why it is left out."""
    labels: dict[str, Columns] = {}
    for row in label_rows("usgs", f"us_columns_{edition}"):
        labels.setdefault(row["file"], {})[row["column"]] = row["left_out"] or Label(
            row["mineral"], row["measure"], row["form"], row["unit"], row["note"]
        )
    return labels


def file_rows(edition: str, name: str, rows: list[RawRow], columns: Columns) -> list[Salient]:
    """Statistics of one file."""
    must_match(f"{edition} {name}: columns", set(rows[0]) - set(KEYS), columns)
    check_years(edition, name, rows)
    tidy = []
    for column, label in columns.items():
        for row in rows:
            if isinstance(label, Label):
                tidy.append(cell_row(edition, row, row[column], label, f"{name}: {column}"))
            elif row[column].strip():
                raise BuildError(f"{edition} {name}: {column} is left out but holds a figure")
    return tidy


def check_years(edition: str, name: str, rows: list[RawRow]) -> None:
    """Stop unless the rows are the five years before the edition, of that edition."""
    years = sorted(int(row["Year"]) for row in rows)
    newest = int(edition) - 1
    if years != list(range(newest - 4, newest + 1)):
        raise BuildError(f"{edition} {name}: years {years}")
    if any(row["DataSource"].strip() != f"MCS{edition}" for row in rows):
        raise BuildError(f"{edition} {name}: rows of another edition")


def cell_row(edition: str, row: RawRow, cell: str, label: Label, where: str) -> Salient:
    """One statistic; a leading ``e`` marks an estimate, and so does the newest year."""
    year = row["Year"].strip()
    text = cell.strip()
    estimated = int(year) == int(edition) - 1
    if match := re.fullmatch(r"e([\d,.]+)", text):
        text, estimated = match[1], True
    value = read_figure(text, label, f"{edition} {where}, {year}")
    return salient_row(label, year, value, label.note, estimated=estimated)


def read_file(path: Path) -> list[RawRow]:
    """Rows of one file under unique headers.

    A doubled header gets ``#2``, ``#3``; a column with figures and no header is named
    by its place, ``[15]``; columns without both are dropped.
    """
    grid = raw_cells(path)
    width = max(len(cells) for cells in grid)
    padded = [[*cells, *[""] * (width - len(cells))] for cells in grid]
    names = headers(padded)
    return [{name: cells[at] for at, name in names.items()} for cells in padded[1:]]


def headers(grid: Sequence[Sequence[str]]) -> dict[int, str]:
    """Unique name of each column, by its place."""
    seen: Counter[str] = Counter()
    names: dict[int, str] = {}
    for at, header in enumerate(grid[0]):
        name = header.strip()
        if not name and not any(cells[at].strip() for cells in grid[1:]):
            continue
        name = name or f"[{at + 1}]"
        name = KEYS[0] if at == 0 and name in FIRST else name
        seen[name] += 1
        names[at] = name if seen[name] == 1 else f"{name}#{seen[name]}"
    return names


def raw_cells(path: Path) -> list[list[str]]:
    """Rows of a file that are not empty, as text."""
    if path.suffix == ".xlsx":
        grid = workbook_cells(path)
    else:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            grid = list(csv.reader(handle))
    return [cells for cells in grid if any(cell.strip() for cell in cells)]


def workbook_cells(path: Path) -> list[list[str]]:
    """The one sheet of a workbook that is laid out like the CSV files."""
    sheets = [grid for grid in open_workbook(path).values() if _first_cell(grid) == KEYS[0]]
    if len(sheets) != 1:
        raise BuildError(f"{path.name}: {len(sheets)} sheets begin with {KEYS[0]}")
    return [["" if cell is None else str(cell) for cell in cells] for cells in sheets[0]]


def _first_cell(grid: Grid) -> object:
    return next((cell for cells in grid for cell in cells), None)
