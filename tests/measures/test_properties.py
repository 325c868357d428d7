"""Laws that the measures obey for every distribution, checked on drawn ones."""

from __future__ import annotations

from itertools import pairwise
from math import fsum, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critmin import measures
from critmin.measures.interval import Interval

SLACK = 1e-9
repeatable = settings(derandomize=True, deadline=None)

quantities = st.lists(
    st.floats(min_value=1e-3, max_value=1e9, allow_nan=False), min_size=1, max_size=30
)
fractions = st.floats(min_value=0.0, max_value=1.0)


@st.composite
def full(draw: st.DrawFn) -> list[float]:
    """Shares that sum to 1."""
    return measures.shares(draw(quantities))


@st.composite
def partial(draw: st.DrawFn) -> tuple[list[float], float]:
    """Named shares and the residual that completes them to 1."""
    residual = draw(st.floats(min_value=0.0, max_value=0.99))
    return [part * (1 - residual) for part in draw(full())], residual


@repeatable
@given(full(), st.randoms(use_true_random=False))
def test_order_does_not_matter(parts: list[float], random) -> None:  # type: ignore[no-untyped-def]
    mixed = random.sample(parts, len(parts))
    for measure in (
        measures.hhi,
        measures.normalised_hhi,
        measures.effective_number,
        measures.shannon,
        measures.theil,
        measures.gini,
        measures.rosenbluth,
    ):
        assert measure(mixed) == pytest.approx(measure(parts))
    for n in (1, 3, 5):
        assert measures.concentration_ratio(mixed, n) == pytest.approx(
            measures.concentration_ratio(parts, n)
        )


@repeatable
@given(full())
def test_ranges(parts: list[float]) -> None:
    n = len(parts)
    assert 1 / n - SLACK <= measures.hhi(parts) <= 1 + SLACK
    assert -SLACK <= measures.normalised_hhi(parts) <= 1 + SLACK
    assert 1 - SLACK <= measures.effective_number(parts) <= n + SLACK * n
    assert -SLACK <= measures.shannon(parts) <= log(n) + SLACK
    assert 1 - SLACK <= measures.diversity(parts) <= n + SLACK * n
    assert -SLACK <= measures.theil(parts) <= log(n) + SLACK
    assert -SLACK <= measures.gini(parts) < 1
    assert 1 / n - SLACK <= measures.rosenbluth(parts) <= 1 + SLACK


@repeatable
@given(full())
def test_orders_of_effective_numbers(parts: list[float]) -> None:
    assert measures.effective_number(parts) <= measures.diversity(parts) * (1 + SLACK)


@repeatable
@given(full())
def test_theil_and_shannon_add_up(parts: list[float]) -> None:
    total = measures.theil(parts) + measures.shannon(parts)
    assert total == pytest.approx(log(len(parts)), abs=SLACK)


@repeatable
@given(st.lists(st.floats(min_value=1, max_value=1e6), min_size=2, max_size=20), st.data())
def test_merging_two_suppliers_never_lowers_the_index(amounts: list[float], data) -> None:  # type: ignore[no-untyped-def]
    first = data.draw(st.integers(0, len(amounts) - 2))
    merged = [*amounts[:first], amounts[first] + amounts[first + 1], *amounts[first + 2 :]]
    apart, together = measures.shares(amounts), measures.shares(merged)
    assert measures.hhi(together) >= measures.hhi(apart) - SLACK
    product = 2 * apart[first] * apart[first + 1]
    assert measures.hhi(together) - measures.hhi(apart) == pytest.approx(product, abs=SLACK)


@repeatable
@given(quantities, st.floats(min_value=1e-3, max_value=1e6))
def test_shares_do_not_depend_on_the_unit(amounts: list[float], factor: float) -> None:
    scaled = measures.shares([amount * factor for amount in amounts])
    assert scaled == pytest.approx(measures.shares(amounts))
    assert fsum(scaled) == pytest.approx(1)


@repeatable
@given(full(), st.floats(min_value=0.5, max_value=2.0))
def test_index_over_another_total(parts: list[float], total: float) -> None:
    over = measures.shares(parts, total=total)
    assert measures.hhi(over) == pytest.approx(measures.hhi(parts) / total**2)


@repeatable
@given(partial(), quantities)
def test_any_split_of_the_residual_stays_in_the_bounds(
    given_table: tuple[list[float], float], weights: list[float]
) -> None:
    named, residual = given_table
    split = [residual * weight for weight in measures.shares(weights)]
    value = measures.hhi([*named, *split])
    low, high = measures.hhi_bounds(named, residual)
    assert low - SLACK <= value <= high + SLACK
    low, high = measures.hhi_bounds(named, residual, max_unnamed=len(split))
    assert low - SLACK <= value <= high + SLACK


@repeatable
@given(partial(), st.integers(1, 40))
def test_bounds_are_reached(given_table: tuple[list[float], float], count: int) -> None:
    named, residual = given_table
    low, high = measures.hhi_bounds(named, residual, max_unnamed=count)
    assert measures.hhi([*named, residual]) == pytest.approx(high)
    assert measures.hhi([*named, *[residual / count] * count]) == pytest.approx(low)


@repeatable
@given(partial(), quantities, st.integers(1, 8))
def test_any_split_of_the_residual_stays_in_the_ratio_bounds(
    given_table: tuple[list[float], float], weights: list[float], n: int
) -> None:
    named, residual = given_table
    # One supplier holds all of the residual, or it is split below the smallest named one.
    held = measures.concentration_ratio([*named, residual], n)
    low, high = measures.concentration_ratio_bounds(named, residual, n)
    assert low - SLACK <= held <= high + SLACK
    split = [residual * weight for weight in measures.shares(weights)]
    if len(named) >= n and max(split) <= min(named):
        value = measures.concentration_ratio([*named, *split], n)
        assert low - SLACK <= value <= high + SLACK


@repeatable
@given(st.lists(st.tuples(fractions, fractions, fractions), min_size=1, max_size=15))
def test_any_point_of_interval_shares_stays_in_the_bounds(
    drawn: list[tuple[float, float, float]],
) -> None:
    intervals = [Interval(min(a, b), max(a, b)) for a, b, _ in drawn]
    places = [place for _, _, place in drawn]
    points = [i.low + p * (i.high - i.low) for i, p in zip(intervals, places, strict=True)]
    low, high = measures.hhi_bounds(intervals)
    assert low - SLACK <= measures.hhi(points) <= high + SLACK


@repeatable
@given(full())
def test_concentration_ratio_grows_with_n(parts: list[float]) -> None:
    ratios = [measures.concentration_ratio(parts, n) for n in range(len(parts) + 2)]
    assert ratios == sorted(ratios)
    assert ratios[0] == 0
    assert ratios[-1] == pytest.approx(1)
    steps = [after - before for before, after in pairwise(ratios)]
    assert all(a >= b - SLACK for a, b in pairwise(steps))


@repeatable
@given(full(), st.sampled_from([0.01, 0.005, 0.001, 0.0001]))
def test_rounding_error_bounds_the_change_of_the_index(parts: list[float], step: float) -> None:
    rounded = [round(part / step) * step for part in parts]
    change = abs(measures.hhi(rounded) - measures.hhi(parts))
    assert change <= measures.hhi_rounding_error(parts, step) + 1e-12
    # What a reader has are the rounded shares: the bound holds from there too.
    assert change <= measures.hhi_rounding_error(rounded, step) + 1e-12


@repeatable
@given(
    st.lists(
        st.tuples(
            st.floats(min_value=1e-3, max_value=1e6),
            st.floats(min_value=0.0, max_value=10.0),
            st.floats(min_value=0.8, max_value=1.5),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_weighted_index_lies_on_its_scale(rows: list[tuple[float, float, float]]) -> None:
    parts = measures.shares([row[0] for row in rows])
    weights, trade = [row[1] for row in rows], [row[2] for row in rows]
    value = measures.weighted_hhi(parts, weights, trade)
    assert 0 <= value <= 10 * max(trade) + SLACK
    plain = measures.weighted_hhi(parts, [1.0] * len(parts))
    assert plain == pytest.approx(measures.hhi(parts))
    assert value <= max(weights) * max(trade) * plain + SLACK


@repeatable
@given(st.floats(min_value=-4, max_value=4), st.floats(min_value=-4, max_value=4))
def test_better_governance_never_weighs_more(one: float, other: float) -> None:
    better, worse = max(one, other), min(one, other)
    low, high = measures.governance_weight(better), measures.governance_weight(worse)
    assert 0 <= low <= high <= 10


@repeatable
@given(
    st.floats(min_value=0, max_value=10),
    st.floats(min_value=0, max_value=10),
    st.floats(min_value=-1, max_value=2),
    fractions,
    fractions,
)
def test_supply_risk_lies_between_its_two_terms(
    worldwide: float, sourcing: float, reliance: float, recycling: float, substitution: float
) -> None:
    def risk(world: float | None, own: float | None) -> float:
        return measures.eu_supply_risk(
            hhi_global=world,
            hhi_sourcing=own,
            import_reliance=reliance,
            recycling=recycling,
            substitution=substitution,
        )

    ends = sorted((risk(worldwide, None), risk(None, sourcing)))
    assert ends[0] - SLACK <= risk(worldwide, sourcing) <= ends[1] + SLACK


@repeatable
@given(
    st.floats(min_value=0, max_value=10_000),
    st.floats(min_value=0, max_value=10_000),
    st.sampled_from(sorted(measures.BANDS)),
)
def test_bands_are_ordered(one: float, other: float, scheme: str) -> None:
    order = ["low", "moderate", "high"]
    least, most = (order.index(measures.band(v, scheme).name) for v in sorted((one, other)))
    assert least <= most
