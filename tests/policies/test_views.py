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
