"""check: every problem of a user's supply table, with line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from critmin.answers import builder
from critmin.answers.cautions import caution
from critmin.answers.table import Column, Table
from critmin.core.sources import of_user
from critmin.declared.listed import OWN
from critmin.declared.question import question
from critmin.user_tables.own_data import OwnData

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p

COLUMNS = (
    Column("line", "integer", "", "Line in the file, the header being line 1", 9),
    Column("column", "string", "", "Column of the problem", 8),
    Column("code", "string", "", "Kind of problem", 9),
    Column("message", "string", "", "What is wrong and what to write instead", 9),
)


@question(
    "check",
    group=OWN,
    place=2,
    answers="Check a supply table: each problem with its line and column.",
    examples=("critmin check table.csv", "critmin check - -f json < table.csv"),
    picture=True,
    fails=True,
)
def check(
    file: p.File,
    column_map: p.ColumnMap = (),
    *,
    sheet: p.Sheet = None,
    wide: p.Wide = None,
    decimal: p.Decimal = None,
    limit: p.Limit = (),
) -> Table:
    """List all problems of a user's supply table.

    Parameters
    ----------
    file : str, path, DataFrame or sequence of dict
        CSV, TSV, XLSX or Parquet; ``-`` is standard input. Or the table itself.

    Returns
    -------
    Table
        One row per problem in file order: line, column, code and message. No row if the table
        can be used.

    Raises
    ------
    DataError
        If the file cannot be read as a table at all.
    QueryError
        If ``column_map`` is malformed.
    """
    from critmin.supply.own_table import doubted, opened

    own = OwnData(file, column_map, sheet, wide, decimal, limit)
    with opened(own) as reading:
        name = reading.file
        found = sorted(reading.all_problems(), key=lambda problem: problem.line or 0)
        good = reading.good
        doubts = doubted(reading)
    return builder.answer(
        [(problem.line, problem.column, problem.code, problem.message) for problem in found],
        COLUMNS,
        query={"command": "check", "file": name}
        | {k: v for k, v in own.asked.items() if k != "data"},
        cited=[of_user(name)],
        cautions=[
            *doubts,
            *reading.cautions,
            caution(
                "rows_read:check", file=name, read=reading.rows_in, good=good, problems=len(found)
            ),
        ],
        summary=_summary,
        chart=_chart,
        from_user=True,
    )


def _summary(table: Table) -> str:
    from critmin.summaries.contents import check

    return check(table)


def _chart(table: Table) -> Chart | None:
    """Number of problems of a user's table, by kind."""
    from collections import Counter

    from critmin.charts.model import Bar, Bars
    from critmin.core.wording import capital, counted

    rows = table.records()
    if not rows:
        return None
    kinds = Counter(capital(str(row["code"]).replace("_", " ")) for row in rows)
    lines = len({row["line"] for row in rows})
    return Bars(
        topic="Problems of a supply table, by kind",
        subtitle=f"Number of problems, in {counted(lines, 'line')}",
        bars=tuple(Bar(kind, float(number)) for kind, number in kinds.most_common()),
    )
