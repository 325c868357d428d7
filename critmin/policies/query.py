"""What the views of government action share: their columns, flags and finished answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from critmin.answers import builder
from critmin.answers.cautions import explained
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Column, Table
from critmin.core import sources
from critmin.core.errors import NoData
from critmin.core.sources import Source
from critmin.core.wording import few

if TYPE_CHECKING:
    from critmin.charts.model import Chart

UNSURE_FLAGS = {
    "general_knowledge": "no_page_seen",
    "partly_seen": "page_seen_in_part",
    "paper": "paper_only",
}


def record_columns(row: type[tuple[Any, ...]], /, **weights: int) -> tuple[Column, ...]:
    """Columns of acts or awards, whose minerals are those that the record names."""
    named = "Minerals named, by slug, separated by ;"
    return tuple(
        column._replace(description=named) if column.name == "minerals" else column
        for column in columns_of(row, **{"minerals": 8, **weights})
    )


def as_given(day: str | date | None) -> str | None:
    """A day as the answer's query repeats it."""
    return None if day is None else str(day)


def answer(
    rows: Sequence[Any],
    columns: tuple[Column, ...],
    *,
    query: Mapping[str, Any],
    named: str,
    nothing: str,
    cautions: Iterable[Caution] = (),
    missing: Sequence[Caution] = (),
    notes: Iterable[str] = (),
    chart: Callable[[Table], Chart | None] | None = None,
    own: Iterable[Source] = (),
    from_user: bool = False,
) -> Table:
    """The finished `Table`, each flag of its rows explained once with the rows that carry it.

    Parameters
    ----------
    rows : sequence of named rows
        With ``flag`` and ``source``; a row without a source has no figure.
    columns, query, cautions, notes, chart, from_user
        As in `critmin.answers.builder.answer`.
    named : str
        The field by which the cautions name a row.
    nothing : str
        What the error says if there is no row at all.
    missing : sequence of Caution
        What was asked for and is not on record.
    own : iterable of Source
        A user's own files.

    Raises
    ------
    NoData
        If no row has a figure; with the reasons of what is missing, else with ``nothing``.
    """
    known = [row for row in rows if row.source]
    if not known:
        raise NoData("; ".join(caution.message for caution in missing) or nothing)
    flagged: dict[str, list[str]] = {}
    for row in known:
        for code in row.flag:
            flagged.setdefault(code, []).append(str(getattr(row, named)))
    return builder.answer(
        rows,
        columns,
        query=query,
        cited=(*sources.records(sorted({id_ for row in known for id_ in row.source})), *own),
        cautions=[
            *(explained(code, carriers=few(flagged[code])) for code in sorted(flagged)),
            *cautions,
            *missing,
        ],
        notes=notes,
        chart=chart,
        from_user=from_user,
    )
