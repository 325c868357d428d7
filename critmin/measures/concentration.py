"""Concentration of supply: shares, HHI and its bounds, concentration ratios. Pure.

Shares are fractions of a world total, in [0, 1]. An HHI here is on the 0-1 scale; multiply by
`SCALE` for the 0-10,000 scale of antitrust authorities. Nothing here opens a file,
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
    quantities : sequence of float, shape (n,)
        Quantities q_i, finite and not negative, all in one unit of mass or value.
    total : float, optional
        Total Q in the same unit, positive; the sum of the quantities when not given.

    Returns
    -------
    list of float, length n
        Shares in the order given, 0 or more; they sum to 1 when ``total`` is not given.

    Raises
    ------
    ValueError
        If a quantity is negative or not finite, or Q is not positive or not finite: no share
        exists then.

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
    parts : sequence of float, shape (n,)
        Shares in [0, 1], finite and not negative.

    Returns
    -------
    float
        Index on the 0-1 scale; in [1/n, 1] for n shares that sum to 1.

    Raises
    ------
    ValueError
        If there is no share, or one is negative or not finite.

    References
    ----------
    Hirschman, A. O. (1945), National Power and the Structure of Foreign Trade.
    Herfindahl, O. C. (1950), Concentration in the U.S. Steel Industry.
    US Department of Justice, Herfindahl-Hirschman Index (there on the 0-10,000 scale).

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
    parts : sequence of float or Interval, shape (n,)
        Shares of named suppliers in [0, 1], divided by a total that includes the residual.
    residual : float
        Share R that the table does not attribute to a named supplier, in [0, 1].
    max_unnamed : int, optional
        Largest possible number m of suppliers in R, 1 or more, if it is known.

    Returns
    -------
    Interval
        On the 0-1 scale. Low: ``sum s**2 + R**2 / m`` with the low ends of the shares, or
        ``sum s**2`` if m is not known. High: ``sum s**2 + R**2`` with the high ends.

    Raises
    ------
    ValueError
        If there is no share, one is negative or not finite, R is outside [0, 1], or
        ``max_unnamed`` is below 1.

    Notes
    -----
    The squares of m parts of R sum to at least ``R**2 / m`` (equal parts) and at most ``R**2``
    (one supplier). Without a known m the parts can be arbitrarily small.

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
    least = residual * residual / max_unnamed if max_unnamed else 0.0
    return Interval(hhi(lows) + least, hhi(highs) + residual * residual)


def hhi_rounding_error(parts: Sequence[float], step: float) -> float:
    """Largest change of the HHI when each share was rounded to a multiple of ``step``.

    Parameters
    ----------
    parts : sequence of float, shape (n,)
        Shares as printed, in [0, 1].
    step : float
        Rounding step, 0 or more: 0.01 for whole percents.

    Returns
    -------
    float
        ``2 d sum(s) + n d**2`` with d = step/2, on the 0-1 scale; 0 or more.

    Notes
    -----
    A share s can be off by at most d, and ``(s + d)**2 - s**2 = 2 d s + d**2``.
    """
    d = step / 2
    return 2 * d * fsum(parts) + len(parts) * d * d


def normalised_hhi(parts: Sequence[float]) -> float:
    """Normalised HHI, (HHI - 1/n) / (1 - 1/n) over the n positive shares.

    Parameters
    ----------
    parts : sequence of float
        Shares that sum to 1, finite and not negative.

    Returns
    -------
    float
        In [0, 1]; 1 for a single share.

    Raises
    ------
    ValueError
        If no share is positive, or a positive one is not finite.

    References
    ----------
    Cracau, D. and Duran Lima, J. E. (2016), On the normalized Herfindahl-Hirschman index: a
    technical note, International Journal on Food System Dynamics 7(4), 382-386.
    """
    positive = [part for part in parts if part > 0]
    if not positive:
        raise ValueError("no positive share")
    if len(positive) == 1:
        return 1.0
    least = 1 / len(positive)
    return (hhi(positive) - least) / (1 - least)


def concentration_ratio(parts: Sequence[float], n: int) -> float:
    """Concentration ratio CRn: the sum of the n largest named shares, or of all if there are fewer.

    Parameters
    ----------
    parts : sequence of float
        Shares of named suppliers in [0, 1], finite and not negative; CRn of none is 0.
    n : int
        Number of suppliers, 0 or more.

    Returns
    -------
    float
        In [0, 1] for shares of one total.

    Raises
    ------
    ValueError
        If n is below 0, or a share is negative or not finite.

    References
    ----------
    Hall, M. and Tideman, N. (1967), Measures of concentration, Journal of the American
    Statistical Association 62(317), 162-168.
    """
    if n < 0:
        raise ValueError(f"n must be 0 or more, got {n}")
    return fsum(sorted(_checked(parts, "shares"), reverse=True)[:n])


def concentration_ratio_bounds(parts: Sequence[float], residual: float, n: int) -> Interval:
    """Lowest and highest CRn if an unnamed supplier may be among the n largest.

    Parameters
    ----------
    parts : sequence of float
        Shares of named suppliers in [0, 1], divided by a total that includes the residual.
    residual : float
        Share R that the table does not attribute to a named supplier, in [0, 1].
    n : int
        Number of suppliers, 1 or more.

    Returns
    -------
    Interval
        Low: CRn of the named suppliers. High: ``max(CRn, CR(n-1) + R)``.

    Raises
    ------
    ValueError
        If n is below 1, or a share is negative or not finite.

    Notes
    -----
    CRn is largest if one unnamed supplier has all of R and takes one of the n places.
    """
    named = concentration_ratio(parts, n)
    return Interval(named, max(named, concentration_ratio(parts, n - 1) + residual))


def effective_number(parts: Sequence[float]) -> float:
    """Effective number of suppliers, 1 / HHI: as many equal suppliers have the same HHI.

    Parameters
    ----------
    parts : sequence of float, shape (n,)
        Shares in [0, 1], finite and not negative.

    Returns
    -------
    float
        In [1, n] for n shares that sum to 1.

    Raises
    ------
    ValueError
        If no share is positive, or one is negative or not finite.

    References
    ----------
    Adelman, M. A. (1969), Comment on the "H" concentration measure as a numbers-equivalent,
    Review of Economics and Statistics 51(1), 99-101.
    """
    value = hhi(parts)
    if value == 0:
        raise ValueError("no positive share")
    return 1 / value
