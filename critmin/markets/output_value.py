"""Market value by output: world output times the price of one form, both of the USGS.

The only reader of output_prices.csv, which matches prices with outputs. It also covers minerals
without a published demand. Values by output and by demand are never added up.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.markets import price_tables
from critmin.measures.prices import Price
from critmin.supply import bundled_tables
from critmin.supply.supply_table import SupplyTable

SOURCE = "usgs@2026"  # edition for whose forms and notes the table is written
# USD per tonne of the priced form, for a price of 1 in each unit; a metric ton unit is 10 kg.
USD_PER_TONNE = {
    "USD/t": 1.0,
    "USD/kg": 1000.0,
    "USD/lb": 2204.6226218,
    "US cents/lb": 22.046226218,
    "USD/ozt": 32150.746569,
    "USD/mtu Mn": 100.0,
    "USD/mtu WO3": 100.0,
}


class Rule(NamedTuple):
    """Output and price that make the value; ``reason`` says why there is none.

    ``content`` is the part of the priced form that the output counts, in (0, 1]; ``within`` is
    the mineral that most of it is made into.
    """

    mineral: str
    stage: str
    basis: str
    form: str
    unit: str
    content: float
    within: str
    note: str
    reason: str


class OutputValue(NamedTuple):
    """World output in t, its price in USD per counted t, and their product in USD.

    ``price`` and ``value`` are None with the ``reason``.
    """

    mineral: str
    year: int
    tonnes: float
    price: float | None
    value: float | None
    flags: tuple[str, ...]
    reason: str
    source: str = SOURCE


@cache
def rules() -> dict[str, Rule]:
    """Output and price that make the value, by mineral (output_prices.csv)."""
    return {
        m: Rule(m, stage, basis, form, unit, float(content or 1), within, note, reason)
        for m, stage, basis, form, unit, content, within, note, reason in read_table(
            "output_prices.csv"
        )[1]
    }


@cache
def values(mineral: str) -> dict[int, OutputValue]:
    """Value of world output by year; empty if no output matches a price.

    value (USD) = output (t) x price (USD/t of the priced form) / content. Output is the sum of
    the rows, including other countries, but without withheld output.
    """
    rule = rules().get(mineral)
    if rule is None or rule.reason:
        return {}
    entries = bundled_tables.by_mineral_stage().get((mineral, rule.stage), [])
    prices = _prices(rule)
    found = {}
    for entry in entries:
        if (entry.source, entry.basis) == (SOURCE, rule.basis) and bundled_tables.usable(entry):
            found[entry.year] = _valued(rule, bundled_tables.load(entry).scaled_to("t"), prices)
    return found


def why_none(mineral: str) -> str:
    """Reason why a mineral's output has no value."""
    rule = rules().get(mineral)
    return rule.reason if rule and rule.reason else "no price is matched with its output"


def _prices(rule: Rule) -> dict[str, Price]:
    """Prices of the form that the value is made with, by year."""
    return {
        price.period: price
        for series in price_tables.pinned(rule.mineral, SOURCE)
        if (series.form, series.unit) == (rule.form, rule.unit)
        for price in series.prices
    }


def _valued(rule: Rule, table: SupplyTable, figures: Mapping[str, Price]) -> OutputValue:
    found = figures.get(str(table.year))
    flags = [*table.codes, *(code for code in table.statuses if code == "estimated")]
    flags += ["withheld_excluded"] if table.in_state("withheld") else []
    if found is None or found.value is None:
        reason = f"{SOURCE} prints no price of it for {table.year}"
        return OutputValue(rule.mineral, table.year, table.listed, None, None, tuple(flags), reason)
    price = found.value * USD_PER_TONNE[rule.unit] / rule.content
    flags += [flag for flag in found.flags if flag not in flags]
    return OutputValue(
        rule.mineral, table.year, table.listed, price, price * table.listed, tuple(flags), ""
    )
