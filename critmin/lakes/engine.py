"""Engines that read a lake: DuckDB in the program, or Spark through Spark Connect.

A question is written once, as an Ibis expression over `Engine.flows`, and every engine gives the
same rows for it. No engine keeps an order of rows: a question that needs one sorts.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

from critmin.core.errors import DataError, MissingExtra, QueryError
from critmin.lakes.below import memory_of
from critmin.lakes.schema import AMOUNT, BY, COLUMNS, cells_of, checksum_of, differs
from critmin.lakes.store import RECORDS, SEEN, Added, Lake, Part

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

DUCKDB, SPARK = "duckdb", "spark"
REMOTE = "sc://"
KNOWN = "duckdb, duckdb:memory=4GB,temp=DIR or sc://host:15002"

_open: weakref.WeakSet[Engine] = weakref.WeakSet()


class Driver(Protocol):
    """What an engine does in a way of its own."""

    backend: Any  # connection of Ibis

    def read(self, lake: Lake, paths: Sequence[str]) -> ibis.Table:
        """Rows of Parquet files below a lake's folder."""

    def fetch(self, table: ibis.Table) -> pa.Table:
        """Result with the engine's own types."""

    def write_parquet(self, table: ibis.Table, file: Path) -> None:
        """Write a result into a new Parquet file on this machine."""

    def close(self) -> None:
        """End the connection and remove its temporary files."""


class Engine:
    """Connection to an engine.

    Parameters
    ----------
    name : str
        ``duckdb``, or the address of a Spark server, ``sc://host:port``.
    driver : Driver
        What it does in its own way.
    """

    def __init__(self, name: str, driver: Driver) -> None:
        self.name = name
        self.driver = driver
        self._ended = weakref.finalize(self, _end, driver)  # also where nobody closes it
        _open.add(self)

    @property
    def backend(self) -> Any:
        """Connection of Ibis."""
        return self.driver.backend

    def flows(
        self, lake: Lake, source: str = "", edition: str = "", periods: Sequence[str] = ()
    ) -> ibis.Table:
        """Rows of a lake, with the columns of the schema.

        Parameters
        ----------
        lake : Lake
            The lake.
        source, edition : str
            Source and edition; all where empty.
        periods : sequence of str
            Years or months to read; all where empty. Other periods are not opened.

        Raises
        ------
        DataError
            If a file of the lake is gone or was changed.
        """
        parts = lake.parts(source, edition)
        wanted = [part for part in parts if not periods or part.period in periods]
        if not wanted:
            return _empty()
        for record in lake.unsealed(wanted):
            self.compare(lake, record)
        return self._rows(lake, wanted)

    def _rows(self, lake: Lake, parts: Sequence[Part]) -> ibis.Table:
        """Rows of parts that are as they were added."""
        lake.verify(parts)  # some engines read a missing file as one without rows
        rows = self.driver.read(lake, [part.path for part in parts])
        if other := _other_column(rows):
            raise DataError(
                f"the rows of the lake have another {other} than a lake has: critmin lake check",
                file=parts[0].path,
            )
        return rows

    def compare(self, lake: Lake, record: Added) -> None:
        """Compare a record that has no checksum with all rows of its file, once.

        Raises
        ------
        DataError
            If they do not agree.
        """
        where, told = f"{RECORDS}/{record.key}{SEEN}", checksum_of(cells_of(record))
        memory = memory_of(lake.memory)
        if memory.knows(where, told) or lake.unlike(record.parts):
            return  # a part that is not as it was added is refused where it is read
        rows = self._rows(lake, record.parts)
        sums = rows.group_by(*BY).agg(
            number=rows.count(), value=rows.value.sum(), weight_kg=rows.weight_kg.sum()
        )
        if other := differs(record, self.fetch(sums).to_pylist()):
            raise DataError(
                f"does not say what the rows of {record.name} are: its {other} is another; remove "
                "the file and add it again",
                file=f"{lake.address}/{where}",
            )
        memory.learn(where, told)
        memory.keep()

    def fetch(self, expression: ibis.Expr) -> pa.Table:
        """Result of an expression, with the types that Ibis gives its columns.

        Raises
        ------
        EngineError
            If the engine cannot be reached, or has not enough memory or disk.
        """
        table = expression.as_table()
        return self.driver.fetch(table).cast(table.schema().to_pyarrow())

    def write_parquet(self, expression: ibis.Table, file: Path) -> None:
        """Write the result of an expression into a new Parquet file on this machine.

        Raises
        ------
        EngineError
            As `fetch`.
        """
        self.driver.write_parquet(expression, file)

    def close(self) -> None:
        """End the connection and remove its temporary files."""
        self._ended()

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def connect(name: str = DUCKDB) -> Engine:
    """Connect to an engine.

    Parameters
    ----------
    name : str
        ``duckdb``, with ``memory`` and ``temp`` where they are to be other than half of the
        machine's memory and the system's folder for temporary files, as
        ``duckdb:memory=4GB,temp=/big/tmp``; the address of a Spark Connect server,
        ``sc://host:port``; or ``spark``, the server that CRITMIN_ENGINE or SPARK_REMOTE names.

    Raises
    ------
    QueryError
        If the name is no engine's.
    MissingExtra
        If what it needs is not installed.
    EngineError
        If there is no server at the address, or one of another version.
    """
    name = _address() if name.strip() == SPARK else name.strip()
    word, _, options = name.partition(":")
    if word != DUCKDB and not name.startswith(REMOTE):
        raise QueryError(f"engine is {name!r}: write {KNOWN}")
    try:
        import ibis as ibis
    except ModuleNotFoundError:
        raise MissingExtra("a lake", "lake") from None
    if word == DUCKDB:
        from critmin.lakes.engine_duckdb import open_duckdb

        return Engine(DUCKDB, open_duckdb(options))
    from critmin.lakes.engine_spark import open_spark

    return Engine(name, open_spark(name))


def _end(driver: Driver) -> None:
    """Close an engine; what cannot be ended or removed then is no fault of the answer.

    Python runs this also where it frees the engine, or ends: an error would be a traceback there.
    """
    with suppress(Exception):
        driver.close()


def fault_of(name: str) -> str:
    """Fault of an engine's name, found without a connection; empty for none."""
    word = name.strip().partition(":")[0]
    if word in {DUCKDB, SPARK} or name.strip().startswith(REMOTE):
        return ""
    return f"{name!r} is no engine: write {KNOWN}"


def close_all() -> None:
    """End every connection that is still open."""
    for engine in tuple(_open):
        engine.close()


def _address() -> str:
    for variable in ("CRITMIN_ENGINE", "SPARK_REMOTE"):
        if (found := os.environ.get(variable, "").strip()).startswith(REMOTE):
            return found
    raise QueryError(
        "engine spark has no address: write --engine sc://host:15002, or set CRITMIN_ENGINE to it"
    )


def _other_column(rows: ibis.Table) -> str:
    """First column of the schema that rows do not have, or not as its type; empty for none."""
    found = rows.schema()
    for column in COLUMNS:
        kind = found.get(column.name)
        if kind is None or not (kind.is_decimal() if column.type == AMOUNT else kind.is_string()):
            return column.name
    return ""


def _empty() -> ibis.Table:
    import ibis

    types = {c.name: "decimal(18, 3)" if c.type == AMOUNT else "string" for c in COLUMNS}
    return ibis.memtable(ibis.schema(types).to_pyarrow().empty_table())
