"""USGS, United States: salient statistics of four editions and the import sources of 2026."""

from __future__ import annotations

from pathlib import Path

from corrections import Ledger
from labels import label_rows
from places import Places
from tables import TidyTable, read_rows
from usgs.us_import_sources import import_table
from usgs.us_statistics_2023_2025 import FOLDERS, edition_table
from usgs.us_statistics_2026 import FILE, SOURCE, salient_table


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Salient statistics, newest edition first, and the import sources."""
    rows = ledger.apply(SOURCE, FILE, read_rows(sources / FILE, encoding="cp1252"))
    notes = {row["printed"]: row["note"] for row in label_rows("usgs", "us_notes_2026")}
    return [
        salient_table(rows, notes),
        import_table(rows, notes, places),
        *(edition_table(edition, sources, ledger) for edition in FOLDERS),
    ]
