"""Whether a claim holds: its cases set against their limits, and two groups compared. Pure.

A case is a number, or an interval where a figure is uncertain, against a limit. A claim
says of how many of its cases it speaks: of all, or of at least so many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import erfc, fsum, sqrt
from typing import NamedTuple

HOLDS, PARTLY, FAILS = "holds", "partly", "fails"
OPEN, NOT_TESTABLE = "open", "not testable"
VERDICTS = (HOLDS, PARTLY, FAILS, OPEN, NOT_TESTABLE)
SIGNS = (">", ">=", "<", "<=")


class Case(NamedTuple):
    """One comparison: ``low`` to ``high`` against ``limit``.

    ``sign`` is one of `SIGNS`, or empty where a figure is shown alone. ``low`` and ``high`` are
    equal for a point and None without a figure; so is ``limit``. ``counts`` is False for what
    is shown beside the comparisons that decide. ``flag`` and ``sources`` are the figures'.
    """

    case: str
    compared: str
    low: float | None
    high: float | None
    unit: str
    sign: str
    limit: float | None
    flag: str = ""
    sources: tuple[str, ...] = ()
    counts: bool = True

    @property
    def holds(self) -> bool | None:
        """Whether it holds; None where the figures leave it open.

        >>> Case("a", "share", 0.4, 0.6, "fraction", ">", 0.5).holds is None
        True
        """
        if self.low is None or self.high is None or self.limit is None:
            return None
        ends = {_meets(self.low, self.sign, self.limit), _meets(self.high, self.sign, self.limit)}
        return ends.pop() if len(ends) == 1 else None


class Tested(NamedTuple):
    """What a claim's calculation gives: its cases, in one sentence, and how many must hold.

    ``at_least`` is None where all must.
    """

    cases: tuple[Case, ...]
    result: str
    at_least: int | None = None


def point(
    case: str,
    compared: str,
    value: float | None,
    unit: str,
    sign: str,
    limit: float | None,
    flag: str = "",
    sources: Iterable[str] = (),
    *,
    counts: bool = True,
) -> Case:
    """A case of one number, None where there is no figure."""
    return Case(case, compared, value, value, unit, sign, limit, flag, tuple(sources), counts)


def _meets(value: float, sign: str, limit: float) -> bool:
    if sign not in SIGNS:
        raise ValueError(f"no comparison: {sign!r}")
    return {">": value > limit, ">=": value >= limit, "<": value < limit, "<=": value <= limit}[
        sign
    ]


def verdict(cases: Iterable[Case], at_least: int | None = None) -> str:
    """What the cases say of a claim, one of `VERDICTS`.

    Parameters
    ----------
    cases : iterable of Case
        Only those that count decide.
    at_least : int, optional
        How many must hold; all when not given.

    Returns
    -------
    str
        ``holds``, ``fails``; ``partly`` where a claim on all cases holds for some and not for
        others; ``open`` where uncertain or missing figures could decide it either way;
        ``not testable`` without a case.

    Examples
    --------
    >>> yes = point("a", "share", 0.6, "fraction", ">", 0.5)
    >>> no, unknown = yes._replace(low=0.1, high=0.1), yes._replace(low=None)
    >>> verdict([yes, no]), verdict([yes, no], at_least=1), verdict([yes, unknown])
    ('partly', 'holds', 'open')
    """
    found = [case.holds for case in cases if case.counts]
    if not found:
        return NOT_TESTABLE
    yes, no, unknown = found.count(True), found.count(False), found.count(None)
    if at_least is None:
        if yes and no:
            return PARTLY
        return OPEN if unknown else HOLDS if yes else FAILS
    if yes >= at_least:
        return HOLDS
    return FAILS if yes + unknown < at_least else OPEN


def median(values: Sequence[float]) -> float:
    """The middle value, or the mean of the two middle ones.

    Raises
    ------
    ValueError
        Without a value.

    >>> median([3, 1, 2]), median([4, 1, 2, 3])
    (2, 2.5)
    """
    if not values:
        raise ValueError("no value has no median")
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


class RankTest(NamedTuple):
    """Mann and Whitney's test: ``u`` of the first group, ``p`` of both sides in [0, 1]."""

    u: float
    p: float


def mann_whitney(one: Sequence[float], other: Sequence[float]) -> RankTest:
    """Whether one group tends to lie above another (Mann and Whitney 1947).

    ``U = R - n(n+1)/2`` with the rank sum R of the first group, ties at their mean rank. ``p``
    is that of the normal approximation, two-sided, with the correction for ties and for
    continuity: good from about eight values in each group on.

    Parameters
    ----------
    one, other : sequence of float
        The groups, each of at least one value.

    Raises
    ------
    ValueError
        If a group is empty.

    Examples
    --------
    >>> mann_whitney([1, 2], [1, 2])
    RankTest(u=2.0, p=1.0)
    """
    if not one or not other:
        raise ValueError("a group without a value has no rank")
    ranks, ties = _ranks([*one, *other])
    n, m = len(one), len(other)
    u = fsum(ranks[:n]) - n * (n + 1) / 2
    total = n + m
    spread = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
    if spread <= 0:
        return RankTest(u, 1.0)
    distance = max(0.0, abs(u - n * m / 2) - 0.5) / sqrt(spread)
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
