"""IEA Critical Minerals Data Explorer: demand by sector and by clean technology."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from iea_sheets import (
    BASE_YEAR,
    COPIED,
    Block,
    Column,
    Grid,
    flatten,
    read_blocks,
    scenario_columns,
    text,
)
from tables import BuildError, TidyTable

DEMAND_COLUMNS = ("mineral", "sector", "scenario", "year", "quantity", "unit", "status", "note")
TECHNOLOGY_COLUMNS = (
    "mineral", "technology", "case", "scenario", "year", "quantity", "unit", "status", "note",
)
DEMAND_SHEET = "1 Total demand for key minerals"
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
MAGNETS = "magnet rare earths: praseodymium, neodymium, terbium, dysprosium"
# label -> (mineral, note)
DEMAND_MINERALS = {
    "Copper": ("copper", ""),
    "Cobalt": ("cobalt", ""),
    "Lithium": ("lithium", "lithium content"),
    "Nickel": ("nickel", ""),
    "Magnet rare earth elements": ("rare-earths", MAGNETS),
    "Rare Earth Elements": ("rare-earths", MAGNETS),
    "Graphite (all grades: natural and synthetic)": ("graphite", "natural and synthetic"),
    "Graphite": ("graphite", "natural and synthetic"),
}
PLAIN = (
    "Boron", "Cadmium", "Chromium", "Copper", "Cobalt", "Gallium", "Germanium", "Hafnium", "Indium",
    "Iridium", "Lead", "Magnesium", "Manganese", "Molybdenum", "Nickel", "Niobium", "Selenium",
    "Silicon", "Silver", "Tantalum", "Tellurium", "Tin", "Titanium", "Tungsten", "Vanadium", "Zinc",
    "Zirconium", "Arsenic", "Neodymium", "Dysprosium", "Praseodymium", "Terbium", "Yttrium",
    "Lanthanum",
)
TECHNOLOGY_MINERALS = {
    **{name: (name.lower(), "") for name in PLAIN},
    "Lithium": ("lithium", "lithium content"),
    "Battery-grade graphite": ("graphite", "battery grade"),
    "PGMs (other than iridum)": ("platinum-group-metals", "other than iridium"),
    "PGMs": ("platinum-group-metals", "other than iridium"),
    "Total rare earth elements": ("rare-earths", "the six rare earths of the sheet"),
    "Total REE": ("rare-earths", "the six rare earths of the sheet"),
}
UNLIKE = "sum over unlike minerals"
JSON_TOTALS = {
    "totalClean": ALL_CLEAN, "otherUses": "Other uses", "totalDemand": "Total demand",
}

Cells = dict[Column, Decimal]
Technology = dict[tuple[str, str, str], Cells]  # (label, technology, case) -> cells


def demand_tables(sheets: dict[str, Grid], copy: dict[str, Any]) -> list[TidyTable]:
    """Demand by sector and by technology, both editions."""
    grid = sheets[DEMAND_SHEET]
    columns = scenario_columns(grid, BASE_YEAR["2024"])
    old = list(read_blocks(grid, columns))
    new = [copy_block(mineral, parts) for mineral, parts in copy["totalDemand"].items()]
    by_case, totals = workbook_technology(sheets)
    return [
        demand_table("2024", old),
        demand_table("2025", new),
        technology_table("2024", by_case, [("Total of a technology or of all", UNLIKE, totals)]),
        technology_table("2025", copy_technology(copy), [left_cases(copy)]),
    ]


def copy_block(mineral: str, parts: dict[str, Any]) -> Block:
    """One mineral of the JSON copy."""
    known = {"sectors", "cleanShare", *JSON_TOTALS}
    if set(parts) != known:
        raise BuildError(f"iea 2025 demand {mineral}: parts {sorted(parts)}")
    rows = [(sector, flatten(node)) for sector, node in parts["sectors"].items()]
    rows += [(name, flatten(parts[key])) for key, name in JSON_TOTALS.items()]
    return Block(mineral, [*rows, (SHARE, flatten(parts["cleanShare"]))])


def demand_table(edition: str, blocks: list[Block]) -> TidyTable:
    """Demand by sector of one edition."""
    rows = [row for block in blocks for row in demand_rows(block, edition)]
    shares = sum(len(cells) for block in blocks for label, cells in block.rows if label == SHARE)
    left_out = [(SHARE, "ratio worked out from the rows", shares)]
    if edition == "2024":
        left_out.append(("columns W and X", "look-up words of the sheet, not figures", 0))
    return TidyTable(
        path=f"iea/demand_{edition}.csv",
        source=f"iea@{edition}",
        title=f"IEA demand by sector, {BASE_YEAR[edition]} and scenarios to 2050",
        columns=DEMAND_COLUMNS,
        rows=rows,
        warnings=("projection", *COPIED[edition]),
        left_out=tuple(left_out),
    )


def demand_rows(block: Block, edition: str) -> Iterator[dict[str, str]]:
    """Rows of one mineral, in the sheet's order."""
    mineral, note = DEMAND_MINERALS[block.heading]
    labels = [label for label, _ in block.rows]
    if labels[-4:] != [ALL_CLEAN, "Other uses", "Total demand", SHARE]:
        raise BuildError(f"iea {edition} demand {block.heading}: rows {labels}")
    sectors = [cells for _, cells in block.rows[:-4]]
    for label, cells in block.rows[:-1]:
        for column, number in cells.items():
            notes = [note] if note else []
            if label == ALL_CLEAN:
                notes += sum_note(sectors, column, number)
            yield {
                "mineral": mineral, "sector": label, **measured(column, number, edition),
                "note": "; ".join(notes),
            }


def measured(column: Column, number: Decimal, edition: str) -> dict[str, str]:
    """Scenario, year, quantity, unit and status of a cell."""
    scenario, year = column
    return {
        "scenario": scenario, "year": year, "quantity": text(number), "unit": "kt",
        "status": "reported" if year == BASE_YEAR[edition] else "projection",
    }


def sum_note(sectors: Iterable[Cells], column: Column, total: Decimal) -> list[str]:
    """Says so where the sectors do not add up to their total (over 0.1%)."""
    added = sum((cells[column] for cells in sectors), Decimal(0))
    if abs(added - total) <= abs(total) / 1000:
        return []
    return [f"the sectors above sum to another figure, {text(added)}"]


def workbook_technology(sheets: dict[str, Grid]) -> tuple[Technology, int]:
    """Sheets 3.1 to 4.6 as one table, and how many cells of mixed totals were left out."""
    base = BASE_YEAR["2024"]
    found: Technology = {}
    totals = 0
    for sheet, technology in TECHNOLOGY_SHEETS.items():
        grid = sheets[sheet]
        for block in read_blocks(grid, scenario_columns(grid, base)):
            for label, cells in block.rows:
                if label.startswith("Total "):
                    totals += len(cells)
                else:
                    found[label, technology, block.heading] = cells
    grid = sheets[BY_MINERAL]
    (minerals,) = read_blocks(grid, scenario_columns(grid, base))
    for label, cells in minerals.rows:
        if label == "Total":
            totals += len(cells)
        else:
            found[label, ALL_CLEAN, "Base case"] = cells
    grid = sheets[BY_TECHNOLOGY]
    merge_sectors(found, read_blocks(grid, scenario_columns(grid, base)), "2024")
    return found, totals


def merge_sectors(found: Technology, blocks: Iterable[Block], edition: str) -> None:
    """Add the rows by sector; where another sheet has the same row they must agree."""
    for block in blocks:
        for label, cells in block.rows:
            mineral = block.heading
            if mineral == "PGMs" and edition == "2024":
                mineral = "PGMs (other than iridum)"
            sector = ALL_CLEAN if label.startswith("Total ") else label
            known = found.setdefault((mineral, sector, "Base case"), cells)
            for column, number in cells.items():
                if abs(known[column] - number) > max(abs(number) / 1000, Decimal("0.0001")):
                    raise BuildError(f"iea {edition}: {mineral}, {sector}, {column} differ")


def left_cases(copy: dict[str, Any]) -> tuple[str, str, int]:
    """Count the copy's rows by technology, which do not say what case they are."""
    minerals = [parts["minerals"] for parts in copy["byTechnology"].values()]
    cells = sum(len(flatten(node)) for part in minerals for node in part.values())
    why = "case of sheets 4.1-4.6 not named; solar and wind differ from sheet 3.1's base case"
    return "byTechnology", why, cells


def copy_technology(copy: dict[str, Any]) -> Technology:
    """Sheets 3.1 and 3.2 of the JSON copy."""
    found: Technology = {
        (label, ALL_CLEAN, "Base case"): flatten(node)
        for label, node in copy["cleantechByMineral"].items()
    }
    blocks = [
        Block(
            mineral,
            [
                *((sector, flatten(node)) for sector, node in parts["sectors"].items()),
                (f"Total {mineral}", flatten(parts["total"])),
            ],
        )
        for mineral, parts in copy["cleantechByTech"].items()
    ]
    merge_sectors(found, blocks, "2025")
    return found


def technology_table(
    edition: str, found: Technology, left_out: list[tuple[str, str, int]]
) -> TidyTable:
    """Clean-technology demand of one edition."""
    rows = []
    for (label, technology, case), cells in found.items():
        mineral, note = TECHNOLOGY_MINERALS[label]
        for column, number in cells.items():
            row = {"mineral": mineral, "technology": technology, "case": case}
            row |= measured(column, number, edition)
            row["note"] = note
            if case != "Base case" and row["status"] == "reported":
                row["status"] = "estimated"  # the case's own reckoning of the base year
            rows.append(row)
    rows.sort(key=lambda r: (r["mineral"], r["technology"], r["case"] != "Base case", r["case"]))
    return TidyTable(
        path=f"iea/demand_by_technology_{edition}.csv",
        source=f"iea@{edition}",
        title=f"IEA clean-technology demand by mineral, {BASE_YEAR[edition]} and scenarios to 2050",
        columns=TECHNOLOGY_COLUMNS,
        rows=rows,
        warnings=("projection", *COPIED[edition]),
        left_out=tuple(left_out),
    )
