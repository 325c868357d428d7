"""What minerals are worth in coverage: by what the world puts out, or by demand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from critmin.markets import demand_value, output_value
from critmin.policies.coverage_measures import Definition

WAYS = {
    "output": "the world's output at the price of one form, both the USGS's",
    "demand": "the IEA's demand times the IMF's mean price",
}


class Value(NamedTuple):
    """Market value of a mineral in USD; None where there is none, with the reason.

    ``own`` is a value of the user's definitions.
    """

    usd: float | None
    year: int | None
    reason: str
    sources: tuple[str, ...]
    own: bool = False
    flags: tuple[str, ...] = ()


def market_year(years: Iterable[int], way: str, minerals: Collection[str]) -> int | None:
    """The year asked for, or the newest observed one in which most minerals have a value."""
    asked = list(years)
    if asked:
        return asked[0]
    valued: Counter[int] = Counter()
    for slug in minerals:
        valued.update(_years(slug, way))
    return max(valued, key=lambda year: (valued[year], year), default=None)


def _years(slug: str, way: str) -> list[int]:
    """Observed years in which a mineral has a value."""
    if way == "output":
        return [year for year, one in output_value.values(slug).items() if one.value is not None]
    own = demand_value.demand().get(slug, {})
    return [
        year
        for year, one in own.items()
        if not one.projection and demand_value.valued(one).value is not None
    ]


def value_of(
    slug: str,
    year: int | None,
    way: str,
    minerals: Collection[str],
    definitions: Iterable[Definition],
) -> Value:
    """Value of a mineral in a year: the user's own, else by one of `WAYS`.

    What is made into another of the minerals has no value of its own beside it: it would
    count twice.
    """
    for definition in definitions:
        if definition.kind == "value" and definition.id == slug:
            return Value(float(definition.first("usd", "0")), None, "", (), own=True)
    return _by_output(slug, year, minerals) if way == "output" else _by_demand(slug, year)


def _by_output(slug: str, year: int | None, minerals: Collection[str]) -> Value:
    rule = output_value.rules().get(slug)
    if rule is not None and rule.within in minerals:
        return Value(None, year, f"{slug}: its worth stands in that of {rule.within}", ())
    found = output_value.values(slug).get(year or 0)
    if found is None:
        return Value(None, year, f"{slug}: {output_value.why_none(slug)}", ())
    return Value(found.value, year, found.reason, (found.source,), flags=found.flags)


def _by_demand(slug: str, year: int | None) -> Value:
    own = demand_value.demand().get(slug)
    if own is None or year is None or year not in own:
        return Value(None, year, "", ())
    found = demand_value.valued(own[year])
    sources = (own[year].source, *((found.source,) if found.source else ()))
    return Value(found.value, year, found.reason, sources)
