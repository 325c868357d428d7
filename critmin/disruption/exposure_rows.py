"""One row of the exposure table: what a supplier ships, produced, and can hold back by law."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from critmin.answers.columns import columns, weighing
from critmin.answers.table import Cell
from critmin.answers.text import joined
from critmin.export_controls.reach import Controlled
from critmin.supply.world_share import WorldShare
from critmin.trade import codes
from critmin.trade.import_table import ImportTable

COLUMNS = weighing(
    columns(
        "mineral stage year buyer_iso3 supplier_iso3 imports_usd direct_share origin_share_low "
        "origin_share_high unexplained_share under_licence_low under_licence_high under_ban_low "
        "under_ban_high end_use_reach control_status control_ids next_event forms_held forms_all "
        "world_share verified_through flag source"
    ),
    # On a narrow screen: whose row it is, then the shares; sources stand below the table too.
    stage=9,
    year=9,
    buyer_iso3=9,
    under_licence_low=8,
    under_licence_high=8,
    under_ban_low=7,
    under_ban_high=7,
    origin_share_low=6,
    origin_share_high=6,
    world_share=5,
    imports_usd=4,
    control_ids=4,
    control_status=3,
    unexplained_share=3,
    next_event=3,
    flag=3,
    end_use_reach=2,
    source=1,
    verified_through=1,
    forms_held=5,
    forms_all=5,
)
SHARES = 9  # cells from imports_usd to under_ban_high
Row = tuple[Cell, ...]


class OriginCells(NamedTuple):
    """Share by origin and what of the supply is unexplained, fractions; None untraced."""

    low: float | None
    high: float | None
    unexplained: float | None
    flags: tuple[str, ...]
    sources: tuple[str, ...]


UNTRACED = OriginCells(None, None, None, (), ())


@dataclass(frozen=True)
class Line:
    """A buyer's import table and what a supplier's controls reach of it.

    ``held`` are the mineral's forms that have a table, ``world`` the supplier's share of world
    output; ``before`` marks the year before the first control; without `ImportTable.claims` no
    share is shown.
    """

    buyer: str
    supplier: str
    table: ImportTable
    under: Controlled
    held: Collection[str]
    world: WorldShare
    before: bool

    def row(self, origin: OriginCells) -> Row:
        """The cells in the order of `COLUMNS`."""
        table, under, world = self.table, self.under, self.world
        every = {*codes.forms_of(table.mineral), *self.held}
        flags = [*self._flags(), *under.flags, *world.flags, *origin.flags]
        sources = [table.source, *under.sources, world.source or "", *origin.sources]
        return (
            table.mineral,
            table.form,
            table.year,
            self.buyer,
            self.supplier,
            *self._shares(origin),
            bool(under.end_use),
            ";".join(under.statuses) or None,
            ";".join(under.ids) or None,
            under.next_event,
            len(self.held),
            len(every),
            world.share,
            under.verified_through,
            joined(flags) or None,
            joined(sources),
        )

    def _shares(self, origin: OriginCells) -> Row:
        if not self.table.claims:
            return (None,) * SHARES
        own = self.table.by(self.supplier)
        share = self.table.share(own, "value") if own else self.table.absent(self.supplier)[0]
        in_usd = own is not None and bool(own.flows) and self.table.currency == "USD"
        licence, ban = self.under.licence or (None, None), self.under.ban or (None, None)
        return (own.value if own and in_usd else None, share, *origin[:3], *licence, *ban)

    def _flags(self) -> list[str]:
        table, own = self.table, self.table.by(self.supplier)
        flags = list(own.flags) if own else [table.absent(self.supplier)[1]]
        if not table.claims:
            return (
                ["code_emptied"] if table.exclusive else ["code_not_exclusive", "shared_codes_only"]
            )
        flags += ["forms_partial"] if table.partial else []
        flags += ["value_in_eur"] if table.currency == "EUR" else []
        return [*flags, *(["before_control"] if self.before else [])]


def blank(buyer: str, supplier: str, mineral: str, form: str) -> Row:
    """The row of what was named and has no recorded imports."""
    head: Row = (mineral, form or None, None, buyer, supplier)
    return (*head, *[None] * (len(COLUMNS) - len(head) - 2), "no_data", None)
