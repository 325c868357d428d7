"""Pictures of answers: the chart with its title, sources and command, and the drawing.

A chart is made from the rows of the answer only when it is drawn, so that it costs other output
no time. Each question attaches its own (`Table.chart`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from critmin.answers.command_line import command_line
from critmin.answers.finding import headline_of
from critmin.answers.formats import Layout
from critmin.answers.table import Table
from critmin.charts.model import Chart
from critmin.core import sources
from critmin.core.errors import QueryError, visible
from critmin.core.sources import Source

CITED_IN_FULL = 2  # if there are more sources, they are named in short
SHORT_LICENCE = 20  # characters


def chart_of(table: Table, *, map: bool = False, title: str = "") -> Chart:
    """Chart of an answer, with its finding as title, its sources and the command that makes it.

    Parameters
    ----------
    table : Table
        The answer.
    map : bool
        A map of the world instead of the usual form.
    title : str
        Title instead of the finding.

    Raises
    ------
    QueryError
        If the answer has no picture, or no map.
    """
    command = str(table.query.get("command", "this answer"))
    table = _shown(table)
    make = table.map if map else table.chart
    if map and make is None:
        raise QueryError(f"{command} has no map: leave out --map for its usual picture")
    try:
        chart = make(table) if callable(make) else make
    except KeyError as absent:
        raise QueryError(f"{command} has no picture without its column {absent}") from None
    if chart is None:
        raise QueryError(
            f"{command} has no picture for this answer: write a table, or narrow the query"
            if make is not None
            else f"{command} has no picture: use csv, json or another table format"
        )
    return replace(
        chart,
        title=visible(title) or chart.title or headline_of(table),
        source=chart.source or source_line(table),
        command=chart.command or f"{command_line(table.query)}{' --map' if map else ''}",
    )


def _shown(table: Table) -> Table:
    """The answer with cells, query and sources as people read them: nothing hidden in a text."""
    return table.mapped(_seen_row).replace(
        query={key: _seen(value) for key, value in table.query.items()},
        sources=tuple(Source(*map(visible, source)) for source in table.sources),
    )


def _seen_row(row: Any) -> Any:
    made = getattr(row, "_make", tuple)
    return made(map(_seen, row))


def _seen(value: Any) -> Any:
    if isinstance(value, str):
        shown = visible(value)
        return value if shown == value else shown  # which may be more than its text
    return type(value)(map(_seen, value)) if type(value) in {list, tuple} else value


def source_line(table: Table) -> str:
    """Line in the picture: sources with licences, and the edition of the data.

    More than two sources are named in short, with their editions.
    """
    from critmin import __version__

    cited = _in_full(table.sources)
    if len(table.sources) > CITED_IN_FULL:
        cited = _in_short(table.sources)
    start = f"Source: {cited.rstrip('.')}. " if cited else "Own data. " if table.from_user else ""
    return f"{start}critmin {__version__}, data edition {sources.data_edition()}."


def _in_full(cited: tuple[Source, ...]) -> str:
    return "; ".join(
        f"{source.citation}{f' ({source.licence})' if source.licence else ''}" for source in cited
    )


def _in_short(cited: tuple[Source, ...]) -> str:
    """Publishers with their editions.

    A licence is named if it is short and the same for all editions of a publisher.
    """
    by_publisher: dict[str, list[Source]] = {}
    for source in cited:
        by_publisher.setdefault(source.publisher, []).append(source)
    parts = []
    for publisher, editions in by_publisher.items():
        licences = {source.licence for source in editions}
        licence = licences.pop() if len(licences) == 1 else ""
        tail = f" ({licence})" if 0 < len(licence) < SHORT_LICENCE else ""
        parts.append(f"{publisher} {', '.join(sorted(one.edition for one in editions))}{tail}")
    return "; ".join(parts)


def write_png(table: Table, layout: Layout) -> bytes:
    """An answer's chart as PNG."""
    return _drawn(table, "png", layout)


def write_svg(table: Table, layout: Layout) -> bytes:
    """An answer's chart as SVG."""
    return _drawn(table, "svg", layout)


def write_pdf(table: Table, layout: Layout) -> bytes:
    """An answer's chart as PDF."""
    return _drawn(table, "pdf", layout)


def _drawn(table: Table, form: str, layout: Layout) -> bytes:
    from critmin.drawing.draw import picture

    chart = chart_of(table, map=layout.map, title=layout.title)
    return picture(chart, form, size=layout.size)
