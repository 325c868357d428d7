"""Inequality and diversity of suppliers: entropy, Theil, Gini, Rosenbluth. Pure.

Nothing here opens a file, knows a country or rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, fsum, log

from critmin.measures.interval import not_negative


def shannon(parts: Sequence[float]) -> float:
    """Shannon entropy -sum s ln s in nats, with 0 ln 0 = 0.

    Parameters
    ----------
    parts : sequence of float, shape (n,)
        Shares in [0, 1], finite and not negative.

    Returns
    -------
    float
        In [0, ln n] for n shares that sum to 1.

    Raises
    ------
    ValueError
        If no share is positive, or one is negative or not finite.

    References
    ----------
    Shannon, C. E. (1948), A mathematical theory of communication, Bell System Technical Journal
    27, 379-423 and 623-656.
    """
    if not any(part > 0 for part in parts):
        raise ValueError("no positive share")
    return fsum(-part * log(part) for part in not_negative(parts, "shares") if part > 0) + 0.0


def theil(parts: Sequence[float]) -> float:
    """Theil index ln n - H over the n positive shares, with the entropy H of `shannon`.

    Parameters
    ----------
    parts : sequence of float, shape (n,)
        Shares in [0, 1], finite and not negative.

    Returns
    -------
    float
        In [0, ln n]; 0 if all shares are equal.

    Raises
    ------
    ValueError
        If no share is positive, or one is negative or not finite.

    References
    ----------
    Theil, H. (1967), Economics and Information Theory, North-Holland.
    """
    count = sum(1 for part in parts if part > 0)
    if count == 0:
        raise ValueError("no positive share")
    return log(count) - shannon(parts)


def diversity(parts: Sequence[float]) -> float:
    """Effective number of suppliers of order one, exp(Shannon entropy).

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
    Hill, M. O. (1973), Diversity and evenness: a unifying notation and its consequences,
    Ecology 54(2), 427-432.
    """
    return exp(shannon(parts))


def gini(parts: Sequence[float]) -> float:
    """Gini coefficient over the n positive shares: a measure of inequality, not of concentration.

    ``sum((2k - n - 1) x_(k)) / (n sum x)``, x in ascending order. Two equal suppliers give 0.

    Parameters
    ----------
    parts : sequence of float
        Shares or quantities in one unit, finite and not negative.

    Returns
    -------
    float
        In [0, 1 - 1/n].

    Raises
    ------
    ValueError
        If none is positive, or one is negative or not finite.

    References
    ----------
    Gini, C. (1912), Variabilita e mutabilita.
    """
    ascending = sorted(part for part in not_negative(parts, "shares") if part > 0)
    n = len(ascending)
    if n == 0:
        raise ValueError("no positive share")
    weighted = fsum((2 * k - n - 1) * x for k, x in enumerate(ascending, start=1))
    return weighted / (n * fsum(ascending))


def rosenbluth(parts: Sequence[float]) -> float:
    """Rosenbluth index 1 / (2 sum k s_(k) - 1), with rank k = 1 for the largest share.

    Parameters
    ----------
    parts : sequence of float
        Shares of all suppliers, not negative, which sum to 1 (within 1e-6).

    Returns
    -------
    float
        In [1/n, 1].

    Raises
    ------
    ValueError
        If the shares do not sum to 1 (for a part of a market the formula gives no index), or
        one is negative or not finite.

    References
    ----------
    Rosenbluth, G. (1955), Measures of concentration, in NBER, Business Concentration and Price
    Policy, 57-99. Hall, M. and Tideman, N. (1967), Measures of concentration, Journal of the
    American Statistical Association 62(317), 162-168.
    """
    descending = sorted(not_negative(parts, "shares"), reverse=True)
    if abs(fsum(descending) - 1) > 1e-6:
        raise ValueError(f"the shares must sum to 1, got {fsum(descending)}")
    return 1 / (2 * fsum(k * s for k, s in enumerate(descending, start=1)) - 1)
