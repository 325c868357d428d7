"""Days, months and years: as publishers give them, and the only reader of those a person types.

A day is ISO text (``2026-11-24``), so days compare as text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from critmin.core.errors import QueryError
from critmin.core.named_tuple import NamedTuple

Day = str | date | None
PRECISIONS = {10: "day", 7: "month", 4: "year"}  # by the length of ISO text
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
            into_next = date(int(text[:4]), int(text[5:7]), 28) + timedelta(days=4)
            last = into_next - timedelta(days=into_next.day)
            return cls(text, precision, f"{text}-01", last.isoformat())
        return cls(text, precision, text, text)

    def holds(self, day: str) -> bool:
        """Whether the date is not exact and may mean this day."""
        return self.first != self.last and self.first <= day <= self.last


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def in_words(text: str) -> str:
    """An ISO day or month in words; other text as it is.

    >>> in_words("2025-11-21"), in_words("2026-04"), in_words("2017")
    ('21 November 2025', 'April 2026', '2017')
    """
    if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", text, re.ASCII):
        return text
    year, month, *day = text.split("-")
    return f"{''.join(f'{int(one)} ' for one in day)}{MONTHS[int(month) - 1]} {year}"


def newest_first(day: str) -> str:
    """Key for sorting ISO days that puts the newest first.

    >>> sorted(["2024-12-03", "2025-01-02", "2025-03-01"], key=newest_first)
    ['2025-03-01', '2025-01-02', '2024-12-03']
    """
    return "".join(chr(ord("9") - int(one)) if one.isdigit() else one for one in day)


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


def _iso(given: str | date) -> str:
    """A date as ISO text: ``20251015`` is ``2025-10-15``; other text as it is."""
    text = (given if isinstance(given, str) else given.isoformat()[:10]).strip()
    if re.fullmatch(r"\d{8}", text, re.ASCII):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text


def _date(text: str) -> When | None:
    """An ISO day, month or year; None for any other text."""
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text, re.ASCII):
        return None
    try:
        date.fromisoformat((text + "-01-01")[:10])
        return When.read(text, PRECISIONS[len(text)])
    except ValueError:
        return None


def day(given: Day) -> str:
    """An ISO day of ``2025-10-15``, ``20251015``, ``today`` or a date; today when not given.

    Raises
    ------
    QueryError
        If it is not a day.

    Examples
    --------
    >>> day("20251015"), day("2025-10-15")
    ('2025-10-15', '2025-10-15')
    """
    if given is None or given == TODAY:
        return date.today().isoformat()
    found = _date(_iso(given))
    if found is None or found.precision != "day":
        raise QueryError(f"{str(given)!r} is not a day: write it as 2025-10-15")
    return found.first


def when(given: str | date, option: str) -> When:
    """Day, month or year, with the first and last day that it can mean.

    Parameters
    ----------
    given : str or date
        ``2025-10-15``, ``20251015``, ``2025-10`` or ``2025``.
    option : str
        Name of the option, for the error message.

    Raises
    ------
    QueryError
        If it is none of these.

    Examples
    --------
    >>> when("2022-06", "from").last
    '2022-06-30'
    """
    found = _date(_iso(given))
    if found is None:
        raise QueryError(
            f"{option} is {str(given).strip()!r}: write a day, month or year as 2025-03-31, "
            "2025-03, 2025"
        )
    return found


def last_day(given: Day, option: str = "as-of") -> str:
    """ISO day; the last day of a month or year; today when not given.

    Raises
    ------
    QueryError
        If it is none of these.

    Examples
    --------
    >>> last_day("2025-02")
    '2025-02-28'
    """
    if given is None or given == TODAY:
        return date.today().isoformat()
    return when(given, option).last


def span(since: str | date | None, until: str | date | None, years: Sequence[int] = ()) -> Span:
    """Days between two dates, from the first day of one to the last day of the other.

    Parameters
    ----------
    since, until : str, date or None
        A day, a month or a year; None leaves that end open.
    years : sequence of int
        Only days of these years; all when empty.

    Raises
    ------
    QueryError
        If a date is none of these, or the second is before the first.

    Examples
    --------
    >>> span("2022", "2022-06")[:2]
    ('2022-01-01', '2022-06-30')
    """
    first = "" if since is None else when(since, "from").first
    last = "" if until is None else when(until, "to").last
    if first and last and last < first:
        raise QueryError(f"{since} to {until}: the second date is before the first")
    return Span(first, last, tuple(years))
