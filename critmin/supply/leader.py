"""The largest supplier of a table, what makes it uncertain, and who leads at each stage.

A country that is listed without a figure may be the largest one. It is named where another table
of the mineral gives it a share that would put it first here, or where the source has a word for
its amount ("Large"). Where half of the total or more has no country, none is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import STAGES
from critmin.supply import bundled_tables, query
from critmin.supply.bundled_tables import Entry
from critmin.supply.distribution import Distribution
from critmin.supply.supply_table import SupplyRow, SupplyTable

LARGE = re.compile(r"described as ((?:moderate to )?large)")  # a note in place of a figure


class Leader(NamedTuple):
    """Largest supplier with a figure and its share in [0, 1]; None if none may be named."""

    row: SupplyRow | None
    share: float
    cautions: tuple[Caution, ...]


def leader(shares: Distribution) -> Leader:
    """Largest supplier of a table with at least one producer."""
    first, share = shares.ranked[0]
    if shares.bounds_only:
        return Leader(None, share, ())
    return Leader(first, share, (*_about_rest(shares, first, share), *_about_hidden(shares, share)))


def _about_rest(shares: Distribution, first: SupplyRow, share: float) -> Iterator[Caution]:
    if shares.residual >= share:
        yield caution(
            "top_uncertain",
            what=shares.table.what,
            residual=shares.residual,
            country=first.country,
            share=share,
        )


def _about_hidden(shares: Distribution, first: float) -> Iterator[Caution]:
    """Countries without a figure that may be the largest."""
    table = shares.table
    if table.source.startswith("file:"):
        return  # a user's figures are not compared with a publisher's
    described: dict[str, list[str]] = {}
    for row in table.hidden:
        if word := LARGE.search(row.note):
            described.setdefault(word[1], []).append(row.country)
            continue
        found = _elsewhere(table, row.iso3)
        if found is not None and found[0] >= first * (1 - found[0]):
            share, entry = found
            yield caution(
                "top_uncertain:hidden",
                what=table.what,
                country=row.country,
                share=share,
                stage=entry.stage,
                year=entry.year,
                source=entry.source,
            )
    for text, countries in described.items():
        yield caution("top_uncertain:word", what=table.what, countries=tuple(countries), word=text)


def _elsewhere(table: SupplyTable, iso3: str) -> tuple[float, Entry] | None:
    """A country's newest share in other tables of the mineral, those of the stage first."""
    stages = [table.stage, *(stage for stage in STAGES if stage != table.stage)]
    for stage in stages:
        entries = [e for e in bundled_tables.usable_of(table.mineral, stage) if e.observed]
        for entry in sorted(entries, key=lambda e: -e.year):
            found = _share_in(entry, iso3) if bundled_tables.has_figure(entry, iso3) else None
            if found is not None:
                return found, entry
    return None


def _share_in(entry: Entry, iso3: str) -> float | None:
    try:
        shares = query.shares_of(bundled_tables.load(entry), None)
    except NoData:
        return None
    row = next((row for row in shares.table.countries if row.iso3 == iso3), None)
    return None if row is None else shares.share(row)


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
