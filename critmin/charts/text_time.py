"""Charts of time as text: lines, dated events, stacked years. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from critmin.charts.forms import History
from critmin.charts.model import (
    FRACTION,
    NO_FIGURE,
    RESIDUAL,
    Lines,
    Moment,
    Point,
    Timeline,
    written,
)
from critmin.charts.text_screen import ASCII_FILLS, FILLS, Screen, cut
from critmin.charts.time_axis import period_in_words

SPARKS = "▁▂▃▄▅▆▇█"
ASCII_SPARKS = "_.-=+*#"


def lines(chart: Lines, screen: Screen) -> Iterator[str]:
    """Heights of each series from its first to its last year, its peak, and the common scale."""
    room = screen.room(chart.series)
    figures = [point.y for point in chart.points if point.y is not None]
    low, high = min([0.0, *figures]), max([0.0, *figures])
    yearly = not any(point.x % 1 for point in chart.points)
    for name in chart.series:
        points = sorted((p for p in chart.points if p.series == name), key=lambda p: p.x)
        known = [point for point in points if point.y is not None]
        if not known:
            yield f"{cut(name, room):<{room}} {NO_FIGURE}"
            continue
        text = _ends(known, chart.unit, yearly)
        cells = max(screen.columns - room - len(text) - 2, screen.columns // 4)
        spark = sparkline([p.y for p in points], low, high, cells, screen)
        chosen = any(point.highlight for point in points)
        whole = f"{cut(name, room):<{room}} {screen.focus(spark, chosen)} {text}"
        if room + len(spark) + len(text) + 2 <= screen.columns:
            yield whole
        else:
            yield f"{cut(name, room):<{room}} {screen.focus(spark, chosen)}"
            yield from textwrap.wrap(
                text,
                screen.columns,
                initial_indent=" " * (room + 1),
                subsequent_indent=" " * (room + 1),
            )
    if figures:
        yield f"Scale: {written(low, chart.unit)} to {written(high, chart.unit)}."
    for moment in chart.moments:
        yield from textwrap.wrap(f"{moment.start}: {moment.label}", screen.columns)


def _ends(known: Sequence[Point], unit: str, yearly: bool) -> str:
    """First and last figure, and the peak between them."""

    def said(point: Point) -> str:
        return f"{written(point.y, unit)} ({period_in_words(point.x, yearly)})"

    first, last = known[0], known[-1]
    if last is first:
        return said(first)
    peak = max(known, key=lambda point: point.y or 0.0)
    inside = peak not in (first, last) and (peak.y or 0.0) > max(first.y or 0.0, last.y or 0.0)
    return f"{said(first)} to {said(last)}{f', peak {said(peak)}' if inside else ''}"


def sparkline(
    values: Sequence[float | None], low: float, high: float, cells: int, screen: Screen
) -> str:
    """Heights of values between ``low`` and ``high``; a gap without a figure.

    If there are more values than cells, the highest value of each step is shown, so that a peak
    stays.

    >>> sparkline([0, 5, None, 10], 0, 10, 10, Screen(80))
    '▁▅ █'
    >>> sparkline([0, 1, 9, 1, 0, 0], 0, 10, 2, Screen(80))
    '▇▂'
    """
    steps = SPARKS if screen.blocks else ASCII_SPARKS
    span = (high - low) or 1.0
    shown = []
    every = -(-len(values) // max(cells, 1))
    for start in range(0, len(values), every):
        known = [value for value in values[start : start + every] if value is not None]
        shown.append(max(known) if known else None)
    return "".join(
        " "
        if value is None
        else steps[min(len(steps) - 1, int((value - low) / span * (len(steps) - 1) + 0.5))]
        for value in shown
    )


def timeline(chart: Timeline, screen: Screen) -> Iterator[str]:
    """Events in lanes by date, a list in its own order; the day of today below them."""
    room = max(len(moment.start) for moment in chart.moments) + 1
    for lane in [""] if chart.listed else chart.lanes:
        if lane:
            yield cut(lane, screen.columns)
        for moment in (m for m in chart.moments if chart.listed or m.lane == lane):
            mark = screen.either("●", "*") if moment.highlight else " "
            who = f"{moment.lane}: " if chart.listed and moment.lane else ""
            wrapped = textwrap.wrap(
                f"{who}{_said(moment)}",
                screen.columns,
                initial_indent=f"{mark} {moment.start:<{room}}",
                subsequent_indent=" " * (room + 2),
            )
            for number, line in enumerate(wrapped):
                first = number == 0 and moment.highlight
                yield screen.focus(mark) + line[1:] if first else line
    if chart.today:
        yield f"{chart.day.rstrip(',').capitalize()}: {chart.today}"


def _said(moment: Moment) -> str:
    """Label of an event with its last day and its suspensions."""
    parts = [f"until {moment.end}"] if moment.end else []
    for since, until in moment.suspended:
        span = " ".join(
            filter(None, [f"from {since}" if since else "", f"until {until}" if until else ""])
        )
        parts.append(f"suspended {span}".strip())
    known = [part for part in parts if part not in moment.label]
    return f"{moment.label} ({'; '.join(known)})" if known else moment.label


def history(chart: History, screen: Screen) -> Iterator[str]:
    """One stacked bar a year, with a key of the series and their newest shares."""
    fill = _fills(chart, screen)
    cells = screen.columns - 6
    for year in chart.years:
        parts = [one for one in chart.slices if one.year == year]
        if not parts:
            yield f"{year} {NO_FIGURE}"
            continue
        line, done, drawn = "", 0.0, 0
        for one in parts:
            done += one.value
            count = max(round(done * cells) - drawn, 0)
            line += screen.focus(fill[one.series] * count, one.highlight)
            drawn += count
        yield f"{year} {line}"
    for name in chart.series:
        newest = max((one for one in chart.slices if one.series == name), key=lambda one: one.year)
        said = f"{name} {written(newest.value, FRACTION)} in {newest.year}"
        yield f"{screen.focus(fill[name], newest.highlight)} {said}"


def _fills(chart: History, screen: Screen) -> dict[str, str]:
    """Character of each series: the fullest for the focus, dots for the residual."""
    focus, *others = FILLS if screen.blocks else ASCII_FILLS
    found: dict[str, str] = {}
    turn = 0
    for one in chart.slices:
        if one.series in found:
            continue
        if one.kind == RESIDUAL:
            found[one.series] = screen.either("·", ".")
        elif one.highlight:
            found[one.series] = focus
        else:
            found[one.series] = others[turn % len(others)]
            turn += 1
    return found
