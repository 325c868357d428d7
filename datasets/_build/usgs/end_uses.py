"""USGS Mineral Commodity Summaries 2026, table 6: primary applications of critical minerals."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from labels import label_rows, must_match, refuse_repeats
from places import Places
from tables import BuildError, TidyTable, read_rows

SOURCE = "usgs@2026"
FILE = "usgs/2026/figs_tables/MCS2026_T6_Critical_Minerals_End_Use.csv"


class Applications(NamedTuple):
    """Primary applications of a mineral, as printed, without the full stop."""

    mineral: str
    uses: str
    note: str


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """One row per mineral."""
    del places
    rows = applications(sources, ledger)
    rows.sort(key=lambda row: row.mineral)
    return [
        TidyTable(
            path="usgs/end_uses_2026.csv",
            source=SOURCE,
            title="Primary applications of critical minerals (USGS, 2026 edition, table 6)",
            columns=Applications._fields,
            rows=rows,
        )
    ]


def applications(sources: Path, ledger: Ledger) -> list[Applications]:
    """Rows of the table, in its order."""
    known = {row["printed"]: row["mineral"] for row in label_rows("usgs", "end_uses_2026")}
    raw = {
        row["Critical_Mineral"].strip(): row
        for row in ledger.apply(SOURCE, FILE, read_rows(sources / FILE))
    }
    must_match(f"{FILE}: minerals", raw, known)
    rows = [
        Applications(
            known[printed],
            row["Primary_Applications"].strip().rstrip("."),
            row["Category_Note"].strip(),
        )
        for printed, row in raw.items()
    ]
    refuse_repeats(FILE, (row.mineral for row in rows))
    if blank := [row.mineral for row in rows if not row.uses]:
        raise BuildError(f"{FILE}: no application of {blank}")
    return rows
