"""MCS 2026: one long CSV, cp1252, every value text; sections named ``World ...``."""

from __future__ import annotations

from pathlib import Path

from corrections import Ledger
from tables import read_rows
from usgs_world_figures import Figure

SOURCE = "usgs@2026"
FILE = "usgs/2026/official_untouched/MCS2026_Commodities_Data.csv"
NEWEST = "2025"


def figures(sources: Path, ledger: Ledger) -> list[Figure]:
    """All cells of the world sections, corrected."""
    rows = read_rows(sources / FILE, encoding="cp1252")
    return [
        _figure(row)
        for row in ledger.apply(SOURCE, FILE, rows)
        if row["Section"].startswith("World")
    ]


def _figure(row: dict[str, str]) -> Figure:
    cell = {name: text.strip() for name, text in row.items()}
    newest = cell["Statistics"] == "Production" and cell["Year"] == NEWEST
    return Figure(
        table=cell["Commodity"], label=cell["Statistics_detail"], column=cell["Statistics"],
        unit=cell["Unit"], year=cell["Year"], country=cell["Country"], value=cell["Value"],
        note=cell["Notes"], status="reported", settled=newest,
    )
