"""The only reader of users' files: a supply table of one's own, checked line by line.

Nothing is dropped silently and nothing is guessed: each problem is a `Problem`
with line and column; `read_supply` raises the first as `DataError`, `problems`
returns them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from critmin import names
from critmin.cells import UnreadableCell, Value, read_value
from critmin.errors import AmbiguousName, DataError, QueryError, UnknownName
from critmin.questions.asking import Asked
from critmin.supply import SHARE_SUM, SupplyRow, SupplyTable
from critmin.table import Caution, Source
from critmin.usergrid import Grid, read_grid

REQUIRED = ("mineral", "year", "country")
OPTIONAL = ("quantity", "share", "stage", "unit", "basis", "flag")
TOTALS = {"world", "total", "worldtotal", "worldtotalrounded", "grandtotal"}
RESIDUALS = {
    "other", "others", "othercountries", "restofworld", "restoftheworld", "row", "remaining",
    "allothers", "allothercountries", "rest",
}  # fmt: skip
NOT_A_PROBLEM = {"country_unrecognised", "mineral_unrecognised", "rows_set_aside"}


class Problem(NamedTuple):
    """One thing wrong with a file."""

    line: int | None
    column: str | None
    code: str
    message: str

    @property
    def fatal(self) -> bool:
        """Whether figures cannot be computed while it stands."""
        return self.code not in NOT_A_PROBLEM


class Line(NamedTuple):
    """One readable row of a user's table."""

    number: int
    mineral: str
    stage: str
    basis: str
    year: int
    unit: str
    row: SupplyRow


@dataclass
class Reading:
    """A file read: its rows, its problems, and whether rows name their stage."""

    file: str
    lines: list[Line]
    problems: list[Problem]
    rows_in: int
    has_stage: bool


def read(file: str, column_map: Sequence[str] = ()) -> Reading:
    """Read a file and note every problem.

    Raises
    ------
    DataError
        If the file cannot be read as a table at all.
    QueryError
        If ``column_map`` is malformed.
    """
    grid = read_grid(file)
    header = _mapped(grid, column_map)
    reading = Reading(file, [], [], len(grid.rows), "stage" in header)
    absent = [name for name in REQUIRED if name not in header]
    if absent or not {"quantity", "share"} & set(header):
        needed = [*absent, *([] if {"quantity", "share"} & set(header) else ["quantity or share"])]
        reading.problems.append(
            Problem(
                1, None, "missing_column",
                f"missing column {', '.join(needed)}; found {', '.join(grid.header)} "
                "(rename with --map theirs=ours)",
            )
        )  # fmt: skip
        return reading
    if not grid.rows:
        reading.problems.append(Problem(None, None, "empty", "the table has a header and no row"))
    for number, cells in grid.rows:
        _read_line(reading, number, dict(zip(header, cells, strict=False)))
    _check_tables(reading)
    return reading


def _mapped(grid: Grid, column_map: Sequence[str]) -> list[str]:
    ours = {}
    for pair in column_map:
        theirs, equals, name = pair.partition("=")
        if not equals or name.strip() not in (*REQUIRED, *OPTIONAL):
            known = ", ".join((*REQUIRED, *OPTIONAL))
            raise QueryError(f"--map is {pair!r}: write theirs=ours with ours one of {known}")
        ours[theirs.strip().casefold()] = name.strip()
    header = [ours.get(name.strip().casefold(), name.strip().casefold()) for name in grid.header]
    doubled = [n for n in (*REQUIRED, *OPTIONAL) if header.count(n) > 1]
    if doubled:
        raise DataError(
            f"column {doubled[0]!r} stands twice; keep one",
            file=grid.file, line=1, code="duplicate_column",
        )  # fmt: skip
    return header


def _read_line(reading: Reading, number: int, cells: dict[str, str]) -> None:
    problems: list[Problem] = []
    texts = {name: cells.get(name, "").strip() for name in (*REQUIRED, *OPTIONAL)}
    if [t.casefold() for t in (texts["mineral"], texts["country"])] == ["mineral", "country"]:
        reading.problems.append(
            Problem(number, None, "two_tables", "a second header: keep one table per file")
        )
        return
    for name in REQUIRED:
        if not texts[name]:
            problems.append(Problem(number, name, "missing_value", f"{name} is empty"))
    year = _year(number, texts["year"], problems)
    value, unit = _figure(number, texts, problems)
    stage = _stage(number, texts["stage"], problems)
    mineral = _mineral(number, texts["mineral"], problems)
    country, iso3, kind = _place(number, texts["country"], problems)
    reading.problems += problems
    if any(problem.fatal for problem in problems) or year is None or value is None:
        return
    row = SupplyRow(
        country, iso3, kind, _float(value.quantity), _float(value.low), _float(value.high),
        value.state, "reported", texts["flag"],
    )  # fmt: skip
    basis = texts["basis"] or "own"
    reading.lines.append(Line(number, mineral, stage, basis, year, unit, row))


def _float(number: object) -> float | None:
    return None if number is None else float(str(number))


def _year(number: int, text: str, problems: list[Problem]) -> int | None:
    if not text:
        return None
    digits = text.removesuffix(".0")
    if digits.isdigit() and len(digits) == 4:
        return int(digits)
    problems.append(Problem(number, "year", "not_a_year", f"{text!r} is no year: write 2024"))
    return None


def _figure(
    number: int, texts: dict[str, str], problems: list[Problem]
) -> tuple[Value | None, str]:
    column = "quantity" if texts["quantity"] or not texts["share"] else "share"
    text = texts[column]
    if text.startswith("-") and text.strip("-"):
        problems.append(Problem(number, column, "negative", f"{text} is negative"))
        return None, ""
    try:
        value = read_value(text)
    except UnreadableCell:
        value = None
    said_no = text.casefold() in {"nan", "inf", "infinity", "#n/a", "null", "none"}
    if value is None or value.note or said_no or not _finite(value):
        problems.append(
            Problem(
                number, column, "not_a_number",
                f"{text!r} is no number: write 1234.5, or leave it empty when unknown",
            )
        )  # fmt: skip
        return None, ""
    if column == "share" and (value.quantity or value.high or 0) > 1:
        problems.append(
            Problem(number, column, "share_over_1", f"{text} is above 1: shares are fractions")
        )
        return None, ""
    return value, "share" if column == "share" else texts["unit"] or "unstated"


def _finite(value: Value) -> bool:
    return all(n is None or n.is_finite() for n in (value.quantity, value.low, value.high))


def _stage(number: int, text: str, problems: list[Problem]) -> str:
    if not text:
        return ""
    try:
        return names.stage(text)
    except UnknownName as unknown:
        problems.append(Problem(number, "stage", "unknown_stage", str(unknown)))
        return ""


def _mineral(number: int, text: str, problems: list[Problem]) -> str:
    try:
        return names.mineral(text).slug
    except (UnknownName, AmbiguousName) as unknown:
        if text:
            problems.append(Problem(number, "mineral", "mineral_unrecognised", _advice(unknown)))
        return text


def _place(number: int, text: str, problems: list[Problem]) -> tuple[str, str, str]:
    folded = names.fold(text)
    if folded in TOTALS:
        return "World", "", "total"
    if folded in RESIDUALS:
        return "Other countries", "", "residual"
    try:
        country = names.country(text)
    except AmbiguousName as ambiguous:
        problems.append(Problem(number, "country", "ambiguous_country", str(ambiguous)))
        return text, "", "country"
    except UnknownName as unknown:
        if text:
            problems.append(Problem(number, "country", "country_unrecognised", _advice(unknown)))
        return text, "", "country"
    return country.name, country.iso3, "country"


def _advice(unknown: UnknownName | AmbiguousName) -> str:
    hint = f"; did you mean {', '.join(unknown.suggestions)}?" if unknown.suggestions else ""
    return f"{unknown}, used as written{hint}"


def _check_tables(reading: Reading) -> None:
    """What only shows between rows: countries twice, mixed units, shares over one."""
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
                    max(units.values()), "unit", "mixed_units",
                    f"{what} is in {' and '.join(sorted(units))}: use one unit",
                )
            )  # fmt: skip
        total = sum(ln.row.centre or 0 for ln in lines if ln.row.kind != "total")
        if units.keys() == {"share"} and total > SHARE_SUM[1]:
            reading.problems.append(
                Problem(
                    lines[-1].number, "share", "shares_sum_over_1",
                    f"shares of {what} sum to {total:.4f}, more than {SHARE_SUM[1]}",
                )
            )  # fmt: skip


def _duplicates(what: str, lines: Iterable[Line]) -> list[Problem]:
    first: dict[str, Line] = {}
    found = []
    for line in lines:
        key = line.row.iso3 or f"{line.row.kind}:{names.fold(line.row.country)}"
        if key in first:
            found.append(
                Problem(
                    line.number, "country", "duplicate_country",
                    f"{what}: {line.row.country} stands in lines {first[key].number} and "
                    f"{line.number}; keep one or add them up",
                )
            )  # fmt: skip
        first.setdefault(key, line)
    return found


def ask_file(
    file: str,
    *,
    minerals: Sequence[str],
    stages: Sequence[str],
    years: Sequence[int],
    column_map: Sequence[str] = (),
) -> Asked:
    """Supply tables of a user's file that answer a query.

    Raises
    ------
    DataError
        For the first fatal problem, with line and column.
    NoData
        If the file has no row for what is asked.
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


def _select(
    reading: Reading, minerals: Sequence[str], stages: Sequence[str], years: Sequence[int]
) -> Asked:
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
    asked = Asked(from_user=True, all_minerals=not minerals)
    used = 0
    for (mineral, stage, basis, year), lines in sorted(groups.items()):
        rows = tuple(line.row for line in lines)
        used += len(lines)
        asked.found.append(
            SupplyTable(mineral, stage, basis, year, lines[0].unit, source, rows)
        )
    for text in sorted(wanted - {table.mineral for table in asked.found}):
        have = ", ".join(sorted({line.mineral for line in reading.lines}))
        asked.missing.append((text, "", f"no row for {text} in {reading.file}; it has {have}"))
    if not asked.found and not asked.missing:
        asked.missing.append(("", "", f"no row of {reading.file} is of the stage and year asked"))
    asked.sources = (Source(source, f"own table {reading.file}", "", "", ""),)
    asked.cautions = [Caution(p.code, f"line {p.line}: {p.message}") for p in reading.problems]
    aside = reading.rows_in - used
    asked.cautions.append(
        Caution(
            "rows_set_aside",
            f"{reading.file}: {reading.rows_in} rows in, {used} used, {aside} set aside"
            + (" (another mineral, stage or year)" if aside else ""),
        )
    )
    return asked
