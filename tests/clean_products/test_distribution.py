"""Properties of shares of demand: any split of what is not listed lies in the bounds."""

from __future__ import annotations

from math import fsum

from hypothesis import assume, given
from hypothesis import strategies as st

from critmin.clean_products.bundled_tables import Counted, Figure
from critmin.clean_products.distribution import Distribution, share_of

AMOUNTS = st.lists(st.integers(1, 10**6), min_size=1, max_size=8)


def table(amounts: list[int], total: int) -> Distribution:
    figures = [
        Figure(f"C{n}", f"C{n:02}", "country", float(amount), None, None, None, "number")
        for n, amount in enumerate(amounts)
    ]
    world = Figure("World", "", "total", float(total), None, None, None, "number")
    return Distribution(Counted("x", "sales", 2024, "cars", "iea-ev@2026", (*figures, world)))


@given(AMOUNTS, AMOUNTS)
def test_any_split_of_the_rest_lies_in_the_bounds(listed, others) -> None:
    total = sum(listed) + sum(others)
    value, bounds = table(listed, total).hhi()
    true = fsum((amount / total) ** 2 for amount in (*listed, *others)) * 10_000
    assert bounds.low - 1e-6 <= true <= bounds.high + 1e-6
    assert value is None if sum(others) >= sum(listed) else bounds.low - 1e-6 <= value


@given(AMOUNTS, st.integers(1, 10**5))
def test_more_than_the_world_has_no_bounds(listed, excess) -> None:
    assume(excess < sum(listed))
    shares = table(listed, sum(listed) - excess)
    value, bounds = shares.hhi()
    assert shares.residual < 0 and bounds is None and value is not None
    assert share_of(shares, "ZZZ") == (0, 1)


@given(st.lists(st.floats(-0.2, 0.9).filter(bool), min_size=2, max_size=9))
def test_losses_are_in_no_index(parts) -> None:
    assume(max(parts) > 0)
    figures = tuple(
        Figure(f"C{n}", f"C{n:02}", "country", None, part, None, None, "number")
        for n, part in enumerate(parts)
    )
    shares = Distribution(Counted("x", "additions", 2024, "", "irena@2025", figures))
    value, bounds = shares.hhi()
    gains = [part for part in parts if part > 0]
    assert len(shares.gains) == len(gains)
    assert abs(value - fsum(part**2 for part in gains) * 10_000) < 1e-6
    assert bounds.low <= value + 1e-6
