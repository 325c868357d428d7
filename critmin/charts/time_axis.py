"""Days, months and years on an axis: positions, labels and ticks. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from math import ceil, floor
from typing import NamedTuple

from critmin.core import dates

MONTHS = tuple(name[:3] for name in dates.MONTHS)
APART = 12.0  # pixels between two labels of the axis
MANY = 12  # years from which on every fifth is labelled rather than some of every second
YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
MONTH_STEPS = (1, 3, 6)
LONG = 40  # months from which on whole years are enough


class Tick(NamedTuple):
    """A place on the axis, in years, and its label; ``strong`` where a year begins."""

    x: float
    label: str
    strong: bool = True


def day_span(text: str) -> tuple[date, date]:
    """First and last day of an ISO day, month or year.

    >>> [str(day) for day in day_span("2025-02")]
    ['2025-02-01', '2025-02-28']
    """
    found = dates.When.read(text, dates.PRECISIONS[len(text)])
    assert found is not None
    return date.fromisoformat(found.first), date.fromisoformat(found.last)


def years_of(day: date) -> float:
    """Day as years, with a fraction.

    >>> round(years_of(date(2024, 12, 3)), 3)
    2024.921
    """
    start = date(day.year, 1, 1)
    return day.year + (day - start).days / (date(day.year + 1, 1, 1) - start).days


def decimal_year(text: str) -> float:
    """Day, month or year as years with a fraction; a month or a year counts as its middle.

    >>> decimal_year("2024"), round(decimal_year("2024-12-03"), 3)
    (2024.5, 2024.921)
    """
    if len(text) == 4:
        return int(text) + 0.5
    first, last = day_span(text)
    return (years_of(first) + years_of(last)) / 2


def day_in_words(text: str) -> str:
    """Day, month or year as a picture writes it: with the first letters of the month.

    >>> day_in_words("2025-10-09"), day_in_words("2025-10"), day_in_words("2025")
    ('9 Oct 2025', 'Oct 2025', '2025')
    """
    words = dates.in_words(text).split(" ")
    return " ".join(word[:3] if word in dates.MONTHS else word for word in words)


def period_in_words(x: float, yearly: bool) -> str:
    """Year of a point, or the month that it stands in.

    >>> period_in_words(2024, True), period_in_words(2024 + 10.5 / 12, False)
    ('2024', 'Nov 2024')
    """
    if yearly:
        return str(int(x))
    month = min(11, floor((x - floor(x)) * 12 + 1e-6))
    return f"{MONTHS[month]} {floor(x)}"


def domain(xs: Iterable[float]) -> tuple[float, float]:
    """First and last year of an axis of days: whole years, or halves if the span is short.

    >>> domain([2021.3, 2026.2]), domain([2025.3, 2026.9])
    ((2021.0, 2027.0), (2025.0, 2027.0))
    """
    known = list(xs)
    low, high = min(known), max(known)
    part = 2 if (high - low) * 12 < LONG else 1
    first, last = floor(low * part + 1e-6) / part, ceil(high * part - 1e-6) / part
    return (first, last) if first < last else (first, first + 1 / part)


def day_ticks(low: float, high: float, pixels: float, width: Callable[[str], float]) -> list[Tick]:
    """Ticks from a first to a last year, as many as have room for their labels.

    Every year that fits is labelled, the first and the last always; then months between them.

    >>> [tick.label for tick in day_ticks(2025.5, 2027, 300, lambda text: 8.0 * len(text))]
    ['Jul 2025', '', '2026', '', 'Jul', '', '2027']
    >>> [tick.label for tick in day_ticks(2024.75, 2027, 400, lambda text: 8.0 * len(text))]
    ['', '2025', '', 'Jul', '', '2026', '', 'Jul', '', '2027']
    """
    per_year = pixels / (high - low)
    if (high - low) * 12 < LONG:
        for step in MONTH_STEPS:
            if per_year * step / 12 >= width("Mar") + APART:
                return _month_ticks(low, high, step, per_year, width)
    first, last = ceil(low - 1e-6), floor(high + 1e-6)
    if first > last:
        return []
    shown = labelled_years(first, last, (last - first) * per_year, width)
    if shown == [first, last] and last - first == 5:  # every second year; the axis goes on anyhow
        shown = [year for year in range(first, last, 2) if 2 * per_year >= width("2024") + APART]
    dense = per_year * (last - first) / max(len(shown) - 1, 1) < 5 * per_year
    return [
        Tick(year, str(year) if year in shown else "")
        for year in range(first, last + 1)
        if dense or year in shown or last - first <= 5
    ]


def labelled_years(
    first: int, last: int, pixels: float, width: Callable[[str], float]
) -> list[int]:
    """Years that are labelled where each year has one figure: the first, the last, some between.

    ``pixels`` are those from the first to the last. Where only one has room, it is the last.

    >>> labelled_years(1995, 2024, 300, lambda text: 8.0 * len(text))
    [1995, 2000, 2005, 2010, 2015, 2024]
    >>> labelled_years(2013, 2025, 220, lambda text: 8.0 * len(text))
    [2013, 2016, 2019, 2022, 2025]
    >>> labelled_years(2021, 2024, 600, lambda text: 8.0 * len(text))
    [2021, 2022, 2023, 2024]
    >>> labelled_years(1995, 2024, 700, lambda text: 8.0 * len(text))
    [1995, 2000, 2005, 2010, 2015, 2020, 2024]
    """
    room = width("2024") + APART
    per_year = pixels / max(last - first, 1)
    if pixels < room:
        return [last]
    whole = [step for step in range(1, last - first) if (last - first) % step == 0]
    even = next((step for step in whole if per_year * step >= room), 0)
    if even and per_year * even < 2 * room:
        return list(range(first, last + 1, even))
    step = next(step for step in YEAR_STEPS if per_year * step >= room or step == YEAR_STEPS[-1])
    if step == 2 and last - first > MANY and (last - first) % 2:
        step = 5  # else the first label would stand apart from the others
    if last - first == 5 and step == 2:  # no even steps but one
        return [first, last]
    between = [
        year
        for year in range(first + 1, last)
        # Every second year is counted from the last; longer steps are from a round year.
        if (year - (last if step == 2 else 0)) % step == 0
        and min(year - first, last - year) * per_year >= room
    ]
    return [first, *between, last]


class _Labels:
    """Labels of an axis that are placed one by one, where there is room."""

    def __init__(
        self, low: float, high: float, per_year: float, width: Callable[[str], float]
    ) -> None:
        self.low, self.high, self.per_year, self.width = low, high, per_year, width
        self.texts: dict[tuple[int, int], str] = {}
        self.taken: list[tuple[float, float]] = []

    def place(self, month: tuple[int, int], label: str) -> bool:
        """Whether a label of a year and month, from 0, has room; it is placed if so."""
        half = (self.width(label) + APART) / 2 / self.per_year
        x = month[0] + month[1] / 12
        # As it is drawn: none stands out of the axis.
        left = max(min(x - half, self.high - 2 * half), self.low)
        right = left + 2 * half
        if any(left < end - 1e-9 and start < right - 1e-9 for start, end in self.taken):
            return False
        self.taken.append((left, right))
        self.texts[month] = label
        return True

    def place_all(self, months: Iterable[tuple[int, int]]) -> None:
        """Place all months, or none if one has no room, so that labels are even."""
        before = dict(self.texts), list(self.taken)
        if not all(self.place(month, MONTHS[month[1]]) for month in months):
            self.texts, self.taken = before


def _month_ticks(
    low: float, high: float, step: int, per_year: float, width: Callable[[str], float]
) -> list[Tick]:
    """Ticks of months: the years are labelled first, then the months that have room."""
    months = [
        divmod(number, 12)
        for number in range(ceil(low * 12 - 1e-6), floor(high * 12 + 1e-6) + 1)
        if number % step == 0
    ]
    years = [month for month in months if month[1] == 0]
    labels = _Labels(low, high, per_year, width)
    for month in dict.fromkeys([*years[-1:], *years]):
        labels.place(month, str(month[0]))
    if months and months[0][1]:  # the first year is named, if only by a later month of it
        labels.place(months[0], f"{MONTHS[months[0][1]]} {months[0][0]}")
    halves = [month for month in months if month[1] == 6 and month not in labels.texts]
    even = all([labels.place(month, MONTHS[month[1]]) for month in halves])
    rest = [month for month in months if month[1] % 6 and month not in labels.texts]
    if even:
        labels.place_all(rest)
    return [
        Tick(year + month / 12, labels.texts.get((year, month), ""), month == 0)
        for year, month in months
    ]
