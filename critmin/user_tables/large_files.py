"""Large files and frames of a user's as a relation of DuckDB, with their header and a sample."""

from __future__ import annotations

import csv
import glob
import io
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from critmin.core.errors import DataError, QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.user_tables.files import GZIP, PARQUET, decode_and_split, inner_suffix
from critmin.user_tables.frames import cost_or_none, name_of, spread_rows
from critmin.user_tables.grid import Grid, IsHeader, Score
from critmin.user_tables.limits import USUAL, Limits

LARGE_BYTES = 4_000_000  # of a text file, from which DuckDB reads it
MOST_TIMES = 10  # smaller that gzip usually makes a table of figures
LARGE_ROWS = 100_000  # of a frame or a Parquet file
SMALL_PARQUET = 10_000  # bytes that are not worth a look at the number of rows
MOST_PAGE = 64_000_000  # bytes of an unpacked page of Parquet; the usual ones have one million
MOST_DIGITS = 38  # of a decimal of DuckDB
HEAD = 65_536  # bytes of the head
PARTS, PART = 300, 4_096  # parts of the sample, spread over the file, and their bytes
BLOCK = 1 << 23
TEXT_SUFFIXES = {".csv", ".txt", ".tsv", ".tab"}
INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
FLOATS = {"DOUBLE", "FLOAT"}
NUMBERS = {*INTEGERS, "UBIGINT", *FLOATS}
FEW_DISTINCT = 2_000  # texts of a part of a column, up to which all of them are asked for
MOST_NAMES = 20_000  # texts of a column in the sample
SPREAD = 100_000  # rows of a frame in which its texts are looked for
SAMPLED = 600_000  # rows of a Parquet file in which its texts are looked for first


class NotPlain(Exception):
    """Table that only the reader of single lines can read or refuse."""


class Relation(NamedTuple):
    """Table as DuckDB sees it.

    ``grid`` has the header and how the file was read, with no rows; ``sql`` is the relation with
    a column ``c0``, ``c1`` ... for each header, of texts but for those of other types; ``texts``
    is the SQL of each cell as a text; ``numeric`` has the types of columns that are stored as
    numbers, by their places; ``sample`` are rows from all over a text file; ``unread`` are the
    places of columns of other types, as days and lists, whose cells are not read but for whether
    they are empty. ``distinct`` gives the texts of a column with types, the commonest first.
    ``path`` is the text file that DuckDB reads, the unpacked one of a packed table; else empty.
    """

    grid: Grid
    sql: str
    texts: tuple[str, ...]
    numeric: dict[int, str]
    sample: list[list[str]]
    unread: frozenset[int] = frozenset()
    distinct: Callable[[int], list[str]] | None = None
    path: str = ""

    @property
    def as_texts(self) -> str:
        """The relation with all its columns as texts."""
        if not self.numeric and not self.unread:
            return self.sql
        shown = ", ".join(f"{text} AS c{at}" for at, text in enumerate(self.texts))
        return f"(SELECT {shown} FROM {self.sql})"


def is_large(data: Any) -> bool:
    """Whether a table is so large that DuckDB is worth its start."""
    if isinstance(data, str) or hasattr(data, "__fspath__"):
        path = Path(name_of(data))
        if inner_suffix(path.name) not in TEXT_SUFFIXES | PARQUET:
            return False
        try:
            size = path.stat().st_size
        except OSError:
            return False
        if path.suffix.casefold() == ".gz":
            return size >= LARGE_BYTES // MOST_TIMES and inner_suffix(path.name) in TEXT_SUFFIXES
        if size >= LARGE_BYTES or path.suffix.casefold() not in PARQUET:
            return size >= LARGE_BYTES
        return size >= SMALL_PARQUET and _rows_of_parquet(path) >= LARGE_ROWS
    if isinstance(data, Sequence):
        return False
    try:
        return len(data) >= LARGE_ROWS
    except TypeError:
        return False


def _rows_of_parquet(path: Path) -> int:
    """Number of rows that the directory of a Parquet file says; 0 if it cannot be read."""
    cost = cost_or_none(str(path))
    return 0 if cost is None or find_spec("duckdb") is None else cost.rows


def relation_of(
    connection: Any,
    data: Any,
    is_header: IsHeader,
    score: Score,
    limits: Limits = USUAL,
    folder: str = "",
) -> Relation:
    """Table as a relation; a packed one is unpacked into a folder.

    Raises
    ------
    DataError
        If a Parquet file says that it has more rows than are read, or a packed one is damaged
        or beyond the limit of bytes.
    NotPlain
        If it is not plain enough, or not a table at all.
    """
    name = name_of(data)
    if not (isinstance(data, str) or hasattr(data, "__fspath__")):
        seal(connection)
        return _of_frame(connection, name, data)
    seal(connection, [name])
    if Path(name).suffix.casefold() in PARQUET:
        cost = cost_or_none(name)
        if cost is None or cost.grows or cost.largest > MOST_PAGE or cost.values > limits.cells:
            raise NotPlain
        rows = cost.rows
        limits.hold("large_rows", rows, name)
        if too_exact(connection, name):
            raise NotPlain
        source = f"read_parquet({_file(name)})"
        named = f"SELECT name FROM parquet_schema({quoted(glob.escape(name))})"
        part = min(100.0, 100 * SAMPLED / max(rows, 1))
        sampled = f"{source} TABLESAMPLE SYSTEM ({part:.4f}%)"
        found = _of_columns(connection, name, source, sampled, whole=True)
        if not {*found.grid.header} <= {text for (text,) in connection.execute(named).fetchall()}:
            raise NotPlain  # of two columns of one name DuckDB calls one otherwise
        return found
    path = Path(name)
    if path.suffix.casefold() == ".gz":
        path = _unpacked(path, Path(folder), limits)
    return _of_text(name, path, is_header, score, limits)


def _unpacked(path: Path, folder: Path, limits: Limits) -> Path:
    """Unpacked table in a folder; a small one is left to the reader of single lines."""
    plain = folder / f"table{inner_suffix(path.name)}"
    from critmin.user_tables.text_encoding import blocks

    try:
        with path.open("rb") as packed, plain.open("wb") as stream:
            if packed.read(len(GZIP)) != GZIP:
                raise NotPlain
            packed.seek(0)
            stream.writelines(blocks(str(path), packed, limits))
            if stream.tell() < LARGE_BYTES:
                raise NotPlain
    except OSError as error:  # as a full disk: single lines are read in memory
        raise NotPlain from error
    return plain


def seal(
    connection: Any, files: Sequence[str] = (), folders: Sequence[str] = (), *, locked: bool = True
) -> None:
    """Let a connection of DuckDB open these files, what is in these folders, and nothing else.

    Its own folder for temporary files stays open. Whatever a text in a table makes of a query, it
    reads no other file, writes none, uses no network and loads no extension. None of this can be
    taken back; where it is locked, no other setting is changed either.
    """
    for setting, paths in (("allowed_paths", files), ("allowed_directories", folders)):
        # DuckDB asks for the pattern that stands for one file too.
        every = [text for path in paths for text in dict.fromkeys([path, glob.escape(path)])]
        connection.execute(f"SET {setting} = [{', '.join(map(quoted, every))}]")
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
        connection.execute(f"SET {setting} = false")
    connection.execute("SET enable_external_access = false")
    if locked:
        connection.execute("SET lock_configuration = true")


def too_exact(connection: Any, name: str) -> list[str]:
    """Columns of a Parquet file with decimals of more digits than DuckDB holds.

    It reads them as floats, and before 1.3 as wrong ones.
    """
    schema = f"parquet_schema({quoted(glob.escape(name))})"
    found = connection.execute(f"SELECT name FROM {schema} WHERE precision > {MOST_DIGITS}")
    return [column for (column,) in found.fetchall()]


def quoted(text: str) -> str:
    """A text of SQL."""
    return "'" + text.replace("'", "''") + "'"


def _file(name: str) -> str:
    """Argument of DuckDB that stands for one file: no sign of its name is a pattern."""
    return f"{quoted(glob.escape(name))}, hive_partitioning = false"


def _of_frame(connection: Any, name: str, frame: Any) -> Relation:
    module = type(frame).__module__.partition(".")[0]
    if module == "polars":
        frame = frame.to_arrow()
    elif module == "pandas":
        if any(level is not None for level in frame.index.names):
            raise NotPlain
        if not all(isinstance(column, str) for column in frame.columns):
            raise NotPlain
    elif module != "pyarrow":
        raise NotPlain
    connection.register("frame", frame)
    connection.register("part", spread_rows(frame, SPREAD, PARTS))
    return _of_columns(connection, name, "frame", "part", whole=False)


def _of_columns(connection: Any, name: str, source: str, part: str, *, whole: bool) -> Relation:
    """Relation of a table whose columns have types.

    Numbers stay numbers: DuckDB makes a text of one only where it is asked for.

    Parameters
    ----------
    connection
        Connection of DuckDB.
    name : str
        Name of the table.
    source, part : str
        SQL of the table, and of a part of it from which its texts are taken.
    whole : bool
        Take the texts from all rows where a part has few: of Parquet, which stores each once.
    """
    try:
        found = connection.sql(f"SELECT * FROM {source} LIMIT 0")
    except Exception as error:
        raise NotPlain from error
    header, types = list(found.columns), [str(kind) for kind in found.types]
    if len({text.casefold() for text in header}) < len(header):
        raise NotPlain
    shown, texts, numeric, unread = [], [], {}, set()
    for at, (column, kind) in enumerate(zip(header, types, strict=True)):
        cell, text = '"' + column.replace('"', '""') + '"', f"c{at}"
        listed = kind.endswith("]")  # DECIMAL(4,2)[] is a list of numbers
        if kind in NUMBERS or (kind.startswith("DECIMAL") and not listed):
            numeric[at] = kind
            text = f"CAST(c{at} AS VARCHAR)"
            # Not isnan: DuckDB 2.0 takes it from statistics of Parquet, which leave NaN out.
            text = f"nullif({text}, 'nan')" if kind in FLOATS else text
            text = f"coalesce({text}, '')"
        elif kind != "VARCHAR" and (listed or not kind.startswith("ENUM")):
            unread.add(at)
            text = f"CASE WHEN c{at} IS NULL THEN '' ELSE {quoted(kind)} END"
        else:
            cell = f"coalesce(CAST({cell} AS VARCHAR), '')"
        shown.append(f"{cell} AS c{at}")
        texts.append(text)
    columns = ", ".join(shown)

    def distinct_of(at: int, rows: str) -> list[str]:
        found = connection.execute(
            f"SELECT {texts[at]} AS text FROM (SELECT {columns} FROM {rows}) GROUP BY text "
            f"ORDER BY count(*) DESC, text LIMIT {MOST_NAMES}"
        ).fetchall()
        return [text for (text,) in found]

    def distinct(at: int) -> list[str]:
        found = distinct_of(at, part)
        return distinct_of(at, source) if whole and len(found) <= FEW_DISTINCT else found

    return Relation(
        Grid(name, header, []),
        f"(SELECT {columns} FROM {source})",
        tuple(texts),
        numeric,
        [],
        frozenset(unread),
        distinct,
    )


def _of_text(name: str, path: Path, is_header: IsHeader, score: Score, limits: Limits) -> Relation:
    with path.open("rb") as stream:
        start = stream.read(HEAD)
        size = stream.seek(0, io.SEEK_END)
        head = start if size <= HEAD else start[: start.rfind(b"\n") + 1]
        try:
            grid = decode_and_split(name, head, is_header, score, limits)
        except (DataError, QueryError) as error:
            raise NotPlain from error
        if grid.broken or grid.encoding or grid.footnotes or not grid.rows:
            raise NotPlain
        if not grid.header[-1].strip() or len(grid.separator.encode()) != 1:
            raise NotPlain
        sample = [cells for _, cells in grid.rows]
        sample += _spread(stream, size, grid)
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(grid.header)))
    source = _file(str(path))
    sql = (
        f"(SELECT * FROM read_csv({source}, delim = {quoted(grid.separator)}, quote = '\"', "
        f"escape = '\"', header = false, skip = {grid.header_line}, auto_detect = false, "
        f"strict_mode = true, nullstr = '\x1e\x1e', columns = {{{columns}}}))"
    )
    grid.rows.clear()
    texts = tuple(f"c{at}" for at in range(len(grid.header)))
    return Relation(grid, sql, texts, {}, sample, path=str(path))


def _spread(stream: Any, size: int, grid: Grid) -> Iterator[list[str]]:
    """Rows from parts all over a file, so that a sorted one shows most of its names."""
    for part in range(1, PARTS + 1):
        if size <= HEAD:
            return
        stream.seek(max(HEAD, (size - PART) * part // PARTS))
        block = stream.read(PART).decode("utf-8", "replace")
        lines = block.split("\n")[1:-1]
        try:
            rows = list(csv.reader(lines, delimiter=grid.separator, strict=True))
        except csv.Error as error:
            raise NotPlain from error
        yield from (cells for cells in rows if len(cells) == len(grid.header))


def refuse_odd_bytes(file: str, below: int, rows: int) -> None:
    """Refuse a text in which a row is not one line, or with bytes that no text has.

    Raises
    ------
    NotPlain
        If the lines below the header are not as many as the rows.
    """
    ends, last = 0, b"\n"
    with Path(file).open("rb") as stream:
        while block := stream.read(BLOCK):
            if b"\x00" in block:
                raise NotPlain
            if b"\r" in block and block.count(b"\r") - block.endswith(b"\r") != block.count(
                b"\r\n"
            ):
                raise NotPlain
            ends += block.count(b"\n")
            last = block[-1:]
    if ends + (last != b"\n") - below != rows:
        raise NotPlain
