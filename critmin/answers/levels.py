"""Levels of warning codes (warnings.csv): how much a caution can change what a reader concludes."""

from __future__ import annotations

from critmin.core.files import rows_of

LEVELS = ("data-loss", "changes-reading", "background")


def level(code: str) -> str:
    """Importance of a code: one of `LEVELS`.

    ``data-loss`` is something of the user's own file that was not used.

    Raises
    ------
    KeyError
        For a code that is not in the vocabulary.
    """
    for cells in rows_of("warnings.csv", code):
        return cells[1]
    raise KeyError(code)
