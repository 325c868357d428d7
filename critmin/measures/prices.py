"""Pure maths of prices over time: periods, calendar means, an index on a base.

A period is text, a month ``2022-06`` or a year ``2022``: periods of one length compare as text.
A period without a figure has the price None, never 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from math import fsum

from critmin.core.named_tuple import NamedTuple

MONTHS = 12


class Span(NamedTuple):
    """Months from ``first`` to ``last``, both included."""

    first: str
    last: str

    def holds(self, period: str) -> bool:
        """Whether a period shares a month with the span."""
        own = span(period)
        return own.first <= self.last and own.last >= self.first


class Price(NamedTuple):
    """A price of one period.

    ``value`` is None without a figure; ``flags`` are warning codes (withheld, estimated, a range);
    ``low`` and ``high`` are the limits of a price printed as a range or a limit.
    """

    period: str
    value: float | None
    flags: tuple[str, ...] = ()
    source: str = ""
    low: float | None = None
    high: float | None = None


class Series(NamedTuple):
    """Prices of one mineral in one form and unit, of one publisher, in order of time."""

    mineral: str
    origin: str
    form: str
    unit: str
    monthly: bool
    prices: tuple[Price, ...]
    flags: tuple[str, ...] = ()
    note: str = ""

    @property
    def priced(self) -> list[Price]:
        """Periods with a figure."""
        return [price for price in self.prices if price.value is not None]


class Mean(NamedTuple):
    """Mean over a span, with the number of periods that have a figure and of all periods."""

    value: float
    periods: int
    of: int


@cache  # the same few hundred periods are parsed for every price of every series
def span(period: str) -> Span:
    """The months of a period.

    Raises
    ------
    ValueError
        If the text is neither a year nor a month.

    Examples
    --------
    >>> span("2022"), span("2022-06")
    (Span(first='2022-01', last='2022-12'), Span(first='2022-06', last='2022-06'))
    """
    if re.fullmatch(r"\d{4}", period, re.ASCII):
        return Span(f"{period}-01", f"{period}-12")
    if re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])", period, re.ASCII):
        return Span(period, period)
    raise ValueError(period)


def within(prices: Iterable[Price], wanted: Span) -> list[Price]:
    """Prices of the periods that share a month with a span."""
    return [price for price in prices if wanted.holds(price.period)]


def mean(series: Series, period: str) -> Mean | None:
    """Arithmetic mean of a series over a year or a month, with equal weights.

    Parameters
    ----------
    series : Series
        Monthly or annual prices.
    period : str
        A year, or a month.

    Returns
    -------
    Mean or None
        In the unit of the series. None if the period has no figure, and for a month of annual
        prices.
    """
    if not series.monthly and len(period) > len("2022"):
        return None
    values = [p.value for p in within(series.prices, span(period)) if p.value is not None]
    if not values:
        return None
    of = MONTHS if series.monthly and len(period) == len("2022") else 1
    return Mean(fsum(values) / len(values), len(values), of)


def relative(value: float | None, base: float) -> float | None:
    """Price index: a price in percent of a base price, which is 100; None stays None.

    Raises
    ------
    ZeroDivisionError
        If the base is 0.
    """
    return None if value is None else 100.0 * (value / base)


def yearly(series: Series) -> Series:
    """Calendar-year means of monthly prices; annual prices stay as they are.

    A year with fewer than twelve figures is flagged ``partial_year``; one without any
    figure has no mean and is flagged ``unknown``.
    """
    if not series.monthly:
        return series
    years: dict[str, list[Price]] = {}
    for price in series.prices:
        years.setdefault(price.period[:4], []).append(price)
    means = tuple(_of_year(series, year, prices) for year, prices in years.items())
    return series._replace(monthly=False, prices=means)


def _of_year(series: Series, year: str, prices: Sequence[Price]) -> Price:
    found = mean(series, year)
    source = prices[-1].source
    if found is None:
        return Price(year, None, ("unknown",), source)
    flags = ("partial_year",) if found.periods < found.of else ()
    return Price(year, found.value, flags, source)


def last_before(series: Series, day: str) -> Price | None:
    """Newest price of a period that ended before the month of an ISO day."""
    month = day[: len("2022-06")]
    ended = [price for price in series.priced if span(price.period).last < month]
    return ended[-1] if ended else None
