"""Writer of an export as one SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from critmin.core.errors import OutputError
from critmin.outlets.catalogue import Content
from critmin.outlets.records import Record
from critmin.outlets.statements import indexes, quoted, table_statement
from critmin.outlets.views import View

PORTION = 20_000  # rows between two steps of the progress
MANY = 100_000  # rows from which a table is stored in the order of its key


def write(
    target: Path, contents: Iterable[tuple[Content, Iterable[Record]]], views: Iterable[View]
) -> Iterator[int]:
    """Write tables, indexes and views, and say how many rows each step wrote.

    Parameters
    ----------
    target : Path
        A file that does not exist.
    contents : iterable of (Content, iterable of rows)
        Tables in order, each after those that it refers to.
    views : iterable of View
        Views, each after those that it reads.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as base:
            base.execute("PRAGMA journal_mode = OFF")
            base.execute("PRAGMA synchronous = OFF")
            base.execute("BEGIN")
            written = []
            for content, rows in contents:
                written.append(content)
                sorted_rows = content.rows >= MANY and bool(content.key)
                base.execute(table_statement(content, end=" WITHOUT ROWID" if sorted_rows else ""))
                yield from _insert(base, content, rows)
            for content in written:
                for statement in indexes(content):
                    base.execute(statement)
            for view in views:
                base.execute(view.statement)
            base.execute("ANALYZE")
            base.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise OutputError(str(error)) from error


def _insert(base: sqlite3.Connection, content: Content, rows: Iterable[Record]) -> Iterator[int]:
    marks = ", ".join("?" * len(content.fields))
    statement = f"INSERT INTO {quoted(content.name)} VALUES ({marks})"
    running = iter(rows)
    while portion := list(islice(running, PORTION)):
        base.executemany(statement, portion)
        yield len(portion)
