"""Sheets of a user's workbook as texts; a cell stored as a number keeps its value."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from critmin.core.errors import DataError, MissingExtra, QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.user_tables.decimal_notation import Exact
from critmin.user_tables.grid import IsHeader, Lines, Merged, full, header_at


class Sheet(NamedTuple):
    """Sheet that is read, and the other sheets with anything on them.

    ``name`` is empty where the workbook has no other sheet with anything on it.
    """

    lines: Lines
    merged: Merged
    name: str
    others: tuple[str, ...]


def read_sheet(
    file: str, content: bytes, is_header: IsHeader | None, sheet: str | None, *, one: bool
) -> Sheet:
    """Read the sheet named, else the first with a header.

    Parameters
    ----------
    file : str
        Name of the workbook, for errors.
    content : bytes
        Its bytes.
    is_header : callable or None
        Whether a row is the header; without it the first sheet is read.
    sheet : str or None
        Name of a sheet.
    one : bool
        Refuse a workbook in which several sheets have a header, if none is named.

    Raises
    ------
    DataError
        If the workbook cannot be read, several sheets fit, or a formula has no stored value.
    QueryError
        If there is no sheet of that name.
    MissingExtra
        If openpyxl is not installed.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise MissingExtra("reading .xlsx", "xlsx") from None
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(content), read_only=True)
        sheets = [list(_lines(page)) for page in book.worksheets]
    except Exception as error:
        raise DataError(
            "cannot be read as a workbook: save it again as .xlsx", file=file, code="format"
        ) from error
    names = [page.title for page in book.worksheets]
    at = _chosen(file, names, sheets, is_header, sheet, one=one)
    _refuse_unstored(file, book.worksheets[at], formulas.worksheets[at])
    others = tuple(name for i, name in enumerate(names) if i != at and any(full(sheets[i])))
    return Sheet(sheets[at], _merged(content, at), names[at] if others else "", others)


def _chosen(
    file: str,
    names: list[str],
    sheets: list[Lines],
    is_header: IsHeader | None,
    wanted: str | None,
    *,
    one: bool,
) -> int:
    if wanted is not None:
        folded = [name.strip().casefold() for name in names]
        if wanted.strip().casefold() not in folded:
            raise QueryError(f"--sheet is {wanted!r}; {file} has {', '.join(names)}")
        return folded.index(wanted.strip().casefold())
    if is_header is None:
        return 0
    found = [i for i, lines in enumerate(sheets) if header_at(full(lines), is_header) is not None]
    if one and len(found) > 1:
        shown = " and ".join(repr(names[i]) for i in found)
        raise DataError(
            f"has a table on sheets {shown}: name one with --sheet",
            file=file,
            code="several_sheets",
        )
    return found[0] if found else 0


def _lines(page: Any) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(page.iter_rows(), start=1):
        yield number, [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    """Text of a cell; a number shown as percent is written as percent."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if "%" in str(cell.number_format):
        return Exact(f"{(Decimal(str(value)) * 100).normalize():f}%")
    return Exact(value)


def _merged(content: bytes, sheet: int) -> Merged:
    """Texts of merged cells by the further places that they cover."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        if not any(b"mergeCell " in parts.read(name) for name in sheets):
            return {}
    from openpyxl import load_workbook

    page = load_workbook(io.BytesIO(content), data_only=True).worksheets[sheet]
    found: Merged = {}
    for span in page.merged_cells.ranges:
        text = page.cell(span.min_row, span.min_col).value
        for row, column in span.cells:
            found[row, column - 1] = "" if text is None else str(text)
    return found


def _refuse_unstored(file: str, values: Any, formulas: Any) -> None:
    """Refuse a formula without a stored value, which would read as an empty cell.

    A stored empty text (type ``str``), common in templates, is a value.
    """
    pairs = zip(values.iter_rows(), formulas.iter_rows(), strict=False)
    for number, (shown, written) in enumerate(pairs, start=1):
        for cell, source in zip(shown, written, strict=False):
            unstored = cell.value is None and cell.data_type != "str"
            if unstored and str(source.value or "").startswith("="):
                raise DataError(
                    f"{source.value} has no stored value: open and save the workbook, or paste "
                    "values",
                    file=file,
                    line=number,
                    code="formula",
                )
