"""The committed tables on the United States, read row by row: shared by their tests."""

from __future__ import annotations

import csv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATASETS = ROOT / "datasets"
EDITIONS = ("2023", "2024", "2025", "2026")
Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


TABLES = {edition: read(DATASETS / "usgs" / f"salient_{edition}.csv") for edition in EDITIONS}


def pick(edition: str, mineral: str, measure: str, form: str | None = None) -> dict[str, Row]:
    """Year -> row of one statistic."""
    rows = [
        row
        for row in TABLES[edition]
        if (row["mineral"], row["measure"]) == (mineral, measure)
        and (form is None or row["form"] == form)
    ]
    found = {row["year"]: row for row in rows}
    assert len(found) == len(rows), f"{mineral} {measure}: name the form"
    return found


def states(rows: dict[str, Row]) -> list[str]:
    return [rows[year]["state"] for year in sorted(rows)]
