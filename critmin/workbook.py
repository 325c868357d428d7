"""The only writer of Excel workbooks: numbers as numbers, a sheet of sources."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from critmin.errors import MissingExtra
from critmin.formats import file_cell
from critmin.table import Cell, Column, Table

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

WIDEST = 60
NUMBER_FORMATS = {"fraction": "0.0%", "0-10,000": "#,##0"}


def xlsx(table: Table) -> bytes:
    """A workbook: header frozen, columns as wide as their text, sources apart.

    Raises
    ------
    MissingExtra
        If openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise MissingExtra("writing .xlsx", "xlsx") from None
    book = Workbook()
    sheet = book.active
    sheet.title = "data"
    _fill(sheet, table.names, [[_cell(v, table.from_user) for v in row] for row in table.rows])
    for index, column in enumerate(table.columns, start=1):
        _format_numbers(sheet, index, column)
    about = book.create_sheet("sources")
    lines: list[list[Any]] = [
        ["source", source.id, source.citation, source.licence, source.url]
        for source in table.sources
    ]
    lines += [
        ["warning", caution.code, _cell(caution.message, table.from_user), None, None]
        for caution in table.warnings
    ]
    _fill(about, ("kind", "id", "text", "licence", "url"), lines)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: Cell, from_user: bool) -> Cell:
    return file_cell(value, from_user=from_user) if isinstance(value, str) else value


def _fill(sheet: Worksheet, header: tuple[str, ...], rows: list[list[Any]]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.append(header)
    for row in rows:
        sheet.append(row)
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for index, name in enumerate(header, start=1):
        texts = [str(row[index - 1]) for row in rows if row[index - 1] is not None]
        width = max(len(text) for text in [name, *texts])
        sheet.column_dimensions[get_column_letter(index)].width = min(WIDEST, width + 2)


def _format_numbers(sheet: Worksheet, index: int, column: Column) -> None:
    if column.unit in NUMBER_FORMATS:
        for (cell,) in sheet.iter_rows(min_row=2, min_col=index, max_col=index):
            cell.number_format = NUMBER_FORMATS[column.unit]
