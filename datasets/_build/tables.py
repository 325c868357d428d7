"""What a build step hands back, and how it is written: tidy CSV, one way only."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SUPPLY_COLUMNS = (
    "mineral", "stage", "basis", "year", "country", "iso3", "kind",
    "quantity", "low", "high", "unit", "state", "status", "note",
)  # fmt: skip
STAGES = ("mining", "refining", "reserves", "capacity")
KINDS = ("country", "residual", "total")
STATUSES = ("reported", "estimated", "projection", "period_average")


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
    """A table of many rows, written as gzip without a time stamp; ``packed`` are its rows."""

    packed: Sequence[Sequence[str | int | None]] = ()

    def as_csv(self) -> bytes:
        """The same bytes for the same rows: level 9, no name, no time."""
        lines = [",".join(self.columns)]
        lines += [",".join("" if c is None else str(c) for c in row) for row in self.packed]
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        return packer.compress(("\n".join(lines) + "\n").encode("ascii")) + packer.flush()

    @property
    def count(self) -> int:
        """Rows of the table."""
        return len(self.packed)


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
    )  # fmt: skip
