"""Writer of an export as one DuckDB file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from critmin.core.errors import OutputError
from critmin.outlets.catalogue import Content
from critmin.outlets.records import Record
from critmin.outlets.statements import WIDE, quoted, table_statement
from critmin.outlets.views import View

PORTION = 20_000  # rows between two steps of the progress
# Rows from which a table has no key: DuckDB holds the index of a key in memory. It also checks each
# row as it comes, so that a table cannot refer to its own rows.
MANY = 100_000
MEMORY = "300MB"  # indexes of keys stay in it; all tables need some 255


def write(
    target: Path, contents: Iterable[tuple[Content, Iterable[Record]]], views: Iterable[View]
) -> Iterator[int]:
    """Write tables and views, and say how many rows each step wrote.

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
    import duckdb

    try:
        with closing(duckdb.connect(str(target), config={"memory_limit": MEMORY})) as base:
            base.execute("SET preserve_insertion_order = true")
            for content, rows in contents:
                small = content.rows < MANY
                base.execute(table_statement(content, types=WIDE, keys=small, to_itself=False))
                yield from _fill(base, content, rows, target)
            for view in views:
                base.execute(view.statement)
            base.execute("CHECKPOINT")
    except duckdb.InterruptException as stop:
        raise KeyboardInterrupt from stop
    except RuntimeError as stop:  # how some versions say that Ctrl-C was pressed
        if "interrupt" in str(stop).casefold():
            raise KeyboardInterrupt from stop
        raise
    except duckdb.Error as error:
        first = str(error).partition("\n")[0]
        raise OutputError(first) from error


def _fill(base: Any, content: Content, rows: Iterable[Record], target: Path) -> Iterator[int]:
    """Read the rows of a table from a file beside; DuckDB reads CSV much faster than values."""
    beside = target.with_name(f"{target.name}.csv")
    with beside.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        running = iter(rows)
        while portion := list(islice(running, PORTION)):
            writer.writerows(portion)
            yield len(portion)
    if beside.stat().st_size:
        place = str(beside).replace("'", "''")
        base.execute(
            f"COPY {quoted(content.name)} FROM '{place}' "
            "(FORMAT csv, HEADER false, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR '', "
            "AUTO_DETECT false)"
        )
    beside.unlink()
