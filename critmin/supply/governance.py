"""Governance scores by vintage, and the HHI that they weigh.

A vintage is one release of the World Bank's indicators over fixed years. Two vintages differ by
method as well as by time, so one series of answers has one vintage.
"""

from __future__ import annotations

from functools import cache

from critmin import measures
from critmin.core.errors import QueryError
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.measures.interval import Interval
from critmin.supply.distribution import Distribution

MIDDLE = 5.0  # score of a supplier without one: the middle of the 0-10 scale
WORST = 10.0
NONE = "none"


class Vintage(NamedTuple):
    """Scores of one release: its source, table and column, and the years that it stands for.

    ``what`` names its years in words; ``scaled`` says whether the table has the 0-10 scale.
    """

    source: str
    table: str
    column: str
    scaled: bool
    first: int
    last: int
    what: str


EU_STUDY = Vintage(
    "wgi@2020mean",
    "wgi/scaled_mean_2016_2020.csv",
    "scaled_mean",
    True,
    2016,
    2020,
    "means of 2016-2020",
)
LATEST = Vintage(
    "wgi@2024mean",
    "wgi/mean_of_six_latest.csv",
    "estimate",
    False,
    2021,
    2024,
    "of each country's latest year up to 2024",
)
VINTAGES = (EU_STUDY, LATEST)


def read_weight(text: str) -> tuple[str, Vintage | None]:
    """Weight of an index as a person types it, and the vintage if one is named.

    Raises
    ------
    QueryError
        For another weight or vintage.
    """
    kind, pinned, _ = text.partition("@")
    vintage = next((one for one in VINTAGES if one.source == text), None)
    if kind not in {NONE, "wgi"} or (pinned and vintage is None):
        known = ", ".join(one.source for one in VINTAGES)
        raise QueryError(f"weight is {text!r}: write none, wgi, or wgi of one vintage: {known}")
    return kind, vintage


def vintage_of(year: int) -> Vintage:
    """Vintage that stands for a year: the first whose years do not end before it."""
    return next((one for one in VINTAGES if year <= one.last), LATEST)


@cache
def scores(vintage: Vintage = EU_STUDY) -> dict[str, float]:
    """Governance score on the EU's 0-10 scale by ISO3, 10 the worst."""
    header, rows = read_table(vintage.table)
    iso3, score = header.index("iso3"), header.index(vintage.column)
    found = {row[iso3]: float(row[score]) for row in rows if row[iso3] and row[score]}
    if vintage.scaled:
        return found
    return {code: measures.governance_weight(estimate) for code, estimate in found.items()}


def weighted(
    shares: Distribution, vintage: Vintage
) -> tuple[float | None, Interval | None, list[str]]:
    """EU HHI_WGI on its 0-10 scale: value, bounds, and countries without a score.

    The trade parameter t is 1 for all. For the upper bound the residual is one supplier with
    the worst governance score.
    """
    known = scores(vintage)
    weights = [known.get(row.iso3, MIDDLE) for row, _ in shares.ranked]
    absent = [row.country for row, _ in shares.ranked if row.iso3 not in known]
    point = measures.weighted_hhi(shares.parts, weights)
    ends = [shares.interval(row) for row, _ in shares.ranked]
    low = measures.weighted_hhi([end.low for end in ends], weights)
    high = measures.weighted_hhi([end.high for end in ends], weights)
    bounds = Interval(low, high + shares.residual_high**2 * WORST)
    return (None if shares.bounds_only else point, None if shares.unbounded else bounds, absent)
