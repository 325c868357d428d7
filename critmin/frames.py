"""The only importer of pandas: answers as DataFrames, Parquet and Excel workbooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from critmin.errors import DataError, MissingExtra
from critmin.formats import file_cell
from critmin.table import Table

if TYPE_CHECKING:
    import pandas as pd

DTYPES = {"integer": "Int64", "number": "float64", "boolean": "boolean", "string": "object"}


def to_pandas(table: Table) -> pd.DataFrame:
    """A DataFrame of an answer; ``attrs`` has query, units, sources and warnings."""
    import pandas as pd

    frame = pd.DataFrame(
        {
            column.name: pd.Series(
                [row[i] for row in table.rows], dtype=DTYPES[column.type]
            )
            for i, column in enumerate(table.columns)
        }
    )
    frame.attrs = {
        "query": dict(table.query),
        "units": {column.name: column.unit for column in table.columns if column.unit},
        "sources": [source._asdict() for source in table.sources],
        "warnings": [caution._asdict() for caution in table.warnings],
    }
    return frame


def write_parquet(table: Table, path: Path) -> None:
    """Write Parquet.

    Raises
    ------
    MissingExtra
        If pyarrow is not installed.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise MissingExtra("writing .parquet", "parquet") from None
    to_pandas(table).to_parquet(path, index=False)


def parquet_texts(file: str) -> list[tuple[int, list[str]]]:
    """A Parquet file as lines of texts, the header first.

    Raises
    ------
    MissingExtra
        If pyarrow is not installed.
    DataError
        If the file is no Parquet.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise MissingExtra("reading .parquet", "parquet") from None
    import pandas as pd

    try:
        frame = pd.read_parquet(file)
    except Exception as error:
        raise DataError("is no readable Parquet file", file=file, code="format") from error
    header = [str(name) for name in frame.columns]
    lines = [(1, header)]
    for number, cells in enumerate(frame.itertuples(index=False), start=2):
        lines.append((number, ["" if pd.isna(cell) else str(cell) for cell in cells]))
    return lines


def write_xlsx(table: Table, path: Path) -> None:
    """Write a workbook: numbers as numbers, the header frozen, a second sheet of sources.

    Raises
    ------
    MissingExtra
        If openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter
    except ImportError:
        raise MissingExtra("writing .xlsx", "xlsx") from None
    book = Workbook()
    sheet = book.active
    sheet.title = "data"
    sheet.append(table.names)
    for row in table.rows:
        sheet.append([_workbook_cell(value, table.from_user) for value in row])
    for index, column in enumerate(table.columns, start=1):
        cells = [str(row[index - 1]) for row in table.rows if row[index - 1] is not None]
        width = max(len(text) for text in [column.name, *cells])
        sheet.column_dimensions[get_column_letter(index)].width = min(60, width + 2)
        if column.unit == "fraction":
            for (cell,) in sheet.iter_rows(min_row=2, min_col=index, max_col=index):
                cell.number_format = "0.0%"
    sheet.freeze_panes = "A2"
    about = book.create_sheet("sources")
    about.append(["kind", "id", "text", "licence", "url"])
    for source in table.sources:
        about.append(["source", source.id, source.citation, source.licence, source.url])
    for caution in table.warnings:
        about.append(["warning", caution.code, _workbook_cell(caution.message, table.from_user)])
    for letter, width in zip("ABCDE", (10, 24, 80, 16, 40), strict=True):
        about.column_dimensions[letter].width = width
    for page in (sheet, about):
        for cell in page[1]:
            cell.font = Font(bold=True)
    book.save(path)


def _workbook_cell(value: object, from_user: bool) -> object:
    return file_cell(value, from_user=from_user) if isinstance(value, str) else value
