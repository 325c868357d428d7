"""Indexes of the tables: what the program finds them by. All are made from the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

import datapackage
from origins import Origin, sources_csv
from tables import BuildError, SupplyRow, SupplyTable, TidyTable, csv_bytes

TABLE_LEVEL = {"transcribed", "series_spliced"}  # the rest follow from each answer's own rows
ODD = Decimal("0.005")  # a gap between rows and printed total that is listed


class Group(NamedTuple):
    """What is added up: one mineral at one stage, on one basis, in one year."""

    mineral: str
    stage: str
    basis: str
    year: str


class IndexLine(NamedTuple):
    """One line of index.csv."""

    mineral: str
    stage: str
    basis: str
    year: str
    source: str
    status: str
    unit: str
    producers: int
    path: str


class Oddity(NamedTuple):
    """One line of oddities.csv: a printed total that is not the sum of its rows."""

    source: str
    mineral: str
    stage: str
    basis: str
    year: str
    listed: str
    printed_total: str
    gap: str
    without_figure: int


def build(
    tables: Sequence[TidyTable], files: Mapping[str, bytes], records: Mapping[str, Origin]
) -> dict[str, bytes]:
    """All files made from the tables, by path."""
    generated = indexes(tables, records)
    package = datapackage.build(tables, {**files, **generated}, records)
    made = {**generated, **package}
    return {**made, **datapackage.listed({**files, **made})}


def indexes(tables: Sequence[TidyTable], records: Mapping[str, Origin]) -> dict[str, bytes]:
    """Files that the program finds tables and sources by."""
    codes = {
        (table.path, code) for table in tables for code in table.warnings if code in TABLE_LEVEL
    }
    return {
        "index.csv": csv_bytes(IndexLine._fields, index(tables)),
        "oddities.csv": csv_bytes(Oddity._fields, oddities(tables)),
        "sources.csv": sources_csv(records),
        "table_warnings.csv": csv_bytes(("path", "code"), sorted(codes)),
    }


def index(tables: Sequence[TidyTable]) -> list[IndexLine]:
    """One line per mineral, stage, basis and year of a table of world supply."""
    lines = []
    for table in tables:
        if not isinstance(table, SupplyTable) or not table.world:
            continue
        for group, rows in groups(table).items():
            units = {row.unit for row in rows}
            if len(units) != 1:
                raise BuildError(f"{table.path}: {' '.join(group)} in {sorted(units)}")
            producers = sum(1 for row in rows if row.kind == "country" and central(row) > 0)
            lines.append(
                IndexLine(
                    *group, table.source, weakest_status(rows), units.pop(), producers, table.path
                )
            )
    return sorted(lines)


def oddities(tables: Sequence[TidyTable]) -> list[Oddity]:
    """Groups whose rows and plain printed total differ by more than 0.5%."""
    lines = []
    for table in tables:
        if not isinstance(table, SupplyTable):
            continue
        for group, rows in groups(table).items():
            printed = next((r.quantity for r in rows if plain_total(r)), None)
            if not printed:
                continue
            listed = sum((central(row) for row in rows if row.kind != "total"), Decimal(0))
            gap = listed / printed - 1
            if abs(gap) > ODD:
                blank = sum(1 for row in rows if row.state in {"withheld", "unknown"})
                sums = (f"{listed.normalize():f}", f"{printed.normalize():f}", f"{gap:.4f}")
                lines.append(Oddity(table.source, *group, *sums, blank))
    return sorted(lines)


def groups(table: SupplyTable) -> dict[Group, list[SupplyRow]]:
    """Rows that are added up together."""

    def key(row: SupplyRow) -> Group:
        return Group(row.mineral, row.stage, row.basis, row.year)

    return {group: list(rows) for group, rows in groupby(sorted(table.rows, key=key), key=key)}


def plain_total(row: SupplyRow) -> bool:
    """Whether a row is a printed total with a plain figure."""
    return row.kind == "total" and row.state == "number"


def central(row: SupplyRow) -> Decimal:
    """The figure as answers use it: printed, middle of a range, or lower limit."""
    if row.quantity is not None:
        return row.quantity
    if row.low is not None and row.high is not None:
        return (row.low + row.high) / 2
    return row.low or Decimal(0)


def weakest_status(rows: Sequence[SupplyRow]) -> str:
    """The status that says most about how firm a group is."""
    statuses = {row.status for row in rows}
    for status in ("projection", "period_average", "estimated"):
        if status in statuses:
            return status
    return "reported"
