"""Charts of figures over years: lines, stacked shares, or bars where there is one year. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from math import fsum
from typing import Any, NamedTuple

from critmin.charts.forms import History, Slice
from critmin.charts.labels import left_out, no_figures, small_print
from critmin.charts.model import CHINA, COUNTRY, FRACTION, RESIDUAL, Bar, Bars, Chart, Lines, Point
from critmin.core import periods
from critmin.core.periods import Month
from critmin.core.wording import counted, listed, year_spans

OTHERS = "All others"
LEAST = 0.02  # mean share of a supplier that is named
FEW = 3  # lines that are drawn however low
MOST = 8  # most lines, and most suppliers stacked: each has a colour of its own


class Figure(NamedTuple):
    """The figure of a name in a year; ``state`` says why there is none, ``key`` is an ISO3."""

    name: str
    year: int
    value: float | None
    key: str = ""
    state: str = ""
    kind: str = COUNTRY


def lines(
    figures: Sequence[Figure],
    head: Mapping[str, Any],
    notes: Sequence[str] = (),
    *,
    focus: Collection[str] = (CHINA,),
    thing: str = "smaller line",
    things: str = "",
    most: int = MOST,
    least: float = 0.0,
) -> Chart:
    """Lines by name, those in focus first, then by their peak.

    A name without any figure has no line and is in the note, and so are lines below ``least`` of
    the highest one if there are more than a few. Bars if only one year has figures.
    """
    known = [one for one in figures if one.value is not None]
    years = {one.year for one in known}
    if len(years) < 2:
        return _bars(figures, head, notes, years=years, focus=focus)
    marked = {one.name for one in figures if one.key in focus}
    peak: dict[str, float] = {}
    for one in known:
        peak[one.name] = max(peak.get(one.name, 0.0), one.value or 0.0)
    order = sorted(peak, key=lambda name: (name not in marked, -peak[name]))[:most]
    limit = least * max(peak.values())
    order = [n for at, n in enumerate(order) if at < FEW or n in marked or peak[n] >= limit]
    points = [
        Point(one.name, _position(one.year), one.value, one.name in marked, one.key)
        for name in order
        for one in sorted(figures, key=lambda one: one.year)
        if one.name == name
    ]
    hidden = [name for name in peak if name not in order]
    said = [*notes, _hidden(figures, peak, hidden, order, thing, things), _without(figures, peak)]
    said.append(_gaps([one for one in figures if one.name in order]))
    return Lines(**head, note=small_print(said), points=tuple(points))


def _hidden(
    figures: Sequence[Figure],
    peak: Mapping[str, float],
    hidden: Sequence[str],
    order: Sequence[str],
    thing: str,
    things: str,
) -> str:
    """Sentence on names without a line; one that is drawn for itself may be lower than these."""
    rest = {one.name for one in figures if one.kind == RESIDUAL and one.name in hidden}
    named = [name for name in hidden if name not in rest]
    lower = [one for one in order if any(peak[name] > peak[one] for name in named)]
    if lower:
        thing, things = (one.replace("smaller", "other") for one in (thing, things))
    said = left_out(len(named), thing, things)
    if rest and said:
        said = re.sub(" (is|are) in", " and what has no country are in", said, count=1)
    always = f" {listed(lower)} {'is' if len(lower) == 1 else 'are'} always drawn." if lower else ""
    return f"{said}{always}"


def with_gaps(figures: Sequence[Figure], listing: Mapping[str, Collection[int]]) -> list[Figure]:
    """Figures, and none for years between those of a name in which its source lists others only.

    ``listing`` has the years of the source of each name.
    """
    found = list(figures)
    by_name: dict[str, list[Figure]] = {}
    for one in figures:
        by_name.setdefault(one.name, []).append(one)
    for name, of in by_name.items():
        years = {one.year for one in of}
        for year in sorted(listing.get(name, ())):
            if min(years) < year < max(years) and year not in years:
                found.append(of[0]._replace(year=year, value=None, state="not listed"))
    return found


def _position(year: int) -> float:
    """Place of a year or month on the axis."""
    return year.position if isinstance(year, Month) else year


def _spans(years: Sequence[int]) -> str:
    if any(isinstance(year, Month) for year in years):
        return listed([str(year) for year in years])
    return year_spans(years)


def _without(figures: Sequence[Figure], known: Collection[str]) -> str:
    """Sentence on names without any figure, with why."""
    states = {one.name: one.state for one in figures if one.name not in known}
    return no_figures(list(states.items()))


def _gaps(figures: Sequence[Figure]) -> str:
    """Sentence on years in which a line has no figure, with why."""
    found: dict[str, list[Figure]] = {}
    for one in figures:
        if one.value is None:
            found.setdefault(one.name, []).append(one)
    said = [
        f"{name} {_spans(sorted(one.year for one in of))}"
        f"{f' ({of[0].state})' if of[0].state else ''}"
        for name, of in found.items()
    ]
    return f"Gaps: {'; '.join(said)}." if said else ""


def _bars(
    figures: Sequence[Figure],
    head: Mapping[str, Any],
    notes: Sequence[str],
    *,
    years: Collection[int],
    focus: Collection[str],
) -> Bars:
    """Bars of the only year with figures; all names without any are lines without a bar."""
    shown = {one.name: one for one in figures if one.year in years or not years}
    for one in figures:
        shown.setdefault(one.name, one._replace(value=None))
    ranked = sorted(shown.values(), key=lambda one: (one.value is None, -(one.value or 0.0)))
    return Bars(
        **head,
        note=small_print(notes),
        bars=tuple(
            Bar(one.name, one.value, "", one.key in focus, one.kind, one.state, one.key)
            for one in ranked
        ),
    )


def history(
    figures: Sequence[Figure],
    head: Mapping[str, Any],
    notes: Sequence[str] = (),
    *,
    most: int = MOST - 1,
    rest: str = OTHERS,
    beside: str = "",
) -> History:
    """Shares of each year stacked: the largest suppliers, China first, and all others as one part.

    The largest are those with the highest mean share over the years, and those that have as much in
    the last year.

    The others are what is missing to the whole: smaller suppliers, and what ``beside`` names.
    """
    keys = {one.name: one.key for one in figures}
    years = sorted({one.year for one in figures if one.value is not None})
    mean: dict[str, float] = {}
    for one in figures:
        if one.kind == COUNTRY and one.value:
            mean[one.name] = mean.get(one.name, 0.0) + one.value / len(years)
    largest = sorted(mean, key=lambda name: -mean[name])
    shown = [name for name in largest if mean[name] >= LEAST][:most] or largest[:most]
    now = {one.name: one.value for one in figures if years and one.year == years[-1]}
    named_now = [name for name in largest if (now.get(name) or 0.0) >= LEAST]
    shown += [name for name in named_now if name not in shown][: max(most - len(shown), 0)]
    shown += [name for name in largest if keys[name] == CHINA and name not in shown]
    order = sorted(shown, key=lambda name: (keys[name] != CHINA, largest.index(name)))
    slices: list[Slice] = []
    for year in years:
        found = {one.name: one for one in figures if one.year == year and one.value}
        slices += [
            Slice(name, year, found[name].value or 0.0, keys[name] == CHINA, key=keys[name])
            for name in order
            if name in found
        ]
        missing = 1 - fsum(one.value or 0.0 for name, one in found.items() if name in order)
        if missing > 0.0005:
            slices.append(Slice(rest, year, missing, kind=RESIDUAL))
    gaps = [year for year in periods.every([one.year for one in figures]) if year not in years]
    smaller = len(largest) - len(order)
    others = _others(rest, smaller, beside) if any(one.series == rest for one in slices) else ""
    return History(
        **{"unit": FRACTION, **head},
        note=small_print([*notes, others]),
        slices=tuple(slices),
        gaps=tuple(gaps),
    )


def _others(rest: str, smaller: int, beside: str) -> str:
    """Sentence on what the last part of each year has."""
    over = "smaller over the whole period"
    named = [f"{counted(smaller, 'other country', 'other countries')}, {over}"] if smaller else []
    found = [*named, *([beside] if beside else [])]
    return f"{rest}: {'; '.join(found)}." if found else ""
