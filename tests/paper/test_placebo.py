"""The placebo rule: what a measure did counts only beside what happened without one."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from critmin.paper.claim_exports import _of_placebo
from critmin.paper.placebo import FEWEST, placebo
from critmin.paper.verdicts import FAILS, HOLDS, OPEN, PARTLY, point, verdict

FALLS = st.lists(st.floats(-1, 1), min_size=1, max_size=14)


def judged(touched: list[float], others: list[float], limit: float) -> str:
    """Verdict of controlled codes and their placebo, as the claim is judged."""
    test = placebo(touched, others, limit)
    known = test.others_part is not None
    own = [point("x", "fall", f, "fraction", ">", limit, counts=known) for f in touched]
    return verdict([*own, *_of_placebo(test, "comext")])


@given(FALLS, FALLS, st.floats(0, 0.9))
def test_fewer_than_ten_settle_nothing(touched, others, limit) -> None:
    if len(others) < FEWEST:
        assert judged(touched, others, limit) == OPEN


@given(FALLS, st.lists(st.floats(-1, 1), min_size=10, max_size=20), st.floats(0, 0.9))
def test_as_many_falls_without_a_measure_are_partly_at_most(touched, others, limit) -> None:
    test = placebo(touched, others, limit)
    found = judged(touched, others, limit)
    assert found in {HOLDS, PARTLY, FAILS}
    if test.others_part >= test.part:
        assert found != HOLDS
    if found == HOLDS:
        assert test.touched_fell == test.touched and test.others_part < 1


@given(FALLS, st.lists(st.floats(-1, 1), min_size=10, max_size=20), st.floats(0, 0.9))
def test_another_fall_without_a_measure_never_helps(touched, others, limit) -> None:
    order = [FAILS, PARTLY, HOLDS]
    before, after = (judged(touched, found, limit) for found in (others, [*others, 1.0]))
    assume(before != FAILS)
    assert order.index(after) <= order.index(before)


@given(st.lists(st.booleans(), min_size=1, max_size=4), st.lists(st.booleans(), max_size=5))
def test_the_chance_is_that_of_a_draw(touched, others) -> None:
    """Counted out: all ways to draw as many from both groups."""
    falls = [float(one) for one in (*touched, *others)]
    ways = list(combinations(falls, len(touched)))
    many = sum(sum(way) >= sum(touched) for way in ways)
    test = placebo([float(t) for t in touched], [float(o) for o in others], 0.5)
    assert test.chance == pytest.approx(many / len(ways))
