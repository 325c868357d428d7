"""Body of intervals: a mark from the lowest to the highest value, never a bar from zero."""

from __future__ import annotations

from typing import NamedTuple

from critmin.charts.figures import digits_of, interval, joined
from critmin.charts.model import NO_FIGURE, Intervals, Span
from critmin.charts.palette import FAINT, INK, PLAIN, RULE, focus
from critmin.charts.scale import tick_labels, ticks
from critmin.drawing.fonts import line_height, width, wrapped
from critmin.drawing.rows import GAP, Rows, paper_behind
from critmin.drawing.sheet import FRONT, Box, Sheet
from critmin.drawing.style import Style

HEADING = 1.25  # lines of a group's heading, and its distance from the rows before
ON_LINE = 0.66  # of the room for marks: longer words go below their mark
THICK, CAP = 4.0, 15.0  # pixels: thickness of a mark, and height of its ends
NEAR_LINE = 5.0  # pixels between the line of a limit and its name
DOT = 13.0  # pixels of the dot of a single value
ARROW = 36.0  # pixels of the arrow of a lowest value without a highest
NEAR = 0.02  # of an interval: a value so near to an end is that end
ALMOST = 0.03  # of the highest value: in an interval so short no value is marked
SHORTEST = 9.0  # pixels between the ends of an interval
ONE_MARK = 3.0  # pixels: a shorter interval is a dot, and its label has the range
NO_MARK = 1e9


class Limit(NamedTuple):
    """The name of a limit: where it begins, and in which line above the marks."""

    x: float
    left: float
    line: int
    text: str


def height(chart: Intervals, style: Style) -> float:
    """Pixels from the names of the limits to the foot of the scale."""
    return _Layout(chart, style, style.room).height


def draw(chart: Intervals, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw intervals in groups on one scale from zero, with their limits."""
    _Layout(chart, style, box.width).draw(sheet, box)


class _Layout:
    """Positions of a chart's intervals."""

    def __init__(self, chart: Intervals, style: Style, across: float) -> None:
        self.chart, self.style, self.across = chart, style, across
        self.spans = [span for group in chart.groups for span in chart.spans if span.group == group]
        labels = [span.label for span in self.spans]
        if style.narrow:
            labels = self._with_words(labels)
        self.left = Rows(labels, across, style).left
        self.left += 0.0 if self.left == 0 else DOT / 2  # a dot at zero lies over the axis
        room = across - self.left
        digits = self._digits()
        self.words = [_Words(span, chart.unit, digits, style, room) for span in self.spans]
        small = line_height(style.small)
        self.rows = Rows(
            labels,
            across,
            style,
            lines=[len(one.beside) for one in self.words],
            below=[len(one.below) * small + (4.0 if one.below else 0.0) for one in self.words],
        )
        self.inset = DOT / 2 if self.rows.above else 0.0
        # The scale begins at zero, or at the lowest value below it.
        self.least = min([0.0, *(span.low for span in self.spans if span.low is not None)])
        self.headings = {
            group: wrapped(group, style.label, across, bold=True) for group in chart.groups
        }
        self.scale = self._scale(room - self.inset)
        self.limits = self._limits()
        self.head = (max((one.line for one in self.limits), default=-1) + 1) * small
        self.head += GAP / 2 if self.limits else 0.0
        self.pointed = any(map(_pointed, self.spans))
        self.foot = small + GAP + (small + GAP / 2 if self.pointed else 0.0)

    def _digits(self) -> int:
        return digits_of(value for span in self.spans for value in (span.low, span.high))

    def _with_words(self, labels: list[str]) -> list[str]:
        """Labels with the words of their rows, if one of them is too long to follow its mark.

        All words then stand above their marks, in one place.
        """
        room = self.across - Rows(labels, self.across, self.style).left - DOT / 2
        known = [span.low is not None for span in self.spans]
        digits = self._digits()
        words = [_Words(span, self.chart.unit, digits, self.style, room) for span in self.spans]
        if not any(one.below for one in words):
            return labels
        apart = [" " if span.text.startswith("(") else ": " for span in self.spans]
        labels = [
            f"{label}{between}{span.text}" if span.text and told else label
            for label, between, span, told in zip(labels, apart, self.spans, known, strict=True)
        ]
        self.spans = [
            span._replace(text="") if told else span
            for span, told in zip(self.spans, known, strict=True)
        ]
        return labels

    def _scale(self, room: float) -> float:
        """Pixels per unit at which every mark has room for its words."""
        rooms = [
            (room - 2 * GAP - words.width - words.mark) / (end - self.least)
            for span, words in zip(self.spans, self.words, strict=True)
            if (end := _end(span)) > self.least
        ]
        rooms += [(room - GAP) / (at - self.least) for at, _ in self.chart.limits if at]
        return min(rooms, default=NO_MARK)

    @property
    def most(self) -> float:
        """Highest value that is drawn."""
        return max([0.0, *map(_end, self.spans), *(at for at, _ in self.chart.limits)])

    @property
    def height(self) -> float:
        heads = sum(map(self._heading, self.chart.groups))
        gaps = max(len(self.chart.groups) - 1, 0) * self.style.pitch * 0.4
        return self.head + heads + gaps + self.rows.height + self.foot

    def _heading(self, group: str) -> float:
        """Height of a group's heading."""
        lines = len(self.headings[group]) if group else 0
        return (lines - 1 + HEADING) * line_height(self.style.label) if lines else 0.0

    def x(self, left: float, value: float) -> float:
        """Where a value is, if the chart begins at ``left``."""
        return left + self.left + self.inset + (value - self.least) * self.scale

    def _limits(self) -> list[Limit]:
        """Names of limits above the marks: each begins at its own line, or ends there.

        Several stand in one line if there is room, else in steps, so that none crosses the line of
        another.
        """
        if len(self.chart.limits) > 1 and (several := self._several_limits()):
            return several
        found: list[Limit] = []
        for at, name in sorted(self.chart.limits):
            x, across = self.x(0.0, at), width(name, self.style.small)
            places = [
                (left, line)
                for line in range(len(self.chart.limits) + 1)
                for left in (x - across / 2, x, x - across)
                if 0 <= left <= self.across - across
                and not any(
                    one.line == line
                    and left < one.left + width(one.text, self.style.small) + GAP
                    and one.left < left + across + GAP
                    for one in found
                )
            ]
            left, line = places[0] if places else (max(self.across - across, 0.0), len(found))
            found.append(Limit(x, left, line, name))
        return found

    def _several_limits(self) -> list[Limit]:
        """Names of several limits; empty if the last has no room after its line."""
        named = [(self.x(0.0, at), name) for at, name in sorted(self.chart.limits)]
        wide = [width(name, self.style.small) for _, name in named]
        first, after = named[0][0], named[1][0] + NEAR_LINE
        if len(named) == 2 and first - NEAR_LINE >= wide[0] and after + wide[1] <= self.across:
            left = first - NEAR_LINE - wide[0]
            return [Limit(first, left, 0, named[0][1]), Limit(named[1][0], after, 0, named[1][1])]
        if any(
            x + NEAR_LINE + across > self.across for (x, _), across in zip(named, wide, strict=True)
        ):
            return []
        return [Limit(x, x + NEAR_LINE, line, name) for line, (x, name) in enumerate(named)]

    def draw(self, sheet: Sheet, box: Box) -> None:
        top, number = box.top + self.head, 0
        places = self.rows.places(0.0)
        first = top
        done = 0.0
        self.bands: list[tuple[float, float]] = []
        for count, group in enumerate(self.chart.groups):
            top += self.style.pitch * 0.4 if count else 0.0
            if group:
                size = self.style.label
                for line, text in enumerate(self.headings[group]):
                    middle = top + (line + 0.5) * line_height(size)
                    paper_behind(sheet, box.left + 2, middle, text, size, bold=True)
                sheet.lines(box.left, top, self.headings[group], size, bold=True)
                top += self._heading(group)
            here = [span for span in self.spans if span.group == group]
            first = top if not count else first
            start = top
            for span in here:
                place = places[number]
                moved = place._replace(
                    top=place.top - done + start,
                    middle=place.middle - done + start,
                    below=place.below - done + start,
                )
                self.rows.label(sheet, number, moved, box.left, bold=span.highlight)
                start_of_words = self._span(sheet, number, box, moved.middle)
                if self.rows.above:  # the axis, in pieces between the labels
                    x, half = self.x(box.left, 0.0), self.style.pitch / 2
                    ends = [(x, moved.middle - half), (x, moved.middle + half)]
                    self.bands.append((moved.middle - half, moved.middle + half))
                    sheet.rule(ends, colour=FAINT)
                room = Box(box.left + self.left, moved.below, box.right, moved.bottom)
                self.words[number].draw_below(sheet, start_of_words, room)
                number += 1
            high = places[number - 1].bottom - done
            top += high
            done += high
            zero = self.x(box.left, 0.0)
            if not self.rows.above:
                sheet.rule([(zero, start), (zero, top)], colour=FAINT)
        self._axis(sheet, box, first, top)

    def _axis(self, sheet: Sheet, box: Box, top: float, foot: float) -> None:
        """Scale below the marks, and the limits across them."""
        style = self.style
        for value, left, text in self._ticks(box):
            x = self.x(box.left, value)
            if value:
                sheet.rule([(x, top), (x, foot + 3)], colour=RULE)
            sheet.text(left, foot + GAP + style.small * 0.6, text, style.small, colour=FAINT)
        if self.pointed:
            y = foot + self.foot - style.small * 0.75
            sheet.mark(box.left + DOT / 2, y, "o", DOT - 2, PLAIN, hollow=True)
            name = self.chart.point
            sheet.text(box.left + DOT + GAP, y, name, style.small, colour=FAINT)
        for limit in self.limits:
            x = box.left + limit.x
            above = box.top + (limit.line + 1) * line_height(style.small)
            left = box.left + limit.left
            paper_behind(sheet, left, above - 9, limit.text, style.small)
            up = above - 17 if len(self.limits) > 1 else above
            for start, end in self._pieces(up, top, foot):
                sheet.rule([(x, start), (x, end)], colour=FAINT, thick=1.2, dashes=(5, 4))
            sheet.text(left, above - 5, limit.text, style.small, colour=FAINT, centred=False)

    def _pieces(self, up: float, top: float, foot: float) -> list[tuple[float, float]]:
        """Where the line of a limit is drawn: beside the marks, not through labels above them."""
        if not self.rows.above:
            return [(up, foot)]
        return [(up, top), *self.bands]

    def _ticks(self, box: Box) -> list[tuple[float, float, str]]:
        """Values of the scale with their labels: as many even steps as have room for all."""
        if self.scale == NO_MARK:
            return []
        for most in range(5, 0, -1):
            values = [
                value
                for value in ticks(self.least, self.most, most)
                if self.x(box.left, self.least) <= self.x(box.left, value) <= box.right
            ]
            labels = tick_labels(values, self.chart.unit)
            found, end = [], -NO_MARK
            for value, text in zip(values, labels, strict=True):
                across = width(text, self.style.small)
                left = self.x(box.left, value) - across / 2
                left = max(min(left, box.right - across), box.left)
                if left < end + GAP:
                    break
                found.append((value, left, text))
                end = left + across
            if len(found) == len(values):
                return found
        return []

    def _span(self, sheet: Sheet, number: int, box: Box, y: float) -> float:
        """Draw an interval with its words; returns where these begin."""
        span, words = self.spans[number], self.words[number]
        if span.low is None:
            start = self.x(box.left, 0.0) + GAP
            words.draw(sheet, start, y, span)
            return start
        colour = focus([span.key]) if span.highlight else PLAIN
        low = self.x(box.left, span.low)
        high = low if span.high is None else self.x(box.left, span.high)
        sheet.rule([(self.x(box.left, 0.0), y), (low, y)], colour=RULE)
        tip = f"{span.group}, {span.label}: {words.whole}".lstrip(", ")
        end = high + THICK / 2
        if span.high is None:
            end = low + ARROW
            sheet.rule([(low, y), (end - 6, y)], colour=colour, thick=3, tip=tip, layer=FRONT)
            sheet.bar(low - 1.5, y - CAP / 2, 3, CAP, colour, edge=colour, tip=tip)
            sheet.mark(end - 5, y, ">", 11, colour, tip=tip)
        elif span.low == 0 < span.high:  # a highest value, and nothing is known to be the lowest
            sheet.bar(high - 1.5, y - CAP / 2, 3, CAP, colour, edge=colour, tip=tip)
            head = min(11.0, max(high - low, 0.0))  # a short arrow has a small head
            sheet.rule([(low, y), (high, y)], colour=colour, thick=3, tip=tip, layer=FRONT)
            sheet.mark(low + head * 0.64, y, "<", head, colour, tip=tip)
        elif high - low < ONE_MARK or words.single:
            end = (low + high) / 2 + DOT / 2
            sheet.mark((low + high) / 2, y, "o", DOT, colour, tip=tip)
        else:
            wider = max(SHORTEST - (high - low), 0.0) / 2  # its two ends are seen
            low, high = low - wider, high + wider
            end = high + THICK / 2
            sheet.bar(low, y - THICK / 2, high - low, THICK, colour, edge=colour, tip=tip)
            for x in (low, high):
                sheet.bar(x - 1.5, y - CAP / 2, 3, CAP, colour, edge=colour)
            if _pointed(span) and span.point is not None:
                at = self.x(box.left, span.point)
                sheet.mark(at, y, "o", DOT - 2, colour, hollow=True, tip=tip)
        words.draw(sheet, end + GAP, y, span)
        return end + GAP


def _pointed(span: Span) -> bool:
    """Whether the value inside an interval is marked: not where it is one of its ends."""
    if span.low is None or span.high is None or span.point is None or _almost_one(span):
        return False
    inside = NEAR * (span.high - span.low)
    return span.low + inside < span.point < span.high - inside


def _end(span: Span) -> float:
    """Highest known value of an interval; zero without a figure."""
    return span.high if span.high is not None else span.low or 0.0


def _almost_one(span: Span) -> bool:
    """Whether an interval is so short that a value inside it is not seen."""
    return (span.high or 0.0) - (span.low or 0.0) <= ALMOST * abs(span.high or 0.0)


class _Words:
    """Figures and words of an interval: on its line, and below where they are long."""

    def __init__(self, span: Span, unit: str, digits: int, style: Style, room: float) -> None:
        self.style = style
        figure = interval(span, unit, digits)
        self.single = not any(word in figure for word in (" to ", " or more", "more than"))
        self.whole = f"{figure} {span.text}".rstrip()
        self.below: list[str] = []
        self.mark = ARROW if span.low is not None and span.high is None else DOT
        if span.low is None:
            self.whole = span.text or NO_FIGURE
            self.beside = wrapped(self.whole, style.label, room - 2 * GAP)
        else:
            line = joined(figure, span.text)
            if width(line, style.label, span.highlight) > room * ON_LINE:
                self.below = wrapped(span.text, style.small, room)
                line = figure
            self.beside = [line]
        self.width = max(width(line, style.label, span.highlight) for line in self.beside)

    def draw(self, sheet: Sheet, x: float, y: float, span: Span) -> None:
        size, known = self.style.label, span.low is not None
        y -= (len(self.beside) - 1) * line_height(size) / 2
        for line in self.beside:
            paper_behind(sheet, x, y, line, size, bold=known and span.highlight)
            sheet.text(
                x,
                y,
                line,
                size,
                bold=known and span.highlight,
                italic=not known,
                colour=INK if known else FAINT,
            )
            y += line_height(size)

    def draw_below(self, sheet: Sheet, x: float, room: Box) -> None:
        """Draw the words that do not fit beside the figure, below it."""
        size, top = self.style.small, room.top
        for line in self.below:
            left = max(min(x, room.right - width(line, size)), room.left)
            paper_behind(sheet, left, top + size * 0.6, line, size)
            sheet.text(left, top + size * 0.6, line, size, colour=FAINT)
            top += line_height(size)
