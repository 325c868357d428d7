"""Reading the IEA's two editions into one shape: labelled rows of numbers by column.

The 2024 edition is the workbook; the 2025 edition is a JSON copy of the workbook's
sheets. Both end up as ``Block`` objects, so that one set of rules serves both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tables import BuildError
from values import plain

WORKBOOK = "iea/iea_CM_Data_Explorer_2024-05.xlsx"
COPY = "iea/iea_CM_Data_Explorer_2025-05_as_json.json"
# The 2025 edition is at hand only as a third party's copy.
COPIED: dict[str, tuple[str, ...]] = {"2024": (), "2025": ("transcribed",)}
BASE_YEAR = {"2024": "2023", "2025": "2024"}
SCENARIOS = {
    "Stated Policies scenario": "STEPS",
    "Announced Pledges scenario": "APS",
    "Net Zero Emissions by 2050 scenario": "NZE",
}

Column = tuple[str, str]  # (scenario, year); the base year's scenario is "base"
Grid = list[list[Any]]


@dataclass
class Block:
    """A headed group of rows; a cell that is not printed is absent."""

    heading: str
    rows: list[tuple[str, dict[Column, Decimal]]] = field(default_factory=list)


def figure(value: float) -> Decimal:
    """Round a stored float free of its binary noise.

    Six decimals, or six significant digits where six decimals would keep fewer.
    """
    number = Decimal(repr(float(value)))
    return round(number, max(6, 5 - number.adjusted()))


def text(number: Decimal) -> str:
    """Plain text of a figure."""
    return plain(number)


def open_workbook(path: Path) -> dict[str, Grid]:
    """All sheets as lists of rows of stored values."""
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    grids = {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book
    }
    book.close()
    return grids


def open_copy(path: Path) -> dict[str, Any]:
    """Read the JSON copy of the 2025 edition."""
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def scenario_columns(grid: Grid, base_year: str) -> dict[int, Column]:
    """Which column holds which scenario and year, from the sheet's rows 4 and 5."""
    names, years = grid[3], grid[4]
    columns: dict[int, Column] = {}
    scenario = "base"
    for place in range(1, len(years)):
        name = names[place] if place < len(names) else None
        scenario = SCENARIOS[name] if name is not None else scenario
        if years[place] is not None:
            columns[place] = (scenario, str(years[place]))
    if [c for c in columns.values() if c[0] == "base"] != [("base", base_year)]:
        raise BuildError(f"base year is not {base_year}: {columns}")
    return columns


def read_blocks(
    grid: Grid, columns: dict[int, Column], *, label_at: int = 0, start: int = 5
) -> Iterator[Block]:
    """Headed blocks of a sheet; a row without numbers is a heading."""
    block = Block("")
    for row in grid[start:]:
        label = row[label_at] if label_at < len(row) else None
        if label is None:
            continue
        cells = {
            column: figure(row[place])
            for place, column in columns.items()
            if place < len(row) and isinstance(row[place], int | float)
        }
        if cells:
            block.rows.append((str(label).strip(), cells))
        else:
            if block.rows:
                yield block
            block = Block(str(label).strip())
    if block.rows:
        yield block


def flatten(node: dict[str, Any]) -> dict[Column, Decimal]:
    """One row of the JSON copy: ``{base year: x, scenario: {year: x}}``."""
    cells: dict[Column, Decimal] = {}
    for key, value in node.items():
        if isinstance(value, dict):
            cells.update({(key, year): figure(x) for year, x in value.items() if x is not None})
        elif value is not None:
            cells["base", key] = figure(value)
    return cells
