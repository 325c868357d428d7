"""The only reader of the bundled tables of clean products; computes nothing."""

from __future__ import annotations

from functools import cache

from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import countries

SALES, SALES_SOURCE = "clean_products/electric_car_sales.csv", "iea-ev@2026"
ADDITIONS, ADDITIONS_SOURCE = "clean_products/net_additions.csv", "irena@2025"
STATED, STATED_SOURCE = "clean_products/stated_figures.csv", "clean-products@2026"


class Figure(NamedTuple):
    """Figure of a place in a year: a quantity, or a share with the ends of its interval.

    ``kind`` is country, bloc, region or total; ``state`` is number, zero or unknown.
    """

    country: str
    iso3: str
    kind: str
    quantity: float | None
    share: float | None
    low: float | None
    high: float | None
    state: str


class Counted(NamedTuple):
    """All figures of one product, stage and year, from one source."""

    product: str
    stage: str
    year: int
    unit: str
    source: str
    figures: tuple[Figure, ...]


class Stated(NamedTuple):
    """Stated figure of a product and a place, with its bound: one of = ~ > >= < <=."""

    product: str
    stage: str
    item: str
    year: int
    country: str
    iso3: str
    kind: str
    bound: str
    value: float
    unit: str
    publisher: str
    seen_in: str
    evidence: str
    note: str


@cache
def counted() -> dict[tuple[str, str], dict[int, Counted]]:
    """Counted figures by product and stage, then by year."""
    found: dict[tuple[str, str], dict[int, list[Figure]]] = {}
    for product, stage, year, country, iso3, kind, quantity, _unit in read_table(SALES)[1]:
        amount = float(quantity)
        figure = Figure(
            country, iso3, kind, amount, None, None, None, "number" if amount else "zero"
        )
        found.setdefault((product, stage), {}).setdefault(int(year), []).append(figure)
    names = countries()
    for product, stage, year, iso3, share, low, high, state in read_table(ADDITIONS)[1]:
        of = _number(share)
        low_end, high_end = (_number(end or share) for end in (low, high))
        name = names[iso3].name
        figure = Figure(name, iso3, "country", None, of, low_end, high_end, state)
        found.setdefault((product, stage), {}).setdefault(int(year), []).append(figure)
    tables: dict[tuple[str, str], dict[int, Counted]] = {}
    for (product, stage), years in found.items():
        unit, source = ("cars", SALES_SOURCE) if stage == "sales" else ("", ADDITIONS_SOURCE)
        tables[product, stage] = {
            year: Counted(product, stage, year, unit, source, tuple(figures))
            for year, figures in sorted(years.items())
        }
    return tables


def _number(text: str) -> float | None:
    return float(text) if text else None


@cache
def stated() -> tuple[Stated, ...]:
    """All stated figures, in the order of their table."""
    return tuple(
        Stated(product, stage, item, int(year), country, iso3, kind, bound, float(value), *rest)
        for product, stage, item, year, country, iso3, kind, bound, value, *rest in read_table(
            STATED
        )[1]
    )
