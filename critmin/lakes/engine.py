"""Engines that read a lake: DuckDB in the program, or Spark through Spark Connect.

A question is written once, as an Ibis expression over `Engine.flows`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from critmin.core.errors import MissingExtra, QueryError
from critmin.lakes.schema import AMOUNT, COLUMNS
from critmin.lakes.store import Lake

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa


class Engine:
    """A connection to an engine.

    Parameters
    ----------
    name : str
        ``duckdb``, or the address of a Spark server, ``sc://host:port``.
    backend : ibis.BaseBackend
        Its connection.
    """

    def __init__(self, name: str, backend: Any) -> None:
        self.name = name
        self.backend = backend

    def flows(self, lake: Lake, source: str = "", edition: str = "") -> ibis.Table:
        """Rows of a lake, of one source and edition or of all, with the columns of the schema."""
        paths = [str(lake.folder / part.path) for part in lake.parts(source, edition)]
        if not paths:
            return _empty()
        return self.backend.read_parquet(paths, hive_partitioning=False)

    def fetch(self, expression: ibis.Expr) -> pa.Table:
        """Result of an expression."""
        return self.backend.to_pyarrow(expression)


def connect(name: str = "duckdb") -> Engine:
    """Connect to an engine.

    Raises
    ------
    QueryError
        If the name is no engine's, or what it needs is not installed.
    """
    if name != "duckdb":
        raise QueryError(f"engine is {name!r}: write duckdb")
    try:
        import ibis
    except ModuleNotFoundError:
        raise MissingExtra("a lake", "lake") from None
    return Engine(name, ibis.duckdb.connect())


def _empty() -> ibis.Table:
    import ibis

    types = {c.name: "decimal(18, 3)" if c.type == AMOUNT else "string" for c in COLUMNS}
    return ibis.memtable([], schema=types)
