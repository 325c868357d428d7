"""Bounds of the index: no way that the unprinted figures can fall out lies outside them."""

from __future__ import annotations

from random import Random

import pytest
from supply_rows import other, row, world

from critmin.measures.concentration import SCALE, hhi
from critmin.measures.supply_risk import weighted_hhi
from critmin.supply.distribution import Distribution
from critmin.supply.governance import EU_STUDY, scores, weighted
from critmin.supply.supply_table import SupplyRow, SupplyTable

DRAWS = 2000


def less(country: str, limit: float, kind: str = "country", iso3: str = "") -> SupplyRow:
    return row(country, low=0.0, high=limit, state="less_than", kind=kind, iso3=iso3)


def between(country: str, low: float, high: float, kind: str = "country") -> SupplyRow:
    return row(country, low=low, high=high, state="range", kind=kind)


def spread(rows: list[SupplyRow], total: str, unit: str = "t") -> Distribution:
    table = SupplyTable("tin", "mining", "contained", 2024, unit, "usgs@2026", tuple(rows))
    return Distribution.of(table, total)


LISTED = {
    "less_than": [row("A", 50.0), less("B", 20.0), row("C", 30.0), other(8.0)],
    "several less_than": [row("A", 50.0), less("B", 9.0), less("C", 40.0), less("D", 0.5)],
    "all less_than": [less("A", 20.0), less("B", 5.0)],
    "range": [row("A", 50.0), between("B", 10.0, 60.0), other(12.0)],
    "range leads": [between("A", 40.0, 90.0), row("B", 30.0), less("C", 10.0), other(3.0)],
    "residual less_than": [row("A", 60.0), row("B", 20.0), less("Other", 30.0, "residual")],
    "residual range": [row("A", 60.0), less("B", 20.0), between("Other", 5, 30, "residual")],
    "greater_than": [row("A", 20.0), row("B", low=30.0, state="greater_than"), other(5.0)],
    "residual greater_than": [
        row("A", 60.0),
        row("Other", low=20.0, state="greater_than", kind="residual"),
    ],
}
PUBLISHED = {
    "plain shortfall": [row("A", 50.0), row("B", 20.0), world(100.0)],
    "small less_than": [row("A", 50.0), less("B", 5.0), world(100.0)],
    "less_than beside a residual": [row("A", 60.0), less("B", 10.0), other(20.0), world(100.0)],
    "range": [row("A", 40.0), between("B", 5.0, 25.0), world(100.0)],
    "several": [row("A", 30.0), less("B", 6.0), between("C", 10, 20), less("D", 6), world(80.0)],
    "residual less_than": [row("A", 60.0), less("Other", 30.0, "residual"), world(100.0)],
    "greater_than": [row("A", 50.0), row("B", low=10.0, state="greater_than"), world(100.0)],
}

SHARES = {
    "used as printed": [row("A", 0.6), less("B", 0.02), row("C", 0.39)],
    "shortfall": [row("A", 0.6), row("B", 0.2)],
    "shortfall beside less_than": [row("A", 0.5), row("B", 0.1), less("C", 0.1)],
    "shortfall beside a residual": [row("A", 0.5), less("B", 0.05), other(0.2)],
}
KINDS = {"listed": LISTED, "published": PUBLISHED, "shares": SHARES}


def drawn(cell: SupplyRow, random: Random) -> float:
    """A value that a row's figure can have; its ends are drawn often."""
    interval = cell.interval
    if interval is None:
        return 0.0
    high = min(interval.high, interval.low * 10 + 100)
    return random.choice([interval.low, high, random.uniform(interval.low, high)])


def split(amount: float, random: Random) -> list[float]:
    """An amount over one to many suppliers."""
    weights = [random.random() ** 3 + 1e-9 for _ in range(random.choice([1, 1, 2, 5, 50]))]
    return [amount * weight / sum(weights) for weight in weights]


def completion(
    rows: list[SupplyRow], kind: str, random: Random
) -> tuple[list[float], list[float]] | None:
    """Shares of the countries and of the unnamed in one admissible completion, if it is one."""
    named = [drawn(cell, random) for cell in rows if cell.kind == "country"]
    lumped = sum(drawn(cell, random) for cell in rows if cell.kind == "residual")
    if kind == "listed":
        whole = sum(named) + lumped
    elif kind == "published":
        whole = next(cell.quantity or 0.0 for cell in rows if cell.kind == "total")
        lumped = whole - sum(named)
    else:  # printed shares: a sum of 0.97 or more is used as printed
        whole = 1.0
        lumped = lumped if sum(named) + lumped >= 0.97 else 1.0 - sum(named)
    if whole <= 0 or lumped < 0:
        return None
    return [amount / whole for amount in named], split(lumped / whole, random)


CASES = [
    pytest.param(kind, rows, id=f"{kind}, {name}")
    for kind, tables in KINDS.items()
    for name, rows in tables.items()
]


@pytest.mark.parametrize(("kind", "rows"), CASES)
def test_every_admissible_completion_lies_within_the_bounds(
    kind: str, rows: list[SupplyRow]
) -> None:
    unit, total = ("share", "listed") if kind == "shares" else ("t", kind)
    low, high = spread(rows, total, unit).hhi()[1]
    random = Random(20240501)
    found = [completion(rows, kind, random) for _ in range(DRAWS)]
    indices = [hhi([*named, *rest]) * SCALE for named, rest in filter(None, found)]
    assert len(indices) > DRAWS / 20
    assert low - 1e-6 <= min(indices)
    assert max(indices) <= high + 1e-6
    assert low <= high <= SCALE + 1e-6


@pytest.mark.parametrize(("kind", "rows"), CASES)
def test_the_point_lies_within_the_bounds(kind: str, rows: list[SupplyRow]) -> None:
    unit, total = ("share", "listed") if kind == "shares" else ("t", kind)
    point, (low, high) = spread(rows, total, unit).hhi()
    if point is not None:
        assert low - 1e-9 <= point <= high + 1e-9


def test_the_high_end_is_reached_where_every_figure_is_plain() -> None:
    low, high = spread([row("A", 60.0), row("B", 20.0), other(20.0)], "listed").hhi()[1]
    assert low == pytest.approx((0.36 + 0.04) * SCALE)
    assert high == pytest.approx((0.36 + 0.04 + 0.04) * SCALE)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([row("China", 60.0, iso3="CHN"), other(30.0)], id="residual"),
        pytest.param(
            [row("China", 60.0, iso3="CHN"), less("Chile", 40.0, iso3="CHL"), other(10.0)],
            id="less_than",
        ),
    ],
)
def test_completions_of_the_governance_weighted_index(rows: list[SupplyRow]) -> None:
    known = scores(EU_STUDY)
    weights = [known[cell.iso3] for cell in rows if cell.kind == "country"]
    _, (low, high), absent = weighted(spread(rows, "listed"), EU_STUDY)
    assert absent == []
    random = Random(20240501)
    for _ in range(DRAWS):
        found = completion(rows, "listed", random)
        if found is None:
            continue
        named, rest = found
        unnamed = [random.choice([0.0, 10.0, random.uniform(0, 10)]) for _ in rest]
        value = weighted_hhi([*named, *rest], [*weights, *unnamed])
        assert low - 1e-9 <= value <= high + 1e-9
