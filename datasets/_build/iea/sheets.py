"""The IEA's Critical Minerals Data Explorer: two editions read into one shape.

The 2024 edition is the workbook; the 2025 edition is a JSON copy of the workbook's
sheets. Both become ``Block`` objects, so that one set of rules serves both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tables import BuildError
from workbooks import Grid, figure, open_workbook

WORKBOOK = "iea/iea_CM_Data_Explorer_2024-05.xlsx"
COPY = "iea/iea_CM_Data_Explorer_2025-05_as_json.json"
# Warnings of an edition: that of 2025 is a third party's copy.
COPIED: dict[str, tuple[str, ...]] = {"2024": (), "2025": ("transcribed",)}
BASE_YEAR = {"2024": "2023", "2025": "2024"}
SCENARIOS = {
    "Stated Policies scenario": "STEPS",
    "Announced Pledges scenario": "APS",
    "Net Zero Emissions by 2050 scenario": "NZE",
}
SCENARIO_ROW, YEAR_ROW, FIRST_ROW = 3, 4, 5  # rows of a sheet, counted from 0


class Column(NamedTuple):
    """A year of a scenario; the scenario of the base year is ``base``."""

    scenario: str
    year: str


Cells = dict[Column, Decimal]


class Line(NamedTuple):
    """A labelled row of figures; a cell that is not printed is absent."""

    label: str
    cells: Cells


@dataclass
class Block:
    """Rows under one heading."""

    heading: str
    rows: list[Line] = field(default_factory=list)

    @property
    def labels(self) -> list[str]:
        """Labels of the rows."""
        return [row.label for row in self.rows]


@cache
def workbook(sources: Path) -> dict[str, Grid]:
    """Sheets of the 2024 edition by name."""
    return open_workbook(sources / WORKBOOK)


@cache
def copy(sources: Path) -> dict[str, Any]:
    """The JSON copy of the 2025 edition."""
    content: dict[str, Any] = json.loads((sources / COPY).read_text("utf-8"))
    return content


def scenario_columns(grid: Grid, base_year: str) -> dict[int, Column]:
    """Scenario and year of each column of a sheet."""
    names, years = grid[SCENARIO_ROW], grid[YEAR_ROW]
    columns: dict[int, Column] = {}
    scenario = "base"
    for at in range(1, len(years)):
        name = names[at] if at < len(names) else None
        scenario = SCENARIOS[name] if name is not None else scenario
        if years[at] is not None:
            columns[at] = Column(scenario, str(years[at]))
    if [c for c in columns.values() if c.scenario == "base"] != [Column("base", base_year)]:
        raise BuildError(f"base year is not {base_year}: {columns}")
    return columns


def read_blocks(
    grid: Grid, columns: dict[int, Column], *, label_at: int = 0, start: int = FIRST_ROW
) -> Iterator[Block]:
    """Blocks of a sheet; a row without numbers is a heading."""
    block = Block("")
    for row in grid[start:]:
        label = row[label_at] if label_at < len(row) else None
        if label is None:
            continue
        cells = {
            column: figure(row[at])
            for at, column in columns.items()
            if at < len(row) and isinstance(row[at], int | float)
        }
        if cells:
            block.rows.append(Line(str(label).strip(), cells))
        else:
            if block.rows:
                yield block
            block = Block(str(label).strip())
    if block.rows:
        yield block


def copied_lines(rows: Iterable[tuple[str, dict[str, Any]]]) -> list[Line]:
    """Rows of the JSON copy, each ``{base year: x, scenario: {year: x}}``."""
    return [Line(label, _cells(node)) for label, node in rows]


def _cells(node: dict[str, Any]) -> Cells:
    cells: Cells = {}
    for key, value in node.items():
        if isinstance(value, dict):
            years = {Column(key, year): figure(x) for year, x in value.items() if x is not None}
            cells |= years
        elif value is not None:
            cells[Column("base", key)] = figure(value)
    return cells
