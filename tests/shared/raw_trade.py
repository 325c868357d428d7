"""BACI flows from the rows of the bundled tables, read without critmin.

The rule on weights is applied here once more: one under a twentieth of the world's value per kg of
the code and year is an error and counts as unknown.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

TRADE = Path(__file__).resolve().parents[2] / "datasets" / "trade"


class RawFlow(NamedTuple):
    """Row of a table, with the weight as recorded; 0 if there is none."""

    importer: str
    code: str
    exporter: str
    usd: int
    kg: int


@cache
def rows(store: str, year: int) -> dict[str, list[RawFlow]]:
    """Rows of one year by code."""
    found: dict[str, list[RawFlow]] = {}
    with gzip.open(TRADE / f"{store}_{year}.csv.gz", "rt", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            flow = RawFlow(
                row["importer"], row["code"], row["exporter"], int(row["usd"]), int(row["kg"] or 0)
            )
            found.setdefault(flow.code, []).append(flow)
    return found


@cache
def contradicted(store: str, year: int, code: str) -> frozenset[RawFlow]:
    """Flows whose weight is an error by the world's value per kg."""
    every = rows(store, year).get(code, [])
    weighed = [flow for flow in every if flow.kg]
    kg, usd = sum(flow.kg for flow in weighed), sum(flow.usd for flow in weighed)
    return frozenset(flow for flow in weighed if 20 * flow.usd * kg < usd * flow.kg)


def between(
    store: str, year: int, code: str, members: set[str] | frozenset[str], *, out: bool = False
) -> Iterator[RawFlow]:
    """Flows into a group of countries from outside it, or ``out`` of it."""
    for flow in rows(store, year).get(code, []):
        inside = flow.importer in members, flow.exporter in members
        if inside == ((False, True) if out else (True, False)):
            yield flow
