"""Body of dated events: date and words of each, and a strip of time with its mark and its bar."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from critmin.charts.model import CHINA, Moment, Timeline
from critmin.charts.palette import FAINT, FOCUS, INK, PAPER, PLAIN, REST, RULE, Colour
from critmin.charts.scale import Scale
from critmin.charts.time_axis import day_in_words, day_span, day_ticks, decimal_year, years_of
from critmin.charts.timeline_bars import (
    HOLDS,
    OPEN,
    SUSPENDED,
    bar_of,
    fewer,
    has_bars,
    span_of_strip,
    tip_of,
)
from critmin.drawing import dated_list
from critmin.drawing.fonts import line_height, width, wrapped
from critmin.drawing.sheet import Anchor, Box, Sheet
from critmin.drawing.style import Style

STRIP = 0.4  # of the width, for the strip beside the words; a narrow strip stands below them
MANY = 12  # events from which on the type is that of small print, so that all fit a page
NARROW, LISTED = 9, 12  # most events of a narrow picture, with strips and without
AGAIN = 12  # strips after which a narrow picture repeats the years
GAP = 8.0
NO_BREAK, DOT = "\u00a0", "\u00b7"
AFTER_DATE = f"{NO_BREAK}{NO_BREAK} "
BAR = 0.5  # thickness of a bar, of the size of type
MARK = 0.74  # of the size of type
SAMPLE = 22.0  # pixels of a bar in the key
EARLIER, UNDATED = "began earlier", "exact day not known"
RED, BLUE = "China", "others"
MARKED = "marked"


class _Row(NamedTuple):
    """An event as it is set; the places are pixels from the top of the body."""

    moment: Moment
    words: list[str]
    state: list[str]  # below the words
    beside: str  # or how it stands, on their last line
    top: float
    bottom: float
    y: float  # middle of its mark and bar


class _Sample(NamedTuple):
    """A sample of the key: its look, its words and its place."""

    look: str
    words: str
    x: float
    y: float


@dataclass(frozen=True)
class _Layout:
    """Where the parts of a timeline stand, in pixels from the top left of its body."""

    chart: Timeline
    style: Style
    size: float
    rows: list[_Row]
    lanes: list[tuple[str, float]]  # titles of lanes
    heads: list[float]  # middles of the rows of years
    days: float  # room for the dates
    strip: tuple[float, float]
    key: list[_Sample]
    height: float

    @property
    def across(self) -> Scale:
        return Scale(*span_of_strip(self.chart), *self.strip)

    @property
    def ruled(self) -> list[tuple[float, float]]:
        """Stretches from top to bottom in which years are ruled: all, or each event's strip."""
        if self.style.narrow:
            half = self.size * 0.7
            return [(row.y - half, row.y + half) for row in self.rows if has_bars(row.moment)]
        foot = max((row.bottom for row in self.rows), default=self.heads[0])
        return [(self.heads[0] + self.size * 0.7, foot)]


def fitted(chart: Timeline, style: Style) -> Timeline:
    """A chart with as many events as a picture has room for."""
    if not style.narrow:
        return chart
    return fewer(chart, LISTED if _listed(chart, style) else NARROW)


def height(chart: Timeline, style: Style) -> float:
    """Pixels that the events take, with wrapped words."""
    if _listed(chart, style):
        return dated_list.layout(chart, style, style.room).height
    return _layout(chart, style, style.room).height


def draw(chart: Timeline, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw dated events from top to bottom, each with its place in time.

    A bar shows how long an event holds. The part in which it is suspended is hatched on the same
    bar, and the part that no source confirms, or that lies ahead, is empty.
    """
    if _listed(chart, style):
        dated_list.draw(chart, sheet, box, style)
        return
    layout = _layout(chart, style, box.width)
    for sample in layout.key:
        _sample(sample, layout, sheet, box)
    _years(layout, sheet, box)
    if chart.today:
        _today(layout, sheet, box)
    for title, y in layout.lanes:
        sheet.text(box.left, box.top + y, title, style.label, bold=True, colour=INK)
    for row in layout.rows:
        _words(row, layout, sheet, box)
        _event(row, layout, sheet, box)


def _listed(chart: Timeline, style: Style) -> bool:
    """Whether dates and words are enough: as asked for, or in a narrow picture with few bars."""
    few = 2 * sum(map(has_bars, chart.moments)) < len(chart.moments)
    return chart.listed or (style.narrow and few)


def _layout(chart: Timeline, style: Style, room: float) -> _Layout:
    narrow = style.narrow
    size = style.small if narrow or len(chart.moments) > MANY else style.label
    line = line_height(size)
    days = max((width(day_in_words(one.start), size) for one in chart.moments), default=0.0)
    days = 0.0 if narrow else days + 2 * GAP
    # The strip has the rest of the width, and never less than its part.
    words = max((_widest(one, size) for one in chart.moments), default=0.0)
    beside = min(room * (1 - STRIP), days + words + GAP)
    inset = width("2024", size) / 2  # a year at the edge is within the picture
    strip = (inset, room - inset) if narrow else (beside + 2 * GAP + inset, room - inset)
    key, y = _key(chart, size, room, narrow=narrow)
    y += line if chart.today else 0.0
    heads = [y + line / 2]
    y += line * 1.3
    lanes: list[tuple[str, float]] = []
    rows: list[_Row] = []
    since = 0  # events below the last row of years
    for lane in chart.lanes:
        if lane:
            y += line * 0.5 if rows else 0.0
            lanes.append((lane, y + line_height(style.label) / 2))
            y += line_height(style.label) * 1.2
        for moment in (one for one in chart.moments if one.lane == lane):
            since += has_bars(moment)
            if narrow and since > AGAIN:
                since = 1
                heads.append(y + line / 2)
                y += line * 1.3
            row = _set(moment, size, room if narrow else beside - days, y, style)
            rows.append(row)
            y = row.bottom + line * (0.7 if narrow else 0.4)
    if not narrow and len(rows) > MANY:
        heads.append(y + line / 2)
        y += line * 1.3
    return _Layout(chart, style, size, rows, lanes, heads, days, strip, key, y)


def _widest(moment: Moment, size: float) -> float:
    """Width of an event's words and of how it stands on one line."""
    state = width(f" {DOT} {moment.state}", size) if moment.state else 0.0
    return width(moment.label, size, bold=moment.highlight) + state


def _set(moment: Moment, size: float, room: float, top: float, style: Style) -> _Row:
    """Row of an event: its strip beside the words, or below them where the picture is narrow."""
    line = line_height(size)
    # In a narrow picture the words follow the date on its line.
    date = day_in_words(moment.start).replace(" ", NO_BREAK) + AFTER_DATE if style.narrow else ""
    words = wrapped(date + moment.label, size, room, bold=moment.highlight)
    state, beside = wrapped(moment.state, size, room), ""
    joined = f"{DOT} {moment.state}"
    last = width(words[-1], size, bold=moment.highlight) if words else 0.0
    if state and last + width(f" {joined}", size) <= room:
        state, beside = [], joined
    bottom = top + (len(words) + len(state)) * line
    if style.narrow:
        foot = bottom + line * (0.9 if has_bars(moment) else 0.0)
        return _Row(moment, words, state, beside, top, foot, bottom + line * 0.45)
    return _Row(moment, words, state, beside, top, bottom, top + size * 0.64)


def _key(
    chart: Timeline, size: float, room: float, *, narrow: bool = False
) -> tuple[list[_Sample], float]:
    """Samples of the looks that occur, and where the rest of the body begins."""
    years = span_of_strip(chart)
    drawn = [one for one in chart.moments if has_bars(one) or not narrow]  # have a mark
    looks = {piece.look for one in chart.moments for piece in bar_of(one, years, chart.today)}
    words = {HOLDS: chart.bars, SUSPENDED: "suspended", OPEN: "not confirmed, or to come"}
    shown = [(look, text) for look, text in words.items() if look in looks]
    if any(len(one.start) < 10 and decimal_year(one.start) >= years[0] for one in drawn):
        shown.append((UNDATED, UNDATED))
    if any(decimal_year(one.start) < years[0] for one in drawn):
        shown.append((EARLIER, EARLIER))
    if chart.marked and any(one.highlight for one in chart.moments):
        shown.append((MARKED, chart.marked))
    if len({one.key == CHINA for one in chart.moments}) > 1:
        shown += [(RED, RED), (BLUE, BLUE)]
    found: list[_Sample] = []
    x, y, line = 0.0, 0.0, line_height(size) * 1.1
    for look, text in shown:
        wide = SAMPLE + GAP + width(text, size)
        if found and x + wide > room:
            x, y = 0.0, y + line
        found.append(_Sample(look, text, x, y + line / 2))
        x += wide + 2.5 * GAP
    return found, (y + line * 1.4 if found else 0.0)


def _sample(sample: _Sample, layout: _Layout, sheet: Sheet, box: Box) -> None:
    x, y, size = box.left + sample.x, box.top + sample.y, layout.size
    kinds = {one.key == CHINA for one in layout.chart.moments}
    red = kinds == {True}
    colour = FOCUS if red else PLAIN if kinds == {False} else FAINT
    if sample.look == UNDATED:
        sheet.mark(x + SAMPLE / 2, y, "o", size * MARK, colour, hollow=True)
    elif sample.look == EARLIER:
        sheet.mark(x + SAMPLE / 2, y, "<", size * MARK, colour)
    elif sample.look == MARKED:
        sheet.mark(x + SAMPLE / 2, y, "D", size * MARK, colour)
    elif sample.look in {RED, BLUE}:
        _bar((x, x + SAMPLE), y, HOLDS, FOCUS if sample.look == RED else PLAIN, size, sheet)
    else:
        _bar((x, x + SAMPLE), y, sample.look, colour, size, sheet)
    sheet.text(x + SAMPLE + GAP, y, sample.words, size, colour=FAINT)


def _years(layout: _Layout, sheet: Sheet, box: Box) -> None:
    """Draw the years and their rules."""
    size, across = layout.size, layout.across
    inset = width("2024", size) / 2
    left, right = box.left + layout.strip[0] - inset, box.left + layout.strip[1] + inset
    for tick in day_ticks(
        across.low, across.high, across.end - across.start, partial(width, size=size)
    ):
        x = box.left + across.at(tick.x)
        for start, end in layout.ruled:
            ends = [(x, box.top + start), (x, box.top + end)]
            sheet.rule(ends, colour=RULE, thick=1.0 if tick.strong else 0.6)
        half = width(tick.label, size) / 2
        at = max(left + half, min(x, right - half))
        for y in layout.heads if tick.label else []:
            sheet.text(at, box.top + y, tick.label, size, colour=FAINT, anchor="middle")


def _today(layout: _Layout, sheet: Sheet, box: Box) -> None:
    """Draw the line of today, its day above it."""
    size = layout.size
    inset = width("2024", size) / 2
    left, right = box.left + layout.strip[0] - inset, box.left + layout.strip[1] + inset
    across = layout.across
    x = box.left + across.at(decimal_year(layout.chart.today))
    chart = layout.chart
    text = f"{chart.day} {day_in_words(chart.today)}"
    half, line = width(text, size, bold=True) / 2, line_height(size)
    y = box.top + layout.heads[0] - line
    # Where the day is near an edge, the words end or begin at a tick above its line.
    side: Anchor = "middle"
    aside = 0.0
    if x + half > right:
        side, aside = "end", -GAP / 2
    elif x - half < left:
        side, aside = "start", GAP / 2
    sheet.text(x + aside, y, text, size, bold=True, anchor=side)
    if aside:
        sheet.rule([(x, y - line * 0.4), (x, y + line * 0.4)], colour=INK, thick=1.4)
    for start, end in layout.ruled:
        ends = [(x, box.top + start), (x, box.top + end)]
        sheet.rule(ends, colour=INK, thick=1.4, dashes=(4, 3), tip=text)


def _words(row: _Row, layout: _Layout, sheet: Sheet, box: Box) -> None:
    """Draw an event's date, its words and how it stands."""
    size, bold, top = layout.size, row.moment.highlight, box.top + row.top
    date = day_in_words(row.moment.start)
    sheet.lines(box.left, top, [date], size, colour=FAINT)
    left, words = box.left + layout.days, row.words
    if row.beside:
        x = left + width(words[-1], size, bold=bold) + width(" ", size)
        y = top + (len(words) - 1) * line_height(size)
        sheet.lines(x, y, [row.beside], size, colour=FAINT)
    if layout.style.narrow:
        start = len(date + AFTER_DATE)
        x = left + width(date + AFTER_DATE, size, bold=bold)
        sheet.lines(x, top, [row.words[0][start:]] if row.words[0][start:] else [], size, bold=bold)
        top, words = top + line_height(size), row.words[1:]
    top = sheet.lines(left, top, words, size, bold=bold)
    sheet.lines(left, top, row.state, size, colour=FAINT)


def _event(row: _Row, layout: _Layout, sheet: Sheet, box: Box) -> None:
    """Draw an event on its strip: a mark on its first day, and a bar as long as it holds."""
    size, moment, across = layout.size, row.moment, layout.across
    if layout.style.narrow and not has_bars(moment):
        return
    y, tip = box.top + row.y, tip_of(moment)
    colour = FOCUS if moment.key == CHINA else PLAIN
    pieces = bar_of(moment, (across.low, across.high), layout.chart.today)
    for piece in pieces:
        ends = (box.left + across.at(piece.start), box.left + across.at(piece.end))
        _bar(ends, y, piece.look, colour, size, sheet, tip)
    if moment.lasting and not moment.end and pieces:
        x = box.left + layout.strip[1] + size * 0.25
        sheet.mark(x, y, ">", size * 0.6, colour, hollow=pieces[-1].look != HOLDS, tip=tip)
    start = decimal_year(moment.start)
    exact = len(moment.start) == 10
    if start < across.low:
        sheet.mark(box.left + layout.strip[0], y, "<", size * MARK, colour, tip=tip)
        return
    if not exact:  # the day lies somewhere in the month or year
        first, last = day_span(moment.start)
        span = [(box.left + across.at(years_of(day)), y) for day in (first, last)]
        sheet.rule(span, colour=colour, thick=2.0, layer=1)
    mark = "D" if moment.highlight else "o"
    x = box.left + across.at(start)
    sheet.mark(x, y, mark, size * MARK, colour, hollow=not exact, tip=tip)


def _bar(
    ends: tuple[float, float],
    y: float,
    look: str,
    colour: Colour,
    size: float,
    sheet: Sheet,
    tip: str = "",
) -> None:
    """Draw a piece of a bar: full, hatched or empty."""
    fill = {HOLDS: colour, SUSPENDED: REST, OPEN: PAPER}[look]
    edge = None if look == HOLDS else colour
    tall = size * BAR
    left, right = ends
    sheet.bar(
        left, y - tall / 2, right - left, tall, fill, hatch=look == SUSPENDED, edge=edge, tip=tip
    )
