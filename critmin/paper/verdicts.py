"""Verdict on a claim from its cases, each compared with a limit. Pure.

A case compares a number, or an interval if a figure is uncertain, with a limit. A claim is on all
of its cases or on at least a number of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from critmin.core.named_tuple import NamedTuple

HOLDS, PARTLY, FAILS = "holds", "partly", "fails"
OPEN, NOT_TESTABLE = "open", "not testable"
VERDICTS = (HOLDS, PARTLY, FAILS, OPEN, NOT_TESTABLE)
SIGNS = (">", ">=", "<", "<=")


class Case(NamedTuple):
    """One comparison: ``low`` to ``high`` against ``limit``.

    ``sign`` is one of `SIGNS`, or empty for a figure that is only shown. ``low`` and ``high`` are
    equal for a single number and None without a figure; so is ``limit``. ``counts`` is False for
    a figure that does not decide the verdict. ``flags`` and ``sources`` are the figures'.
    """

    case: str
    compared: str
    low: float | None
    high: float | None
    unit: str
    sign: str = ""
    limit: float | None = None
    flags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    counts: bool = True

    @property
    def holds(self) -> bool | None:
        """Whether the case holds; None if the figures leave it open.

        >>> Case("a", "share", 0.4, 0.6, "fraction", ">", 0.5).holds is None
        True
        """
        if self.low is None or self.high is None or self.limit is None:
            return None
        ends = {_meets(self.low, self.sign, self.limit), _meets(self.high, self.sign, self.limit)}
        return ends.pop() if len(ends) == 1 else None


class Tested(NamedTuple):
    """Result of a claim's calculation: its cases, a sentence, and the number that must hold.

    ``at_least`` is None if all must hold.
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
    *,
    flags: Iterable[str] = (),
    sources: Iterable[str] = (),
    counts: bool = True,
) -> Case:
    """Case of a number and a limit; either is None without a figure."""
    return Case(
        case, compared, value, value, unit, sign, limit, tuple(flags), tuple(sources), counts
    )


def shown_only(
    case: str,
    compared: str,
    value: float | None,
    unit: str,
    *,
    flags: Iterable[str] = (),
    sources: Iterable[str] = (),
) -> Case:
    """Case that is only shown: a number without a comparison."""
    return point(case, compared, value, unit, "", None, flags=flags, sources=sources, counts=False)


def _meets(value: float, sign: str, limit: float) -> bool:
    if sign not in SIGNS:
        raise ValueError(f"no comparison: {sign!r}")
    return {">": value > limit, ">=": value >= limit, "<": value < limit, "<=": value <= limit}[
        sign
    ]


def verdict(cases: Iterable[Case], at_least: int | None = None) -> str:
    """Verdict of the cases, one of `VERDICTS`.

    Parameters
    ----------
    cases : iterable of Case
        Cases; only those that count decide.
    at_least : int, optional
        Number of cases that must hold; all when not given.

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
