"""Values in plain words on screens; files keep the value."""

from __future__ import annotations

from string import Formatter

import pytest

import critmin
from critmin.answers.columns import vocabulary
from critmin.answers.plain_values import plain
from critmin.core.files import read_table
from critmin.export_controls.state import STATES

ROWS = read_table("plain_values.csv")[1]


def test_every_state_of_a_control_has_words() -> None:
    for column in ("status", "control_status"):
        assert {row[1] for row in ROWS if row[0] == column} == set(STATES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[1]}")
def test_words_name_columns_and_can_stand_without_them(row: list[str]) -> None:
    column, value, words, shorter = row
    known = vocabulary()
    assert column in known
    fields = [name for _, name, _, _ in Formatter().parse(words) if name]
    assert set(fields) <= set(known)
    assert "{" not in shorter
    assert plain(column, value, dict.fromkeys(fields, "2025-11-21")) == words.format(
        **dict.fromkeys(fields, "21 November 2025")
    )


def test_a_value_without_words_stands_as_it_is() -> None:
    assert plain("status", "final", {}) == "final"
    assert plain("target", "USA", {}) == "USA"


def test_a_screen_without_the_day_says_less() -> None:
    table = critmin.controls("bismuth", by="CHN", as_of="2026-11-24")
    assert "in force when last confirmed" in str(table.select(["measure_id", "status"]))
    assert "last confirmed 5 July 2026" in table.to_markdown()
