"""A country's share of the world's supply at the stage that a traded form leaves from."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from critmin import catalog, choice
from critmin.distribution import Distribution
from critmin.errors import NoData

# Stage of supply by traded form; semi, magnet, downstream and scrap have no table.
STAGE_OF = {"ore": "mining", "intermediate": "refining", "ferroalloy": "refining",
            "refined": "refining", "mixed": "refining"}  # fmt: skip


class WorldShare(NamedTuple):
    """Fraction of world supply, None without a figure, and where from."""

    share: float | None
    source: str | None
    year: int | None
    flag: str | None = None


NOTHING = WorldShare(None, None, None)


@cache
def world(mineral: str, stage: str) -> Distribution | None:
    """The newest observed shares of the preferred source; None without any."""
    try:
        (entry,) = choice.choose(mineral, stage)
        table = catalog.load(entry)
        return Distribution.of(table, catalog.default_total(table.source))
    except NoData:
        return None


def world_share(mineral: str, form: str, iso3: str) -> WorldShare:
    """Share of a country in the world's supply behind a traded form.

    A country that the table does not list has no figure: it may be inside a residual.
    """
    stage = STAGE_OF.get(form)
    known = None if stage is None else world(mineral, stage)
    if known is None:
        return NOTHING
    table = known.table
    rows = [row for row in table.countries if row.iso3 == iso3]
    shares = [share for row in rows if (share := known.share(row)) is not None]
    if rows:
        return WorldShare(sum(shares) if shares else None, table.source, table.year)
    return WorldShare(None, table.source, table.year, "world_not_listed")
