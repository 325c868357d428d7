"""Draws of what is assumed: seeded by their own key, within their range, the usual value first."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critmin.tracing import network as networks
from critmin.tracing.contents import Content
from critmin.tracing.draws import BASIS, CAUSES, CONTENTS, RESIDUAL, TWICE, USUAL, WEIGHTS, Draws
from critmin.tracing.network import Parts
from critmin.tracing.output import Made
from critmin.tracing.shipments import Shipment


def test_the_stream_of_an_assumption_is_the_same_everywhere() -> None:
    """Values of Python's own generator for a text, which all its versions keep."""
    found = Draws(4).between(CONTENTS, "261100 PRT", 0.5, 0.0, 1.0)
    assert found.tolist() == pytest.approx(
        [0.5, 0.388023885855292, 0.20546962928134682, 0.6227659375956525], abs=1e-15
    )


def test_an_assumption_keeps_its_draws_when_others_come_or_go() -> None:
    one = Draws(200).between(WEIGHTS, "a", 1, 0.5, 2)
    assert (Draws(50).between(WEIGHTS, "a", 1, 0.5, 2) == one[:50]).all()
    assert (Draws(200, WEIGHTS).between(WEIGHTS, "a", 1, 0.5, 2) == one).all()
    assert not (Draws(200).between(WEIGHTS, "b", 1, 0.5, 2) == one)[1:].any()


@given(st.sampled_from(CAUSES), st.text(max_size=5), st.floats(0.01, 9), st.floats(0.01, 9))
@settings(max_examples=50)
def test_draws_stay_in_the_range_and_begin_with_the_usual(cause, key, low, width) -> None:
    usual, high = low + width / 3, low + width
    found = Draws(30).between(cause, key, usual, low, high)
    assert found[0] == usual
    assert low * (1 - 1e-12) <= found.min() <= found.max() <= high * (1 + 1e-12)
    others = [other for other in CAUSES if other != cause]
    assert set(Draws(30, others[0]).between(cause, key, usual, low, high)) == {usual}
    assert USUAL.between(cause, key, usual, low, high).tolist() == [usual]


def test_estimates_are_spread_evenly_in_the_logarithm() -> None:
    found = Draws(2001).between(WEIGHTS, "x", 1, 0.2, 5)
    assert (found < 1).mean() == pytest.approx(0.5, abs=0.05)
    assert (Draws(2001).between(TWICE, "x", 0, 0, 8) < 4).mean() == pytest.approx(0.5, abs=0.05)


ORE = Content("ore", 0.5, 0.4, 0.6)


def parts(**changed) -> Parts:
    shipped = (
        Shipment("CHN", "VNM", "1", 60.0, 60.0, 60.0, "recorded", ORE),
        Shipment("VNM", "JPN", "1", 40.0, 8.0, 200.0, "world", ORE),
        Shipment("RUS", "JPN", "1", 10.0, 10.0, 10.0, "recorded", ORE),
        Shipment("CHN", "JPN", "2", 0.0, 0.0, 30.0, "twice", ORE),
    )
    made = Made(
        "ore", {"CHN": 80.0}, frozenset(), 4.0, frozenset({"RUS"}), "usgs@2026", False, (0.5, 2)
    )
    found = Parts("x", "ore", 2024, "contained", (made,), shipped, ("baci",), (), ())
    return found._replace(**changed)


@pytest.mark.parametrize("cause", CAUSES)
def test_each_cause_alone_moves_what_rests_on_it(cause) -> None:
    usual, drawn = networks.weigh(parts(), USUAL), networks.weigh(parts(), Draws(50, cause))
    moved = {
        pair[0][0] + pair[1][0] for pair, tonnes in drawn.flows.items() if len(set(tonnes)) > 1
    }
    made = {node[0] for node, tonnes in drawn.production.items() if len(set(tonnes)) > 1}
    assert (
        moved
        == {
            WEIGHTS: {"VNMJPN"},
            CONTENTS: {"CHNVNM", "VNMJPN", "RUSJPN"},
            RESIDUAL: set(),
            BASIS: set(),
            TWICE: {"CHNJPN"},
        }[cause]
    )
    assert made == {RESIDUAL: {"RUS"}, BASIS: {"CHN"}, CONTENTS: {"RUS"}}.get(cause, set())
    for pair, tonnes in drawn.flows.items():
        assert tonnes[0] == usual.flows[pair][0]


def test_the_residual_is_never_exceeded() -> None:
    made = parts().made[0]._replace(residual=3.0, may=frozenset({"RUS", "VNM"}), known={})
    drawn = networks.weigh(parts(made=(made,)), Draws(200, RESIDUAL))
    both = sum(drawn.production.values())
    assert both.max() <= 3.0 + 1e-9
    assert both[0] == pytest.approx(3.0)
    assert both.min() < 2.0


def test_networks_of_single_draws_are_those_of_the_arrays() -> None:
    networks_ = [
        networks.at_draw(parts(), networks.weigh(parts(), Draws(9)), at) for at in range(9)
    ]
    assert networks_[0] == networks.at_draw(parts(), networks.weigh(parts(), USUAL), 0)
    assert len({tuple(n.flows.values()) for n in networks_}) == 9
