"""Imports of a buyer: on whom it depends, which of that is controlled, and what changes next."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Self

from critmin.briefs import control_sentences as said
from critmin.briefs.risk_order import QUARTER, Weighed, little, recorded_value
from critmin.core import names
from critmin.core.named_tuple import NamedTuple
from critmin.export_controls import bundled_tables
from critmin.export_controls.bundled_tables import about, of_supplier
from critmin.export_controls.measure import Measure
from critmin.export_controls.query import stands_for
from critmin.export_controls.reach import BAN, LICENCE, Controlled, controlled
from critmin.export_controls.state import IN_FORCE, reaches, state
from critmin.trade import search
from critmin.trade.buyers import Buyer
from critmin.trade.import_table import ImportTable, Supplier
from critmin.trade.imports import Imports
from critmin.trade.mine_supplier import mine_supplier

HALF = 0.5
RISKS = 5
MATTERS = 0.01  # share of a form from which a supplier's controls matter


class Purchase(NamedTuple):
    """A buyer's imports of a mineral in one form, with the largest named supplier."""

    table: ImportTable
    supplier: Supplier
    share: float

    @property
    def valued(self) -> bool:
        """Whether the source prints values."""
        return bool(self.table.currency) and not self.table.printed

    @property
    def amount(self) -> float:
        """Value from the supplier in the currency of the source; 0 if none is printed."""
        return self.table.amount(self.supplier, "value") or 0.0 if self.valued else 0.0


@dataclass(eq=False)
class Buying:
    """Imports of a buyer and the controls that reach them on a day."""

    buyer: Buyer
    day: str
    found: Imports
    _looked_up: dict[tuple[str, str, str], Controlled] = field(default_factory=dict)  # once each

    @classmethod
    def of(cls, buyer: Buyer, day: str) -> Self:
        """Read the buyer's newest recorded imports.

        Raises
        ------
        NoData
            If none are recorded.
        """
        return cls(buyer, day, search.find(buyer))

    @cached_property
    def also(self) -> frozenset[str]:
        """Blocs and members that stand for the buyer on the day."""
        return stands_for(self.buyer.code, self.day)

    @cached_property
    def purchases(self) -> list[Purchase]:
        """Largest named supplier of each form that has a share."""
        found = (_largest(table) for table in self.found.tables)
        return [one for one in found if one is not None]

    @cached_property
    def leading(self) -> list[tuple[str, int]]:
        """Suppliers with more than half of any mineral, and of how many; of most minerals first.

        Of equal ones the one that is paid more is first.
        """
        above: dict[str, set[str]] = {}
        paid: dict[str, float] = {}
        for one in self.purchases:
            if one.share > HALF:
                above.setdefault(one.supplier.place, set()).add(one.table.mineral)
                paid[one.supplier.place] = paid.get(one.supplier.place, 0.0) + one.amount
        ranked = sorted(above, key=lambda code: (-len(above[code]), -paid[code], code))
        return [(code, len(above[code])) for code in ranked]

    @property
    def main(self) -> str | None:
        """Supplier that has more than half of most minerals; None if none has of any."""
        return self.leading[0][0] if self.leading else None

    @cached_property
    def counted(self) -> int:
        """Minerals of which the main supplier's share is known, in any form.

        A share of 0 of what it digs and others refine says nothing of it.
        """
        return len({t.mineral for t in self.found.tables if _share_of(t, self.main) is not None})

    @cached_property
    def from_main(self) -> list[Purchase]:
        """Of each mineral with more than half from the main supplier, the form of most value."""
        best: dict[str, Purchase] = {}
        for one in self.purchases:
            if one.supplier.place == self.main and one.share > HALF:
                known = best.get(one.table.mineral)
                if known is None or (one.amount, one.share) > (known.amount, known.share):
                    best[one.table.mineral] = one
        return sorted(best.values(), key=lambda one: (-one.amount, -one.share, one.table.mineral))

    def control(self, one: Purchase) -> Controlled:
        """What the supplier's controls cover of a purchase."""
        key = (one.table.mineral, one.table.form, one.supplier.place)
        found = self._looked_up.get(key)
        if found is None:
            table, place = one.table, one.supplier.place
            found = controlled(table, place, self.buyer.code, self.also, self.day)
            self._looked_up[key] = found
        return found

    def in_force(self, control: Controlled) -> bool:
        """Whether a licence, quota or ban that covers any of a purchase is in force."""
        return any(
            status in IN_FORCE and known()[id_].type in LICENCE | BAN
            for id_, status in zip(control.ids, control.statuses, strict=True)
        )

    @cached_property
    def under_control(self) -> set[str]:
        """Minerals of over half from one country that its controls in force cover in part."""
        return {
            one.table.mineral
            for one in self.purchases
            if one.share > HALF and self._controlled(one)
        }

    def _controlled(self, one: Purchase) -> bool:
        if not of_supplier(one.supplier.place):
            return False
        control = self.control(one)
        return covered(control) and self.in_force(control)

    @cached_property
    def risks(self) -> list[tuple[Purchase, Controlled]]:
        """The largest risks by the rule of `critmin.briefs.risk_order`, each mineral once."""
        many = [one for one in self.purchases if one.share >= QUARTER]
        least = little(one.amount for one in self.purchases)
        large = [one for one in many if not one.valued or one.amount >= least]
        ranked = sorted(large or many or self.purchases, key=lambda one: self._weighed(one).order)
        once: dict[str, Purchase] = {}
        for one in ranked:
            once.setdefault(one.table.mineral, one)
        return [(one, self.control(one)) for one in list(once.values())[:RISKS]]

    def _weighed(self, one: Purchase) -> Weighed:
        table, value = one.table, one.amount if one.valued else None
        if value is None:
            value = recorded_value(self.buyer, table.mineral, table.form, one.supplier.place)
        return Weighed(table.mineral, table.form, one.share, value, self._controlled(one))

    @cached_property
    def measures(self) -> list[Measure]:
        """Measures that limit shipments to the buyer of a mineral that it imports."""
        minerals = {table.mineral for table in self.found.tables} | {*self.found.shared_only}
        kin = frozenset(slug for one in minerals for slug in names.kin(one))
        return [
            measure
            for measure in bundled_tables.measures()
            if said.counts(measure, self.day)
            and reaches(measure, self.buyer.code, self.also)
            and (
                not kin.isdisjoint(said.minerals_of([measure]))
                or any(cover.scope == "dual-use-list" for cover in measure.covers)
            )
        ]

    @cached_property
    def targeted(self) -> list[Measure]:
        """Measures that name the buyer, its blocs or members, those in force first."""
        own = {self.buyer.code, *self.also}
        first = [code for code, _number in self.leading[:2]]
        return said.strictest([m for m in self.measures if m.target in own], self.day, first)

    @cached_property
    def changes(self) -> list[said.Change]:
        """Next dated changes of controls on what the buyer is sold and sells, the nearest first."""
        own = {self.buyer.code, *self.also}
        kept = [m for m in self.measures if m.target in own or self._buys_under(m)]
        ids = {measure.measure_id for measure in kept}
        more = [m for m in self.own_measures if m.measure_id not in ids]
        return said.changes([*kept, *more], self.day)

    @cached_property
    def own_measures(self) -> list[Measure]:
        """Measures of the buyer that limit what it ships to others; of a bloc also its members'."""
        own = {self.buyer.code, *self.also} if self.buyer.is_bloc else {self.buyer.code}
        every = bundled_tables.measures()
        return [m for m in every if m.jurisdiction in own and said.counts(m, self.day)]

    def _buys_under(self, measure: Measure) -> bool:
        """Whether a measure's country sells the buyer some of its minerals, or may do.

        What trades under shared codes has no share: there the main supplier's controls count.
        """
        kin = frozenset(slug for one in said.minerals_of([measure]) for slug in names.kin(one))
        if measure.jurisdiction == self.main and not kin.isdisjoint(self.found.shared_only):
            return True
        tables = (table for table in self.found.tables if table.mineral in kin)
        sold = ((table, table.by(measure.jurisdiction)) for table in tables)
        shares = (table.share(found, "value") for table, found in sold if found is not None)
        return any((share or 0.0) >= MATTERS for share in shares)

    def restricted(self, slug: str) -> bool:
        """Whether the main supplier's licence or ban on a mineral is in force for the buyer."""
        return self.main is not None and any(
            said.in_shares(measure)
            and not measure.binds_others_alone
            and measure.grounded_on(names.kin(slug))
            and state(measure, self.day) in IN_FORCE
            and reaches(measure, self.buyer.code, self.also)
            for measure in about(self.main, slug)
        )


def _largest(table: ImportTable) -> Purchase | None:
    """Named supplier with the largest share; None if no share is known."""
    named = [supplier for supplier in table.suppliers if supplier.place]
    if table.printed:
        known = [(one.printed, one) for one in named if one.printed is not None]
    else:
        known = [(float(one.value), one) for one in named if one.value]
    if not known:
        return None
    supplier = min(known, key=lambda pair: (-pair[0], pair[1].place))[1]
    share = table.share(supplier, "value")
    return None if share is None else Purchase(table, supplier, share)


def covered(control: Controlled) -> bool:
    """Whether a licence, quota or ban covers any of a purchase, in force or not confirmed."""
    return any(found is not None and found.high > 0 for found in (control.licence, control.ban))


def _share_of(table: ImportTable, supplier: str | None) -> float | None:
    """Share of a supplier, 0 if no flow of it is recorded; None if unknown."""
    if supplier is None:
        return None
    found = table.by(supplier)
    if found is not None:
        return table.share(found, "value")
    if not table.claims or mine_supplier(table.mineral, table.form, supplier) is not None:
        return None
    return table.absent(supplier)[0]


@cache
def known() -> dict[str, Measure]:
    """Measures by id."""
    return {measure.measure_id: measure for measure in bundled_tables.measures()}
