"""Sentences on technologies, lists and host metals: each figure is computed again from the rows."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from said_figures import unexplained

import critmin
from critmin.answers.table import several
from critmin.core.errors import NoData
from critmin.uses.host_metals import host_metals

TECHNOLOGIES: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    *(
        ((name,), {})
        for name in ("electric-car", "conventional-car", "offshore-wind", "solar-pv", "coal")
    ),
    *((("electric-car",), {"supplier": who}) for who in ("CHN", "COD", "USA", "JPN", "AUS")),
    (("offshore-wind",), {"supplier": "CHN", "stage": "refining"}),
    (("nuclear",), {"supplier": "JPN"}),
    (("solar-pv",), {"reference": "nuclear"}),
    ((), {}),
    ((), {"supplier": "CHN"}),
]


@pytest.mark.parametrize(("name", "given"), TECHNOLOGIES)
def test_technology(name: tuple[str, ...], given: dict[str, Any]) -> None:
    table = critmin.technology(*name, **given)
    rows = table.records()
    said = table.summary
    assert said.endswith("."), said
    total = [row for row in rows if row["mineral"] == "all"]
    ratios = [row["ratio_to_reference"] for row in total if row["ratio_to_reference"]]
    numbers = [row["total_intensity"] for row in total] + ratios
    shares = [ratio for ratio in ratios if ratio < 2]
    shown = [row for row in rows if row["supplier_share"] is not None]
    for stage in {row["stage"] for row in shown}:
        own = [
            row
            for row in shown
            if row["stage"] == stage and row["mineral"] not in ("all", "others")
        ]
        own = sorted((r for r in own if r["intensity"]), key=lambda r: -r["intensity"])
        heaviest = own[:2] if name else [r for r in total if r["stage"] == stage]
        shares += [row["supplier_share"] for row in heaviest]
    dates = [row["year"] for row in shown if row["year"]] + ["2016", "2020"]
    assert unexplained(said, dates=dates, shares=shares, numbers=numbers) == [], said
    assert "tonne" not in said


def test_shares_keep_what_their_source_says_of_them() -> None:
    said = critmin.technology("electric-car", supplier="CHN").summary
    assert "about 80% of the world's graphite" in said  # USGS marks it as estimated
    assert "battery-grade graphite" in said
    assert "on average in 2016-2020" in critmin.technology("nuclear", supplier="JPN").summary


OLD = {"US-2018", "US-2022", "EU-2020", "JP-34", "UK-2021", "CA-2021"}  # replaced since
MINERALS = (
    *("lithium", "cobalt", "nickel", "copper", "graphite", "rare-earths", "gallium", "germanium"),
    *("antimony", "tungsten", "tantalum", "bauxite", "titanium", "helium", "platinum"),
    *("phosphate-rock", "iridium"),
    *("dysprosium", "alumina", "sulfur", "manganese", "magnesium", "fluorspar", "tin"),
)
LISTS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    *(((mineral,), {}) for mineral in MINERALS),
    (("lithium",), {"list_id": "US"}),
    (("lithium", "cobalt"), {}),
    (MINERALS, {}),
    ((), {}),
    ((), {"list_id": "US-2022"}),
    ((), {"list_id": "AU-2024"}),
    ((), {"list_id": "EU"}),
]


@pytest.mark.parametrize(("minerals", "given"), LISTS)
def test_lists(minerals: tuple[str, ...], given: dict[str, Any]) -> None:
    try:
        table = critmin.lists(*minerals, **given)
    except NoData:
        return
    rows = [row for row in table.records() if row["list_id"]]
    said = table.summary
    if minerals:  # watched is not listed
        watched = any(row["category"] == "watchlist" and row["list_id"] not in OLD for row in rows)
        assert ("only watches it" in said) == (watched and len(minerals) == 1)
        rows = [row for row in rows if row["category"] != "watchlist"]
    issuers = {row["jurisdiction"] for row in rows}
    numbers = {
        len(minerals),
        len({row["list_id"] for row in rows}),
        len(issuers),
        len(issuers) - 3,
        len({row["mineral"] for row in rows if row["mineral"]}),
        len({(row["category"], row["listed_as"]) for row in rows}),
    }
    by_flag: Counter[str] = Counter()
    for list_id in {row["list_id"] for row in rows} - OLD:
        own = [row for row in rows if row["list_id"] == list_id]
        flags = {flag for row in own for flag in several(row["flag"])}
        by_flag.update(flags)
    numbers |= set(by_flag.values()) if len(minerals) == 1 else set()
    if len(minerals) > 1:
        per = Counter(mineral for mineral, _ in {(r["mineral"], r["list_id"]) for r in rows})
        numbers |= set(per.values())
    dates = [row["list_date"] for row in table.records()]
    assert unexplained(said, dates=dates, numbers=numbers) == [], said
    if len(minerals) == 1:
        unsure = {
            row["jurisdiction"]
            for row in rows
            if {"provisional", "no_page_seen"} & {*several(row["flag"])}
            and row["list_id"] not in OLD
        }
        told = said.replace("No page", "no page").partition("no page confirms")[2]
        assert bool(told) == bool(unsure)
        assert all(issuer in told for issuer in unsure)


def test_an_issuer_that_dropped_a_mineral_does_not_list_it() -> None:
    """The US list of 2018 has helium, those of 2022 and 2025 do not."""
    on = {row["list_id"] for row in critmin.lists("helium")}
    assert "US-2018" in on
    assert not {"US-2022", "US-2025"} & on
    first, rest = critmin.lists("helium").summary.split(". ", 1)
    assert "United States" not in first
    assert rest.startswith("An older edition of the United States (2018) named it")
    assert critmin.lists("tungsten", country="usa").summary == (
        "Tungsten is on the newest official list of the United States (2025)."
    )


def test_the_note_says_which_list_no_page_was_seen_for() -> None:
    (note,) = [w.message for w in critmin.lists("tungsten").warnings if w.code == "no_page_seen"]
    assert "entries of the list of Japan (2023);" in note


@pytest.mark.parametrize(
    "given", [{}, {"list_id": "US"}, {"list_id": "US-2025"}, {"list_id": "UK"}]
)
def test_changes(given: dict[str, Any]) -> None:
    table = critmin.lists(changes=True, **given)
    rows = table.records()
    newest = [row for row in rows if row["list_date"] == max(r["list_date"] for r in rows)]
    moves = Counter(row["change"] for row in rows)
    own = Counter(row["change"] for row in newest)
    numbers = {*moves.values(), len({r["list_id"] for r in rows}), *(n - 3 for n in own.values())}
    dates = [row["list_date"] for row in rows]
    assert unexplained(table.summary, dates=dates, numbers=numbers) == [], table.summary


@pytest.mark.parametrize("minerals", [(), ("lithium", "cobalt", "sulfur")])
def test_matrix(minerals: tuple[str, ...]) -> None:
    table = critmin.lists(*minerals, matrix=True)
    rows = table.records()
    lists = [name for name in table.names if name not in {"mineral", "lists", "flag", "source"}]
    on = [row for row in rows if row["lists"]]
    most = max(row["lists"] for row in on)
    numbers = {len(lists), len(on), most, sum(row["lists"] == most for row in on) - 3}
    assert unexplained(table.summary, numbers=numbers) == [], table.summary


@pytest.mark.parametrize("name", [None, "zinc", "gallium", "cobalt", "nickel", "copper"])
def test_hosts(name: str | None) -> None:
    table = host_metals(*([name] if name else []))
    rows = table.records()
    main = {row["mineral"] for row in rows if row["part"] == "main"}
    numbers = {len({row["mineral"] for row in rows}), len(main)}
    assert unexplained(table.summary, numbers=numbers if name is None else ()) == []
    if name:  # a part of the supply is never the main one
        own = {row["host"] for row in rows if row["mineral"] == name and row["part"] == "part"}
        mainly = table.summary.partition("mainly with ")[2].partition(" and partly")[0]
        assert not any(host in mainly.split(";")[0] for host in own)
