"""Sentences on markets: each figure is computed again from the rows."""

from __future__ import annotations

from typing import Any

import pytest
from said_figures import in_words, unexplained

import critmin

MARKETS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    ((), {}),
    ((), {"year": 2023}),
    ((), {"year": 2024}),
    ((), {"year": 2022}),
    ((), {"year": 2040}),
    ((), {"valued_by": "output"}),
    (("lithium",), {}),
    (("lithium", "nickel", "cobalt", "copper"), {}),
    (("tungsten", "antimony", "gallium"), {"valued_by": "output"}),
    (("gold",), {"valued_by": "output"}),
]


@pytest.mark.parametrize(("minerals", "view"), MARKETS)
def test_market_values_come_from_the_rows(minerals: tuple[str, ...], view: dict[str, Any]) -> None:
    table = critmin.market(*minerals, **view)
    rows = [row for row in table.records() if row["value_usd"] is not None]
    numbers, shares, dates = [], [], []
    for year in {row["year"] for row in rows}:
        own = [row for row in rows if row["year"] == year]
        parts = [row["value_usd"] for row in own if row["mineral"] != "energy-transition-minerals"]
        numbers += [row["value_usd"] for row in own] + [sum(parts), len(parts)]
        shares += [max(parts) / sum(parts)] if parts else []
        dates.append(year)
    assert unexplained(table.summary, dates=dates, shares=shares, numbers=numbers) == []
    assert any(str(year) in table.summary for year in dates)


def test_what_has_no_value_is_named() -> None:
    said = critmin.market(year=2023).summary
    assert "without graphite and rare earths" in said
    assert "scenario" in critmin.market(year=2040).summary
    assert in_words("2023") in said
