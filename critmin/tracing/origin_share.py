"""Origin shares: the part of a buyer's supply that its suppliers produced.

Precomputed shares are read from a table without loading the tracing. A network is built
(`critmin.tracing.trace`) only if there are none, or if ``allow_gap`` is set.
"""

from __future__ import annotations

from typing import NamedTuple

from critmin.answers.builder import codes
from critmin.core.errors import NoData
from critmin.measures.interval import Interval
from critmin.tracing import precomputed
from critmin.tracing.shares import Joint, Shares
from critmin.trade.import_table import ImportTable


class OriginShare(NamedTuple):
    """Origin of one buyer's supply of a mineral in a form.

    All shares are fractions of the buyer's supply (own output and imports) in the network's
    weight. ``direct`` is the share that the suppliers shipped directly, and ``traced`` the share
    produced there if imports mix evenly and all that is assumed has its usual value.
    ``origin`` and ``direct_range`` are the ranges of both over the draws of what is assumed; the
    high end of ``origin`` counts all that is unexplained. ``cause`` is the widest cause of the
    range. ``imports`` is the imported share; ``gap_share`` the unexplained part of all exports in
    the network.
    """

    direct: float
    traced: float
    origin: Interval
    direct_range: Interval
    cause: str
    unexplained: float
    imports: float
    gap_share: float
    year: int
    sources: tuple[str, ...]
    flags: tuple[str, ...]

    @classmethod
    def of(
        cls,
        joint: Joint,
        shares: Shares,
        gap_share: float,
        year: int,
        sources: tuple[str, ...],
        flags: tuple[str, ...],
    ) -> OriginShare:
        """Shares of some suppliers in a buyer's supply."""
        return cls(
            joint.direct,
            joint.origin,
            joint.range,
            joint.direct_range,
            joint.cause,
            shares.unexplained,
            shares.imports,
            gap_share,
            year,
            sources,
            codes(flags, "cannot_be_told" if joint.wide else ""),
        )

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
        flags = precomputed.flags_of(known.flags, known.hidden, members, ready.own)
        gap, sources, own = known.gap_share or 0.0, known.sources, ready
    else:
        from critmin.tracing import trace

        traced = trace.trace(mineral, form, year, members, allow_gap=allow_gap)
        flags = traced.flags(members)
        gap, sources, own = traced.gap_share, traced.network.sources, traced.drawn(members)
    return OriginShare.of(own.of(suppliers), own, gap, year, sources, flags)
