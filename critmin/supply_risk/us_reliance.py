"""Net import reliance of the United States, printed and recomputed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Edition
from critmin.core.wording import year_spans
from critmin.supply_risk import us_statistics
from critmin.supply_risk.balance import Balance, Figure, differs, recompute
from critmin.supply_risk.us_statistics import Base

USA = "USA"
NAMED = 5  # most leading import sources that are named
UNKNOWN = {"unknown", "withheld"}


class PrintedReliance(NamedTuple):
    """Printed reliance of an edition, with its recomputed balance.

    ``balance`` is None if it cannot be recomputed; then ``reason`` says why, else it is empty.
    """

    base: Base
    year: int
    printed: Figure
    balance: Balance | None
    reason: str

    @classmethod
    def of(cls, base: Base, source: str, year: int) -> PrintedReliance:
        """Read the reliance that an edition prints for a year.

        Parameters
        ----------
        base : Base
            Mineral and form of the reliance.
        source : str
            Edition, ``usgs@2026``.
        year : int
            One of `us_statistics.years` of that edition.
        """
        printed = us_statistics.figures(source)[base.mineral][us_statistics.RELIANCE, base.of, year]
        if base.reason:
            return cls(base, year, printed, None, base.reason)

        def look_up(measure: str, form: str, when: int) -> Figure | None:
            if when == year:  # what the edition does not print of the year, it did not count
                return us_statistics.figures(source)[base.mineral].get((measure, form, when))
            return us_statistics.look_up(base.mineral, measure, form, when, source)

        try:
            forms = us_statistics.counted_forms()[base.mineral, base.of]
            edition = Edition.of(source).year
            return cls(base, year, printed, recompute(forms, year, look_up, edition), "")
        except NoData as why:
            return cls(base, year, printed, None, str(why))

    @property
    def what(self) -> str:
        """Mineral, form and year, for messages."""
        return f"{self.base.what} {self.year}"

    @property
    def empty(self) -> bool:
        """Whether there is neither a printed nor a recomputed figure."""
        return self.balance is None and self.printed.state in UNKNOWN

    @property
    def differs(self) -> bool:
        """Whether the printed and the recomputed reliance are more than 0.6 point apart."""
        return self.balance is not None and differs(self.printed, self.balance.reliance)

    @property
    def consumption(self) -> Figure | None:
        """Apparent consumption as printed with the reliance."""
        base = self.base
        if base.consumption != "consumption_apparent":
            return None
        own = us_statistics.figures(self.printed.source)[base.mineral]
        return own.get((base.consumption, base.consumption_form, self.year))

    @property
    def import_sources(self) -> str:
        """Leading import sources in words; empty for figures of another edition than theirs."""
        if self.printed.source != us_statistics.IMPORT_SOURCES:
            return ""
        parts = []
        named = us_statistics.import_sources(self.base)[:NAMED]
        for row in named:
            if row.share is not None:
                parts.append(f"{row.country} {row.share:.0%}")
            elif row.low is not None:
                parts.append(f"{row.country} over {row.low:.0%}")
        return f"{'; '.join(parts)} (average of {named[0].period})" if parts else ""

    @property
    def sources(self) -> list[str]:
        """Editions of the figures, the one of the reliance first."""
        used = [self.printed.source]
        if self.balance is not None:
            used += [figure.source for figure in self.balance.figures]
        if self.import_sources:
            used.append(us_statistics.IMPORT_SOURCES)
        return list(dict.fromkeys(used))

    @property
    def limit(self) -> float | None:
        """Printed reliance, or its limit if only a bound is printed; a fraction."""
        printed = self.printed
        if printed.quantity is not None:
            return printed.quantity
        return printed.low if printed.state == "greater_than" else printed.high

    @property
    def use(self) -> tuple[float | None, str | None]:
        """Apparent consumption and its unit, printed or else recomputed."""
        printed = self.consumption
        if self.balance is not None and (printed is None or printed.quantity is None):
            return self.balance.consumption, self.balance.unit
        return (printed.quantity, printed.unit) if printed is not None else (None, None)

    @property
    def flags(self) -> tuple[str, ...]:
        """Warning codes of the printed figure, then those of the balance."""
        return codes(self._flags_of_printed(), self._flags_of_balance())

    def _flags_of_printed(self) -> Iterator[str]:
        state = self.printed.state
        yield {"greater_than": "greater_than", "less_than": "upper_limit"}.get(state, "")
        if state in UNKNOWN:
            yield state
        elif self.consumption is not None and self.consumption.state == "withheld":
            yield "withheld"
        if "estimated" in {figure.status for figure in (self.printed, *self._figures)}:
            yield "estimated"
        if self.base.base not in {"", "apparent"}:
            yield "base_not_apparent"

    @property
    def _figures(self) -> tuple[Figure, ...]:
        return self.balance.figures if self.balance else ()

    def _flags_of_balance(self) -> Iterator[str]:
        if self.balance is None:
            yield "not_recomputed"
            return
        if self.consumption is None or self.consumption.quantity is None:
            yield "consumption_recomputed"
        if self.differs:
            yield "recomputed_differs"
        if self.balance.reliance > 1 + 1e-9:
            yield "reliance_over_1"
        if any(figure.source != self.printed.source for figure in self._figures):
            yield "opening_stocks_older"


def cautions(found: Sequence[PrintedReliance], *, every: bool) -> list[Caution]:
    """Cautions of several reliances; each reason against recomputing is given once.

    ``every`` is whether all minerals are shown: then only the flags give the kind of consumption.
    """
    differing = [_difference(one) for one in found if one.differs]
    if not every:
        differing += [
            caution("base_not_apparent", what=one.what, base=one.base.base)
            for one in found
            if one.base.base not in {"", "apparent"}
        ]
    return [*differing, *_reasons(found)]


def _reasons(found: Sequence[PrintedReliance]) -> Iterator[Caution]:
    """Reasons against recomputing, with their minerals and years."""
    by_reason: dict[str, dict[str, list[int]]] = {}
    for one in found:
        if one.reason:
            years = by_reason.setdefault(one.reason, {}).setdefault(one.base.what, [])
            years.append(one.year)
    for reason, minerals in sorted(by_reason.items()):
        what = ", ".join(f"{name} {year_spans(sorted(y))}" for name, y in minerals.items())
        yield caution("not_recomputed", what=what, reason=reason)


def _difference(one: PrintedReliance) -> Caution:
    balance = one.balance
    if balance is None:  # pragma: no cover - only a balance differs
        raise ValueError("nothing was recomputed")
    return caution(
        "recomputed_differs",
        what=one.what,
        computed=balance.reliance,
        consumption=balance.consumption,
        unit=balance.unit,
        printed=_printed(one.printed),
    )


def _printed(figure: Figure) -> str:
    if figure.quantity is not None:
        return f"{figure.quantity:.0%}"
    if figure.state == "greater_than":
        return f"more than {figure.low:.0%}"
    return f"less than {figure.high:.0%}" if figure.state == "less_than" else "net exporter"
