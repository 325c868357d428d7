"""Tables that the build writes: rows with names, one way to write them as CSV."""

from __future__ import annotations

import csv
import io
import re
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from values import plain

DATASETS = Path(__file__).resolve().parent.parent
STAGES = ("mining", "refining", "reserves", "capacity")
KINDS = ("country", "residual", "total")
# How a member of a packed table begins: gzip with a name, without a time; critmin.files reads it.
PART = b"\x1f\x8b\x08\x08\0\0\0\0\x02\xff"
PARTS = re.compile(re.escape(PART) + rb"[!-~]+\0")
# Text between the values of a column that holds several; other columns have a bare semicolon.
SEPARATORS = {"note": "; ", "evidence": " ; ", "pages": " ; "}

RawRow = dict[str, str]  # a row of an original or of a label table, by its header
Cell = str | int | Decimal | tuple[str, ...] | None


class BuildError(Exception):
    """An original and the label tables disagree; the message says where."""


class SupplyRow(NamedTuple):
    """One figure of supply by country; ``note`` holds remarks, joined when written."""

    mineral: str
    stage: str
    basis: str
    year: str
    country: str
    iso3: str
    kind: str
    quantity: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    state: str
    status: str
    note: tuple[str, ...] = ()


class LeftOut(NamedTuple):
    """Rows of an original that are in no table, and why."""

    label: str
    reason: str
    rows: int


@dataclass(frozen=True)
class TidyTable:
    """One table to be written.

    ``path`` is relative to ``datasets/``; ``source`` is ``origin@edition`` of
    origins.toml; ``rows`` are tuples in the order of ``columns``.
    """

    path: str
    source: str
    title: str
    columns: Sequence[str]
    rows: Sequence[tuple[Cell, ...]]
    warnings: Sequence[str] = ()
    left_out: Sequence[LeftOut] = ()

    def as_csv(self) -> bytes:
        """Content of the file, rows in the order given."""
        return csv_bytes(self.columns, (written_row(self.columns, row) for row in self.rows))


@dataclass(frozen=True)
class SupplyTable(TidyTable):
    """Supply by country; ``world`` is False where it is not the world's."""

    rows: Sequence[SupplyRow]
    world: bool = True


@dataclass(frozen=True)
class PackedTable(TidyTable):
    """A table of many rows, written as gzip and sorted by the column ``part``.

    Rows with one value of that column are a gzip member of their own, named by it: a reader
    can unpack that part alone, and any gzip program reads all parts as one file.
    """

    part: str = ""

    def as_csv(self) -> bytes:
        """Content of the file: the same bytes for the same rows (level 9, no time)."""
        at = self.columns.index(self.part)
        texts = [(self.part, [",".join(self.columns)])]
        for name, rows in groupby(self.rows, key=lambda row: str(row[at])):
            lines = [",".join("" if c is None else str(c) for c in row) for row in rows]
            texts.append((name, lines))
        if len({name for name, _ in texts}) < len(texts):
            raise BuildError(f"{self.path}: rows are not sorted by {self.part}")
        packed = b"".join(_member(name, lines) for name, lines in texts)
        if len(PARTS.findall(packed)) != len(texts):
            raise BuildError(f"{self.path}: a part contains bytes that look like another's start")
        return packed


def _member(name: str, lines: Sequence[str]) -> bytes:
    """A gzip member (RFC 1952): its name, no time, deflated lines, checksum and length."""
    text = ("\n".join(lines) + "\n").encode("ascii")
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(text) + packer.flush()
    end = struct.pack("<II", zlib.crc32(text), len(text))
    return PART + name.encode("ascii") + b"\0" + body + end


def written(column: str, cell: Cell) -> str:
    """A cell as text: nothing for None, plain decimals, several values joined."""
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return SEPARATORS.get(column, ";").join(cell)
    return plain(cell) if isinstance(cell, Decimal) else str(cell)


def written_row(columns: Sequence[str], row: Sequence[Cell]) -> list[str]:
    """A row as text."""
    return [written(name, cell) for name, cell in zip(columns, row, strict=True)]


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    r"""CSV as every table is written: UTF-8, ``\n``, header first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def read_rows(path: Path, *, encoding: str = "utf-8-sig") -> list[RawRow]:
    """All rows of a CSV by header; a ragged row stops the build.

    Trailing cells without a header are allowed only when they are empty (USGS
    exports carry dozens of empty trailing columns).
    """
    with path.open(encoding=encoding, newline="") as handle:
        reader = csv.reader(handle)
        header = next(reader)
        rows = []
        for line, cells in enumerate(reader, start=2):
            if not any(cell.strip() for cell in cells):
                continue
            if any(cell.strip() for cell in cells[len(header) :]) or len(cells) < len(header) - 1:
                raise BuildError(f"{path.name}:{line}: ragged row")
            padded = cells + [""] * (len(header) - len(cells))
            rows.append({name: cell for name, cell in zip(header, padded, strict=False) if name})
    return rows


def sort_supply(rows: Iterable[SupplyRow]) -> list[SupplyRow]:
    """Supply rows in the order they are written: countries by ISO3, residual, total."""
    return sorted(
        rows,
        key=lambda row: (
            row.mineral,
            STAGES.index(row.stage),
            row.basis,
            row.year,
            KINDS.index(row.kind),
            row.iso3 or "~",
            row.country,
        ),
    )
