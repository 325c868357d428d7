"""Comparison of two groups of values: median, and the Mann-Whitney rank test."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, fsum, sqrt

from critmin.core.named_tuple import NamedTuple


def median(values: Sequence[float]) -> float:
    """The middle value, or the mean of the two middle ones.

    Parameters
    ----------
    values : sequence of float, shape (n,)
        At least one, in any order.

    Returns
    -------
    float
        In the unit of the values.

    Raises
    ------
    ValueError
        If there is no value.

    Examples
    --------
    >>> median([3, 1, 2]), median([4, 1, 2, 3])
    (2, 2.5)
    """
    if not values:
        raise ValueError("a median needs at least one value")
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


class RankTest(NamedTuple):
    """Mann-Whitney statistic of the first group, and its two-sided p-value.

    ``u`` is in [0, n m] for groups of n and m values: the number of pairs in which the first
    group's value is larger, ties counted half. ``p`` is in [0, 1].
    """

    u: float
    p: float


def mann_whitney(one: Sequence[float], other: Sequence[float]) -> RankTest:
    """Mann-Whitney rank test of two groups, by the normal approximation.

    ``U = R - n(n+1)/2`` with the rank sum R of the first group, ties at their mean rank. If
    both groups have the same distribution, U has the mean ``n m / 2`` and the variance
    ``n m / 12 * (N + 1 - sum(t^3 - t) / (N (N - 1)))`` with N = n + m and t values to each tie;
    ``p = erfc((|U - n m / 2| - 1/2) / sqrt(2 variance))``, with a continuity
    correction of one half. The approximation is good from about eight values in each group.

    Parameters
    ----------
    one : sequence of float, shape (n,)
        The first group, of at least one value, in any unit.
    other : sequence of float, shape (m,)
        The second group, of at least one value, in the same unit.

    Returns
    -------
    RankTest

    Raises
    ------
    ValueError
        If a group is empty.

    References
    ----------
    Mann, H. B. and Whitney, D. R. (1947), On a test of whether one of two random variables is
    stochastically larger than the other, Annals of Mathematical Statistics 18(1), 50-60.
    Correction for ties: Hollander, M. and Wolfe, D. A. (1973), Nonparametric Statistical Methods.

    Examples
    --------
    >>> mann_whitney([1, 2], [1, 2])
    RankTest(u=2.0, p=1.0)
    """
    if not one or not other:
        raise ValueError("a rank test needs at least one value in each group")
    ranks, ties = _ranks([*one, *other])
    n, m = len(one), len(other)
    u = fsum(ranks[:n]) - n * (n + 1) / 2
    total = n + m
    variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
    if variance <= 0:  # all values are equal
        return RankTest(u, 1.0)
    distance = max(0.0, abs(u - n * m / 2) - 0.5) / sqrt(variance)
    return RankTest(u, erfc(distance / sqrt(2)))


def _ranks(values: Sequence[float]) -> tuple[list[float], int]:
    """Rank of each value, ties at their mean, and the sum of t^3 - t over groups of ties."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks, ties, at = [0.0] * len(values), 0, 0
    while at < len(order):
        end = at
        while end < len(order) and values[order[end]] == values[order[at]]:
            end += 1
        for place in order[at:end]:
            ranks[place] = (at + 1 + end) / 2
        ties += (end - at) ** 3 - (end - at)
        at = end
    return ranks, ties
