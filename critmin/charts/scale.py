"""Scales of values and of years: round ticks, their labels, and positions in pixels. Pure."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import NamedTuple

from critmin.charts.model import FRACTION

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
SMALLEST = 1e-300  # a smaller step has no power of ten that a float can hold


class Scale(NamedTuple):
    """A linear scale: ``low`` is drawn at pixel ``start``, ``high`` at pixel ``end``."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Pixel of a value; that of the middle if the scale has a single value."""
        span = self.high - self.low
        part = (value - self.low) / span if span else 0.5
        return self.start + part * (self.end - self.start)


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round values that span an interval, at most ``most`` steps apart.

    >>> ticks(0, 0.78), ticks(0, 1)
    ([0.0, 0.2, 0.4, 0.6, 0.8], [0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    >>> ticks(-3, 12, 4)
    [-5.0, 0.0, 5.0, 10.0, 15.0]
    """
    if (high - low) / most < SMALLEST:  # nearer to each other than any step
        high = low + (abs(low) or 1.0)
    size = 10.0 ** floor(log10((high - low) / most))
    for step in [size * step for step in STEPS] + [size * 20]:
        first, last = floor(round(low / step, 9)), ceil(round(high / step, 9))
        if last - first <= most:
            break
    return [float(f"{number * step:.12g}") for number in range(first, last + 1)]


def tick_labels(values: list[float], unit: str) -> list[str]:
    """Labels of ticks, all with as many decimals; a share as a percentage, without other units.

    >>> tick_labels([0.0, 0.025, 0.05], "fraction"), tick_labels([0, 2500, 5000], "t")
    (['0%', '2.5%', '5%'], ['0', '2,500', '5,000'])
    """
    if unit == FRACTION:
        return [f"{value * 100:.6g}%" for value in values]
    digits = max((len(f"{value:.6f}".rstrip("0").partition(".")[2]) for value in values), default=0)
    return [f"{value:,.{digits}f}" for value in values]
