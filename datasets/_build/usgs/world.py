"""USGS Mineral Commodity Summaries: world production, capacity and reserves by country.

Editions stay apart: each is its own table, and a newer edition's revision of an
older year never overwrites what the older edition printed.
"""

from __future__ import annotations

from pathlib import Path

from corrections import Ledger
from labels import refuse_repeats
from places import Places
from tables import BuildError, LeftOut, SupplyRow, SupplyTable, TidyTable, sort_supply
from usgs import coverage
from usgs.world_editions import figures
from usgs.world_figures import Figure, Notes, Reader, RowLabels, merge_rows

EDITIONS = ("2026", "2025", "2024", "2023")
# The United States helium row is split by origin (natural gas, stored crude helium).
SPLIT = {"helium"}


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """One supply table per edition, the newest first, and their coverage."""
    notes, labels = Notes(), RowLabels(places)
    tables = [
        supply_table(Reader(edition, notes, labels), figures(sources, ledger, edition))
        for edition in EDITIONS
    ]
    if unused := sorted(notes.unused | labels.unused):
        raise BuildError(f"usgs notes or row labels never met: {unused[:5]}")
    return [*tables, coverage.build(tables, places)]


def supply_table(reader: Reader, found: list[Figure]) -> SupplyTable:
    """The table of one edition; a second total of the same thing stops the build."""
    edition = reader.edition
    rows = [row for figure in found if (row := reader.row(figure)) is not None]
    reader.check_all_used()
    rows = merge_rows(rows, SPLIT)
    totals = [(r.mineral, r.stage, r.basis, r.year) for r in rows if r.kind == "total"]
    refuse_repeats(f"usgs@{edition} totals", totals)
    return SupplyTable(
        path=f"usgs/supply_{edition}.csv",
        source=f"usgs@{edition}",
        title=f"World production, capacity and reserves (USGS MCS {edition})",
        columns=SupplyRow._fields,
        rows=sort_supply(rows),
        left_out=[
            LeftOut(label, why, count) for (label, why), count in sorted(reader.left_out.items())
        ],
    )
