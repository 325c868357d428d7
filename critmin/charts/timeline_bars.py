"""Bars of a timeline: when an event holds, when it is suspended, what is not known. Pure."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from critmin.charts.model import Moment, Timeline
from critmin.charts.time_axis import day_in_words, day_span, decimal_year, domain, years_of

HOLDS, SUSPENDED, OPEN = "holds", "suspended", "open"
FEW = 0.15  # part of the events, at most, that may lie before the strip
SHORTER = 0.6  # of the time that all events span, at most, if some lie before the strip


class Piece(NamedTuple):
    """A part of a bar in years; ``look`` is one of HOLDS, SUSPENDED and OPEN."""

    start: float
    end: float
    look: str


def bar_of(moment: Moment, years: tuple[float, float], today: str = "") -> list[Piece]:
    """Bar of an event in pieces, from its first day to its last; none for an event of one day.

    ``years`` are the first and the last year of the strip; the bar is cut there.

    A suspension without a last day goes on to the end of the bar. What is ahead of ``today``, and
    what is later than ``confirmed``, is not shown as holding.
    """
    start = _first(moment.start)
    pauses = [
        (max(start, _first(first) if first else start), _last(last) if last else None)
        for first, last in moment.suspended
    ]
    if moment.end:
        end = _last(moment.end)
    elif moment.lasting:
        end = years[1]
    else:  # only its suspensions have a length
        end = max((last if last is not None else years[1] for _, last in pauses), default=start)
    end = min(end, years[1])
    sure = min(
        [end]
        + ([decimal_year(today)] if today else [])
        + ([_last(moment.confirmed)] if moment.confirmed else [])
    )
    edges = {start, end, sure}
    edges |= {edge for first, last in pauses for edge in (first, end if last is None else last)}
    inside = sorted(edge for edge in edges if start <= edge <= end)
    pieces: list[Piece] = []
    for first, last in pairwise(inside):
        if last <= years[0]:
            continue
        middle = (first + last) / 2
        paused = any(begin <= middle < (end if stop is None else stop) for begin, stop in pauses)
        look = SUSPENDED if paused else HOLDS if middle < sure else OPEN
        if pieces and pieces[-1].look == look:
            pieces[-1] = pieces[-1]._replace(end=last)
        else:
            pieces.append(Piece(max(first, years[0]), last, look))
    return pieces


def _first(day: str) -> float:
    return decimal_year(day)


def _last(day: str) -> float:
    """End of the last day."""
    last = day_span(day)[1]
    return years_of(last) + 1 / 366 if len(day) == 10 else decimal_year(day)


def span_of_strip(chart: Timeline) -> tuple[float, float]:
    """First and last year of the strip: all days of the events, and today.

    A few events that lie long before the others stand at the edge, if that gives the others room.
    """
    starts = sorted(_first(one.start) for one in chart.moments)
    days = [day for one in chart.moments for day in _days(one)]
    edges = [years_of(edge) for day in days for edge in day_span(day)]
    edges += [decimal_year(chart.today)] if chart.today else []
    low, high = min(edges, default=2000.0), max(edges, default=2001.0)
    for number in range(1, int(len(starts) * FEW) + 1):
        if high - starts[number] <= SHORTER * (high - low):
            return domain([starts[number], high])
    return domain([low, high])


def _days(moment: Moment) -> list[str]:
    pauses = [day for pair in moment.suspended for day in pair]
    return [day for day in (moment.start, moment.end or "", *pauses) if day]


def fewer(chart: Timeline, most: int) -> Timeline:
    """At most ``most`` events of a chart, those of the lowest rank, the newest of the same rank.

    Events of a rank below 0 are those of the title and stay, even if they are more. The note counts
    the others.
    """
    most = max(most, sum(one.rank < 0 for one in chart.moments))
    if len(chart.moments) <= most:
        return chart
    newest = sorted(chart.moments, key=lambda one: one.start, reverse=True)
    kept = sorted(newest, key=lambda one: one.rank)[:most]
    gone = sum(one.records for one in chart.moments if one not in kept)
    return replace(
        chart, moments=tuple(one for one in chart.moments if one in kept), **chart.leaving_out(gone)
    )


def has_bars(moment: Moment) -> bool:
    """Whether an event has a length, known or not, and not only a day."""
    return bool(moment.lasting or moment.end or moment.suspended)


def tip_of(moment: Moment) -> str:
    """An event in words: its day, what it is, how long it holds, and when it is suspended.

    >>> tip_of(Moment("Ban", "2024-12-03", suspended=(("2025-11-09", "2026-11-27"),)))
    '3 Dec 2024: Ban (suspended 9 Nov 2025 to 27 Nov 2026)'
    """
    said = [moment.state] if moment.state else []
    said += [f"until {day_in_words(moment.end)}"] if moment.end else []
    for first, last in moment.suspended:
        since = f" {day_in_words(first)}" if first else ""
        until = f" {'to' if first else 'until'} {day_in_words(last)}" if last else ""
        said.append(f"suspended{since}{until}")
    if moment.confirmed:
        said.append(f"last confirmed {day_in_words(moment.confirmed)}")
    about = f" ({'; '.join(said)})" if said else ""
    return f"{day_in_words(moment.start)}: {moment.label}{about}"
