"""The only reader of the bundled monthly sample: the United Kingdom and Brazil, some codes.

It has only the codes of about 31 materials, so a code that is not in it says nothing. A month
without a row, within the months that the publisher covers, is no recorded flow.
"""

from __future__ import annotations

from functools import cache

from critmin.core.files import part_of
from critmin.core.named_tuple import NamedTuple
from critmin.core.periods import Month, between, month

NEWEST = 2  # months that publishers still revise


class MonthlyFlow(NamedTuple):
    """One month's trade with a partner: whole USD, kg, and the state of the row.

    The partner is empty where it is suppressed (``state`` is ``suppressed``, else ``number``).
    """

    month: Month
    code: str
    partner: str
    usd: int
    kg: int
    state: str


class Publisher(NamedTuple):
    """A publisher of the sample: its reporter, its source, its nomenclature and its months."""

    origin: str
    edition: str
    reporter: str
    nomenclature: str
    first: Month
    last: Month

    @property
    def months(self) -> tuple[Month, ...]:
        """All months that it covers."""
        return tuple(between(self.first, self.last))

    @property
    def provisional(self) -> tuple[Month, ...]:
        """The newest months, which it still revises."""
        return self.months[-NEWEST:]


PUBLISHERS = (
    Publisher("hmrc", "2026-06", "GBR", "CN", Month(2024, 6), Month(2026, 6)),
    Publisher("comexstat", "2026-07", "BRA", "NCM", Month(2025, 1), Month(2026, 7)),
)


@cache
def flows(origin: str, flow: str = "import") -> tuple[MonthlyFlow, ...]:
    """Flows of a publisher, ``import`` or ``export``, by month, code and partner."""
    found = []
    for line in part_of(f"trade/months_{origin}.csv.gz", flow):
        _, of, code, partner, usd, kg, state = line.split(",")
        found.append(MonthlyFlow(month(of), code, partner, int(usd), int(kg), state))
    return tuple(found)
