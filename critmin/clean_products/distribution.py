"""Shares of a product's world demand by country, their residual and their HHI. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import fsum

from critmin import measures
from critmin.clean_products.bundled_tables import Counted, Figure
from critmin.measures.interval import Interval

LARGE_RESIDUAL = 0.5
NOISE = 1e-9


@dataclass(frozen=True)
class Distribution:
    """Shares of one product and year; the denominator is the world's printed or computed sum."""

    table: Counted

    @cached_property
    def total(self) -> float | None:
        """Printed world figure; None where the table has shares."""
        return next((f.quantity for f in self.table.figures if f.kind == "total"), None)

    def share(self, figure: Figure) -> float | None:
        """Share of a place; None without a figure."""
        if figure.quantity is None:
            return figure.share
        return figure.quantity / self.total if self.total else None

    def interval(self, figure: Figure) -> Interval | None:
        """Interval of a place's share; None if there is neither a figure nor a limit."""
        share = self.share(figure)
        low = share if figure.low is None else figure.low
        high = share if figure.high is None else figure.high
        return None if low is None or high is None else Interval(low, high)

    @cached_property
    def countries(self) -> list[Figure]:
        """Countries, the largest share first, those without a figure last."""
        listed = [f for f in self.table.figures if f.kind == "country"]
        return sorted(listed, key=lambda f: (self.share(f) is None, -(self.share(f) or 0), f.iso3))

    @cached_property
    def gains(self) -> list[Figure]:
        """Countries with a share above zero, the largest first."""
        return [figure for figure in self.countries if (self.share(figure) or 0) > 0]

    @cached_property
    def losses(self) -> list[Figure]:
        """Countries that lost more capacity than they added, the largest loss first."""
        return [figure for figure in self.countries[::-1] if (self.share(figure) or 0) < 0]

    @cached_property
    def unknown(self) -> list[Figure]:
        """Countries without a figure."""
        return [figure for figure in self.countries if self.share(figure) is None]

    @cached_property
    def residual(self) -> float:
        """Part of the world that no listed country has.

        Below zero if the listed ones add up to more than the world; zero for computed shares,
        which are of the sum of all countries.
        """
        if self.total is None:
            return 0.0
        rest = 1 - fsum(self.share(figure) or 0.0 for figure in self.countries)
        return 0.0 if abs(rest) < NOISE else rest

    @property
    def bounds_only(self) -> bool:
        """Whether half of the world or more is in no listed country."""
        return self.residual >= LARGE_RESIDUAL

    def hhi(self) -> tuple[float | None, Interval | None]:
        """HHI on the 0-10,000 scale and its bounds.

        The bounds are None with a negative residual or beside a country without a figure, the
        value is None with `bounds_only`. Shares below zero are in no index: the others are then
        squared as they are and, for the lower bound, as shares of their own sum.
        """
        parts = [self.share(figure) or 0.0 for figure in self.gains]
        if not parts:
            return None, None
        value = measures.hhi(parts) * measures.SCALE
        if self.residual < 0 or self.unknown:
            return value, None
        ends = [found for f in self.gains if (found := self.interval(f)) is not None]
        over = max(1.0, fsum(end.low for end in ends))
        lowest = measures.hhi([end.low / over for end in ends])
        most = measures.hhi_bounds([min(1.0, end.high) for end in ends], self.residual).high
        bounds = Interval(lowest * measures.SCALE, min(1.0, most) * measures.SCALE)
        return (None if self.bounds_only else value), bounds


def share_of(shares: Distribution, iso3: str) -> Interval:
    """A country's share as an interval; one that is not listed has at most the residual.

    An unknown share, or one beside a negative residual, can be anything from 0 to 1.
    """
    figure = next((f for f in shares.countries if f.iso3 == iso3), None)
    found = None if figure is None else shares.interval(figure)
    if found is not None:
        return found
    unknown = figure is not None or shares.residual < 0
    return Interval(0.0, 1.0 if unknown else shares.residual)
