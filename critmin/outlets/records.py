"""Rows of the tables of an export, one after the other: cells with their types, nothing for empty.

No table is held in memory whole; large ones are read as they are written.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from itertools import chain

from critmin.core.sources import Edition
from critmin.outlets.catalogue import INTEGER, REAL, Content, File, opened

Value = str | int | float | None
Record = tuple[Value, ...]


def _integer(text: str) -> int | None:
    return int(text) if text else None


def _real(text: str) -> float | None:
    return float(text) if text else None


def _text(text: str) -> str | None:
    return text or None


READ: dict[str, Callable[[str], Value]] = {INTEGER: _integer, REAL: _real}


def lines(file: File) -> Iterator[list[str]]:
    """Lines of a bundled file without its header, each cell text."""
    with opened(file.path) as handle:
        reader = csv.reader(handle)
        next(reader)
        yield from reader


def _front(file: File) -> list[str]:
    """Cells that the rows of a file get in front."""
    if file.front == ("source",):
        return [file.source]
    return [file.path.rpartition("_")[2][:4]] if file.front else []


def _of_file(content: Content, file: File) -> Iterator[Record]:
    """Rows of one file, in the columns of its table."""
    names = (*file.front, *file.header)
    places = [names.index(name) if name in names else -1 for name in content.names]
    read = [READ.get(field.type, _text) for field in content.fields]
    plan = list(zip(places, read, strict=True))
    front = _front(file)
    at = content.names.index("source") if "source" in content.names else -1
    origin = Edition.of(file.source).origin
    for line in lines(file):
        cells = [*front, *line]
        row = [None if place < 0 else as_type(cells[place]) for place, as_type in plan]
        if at >= 0 and row[at] == origin:  # a file names its own source without the edition
            row[at] = file.source
        yield tuple(row)


def records(content: Content) -> Iterator[Record]:
    """All rows of a table made of bundled files.

    Those of packed files are merged in the order of the key, so that they are written in one go.
    """
    each = [_of_file(content, file) for file in content.files]
    if len(each) > 1 and content.key and all(f.path.endswith(".gz") for f in content.files):
        first = content.names.index(content.key[0])
        return merge(*each, key=lambda row: row[first])  # type: ignore[arg-type, return-value]
    return chain.from_iterable(each)


def checked(content: Content, rows: Sequence[Record]) -> Sequence[Record]:
    """Rows of a computed table, refused if they do not fit its columns.

    Raises
    ------
    ValueError
        If a row has another number of cells.
    """
    if any(len(row) != len(content.fields) for row in rows):
        raise ValueError(f"{content.name}: a row does not fit the columns")
    return rows
