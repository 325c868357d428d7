"""Every correction proposed in November 2026 has an outcome, and what was applied is there."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import critmin
from critmin.export_controls.bundled_tables import measures
from critmin.export_controls.query import stands_for
from critmin.export_controls.state import reaches, state

TABLES = Path(__file__).resolve().parents[3] / "datasets" / "controls"
BY_ID = {measure.measure_id: measure for measure in measures()}
PLAIN = "a1 a2 a3 b1 b2 b3 c1 c2 d1 e1 e2 e3 g-adr x1 x2 x3"
ADDRESSES = "f-23 f-27 f-28 f-30 f-23b f-29 f-29b f-ru-he f-ext1 f-ext2 f-ext3 f-ext4 f-ext5"
NEWEST = (
    "CN-2023-23 CN-2023-39 CN-2023-57-TECH CN-2024-33 CN-2024-46-1 CN-2024-46-2a CN-2024-46-2b "
    "CN-2024-51 CN-2025-10 CN-2025-18 CN-2025-56 CN-2025-57 CN-2025-58 CN-2025-61b CN-2026-1"
)
PROPOSED = {*PLAIN.split(), *ADDRESSES.split(), *(f"g-{key}" for key in NEWEST.split())}
# Of the originals: what each measure's newest day should be, where that was applied.
CONFIRMED = {
    "CN-2023-23": "2026-07-05",
    "CN-2024-33": "2026-07-05",
    "CN-2024-46-1": "2026-10-05",
    "CN-2024-46-2a": "2026-10-08",
    "CN-2024-46-2b": "2026-10-08",
    "CN-2024-51": "2026-07-05",
    "CN-2025-10": "2026-07-05",
    "CN-2025-18": "2026-07-31",
    "CN-2025-56": "2026-10-08",
    "CN-2025-57": "2026-10-08",
    "CN-2025-58": "2026-10-08",
    "CN-2025-61b": "2026-10-08",
    "CN-2026-1": "2026-01-07",
}


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


FIXES = {row["fix_id"]: row for row in rows("fixes")}


def test_all_44_have_an_outcome_and_a_reason() -> None:
    assert len(PROPOSED) == 44
    assert sorted(FIXES) == sorted(PROPOSED)
    events = {row["event_id"] for row in rows("events")}
    for row in FIXES.values():
        assert row["outcome"] in {"applied", "partly", "kept", "refused"}
        assert row["reason"]
        assert row["confidence"] in {"page_seen", "quoted"}
        records = set(filter(None, row["measure_id"].split(";")))
        assert records <= {*BY_ID, *events}
        assert bool(records) == (row["outcome"] in {"applied", "partly"})


@pytest.mark.parametrize(("key", "day"), CONFIRMED.items())
def test_the_newest_day_is_the_one_proposed(key: str, day: str) -> None:
    assert BY_ID[key].verified_through == day


def test_graphite_was_under_licence_on_every_day_before_december_2023() -> None:
    for day in ("2020-01-01", "2022-06-30", "2023-06-01", "2023-11-30"):
        found = {r["measure_id"] for r in critmin.controls("graphite", by="CHN", as_of=day)}
        assert "CN-2006-50" in found, day
        assert state(BY_ID["CN-2006-50"], day) == "in-force"
    assert state(BY_ID["CN-2006-50"], "2023-12-01") == "ended"
    assert state(BY_ID["CN-2023-39"], "2023-12-01") == "in-force"


def test_a_code_that_no_source_names_is_not_made_up() -> None:
    new = {"CN-2006-50", "MW-2025", "RU-2021-METALS", "IN-2022-FE", "IN-FE-58", "RU-2026-HE"}
    assert not any(BY_ID[key].codes for key in new)


@pytest.mark.parametrize(
    ("mineral", "by", "day", "expected"),
    [
        ("uranium", "MWI", "2025-11-01", {"MW-2025"}),
        ("rutile", "MWI", "2025-11-01", {"MW-2025"}),
        ("nickel", "RUS", "2021-09-01", {"RU-2021-METALS"}),
        ("iron-ore", "IND", "2022-06-01", {"IN-2022-FE", "IN-FE-58"}),
        ("iron-ore", "IND", "2021-01-01", {"IN-FE-58"}),
        ("iron-ore", "IND", "2022-11-19", {"IN-FE-58"}),
        ("pig-iron", "IND", "2022-11-18", {"IN-2022-FE"}),
        ("helium", "RUS", "2026-05-01", {"RU-2026-HE"}),
    ],
)
def test_what_was_missing_is_found(mineral: str, by: str, day: str, expected: set[str]) -> None:
    assert {r["measure_id"] for r in critmin.controls(mineral, by=by, as_of=day)} == expected


def test_duties_towards_all_but_a_union_do_not_reach_its_members() -> None:
    duties = BY_ID["RU-2021-METALS"]
    for target, reached in (("DEU", True), ("eu27", True), ("KAZ", False), ("eaeu", False)):
        assert reaches(duties, target, stands_for(target, "2021-09-01")) is reached


def test_ministry_s_addresses_stand_first() -> None:
    for key in ("CN-2023-23", "CN-2024-46-1", "CN-2025-57", "CN-2025-62", "CN-2026-23"):
        assert "mofcom.gov.cn" in BY_ID[key].evidence.split(" ; ")[0]
    assert "No. 72" in BY_ID["CN-2024-46-1"].note
    assert BY_ID["CN-2026-23"].retransfer
    assert "MP Materials" in BY_ID["CN-2026-23"].note
    assert "resets" in BY_ID["CN-2023-39"].note.lower()
