"""One printed reliance beside the balance recomputed: its row, flags, sources and cautions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from critmin.answers.table import Caution, Cell
from critmin.answers.text import joined
from critmin.core.errors import NoData
from critmin.core.wording import year_spans
from critmin.supply_risk import us_statistics
from critmin.supply_risk.balance import Balance, Figure, differs, recompute
from critmin.supply_risk.us_statistics import Base

HOME = "USA"
NAMED = 5
FIRST_SOURCES_YEAR = 2021
Row = tuple[Cell, ...]


class Answer(NamedTuple):
    """One printed reliance, what it comes to when recomputed, and why not."""

    base: Base
    year: int
    printed: Figure
    balance: Balance | None
    reason: str

    @classmethod
    def of(cls, base: Base, source: str, year: int) -> Answer:
        """The reliance that an edition prints for a year."""
        printed = us_statistics.figures(source)[base.mineral][us_statistics.RELIANCE, base.of, year]
        if base.reason:
            return cls(base, year, printed, None, base.reason)

        def look_up(measure: str, form: str, when: int) -> Figure | None:
            return us_statistics.look_up(base.mineral, measure, form, when, source)

        try:
            forms = us_statistics.counted_forms()[base.mineral, base.of]
            return cls(base, year, printed, recompute(forms, year, look_up), "")
        except NoData as why:
            return cls(base, year, printed, None, str(why))

    @property
    def what(self) -> str:
        """Mineral, form and year in words."""
        return f"{self.base.what} {self.year}"

    @property
    def empty(self) -> bool:
        """Whether neither the publisher nor the recomputation has a figure."""
        return self.balance is None and self.printed.state in {"unknown", "withheld"}

    @property
    def off(self) -> bool:
        """Whether the two differ by more than 0.6 point."""
        return self.balance is not None and differs(self.printed, self.balance.reliance)

    @property
    def consumption(self) -> Figure | None:
        """Apparent consumption as printed beside the reliance."""
        base = self.base
        if base.consumption != "consumption_apparent":
            return None
        own = us_statistics.figures(self.printed.source)[base.mineral]
        return own.get((base.consumption, base.consumption_form, self.year))

    @property
    def named(self) -> str:
        """Leading import sources in words; none for years before those they average."""
        if self.year < FIRST_SOURCES_YEAR:
            return ""
        parts = []
        for row in us_statistics.import_sources(self.base)[:NAMED]:
            if row.share is not None:
                parts.append(f"{row.country} {row.share:.0%}")
            elif row.low is not None:
                parts.append(f"{row.country} over {row.low:.0%}")
        return "; ".join(parts)

    @property
    def sources(self) -> list[str]:
        """Editions of the figures, the one of the reliance first."""
        used = [self.printed.source]
        if self.balance is not None:
            used += [figure.source for figure in self.balance.figures]
        if self.named:
            used.append(us_statistics.IMPORT_SOURCES)
        return list(dict.fromkeys(used))

    def row(self, *, with_form: bool) -> Row:
        """The answer as a row."""
        base, printed, balance = self.base, self.printed, self.balance
        amount = self.consumption.quantity if self.consumption else None
        unit = self.consumption.unit if self.consumption else None
        if amount is None and balance is not None:
            amount, unit = balance.consumption, balance.unit
        limit = printed.low if printed.state == "greater_than" else printed.high
        head: Row = (
            base.mineral,
            HOME,
            self.year,
            limit if printed.quantity is None else printed.quantity,
            printed.state,
            balance.reliance if balance else None,
            amount,
            unit,
            self.named or None,
        )
        flags = joined([*self._flags_of_printed(), *self._flags_of_balance()])
        form = (base.of or None,) if with_form else ()
        return (*head, *form, flags or None, ";".join(self.sources))

    def _flags_of_printed(self) -> Iterator[str]:
        state = self.printed.state
        yield {"greater_than": "greater_than", "less_than": "upper_limit"}.get(state, "")
        if state in {"withheld", "unknown"}:
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
        if self.off:
            yield "recomputed_differs"
        if self.balance.reliance > 1 + 1e-9:
            yield "reliance_over_1"
        if any(figure.source != self.printed.source for figure in self._figures):
            yield "opening_stocks_older"


def cautions(found: Sequence[Answer], *, every: bool) -> list[Caution]:
    """What is to be said of each answer; reasons once each, with their minerals."""
    said = [_difference(answer) for answer in found if answer.off]
    if not every:
        said += [
            Caution(
                "base_not_apparent",
                f"{answer.what}: the printed reliance is of {answer.base.base} consumption",
            )
            for answer in found
            if answer.base.base not in {"", "apparent"}
        ]
    return [*said, *_reasons(found)]


def _reasons(found: Sequence[Answer]) -> Iterator[Caution]:
    """Each reason why nothing was recomputed, with the minerals and years it holds for."""
    whom: dict[str, dict[str, list[int]]] = {}
    for answer in found:
        if answer.reason:
            years = whom.setdefault(answer.reason, {}).setdefault(answer.base.what, [])
            years.append(answer.year)
    for reason, minerals in sorted(whom.items()):
        what = ", ".join(f"{name} {year_spans(sorted(y))}" for name, y in minerals.items())
        yield Caution("not_recomputed", f"{what}: {reason}")


def _difference(answer: Answer) -> Caution:
    balance = answer.balance
    if balance is None:  # pragma: no cover - only a balance differs
        raise ValueError("nothing was recomputed")
    return Caution(
        "recomputed_differs",
        f"{answer.what}: {balance.reliance:.1%} recomputed over a consumption of "
        f"{balance.consumption:,.10g} {balance.unit}, {_printed(answer.printed)} printed",
    )


def _printed(figure: Figure) -> str:
    if figure.quantity is not None:
        return f"{figure.quantity:.0%}"
    if figure.state == "greater_than":
        return f"more than {figure.low:.0%}"
    return f"less than {figure.high:.0%}" if figure.state == "less_than" else "net exporter"
