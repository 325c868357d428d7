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


def of(*figures: Figure) -> Distribution:
    return Distribution(Counted("x", "sales", 2024, "cars", "iea-ev@2026", figures))


def place(name: str, amount: float | None, kind: str = "country", share: float | None = None):
    return Figure(name, name, kind, amount, share, None, None, "number")


def limited(name: str, low: float | None, high: float | None, share: float | None = None):
    return Figure(name, name, "country", None, share, low, high, "range")


WORLD = place("World", 100.0, "total")


def test_shares_residual_and_index_by_hand() -> None:
    """60, 10, 0 and one without a figure, of 100."""
    shares = of(place("A", 10.0), place("B", 60.0), place("C", 0.0), place("D", None), WORLD)
    assert [figure.iso3 for figure in shares.countries] == ["B", "A", "C", "D"]
    assert [shares.share(figure) for figure in shares.countries] == [0.6, 0.1, 0.0, None]
    assert [figure.iso3 for figure in shares.gains] == ["B", "A"]
    assert (shares.losses, [f.iso3 for f in shares.unknown]) == ([], ["D"])
    assert abs(shares.residual - 0.3) < 1e-12
    value, bounds = shares.hhi()
    assert abs(value - 3700) < 1e-9  # 36 + 1 of 100 squared
    assert bounds is None  # D may have any part of the rest
    known = of(place("A", 10.0), place("B", 60.0), WORLD)
    low, high = known.hhi()[1]
    assert (round(low, 6), round(high, 6)) == (3700, 4600)  # one unlisted country has all 30
    assert share_of(known, "A") == (0.1, 0.1)
    assert share_of(known, "ZZZ") == (0.0, known.residual)
    assert share_of(shares, "D") == (0.0, 1.0)


def test_half_of_the_world_in_no_country_leaves_bounds_alone() -> None:
    for listed, alone in ((50.0, True), (50.1, False)):
        shares = of(place("A", listed), WORLD)
        assert shares.bounds_only is alone
        assert (shares.hhi()[0] is None) is alone
        assert shares.hhi()[1] is not None


def test_a_rounding_is_no_residual_and_shares_have_none() -> None:
    assert of(place("A", 100.0 - 5e-8), WORLD).residual == 0.0
    assert of(place("A", 100.0 - 5e-7), WORLD).residual > 0
    assert of(place("A", 100.0 + 5e-8), WORLD).hhi()[1] is not None
    assert of(place("A", None, share=0.4)).residual == 0.0


def test_no_country_beside_the_whole_world_has_any() -> None:
    assert share_of(of(place("A", 100.0), WORLD), "ZZZ") == (0.0, 0.0)


def test_none_stands_between_gains_and_losses() -> None:
    shares = of(
        *(
            place(code, None, share=share)
            for code, share in zip("ABC", (-0.1, 0.0, 1.1), strict=True)
        )
    )
    assert [figure.iso3 for figure in shares.countries] == ["C", "B", "A"]


def test_a_total_of_zero_gives_no_share() -> None:
    shares = of(place("A", 1.0), place("World", 0.0, "total"))
    assert (shares.share(shares.countries[0]), shares.hhi()) == (None, (None, None))


def test_ties_are_in_the_order_of_their_codes_and_losses_have_the_largest_first() -> None:
    shares = of(
        *(place(c, None, share=s) for c, s in zip("DCBA", (-0.1, 0.55, 0.55, -0.3), strict=True))
    )
    assert [figure.iso3 for figure in shares.countries] == ["B", "C", "D", "A"]
    assert [figure.iso3 for figure in shares.losses] == ["A", "D"]


def test_limits_of_a_share_bound_the_index_by_hand() -> None:
    """0.5 to 0.7 and 0.2 to 0.4: low ends sum to 0.7, high squares to 0.49 + 0.16."""
    shares = of(limited("A", 0.5, 0.7, 0.6), limited("B", 0.2, 0.4, 0.3))
    low, high = shares.hhi()[1]
    assert (round(low, 6), round(high, 6)) == (2900, 6500)
    assert share_of(shares, "A") == (0.5, 0.7)


def test_low_ends_above_the_whole_are_taken_as_shares_of_their_sum() -> None:
    """0.9 and 0.6 with losses elsewhere: squares of 0.6 and 0.4; no index is above 10,000."""
    shares = of(place("A", None, share=0.9), place("B", None, share=0.6))
    low, high = shares.hhi()[1]
    assert (round(low, 6), high) == (5200, 10_000)
    over = of(place("A", None, share=1.5), place("B", None, share=-0.5)).hhi()[1]
    assert over == (10_000, 10_000)


def test_one_limit_without_the_other_is_no_interval() -> None:
    half = limited("A", 0.5, None)
    shares = of(half, place("B", None, share=0.2))
    assert shares.interval(half) is None
    assert share_of(shares, "A") == (0.0, 1.0)
    assert shares.interval(limited("C", None, 0.5, 0.4)) == (0.4, 0.5)
