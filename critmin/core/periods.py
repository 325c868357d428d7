"""Periods of trade: a year, or a month where a year is expected; and their only reader."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable

from critmin.core import arguments
from critmin.core.errors import QueryError

LINE = re.compile(r"\s*(\d{4})-(\d{2})\s*(?::\s*(\d{4})-(\d{2})\s*)?", re.ASCII)
HOW = "write 2024, 2018:2024, 2024-01 or 2024-01:2026-06"
MONTHS_A_YEAR = 12


class Month(int):
    """A month, where a year is expected.

    As a number it is its year, so that what holds for a year holds for its months. It is told
    from the year and from other months, comes after earlier ones, and is written ``2024-01``.

    Examples
    --------
    >>> Month(2024, 1), Month(2024, 1) == 2024, 2020 <= Month(2024, 1) <= 2024
    (2024-01, False, True)
    >>> max(Month(2024, 1), Month(2023, 12)), int(Month(2024, 1)), f"in {Month(2024, 1)}"
    (2024-01, 2024, 'in 2024-01')
    """

    month: int

    def __new__(cls, year: int, month: int) -> Month:
        """Make the month of a year, 1 to 12."""
        made = super().__new__(cls, year)
        made.month = month
        return made

    def __getnewargs__(self) -> tuple[int, int]:  # type: ignore[override]
        return int(self), self.month

    def __repr__(self) -> str:
        return f"{int(self):04d}-{self.month:02d}"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Month) and (int(self), self.month) == (int(other), other.month)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((int(self), self.month))

    def _after(self, other: int) -> int:
        """Above 0 if it is after the other period, 0 if neither is first, below 0 if before."""
        years = int(self) - int(other)
        return years or (self.month - other.month if isinstance(other, Month) else 0)

    def __lt__(self, other: int) -> bool:
        return self._after(other) < 0

    def __le__(self, other: int) -> bool:
        return self._after(other) <= 0

    def __gt__(self, other: int) -> bool:
        return self._after(other) > 0

    def __ge__(self, other: int) -> bool:
        return self._after(other) >= 0

    @property
    def position(self) -> float:
        """Middle of the month in years, for an axis."""
        return int(self) + (self.month - 0.5) / MONTHS_A_YEAR

    @property
    def next(self) -> Month:
        """The month after it."""
        year, month = divmod(int(self) * MONTHS_A_YEAR + self.month, MONTHS_A_YEAR)
        return Month(year, month + 1)


def month(text: str) -> Month:
    """Month of ``2024-01``.

    Raises
    ------
    QueryError
        If it is none.
    """
    found = re.fullmatch(r"(\d{4})-(\d{2})", text, re.ASCII)
    if not found or not 1 <= int(found[2]) <= MONTHS_A_YEAR:
        raise QueryError(f"{text!r} is not a month: write 2024-01")
    return Month(int(found[1]), int(found[2]))


def period(text: str) -> int:
    """Year of ``2024``, or month of ``2024-01``."""
    return month(text) if "-" in text else int(text)


def months_of(year: int) -> list[Month]:
    """The twelve months of a year."""
    return [Month(year, one) for one in range(1, MONTHS_A_YEAR + 1)]


def last_day(year: int) -> str:
    """Last day of a year or month, as ISO text.

    >>> last_day(2024), last_day(Month(2024, 2))
    ('2024-12-31', '2024-02-29')
    """
    if isinstance(year, Month):
        return f"{year}-{monthrange(int(year), year.month)[1]}"
    return f"{year}-12-31"


def name(year: int | None) -> str | None:
    """Name of a month, ``2024-01``; None for a year."""
    return str(year) if isinstance(year, Month) else None


def read(text: arguments.Years) -> list[int]:
    """Years, as `arguments.years` reads them, or months: ``2024-01``, ``2024-01:2026-06``.

    Raises
    ------
    QueryError
        If it is neither, or both.

    Examples
    --------
    >>> read("2023:2024"), read("2024-11:2025-01"), read(["2024-01", "2025-01"])
    ([2023, 2024], [2024-11, 2024-12, 2025-01], [2024-01, 2025-01])
    """
    if text is None or isinstance(text, int | float):
        return arguments.years(text)
    parts = [text] if isinstance(text, str) else [str(one) for one in text]
    words = [word for part in parts for word in part.split(",")]
    if not any(LINE.fullmatch(word) for word in words):
        return arguments.years(text)
    found: list[int] = []
    for word in words:
        line = LINE.fullmatch(word)
        if line is None:
            raise QueryError(f"{word.strip()!r} is not a month as the others are: {HOW}")
        first = month(f"{line[1]}-{line[2]}")
        last = month(f"{line[3]}-{line[4]}") if line[3] else first
        if last < first:
            raise QueryError(f"{word.strip()!r} ends before it starts: write {last}:{first}")
        found += between(first, last)
    return list(dict.fromkeys(found))


def between(first: Month, last: Month) -> Iterable[Month]:
    """All months from one to another, both included."""
    while first <= last:
        yield first
        first = first.next


def every(years: Iterable[int]) -> list[int]:
    """All years, or all months, from the first to the last of some.

    >>> every([2020, 2022]), every([Month(2024, 12), Month(2025, 2)])
    ([2020, 2021, 2022], [2024-12, 2025-01, 2025-02])
    """
    first, last = min(years), max(years)
    if isinstance(first, Month) and isinstance(last, Month):
        return list(between(first, last))
    return list(range(first, last + 1))
