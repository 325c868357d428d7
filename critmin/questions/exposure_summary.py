"""How many minerals of which one supplier can stop more than a threshold, and which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from critmin.columns import columns
from critmin.table import Cell, Column, Source, Table

SUMMARY = columns(
    "buyer_iso3 supplier_iso3 measure threshold minerals_above minerals_counted minerals_without "
    "minerals flag source"
)
MEASURED = (
    "direct_share", "origin_share_low", "origin_share_high", "under_licence_low",
    "under_licence_high", "under_ban_low", "under_ban_high",
)  # fmt: skip


def of(
    query: Mapping[str, Any],
    rows: Iterable[tuple[Cell, ...]],
    given: Sequence[Column],
    sources: tuple[Source, ...],
) -> Table:
    """One row per buyer and share: of each mineral the form with the largest share counts.

    The year before the first control is left out; a mineral without a figure is counted as
    such and never as below.
    """
    at = {column.name: place for place, column in enumerate(given)}
    newest = [row for row in rows if "before_control" not in str(row[at["flag"]] or "").split(";")]
    found = []
    threshold = float(query["threshold"])
    for buyer in query["buyers"]:
        own = [row for row in newest if row[at["buyer_iso3"]] == buyer]
        found += [_line(own, at, measure, threshold) for measure in MEASURED if own]
    return Table(
        query=query, columns=SUMMARY, rows=tuple(found), sources=sources,
        notes=("a mineral is above when any of its traded forms held is",),
    )  # fmt: skip


def _line(
    rows: Sequence[tuple[Cell, ...]], at: Mapping[str, int], measure: str, threshold: float
) -> tuple[Cell, ...]:
    largest: dict[str, float | None] = {}
    for row in rows:
        share, mineral = row[at[measure]], str(row[at["mineral"]])
        known = largest.setdefault(mineral, None)
        if isinstance(share, int | float) and (known is None or share > known):
            largest[mineral] = float(share)
    figures = {mineral: share for mineral, share in largest.items() if share is not None}
    above = sorted(m for m, share in figures.items() if share > threshold)
    used = (part for row in rows for part in str(row[at["source"]] or "").split(";") if part)
    first = rows[0]
    return (
        first[at["buyer_iso3"]], first[at["supplier_iso3"]], measure, threshold, len(above),
        len(figures), len(largest) - len(figures), ";".join(above) or None,
        None if figures else "no_data", ";".join(dict.fromkeys(used)) or None,
    )  # fmt: skip
