"""Stages linked: a network worked out by hand, and what holds of every network."""

from math import fsum, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.measures.interval import Interval
from critmin.tracing.stages import Cause, Feed, Range, Supply, dug_of_mined, joined, joined_ranges

# By hand. Mines: K 60 t, M 40 t. Refinery R gets 50 t from K and 30 t from M and makes 100 t, so
# that f = 80 / 100; refinery S gets 10 t from K and 2 t of unknown origin, and makes 8 t.
R = Feed(left=80.0, output=100.0, mines={"K": 50 / 80, "M": 30 / 80})
S = Feed(left=12.0, output=8.0, mines={"K": 10 / 12})
# Buyer J gets half of its supply from R, a fifth of that through T; 0.3 from S; 0.1 is unrefined
# ore of M; 0.1 is of unknown origin. Its use is 20 t.
J = Supply(
    use=20.0,
    refined={("R", "R"): 0.4, ("R", "T"): 0.1, ("S", "S"): 0.3},
    unrefined={("M", "M"): 0.1},
    feeds={"R": R, "S": S},
)


def test_a_network_by_hand() -> None:
    assert (R.fed, S.fed) == (0.8, 1.0)
    # K: 0.5 x 0.8 x 0.625 + 0.3 x 1 x 10/12; M: 0.5 x 0.8 x 0.375 + 0.1
    assert J.dug == pytest.approx({"K": 0.25 + 0.25, "M": 0.15 + 0.1})
    assert J.unexplained == pytest.approx(0.25)


def test_links_are_chains_that_sum_to_the_share() -> None:
    links = J.links("K")
    assert [(link.refiner, link.last, round(link.share, 9)) for link in links] == [
        ("S", "S", 0.25),
        ("R", "R", 0.2),
        ("R", "T", 0.05),
    ]
    assert {link.refiner: link.fed for link in links} == {"S": 1.0, "R": 0.8}
    assert [(link.refiner, link.share) for link in J.links("M")][-1] == ("R", pytest.approx(0.03))
    assert any(link.refiner == "" and link.share == 0.1 for link in J.links("M"))
    assert fsum(link.share for link in J.links("K", "M")) == pytest.approx(0.75)


def test_causes_say_where_the_supply_is_lost() -> None:
    assert J.causes() == [
        Cause("feed", "R", pytest.approx(0.1)),  # a fifth of what R makes is of unseen feed
        Cause("trade", "", pytest.approx(0.1)),
        Cause("mine", "S", pytest.approx(0.05)),  # a sixth of the feed of S is of unknown origin
    ]


def test_one_tonne_of_feed_does_not_stand_for_a_refinery() -> None:
    """Without f, Japan's cobalt would be 58% dug where its one visible tonne of feed comes from."""
    japan = Feed(left=1.0, output=5_649.0, mines={"IDN": 1.0})
    supply = Supply(4_500.0, {("JPN", "JPN"): 0.58}, {}, {"JPN": japan})
    assert supply.dug["IDN"] == pytest.approx(0.58 / 5_649)
    assert supply.unexplained > 0.99


def test_a_country_that_refines_without_any_feed_is_unexplained() -> None:
    supply = Supply(1.0, {("X", "X"): 1.0}, {}, {})
    assert (supply.dug, supply.unexplained) == ({}, 1.0)
    assert supply.causes() == [Cause("feed", "X", 1.0)]


def test_a_bloc_is_its_members_mean_weighed_by_use() -> None:
    other = Supply(60.0, {("S", "S"): 1.0}, {}, {"S": S})
    bloc = joined([J, other])
    assert bloc.use == 80.0
    assert bloc.dug["K"] == pytest.approx(0.25 * J.dug["K"] + 0.75 * other.dug["K"])
    assert bloc.unexplained == pytest.approx(0.25 * J.unexplained + 0.75 * other.unexplained)


def test_more_dug_than_mined_is_seen() -> None:
    ratio, most = dug_of_mined([J], {"K": 8.0, "M": 40.0})
    assert (ratio, most) == (pytest.approx(20 * 0.5 / 8.0), "K")
    assert dug_of_mined([J], {"K": 60.0}) == (inf, "M")
    assert dug_of_mined([], {}) == (0.0, "")


def test_ranges_of_several_count_what_is_unexplained_once() -> None:
    found = Range({"K": Interval(0.2, 0.5), "M": Interval(0.1, 0.4)}, Interval(0.2, 0.3))
    assert found.of(["K"]) == Interval(0.2, 0.5)
    assert found.of(["X"]) == Interval(0.0, 0.3)
    both = found.of(["K", "M"])
    assert both.low == pytest.approx(0.3)
    assert both.high == pytest.approx(0.7)


def test_a_bloc_s_range_is_the_mean_of_its_members_ranges() -> None:
    one = Range({"K": Interval(0.2, 0.5)}, Interval(0.2, 0.3))
    other = Range({}, Interval(0.0, 0.4))
    bloc = joined_ranges([(1.0, one), (3.0, other)])
    assert bloc.dug["K"].low == pytest.approx(0.05)
    assert bloc.dug["K"].high == pytest.approx(0.25 * 0.5 + 0.75 * 0.4)
    assert bloc.unexplained.high == pytest.approx(0.25 * 0.3 + 0.75 * 0.4)


shares = st.lists(st.floats(0.01, 1.0), min_size=1, max_size=4)


def tonnes(most: float) -> st.SearchStrategy[float]:
    """Nothing, or a weight that a table could print: below a gram floats no longer add up."""
    return st.just(0.0) | st.floats(1e-6, most)


@st.composite
def economies(draw):
    """Mines that feed refineries with at most what they mine, and buyers that use what is made."""
    mines, plants, buyers = ("K", "M", "N"), ("R", "S"), ("I", "J")
    sent = {(k, r): draw(tonnes(50.0)) for k in mines for r in plants}
    unknown = {r: draw(tonnes(20.0)) for r in plants}
    mined = {k: fsum(sent[k, r] for r in plants) for k in mines}
    feeds, made = {}, {}
    for r in plants:
        left = fsum(sent[k, r] for k in mines) + unknown[r]
        made[r] = draw(st.floats(0.5, 150.0))
        feeds[r] = Feed(left, made[r], {k: sent[k, r] / left for k in mines if left > 0})
    part = {r: draw(st.floats(0.0, 1.0)) for r in plants}  # of the plant's output that I uses
    used = {
        "I": {r: made[r] * part[r] for r in plants},
        "J": {r: made[r] * (1 - part[r]) for r in plants},
    }
    supplies = {}
    for b in buyers:
        use = fsum(used[b].values())
        if use > 0:
            refined = {(r, r): tonnes / use for r, tonnes in used[b].items()}
            supplies[b] = Supply(use, refined, {}, feeds)
    return mined, supplies


@given(economies())
def test_no_more_is_dug_than_mined(economy) -> None:
    mined, supplies = economy
    ratio, _ = dug_of_mined(supplies.values(), {k: t for k, t in mined.items() if t > 0})
    assert ratio <= 1 + 1e-9


@given(economies())
def test_shares_links_and_causes_add_up(economy) -> None:
    for supply in economy[1].values():
        dug = supply.dug
        assert all(-1e-12 <= share <= 1 + 1e-9 for share in dug.values())
        assert fsum(dug.values()) + supply.unexplained == pytest.approx(1.0)
        for mine, share in dug.items():
            assert fsum(link.share for link in supply.links(mine)) == pytest.approx(share)
        causes = fsum(cause.share for cause in supply.causes())
        assert causes == pytest.approx(supply.unexplained, abs=1e-6)


@given(shares, st.floats(1.0, 100.0))
def test_one_refinery_that_is_fed_in_full_passes_its_mines_on(weights, output) -> None:
    whole = fsum(weights)
    mines = {str(at): weight / whole for at, weight in enumerate(weights)}
    supply = Supply(1.0, {("R", "T"): 1.0}, {}, {"R": Feed(output, output, mines)})
    assert supply.dug == pytest.approx(mines)
    assert supply.unexplained == pytest.approx(0.0, abs=1e-9)
