"""`ImportTable`: one buyer's recorded imports of one mineral in one form, by supplier.

Pure: flows in, shares, HHI and cautions out. A missing weight is unknown, not zero, and so is one
that the price contradicts; a flow whose unit value differs widely from the world's is kept and
flagged (`critmin.trade.weights`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import fsum

from critmin import measures
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.wording import About, counted, few
from critmin.trade.flows import Elsewhere, elsewhere, place_name
from critmin.trade.suppliers import NO_VALUE, ODD_PART, PART_OF_VALUE, Supplier, suppliers_of
from critmin.trade.weights import OUTLIER

__all__ = ["MEASURES", "ODD_PART", "ImportTable", "Supplier", "refuse_shared", "suppliers_of"]

MEASURES = ("value", "weight", "contained")
HALF = 0.5  # residual from which on an HHI cannot be told


@dataclass(frozen=True, eq=False)
class ImportTable:
    """Imports of one buyer, mineral, form and year from one source.

    ``codes`` are the codes whose flows are added up; ``not_held`` are codes of the form without
    flows in the source, ``elsewhere`` codes that only another source has; ``shared`` lists the
    other goods under each shared code; ``caveats`` are cautions on the flows.
    ``contents`` are mass fractions by code (and by (code, exporter) where they differ);
    ``period`` are the years of an average that is shown under its last year;
    ``most_elsewhere`` says that the forms with data are the smaller part of the imports;
    ``of_bloc`` are warning codes on the members of a bloc in the year; ``revised`` says that the
    source still revises the month.
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
    revised: bool = False

    @property
    def what(self) -> str:
        """Mineral, form and year, for messages."""
        return About(self.mineral, self.form, self.year)

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
            self.in_currency: bool(self.in_currency),
            "months_revised": self.revised,
            "period_average": bool(self.period),
            "most_not_held": self.most_elsewhere,
        }
        return (*(code for code, applies in found.items() if applies), *self.of_bloc)

    @property
    def in_currency(self) -> str:
        """Warning code of values that are not in USD; empty if they are."""
        if self.currency == "USD":
            return ""
        bare = all(flow.kg is None for supplier in self.suppliers for flow in supplier.flows)
        return "value_in_eur" if self.currency == "EUR" and bare else "value_not_in_usd"

    @property
    def rest(self) -> Supplier | None:
        """Flows for which the source names no country of supply; None for printed shares."""
        return None if self.printed else self.by("")

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
        under another partner or nowhere, the code is no longer used, only the largest shares
        are printed, or the source names no country for a part.
        """
        if not self.claims and self.exclusive:
            return None, "code_emptied"
        if self.printed:
            return None, "not_listed"
        found = self._elsewhere(iso3)
        if found is not None:
            return None, _code(found)
        return (0.0, "none_recorded") if self.rest is None else (None, self.rest.flags[0])

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
        """HHI of the imports on the 0-10,000 scale; the lower bound if shares are printed.

        None if the source names no country of supply for half of the imports or more.
        """
        if self.rest is not None and (self.share(self.rest, measure) or 0.0) >= HALF:
            return None
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
                others=tuple(others),
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
        if self.in_currency:
            found.append(
                caution(
                    self.in_currency,
                    what=self.what,
                    value=self.total("value"),
                    currency=self.currency,
                )
            )
        if self.revised:
            found.append(caution("months_revised", what=self.what, source=self.source))
        return found + self._without_partner()

    def _without_partner(self) -> list[Caution]:
        """Cautions on flows without a country of supply, and on those without a value."""
        found = []
        if self.rest is not None and self.rest.value:
            share = self.rest.value / self.total("value")
            found.append(caution(self.rest.flags[0], what=self.what, share=share))
        part = [place_name(one.place)[0] for one in self.suppliers if PART_OF_VALUE in one.flags]
        if part:
            found.append(caution(PART_OF_VALUE, what=self.what, countries=few(part)))
        return found

    def _factors(self) -> Caution:
        used = {
            f"{flow.code} x {self.contents[flow.code, flow.exporter]:g}"
            for supplier in self.suppliers
            for flow in supplier.flows
            if (flow.code, flow.exporter) in self.contents
        }
        return caution("converted", what=self.what, factors=tuple(sorted(used)))


def _code(found: Elsewhere) -> str:
    return "joint_row" if found.codes else "not_listed"


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
