"""Header of a table of text, and what cuts its cells."""

from __future__ import annotations

import csv
from pathlib import Path

from critmin.core.errors import DataError

DELIMITERS = (",", ";", "\t", "|")
START = 1 << 16  # bytes, of which the first line is read


def first_line(path: Path, name: str) -> str:
    """First line of a table.

    Raises
    ------
    DataError
        If the file is empty or no text.
    """
    with path.open("rb") as stream:
        start = stream.read(START)
    line = start.partition(b"\n")[0].removeprefix(b"\xef\xbb\xbf").rstrip(b"\r")
    if not line.strip():
        raise DataError("is empty: write a header and rows", file=name, code="empty")
    if b"\0" in line:
        raise DataError("is not a table of text", file=name)
    return line.decode("utf-8", "replace")


def delimiter_of(line: str) -> str:
    """What cuts the cells of a header."""
    return max(DELIMITERS, key=line.count)


def header_of(path: Path, name: str, delimiter: str = "") -> list[str]:
    """Names of the columns of a table.

    Raises
    ------
    DataError
        If the file is empty or no text, or a name is there twice.
    """
    line = first_line(path, name)
    read = next(csv.reader([line], delimiter=delimiter or delimiter_of(line)))
    cells = [cell.strip() for cell in read]
    twice = next((cell for cell in cells if cells.count(cell) > 1), None)
    if twice is not None:
        raise DataError(f"has the column {twice!r} twice", file=name, line=1)
    return cells
