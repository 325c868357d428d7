"""Workbooks as lists of rows, and numbers as they were typed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

Grid = list[list[Any]]


def figure(value: float) -> Decimal:
    """A stored float without its binary noise.

    Six decimals, or six significant digits where six decimals would keep fewer.
    """
    number = Decimal(repr(float(value)))
    return round(number, max(6, 5 - number.adjusted()))


def open_workbook(path: Path) -> dict[str, Grid]:
    """All sheets of an ``.xlsx`` by name: rows of stored values, None for an empty cell."""
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    grids = {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book
    }
    book.close()
    return grids


def xls_columns(path: Path) -> Grid:
    """Columns of the first sheet of an ``.xls``; None for an empty cell."""
    import xlrd

    sheet = xlrd.open_workbook(path).sheet_by_index(0)
    blank = {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}
    return [
        [None if cell.ctype in blank else cell.value for cell in sheet.col(at)]
        for at in range(sheet.ncols)
    ]
