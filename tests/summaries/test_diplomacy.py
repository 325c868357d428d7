"""Sentences on agreements and events: each figure is computed again from the rows."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from said_figures import in_words, unexplained

import critmin
from critmin.answers.table import several

DAY = "2026-11-24"
AGREEMENTS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    ((), {}),
    (("lithium",), {}),
    (("helium", "lithium"), {}),
    ((), {"party": "JPN"}),
    ((), {"party": "USA,JPN"}),
    ((), {"country": "JPN,KOR"}),
    ((), {"kind": "treaty"}),
    ((), {"newest": 1}),
    ((), {"as_of": "2023-12-31", "party": "eu27"}),
]


@pytest.mark.parametrize(("minerals", "given"), AGREEMENTS)
def test_agreements(minerals: tuple[str, ...], given: dict[str, Any]) -> None:
    table = critmin.agreements(*minerals, **{"as_of": DAY, **given})
    rows = [row for row in table.records() if row["agreement_id"]]
    said = table.summary
    states = Counter(row["status"] for row in rows)
    common = [number for _, number in states.most_common(3)]
    told = sum("minerals_reported" in several(row["flag"]) for row in rows)
    read = sum(row["text_read"] == "full" for row in rows)
    numbers = {len(rows), *common, len(rows) - sum(common), told if minerals else 0, read}
    numbers |= {len(several(rows[-1]["parties"])) - 3}
    quoted = [f'"{rows[-1]["title"]}"', "EU27"]
    dates = [rows[-1]["date"], *(row["verified_through"] for row in rows)]
    assert unexplained(said, quoted=quoted, dates=dates, numbers=numbers) == [], said
    seen = max(row["verified_through"] for row in rows)
    if table.query["as_of"] > seen:  # a status holds as far as the evidence reaches
        assert f"as seen by {in_words(seen)}" in said
    if minerals and told:
        assert f"{told} name it by reports only" in said


EVENTS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    ((), {}),
    (("gallium",), {}),
    (("helium",), {}),
    ((), {"actor": "USA"}),
    ((), {"kind": "tariff"}),
    ((), {"newest": 1}),
    ((), {"newest": 10}),
    ((), {"chain": "all"}),
    ((), {"chain": "CN-2024-46-2a"}),
    ((), {"chain": "cn-ga-ge-2023"}),
    ((), {"chain": "us-chips-2022"}),
    ((), {"chain": "busan-2025"}),
]


@pytest.mark.parametrize(("minerals", "given"), EVENTS)
def test_events(minerals: tuple[str, ...], given: dict[str, Any]) -> None:
    table = critmin.events(*minerals, as_of=DAY, **given)
    rows = [row for row in table.records() if row["event_id"]]
    said = table.summary
    kinds = Counter(several(row["kinds"])[0] for row in rows)
    common = [number for _, number in kinds.most_common(3)]
    linked = sum(bool(several(row["answers"])) for row in rows)
    reading = sum("link_is_reading" in several(row["flag"]) for row in rows)
    numbers = {len(rows), *common, len(rows) - sum(common), linked, reading}
    quoted = [f'"{row["title"]}"' for row in rows]
    dates = [row["date"] for row in rows]
    asked = [row for row in rows if row["step"] == 0]
    if given.get("chain", "all") != "all":
        before, after = (
            len({*several(asked[0][key])} & {row["event_id"] for row in rows})
            for key in ("answers", "answered_by")
        )
        numbers = {before - 1, after - 1, len(rows) - 1 - before - after}
    numbers |= {len(several(rows[-1]["actors"])) - 3}
    assert unexplained(said, quoted=quoted, dates=dates, numbers=numbers) == [], said


def test_a_reading_is_not_an_answer() -> None:
    """No party said that the controls of July 2023 answered the chip rules."""
    said = critmin.events(chain="cn-ga-ge-2023", as_of=DAY).summary
    assert "is read as an answer to" in said
    assert "answered the" not in said
    said = critmin.events(chain="CN-2024-46-2a", as_of=DAY).summary
    assert "answered the United States' step of 2 December 2024" in said
    assert "because" not in said
