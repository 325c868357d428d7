"""The only writer of Excel workbooks: typed numbers and dates, and a sheet of sources."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from critmin.answers.formats import Layout
from critmin.answers.table import Cell, Column, Table
from critmin.answers.text import file_cell, shown_rows

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

WIDEST = 60
NARROWEST = 6
PADDING = 2
NUMBER_FORMATS = {"fraction": "0.0%", "0-10,000": "#,##0", "USD": "#,##0", "date": "yyyy-mm-dd"}
Value = Cell | date


def write_xlsx(table: Table, layout: Layout) -> bytes:
    """Write a workbook: frozen header, fitted columns, a second sheet with summary and sources.

    A cell of a date column is a date if its day is known; a month or a year stays text. Without
    a header both sheets lack their first line.
    """
    from openpyxl import Workbook

    header = layout.header
    book = Workbook()
    sheet = book.active
    sheet.title = "data"
    rows = [
        [
            _value(value, column, table.from_user)
            for value, column in zip(row, table.columns, strict=True)
        ]
        for row in table.rows
    ]
    _fill(sheet, table.names, rows, header)
    _widen(sheet, table.names, shown_rows(table), header)
    for index, column in enumerate(table.columns, start=1):
        _format(sheet, index, column, first=1 + header)
    about = book.create_sheet("sources")
    lines: list[list[Any]] = []
    if table.summary:
        lines.append(["summary", None, _cell(table.summary, table.from_user), None, None])
    lines += [
        ["source", source.id, source.citation, source.licence, source.url]
        for source in table.sources
    ]
    lines += [
        ["warning", caution.code, _cell(caution.message, table.from_user), None, None]
        for caution in table.warnings
    ]
    names = ("kind", "id", "text", "licence", "url")
    _fill(about, names, lines, header)
    _widen(
        about,
        names,
        [["" if cell is None else str(cell) for cell in line] for line in lines],
        header,
    )
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: Cell, from_user: bool) -> Cell:
    return file_cell(value, from_user=from_user) if isinstance(value, str | tuple) else value


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


def _fill(sheet: Worksheet, names: tuple[str, ...], rows: list[list[Any]], header: bool) -> None:
    from openpyxl.styles import Font

    if header:
        sheet.append(names)
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
        for cell in sheet[1]:
            cell.font = Font(name="Calibri", size=11, bold=True)
    for row in rows:
        sheet.append(row)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0  # as many pages as needed, with all columns on each
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _widen(sheet: Worksheet, names: tuple[str, ...], texts: list[list[str]], header: bool) -> None:
    """Set each column to the width of its widest shown cell, within limits."""
    from openpyxl.utils import get_column_letter

    for index, name in enumerate(names):
        widths = [len(row[index]) for row in texts] + ([len(name)] if header else [])
        width = min(WIDEST, max([NARROWEST, *widths]) + PADDING)
        sheet.column_dimensions[get_column_letter(index + 1)].width = width


def _format(sheet: Worksheet, index: int, column: Column, first: int) -> None:
    if column.unit in NUMBER_FORMATS:
        for (cell,) in sheet.iter_rows(min_row=first, min_col=index, max_col=index):
            cell.number_format = NUMBER_FORMATS[column.unit]
