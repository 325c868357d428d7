"""What all views of government action read and write alike."""

from __future__ import annotations

import json
from datetime import date

import pytest

import critmin


@pytest.mark.parametrize("question", [critmin.policy_dpa, critmin.policy_awards])
def test_a_day_is_read_with_and_without_hyphens(question) -> None:
    assert question(as_of="20250120").rows == question(as_of="2025-01-20").rows


def test_a_date_of_python_is_a_day_and_can_be_written() -> None:
    table = critmin.policy_dpa(since=date(2022, 3, 1), as_of=date(2025, 1, 20))
    assert table.rows == critmin.policy_dpa(since="2022-03-01", as_of="2025-01-20").rows
    assert json.loads(table.to_json())["query"]["as_of"] == "2025-01-20"


def test_a_flag_is_explained_once_with_the_rows_that_carry_it() -> None:
    table = critmin.policy_dpa(year=2022)
    codes = [caution.code for caution in table.warnings]
    assert len(codes) == len(set(codes))
    assert {code for row in table for code in row["flag"]} <= set(codes)
    said = next(c.message for c in table.warnings if c.code == "no_executive_order")
    assert "pd-2022-11" in said


def test_what_is_not_on_record_is_a_row_without_figures() -> None:
    rows = list(critmin.policy_awards("zeolites", "tungsten"))
    assert rows[-1]["minerals"] == ("zeolites",)
    assert rows[-1]["flag"] == ("no_data",)
    assert rows[-1]["amount_usd"] is None


def test_acts_of_any_law_hold_those_of_the_dpa_view() -> None:
    every = critmin.policy_acts()
    dpa = critmin.policy_dpa()
    assert len(every) == 49
    assert set(dpa.column("act_id")) < set(every.column("act_id"))
    assert "pl-117-169" not in dpa.column("act_id")
    by_id = {row["act_id"]: row for row in every.records()}
    assert by_id["pl-119-21"]["ends_in_part"] == "pl-117-169"
    assert by_id["proc-10962"]["statutes"] == ("trade-expansion-act-232", "dpa-title-i")
    assert by_id["proc-10962"]["minerals"] == ("copper",)
    assert "not_in_force" in by_id["hr-7688"]["flag"]
    assert "state_of_law" in by_id["dpa-lapse-2025"]["flag"]
    assert all(row["source"] for row in every.records())


def test_acts_without_a_page_are_shown_and_support_nothing() -> None:
    table = critmin.policy_acts()
    loose = {row["act_id"] for row in table.records() if not row["grounded"]}
    assert loose == {"dfars-252.225-7052", "dpa-expiry-2026", "dpa-extension-2026"}
    assert any("3 of 49 acts" in caution.message for caution in table.warnings)


def test_acts_without_a_day_are_left_out_of_days_and_named() -> None:
    table = critmin.policy_acts(since="2026")
    assert not {"dpa-extension-2026", "s232-minerals-outcome"} & set(table.column("act_id"))
    left_out = next(c.message for c in table.warnings if c.code == "day_unknown")
    assert "dpa-extension-2026" in left_out


def test_awards_without_a_page_are_in_no_sum() -> None:
    single = critmin.policy_awards(as_of="2026-11-24").records()
    loose = [row for row in single if row["confidence"] == "general_knowledge"]
    assert len(loose) == 18
    assert not any(row["counted"] for row in loose)
    sums = critmin.policy_awards(by="all", as_of="2026-11-24").records()
    assert sum(row["without_page"] for row in sums) == 18
    gone = next(r for r in sums if (r["instrument"], r["status"]) == ("loan", "cancelled"))
    assert gone["amount_usd_high"] is None
    assert "not_grounded" in gone["flag"]


def test_the_awards_of_august_2026() -> None:
    table = critmin.policy_awards(since="2026-08", as_of="2026-11-24")
    assert sum(row["amount_usd"] for row in table.records()) == 2_097_800_000
    assert {row["instrument"] for row in table.records()} == {"equity-or-grant", "loan", "matching"}
