"""DuckDB inside the program: its memory, its temporary files, what its errors mean."""

from __future__ import annotations

import glob
import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from critmin.core.errors import EngineError, MissingExtra, OutputError, QueryError
from critmin.lakes.store import FLOWS, Lake, RemoteLake
from critmin.user_tables.large_files import seal

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

ROWS = 100_000  # of a part of a Parquet file
SHARE = 0.5  # of the machine's memory, unless the name of the engine says another limit
_SIZE = re.compile(r"\d+(\.\d+)?\s*[KMGT]i?B", re.I)


class DuckDB:
    """DuckDB with a limit of memory; what does not fit goes to its temporary folder.

    Parameters
    ----------
    connect : callable
        Opens a connection of Ibis.
    memory : str
        Limit of memory, as DuckDB writes it.
    temp : Path
        Its own temporary folder, which ends with the connection.
    """

    def __init__(self, connect: Callable[[], Any], memory: str, temp: Path) -> None:
        self._connect = connect
        self.backend = connect()
        self.memory = memory
        self._views = 0
        self._sealed: dict[str, Any] = {}  # connections by the folder that each may open
        self.temp = temp

    def write_parquet(self, table: ibis.Table, file: Path) -> None:
        """Write a result into a new Parquet file, part by part; DuckDB itself writes none."""
        self._asked(lambda: self._written(table, file))

    def _written(self, table: ibis.Table, file: Path) -> None:
        import pyarrow.parquet

        found = self._found(table)
        arrow = getattr(found, "to_arrow_reader", None) or found.fetch_arrow_reader  # before 2.0
        with arrow(ROWS) as parts:
            try:
                with pyarrow.parquet.ParquetWriter(
                    file, parts.schema, compression="zstd"
                ) as writer:
                    for part in parts:
                        writer.write_batch(part, ROWS)
            except OSError as error:
                raise OutputError(f"{file} cannot be written: {_line(error)}") from error

    def close(self) -> None:
        """End the connection and remove its temporary files."""
        for backend in {id(one): one for one in (self.backend, *self._sealed.values())}.values():
            with suppress(Exception):
                backend.disconnect()
        shutil.rmtree(self.temp, ignore_errors=True)

    def read(self, lake: Lake, paths: Sequence[str]) -> ibis.Table:
        """Rows of Parquet files below a lake's folder."""
        if isinstance(lake, RemoteLake):
            return self._asked(lambda: self._from_storage(lake, paths))
        folder = os.path.realpath(lake.folder)
        files = [glob.escape(f"{folder}/{path}") for path in paths]
        rows = f"{folder}/{FLOWS}"
        return self._asked(lambda: self._of(rows).read_parquet(files, hive_partitioning=False))

    def _of(self, folder: str) -> Any:
        """Connection that may open one folder and nothing else: a lake has one of its own."""
        if folder not in self._sealed:
            found = self._connect() if self._sealed else self.backend
            seal(found.con, folders=[folder])
            self._sealed[folder] = found
        return self._sealed[folder]

    def _from_storage(self, lake: RemoteLake, paths: Sequence[str]) -> ibis.Table:
        """Rows that pyarrow fetches; by itself DuckDB needs an extension from the network."""
        from pyarrow import dataset

        backend = self._of(str(self.temp))
        files = [f"{lake.base}/{path}" for path in paths]
        found = dataset.dataset(files, filesystem=lake.files, format="parquet")
        self._views += 1
        name = f"critmin_flows_{self._views}"
        backend.con.register(name, found)
        return backend.table(name)

    def fetch(self, table: ibis.Table) -> pa.Table:
        """Result with DuckDB's own types."""
        return self._asked(lambda: self._fetched(table))

    def _fetched(self, table: ibis.Table) -> pa.Table:
        """Result of a question that Ibis writes and DuckDB answers.

        Where Ibis fetches, it imports pandas first, which takes as long as a small question.
        """
        return self._found(table).to_arrow_table()

    def _found(self, table: ibis.Table) -> Any:
        """Relation of DuckDB for a table; the one place where it is given SQL."""
        found, _others = table._find_backends()
        backend = found[0] if found else self.backend
        backend._run_pre_execute_hooks(table)
        with _steps_apart():
            sql = backend.compile(table)
        return backend.con.sql(sql)

    def _asked(self, work: Callable[[], Any]) -> Any:
        """Result of a piece of work, in a thread of its own, so that Ctrl-C stops DuckDB too."""
        with self._explained(), warnings.catch_warnings(), ThreadPoolExecutor(1) as thread:
            # Ibis 12 calls methods that DuckDB 2 has renamed.
            warnings.filterwarnings("ignore", "fetch_arrow_table", DeprecationWarning)
            running = thread.submit(work)
            try:
                return running.result()
            except KeyboardInterrupt:
                # Once is not enough: it stops nothing while Ibis is between two queries.
                while not running.done():
                    for backend in (self.backend, *self._sealed.values()):
                        backend.con.interrupt()
                    wait([running], 0.1)
                raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        import duckdb

        try:
            yield
        except duckdb.InterruptException:
            raise KeyboardInterrupt from None
        except duckdb.OutOfMemoryException as error:
            raise EngineError(
                f"the question needs more than {self.memory} of memory and the free space of "
                f"{self.temp.parent}: write --engine duckdb:memory=SIZE,temp=DIR with more of one"
            ) from error
        except duckdb.IOException as error:
            raise EngineError(f"DuckDB cannot read the lake: {_line(error)}") from error
        except (duckdb.Error, OSError) as error:
            raise EngineError(f"DuckDB has stopped: {_line(error)}") from error


@contextmanager
def _steps_apart() -> Iterator[None]:
    """Let Ibis write each step as a query of its own.

    By default it puts steps together, which takes it longer, and writes out again what a later
    step uses twice, so that DuckDB computes it twice.
    """
    from ibis import options

    before = options.sql.fuse_selects
    options.sql.fuse_selects = False
    try:
        yield
    finally:
        options.sql.fuse_selects = before


def open_duckdb(options: str = "") -> DuckDB:
    """Open a DuckDB in memory; its options are ``memory=SIZE`` and ``temp=DIR``, with commas."""
    import ibis

    given = _options(options)
    base = Path(given.get("temp") or tempfile.gettempdir())
    if not os.path.isdir(base):  # noqa: PTH112 - no error for a name that is too long
        raise QueryError(f"engine duckdb: temp={base}: there is no such folder")
    _sweep(base)
    temp = Path(tempfile.mkdtemp(prefix=f"critmin-duckdb-{os.getpid()}-", dir=base))
    settings = {"temp_directory": str(temp), "preserve_insertion_order": False}
    if memory := given.get("memory") or _half():
        settings["memory_limit"] = memory
    try:
        return DuckDB(
            lambda: ibis.duckdb.connect(**settings), memory or "the machine's share", temp
        )
    except BaseException as error:  # also Ctrl-C: nobody else knows this folder
        shutil.rmtree(temp, ignore_errors=True)
        if isinstance(error, ModuleNotFoundError):
            raise MissingExtra("a lake", "lake") from None
        raise


def _options(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(",") if part]
    given = {key.strip(): value.strip() for key, _, value in pairs}
    if wrong := sorted(given.keys() - {"memory", "temp"}):
        raise QueryError(f"engine duckdb: {wrong[0]!r} is no option of it: write memory or temp")
    if "memory" in given and not _SIZE.fullmatch(given["memory"]):
        raise QueryError(f"engine duckdb: memory={given['memory']} is no size: write memory=4GB")
    return given


def _half() -> str:
    """Half of the machine's memory; empty where the system does not say how much it has."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return ""
    return f"{int(total * SHARE / 1e6)}MB"


def _sweep(base: Path) -> None:
    """Remove the temporary folders of runs that were killed."""
    for folder in base.glob("critmin-duckdb-*-*"):
        owner = folder.name.split("-")[2]
        if owner.isdecimal() and not _runs(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _runs(process: int) -> bool:
    if os.name == "nt":  # there signal 0 would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # another user's, or no signals may be sent: it may run
        return True
    return True


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
