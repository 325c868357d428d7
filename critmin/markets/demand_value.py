"""Market value by demand: totals stated by the IEA, and the IEA's demand times the IMF's price.

The only reader of the stated totals, of the IEA's demand and of market_prices.csv, which names the
price for each demand.
"""

from __future__ import annotations

from functools import cache

from critmin.core import sources
from critmin.core.files import has, read_table
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Edition
from critmin.markets import price_tables
from critmin.measures.prices import mean
from critmin.supply.bundled_tables import table_warnings

TOTAL = "energy-transition-minerals"
TOTAL_DEMAND = "Total demand"
SCENARIO = "STEPS"
TONNES_PER_KT = 1000.0


class Stated(NamedTuple):
    """Total as a publication states it, USD; ``change`` is from the year before, a fraction."""

    year: int
    value: float
    change: float | None
    projection: bool
    scenario: str
    note: str
    source: str

    @property
    def implied(self) -> float | None:
        """Value of the year before, USD: value / (1 + change); None if no change is stated."""
        return self.value / (1 + self.change) if self.change else None


class Rule(NamedTuple):
    """Price used for a mineral's demand: its origin, or the reason why there is none."""

    mineral: str
    origin: str
    note: str
    reason: str


class Demand(NamedTuple):
    """Demand for a mineral in a year, t; a projection is of the STEPS scenario."""

    mineral: str
    year: int
    tonnes: float
    projection: bool
    note: str
    flags: tuple[str, ...]
    source: str


class Valued(NamedTuple):
    """Demand with its price; ``price`` and ``value`` are None with the ``reason``."""

    demand: Demand
    price: float | None
    value: float | None
    reason: str
    source: str


def _tables(name: str) -> list[tuple[str, str]]:
    """Path and source id of the IEA's tables of a name, the oldest edition first."""
    found = []
    for id_ in sorted(sources.editions(), key=lambda text: Edition.of(text).edition):
        origin, edition = Edition.of(id_)
        path = f"iea/{name}_{edition}.csv"
        belongs = origin == "iea" if name == "demand" else origin.startswith("iea-")
        if belongs and has(path):
            found.append((path, id_))
    return found


@cache
def stated() -> tuple[Stated, ...]:
    """All stated totals, by year."""
    rows = [
        Stated(
            int(year),
            float(value),
            float(change) if change else None,
            status == "projection",
            scenario,
            note,
            source,
        )
        for path, source in _tables("market_value")
        for year, scenario, value, change, status, note in read_table(path)[1]
    ]
    return tuple(sorted(rows))


@cache
def demand(sector: str = TOTAL_DEMAND) -> dict[str, dict[int, Demand]]:
    """Demand by mineral and year, each year from the newest edition that prints it.

    Parameters
    ----------
    sector : str
        Total demand, or a sector by the source's own name.

    Returns
    -------
    dict
        Demand in t of contained metal by slug, then by year.
    """
    found: dict[str, dict[int, Demand]] = {}
    for path, source in _tables("demand"):
        flags = tuple(table_warnings(path))
        for mineral, part, scenario, year, kt, unit, status, note in read_table(path)[1]:
            if part != sector or scenario not in {"base", SCENARIO}:
                continue
            if unit != "kt":  # the build writes no other unit
                raise ValueError(f"{path}: demand in {unit}")
            found.setdefault(mineral, {})[int(year)] = Demand(
                mineral,
                int(year),
                float(kt) * TONNES_PER_KT,
                status == "projection",
                note,
                flags,
                source,
            )
    return found


@cache
def rules() -> dict[str, Rule]:
    """Price used for the demand, by mineral (market_prices.csv)."""
    return {row[0]: Rule(*row) for row in read_table("market_prices.csv")[1]}


def valued(wanted: Demand) -> Valued:
    """Value of a demand at the mean price of its year: demand (t) x price (USD/t), in USD.

    A year with fewer than twelve monthly prices has no value, only the reason.
    """
    rule = rules()[wanted.mineral]
    if not rule.origin:
        return Valued(wanted, None, None, rule.reason, "")
    series = price_tables.pinned(wanted.mineral, rule.origin)[0]
    if series.unit != "USD/t":
        return Valued(wanted, None, None, f"its price is in {series.unit}", "")
    found = mean(series, str(wanted.year))
    if found is None or found.periods < found.of:
        have = f"{series.priced[0].period} to {series.priced[-1].period}"
        return Valued(wanted, None, None, f"prices run from {have}, not over {wanted.year}", "")
    source = series.priced[-1].source
    return Valued(wanted, found.value, wanted.tonnes * found.value, "", source)
