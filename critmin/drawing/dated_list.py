"""Body of dated events as a list: day, who, and words; where a strip of time would say no more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from critmin.charts.model import CHINA, Moment, Timeline
from critmin.charts.palette import FAINT, FOCUS, INK, PLAIN, RULE
from critmin.charts.time_axis import day_in_words
from critmin.charts.timeline_bars import tip_of
from critmin.drawing.fonts import line_height, width, wrapped
from critmin.drawing.sheet import Box, Sheet
from critmin.drawing.style import Style

MANY = 12  # events from which on the type is that of small print
LEAD = 0.24  # of the width at most, for those who act
GAP, MARK = 10.0, 0.5
AIR = 0.5  # of a line, between two events
DOT = "\u00b7"


class _Row(NamedTuple):
    """An event as it is set; ``same`` if day and lane are those of the row above."""

    moment: Moment
    date: str
    lead: list[str]
    words: list[str]
    state: list[str]
    top: float
    bottom: float
    same: bool


class _Layout(NamedTuple):
    rows: list[_Row]
    size: float
    lead: float  # where those who act begin
    words: float  # where the words begin
    height: float


def layout(chart: Timeline, style: Style, room: float) -> _Layout:
    """Set all events; in a narrow picture the words are below day and lane."""
    # Where the list stands for a strip with lanes, the order of days says more than the lanes,
    # unless these are groups that are compared.
    kept = chart.listed or chart.grouped
    moments = chart.moments if kept else sorted(chart.moments, key=lambda one: one.start)
    many = len(moments) > MANY
    size = style.small if style.narrow or many else style.label
    line = line_height(size)
    days = max((width(day_in_words(one.start), size) for one in moments), default=0.0)
    lanes = [width(one.lane, size, bold=True) for one in moments if one.lane]
    lead = 0.0 if style.narrow else days + 2 * GAP
    words = GAP + size * MARK
    bullet = 1.5 * GAP + size * MARK
    if not style.narrow:
        words = lead + bullet + (min(max(lanes), room * LEAD) + GAP if lanes else 0.0)
    rows: list[_Row] = []
    y = 0.0
    for before, moment in zip([None, *moments], moments, strict=False):
        same = before is not None and (before.start, before.lane) == (moment.start, moment.lane)
        date = day_in_words(moment.start)
        who: list[str] = []
        if moment.lane and not same:
            taken = width(f"{date} {DOT} ", size) if style.narrow else 0.0
            wide = room - taken if style.narrow else words - lead - bullet - GAP
            who = wrapped(moment.lane, size, wide, bold=True)
        text = wrapped(moment.label, size, room - words, bold=moment.highlight)
        stands = _state(moment)
        state = wrapped(stands, size, room - words)
        last = width(text[-1], size, bold=moment.highlight) if text else 0.0
        if state and last + width(f" {DOT} {stands}", size) <= room - words:
            state = [f"{DOT} {stands}"]
        own = len(text) + (0 if state and state[0].startswith(DOT) else len(state))
        y += line * AIR * (0.4 if same else 1.0) if rows else 0.0
        head = (max(len(who), 1) if not same else 0) if style.narrow else 0
        lines = head + own if style.narrow else max(own, len(who), 1)
        rows.append(_Row(moment, date, who, text, state, y, y + lines * line, same))
        y += lines * line
    return _Layout(rows, size, lead, words, y)


def draw(chart: Timeline, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw the list; a thin line between two days, and one where today is between them."""
    set_ = layout(chart, style, box.width)
    line = line_height(set_.size)
    for before, row in zip([None, *set_.rows], set_.rows, strict=False):
        if before is not None and not row.same:
            y = box.top + (before.bottom + row.top) / 2
            sheet.rule([(box.left, y), (box.right, y)], colour=RULE)
        top = box.top + row.top
        if style.narrow:
            top = _heading(row, set_, sheet, box)
        elif not row.same:
            sheet.lines(box.left, top, [row.date], set_.size, colour=FAINT)
            colour = FOCUS if row.moment.key == CHINA else INK
            sheet.lines(box.left + set_.lead, top, row.lead, set_.size, bold=True, colour=colour)
        left = box.left + set_.words
        bold = row.moment.highlight
        mark = left - GAP * 0.8 - set_.size * MARK / 2
        shown = FOCUS if row.moment.key == CHINA else PLAIN
        size = set_.size * MARK
        sheet.mark(mark, top + set_.size * 0.64, "o", size, shown, tip=_tip(row.moment))
        foot = sheet.lines(left, top, row.words, set_.size, bold=bold)
        if row.state and row.state[0].startswith(DOT):
            x = left + width(f"{row.words[-1]} ", set_.size, bold=bold) if row.words else left
            sheet.lines(x, foot - line, row.state, set_.size, colour=FAINT)
        else:
            sheet.lines(left, foot, row.state, set_.size, colour=FAINT)


def _state(moment: Moment) -> str:
    """How an event stands; the last day of its suspension, which no bar shows here."""
    until = moment.suspended[-1][1] if moment.suspended and not moment.state else ""
    return f"suspended to {day_in_words(until)}" if until else moment.state


def _heading(row: _Row, set_: _Layout, sheet: Sheet, box: Box) -> float:
    """Day and lane on the line above the words; returns where these begin."""
    top = box.top + row.top
    if row.same:
        return top
    size = set_.size
    colour = FOCUS if row.moment.key == CHINA else INK
    for number, (text, bold) in enumerate(_parts(row)):
        x = box.left + (width(f"{row.date} {DOT} ", size) if number else 0.0)
        shown = colour if bold else FAINT
        sheet.lines(x, top, text, size, bold=bold, colour=shown)
    return top + max(len(row.lead), 1) * line_height(size)


def _parts(row: _Row) -> Iterator[tuple[list[str], bool]]:
    yield [f"{row.date} {DOT}" if row.lead else row.date], False
    if row.lead:
        yield row.lead, True


def _tip(moment: Moment) -> str:
    who = f"{moment.lane}: " if moment.lane else ""
    return tip_of(moment._replace(label=f"{who}{moment.label}"))
