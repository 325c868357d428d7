"""Brief of a buyer: its sentences, its rows, and the commands that show more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.briefs import control_sentences as said
from critmin.briefs.brief_rows import Row, event_rows, typed
from critmin.briefs.buying import HALF, Buying, Purchase, covered, known
from critmin.briefs.largest_output import most_of
from critmin.briefs.risk_order import RULE
from critmin.core.wording import capital, counted, few, listed, percent, place, the
from critmin.export_controls.reach import LICENCE, Controlled
from critmin.export_controls.state import IN_FORCE, UNSURE, state
from critmin.summaries.phrases import goods
from critmin.trade import flows

NAMED = 3
SHOWN = 8  # minerals named in a note
CLOSE = 2 / 3  # of the main supplier's minerals: another with as many is named beside it
NOISE = 1e-9


class BuyerBrief(Buying):
    """Sentences and rows of a buyer's imports and of the controls that reach them."""

    @cached_property
    def sentences(self) -> list[str]:
        """The brief in three sentences, and one more on what the buyer makes most of."""
        own = "" if self.buyer.is_bloc else most_of(self.buyer.code)
        return [self._dependence(), self._controls(), *([own] if own else []), self.coming]

    @property
    def coming(self) -> str:
        """Sentence on the nearest dated change."""
        return said.next_date(self.changes, self.day)

    def _dependence(self) -> str:
        """Sentence on the main supplier, with what cannot be compared."""
        buyer = said.whose(place(self.buyer.code) if self.buyer.is_bloc else self.buyer.name)
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
            number = counted(self.counted, "comparable mineral")
            of = f"{len(led)} of {number} in at least one form"
            from_ = f": from {the(flows.place_name(self.main)[0])} "
            valued = led[NAMED - 1].amount > 0
            most = f"above all {listed(_shares(led[:NAMED]))}"
            tail = from_ + (most if valued else said.some(_shares(led), NAMED))
        return (
            f"{capital(the(flows.place_name(self.main)[0]))} supplied more than half of {buyer} "
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
        under = [slug for slug in apart if self.restricted(slug)]
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

    def _controls(self) -> str:
        """Sentence on the strictest control that names the buyer, and on what controls cover."""
        aimed = f"{capital(said.holds(self.targeted[0], self.day))}; " if self.targeted else ""
        lapsed = [m for m in self.targeted[1:] if state(m, self.day) == "lapsed-unverified"][:1]
        doubt = "".join(f" {capital(said.holds(m, self.day))}." for m in lapsed)
        once = {one.table.mineral for one in self.purchases if one.share > HALF}
        under = self.under_control
        if not once:
            return capital(f"{aimed}no mineral is bought mostly from one country.{doubt}")
        of = counted(len(once), "mineral")
        if not under:
            none = (
                f"no export licence, quota or ban in force covers the {of} bought mostly from one "
                "country"
            )
            return capital(f"{aimed}{none}.{doubt}")
        are = "is" if len(under) == 1 else "are"
        return capital(
            f"{aimed}{len(under)} of the {of} bought mostly from one country {are} at least partly "
            f"under that country's export licence, quota or ban.{doubt}"
        )

    def _word(self, control: Controlled, share: float) -> str:
        """Strongest control of a purchase, on all or a part of it."""
        if covered(control) and not self.in_force(control):
            return "not-confirmed" if UNSURE & {*control.statuses} else "not-in-force"
        types = {
            known()[id_].type
            for id_, status in zip(control.ids, control.statuses, strict=True)
            if status in IN_FORCE
        }
        permit = "quota" if types & LICENCE == {"quota"} else "licence"
        for kind, found in (("ban", control.ban), (permit, control.licence)):
            if found is not None and found.high > 0:
                return kind if found.low >= share - NOISE else f"{kind}-in-part"
        if not control.ids and not control.end_use:
            return "none-on-record"
        catalogue = {known()[id_].type for id_ in control.ids} == {said.CATALOGUE}
        return "licence-catalogue" if catalogue and not control.end_use else "other"

    def rows(self) -> list[Row]:
        """Five largest risks, then the nearest changes."""
        return [*self._risk_rows(), *event_rows(self.changes)]

    def cautions(self) -> list[Caution]:
        """Minerals that have no share because their codes are shared."""
        apart = self.found.shared_only
        if not apart:
            return []
        shown = few(apart, SHOWN)
        return [caution("shared_codes_only", number=len(apart), minerals=shown)]

    def notes(self) -> list[str]:
        """What the shares are of, and the order of the risks."""
        return [
            "shares are of recorded imports of the forms with data; re-exports are not subtracted, "
            "so a supplier may have passed on what others produced",
            RULE,
        ]

    def further(self, name: str, on: str) -> list[str]:
        """Exposure to the supplier of the first risk, what it sells if it controls, the report."""
        supplier = [typed(one.supplier.place) for one, _control in self.risks[:1]]
        return [
            *(f"critmin exposure {name} --supplier {code}{on}" for code in supplier),
            *([f"critmin brief {name} --as supplier{on}"] if self.own_measures else []),
            f"critmin report {name}{on} -o {name.lower()}.html",
        ]

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
                tuple(known()[id_].type for id_ in control.ids),
                event.partition(" ")[0] or None,
                date or None,
                codes(supplier.flags, table.flags, control.flags),
                codes(table.source, control.sources),
            )


def _shares(bought: Sequence[Purchase]) -> list[str]:
    """Goods, each a mineral in one form, with the supplier's share."""
    return [f"{goods(p.table.mineral, p.table.form)} ({percent(p.share)})" for p in bought]


def _period(bought: Sequence[Purchase]) -> str:
    """Years that printed shares are the average of."""
    spans = dict.fromkeys(one.table.period for one in bought if one.table.period)
    return f"average of {listed([*spans])}" if spans else "of one year"
