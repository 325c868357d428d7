"""What the calculations of claims share: parameters, a country's share as a case, sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from critmin.answers.builder import codes
from critmin.measures.interval import Interval
from critmin.paper.bundled_tables import Parameters
from critmin.paper.verdicts import Case
from critmin.supply import bundled_tables, query, source_choice
from critmin.supply.distribution import Distribution

CHINA = "CHN"
BILLION = 1e9


def text(parameters: Parameters, name: str) -> str:
    """A parameter that is one text."""
    return " ".join(parameters[name])


def number(parameters: Parameters, name: str) -> float:
    """A parameter that is a number."""
    return float(text(parameters, name))


def year_of(parameters: Parameters, name: str) -> int:
    """A parameter that is a year."""
    return int(text(parameters, name))


def supply_shares(mineral: str, stage: str, source: str, year: int) -> Distribution:
    """One source's shares of one year, over the source's own denominator.

    Raises
    ------
    NoData
        If the source has no such table.
    """
    (entry,) = source_choice.choose(mineral, stage, source=source, years=[year])
    return query.shares_of(bundled_tables.load(entry), None)


def share_of(shares: Distribution, iso3: str) -> Interval:
    """A country's share; of one that is not listed, up to all that no listed one holds."""
    row = next((row for row in shares.table.countries if row.iso3 == iso3), None)
    if row is not None and row.centre is not None:
        return shares.interval(row)
    return Interval(0.0, 1.0 if shares.unbounded else shares.residual_high)


def share_case(shares: Distribution, iso3: str, sign: str = "", limit: float | None = None) -> Case:
    """A country's share of one table against a limit; shown alone without one."""
    table, found = shares.table, share_of(shares, iso3)
    listed = any(row.iso3 == iso3 for row in table.countries)
    return Case(
        f"{table.mineral} {table.stage} {table.year}",
        f"share of {iso3}",
        found.low,
        found.high,
        "fraction",
        sign,
        limit,
        codes(table.codes, None if listed else "not_listed"),
        (table.source,),
        counts=bool(sign),
    )


def change(what: str, compared: str, before: Case, after: Case, sign: str) -> Case:
    """The difference of two cases against none, as wide as both together."""
    if before.low is None or before.high is None or after.low is None or after.high is None:
        low = high = None
    else:
        low, high = after.low - before.high, after.high - before.low
    return Case(
        what,
        compared,
        low,
        high,
        "fraction",
        sign,
        0.0,
        codes(before.flags, after.flags),
        codes(before.sources, after.sources),
    )


def rank(shares: Distribution, iso3: str) -> int | None:
    """Rank among the listed producers, 1 the largest; None for a country that is not listed."""
    ranked = [row.iso3 for row, _share in shares.ranked]
    return ranked.index(iso3) + 1 if iso3 in ranked else None


def shown(case: Case) -> str:
    """A case's figure as a person reads it."""
    if case.low is None or case.high is None:
        return "no figure"
    low, high = (_figure(case, value) for value in (case.low, case.high))
    return low if low == high else f"{low} to {high}"


def _figure(case: Case, value: float) -> str:
    if case.unit == "fraction":
        what, _, of = case.compared.partition(" of the ")
        sign = "+" if what == "change" else ""
        between_shares = what in {"change", "fall", "distance", "difference"} and "share" in of
        return f"{value * 100:{sign}.1f} points" if between_shares else f"{value:{sign}.1%}"
    if case.unit == "USD":
        return f"{value / BILLION:,.1f} bn USD"
    return f"{value:,.0f}" if case.unit in {"rank", "count"} else f"{value:,.2f}"


def sentence(cases: Iterable[Case]) -> str:
    """The cases that count, one after the other, and how many of them hold."""
    counted = [case for case in cases if case.counts]
    return f"{'; '.join(f'{case.case} {shown(case)}' for case in counted)}{tally(counted)}"


def tally(cases: Sequence[Case]) -> str:
    """How many of several cases hold, and how many are open."""
    if len(cases) < 2:
        return ""
    results = [case.holds for case in cases]
    undecided = f", {results.count(None)} open" if None in results else ""
    return f" ({results.count(True)} of {len(cases)} hold{undecided})"
