"""The builder of every answer: rows with named fields in, a `Table` out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from critmin.answers.table import Caution, Cell, Column, Table
from critmin.core import sources
from critmin.core.sources import Source

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.findings.finding import Finding

R = TypeVar("R", bound=tuple[Any, ...])


def codes(*found: Iterable[str] | str | None) -> tuple[str, ...]:
    """Join warning codes, or other names of a cell: once each, in order, without empty ones.

    >>> codes(["estimated"], None, "withheld", ["estimated"])
    ('estimated', 'withheld')
    """
    every: list[str] = []
    for part in found:
        if part:
            every += [part] if isinstance(part, str) else part
    return tuple(code for code in dict.fromkeys(every) if code)


def no_data(row: type[R], /, **known: Cell) -> R:
    """Row of the query without a figure: its known cells, and the code ``no_data``.

    Raises
    ------
    TypeError
        For a field that the row does not have.
    """
    fields: Sequence[str] = row._fields  # type: ignore[attr-defined]
    cells: dict[str, Any] = {**dict.fromkeys(fields), "flag": ("no_data",), **known}
    return row(**cells)


def answer(
    rows: Iterable[R],
    columns: tuple[Column, ...],
    *,
    query: Mapping[str, Any],
    cited: Iterable[Source] | None = None,
    cautions: Iterable[Caution] = (),
    notes: Iterable[str] = (),
    further: Iterable[str] = (),
    body: Callable[[Table[R], int], str] | None = None,
    summary: str | Callable[[Table[R]], str | Finding | None] = "",
    chart: Chart | Callable[[Table[R]], Chart | None] | None = None,
    map: Callable[[Table[R]], Chart | None] | None = None,
    from_user: bool = False,
) -> Table[R]:
    """Build the finished answer.

    Parameters
    ----------
    rows : iterable of rows
        In the order of the columns; a row of named fields where possible. `LongRows` stay as they
        are.
    columns : tuple of Column
        As `columns_of` gives them.
    query : mapping
        Arguments of the question, ``command`` first. Empty ones (None, empty) are left out.
    cited : iterable of Source, optional
        Sources of the answer; those named in the rows when not given.
    cautions, notes : iterable
        Cautions and notes on the rows, once each, in order.
    further : iterable of str
        Commands that show more, as typed in a shell.
    body : callable, optional
        Writes the rows for a terminal of a width, where a table would not do.
    summary : str or callable
        The answer in one or two sentences, or a function that makes them, or what is found, from
        the answer.
    map : callable, optional
        Makes the map of the answer, if it has one.
    chart : Chart or callable, optional
        Chart of the answer, or a function that makes it from the answer when it is drawn.
    from_user : bool
        Whether the answer has text from a user's file.

    Returns
    -------
    Table
    """
    is_long = isinstance(rows, Sequence) and not isinstance(rows, list | tuple)
    kept: Sequence[R] = rows if is_long else tuple(rows)  # type: ignore[assignment]
    if cited is None:
        at = [column.name for column in columns].index("source")
        cited = sources.records(id_ for row in kept for id_ in row[at] or ())
    return Table(
        query={key: value for key, value in query.items() if value not in (None, [], ())},
        columns=columns,
        rows=kept,
        sources=tuple(dict.fromkeys(cited)),
        warnings=tuple(dict.fromkeys(cautions)),
        notes=tuple(dict.fromkeys(notes)),
        from_user=from_user,
        further=tuple(further),
        body=body,
        sentence=summary,
        chart=chart,
        map=map,
    )
