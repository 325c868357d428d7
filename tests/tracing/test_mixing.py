"""Origin tracing: the published golden network, its conservation, and what stays unknown."""

import sys
from itertools import product
from math import isclose
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.measures.interval import Interval
from critmin.tracing import mixing
from critmin.tracing.mixing import pinned, trace

Network = dict[Any, float]

OUTPUT = {"C": 80.0, "A": 20.0}
FLOWS = {("C", "V"): 30.0, ("C", "J"): 10.0, ("A", "V"): 5.0, ("A", "J"): 5.0, ("V", "J"): 20.0}
NAMES = "ABCDEF"


def used_of(traced: mixing.Origins, origin: str) -> float:
    """O d: what all nodes together use of an origin."""
    shares = (traced.origin_share(node, origin) or Interval(0, 0) for node in traced.nodes)
    return sum(share.low * float(d) for share, d in zip(shares, traced.use, strict=True))


def test_golden_network() -> None:
    traced = trace(OUTPUT, FLOWS)
    assert traced.direct_share("J", "C") == pytest.approx(0.285714, abs=5e-7)
    assert traced.direct_share("J", "C") == 10 / 35
    share = traced.origin_share("J", "C")
    assert share is not None
    assert share.low == share.high == pytest.approx(0.775510, abs=5e-7)
    assert traced.hidden("J", "C") == pytest.approx(0.489796, abs=5e-7)
    other = traced.origin_share("J", "A")
    assert other is not None
    assert other.low == pytest.approx(0.224490, abs=5e-7)
    use = dict(zip(traced.nodes, traced.use, strict=True))
    assert [use[node] for node in "CAVJ"] == [40, 10, 15, 35]
    assert used_of(traced, "C") == pytest.approx(80, rel=1e-12)
    assert used_of(traced, "A") == pytest.approx(20, rel=1e-12)
    assert traced.gap_share == 0
    assert traced.unexplained("J") == 0
    assert traced.refusal() is None


def test_golden_network_with_a_flow_back() -> None:
    traced = trace(OUTPUT, FLOWS | {("J", "C"): 7.0})
    share = traced.origin_share("J", "C")
    assert share is not None
    assert share.low == pytest.approx(0.76057, abs=5e-6)
    assert used_of(traced, "C") == pytest.approx(80, rel=1e-12)
    assert used_of(traced, "A") == pytest.approx(20, rel=1e-12)


def test_a_transit_country_hides_a_negative_share() -> None:
    assert trace(OUTPUT, FLOWS).hidden("J", "V") == -20 / 35


def test_via_splits_the_origin_share_by_the_last_hand() -> None:
    traced = trace(OUTPUT, FLOWS)
    via = traced.via("J", "C")
    assert via["C"].low == pytest.approx(10 / 35)
    assert via["V"].low == pytest.approx(20 / 35 * 30 / 35)
    assert "A" not in via
    assert sum(share.low for share in via.values()) == pytest.approx(0.775510, abs=5e-7)


def test_exports_beyond_output_and_imports_are_of_unknown_origin() -> None:
    traced = trace({"C": 10.0}, {("C", "V"): 10.0, ("V", "J"): 40.0})
    assert traced.gap_share == 30 / 50
    share = traced.origin_share("J", "C")
    assert share is not None
    assert share.low == pytest.approx(0.25)
    assert share.high == pytest.approx(1.0)
    assert traced.unexplained("J") == pytest.approx(0.75)
    refusal = traced.refusal()
    assert refusal is not None
    assert refusal.largest == (("V", 30.0),)
    assert "60.0%" in str(refusal)
    assert "20%" in str(refusal)
    assert traced.refusal(limit=0.6) is None
    assert sum(traced.via("J", "C")["V"]) == pytest.approx(1.25)


def test_a_ring_without_a_producer_is_of_unknown_origin() -> None:
    ring = {("X", "Y"): 5.0, ("Y", "Z"): 5.0, ("Z", "X"): 5.0}
    alone, beside = trace({}, ring), trace(OUTPUT, FLOWS | ring)
    for traced in (alone, beside):
        assert traced.rings == {"X", "Y", "Z"}
        assert traced.unexplained("X") == 1
        assert traced.origin_share("X", "C") == Interval(0.0, 1.0)
    assert alone.gap_share == 1
    assert beside.gap_share == 15 / 85
    same = beside.origin_share("J", "C")
    assert same is not None
    assert same.low == pytest.approx(0.775510, abs=5e-7)


def test_a_ring_that_a_producer_feeds_is_traced_through() -> None:
    traced = trace({"C": 6.0}, {("C", "X"): 6.0, ("X", "Y"): 50.0, ("Y", "X"): 47.0})
    assert not traced.rings
    assert traced.origin_share("Y", "C") == Interval(pytest.approx(1.0), pytest.approx(1.0))
    assert used_of(traced, "C") == pytest.approx(6.0)


@pytest.mark.parametrize("feed", [1e-3, 1e-6, 1e-8, 1e-10, 1e-13])
def test_a_ring_fed_next_to_nothing_keeps_its_sums(feed: float) -> None:
    traced = trace({"C": feed}, {("C", "X"): feed, ("X", "Y"): 50.0, ("Y", "X"): 50.0})
    share = traced.origin_share("Y", "C")
    assert share is not None
    assert share.high == pytest.approx(1.0, abs=1e-6)


def test_no_supply_is_no_figure() -> None:
    traced = trace({"C": 5.0, "idle": 0.0}, {("C", "J"): 5.0})
    for buyer in ("idle", "nowhere"):
        assert traced.origin_share(buyer, "C") is None
        assert traced.direct_share(buyer, "C") is None
        assert traced.hidden(buyer, "C") is None
        assert traced.unexplained(buyer) is None
        assert traced.via(buyer, "C") == {}
    assert traced.origin_share("J", "nowhere") == Interval(0.0, 0.0)
    assert trace({"C": 5.0}, {}).gap_share is None
    assert trace({"C": 5.0}, {}).refusal() is None
    assert trace({}, {}).nodes == ()


def test_nodes_may_be_country_and_stage() -> None:
    """Ore of D is refined in C: by mine it is D's, by refinery it is C's."""
    output = {("D", "mine"): 90.0, ("C", "mine"): 10.0}
    flows = {
        (("D", "mine"), ("C", "refined")): 90.0,
        (("C", "mine"), ("C", "refined")): 10.0,
        (("C", "refined"), ("V", "magnet")): 60.0,
        (("V", "magnet"), ("J", "magnet")): 30.0,
        (("C", "refined"), ("J", "magnet")): 10.0,
    }
    buyer = ("J", "magnet")
    mined = trace(output, flows)
    assert mined.origin_share(buyer, ("D", "mine")) == Interval(*[pytest.approx(0.9)] * 2)
    refined = trace(*pinned(output, flows, [("C", "refined")]))
    assert refined.origin_share(buyer, ("C", "refined")) == Interval(*[pytest.approx(1.0)] * 2)
    assert refined.direct_share(buyer, ("C", "refined")) == pytest.approx(0.25)


def test_a_pinned_node_keeps_its_gap() -> None:
    output, flows = pinned({"M": 10.0}, {("M", "R"): 10.0, ("R", "J"): 30.0}, ["R"])
    traced = trace(output, flows)
    assert traced.unexplained("J") == pytest.approx(2 / 3)
    assert traced.origin_share("J", "R") == Interval(pytest.approx(1 / 3), pytest.approx(1.0))


@pytest.mark.parametrize(
    ("output", "flows", "said"),
    [
        ({"C": -1.0}, {}, "negative"),
        ({"C": float("nan")}, {}, "finite"),
        ({"C": 1.0}, {("C", "J"): float("inf")}, "finite"),
        ({"C": 1.0}, {("C", "C"): 1.0}, "itself"),
    ],
)
def test_bad_quantities_are_refused(output: Network, flows: Network, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        trace(output, flows)


def test_a_broken_trace_is_caught() -> None:
    traced = trace(OUTPUT, FLOWS)
    good = (traced.traced, traced.unknown, traced.production, traced.gap, traced.supply, traced.use)
    mixing._check_conservation(*good)
    for position, change, said in (
        (0, 1.01, "do not sum"),
        (2, 1.01, "output by origin"),
        (0, -1.0, "outside 0 to 1"),
        (5, -1.0, "negative"),
    ):
        bad = list(good)
        bad[position] = bad[position] * change
        with pytest.raises(mixing.ConservationError, match=said):
            mixing._check_conservation(*bad)


def test_numpy_loads_only_to_trace() -> None:
    assert "numpy" in sys.modules  # the tests above traced
    assert not hasattr(mixing, "np")


PAIRS = [pair for pair in product(NAMES, NAMES) if pair[0] != pair[1]]
QUANTITIES = st.one_of(st.just(0.0), st.integers(1, 1000).map(float), st.floats(1e-3, 1e6))
NETWORKS = st.tuples(
    st.dictionaries(st.sampled_from(NAMES), QUANTITIES),
    st.dictionaries(st.sampled_from(PAIRS), QUANTITIES),
)


@given(NETWORKS)
def test_mass_is_conserved(network: tuple[Network, Network]) -> None:
    traced = trace(*network)
    total = float(traced.supply.sum()) or 1.0
    for i, node in enumerate(traced.nodes):
        column = float((traced.traced + traced.unknown)[:, i].sum())
        assert isclose(column, 1.0 if traced.supply[i] > 0 else 0.0, abs_tol=1e-6)
        assert abs(used_of(traced, node) - traced.production[i]) <= 1e-6 * total
    assert ((traced.traced >= 0) & (traced.traced <= 1)).all()
    assert (traced.use >= 0).all()


@given(NETWORKS)
def test_the_interval_holds_what_is_unexplained(network: tuple[Network, Network]) -> None:
    traced = trace(*network)
    for buyer, origin in product(traced.nodes, NAMES):
        share, unexplained = traced.origin_share(buyer, origin), traced.unexplained(buyer)
        if share is None or unexplained is None:
            continue
        assert 0 <= share.low <= share.high <= 1
        assert isclose(share.high, min(1.0, share.low + unexplained), abs_tol=1e-12)
        lasts = traced.via(buyer, origin)
        own = traced.production[traced.index[buyer]] / traced.supply[traced.index[buyer]]
        assert isclose(
            sum(last.low for last in lasts.values()) + (own if buyer == origin else 0.0),
            share.low,
            abs_tol=1e-6,
        )


@given(NETWORKS, st.sampled_from([0.001, 0.5, 3.0, 1000.0]))
def test_shares_do_not_know_the_unit(network: tuple[Network, Network], factor: float) -> None:
    output, flows = network
    first = trace(output, flows)
    second = trace(
        {k: v * factor for k, v in output.items()}, {k: v * factor for k, v in flows.items()}
    )
    for buyer, origin in product(first.nodes, NAMES):
        one, two = first.origin_share(buyer, origin), second.origin_share(buyer, origin)
        assert one == pytest.approx(two, abs=1e-6)


@given(NETWORKS, st.floats(0.01, 1e6))
def test_a_ring_apart_changes_no_share(network: tuple[Network, Network], around: float) -> None:
    output, flows = network
    ring = {("R1", "R2"): around, ("R2", "R3"): around, ("R3", "R1"): around}
    first, second = trace(output, flows), trace(output, flows | ring)
    assert second.unexplained("R2") == 1
    for buyer, origin in product(first.nodes, NAMES):
        assert first.origin_share(buyer, origin) == pytest.approx(
            second.origin_share(buyer, origin), abs=1e-9
        )


def test_an_unexplained_export_of_less_than_one_unit_is_named() -> None:
    refused = trace({"A": 10}, {("V", "J"): 0.5, ("A", "J"): 1}).refusal(0.1)
    assert refused is not None
    assert refused.largest == (("V", 0.5),)
