"""Every column of the answers (columns.csv), with one type, unit and meaning each.

On a narrow terminal the columns with the lowest ``weight`` are left out first; 9 is never left
out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from critmin.answers.table import Column
from critmin.core.files import read_table, rows_of


def _column(name: str, type_: str, unit: str, weight: str, description: str) -> Column:
    return Column(name, type_, unit, description, int(weight))


def vocabulary() -> dict[str, Column]:
    """All columns by name."""
    return {cells[0]: _column(*cells) for cells in read_table("columns.csv")[1]}


@cache
def column(name: str) -> Column:
    """A column by its name; no other line of columns.csv is parsed.

    Raises
    ------
    KeyError
        If there is none.
    """
    for cells in rows_of("columns.csv", name):
        return _column(*cells)
    raise KeyError(name)


def columns(names: str) -> tuple[Column, ...]:
    """Columns of space-separated names, in order."""
    return tuple(column(name) for name in names.split())


def columns_of(row: type[tuple[Any, ...]], /, **weights: int) -> tuple[Column, ...]:
    """Columns of a class of rows: its fields, with the types, units and meanings of columns.csv.

    Parameters
    ----------
    row : type
        A ``NamedTuple`` whose fields are names of columns; a Python keyword has an underscore
        (``class_``).
    **weights
        Weights for this answer, to keep other columns on a narrow terminal.

    Raises
    ------
    KeyError
        For a field that is not a known column.
    """
    fields: Sequence[str] = row._fields  # type: ignore[attr-defined]
    chosen = tuple(column(name.removesuffix("_")) for name in fields)
    return weighing(chosen, **weights)


def weighing(chosen: tuple[Column, ...], **weights: int) -> tuple[Column, ...]:
    """Columns with other weights, to keep other columns on a narrow terminal."""
    return tuple(c._replace(weight=weights.get(c.name, c.weight)) for c in chosen)


def meaning(chosen: tuple[Column, ...], **descriptions: str) -> tuple[Column, ...]:
    """Columns with other descriptions, for an answer in which they mean something else."""
    return tuple(c._replace(description=descriptions.get(c.name, c.description)) for c in chosen)
