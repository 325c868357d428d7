"""Suppliers that dig more of a mineral than they refine: what a row on refined goods does not see.

Recorded imports of refined goods show who refined them or shipped them. A country that ships ore
and hydroxide appears there with a small share or none, while its mines may stand behind all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import few
from critmin.measures.interval import Interval
from critmin.tracing import chains
from critmin.tracing.chains import Chained
from critmin.tracing.feed_forms import is_dug
from critmin.tracing.shares import DECIMALS, WIDE
from critmin.trade.buyers import Buyer
from critmin.trade.cautions import NAMED
from critmin.trade.import_table import ImportTable
from critmin.trade.mine_supplier import MineSupplier, mine_supplier


def mine_suppliers(table: ImportTable, suppliers: Iterable[str]) -> list[MineSupplier]:
    """Suppliers that dig more than they refine, if the form is made from what a mine ships."""
    if is_dug(table.mineral, table.form):
        return []
    found = [mine_supplier(table.mineral, table.form, iso3) for iso3 in suppliers]
    return [one for one in found if one is not None]


def unseen(table: ImportTable, found: Iterable[MineSupplier]) -> list[MineSupplier]:
    """Those whose share of the recorded imports says nothing on what they dug.

    A supplier that only mines, and one with 0 shipments. A supplier that a publisher does not list
    keeps the limit of its share, which is no 0.
    """
    return [
        one
        for one in found
        if one.only_mines or (table.by(one.iso3) is None and table.absent(one.iso3)[0] == 0)
    ]


# Codes that are said once for all tables, with the name of their sentence.
COUNTED = {"dug_elsewhere": "dug_elsewhere:counted", "feed_unseen": "feed_unseen:counted"}


class Dug(NamedTuple):
    """Share of a buyer's supply dug in suppliers; None with the reason if it cannot be told.

    ``unexplained`` is the part followed to no mine, also where that is too much.
    """

    share: Interval | None
    unexplained: float | None
    reason: Caution | None
    found: Chained | None

    @property
    def wide(self) -> bool:
        """Whether the range is too wide to tell what the suppliers dug."""
        return self.share is not None and self.share.high - self.share.low > WIDE

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
    unexplained = round(found.supply.unexplained, DECIMALS)
    if found.refused and not allow_gap:
        return Dug(None, unexplained, found.refusal(buyer.name), found)
    share = Interval(*(round(end, DECIMALS) for end in found.dug(list(suppliers))))
    return Dug(share, unexplained, None, found)


def counted(found: Iterable[tuple[str, Iterable[Caution]]]) -> Iterator[Caution]:
    """Cautions of many tables on what suppliers dug, one for each code.

    Parameters
    ----------
    found : iterable of (str, iterable of Caution)
        Table in words, and its cautions.
    """
    tables: dict[str, dict[str, None]] = {}
    for what, cautions in found:
        for one in cautions:
            tables.setdefault(one.code, {})[what] = None
    for code, sentence in COUNTED.items():
        if code in tables:
            whats = few(list(tables[code]), NAMED)
            yield caution(sentence, number=len(tables[code]), tables=whats)


@dataclass(eq=False)
class Said:
    """Cautions on what suppliers dug, by table, each once."""

    by_table: dict[str, dict[Caution, None]] = field(default_factory=dict)

    def add(self, table: ImportTable, cautions: Iterable[Caution]) -> None:
        """Add cautions of a table."""
        self.by_table.setdefault(table.what, {}).update(dict.fromkeys(cautions))

    def cautions(self, *, each: bool) -> Iterator[Caution]:
        """All of them, or one for each code."""
        if not each:
            yield from counted(self.by_table.items())
            return
        for cautions in self.by_table.values():
            yield from cautions
