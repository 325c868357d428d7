"""Shares of one buyer's supply by supplier, with their ranges over draws of what is assumed. Pure.

A range is one of draws (`critmin.tracing.draws`) and no bound: a share by origin is no linear
function of output, so that a value outside it is possible.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import fsum

from critmin.core.named_tuple import NamedTuple
from critmin.measures.interval import Interval
from critmin.tracing import draws

DECIMALS = 4  # of the stored shares
WIDE = 0.3  # a wider range does not tell where the supply was produced
GAP = "gap"  # cause of a range: exports that neither output nor imports explain
IN_WORDS = {
    "": "none",
    GAP: "exports that neither output nor imports explain",
    draws.WEIGHTS: "weights estimated from values",
    draws.CONTENTS: "contents known as ranges",
    draws.RESIDUAL: "output of 'other countries', which is divided among producers",
    draws.BASIS: "output converted from another basis",
    draws.TWICE: "trade recorded under two codes",
}


class Supplied(NamedTuple):
    """Direct and origin share of one supplier, and their ranges.

    ``low`` to ``high`` is the range of the origin share, the high end with all that is
    unexplained in the same draw; ``more_low`` to ``more_high`` that of origin share less direct
    share in the same draw. ``cause`` is the widest of the origin share
    (`critmin.tracing.draws.CAUSES`, `GAP`).
    """

    direct: float
    origin: float
    low: float
    high: float
    direct_low: float
    direct_high: float
    more_low: float
    more_high: float
    cause: str

    @classmethod
    def of(cls, cells: Collection[str]) -> Supplied:
        """Read a line's cells; an empty end equals what the other cells give."""
        *shares, cause = cells
        direct, origin, low, high, least, most, more, all_more = shares
        at, made = float(direct or 0), float(origin or 0)
        first, last = float(low) if low else made, float(high) if high else made
        return cls(
            at,
            made,
            first,
            last,
            float(least) if least else at,
            float(most) if most else at,
            float(more) if more else first - at,
            float(all_more) if all_more else last - at,
            cause,
        )


class Joint(NamedTuple):
    """Joint shares of several suppliers: usual values, ranges over the draws, widest cause.

    ``more`` is the range of the origin share less the direct share, ``widest`` the supplier with
    the widest range, which gives the cause; empty if none is known.
    """

    direct: float
    origin: float
    range: Interval
    direct_range: Interval
    more: Interval
    cause: str
    widest: str = ""

    @property
    def wide(self) -> bool:
        """Whether the range is too wide to tell where the supply was produced."""
        return self.range.high - self.range.low > WIDE


class Shares(NamedTuple):
    """Shares of one buyer's supply: unexplained and own part, and by supplier.

    Fractions of the supply; ``unexplained`` and ``own`` are usual values, with their ranges.
    """

    unexplained: float
    unexplained_range: Interval
    own: float
    own_range: Interval
    by_supplier: Mapping[str, Supplied]

    @property
    def imports(self) -> float:
        """Share of the buyer's supply that it imported."""
        return min(1.0, fsum(one.direct for one in self.by_supplier.values()))

    def of(self, suppliers: Collection[str]) -> Joint:
        """Joint shares of several suppliers.

        The range of several is at least as wide as that of their sum: its high end is the sum of
        theirs with what is unexplained counted once, and at most what others are sure to leave.
        """
        known = {iso3: self.by_supplier[iso3] for iso3 in suppliers if iso3 in self.by_supplier}
        found = [*known.values()]
        if not found:
            unknown = Interval(0.0, self.unexplained_range.high)
            nothing = Interval(0.0, 0.0)
            return Joint(0.0, 0.0, unknown, nothing, unknown, GAP if unknown.high else "")
        again = (len(found) - 1) * self.unexplained_range.low
        others = [one.low for iso3, one in self.by_supplier.items() if iso3 not in suppliers]
        left = max(0.0, 1.0 - self.own_range.low - fsum(others))
        high = _sum([*(one.high for one in found), -again])
        widest = max(known, key=lambda iso3: known[iso3].high - known[iso3].low)
        if len(found) > 1:
            high = max(_sum(one.origin for one in found), min(high, round(left, 9)))
        return Joint(
            _sum(one.direct for one in found),
            _sum(one.origin for one in found),
            Interval(_sum(one.low for one in found), high),
            Interval(_sum(o.direct_low for o in found), _sum(o.direct_high for o in found)),
            Interval(
                _sum(one.more_low for one in found),
                _sum([*(one.more_high for one in found), -again]),
            ),
            known[widest].cause,
            widest,
        )

    def through(self, last: str, shipper: Shares | None, producer: str) -> Interval:
        """Range of the share that a producer made and ``last`` shipped, from two ranges.

        Parameters
        ----------
        last : str
            Country that shipped it to the buyer.
        shipper : Shares or None
            Shares of that country's own supply; None if all that it ships is of unknown origin.
        producer : str
            Country of production.
        """
        sold = self.by_supplier.get(last)
        if sold is None:
            return Interval(0.0, 0.0)
        low, high = (0.0, 1.0) if shipper is None else shipper.made_in(last, producer)
        return Interval(sold.direct_low * low, min(1.0, sold.direct_high * high))

    def made_in(self, own: str, producer: str) -> Interval:
        """Range of the share produced in a country, or in the buyer ``own`` itself."""
        unknown = self.unexplained_range.high
        if producer == own:
            return Interval(self.own_range.low, min(1.0, self.own_range.high + unknown))
        found = self.by_supplier.get(producer)
        return Interval(0.0, unknown) if found is None else Interval(found.low, found.high)


def _sum(shares: Iterable[float]) -> float:
    return min(1.0, round(fsum(shares), 9))
