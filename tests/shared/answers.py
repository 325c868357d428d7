"""Rows, flags and warnings of an answer, as the tests of all questions look at them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from critmin.answers.table import Table, several


def rows(table: Table, **wanted: Any) -> list[dict[str, Any]]:
    """The rows that have what is wanted in the columns named."""
    return [row for row in table if all(row[name] == value for name, value in wanted.items())]


def one(table: Table, **wanted: Any) -> dict[str, Any]:
    (row,) = rows(table, **wanted)
    return row


def flags(row: Mapping[str, Any]) -> set[str]:
    return set(several(row["flag"])) - {""}


def said(table: Table, code: str) -> str:
    """What the warnings of a code say."""
    return " ".join(c.message for c in table.warnings if c.code == code)
