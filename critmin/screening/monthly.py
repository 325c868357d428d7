"""Monthly imports of some codes: from the bundled sample, or from a lake in one expression."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.periods import Month, month
from critmin.screening.goods import HEADING
from critmin.screening.windows import Monthly
from critmin.trade import monthly_sample, sources
from critmin.trade.lake_flows import INWARD
from critmin.trade.own_trade import SAMPLE, opened
from critmin.trade.sources import Data, TradeSource


class Months(NamedTuple):
    """Imports of one source by month, and the months that it holds for some buyer."""

    source: TradeSource
    flows: tuple[Monthly, ...]
    held: tuple[Month, ...]
    codes: frozenset[str]  # with any flow in the source, of those asked for

    def months_of(self, members: Callable[[int], frozenset[str]]) -> tuple[Month, ...]:
        """Months with the imports of all members of a buyer: another month is not zero.

        Parameters
        ----------
        members : callable
            Codes of the buyer's members in a year.
        """
        reader: Any = self.source.reader
        if hasattr(reader, "whole"):
            found: tuple[Month, ...] = reader.whole(self.held, members)
            return found
        of = self.source.reporters() if self.source.reporters else frozenset()
        return tuple(month for month in self.held if members(int(month)) <= of)


def read(
    trade: str | None, engine: str | None, source: str | None, codes: Collection[str]
) -> tuple[Data, list[Months]]:
    """Monthly imports under codes, their first six digits summed.

    Raises
    ------
    UnknownName
        For a source that the data do not have.
    NoData
        If the data have no months.
    """
    data = opened(trade or SAMPLE, engine, source)
    with sources.asked_of(data):
        named = sources.check(source) if trade in {None, SAMPLE} else None
    wanted = frozenset(codes)
    found = []
    for one in data.sources.values():
        months = tuple(sorted(getattr(one.reader, "months", ())))
        if months and named in {None, one.origin}:
            lines = _of_sample(one) if trade in {None, SAMPLE} else _of_lake(one, months, wanted)
            flows = tuple(flow for flow in lines if flow.code in wanted)
            found.append(Months(one, flows, months, frozenset(flow.code for flow in flows)))
    if not found:
        raise NoData(f"{data.name} has no months: effect compares the months before and after")
    return data, found


def _of_sample(source: TradeSource) -> Iterator[Monthly]:
    of = next(one for one in monthly_sample.PUBLISHERS if one.origin == source.origin)
    summed: dict[tuple[Month, str, str], list[float]] = {}
    for flow in monthly_sample.flows(source.origin):
        both = summed.setdefault((flow.month, flow.code[:HEADING], flow.partner), [0.0, 0.0])
        both[0] += flow.usd
        both[1] += flow.kg
    for (when, code, partner), (usd, kg) in sorted(summed.items()):
        yield Monthly(when, of.reporter, code, partner, usd, kg)


def _of_lake(
    source: TradeSource, months: Collection[Month], codes: Collection[str]
) -> Iterator[Monthly]:
    """Sums of the engine; the weight is unknown where that of a row is."""
    import ibis

    from critmin.lakes.schema import RESIDUAL
    from critmin.trade.lake_source import OwnFlows

    reader = source.reader
    if not isinstance(reader, OwnFlows):
        return
    rows = reader.engine.flows(
        reader.lake, reader.of.source, reader.of.edition, [str(one) for one in months]
    )
    rows = rows.filter((rows.nomenclature == reader.of.nomenclature) & rows.flow.isin(INWARD))
    unnamed = rows.state == RESIDUAL
    rows = rows.mutate(
        code=rows.code.left(HEADING), exporter=ibis.ifelse(unnamed, "", rows.exporter.fill_null(""))
    )
    rows = rows.filter(rows.code.isin(sorted(codes)))
    sums = rows.group_by("period", "importer", "code", "exporter").agg(
        value=rows.value.sum(),
        kg=rows.weight_kg.sum(),
        without=rows.weight_kg.isnull().sum(),
        missing=rows.value.isnull().sum(),
    )
    for line in reader.engine.fetch(sums).to_pylist():
        kg = None if line["without"] else float(line["kg"])
        yield Monthly(
            month(line["period"]),
            line["importer"] or "",
            line["code"],
            line["exporter"],
            float(line["value"] or 0),
            kg,
            int(line["missing"]),
        )
