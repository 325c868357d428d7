"""Wide tables: years as columns. One row of such a table is a row for each year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from critmin.core.errors import DataError, QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.user_tables.columns import FIGURES, ColumnMap, Columns, columns_of
from critmin.user_tables.decimal_notation import narrow
from critmin.user_tables.grid import Lines

YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d|2100)(?:\.0)?(?!\d)")
WORDS = re.compile(r"[^\W_]+")
PERCENT = "%"
SIGNS = re.compile(r"[*\u2020\u2021\u00a7#]")  # marks of a footnote


class YearColumn(NamedTuple):
    """Column of one year: its place, header, year, and what its header says beside the year.

    ``status`` is ``estimated`` if it says so, else ``reported``; ``note`` is ``preliminary`` or
    ``revised``; ``odd`` a mark that the file does not explain.
    """

    at: int
    header: str
    year: int
    status: str = "reported"
    note: str = ""
    unit: str = ""
    odd: str = ""


class Layout(NamedTuple):
    """Columns of a wide table: those of years, and the others."""

    years: tuple[YearColumn, ...]
    columns: Columns


def read_wide(text: str) -> None:
    """Refuse another layout than years as columns.

    Raises
    ------
    QueryError
        If the columns are said to be something else.
    """
    if text.strip().casefold() not in {"year", "years"}:
        raise QueryError(f"--wide is {text!r}: write year, for a table with years as columns")


def year_column(at: int, header: str) -> YearColumn | None:
    """Year that a header names, with its marks; None for any other header.

    >>> year_column(1, "2023").year, year_column(1, "Reserves_2023"), year_column(1, "2024年").year
    (2023, None, 2024)
    >>> year_column(1, "2024 (e)").status, year_column(1, "Prod_t_est_2022")[2:6]
    ('estimated', (2022, 'estimated', '', 't'))
    >>> year_column(1, "2023 (%)").unit, year_column(1, "2023 percent").unit
    ('%', '%')
    """
    text = narrow(header).strip()
    years = YEAR.findall(text)
    if len(years) != 1:
        return None
    rest = YEAR.sub(" ", text, count=1)
    found = YearColumn(at, header.strip(), int(years[0]), odd="".join(SIGNS.findall(rest)))
    found = found._replace(unit=PERCENT) if PERCENT in rest else found
    for word in WORDS.findall(rest):
        said = _said(word)
        if said is None and len(word) > 1:
            return None
        found = found._replace(**({"odd": found.odd + word} if said is None else said))
    return found


def _said(word: str) -> dict[str, str] | None:
    """What a word beside a year says; None if it is not known."""
    from critmin.core import table_words

    status = table_words.status(word)
    if status == "estimated":
        return {"status": status}
    if status:
        return {"note": status}
    if unit := table_words.unit(word):
        return {"unit": unit}
    if table_words.is_percent(word):
        return {"unit": PERCENT}
    return {} if table_words.field_of(word) in {"quantity", "year"} else None


def layout_of(header: Sequence[str], column_map: ColumnMap) -> Layout:
    """Years and other columns of a header. A first column without a header has the countries.

    A column of figures or of years beside those of each year is none of ours: it is not used.
    """
    years = [found for at, text in enumerate(header) if (found := year_column(at, text))]
    at_years = {one.at for one in years}
    rest = ["" if at in at_years else text for at, text in enumerate(header)]
    columns = columns_of(rest, column_map)
    if "country" not in columns.names and years and not header[0].strip():
        columns = Columns(("country", *columns.names[1:]), columns.header, columns.renamed)
    if years:
        beside = {"year", *FIGURES}
        names = tuple("" if name in beside else name for name in columns.names)
        renamed = tuple(pair for pair in columns.renamed if pair[1] not in beside)
        columns = Columns(names, columns.header, renamed)
    return Layout(tuple(years), columns)


def is_wide_header(cells: Sequence[str], column_map: ColumnMap) -> bool:
    """Whether a row is the header of a wide table."""
    if sum(year_column(at, text) is not None for at, text in enumerate(cells)) < 1:
        return False
    found = layout_of(cells, column_map)
    return bool(found.years) and "country" in found.columns.names


def refuse_unusable(file: str, line: int, layout: Layout) -> None:
    """Refuse a table without a column of years, or with one year twice.

    Raises
    ------
    DataError
        If it is such.
    """
    first: dict[int, str] = {}
    for column in layout.years:
        if column.odd:
            raise DataError(
                f"has the column {column.header!r} with a mark that the file does not explain: "
                f"write {column.year}, or {column.year}e for estimates",
                file=file,
                line=line,
                code="not_a_year",
            )
        if column.year in first:
            raise DataError(
                f"has two columns of {column.year}, {first[column.year]!r} and {column.header!r}: "
                "keep one",
                file=file,
                line=line,
                code="duplicate_column",
            )
        first[column.year] = column.header
    if not layout.years:
        raise DataError(
            "has no column of a year: leave --wide out, or write years as 2023",
            file=file,
            line=line,
            code="missing_column",
        )


def long_rows(rows: Lines, layout: Layout) -> Iterator[tuple[int, YearColumn, dict[str, str]]]:
    """A row of our columns for each row and year: line, column of the year, and cells."""
    for number, cells in rows:
        named = zip(layout.columns.names, cells, strict=False)
        shared = {name: text for name, text in named if name}
        for column in layout.years:
            stated = column.unit and (column.unit == PERCENT or not shared.get("unit"))
            unit = {"unit": column.unit} if stated else {}
            figure = {"year": str(column.year), "figure": cells[column.at]}
            yield number, column, shared | unit | figure
