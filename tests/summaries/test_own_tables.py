"""Summaries of a user's own table say so, and count nothing as the world's."""

from __future__ import annotations

from pathlib import Path

import pytest

import critmin

ROWS = """mineral,year,country,quantity
lithium,2022,Australia,50
lithium,2022,China,20
lithium,2022,Chile,30
lithium,2023,Australia,40
lithium,2023,China,40
lithium,2023,Atlantis,30
widgetite,2023,Norway,5
widgetite,2023,Chile,7
"""
MOSTLY_OTHER = """mineral,year,country,share,stage
cobalt,2023,Australia,0.2,refining
cobalt,2023,China,0.1,refining
cobalt,2023,Other,0.7,refining
"""


@pytest.fixture
def own(tmp_path: Path) -> str:
    path = tmp_path / "own.csv"
    path.write_text(ROWS, encoding="utf-8")
    return str(path)


def test_an_own_table_is_not_the_world(own: str) -> None:
    assert critmin.share("lithium", data=own, year=2022).summary == (
        "Australia mined 50% of the lithium in your table in 2022, ahead of Chile (30%)."
    )
    assert critmin.share("lithium", data=own).summary == (
        "Australia and China each mined 36% of the lithium in your table in 2023."
    )
    assert critmin.share(data=own).summary == (
        "Largest share of mining in your table in 2023: lithium, Australia and China (36%); "
        "widgetite, Chile (58%)."
    )
    for answer in (critmin.hhi(data=own), critmin.trend("lithium", data=own)):
        assert "in your table" in answer.summary
        assert "world" not in answer.summary


def test_an_own_table_without_most_countries_has_no_leader(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text(MOSTLY_OTHER, encoding="utf-8")
    assert critmin.share(data=str(path)).summary == (
        "Which country refined the most cobalt in 2023 is not known: 70% of the total has no "
        "country in the source."
    )
    assert critmin.hhi(data=str(path)).summary == (
        "The HHI of cobalt refining in your table is about 500 to 5,400 (2023); most of the "
        "total has no country in the source."
    )


def test_a_summary_stays_that_of_the_whole_answer(own: str) -> None:
    answer = critmin.share("lithium", data=own)
    assert answer.select(["country", "share"]).summary == answer.summary
