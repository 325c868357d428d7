"""Rows of a report's tables put together, and figures of two of its sections that differ."""

from __future__ import annotations

from typing import Any

from critmin.answers.builder import codes
from critmin.answers.table import Cell, Table
from critmin.briefs.two_figures import unlike
from critmin.reports.context import Context


def by_measure(table: Table) -> Table:
    """Controls with one row for each measure and state, and all of its minerals in it.

    The answer has a row for each mineral of a measure.
    """
    merged: dict[tuple[Cell, ...], list[Any]] = {}
    for row in table.typed:
        apart = (row.measure_id, row.status, row.suspended_until, row.effective)
        merged.setdefault(apart, []).append(row)
    return table.replace(
        rows=tuple(
            of[0]._replace(
                mineral=codes(*(row.mineral for row in of)), flag=codes(*(row.flag for row in of))
            )
            for of in merged.values()
        )
    )


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
