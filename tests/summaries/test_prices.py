"""Sentences on prices and markets: each figure is computed again from the rows."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import pytest
from said_figures import in_words, unexplained

import critmin
from critmin.answers.table import several

MINERALS = (
    *("lithium", "cobalt", "nickel", "copper", "graphite", "rare-earths", "gallium", "germanium"),
    *("antimony", "tungsten", "tantalum", "bauxite", "titanium", "platinum", "manganese", "tin"),
    *("dysprosium", "magnesium", "fluorspar"),
)
PRICES: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    *(((mineral,), {}) for mineral in MINERALS),
    *(((mineral,), {"forms": True}) for mineral in ("gallium", "titanium", "antimony")),
    (("lithium", "nickel"), {"start": "2020", "index": "2022"}),
    (("lithium",), {"start": "2020", "end": "2022-06"}),
    (("lithium",), {"annual": True}),
    (("lithium", "cobalt", "nickel", "copper"), {}),
    (("gallium", "germanium"), {"since_control": "china"}),
    (("gallium",), {"since_control": "CN-2023-23"}),
    (("tungsten", "zinc"), {"since_control": "china"}),
    ((), {}),
    ((), {"since_control": "china"}),
]


def series(table: critmin.Table) -> list[list[dict[str, Any]]]:
    """Priced rows by mineral; forms of one mineral follow each other from an earlier period."""
    found: dict[tuple[object, ...], list[dict[str, Any]]] = defaultdict(list)
    part = 0
    for row in table.records():
        if row["price"] is None:
            continue
        last = found.get((row["mineral"], part), [])
        if last and str(row["period"]) <= str(last[-1]["period"]):
            part += 1
        found[row["mineral"], part].append(row)
    return list(found.values())


def compared(rows: list[dict[str, Any]], view: dict[str, Any]) -> dict[str, Any]:
    """The price to which the newest is compared."""
    marked = [row for row in rows if "index_base" in several(row["flag"])]
    if marked:
        return marked[0]
    year, *month = str(rows[-1]["period"]).split("-")
    before = "-".join([str(int(year) - 1), *month])
    earlier = [row for row in rows if row["period"] == before]
    return earlier[0] if earlier and not view.get("start") else rows[0]


@pytest.mark.parametrize(("minerals", "view"), PRICES)
def test_prices_and_changes_come_from_the_rows(
    minerals: tuple[str, ...], view: dict[str, Any]
) -> None:
    table = critmin.price(*minerals, **view)
    every = series(table)
    said = table.summary
    assert said.endswith("."), said
    # Announcement No. 23 of 2023 took effect on 1 August 2023.
    dates = [view.get("index"), "2023-08-01" if "CN-2023-23" in view.values() else None]
    shares, numbers = [], [float(len({r["mineral"] for r in table}))]
    rose = 0
    for rows in every:
        last, base = rows[-1], compared(rows, view)
        top = max(rows, key=lambda row: row["price"])
        ratio = last["price"] / base["price"]
        rose += ratio > 1
        dates += [last["period"], base["period"], top["period"], rows[0]["period"]]
        shares += [abs(ratio - 1), ratio]
        numbers += [last["price"], top["price"], ratio, last["index"]]
    numbers += [
        rose,
        len([rows for rows in every if len(rows) > 1]),
        100 if view.get("index") else 0,
    ]
    quoted = [f"({form})" for form in forms(table, said)]
    assert unexplained(said, quoted=quoted, dates=dates, shares=shares, numbers=numbers) == [], said


def forms(table: critmin.Table, said: str) -> list[str]:
    """Forms of the prices as the answer's notes give them, and units, which may have figures."""
    told = [note.split(" (", 1)[1].rsplit("): ", 1)[0] for note in table.notes if "): " in note]
    listed = [str(row["form"]) for row in table.records() if row.get("form")]
    return [form for form in (*told, *listed) if form in said]


@pytest.mark.parametrize(("minerals", "view"), PRICES)
def test_estimates_are_about(minerals: tuple[str, ...], view: dict[str, Any]) -> None:
    """A newest price that the publisher estimates is never given as exact."""
    table = critmin.price(*minerals, **view)
    for rows in series(table)[:1]:
        if minerals and len(minerals) <= 3 and "estimated" in several(rows[-1]["flag"]):
            assert re.search(r"(cost|rose|fell|rose to) about \d", table.summary)


def test_nothing_is_said_to_follow_from_a_control() -> None:
    said = critmin.price("gallium", "germanium", since_control="china").summary
    assert "because" not in said
    assert "hat else moved prices is not separated" in said


def test_a_mineral_without_a_price_is_named() -> None:
    said = critmin.price("tungsten", "zinc", since_control="china").summary
    assert "no such price for zinc" in said


def test_a_form_without_any_price_does_not_stop_an_index() -> None:
    table = critmin.price(index="2021", forms=True)
    assert table.summary.endswith(".")
    assert all(row["price"] is not None for row in table.records())


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
