"""What all measures use: a figure known only between two values, and a check of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple


class Interval(NamedTuple):
    """A figure known only between two values, both included."""

    low: float
    high: float


def not_negative(values: Sequence[float], what: str) -> Sequence[float]:
    """The values themselves.

    Raises
    ------
    ValueError
        If one is negative or not finite.
    """
    for value in values:
        if not isfinite(value) or value < 0:
            raise ValueError(f"{what} must be finite and not negative, got {value}")
    return values
