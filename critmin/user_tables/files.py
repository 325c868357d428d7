"""Reader of a user's table: CSV, TSV, XLSX, Parquet, standard input, a frame or rows."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO, Any

from critmin.core.errors import DataError, QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.user_tables.frames import TypedLines, lines_of, name_of, parquet_lines
from critmin.user_tables.grid import (
    HEADER_WITHIN,
    Broken,
    Grid,
    IsHeader,
    Lines,
    Score,
    finished,
    full,
    header_at,
    held,
    refusal,
)
from critmin.user_tables.limits import USUAL, Limits

SEPARATORS = (";", "\t", ",", "|")
OTHER_SHEETS = {".xls", ".xlsb", ".ods", ".numbers"}
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"  # the first bytes of .xls
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # in the same container
PARQUET = {".parquet", ".pq"}
GZIP = b"\x1f\x8b"
BLOCK = 1 << 20
LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")  # with its end, as csv wants it
AGAIN, LINES = 5, 10_000  # lines read again after misquoted ones: so often all, and so many
MOST_START = 2_000_000  # characters in which the separator is looked for
STATED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # a spreadsheet's own first line


def inner_suffix(file: str) -> str:
    """Suffix of a file, or of the one packed in it, in small letters.

    >>> inner_suffix("own.CSV.gz"), inner_suffix("own.xlsx"), inner_suffix("own.gz")
    ('.csv', '.xlsx', '')
    """
    path = Path(file)
    return Path(path.stem if path.suffix.casefold() == ".gz" else path.name).suffix.casefold()


def read_grid(
    data: Any,
    is_header: IsHeader | None = None,
    *,
    collect: bool = False,
    lenient: bool = False,
    sheet: str | None = None,
    one_sheet: bool = False,
    score: Score | None = None,
    limits: Limits = USUAL,
) -> Grid:
    """Read a file by its suffix, a frame, or rows; ``-`` is standard input.

    Parameters
    ----------
    data : str, path, DataFrame or sequence of dict
        Name of a file, or the table itself.
    is_header : callable, optional
        Whether a row is the header, for files with a title above the table or with the table
        on a later sheet. Without it, or if no row passes, the first row is the header.
    collect : bool
        Put lines that cannot be read in ``broken`` instead of raising an error.
    lenient : bool
        Also read other encodings than UTF-8 where one alone fits, and any separator with which
        the file has a header.
    sheet : str, optional
        Sheet of a workbook.
    one_sheet : bool
        Refuse a workbook with a table on several sheets if no sheet is named.
    score : callable, optional
        Number of needed columns that a row names; where no row is the header, that with most of
        them is taken for it, so that an error can say what it lacks.
    limits : Limits
        What is read at most.

    Raises
    ------
    DataError
        If the file is missing, unreadable, empty, cut off, beyond a limit, or allows two readings.
    QueryError
        If ``sheet`` is named and there is none such, or ``data`` is no table.
    MissingExtra
        If its format needs a package that is not installed.
    """
    if isinstance(data, str) or hasattr(data, "__fspath__"):
        how = _How(is_header, score, lenient, sheet, one_sheet, limits)
        grid = _of_file(name_of(data), how)
    else:
        _refuse_sheet(sheet, f"a {name_of(data)}")
        grid = _of_typed(name_of(data), lines_of(data), limits)
    if grid.broken and not collect:
        raise refusal(grid.file, grid.broken[0])
    if not collect:
        grid.refuse_nested(range(len(grid.header)))
    return grid


def decode_and_split(
    file: str, content: bytes, is_header: IsHeader, score: Score, limits: Limits = USUAL
) -> Grid:
    """Grid of a text file's content, or of the head of it.

    Raises
    ------
    DataError
        As `read_grid`.
    """
    how = _How(is_header, score, lenient=True, sheet=None, one_sheet=False, limits=limits)
    return _of_text(file, inner_suffix(file), *_decoded(file, content, lenient=True), how)


def _refuse_sheet(sheet: str | None, what: str) -> None:
    if sheet is not None:
        raise QueryError(f"--sheet is for workbooks; {what} has no sheets")


class _How(NamedTuple):
    """How a file is to be read: arguments of `read_grid`."""

    is_header: IsHeader | None
    score: Score | None
    lenient: bool
    sheet: str | None
    one_sheet: bool
    limits: Limits


def _of_file(file: str, how: _How) -> Grid:
    suffix = Path(file).suffix.casefold()
    if suffix in PARQUET:
        _refuse_sheet(how.sheet, file)
        return _of_typed(file, parquet_lines(file, how.limits), how.limits)
    content = _bytes_of(file, how.limits)
    if content.startswith(GZIP):
        from critmin.user_tables.text_encoding import unpacked

        content, suffix = unpacked(file, content, how.limits), inner_suffix(file)
    if content.startswith(OLD_WORKBOOK) and ENCRYPTED in content:
        raise DataError(
            "is a workbook with a password: save it without one", file=file, code="format"
        )
    if suffix in OTHER_SHEETS or content.startswith(OLD_WORKBOOK):
        raise DataError("is a workbook of another kind: save it as .xlsx", file=file, code="format")
    if suffix in {".xlsx", ".xlsm"}:
        from critmin.user_tables.workbooks import read_sheet

        page = read_sheet(
            file, content, how.is_header, how.sheet, one=how.one_sheet, limits=how.limits
        )
        grid = finished(
            file,
            page.lines,
            [],
            how.is_header,
            page.merged,
            how.score,
            limits=how.limits,
            padded=True,
        )
        return replace(grid, sheet=page.name, other_sheets=page.others, hidden=page.hidden)
    _refuse_sheet(how.sheet, file)
    text, encoding = _decoded(file, content, lenient=how.lenient)
    del content  # as large as the text, which is needed in its place
    return _of_text(file, suffix, text, encoding, how)


def _of_typed(file: str, found: TypedLines, limits: Limits) -> Grid:
    lines = held(found.lines, file, limits)
    return replace(finished(file, lines, [], limits=limits), nested=found.nested)


def _of_text(file: str, suffix: str, text: str, encoding: str, how: _How) -> Grid:
    stated = STATED.match(text) if how.lenient else None
    if stated:
        mark = stated[1]
        text = "\n" + text[stated.end() :]
    else:
        mark = _separator(file, text, suffix, how)
    broken: list[Broken] = []
    lines = held(_separated(file, text, mark, broken, how.limits), file, how.limits)
    grid = finished(file, lines, broken, how.is_header, score=how.score, limits=how.limits)
    usual = "\t" if suffix in {".tsv", ".tab"} else ","
    return replace(grid, separator=mark, separator_found=mark != usual, encoding=encoding)


def _bytes_of(file: str, limits: Limits) -> bytes:
    """Bytes of a file; one that never ends is read up to the limit."""
    if file == "-":
        stream = sys.stdin
        if stream is None or stream.closed:
            raise DataError("standard input is closed: pipe a table into it", file=file)
        return _within(stream.buffer, file, limits)
    path = Path(file)
    try:
        if path.is_dir():
            raise DataError("is a folder: name a CSV, TSV, XLSX or Parquet file", file=file)
        stream = path.open("rb")
    except FileNotFoundError:
        raise DataError("no such file", file=file) from None
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=file) from error
    with stream:
        return _within(stream, file, limits)


def _within(stream: IO[bytes], file: str, limits: Limits) -> bytes:
    blocks: list[bytes] = []
    met = 0
    try:
        while block := stream.read(BLOCK):
            blocks.append(block)
            met += len(block)
            limits.hold("bytes", met, file)
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=file) from error
    return b"".join(blocks)


def _decoded(file: str, content: bytes, *, lenient: bool) -> tuple[str, str]:
    """Text of a file and its encoding, empty for UTF-8."""
    if b"\x00" not in content and not content.startswith(b"PK\x03\x04"):
        try:
            return content.decode("utf-8-sig"), ""
        except UnicodeDecodeError:
            pass
    from critmin.user_tables.text_encoding import decoded

    return decoded(file, content, lenient=lenient)


def _separator(file: str, text: str, suffix: str, how: _How) -> str:
    """Separator of the cells: the one with which the file has a header, or most of one.

    Without a header that is known: tab or comma by the suffix, else the commonest of the first
    line; if not lenient, only that of the suffix.
    """
    first = text.lstrip("\n\r").split("\n", 1)[0]
    tabs = suffix in {".tsv", ".tab"} or (file == "-" and "\t" in first and "," not in first)
    delimiter = "\t" if tabs else ","
    marks = [mark for mark in SEPARATORS if mark in first]
    if not how.lenient:
        if marks and delimiter not in marks:
            raise DataError(
                f"has {marks[0]!r} between its cells: save it with {delimiter!r}",
                file=file,
                line=1,
                code="delimiter",
            )
        return delimiter
    start = "".join(found[0] for found in islice(LINE.finditer(text), 3 * HEADER_WITHIN))
    start = start[: max(MOST_START, start.find("\n") + 1)]
    heads = {
        mark: full(list(_separated(file, start, mark, [], how.limits)))
        for mark in dict.fromkeys((delimiter, *SEPARATORS))
        if mark in start
    }
    columns = how.limits.columns
    found = next(
        (m for m, head in heads.items() if header_at(head, how.is_header, columns) is not None), ""
    )
    return found or _likeliest(heads, how.score) or max([delimiter, *marks], key=first.count)


def _likeliest(heads: dict[str, Lines], score: Score | None) -> str:
    """Separator with which a row names most of the columns needed; empty if none names two."""
    if score is None:
        return ""
    best = {
        mark: max((score(cells) for _, cells in head[:HEADER_WITHIN]), default=0)
        for mark, head in heads.items()
    }
    found = max(best, key=lambda mark: best[mark], default="")
    return found if found and best[found] > 1 else ""


def _separated(
    file: str, text: str, delimiter: str, broken: list[Broken], limits: Limits
) -> Iterator[tuple[int, list[str]]]:
    """Rows with their line numbers; after a misquoted line, reading continues with the next one."""
    lines = LINE.findall(text)  # a StringIO would take four bytes for each letter
    longest = max(range(len(lines)), key=lambda at: len(lines[at]), default=0)
    if lines:
        limits.hold("line", len(lines[longest].rstrip("\r\n")), file, line=longest + 1)
    usual = csv.field_size_limit(limits.cell)
    try:
        yield from _rows(file, lines, delimiter, broken, limits)
    finally:
        csv.field_size_limit(usual)


def _rows(
    file: str, lines: list[str], delimiter: str, broken: list[Broken], limits: Limits
) -> Iterator[tuple[int, list[str]]]:
    done = again = 0
    while done < len(lines):
        first = done
        rest = (lines[at] for at in range(first, len(lines)))
        reader = csv.reader(rest, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                done = first + reader.line_num
                yield done, cells
        except csv.Error as error:
            # More than a line in one cell is a quotation mark without its partner.
            if "field limit" in str(error) and first + reader.line_num == done + 1:
                met = f"over {limits.cell:,}"
                raise limits.beyond("cell", met, file, line=done + 1) from error
            again += first + reader.line_num - done
            done += 1
            message = f"is cut off or has a misplaced quotation mark ({error})"
            broken.append(Broken(done, "broken_row", message))
            if again > AGAIN * len(lines) + LINES:
                raise DataError(
                    "has quotation marks that are not closed in many lines: save it again as CSV",
                    file=file,
                    line=broken[0].line,
                    code="broken_row",
                ) from error
