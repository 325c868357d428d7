"""Answers as frames of pandas, polars and pyarrow, and as Parquet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from critmin.answers.formats import Layout
from critmin.answers.table import Table
from critmin.answers.text import plain
from critmin.core.errors import MissingExtra
from critmin.core.folding import encodable

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

DTYPES = {"integer": "Int64", "number": "float64", "boolean": "boolean", "string": "object"}
Value = str | int | float | bool | None
WIDER = {"bloc", "region"}  # kinds of rows that hold the countries of other rows


def without_totals(table: Table) -> Table:
    """Leave out rows that hold other rows, so that a column can be added up.

    Printed totals are left out, and blocs and regions where countries are listed too. The residual
    ("other countries") is no total: it stays, as without it shares add up to less than 1.
    """
    if "kind" not in table.names:
        return table
    at = table.names.index("kind")
    left_out = {"total"} | (WIDER if any(row[at] == "country" for row in table.rows) else set())
    return table.in_order([i for i, row in enumerate(table.rows) if row[at] not in left_out])


def about(table: Table) -> dict[str, Any]:
    """What an answer says beside its rows: summary, query, units, sources, warnings."""
    return {
        "summary": table.summary,
        "query": {key: _encodable(value) for key, value in table.query.items()},
        "units": {column.name: column.unit for column in table.columns if column.unit},
        "sources": [source._asdict() for source in table.sources],
        "warnings": [caution.as_dict() for caution in table.warnings],
    }


def _encodable(value: Any) -> Any:
    """An argument that a file can hold: names of files need not be UTF-8."""
    return encodable(value) if isinstance(value, str) else value


def _values(table: Table) -> list[list[Value]]:
    """Values of all columns, in one pass: a long answer makes each row when it is read."""
    found: list[list[Value]] = [[] for _ in table.columns]
    for row in table.rows:
        for values, cell in zip(found, row, strict=True):
            values.append(plain(cell))
    return found


def to_pandas(table: Table, *, totals: bool = True) -> pd.DataFrame:
    """Convert an answer to a pandas DataFrame; its ``attrs`` is `about`."""
    import pandas as pd

    shown = table if totals else without_totals(table)
    frame = pd.DataFrame(
        {
            column.name: pd.Series(values, dtype=DTYPES[column.type])
            for column, values in zip(shown.columns, _values(shown), strict=True)
        }
    )
    frame.attrs = about(table)
    return frame


def to_polars(table: Table, *, totals: bool = True) -> pl.DataFrame:
    """Convert an answer to a polars DataFrame.

    Raises
    ------
    MissingExtra
        If polars is not installed.
    """
    try:
        import polars as pl
    except ImportError:
        raise MissingExtra("a polars DataFrame", "polars") from None
    types = {"integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean, "string": pl.String}
    shown = table if totals else without_totals(table)
    return pl.DataFrame(
        [
            pl.Series(column.name, values, dtype=types[column.type])
            for column, values in zip(shown.columns, _numbers(shown), strict=True)
        ]
    )


def _numbers(table: Table) -> list[list[Value]]:
    """Values of all columns; whole numbers in a column of numbers as floats."""
    found = _values(table)
    for at, column in enumerate(table.columns):
        if column.type == "number":
            found[at] = [float(one) if isinstance(one, int) else one for one in found[at]]
    return found


def to_arrow(table: Table, *, totals: bool = True) -> pa.Table:
    """Convert an answer to a pyarrow Table; its schema's metadata has `about` as JSON.

    Raises
    ------
    MissingExtra
        If pyarrow is not installed.
    """
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingExtra("a pyarrow Table", "parquet") from None
    types = {
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "string": pa.string(),
    }
    shown = table if totals else without_totals(table)
    arrays = [
        pa.array(values, type=types[column.type])
        for column, values in zip(shown.columns, _numbers(shown), strict=True)
    ]
    fields = [pa.field(column.name, types[column.type]) for column in shown.columns]
    metadata = {"critmin": json.dumps(about(table), ensure_ascii=False)}
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata=metadata))


def write_parquet(table: Table, _layout: Layout) -> bytes:
    """Write an answer as Parquet; pandas raises ImportError if pyarrow is not installed."""
    content: bytes = to_pandas(table).to_parquet(index=False, engine="pyarrow")
    return content
