"""Concentration of supply: shares, HHI and its bounds, concentration ratios. Pure.

Shares are fractions of a world total, in [0, 1]; an HHI here is on the 0-1 scale
and becomes the antitrust scale by `SCALE` (x 10,000). Nothing here opens a file,
knows a country or rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, isfinite

from critmin.measures.interval import Interval
from critmin.measures.interval import not_negative as _checked

SCALE = 10_000


def shares(quantities: Sequence[float], total: float | None = None) -> list[float]:
    """Shares s_i = q_i / Q of quantities in one unit and one basis.

    Parameters
    ----------
    quantities : sequence of float
        Finite, not negative, all in the same unit.
    total : float, optional
        Q; the sum of the quantities when not given.

    Returns
    -------
    list of float
        In the order given; they sum to 1 when ``total`` is not given.

    Raises
    ------
    ValueError
        If a quantity is negative or not finite, or Q is not positive: no share
        exists then, and none is invented.

    Examples
    --------
    >>> shares([30, 70])
    [0.3, 0.7]
    """
    _checked(quantities, "quantities")
    denominator = fsum(quantities) if total is None else total
    if not denominator > 0 or not isfinite(denominator):
        raise ValueError(f"the total must be positive, got {denominator}")
    return [quantity / denominator for quantity in quantities]


def hhi(parts: Sequence[float]) -> float:
    """Herfindahl-Hirschman index, the sum of squared shares.

    Parameters
    ----------
    parts : sequence of float
        Shares, finite and not negative.

    Returns
    -------
    float
        In [1/n, 1] for n shares that sum to 1.

    Raises
    ------
    ValueError
        Without a share, or for one that is negative or not finite.

    Source: Herfindahl (1950), Hirschman (1945); US Department of Justice,
    Herfindahl-Hirschman Index page (there x 10,000).

    Examples
    --------
    >>> round(hhi([0.3, 0.3, 0.2, 0.2]) * SCALE)
    2600
    """
    if not parts:
        raise ValueError("no share: an index of nothing is not 0")
    return fsum(part * part for part in _checked(parts, "shares"))


def hhi_bounds(
    parts: Sequence[float | Interval], residual: float = 0.0, max_unnamed: int | None = None
) -> Interval:
    """Lowest and highest HHI that the named shares and a residual allow.

    Parameters
    ----------
    parts : sequence of float or Interval
        Shares of named suppliers, divided by a total that includes the residual.
    residual : float
        Share R that the table does not give to any named supplier, in [0, 1].
    max_unnamed : int, optional
        The most suppliers R can hold, when that is known; then R contributes at
        least R**2 / max_unnamed, else nothing (infinitely split).

    Returns
    -------
    Interval
        ``sum s**2 (+ R**2 / m)`` and ``sum s**2 + R**2``: one supplier holds all
        of R. Of an interval the low end enters the first, the high end the second.

    Raises
    ------
    ValueError
        Without a share, for a broken one, for R outside [0, 1] or ``max_unnamed`` below 1.

    Examples
    --------
    >>> low, high = hhi_bounds([136 / 246], 110 / 246)
    >>> round(low * SCALE, 2), round(high * SCALE, 2)
    (3056.38, 5055.85)
    """
    if not 0 <= residual <= 1 + 1e-9:
        raise ValueError(f"residual must lie in [0, 1], got {residual}")
    if max_unnamed is not None and max_unnamed < 1:
        raise ValueError(f"max_unnamed must be 1 or more, got {max_unnamed}")
    lows = [part.low if isinstance(part, Interval) else part for part in parts]
    highs = [part.high if isinstance(part, Interval) else part for part in parts]
    spread = residual * residual / max_unnamed if max_unnamed else 0.0
    return Interval(hhi(lows) + spread, hhi(highs) + residual * residual)


def hhi_rounding_error(parts: Sequence[float], step: float) -> float:
    """Largest change of the HHI when each share was rounded to a multiple of ``step``.

    Parameters
    ----------
    parts : sequence of float
        Shares as printed.
    step : float
        What they were rounded to, 0.01 for whole percents.

    Returns
    -------
    float
        ``2 d sum(s) + n d**2`` with d = step/2, on the 0-1 scale.
    """
    d = step / 2
    return 2 * d * fsum(parts) + len(parts) * d * d


def normalised_hhi(parts: Sequence[float]) -> float:
    """Normalised HHI, (HHI - 1/n) / (1 - 1/n) over the n positive shares.

    Parameters
    ----------
    parts : sequence of float
        As in `hhi`.

    Returns
    -------
    float
        In [0, 1]; 1 for a single share.

    Raises
    ------
    ValueError
        If no share is positive.
    """
    positive = [part for part in parts if part > 0]
    if not positive:
        raise ValueError("no positive share")
    if len(positive) == 1:
        return 1.0
    least = 1 / len(positive)
    return (hhi(positive) - least) / (1 - least)


def concentration_ratio(parts: Sequence[float], n: int) -> float:
    """CRn: the sum of the n largest named shares; of all when there are fewer than n.

    Parameters
    ----------
    parts : sequence of float
        As in `hhi`; without any CRn is 0, for no one is named.
    n : int
        How many, 0 or more.

    Returns
    -------
    float
        In [0, 1] for shares of one whole.

    Raises
    ------
    ValueError
        For n below 0, or a share that is negative or not finite.
    """
    if n < 0:
        raise ValueError(f"n must be 0 or more, got {n}")
    return fsum(sorted(_checked(parts, "shares"), reverse=True)[:n])


def concentration_ratio_bounds(parts: Sequence[float], residual: float, n: int) -> Interval:
    """Lowest and highest CRn when one of the unnamed may belong to the n largest.

    Parameters
    ----------
    parts : sequence of float
        Shares of named suppliers, divided by a total that includes the residual.
    residual : float
        Share R that no named supplier holds, in [0, 1].
    n : int
        How many, 1 or more.

    Returns
    -------
    Interval
        CRn of the named, and ``max(CRn, CR(n-1) + R)``.

    Raises
    ------
    ValueError
        For n below 1, or a share that is negative or not finite.
    """
    named = concentration_ratio(parts, n)
    return Interval(named, max(named, concentration_ratio(parts, n - 1) + residual))


def effective_number(parts: Sequence[float]) -> float:
    """1 / HHI: how many equal suppliers would give this HHI.

    Parameters
    ----------
    parts : sequence of float
        As in `hhi`.

    Returns
    -------
    float
        In [1, n] for n shares that sum to 1.

    Raises
    ------
    ValueError
        If no share is positive.
    """
    value = hhi(parts)
    if value == 0:
        raise ValueError("no positive share")
    return 1 / value
