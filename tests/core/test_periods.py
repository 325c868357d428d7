"""Months where years are expected: their order, their name, and how they are typed."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.core import periods
from critmin.core.errors import QueryError
from critmin.core.periods import Month

MONTHS = st.builds(Month, st.integers(1900, 2100), st.integers(1, 12))


@given(MONTHS, MONTHS)
def test_months_are_ordered_as_their_names(one: Month, other: Month) -> None:
    assert (one < other, one == other, one > other) == (
        str(one) < str(other),
        str(one) == str(other),
        str(one) > str(other),
    )
    assert (one <= other, one >= other) == (not one > other, not one < other)
    assert len({one, other}) == len({str(one), str(other)})


@given(MONTHS)
def test_a_month_lies_in_its_year_and_is_not_the_year(one: Month) -> None:
    year = int(one)
    assert year <= one <= year
    assert year - 1 < one < year + 1
    assert one != year
    assert {year: "year"}.get(one) is None
    assert pickle.loads(pickle.dumps(one)) == one
    assert json.dumps(int(one)) == str(year)
    assert periods.month(str(one)) == one
    assert str(one.next) > str(one)
    assert str(one) <= periods.last_day(one) < str(one.next)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024-01", ["2024-01"]),
        (" 2024-11:2025-02 ", ["2024-11", "2024-12", "2025-01", "2025-02"]),
        ("2024-01,2025-01,2024-01", ["2024-01", "2025-01"]),
        (["2024-01", "2024-03"], ["2024-01", "2024-03"]),
        ("2018-2020", ["2018", "2019", "2020"]),
        (2024, ["2024"]),
        (None, []),
    ],
)
def test_what_is_typed(text: object, found: list[str]) -> None:
    assert [str(one) for one in periods.read(text)] == found  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2024-13", "'2024-13' is not a month: write 2024-01"),
        ("2024-00", "is not a month"),
        ("2024,2025-01", "'2024' is not a month as the others are"),
        ("2025-01:2024-12", "ends before it starts: write 2024-12:2025-01"),
        ("2024-1", "is not a year"),
        ("2024-01:2025", "is not a year"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        periods.read(text)


def test_the_place_of_a_month_on_an_axis_is_its_middle() -> None:
    assert Month(2024, 1).position == pytest.approx(2024 + 0.5 / 12)
    assert Month(2024, 12).position == pytest.approx(2024 + 11.5 / 12)


def test_the_months_of_a_year_are_twelve() -> None:
    assert [str(one) for one in periods.months_of(2024)] == [
        f"2024-{number:02}" for number in range(1, 13)
    ]


def test_a_period_is_a_year_or_a_month_and_only_a_month_has_a_name() -> None:
    assert (periods.period("2024"), str(periods.period("2024-02"))) == (2024, "2024-02")
    assert periods.name(periods.period("2024-02")) == "2024-02"
    assert periods.name(2024) is None
    assert periods.name(None) is None


def test_between_a_month_and_a_year_are_years() -> None:
    assert periods.every([Month(2024, 3), 2025]) == [2024, 2025]
    assert periods.every([2023, Month(2024, 3)]) == [2023, 2024]
