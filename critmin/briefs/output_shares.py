"""What a country makes: its shares of the published output of each mineral, and the largest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from math import fsum

from critmin.core.named_tuple import NamedTuple
from critmin.supply import one_country
from critmin.supply.bundled_tables import index
from critmin.uses.list_tables import entries

STAGES = ("mining", "refining")
MOST = 0.5  # share of a mineral's published output that is worth a sentence
WORTH = 0.4  # of the printed figures: below it no share of a printed total is above `MOST`
LISTS = 8  # official lists, older editions included, that make a mineral worth one


class Made(NamedTuple):
    """Share of a mineral's published output at a stage.

    ``averaged`` is whether it is of several years, ``in_part`` whether of one part of the mineral.
    """

    mineral: str
    stage: str
    share: float
    year: int
    averaged: bool
    in_part: bool


def made(
    members: Collection[str], stage: str, among: Collection[str] | None = None, part: float = 0.0
) -> Iterator[Made]:
    """Shares of several countries together, of every mineral with figures at a stage.

    ``among`` are the only minerals whose tables are read, and of these the ones that list none of
    the countries, or clearly less than a part of the output, are left out; None for all.
    """
    for slug in sorted({entry.mineral for entry in index() if entry.stage == stage}):
        if among is not None and not (
            slug in among and one_country.may_list(slug, stage, members, part)
        ):
            continue
        world = one_country.world(slug, stage)
        if world is None:
            continue
        table = world.table
        share = fsum(world.share(row) or 0.0 for row in table.countries if row.iso3 in members)
        in_part = not one_country.COUNTED_IN_PART.isdisjoint(table.codes)
        yield Made(slug, stage, share, table.year, bool(table.period), in_part)


def most(members: Collection[str]) -> Made | None:
    """Listed mineral of which some countries have the largest share, if more than half.

    Minerals on few official lists, averages of several years, and parts of a mineral are left out.
    For single countries the build writes it to a table (`critmin.briefs.largest_output`).
    """
    lists = Counter(slug for slug, _list in {(one.mineral, one.list_id) for one in entries()})
    dated = {entry.mineral for entry in index() if entry.status != "period_average"}
    among = {slug for slug in dated if lists[slug] >= LISTS}
    every = [one for stage in STAGES for one in made(members, stage, among, WORTH)]
    large = [one for one in every if one.share > MOST and not one.averaged and not one.in_part]
    return max(large, key=lambda one: one.share, default=None)
