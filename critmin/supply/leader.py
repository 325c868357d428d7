"""The largest supplier of a table, and what makes it uncertain.

A country that is listed without a figure may be the largest one. It is named where another table
of the mineral gives it a share that would put it first here, or where the source has a word for
its amount ("Large"). Where half of the total or more has no country, none is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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
        yield caution(
            "top_uncertain:word", what=table.what, countries=", ".join(countries), word=text
        )


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
