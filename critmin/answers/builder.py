"""The one maker of answers: rows with names in, a `Table` out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from critmin.answers.table import Caution, Cell, Column, Table
from critmin.core import sources
from critmin.core.sources import Source

if TYPE_CHECKING:
    from critmin.charts.model import Chart

R = TypeVar("R", bound=tuple[Any, ...])


def codes(*found: Iterable[str] | str | None) -> tuple[str, ...]:
    """Warning codes, or other names of a cell, once each and in order; empty ones aside.

    >>> codes(["estimated"], None, "withheld", ["estimated"])
    ('estimated', 'withheld')
    """
    every: list[str] = []
    for part in found:
        if part:
            every += [part] if isinstance(part, str) else part
    return tuple(code for code in dict.fromkeys(every) if code)


def no_data(row: type[R], /, **known: Cell) -> R:
    """The row of what was asked for and has no figure: what is known, and the code ``no_data``.

    Raises
    ------
    TypeError
        For a field that the row does not have.
    """
    fields: Sequence[str] = row._fields  # type: ignore[attr-defined]
    cells: dict[str, Any] = {**dict.fromkeys(fields), "flag": ("no_data",), **known}
    return row(**cells)


def answer(
    rows: Iterable[tuple[Cell, ...]],
    columns: tuple[Column, ...],
    *,
    query: Mapping[str, Any],
    cited: Iterable[Source] | None = None,
    cautions: Iterable[Caution] = (),
    notes: Iterable[str] = (),
    chart: Chart | Callable[[Table], Chart | None] | None = None,
    from_user: bool = False,
) -> Table:
    """The finished answer.

    Parameters
    ----------
    rows : iterable of rows
        In the order of the columns; a row of named fields where possible.
    columns : tuple of Column
        As `columns_of` gives them.
    query : mapping
        What was asked; ``command`` first. What was not given (None, empty) is left out.
    cited : iterable of Source, optional
        Sources of the answer; those that the rows name when not given.
    cautions, notes : iterable
        Said beside the rows, once each, in order.
    chart : Chart or callable, optional
        The answer's picture, or what makes it of the answer when it is asked for.
    from_user : bool
        Whether text out of a user's file is in it.

    Returns
    -------
    Table
    """
    kept = tuple(rows)
    if cited is None:
        at = [column.name for column in columns].index("source")
        cited = sources.records(id_ for row in kept for id_ in row[at] or ())  # type: ignore[union-attr]
    return Table(
        query={key: value for key, value in query.items() if value not in (None, [], ())},
        columns=columns,
        rows=kept,
        sources=tuple(dict.fromkeys(cited)),
        warnings=tuple(dict.fromkeys(cautions)),
        notes=tuple(dict.fromkeys(notes)),
        from_user=from_user,
        chart=chart,
    )
