"""Spark through Spark Connect: its session, its versions, what its errors mean."""

from __future__ import annotations

import socket
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from critmin.core.errors import EngineError, MissingExtra, QueryError
from critmin.lakes.schema import AMOUNT, COLUMNS
from critmin.lakes.store import Lake

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

SCHEME, PORT = "sc://", 15002
PATIENCE = 5.0  # seconds for a server to accept a connection
RETRIES = 5  # after a server stopped answering: some 20 seconds in all


class Spark:
    """Session of a Spark Connect server.

    Parameters
    ----------
    address : str
        Address of the server.
    backend : ibis.BaseBackend
        Connection of Ibis.
    session : pyspark.sql.connect.session.SparkSession
        The session.
    """

    def __init__(self, address: str, backend: Any, session: Any) -> None:
        self.address, self.backend, self.session = address, backend, session
        self._views = 0

    def write_parquet(self, table: ibis.Table, file: Path) -> None:
        """Write a result into a new Parquet file on this machine."""
        import pyarrow.parquet

        found = self.fetch(table).cast(table.schema().to_pyarrow())
        pyarrow.parquet.write_table(found, file, compression="zstd")

    def close(self) -> None:
        """End the session."""
        with suppress(Exception):
            self.session.stop()

    def read(self, lake: Lake, paths: Sequence[str]) -> ibis.Table:
        """Rows of Parquet files below a lake's folder, which the workers can read."""
        files = [_as_uri(lake.address, path) for path in paths]
        self._views += 1
        view = f"critmin_flows_{self._views}"
        kinds = {one.name: "decimal(18,3)" if one.type == AMOUNT else "string" for one in COLUMNS}
        schema = ", ".join(f"`{name}` {kind}" for name, kind in kinds.items())
        with self._explained():
            self.session.read.schema(schema).parquet(*files).createOrReplaceTempView(view)
            return self.backend.table(view)

    def fetch(self, table: ibis.Table) -> pa.Table:
        """Result with Spark's own types."""
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
        if not reachable(self.address):
            return f"the Spark server at {place(self.address)} has stopped answering; ask again"
        text = " ".join(str(error).split())
        return f"Spark at {place(self.address)} has stopped: {text[:300]}"


def open_spark(address: str) -> Spark:
    """Connect to a Spark Connect server at ``sc://host:port``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PySpark on pandas 3
        try:
            import grpc  # noqa: F401
            import ibis
            import pyspark

            with _as_a_file():
                from pyspark.sql.connect.session import SparkSession
        except ImportError:
            raise MissingExtra("a Spark engine", "spark") from None
        where = place(address)
        if not reachable(address):
            raise EngineError(f"no Spark Connect server at {where}: start it, or write its address")
        try:
            session = SparkSession.builder.remote(address).create()
            _patience(session)
            server = session.version
        except Exception as error:
            raise _no_session(where, error) from error
        if _minor(server) != _minor(pyspark.__version__):
            session.stop()
            raise EngineError(
                f"the server at {where} runs Spark {server} and the client here is "
                f"{pyspark.__version__}: pip install 'pyspark-client=={_minor(server)}.*'"
            )
        try:  # it asks the server too
            return Spark(address, ibis.pyspark.connect(session), session)
        except Exception as error:
            with suppress(Exception):  # the first error is the one to say
                session.stop()
            raise _no_session(where, error) from error


@contextmanager
def _as_a_file() -> Iterator[None]:
    """Let the program pass for a file: PySpark takes one without for its doctests, and ends it."""
    program: Any = sys.modules["__main__"]
    made = not hasattr(program, "__file__")  # as in `python -c`
    if made:
        program.__file__ = "-c"
    try:
        yield
    finally:
        if made:
            del program.__file__


def _no_session(where: str, error: Exception) -> EngineError:
    text = " ".join(str(error).split())[:300]
    return EngineError(f"no Spark session at {where}: {text}")


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
    rest = address.removeprefix(SCHEME).partition("/")[0]
    host, colon, port = rest.rpartition(":") if ":" in rest else (rest, "", "")
    if not host or (colon and not port.isdecimal()):
        raise QueryError(f"engine is {address!r}: write sc://host:15002")
    return host.strip("[]"), int(port or PORT)


def _patience(session: Any) -> None:
    """Give up on a server that is gone after seconds and not after ten minutes."""
    with suppress(Exception):
        from pyspark.sql.connect.client.retries import DefaultPolicy

        session.client.set_retry_policies([DefaultPolicy(max_retries=RETRIES)])


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _as_uri(folder: str, path: str) -> str:
    """Address of a file as workers read it: a folder of this machine is one that they share."""
    return f"{folder}/{path}" if "://" in folder else f"file://{Path(folder).absolute()}/{path}"
