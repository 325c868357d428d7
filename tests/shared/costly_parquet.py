"""Parquet files that are small and would cost much, or say other things than their pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ROWS = 3
USUAL: dict[str, list[Any]] = {
    "mineral": ["lithium"] * ROWS,
    "year": [2023] * ROWS,
    "country": ["Chile", "Australia", "Other countries"],
    "quantity": [1.0, 2.0, 3.0],
}


def written(path: Path, more: dict[str, Any], **how: Any) -> Path:
    """The usual table with other columns."""
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.table(USUAL | more)
    parquet.write_table(table, path, **{"compression": "zstd", **how})
    return path


def long_list(path: Path, number: int = 60_000_000) -> Path:
    """A row with a list of millions of numbers that are all alike."""
    import numpy as np
    import pyarrow as pa

    values = pa.array(np.zeros(number, dtype="int8"))
    offsets = pa.array([0, number, number, number], type=pa.int32())
    return written(path, {"more": pa.ListArray.from_arrays(offsets, values)})


def large_page(path: Path, size: int = 700_000_000) -> Path:
    """A cell of zeros, as one page."""
    return written(path, {"more": ["0" * size, "", ""]}, use_dictionary=False)


def shared_starts(path: Path, rows: int = 100_000, size: int = 100_000) -> Path:
    """Texts that are stored as the text above and a letter more."""
    import pyarrow as pa
    from pyarrow import parquet

    text = "x" * size
    schema = pa.schema([(name, pa.string()) for name in ("mineral", "country")])
    schema = schema.append(pa.field("year", pa.int32())).append(pa.field("quantity", pa.float64()))
    with parquet.ParquetWriter(
        path,
        schema,
        compression="zstd",
        use_dictionary=False,
        write_statistics=False,
        column_encoding={
            "mineral": "DELTA_BYTE_ARRAY",
            "country": "DELTA_BYTE_ARRAY",
            "year": "PLAIN",
            "quantity": "PLAIN",
        },
    ) as made:
        part = 2_000
        for _ in range(rows // part):
            made.write_table(
                pa.table(
                    {
                        "mineral": ["tin"] * part,
                        "country": [text] * part,
                        "year": pa.array([2023] * part, pa.int32()),
                        "quantity": [1.0] * part,
                    }
                ).select(schema.names)
            )
    return path


def many_columns(path: Path, number: int = 5_000) -> Path:
    return written(path, {f"more{at}": [0] * ROWS for at in range(number)})


def changed_directory(path: Path, change: Any) -> Path:
    """The usual table with other bytes for its directory."""
    written(path, {})
    content = path.read_bytes()
    length = int.from_bytes(content[-8:-4], "little")
    directory = change(content[-8 - length : -8])
    path.write_bytes(
        content[: -8 - length] + directory + len(directory).to_bytes(4, "little") + b"PAR1"
    )
    return path


def many_empty_groups(path: Path, number: int = 10_000_000) -> Path:
    """A directory of groups of rows that have one byte each."""
    varint = bytearray()
    left = number
    while left > 0x7F:
        varint.append(left & 0x7F | 0x80)
        left >>= 7
    varint.append(left)
    made = b"\x15\x02\x19\x1c\x48\x01r\x15\x00\x00\x16\x06\x19\xfc" + bytes(varint) + b"\0" * number
    return changed_directory(path, lambda _old: made + b"\0")


def deep_directory(path: Path, depth: int = 100_000) -> Path:
    return changed_directory(path, lambda _old: b"\x1c" * depth + b"\0" * (depth + 1))


def long_count(path: Path) -> Path:
    return changed_directory(path, lambda _old: b"\x15\x02\x19\xfc\xff\xff\xff\xff\x07\0")


def cut_directory(path: Path) -> Path:
    return changed_directory(path, lambda old: old[: len(old) // 2])


def no_directory(path: Path) -> Path:
    return changed_directory(path, lambda _old: b"")


CASES = {
    made.__name__: made
    for made in (
        long_list,
        large_page,
        shared_starts,
        many_columns,
        many_empty_groups,
        deep_directory,
        long_count,
        cut_directory,
        no_directory,
    )
}
