"""Monthly prices: IMF primary commodity prices and the World Bank's Pink Sheet.

Every column of both files stands in ``labels/prices_imf.csv`` or
``labels/prices_worldbank.csv``, as a mineral's price in a form and unit or as left out
with a reason; a new, renamed or missing column stops the build. Periods run without a
gap; a month without a figure between two with one is kept as an empty price.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from corrections import DATASETS, Ledger
from iea_sheets import figure, open_workbook
from places import Places
from tables import BuildError, TidyTable, read_rows
from values import plain

LABELS = Path(__file__).parent / "labels"
IMF = "imf/imf_external-data-v2.xls"
WORLD_BANK = "worldbank/wb_CMO-Historical-Data-Monthly_2026-06-02.xlsx"
IMF_SOURCE, WORLD_BANK_SOURCE = "imf@2025", "worldbank@2026"
IMF_HEAD = ("Commodity", "Commodity.Description", "Data Type", "Frequency")
SHEET, UPDATED = "Monthly Prices", "Updated on June 02, 2026"
NOT_AVAILABLE = {"…", "..."}
MONTH = re.compile(r"(\d{4})M(\d{1,2})")
PRICE_COLUMNS = ("mineral", "period", "price", "unit")
SERIES_COLUMNS = ("mineral", "form", "unit", "first", "last", "flag", "note", "code", "printed")


class Series(NamedTuple):
    """One column of an original: how it is labelled, and its cells in order."""

    label: dict[str, str]
    cells: Sequence[Any]


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Prices and their series, of both publishers."""
    del places
    return [*imf_tables(sources / IMF, ledger), *world_bank_tables(sources / WORLD_BANK, ledger)]


def imf_tables(path: Path, ledger: Ledger) -> list[TidyTable]:
    """The IMF's file: one sheet, a row a month, four rows of heading."""
    columns = xls_columns(path)
    head, *data = columns
    if tuple(head[:4]) != IMF_HEAD:
        raise BuildError(f"{path.name}: heading {head[:4]}")
    headings = [
        {"code": str(c[0] or "").strip(), "printed": str(c[1]).strip(), "type": str(c[2])}
        for c in data
    ]
    if any(c[3] != "Monthly" for c in data):
        raise BuildError(f"{path.name}: a series is not monthly")
    headings = ledger.apply(IMF_SOURCE, IMF, headings)
    found = matched("prices_imf.csv", ("code", "printed", "type"), headings, path.name)
    series = [Series(label, c[4:]) for label, c in zip(found, data, strict=True)]
    title = "IMF primary commodity prices of minerals"
    return tables("imf", IMF_SOURCE, title, months(head[4:], path.name), series)


def xls_columns(path: Path) -> list[list[Any]]:
    """Columns of the first sheet of a workbook in the old format; empty cells are None."""
    import xlrd

    sheet = xlrd.open_workbook(path).sheet_by_index(0)
    blank = {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}
    return [
        [None if cell.ctype in blank else cell.value for cell in sheet.col(at)]
        for at in range(sheet.ncols)
    ]


def world_bank_tables(path: Path, ledger: Ledger) -> list[TidyTable]:
    """The Pink Sheet: names in row 5, units in row 6, a row a month from row 7 on."""
    grid = open_workbook(path)[SHEET]
    if grid[3][0] != UPDATED:
        raise BuildError(f"{path.name}: {grid[3][0]!r}, not {UPDATED!r}")
    places = [at for at, name in enumerate(grid[4]) if name is not None]
    headings = [{"printed": str(grid[4][at]), "printed_unit": str(grid[5][at])} for at in places]
    headings = ledger.apply(WORLD_BANK_SOURCE, WORLD_BANK, headings)
    found = matched("prices_worldbank.csv", ("printed", "printed_unit"), headings, path.name)
    rows = [row for row in grid[6:] if row[0] is not None]
    series = [
        Series(label, [none_if_dots(row[at]) for row in rows])
        for label, at in zip(found, places, strict=True)
    ]
    title = "World Bank Pink Sheet prices of minerals"
    return tables(
        "worldbank", WORLD_BANK_SOURCE, title, months([r[0] for r in rows], path.name), series
    )


def none_if_dots(cell: Any) -> Any:
    """The publisher's dots stand for no figure."""
    return None if cell in NOT_AVAILABLE else cell


def matched(
    labels: str, keys: tuple[str, ...], headings: list[dict[str, str]], file: str
) -> list[dict[str, str]]:
    """The label of every heading, in the file's order; both lists are the same or it stops."""
    known = {tuple(row[k].strip() for k in keys): row for row in read_rows(LABELS / labels)}
    wanted = [tuple(heading[k].strip() for k in keys) for heading in headings]
    unknown = [key for key in wanted if key not in known]
    stale = sorted(set(known) - set(wanted))
    twice = [key for key, count in Counter(wanted).items() if count > 1]
    if unknown or stale or twice:
        raise BuildError(f"{file}: columns unknown {unknown}, gone {stale}, twice {twice}")
    return [known[key] for key in wanted]


def months(cells: Iterable[Any], file: str) -> list[str]:
    """``1990M1`` as ``1990-01``; every month once and in order, or it stops."""
    found = []
    for cell in cells:
        match = MONTH.fullmatch(str(cell))
        if match is None:
            raise BuildError(f"{file}: {cell!r} is no month")
        found.append((int(match[1]), int(match[2])))
    first = found[0]
    for step, month in enumerate(found):
        over = first[0] * 12 + first[1] - 1 + step
        if month != (over // 12, over % 12 + 1):
            raise BuildError(f"{file}: month {step} is {month}")
    return [f"{year}-{month:02d}" for year, month in found]


def tables(
    folder: str, source: str, title: str, periods: list[str], series: list[Series]
) -> list[TidyTable]:
    """The prices, and what each series is of."""
    minerals = {row["slug"] for row in read_rows(DATASETS / "minerals.csv")}
    kept = [one for one in series if not one.label["left_out"]]
    for label in (one.label for one in series):
        if bool(label["left_out"]) == bool(label["mineral"]):
            raise BuildError(f"{folder}: {label['printed']!r} is mapped and left out, or neither")
        if label["mineral"] and label["mineral"] not in minerals:
            raise BuildError(f"{folder}: {label['mineral']} is no mineral")
    if len({one.label["mineral"] for one in kept}) != len(kept):
        raise BuildError(f"{folder}: two series of one mineral")
    kept.sort(key=lambda one: one.label["mineral"])
    edition = source.partition("@")[2]
    prices: list[dict[str, str]] = []
    lines = []
    for one in kept:
        own = price_rows(one, periods)
        prices += own
        lines.append({**one.label, "first": own[0]["period"], "last": own[-1]["period"]})
    out = Counter(one.label["left_out"] for one in series if one.label["left_out"])
    return [
        TidyTable(
            path=f"{folder}/prices_{edition}.csv", source=source, title=f"{title}, monthly",
            columns=PRICE_COLUMNS, rows=prices,
            left_out=tuple((why, why, count) for why, count in sorted(out.items())),
        ),
        TidyTable(
            path=f"{folder}/price_series_{edition}.csv", source=source,
            title=f"{title}: what each series is of", columns=SERIES_COLUMNS,
            rows=[{k: line.get(k, "") for k in SERIES_COLUMNS} for line in lines],
        ),
    ]


def price_rows(one: Series, periods: list[str]) -> list[dict[str, str]]:
    """Rows from the first to the last month with a price."""
    figures = [price(cell, one.label["printed"]) for cell in one.cells]
    at = [place for place, number in enumerate(figures) if number is not None]
    if not at:
        raise BuildError(f"{one.label['printed']}: no price at all")
    return [
        {
            "mineral": one.label["mineral"], "period": periods[place],
            "price": plain(figures[place]), "unit": one.label["unit"],
        }
        for place in range(at[0], at[-1] + 1)
    ]


def price(cell: Any, where: str) -> Decimal | None:
    """A price above zero, None for an empty cell."""
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float) or cell <= 0:
        raise BuildError(f"{where}: {cell!r} is no price")
    return figure(float(cell))
