"""The ten numbers asked first: each command answers, with the number that was asked for."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "questions.md").read_text("utf-8")
# What each command must give a figure of, and rows that must be there.
ASKED = {
    1: [("direct_share", {})],
    2: [("under_licence_high", {}), ("control_status", {})],
    3: [("next_event_date", {"measure_id": "CN-2024-46-2a"})],
    4: [("others_loss_share", {}), ("output_outside_share", {})],
    5: [("days_of_cover", {})],
    6: [("loss_usd", {}), ("loss_t", {})],
    7: [
        ("quantity", {"stage": "refining", "iso3": "JPN"}),
        ("quantity", {"stage": "capacity", "iso3": "JPN"}),
    ],
    8: [("direct_share", {"buyer_iso3": buyer}) for buyer in ("JPN", "USA", "eu27", "KOR", "IND")],
    9: [("minerals_above", {"measure": "direct_share"}), ("minerals", {"measure": "direct_share"})],
    10: [("imports_usd", {"year": "2022"}), ("imports_t", {"year": "2024"})],
}


def commands(number: int) -> list[str]:
    (row,) = re.findall(rf"^\| {number}\. .*$", PAGE, re.MULTILINE)
    return re.findall(r"`critmin ([^`]+)`", row)


def test_there_are_ten() -> None:
    assert [n for n in range(1, 12) if re.search(rf"^\| {n}\. ", PAGE, re.MULTILINE)] == [*ASKED]


@pytest.mark.parametrize("number", ASKED)
def test_the_number_is_there(run, number) -> None:
    got = run(*commands(number)[0].split(), "-f", "csv")
    assert got.code == 0
    rows = list(csv.DictReader(io.StringIO(got.out)))
    for column, wanted in ASKED[number]:
        fitting = [r for r in rows if all(r[key] == value for key, value in wanted.items())]
        assert any(row[column] for row in fitting), (column, wanted)
    assert got.err.splitlines()[-1].startswith(("Source: ", "Sources: "))


def test_the_price_since_the_control(run) -> None:
    got = run(*commands(10)[1].split(), "-f", "csv", "--notes")
    assert got.code == 0
    assert "since_control: gallium" in got.err
    assert all(row["price"] for row in csv.DictReader(io.StringIO(got.out)))
