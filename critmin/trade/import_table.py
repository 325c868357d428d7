"""`ImportTable`: one buyer's recorded imports of one mineral in one form, by supplier.

Pure: flows in, shares, HHI and cautions out. A missing weight is unknown, not zero, and so is one
that the price contradicts; a flow whose unit value differs widely from the world's is kept and
flagged (`critmin.trade.weights`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import fsum

from critmin import measures
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import counted, few
from critmin.trade.flows import Elsewhere, elsewhere, place_name
from critmin.trade.readers import Flow
from critmin.trade.weights import OUTLIER, judged

ODD_PART = 0.01  # a supplier is flagged if such flows exceed this part of its value
NO_VALUE = "value_not_recorded"  # code of a supplier whose shipments have no value
MEASURES = ("value", "weight", "contained")


class Supplier(NamedTuple):
    """Flows of one supplier into the buyer.

    ``printed`` is a share that the publisher prints; ``odd`` is the value of flows whose unit
    value differs widely from the world's. ``contradicted`` are the flows whose weight is far too
    heavy for their value, as recorded; ``flows`` hold them without a weight.
    """

    place: str
    flows: tuple[Flow, ...]
    flags: tuple[str, ...] = ()
    printed: float | None = None
    odd: int = 0
    contradicted: tuple[Flow, ...] = ()

    @property
    def value(self) -> int:
        """Value of all flows, whole USD or euros."""
        return sum(flow.value for flow in self.flows)

    @property
    def recorded(self) -> tuple[Flow, ...]:
        """All flows with the weights that the source records."""
        wrong = {(flow.importer, flow.code): flow for flow in self.contradicted}
        return tuple(wrong.get((flow.importer, flow.code), flow) for flow in self.flows)

    @property
    def wrong(self) -> int:
        """Value of the flows whose weight their price contradicts."""
        return sum(flow.value for flow in self.contradicted)

    @property
    def unweighed(self) -> int:
        """Value of the flows without a recorded weight."""
        return sum(flow.value for flow in self.flows if flow.kg is None) - self.wrong

    @property
    def kg(self) -> int | None:
        """Weight in kg of the flows that have one; None if none has."""
        known = [flow.kg for flow in self.flows if flow.kg is not None]
        return sum(known) if known else None


@dataclass(frozen=True, eq=False)
class ImportTable:
    """Imports of one buyer, mineral, form and year from one source.

    ``codes`` are the codes whose flows are added up; ``not_held`` are codes of the form without
    flows in the source, ``elsewhere`` codes that only another source has; ``shared`` lists the
    other goods under each shared code; ``caveats`` are cautions on the flows.
    ``contents`` are mass fractions by code (and by (code, exporter) where they differ);
    ``period`` are the years of an average that is shown under its last year;
    ``most_elsewhere`` says that the forms with data are the smaller part of the imports;
    ``of_bloc`` are warning codes on the members of a bloc in the year.
    """

    mineral: str
    form: str
    year: int
    buyer: str
    source: str
    currency: str
    codes: tuple[str, ...]
    not_held: tuple[str, ...]
    shared: Mapping[str, Sequence[str]]
    contents: Mapping[tuple[str, str], float]
    suppliers: tuple[Supplier, ...]
    caveats: tuple[Caution, ...] = ()
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    period: str = ""
    most_elsewhere: bool = False
    of_bloc: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """Mineral, form and year, for messages."""
        return f"{self.mineral} {self.form} {self.year}"

    @property
    def partial(self) -> bool:
        """Whether the source lacks codes of the form."""
        return bool(self.not_held or self.elsewhere)

    @property
    def exclusive(self) -> bool:
        """Whether the codes hold no other mineral."""
        return not self.shared

    @property
    def printed(self) -> bool:
        """Whether the publisher prints shares instead of flows."""
        return any(supplier.printed is not None for supplier in self.suppliers)

    @property
    def flags(self) -> tuple[str, ...]:
        """Warning codes that apply to every share of the table, also to that of an absent one."""
        found = {
            "code_not_exclusive": not self.exclusive,
            "forms_partial": self.partial,
            "value_in_eur": self.currency == "EUR",
            "period_average": bool(self.period),
            "most_not_held": self.most_elsewhere,
        }
        return (*(code for code, applies in found.items() if applies), *self.of_bloc)

    def amount(self, supplier: Supplier, measure: str) -> float | None:
        """Value in the source's currency, product weight in t, or contained element in t."""
        if measure == "value":
            return float(supplier.value) or None  # a recorded shipment is worth more than 0
        if measure == "weight":
            return None if supplier.kg is None else supplier.kg / 1000
        known = [
            flow.kg * self.contents[flow.code, flow.exporter]
            for flow in supplier.flows
            if flow.kg is not None and (flow.code, flow.exporter) in self.contents
        ]
        return fsum(known) / 1000 if known else None

    @cached_property
    def _totals(self) -> dict[str, float]:
        return {
            measure: fsum(self.amount(s, measure) or 0.0 for s in self.suppliers)
            for measure in MEASURES
        }

    def total(self, measure: str) -> float:
        """Sum of the known amounts of all suppliers."""
        return self._totals[measure]

    @cached_property
    def claims(self) -> bool:
        """Whether the flows measure this mineral.

        They do not if the codes also hold other minerals, or if most of the mineral is now
        traded under another code.
        """
        return self.exclusive and not any(caveat.code == "code_emptied" for caveat in self.caveats)

    def share(self, supplier: Supplier, measure: str) -> float | None:
        """Share of the buyer's recorded imports of the mineral, in [0, 1].

        None if the figure is unknown, or the flows do not measure the mineral (`claims`).
        """
        if not self.claims:
            return None
        if self.printed:
            return supplier.printed
        amount, total = self.amount(supplier, measure), self.total(measure)
        return None if amount is None or total <= 0 else amount / total

    def by(self, place: str) -> Supplier | None:
        """Flows of a supplier; None if none are recorded."""
        return next((s for s in self.suppliers if s.place == place), None)

    def absent(self, iso3: str) -> tuple[float | None, str]:
        """Share of a country without recorded flows, and its warning code.

        0 if other imports of the buyer are recorded. None if the country's trade is recorded
        under another partner or nowhere, the code is no longer used, or only the largest shares
        are printed.
        """
        if not self.claims and self.exclusive:
            return None, "code_emptied"
        if self.printed:
            return None, "not_listed"
        found = self._elsewhere(iso3)
        return (0.0, "none_recorded") if found is None else (None, _code(found))

    def about_absent(self, iso3: str) -> Caution | None:
        """Reason why a country without recorded flows has no share; None if it has one, of 0."""
        found = None if self.printed or self.by(iso3) else self._elsewhere(iso3)
        if found is None:
            return None
        country = place_name(iso3)[0]
        name = "joint_row:partner" if found.codes else "not_listed:partner"
        return caution(name, what=self.what, country=country, reason=found.reason)

    def _elsewhere(self, iso3: str) -> Elsewhere | None:
        """Where the country's flows are recorded; None if it has none anywhere."""
        found = elsewhere(self.source, iso3, self.year)
        if found is None or not found.codes or any(self.by(code) for code in found.codes):
            return found
        return None

    def ranked(self, measure: str) -> list[tuple[Supplier, float | None]]:
        """Suppliers by descending share, then those without a share by amount; ties by code."""
        found = [(supplier, self.share(supplier, measure)) for supplier in self.suppliers]

        def order(pair: tuple[Supplier, float | None]) -> tuple[bool, float, float, str]:
            supplier, share = pair
            amount = self.amount(supplier, measure) or 0.0
            return share is None, -(share or 0.0), -amount, supplier.place

        return sorted(found, key=order)

    def hhi(self, measure: str) -> float | None:
        """HHI of the imports on the 0-10,000 scale; the lower bound if shares are printed."""
        parts = [share for s, share in self.ranked(measure) if share is not None and s.place]
        return measures.hhi(parts) * measures.SCALE if parts else None

    def cautions(self, measure: str) -> list[Caution]:
        """Cautions of the flows, each with its numbers."""
        found = [*self.caveats, *self._about_codes()]
        missing = sum(supplier.unweighed for supplier in self.suppliers)
        if measure != "value" and missing and self.total("value"):
            part = missing / self.total("value")
            found.append(caution("weight_missing", what=self.what, part=part))
        wrong = [supplier for supplier in self.suppliers if supplier.wrong]
        if wrong:
            found.append(
                caution(
                    "weight_implausible",
                    what=self.what,
                    number=counted(len(wrong), "supplier"),
                    part=sum(supplier.wrong for supplier in wrong) / max(self.total("value"), 1.0),
                    times=OUTLIER,
                )
            )
        bare = [place_name(one.place)[0] for one in self.suppliers if NO_VALUE in one.flags]
        if bare:
            found.append(caution(NO_VALUE, what=self.what, countries=few(bare)))
        odd = [supplier for supplier in self.suppliers if supplier.odd]
        if odd:
            found.append(
                caution(
                    "unit_value_outlier",
                    what=self.what,
                    number=len(odd),
                    every=len(self.suppliers),
                    part=sum(supplier.odd for supplier in odd) / max(self.total("value"), 1.0),
                    times=OUTLIER,
                )
            )
        if measure == "contained":
            found.append(self._factors())
        return found

    def _about_codes(self) -> list[Caution]:
        found = [
            caution(
                "code_not_exclusive",
                what=self.what,
                code=code,
                others=", ".join(others),
                mineral=self.mineral,
            )
            for code, others in self.shared.items()
        ]
        if self.partial:
            gone = [code for code in self.not_held if code not in self.elsewhere]
            absent = [f"without {', '.join(gone)}"] if gone else []
            absent += [
                f"{code} is in {source} alone, which is not added (--source {source})"
                for code, source in self.elsewhere.items()
            ]
            found.append(
                caution(
                    "forms_partial",
                    what=self.what,
                    held=len(self.codes),
                    number=len({*self.codes, *self.not_held, *self.elsewhere}),
                    absent="; ".join(absent),
                )
            )
        if self.currency == "EUR":
            found.append(caution("value_in_eur", what=self.what, value=self.total("value")))
        return found

    def _factors(self) -> Caution:
        used = {
            f"{flow.code} x {self.contents[flow.code, flow.exporter]:g}"
            for supplier in self.suppliers
            for flow in supplier.flows
            if (flow.code, flow.exporter) in self.contents
        }
        return caution("converted", what=self.what, factors=", ".join(sorted(used)))


def _code(found: Elsewhere) -> str:
    return "joint_row" if found.codes else "not_listed"


def suppliers_of(
    flows: Iterable[Flow],
    unit_values: Mapping[str, float | None],
    caveats: Mapping[Flow, Sequence[str]],
) -> tuple[Supplier, ...]:
    """Flows by supplier, with flags for weights, unit values and caveats."""
    by_place: dict[str, list[Flow]] = {}
    for flow in flows:
        by_place.setdefault(flow.exporter, []).append(flow)
    return tuple(
        _supplier(place, own, [judged(flow, unit_values.get(flow.code)) for flow in own], caveats)
        for place, own in sorted(by_place.items())
    )


def _supplier(
    place: str, own: Sequence[Flow], codes: Sequence[str], caveats: Mapping[Flow, Sequence[str]]
) -> Supplier:
    """One supplier's flows, each with the code of its judgement; wrong weights are taken out."""
    flags = {code for flow in own for code in caveats.get(flow, ())} if caveats else set()
    odd = sum(flow.value for flow, code in zip(own, codes, strict=True) if code)
    if odd and odd > ODD_PART * sum(flow.value for flow in own):
        flags |= {"unit_value_outlier", *codes} - {""}
    bare = sum(1 for flow in own if flow.kg is None)
    if bare:
        flags.add("weight_missing" if bare == len(own) else "weight_incomplete")
    if not any(flow.value for flow in own):
        flags.add(NO_VALUE)
    if "weight_implausible" not in codes:
        return Supplier(place, tuple(own), tuple(sorted(flags)), None, odd)
    wrong = tuple(
        flow for flow, code in zip(own, codes, strict=True) if code == "weight_implausible"
    )
    kept = [
        flow._replace(kg=None) if code == "weight_implausible" else flow
        for flow, code in zip(own, codes, strict=True)
    ]
    flags.add("weight_implausible")
    return Supplier(place, tuple(kept), tuple(sorted(flags)), None, odd, wrong)


def refuse_shared(table: ImportTable) -> None:
    """Refuse flows under codes that also hold other minerals.

    Raises
    ------
    NoData
        If there are such codes, with the other minerals under them.
    """
    if not table.exclusive:
        others = ", ".join(dict.fromkeys(o for found in table.shared.values() for o in found))
        raise NoData(
            f"no data for {table.what}: its codes {', '.join(table.codes)} also hold {others}, so "
            "imports of it alone are not recorded"
        )
