"""Monthly prices: IMF primary commodity prices and the World Bank's Pink Sheet.

Every column of both files has a line in ``labels/imf.csv`` or ``labels/worldbank.csv``: the
price of a mineral in a form and unit, or left out with a reason. A new, renamed or missing
column stops the build. Periods run without a gap; a month without a price between two with
one is kept as an empty price.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from corrections import Ledger
from labels import label_rows, must_match, refuse_repeats
from places import Places, minerals
from tables import BuildError, LeftOut, RawRow, TidyTable
from workbooks import figure, open_workbook, xls_columns

IMF = "imf/imf_external-data-v2.xls"
WORLD_BANK = "worldbank/wb_CMO-Historical-Data-Monthly_2026-06-02.xlsx"
IMF_SOURCE, WORLD_BANK_SOURCE = "imf@2025", "worldbank@2026"
SHEET, UPDATED = "Monthly Prices", "Updated on June 02, 2026"
# Rows of the World Bank's sheet, counted from 0.
UPDATED_ROW, NAME_ROW, UNIT_ROW, FIRST_MONTH = 3, 4, 5, 6
MONTH_COLUMN = 0
NOT_AVAILABLE = {"…", "..."}
MONTH = re.compile(r"(\d{4})M(\d{1,2})")


class Heading(NamedTuple):
    """The four heading cells of a column of the IMF's sheet."""

    code: Any
    printed: Any
    type: Any
    frequency: Any


class Column(NamedTuple):
    """A column of an original: its label line, and its cells from the first month on."""

    label: RawRow
    cells: Sequence[Any]


class Price(NamedTuple):
    """Price of a mineral in a month, or an empty price."""

    mineral: str
    period: str
    price: Decimal | None
    unit: str


class Series(NamedTuple):
    """A series of prices: what it is the price of, and its first and last month."""

    mineral: str
    form: str
    unit: str
    first: str
    last: str
    flag: str
    note: str
    code: str
    printed: str


IMF_HEADING = Heading("Commodity", "Commodity.Description", "Data Type", "Frequency")


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Prices and their series, of both publishers."""
    del places
    return [*imf_tables(sources / IMF, ledger), *world_bank_tables(sources / WORLD_BANK, ledger)]


def imf_tables(path: Path, ledger: Ledger) -> list[TidyTable]:
    """The IMF's file: one sheet, a row a month, four rows of heading."""
    deep = len(Heading._fields)
    (own, periods), *rest = [(Heading(*c[:deep]), c[deep:]) for c in xls_columns(path)]
    if own != IMF_HEADING:
        raise BuildError(f"{path.name}: heading {tuple(own)}")
    if any(heading.frequency != "Monthly" for heading, _ in rest):
        raise BuildError(f"{path.name}: a series is not monthly")
    headings = [
        {"code": str(h.code or "").strip(), "printed": str(h.printed).strip(), "type": str(h.type)}
        for h, _ in rest
    ]
    headings = ledger.apply(IMF_SOURCE, IMF, headings)
    labels = matched(label_rows("prices", "imf"), ("code", "printed", "type"), headings, path.name)
    columns = [Column(label, cells) for label, (_, cells) in zip(labels, rest, strict=True)]
    title = "IMF primary commodity prices of minerals"
    return tables("imf", IMF_SOURCE, title, months(periods, path.name), columns)


def world_bank_tables(path: Path, ledger: Ledger) -> list[TidyTable]:
    """The Pink Sheet: names in row 5, units in row 6, a row a month from row 7 on."""
    grid = open_workbook(path)[SHEET]
    updated, names, units = grid[UPDATED_ROW][MONTH_COLUMN], grid[NAME_ROW], grid[UNIT_ROW]
    if updated != UPDATED:
        raise BuildError(f"{path.name}: {updated!r}, not {UPDATED!r}")
    columns = [at for at, name in enumerate(names) if name is not None]
    headings = [{"printed": str(names[at]), "printed_unit": str(units[at])} for at in columns]
    headings = ledger.apply(WORLD_BANK_SOURCE, WORLD_BANK, headings)
    keys = ("printed", "printed_unit")
    labels = matched(label_rows("prices", "worldbank"), keys, headings, path.name)
    rows = [row for row in grid[FIRST_MONTH:] if row[MONTH_COLUMN] is not None]
    series = [
        Column(label, [none_if_dots(row[at]) for row in rows])
        for label, at in zip(labels, columns, strict=True)
    ]
    title = "World Bank Pink Sheet prices of minerals"
    periods = months((row[MONTH_COLUMN] for row in rows), path.name)
    return tables("worldbank", WORLD_BANK_SOURCE, title, periods, series)


def none_if_dots(cell: Any) -> Any:
    """A cell, or None for the publisher's dots, which stand for no figure."""
    return None if cell in NOT_AVAILABLE else cell


def matched(
    labels: list[RawRow], keys: tuple[str, ...], headings: list[RawRow], file: str
) -> list[RawRow]:
    """The label line of every heading, in the order of the file."""
    known = {tuple(row[key].strip() for key in keys): row for row in labels}
    wanted = [tuple(heading[key].strip() for key in keys) for heading in headings]
    must_match(f"{file} columns", wanted, known)
    refuse_repeats(f"{file} columns", wanted)
    return [known[key] for key in wanted]


def months(cells: Iterable[Any], file: str) -> list[str]:
    """``1990M1`` as ``1990-01``; a month out of order stops the build."""
    found: list[str] = []
    first = 0
    for step, cell in enumerate(cells):
        match = MONTH.fullmatch(str(cell))
        if match is None:
            raise BuildError(f"{file}: {cell!r} is no month")
        year, month = int(match[1]), int(match[2])
        count = year * 12 + month - 1
        if step == 0:
            first = count
        if count != first + step or not 1 <= month <= 12:
            raise BuildError(f"{file}: month {step} is {cell}")
        found.append(f"{year}-{month:02d}")
    return found


def tables(
    folder: str, source: str, title: str, periods: list[str], columns: list[Column]
) -> list[TidyTable]:
    """The prices, and what each series is the price of."""
    for label in (column.label for column in columns):
        if bool(label["left_out"]) == bool(label["mineral"]):
            raise BuildError(f"{folder}: {label['printed']!r} is mapped and left out, or neither")
        if label["mineral"] and label["mineral"] not in minerals():
            raise BuildError(f"{folder}: {label['mineral']} is no mineral")
    kept = [column for column in columns if not column.label["left_out"]]
    refuse_repeats(f"{folder} minerals", (column.label["mineral"] for column in kept))
    edition = source.partition("@")[2]
    prices: list[Price] = []
    series = []
    for column in sorted(kept, key=lambda column: column.label["mineral"]):
        own = price_rows(column, periods)
        prices += own
        line = {"code": "", **column.label, "first": own[0].period, "last": own[-1].period}
        series.append(Series(**{name: line[name] for name in Series._fields}))
    out = Counter(c.label["left_out"] for c in columns if c.label["left_out"])
    return [
        TidyTable(
            path=f"{folder}/prices_{edition}.csv",
            source=source,
            title=f"{title}, monthly",
            columns=Price._fields,
            rows=prices,
            left_out=[LeftOut(why, why, count) for why, count in sorted(out.items())],
        ),
        TidyTable(
            path=f"{folder}/price_series_{edition}.csv",
            source=source,
            title=f"{title}: what each series is of",
            columns=Series._fields,
            rows=series,
        ),
    ]


def price_rows(column: Column, periods: list[str]) -> list[Price]:
    """Prices of a column from the first to the last month with one."""
    label = column.label
    figures = [price(cell, label["printed"]) for cell in column.cells]
    at = [place for place, number in enumerate(figures) if number is not None]
    if not at:
        raise BuildError(f"{label['printed']}: no price at all")
    return [
        Price(label["mineral"], periods[place], figures[place], label["unit"])
        for place in range(at[0], at[-1] + 1)
    ]


def price(cell: Any, where: str) -> Decimal | None:
    """A price above zero; None for an empty cell."""
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float) or cell <= 0:
        raise BuildError(f"{where}: {cell!r} is no price")
    return figure(float(cell))
