"""Sentences on export controls: each figure and rule is computed again from the rows."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from said_figures import in_words, unexplained

import critmin
from critmin.answers.table import Table, several
from critmin.core import names
from critmin.core.errors import NoData

DAY = "2026-11-24"
MINERALS = (
    *("lithium", "cobalt", "nickel", "copper", "graphite", "rare-earths", "gallium", "germanium"),
    *("antimony", "tungsten", "tantalum", "bauxite", "helium", "platinum", "manganese", "gold"),
    *("dysprosium", "magnesium", "fluorspar", "tin", "chromium", "uranium", "zinc"),
)
VIEWS: tuple[dict[str, Any], ...] = (
    {"as_of": DAY},
    {"as_of": DAY, "target": "USA"},
    {"as_of": DAY, "target": "JPN"},
    {"as_of": DAY, "target": "eu27"},
    {"as_of": DAY, "by": "CHN"},
    {"as_of": DAY, "ended": True},
    {"as_of": "2025-10-15", "target": "USA"},
    {"as_of": "2024-12-10"},
    {"as_of": "2022-06-01"},
    {"as_of": DAY, "known_on": "2025-01-01"},
    {"known_on": "2025-11-01"},
    {"as_of": DAY, "expiring": 60},
    {"as_of": DAY, "expiring": 1000},
    {"as_of": DAY, "disruptions": True},
)
QUESTIONS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    *(((mineral,), view) for mineral in MINERALS for view in VIEWS),
    *((minerals, view) for minerals in ((), ("gallium", "germanium")) for view in VIEWS),
]
IN_FORCE = {"in-force", "in-force-unverified"}
DOUBTS = {"no_page_seen", "target_not_stated", "beside_group"}
DATED = ("suspended_until", "effective")
# What a sentence must say of a rule that is not in force beyond doubt.
UNSURE = {
    "suspended": ["suspended until {suspended_until}"],
    "lapsed-unverified": ["suspended until {suspended_until}", "not confirmed"],
    "extension-announced": ["suspended until {suspended_until}", "announced, text not seen"],
    "announced": ["{effective}"],
    "date-uncertain": ["uncertain"],
}
# Rules on shipments of goods, by what a sentence says of them.
GOODS = {
    "ban": r"\bbans? exports\b",
    "suspension-of-exports": r"\b(?:has|have) suspended exports\b",
    "quota": r"\bsets? export quotas\b",
    "licence": r"\brequires? an export licence\b|\b(?:has|have) another such rule\b",
    "tax": r"\btax(?:es)? exports\b",
    "state-trading": r"\blets? only named firms export\b",
}


def ask(minerals: tuple[str, ...], view: dict[str, Any]) -> Table | None:
    try:
        return critmin.controls(*minerals, **view)
    except NoData:
        return None


def measures(table: Table) -> list[dict[str, Any]]:
    found = {row["measure_id"]: row for row in table.records() if row["source"]}
    return list(found.values())


def counts(rows: list[dict[str, Any]]) -> set[int]:
    """Numbers that a sentence may count: by state, owner, kind and date."""
    goods = [row for row in rows if row["type"] in GOODS]
    found = {len(rows), len({row["jurisdiction_iso3"] for row in rows})}
    for key in ("status", "next_event_date", "effective", "suspended_until"):
        found |= set(Counter(row[key] for row in rows).values())
        found |= set(Counter((row["status"], row[key]) for row in goods).values())
    force = [row for row in rows if row["status"] in IN_FORCE and row["verified_through"]]
    found.add(sum(row["status"] in IN_FORCE for row in rows) - len(force))
    found |= {len(force), sum(row["status"] == "in-force-unverified" for row in force)}
    binding = [row for row in goods if row["status"] in IN_FORCE]
    found |= {sum(row["status"] == "in-force-unverified" for row in binding)}
    found |= set(Counter(row["jurisdiction_iso3"] for row in binding).values())
    apart = [row for row in rows if row["type"] not in GOODS and row["status"] != "ended"]
    users = sum(row["type"] == "end-use-ban" for row in apart)
    found |= {users, len(apart) - users, len(apart)}
    found.add(sum("target_not_stated" in several(row["flag"]) for row in rows))
    dated = [row for row in rows if row["next_event_date"]]
    found.add(len(dated))
    for event in {(row["next_event"], row["next_event_date"]) for row in dated}:
        own = [row for row in dated if (row["next_event"], row["next_event_date"]) == event]
        found.add(len({str(row["announcement"]).split(", ")[0] for row in own}) - 1)
    return found


@pytest.mark.parametrize(("minerals", "view"), QUESTIONS)
def test_figures_come_from_the_rows(minerals: tuple[str, ...], view: dict[str, Any]) -> None:
    table = ask(minerals, view)
    if table is None:
        return
    said = table.summary
    assert said.endswith("."), said
    days = [table.query["as_of"], table.query.get("known_on")]
    if view.get("disruptions"):
        rows = table.records()
        days += [row[key] for row in rows for key in ("started", "last_seen")]
        kinds = set(Counter(row["kind"] for row in rows).values())
        quoted = [row["title"] for row in rows]
        assert unexplained(said, quoted=quoted, dates=days, numbers=kinds) == []
        return
    rows = measures(table)
    for key in ("effective", "suspended_until", "next_event_date", "verified_through"):
        days += [row[key] for row in rows]
    quoted = [
        part for row in rows for part in (row["announcement"], row["announcement"].split(", ")[0])
    ]
    numbers = counts(rows) | {view.get("expiring")}
    assert unexplained(said, quoted=quoted, dates=days, numbers=numbers) == [], said


def named_rules(table: Table) -> set[tuple[str, str]]:
    """Country and kind of every rule on goods that is in force beyond doubt."""
    return {
        (names.countries()[row["jurisdiction_iso3"]].name, row["type"])
        for row in table.records()
        if row["type"] in GOODS
        and row["status"] in IN_FORCE
        and not DOUBTS & {*several(row["flag"])}
    }


@pytest.mark.parametrize("view", [v for v in VIEWS if not {"expiring", "disruptions"} & {*v}])
@pytest.mark.parametrize("mineral", MINERALS)
def test_rules_said_are_those_in_force(mineral: str, view: dict[str, Any]) -> None:
    """The first sentence names each country with its rules in force, and no other."""
    table = ask((mineral,), view)
    if table is None:
        return
    first = re.split(r"\. (?=[A-Z0-9])|\.$", table.summary)[0]
    expected = named_rules(table)
    many = Counter(kind for _, kind in expected).most_common(1)
    if many and many[0][1] > 5:  # countries are then counted
        assert f"{many[0][1]} countries" in first
        return
    every = {names.countries()[row["jurisdiction_iso3"]].name for row in measures(table)}
    found = set()
    for clause in first.partition(" (")[0].split("; "):
        starts = [m.start() for pattern in GOODS.values() for m in re.finditer(pattern, clause)]
        subject = clause[: min(starts, default=0)]
        kinds = [kind for kind, pattern in GOODS.items() if re.search(pattern, clause)]
        found |= {(country, kind) for country in every for kind in kinds if country in subject}
    assert found == expected, table.summary
    if not expected:
        assert "no ban, quota, tax or licence of its own" in first


@pytest.mark.parametrize("view", [v for v in VIEWS if not {"expiring", "disruptions"} & {*v}])
@pytest.mark.parametrize("mineral", MINERALS)
def test_no_state_is_firmer_than_its_record(mineral: str, view: dict[str, Any]) -> None:
    table = ask((mineral,), view)
    if table is None:
        return
    said = table.summary
    goods = [row for row in measures(table) if row["type"] in GOODS]
    for row in goods:
        for words in UNSURE.get(row["status"], ()):
            assert words.format(**{key: in_words(row[key]) for key in DATED}) in said
    shown = [row for row in table.records() if row["type"] in GOODS]
    certain = [r for r in shown if r["status"] in IN_FORCE and not DOUBTS & {*several(r["flag"])}]
    old = [row for row in certain if row["status"] == "in-force-unverified"]
    assert ("last confirmed" in said) == bool(old), said
    for row in certain:
        if "unverified_since" in several(row["flag"]):
            assert "is not confirmed" in said
        if "eased" in several(row["flag"]):
            assert "licences or waivers ease" in said.lower()
    if old:
        months = sorted(row["verified_through"][:7] for row in old)
        assert in_words(months[0]) in said
        assert in_words(months[-1]) in said


def test_next_change_is_the_nearest() -> None:
    table = critmin.controls(as_of=DAY, expiring=400)
    days = {row["next_event_date"] for row in measures(table)}
    assert f"Next: on {in_words(min(days))}," in table.summary


def test_what_only_another_file_quotes_is_said_so() -> None:
    """Russia's helium rule is seen only as quoted; China's know-how on lithium on no page."""
    said = critmin.controls("helium", as_of=DAY).summary
    assert "Russia, as another file quotes it, requires an export licence" in said
    assert "China bans exports of listed forms of helium;" in said
    said = critmin.controls("lithium", as_of="2025-10-15", target="USA").summary
    assert "(Announcement No. 28 of 2025) is on record for it, by general knowledge alone" in said


@pytest.mark.parametrize("mineral", ["lithium", "cobalt", "nickel", "rare-earths"])
def test_a_rule_suspended_before_its_first_day_does_not_take_effect(mineral: str) -> None:
    """Announcements of October 2025 for 8 November and 1 December, suspended from 7 November."""
    said = critmin.controls(mineral, as_of="2025-10-15", target="USA").summary
    assert "announced for 8 November 2025, but" in said
    assert "suspended from 7 November 2025" in said
    assert "effect on 8 November 2025" not in said
    assert "effect on 1 December 2025" not in said
