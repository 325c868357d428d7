"""Writer of an export as a folder of Parquet files, with a script that makes the views."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from critmin.outlets.catalogue import INTEGER, REAL, Content
from critmin.outlets.records import Record
from critmin.outlets.statements import quoted
from critmin.outlets.views import View

PORTION = 100_000  # rows of a group
SCRIPT = "views.sql"


def write(
    target: Path, contents: Iterable[tuple[Content, Iterable[Record]]], views: Iterable[View]
) -> Iterator[int]:
    """Write a file a table and the script, and say how many rows each step wrote.

    Parameters
    ----------
    target : Path
        A folder that does not exist.
    contents : iterable of (Content, iterable of rows)
        Tables in order.
    views : iterable of View
        Views, each after those that it reads.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    target.mkdir()
    lines = [
        "-- Tables and views for DuckDB: start it in this folder with: duckdb -init views.sql",
        "",
    ]
    for content, rows in contents:
        yield from _file(target / f"{content.name}.parquet", content, rows)
        lines.append(
            f"CREATE VIEW {quoted(content.name)} AS "
            f"SELECT * FROM read_parquet('{content.name}.parquet');"
        )
    lines += ["", *(f"-- {view.meaning}\n{view.statement}\n" for view in views)]
    (target / SCRIPT).write_text("\n".join(lines), encoding="utf-8")


def _schema(content: Content) -> Any:
    import pyarrow as pa

    types = {INTEGER: pa.int64(), REAL: pa.float64()}
    fields = [
        pa.field(
            field.name,
            types.get(field.type, pa.string()),
            nullable=field.name not in content.key,
            metadata={"description": field.description, "refers_to": field.refers_to},
        )
        for field in content.fields
    ]
    about = {
        "title": content.title,
        "key": json.dumps(list(content.key)),
        "sources": json.dumps(list(content.sources)),
        "licences": json.dumps(sorted({f.licence for f in content.files if f.licence})),
    }
    return pa.schema(fields, metadata=about)


def _file(path: Path, content: Content, rows: Iterable[Record]) -> Iterator[int]:
    import pyarrow as pa
    from pyarrow import parquet

    schema = _schema(content)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        running = iter(rows)
        while portion := list(islice(running, PORTION)):
            columns = zip(*portion, strict=True)
            arrays = [
                pa.array(cells, type=field.type)
                for cells, field in zip(columns, schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            yield len(portion)
