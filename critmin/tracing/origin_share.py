"""Origin shares: the part of a buyer's supply that its suppliers produced.

Precomputed shares are read from a table without loading the tracing. A network is built
(`critmin.tracing.trace`) only if there are none, or if ``allow_gap`` is set.
"""

from __future__ import annotations

from typing import NamedTuple

from critmin.core.errors import NoData
from critmin.measures.interval import Interval
from critmin.tracing import precomputed
from critmin.trade import flows
from critmin.trade.import_table import ImportTable
from critmin.trade.sources import worldwide


class OriginShare(NamedTuple):
    """Origin of one buyer's supply of a mineral in a form.

    All shares are fractions of the buyer's supply (own output and imports) in the network's
    weight. ``direct`` is the share that the suppliers shipped directly; ``origin`` the share
    produced there if imports mix evenly, an interval as wide as ``unexplained``; ``imports`` the
    imported share; ``gap_share`` the unexplained part of all exports in the network.
    """

    direct: float
    origin: Interval
    unexplained: float
    imports: float
    gap_share: float
    year: int
    sources: tuple[str, ...]
    flags: tuple[str, ...]

    @property
    def beyond(self) -> Interval:
        """Share of the imports that comes through third countries, tau - delta.

        Both shares are from the same network, so their weights agree. 0 if the suppliers
        re-export more of others' goods than others re-export of theirs.
        """
        if self.imports <= 0:
            return Interval(0.0, 0.0)
        low, high = (min(1.0, max(0.0, end - self.direct) / self.imports) for end in self.origin)
        return Interval(low, high)


def check_recorded(code: str, year: int) -> None:
    """Refuse a place that world trade records under another: its share would be a false 0.

    Raises
    ------
    NoData
        With the place where its trade is recorded.
    """
    found = [flows.elsewhere(source, code, year) for source in worldwide()]
    if found[0] is not None and None not in found:
        name = flows.place_name(code)[0]
        raise NoData(f"{name} cannot be traced in {year}: {found[0].reason}")


def origin_of_table(
    table: ImportTable,
    members: frozenset[str],
    suppliers: frozenset[str],
    *,
    allow_gap: bool = False,
) -> OriginShare:
    """`origin_of` for an import table, if the network is of the same tariff codes.

    Raises
    ------
    NoData
        If it cannot be traced, or only under other codes of the form.
    """
    for code in suppliers:
        check_recorded(code, table.year)
    found = origin_of(
        table.mineral, table.form, table.year, members, suppliers, allow_gap=allow_gap
    )
    if table.elsewhere and table.source not in found.sources:
        others = ", ".join(table.elsewhere)
        raise NoData(f"{table.what} cannot be traced: only {others} is, another code of the form")
    return found


def origin_of(
    mineral: str,
    form: str,
    year: int,
    members: frozenset[str],
    suppliers: frozenset[str],
    *,
    allow_gap: bool = False,
) -> OriginShare:
    """Share of a buyer's supply that was produced in the suppliers, at the form's own stage.

    If the year was traced when the data were built, the share is read from a table
    (`critmin.tracing.precomputed`), equal to the trace except for rounding.

    Parameters
    ----------
    mineral : str
        Slug.
    form : str
        Trade form; its own stage is the mine for ore, the plant for what is refined.
    year : int
        Year of trade and of output.
    members : frozenset of str
        ISO3 of the buyer; for a bloc all its members, without trade among them.
    suppliers : frozenset of str
        ISO3 of the producers.
    allow_gap : bool
        Trace even if more than a fifth of all exports is unexplained.

    Raises
    ------
    NoData
        If it cannot be traced, with the reason.
    """
    known = precomputed.state(mineral, form, year, allow_gap=allow_gap)
    ready = None
    if known is not None and not known.reason:
        ready = precomputed.shares(known, members)
    if known is not None and ready is not None:
        direct, low = ready.sums(suppliers)
        high = round(min(1.0, low + ready.unexplained), precomputed.DECIMALS)
        return OriginShare(
            direct,
            Interval(low, high),
            ready.unexplained,
            ready.imports,
            known.gap_share or 0.0,
            year,
            known.sources,
            precomputed.flags_of(known.flags, known.hidden, members, ready.own),
        )
    from critmin.tracing import trace

    traced = trace.trace(mineral, form, year, members, allow_gap=allow_gap)
    return OriginShare(
        traced.direct(suppliers),
        traced.origin(suppliers),
        traced.unexplained(),
        traced.imports(),
        traced.gap_share,
        year,
        traced.network.sources,
        traced.flags(members),
    )
