"""Totals beside their parts: each amount is used once, and totals are compared with their parts.

Publishers give sums over modes of transport, procedures, partners and codes beside what they are
sums of, and files do not always say which is which. A dimension has a documented total. Where the
total is there it is used, and its parts are set aside; else the parts are used. What can only be
used in parts (partners and codes) is compared with its total when the file is added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from critmin.core.named_tuple import NamedTuple

# What is set aside because the rows below it are used.
HEADING = "total of a heading"
PARTNERS = "total of all partners"
UNNAMED = "row without a partner"
# A publisher rounds each row to whole units at most.
ROUNDING = Decimal("0.5")
DIGITS = "2, 4, 6"  # of a code that stands for a heading
REASONS = (
    "part of a total that is used",
    "part of a total that is used, but has another sum",
    "total without a value, whose parts are used",
)


class Level(NamedTuple):
    """Dimension of a table, or a step of it: what is added up to what.

    Parameters
    ----------
    name : str
        What the parts are, as ``mode of transport``.
    total : str
        SQL of whether a row is the total.
    within : sequence of str
        SQL of what a total and its parts have in common, beside the flow.
    """

    name: str
    total: str
    within: Sequence[str] = ()


class Compared(NamedTuple):
    """Totals of a kind in a file, and how many of them their parts add up to."""

    totals: int
    alone: int  # no part of them is in the file
    differ: int  # their parts add up to another amount
    example: str  # of what is said of them


class Marks(NamedTuple):
    """Which rows of a scan are not used, because a total or its parts are.

    Parameters
    ----------
    row : str
        SQL of what tells rows of ``r`` apart.
    table : str
        SQL of a relation with the ``row`` and the ``mark`` of each row that is not used.
    """

    row: str
    table: str


def once(
    scan: str, value: str, flow: Sequence[str], cut: Sequence[str], levels: Sequence[Level]
) -> Marks | None:
    """Mark the rows that are not used, so that each amount is used once.

    The levels are judged in their order, from the innermost: what is marked in one is in no sum
    of the next. So parts of parts need no total of their own.

    Parameters
    ----------
    scan : str
        SQL of a relation.
    value : str
        SQL of the value of a row of ``r``.
    flow : sequence of str
        SQL of what identifies a flow.
    cut : sequence of str
        SQL of the dimensions by which rows of a flow differ.
    levels : sequence of Level
        Dimensions, with the conditions of their totals.

    Returns
    -------
    Marks or None
        None where there is no dimension.
    """
    if not levels:
        return None
    row = f"hash({', '.join([*flow, *cut])})"
    steps = "".join(
        f", coalesce({level.total}, false) AS t{place}, "
        f"hash({', '.join(level.within or '0')}) AS w{place}"
        for place, level in enumerate(levels)
    )
    # Rows that repeat another are one. The other columns of the file are not carried through.
    found = (
        f"SELECT DISTINCT {row} AS row, hash({', '.join(flow)}) AS flow, "
        f"CASE WHEN {value} >= 0 THEN {value} END AS value{steps} FROM {scan} r"
    )
    found = (
        f"SELECT *, NULL::UTINYINT AS mark FROM ({found}) "
        "QUALIFY count(*) OVER (PARTITION BY flow) > 1"
    )
    for place in range(len(levels)):
        found = _judged(found, place)
    marks = f"SELECT row, max(mark) AS mark FROM ({found}) WHERE mark IS NOT NULL GROUP BY row"
    return Marks(row, marks)


def _judged(below: str, place: int) -> str:
    """SQL of rows that were judged on a level too, out of those judged on the levels below it."""
    total, part = f"(mark IS NULL AND t{place})", f"(mark IS NULL AND NOT t{place})"
    counted = (
        f"SELECT *, count(value) FILTER ({total}) OVER w AS totals, "
        f"sum(value) FILTER ({total}) OVER w AS whole, "
        f"count(*) FILTER ({part}) OVER w AS parts, "
        f"count(value) FILTER ({part}) OVER w AS valued, "
        f"coalesce(sum(value) FILTER ({part}) OVER w, 0) AS added "
        f"FROM ({below}) WINDOW w AS (PARTITION BY flow, w{place})"
    )
    # Parts without a value leave open how much they are, but not if the others are more already.
    margin = f"{ROUNDING} * (valued + 1)"
    differs = (
        f"valued > 0 AND (added > whole + {margin} "
        f"OR (valued = parts AND added < whole - {margin}))"
    )
    used, other, no_value = (len(REASONS) * place + at for at in range(len(REASONS)))
    mark = (
        f"CASE WHEN mark IS NOT NULL THEN mark "
        f"WHEN t{place} AND value IS NULL AND valued > 0 AND totals = 0 THEN {no_value} "
        f"WHEN NOT t{place} AND totals > 0 AND {differs} THEN {other} "
        f"WHEN NOT t{place} AND totals > 0 THEN {used} END"
    )
    own = "totals, whole, parts, valued, added"
    return f"SELECT * EXCLUDE ({own}) REPLACE ({mark} AS mark) FROM ({counted})"


def aside(levels: Sequence[Level]) -> list[tuple[str, str]]:
    """Reasons of `once` with the conditions of their rows, for a plan with its marks as ``m``."""
    numbers: dict[str, list[int]] = {}
    for place, level in enumerate(levels):
        for at, reason in enumerate(REASONS):
            numbers.setdefault(f"{reason}: {level.name}", []).append(len(REASONS) * place + at)
    return [(text, f"m.mark IN ({', '.join(map(str, of))})") for text, of in numbers.items()]


def compared(con: Any, set_aside: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """Compare the totals that were set aside with the rows that are used.

    Parameters
    ----------
    con : connection
        DuckDB, with the judged rows of a file in ``staged``.
    set_aside : mapping of str to int
        Number of rows by reason.
    """
    kinds = {kind: f"aside = '{kind}'" for kind in (PARTNERS, HEADING) if kind in set_aside}
    unnamed = "aside IS NULL AND state = 'residual'"
    if con.execute(f"SELECT 1 FROM staged WHERE {unnamed} LIMIT 1").fetchone():
        kinds[UNNAMED] = unnamed
    found = {}
    for kind, rows in kinds.items():
        one = Compared(*con.execute(_comparison(kind, rows)).fetchone())
        if one.totals:
            found[kind] = one._asdict()
    return found


def _comparison(kind: str, rows: str) -> str:
    """SQL of the totals of a kind beside the sums of their parts."""
    same = "period, reporter, flow, nomenclature, currency"
    used = "FROM staged WHERE aside IS NULL"
    if kind == UNNAMED:
        used += " AND importer IS NOT NULL AND exporter IS NOT NULL"
    totals = f"FROM staged WHERE {rows} AND value >= 0"
    if kind == HEADING:
        # One sum for each length of heading, of all codes below it.
        keys = f"{same}, importer, exporter, code"
        parts = " UNION ALL ".join(
            f"SELECT {same}, importer, exporter, left(code, {digits}) AS code, value {used} "
            f"AND length(code) > {digits}"
            for digits in DIGITS.split(", ")
        )
        whole = f"SELECT {keys}, value {totals} AND length(code) IN ({DIGITS})"
    else:
        # The partner of a total is no country, so it is empty on one side.
        keys = f"{same}, side, country, code"
        sides = ("importer", "exporter")
        parts = " UNION ALL ".join(
            f"SELECT {same}, '{side}' AS side, {side} AS country, code, value {used} "
            f"AND {side} IS NOT NULL"
            for side in sides
        )
        whole = " UNION ALL ".join(
            f"SELECT {same}, '{side}' AS side, {side} AS country, code, value {totals} "
            f"AND {side} IS NOT NULL AND {other} IS NULL"
            for side, other in zip(sides, sides[::-1], strict=True)
        )
    names = keys.split(", ")
    equal = " AND ".join(f"t.{name} IS NOT DISTINCT FROM p.{name}" for name in names)
    example = "concat_ws(' ', t.period, t.reporter, t.flow, t.code)"
    margin = f"{ROUNDING} * (p.valued + 1)"
    differ = (
        f"(p.valued > 0 AND (p.sum > t.value + {margin} "
        f"OR (p.valued = p.rows AND p.sum < t.value - {margin})))"
    )
    alone, shown = "p.rows IS NULL", f"p.rows IS NULL OR {differ}"
    if kind == UNNAMED:  # one named partner with the same amount says nothing
        alone, differ = "coalesce(p.rows, 0) < 2", f"p.rows > 1 AND {differ}"
        shown = f"p.rows > 1 AND NOT ({differ})"
    counted = f"count(*) FILTER ({alone}), count(*) FILTER ({differ})"
    return (
        f"WITH totals AS (SELECT {keys}, max(value) AS value FROM ({whole}) GROUP BY ALL), "
        f"parts AS (SELECT {keys}, sum(value) AS sum, count(value) AS valued, count(*) AS rows "
        f"FROM ({parts}) GROUP BY {keys}) "
        f"SELECT count(*), {counted}, "
        f"coalesce(min({example}) FILTER ({shown}), '') "
        f"FROM totals t LEFT JOIN parts p ON {equal}"
    )


def said(found: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name of a sentence in cautions.csv, and its values, for each thing to be said of totals."""
    for kind, cells in found.items():
        one = Compared(**cells)
        if kind == UNNAMED:
            sums = one.totals - one.alone - one.differ
            if sums > one.differ:
                yield "lake_totals:unnamed", {"count": sums, "example": one.example}
            continue
        for name, count in (("lake_totals", one.differ), ("lake_totals:alone", one.alone)):
            if count:
                values = {"kind": kind, "totals": one.totals, "example": one.example}
                yield name, {"count": count, **values}
