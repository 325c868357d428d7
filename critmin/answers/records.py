"""Builder of answers whose rows are records compiled from pages: acts, awards, agreements, events.

Each flag is explained once, with the records that carry it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from critmin.answers import builder
from critmin.answers.cautions import explained, of_records
from critmin.answers.table import Caution, Column, Table
from critmin.core import sources
from critmin.core.errors import NoData
from critmin.core.sources import Source
from critmin.core.wording import few

if TYPE_CHECKING:
    from critmin.charts.model import Chart

# Flag of a record by how sure it is.
UNSURE_FLAGS = {
    "general_knowledge": "no_page_seen",
    "partly_seen": "page_seen_in_part",
    "paper": "paper_only",
    "quoted": "seen_as_quoted",
}


# What the records are called that a field names; rows named otherwise are named themselves.
THINGS = {
    "act_id": "act",
    "agreement_id": "agreement",
    "award_id": "award",
    "budget_line": "budget line",
    "event_id": "event",
    "line_id": "budget line",
}


def as_given(day: str | date | None) -> str | None:
    """Day as text, for the query in the JSON."""
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
    summary: Callable[[Table], str] | str = "",
    chart: Callable[[Table], Chart | None] | None = None,
    own: Iterable[Source] = (),
    from_user: bool = False,
) -> Table:
    """Build the `Table`, with each flag explained once with its rows.

    Parameters
    ----------
    rows : sequence of named rows
        Rows with ``flag`` and ``source``; a row without a source has no figure.
    columns, query, cautions, notes, summary, chart, from_user
        As in `critmin.answers.builder.answer`.
    named : str
        Field that names a row in the cautions.
    nothing : str
        Message of the error if there is no row.
    missing : sequence of Caution
        Cautions on what is not on record.
    own : iterable of Source
        Sources for a user's own files.

    Raises
    ------
    NoData
        If no row has a figure, with the reasons in ``missing``, else with ``nothing``.
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
            *(
                explained(code, carriers=few(ids), subject=_subject(ids, known, named))
                for code, ids in sorted(flagged.items())
            ),
            *cautions,
            *missing,
        ],
        notes=notes,
        summary=summary,
        chart=chart,
        from_user=from_user,
    )


def _subject(ids: Sequence[str], known: Sequence[Any], named: str) -> str:
    """What a screen says a flag of: how many of the records; the rows' own names if they have."""
    if named not in THINGS:
        return ""
    return of_records(ids, dict.fromkeys((getattr(row, named) for row in known), ""), THINGS[named])
