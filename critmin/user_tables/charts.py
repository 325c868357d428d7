"""Chart of the answer of `check`: the problems of a user's table."""

from __future__ import annotations

from collections import Counter

from critmin.answers.table import Table
from critmin.charts.model import Bar, Bars, Chart
from critmin.core.wording import capital, counted


def check(table: Table) -> Chart | None:
    """Number of problems of a user's table, by kind."""
    rows = table.records()
    if not rows:
        return None
    kinds = Counter(_kind(str(row["code"])) for row in rows)
    lines = len({row["line"] for row in rows})
    return Bars(
        topic="Problems of a supply table, by kind",
        subtitle=f"Number of problems, in {counted(lines, 'line')}",
        bars=tuple(Bar(kind, float(number)) for kind, number in kinds.most_common()),
    )


def _kind(code: str) -> str:
    return capital(code.replace("_", " "))
