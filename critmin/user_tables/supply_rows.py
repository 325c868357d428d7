"""Rows of a user's supply table under our column names, with figures in one form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from critmin.core import arguments, names
from critmin.core.errors import AmbiguousName, UnknownName
from critmin.core.folding import look_alike
from critmin.core.named_tuple import NamedTuple
from critmin.core.table_words import place_kind
from critmin.user_tables.columns import FIGURES, ColumnMap, Columns, columns_of, refuse_doubled
from critmin.user_tables.country_column import CountryColumn, without_mark
from critmin.user_tables.decimal_notation import NUMERAL
from critmin.user_tables.figures import Figure, Figures, figures_of, number_and_unit, read_mark
from critmin.user_tables.files import read_grid
from critmin.user_tables.grid import Broken, Grid, IsHeader
from critmin.user_tables.limits import USUAL, Limits

if TYPE_CHECKING:
    from critmin.user_tables.wide import Layout

WORDS = re.compile(r"[^\W\d_]+")
GRADE = re.compile(r"\d\s*%")
RENAME = "(rename with --map theirs=ours)"


class Row(NamedTuple):
    """Row of the table: its line, its cells by our column names, and the year's column if wide.

    ``doubt`` is why its figure cannot be read in one way, ``status`` that of a marked year.
    """

    line: int
    cells: dict[str, str]
    column: str = ""
    doubt: str = ""
    status: str = "reported"


@dataclass(frozen=True)
class FoundRows:
    """A user's table as it was found.

    ``missing`` is what the header lacks, empty if nothing; ``found_as`` how the file was read
    where it is not a plain table; ``not_used`` are lines of text that are no rows.
    """

    file: str
    header_line: int
    broken: tuple[Broken, ...]
    rows: tuple[Row, ...]
    missing: str = ""
    found_as: tuple[str, ...] = ()
    unused_columns: tuple[str, ...] = ()
    unused_sheets: tuple[str, ...] = ()
    not_used: tuple[tuple[int, str], ...] = ()
    wide: bool = False


def find_rows(
    data: Any,
    column_map: arguments.Pairs = (),
    *,
    sheet: str | None = None,
    wide: str | None = None,
    decimal: str | None = None,
    mineral: str = "",
    limits: Limits = USUAL,
) -> FoundRows:
    """Find the rows of a user's supply table.

    Parameters
    ----------
    data : str, path, DataFrame or sequence of dict
        Name of a file, or the table itself.
    column_map : dict or sequence of str
        Column names, ``{theirs: ours}`` or ``theirs=ours``.
    sheet, wide, decimal : str, optional
        Sheet of a workbook; ``year`` if years are columns; the decimal mark.
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
    mapped, mark = ColumnMap.of(column_map), read_mark(decimal)
    if wide is not None:
        from critmin.user_tables.wide import is_wide_header, read_wide

        read_wide(wide)
        grid = _grid(data, sheet, mapped, limits, lambda cells: is_wide_header(cells, mapped))
        return _wide(grid, mapped, mark, mineral)
    grid = _grid(data, sheet, mapped, limits, lambda cells: is_header(cells, mapped))
    return _long(grid, mapped, mark)


def is_header(cells: list[str], mapped: ColumnMap) -> bool:
    """Whether a row is the header of a table, wide ones included, which are refused later."""
    if not columns_of(cells, mapped).missing:
        return True
    from critmin.user_tables.wide import is_wide_header, layout_of

    return is_wide_header(cells, mapped) and len(layout_of(cells, mapped).years) > 1


def _grid(
    data: Any, sheet: str | None, mapped: ColumnMap, limits: Limits, is_header: IsHeader
) -> Grid:
    return read_grid(
        data,
        is_header,
        collect=True,
        lenient=True,
        sheet=sheet,
        one_sheet=True,
        score=lambda cells: sum(map(bool, columns_of(cells, mapped).names)),
        limits=limits,
    )


def _long(grid: Grid, mapped: ColumnMap, mark: str) -> FoundRows:
    """Rows of a table with a column of years."""
    mapped.refuse_absent(grid.file, grid.header)
    columns = columns_of(grid.header, mapped)
    refuse_doubled(grid.file, columns)
    if columns.missing:
        return _without_columns(grid, columns, mapped)
    grid.refuse_nested(at for at, name in enumerate(columns.names) if name)
    columns, partly = _of_two_figures(columns, grid)
    cells = [
        (number, {name: text for name, text in zip(columns.names, row, strict=True) if name})
        for number, row in grid.rows
    ]
    percent = as_shares([named for _, named in cells])
    figures = _figures(grid, columns, cells, mark, percent, grid.said)
    unit = unit_in_header(columns)
    rows = tuple(one_row(number, named, figures, unit) for number, named in cells)
    found = _found(grid, columns, rows, figures.found_as)
    return replace(found, unused_columns=(*found.unused_columns, *partly))


def _of_two_figures(columns: Columns, grid: Grid) -> tuple[Columns, list[str]]:
    """Columns without one of two figures of the same rows, and a column used in part of them.

    A quantity goes before a share, and a quantity in percent is a share.
    """
    if not {*FIGURES} <= {*columns.names}:
        return of_one_figure(columns), []
    if in_percent(columns.header_of("quantity")):
        return columns.without("quantity"), []
    places = [columns.names.index(name) for name in FIGURES]
    filled = {tuple(bool(cells[at].strip()) for at in places) for _, cells in grid.rows}
    if (True, True) not in filled:
        return columns, []
    if (False, True) not in filled:
        return columns.without("share"), []
    return columns, [f"{columns.header_of('share').strip()} (of the rows with a quantity)"]


def of_one_figure(columns: Columns) -> Columns:
    """Columns with one figure: a quantity in percent is a share."""
    return columns.with_shares() if in_percent(columns.header_of("quantity")) else columns


def _wide(grid: Grid, mapped: ColumnMap, mark: str, mineral: str) -> FoundRows:
    """Rows of a table with years as columns: one for each line and year."""
    from critmin.user_tables.wide import layout_of, long_rows, refuse_unusable

    mapped.refuse_absent(grid.file, grid.header)
    layout = layout_of(grid.header, mapped)
    columns = layout.columns
    refuse_doubled(grid.file, columns)
    columns = columns.without("year", *FIGURES)  # the years' own columns have them
    layout = layout._replace(columns=columns)
    refuse_unusable(grid.file, grid.header_line, layout)
    absent = [name for name in ("mineral", "country") if name not in columns.names]
    if absent == ["mineral"] and mineral:
        absent = []
    if absent:
        missing = f"missing column {', '.join(absent)}; found {', '.join(grid.header)} {RENAME}"
        if absent == ["mineral"]:
            missing += "; or name the one mineral that the table is of"
        return _found(grid, columns, (), [], missing=missing)
    used = [at for at, name in enumerate(columns.names) if name]
    grid.refuse_nested([*used, *(year.at for year in layout.years)])
    lines, notes = _split_notes(grid, layout)
    added = {} if "mineral" in columns.names else {"mineral": mineral}
    long = [
        (number, year, added | named | {"flag": year.note or named.get("flag", "")})
        for number, year, named in long_rows(lines, layout)
    ]
    kind = "share" if any("%" in named["figure"] for _, _, named in long) else "quantity"
    cells = [(number, named | {kind: named.pop("figure")}) for number, _, named in long]
    percent = as_shares([named for _, named in cells])
    texts = [*grid.said, *(text for _, text in notes)]
    figures = _figures(grid, columns, cells, mark, percent, texts)
    rows = tuple(
        one_row(number, named, figures, "")._replace(column=year.header, status=year.status)
        for (number, named), (_, year, _) in zip(cells, long, strict=True)
    )
    said = [f"columns of the years {', '.join(str(one.year) for one in layout.years)}"]
    said += [f"{mineral} as the mineral of all rows"] if added else []
    marked = [one.header for one in layout.years if one.status != "reported" or one.note]
    said += [f"{', '.join(map(repr, marked))} by their marks"] if marked else []
    found = _found(grid, columns, rows, [*said, *figures.found_as], wide=True)
    return found if not notes else _with_notes(found, notes)


def _with_notes(found: FoundRows, notes: list[tuple[int, str]]) -> FoundRows:
    return replace(found, not_used=tuple(sorted((*found.not_used, *notes))))


def _split_notes(
    grid: Grid, layout: Layout
) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]]]:
    """Rows, and lines of text between them: no figure in any year, and no name of a place."""
    at = layout.columns.names.index("country")
    years = [one.at for one in layout.years]
    countries = CountryColumn(cells[at] for _, cells in grid.rows)
    rows, notes = [], []
    for number, cells in grid.rows:
        empty = not any(cells[place].strip() for place in years)
        if empty and not _is_place(countries, cells[at]):
            notes.append((number, " ".join(text.strip() for text in cells if text.strip())))
        else:
            rows.append((number, cells))
    return rows, notes


def _is_place(column: CountryColumn, text: str) -> bool:
    """Whether a cell names a country, a total or a residual."""
    if place_kind(names.fold(without_mark(text))):
        return True
    try:
        column.read(text, suggest=False)
    except AmbiguousName:
        return True
    except UnknownName:
        return False
    return True


def _without_columns(grid: Grid, columns: Columns, mapped: ColumnMap) -> FoundRows:
    """A header that lacks columns, and what may help."""
    from critmin.user_tables.wide import is_wide_header

    found = ", ".join(grid.header)
    missing = f"missing column {', '.join(columns.missing)}; found {found} {RENAME}"
    if alike := next(filter(None, map(look_alike, grid.header)), ""):
        missing += f"; {alike}"
    if is_wide_header(grid.header, mapped):
        missing += "; the years stand as columns: add --wide year"
    return _found(grid, columns, (), [], missing=missing)


def in_percent(text: str) -> bool:
    """Whether a unit, or the heading of a quantity, is percent and not a mass of some content.

    >>> in_percent("%"), in_percent("Menge in Prozent"), in_percent("t (62% Fe)"), in_percent("t")
    (True, True, False, False)
    """
    from critmin.core.table_words import is_percent, unit, unit_in_header

    named = is_percent(text) or "prozent" in text.casefold() or "percent" in text.casefold()
    mass = unit_in_header(text) or any(map(unit, WORDS.findall(text)))
    return named and not mass and GRADE.search(text) is None


def as_shares(rows: Sequence[dict[str, str]]) -> str:
    """Make shares of the quantities whose unit is percent, and return the unit if all are.

    Where some only are, their cells have a sign of their own.
    """
    figures = [row for row in rows if NUMERAL.search(row.get("quantity", ""))]
    units = [row.get("unit", "").strip() for row in figures]
    percent = {unit: in_percent(unit) for unit in {row.get("unit", "").strip() for row in rows}}
    every = bool(units) and all(percent[unit] for unit in units)
    for row in rows:
        if (
            not percent[row.get("unit", "").strip()]
            or "quantity" not in row
            or row.get("share", "").strip()
        ):
            continue
        text = row.pop("quantity")
        signed = not every and NUMERAL.search(text) and "%" not in text
        row["share"] = f"{text}%" if signed else text
    return units[0] if every else ""


def _figures(
    grid: Grid,
    columns: Columns,
    cells: list[tuple[int, dict[str, str]]],
    mark: str,
    percent: str,
    said: Sequence[str],
) -> Figures:
    quantities, shares = (
        [(number, named[kind]) for number, named in cells if kind in named]
        for kind in ("quantity", "share")
    )
    return figures_of(
        quantities,
        shares,
        share_header=percent or columns.header_of("share"),
        stated=mark,
        separator=grid.separator,
        said=said,
    )


def unit_in_header(columns: Columns) -> str:
    """Unit in the header of the quantities, where no column has units."""
    if "unit" in columns.names or "quantity" not in columns.names:
        return ""
    header = columns.header_of("quantity")
    if header.strip().casefold() == "quantity":
        return ""
    from critmin.core import table_words

    return table_words.unit_in_header(header)


def one_row(number: int, named: dict[str, str], figures: Figures, unit: str) -> Row:
    """A row with its figures in one form; ``unit`` is that of the header, if there is one."""
    doubt = ""
    beside = _without_unit(named)
    for kind, read in (("quantity", figures.quantity), ("share", figures.share)):
        if kind in named:
            figure: Figure = read(named[kind])
            named[kind] = figure.text
            doubt = doubt or figure.problem
    if beside or unit:
        named["unit"] = beside or unit
    return Row(number, named, doubt=doubt)


def _without_unit(named: dict[str, str]) -> str:
    """Take the unit out of the cell of a quantity, if no other cell states one, and return it."""
    cell = named.get("quantity", "")
    if not cell or cell.isdigit() or named.get("unit", "").strip():
        return ""
    named["quantity"], unit = number_and_unit(cell)
    return unit


def found_rows(
    grid: Grid, columns: Columns, figures: list[str], notes: tuple[tuple[int, str], ...]
) -> FoundRows:
    """What was found of a table whose rows are kept elsewhere."""
    return replace(_found(grid, columns, (), figures), not_used=notes)


def _found(
    grid: Grid,
    columns: Columns,
    rows: tuple[Row, ...],
    figures: list[str],
    *,
    missing: str = "",
    wide: bool = False,
) -> FoundRows:
    renamed = ", ".join(f"{theirs!r} as {ours}" for theirs, ours in columns.renamed)
    said = [*grid.found_as, *figures, *([f"columns {renamed}"] if renamed else [])]
    return FoundRows(
        grid.file,
        grid.header_line,
        grid.broken,
        rows,
        missing,
        tuple(said),
        () if missing else columns.unused,
        grid.other_sheets,
        grid.footnotes,
        wide,
    )
