"""Values of a closed vocabulary in plain words, for screens, reports and charts.

Files keep the value. ``plain_values.csv`` has the words; they may name other cells of the row, as
``in force, last confirmed {verified_through}``. Where such a cell is empty or not in the table, the
shorter words of the same line stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from critmin.core.dates import in_words
from critmin.core.files import read_table

_FIELD = re.compile(r"{(\w+)}")


@cache
def _words() -> dict[tuple[str, str], tuple[str, str]]:
    """Words and shorter words by column and value."""
    rows = read_table("plain_values.csv")[1]
    return {(column, value): (words, shorter) for column, value, words, shorter in rows}


@cache
def columns() -> frozenset[str]:
    """Columns that have values in plain words."""
    return frozenset(column for column, _ in _words())


def plain(column: str, value: str, row: Mapping[str, object]) -> str:
    """A value in plain words, or the value itself if it has none; ``row`` has the other cells.

    >>> plain("status", "in-force-unverified", {"verified_through": "2025-11-21"})
    'in force, last confirmed 21 November 2025'
    >>> plain("status", "in-force-unverified", {})
    'in force when last confirmed'
    """
    words, shorter = _words().get((column, value), (value, value))
    needed = _FIELD.findall(words)
    if not all(row.get(name) for name in needed):
        return shorter
    return words.format(**{name: in_words(str(row[name])) for name in needed})
