"""Placebo test of what a measure did: those it touched beside those that it did not. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

from critmin.core.named_tuple import NamedTuple

FEWEST = 10  # a smaller comparison group settles nothing


class Placebo(NamedTuple):
    """How many of two groups fell by a limit."""

    touched: int
    touched_fell: int
    others: int
    others_fell: int

    @property
    def part(self) -> float | None:
        """Part of those touched that fell; None without any."""
        return self.touched_fell / self.touched if self.touched else None

    @property
    def others_part(self) -> float | None:
        """Part of the others that fell; None if there are fewer than `FEWEST`."""
        return self.others_fell / self.others if self.others >= FEWEST else None

    @property
    def chance(self) -> float:
        """Chance that as many fall among as many drawn at random from both groups.

        >>> round(Placebo(2, 2, 16, 4).chance, 3)
        0.098
        """
        every, fell = self.touched + self.others, self.touched_fell + self.others_fell
        ways = sum(
            comb(fell, many) * comb(every - fell, self.touched - many)
            for many in range(self.touched_fell, min(fell, self.touched) + 1)
        )
        return ways / comb(every, self.touched)


def placebo(touched: Sequence[float], others: Sequence[float], limit: float) -> Placebo:
    """Compare the falls of two groups, each positive for a fall, with a limit.

    >>> placebo([0.3, 0.05], [0.0] * 9 + [0.2], 0.1)
    Placebo(touched=2, touched_fell=1, others=10, others_fell=1)
    """
    return Placebo(
        len(touched),
        sum(fall > limit for fall in touched),
        len(others),
        sum(fall > limit for fall in others),
    )
