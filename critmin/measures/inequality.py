"""Inequality and diversity of suppliers: entropy, Theil, Gini, Rosenbluth. Pure.

Nothing here opens a file, knows a country or rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, fsum, log

from critmin.measures.interval import not_negative


def shannon(parts: Sequence[float]) -> float:
    """Shannon entropy -sum s ln s in nats (Shannon 1948); 0 ln 0 = 0.

    Parameters
    ----------
    parts : sequence of float
        Shares, finite and not negative.

    Returns
    -------
    float
        In [0, ln n] for n shares that sum to 1.

    Raises
    ------
    ValueError
        If no share is positive, or one is negative or not finite.
    """
    if not any(part > 0 for part in parts):
        raise ValueError("no positive share")
    return fsum(-part * log(part) for part in not_negative(parts, "shares") if part > 0) + 0.0


def theil(parts: Sequence[float]) -> float:
    """Theil index ln n - H over the n positive shares (Theil 1967), H as in `shannon`.

    Parameters
    ----------
    parts : sequence of float
        Shares, finite and not negative.

    Returns
    -------
    float
        In [0, ln n]; 0 where all are equal.

    Raises
    ------
    ValueError
        If no share is positive.
    """
    count = sum(1 for part in parts if part > 0)
    if count == 0:
        raise ValueError("no positive share")
    return log(count) - shannon(parts)


def diversity(parts: Sequence[float]) -> float:
    """Effective number of order one, exp(Shannon entropy).

    Parameters
    ----------
    parts : sequence of float
        Shares, finite and not negative.

    Returns
    -------
    float
        In [1, n] for n shares that sum to 1.

    Raises
    ------
    ValueError
        If no share is positive.
    """
    return exp(shannon(parts))


def gini(parts: Sequence[float]) -> float:
    """Gini coefficient over the positive shares; inequality, not concentration.

    sum((2k - n - 1) x_(k)) / (n sum x), x ascending. Two equal suppliers give 0.

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
    """
    ascending = sorted(part for part in not_negative(parts, "shares") if part > 0)
    n = len(ascending)
    if n == 0:
        raise ValueError("no positive share")
    weighted = fsum((2 * k - n - 1) * x for k, x in enumerate(ascending, start=1))
    return weighted / (n * fsum(ascending))


def rosenbluth(parts: Sequence[float]) -> float:
    """Rosenbluth index 1 / (2 sum k s_(k) - 1), k the descending rank.

    Parameters
    ----------
    parts : sequence of float
        Shares of a whole market, which sum to 1.

    Returns
    -------
    float
        In [1/n, 1].

    Raises
    ------
    ValueError
        Unless the shares sum to 1: of a part of a market the formula gives no index, and
        below a half a negative number.
    """
    descending = sorted(not_negative(parts, "shares"), reverse=True)
    if abs(fsum(descending) - 1) > 1e-6:
        raise ValueError(f"the shares must sum to 1, got {fsum(descending)}")
    return 1 / (2 * fsum(k * s for k, s in enumerate(descending, start=1)) - 1)
