"""Net capacity added by country, as shares of the world, from IRENA's capacity statistics.

IRENA's terms allow use with attribution and its copyright notice and say nothing of adaptation, so
that only shares computed here are kept, to four significant digits, and no megawatt of IRENA's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from corrections import Ledger
from places import Places
from tables import BuildError, LeftOut, TidyTable
from workbooks import figure, open_workbook

FILE = "demand/originals/IRENA_Stats_extract_2025_H1_raw.xlsx"
SOURCE = "irena@2025"
SHEET, WORLD_SHEET = "Country", "Global"
COLUMNS = ("Country", "ISO3 code", "Group Technology", "Technology", "Year")
MEGAWATTS = "Electricity Installed Capacity (MW)"
FIRST, LAST = 2010, 2024
DIGITS = 4
THERMAL = "Solar thermal energy"
# A row counts in each product whose words it has. Solar thermal power is in none.
PRODUCTS: dict[str, Callable[[str, str], bool]] = {
    "solar-pv": lambda _group, technology: technology == "Solar photovoltaic",
    "wind": lambda group, _technology: group == "Wind energy",
    "onshore-wind": lambda _group, technology: technology == "Onshore wind energy",
    "offshore-wind": lambda _group, technology: technology == "Offshore wind energy",
}
# Products that the sheet of the world's sums can be compared with.
WORLD_GROUPS = {"wind": ("Wind energy", ""), "solar-pv": ("Solar energy", THERMAL)}
Capacity = Mapping[tuple[str, int], Decimal]


class Addition(NamedTuple):
    """A country's share of the world's net capacity addition.

    ``share`` is of IRENA's world sum, in which a country without a row counts as nothing.
    ``share_low`` and ``share_high`` span the shares of the sums with and without the countries
    whose rows end or are broken in the year; they are empty where both are the share. ``state``
    is number, zero or unknown.
    """

    product: str
    stage: str
    year: int
    iso3: str
    share: Decimal | None
    share_low: Decimal | None
    share_high: Decimal | None
    state: str


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Net additions of all products."""
    del ledger  # no cell of this workbook is corrected
    book = open_workbook(sources / FILE)
    lines = list(_lines(book[SHEET]))
    for iso3 in {line[1] for line in lines}:
        if iso3 not in places.names:
            raise BuildError(f"{FILE}: unknown country code {iso3!r}")
    rows: list[Addition] = []
    capacity = {name: _capacity(lines, counts) for name, counts in PRODUCTS.items()}
    _check_world(book[WORLD_SHEET], capacity, _capacity(lines, lambda _, t: t == THERMAL))
    for name, held in capacity.items():
        for year in range(FIRST, LAST + 1):
            rows += additions(name, held, year)
    others = len(lines) - sum(any(f(x[2], x[3]) for f in PRODUCTS.values()) for x in lines)
    return [
        TidyTable(
            path="clean_products/net_additions.csv",
            source=SOURCE,
            title="Net solar and wind capacity added, shares of the world by country, 2010-2024",
            columns=Addition._fields,
            rows=rows,
            left_out=[LeftOut("other technologies", "no solar photovoltaic or wind power", others)],
        )
    ]


def _lines(grid: list[list[Any]]) -> Iterator[tuple[str, str, str, str, int, Decimal]]:
    """Rows of the sheet by country: name, code, group, technology, year, megawatts."""
    header = grid[0]
    at = [header.index(name) for name in COLUMNS]
    amount = header.index(MEGAWATTS)
    for row in grid[1:]:
        name, iso3, group, technology, year = (row[i] for i in at)
        if row[amount] is None or row[amount] < 0:
            raise BuildError(f"{FILE}: {name} {technology} {year}: no capacity")
        yield name, iso3, group, technology, int(year), figure(row[amount])


def _capacity(
    lines: Iterable[tuple[str, str, str, str, int, Decimal]], counts: Callable[[str, str], bool]
) -> dict[tuple[str, int], Decimal]:
    """Capacity at the end of each year by country, on and off the grid."""
    held: dict[tuple[str, int], Decimal] = {}
    for _, iso3, group, technology, year, megawatts in lines:
        if counts(group, technology):
            held[iso3, year] = held.get((iso3, year), Decimal(0)) + megawatts
    return held


def _check_world(
    grid: list[list[Any]], capacity: Mapping[str, Capacity], thermal: Capacity
) -> None:
    """Stop unless the countries add up to IRENA's own world sums."""
    for name, (group, less) in WORLD_GROUPS.items():
        printed = {row[2]: figure(row[3]) for row in grid[1:] if row[1] == group}
        for year in (FIRST, LAST):
            summed = _world(capacity[name], year) + (_world(thermal, year) if less else 0)
            if abs(summed - printed[year]) > 1:
                raise BuildError(f"{FILE}: {group} {year}: {summed} MW against {printed[year]}")


def _world(held: Capacity, year: int) -> Decimal:
    return sum((mw for (_, at), mw in held.items() if at == year), Decimal(0))


def additions(product: str, held: Capacity, year: int) -> Iterator[Addition]:
    """Shares of one year's net addition.

    A country without a row before its first one had no capacity. One whose rows are broken or end
    has no known addition in the year without a row, nor in the year of its next one.
    """
    added: dict[str, Decimal] = {}
    broken: dict[str, Decimal] = {}
    for iso3 in sorted({iso3 for iso3, _ in held}):
        first = min(at for code, at in held if code == iso3)
        now, before = held.get((iso3, year)), held.get((iso3, year - 1))
        change = (now or Decimal(0)) - (before or Decimal(0))
        if year < first or (now is None and before is None):
            continue
        if now is None or (before is None and year > first):
            broken[iso3] = change
        else:
            added[iso3] = change
    world = sum(added.values(), Decimal(0)) + sum(broken.values(), Decimal(0))
    without = sum(added.values(), Decimal(0))
    if min(world, without) <= 0:
        raise BuildError(f"{FILE}: {product} {year}: no net addition of the world")
    for iso3 in sorted({*added, *broken}):
        if iso3 in broken:
            yield Addition(product, "additions", year, iso3, None, None, None, "unknown")
            continue
        share, other = _rounded(added[iso3] / world), _rounded(added[iso3] / without)
        low, high = (None, None) if share == other else sorted((share, other))
        state = "number" if added[iso3] else "zero"
        yield Addition(product, "additions", year, iso3, share, low, high, state)


def _rounded(share: Decimal) -> Decimal:
    """A share to four significant digits; no small share becomes zero."""
    return share if not share else round(share, DIGITS - 1 - share.adjusted())
