"""Limits of what is read of a user's file: the one table of them, and how they are raised.

A file may be small and its table huge: a workbook that packs a gigabyte of spaces into a megabyte,
a Parquet file of a few bytes that repeats one row a billion times. What is beyond a limit is
refused before it fills the memory. What a library does inside, where nothing can be counted, is run
in a process of its own, with limits of memory and processor where the system has them; a tenth of
a second for its start is paid by odd files alone.
"""

from __future__ import annotations

import os
import re
import sys
from importlib import import_module
from time import process_time
from typing import Any

from critmin.core import arguments
from critmin.core.errors import DataError, QueryError
from critmin.core.named_tuple import NamedTuple

START = "import sys; sys.path[:] = sys.argv[3:]; import critmin.user_tables.limits as c; c.main()"
OF_ITSELF = 600_000_000  # bytes of address space that Python and its libraries take
NUMBER = re.compile(r"([0-9]{1,15})\s*([kMG]?)B?")
TIMES = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9}
# What each limit counts, as a message says it after the number.
WORDS = {
    "bytes": "bytes",
    "rows": "rows",
    "cells": "cells",
    "columns": "columns",
    "line": "characters in a line",
    "cell": "characters in a cell",
    "large_rows": "rows",
    "depth": "elements of XML within another",
    "seconds": "processor seconds",
    "memory": "bytes of memory",
}


class Limits(NamedTuple):
    """Limits, with what they are if nothing else is said.

    ``bytes`` of a file or of standard input, and of all parts of a workbook unpacked; ``rows``,
    ``cells`` and ``columns`` of a table; ``line``, characters of one line of text; ``cell``,
    characters of one cell; ``large_rows`` of a Parquet file or supplier list that DuckDB reads,
    which ``rows``, ``cells`` and, unless gzip packed it, ``bytes`` do not hold; ``depth`` of XML;
    ``seconds`` of the processor and ``memory`` in bytes, which only a file of a stranger needs:
    they end a reading whose cost none of the counts foresaw.
    """

    bytes: int = 256_000_000
    rows: int = 500_000
    cells: int = 10_000_000
    columns: int = 200
    line: int = 1_000_000
    cell: int = 131_072
    large_rows: int = 100_000_000
    depth: int = 100
    seconds: int = 300
    memory: int = 4_000_000_000

    def hold(self, name: str, met: int, file: str, *, line: int | None = None) -> None:
        """Refuse what is beyond a limit.

        Parameters
        ----------
        name : str
            The limit.
        met : int
            Number that was met; the reading may have stopped there.
        file : str
            Name of the file.
        line : int, optional
            Line where it was met.

        Raises
        ------
        DataError
            If the number is above the limit.
        """
        limit = int(getattr(self, name))
        if met > limit:
            raise self.beyond(name, f"{met:,}", file, line=line)

    def beyond(self, name: str, met: str, file: str, *, line: int | None = None) -> DataError:
        """Error of what is beyond a limit: what was met, the limit, and what raises it."""
        limit = int(getattr(self, name))
        swap = ": swap rows and columns," if name == "columns" else ":"
        has = "has taken" if name in {"seconds", "memory"} else "has"
        return DataError(
            f"{has} {met} {WORDS[name]}, more than {limit:,}{swap} cut it down, or raise the limit "
            f"with --limit {name}=NUMBER",
            file=file,
            line=line,
            code="too_many_columns" if name == "columns" else "limit",
        )


USUAL = Limits()


class Clock:
    """Seconds of the processor that the reading of a file takes, looked at between its steps."""

    def __init__(self, file: str, limits: Limits) -> None:
        self._file, self._limits, self._start = file, limits, process_time()

    def look(self) -> None:
        """Refuse a file that takes longer than the limit.

        Raises
        ------
        DataError
            If it does.
        """
        self._limits.hold("seconds", int(process_time() - self._start), self._file)


def read_limits(given: arguments.Pairs) -> Limits:
    """Limits of which some are raised or lowered, as ``rows=2000000`` or ``bytes=2GB``.

    Raises
    ------
    QueryError
        For a limit that there is not, or a number that cannot be read.

    Examples
    --------
    >>> read_limits(["rows=2M", "bytes=1 GB"]).rows, read_limits("rows=5,cells=10").cells
    (2000000, 10)
    """
    found: dict[str, int] = {}
    for pair in (part for one in arguments.pairs(given) for part in one.split(",")):
        name, _, text = pair.partition("=")
        name, number = name.strip().replace("-", "_"), NUMBER.fullmatch(text.strip())
        if name not in Limits._fields or number is None or not int(number[1]):
            known = ", ".join(Limits._fields)
            raise QueryError(
                f"--limit is {pair!r}: write NAME=NUMBER, as rows=2000000 or bytes=2GB, with one "
                f"of {known}"
            )
        found[name] = int(number[1]) * TIMES[number[2]]
    return USUAL._replace(**found)


class Spent(Exception):
    """The process was ended at one of its limits: ``memory`` or ``seconds``."""


def run(function: str, *given: Any, memory: int, seconds: int) -> Any:
    """Result of a function of critmin, or its `DataError`.

    Parameters
    ----------
    function : str
        ``module:name`` of it.
    given
        Its arguments.
    memory, seconds : int
        Bytes of memory and seconds of the processor, at most.

    Raises
    ------
    Spent
        If it took more.
    DataError
        As the function.
    """
    import pickle
    import subprocess

    if not sys.executable or os.name != "posix":  # a program that Python is a part of
        return _called(function, given)
    limits = [str(memory + OF_ITSELF), str(seconds)]
    with subprocess.Popen(
        [sys.executable, "-c", START, *limits, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            said, _ = process.communicate(pickle.dumps((function, given)))
        except BaseException:  # as Ctrl-C
            process.kill()
            raise
    answer: tuple[str, Any] = ("spent", "") if process.returncode else _read(said)
    kind, found = answer
    if kind == "spent":
        raise Spent(found or ("seconds" if process.returncode in {-24, -9} else "memory"))
    if kind == "refused":
        message, file, line, column, code = found
        raise DataError(message, file=file, line=line, column=column, code=code)
    return found


# All that an answer may be made of, beside plain values: no function is among them.
ANSWERS = {
    ("critmin.user_tables.frames", "TypedLines"),
    ("critmin.user_tables.decimal_notation", "Exact"),
}


def _read(said: bytes) -> tuple[str, Any]:
    """An answer; the process had a stranger's file in it, and may make no other thing here."""
    import io
    import pickle

    class Answers(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            if (module, name) in ANSWERS:
                return super().find_class(module, name)
            raise pickle.UnpicklingError(f"{module}.{name}")

    try:
        kind, found = Answers(io.BytesIO(said)).load()
    except (EOFError, pickle.UnpicklingError, ValueError, TypeError):
        return "spent", "memory"
    return kind, found


def _called(function: str, given: tuple[Any, ...]) -> Any:
    module, _, name = function.partition(":")
    return getattr(import_module(module), name)(*given)


def main() -> None:
    """Run what stands on standard input, and write what comes of it."""
    import pickle
    import resource

    memory, seconds = map(int, sys.argv[1:3])
    for kind, limit in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
        hard = resource.getrlimit(kind)[1]
        least = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (least, hard))
    function, given = pickle.load(sys.stdin.buffer)
    try:
        answer = pickle.dumps(("found", _called(function, given)))
    except MemoryError:
        answer = pickle.dumps(("spent", "memory"))
    except DataError as error:
        told = (error.problem, error.file, error.line, error.column, error.code)
        answer = pickle.dumps(("refused", told))
    sys.stdout.buffer.write(answer)
