"""Brief of a supplier: what it makes, what others buy from it, and what it controls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from critmin.answers.builder import codes
from critmin.answers.table import Caution
from critmin.briefs import control_sentences as said
from critmin.briefs.brief_rows import Row, event_rows
from critmin.briefs.output_shares import made
from critmin.core.dates import in_words
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import capital, counted, listed, lower, mineral_name, percent, place, the
from critmin.export_controls import bundled_tables
from critmin.export_controls.measure import Measure
from critmin.export_controls.query import stands_for
from critmin.export_controls.reach import INSIDE, extent
from critmin.export_controls.state import IN_FORCE, state
from critmin.trade import flows
from critmin.trade.buyers import Buyer
from critmin.trade.codes import other_forms
from critmin.trade.readers import Flow
from critmin.trade.source_choice import choose, flows_of, lines_with_flows
from critmin.trade.sources import HELD_YEAR, trade_source, worldwide

HALF = 0.5
SALES = 5
NAMED = 3
STAGES = {"mining": "at the mine", "refining": "at the refinery"}


class Sale(NamedTuple):
    """What the world buys of a mineral in one form from the supplier."""

    mineral: str
    form: str
    hs6: tuple[str, ...]
    usd: int
    share: float
    control: str
    ids: tuple[str, ...]
    source: str


@dataclass(eq=False)
class Selling:
    """Output, sales and export controls of a country or bloc on a day."""

    seller: Buyer
    day: str

    @classmethod
    def of(cls, seller: Buyer, day: str) -> Selling:
        """Read what is on record.

        Raises
        ------
        NoData
            If there is nothing.
        """
        found = cls(seller, day)
        found._refuse_if_empty()
        return found

    def _refuse_if_empty(self) -> None:
        """Raise `NoData` if there is neither output nor trade nor a control."""
        if not (self.sales or self.measures or any(known for known, _all in self.made.values())):
            raise NoData(
                f"no data for {self.seller.name} as a supplier: no bundled source has output, "
                f"exports in {HELD_YEAR} or an export control of it"
            )

    @cached_property
    def members(self) -> frozenset[str]:
        """Codes under which the seller's exports are recorded."""
        return self.seller.members(HELD_YEAR)

    @cached_property
    def made(self) -> dict[str, tuple[list[str], int]]:
        """By stage: minerals of which it makes more than half, and the number with figures."""
        found = {}
        for stage in STAGES:
            shares = {one.mineral: one.share for one in made(self.members, stage)}
            above = [slug for slug, share in shares.items() if share > HALF]
            found[stage] = (sorted(above, key=lambda slug: (-shares[slug], slug)), len(shares))
        return found

    @cached_property
    def sales(self) -> list[Sale]:
        """Forms that others import from it: controlled ones of over half first, then by value."""
        found = [sale for sale in self._all_sales() if sale.usd > 0]

        def order(sale: Sale) -> tuple[bool, bool, int, str, str]:
            open_ = not sale.control.startswith(("ban", "quota", "licence"))
            return sale.share <= HALF, open_, -sale.usd, sale.mineral, sale.form

        return sorted(found, key=order)

    def _all_sales(self) -> Iterator[Sale]:
        shipped = {origin: self._by_code(origin) for origin in worldwide()}
        forms = dict.fromkeys(key for origin in worldwide() for key in flows.mapped(origin))
        for mineral, form in sorted(forms):
            try:
                origin = choose(worldwide(), mineral, form, [HELD_YEAR])
            except NoData:
                continue
            lines = lines_with_flows(origin, mineral, form, HELD_YEAR)
            if not lines[0].exclusive:
                continue
            hs6 = tuple(sorted({line.code for line in lines}))
            own = flows_of(shipped[origin], lines, mineral, form)
            total = self._world(origin, mineral, form, hs6)
            usd = sum(flow.value for flow in own)
            if total > 0:
                control, ids = self._control(mineral, form, hs6)
                source = trade_source(origin).id
                yield Sale(mineral, form, hs6, usd, usd / total, control, ids, source)

    def _by_code(self, origin: str) -> dict[str, list[Flow]]:
        """Shipments of the seller to others, by code."""
        found: dict[str, list[Flow]] = {}
        for flow in flows.exports(origin, HELD_YEAR, self.members):
            if flow.importer not in self.members:
                found.setdefault(flow.code, []).append(flow)
        return found

    def _world(self, origin: str, mineral: str, form: str, hs6: tuple[str, ...]) -> int:
        """Value of all recorded imports of a form, without those within the seller's bloc."""
        others = other_forms()
        moved = {code for (code, _), o in others.items() if (o.mineral, o.form) == (mineral, form)}
        mixed = moved | {code for code, _exporter in others if code in hs6}
        if self.seller.is_bloc or mixed:
            lines = lines_with_flows(origin, mineral, form, HELD_YEAR)
            by_code: dict[str, list[Flow]] = {}
            for flow in flows.flows(origin, HELD_YEAR, {*hs6, *mixed}):
                if flow.importer not in self.members or flow.exporter not in self.members:
                    by_code.setdefault(flow.code, []).append(flow)
            return sum(flow.value for flow in flows_of(by_code, lines, mineral, form))
        return sum(flows.world(origin, HELD_YEAR, code).value for code in hs6)

    @cached_property
    def measures(self) -> list[Measure]:
        """Measures of it that limit shipments; of a bloc also those of its members."""
        own = {self.seller.code, *stands_for(self.seller.code, self.day)}
        every = bundled_tables.measures()
        return [m for m in every if m.jurisdiction in own and said.counts(m, self.day)]

    def _control(
        self, mineral: str, form: str, hs6: tuple[str, ...]
    ) -> tuple[str, tuple[str, ...]]:
        """Strongest control in force on a form towards all, and the measures that touch it."""
        touching = []
        for measure in self.measures:
            parts = [extent(measure, mineral, form, code) for code in hs6]
            if not measure.binds_others_alone and any(part.high for part in parts):
                touching.append((measure, all(part == INSIDE for part in parts)))
        ids = tuple(measure.measure_id for measure, _whole in touching)
        return said.strongest(touching, self.day), ids

    @cached_property
    def changes(self) -> list[said.Change]:
        """Next dated changes of its controls, the nearest first."""
        return said.changes(self.measures, self.day)

    @cached_property
    def sentences(self) -> list[str]:
        """The brief in three sentences, the last with the next date."""
        return [self._output(), self._sold(), *self._controls()]

    def _output(self) -> str:
        name = capital(the(place(self.seller.code)))
        parts = [
            f"{_counted(above, number)} {STAGES[stage]}"
            for stage, (above, number) in self.made.items()
            if above
        ]
        if not parts:
            return f"{name} makes more than half of the published output of no mineral."
        return f"{name} makes more than half of the published output of {listed(parts)}."

    def _sold(self) -> str:
        above = [sale for sale in self.sales if sale.share > HALF]
        minerals = {sale.mineral for sale in self.sales}
        if not self.sales:
            return f"No exports of minerals by it are recorded in {HELD_YEAR}."
        ranked = sorted(above, key=lambda sale: -sale.usd)
        shown = said.some(
            [f"{lower(mineral_name(s.mineral))} ({s.form}, {percent(s.share)})" for s in ranked],
            NAMED,
        )
        if not above:
            most = max(self.sales, key=lambda sale: sale.share)
            return (
                f"Of no mineral in one form did it supply more than half of the world's recorded "
                f"imports in {HELD_YEAR}; the largest share is {percent(most.share)} of "
                f"{lower(mineral_name(most.mineral))} ({most.form})."
            )
        return (
            f"It supplied more than half of the world's recorded imports in {HELD_YEAR}, by value, "
            f"of {len({s.mineral for s in above})} of the {counted(len(minerals), 'mineral')} that "
            f"it sells under tariff codes of their own: {shown}."
        )

    def _controls(self) -> list[str]:
        running = [m for m in self.measures if state(m, self.day) in IN_FORCE]
        if not self.measures:
            return ["No control of it that limits shipments of minerals is on record."]
        seen = [m.verified_through for m in running if m.verified_through]
        last = f" (last confirmed up to {in_words(max(seen))})" if seen else ""
        paused = len(self.measures) - len(running)
        rest = f", and {paused} more announced, suspended or not confirmed" if paused else ""
        are = "is" if len(running) == 1 else "are"
        number = counted(
            len(running), "of its controls on shipments", "of its controls on shipments"
        )
        return [f"On {in_words(self.day)}, {number} {are} in force{last}{rest}.", self.coming]

    @property
    def coming(self) -> str:
        """Sentence on the nearest dated change; empty without a control."""
        return said.next_date(self.changes, self.day) if self.measures else ""

    def cautions(self) -> list[Caution]:
        """No cautions of its own."""
        return []

    def notes(self) -> list[str]:
        """What the shares are of, and the order of the sales."""
        return [
            "shares are of the recorded imports of all countries, by value; re-exports are not "
            "subtracted",
            "sales: more than half of the world's imports first, then those under its export "
            "controls, then the largest value",
        ]

    def further(self, name: str, on: str) -> list[str]:
        """Its controls, and the brief of it as a buyer."""
        controls = [f"critmin controls --country {name}{on}"] if self.measures else []
        return [*controls, f"critmin brief {name}{on}"]

    def rows(self) -> list[Row]:
        """Five largest sales, then the nearest changes."""
        kinds = {measure.measure_id: measure.type for measure in self.measures}
        sales = [
            Row(
                "sale",
                (sale.mineral,),
                sale.form,
                HELD_YEAR,
                self.seller.name,
                None if self.seller.is_bloc else self.seller.code,
                sale.share,
                float(sale.usd),
                sale.control,
                sale.ids,
                tuple(kinds[id_] for id_ in sale.ids),
                None,
                None,
                (),
                codes(sale.source, ["controls@2026"] if sale.ids else []),
            )
            for sale in self.sales[:SALES]
        ]
        return [*sales, *event_rows(self.changes)]


def _counted(above: Sequence[str], number: int) -> str:
    """Minerals by name if they are few, else their number of all."""
    if len(above) <= NAMED:
        return listed([lower(mineral_name(slug)) for slug in above])
    return f"{len(above)} of {counted(number, 'mineral')}"
