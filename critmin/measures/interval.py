"""Shared by all measures: an interval, and a check of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from critmin.core.named_tuple import NamedTuple


class Interval(NamedTuple):
    """Figure known only to lie between ``low`` and ``high``, both included."""

    low: float
    high: float


def not_negative(values: Sequence[float], what: str) -> Sequence[float]:
    """Check that all values are finite and not negative, and return them.

    Raises
    ------
    ValueError
        If one is negative or not finite.
    """
    for value in values:
        if not isfinite(value) or value < 0:
            raise ValueError(f"{what} must be finite and not negative, got {value}")
    return values
