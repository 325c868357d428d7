"""The committed USGS world tables, read row by row: shared by the tests of all editions."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path

DATASETS = Path(__file__).resolve().parents[2] / "datasets"
Row = dict[str, str]


@cache
def table(edition: str) -> tuple[Row, ...]:
    with (DATASETS / "usgs" / f"supply_{edition}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def select(edition: str, mineral: str, stage: str, year: str = "", basis: str = "") -> list[Row]:
    return [
        row
        for row in table(edition)
        if (row["mineral"], row["stage"]) == (mineral, stage)
        and year in ("", row["year"])
        and basis in ("", row["basis"])
    ]


def one(edition: str, mineral: str, stage: str, year: str, place: str, basis: str = "") -> Row:
    """The row of a country (ISO3), of ``World`` or of ``Other countries``."""
    rows = select(edition, mineral, stage, year, basis)
    found = [row for row in rows if place in (row["iso3"], row["country"])]
    assert len(found) == 1, found
    return found[0]


def figure(row: Row) -> tuple[str, str]:
    return row["quantity"], row["unit"]


def listed(rows: list[Row]) -> Decimal:
    return sum(
        (Decimal(r["quantity"]) for r in rows if r["kind"] != "total" and r["quantity"]), Decimal(0)
    )
