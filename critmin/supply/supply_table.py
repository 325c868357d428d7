"""`SupplyTable`: one published distribution of supply by country.

One mineral, stage, basis, year and source edition. Withheld and unknown figures, the residual
and the printed total are kept separate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import fsum

from critmin.answers.table import Caution
from critmin.core.errors import NoData, UnitError
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Source
from critmin.core.wording import About
from critmin.measures.interval import Interval

MASS_IN_TONNES = {"kg": 0.001, "t": 1.0, "kt": 1_000.0, "Mt": 1_000_000.0}
BY_PRODUCT = {"gross-weight", "product"}  # bases of output that are product weight, as in trade
SHARE_SUM = (0.97, 1.03)
TOTAL_GAP = 0.005


class SupplyRow(NamedTuple):
    """Row of a country, the residual or the printed total."""

    country: str
    iso3: str
    kind: str
    quantity: float | None
    low: float | None
    high: float | None
    state: str
    status: str
    note: str

    @property
    def centre(self) -> float | None:
        """Figure used for shares: as printed, or the middle of its interval."""
        if self.quantity is not None:
            return self.quantity
        if self.low is not None and self.high is not None:
            return (self.low + self.high) / 2
        return self.low

    @property
    def interval(self) -> Interval | None:
        """Interval of the figure; None if it is unknown or withheld."""
        if self.quantity is not None:
            return Interval(self.quantity, self.quantity)
        if self.low is None:
            return None
        return Interval(self.low, float("inf") if self.high is None else self.high)


class Denominator(NamedTuple):
    """Denominator of shares, and its kind of total."""

    kind: str
    value: float


@dataclass(frozen=True, eq=False)
class SupplyTable:
    """Rows of one mineral, stage, basis, year and source.

    ``period`` is the years of a period average; ``codes`` are the warning codes of the table,
    which apply to every row.
    """

    mineral: str
    stage: str
    basis: str
    year: int
    unit: str
    source: str
    rows: tuple[SupplyRow, ...]
    period: str = ""
    codes: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """Mineral, stage and year, for messages."""
        return About(self.mineral, self.stage, self.year)

    @cached_property
    def countries(self) -> list[SupplyRow]:
        """Rows of countries, in file order."""
        return [row for row in self.rows if row.kind == "country"]

    @cached_property
    def producers(self) -> list[SupplyRow]:
        """Countries with a figure above zero."""
        return [row for row in self.countries if (row.centre or 0) > 0]

    @cached_property
    def residuals(self) -> list[SupplyRow]:
        """Residual rows: several countries without a split."""
        return [row for row in self.rows if row.kind == "residual"]

    @cached_property
    def hidden(self) -> list[SupplyRow]:
        """Countries that are listed without a figure: withheld or unknown."""
        return [row for row in self.countries if row.centre is None]

    @property
    def total(self) -> SupplyRow | None:
        """Total that the source prints."""
        return next((row for row in self.rows if row.kind == "total"), None)

    def in_state(self, state: str) -> list[SupplyRow]:
        """Countries and residuals whose figure has the state."""
        return self._by_state.get(state, [])

    @cached_property
    def _by_state(self) -> dict[str, list[SupplyRow]]:
        found: dict[str, list[SupplyRow]] = {}
        for row in self.rows:
            if row.kind != "total":
                found.setdefault(row.state, []).append(row)
        return found

    @property
    def exact(self) -> bool:
        """Whether every figure is exact, not an interval."""
        return not self._by_state.keys() & {"less_than", "greater_than", "range"}

    @cached_property
    def listed(self) -> float:
        """Sum of countries and residual, each at the middle of its interval."""
        return fsum(row.centre or 0.0 for row in self.rows if row.kind != "total")

    @cached_property
    def residual_unknown(self) -> bool:
        """Whether a residual has no figure, so that the sum is unknown."""
        return any(row.centre is None for row in self.residuals)

    @property
    def plain_total(self) -> float | None:
        """Printed total if it is an exact number above zero, else None."""
        total = self.total
        return total.quantity if total is not None and total.quantity else None

    @property
    def is_shares(self) -> bool:
        """Whether the source prints shares instead of quantities."""
        return self.unit == "share"

    @property
    def statuses(self) -> set[str]:
        """Statuses of the rows with a figure."""
        return {row.status for row in self.rows if row.centre is not None}

    def denominator(self, kind: str) -> Denominator:
        """Denominator of the shares.

        Parameters
        ----------
        kind : str
            ``published`` or ``listed``. With ``listed``, printed shares that sum to 0.97 to
            1.03 are used as printed; if a residual has no figure, the printed total is used
            if it exceeds the sum of the rows.

        Raises
        ------
        NoData
            If no figure is listed, or the printed total is absent or only a bound.
        """
        what = f"{self.what} ({self.source})"
        if self.is_shares and kind == "listed":
            if self.listed <= 0:
                raise NoData(f"no share is known for {what}")
            return Denominator("listed", 1.0)
        if kind == "listed":
            if self.listed <= 0:
                raise NoData(f"every figure is zero, unknown or withheld for {what}")
            if self.residual_unknown and (self.plain_total or 0) > self.listed:
                return Denominator("published", self.plain_total or 0)
            return Denominator("listed", self.listed)
        total = self.total
        if total is None or total.quantity is None or total.quantity <= 0:
            why = "prints no total" if total is None else f"prints a total that is {total.state}"
            raise NoData(f"the source {why} for {what}: use --total listed (total='listed')")
        return Denominator("published", total.quantity)

    def residual_share(self, denominator: Denominator) -> float:
        """Share of the denominator that is not attributed to a named country, in [0, 1].

        The residual rows, and what the denominator exceeds all rows by. Printed shares that sum
        to 0.97 to 1.03 are taken as complete.
        """
        named = fsum(row.centre or 0.0 for row in self.countries) / denominator.value
        lumped = fsum(row.centre or 0.0 for row in self.residuals) / denominator.value
        shortfall = 1.0 - named - lumped
        if denominator.kind == "listed" and (
            not self.is_shares or shortfall <= 1.0 - SHARE_SUM[0] + 1e-12
        ):
            shortfall = 0.0
        return min(1.0, max(0.0, lumped + max(0.0, shortfall)))

    def total_gap(self) -> float | None:
        """(listed - printed total) / printed total; None without a `plain_total`."""
        total = self.total
        if total is None or not total.quantity:
            return None
        return self.listed / total.quantity - 1.0

    def coded(self, code: str) -> SupplyTable:
        """The same table with one more warning code, if there is one."""
        return replace(self, codes=(*self.codes, code)) if code else self

    def scaled_to(self, unit: str) -> SupplyTable:
        """Convert the table to another unit of mass.

        Raises
        ------
        UnitError
            If either unit is not a unit of mass.
        """
        if unit == self.unit:
            return self
        if unit not in MASS_IN_TONNES or self.unit not in MASS_IN_TONNES:
            raise UnitError(
                f"{self.mineral} {self.stage}: cannot convert {self.unit!r} to {unit!r}"
            )
        factor = MASS_IN_TONNES[self.unit] / MASS_IN_TONNES[unit]

        def times(number: float | None) -> float | None:
            return None if number is None else number * factor

        rows = tuple(
            row._replace(quantity=times(row.quantity), low=times(row.low), high=times(row.high))
            for row in self.rows
        )
        return replace(self, unit=unit, rows=rows)


def competition_ranks(values: Sequence[float]) -> list[int]:
    """Ranks 1, 2, 2, 4 by descending value, for values already in descending order.

    >>> competition_ranks([5, 3, 3, 1])
    [1, 2, 2, 4]
    """
    ranks: list[int] = []
    for index, value in enumerate(values):
        tied = index > 0 and value == values[index - 1]
        ranks.append(ranks[-1] if tied else index + 1)
    return ranks


class Missing(NamedTuple):
    """Mineral and stage without a table, and the reason."""

    mineral: str
    stage: str
    reason: str


@dataclass(eq=False)
class Inputs:
    """Supply tables that answer a query, and what is missing."""

    tables: list[SupplyTable] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    sources: tuple[Source, ...] = ()
    cautions: list[Caution] = field(default_factory=list)
    from_user: bool = False
    all_minerals: bool = False

    @property
    def summarised(self) -> bool:
        """Whether cautions are counted by code, because no mineral is named and all are shown."""
        return self.all_minerals and not self.from_user

    def refuse_if_empty(self) -> None:
        """Raise `NoData` with the reasons if no table was found."""
        if self.tables:
            return
        if len(self.missing) == 1 or not self.all_minerals:
            raise NoData("; ".join(dict.fromkeys(gap.reason for gap in self.missing)))
        raise NoData(f"no data for any of the {len(self.missing)} minerals")
