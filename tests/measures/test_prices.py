"""Periods, calendar means and an index on a base: pure maths on plain numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.measures.prices import (
    Price,
    Series,
    Span,
    last_before,
    mean,
    relative,
    span,
    within,
    yearly,
)

PRICES = st.floats(min_value=1e-3, max_value=1e7)
MONTHLY = st.lists(st.none() | PRICES, min_size=1, max_size=60)


def months(values: list[float | None], year: int = 2020) -> Series:
    prices = tuple(
        Price(f"{year + at // 12}-{at % 12 + 1:02d}", value) for at, value in enumerate(values)
    )
    return Series("nickel", "imf", "metal", "USD/t", True, prices)


def years(*values: float | None, first: int = 2020) -> Series:
    prices = tuple(Price(str(first + at), value) for at, value in enumerate(values))
    return Series("antimony", "usgs", "metal", "USD/lb", False, prices)


@pytest.mark.parametrize(
    "text", ["22", "2022-13", "2022-00", "2022-1", "2022/01", "2022-06-01", "", "٢٠٢٢"]
)
def test_no_period(text: str) -> None:
    with pytest.raises(ValueError):
        span(text)


def test_a_year_holds_its_months_and_its_own_period() -> None:
    assert Span("2022-01", "2022-12").holds("2022-12")
    assert Span("2022-06", "2022-06").holds("2022")
    assert not Span("2022-01", "2022-12").holds("2023")


def test_mean_counts_only_figures() -> None:
    found = mean(months([10.0, None, 20.0]), "2020")
    assert found is not None
    assert (found.value, found.periods, found.of) == (15.0, 2, 12)


def test_a_month_of_annual_prices_has_no_mean() -> None:
    assert mean(years(5.0), "2020-06") is None
    assert mean(years(5.0), "2020") == (5.0, 1, 1)
    assert mean(years(None), "2020") is None


def test_yearly_flags_partial_and_empty_years() -> None:
    shown = yearly(months([*[1.0] * 12, 3.0, *[None] * 11, *[None] * 12]))
    assert [(p.period, p.value, p.flags) for p in shown.prices] == [
        ("2020", 1.0, ()),
        ("2021", 3.0, ("partial_year",)),
        ("2022", None, ("unknown",)),
    ]
    assert not shown.monthly


@pytest.mark.parametrize(
    ("day", "base"), [("2020-03-01", "2020-02"), ("2020-03-31", "2020-02"), ("2020-01-15", None)]
)
def test_the_last_price_before_a_day_is_of_a_month_that_had_ended(day, base) -> None:
    found = last_before(months([1.0, 2.0, 3.0]), day)
    assert (found and found.period) == base


def test_the_last_price_before_a_day_skips_what_has_no_figure() -> None:
    found = last_before(months([1.0, None, 3.0]), "2020-03-10")
    assert found == Price("2020-01", 1.0)


def test_a_year_that_holds_the_day_is_not_before_it() -> None:
    found = last_before(years(1.0, 2.0, first=2022), "2023-08-01")
    assert found is not None
    assert found.period == "2022"


@given(PRICES, PRICES)
def test_an_index_is_100_at_its_base_and_keeps_ratios(value: float, base: float) -> None:
    assert relative(base, base) == 100.0
    assert relative(None, base) is None
    assert relative(value, base) == pytest.approx(100 * value / base)


@given(MONTHLY)
def test_the_index_of_a_year_averages_100_over_its_own_months(values: list[float | None]) -> None:
    series = months(values)
    base = mean(series, "2020")
    if base is None:
        assert all(value is None for value in values[:12])
        return
    own = [relative(p.value, base.value) for p in within(series.priced, span("2020"))]
    assert sum(x for x in own if x is not None) / len(own) == pytest.approx(100)


@given(MONTHLY)
def test_yearly_means_lie_between_the_extremes_and_lose_no_year(values) -> None:
    series = months(values)
    shown = yearly(series)
    assert [p.period for p in shown.prices] == sorted({p.period[:4] for p in series.prices})
    for one in shown.prices:
        own = [p.value for p in within(series.priced, span(one.period)) if p.value is not None]
        assert (one.value is None) == (not own)
        if one.value is not None:
            assert min(own) * (1 - 1e-9) <= one.value <= max(own) * (1 + 1e-9)
            assert ("partial_year" in one.flags) == (len(own) < 12)
