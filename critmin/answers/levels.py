"""Levels of warning codes (warnings.csv): how much a caution can change what a reader concludes."""

from __future__ import annotations

from critmin.core.files import sorted_rows_of

LEVELS = ("data-loss", "changes-reading", "background")
STRONGEST = 9


def _line(code: str) -> list[str]:
    for cells in sorted_rows_of("warnings.csv", code):
        return cells
    raise KeyError(code)


def level(code: str) -> str:
    """Importance of a code: one of `LEVELS`.

    ``data-loss`` is something of the user's own file that was not used.

    Raises
    ------
    KeyError
        For a code that is not in the vocabulary.
    """
    return _line(code)[1]


def strength(code: str) -> int:
    """Strength of a code within its level, 1 to 9; the strongest is shown first.

    Raises
    ------
    KeyError
        For a code that is not in the vocabulary.
    """
    return int(_line(code)[2])
