"""Rows of an answer as a page reads them: by column, each cell as the type it is wanted in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from critmin.answers.table import Cell, Table, as_number, several


class Record(NamedTuple):
    """A row of any answer; a page holds answers of many questions."""

    cells: Mapping[str, Cell]

    def text(self, name: str) -> str:
        """A cell as text, empty where nothing is in it or the answer has no such column."""
        cell = self.cells.get(name)
        return "" if cell is None else str(cell)

    def number(self, name: str) -> float | None:
        """A cell as a number; None where there is no figure."""
        return as_number(self.cells[name])

    def amount(self, name: str) -> float:
        """A number to rank or add by, 0 where there is no figure."""
        return self.number(name) or 0.0

    @property
    def flags(self) -> tuple[str, ...]:
        """Warning codes of the row."""
        return several(self.cells["flag"])


def records(table: Table) -> list[Record]:
    """All rows of an answer."""
    return [Record(cells) for cells in table]
