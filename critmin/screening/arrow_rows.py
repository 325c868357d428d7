"""Rows of an answer as they come from an engine: columns of pyarrow, made rows when they are read.

A screen can have millions of rows; written as Parquet they never become rows of Python.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    import pyarrow as pa

SEVERAL = ("minerals", "flag", "source")  # columns of several names, joined with ``;``
BATCH = 65_536


class ArrowRows(Sequence[Any]):
    """Rows of a table of pyarrow, made one after another.

    Parameters
    ----------
    table : pyarrow.Table
        With the fields of the row, in their order.
    row : type
        Class of the rows.
    """

    def __init__(self, table: pa.Table, row: type) -> None:
        self.table, self.row = table, row

    def __len__(self) -> int:
        return len(self.table)

    def __iter__(self) -> Iterator[Any]:
        for batch in self.table.to_batches(max_chunksize=BATCH):
            columns = [
                [tuple(cell.split(";")) if cell else () for cell in column.to_pylist()]
                if name in SEVERAL
                else column.to_pylist()
                for name, column in zip(batch.schema.names, batch.columns, strict=True)
            ]
            yield from map(self.row, *columns)

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Any]: ...
    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return tuple(self)[at]
        place = at if at >= 0 else len(self) + at
        return next(iter(ArrowRows(self.table.slice(place, 1), self.row)))


def mapped(column: pa.ChunkedArray, function: Callable[[Any], Any]) -> Any:
    """A column with each distinct value replaced by a function's."""
    import pyarrow as pa
    import pyarrow.compute as pc

    distinct = column.unique()
    found = [None if one is None else function(one) for one in distinct.to_pylist()]
    values = pa.array(found) if any(one is not None for one in found) else pa.array(found, "string")
    return values.take(pc.index_in(column.combine_chunks(), distinct))


def masked(table: pa.Table, column: str, test: str, other: str | float) -> Any:
    """Whether a column compares with another one or with a number; not where a figure is absent."""
    import pyarrow.compute as pc

    with_ = table[other] if isinstance(other, str) else other
    return pc.fill_null(getattr(pc, test)(table[column], with_), False)


def among(table: pa.Table, names: Sequence[str], keys: Collection[Any], also: Any) -> Any:
    """Whether the cells of some columns are among keys, or another test is true."""
    if not keys:
        return also
    cells = zip(*(table[name].to_pylist() for name in names), also.to_pylist(), strict=True)
    return tests([bool(test) or of in keys for *of_, test in cells for of in (tuple(of_),)])


def tests(found: Sequence[bool]) -> Any:
    """A column of tests, which has its type also where there is no row."""
    import pyarrow as pa

    return pa.array(found, pa.bool_())


def both(one: Any, other: Any) -> Any:
    """Whether two tests are true in a row."""
    import pyarrow.compute as pc

    return pc.and_(one, other)


def joined(table: pa.Table, names: Sequence[str], tests: Sequence[Any]) -> Any:
    """Names whose test is true in a row, joined with ``;``."""
    import numpy as np
    import pyarrow as pa

    bits = np.zeros(len(table), dtype="int64")
    for place, test in enumerate(tests):
        if test is not None and not pa.types.is_null(test.type):  # of no row
            found = test.combine_chunks() if isinstance(test, pa.ChunkedArray) else test
            found = found.cast("bool")  # without rows it is of no type
            bits |= found.fill_null(False).to_numpy(zero_copy_only=False).astype("int64") << place
    return mapped(
        pa.chunked_array([pa.array(bits)]),
        lambda mask: ";".join(name for at, name in enumerate(names) if mask >> at & 1),
    )


def with_columns(table: pa.Table, new: dict[str, Any]) -> pa.Table:
    """Table with more columns; a text is the same in all rows."""
    import pyarrow as pa

    for name, values in new.items():
        column = pa.repeat(values, len(table)) if isinstance(values, str) else values
        if not pa.types.is_string(column.type) and pa.types.is_null(column.type):
            column = column.cast(pa.string())
        table = table.append_column(name, column)
    return table


def sorted_rows(tables: Sequence[pa.Table], row: type) -> pa.Table:
    """Rows of several tables with the fields of a row, as `critmin.screening.rows.ranked` has them.

    The order is by buyer, newest year, what meets the rule, then the largest imports.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pa.concat_tables(tables, promote_options="permissive")
    first = pc.fill_null(pc.if_else(found["meets"], 0, 2), 1)
    found = found.append_column("_first", first)
    order = [
        ("buyer", "ascending"),
        ("year", "descending"),
        ("_first", "ascending"),
        ("imports", "descending"),
        ("code", "ascending"),
    ]
    names: Sequence[str] = row._fields  # type: ignore[attr-defined]
    return found.sort_by(order).select(list(names))


def parquet(table: pa.Table) -> bytes:
    """A Parquet file."""
    from io import BytesIO

    from pyarrow import parquet as pq

    target = BytesIO()
    pq.write_table(table, target)
    return target.getvalue()
