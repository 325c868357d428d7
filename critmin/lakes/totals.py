"""Totals beside their parts: each amount is used once, and totals are compared with their parts.

Publishers give sums over modes of transport, procedures, partners and codes beside what they are
sums of, and files do not always say which is which. A dimension has a documented total. Where the
total is there it is used, and its parts are set aside; else the parts are used. Its parts are the
rows within its scope in every dimension. What can only be used in parts (partners and codes) is
compared with its total when the file is added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
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
OVERLAP = "counts again what other rows of the same flow hold, which are used"


class Dimension(NamedTuple):
    """What a flow is cut by, and which of its codes are totals.

    Parameters
    ----------
    name : str
        What the parts are, as ``mode of transport``.
    cell : str
        SQL of the code of a row of ``r``.
    totals : sequence of (str, int)
        Pattern of the codes of totals, and how many first characters they share with their parts;
        the broadest first.
    """

    name: str
    cell: str
    totals: Sequence[tuple[str, int]]


class Level(NamedTuple):
    """A total in one dimension, of one scope in each of the others.

    ``total`` is SQL of whether a row is one, ``within`` SQL of what it and its parts share.
    """

    name: str
    total: str
    within: Sequence[str]


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
    cuts : str
        SQL of a relation of the rows of flows with several: ``row``, ``flow``, ``value`` and the
        code of each dimension, ``c0`` the first.
    dimensions : sequence of Dimension
        From the innermost.
    """

    row: str
    cuts: str
    dimensions: Sequence[Dimension]


def once(
    scan: str, value: str, flow: Sequence[str], dimensions: Sequence[Dimension]
) -> Marks | None:
    """Mark the rows that are not used, so that each amount is used once.

    Parameters
    ----------
    scan : str
        SQL of a relation.
    value : str
        SQL of the value of a row of ``r``.
    flow : sequence of str
        SQL of what identifies a flow.
    dimensions : sequence of Dimension
        By what rows of a flow differ, from the innermost.

    Returns
    -------
    Marks or None
        None where there is no dimension.
    """
    if not dimensions:
        return None
    cells = [one.cell for one in dimensions]
    row = f"hash({', '.join([*flow, *cells])})"
    codes = "".join(f", {cell} AS c{place}" for place, cell in enumerate(cells))
    # Rows that repeat another are one. The other columns of the file are not carried through.
    found = (
        f"SELECT DISTINCT {row} AS row, hash({', '.join(flow)}) AS flow, "
        f"CASE WHEN {value} >= 0 THEN {value} END AS value{codes} FROM {scan} r"
    )
    return Marks(
        row, f"SELECT * FROM ({found}) QUALIFY count(*) OVER (PARTITION BY flow) > 1", dimensions
    )


def levels_of(dimensions: Sequence[Dimension]) -> list[Level]:
    """Totals in their order, from the innermost dimension.

    What is marked on one level is in no sum of the next, so that parts of parts need no total of
    their own. A total has a scope in the dimensions below its own too, all of them or a branch:
    the broadest scope is judged first.
    """
    found = []
    for place, (name, _cell, totals) in enumerate(dimensions):
        outer = [f"c{at}" for at in range(place + 1, len(dimensions))]
        below = [_scopes(at, one) for at, one in enumerate(dimensions[:place])][::-1]
        for pattern, shared in reversed(totals):  # a branch before what it is a branch of
            for scopes in product([_scope(place, pattern, shared)], *below):
                total = " AND ".join(condition for condition, _within in scopes)
                within = [text for _condition, text in scopes if text]
                found.append(Level(name, f"({total})", [*outer, *within]))
    return found


def _scope(place: int, pattern: str, shared: int) -> tuple[str, str]:
    """SQL of whether a code is such a total, and of what its parts share with it."""
    same = f"left(c{place}, {shared})" if shared else ""
    return f"regexp_full_match(c{place}, '{pattern}')", same


def _scopes(place: int, dimension: Dimension) -> list[tuple[str, str]]:
    """Scopes that a code may have, from all to one code alone."""
    totals = [_scope(place, *one) for one in dimension.totals]
    none = " AND ".join(f"NOT {condition}" for condition, _within in totals)
    return [*totals, (f"({none})", f"c{place}")]


def mark(con: Any, marks: Marks) -> None:
    """Write the table ``marks``: the ``row`` and the ``mark`` of each row that is not used.

    A row that loses to an overlapping one is taken out and its flow is judged again, because what
    the lost row would have set aside may share nothing with what is used. A lost row that shares
    nothing with what is used in the end is judged too.
    """
    levels = levels_of(marks.dimensions)
    overlap = len(REASONS) * len(levels)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE cuts AS {marks.cuts};"
        "CREATE OR REPLACE TEMP TABLE marks (row UBIGINT, mark UTINYINT);"
        "CREATE OR REPLACE TEMP TABLE beaten AS SELECT * FROM cuts LIMIT 0;"
        f"CREATE OR REPLACE TEMP TABLE used AS {_routed(marks.dimensions, 'cuts')} LIMIT 0"
    )
    settled = "flow NOT IN (SELECT flow FROM lost)"
    meeting = (
        f"SELECT a.row FROM ({_routed(marks.dimensions, 'ended')}) a JOIN used b "
        f"ON a.flow = b.flow AND b.value IS NOT NULL AND {_meet(marks.dimensions)}"
    )
    while con.execute("SELECT count(*) FROM cuts").fetchone()[0]:
        con.execute(f"CREATE OR REPLACE TEMP TABLE judged AS {_levels(con, levels)}")
        con.execute(f"CREATE OR REPLACE TEMP TABLE lost AS {_overlaps(marks.dimensions)}")
        con.execute(
            f"INSERT INTO marks SELECT row, mark FROM judged WHERE mark IS NOT NULL AND {settled};"
            f"INSERT INTO used {_routed(marks.dimensions, 'judged')} "
            f"WHERE mark IS NULL AND {settled};"
            "INSERT INTO beaten SELECT * FROM cuts WHERE row IN (SELECT row FROM lost);"
            f"DELETE FROM cuts WHERE row IN (SELECT row FROM lost) OR {settled};"
            "CREATE OR REPLACE TEMP TABLE ended AS SELECT * FROM beaten "
            "WHERE flow NOT IN (SELECT flow FROM cuts);"
            "DELETE FROM beaten WHERE row IN (SELECT row FROM ended);"
            f"INSERT INTO marks SELECT DISTINCT row, {overlap} FROM ({meeting});"
            f"INSERT INTO cuts SELECT * FROM ended WHERE row NOT IN ({meeting})"
        )
    for table in ("cuts", "beaten", "used", "judged", "lost", "ended"):
        con.execute(f"DROP TABLE IF EXISTS {table}")


def _levels(con: Any, levels: Sequence[Level]) -> str:
    """SQL of the rows of ``cuts``, judged on each level of which they have a total."""
    there = con.execute(
        f"SELECT {', '.join(f'bool_or({level.total})' for level in levels)} FROM cuts"
    ).fetchone()
    judged = "SELECT *, NULL::UTINYINT AS mark FROM cuts"
    for place, level in enumerate(levels):
        if there[place]:  # a level without any total marks nothing
            judged = _judged(judged, place, level)
    return judged


def _judged(below: str, place: int, level: Level) -> str:
    """SQL of rows that were judged on a level too, out of those judged on the levels below it."""
    is_total = f"coalesce({level.total}, false)"
    total, part = f"(mark IS NULL AND {is_total})", f"(mark IS NULL AND NOT {is_total})"
    counted = (
        f"SELECT *, count(value) FILTER ({total}) OVER w AS totals, "
        f"sum(value) FILTER ({total}) OVER w AS whole, "
        f"count(*) FILTER ({part}) OVER w AS parts, "
        f"count(value) FILTER ({part}) OVER w AS valued, "
        f"coalesce(sum(value) FILTER ({part}) OVER w, 0) AS added "
        f"FROM ({below}) WINDOW w AS (PARTITION BY {', '.join(['flow', *level.within])})"
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
        f"WHEN {is_total} AND value IS NULL AND valued > 0 AND totals = 0 THEN {no_value} "
        f"WHEN NOT {is_total} AND totals > 0 AND {differs} THEN {other} "
        f"WHEN NOT {is_total} AND totals > 0 THEN {used} END"
    )
    own = "totals, whole, parts, valued, added"
    return f"SELECT * EXCLUDE ({own}) REPLACE ({mark} AS mark) FROM ({counted})"


def _overlaps(dimensions: Sequence[Dimension]) -> str:
    """SQL of rows that share an amount with others, neither of them being a total of the other.

    Such are one procedure by all modes, and all procedures by one mode. Of two such cuts of a flow
    the one with the larger sum is used. A row is given where it loses to one that loses to none:
    the row with the largest sum never loses, so that each flow with such rows gives some.
    """
    ends = _ends(dimensions)
    shape = ", ".join(
        f"CASE WHEN {end} LIKE '%|' THEN 'x' ELSE length({end})::VARCHAR END" for end in ends
    )
    left = f"{_routed(dimensions, 'judged')} WHERE mark IS NULL"
    shaped = f"SELECT *, concat_ws('.', {shape}) AS shape FROM ({left})"
    single = ".".join("x" for _end in ends)  # a code in each dimension is a part or nothing
    rows = (
        f"SELECT *, sum(value) OVER (PARTITION BY flow, shape) AS added FROM ({shaped}) "
        f"WHERE shape <> '{single}' "
        "QUALIFY min(shape) OVER (PARTITION BY flow) < max(shape) OVER (PARTITION BY flow)"
    )
    pairs = (
        f"SELECT a.row AS row, a.flow AS flow, b.row AS winner FROM ({rows}) a JOIN ({rows}) b "
        f"ON a.flow = b.flow AND a.shape <> b.shape AND {_meet(dimensions)} "
        "WHERE b.added IS NOT NULL AND "
        "(coalesce(a.added, -1) < b.added OR (a.added = b.added AND a.shape < b.shape))"
    )
    first = "SELECT DISTINCT row, flow FROM pairs WHERE winner NOT IN (SELECT row FROM pairs)"
    return f"WITH pairs AS ({pairs}) {first}"


def _ends(dimensions: Sequence[Dimension]) -> list[str]:
    return [f"r{place}" for place in range(len(dimensions))]


def _routed(dimensions: Sequence[Dimension], table: str) -> str:
    """SQL of rows with what tells whether they meet.

    Of a total those are the characters that its parts share, of another code all, and an end mark.
    """
    routes = [_route(place, one) for place, one in enumerate(dimensions)]
    named = (f"{sql} AS {end}" for sql, end in zip(routes, _ends(dimensions), strict=True))
    return f"SELECT row, flow, value, {', '.join(named)} FROM {table}"


def _meet(dimensions: Sequence[Dimension]) -> str:
    """SQL of whether rows ``a`` and ``b`` have an amount in common."""
    return " AND ".join(
        f"(starts_with(a.{end}, b.{end}) OR starts_with(b.{end}, a.{end}))"
        for end in _ends(dimensions)
    )


def _route(place: int, dimension: Dimension) -> str:
    """SQL of what a code of a dimension starts like if it is within another one."""
    all_ = "''"
    scopes = [_scope(place, *one) for one in dimension.totals]
    cases = " ".join(f"WHEN {condition} THEN {same or all_}" for condition, same in scopes)
    return f"CASE {cases} ELSE c{place} || '|' END"


def aside(dimensions: Sequence[Dimension]) -> list[tuple[str, str]]:
    """Reasons of `once` with the conditions of their rows, for a plan with its marks as ``m``."""
    if not dimensions:
        return []
    numbers: dict[str, list[int]] = {}
    levels = levels_of(dimensions)
    for place, level in enumerate(levels):
        for at, reason in enumerate(REASONS):
            numbers.setdefault(f"{reason}: {level.name}", []).append(len(REASONS) * place + at)
    numbers[OVERLAP] = [len(REASONS) * len(levels)]
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
