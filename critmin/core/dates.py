"""Dates as publishers give them: to the day, the month or the year. Pure.

A day is ISO text (``2026-11-24``), so days compare as text.
"""

from __future__ import annotations

from calendar import monthrange
from typing import NamedTuple

TODAY = "today"  # user input for the current day


class When(NamedTuple):
    """Date with the first and last day that it can mean.

    ``precision`` is ``day``, ``day-approx`` (a day, give or take a few), ``month`` or ``year``.
    """

    text: str
    precision: str
    first: str
    last: str

    @classmethod
    def read(cls, text: str, precision: str) -> When | None:
        """Read a date of the tables; None for an empty cell.

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
        """Whether the date is not exact and may mean this day."""
        return self.first != self.last and self.first <= day <= self.last


class Span(NamedTuple):
    """Days from ``first`` to ``last``, both included; an empty end is open.

    If ``years`` are given, only their days are in the span.
    """

    first: str = ""
    last: str = ""
    years: tuple[int, ...] = ()

    def may_hold(self, found: When) -> bool:
        """Whether a date may mean a day in the span.

        >>> Span("2022-06-15", years=(2022,)).may_hold(When.read("2022-06", "month"))
        True
        """
        if self.first and found.last < self.first:
            return False
        if self.last and found.first > self.last:
            return False
        years = range(int(found.first[:4]), int(found.last[:4]) + 1)
        return not self.years or any(year in self.years for year in years)
