"""Sentences on government action: each figure is computed again from the rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest
from said_figures import unexplained

import critmin
from critmin.answers.table import several

DAY = "2026-11-24"
ACTS: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
    ("policy_dpa", (), {}),
    ("policy_acts", (), {}),
    ("policy_acts", (), {"as_of": DAY}),
    ("policy_dpa", ("lithium",), {}),
    ("policy_dpa", ("antimony",), {"as_of": DAY}),
    ("policy_acts", ("lithium", "helium"), {"year": 2025}),
    ("policy_dpa", (), {"year": 2022}),
    ("policy_acts", ("uranium",), {"since": "2025"}),
]
UNSUPPORTED = {
    *("state_of_law", "not_in_force", "day_unknown", "date_signed_unknown"),
    *("no_page_seen", "no_address"),
}


@pytest.mark.parametrize(("view", "minerals", "given"), ACTS)
def test_acts(view: str, minerals: tuple[str, ...], given: dict[str, Any]) -> None:
    table = getattr(critmin, view)(*minerals, **given)
    rows = [row for row in table.records() if row["source"]]
    said = table.summary
    loose = sum(bool(UNSUPPORTED & {*several(row["flag"])}) for row in rows)
    numbers = {len(rows), sum(row["dpa"] for row in rows), loose}
    quoted = [number for row in rows if (number := row["number"])]
    quoted.append("Figure 4")
    quoted += [number.replace("PD ", "Presidential Determination ") for number in quoted]
    quoted += [number.replace("EO ", "Executive Order ") for number in quoted]
    dates = [row["signed"] for row in rows]
    assert unexplained(said, quoted=quoted, dates=dates, numbers=numbers) == [], said
    newest = max(
        row["signed"]
        for row in rows
        if row["signed"] and not UNSUPPORTED & {*several(row["flag"])} - {"no_address"}
    )
    assert newest[:4] in said


def test_an_expected_outcome_is_not_the_newest_act() -> None:
    """The record of the next expiry of powers (September 2026) is no act."""
    said = critmin.policy_acts(as_of=DAY).summary
    assert "6 August 2026" in said
    assert "no act in force or rest on no page" in said


AWARDS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    ((), {}),
    (("antimony",), {}),
    (("lithium",), {"instrument": "loan", "year": 2024}),
    (("lithium", "helium"), {}),
    ((), {"programme": "dpa-title-iii"}),
    *(
        ((), {"by": by})
        for by in ("mineral", "administration", "programme", "year", "stage", "country", "all")
    ),
    (("antimony",), {"by": "mineral"}),
    (("lithium", "helium"), {"by": "mineral"}),
    ((), {"by": "all", "instrument": "letter-of-interest"}),
]


@pytest.mark.parametrize(("minerals", "given"), AWARDS)
def test_awards(minerals: tuple[str, ...], given: dict[str, Any]) -> None:
    table = critmin.policy_awards(*minerals, as_of=DAY, **given)
    rows = [row for row in table.records() if row["source"]]
    said = table.summary
    assert said.endswith("."), said
    if "by" in given:
        assert unexplained(said, dates=groups(rows), numbers=sums(rows)) == [], said
        return
    states = Counter(row["status"] for row in rows)
    final = [
        row["amount_usd"]
        for row in rows
        if row["status"] in {"finalised", "restructured"} and row["counted"] and row["amount_usd"]
    ]
    numbers = {len(rows), *states.values(), *([max(final)] if final else [])}
    quoted = [row["recipient"] for row in rows]
    assert (
        unexplained(said, quoted=quoted, dates=[r["date"] for r in rows], numbers=numbers) == []
    ), said


def groups(rows: list[dict[str, Any]]) -> list[str]:
    return [row["group"] for row in rows if str(row["group"]).isdigit()]


def sums(rows: list[dict[str, Any]]) -> set[float]:
    """Number and sums of the group with most final awards, and the number of groups."""
    final = [row for row in rows if row["status"] == "finalised"]
    by_group: dict[str, float] = defaultdict(float)
    for row in final or rows:
        by_group[row["group"]] += row["awards"]
    most = {group for group, number in by_group.items() if number == max(by_group.values())}
    own = [row for row in (final or rows) if row["group"] in most]
    keys = ("awards", "amount_usd_low", "amount_usd_high", "without_amount")
    return {len({row["group"] for row in rows})} | {
        row[key] for row in own for key in keys if row[key] is not None
    }


def test_a_ceiling_and_a_promise_are_not_money_spent() -> None:
    said = critmin.policy_awards(as_of=DAY).summary
    assert "a loan of up to 10 billion dollars" in said
    assert "nnounced money is apart" in critmin.policy_awards(by="all", as_of=DAY).summary


def test_upper_sums_say_what_they_hold() -> None:
    said = critmin.policy_awards("antimony", by="mineral", as_of=DAY).summary
    assert "66 to 335 million dollars" in said
    assert "awards that are for others too" in said


BUDGETS: list[dict[str, Any]] = [
    {},
    {"by": "purpose"},
    {"by": "year"},
    {"year": 2022},
    {"year": "2021,2023"},
    {"purpose": "friendshoring"},
    {"purpose": "reshoring", "by": "year"},
    {"year": 2022, "by": "purpose"},
]


@pytest.mark.parametrize("given", BUDGETS)
def test_budgets(given: dict[str, Any]) -> None:
    """Sums are of the lines that the paper counts, and the row without a year is not added."""
    table = critmin.policy_meti(**given)
    rows = [row for row in table.records() if row["year"] and row["amount_bn_jpy"] is not None]
    if "by" in given:
        key = "purpose" if given["by"] == "purpose" else "year"
        totals: dict[Any, float] = defaultdict(float)
        for row in rows:
            totals[row[key]] += row["amount_bn_jpy"]
        numbers = {sum(totals.values()), max(totals.values())}
    else:
        counted = [row["amount_bn_jpy"] for row in rows if row["in_sums"]]
        numbers = {sum(counted), max(counted)}
    years = [str(row["year"]) for row in rows]
    assert unexplained(table.summary, dates=years, numbers={n * 1e9 for n in numbers}) == [], (
        table.summary
    )


COVERAGE: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    ((), {}),
    (("antimony",), {}),
    (("antimony", "lithium"), {"as_of": "2026-01-01"}),
    ((), {"since": "2020", "until": "2026-06"}),
    ((), {"summary": True}),
    ((), {"summary": True, "as_of": "2026-01-01"}),
    ((), {"money": True}),
]


@pytest.mark.parametrize(("minerals", "given"), COVERAGE)
def test_coverage(minerals: tuple[str, ...], given: dict[str, Any]) -> None:
    table = critmin.policy_coverage(*minerals, **given)
    said = table.summary
    rows = table.records()
    numbers: set[float] = set()
    shares: list[float] = []
    if "summary" in given or "money" in given:
        own = [row for row in rows if row["class"] == "all"]
        first = {"dpa", "committed"}
        own = [row for row in own if row["reach"] in first]
        keys = ("minerals_count", "reached_low", "reached_high", "without_value")
        keys += ("awards", "amount_usd_low", "amount_usd_high")
        numbers |= {row[key] for row in own for key in keys if row.get(key) is not None}
        shares += [
            row[key] for row in own for key in ("value_share_low", "value_share_high") if key in row
        ]
    else:
        numbers.add(len({row["mineral"] for row in rows}))
        for day in {row["as_of"] for row in rows}:
            here = [row for row in rows if row["as_of"] == day]
            numbers |= {sum(bool(several(row[key])) for row in here) for key in ("words", "money")}
            numbers |= {len(several(row["acts"])) for row in here} if len(here) == 1 else set()
            numbers |= {row["awards"] for row in here} if len(here) == 1 else set()
    dates = [row["as_of"] for row in rows]
    assert unexplained(said, dates=dates, shares=shares, numbers=numbers) == [], said


def test_overview() -> None:
    table = critmin.policy()
    numbers = [row["records"] for row in table.records()]
    dates = [row[key] for row in table.records() for key in ("first", "last")]
    assert unexplained(table.summary, dates=dates, numbers=numbers) == []
