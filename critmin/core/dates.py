"""Dates as publishers give them: to the day, the month or the year. Pure.

A day is ISO text (``2026-11-24``), so days compare as text.
"""

from __future__ import annotations

from calendar import monthrange
from typing import NamedTuple

TODAY = "today"  # what a person may write for the day it is


class When(NamedTuple):
    """A date and the days it can mean, both included.

    ``precision`` is ``day``, ``day-approx`` (a day, give or take a few), ``month`` or ``year``.
    """

    text: str
    precision: str
    first: str
    last: str

    @classmethod
    def read(cls, text: str, precision: str) -> When | None:
        """A date as the tables hold it; None for an empty cell.

        >>> When.read("2026-02", "month")[2:]
        ('2026-02-01', '2026-02-28')
        """
        if not text:
            return None
        if precision == "year":
            return cls(text, precision, f"{text}-01-01", f"{text}-12-31")
        if precision == "month":
            days = monthrange(int(text[:4]), int(text[5:7]))[1]
            return cls(text, precision, f"{text}-01", f"{text}-{days}")
        return cls(text, precision, text, text)

    def holds(self, day: str) -> bool:
        """Whether a day is one of those that the date can mean, and there are several."""
        return self.first != self.last and self.first <= day <= self.last
