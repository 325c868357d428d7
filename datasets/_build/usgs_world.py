"""USGS Mineral Commodity Summaries: world production, capacity and reserves by country.

Editions stay apart: each is its own table, and a newer edition's revision of an
older year never overwrites what the older edition printed.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import usgs_world_2025
import usgs_world_2026
import usgs_world_files
from corrections import Ledger
from places import Places
from tables import SUPPLY_COLUMNS, BuildError, TidyTable, sort_supply
from usgs_world_figures import Figure, Notes, Reader, RowLabels, merge_rows

# The United States helium row is split by origin (natural gas, stored crude helium).
SPLIT = {"helium"}


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """One supply table per edition."""
    editions = {
        "2026": usgs_world_2026.figures(sources, ledger),
        "2025": usgs_world_2025.figures(sources, ledger),
        "2024": usgs_world_files.figures(sources, ledger, "2024"),
        "2023": usgs_world_files.figures(sources, ledger, "2023"),
    }
    notes, labels = Notes(), RowLabels(places)
    tables = [_table(Reader(edition, notes, labels), found) for edition, found in editions.items()]
    if unmet := sorted(notes.unmet | labels.unmet):
        raise BuildError(f"usgs notes or row labels never met: {unmet[:5]}")
    return tables


def _table(reader: Reader, found: list[Figure]) -> TidyTable:
    edition = reader.edition
    rows = [row for figure in found if (row := reader.row(figure)) is not None]
    reader.check_all_used()
    rows = merge_rows(rows, SPLIT)
    _check_totals(edition, rows)
    return TidyTable(
        path=f"usgs/supply_{edition}.csv",
        source=f"usgs@{edition}",
        title=f"World production, capacity and reserves (USGS MCS {edition})",
        columns=SUPPLY_COLUMNS,
        rows=sort_supply(rows),
        schema="supply",
        left_out=tuple(
            (label, why, count) for (label, why), count in sorted(reader.left_out.items())
        ),
    )


def _check_totals(edition: str, rows: list[dict[str, str]]) -> None:
    totals = Counter(
        (row["mineral"], row["stage"], row["basis"], row["year"])
        for row in rows
        if row["kind"] == "total"
    )
    double = [key for key, count in totals.items() if count > 1]
    if double:
        raise BuildError(f"usgs@{edition}: more than one total for {double[:5]}")
