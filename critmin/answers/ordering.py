"""Order of rows by one or several columns; what has no figure comes last."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.table import Cell, Table
from critmin.core.errors import QueryError

Key = tuple[tuple[bool, float, tuple[int, ...]], ...]


def order_of(text: str) -> tuple[str, ...]:
    """Columns of a text, a minus sign before those from the largest down.

    >>> order_of("-share, country"), order_of("share:desc,year:asc")
    (('-share', 'country'), ('-share', 'year'))

    Raises
    ------
    QueryError
        If it names no column, or a direction other than ``asc`` and ``desc``.
    """
    found = []
    for word in filter(None, (part.strip() for part in text.split(","))):
        name, colon, way = word.partition(":")
        if colon and way.casefold() not in {"asc", "desc"}:
            raise QueryError(f"{word!r} is no order: write {name}:desc, {name}:asc or -{name}")
        down = name.startswith("-") != (way.casefold() == "desc")
        found.append(("-" if down else "") + name.lstrip("-"))
    if not found:
        raise QueryError("no column to sort by: write a column, or -column for the largest first")
    return tuple(found)


def sort(table: Table, order: Sequence[str]) -> Table:
    """Rows in an order; rows that are equal in it stay as they are.

    Raises
    ------
    UnknownName
        For an unknown column, with the known ones.
    """
    keys = keys_of(table, order)
    sequence = sorted(range(len(table)), key=lambda at: keys[at])
    return table.in_order(sequence)


def keys_of(table: Table, order: Sequence[str]) -> list[Key]:
    """Sort key of each row."""
    columns = [
        [_key(cell, down=name.startswith("-")) for cell in table.column(name.lstrip("-"))]
        for name in order
    ]
    return [*zip(*columns, strict=True)]


def _key(cell: Cell, *, down: bool) -> tuple[bool, float, tuple[int, ...]]:
    """Key of a cell: empty ones last in both directions; text by letters, without case."""
    if cell is None or cell in ((), ""):
        return True, 0.0, ()
    sign = -1 if down else 1
    if isinstance(cell, int | float):
        return False, sign * float(cell), ()
    text = ";".join(cell) if isinstance(cell, tuple) else cell
    letters = tuple(sign * ord(letter) for letter in text.casefold())
    return False, 0.0, (*letters, sign * -1)
