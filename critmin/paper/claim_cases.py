"""Shared by the calculations of claims: parameters, shares as cases, sentences."""

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
    """Parameter as text."""
    return " ".join(parameters[name])


def number(parameters: Parameters, name: str) -> float:
    """Parameter as a number."""
    return float(text(parameters, name))


def year_of(parameters: Parameters, name: str) -> int:
    """Parameter as a year."""
    return int(text(parameters, name))


def supply_shares(mineral: str, stage: str, source: str, year: int) -> Distribution:
    """Shares of one source and year, with the source's default denominator.

    Raises
    ------
    NoData
        If the source has no such table.
    """
    (entry,) = source_choice.choose(mineral, stage, source=source, years=[year])
    return query.shares_of(bundled_tables.load(entry), None)


def hidden(shares: Distribution) -> int:
    """Number of listed producers without a figure: unknown or withheld."""
    table = shares.table
    without = [row for row in table.countries if row.centre is None]
    return 0 if table.is_shares else len(without)


def share_of(shares: Distribution, iso3: str, *, of_listed: bool = False) -> Interval:
    """A country's share of the world, or ``of_listed`` figures alone, as an interval.

    For an unlisted country it runs from 0 to the residual. Beside producers without a figure a
    listed country's share of the world can be anything below the one computed.
    """
    row = next((row for row in shares.table.countries if row.iso3 == iso3), None)
    if row is not None and row.centre is not None:
        found = shares.interval(row)
        unsure = not of_listed and (hidden(shares) or shares.unbounded)
        return Interval(0.0, found.high) if unsure else found
    free = row is not None or hidden(shares) or shares.unbounded
    return Interval(0.0, 1.0 if free else shares.residual_high)


def share_case(
    shares: Distribution,
    iso3: str,
    sign: str = "",
    limit: float | None = None,
    *,
    of_listed: bool = False,
) -> Case:
    """A country's share of one table, compared with a limit if there is one."""
    table, found = shares.table, share_of(shares, iso3, of_listed=of_listed)
    listed = any(row.iso3 == iso3 for row in table.countries)
    return Case(
        f"{table.mineral} {table.stage} {table.year}",
        f"share of {iso3}",
        found.low,
        found.high,
        "fraction",
        sign,
        limit,
        codes(
            table.codes,
            sorted(table.statuses - {"reported"}),
            "unknown" if hidden(shares) else None,
            "residual_large" if shares.bounds_only else None,
            None if listed else "not_listed",
        ),
        (table.source,),
        counts=bool(sign),
    )


def rank_case(what: str, shares: Distribution, iso3: str, limit: float) -> Case:
    """A country's rank among producers, 1 the largest, compared with a limit.

    Producers without a figure, and as many unnamed ones as the residual can hold of its size, may
    rank before it. A country that is not listed has no rank.
    """
    ranked = [row.iso3 for row, _share in shares.ranked]
    table = shares.table
    low = high = None
    if iso3 in ranked:
        low = ranked.index(iso3) + 1
        own = shares.ranked[low - 1][1]
        unnamed = int(shares.residual_high / own) if own else 0
        high = low + hidden(shares) + unnamed
    return Case(
        what,
        f"rank of {iso3}",
        low,
        high,
        "rank",
        "<=",
        limit,
        codes(
            "unknown" if hidden(shares) else None,
            "residual_large" if shares.bounds_only else None,
            None if low else "not_listed",
        ),
        (table.source,),
    )


def change(what: str, compared: str, before: Case, after: Case, sign: str) -> Case:
    """Difference of two cases, compared with 0; its interval is as wide as both together."""
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


def shown(case: Case) -> str:
    """Figure of a case as readable text."""
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
    """Cases that count, in one sentence, with the number that hold."""
    counted = [case for case in cases if case.counts]
    return f"{'; '.join(f'{case.case} {shown(case)}' for case in counted)}{tally(counted)}"


def tally(cases: Sequence[Case]) -> str:
    """Number of cases that hold, and of those that are open."""
    if len(cases) < 2:
        return ""
    results = [case.holds for case in cases]
    undecided = f", {results.count(None)} open" if None in results else ""
    return f" ({results.count(True)} of {len(cases)} hold{undecided})"
