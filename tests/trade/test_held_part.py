"""Answers that hold the smaller part of what a buyer buys of a mineral say so."""

from __future__ import annotations

import pytest
from answers import flags, said
from hypothesis import given
from hypothesis import strategies as st

from critmin import dependency, exposure, shock
from critmin.trade import us_imports
from critmin.trade.held_part import Yardstick, part

CODE = "most_not_held"


@pytest.mark.parametrize(
    ("buyer", "mineral", "asked", "words"),
    [
        ("USA", "antimony", {"year": 2022}, "refined for 86.1 million USD in 2024"),
        ("USA", "antimony", {"year": 2015}, "ore was 3.7%"),
        ("USA", "antimony", {"source": "baci-hs92"}, "ore was 3.7%"),
        ("USA", "nickel", {"year": 2010}, "ore was under 0.1%"),
        ("JPN", "nickel", {"year": 1996}, "refined for 875.0 million USD in 2024"),
        ("DEU", "copper", {"year": 2022}, "ore was 39.0%"),
        ("eu27", "nickel", {"year": 2015}, "million EUR in 2022, ore for 332.3 million by comext"),
        ("eu27", "tungsten", {"year": 2022, "source": "baci-hs92"}, "intermediate for 141.3"),
    ],
)
def test_a_trifle_is_called_that_in_every_row(buyer, mineral, asked, words) -> None:
    found = dependency(buyer, mineral, **asked)
    assert all(CODE in flags(row) for row in found)
    assert words in said(found, CODE)


def test_exposure_and_shock_carry_it_too() -> None:
    for found in (
        exposure("USA", supplier="CHN", mineral="antimony", year=2022),
        shock("USA", "antimony", stop="CHN", year=2022, as_of="2026-11-24"),
        exposure("USA", supplier="CHN", year=2022),
    ):
        rows = [row for row in found if row["mineral"] == "antimony"]
        assert rows
        assert all(CODE in flags(row) for row in rows)
        assert said(found, CODE)
    counted = exposure("USA", supplier="CHN", year=2022, summary=True)
    assert any(CODE in flags(row) for row in counted)
    assert said(counted, CODE)


@pytest.mark.parametrize(
    ("buyer", "mineral", "asked"),
    [
        ("USA", "antimony", {}),  # all forms that trade
        ("USA", "antimony", {"year": 2022, "stage": "ore"}),  # the form was asked for
        ("JPN", "copper", {"year": 2022}),  # nearly all of it is ore
        ("JPN", "germanium", {"year": 2005}),  # one form
        ("JPN", "cobalt", {"year": 2015}),  # what is absent is in no year
    ],
)
def test_the_larger_part_is_not_flagged(buyer, mineral, asked) -> None:
    found = dependency(buyer, mineral, **asked)
    assert not any(CODE in flags(row) for row in found)
    assert not said(found, CODE)


def test_a_series_is_flagged_in_the_years_that_lack_the_form() -> None:
    found = dependency("USA", "nickel", year="2022:2024", measure="value")
    by_year = {row["year"]: CODE in flags(row) for row in found}
    assert by_year == {2022: True, 2023: True, 2024: False}


@pytest.mark.parametrize("mineral", sorted(us_imports.forms()))
def test_printed_shares_are_answered_without_a_yardstick(mineral) -> None:
    found = dependency("USA", mineral, source="usgs")
    assert {row["stage"] for row in found} == set(us_imports.forms()[mineral])
    assert not said(found, CODE)


AMOUNT = st.floats(0.0, 1e9)


@given(absent=st.lists(AMOUNT, min_size=1, max_size=4), held=st.floats(1.0, 1e9))
def test_the_part_of_one_year_is_its_share(absent, held) -> None:
    found = [Yardstick(f"form {at}", 2024, value, held, "USD") for at, value in enumerate(absent)]
    assert part(found) == pytest.approx(held / (held + sum(absent)))


def test_without_a_yardstick_no_part_is_known() -> None:
    assert part([]) is None
    assert part([Yardstick("ore", 2024, 0.0, 0.0, "USD")]) == 1.0
    assert part([Yardstick("ore", 2024, 5.0, 0.0, "USD")]) == 0.0
