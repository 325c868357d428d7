"""What is known of one figure: an interval, the printed value where there is one, and why."""

from __future__ import annotations

from critmin.core.named_tuple import NamedTuple

# Why no more is known of a figure; the printed one is known as it is printed.
REASONS = (
    *("printed", "rounded", "estimated", "range", "at least", "at most", "residual", "unlisted"),
    *("withheld", "unknown", "not looked at", "not applicable"),
)


class Known(NamedTuple):
    """Interval of a figure with its printed value, if it has one.

    ``low`` or ``high`` is None where nothing bounds the figure on that side; ``reason`` is one of
    `REASONS`.
    """

    low: float | None
    high: float | None
    value: float | None = None
    reason: str = "printed"

    @property
    def bounded(self) -> bool:
        """Whether both ends are known."""
        return self.low is not None and self.high is not None


def exactly(value: float, reason: str = "printed") -> Known:
    """A figure whose interval is its value.

    >>> exactly(0.5)
    Known(low=0.5, high=0.5, value=0.5, reason='printed')
    """
    return Known(value, value, value, reason)
