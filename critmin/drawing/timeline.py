"""Body of dated events: date and words of each, and a strip of time with its mark and its bar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise

from critmin.charts.model import Moment, Timeline
from critmin.charts.palette import FAINT, FOCUS, INK, PAPER, PLAIN, REST, RULE, Colour
from critmin.core.named_tuple import NamedTuple
from critmin.drawing.fonts import line_height, width, wrapped
from critmin.drawing.scale import Scale
from critmin.drawing.sheet import Box, Sheet
from critmin.drawing.style import Style
from critmin.drawing.time_axis import (
    Tick,
    day_in_words,
    day_span,
    day_ticks,
    decimal_year,
    domain,
    years_of,
)

STRIP = 0.4  # of the width, for the strip beside the words; a narrow strip stands below them
MANY = 12  # events from which on the type is that of small print, so that all fit a page
GAP = 8.0
NO_BREAK = "\u00a0"
AFTER_DATE = f"{NO_BREAK}{NO_BREAK} "
BAR = 0.5  # thickness of a bar, of the size of type
MARK = 0.62  # of the size of type
HOLDS, SUSPENDED, OPEN, UNDATED = (
    "in force",
    "suspended",
    "not confirmed, or to come",
    "exact day not known",
)


class Piece(NamedTuple):
    """A part of a bar in years; ``look`` is one of HOLDS, SUSPENDED and OPEN."""

    start: float
    end: float
    look: str


class _Row(NamedTuple):
    """An event with its date and its words as they are set."""

    moment: Moment
    date: str
    words: list[str]
    state: list[str]
    top: float
    bottom: float
    y: float  # middle of its mark and bar


@dataclass(frozen=True)
class _Layout:
    """Where the parts of a timeline stand, from the top left of its body."""

    chart: Timeline
    size: float
    rows: list[_Row]
    lanes: list[tuple[str, float]]  # title of a lane and where it stands
    days: float  # pixels for the dates
    strip: tuple[float, float]
    years: tuple[float, float]
    head: float  # lower edge of the years
    key: list[tuple[str, float, float]]  # words of the key and their places
    narrow: bool
    height: float

    @property
    def across(self) -> Scale:
        return Scale(*self.years, *self.strip)

    def ticks(self) -> list[Tick]:
        left, right = self.strip
        return day_ticks(*self.years, right - left, partial(width, size=self.size))


def height(chart: Timeline, style: Style) -> float:
    """Pixels that the events take, with wrapped words."""
    return _layout(chart, style, style.room).height


def draw(chart: Timeline, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw dated events from top to bottom, each with its place in time.

    A bar shows how long an event holds; the part in which it is suspended is hatched on the same
    bar, and the part that no source confirms, or that lies ahead, is empty.
    """
    layout = _layout(chart, style, box.width)
    left, top = box.left, box.top
    _key(layout, sheet, left, top)
    _years(layout, sheet, left, top)
    for title, y in layout.lanes:
        sheet.text(left, top + y, title, style.label, bold=True, colour=INK)
    for row in layout.rows:
        _row(row, layout, sheet, left, top)


def bar_of(moment: Moment, years: tuple[float, float], today: str = "") -> list[Piece]:
    """Bar of an event in pieces, from its first day to its last; empty without a length.

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
    pieces = []
    for first, last in pairwise(inside):
        middle = (first + last) / 2
        paused = any(begin <= middle < (end if stop is None else stop) for begin, stop in pauses)
        look = SUSPENDED if paused else HOLDS if middle < sure else OPEN
        pieces.append(Piece(first, last, look))
    return pieces


def _first(day: str) -> float:
    return decimal_year(day)


def _last(day: str) -> float:
    """End of the last day."""
    last = day_span(day)[1]
    return years_of(last) + 1 / 366 if len(day) == 10 else decimal_year(day)


def _layout(chart: Timeline, style: Style, room: float) -> _Layout:
    size = style.small if style.narrow or len(chart.moments) > MANY else style.label
    line = line_height(size)
    days = max((width(day_in_words(one.start), size) for one in chart.moments), default=0) + 2 * GAP
    strip = (GAP, room - GAP) if style.narrow else (room * (1 - STRIP) + 2 * GAP, room - GAP)
    left = 0.0 if style.narrow else days
    words = room if style.narrow else room * (1 - STRIP) - days
    key, edge = _key_places(chart, size, room)
    today = line if chart.today else 0.0
    head = edge + today + line * 1.3
    lanes: list[tuple[str, float]] = []
    rows: list[_Row] = []
    y = head + line * 0.3
    for lane in chart.lanes:
        if lane:
            y += line * (0.5 if lanes else 0.0)
            lanes.append((lane, y + line_height(style.label) / 2))
            y += line_height(style.label) * 1.2
        for moment in (one for one in chart.moments if one.lane == lane):
            row = _set(moment, size, words, y, style)
            rows.append(row)
            y = row.bottom + line * (0.7 if style.narrow else 0.4)
    return _Layout(
        chart, size, rows, lanes, left, strip, _years_of(chart), head, key, style.narrow, y
    )


def _set(moment: Moment, size: float, room: float, top: float, style: Style) -> _Row:
    """Row of an event: beside its words the strip, or below them where the picture is narrow."""
    line = line_height(size)
    day = day_in_words(moment.start)
    words = wrapped(moment.label, size, room, bold=moment.highlight)
    if style.narrow:  # the words follow the date on its line
        joined = day.replace(" ", NO_BREAK) + AFTER_DATE + moment.label
        words = wrapped(joined, size, room, bold=moment.highlight)
    state = wrapped(moment.state, size, room)
    bottom = top + (len(words) + len(state)) * line
    y = bottom + line * 0.45 if style.narrow else top + size * 0.64
    return _Row(moment, day, words, state, top, bottom + (line * 0.9 if style.narrow else 0.0), y)


def _years_of(chart: Timeline) -> tuple[float, float]:
    """First and last year of the strip: all days of the events, and today."""
    days = [one.start for one in chart.moments] + [one.end for one in chart.moments if one.end]
    days += [day for one in chart.moments for pair in one.suspended for day in pair if day]
    days += [chart.today] if chart.today else []
    edges = [years_of(edge) for day in days for edge in day_span(day)]
    return domain(edges or [years_of(date.today())])


def _key_places(
    chart: Timeline, size: float, room: float
) -> tuple[list[tuple[str, float, float]], float]:
    """Looks that occur, and where their samples stand; below them begins the rest."""
    pieces = [
        piece.look for one in chart.moments for piece in bar_of(one, _years_of(chart), chart.today)
    ]
    looks = [look for look in (HOLDS, SUSPENDED, OPEN) if look in pieces]
    looks += [UNDATED] if any(len(one.start) < 10 for one in chart.moments) else []
    found: list[tuple[str, float, float]] = []
    x, y, line = 0.0, 0.0, line_height(size) * 1.1
    for look in looks:
        wide = 30.0 + width(look, size) + 2 * GAP
        if found and x + wide > room:
            x, y = 0.0, y + line
        found.append((look, x, y + line / 2))
        x += wide
    return found, (y + line * 1.3 if found else 0.0)


def _key(layout: _Layout, sheet: Sheet, left: float, top: float) -> None:
    for look, x, y in layout.key:
        if look == UNDATED:
            sheet.mark(left + x + 11, top + y, "o", layout.size * MARK, PLAIN, hollow=True)
        else:
            _bar(left + x, left + x + 22, top + y, look, PLAIN, layout.size, sheet)
        sheet.text(left + x + 30, top + y, look, layout.size, colour=FAINT)


def _years(layout: _Layout, sheet: Sheet, left: float, top: float) -> None:
    """Draw the years above the strip, their rules, and the line of today with its day."""
    size, across = layout.size, layout.across
    foot = layout.height - line_height(size) * 0.3
    y = top + layout.head - line_height(size) * 0.5
    spans = [(row.y - size * 0.8, row.y + size * 0.8) for row in layout.rows]
    if not layout.narrow:
        spans = [(layout.head, foot)]
    ticks = layout.ticks()
    for tick in ticks:
        x = left + across.at(tick.x)
        for start, end in spans:
            sheet.rule(
                [(x, top + start), (x, top + end)], colour=RULE, thick=1.0 if tick.strong else 0.6
            )
        if tick.label:
            half = width(tick.label, size) / 2
            right = left + layout.strip[1] + GAP - half
            at = max(left + layout.strip[0] - GAP + half, min(x, right))
            sheet.text(at, y, tick.label, size, colour=FAINT, anchor="middle")
    if not layout.chart.today:
        return
    x = left + across.at(decimal_year(layout.chart.today))
    text = f"today, {day_in_words(layout.chart.today)}"
    half = width(text, size, bold=True) / 2
    at = max(left + half, min(x, left + layout.strip[1] + GAP - half))
    label = y - line_height(size)
    sheet.text(at, label, text, size, bold=True, anchor="middle")
    if not layout.narrow:
        spans = [(label - top + size * 0.5, foot)]
    for start, end in spans:
        sheet.rule([(x, top + start), (x, top + end)], colour=INK, thick=1.4, dashes=(4, 3))


def _row(row: _Row, layout: _Layout, sheet: Sheet, left: float, top: float) -> None:
    size, moment = layout.size, row.moment
    if not layout.narrow:
        sheet.lines(left, top + row.top, [row.date], size, colour=FAINT)
    words = left + layout.days
    if layout.narrow:
        edge = _dated(row, sheet, left, top + row.top, size)
    else:
        edge = sheet.lines(words, top + row.top, row.words, size, bold=moment.highlight)
    sheet.lines(words, edge, row.state, size, colour=FAINT)
    across, y = layout.across, top + row.y
    colour = FOCUS if moment.highlight else PLAIN
    tip = tip_of(moment)
    pieces = bar_of(moment, layout.years, layout.chart.today)
    for piece in pieces:
        start, end = left + across.at(piece.start), left + across.at(piece.end)
        _bar(start, end, y, piece.look, colour, size, sheet, tip)
    if moment.lasting and not moment.end and pieces:
        x = left + layout.strip[1] + GAP * 0.5
        sheet.mark(x, y, ">", size * 0.6, colour, hollow=pieces[-1].look != HOLDS, tip=tip)
    exact = len(moment.start) == 10
    if not exact:  # the day lies somewhere in the month or year
        first, last = day_span(moment.start)
        ends = [left + across.at(years_of(day)) for day in (first, last)]
        sheet.rule([(ends[0], y), (ends[1], y)], colour=colour, thick=2.0, layer=1)
    mark = "D" if moment.highlight else "o"
    x = left + across.at(decimal_year(moment.start))
    sheet.mark(x, y, mark, size * MARK * 1.2, colour, hollow=not exact, tip=tip)


def _dated(row: _Row, sheet: Sheet, left: float, top: float, size: float) -> float:
    """Draw an event's words after its date, which they share a line with."""
    first, *others = row.words
    bold = row.moment.highlight
    sheet.lines(left, top, [row.date], size, colour=FAINT)
    start = left + width(row.date + AFTER_DATE, size, bold=bold)
    label = first[len(row.date + AFTER_DATE) :]
    if label:
        sheet.lines(start, top, [label], size, bold=bold)
    top += line_height(size)
    return sheet.lines(left, top, others, size, bold=bold)


def _bar(
    start: float,
    end: float,
    y: float,
    look: str,
    colour: Colour,
    size: float,
    sheet: Sheet,
    tip: str = "",
) -> None:
    """Draw a piece of a bar: full, hatched or empty."""
    fill = {HOLDS: colour, SUSPENDED: REST, OPEN: PAPER}[look]
    edge = colour if look != HOLDS else None
    tall = size * BAR
    sheet.bar(
        start, y - tall / 2, end - start, tall, fill, hatch=look == SUSPENDED, edge=edge, tip=tip
    )


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
