"""Names of a user's table, each looked up once; the first unknown ones get suggestions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

SUGGESTED = 10  # unknown names of a column for which known ones are suggested
Found = TypeVar("Found")


class DistinctNames(dict[str, Found], Generic[Found]):
    """Meanings of the names of one column, found when first asked for.

    Parameters
    ----------
    find : callable
        Meaning of a text, and whether the name is unknown. Its second argument is whether known
        names that look like it are wanted, which takes a thousand times the rest.
    """

    def __init__(self, find: Callable[[str, bool], tuple[Found, bool]]) -> None:
        super().__init__()
        self._find = find
        self._unknown = 0

    def is_unknown(self, text: str) -> bool:
        """Whether a name is unknown; it is not looked up for good."""
        return self._find(text, False)[1]

    def __missing__(self, text: str) -> Found:
        """Look a name up for the first time."""
        found, unknown = self._find(text, self._unknown < SUGGESTED)
        self._unknown += unknown
        self[text] = found
        return found
