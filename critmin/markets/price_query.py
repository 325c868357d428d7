"""Reading what is asked of prices: periods, source, and which series answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from critmin.core import arguments, names, sources
from critmin.core.errors import NoData, QueryError
from critmin.markets import price_register
from critmin.measures.prices import Series, Span, span, within

FIRST, LAST = "0000-01", "9999-12"


@dataclass(frozen=True)
class Wanted:
    """What is asked: first and last period as given, base of the index, source.

    ``every`` is set where no mineral is named.
    """

    start: str | None
    end: str | None
    base: str | None
    source: str | None
    every: bool

    @property
    def span(self) -> Span:
        """The months asked for; without an end, all."""
        return Span(
            span(self.start).first if self.start else FIRST,
            span(self.end).last if self.end else LAST,
        )

    @property
    def dated(self) -> bool:
        """Whether a first or last period is named."""
        return self.start is not None or self.end is not None

    @property
    def words(self) -> str:
        """The months asked for, in words."""
        return " ".join(
            [f"from {self.start}" if self.start else "", f"to {self.end}" if self.end else ""]
        ).strip()


def period(text: str | int | None, option: str) -> str | None:
    """A year or month as asked for.

    Raises
    ------
    QueryError
        If it is neither.
    """
    if text is None:
        return None
    said = str(text).strip()
    try:
        span(said)
    except ValueError:
        message = f"{option} is {said!r}: write a year or a month, 2022 or 2022-06"
        raise QueryError(message) from None
    return said


def wanted(
    start: str | int | None,
    end: str | int | None,
    base: str | int | None,
    source: str | None,
    *,
    every: bool,
) -> Wanted:
    """What is asked, read.

    Raises
    ------
    QueryError
        For a period that is none, or one after the other.
    UnknownName
        For a source that is none.
    NoData
        For a source that prints no prices.
    """
    first, last = period(start, "--from"), period(end, "--to")
    if first and last and span(first).first > span(last).last:
        raise QueryError(f"--from {first} lies after --to {last}")
    origin = None
    if source is not None:
        origin = sources.check(source)
        if origin.partition("@")[0] not in price_register.origins():
            raise NoData(
                f"{source} prints no prices: they are in {', '.join(price_register.origins())}"
            )
    return Wanted(first, last, period(base, "--index"), origin, every)


def slugs_of(minerals: Sequence[str]) -> list[str]:
    """Minerals named, once each."""
    return list(dict.fromkeys(names.mineral(text).slug for text in arguments.flat(minerals)))


def candidates(slug: str, asked: Wanted) -> list[Series]:
    """Series that can answer for a mineral, the preferred first.

    Raises
    ------
    NoData
        If there is none, with where there are some.
    """
    found = price_register.pinned(slug, asked.source) if asked.source else price_register.of(slug)
    found = [series for series in found if series.priced]
    if found:
        return found
    elsewhere = [series for series in price_register.of(slug) if series.priced]
    if asked.source and elsewhere:
        raise NoData(f"no price of {slug} in {asked.source}; there are {spans(elsewhere)}")
    raise NoData(f"no price of {slug}: {_why_none(slug, asked)}")


def _why_none(slug: str, asked: Wanted) -> str:
    empty = price_register.pinned(slug, asked.source) if asked.source else price_register.of(slug)
    if empty:
        states = sorted({flag for price in empty[0].prices for flag in price.flags})
        return f"{empty[0].prices[-1].source} prints it without a figure ({', '.join(states)})"
    members = [m.slug for m in names.minerals().values() if m.group == slug]
    priced = [member for member in members if price_register.of(member)]
    tail = f"; its members have prices: {', '.join(priced)}" if priced else ""
    return f"no bundled source prints one{tail}"


def spans(found: Sequence[Series]) -> str:
    """Where prices exist, in words: ``imf@2025 (1990-01 to 2025-09)``."""
    return "; ".join(
        f"{s.priced[-1].source} ({s.priced[0].period} to {s.priced[-1].period})" for s in found
    )


def choose(slug: str, asked: Wanted) -> Series:
    """The one series that answers: no two sources are joined.

    The preferred one, unless another has prices at the first and the last period asked for
    where it has none; where none has both, the one with the most periods asked for.

    Raises
    ------
    NoData
        If no price lies in the periods asked for.
    """
    found = candidates(slug, asked)
    if not asked.dated:
        return found[0]
    for series in found:
        if _reaches(series, asked):
            return series
    best = max(found, key=lambda s: len(within(s.priced, asked.span)))
    if not within(best.priced, asked.span):
        raise NoData(f"no price of {slug} {asked.words}; there are {spans(found)}")
    return best


def _reaches(series: Series, asked: Wanted) -> bool:
    """Whether a series has figures at both ends asked for, and some between them."""
    first = span(series.priced[0].period).first
    last = span(series.priced[-1].period).last
    if asked.start and not first <= span(asked.start).first <= last:
        return False
    if asked.end and not first <= span(asked.end).last <= last:
        return False
    return bool(within(series.priced, asked.span))
