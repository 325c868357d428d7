"""Spark through Spark Connect: its session, its versions, what its errors mean."""

from __future__ import annotations

import socket
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from critmin.core.errors import EngineError, MissingExtra, QueryError
from critmin.lakes.engine import REMOTE, Engine
from critmin.lakes.schema import AMOUNT, COLUMNS
from critmin.lakes.store import Lake

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

PORT = 15002
PATIENCE = 5.0  # seconds for a server to accept a connection
RETRIES = 5  # after a server stopped answering: some 20 seconds in all


class Spark(Engine):
    """Session of a Spark Connect server."""

    def __init__(self, name: str, backend: Any, session: Any) -> None:
        super().__init__(name, backend)
        self.session = session
        self._views = 0

    def write_parquet(self, expression: ibis.Table, file: Path) -> None:
        """Write the result of an expression into a new Parquet file on this machine."""
        import pyarrow.parquet

        pyarrow.parquet.write_table(self.fetch(expression), file, compression="zstd")

    def close(self) -> None:
        """End the session."""
        with suppress(Exception):
            self.session.stop()

    def _read(self, lake: Lake, paths: Sequence[str]) -> ibis.Table:
        files = [_as_uri(lake.folder, path) for path in paths]
        self._views += 1
        view = f"critmin_flows_{self._views}"
        kinds = {one.name: "decimal(18,3)" if one.type == AMOUNT else "string" for one in COLUMNS}
        schema = ", ".join(f"`{name}` {kind}" for name, kind in kinds.items())
        with self._explained():
            self.session.read.schema(schema).parquet(*files).createOrReplaceTempView(view)
            return self.backend.table(view)

    def _fetch(self, table: ibis.Table) -> pa.Table:
        with self._explained(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PySpark on pandas 3
            # Ibis turns every result into objects of Python first; Arrow comes as it is.
            self.backend._run_pre_execute_hooks(table)
            return self.session.sql(self.backend.compile(table)).toArrow()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        import grpc
        from pyspark.errors import PySparkException

        try:
            yield
        except KeyboardInterrupt:
            with suppress(Exception):
                self.session.interruptAll()
            raise
        except (PySparkException, grpc.RpcError) as error:
            raise EngineError(self._words(error)) from error

    def _words(self, error: Exception) -> str:
        if not reachable(self.name):
            return f"the Spark server at {place(self.name)} has stopped answering; ask again"
        text = " ".join(str(error).split())
        return f"Spark at {place(self.name)} has stopped: {text[:300]}"


def open_spark(address: str) -> Spark:
    """Connect to a Spark Connect server at ``sc://host:port``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PySpark on pandas 3
        try:
            import grpc  # noqa: F401
            import ibis
            import pyspark
            from pyspark.sql.connect.session import SparkSession
        except ImportError:
            raise MissingExtra("a Spark engine", "spark") from None
        where = place(address)
        if not reachable(address):
            raise EngineError(f"no Spark Connect server at {where}: start it, or write another")
        try:
            session = SparkSession.builder.remote(address).create()
            _patience(session)
            server = session.version
            if _minor(server) != _minor(pyspark.__version__):
                session.stop()
                raise EngineError(
                    f"the server at {where} runs Spark {server} and the client here is "
                    f"{pyspark.__version__}: pip install 'pyspark-client=={_minor(server)}.*'"
                )
            return Spark(address, ibis.pyspark.connect(session), session)
        except EngineError:
            raise
        except Exception as error:
            text = " ".join(str(error).split())[:300]
            raise EngineError(f"no Spark session at {where}: {text}") from error


def place(address: str) -> str:
    """Host and port of an address, without its token."""
    host, port = _host_and_port(address)
    return f"{host}:{port}"


def reachable(address: str) -> bool:
    """Whether anything accepts a connection at an address."""
    try:
        socket.create_connection(_host_and_port(address), PATIENCE).close()
    except OSError:
        return False
    return True


def _host_and_port(address: str) -> tuple[str, int]:
    rest = address.removeprefix(REMOTE).partition("/")[0]
    host, colon, port = rest.rpartition(":") if ":" in rest else (rest, "", "")
    if not host or (colon and not port.isdigit()):
        raise QueryError(f"engine is {address!r}: write sc://host:15002")
    return host.strip("[]"), int(port or PORT)


def _patience(session: Any) -> None:
    """Give up on a server that is gone after seconds and not after ten minutes."""
    with suppress(Exception):
        from pyspark.sql.connect.client.retries import DefaultPolicy

        session.client.set_retry_policies([DefaultPolicy(max_retries=RETRIES)])


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _as_uri(folder: object, path: str) -> str:
    """Address of a file as workers read it: a folder of this machine is one that they share."""
    text = str(folder)
    return f"{text}/{path}" if "://" in text else f"file://{Path(text).absolute()}/{path}"
