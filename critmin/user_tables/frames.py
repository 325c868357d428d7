"""Frames and rows of a program as lines of texts: pandas, polars, pyarrow, lists of dicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from critmin.core.errors import DataError, MissingExtra, QueryError
from critmin.user_tables.decimal_notation import Exact
from critmin.user_tables.grid import Lines


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


def lines_of(data: Any) -> Lines:
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
    return _numbered(list(frame.columns), frame.iter_rows())


def _of_rows(rows: Sequence[Any]) -> Lines:
    if not all(isinstance(row, Mapping) for row in rows):
        raise QueryError("data is a list: give each row as a dict of column and value")
    header = list(dict.fromkeys(name for row in rows for name in row))
    return _numbered(header, ([row.get(name) for name in header] for row in rows))


def of_pandas(frame: Any) -> Lines:
    """Lines of a pandas DataFrame; an index counts as columns if it has a name."""
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise QueryError(f"data is a {type(frame).__name__}: give a DataFrame")
    indexed = [name for name in frame.index.names if name is not None]
    if indexed and not {*indexed} & {*frame.columns}:
        frame = frame.reset_index(level=indexed)
    values = frame.astype(object).where(frame.notna(), None)
    return _numbered([str(name) for name in frame.columns], values.itertuples(index=False))


def _numbered(header: Sequence[Any], rows: Iterable[Iterable[Any]]) -> Lines:
    lines = [(1, [str(name) for name in header])]
    lines += [(number, [_text(v) for v in row]) for number, row in enumerate(rows, start=2)]
    return lines


def _text(value: Any) -> str:
    from decimal import Decimal
    from numbers import Real

    if value is None:
        return ""
    if isinstance(value, Real | Decimal) and not isinstance(value, bool):
        return "" if value != value else Exact(value)  # NaN: no figure
    return str(value)


def parquet_lines(file: str) -> Lines:
    """Lines of a Parquet file, the header first.

    Raises
    ------
    MissingExtra
        If pyarrow is not installed.
    DataError
        If the file is not Parquet.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise MissingExtra("reading .parquet", "parquet") from None
    import pandas as pd

    try:
        frame = pd.read_parquet(file)
    except Exception as error:
        raise DataError("cannot be read as a Parquet file", file=file, code="format") from error
    return of_pandas(frame)
