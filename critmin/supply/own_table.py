"""The only reader of a user's supply table, checked line by line.

No row is dropped silently: `read` collects every problem with its line and column, and
`find_in_file` refuses a file with a fatal problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core import arguments, names
from critmin.core.errors import AmbiguousName, DataError, QueryError, UnknownName
from critmin.core.sources import Source
from critmin.supply.inputs import Inputs, Missing
from critmin.supply.own_table_row import Line, Problem, TableNames, read_line
from critmin.supply.supply_table import SHARE_SUM, SupplyTable
from critmin.user_tables.own_data import OwnData
from critmin.user_tables.supply_rows import FoundRows, find_rows


@dataclass
class Reading:
    """Rows and problems of a file, and cautions on how it was read."""

    file: str
    lines: list[Line]
    problems: list[Problem]
    rows_in: int
    cautions: list[Caution] = field(default_factory=list)
    wide: bool = False


def read(
    data: Any,
    column_map: arguments.Pairs = (),
    *,
    sheet: str | None = None,
    wide: str | None = None,
    decimal: str | None = None,
    mineral: str = "",
) -> Reading:
    """Read a table and collect every problem.

    Parameters
    ----------
    data, column_map, sheet, wide, decimal
        As in `critmin.user_tables.own_data.OwnData`.
    mineral : str
        Mineral of a wide table without a column of minerals.

    Raises
    ------
    DataError
        If the file cannot be read as a table at all.
    QueryError
        If an argument is malformed.
    """
    found = find_rows(data, column_map, sheet=sheet, wide=wide, decimal=decimal, mineral=mineral)
    problems = [Problem(line, None, code, message) for line, code, message in found.broken]
    rows_in = len(found.rows) + len(found.broken)
    reading = Reading(found.file, [], problems, rows_in, list(_cautions(found)), found.wide)
    if found.missing:
        # the required columns follow from the header alone
        reading.problems = [Problem(found.header_line, None, "missing_column", found.missing)]
        return reading
    if not rows_in:
        reading.problems.append(Problem(None, None, "empty", "the table has a header and no row"))
    known = TableNames()
    for row in found.rows:
        line, problems = read_line(row, known)
        reading.problems += problems
        reading.lines += [line] if line else []
    if found.wide:  # what is wrong with a name is met once a year
        reading.problems = list(dict.fromkeys(reading.problems))
    _check_tables(reading)
    return reading


def _cautions(found: FoundRows) -> Iterator[Caution]:
    """How the table was read where it is not a plain one, and what was not used."""
    if found.missing:
        return
    if found.found_as:
        yield caution("read_as_found", file=found.file, how="; ".join(found.found_as))
    if found.unused_columns:
        columns = ", ".join(found.unused_columns)
        yield caution("column_not_used", file=found.file, columns=columns)
    if found.unused_sheets:
        yield caution("sheet_not_used", file=found.file, sheets=", ".join(found.unused_sheets))
    for line, text in found.not_used:
        yield caution("row_not_used", file=found.file, line=line, text=text)


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
    own: OwnData, *, minerals: Sequence[str], stages: Sequence[str], years: Sequence[int]
) -> Inputs:
    """Supply tables of a user's own that answer a query.

    Raises
    ------
    DataError
        For the first fatal problem, with line and column.
    NoData
        If the table has no row for the query.
    """
    one = minerals[0] if len(minerals) == 1 and isinstance(minerals[0], str) else ""
    reading = read(
        own.data, own.column_map, sheet=own.sheet, wide=own.wide, decimal=own.decimal, mineral=one
    )
    fatal = [problem for problem in reading.problems if problem.fatal]
    if fatal:
        first = fatal[0]
        more = f" (and {len(fatal) - 1} more: critmin check)" if len(fatal) > 1 else ""
        raise DataError(
            first.message + more,
            file=reading.file,
            line=first.line,
            column=first.column,
            code=first.code,
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
    inputs.cautions += reading.cautions
    aside = reading.rows_in - used
    counts = {"file": reading.file, "read": reading.rows_in, "used": used, "aside": aside}
    if reading.wide and aside:
        inputs.cautions.append(caution("rows_read:wide", **counts))
    else:
        inputs.cautions.append(caution("rows_read:aside" if aside else "rows_read", **counts))
    return inputs
