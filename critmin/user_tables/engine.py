"""DuckDB as the engine that reads a user's large table: its memory, its folder, its progress."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import Any, TypeVar

from critmin.user_tables.large_files import NotPlain

MEMORY = "700MB"
LOOK = 0.1  # seconds between looks at how far DuckDB is
Watch = Callable[[Iterator[tuple[int, int]]], None]
T = TypeVar("T")


class Engine:
    """A connection to DuckDB with a folder of its own; `close` leaves nothing of them behind."""

    watch: Watch | None = None  # shows how far the reading is; set by a program with a terminal

    def __init__(self) -> None:
        self.folder = ""
        self.connection: Any = None

    def open(self) -> bool:
        """Connect; False if DuckDB is not installed."""
        try:
            import duckdb
        except ImportError:
            return False
        try:
            self.folder = tempfile.mkdtemp(prefix="critmin-")
            setting: dict[str, Any] = {"memory_limit": MEMORY, "temp_directory": self.folder}
            self.connection = duckdb.connect(config=setting)
            # Without the bar DuckDB does not say how far it is; with it, it prints on stdout.
            self.connection.execute("SET enable_progress_bar = true")
            self.connection.execute("SET enable_progress_bar_print = false")
        except BaseException:  # as Ctrl-C
            self.close()
            raise
        return True

    def close(self) -> None:
        """Disconnect and remove the folder."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def unless_odd(self, read: Callable[[], T]) -> T | None:
        """What a reading gives; closed and None if the table is not plain enough for it.

        So it is where DuckDB cannot read a file: the reader of single lines says what is wrong.
        """
        try:
            import duckdb

            try:
                return read()
            except duckdb.InterruptException:
                raise
            except (NotPlain, duckdb.Error):
                self.close()
                return None
        except BaseException:
            self.close()
            raise

    def run(self, sql: str) -> None:
        """Run a query that takes long, and show how far it is.

        Raises
        ------
        NotPlain
            If DuckDB cannot run it.
        """
        import duckdb

        failed: list[BaseException] = []
        ended = Event()  # a thread whose `join` is interrupted passes for ended when it is not

        def work() -> None:
            try:
                self.connection.execute(sql)
            except BaseException as error:  # a thread would print it, and the run go on
                failed.append(error)
            finally:
                ended.set()

        Thread(target=work, daemon=True).start()
        try:
            (self.watch or _exhaust)(_steps(self.connection, ended))
        except BaseException:
            self.connection.interrupt()
            ended.wait()
            raise
        ended.wait()
        if failed and isinstance(failed[0], duckdb.Error):
            raise NotPlain from failed[0]
        if failed:
            raise failed[0]


def percent_done(connection: Any) -> float:
    """How much of its query a connection has done, from 0 to 100; 0 if DuckDB does not say."""
    asked = getattr(connection, "query_progress", None)  # DuckDB has it from 1.3 on
    return max(0.0, min(100.0, asked())) if asked else 0.0


def _exhaust(steps: Iterator[tuple[int, int]]) -> None:
    for _ in steps:
        pass


def _steps(connection: Any, ended: Event) -> Iterator[tuple[int, int]]:
    """How much of a table is read, in percent."""
    while not ended.wait(LOOK):
        yield int(percent_done(connection)), 100
