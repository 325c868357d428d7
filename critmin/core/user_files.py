"""A user's file as a grid of texts: CSV, TSV, XLSX, Parquet or standard input."""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from critmin.core.errors import DataError, MissingExtra

MOST_COLUMNS = 200
CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(128, 160)), "\ufffd")
HEADER_WITHIN = 40  # non-blank rows that are searched for the header
IsHeader = Callable[[list[str]], bool]
Lines = list[tuple[int, list[str]]]
Merged = dict[tuple[int, int], str]


class Broken(NamedTuple):
    """Line that cannot be read as a row of the table, and the reason."""

    line: int
    code: str
    message: str


@dataclass(frozen=True)
class Grid:
    """Table of a file: header and rows as text, each row with its line number.

    ``above`` is the number of rows above the header, as a title; ``broken`` are lines that cannot
    be read as rows; ``merged`` has the text of a workbook's merged cells for each further
    (line, column) that they cover.
    """

    file: str
    header: list[str]
    rows: Lines
    above: int = 0
    broken: tuple[Broken, ...] = ()
    merged: Merged = field(default_factory=dict)
    separator: str = ","


def read_grid(
    file: str, is_header: IsHeader | None = None, *, collect: bool = False, lenient: bool = False
) -> Grid:
    """Read a file by its suffix; ``-`` is standard input.

    Parameters
    ----------
    file : str
        Its name.
    is_header : callable, optional
        Whether a row is the header, for files with a title above the table or with the table
        on a later sheet. Without it, or if no row passes, the first row is the header.
    collect : bool
        Put lines that cannot be read in ``broken`` instead of raising an error.
    lenient : bool
        Also read UTF-16 with a byte-order mark, and any separator that the first line shows.

    Raises
    ------
    DataError
        If the file is missing, unreadable, empty, cut off, in another encoding, or with
        another separator.
    MissingExtra
        If its format needs a package that is not installed.
    """
    grid = _read(file, is_header, lenient=lenient)
    if grid.broken and not collect:
        raise _refusal(file, grid.broken[0])
    return grid


def _read(file: str, is_header: IsHeader | None, *, lenient: bool) -> Grid:
    suffix = Path(file).suffix.casefold()
    if suffix == ".xlsx":
        lines, merged = _xlsx(file, is_header)
        return _finished(file, lines, [], is_header, merged)
    if suffix in {".parquet", ".pq"}:
        _bytes_of(file)

        return _finished(file, parquet_texts(file), [])
    text = _decoded(file, _bytes_of(file), lenient=lenient)
    mark = _separator(file, text, suffix, lenient=lenient)
    broken: list[Broken] = []
    grid = _finished(file, list(_separated(text, mark, broken)), broken, is_header)
    return replace(grid, separator=mark)


def _refusal(file: str, broken: Broken) -> DataError:
    return DataError(broken.message, file=file, line=broken.line, code=broken.code)


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


def _decoded(file: str, content: bytes, *, lenient: bool) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        if not lenient:
            raise DataError("is UTF-16: save it as UTF-8", file=file, code="encoding")
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise DataError(
                "is UTF-16 and ends too early: save it again as UTF-8", file=file, code="encoding"
            ) from error
    if content.startswith(b"PK\x03\x04"):
        raise DataError("is a workbook or zip: name it .xlsx", file=file, code="format")
    if b"\x00" in content:
        line = content[: content.index(b"\x00")].count(b"\n") + 1
        raise DataError(
            "has a NUL byte, so it is not a text file: save it as CSV in UTF-8",
            file=file,
            line=line,
            code="nul",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DataError(
            "is not UTF-8: save it as UTF-8", file=file, line=line, code="encoding"
        ) from error


def _separator(file: str, text: str, suffix: str, *, lenient: bool) -> str:
    """Separator of the cells: tab or comma by the suffix, else by the first line."""
    first = text.lstrip("\n\r").split("\n", 1)[0]
    tabs = suffix in {".tsv", ".tab"} or (file == "-" and "\t" in first and "," not in first)
    delimiter = "\t" if tabs else ","
    marks = [mark for mark in (";", "\t", ",", "|") if mark in first]
    if lenient and marks:
        return max([delimiter, *marks], key=first.count)
    if marks and delimiter not in marks:
        raise DataError(
            f"has {marks[0]!r} between its cells: save it with {delimiter!r}",
            file=file,
            line=1,
            code="delimiter",
        )
    return delimiter


def _separated(text: str, delimiter: str, broken: list[Broken]) -> Iterator[tuple[int, list[str]]]:
    """Rows with their line numbers; after a misquoted line, reading continues with the next one."""
    lines = list(io.StringIO(text, newline=""))
    done = 0
    while done < len(lines):
        first = done
        rest = (lines[at] for at in range(first, len(lines)))
        reader = csv.reader(rest, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                done = first + reader.line_num
                yield done, cells
        except csv.Error as error:
            done += 1
            message = f"is cut off or has a misplaced quotation mark ({error})"
            broken.append(Broken(done, "broken_row", message))


def _xlsx(file: str, is_header: IsHeader | None) -> tuple[Lines, Merged]:
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
        raise DataError(
            "cannot be read as a workbook: save it again as .xlsx", file=file, code="format"
        ) from error
    found = (i for i, lines in enumerate(sheets) if _header_at(_full(lines), is_header) is not None)
    at = next(found, 0)
    _refuse_unstored(file, book.worksheets[at], formulas.worksheets[at])
    return sheets[at], _merged(content, at)


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


def _sheet(sheet: Any) -> Lines:
    return [
        (number, ["" if cell is None else str(cell) for cell in cells])
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
    ]


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


def _full(lines: Lines) -> Lines:
    return [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]


def _header_at(full: Lines, is_header: IsHeader | None) -> int | None:
    """Position of the first row that is a header; None if there is none."""
    if is_header is None:
        return None
    head = full[:HEADER_WITHIN]
    passes = (i for i, (_, cells) in enumerate(head) if is_header(cells))
    found = next(passes, None)
    while found is not None and found + 1 < len(head) and is_header(head[found + 1][1]):
        found += 1  # a header of two rows: the lower one names the columns
    return found


def _with_merged_header(full: Lines, merged: Merged) -> Lines:
    """First rows with merged cells filled in, for a header that spans rows or columns."""
    return [
        (line, [cell or merged.get((line, at), "") for at, cell in enumerate(cells)])
        if at_row < HEADER_WITHIN
        else (line, cells)
        for at_row, (line, cells) in enumerate(full)
    ]


def _finished(
    file: str,
    lines: Lines,
    broken: list[Broken],
    is_header: IsHeader | None = None,
    merged: Merged | None = None,
) -> Grid:
    """Header and rows without blank lines; rows of another length are among the broken ones."""
    full = _full(lines)
    if not full:
        if broken:
            raise _refusal(file, broken[0])
        raise DataError(
            "is empty: a header and at least one row are needed", file=file, code="empty"
        )
    heads = _with_merged_header(full, merged) if merged else full
    at = _header_at(heads, is_header) or 0
    full[at] = heads[at]
    (line, header), rows = full[at], full[at + 1 :]
    if len(header) > MOST_COLUMNS:
        raise DataError(
            f"has {len(header):,} columns, more than {MOST_COLUMNS}: swap rows and columns",
            file=file,
            line=line,
            code="too_many_columns",
        )
    good = []
    for number, cells in rows:
        extra = any(cell.strip() for cell in cells[len(header) :])
        if len(cells) < len(header) or extra:
            message = f"has {len(cells)} cells, the header {len(header)}: one whole table is needed"
            broken.append(Broken(number, "ragged_row", message))
        else:
            good.append((number, cells))
    kept = list(_trimmed(good, len(header)))
    return Grid(file, header, kept, at, tuple(sorted(broken)), merged or {})


def _trimmed(rows: Sequence[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    """Rows as wide as the header, control characters made visible as U+FFFD."""
    for number, cells in rows:
        yield number, [cell.translate(CONTROL) for cell in cells[:width]]


def parquet_texts(file: str) -> list[tuple[int, list[str]]]:
    """A Parquet file as lines of texts, the header first.

    Raises
    ------
    MissingExtra
        If pyarrow is not installed.
    DataError
        If the file is not Parquet.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise MissingExtra("reading .parquet", "parquet") from None
    import pandas as pd

    try:
        frame = pd.read_parquet(file)
    except Exception as error:
        raise DataError("cannot be read as a Parquet file", file=file, code="format") from error
    header = [str(name) for name in frame.columns]
    lines = [(1, header)]
    for number, cells in enumerate(frame.itertuples(index=False), start=2):
        lines.append((number, ["" if pd.isna(cell) else str(cell) for cell in cells]))
    return lines
