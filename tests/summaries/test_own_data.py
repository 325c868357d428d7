"""Sentences on supplier lists, checks, demand and the contents of the data."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from said_figures import unexplained

import critmin

DAY = "2026-11-24"
LIST = """Material,Supplier Name,Country of Origin,Stage,Volume (t)
lithium carbonate,Salar SA,Chile,refining,600
Lithium,Ganjiang,China,refining,"1,400"
unobtainium,Y,China,refining,1
Rare earths,Q,China,refining,
cobalt,K,DR Congo,mining,30
cobalt,M,Australia,mining,20
"""


def suppliers(path: Path, **given: Any) -> critmin.Table:
    ask = getattr(critmin, "suppliers", None) or critmin.own_suppliers
    table: critmin.Table = ask(str(path), as_of=DAY, **given)
    return table


@pytest.mark.parametrize("given", [{}, {"buyer": "USA"}, {"buyer": "eu27"}])
def test_suppliers(tmp_path: Path, given: dict[str, Any]) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST, "utf-8")
    table = suppliers(path, **given)
    rows = table.records()
    matched = [row for row in rows if row["matched"]]
    under = Counter(row["under_control"] for row in matched)
    lost = [row["line"] for row in rows if not row["matched"]]
    takes = [row["stop_takes"] for row in rows if row["stop_takes"] is not None]
    numbers = [len(rows), len(matched), *lost, under[True], under[None]]
    said = table.summary
    found = unexplained(said, quoted=["EU27"], dates=[DAY], shares=[max(takes)], numbers=numbers)
    assert found == [], said
    assert all(f"line {line}" in said for line in lost)
    assert "70% of the list's refined lithium" in said  # 1,400 of 2,000 t
    assert f"and {under[None]} more may be" in said


def test_suppliers_with_one_country_each(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Material,Country,Stage,Volume (t)\nGallium,China,refining,2\n", "utf-8")
    said = suppliers(path).summary
    assert "single country for refined gallium (China)" in said
    assert "1 of the lines is under an export control as of 24 November 2026." in said


def test_suppliers_with_a_line_without_an_amount(tmp_path: Path) -> None:
    """Nothing is said of shares of a material that has a line without an amount."""
    path = tmp_path / "list.csv"
    rows = "Gallium,China,refining,2\nGallium,Japan,refining,\n"
    path.write_text(f"Material,Country,Stage,Volume (t)\n{rows}", "utf-8")
    said = suppliers(path).summary
    assert "single country" not in said
    assert "o share of own supply can be given, because amounts are missing" in said
    more = "Cobalt,China,refining,3\nCobalt,Japan,refining,1\n"
    path.write_text(f"Material,Country,Stage,Volume (t)\n{rows}{more}", "utf-8")
    said = suppliers(path).summary
    assert "75% of the list's refined cobalt (without refined gallium, of which" in said


def test_suppliers_with_a_line_of_an_unknown_material(tmp_path: Path) -> None:
    """A line that is not matched may be of the same mineral from another country."""
    path = tmp_path / "list.csv"
    rows = "Gallium,China,refining,2\nthing,Japan,refining,5\n"
    path.write_text(f"Material,Country,Stage,Volume (t)\n{rows}", "utf-8")
    said = suppliers(path).summary
    assert "The matched lines have a single country for refined gallium (China)" in said


def test_suppliers_without_amounts(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Material,Country,Stage\nGallium,China,refining\n", "utf-8")
    assert "o share of own supply can be given" in suppliers(path).summary


def test_check(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(
        "mineral,stage,country,quantity,unit,year\ncobalt,mining,Chile,x,t,2024\n", "utf-8"
    )
    said = critmin.check(str(path)).summary
    assert said.startswith("The table has 1 problem. The first, in line 2: 'x' is")
    path.write_text(
        "mineral,stage,country,quantity,unit,year\ncobalt,mining,Chile,5,t,2024\n", "utf-8"
    )
    assert critmin.check(str(path)).summary.startswith("No problem found: 1 row")


DEMAND: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    ((), {}),
    (("electric-cars",), {}),
    (("electric-cars",), {"year": "2020:2025", "country": "CHN,EU27"}),
    (("electric-cars",), {"country": "IND"}),
    (("wind", "onshore-wind"), {"year": 2020}),
    (("solar-pv",), {"stage": "manufacturing,cost"}),
    (("solar-pv",), {"stage": "cost"}),
    (("electric-cars",), {"stage": "duty"}),
    (("electric-cars",), {"stage": "support"}),
    (("ev-batteries",), {}),
    (("batteries",), {}),
    (("cars",), {}),
    (("solar-wind-batteries",), {}),
    ((), {"stage": "makers"}),
    ((), {"stage": "investment"}),
    ((), {"hhi": True}),
    (("electric-cars",), {"hhi": True, "year": "2020:2022"}),
]


@pytest.mark.parametrize(("products", "given"), DEMAND)
def test_demand(products: tuple[str, ...], given: dict[str, Any]) -> None:
    table = critmin.demand(*products, **given)
    rows = table.records()
    said = table.summary
    assert said.endswith("."), said
    keys = ("share", "share_low", "share_high", "cr1")
    shares = [row[key] for row in rows for key in keys if row.get(key) is not None]
    numbers: list[float] = []
    for key in ("quantity", "quantity_low", "quantity_high", "hhi", "hhi_low", "hhi_high"):
        numbers += [row[key] for row in rows if row.get(key) is not None]
    shares += [number for number in numbers if number < 2]  # costs as fractions
    billions = [row for row in rows if str(row.get("unit")).startswith("billion")]
    numbers += [row["quantity"] * 1e9 for row in billions if row["quantity"]]
    numbers += [len({(row["product"], row["stage"]) for row in rows}) - 3]
    quoted = [row[key] for row in rows for key in ("publisher", "item") if row.get(key)]
    dates = [row["year"] for row in rows]
    found = unexplained(said, quoted=quoted, dates=dates, shares=shares, numbers=numbers)
    assert found == [], said


def test_a_stated_limit_stays_a_limit() -> None:
    """The IEA says "over three quarters" of batteries, and "about 80%" of solar capacity."""
    assert "China had over 75%" in critmin.demand("batteries").summary
    said = critmin.demand("solar-pv", stage="capacity").summary
    assert "China had about 80%" in said
    assert "Capacity is not output" in said


def test_leader_of_demand_is_the_largest() -> None:
    """The IEA prints 13.3 million electric cars sold in China of 21.2 million in 2025."""
    said = critmin.demand("electric-cars", year=2025).summary
    assert said.startswith("China bought 63% of the world's electric cars in 2025 (13.3 million)")


def test_minerals() -> None:
    table = critmin.minerals()
    rows = table.records()
    numbers = [len(rows)]
    for stage in ("mining", "refining", "reserves", "capacity"):
        known = [row[stage] for row in rows if row[stage]]
        numbers += [len(known), sum("-" in text.partition("(")[2] for text in known)]
    assert unexplained(table.summary, numbers=numbers) == [], table.summary


@pytest.mark.parametrize("name", ["zinc", "gallium", "lithium", "cobalt", "dysprosium", "helium"])
def test_one_mineral(name: str) -> None:
    table = critmin.minerals(name)
    rows = [row for row in table.records() if row["preferred"]]
    years = [year for row in rows for year in str(row["years"]).split(", ")]
    years += ["2016"] if "average of 2016-2020" in table.summary else []
    numbers = [row["producers"] for row in rows]
    said = table.summary
    assert unexplained(said, dates=years, numbers=numbers) == [], said
    for stage in ("mining", "refining", "reserves", "capacity"):
        covered = any(row["stage"] == stage for row in table.records())
        assert (stage in said.partition("none of")[2]) != covered
    averages = [row for row in rows if row["status"] == "period_average"]
    assert ("the average of" in said) == bool(averages)
    assert "2040" not in said  # a projection is no newest figure


def test_sources_and_tables() -> None:
    table = critmin.sources()
    producers = len({row["producer"] for row in table.records()})
    made = sum(row["tables"] for row in table.records())
    assert unexplained(table.summary, numbers=[len(table), producers, made]) == []
    table = critmin.tables()
    rows = table.records()
    numbers = [
        len(rows),
        sum(row["rows"] for row in rows),
        len({row["licence"] for row in rows}),
        sum(row["minerals"] is not None for row in rows),
    ]
    assert unexplained(table.summary, numbers=numbers) == []
