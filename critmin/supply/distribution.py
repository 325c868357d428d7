"""Shares of a supply table by country, its residual, its HHI, and their cautions.

Pure: a `SupplyTable` in, numbers and cautions out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import fsum

from critmin import measures
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.measures.interval import Interval
from critmin.supply.supply_table import SHARE_SUM, TOTAL_GAP, Denominator, SupplyRow, SupplyTable

LARGE_RESIDUAL = 0.5
WHOLE_PERCENT = 0.01
NOISE = 1e-6  # a smaller remainder of shares is floating-point noise
CAUTIONED = ("projection", "period_average", "estimated")  # states of a figure that have a caution


@dataclass(frozen=True, eq=False)
class Distribution:
    """Shares of one supply table over one denominator."""

    table: SupplyTable
    denominator: Denominator

    @classmethod
    def of(cls, table: SupplyTable, total: str) -> Distribution:
        """Shares of the ``published`` or the ``listed`` total.

        Raises
        ------
        NoData
            If that total does not exist.
        """
        return cls(table, table.denominator(total))

    def share(self, row: SupplyRow) -> float | None:
        """Share of one row at the middle of its interval; None if its figure is unknown."""
        centre = row.centre
        return None if centre is None else centre / self.denominator.value

    def interval(self, row: SupplyRow) -> Interval:
        """Interval of a row's share, at most 1."""
        interval = row.interval or Interval(0.0, 0.0)
        low, high = self._denominator_interval
        most = min(1.0, interval.high / low) if low > 0 else 1.0
        return Interval(interval.low / high, max(most, interval.low / high))

    @cached_property
    def _denominator_interval(self) -> Interval:
        """Interval of the denominator: only a listed total varies with its rows."""
        value = self.denominator.value
        if self.denominator.kind == "published" or self.table.is_shares:
            return Interval(value, value)
        known = [row.interval for row in self.table.rows if row.kind != "total" and row.interval]
        return Interval(fsum(i.low for i in known), fsum(i.high for i in known))

    @cached_property
    def ranked(self) -> list[tuple[SupplyRow, float]]:
        """Producers with their shares, descending; ties by ISO3."""
        found = [(row, row.centre or 0.0) for row in self.table.producers]
        found.sort(key=lambda pair: (-pair[1], pair[0].iso3, pair[0].country))
        return [(row, centre / self.denominator.value) for row, centre in found]

    @cached_property
    def parts(self) -> list[float]:
        """Shares of the producers, descending."""
        return [share for _row, share in self.ranked]

    @cached_property
    def residual(self) -> float:
        """Share that is not attributed to a named country."""
        return self.table.residual_share(self.denominator)

    @cached_property
    def unattributed(self) -> list[SupplyRow]:
        """Residual rows of the source, and what the denominator exceeds all rows by."""
        printed = self.table.residuals
        rest = self.residual - fsum(self.share(row) or 0.0 for row in printed)
        if rest <= NOISE:
            return printed
        amount = float(f"{rest * self.denominator.value:.10g}")  # a difference, not printed
        status = max(self.table.statuses - {"reported"}, default="reported")
        last = SupplyRow("Not attributed", "", "residual", amount, None, None, "number", status, "")
        return [*printed, last]

    @property
    def bounds_only(self) -> bool:
        """Whether half of the total or more is unnamed, so that only bounds are given."""
        return self.residual >= LARGE_RESIDUAL

    @property
    def unbounded(self) -> bool:
        """Whether no bound can be computed, because a figure may lie outside the total.

        A country that is listed without a figure may have any output. A residual without one
        is bounded where the total exceeds the other rows.
        """
        summed = self.denominator.kind == "listed" and not self.table.is_shares
        lumped = self.table.residual_unknown and (summed or not self.residual)
        return lumped or bool(self.table.hidden or self.table.in_state("withheld"))

    def hhi(self) -> tuple[float | None, Interval | None]:
        """HHI on the 0-10,000 scale: value (None with `bounds_only`) and bounds.

        The bounds are None if they cannot be computed.
        """
        parts = self.parts if self.table.exact else [self.interval(r) for r, _ in self.ranked]
        bounds = measures.hhi_bounds(parts, self.residual_high)
        low, high = bounds.low * measures.SCALE, min(1.0, bounds.high) * measures.SCALE
        point = measures.hhi(self.parts) * measures.SCALE
        known = None if self.unbounded else Interval(low, max(high, point))
        return (None if self.bounds_only else point), known

    @cached_property
    def residual_high(self) -> float:
        """Largest possible residual."""
        if self.table.exact:
            return self.residual
        extra = fsum(
            self.interval(row).high - (self.share(row) or 0.0) for row in self.table.residuals
        )
        most = self.residual + max(0.0, extra)
        if self.denominator.kind == "published" or self.table.is_shares:
            # The total is fixed: a smaller share of an uncertain country is a larger one of others.
            lows = fsum(self.interval(row).low for row in self.table.countries)
            if self.denominator.kind == "published" or lows < SHARE_SUM[0]:
                most = max(most, 1.0 - lows)
        return min(1.0, most)

    @cached_property
    def share_step(self) -> float | None:
        """Rounding step of printed shares: 0.01 when all are whole percent, else None."""
        if not self.table.is_shares or not self.parts:
            return None
        whole = all(abs(part * 100 - round(part * 100)) < 1e-9 for part in self.parts)
        return WHOLE_PERCENT if whole else None

    def cautions(self) -> list[Caution]:
        """Cautions of the table and the denominator, each with its numbers."""
        return [*self._about_states(), *self._about_total(), *self._about_rest()]

    def _about_states(self) -> list[Caution]:
        what = self.table.what
        found = []
        withheld = [row.country for row in self.table.in_state("withheld")]
        if withheld:
            found.append(caution("withheld_excluded", what=what, countries=tuple(withheld)))
        unknown = [row.country for row in self.table.hidden if row.state == "unknown"]
        if unknown:
            found.append(caution("unknown", what=what, countries=tuple(unknown)))
        if self.table.residual_unknown:
            found.append(caution("residual_unknown", what=what, total=self.denominator.kind))
        for state in ("less_than", "greater_than", "range"):
            rows = [row.country for row in self.table.in_state(state)]
            if rows:
                found.append(caution(state, what=what, countries=tuple(rows)))
        return found

    def _about_total(self) -> list[Caution]:
        what = self.table.what
        if self.table.is_shares:
            return self._about_share_sum(what)
        gap = self.table.total_gap()
        if gap is None or abs(gap) <= TOTAL_GAP:
            return []
        total = self.table.total
        printed = total.quantity if total else None
        found = [
            caution(
                "total_differs",
                what=what,
                listed=self.table.listed,
                unit=self.table.unit,
                printed=printed,
                gap=gap,
                total=self.denominator.kind,
            )
        ]
        if gap > 0 and self.denominator.kind == "published":
            found.append(caution("shares_sum_over_1", what=what, total=1 + gap))
        return found

    def _about_share_sum(self, what: str) -> list[Caution]:
        total = self.table.listed
        if total < SHARE_SUM[0]:
            return [caution("shares_sum_below_1", what=what, total=total)]
        if total > SHARE_SUM[1]:
            return [caution("shares_sum_over_1:printed", what=what, total=total)]
        return []

    def _about_rest(self) -> list[Caution]:
        what = self.table.what
        found = []
        if self.bounds_only:
            found.append(caution("residual_large", what=what, residual=self.residual))
        for status in CAUTIONED:
            if status in self.table.statuses:
                found.append(caution(status, what=what, period=self.table.period))
        if self.share_step is not None:
            error = measures.hhi_rounding_error(self.parts, self.share_step) * measures.SCALE
            found.append(caution("rounded_shares", what=what, error=error))
        return found
