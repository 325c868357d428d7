"""IEA demand by sector and by clean technology, 2024 and 2025 editions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from corrections import Ledger
from iea.sheets import (
    BASE_YEAR,
    COPIED,
    Block,
    Cells,
    Column,
    copied_lines,
    copy,
    read_blocks,
    scenario_columns,
    workbook,
)
from labels import label_rows
from places import Places
from tables import BuildError, LeftOut, TidyTable
from values import plain
from workbooks import Grid

SECTOR_SHEET = "1 Total demand for key minerals"
BY_TECHNOLOGY = "3.1 Cleantech demand by tech"
BY_MINERAL = "3.2 Cleantech demand by mineral"
TECHNOLOGY_SHEETS = {
    "4.1 Solar PV": "Solar PV",
    "4.2 Wind": "Wind",
    "4.3 EV": "Electric vehicles",
    "4.4 Battery storage": "Grid battery storage",
    "4.5 Electricity networks": "Electricity networks",
    "4.6 Hydrogen": "Hydrogen technologies",
}
ALL_CLEAN = "Total clean technologies"
SHARE = "Share of clean technologies in total demand"
TOTALS = [ALL_CLEAN, "Other uses", "Total demand", SHARE]  # the last rows of a block
COPY_TOTALS = {"totalClean": ALL_CLEAN, "otherUses": "Other uses", "totalDemand": "Total demand"}
BASE_CASE = "Base case"
# One sheet of the workbook names this group otherwise than the others.
SHORT_NAMES = {"PGMs": "PGMs (other than iridum)"}
UNLIKE = "sum over unlike minerals"
UNNAMED_CASE = "case of sheets 4.1-4.6 not named; solar and wind differ from sheet 3.1's base case"
TOLERANCE = Decimal("0.0001")


class SectorDemand(NamedTuple):
    """Demand for a mineral in a sector."""

    mineral: str
    sector: str
    scenario: str
    year: str
    quantity: Decimal
    unit: str
    status: str
    note: tuple[str, ...]


class TechnologyDemand(NamedTuple):
    """Demand for a mineral in a clean technology."""

    mineral: str
    technology: str
    case: str
    scenario: str
    year: str
    quantity: Decimal
    unit: str
    status: str
    note: str


class Use(NamedTuple):
    """A printed mineral in a technology, in one case of the IEA's."""

    printed: str
    technology: str
    case: str


class Mineral(NamedTuple):
    """The mineral that a label stands for, and what its figures include."""

    slug: str
    note: str


@cache
def minerals(table: str) -> dict[str, Mineral]:
    """Minerals by their labels in the tables by ``sector`` or ``technology``."""
    return {
        row["printed"]: Mineral(row["mineral"], row["note"])
        for row in label_rows("iea", "demand_minerals")
        if row["table"] == table
    }


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Demand by sector and by technology, both editions."""
    del ledger, places  # no cell of these files is corrected, and none is a country's
    sheets, copied = workbook(sources), copy(sources)
    uses, mixed = workbook_uses(sheets)
    unlike = LeftOut("Total of a technology or of all", UNLIKE, mixed)
    return [
        sector_table("2024", list(sheet_blocks(sheets[SECTOR_SHEET]))),
        sector_table("2025", [copied_block(*item) for item in copied["totalDemand"].items()]),
        technology_table("2024", uses, unlike),
        technology_table("2025", copied_uses(copied), unnamed_cases(copied)),
    ]


def sheet_blocks(grid: Grid) -> Iterator[Block]:
    """Blocks of a sheet of the workbook."""
    yield from read_blocks(grid, scenario_columns(grid, BASE_YEAR["2024"]))


def copied_block(mineral: str, parts: dict[str, Any]) -> Block:
    """Demand for one mineral by sector in the JSON copy."""
    if set(parts) != {"sectors", "cleanShare", *COPY_TOTALS}:
        raise BuildError(f"iea 2025 demand {mineral}: parts {sorted(parts)}")
    totals = [(name, parts[key]) for key, name in COPY_TOTALS.items()]
    rows = [*parts["sectors"].items(), *totals, (SHARE, parts["cleanShare"])]
    return Block(mineral, copied_lines(rows))


def sector_table(edition: str, blocks: list[Block]) -> TidyTable:
    """Demand by sector of one edition."""
    rows = [row for block in blocks for row in sector_rows(block, edition)]
    shares = sum(len(line.cells) for block in blocks for line in block.rows if line.label == SHARE)
    left_out = [LeftOut(SHARE, "ratio worked out from the rows", shares)]
    if edition == "2024":
        left_out.append(LeftOut("columns W and X", "look-up words of the sheet, not figures", 0))
    return TidyTable(
        path=f"iea/demand_{edition}.csv",
        source=f"iea@{edition}",
        title=f"IEA demand by sector, {BASE_YEAR[edition]} and scenarios to 2050",
        columns=SectorDemand._fields,
        rows=rows,
        warnings=("projection", *COPIED[edition]),
        left_out=left_out,
    )


def sector_rows(block: Block, edition: str) -> Iterator[SectorDemand]:
    """Rows of one mineral, in the sheet's order."""
    mineral = minerals("sector")[block.heading]
    if block.labels[-len(TOTALS) :] != TOTALS:
        raise BuildError(f"iea {edition} demand {block.heading}: rows {block.labels}")
    sectors = [line.cells for line in block.rows if line.label not in TOTALS]
    for label, cells in block.rows:
        if label == SHARE:
            continue
        for column, number in cells.items():
            notes = [mineral.note] if mineral.note else []
            if label == ALL_CLEAN:
                notes += sum_note(sectors, column, number)
            status = status_of(column, edition)
            yield SectorDemand(mineral.slug, label, *column, number, "kt", status, tuple(notes))


def status_of(column: Column, edition: str) -> str:
    """Reported for the base year, a projection for the others."""
    return "reported" if column.year == BASE_YEAR[edition] else "projection"


def sum_note(sectors: Iterable[Cells], column: Column, total: Decimal) -> list[str]:
    """A remark where the sectors do not add up to their total (over 0.1%)."""
    added = sum((cells[column] for cells in sectors), Decimal(0))
    if abs(added - total) <= abs(total) / 1000:
        return []
    return [f"the sectors above sum to another figure, {plain(added)}"]


def workbook_uses(sheets: dict[str, Grid]) -> tuple[dict[Use, Cells], int]:
    """Sheets 3.1 to 4.6 as one table, and how many cells of mixed totals are left out."""
    found: dict[Use, Cells] = {}
    mixed = 0
    for sheet, technology in TECHNOLOGY_SHEETS.items():
        for block in sheet_blocks(sheets[sheet]):
            for label, cells in block.rows:
                if label.startswith("Total "):
                    mixed += len(cells)
                else:
                    found[Use(label, technology, block.heading)] = cells
    (by_mineral,) = sheet_blocks(sheets[BY_MINERAL])
    for label, cells in by_mineral.rows:
        if label == "Total":
            mixed += len(cells)
        else:
            found[Use(label, ALL_CLEAN, BASE_CASE)] = cells
    blocks = [
        Block(SHORT_NAMES.get(block.heading, block.heading), block.rows)
        for block in sheet_blocks(sheets[BY_TECHNOLOGY])
    ]
    add_by_technology(found, blocks, "2024")
    return found, mixed


def add_by_technology(found: dict[Use, Cells], blocks: Iterable[Block], edition: str) -> None:
    """Add the rows of sheet 3.1; a row that another sheet has too must agree with it."""
    for block in blocks:
        for label, cells in block.rows:
            technology = ALL_CLEAN if label.startswith("Total ") else label
            use = Use(block.heading, technology, BASE_CASE)
            known = found.setdefault(use, cells)
            for column, number in cells.items():
                if abs(known[column] - number) > max(abs(number) / 1000, TOLERANCE):
                    raise BuildError(f"iea {edition}: {use}, {column}: two figures")


def unnamed_cases(copied: dict[str, Any]) -> LeftOut:
    """The copy's rows by technology, which do not say what case they are."""
    minerals = [parts["minerals"] for parts in copied["byTechnology"].values()]
    cells = sum(len(line.cells) for part in minerals for line in copied_lines(part.items()))
    return LeftOut("byTechnology", UNNAMED_CASE, cells)


def copied_uses(copied: dict[str, Any]) -> dict[Use, Cells]:
    """Sheets 3.1 and 3.2 of the JSON copy."""
    found = {
        Use(line.label, ALL_CLEAN, BASE_CASE): line.cells
        for line in copied_lines(copied["cleantechByMineral"].items())
    }
    blocks = []
    for mineral, parts in copied["cleantechByTech"].items():
        rows = [*parts["sectors"].items(), (f"Total {mineral}", parts["total"])]
        blocks.append(Block(mineral, copied_lines(rows)))
    add_by_technology(found, blocks, "2025")
    return found


def technology_table(edition: str, uses: dict[Use, Cells], left_out: LeftOut) -> TidyTable:
    """Clean-technology demand of one edition."""
    rows = [row for use, cells in uses.items() for row in technology_rows(use, cells, edition)]
    rows.sort(key=lambda row: (row.mineral, row.technology, row.case != BASE_CASE, row.case))
    return TidyTable(
        path=f"iea/demand_by_technology_{edition}.csv",
        source=f"iea@{edition}",
        title=f"IEA clean-technology demand by mineral, {BASE_YEAR[edition]} and scenarios to 2050",
        columns=TechnologyDemand._fields,
        rows=rows,
        warnings=("projection", *COPIED[edition]),
        left_out=[left_out],
    )


def technology_rows(use: Use, cells: Cells, edition: str) -> Iterator[TechnologyDemand]:
    """Rows of one mineral in one technology and case."""
    mineral, note = minerals("technology")[use.printed]
    for column, number in cells.items():
        status = status_of(column, edition)
        if use.case != BASE_CASE and status == "reported":
            status = "estimated"  # the case's own figure for the base year
        yield TechnologyDemand(
            mineral, use.technology, use.case, *column, number, "kt", status, note
        )
