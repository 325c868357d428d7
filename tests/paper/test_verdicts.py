"""Verdicts from cases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.paper.verdicts import FAILS, HOLDS, NOT_TESTABLE, OPEN, PARTLY, Case, point, verdict

YES = point("yes", "share", 0.7, "fraction", ">", 0.5)
NO = point("no", "share", 0.2, "fraction", ">", 0.5)
UNKNOWN = point("unknown", "share", None, "fraction", ">", 0.5)
BESIDE = NO._replace(counts=False)


@pytest.mark.parametrize(
    ("cases", "at_least", "expected"),
    [
        ([YES, YES], None, HOLDS),
        ([NO, NO], None, FAILS),
        ([YES, NO], None, PARTLY),
        ([YES, NO, UNKNOWN], None, PARTLY),
        ([YES, UNKNOWN], None, OPEN),
        ([NO, UNKNOWN], None, OPEN),
        ([UNKNOWN], None, OPEN),
        ([YES, BESIDE], None, HOLDS),
        ([BESIDE], None, NOT_TESTABLE),
        ([], None, NOT_TESTABLE),
        ([YES, NO, NO], 1, HOLDS),
        ([YES, NO, NO], 2, FAILS),
        ([YES, UNKNOWN, NO], 2, OPEN),
        ([YES, UNKNOWN, NO], 3, FAILS),
    ],
)
def test_verdict(cases, at_least, expected) -> None:
    assert verdict(cases, at_least) == expected


@pytest.mark.parametrize(
    ("low", "high", "sign", "limit", "holds"),
    [
        (0.5, 0.5, ">", 0.5, False),
        (0.5, 0.5, ">=", 0.5, True),
        (0.5, 0.5, "<", 0.5, False),
        (0.5, 0.5, "<=", 0.5, True),
        (0.4, 0.6, ">", 0.5, None),
        (0.6, 0.9, ">", 0.5, True),
        (0.0, 0.02, ">", 0.05, False),
        (0.6, 0.9, ">", None, None),
    ],
)
def test_a_case_holds_only_where_its_whole_interval_does(low, high, sign, limit, holds) -> None:
    assert Case("x", "share", low, high, "fraction", sign, limit).holds is holds


def test_an_unknown_comparison_is_refused() -> None:
    with pytest.raises(ValueError, match="no comparison"):
        _ = point("x", "share", 0.5, "fraction", "=", 0.5).holds


@given(st.lists(st.sampled_from([YES, NO, UNKNOWN]), max_size=8), st.integers(1, 8))
def test_what_is_not_known_never_turns_a_verdict(cases, at_least) -> None:
    """A verdict that is firm stays what it is whatever the unknown figures turn out to be."""
    for rule in (None, at_least):
        before = verdict(cases, rule)
        if before in {HOLDS, FAILS}:
            for figure in (YES, NO):
                filled = [figure if case is UNKNOWN else case for case in cases]
                assert verdict(filled, rule) == before
