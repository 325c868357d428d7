"""The measures at their limits: figures by hand where a slip of one step would not be seen."""

from __future__ import annotations

from math import erfc, sqrt

import pytest

from critmin import measures
from critmin.measures import policy_coverage, prices, shocks
from critmin.measures.concentration import SCALE
from critmin.measures.geopolitical import Imports
from critmin.measures.interval import Interval
from critmin.measures.rank_test import mann_whitney
from critmin.measures.shocks import Exposure

# Concentration


def test_no_residual_and_no_count_are_the_usual() -> None:
    assert measures.hhi_bounds([0.5, 0.5]) == Interval(0.5, 0.5)


def test_all_of_the_total_may_be_unnamed_and_a_rounding_above_it() -> None:
    assert measures.hhi_bounds([0.0], 1.0) == Interval(0.0, 1.0)
    assert measures.hhi_bounds([0.0], 1 + 1e-9).high == pytest.approx(1)
    with pytest.raises(ValueError, match="residual must lie in"):
        measures.hhi_bounds([0.0], 1 + 1e-6)


def test_no_unnamed_supplier_cannot_have_a_residual() -> None:
    with pytest.raises(ValueError, match="max_unnamed must be 1 or more, got 0"):
        measures.hhi_bounds([0.5], 0.5, max_unnamed=0)


def test_the_rounding_error_of_shares_that_do_not_sum_to_one() -> None:
    """Of 0.3 and 0.2 in whole percents: 2 x 0.005 x 0.5 + 2 x 0.005^2."""
    assert measures.hhi_rounding_error([0.3, 0.2], 0.01) == pytest.approx(0.005 + 0.00005)


def test_the_inequality_of_quantities_is_that_of_their_shares() -> None:
    assert measures.gini([1, 3]) == measures.gini([0.25, 0.75]) == pytest.approx(0.25)


def test_the_shares_of_a_rosenbluth_index_sum_to_one_within_a_millionth() -> None:
    with pytest.raises(ValueError, match="must sum to 1"):
        measures.rosenbluth([0.5, 0.5 + 2e-6])
    assert measures.rosenbluth([0.5, 0.5 + 1e-7]) == pytest.approx(0.5)


def test_the_entropy_of_one_supplier_is_zero_without_a_sign() -> None:
    assert str(measures.shannon([1.0])) == "0.0"


# The EU's supply risk and what it is made of


@pytest.mark.parametrize(
    ("estimate", "weight"),
    [(0.0, 5.0), (1.0, 3.0), (-1.0, 7.0), (2.5, 0.0), (-2.5, 10.0), (3.0, 0.0), (-3.0, 10.0)],
)
def test_governance_on_the_scale_of_the_eu(estimate: float, weight: float) -> None:
    assert measures.governance_weight(estimate) == weight


@pytest.mark.parametrize(
    ("reliance", "risk"), [(0.0, 2.0), (0.5, 2.5), (1.0, 3.0), (-0.4, 2.0), (1.7, 3.0)]
)
def test_the_blend_of_world_and_sourcing_by_hand(reliance: float, risk: float) -> None:
    """World 4, sourcing 2: at full reliance (4 + 2) / 2, without any the sourcing alone."""
    found = measures.eu_supply_risk(
        hhi_global=4, hhi_sourcing=2, import_reliance=reliance, recycling=0, substitution=1
    )
    assert found == pytest.approx(risk)


def test_recycling_and_substitutes_lower_the_risk_by_hand() -> None:
    """4 x (1 - 0.25) x 0.8 = 2.4."""
    found = measures.eu_supply_risk(
        hhi_global=4, hhi_sourcing=None, import_reliance=None, recycling=0.25, substitution=0.8
    )
    assert found == pytest.approx(2.4)


@pytest.mark.parametrize(("weights", "trade"), [([1.0], None), ([1.0, 1.0], [1.0])])
def test_a_share_without_its_weight_is_refused(
    weights: list[float], trade: list[float] | None
) -> None:
    with pytest.raises(ValueError, match="zip"):
        measures.weighted_hhi([0.5, 0.5], weights, trade)


def test_what_is_not_given_of_consumption_is_none_of_it() -> None:
    assert measures.apparent_consumption() == 0
    assert measures.apparent_consumption(primary=1) == 1
    assert measures.net_import_reliance(imports=3, exports=1, consumption=4) == 0.5


# GeoPolRisk


@pytest.mark.parametrize(
    ("estimate", "scale"), [(0.0, 0.5), (2.5, 0.0), (4.0, 0.0), (-2.5, 1.0), (-4.0, 1.0)]
)
def test_stability_on_the_scale_of_geopolrisk(estimate: float, scale: float) -> None:
    assert measures.instability(estimate) == scale


def test_an_instability_above_one_is_refused_beside_a_usual_one() -> None:
    flows = [Imports(1, instability=0.5), Imports(1, instability=1.01)]
    with pytest.raises(ValueError, match="instability must lie in"):
        measures.geopolitical_import_risk(flows)
    assert measures.geopolitical_import_risk([Imports(1, instability=1.0)]) == 1.0


def test_production_that_is_not_given_is_none() -> None:
    assert measures.geopolitical_import_risk([Imports(2, instability=0.6)]) == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("hhi", "risk", "said"), [(1.1, 0.5, "hhi"), (0.5, -0.1, "import_risk"), (-1.0, 0.5, "hhi")]
)
def test_a_score_outside_its_scale_is_refused(hhi: float, risk: float, said: str) -> None:
    with pytest.raises(ValueError, match=f"{said} must lie in"):
        measures.geopolrisk(hhi, risk)
    assert measures.geopolrisk(1.0, 1.0) == 1.0
    assert measures.geopolrisk(1 + 1e-9, 1.0) > 1.0  # a rounding above is none of its scale


# Policy, prices


def test_a_mineral_that_no_act_names_is_not_possibly_reached() -> None:
    found = policy_coverage.covered(["a"], {}, {"a": 1.0})
    assert (found.reached_low, found.reached_high, found.share_high) == (0, 0, 0.0)


def test_values_of_nothing_give_no_share() -> None:
    found = policy_coverage.covered(["a"], {}, {"a": 0.0})
    assert (found.value, found.share_low, found.share_high) == (0.0, None, None)


def test_one_share_above_is_enough_to_depend() -> None:
    assert policy_coverage.dependent([0.1, 0.6], 0.5) is True
    assert policy_coverage.dependent([0.1, 0.5], 0.5) is False


def test_a_year_has_the_source_of_its_last_month() -> None:
    months = tuple(
        prices.Price(f"2024-{month:02}", 1.0, source=f"s@{month}") for month in range(1, 13)
    )
    found = prices.yearly(prices.Series("tin", "o", "metal", "USD/t", True, months))
    assert [price.source for price in found.prices] == ["s@12"]


# The rank test


def test_ties_in_a_rank_test_by_hand() -> None:
    """1 1 2 against 1 2 2 3: ranks 2 for the ones, 5 for the twos; R = 9, U = 9 - 6 = 3.

    Ties: (27 - 3) + (27 - 3) = 48 of 7 x 6; variance 12/12 x (8 - 48/42); |3 - 6| - 1/2 = 2.5.
    """
    found = mann_whitney([1, 1, 2], [1, 2, 2, 3])
    assert found.u == 3
    assert found.p == pytest.approx(erfc(2.5 / sqrt(8 - 48 / 42) / sqrt(2)), rel=1e-12)


def test_a_small_variance_is_no_certainty() -> None:
    """1 against 2: U = 0, variance 1/12 x 3 = 1/4; |0 - 1/2| - 1/2 = 0 and p is 1.

    1 against 2 2: variance 2/12 x (4 - 6/6) = 1/2; |0 - 1| - 1/2 = 1/2.
    """
    assert mann_whitney([1], [2]).p == 1.0
    assert mann_whitney([1], [2, 2]).p == pytest.approx(erfc(0.5 / sqrt(0.5) / sqrt(2)))


# Stops


def test_what_is_not_said_of_a_stop_is_a_full_one_that_reaches_nobody_else() -> None:
    one = Exposure(1.0, 0.4, 0.6)
    assert shocks.gross_loss(one) == shocks.joint_loss([one]) == Interval(0.4, 0.4)
    assert shocks.gross_loss(one, reach=0.5) == Interval(0.5, 0.5)
    assert shocks.net_loss(0.4) == Interval(0.4, 0.4)
    assert shocks.second_hand_loss(0.4, 1.0) == Interval(0.4, 0.4)


@pytest.mark.parametrize("cut", [1.0, 1.5])
def test_a_cut_is_at_most_the_whole(cut: float) -> None:
    if cut > 1:
        with pytest.raises(ValueError, match=r"cut must lie in 0 to 1, got 1\.5"):
            shocks.gross_loss(Exposure(cut, 0.5))
    else:
        assert shocks.gross_loss(Exposure(cut, 0.5)).low == 0.5


def test_what_has_no_upper_limit_says_so() -> None:
    with pytest.raises(ValueError, match="stock days must lie in 0 upwards, got -1"):
        shocks.stock_of_days(-1, 10)


def test_a_share_just_above_the_whole_is_the_whole() -> None:
    assert shocks.net_loss(1 + 5e-10) == Interval(1.0, 1.0)
    assert shocks.gross_loss(Exposure(1.0, Interval(0.5, 1 + 5e-10))) == Interval(0.5, 1.0)


def test_no_more_than_all_is_refined() -> None:
    with pytest.raises(ValueError, match="share of refined output"):
        shocks.second_hand_loss(0.5, 1.5)


def test_the_scale_of_the_index() -> None:
    assert SCALE == 10_000
