"""What a build step hands back, and how it is written: tidy CSV, one way only."""

from __future__ import annotations

import csv
import io
import re
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

SUPPLY_COLUMNS = (
    "mineral", "stage", "basis", "year", "country", "iso3", "kind",
    "quantity", "low", "high", "unit", "state", "status", "note",
)
STAGES = ("mining", "refining", "reserves", "capacity")
KINDS = ("country", "residual", "total")
STATUSES = ("reported", "estimated", "projection", "period_average")
# How a member of a packed table begins: gzip with a name, without a time; critmin.files reads it.
PART = b"\x1f\x8b\x08\x08\0\0\0\0\x02\xff"
PARTS = re.compile(re.escape(PART) + rb"[!-~]+\0")


class BuildError(Exception):
    """The originals and what is written down about them disagree: stop and say where."""


@dataclass(frozen=True)
class TidyTable:
    """One table to be written.

    ``path`` is relative to ``datasets/``; ``source`` is ``origin@edition`` of
    origins.toml; ``schema`` is ``supply`` for world-by-country tables, else the
    table's own name. ``left_out`` lists (label, reason, rows) of the originals.
    """

    path: str
    source: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, str]]
    schema: str = "own"
    warnings: Sequence[str] = ()
    left_out: Sequence[tuple[str, str, int]] = field(default_factory=tuple)

    def as_csv(self) -> bytes:
        """UTF-8, ``\\n``, header first, rows in the order given."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        for row in self.rows:
            extra = set(row) - set(self.columns)
            if extra:
                raise BuildError(f"{self.path}: unknown columns {sorted(extra)}")
            writer.writerow([row.get(column, "") for column in self.columns])
        return text.getvalue().encode("utf-8")

    @property
    def count(self) -> int:
        """Rows of the table."""
        return len(self.rows)


@dataclass(frozen=True)
class PackedTable(TidyTable):
    """A table of many rows, written as gzip; ``packed`` are its rows, sorted by ``part``.

    Rows with one value of the column ``part`` are a member of their own, named by it: a
    reader unpacks that alone, and any gzip program all of them as one file.
    """

    packed: Sequence[Sequence[str | int | None]] = ()
    part: str = ""

    def as_csv(self) -> bytes:
        """The same bytes for the same rows: level 9, no time."""
        at = self.columns.index(self.part)
        texts = [(self.part, [",".join(self.columns)])]
        for name, rows in groupby(self.packed, key=lambda row: str(row[at])):
            lines = [",".join("" if c is None else str(c) for c in row) for row in rows]
            texts.append((name, lines))
        if len({name for name, _ in texts}) < len(texts):
            raise BuildError(f"{self.path}: rows are not sorted by {self.part}")
        packed = b"".join(_member(name, lines) for name, lines in texts)
        if len(PARTS.findall(packed)) != len(texts):
            raise BuildError(f"{self.path}: a part holds what looks like the start of another")
        return packed

    @property
    def count(self) -> int:
        """Rows of the table."""
        return len(self.packed)


def _member(name: str, lines: Sequence[str]) -> bytes:
    """A gzip member (RFC 1952): its name, no time, deflated lines, checksum and length."""
    text = ("\n".join(lines) + "\n").encode("ascii")
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(text) + packer.flush()
    end = struct.pack("<II", zlib.crc32(text), len(text))
    return PART + name.encode("ascii") + b"\0" + body + end


def csv_bytes(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """CSV as every own table is written: UTF-8, ``\\n``, header first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def read_rows(path: Path, *, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    """All rows of a CSV as dicts of text; a ragged row stops the build.

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


def sort_supply(rows: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Supply rows in their committed order: countries by ISO3, residual, total."""
    return sorted(
        rows,
        key=lambda row: (
            row["mineral"], STAGES.index(row["stage"]), row["basis"], row["year"],
            KINDS.index(row["kind"]), row["iso3"] or "~", row["country"],
        ),
    )
