"""Notes on stages of a mineral that are shown together: their bases, and who leads each."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.supply import query
from critmin.supply.leader import leader
from critmin.supply.supply_table import SupplyTable


def side_by_side(found: Sequence[SupplyTable], total: str | None) -> list[str]:
    """Notes on stages of a mineral shown together: different bases, and the leader of each."""
    notes = []
    by_mineral: dict[str, list[SupplyTable]] = {}
    for table in found:
        by_mineral.setdefault(table.mineral, []).append(table)
    for mineral, tables in by_mineral.items():
        stages = list({table.stage: table for table in tables}.values())
        if len(stages) < 2:
            continue
        bases = ", ".join(f"{t.stage} {t.basis}, {t.source}" for t in stages)
        if len({table.basis for table in stages}) > 1:
            notes.append(
                f"{mineral}: bases differ ({bases}); do not divide one figure by the other"
            )
        elif len({table.source for table in stages}) > 1:
            notes.append(f"{mineral}: publishers differ ({bases}); compare shares, not quantities")
        notes.append(f"{mineral}: {_leaders(stages, total)}")
    return notes


def _leaders(stages: Sequence[SupplyTable], total: str | None) -> str:
    leaders = []
    known: list[str] = []
    for table in stages:
        shares = query.shares_of(table, total)
        if not shares.ranked:
            continue
        first = leader(shares)
        if first.row is None:
            leaders.append(f"who leads {table.stage} is not known")
            continue
        unsure = "" if not first.cautions else " of those named"
        country = first.row.country
        known.append(country)
        leaders.append(
            f"{table.stage} is led by {country}{unsure} ({first.share:.1%}, {_when(table)})"
        )
    if len(known) < len(leaders):
        return ", ".join(leaders)
    shift = (
        "the leading country changes"
        if len(set(known)) > 1
        else "the same country leads at each stage"
    )
    return f"{', '.join(leaders)}: {shift}"


def _when(table: SupplyTable) -> str:
    return f"mean of {table.period}" if table.period else str(table.year)
