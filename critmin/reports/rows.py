"""Rows of a report's tables put together, and figures of two of its sections that differ."""

from __future__ import annotations

from critmin.answers.table import Cell, Table, several
from critmin.briefs.two_figures import unlike
from critmin.reports.context import Context


def by_measure(table: Table) -> Table:
    """Controls with one row for each measure and state, and all of its minerals in it.

    The answer has a row for each mineral of a measure.
    """
    at = {name: number for number, name in enumerate(table.names)}
    apart = [at[name] for name in ("measure_id", "status", "suspended_until", "effective")]
    merged: dict[tuple[Cell, ...], list[tuple[Cell, ...]]] = {}
    for row in table.rows:
        merged.setdefault(tuple(row[number] for number in apart), []).append(row)
    rows = []
    for of in merged.values():
        cells = list(of[0])
        for name in ("mineral", "flag"):
            every = (one for row in of for one in several(row[at[name]]))
            cells[at[name]] = tuple(dict.fromkeys(every))
        rows.append(tuple(cells))
    return table.replace(rows=tuple(rows))


def differing(page: Context) -> list[str]:
    """Sentences on shares of the history that differ from those of the newest year, and why.

    The history keeps to the tariff codes of its first year and to recorded values; the newest year
    may have better codes, or shares that the USGS prints as averages.
    """
    if page.topic.kind == "mineral":
        return []
    return [
        sentence
        for table in page.tables("trend")
        if (sentence := unlike(table.records(), [row.cells for row in page.lines_bought]))
    ]
