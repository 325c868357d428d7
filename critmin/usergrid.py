"""A user's file as a grid of texts: CSV, TSV, XLSX, Parquet or standard input."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from critmin.errors import DataError, MissingExtra

MOST_COLUMNS = 200
CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(128, 160)), "\ufffd")
HEADER_WITHIN = 40  # non-blank rows in which a form's header is looked for
IsHeader = Callable[[list[str]], bool]
Lines = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Grid:
    """Header and rows, every cell text, each row with its line in the file.

    ``above`` counts the rows over the header, which belong to a form and not to the table.
    """

    file: str
    header: list[str]
    rows: Lines
    above: int = 0


def read_grid(file: str, is_header: IsHeader | None = None) -> Grid:
    """Read a file, ``-`` being standard input, by its suffix.

    Parameters
    ----------
    file : str
        Its name.
    is_header : callable, optional
        Tells a header from other rows, for forms that print a title over the table or
        keep it on a later sheet. Without it, or when no row passes, the first row is the
        header.

    Raises
    ------
    DataError
        If it is missing, unreadable, empty, of another encoding, cut short, or
        separated by something else.
    MissingExtra
        If its format needs a package that is not installed.
    """
    suffix = Path(file).suffix.casefold()
    if suffix == ".xlsx":
        return _finished(file, _xlsx(file, is_header), is_header)
    if suffix in {".parquet", ".pq"}:
        _bytes_of(file)
        from critmin.frames import parquet_texts

        return _finished(file, parquet_texts(file))
    text = _decoded(file, _bytes_of(file))
    return _finished(file, _separated(file, text, suffix), is_header)


def _bytes_of(file: str) -> bytes:
    if file == "-":
        stream = sys.stdin
        if stream is None or stream.closed:
            raise DataError("standard input is closed: pipe a table into it", file=file)
        try:
            return stream.buffer.read()
        except OSError as error:
            raise DataError(f"cannot be read: {error.strerror}", file=file) from error
    path = Path(file)
    if path.is_dir():
        raise DataError("is a folder: name a CSV, TSV, XLSX or Parquet file", file=file)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DataError("no such file", file=file) from None
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=file) from error


def _decoded(file: str, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DataError("is UTF-16: save it as UTF-8", file=file, code="encoding")
    if content.startswith(b"PK\x03\x04"):
        raise DataError("is a workbook or zip: name it .xlsx", file=file, code="format")
    if b"\x00" in content:
        line = content[: content.index(b"\x00")].count(b"\n") + 1
        raise DataError("holds a NUL byte: is it a text file?", file=file, line=line, code="nul")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DataError(
            "is not UTF-8: save it as UTF-8", file=file, line=line, code="encoding"
        ) from error


def _separated(file: str, text: str, suffix: str) -> Lines:
    first = text.lstrip("\n\r").split("\n", 1)[0]
    tabs = suffix in {".tsv", ".tab"} or (file == "-" and "\t" in first and "," not in first)
    delimiter = "\t" if tabs else ","
    others = [mark for mark in (";", "\t", ",", "|") if mark != delimiter]
    if delimiter not in first and any(mark in first for mark in others):
        found = next(mark for mark in others if mark in first)
        raise DataError(
            f"is separated by {found!r}, expected {delimiter!r}: save it with that separator",
            file=file, line=1, code="delimiter",
        )  # fmt: skip
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    try:
        for cells in reader:
            rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise DataError(
            f"is broken off or misquoted ({error})", file=file, line=reader.line_num,
            code="broken_row",
        ) from error  # fmt: skip
    return rows


def _xlsx(file: str, is_header: IsHeader | None) -> Lines:
    content = _bytes_of(file)
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise MissingExtra("reading .xlsx", "xlsx") from None
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(content), read_only=True)
        wanted = book.worksheets if is_header else book.worksheets[:1]
        sheets = [_sheet(sheet) for sheet in wanted]
    except Exception as error:
        raise DataError("is no readable workbook", file=file, code="format") from error
    found = (i for i, lines in enumerate(sheets) if _header_at(_full(lines), is_header) is not None)
    at = next(found, 0)
    _refuse_unstored(file, book.worksheets[at], formulas.worksheets[at])
    return sheets[at]


def _sheet(sheet: Any) -> Lines:
    return [
        (number, ["" if cell is None else str(cell) for cell in cells])
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
    ]


def _refuse_unstored(file: str, values: Any, formulas: Any) -> None:
    """A formula whose value the workbook does not hold would read as an empty cell.

    An empty text that it does hold (type ``str``), as templates are full of, is a value.
    """
    pairs = zip(values.iter_rows(), formulas.iter_rows(), strict=False)
    for number, (shown, written) in enumerate(pairs, start=1):
        for cell, source in zip(shown, written, strict=False):
            unstored = cell.value is None and cell.data_type != "str"
            if unstored and str(source.value or "").startswith("="):
                raise DataError(
                    f"{source.value} has no stored value: open and save the workbook, or paste "
                    "values",
                    file=file, line=number, code="formula",
                )  # fmt: skip


def _full(lines: Lines) -> Lines:
    return [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]


def _header_at(full: Lines, is_header: IsHeader | None) -> int | None:
    """Position of the first row that passes as a header; None when none does."""
    if is_header is None:
        return None
    passes = (i for i, (_, cells) in enumerate(full[:HEADER_WITHIN]) if is_header(cells))
    return next(passes, None)


def _finished(file: str, lines: Lines, is_header: IsHeader | None = None) -> Grid:
    """Header and rows; blank lines aside, ragged rows refused."""
    full = _full(lines)
    if not full:
        raise DataError("is empty: a header and rows are expected", file=file, code="empty")
    at = _header_at(full, is_header) or 0
    (line, header), rows = full[at], full[at + 1 :]
    if len(header) > MOST_COLUMNS:
        raise DataError(
            f"has {len(header):,} columns, more than {MOST_COLUMNS}: is it turned on its side?",
            file=file, line=line, code="too_many_columns",
        )  # fmt: skip
    for number, cells in rows:
        extra = any(cell.strip() for cell in cells[len(header) :])
        if len(cells) < len(header) or extra:
            raise DataError(
                f"has {len(cells)} cells, the header {len(header)}: broken off, or two tables?",
                file=file, line=number, code="ragged_row",
            )  # fmt: skip
    return Grid(file, header, list(_trimmed(rows, len(header))), at)


def _trimmed(rows: Sequence[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    """Rows as wide as the header, control characters made visible as U+FFFD."""
    for number, cells in rows:
        yield number, [cell.translate(CONTROL) for cell in cells[:width]]
