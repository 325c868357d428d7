"""Brief of a buyer: on whom it depends, which of that is controlled, and what changes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.briefs import control_sentences as said
from critmin.briefs.rows import Row, event_rows, typed
from critmin.core import names
from critmin.core.wording import (
    counted,
    few,
    listed,
    lower,
    mineral_name,
    percent,
    place,
    start,
    the,
)
from critmin.export_controls import bundled_tables
from critmin.export_controls.bundled_tables import about
from critmin.export_controls.measure import Measure
from critmin.export_controls.query import stands_for
from critmin.export_controls.reach import BAN, LICENCE, Controlled, controlled
from critmin.export_controls.state import IN_FORCE, UNSURE, reaches, state
from critmin.trade import cautions as search_cautions
from critmin.trade import flows, search
from critmin.trade.buyers import Buyer
from critmin.trade.import_table import ImportTable, Supplier
from critmin.trade.imports import Imports

HALF = 0.5
RISKS = 5
NAMED = 3
CLOSE = 2 / 3  # of the main supplier's minerals: another with as many is named beside it
MATTERS = 0.01  # share of a form from which a supplier's controls matter
NOISE = 1e-9


class Purchase(NamedTuple):
    """A buyer's imports of a mineral in one form, with the largest named supplier."""

    table: ImportTable
    supplier: Supplier
    share: float

    @property
    def amount(self) -> float:
        """Value from the supplier in the currency of the source; 0 if none is printed."""
        known = self.table.currency and not self.table.printed
        return self.table.amount(self.supplier, "value") or 0.0 if known else 0.0


@dataclass
class Buying:
    """Imports of a buyer and the controls that reach them on a day."""

    buyer: Buyer
    day: str
    found: Imports

    @classmethod
    def of(cls, buyer: Buyer, day: str) -> Buying:
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
        """Minerals of which the main supplier's share is known, in any form."""
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
        return controlled(one.table, one.supplier.place, self.buyer.code, self.also, self.day)

    def in_force(self, control: Controlled) -> bool:
        """Whether a licence, quota or ban that covers any of a purchase is in force."""
        return any(
            status in IN_FORCE and _known()[id_].type in LICENCE | BAN
            for id_, status in zip(control.ids, control.statuses, strict=True)
        )

    @cached_property
    def _ranked(self) -> list[tuple[Purchase, Controlled]]:
        """Purchases and controls: over half first, then those controlled, then by value."""
        every = [(one, self.control(one)) for one in self.purchases]

        def order(pair: tuple[Purchase, Controlled]) -> tuple[bool, bool, float, float, str, str]:
            one, control = pair
            table = one.table
            open_ = not (self.in_force(control) and _covered(control))
            return one.share <= HALF, open_, -one.amount, -one.share, table.mineral, table.form

        return sorted(every, key=order)

    @cached_property
    def risks(self) -> list[tuple[Purchase, Controlled]]:
        """The largest risks, each mineral once."""
        once: dict[str, tuple[Purchase, Controlled]] = {}
        for pair in self._ranked:
            once.setdefault(pair[0].table.mineral, pair)
        return list(once.values())[:RISKS]

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
        """Next dated changes of controls on what the buyer is sold, the nearest first."""
        own = {self.buyer.code, *self.also}
        kept = [m for m in self.measures if m.target in own or self._buys_under(m)]
        return said.changes(kept, self.day)

    def _buys_under(self, measure: Measure) -> bool:
        """Whether a measure's country sells the buyer some of its minerals, or may do.

        What trades under shared codes has no share: there the main supplier's controls count.
        """
        kin = frozenset(slug for one in said.minerals_of([measure]) for slug in names.kin(one))
        if measure.jurisdiction == self.main and not kin.isdisjoint(self.found.shared_only):
            return True
        tables = (table for table in self.found.tables if table.mineral in kin)
        return any((_share_of(t, measure.jurisdiction) or 0.0) >= MATTERS for t in tables)

    @cached_property
    def sentences(self) -> list[str]:
        """The brief in three sentences."""
        return [self._dependence(), self._controls(), said.next_date(self.changes, self.day)]

    def _dependence(self) -> str:
        """Sentence on the main supplier, with what cannot be compared."""
        buyer = said.whose(place(self.buyer.code))
        if self.main is None:
            minerals = len({one.table.mineral for one in self.purchases})
            return (
                f"No single country supplied more than half of {buyer} recorded imports of any of "
                f"{counted(minerals, 'comparable mineral')}"
                f"{self._basis(self.purchases)}{self._apart()}."
            )
        led = self.from_main
        of, tail = listed(_shares(led)), ""
        if len(led) > NAMED:
            of = f"{len(led)} of {counted(self.counted, 'comparable mineral')}"
            valued = led[NAMED - 1].amount > 0
            top = _names([one.table.mineral for one in led])[:NAMED]
            tail = f": {listed(top)} weigh most" if valued else f": {few(_shares(led), NAMED)}"
        return (
            f"{start(the(flows.place_name(self.main)[0]))} supplied more than half of {buyer} "
            f"recorded imports of {of}{self._next()}{self._basis(led)}{tail}{self._apart()}."
        )

    def _next(self) -> str:
        """The second supplier, if it has more than half of nearly as many minerals."""
        if len(self.leading) < 2 or self.leading[1][1] < CLOSE * self.leading[0][1]:
            return ""
        code, number = self.leading[1]
        return f", and {the(flows.place_name(code)[0])} of {number}," if number > NAMED else ""

    def _apart(self) -> str:
        """Minerals that trade only under shared tariff codes, and how many are controlled."""
        apart = self.found.shared_only
        if not apart:
            return ""
        under = [slug for slug in apart if self._restricted(slug)]
        among = f", {len(under)} of them under its export controls," if under else ""
        verb = "shares" if len(apart) == 1 else "share"
        return f"; {len(apart)} more{among} {verb} tariff codes and cannot be compared"

    def _basis(self, bought: Sequence[Purchase]) -> str:
        """Years of the shares, and that they are by value or as printed."""
        years = sorted({one.table.year for one in bought})
        printed = [one.table.printed for one in bought]
        if all(printed):
            return f" (shares printed by the USGS, {_period(bought)})"
        span = f" in {years[0]}" if len(years) == 1 else f" in {years[0]}-{years[-1]}"
        if any(printed):
            return f"{span} (by value, or USGS shares, {_period(bought)})"
        return f"{span}, by value"

    def _restricted(self, slug: str) -> bool:
        """Whether the main supplier's licence or ban on a mineral is in force for the buyer."""
        return self.main is not None and any(
            said.in_shares(measure)
            and not measure.binds_others_alone
            and measure.grounded_on(names.kin(slug))
            and state(measure, self.day) in IN_FORCE
            and reaches(measure, self.buyer.code, self.also)
            for measure in about(self.main, slug)
        )

    def _controls(self) -> str:
        """Sentence on the strictest control that names the buyer, and on what controls cover."""
        aimed = f"{start(said.holds(self.targeted[0], self.day))}; " if self.targeted else ""
        once = {one.table.mineral for one, _control in self._ranked if one.share > HALF}
        under = {
            one.table.mineral
            for one, control in self._ranked
            if one.share > HALF and self.in_force(control)
        }
        if not once:
            return start(f"{aimed}no mineral is bought mostly from one country.")
        of = counted(len(once), "mineral")
        if not under:
            none = (
                f"no export licence or ban in force covers the {of} bought mostly from one country"
            )
            return start(f"{aimed}{none}.")
        are = "is" if len(under) == 1 else "are"
        return start(
            f"{aimed}{len(under)} of the {of} bought mostly from one country {are} at least partly "
            "under its export licence or ban."
        )

    def _word(self, control: Controlled, share: float) -> str:
        """Strongest control of a purchase, on all or a part of it."""
        if _covered(control) and not self.in_force(control):
            return "not-confirmed" if UNSURE & {*control.statuses} else "not-in-force"
        for kind, found in (("ban", control.ban), ("licence", control.licence)):
            if found is not None and found.high > 0:
                return kind if found.low >= share - NOISE else f"{kind}-in-part"
        return "other" if control.ids or control.end_use else "none-on-record"

    def rows(self) -> list[Row]:
        """Five largest risks, then the nearest changes."""
        return [*self._risk_rows(), *event_rows(self.changes)]

    def cautions(self) -> list[Caution]:
        """Minerals that have no share because their codes are shared."""
        apart = self.found.shared_only
        if not apart:
            return []
        shown = few(apart, search_cautions.NAMED)
        return [caution("shared_codes_only", number=len(apart), minerals=shown)]

    def further(self, name: str, on: str) -> list[str]:
        """Exposure to the supplier of the first risk, its imports, and the report."""
        lines = [f"critmin report {name}{on} -o {name.lower()}.html"]
        for one, _control in self.risks[:1]:
            supplier = typed(one.supplier.place)
            lines = [
                f"critmin exposure {name} --supplier {supplier}{on}",
                f"critmin dependency {name} {one.table.mineral}",
                *lines,
            ]
        return lines

    def _risk_rows(self) -> Iterator[Row]:
        for one, control in self.risks:
            table, supplier = one.table, one.supplier
            name, iso3 = flows.place_name(supplier.place)
            date, _, event = (control.next_event or "").partition(" ")
            usd = table.amount(supplier, "value") if table.currency == "USD" else None
            yield Row(
                "risk",
                (table.mineral,),
                table.form,
                table.year,
                name,
                iso3,
                one.share,
                None if usd is None or table.printed else usd,
                self._word(control, one.share),
                control.ids,
                tuple(_known()[id_].type for id_ in control.ids),
                event.partition(" ")[0] or None,
                date or None,
                codes(supplier.flags, table.flags, control.flags),
                codes(table.source, control.sources),
            )


def _largest(table: ImportTable) -> Purchase | None:
    """Named supplier with the largest share; None if no share is known."""
    named = [supplier for supplier in table.suppliers if supplier.place]
    shares = [(table.share(supplier, "value"), supplier) for supplier in named]
    known = [(share, supplier) for share, supplier in shares if share is not None]
    if not known:
        return None
    share, supplier = min(known, key=lambda pair: (-pair[0], pair[1].place))
    return Purchase(table, supplier, share)


def _covered(control: Controlled) -> bool:
    return any(found is not None and found.high > 0 for found in (control.licence, control.ban))


def _share_of(table: ImportTable, supplier: str | None) -> float | None:
    """Share of a supplier, 0 if no flow of it is recorded; None if unknown."""
    if supplier is None:
        return None
    found = table.by(supplier)
    if found is not None:
        return table.share(found, "value")
    return table.absent(supplier)[0] if table.claims else None


@cache
def _known() -> dict[str, Measure]:
    """Measures by id."""
    return {measure.measure_id: measure for measure in bundled_tables.measures()}


def _shares(bought: Sequence[Purchase]) -> list[str]:
    """Minerals with the supplier's share."""
    return [f"{lower(mineral_name(p.table.mineral))} ({percent(p.share)})" for p in bought]


def _names(slugs: Sequence[str]) -> list[str]:
    return [lower(mineral_name(slug)) for slug in slugs]


def _period(bought: Sequence[Purchase]) -> str:
    """Years that printed shares are the average of."""
    spans = dict.fromkeys(one.table.period for one in bought if one.table.period)
    return f"average of {listed([*spans])}" if spans else "of one year"
