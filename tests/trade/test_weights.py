"""Weights that a price contradicts, and estimates of those that are not known."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.trade import flows
from critmin.trade.readers import Flow
from critmin.trade.weights import OUTLIER, SPREAD, Weights, judged

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
import weights as benchmark

BACI = "baci-hs92"


def flow(value: int, kg: int | None) -> Flow:
    return Flow("JPN", "283691", "CHL", value, kg)


@pytest.mark.parametrize(
    ("value", "kg", "code"),
    [
        (2001, 10, "unlike_product"),
        (2000, 10, ""),
        (50, 100, ""),
        (49, 100, "weight_implausible"),
        (5, 0, ""),
        (5, None, ""),
    ],
)
def test_twenty_times_either_way(value, kg, code) -> None:
    assert judged(flow(value, kg), 10.0) == code
    assert judged(flow(value, kg), None) == ""


@given(st.integers(1, 10**9), st.integers(1, 10**9), st.floats(0.001, 1e6))
def test_a_weight_stands_unless_it_is_too_heavy(value, kg, world) -> None:
    assert (judged(flow(value, kg), world) == "weight_implausible") is (
        value / kg / world < 1 / OUTLIER
    )


def estimates(year: int, code: str) -> dict[tuple[str, str], tuple[Flow, str]]:
    weights = Weights(BACI, year, {code})
    found = {}
    for one in flows.flows(BACI, year, {code}):
        weight = weights.of(one)
        assert weight is not None
        assert weight.low <= weight.kg <= weight.high
        if weight.basis == "recorded":
            assert weight.kg == weight.low == weight.high == one.kg
        else:
            low, high = SPREAD[weight.basis]
            assert (weight.low, weight.high) == pytest.approx((low * weight.kg, high * weight.kg))
        found[one.exporter, one.importer] = (one, weight.basis)
    return found


def test_a_pair_that_trades_in_the_years_around_gives_the_price() -> None:
    """Papua New Guinea to the Philippines, copper ore 2022: recorded as 13 million t."""
    found = estimates(2022, "260300")
    one, basis = found["PNG", "PHL"]
    assert (one.kg or 0) > 10**10
    near = [
        f
        for year in (2021, 2023)
        for f in flows.flows(BACI, year, {"260300"})
        if (f.exporter, f.importer) == ("PNG", "PHL") and f.kg
    ]
    assert basis == ("pair" if near else "exporter")
    assert {basis for _, basis in found.values()} >= {"recorded", "exporter"}


def test_the_estimate_does_not_see_the_flows_own_weight() -> None:
    weights = Weights(BACI, 2023, {"283691"})
    for one in list(flows.flows(BACI, 2023, {"283691"}))[:200]:
        if one.kg:
            hidden = weights.estimate(one._replace(kg=None))
            assert hidden == weights.estimate(one)


def test_sums_of_the_pair_exporter_and_world_leave_the_flow_out() -> None:
    weights = Weights(BACI, 2023, {"250410"})
    every = [f for f in flows.flows(BACI, 2023, {"250410"}) if f.kg]
    one = max(every, key=lambda f: f.value)
    own = [f for f in every if f.exporter == one.exporter and f.importer != one.importer]
    world = flows.world(BACI, 2023, "250410").unit_value
    own = [f for f in own if judged(f, world) != "weight_implausible"]
    assert weights.sums(one)["exporter"] == (sum(f.value for f in own), sum(f.kg or 0 for f in own))


@pytest.mark.slow
def test_estimates_are_as_good_as_the_documentation_says() -> None:
    """The figures of docs/methods.md, and the published ones within a tenth where flows weigh."""
    every, heavy = benchmark.measured(), benchmark.measured(least_kg=100)
    assert {
        basis: (number, [round(p, 2) for p in parts]) for basis, (number, parts) in every.items()
    } == {
        "pair": (47549, [0.71, 0.88]),
        "exporter": (64382, [0.51, 0.75]),
        "world": (66388, [0.41, 0.66]),
        "used": (66388, [0.64, 0.82]),
    }
    published = {"pair": (0.71, 0.90), "exporter": (0.58, 0.87), "world": (0.46, 0.80)}
    for basis, parts in published.items():
        assert heavy[basis][1] == pytest.approx(parts, abs=0.07)


def test_no_network_is_newly_refused() -> None:
    """75 of 90 were traced when every odd weight was estimated at the world's price."""
    refused = [one for one in benchmark.networks() if one[3]]
    assert (len(benchmark.networks()), len(refused)) == (90, 15)
