"""Answers as DataFrames and Parquet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from critmin.answers.formats import Layout
from critmin.answers.table import Table
from critmin.answers.text import plain

if TYPE_CHECKING:
    import pandas as pd

DTYPES = {"integer": "Int64", "number": "float64", "boolean": "boolean", "string": "object"}


def to_pandas(table: Table) -> pd.DataFrame:
    """Convert an answer to a DataFrame; ``attrs`` has query, units, sources and warnings."""
    import pandas as pd

    frame = pd.DataFrame(
        {
            column.name: pd.Series([plain(row[i]) for row in table.rows], dtype=DTYPES[column.type])
            for i, column in enumerate(table.columns)
        }
    )
    frame.attrs = {
        "query": dict(table.query),
        "units": {column.name: column.unit for column in table.columns if column.unit},
        "sources": [source._asdict() for source in table.sources],
        "warnings": [caution.as_dict() for caution in table.warnings],
    }
    return frame


def write_parquet(table: Table, _layout: Layout) -> bytes:
    """Write an answer as Parquet; pandas raises ImportError if pyarrow is not installed."""
    content: bytes = to_pandas(table).to_parquet(index=False, engine="pyarrow")
    return content
