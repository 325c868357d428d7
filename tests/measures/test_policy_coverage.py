"""The maths of coverage: intervals of shares, what has no value, dependence, overlaps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from critmin.measures.policy_coverage import Reach, covered, dependent, overlaps

MINERALS = tuple("abcdef")
VALUES = st.dictionaries(
    st.sampled_from(MINERALS), st.one_of(st.none(), st.floats(0.01, 1e12)), min_size=1
)
REACHES = st.dictionaries(
    st.sampled_from(MINERALS),
    st.sampled_from([Reach(False, False), Reach(False, True), Reach(True, True)]),
)


def test_no_value_is_not_zero() -> None:
    found = covered("ab", {"a": Reach(True, True)}, {"a": None, "b": 2.0})
    assert (found.share_low, found.without_value, found.value) == (0.0, ("a",), 2.0)
    nothing = covered("a", {"a": Reach(True, True)}, {})
    assert (nothing.share_low, nothing.share_high, nothing.value) == (None, None, None)
    assert nothing.reached_low == 1


def test_an_empty_class_has_no_share() -> None:
    assert covered("", {}, {"a": 1.0}).share_low is None


@given(VALUES, REACHES)
def test_shares_are_ordered_and_inside_0_and_1(values, reached) -> None:
    found = covered(MINERALS, reached, values)
    if found.value is None:
        assert found.share_low is found.share_high is None
        return
    assert -1e-12 <= found.share_low <= found.share_high <= 1 + 1e-12
    assert found.reached_low <= found.reached_high <= len(MINERALS)
    assert set(found.without_value) == {m for m in MINERALS if values.get(m) is None}


@given(VALUES, REACHES, st.sampled_from(MINERALS))
def test_reaching_more_never_lowers_a_share(values, reached, more) -> None:
    before = covered(MINERALS, reached, values)
    after = covered(MINERALS, {**reached, more: Reach(True, True)}, values)
    if before.value is not None:
        assert after.share_low >= before.share_low - 1e-12
        assert after.share_high >= before.share_high - 1e-12


@given(VALUES, REACHES, st.sets(st.sampled_from(MINERALS)))
def test_exclusive_classes_add_up_to_the_whole(values, reached, part) -> None:
    rest = set(MINERALS) - part
    one, two, whole = (covered(sorted(x), reached, values) for x in (part, rest, MINERALS))
    assert one.reached_low + two.reached_low == whole.reached_low
    total = (one.value_low or 0.0) + (two.value_low or 0.0)
    assert abs(total - (whole.value_low or 0.0)) <= 1e-9 * max(total, 1.0)


def test_dependence_needs_a_known_share() -> None:
    assert dependent([0.5], 0.5) is False
    assert dependent([None, 0.51], 0.5) is True
    assert dependent([None, None], 0.5) is None


def test_overlaps_are_named() -> None:
    assert overlaps({"one": "ab", "two": "bc"}) == {"b": ["one", "two"]}
