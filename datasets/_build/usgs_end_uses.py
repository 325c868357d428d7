"""USGS Mineral Commodity Summaries 2026, table 6: primary applications of critical minerals."""

from __future__ import annotations

from pathlib import Path

from corrections import Ledger
from places import Places
from tables import BuildError, TidyTable, read_rows
from usgs_us_cells import read_labels

SOURCE = "usgs@2026"
FILE = "usgs/2026/figs_tables/MCS2026_T6_Critical_Minerals_End_Use.csv"
COLUMNS = ("mineral", "uses", "note")


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """One row a mineral: its applications as printed, without the full stop."""
    known = {row["printed"]: row["mineral"] for row in read_labels("usgs_end_uses_2026.csv")}
    rows = []
    for row in ledger.apply(SOURCE, FILE, read_rows(sources / FILE)):
        printed = row["Critical_Mineral"].strip()
        if printed not in known:
            raise BuildError(f"{FILE}: unknown mineral {printed!r}")
        uses = row["Primary_Applications"].strip().rstrip(".")
        if not uses:
            raise BuildError(f"{FILE}: no application of {printed!r}")
        note = row["Category_Note"].strip()
        rows.append({"mineral": known.pop(printed), "uses": uses, "note": note})
    if known:
        raise BuildError(f"{FILE}: minerals no longer there: {sorted(known)}")
    return [
        TidyTable(
            path="usgs/end_uses_2026.csv",
            source=SOURCE,
            title="Primary applications of critical minerals (USGS, 2026 edition, table 6)",
            columns=COLUMNS,
            rows=sorted(rows, key=lambda row: row["mineral"]),
            schema="end_uses",
        )
    ]
