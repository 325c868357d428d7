"""The only reader of a user's supply table, checked line by line.

No row is dropped silently: `read` collects every problem with its line and column, and
`find_in_file` refuses a file with a fatal problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core import names
from critmin.core.errors import AmbiguousName, DataError, QueryError, UnknownName
from critmin.core.sources import Source
from critmin.core.user_files import Grid, read_grid
from critmin.supply.inputs import Inputs, Missing
from critmin.supply.own_table_row import OPTIONAL, REQUIRED, Line, Problem, read_line
from critmin.supply.supply_table import SHARE_SUM, SupplyTable


@dataclass
class Reading:
    """Rows and problems of a file."""

    file: str
    lines: list[Line]
    problems: list[Problem]
    rows_in: int


def read(file: str, column_map: Sequence[str] = ()) -> Reading:
    """Read a file and collect every problem.

    Raises
    ------
    DataError
        If the file cannot be read as a table at all.
    QueryError
        If ``column_map`` is malformed.
    """
    grid = read_grid(file, collect=True)
    header = _mapped(grid, column_map)
    problems = [Problem(line, None, code, message) for line, code, message in grid.broken]
    reading = Reading(file, [], problems, len(grid.rows) + len(grid.broken))
    absent = [name for name in REQUIRED if name not in header]
    if absent or not {"quantity", "share"} & set(header):
        needed = [*absent, *([] if {"quantity", "share"} & set(header) else ["quantity or share"])]
        reading.problems = [  # the required columns follow from the header alone
            Problem(
                1,
                None,
                "missing_column",
                f"missing column {', '.join(needed)}; found {', '.join(grid.header)} "
                "(rename with --map theirs=ours)",
            )
        ]
        return reading
    if not grid.rows and not grid.broken:
        reading.problems.append(Problem(None, None, "empty", "the table has a header and no row"))
    for number, cells in grid.rows:
        line, problems = read_line(number, dict(zip(header, cells, strict=False)))
        reading.problems += problems
        reading.lines += [line] if line else []
    _check_tables(reading)
    return reading


def _mapped(grid: Grid, column_map: Sequence[str]) -> list[str]:
    ours: dict[str, str] = {}
    there = {name.strip().casefold() for name in grid.header}
    for pair in column_map:
        theirs, equals, name = pair.partition("=")
        if not equals or name.strip() not in (*REQUIRED, *OPTIONAL):
            known = ", ".join((*REQUIRED, *OPTIONAL))
            raise QueryError(f"--map is {pair!r}: write theirs=ours with ours one of {known}")
        if theirs.strip().casefold() not in there:
            raise QueryError(f"--map names {theirs!r}; {grid.file} has {', '.join(grid.header)}")
        ours[theirs.strip().casefold()] = name.strip()
    header = [ours.get(name.strip().casefold(), name.strip().casefold()) for name in grid.header]
    doubled = [n for n in (*REQUIRED, *OPTIONAL) if header.count(n) > 1]
    if doubled:
        raise DataError(
            f"column {doubled[0]!r} is there twice; keep one",
            file=grid.file,
            line=1,
            code="duplicate_column",
        )
    return header


def _check_tables(reading: Reading) -> None:
    """Find problems between rows: duplicate countries, mixed units, shares that exceed 1."""
    groups: dict[tuple[str, str, str, int], list[Line]] = {}
    for line in reading.lines:
        groups.setdefault((line.mineral, line.stage, line.basis, line.year), []).append(line)
    for (mineral, _stage, _basis, year), lines in groups.items():
        what = f"{mineral} {year}"
        reading.problems += _duplicates(what, lines)
        units = {line.unit: line.number for line in lines}
        if len(units) > 1:
            reading.problems.append(
                Problem(
                    max(units.values()),
                    "unit",
                    "mixed_units",
                    f"{what} is in {' and '.join(sorted(units))}: use one unit",
                )
            )
        total = sum(ln.row.centre or 0 for ln in lines if ln.row.kind != "total")
        reading.problems += _above_total(what, lines, total)
        if units.keys() == {"share"} and total > SHARE_SUM[1]:
            reading.problems.append(
                Problem(
                    lines[-1].number,
                    "share",
                    "shares_sum_over_1",
                    f"shares of {what} sum to {total:.4f}, more than {SHARE_SUM[1]}",
                )
            )


def _above_total(what: str, lines: Iterable[Line], listed: float) -> Iterator[Problem]:
    """Rows that sum to more than their printed total allows, whichever total is asked for."""
    for line in lines:
        row = line.row
        printed = row.quantity if row.quantity is not None else row.high
        if row.kind == "total" and printed and listed > printed * SHARE_SUM[1]:
            yield Problem(
                line.number,
                "share" if line.unit == "share" else "quantity",
                "shares_sum_over_1",
                f"the rows of {what} sum to {listed:,.10g}, more than {SHARE_SUM[1]} times the "
                f"total of {printed:,.10g} in line {line.number}",
            )


def _duplicates(what: str, lines: Iterable[Line]) -> list[Problem]:
    first: dict[str, Line] = {}
    found = []
    for line in lines:
        key = line.row.iso3 or f"{line.row.kind}:{names.fold(line.row.country)}"
        if key in first:
            found.append(
                Problem(
                    line.number,
                    "country",
                    "duplicate_country",
                    f"{what}: {line.row.country} is in lines {first[key].number} and "
                    f"{line.number}; keep one or add them up",
                )
            )
        first.setdefault(key, line)
    return found


def find_in_file(
    file: str,
    *,
    minerals: Sequence[str],
    stages: Sequence[str],
    years: Sequence[int],
    column_map: Sequence[str] = (),
) -> Inputs:
    """Supply tables of a user's file that answer a query.

    Raises
    ------
    DataError
        For the first fatal problem, with line and column.
    NoData
        If the file has no row for the query.
    """
    reading = read(file, column_map)
    fatal = [problem for problem in reading.problems if problem.fatal]
    if fatal:
        first = fatal[0]
        more = f" (and {len(fatal) - 1} more: critmin check)" if len(fatal) > 1 else ""
        raise DataError(
            first.message + more, file=file, line=first.line, column=first.column, code=first.code
        )
    return _select(reading, minerals, [names.stage(word) for word in stages], years)


def _wanted_minerals(minerals: Sequence[str]) -> set[str]:
    wanted = set()
    for text in minerals:
        try:
            wanted.add(names.mineral(text).slug)
        except (UnknownName, AmbiguousName):
            wanted.add(text)
    return wanted


def _missing(
    reading: Reading,
    found: Sequence[SupplyTable],
    wanted: set[str],
    stages: Sequence[str],
    years: Sequence[int],
) -> list[Missing]:
    """Minerals and stages of the query without a row, each with what the file has instead."""
    there = {(table.mineral, table.stage) for table in found}
    minerals = wanted or {line.mineral for line in reading.lines}
    missing = []
    for mineral in sorted(minerals):
        for stage in stages or [""]:
            if (mineral, stage) in there or (not stages and mineral in {m for m, _ in there}):
                continue
            reason = _why_missing(reading, mineral, stage, years)
            missing.append(Missing(mineral, stage, reason))
    return missing


def _why_missing(reading: Reading, mineral: str, stage: str, years_asked: Sequence[int]) -> str:
    lines = [line for line in reading.lines if line.mineral == mineral]
    if not lines:
        have = ", ".join(sorted({line.mineral for line in reading.lines}))
        return f"no row for {mineral} in {reading.file}; it has {have}"
    years = ", ".join(str(year) for year in sorted({line.year for line in lines}))
    stages = ", ".join(sorted({line.stage for line in lines if line.stage})) or "no stage named"
    wanted = f"{mineral} at {stage}" if stage else mineral
    when = f" in {years_asked[0]}" if len(years_asked) == 1 else ""
    return f"no row for {wanted}{when} in {reading.file}; it has {years} ({stages})"


def _select(
    reading: Reading, minerals: Sequence[str], stages: Sequence[str], years: Sequence[int]
) -> Inputs:
    if len(stages) > 1 and not any(line.stage for line in reading.lines):
        raise QueryError(f"{reading.file} has no stage column: name one stage")
    wanted = _wanted_minerals(minerals)
    source = f"file:{reading.file}"
    groups: dict[tuple[str, str, str, int], list[Line]] = {}
    for line in reading.lines:
        stage = line.stage or (stages[0] if stages else "mining")
        if (not wanted or line.mineral in wanted) and (not stages or stage in stages):
            groups.setdefault((line.mineral, stage, line.basis, line.year), []).append(line)
    if not years:
        newest: dict[tuple[str, str, str], int] = {}
        for mineral, stage, basis, year in groups:
            key = (mineral, stage, basis)
            newest[key] = max(year, newest.get(key, year))
        groups = {k: v for k, v in groups.items() if newest[k[:3]] == k[3]}
    else:
        groups = {k: v for k, v in groups.items() if k[3] in years}
    inputs = Inputs(from_user=True, all_minerals=not minerals)
    used = 0
    for (mineral, stage, basis, year), lines in sorted(groups.items()):
        rows = tuple(line.row for line in lines)
        used += len(lines)
        inputs.tables.append(SupplyTable(mineral, stage, basis, year, lines[0].unit, source, rows))
    inputs.missing = _missing(reading, inputs.tables, wanted, stages, years)
    inputs.sources = (Source(source, f"own table {reading.file}", "", "", ""),)
    inputs.cautions = [Caution(p.code, f"line {p.line}: {p.message}") for p in reading.problems]
    aside = reading.rows_in - used
    inputs.cautions.append(
        caution(
            "rows_read:aside" if aside else "rows_read",
            file=reading.file,
            read=reading.rows_in,
            used=used,
            aside=aside,
        )
    )
    return inputs
