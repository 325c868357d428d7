"""IEA supply by country, 2024 and 2025 editions.

The printed total is kept as printed. In both editions the totals of nickel and graphite
leave out one country that is listed: ``labels/supply_headings.csv`` names it, the build
checks it, and the total's row says it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from corrections import Ledger
from iea.sheets import BASE_YEAR, COPIED, Block, Cells, Column, Line, copy, read_blocks, workbook
from labels import label_rows, refuse_repeats
from places import Places
from tables import BuildError, LeftOut, RawRow, SupplyRow, SupplyTable, sort_supply
from values import plain
from workbooks import Grid, figure

SHEET = "2 Total supply for key minerals"
YEAR_ROW = 3  # of this sheet, counted from 0
LEFT, RIGHT = 0, 6  # columns of the labels: mining to the left, refining to the right
RESIDUAL = "Rest of world"
TOP_3 = "Top 3 share"  # a ratio worked out from the rows
REMARKS = ("Notes: Supply projections", "“Base case” is assessed")
COPY_HEADINGS = {
    ("Lithium", "refining"): "Lithium - Chemicals",
    ("Graphite", "mining"): "Graphite - Mining (natural)",
    ("Graphite", "refining"): "Graphite - Battery grade",
    ("Rare Earth Elements", "mining"): "Magnet rare earth elements - Mining",
    ("Rare Earth Elements", "refining"): "Magnet rare earth elements - Refining",
}
WARNINGS = ("total_omits_country", "shares_sum_over_1", "projection")
# The workbook labels one total row with the words of another sheet.
TOTAL_LABEL = {("2024", "Cobalt - Refining"): "Total clean technologies"}
TOLERANCE = Decimal("0.001")


class Place(NamedTuple):
    """What a row label stands for: a country, the residual or the world's total."""

    name: str
    iso3: str
    kind: str


class Subject(NamedTuple):
    """What a block is about: its label line, and the label of its total."""

    edition: str
    heading: str
    label: RawRow
    total_label: str

    @property
    def where(self) -> str:
        """The block, for messages."""
        return f"iea {self.edition} {self.heading}"


def build(sources: Path, ledger: Ledger, places: Places) -> list[SupplyTable]:
    """Supply of both editions."""
    del ledger  # no cell of these files is corrected
    return [
        supply_table("2024", list(workbook_blocks(workbook(sources)[SHEET])), places),
        supply_table("2025", list(copied_blocks(copy(sources)["supply"])), places),
    ]


def workbook_blocks(grid: Grid) -> Iterator[Block]:
    """Blocks of the two halves of the sheet."""
    for label_at in (LEFT, RIGHT):
        columns = {
            at: Column("base", str(grid[YEAR_ROW][at])) for at in range(label_at + 1, label_at + 5)
        }
        yield from read_blocks(grid, columns, label_at=label_at)


def copied_blocks(supply: dict[str, Any]) -> Iterator[Block]:
    """Blocks of the JSON copy."""
    for mineral, stages in supply.items():
        for stage, parts in stages.items():
            heading = COPY_HEADINGS.get((mineral, stage), f"{mineral} - {stage.capitalize()}")
            block = Block(heading)
            rows = [*parts["countries"].items(), ("Total", parts["total"])]
            for label, years in [*rows, (TOP_3, parts["top3Share"])]:
                if label.startswith(REMARKS) and set(years.values()) == {None}:
                    continue  # remarks of the sheet, copied as if they were countries
                cells = {Column("base", year): figure(value) for year, value in years.items()}
                block.rows.append(Line(label, cells))
            yield block


def supply_table(edition: str, blocks: list[Block], places: Places) -> SupplyTable:
    """The supply table of one edition."""
    labels = {row["heading"]: row for row in label_rows("iea", "supply_headings")}
    if sorted(block.heading for block in blocks) != sorted(labels):
        raise BuildError(f"iea {edition}: headings {[block.heading for block in blocks]}")
    rows = [row for b in blocks for row in block_rows(b, edition, labels[b.heading], places)]
    ratios = sum(label == TOP_3 for block in blocks for label in block.labels)
    left_out = [LeftOut(TOP_3, "ratio worked out from the rows", ratios)]
    if edition == "2025":
        remarks = "remarks of the sheet, not figures"
        left_out.append(LeftOut("Notes and “Base case” lines", remarks, 2))
    return SupplyTable(
        path=f"iea/supply_{edition}.csv",
        source=f"iea@{edition}",
        title=f"IEA supply by country, {BASE_YEAR[edition]} and base case 2030-2040",
        columns=SupplyRow._fields,
        rows=sort_supply(rows),
        warnings=(*WARNINGS, *COPIED[edition]),
        left_out=left_out,
    )


def block_rows(block: Block, edition: str, label: RawRow, places: Places) -> Iterator[SupplyRow]:
    """Rows of one mineral and stage."""
    total_label = TOTAL_LABEL.get((edition, block.heading), "Total")
    subject = Subject(edition, block.heading, label, total_label)
    if block.labels.count(total_label) != 1 or block.labels.count(RESIDUAL) != 1:
        raise BuildError(f"{subject.where}: rows {block.labels}")
    refuse_repeats(subject.where, block.labels)
    lines = {line.label: line.cells for line in block.rows if line.label != TOP_3}
    for printed, cells in lines.items():
        place = place_of(printed, subject, places)
        for column, number in cells.items():
            notes = total_notes(lines, subject, column) if place.kind == "total" else ()
            yield supply_row(subject, column.year, place, number, notes)


def place_of(printed: str, subject: Subject, places: Places) -> Place:
    """What a row label stands for."""
    if printed == subject.total_label:
        return Place("World", "", "total")
    if printed == RESIDUAL:
        return Place("Other countries", "", "residual")
    iso3 = places.iso3(printed, subject.where)
    return Place(places.names[iso3], iso3, "country")


def supply_row(
    subject: Subject, year: str, place: Place, number: Decimal, notes: tuple[str, ...]
) -> SupplyRow:
    """One row; years after the base year are the IEA's base case."""
    projected = year != BASE_YEAR[subject.edition]
    return SupplyRow(
        mineral=subject.label["mineral"],
        stage=subject.label["stage"],
        basis=subject.label["basis"],
        year=year,
        country=place.name,
        iso3=place.iso3,
        kind=place.kind,
        quantity=number,
        low=None,
        high=None,
        unit="kt",
        state="number" if number else "zero",
        status="projection" if projected else "reported",
        note=("base case", *notes) if projected else notes,
    )


def total_notes(lines: dict[str, Cells], subject: Subject, column: Column) -> tuple[str, ...]:
    """What a printed total leaves out, checked against the rows above it."""
    figures = {label: cells[column] for label, cells in lines.items()}
    total = figures[subject.total_label]
    over = sum(figures.values()) - 2 * total
    omitted = subject.label["omitted_from_total"]
    expected = figures[omitted] if omitted else Decimal(0)
    if abs(over - expected) > TOLERANCE:
        raise BuildError(
            f"{subject.where} {column.year}: rows exceed the total by {over}, "
            f"expected {expected} ({omitted or 'no country left out'})"
        )
    notes = []
    if subject.total_label != "Total":
        notes.append(f"row labelled '{subject.total_label}' in the workbook")
    if expected:
        notes.append(
            f"as printed, {plain(over)} below the rows' sum {plain(total + over)}: "
            f"the difference equals {omitted}'s row"
        )
    return tuple(notes)
