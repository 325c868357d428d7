"""Frames and rows of a program as lines of texts: pandas, polars, pyarrow, lists of dicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from math import isfinite
from pathlib import Path
from struct import pack
from typing import Any

from critmin.core.errors import DataError, MissingExtra, QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.user_tables.decimal_notation import Exact
from critmin.user_tables.grid import Lines
from critmin.user_tables.limits import USUAL, Limits, Spent, run
from critmin.user_tables.parquet_pages import Cost, NotParquet, TooLarge, cost_of

PLAIN_BYTES = 64_000_000  # unpacked, up to which a Parquet file is read in this process
BATCH = 16_384  # rows of a Parquet file that are read at once
ENCRYPTED = b"PARE"
SINGLE = {"float32", "float16", "Float32", "Float16"}  # and as narwhals and pandas call them
SINGLE |= {"float[pyarrow]", "halffloat[pyarrow]"}
WIDEST = 64  # bytes of a cell of fixed width
ODD = "(no text or number)"  # in place of a value that is not read


class TypedLines(NamedTuple):
    """Lines of a table whose cells have types, and what columns hold that is no single value."""

    lines: Lines
    nested: dict[int, str]


def name_of(data: Any) -> str:
    """Name of data in answers and errors: the file's, else what it is.

    >>> name_of("mine.csv"), name_of([{"mineral": "tin"}])
    ('mine.csv', 'rows')
    """
    if isinstance(data, str):
        return data
    if hasattr(data, "__fspath__"):
        return str(data.__fspath__())
    return "rows" if isinstance(data, Sequence) else type(data).__name__


def lines_of(data: Any) -> TypedLines:
    """Lines of a frame or of rows, the header first as line 1.

    Numbers keep their value; None, NaN, and in pandas any missing value, is an empty cell.

    Raises
    ------
    QueryError
        If it is neither.
    MissingExtra
        If narwhals, which reads frames other than those of pandas, is not installed.
    """
    if isinstance(data, Sequence):
        return _of_rows(data)
    if type(data).__module__.partition(".")[0] == "pandas":
        return of_pandas(data)
    try:
        import narwhals
    except ImportError:
        raise MissingExtra(f"reading a {type(data).__name__}", "frames") from None
    try:
        frame = narwhals.from_native(data, eager_only=True)
    except TypeError:
        raise QueryError(
            f"data is a {type(data).__name__}: give the name of a file, a DataFrame or a list of "
            "dicts (collect a lazy frame first)"
        ) from None
    single = [at for at, kind in enumerate(frame.schema.values()) if str(kind) in SINGLE]
    return _numbered(list(frame.columns), frame.iter_rows(), single)


def _of_rows(rows: Sequence[Any]) -> TypedLines:
    if not all(isinstance(row, Mapping) for row in rows):
        raise QueryError("data is a list: give each row as a dict of column and value")
    header = list(dict.fromkeys(name for row in rows for name in row))
    return _numbered(header, ([row.get(name) for name in header] for row in rows))


def of_pandas(frame: Any) -> TypedLines:
    """Lines of a pandas DataFrame; an index counts as columns if it has a name."""
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise QueryError(f"data is a {type(frame).__name__}: give a DataFrame")
    indexed = [name for name in frame.index.names if name is not None]
    if indexed and not {*indexed} & {*frame.columns}:
        frame = frame.reset_index(level=indexed)
    single = [at for at, kind in enumerate(frame.dtypes) if str(kind) in SINGLE]
    values = frame.astype(object).where(frame.notna(), None)
    header = [str(name) for name in frame.columns]
    return _numbered(header, values.itertuples(index=False), single)


def spread_rows(frame: Any, rows: int, parts: int) -> Any:
    """Rows from all over a large frame of pandas or pyarrow, about as many as asked for."""
    if hasattr(frame, "iloc"):
        step = max(1, len(frame) // rows)  # a prime, as rows often repeat after 100 or 200
        return frame.iloc[:: next(n for n in count(step) if all(n % m for m in range(2, n)))]
    import pyarrow as pa

    table = pa.Table.from_batches([frame]) if isinstance(frame, pa.RecordBatch) else frame
    starts = range(0, max(1, len(table)), max(1, len(table) // parts))
    return pa.concat_tables(table.slice(at, rows // parts) for at in starts)


def _numbered(
    header: Sequence[Any], rows: Iterable[Iterable[Any]], single: Sequence[int] = ()
) -> TypedLines:
    """Lines of rows; ``single`` are places of columns of floats of four bytes or fewer."""
    lines = [(1, [str(name) for name in header])]
    nested: dict[int, str] = {}
    if single:
        places = {*single}
        rows = (
            [_shortest(cell) if at in places else cell for at, cell in enumerate(row)]
            for row in rows
        )
    for number, row in enumerate(rows, start=2):
        lines.append((number, [_text(value, at, nested) for at, value in enumerate(row)]))
    return TypedLines(lines, nested)


def _shortest(value: Any) -> Any:
    """A float of four bytes as the number of fewest digits that is stored alike: 0.1 for 0.1.

    Eight bytes of it would show digits that nobody wrote, 0.10000000149011612.

    >>> _shortest(0.10000000149011612), _shortest(16777216.0), _shortest(None)
    (0.1, 16777216.0, None)
    """
    if not isinstance(value, float) or not isfinite(value):
        return value
    stored = pack("f", value)
    texts = (f"{value:.{digits}g}" for digits in range(6, 10))
    return next((float(text) for text in texts if pack("f", float(text)) == stored), value)


def _text(value: Any, at: int, nested: dict[int, str]) -> str:
    from decimal import Decimal
    from numbers import Real

    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Real | Decimal) and not isinstance(value, bool):
        return "" if value != value else Exact(value)  # NaN: no figure
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            nested[at] = "bytes that are no text"
    elif isinstance(value, Iterable):
        nested[at] = "several values in a cell"
    return str(value)


def parquet_lines(file: str, limits: Limits = USUAL) -> TypedLines:
    """Lines of a Parquet file, the header first.

    Whole numbers stay whole beside cells without a value, which a frame of pandas would not allow.

    Raises
    ------
    MissingExtra
        If pyarrow is not installed.
    DataError
        If the file is not Parquet, is damaged or encrypted, or is beyond a limit.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise MissingExtra("reading .parquet", "parquet") from None
    _refuse_unreadable(file)
    cost = cost_or_none(file)
    if cost is not None:
        limits.hold("bytes", cost.bytes, file)
        if not cost.grows and cost.bytes <= PLAIN_BYTES:
            return read_parquet(file, limits)
    try:
        found: TypedLines = run(
            f"{__name__}:read_parquet", file, limits, memory=limits.memory, seconds=limits.seconds
        )
    except Spent as spent:
        name = str(spent)
        raise limits.beyond(name, f"over {getattr(limits, name):,}", file) from spent
    return found


def cost_or_none(file: str) -> Cost | None:
    """What a Parquet file costs to unpack; None if its pages do not say.

    Raises
    ------
    DataError
        If its directory alone would fill the memory.
    """
    try:
        return cost_of(Path(file))
    except TooLarge as error:
        raise DataError(
            "cannot be read as a Parquet file: its directory is too large", file=file, code="format"
        ) from error
    except (NotParquet, OSError):
        return None


def read_parquet(file: str, limits: Limits) -> TypedLines:
    """Lines of a Parquet file whose cost is known, or that is read in a process of its own.

    Raises
    ------
    DataError
        As `parquet_lines`.
    """
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(file) as stored:
            plain = _plain_columns(stored.schema_arrow)
        # Texts that repeat are kept once: a short file may repeat a long one for every row.
        with parquet.ParquetFile(file, read_dictionary=plain) as stored:
            found = stored.metadata
            limits.hold("columns", len(stored.schema_arrow), file)
            limits.hold("rows", found.num_rows, file)
            groups = map(found.row_group, range(found.num_row_groups))
            limits.hold("bytes", sum(group.total_byte_size for group in groups), file)
            lines = _parquet_rows(stored, file, limits)
    except (DataError, MemoryError):
        raise
    except Exception as error:
        raise DataError("cannot be read as a Parquet file", file=file, code="format") from error
    if len(lines.lines) - 1 != found.num_rows:
        raise DataError(
            f"cannot be read as a Parquet file: it says {found.num_rows:,} rows and has "
            f"{len(lines.lines) - 1:,}",
            file=file,
            code="format",
        )
    return lines


def _refuse_unreadable(file: str) -> None:
    """Refuse a file that is not there, no file, or encrypted."""
    path = Path(file)
    if path.is_dir():
        raise DataError("is a folder: name a CSV, TSV, XLSX or Parquet file", file=file)
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
    except FileNotFoundError:
        raise DataError("no such file", file=file) from None
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=file) from error
    if start == ENCRYPTED:
        raise DataError(
            "is an encrypted Parquet file: save it without encryption", file=file, code="format"
        )


def _plain_columns(schema: Any) -> list[str]:
    """Columns of texts or bytes."""
    import pyarrow as pa

    kinds = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary)
    return [one.name for one in schema if any(is_kind(one.type) for is_kind in kinds)]


def _parquet_rows(stored: Any, file: str, limits: Limits) -> TypedLines:
    """Rows of a Parquet file; of a column that is no text, number, day or time, what it is."""
    import pyarrow as pa

    schema = stored.schema_arrow
    odd = {
        at: str(one.type)
        for at, one in enumerate(schema)
        if pa.types.is_nested(one.type)
        or isinstance(one.type, pa.BaseExtensionType)
        or (pa.types.is_fixed_size_binary(one.type) and one.type.byte_width > WIDEST)
    }
    if len(set(schema.names)) < len(schema):
        raise DataError("has two columns of one name: keep one", file=file, code="format")
    read = [name for at, name in enumerate(schema.names) if at not in odd]
    kinds = (schema.field(name).type for name in read)
    single = [
        at
        for at, kind in enumerate(kinds)
        if pa.types.is_float32(kind) or pa.types.is_float16(kind)
    ]
    found = _numbered(read, _values(stored, read, file, limits), single)
    nested = {schema.names.index(read[at]): said for at, said in found.nested.items()}
    nested |= {at: f"values of the type {kind}" for at, kind in odd.items()}
    for at in sorted(odd):
        for number, cells in found.lines:
            cells.insert(at, schema.names[at] if number == 1 else ODD)
    return TypedLines(found.lines, nested)


def _values(stored: Any, names: list[str], file: str, limits: Limits) -> Iterator[tuple[Any, ...]]:
    """Rows of a Parquet file, all letters of its texts within the limit of bytes."""
    import pyarrow as pa

    letters = 0
    for batch in stored.iter_batches(batch_size=BATCH, columns=names):
        columns = []
        for column in batch.columns:
            if not pa.types.is_dictionary(column.type):
                columns.append(column.to_pylist())
                continue
            texts = column.dictionary.to_pylist()
            places = column.indices.to_pylist()
            columns.append([None if at is None else texts[at] for at in places])
            lengths = [len(text) if isinstance(text, str | bytes) else 0 for text in texts]
            limits.hold("cell", max(lengths, default=0), file)
            letters += sum(lengths[at] for at in places if at is not None)
            limits.hold("bytes", letters, file)
        # A table of lists alone has rows without a cell that is read.
        yield from zip(*columns, strict=True) if columns else [()] * batch.num_rows
