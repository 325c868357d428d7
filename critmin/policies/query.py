"""Shared by the views of government action: their columns, and the builder of their answers."""

from __future__ import annotations

from typing import Any

from critmin.answers.columns import columns_of
from critmin.answers.records import UNSURE_FLAGS, answer, as_given
from critmin.answers.table import Column

__all__ = ["UNSURE_FLAGS", "answer", "as_given", "record_columns"]


def record_columns(row: type[tuple[Any, ...]], /, **weights: int) -> tuple[Column, ...]:
    """Columns of acts or awards; ``minerals`` are those that the record names."""
    named = "Minerals named, by slug, separated by ;"
    return tuple(
        column._replace(description=named) if column.name == "minerals" else column
        for column in columns_of(row, **{"minerals": 8, **weights})
    )
