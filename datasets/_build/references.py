"""References between tables of different folders: what one names, the other must have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tables import BuildError, Cell, TidyTable


class Reference(NamedTuple):
    """A column whose values stand in a column of another table; an empty cell names nothing."""

    table: str
    column: str
    in_table: str
    in_column: str


REFERENCES = (
    Reference("diplomacy/events.csv", "measures", "controls/measures.csv", "measure_id"),
    Reference("diplomacy/agreement_minerals.csv", "list_id", "policy/lists.csv", "list_id"),
)


def check(tables: Sequence[TidyTable], references: Iterable[Reference] = REFERENCES) -> None:
    """Stop at a value that the other table does not have."""
    by_path = {table.path: table for table in tables}
    for reference in references:
        known = _values(by_path[reference.in_table], reference.in_column)
        named = _values(by_path[reference.table], reference.column)
        if unknown := sorted(named - known - {""}):
            raise BuildError(
                f"{reference.table}: {reference.column} names {', '.join(unknown)}, and "
                f"{reference.in_table} does not have it"
            )


def _values(table: TidyTable, column: str) -> set[str]:
    at = list(table.columns).index(column)
    return {value for row in table.rows for value in _several(row[at])}


def _several(cell: Cell) -> tuple[str, ...]:
    return cell if isinstance(cell, tuple) else (str(cell),)
