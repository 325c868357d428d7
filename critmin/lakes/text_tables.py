"""Tables of text: their header and what cuts their cells, or cells of fixed width."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from critmin.core.errors import DataError
from critmin.lakes.reading import file_of

DELIMITERS = (",", ";", "\t", "|")
Span = tuple[int, int]  # first and last character of a cell, counted from 1
START = 1 << 16  # bytes, of which the first line is read


def first_line(path: Path, name: str) -> str:
    """First line of a table.

    Raises
    ------
    DataError
        If the file is empty or no text, or its first line is longer than any header.
    """
    with path.open("rb") as stream:
        start = stream.read(START)
    line, end, _ = start.partition(b"\n")
    if not end and len(start) == START:  # the columns beyond would be missing unsaid
        raise DataError(f"has a first line of over {START:,} bytes", file=name, line=1)
    line = line.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r")
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
        If the file is empty or no text, its first line has a carriage return in it, or a name is
        there twice.
    """
    line = first_line(path, name)
    try:
        read = next(csv.reader([line], delimiter=delimiter or delimiter_of(line)))
    except csv.Error as error:
        said = "has a carriage return in its first line: save it with line ends of Windows or Unix"
        raise DataError(said, file=name, line=1) from error  # the only fault of so short a line
    cells = [cell.strip() for cell in read]
    counts = Counter(cell.casefold() for cell in cells)
    twice = next((cell for cell in cells if counts[cell.casefold()] > 1), None)
    if twice is not None:
        raise DataError(f"has the column {twice!r} twice", file=name, line=1)
    return cells


def lines_of(path: Path) -> str:
    """SQL of the lines of a file, each in the column ``line``."""
    return (
        f"read_csv({file_of(path)}, columns={{'line': 'VARCHAR'}}, header=false, delim='\\x01', "
        "quote='', escape='', auto_detect=false, encoding='latin-1')"
    )


def cells_of(path: Path, layout: Mapping[str, Span]) -> str:
    """SQL of the cells of each line, whether it is ``short``, and the ``line`` itself."""
    cells = ", ".join(f"trim({cut(span)}) AS {what}" for what, span in layout.items())
    width = max(end for _start, end in layout.values())
    return (
        f"(SELECT {cells}, length(rtrim(line, chr(13))) < {width} AS short, line "
        f"FROM {lines_of(path)} WHERE trim(line) <> '')"
    )


def cut(span: Span) -> str:
    """SQL of a part of a line."""
    start, end = span
    return f"substr(line, {start}, {end - start + 1})"


def columns_of(
    header: list[str],
    names: Mapping[str, tuple[str, ...]],
    optional: set[str],
    name: str,
    publisher: str,
) -> dict[str, str]:
    """Column of the table for each thing, whatever its capitals.

    Raises
    ------
    DataError
        If one that is needed is not there.
    """
    known = {column.casefold(): column for column in header}
    at = {}
    for what, spellings in names.items():
        found = [known[one.casefold()] for one in spellings if one.casefold() in known]
        if found:
            at[what] = found[0]
        elif what not in optional:
            raise DataError(
                f"has no column {spellings[0]}, which {publisher} has; it has {', '.join(header)}",
                file=name,
                line=1,
            )
    return at
