"""Choice of the price series by periods and source, never joining two publishers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from critmin.core import names, sources
from critmin.core.errors import NoData, QueryError
from critmin.core.sources import Edition
from critmin.markets import price_tables
from critmin.measures.prices import Series, Span, span, within

FIRST, LAST = "0000-01", "9999-12"
Period = str | int | None  # a year or a month, as a user types it


@dataclass(frozen=True)
class PriceQuery:
    """First and last period as given, base of the index, and source.

    ``all_minerals`` is set where none is named.
    """

    start: str | None
    end: str | None
    base: str | None
    source: str | None
    all_minerals: bool

    @property
    def span(self) -> Span:
        """Months of the query; an end that is not given is open."""
        return Span(
            span(self.start).first if self.start else FIRST,
            span(self.end).last if self.end else LAST,
        )

    @property
    def dated(self) -> bool:
        """Whether a first or last period is named."""
        return self.start is not None or self.end is not None

    @property
    def newest_only(self) -> bool:
        """Whether only the newest price of each mineral is shown."""
        return self.all_minerals and not self.dated

    @property
    def when(self) -> str:
        """Months of the query in words."""
        return " ".join(
            [f"from {self.start}" if self.start else "", f"to {self.end}" if self.end else ""]
        ).strip()


def _period(given: Period, option: str) -> str | None:
    """Year or month as given; None when not given.

    Raises
    ------
    QueryError
        If it is neither.
    """
    if given is None:
        return None
    text = str(given).strip()
    try:
        span(text)
    except ValueError:
        message = f"{option} is {text!r}: write a year or a month, 2022 or 2022-06"
        raise QueryError(message) from None
    return text


def read_query(
    start: Period, end: Period, base: Period, source: str | None, *, all_minerals: bool
) -> PriceQuery:
    """Read the periods and the source of a price query.

    Raises
    ------
    QueryError
        For a text that is not a year or month, or a first period after the last.
    UnknownName
        For an unknown source.
    NoData
        For a source without prices.
    """
    first, last = _period(start, "--from"), _period(end, "--to")
    if first and last and span(first).first > span(last).last:
        raise QueryError(f"--from {first} is after --to {last}: swap them")
    id_ = None if source is None else sources.check(source)
    if id_ is not None and Edition.of(id_).origin not in price_tables.origins():
        raise NoData(f"{source} prints no prices: they are in {', '.join(price_tables.origins())}")
    return PriceQuery(first, last, _period(base, "--index"), id_, all_minerals)


def _series(slug: str, query: PriceQuery) -> list[Series]:
    """Series of the source named, or of all sources."""
    return price_tables.pinned(slug, query.source) if query.source else price_tables.of(slug)


def candidates(slug: str, query: PriceQuery) -> list[Series]:
    """Series of a mineral that can be used, the preferred first.

    Raises
    ------
    NoData
        If there is none, with the sources that have some.
    """
    found = [series for series in _series(slug, query) if series.priced]
    if found:
        return found
    elsewhere = [series for series in price_tables.of(slug) if series.priced]
    if query.source and elsewhere:
        raise NoData(f"no price of {slug} in {query.source}; there are {spans(elsewhere)}")
    raise NoData(f"no price of {slug}: {_why_none(slug, query)}")


def _why_none(slug: str, query: PriceQuery) -> str:
    empty = _series(slug, query)
    if empty:
        states = sorted({flag for price in empty[0].prices for flag in price.flags})
        return f"{empty[0].prices[-1].source} prints it without a figure ({', '.join(states)})"
    members = [m.slug for m in names.minerals().values() if m.group == slug]
    priced = [member for member in members if price_tables.of(member)]
    tail = f"; its members have prices: {', '.join(priced)}" if priced else ""
    return f"no bundled source prints one{tail}"


def spans(found: Sequence[Series]) -> str:
    """Sources and periods with prices, in words: ``imf@2025 (1990-01 to 2025-09)``."""
    return "; ".join(
        f"{s.priced[-1].source} ({s.priced[0].period} to {s.priced[-1].period})" for s in found
    )


def choose(slug: str, query: PriceQuery) -> Series:
    """Choose one series; two sources are never joined.

    The preferred series is used if it has prices at both ends of the query; else the first one
    that has; else the one with the most periods.

    Raises
    ------
    NoData
        If no series has a price in the periods.
    """
    found = candidates(slug, query)
    if not query.dated:
        return found[0]
    for series in found:
        if _reaches_both_ends(series, query):
            return series
    best = max(found, key=lambda s: len(within(s.priced, query.span)))
    if not within(best.priced, query.span):
        raise NoData(f"no price of {slug} {query.when}; there are {spans(found)}")
    return best


def _reaches_both_ends(series: Series, query: PriceQuery) -> bool:
    """Whether a series has prices at both ends of the periods."""
    first = span(series.priced[0].period).first
    last = span(series.priced[-1].period).last
    if query.start and not first <= span(query.start).first <= last:
        return False
    if query.end and not first <= span(query.end).last <= last:
        return False
    return bool(within(series.priced, query.span))
