"""What a reader of a publisher's files says: how its columns become those of a lake.

A reader looks at the name and the header of a table, and returns a `Plan`: SQL of DuckDB over the
cells as text. `staging` runs it; a reader opens nothing else. The codes of ISO 3166 come from
countries.csv, and those that publishers of trade use beside or instead of them from
trade_country_codes.csv.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from critmin.core.files import read_table, rows_of
from critmin.core.named_tuple import NamedTuple
from critmin.lakes.totals import Marks

COUNTRY, RESIDUAL, SUPPRESSED, TOTAL = "country", "residual", "suppressed", "total"
NUMERIC, ALPHA2, ALPHA3, BRAZIL = "numeric", "eurostat", "iso3", "brazil"


class Place(NamedTuple):
    """Code of a publisher: ISO3 or a code of trade_places.csv, none of a group; and a kind."""

    code: str
    iso3: str | None
    kind: str


def places(scheme: str) -> Iterator[Place]:
    """Codes of a scheme."""
    own = [Place(code, iso3 or None, kind) for _, code, iso3, kind, _ in _own(scheme)]
    replaced = {place.code for place in own}
    yield from own
    for iso3, iso2, numeric, *_names in read_table("countries.csv")[1]:
        code = {NUMERIC: numeric.lstrip("0"), ALPHA2: iso2, ALPHA3: iso3}.get(scheme)
        if code and code not in replaced:
            yield Place(code, iso3, COUNTRY)
    if scheme == ALPHA3:
        for code in sorted({code for code, *_rest in read_table("trade_places.csv")[1]}):
            yield Place(code, code, COUNTRY)


def _own(scheme: str) -> list[list[str]]:
    return rows_of("trade_country_codes.csv", scheme)


class Plan(NamedTuple):
    """How a table is read.

    Parameters
    ----------
    source, edition, nomenclature, currency : str
        As in the record of the file; the nomenclature is that of most rows.
    scan : str
        SQL of a relation with the cells of the file as text.
    columns : mapping of str to str
        SQL of each column of the lake; one that is not named is empty. Cells are those of ``r``,
        places those of `places`.
    places : mapping of str to (str, str)
        Name of a joined table of places, to the SQL of its code and its scheme in `places`.
    aside : sequence of (str, str)
        Reason and SQL condition of rows that are not used; the first that holds counts.
    key : sequence of str
        SQL of what must be found only once in the file, as it is read.
    rest : sequence of str
        SQL of what else tells a row from one that repeats another.
    unused : sequence of str
        Columns of the file that are not read.
    figures : str
        SQL of how the figures of a row are written, where that must be found out.
    whole : bool
        Whether the file holds all that the publisher has of its period, reporter, flow and scope.
    scope : str
        Which partners it covers, where the publisher has a file for each group.
    notes : tuple of str
        What a user of the rows should know.
    first : int
        Line of the first row.
    tables : mapping of str to sequence of Place
        Places of a scheme that the file itself names.
    marks : Marks, optional
        Rows that are not used, because of other rows of the file; joined as ``m``.
    """

    source: str
    edition: str
    nomenclature: str
    currency: str
    scan: str
    columns: Mapping[str, str]
    places: Mapping[str, tuple[str, str]]
    aside: Sequence[tuple[str, str]]
    key: Sequence[str]
    whole: bool = True
    scope: str = ""
    notes: tuple[str, ...] = ()
    tables: Mapping[str, Sequence[Place]] = {}
    first: int = 2
    rest: Sequence[str] = ()
    unused: Sequence[str] = ()
    figures: str = ""
    marks: Marks | None = None


class Asked(NamedTuple):
    """What the user says about a file."""

    edition: str = ""
    source: str = ""
    columns: Mapping[str, str] = {}
    beside: Mapping[str, Path] = {}  # other tables of the archive that the reader wants, by name
    work: Path = Path()  # folder for files of its own


class Reader(NamedTuple):
    """Reader of a publisher's files."""

    name: str
    title: str
    wanted: Callable[[str], bool]  # whether a member of an archive is a table
    plan: Callable[[str, Path, Asked], Plan]  # name, place of the file, what the user says
    beside: tuple[str, ...] = ()  # names of other members of an archive that it reads


# How figures are written: 1234,5 is refused; 1.234 has two readings if no other figure tells.
COMMA, POINT, EITHER = "1 comma", "2 point", "3 either"
UNKNOWN_PARTNER = "unknown partner"
UNDATED = "undated"  # edition where neither the file nor the user names one


def quoted(text: str | Path) -> str:
    """A text in SQL."""
    return "'" + str(text).replace("'", "''") + "'"


def file_of(path: str | Path) -> str:
    """Argument of DuckDB that stands for one file: no sign of its name or folders is a pattern.

    Folders named as ``period=2024`` do not give a column either.
    """
    return f"{quoted(glob.escape(str(Path(path).absolute())))}, hive_partitioning=false"


def csv_scan(path: Path, header: Sequence[str], delimiter: str = ",") -> str:
    """Scan of a table of text, every cell as text. No cell is guessed at."""
    cells = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in header)
    return (
        f"read_csv({file_of(path)}, columns={{{cells}}}, header=true, delim={quoted(delimiter)}, "
        "quote='\"', escape='\"', auto_detect=false, strict_mode=true, max_line_size=1000000)"
    )


def amount(cell: str, times: int = 1) -> str:
    """A cell as an exact amount; NULL where it is no number, as 1_000."""
    text = f"replace({cell}, '_', 'x')"  # DuckDB would skip it
    if times == 1:
        return f"TRY_CAST({text} AS DECIMAL(18,3))"
    return f"TRY_CAST(TRY_CAST({text} AS DECIMAL(18,6)) * {times} AS DECIMAL(18,3))"


def padded(cell: str, digits: int, least: int = 0) -> str:
    """A code with the zero in front that a spreadsheet drops; others stay as they are.

    Parameters
    ----------
    cell : str
        SQL of the code.
    digits : int
        Digits of a whole code.
    least : int
        Fewest digits that are filled up; one less than a whole code where it is not given.
    """
    short = f"regexp_full_match({cell}, '[0-9]{{{least or digits - 1},{digits - 1}}}')"
    short = f"length({cell}) < {digits} AND {short}"  # most codes are whole
    return f"CASE WHEN {short} THEN lpad({cell}, {digits}, '0') ELSE {cell} END"


def country_number(cell: str) -> str:
    """SQL of a numeric country code without zeros in front; NULL where it has over three digits."""
    bare = f"coalesce(nullif(ltrim({cell}, '0'), ''), '0')"
    return f"CASE WHEN regexp_full_match({cell}, '[0-9]{{1,3}}') THEN {bare} END"


def blank(cell: str, *marks: str) -> str:
    """Whether a cell says nothing, or has one of the marks of the publisher for that."""
    listed = ", ".join(quoted(mark) for mark in ("", *marks))
    return f"(coalesce(trim({cell}), '') IN ({listed}))"


def not_digits(cell: str, count: str) -> str:
    """Whether a code is not of digits alone, or not of so many: ``6``, ``2,10``."""
    return f"NOT coalesce(regexp_full_match({cell}, '[0-9]{{{count}}}'), false)"


def sides(flow: str, reporter: str, partner: str) -> dict[str, str]:
    """SQL of the columns that tell who sends to whom.

    Parameters
    ----------
    flow : str
        SQL of the flow, as import or export.
    reporter, partner : str
        SQL of their ISO3 codes.
    """
    comes = f"{flow} IN ('import', 're-import')"
    return {
        "reporter": reporter,
        "importer": f"CASE WHEN {comes} THEN {reporter} ELSE {partner} END",
        "exporter": f"CASE WHEN {comes} THEN {partner} ELSE {reporter} END",
        "flow": flow,
    }


def state(no_value: str, partner: str, suppressed: str = "false") -> str:
    """SQL of what is known of a row: the kind of its partner, unless the value is missing."""
    return (
        f"CASE WHEN {suppressed} OR {partner}.kind = 'suppressed' THEN 'suppressed' "
        f"WHEN {no_value} THEN 'missing' WHEN {partner}.kind = 'residual' THEN 'residual' "
        "ELSE 'number' END"
    )


def amounts_aside(cells: dict[str, tuple[str, str]], *marks: str) -> list[tuple[str, str]]:
    """Reasons not to use a row because of its figures.

    Parameters
    ----------
    cells : dict
        Name of a figure to the SQL of its cell and of its amount.
    marks : str
        What the publisher writes where there is none.
    """
    wrong: list[tuple[str, str]] = []
    for name, (cell, figure) in cells.items():
        wrong.append((f"{name} is no number", f"{figure} IS NULL AND NOT {blank(cell, *marks)}"))
        wrong.append((f"{name} below zero", f"{figure} < 0"))
        digits = f"regexp_matches({cell}, '^[^eE]*[1-9]')"
        wrong.append((f"{name} rounds to zero", f"{figure} = 0 AND {digits}"))
    return wrong


def month(cell: str) -> str:
    """SQL of a month written 202401."""
    return rf"regexp_replace(trim({cell}), '^([0-9]{{4}})([0-9]{{2}})$', '\1-\2')"


def not_period(cell: str) -> str:
    """SQL of whether a period is no year and no month."""
    return f"NOT coalesce(regexp_full_match({cell}, '[0-9]{{4}}(-(0[1-9]|1[0-2]))?'), false)"


def not_month(cell: str) -> str:
    """SQL of whether a period is no month, as 2024-01."""
    return f"NOT coalesce(regexp_full_match({cell}, '[0-9]{{4}}-(0[1-9]|1[0-2])'), false)"


def every_but(
    header: Sequence[str], figures: Sequence[str], read: Mapping[str, str] = {}
) -> list[str]:
    """SQL of all cells of a row that are not figures, as they are read: what identifies it.

    Parameters
    ----------
    header, figures : sequence of str
        All columns, and those of figures in small letters.
    read : mapping of str to str
        SQL of what a column is read as; the others are compared by their text.
    """
    return [
        read.get(name, f"coalesce(trim(r.{named(name)}), '')")
        for name in header
        if name.casefold() not in figures
    ]


def named(column: str) -> str:
    """Name of a column in SQL."""
    return '"' + column.replace('"', '""') + '"'


_DAY = re.compile(r"v?((?:19|20)[0-9]{2})[-_.]?(0[1-9]|1[0-2])(?:[-_.]?([0-3][0-9]))?")


def edition_order(edition: str) -> tuple[Any, ...]:
    """What editions are sorted by: days and numbers as such, and ``undated`` before all.

    A day is read with and without signs between its figures, so that 202601 is before 2026-02.
    """
    text = edition.casefold()
    day = _DAY.fullmatch(text)
    words = day.groups("0") if day else re.findall(r"[0-9]+|[^0-9_.-]+", text)
    ordered = tuple((0, int(w), "") if w.isdecimal() else (1, 0, w) for w in words)
    return text != UNDATED, ordered, edition


def computed_once(plan: Plan) -> dict[str, str]:
    """SQL of what a row is read as, to a name for it, where the plan has it more than once.

    DuckDB computes again what stands behind another condition of a CASE.
    """
    texts = [*plan.columns.values(), *(code for code, _scheme in plan.places.values())]
    every = [*texts, *(condition for _reason, condition in plan.aside), *plan.key, *plan.rest]
    others = [*every, plan.figures, *(code for code, _scheme in plan.places.values())]
    found: dict[str, str] = {}
    for text in sorted(dict.fromkeys(texts), key=len, reverse=True):
        joined = any(re.search(rf"\b{alias}\.", text) for alias in (*plan.places, "m"))
        if not joined and _is_whole(text) and sum(other.count(text) for other in others) > 1:
            found[text] = f"__once_{len(found)}"
    return found


def _is_whole(text: str) -> bool:
    """Whether SQL stays one operand wherever it stands: a call, or a CASE."""
    if re.fullmatch(r"CASE (?!.*\bCASE\b).* END", text):
        return True
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and at < len(text) - 1 and not re.fullmatch(r"\w*", text[: at + 1]):
            return False
    return depth == 0 and text.endswith(")")


def with_names(sql: str, once: Mapping[str, str]) -> str:
    """SQL with names for what is computed below it."""
    for text, name in once.items():
        sql = re.sub(rf"(?<![\w.]){re.escape(text)}", f"r.{name}", sql)
    return sql
