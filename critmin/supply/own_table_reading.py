"""Reader of a user's supply table, row by row, checked within rows and between them.

No row is dropped silently: `read` collects every problem with its line and column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core import arguments, names
from critmin.core.errors import UnknownName
from critmin.core.named_tuple import NamedTuple
from critmin.core.no_names import is_no_figure, says_nothing
from critmin.core.printed_numbers import UnreadableCell, Value, about_mark, is_held, read_value
from critmin.supply.supply_table import SHARE_SUM, SupplyRow
from critmin.user_tables.columns import OPTIONAL, REQUIRED
from critmin.user_tables.decimal_notation import read_year
from critmin.user_tables.limits import USUAL, Limits
from critmin.user_tables.places import Place, TableNames
from critmin.user_tables.supply_rows import FoundRows, Row, find_rows

LARGEST = Decimal("1e18")
EXACT_DIGITS = 15  # that a float keeps of any number
ERROR = re.compile(r"#(?:N/A|NV|N/D|[A-ZÀ-Ý0/_]+[!?])")  # what a failed formula shows
DOUBTED = "country_doubted"  # a caution on a row that can be used, and no problem of the file
NOT_A_PROBLEM = {DOUBTED, "country_unrecognised", "mineral_unrecognised", "rows_read"}


class Problem(NamedTuple):
    """Problem of a file, with its line and column."""

    line: int | None
    column: str | None
    code: str
    message: str

    @property
    def fatal(self) -> bool:
        """Whether no figure can be computed until it is corrected."""
        return self.code not in NOT_A_PROBLEM


class Line(NamedTuple):
    """Readable row of a user's table."""

    number: int
    mineral: str
    stage: str
    basis: str
    year: int
    unit: str
    row: SupplyRow


def read_line(read: Row, known: TableNames) -> tuple[Line | None, list[Problem]]:
    """Read one row and its problems; no row if a problem is fatal."""
    number, cells = read.line, read.cells
    problems: list[Problem] = []
    texts = {name: cells.get(name, "").strip() for name in (*REQUIRED, *OPTIONAL)}
    if [t.casefold() for t in (texts["mineral"], texts["country"])] == ["mineral", "country"]:
        return None, [
            Problem(number, None, "two_tables", "a second header: keep one table per file")
        ]
    for name in REQUIRED:
        if not texts[name]:
            problems.append(Problem(number, name, "missing_value", f"{name} is empty"))
        elif name != "year" and ERROR.fullmatch(texts[name]):
            said = f"{texts[name]!r} is an error of a spreadsheet: write the {name}"
            problems.append(Problem(number, name, "missing_value", said))
        elif name in {"mineral", "country"} and says_nothing(texts[name]):
            said = f"{texts[name]!r} is no {name}: write one, or leave the row out"
            problems.append(Problem(number, name, "missing_value", said))
    year = _year(number, texts["year"], problems)
    value, unit = _figure(read, texts, problems)
    stage = _stage(number, texts["stage"], problems) if "stage" in cells else ""
    mineral = _mineral(number, known.minerals[texts["mineral"]], problems)
    country, iso3, kind = _place(number, known.places[texts["country"]], problems)
    if any(problem.fatal for problem in problems) or year is None or value is None:
        return None, problems
    row = SupplyRow(
        country,
        iso3,
        kind,
        _float(value.quantity),
        _float(value.low),
        _float(value.high),
        value.state,
        read.status,
        texts["flag"],
    )
    basis = texts["basis"] or "own"
    return Line(number, mineral, stage, basis, year, unit, row), problems


def _float(number: object) -> float | None:
    return None if number is None else float(str(number))


def _year(number: int, text: str, problems: list[Problem]) -> int | None:
    if not text:
        return None
    year, said = read_year(text)
    if said:
        problems.append(Problem(number, "year", "not_a_year", said))
    return year


def _figure(read: Row, texts: dict[str, str], problems: list[Problem]) -> tuple[Value | None, str]:
    header = read.cells
    only_share = "quantity" not in header or (not texts["quantity"] and texts["share"])
    kind = "share" if only_share and "share" in header else "quantity"
    text = texts[kind]
    value = None if read.doubt else _value(text)
    problem = _problem_of(read, kind, text, value)
    if problem is not None:
        problems.append(Problem(read.line, read.column or kind, *problem))
        return None, ""
    return value, "share" if kind == "share" else texts["unit"] or "unstated"


def _value(text: str) -> Value | None:
    try:
        return read_value(text)
    except UnreadableCell:
        return None


def _problem_of(read: Row, kind: str, text: str, value: Value | None) -> tuple[str, str] | None:
    """Code and sentence of why a figure cannot be used; None if it can."""
    if read.doubt:
        return "ambiguous_number", read.doubt
    if text.startswith("-") and text.strip("-"):
        return "negative", f"{text} is negative"
    if value is None or value.note or is_no_figure(text) or not _finite(value):
        return "not_a_number", f"{text!r} is not a number: {_advice_on(text)}"
    many = len(text) > EXACT_DIGITS  # a shorter one is kept
    if many and not all(map(is_held, (value.quantity, value.low, value.high))):
        said = "has more digits than are kept: write at most 15, in a larger unit if need be"
        return "not_a_number", f"{text} {said}"
    if kind == "share" and (value.quantity or value.high or 0) > 1:
        advice = "shares are fractions, as 0.65, or have a % sign, as 65%"
        return "share_over_1", f"{text} is above 1: {advice}"
    return None


def _advice_on(text: str) -> str:
    return about_mark(text) or f"write {_right(text)}, or leave it empty when unknown"


def _right(text: str) -> str:
    """Corrected value to suggest."""
    number = "1234.5 (a point for decimals)" if "," in text else "1234.5"
    return "it in a column of shares" if text.endswith("%") else number


def _finite(value: Value) -> bool:
    return all(n is None or abs(n) < LARGEST for n in (value.quantity, value.low, value.high))


def _stage(number: int, text: str, problems: list[Problem]) -> str:
    try:
        return names.stage(text or "mining")
    except UnknownName as unknown:
        from critmin.core import table_words

        if found := table_words.stage(text):
            return found
        problems.append(Problem(number, "stage", "unknown_stage", str(unknown)))
        return ""


def _mineral(number: int, named: tuple[str, str], problems: list[Problem]) -> str:
    slug, said = named
    if said:
        problems.append(Problem(number, "mineral", "mineral_unrecognised", said))
    return slug


def _place(number: int, found: Place, problems: list[Problem]) -> tuple[str, str, str]:
    if found.code:
        problems.append(Problem(number, "country", found.code, found.said))
    return found.country, found.iso3, found.kind


FIRST_LINES = 3  # that a remark names
Key = tuple[str, str, str, int]  # mineral, stage, basis and year


class Remark(NamedTuple):
    """Something that is said of rows that are used: how many they are, and the first of them."""

    code: str
    message: str
    number: int
    lines: tuple[int, ...]


@dataclass
class Reading:
    """Rows and problems of a file, cautions on how it was read, and doubts about countries."""

    file: str
    lines: list[Line]
    problems: list[Problem]
    rows_in: int
    cautions: list[Caution] = field(default_factory=list)
    wide: bool = False
    doubts: list[Problem] = field(default_factory=list)

    @property
    def good(self) -> int:
        """Number of rows that can be used."""
        return len(self.lines)

    def all_problems(self) -> list[Problem]:
        """Every problem, in the order in which they are met."""
        return self.problems

    @property
    def fatal(self) -> list[Problem]:
        """Problems with which no figure can be computed."""
        return [problem for problem in self.problems if problem.fatal]

    def refusal(self) -> tuple[Problem, int] | None:
        """The first fatal problem and the number of all; None if there is none."""
        return (self.fatal[0], len(self.fatal)) if self.fatal else None

    def tables(self) -> dict[Key, int]:
        """Tables in the file, with the number of their rows."""
        return Counter(key_of(line) for line in self.lines)

    def lines_at(self, keys: Collection[Key]) -> list[Line]:
        """Rows of some of the tables, in file order."""
        return [line for line in self.lines if key_of(line) in keys]

    def remarks(self) -> list[Remark]:
        """Problems with which rows are used all the same, each once."""
        found: dict[tuple[str, str], list[int]] = {}
        for line, _, code, message in (*self.problems, *self.doubts):
            found.setdefault((code, message), []).append(line or 0)
        return [
            Remark(code, said, len(lines), tuple(lines[:FIRST_LINES]))
            for (code, said), lines in found.items()
        ]


def key_of(line: Line) -> Key:
    """Table that a row is of."""
    return line.mineral, line.stage, line.basis, line.year


def read(
    data: Any,
    column_map: arguments.Pairs = (),
    *,
    sheet: str | None = None,
    wide: str | None = None,
    decimal: str | None = None,
    mineral: str = "",
    limits: Limits = USUAL,
) -> Reading:
    """Read a table and collect every problem.

    Parameters
    ----------
    data, column_map, sheet, wide, decimal
        As in `critmin.user_tables.own_data.OwnData`.
    mineral : str
        Mineral of a wide table without a column of minerals.
    limits : Limits
        What is read at most.

    Raises
    ------
    DataError
        If the file cannot be read as a table at all.
    QueryError
        If an argument is malformed.
    """
    found = find_rows(
        data, column_map, sheet=sheet, wide=wide, decimal=decimal, mineral=mineral, limits=limits
    )
    problems = [Problem(line, None, code, message) for line, code, message in found.broken]
    rows_in = len(found.rows) + len(found.broken)
    known = TableNames(row.cells.get("country", "") for row in found.rows)
    cautions = list(cautions_of(found, known))
    reading = Reading(found.file, [], problems, rows_in, cautions, found.wide)
    if found.missing:
        # the required columns follow from the header alone
        reading.problems = [Problem(found.header_line, None, "missing_column", found.missing)]
        return reading
    if not rows_in:
        reading.problems.append(Problem(None, None, "empty", "the table has a header and no row"))
    for row in found.rows:
        line, found_wrong = read_line(row, known)
        for problem in found_wrong:
            (reading.doubts if problem.code == DOUBTED else reading.problems).append(problem)
        reading.lines += [line] if line else []
    if found.wide:  # what is wrong with a name is met once a year
        reading.problems = list(dict.fromkeys(reading.problems))
    reading.problems += check_tables(reading.lines)
    return reading


def cautions_of(found: FoundRows, known: TableNames) -> Iterator[Caution]:
    """How the table was read where it is not a plain one, and what was not used."""
    if found.missing:
        return
    if how := [*found.found_as, *known.found_as]:
        yield caution("read_as_found", file=found.file, how="; ".join(how))
    if found.unused_columns:
        columns = ", ".join(found.unused_columns)
        yield caution("column_not_used", file=found.file, columns=columns)
    if found.unused_sheets:
        yield caution("sheet_not_used", file=found.file, sheets=tuple(found.unused_sheets))
    for line, text in found.not_used:
        yield caution("row_not_used", file=found.file, line=line, text=text)


def check_tables(lines: Iterable[Line]) -> list[Problem]:
    """Find problems between rows: duplicate countries, mixed units, shares that exceed 1."""
    groups: dict[Key, list[Line]] = {}
    for line in lines:
        groups.setdefault(key_of(line), []).append(line)
    problems: list[Problem] = []
    for (mineral, _stage, _basis, year), of_table in groups.items():
        what = f"{mineral} {year}"
        problems += _duplicates(what, of_table)
        units = {line.unit: line.number for line in of_table}
        if len(units) > 1:
            said = f"{what} is in {' and '.join(sorted(units))}: use one unit"
            problems.append(Problem(max(units.values()), "unit", "mixed_units", said))
        total = sum(ln.row.centre or 0 for ln in of_table if ln.row.kind != "total")
        problems += _above_total(what, of_table, total)
        if units.keys() == {"share"} and total > SHARE_SUM[1]:
            said = f"shares of {what} sum to {total:.4f}, more than {SHARE_SUM[1]}"
            problems.append(Problem(of_table[-1].number, "share", "shares_sum_over_1", said))
    return problems


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


def place_key(row: SupplyRow) -> str:
    """What tells the rows of one table apart."""
    return row.iso3 or f"{row.kind}:{names.fold(row.country)}"


def _duplicates(what: str, lines: Iterable[Line]) -> list[Problem]:
    first: dict[str, Line] = {}
    found = []
    for line in lines:
        key = place_key(line.row)
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
