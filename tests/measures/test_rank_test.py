"""The rank test and the median, against published examples and their own laws."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.measures.rank_test import mann_whitney, median


def test_rank_test_against_a_published_example() -> None:
    """Ages at diagnosis of diabetes, SciPy manual, scipy.stats.mannwhitneyu, asymptotic."""
    found = mann_whitney([19, 22, 16, 29, 24], [20, 11, 17, 12])
    assert found.u == 17
    assert found.p == pytest.approx(0.11134688653314041, rel=1e-12)


def test_rank_sum_against_a_textbook() -> None:
    """Permeability of membranes, Hollander and Wolfe (1973), p. 69, as in R's wilcox.test."""
    at_term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    early = [1.15, 0.88, 0.90, 0.74, 1.21]
    assert mann_whitney(at_term, early).u == 35


def test_u_counts_the_pairs_won_and_half_of_the_ties() -> None:
    for one in permutations((1, 2, 2, 5), 2):
        other = (2, 3)
        won = sum((a > b) + (a == b) / 2 for a in one for b in other)
        assert mann_whitney(one, other).u == won


def test_groups_that_are_all_alike_differ_by_chance_alone() -> None:
    assert mann_whitney([1, 1, 1], [1, 1]).p == 1


@pytest.mark.parametrize("groups", [([], [1.0]), ([1.0], [])])
def test_an_empty_group_is_refused(groups) -> None:
    with pytest.raises(ValueError, match="at least one value"):
        mann_whitney(*groups)


groups = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12)


@given(groups, groups)
def test_the_rank_test_sees_both_sides_alike(one, other) -> None:
    ours, theirs = mann_whitney(one, other), mann_whitney(other, one)
    assert ours.u + theirs.u == pytest.approx(len(one) * len(other))
    assert ours.p == pytest.approx(theirs.p)
    assert 0 <= ours.p <= 1


@given(groups)
def test_the_median_lies_among_its_values(values) -> None:
    middle = median(values)
    assert sum(v <= middle for v in values) >= len(values) / 2
    assert sum(v >= middle for v in values) >= len(values) / 2


def test_no_value_has_no_median() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        median([])
