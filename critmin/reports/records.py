"""Rows of an answer for a report, with cells read by column and type."""

from __future__ import annotations

from collections.abc import Mapping

from critmin.answers.table import Cell, Table, as_number, several
from critmin.core.named_tuple import NamedTuple


class Record(NamedTuple):
    """Row of the answer of any question."""

    cells: Mapping[str, Cell]

    def text(self, name: str) -> str:
        """Cell as text; empty if the cell is empty or the answer has no such column."""
        cell = self.cells.get(name)
        return "" if cell is None else str(cell)

    def number(self, name: str) -> float | None:
        """Cell as a number; None without a figure."""
        return as_number(self.cells[name])

    def amount(self, name: str) -> float:
        """Number for sorting or adding; 0 without a figure."""
        return self.number(name) or 0.0

    @property
    def flags(self) -> tuple[str, ...]:
        """Warning codes of the row."""
        return several(self.cells["flag"])


def records(table: Table) -> list[Record]:
    """All rows of an answer."""
    return [Record(cells) for cells in table]
