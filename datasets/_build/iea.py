"""IEA Critical Minerals Data Explorer: supply by country, 2024 and 2025 editions.

The printed total is kept as printed. In both editions nickel's and graphite's
totals leave out one country that is listed; which one is written down in
``LEFT_OUT_OF_TOTAL`` and checked, and said on the total's row.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from corrections import Ledger
from iea_demand import demand_tables
from iea_sheets import (
    BASE_YEAR,
    COPIED,
    COPY,
    WORKBOOK,
    Block,
    Grid,
    figure,
    open_copy,
    open_workbook,
    read_blocks,
    text,
)
from places import Places
from tables import SUPPLY_COLUMNS, BuildError, TidyTable, sort_supply

SUPPLY_SHEET = "2 Total supply for key minerals"
RESIDUAL = "Rest of world"
DERIVED = {"Top 3 share": "ratio worked out from the rows"}
REMARKS = ("Notes: Supply projections", "“Base case” is assessed")
# heading of the workbook -> (mineral, stage, basis)
HEADINGS = {
    "Copper - Mining": ("copper", "mining", "contained"),
    "Copper - Refining": ("copper", "refining", "contained"),
    "Cobalt - Mining": ("cobalt", "mining", "contained"),
    "Cobalt - Refining": ("cobalt", "refining", "contained"),
    "Lithium - Mining": ("lithium", "mining", "contained"),
    "Lithium - Chemicals": ("lithium", "refining", "contained"),
    "Nickel - Mining": ("nickel", "mining", "contained"),
    "Nickel - Refining": ("nickel", "refining", "contained"),
    "Graphite - Mining (natural)": ("graphite", "mining", "gross-weight"),
    "Graphite - Battery grade": ("graphite", "refining", "battery-grade"),
    "Magnet rare earth elements - Mining": ("rare-earths", "mining", "magnet-reo"),
    "Magnet rare earth elements - Refining": ("rare-earths", "refining", "magnet-reo"),
}
COPY_HEADINGS = {
    ("Lithium", "refining"): "Lithium - Chemicals",
    ("Graphite", "mining"): "Graphite - Mining (natural)",
    ("Graphite", "refining"): "Graphite - Battery grade",
    ("Rare Earth Elements", "mining"): "Magnet rare earth elements - Mining",
    ("Rare Earth Elements", "refining"): "Magnet rare earth elements - Refining",
}
WARNINGS = ("total_omits_country", "shares_sum_over_1", "projection")
# The workbook labels one total row with the words of another sheet.
TOTAL_LABEL = {"Cobalt - Refining": "Total clean technologies"}
# The listed country a printed total leaves out (where that country's figure is not zero).
LEFT_OUT_OF_TOTAL = {
    "Nickel - Mining": "Australia",
    "Nickel - Refining": "Canada",
    "Graphite - Mining (natural)": "Tanzania",
    "Graphite - Battery grade": "Germany",
}


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Supply, demand, and clean-technology demand of both editions."""
    sheets = open_workbook(sources / WORKBOOK)
    copy = open_copy(sources / COPY)
    return [
        supply_table("2024", list(workbook_supply(sheets[SUPPLY_SHEET])), places, TOTAL_LABEL),
        supply_table("2025", list(copy_supply(copy["supply"])), places, {}),
        *demand_tables(sheets, copy),
    ]


def workbook_supply(grid: Grid) -> Iterator[Block]:
    """Read the two halves of the supply sheet: mining to the left, refining to the right."""
    for label_at in (0, 6):
        columns = {
            label_at + step: ("base", str(grid[3][label_at + step])) for step in (1, 2, 3, 4)
        }
        yield from read_blocks(grid, columns, label_at=label_at)


def copy_supply(supply: dict[str, Any]) -> Iterator[Block]:
    """Read the supply part of the JSON copy, shaped as the workbook's blocks."""
    for mineral, stages in supply.items():
        for stage, parts in stages.items():
            heading = COPY_HEADINGS.get((mineral, stage), f"{mineral} - {stage.capitalize()}")
            block = Block(heading)
            rows = [*parts["countries"].items(), ("Total", parts["total"])]
            for label, years in [*rows, ("Top 3 share", parts["top3Share"])]:
                if label.startswith(REMARKS) and set(years.values()) == {None}:
                    continue  # the sheet's remarks, caught by the copy as if they were countries
                cells = {("base", year): figure(value) for year, value in years.items()}
                block.rows.append((label, cells))
            yield block


def supply_table(
    edition: str, blocks: list[Block], places: Places, total_labels: dict[str, str]
) -> TidyTable:
    """Make the tidy supply table of one edition."""
    if sorted(block.heading for block in blocks) != sorted(HEADINGS):
        raise BuildError(f"iea {edition}: headings {[block.heading for block in blocks]}")
    rows = [row for b in blocks for row in block_rows(b, edition, places, total_labels)]
    derived = sum(label in DERIVED for block in blocks for label, _ in block.rows)
    left_out = [("Top 3 share", DERIVED["Top 3 share"], derived)]
    if edition == "2025":
        left_out.append(("Notes and “Base case” lines", "remarks of the sheet, not figures", 2))
    return TidyTable(
        path=f"iea/supply_{edition}.csv",
        source=f"iea@{edition}",
        title=f"IEA supply by country, {BASE_YEAR[edition]} and base case 2030-2040",
        columns=SUPPLY_COLUMNS,
        rows=sort_supply(rows),
        schema="supply",
        warnings=(*WARNINGS, *COPIED[edition]),
        left_out=tuple(left_out),
    )


def block_rows(
    block: Block, edition: str, places: Places, total_labels: dict[str, str]
) -> Iterator[dict[str, str]]:
    """List the rows of one mineral and stage."""
    total_label = total_labels.get(block.heading, "Total")
    labels = [label for label, _ in block.rows]
    if labels.count(total_label) != 1 or labels.count(RESIDUAL) != 1:
        raise BuildError(f"iea {edition} {block.heading}: rows {labels}")
    for label, cells in block.rows:
        if label in DERIVED:
            continue
        place = place_of(label, total_label, places, f"iea {edition} {block.heading}")
        for (_, year), number in cells.items():
            notes = []
            if label == total_label:
                notes = total_notes(block, edition, year, total_label)
            yield supply_row(HEADINGS[block.heading], edition, year, place, number, notes)


def place_of(label: str, total_label: str, places: Places, where: str) -> tuple[str, str, str]:
    """(country, iso3, kind) of a row label."""
    if label == total_label:
        return "World", "", "total"
    if label == RESIDUAL:
        return "Other countries", "", "residual"
    iso3 = places.iso3(label, where)
    return places.names[iso3], iso3, "country"


def supply_row(
    key: tuple[str, str, str], edition: str, year: str, place: tuple[str, str, str],
    number: Decimal, notes: list[str],
) -> dict[str, str]:
    """One tidy row; years after the base year are the IEA's base case."""
    projected = year != BASE_YEAR[edition]
    mineral, stage, basis = key
    country, iso3, kind = place
    return {
        "mineral": mineral, "stage": stage, "basis": basis, "year": year,
        "country": country, "iso3": iso3, "kind": kind,
        "quantity": text(number), "unit": "kt",
        "state": "number" if number else "zero",
        "status": "projection" if projected else "reported",
        "note": "; ".join((["base case"] if projected else []) + notes),
    }


def total_notes(block: Block, edition: str, year: str, total_label: str) -> list[str]:
    """Say what a printed total leaves out, checked against the rows above it."""
    column = ("base", year)
    figures = {label: cells[column] for label, cells in block.rows if label not in DERIVED}
    over = sum(figures.values()) - 2 * figures[total_label]
    absent = LEFT_OUT_OF_TOTAL.get(block.heading)
    expected = figures[absent] if absent else Decimal(0)
    if absent and expected == 0 and abs(over) < Decimal("0.001"):
        absent = None
    if abs(over - expected) > Decimal("0.001"):
        raise BuildError(
            f"iea {edition} {block.heading} {year}: rows exceed the total by {over}, "
            f"expected {expected} ({absent or 'no country left out'})"
        )
    notes = []
    if total_label != "Total":
        notes.append(f"row labelled '{total_label}' in the workbook")
    if absent:
        listed = figures[total_label] + over
        notes.append(
            f"as printed, {text(over)} below the rows' sum {text(listed)}: "
            f"the difference equals {absent}'s row"
        )
    return notes
