"""The maths of coverage: membership, intervals of shares, what has no value."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from critmin.policies.coverage_measures import (
    Definition,
    Reach,
    Traits,
    belongs,
    covered,
    dependent,
    overlaps,
)

MINERALS = tuple("abcdef")
VALUES = st.dictionaries(
    st.sampled_from(MINERALS), st.one_of(st.none(), st.floats(0.01, 1e12)), min_size=1
)
REACHES = st.dictionaries(
    st.sampled_from(MINERALS),
    st.sampled_from([Reach(False, False), Reach(False, True), Reach(True, True)]),
)


def class_(**rules) -> Definition:
    return Definition(
        "x", "class", "", {k: (v,) if isinstance(v, str) else v for k, v in rules.items()}
    )


LITHIUM = Traits("lithium", frozenset({"NATO-2024", "US-2022"}), frozenset({"battery"}))
NICKEL = Traits("nickel", frozenset({"US-2022"}), frozenset({"battery", "wind"}))


def test_rules_add_up_and_values_are_alternatives() -> None:
    assert belongs(LITHIUM, class_())
    assert belongs(LITHIUM, class_(on_list="NATO-2024", used_in="battery"))
    assert not belongs(NICKEL, class_(on_list="NATO-2024", used_in="battery"))
    assert belongs(NICKEL, class_(on_list=("NATO-2024", "US-2022")))
    assert belongs(NICKEL, class_(used_in="battery", not_on_list="NATO-2024"))
    assert not belongs(LITHIUM, class_(used_in="battery", not_on_list="NATO-2024"))
    assert belongs(NICKEL, class_(mineral="nickel"))
    assert not belongs(NICKEL, class_(not_mineral="nickel"))


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
