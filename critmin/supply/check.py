"""check: every problem of a user's supply table, with line and column."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers import builder
from critmin.answers.cautions import caution
from critmin.answers.table import Column, Table
from critmin.core.sources import Source
from critmin.core.wording import counted

COLUMNS = (
    Column("line", "integer", "", "Line in the file, the header being line 1", 9),
    Column("column", "string", "", "Column of the problem", 8),
    Column("code", "string", "", "Kind of problem", 9),
    Column("message", "string", "", "What is wrong and what to write instead", 9),
)


def check(file: str, column_map: Sequence[str] = ()) -> Table:
    """List all problems of a user's supply table.

    Parameters
    ----------
    file : str
        CSV, TSV, XLSX or Parquet; ``-`` is standard input.
    column_map : sequence of str
        ``theirs=ours`` column names.

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
    from critmin.supply.own_table import read

    reading = read(file, column_map)
    found = sorted(reading.problems, key=lambda problem: problem.line or 0)
    good = len(reading.lines)
    return builder.answer(
        [(problem.line, problem.column, problem.code, problem.message) for problem in found],
        COLUMNS,
        query={"command": "check", "file": file},
        cited=[Source(f"file:{file}", f"own table {file}", "", "", "")],
        cautions=[
            caution(
                "rows_read:check", file=file, read=reading.rows_in, good=good, problems=len(found)
            )
        ],
        summary=_summary,
        from_user=True,
    )


def _summary(table: Table) -> str:
    """Number of problems and the first one, or that there is none."""
    if not table.rows:
        read = next((one.message for one in table.warnings if one.code == "rows_read"), "")
        return f"No problem found: {read.partition(': ')[2].partition(';')[0]}."
    first = next(iter(table))
    where = f"line {first['line']}" if first["line"] else "the header"
    are = "is" if len(table) == 1 else "are"
    return (
        f"{counted(len(table), 'problem')} {are} in the way of using the table. "
        f"The first, in {where}: {first['message']}."
    )
