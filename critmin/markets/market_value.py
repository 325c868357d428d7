"""Market value of minerals: what the IEA states, and demand times price beside it.

The only reader of the stated values, the IEA's demand and the own table that says which
price the demand is valued with.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from critmin.core import sources
from critmin.core.files import data_dir, read_table
from critmin.markets import price_register
from critmin.measures.prices import mean
from critmin.supply.register import table_warnings

TOTAL = "energy-transition-minerals"
TOTAL_DEMAND = "Total demand"
SCENARIO = "STEPS"
TONNES_PER_KT = 1000.0


class Stated(NamedTuple):
    """A total as a publication states it, USD; ``change`` is the one on the year before."""

    year: int
    value: float
    change: float | None
    projection: bool
    scenario: str
    note: str
    source: str


class Demand(NamedTuple):
    """Demand of a mineral in a year, t; of the STEPS scenario where it is a projection."""

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
    """Path and source id of the tables of a name in the IEA's folder, the oldest first."""
    found = []
    for id_ in sorted(sources.editions(), key=lambda text: text.partition("@")[2]):
        origin, _, edition = id_.partition("@")
        path = f"iea/{name}_{edition}.csv"
        belongs = origin == "iea" if name == "demand" else origin.startswith("iea-")
        if belongs and (data_dir() / path).is_file():
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
def demand(of: str = TOTAL_DEMAND) -> dict[str, dict[int, Demand]]:
    """Demand by mineral and year, each year from the newest edition that prints it.

    Parameters
    ----------
    of : str
        Total demand, or the part of it that the source calls so.
    """
    found: dict[str, dict[int, Demand]] = {}
    for path, source in _tables("demand"):
        flags = tuple(table_warnings(path))
        for mineral, sector, scenario, year, kt, unit, status, note in read_table(path)[1]:
            if sector != of or scenario not in {"base", SCENARIO}:
                continue
            if unit != "kt":  # the build writes no other
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
def rules() -> dict[str, tuple[str, str, str]]:
    """Origin of the price, note and reason against it, by mineral (market_prices.csv)."""
    return {row[0]: (row[1], row[2], row[3]) for row in read_table("market_prices.csv")[1]}


def valued(wanted: Demand) -> Valued:
    """Demand times the mean price of its year, both of whole years and of tonnes.

    Value (USD) = demand (t) x price (USD/t). A year with fewer than twelve months of
    prices has no value.
    """
    origin, _note, reason = rules()[wanted.mineral]
    if not origin:
        return Valued(wanted, None, None, reason, "")
    series = price_register.pinned(wanted.mineral, origin)[0]
    if series.unit != "USD/t":
        return Valued(wanted, None, None, f"its price is in {series.unit}", "")
    found = mean(series, str(wanted.year))
    if found is None or found.periods < found.of:
        have = f"{series.priced[0].period} to {series.priced[-1].period}"
        return Valued(wanted, None, None, f"prices run from {have}, not over {wanted.year}", "")
    source = series.priced[-1].source
    return Valued(wanted, found.value, wanted.tonnes * found.value, "", source)
