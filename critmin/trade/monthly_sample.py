"""The bundled monthly sample, the United Kingdom and Brazil: its only reader, and its sources.

A question of trade is asked of it with ``--trade sample``. It has only the codes of about 31
materials, so a code that is not in it says nothing. A month without a row, within the months that
the publisher covers, is no recorded flow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property

from critmin.core import sources
from critmin.core.files import part_of
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import countries
from critmin.core.periods import Month, between, month
from critmin.core.wording import the
from critmin.trade.readers import Asked, Flow, PeriodFlows, Sums, added, summed
from critmin.trade.sources import Data, TradeSource

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


NOTE = (
    "the bundled monthly sample has only the codes of about 31 materials, of the United Kingdom "
    "and Brazil: what it lacks says nothing. Values of the United Kingdom are converted from GBP "
    "by the gatherer"
)


class SampleFlows(PeriodFlows):
    """Reader of one publisher of the sample.

    Parameters
    ----------
    of : Publisher
        One of `PUBLISHERS`.
    """

    def __init__(self, of: Publisher) -> None:
        super().__init__(of.months)
        self.of = of

    @cached_property
    def _by_month(self) -> dict[int, list[Flow]]:
        """Imports and exports of the reporter by month."""
        me = self.of.reporter
        found: dict[int, list[Flow]] = {}
        for way in ("import", "export"):
            for one in flows(self.of.origin, way):
                to, of = (me, one.partner) if way == "import" else (one.partner, me)
                state = () if one.state == "number" else (one.state,)
                flow = Flow(to, one.code, of, one.usd, one.kg, state)
                found.setdefault(one.month, []).append(flow)
        return found

    @cached_property
    def _codes(self) -> dict[int, frozenset[str]]:
        """All codes of the sample in each period: a month without a flow has no recorded flow."""
        every = frozenset(flow.code for flows in self._by_month.values() for flow in flows)
        return dict.fromkeys(self.periods, every)

    def codes(self) -> Mapping[int, frozenset[str]]:
        """Codes of the sample, by year or month."""
        return self._codes

    def world(self, year: int, code: str) -> Sums:
        """Sums of the reporter's imports of a code."""
        return summed(flow for flow in self.flows(year, {code}))

    def read(self, parts: Sequence[int], asked: Asked) -> Iterable[Flow]:
        """Flows of months; those of codes are the reporter's imports alone."""
        me = self.of.reporter
        inward = asked.exporters is None
        places = asked.exporters if asked.importers is None else asked.importers
        return added(
            flow
            for part in parts
            for flow in self._by_month.get(part, ())
            if ((flow.importer if inward else flow.exporter) == me)
            and (places is None or me in places)
            and (asked.codes is None or flow.code in asked.codes)
        )


@cache
def sample() -> Data:
    """The sample, with a source for each publisher."""
    return Data("the bundled sample", [_source(of) for of in PUBLISHERS], NOTE)


def _source(of: Publisher) -> TradeSource:
    reader = SampleFlows(of)
    return TradeSource(
        of.origin,
        of.edition,
        reader,
        of.nomenclature,
        reporters=lambda: frozenset({of.reporter}),
        holds=f"has only the trade of {the(countries()[of.reporter].name)}",
        record=sources.editions()[f"{of.origin}@{of.edition}"],
        headings=True,
        gap=reader.gap,
        span=reader.span,
        revised=of.provisional,
    )
