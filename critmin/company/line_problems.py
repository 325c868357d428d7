"""Problems with lines of a supplier list, as sentences of cautions.csv."""

from __future__ import annotations

from typing import Any

from critmin.core.named_tuple import NamedTuple


class Problem(NamedTuple):
    """Reason why a line is not matched or its amount not used, as a sentence of cautions.csv.

    Its field ``lines`` is filled in when lines with the same problem are collected.
    """

    name: str
    values: tuple[tuple[str, Any], ...] = ()

    @property
    def code(self) -> str:
        """Warning code of the line's flag."""
        return self.name.partition(":")[0]

    @classmethod
    def of(cls, name: str, **values: Any) -> Problem:
        """Problem with the name of its sentence in cautions.csv."""
        return cls(name, tuple(values.items()))
