"""Members of blocs on the day that counts for a table, and their changes between years."""

from __future__ import annotations

from math import fsum

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core import names
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import listed
from critmin.supply.distribution import Distribution
from critmin.supply.supply_table import SupplyTable


class BlocTotal(NamedTuple):
    """Sum of the members that a table lists: None if a hidden figure may not be zero."""

    amount: float | None
    share: float | None
    flags: tuple[str, ...]


class BlocMembers:
    """Members of blocs, each table on the last day of its year or all on one day."""

    def __init__(self, as_of: str | None) -> None:
        self.as_of = as_of
        self.cautions: list[Caution] = []  # on members that changed between totals
        self._before: dict[tuple[str, str, str], tuple[str, frozenset[str]]] = {}

    def day(self, table: SupplyTable) -> str:
        """Day on which the members of a table are counted."""
        return self.as_of or f"{table.year}-12-31"

    def of(self, bloc: str, table: SupplyTable) -> frozenset[str]:
        """Members of a bloc as ISO3."""
        return frozenset(names.members(bloc, self.day(table)))

    def total(self, bloc: str, shares: Distribution) -> BlocTotal:
        """Sum of a bloc in a table, with the codes of what it leaves open."""
        table = shares.table
        members, change = self.of(bloc, table), self.change(bloc, table)
        self.cautions += [change] if change else []
        rows = [row for row in table.countries if row.iso3 in members]
        known = [row for row in rows if row.centre is not None]
        hidden = [row for row in rows if row.centre is None]
        amount = fsum(row.centre or 0.0 for row in known) if known else None
        if hidden and not amount:
            amount = None  # a hidden figure may not be zero, so the sum is unknown
        flags = ["bloc_incomplete"] if hidden else [] if rows else ["not_listed"]
        flags += ["bloc_changed"] if change else []
        flags += sorted({row.status for row in known} - {"reported"})
        share = None if amount is None else amount / shares.denominator.value
        return BlocTotal(amount, share, tuple(flags))

    def change(self, bloc: str, table: SupplyTable) -> Caution | None:
        """How the members differ from those of the table asked before, or within an average."""
        key, day, now = (bloc, table.mineral, table.stage), self.day(table), self.of(bloc, table)
        before = self._before.get(key)
        self._before[key] = (day, now)
        if before is None and table.period and not self.as_of:
            first = f"{table.period.partition('-')[0]}-01-01"
            before = (first, frozenset(names.members(bloc, first)))
        if before is None or before[1] == now:
            return None
        return caution(
            "bloc_changed",
            what=table.what,
            bloc=bloc,
            before=before[0],
            day=day,
            changes=listed([*_named(now - before[1], "joined"), *_named(before[1] - now, "left")]),
        )


def _named(members: frozenset[str], did: str) -> list[str]:
    known = names.countries()
    return [f"{', '.join(sorted(known[iso3].name for iso3 in members))} {did}"] if members else []
