"""The only writer of Excel workbooks: typed numbers and dates, and a sheet of sources.

The sheet of data has the summary in its first line and the units above the names of the columns;
the table starts at `HEADER_ROW`, with filters on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from critmin.answers.formats import Layout
from critmin.answers.table import Cell, Column, Table
from critmin.answers.text import file_cell, shown_rows

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell as SheetCell
    from openpyxl.worksheet.worksheet import Worksheet

WIDEST = 48  # characters of a column; longer texts are wrapped
NARROWEST = 6
PADDING = 3  # with the arrow of the filter
HEADER_ROW = 3
SUMMARY_WIDTH = 100  # characters a line of the summary, at most
LINE = 15  # points of a line's height
NUMBER_FORMATS = {"fraction": "0.0%", "0-10,000": "#,##0", "date": "yyyy-mm-dd"}
UNITS = {"fraction": "%", "0-10,000": "0 to 10,000", "date": "day"}
THOUSANDS, SMALL = "#,##0", "#,##0.0##"
TINY = 0.1  # a smaller figure keeps all its digits, so that it is not shown as zero
MOST_LETTERS = 32_767  # of a cell; openpyxl cuts what is longer and does not say so
CUT = " [cut: a cell holds 32,767 characters]"
Value = Cell | date


def write_xlsx(table: Table, layout: Layout) -> bytes:
    """Write a workbook: the summary on top, units, fitted columns with filters, a sheet of sources.

    A cell of a date column is a date if its day is known; a month or a year stays text. Without
    a header the sheet of data is the rows alone.
    """
    from openpyxl import Workbook

    header = layout.header
    book = Workbook()
    sheet = book.active
    sheet.title = "data"
    if header:
        _head(sheet, table)
    for row in table.rows:
        sheet.append(
            [
                _value(value, column, table.from_user)
                for value, column in zip(row, table.columns, strict=True)
            ]
        )
    first = 1 + (HEADER_ROW if header else 0)
    widths = _widen(sheet, [_headings(column) for column in table.columns], shown_rows(table))
    for index, column in enumerate(table.columns, start=1):
        _format(sheet, index, column, first)
    if header:
        _summarise(sheet, table, sum(widths))
    _set_page(sheet, HEADER_ROW if header else 0)
    _write_sources(book.create_sheet("sources"), table, header)
    _keep_texts(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _keep_texts(book: Workbook) -> None:
    """Make texts of those that openpyxl takes for formulas, and for errors as ``#N/A``."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type in {"e", "f"}:
                    cell.data_type = "s"


def _head(sheet: Worksheet, table: Table) -> None:
    """The line of the summary, the units, and the names of the columns with filters."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.append([_cell(table.summary, table.from_user) or None])
    sheet.append([_unit(column) for column in table.columns])
    sheet.append(table.names)
    for cell in sheet[2]:
        cell.font = Font(name="Calibri", size=9, italic=True, color="595959")
        cell.alignment = _aligned(table.columns[cell.column - 1])
    for cell in sheet[HEADER_ROW]:
        cell.font = Font(name="Calibri", size=11, bold=True)
        cell.alignment = _aligned(table.columns[cell.column - 1])
    last = HEADER_ROW + max(len(table), 1)
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(table.columns))}{last}"


def _summarise(sheet: Worksheet, table: Table, across: float) -> None:
    """Give the summary the whole width, in as many lines as it needs."""
    from openpyxl.styles import Alignment, Font

    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=max(len(table.columns), 1))
    cell = sheet["A1"]
    cell.font = Font(name="Calibri", size=12, bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    a_line = max(min(across, SUMMARY_WIDTH), 1) / 1.15  # bold letters are wider
    sheet.row_dimensions[1].height = LINE * 1.1 * (1 + len(table.summary) // int(a_line))


def _unit(column: Column) -> str | None:
    """Unit as written above the name of a column."""
    if column.unit.startswith("as in "):
        return f"in column {column.unit.removeprefix('as in ')}"
    return UNITS.get(column.unit, column.unit) or None


def _headings(column: Column) -> Sequence[str]:
    return column.name, _unit(column) or ""


def _aligned(column: Column) -> Any:
    from openpyxl.styles import Alignment

    number = column.type in {"number", "integer"}
    return Alignment(horizontal="right" if number else "left", indent=0 if number else 1)


def _set_page(sheet: Worksheet, header_row: int) -> None:
    """Freeze what heads the rows and repeat it on each page, which has all columns."""
    if header_row:
        sheet.freeze_panes = f"A{header_row + 1}"
        sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_margins.left = sheet.page_margins.right = 0.4  # inches
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0  # as many pages as needed
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.right.text = "&P / &N"


def _write_sources(sheet: Worksheet, table: Table, header: bool) -> None:
    """Summary, sources with their addresses, and warnings."""
    from openpyxl.styles import Alignment, Font

    lines: list[list[Any]] = []
    if table.summary:
        lines.append(["summary", None, _cell(table.summary, table.from_user), None, None])
    lines += [
        [
            "source",
            *(_cell(text, table.from_user) for text in (source.id, source.citation)),
            source.licence,
            source.url,
        ]
        for source in table.sources
    ]
    lines += [
        ["warning", caution.code, _cell(caution.message, table.from_user), None, None]
        for caution in table.warnings
    ]
    names = ("kind", "id", "text", "licence", "url")
    if header:
        sheet.append(names)
        for cell in sheet[1]:
            cell.font = Font(name="Calibri", size=11, bold=True)
    for line in lines:
        sheet.append(line)
        sheet.cell(sheet.max_row, 3).alignment = Alignment(wrap_text=True, vertical="top")
        address = sheet.cell(sheet.max_row, 5)
        if str(address.value or "").startswith("https://"):
            address.hyperlink = address.value
            address.font = Font(name="Calibri", size=11, color="0563C1", underline="single")
    texts = [["" if cell is None else str(cell) for cell in line] for line in lines]
    _widen(sheet, [(name,) if header else () for name in names], texts)
    _set_page(sheet, 1 if header else 0)


def _cell(value: Cell, from_user: bool) -> Cell:
    """Cell of a workbook; a longer text than one holds says that it is cut."""
    if not isinstance(value, str | tuple):
        return value
    text = file_cell(value, from_user=from_user)
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - len(CUT)] + CUT


def _value(value: Cell, column: Column, from_user: bool) -> Value:
    """Cell for a spreadsheet: a day becomes a date, all else is unchanged.

    >>> _value("2026-11-24", Column("effective", unit="date"), False)
    datetime.date(2026, 11, 24)
    >>> _value("2026-04", Column("effective", unit="date"), False)
    '2026-04'
    """
    if column.unit == "date" and isinstance(value, str) and len(value) == len("2026-11-24"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    return _cell(value, from_user)


def _widen(
    sheet: Worksheet, headings: Sequence[Sequence[str]], texts: list[list[str]]
) -> list[float]:
    """Set each column to the width of its widest shown cell, within limits; returns the widths."""
    from openpyxl.utils import get_column_letter

    found: list[float] = []
    for index, names in enumerate(headings):
        widths = [*(len(row[index]) for row in texts), *map(len, names)]
        found.append(min(WIDEST, max([NARROWEST, *widths]) + PADDING))
        sheet.column_dimensions[get_column_letter(index + 1)].width = found[-1]
    return found


def _format(sheet: Worksheet, index: int, column: Column, first: int) -> None:
    """Format a column: percent, days, thousands; years and ranks as they are; texts wrapped."""
    from openpyxl.styles import Alignment

    text = Alignment(horizontal="left", vertical="top", indent=1, wrap_text=True)
    top = Alignment(vertical="top")
    number = column.type in {"number", "integer"}
    for (cell,) in sheet.iter_rows(min_row=first, min_col=index, max_col=index):
        cell.alignment = top if number else text
        form = _number_format(column, cell)
        if form:
            cell.number_format = form


def _number_format(column: Column, cell: SheetCell) -> str:
    if column.unit in NUMBER_FORMATS:
        return NUMBER_FORMATS[column.unit]
    if column.type != "number" or not isinstance(cell.value, int | float):
        return ""
    if abs(cell.value) >= 1000 or float(cell.value).is_integer():
        return THOUSANDS
    return SMALL if abs(cell.value) >= TINY else ""
