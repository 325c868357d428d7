"""Suppliers that dig more of a mineral than they refine: what a row on refined goods does not see.

Recorded imports of refined goods show who refined them or shipped them. A country that ships ore
and hydroxide appears there with a small share or none, while its mines may stand behind all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core import names
from critmin.core.errors import NoData
from critmin.measures.interval import Interval
from critmin.supply.one_country import world
from critmin.tracing import chains
from critmin.tracing.chains import Chained
from critmin.tracing.feed_forms import is_dug, is_processed, mined_as
from critmin.trade.buyers import Buyer
from critmin.trade.import_table import ImportTable

LEAST = 0.001  # shares of world output are not known more closely
FEW = 0.1  # a country that refines less than this part of what it digs is a country of mines


class MineSupplier(NamedTuple):
    """Country that digs more of a mineral than it refines, with its shares of world output."""

    iso3: str
    mined: float
    refined: float

    @property
    def only_mines(self) -> bool:
        """Whether it refines next to nothing of what it digs."""
        return self.refined < FEW * self.mined


@cache
def mine_supplier(mineral: str, iso3: str) -> MineSupplier | None:
    """Country as a supplier from the mine; None if it digs no more than it refines.

    A country that the table of refined output does not list counts as refining nothing, which
    can only make the caution appear too often.
    """
    mined = _share(mined_as(mineral), "mining", iso3)
    if mined < LEAST:
        return None
    refined = _share(mineral, "refining", iso3)
    return MineSupplier(iso3, mined, refined) if mined - refined >= LEAST else None


def _share(mineral: str, stage: str, iso3: str) -> float:
    found = world(mineral, stage)
    if found is None:
        return 0.0
    return sum(found.share(row) or 0.0 for row in found.table.countries if row.iso3 == iso3)


def mine_suppliers(table: ImportTable, suppliers: Iterable[str]) -> list[MineSupplier]:
    """Suppliers that dig more than they refine, if the form is made from what a mine ships."""
    if not is_processed(table.form) or is_dug(table.mineral, table.form):
        return []
    found = [mine_supplier(table.mineral, iso3) for iso3 in suppliers]
    return [one for one in found if one is not None]


def unseen(table: ImportTable, found: Iterable[MineSupplier]) -> list[MineSupplier]:
    """Those whose share of the recorded imports says nothing on what they dug."""
    return [one for one in found if one.only_mines or table.by(one.iso3) is None]


class Dug(NamedTuple):
    """Share of a buyer's supply dug in suppliers; None with the reason if it cannot be told.

    ``unexplained`` is the part followed to no mine, also where that is too much.
    """

    share: Interval | None
    unexplained: float | None
    reason: Caution | None
    found: Chained | None

    def cautions(self, buyer: Buyer) -> Iterator[Caution]:
        """The reason, or what the share rests on."""
        if self.reason is not None:
            yield self.reason
        elif self.found is not None:
            yield from self.found.cautions(buyer)


def dug(table: ImportTable, buyer: Buyer, suppliers: Iterable[str], *, allow_gap: bool) -> Dug:
    """Share of a buyer's supply of a form that was dug in the suppliers."""
    members = buyer.members(table.year)
    try:
        found = chains.chained(table.mineral, table.form, table.year, members, allow_gap=allow_gap)
    except NoData as reason:
        return Dug(None, None, Caution("feed_unseen", str(reason)), None)
    if found.refused and not allow_gap:
        return Dug(None, found.supply.unexplained, found.refusal(buyer.name), found)
    return Dug(found.dug(list(suppliers)), found.supply.unexplained, None, found)


def dug_elsewhere(table: ImportTable, found: Iterable[MineSupplier]) -> Iterator[Caution]:
    """Caution for each supplier: what it digs and refines, and what the row therefore lacks."""
    for one in found:
        yield caution(
            "dug_elsewhere",
            what=table.what,
            country=names.countries()[one.iso3].name,
            mined=one.mined,
            refined=one.refined,
        )
