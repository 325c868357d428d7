"""Limits of what is read of a user's file: the one table of them, and how they are raised.

A file may be small and its table huge: a workbook that packs a gigabyte of spaces into a megabyte,
a Parquet file of a few bytes that repeats one row a billion times. What is beyond a limit is
refused before it fills the memory.
"""

from __future__ import annotations

import re
from time import process_time

from critmin.core import arguments
from critmin.core.errors import DataError, QueryError
from critmin.core.named_tuple import NamedTuple

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
