"""MCS 2025: one wide CSV; turned into one row per cell before corrections apply.

A blank cell stands for withheld, zero and not available alike; only the note
column tells some apart, so a blank without such a note is unknown.
"""

from __future__ import annotations

from pathlib import Path

from corrections import Ledger
from tables import read_rows
from usgs_world_figures import Figure

SOURCE = "usgs@2025"
FILE = "usgs/2025/world_data/MCS2025_World_Data.csv"
COLUMNS = {  # column as printed: (year, its note column)
    "PROD_2023": ("2023", "PROD_NOTES"),
    "PROD_EST_ 2024": ("2024", "PROD_NOTES"),
    "CAP_2023": ("2023", "CAP_NOTES"),
    "CAP_EST_ 2024": ("2024", "CAP_NOTES"),
    "RESERVES_2024": ("2024", "RESERVE_NOTES"),
}


def figures(sources: Path, ledger: Ledger) -> list[Figure]:
    """All cells, corrected."""
    cells = [cell for row in read_rows(sources / FILE) for cell in _melt(row)]
    return [_figure(cell) for cell in ledger.apply(SOURCE, FILE, cells)]


def _melt(row: dict[str, str]) -> list[dict[str, str]]:
    """One row per value column: the shape the corrections match."""
    shared = {name: row[name].strip() for name in ("COMMODITY", "COUNTRY", "TYPE", "UNIT_MEAS")}
    return [
        shared | {"Column": column, "Value": row[column].strip(), "Note": row[note].strip()}
        for column, (_, note) in COLUMNS.items()
    ]


def _figure(cell: dict[str, str]) -> Figure:
    column, label = cell["Column"], cell["TYPE"]
    estimated = "_EST_" in column or (column == "PROD_2023" and label.endswith("estimated"))
    return Figure(
        table=cell["COMMODITY"], label=label, column=column, unit=cell["UNIT_MEAS"],
        year=COLUMNS[column][0], country=cell["COUNTRY"], value=cell["Value"],
        note=_note(cell), status="estimated" if estimated else "reported",
        settled=column == "PROD_EST_ 2024",
    )


def _note(cell: dict[str, str]) -> str:
    """Drop a note that is about the other year's cell alone."""
    return "" if cell["Note"] == "na for 2023" and cell["Column"] != "PROD_2023" else cell["Note"]
