"""Every column of the answers (columns.csv), with one type, unit and meaning each.

On a narrow terminal the columns with the lowest ``weight`` are left out first; 9 is never left
out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from critmin.answers.table import Column
from critmin.core.files import read_table


@cache
def vocabulary() -> dict[str, Column]:
    """All columns by name."""
    return {
        name: Column(name, type_, unit, description, int(weight))
        for name, type_, unit, weight, description in read_table("columns.csv")[1]
    }


def columns(names: str) -> tuple[Column, ...]:
    """Columns of space-separated names, in order."""
    return tuple(vocabulary()[name] for name in names.split())


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
    chosen = tuple(vocabulary()[name.removesuffix("_")] for name in fields)
    return weighing(chosen, **weights)


def weighing(chosen: tuple[Column, ...], **weights: int) -> tuple[Column, ...]:
    """Columns with other weights, to keep other columns on a narrow terminal."""
    return tuple(c._replace(weight=weights.get(c.name, c.weight)) for c in chosen)


def meaning(chosen: tuple[Column, ...], **descriptions: str) -> tuple[Column, ...]:
    """Columns with other descriptions, for an answer in which they mean something else."""
    return tuple(c._replace(description=descriptions.get(c.name, c.description)) for c in chosen)
