"""Body of dumbbells: two figures of each line joined by a rule, as of two dates or of two sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from critmin.charts.forms import Pair, Pairs
from critmin.charts.model import NO_FIGURE, written
from critmin.charts.palette import FAINT, FOCUS, INK, PLAIN, RULE, Colour
from critmin.charts.scale import Scale, tick_labels, ticks
from critmin.core.wording import capital
from critmin.drawing.fonts import line_height, width, wrapped
from critmin.drawing.rows import GAP, Place, Rows, paper_behind
from critmin.drawing.sheet import FRONT, Box, Sheet
from critmin.drawing.style import Style

MARK = 0.42  # of the height of a line
LONG = 0.34  # of the width: longer words stand below their line
NEAR = 1.15  # of the highest figure, up to which the axis has the next round value
BETWEEN = 0.5  # of the height of a line, before a group


@dataclass(frozen=True)
class _Layout:
    """Where the parts of the dumbbells stand, in pixels from the top left of the body."""

    chart: Pairs
    style: Style
    room: float
    rows: Rows
    places: list[Place]
    heads: list[tuple[list[str], float]]  # headings of groups and where they begin
    words: list[str]  # after the figures of each line
    below: list[list[str]]
    values: list[float]
    before: float  # pixels left of the marks, for their figures
    after: list[tuple[Pair, str]]  # what stands right of the marks of each line
    key: list[tuple[str, float, float]]
    foot: float  # lower edge of the lines

    @property
    def across(self) -> Scale:
        """Scale on which the figures and the words of every line have room."""
        low, high = _ends(self.chart)
        low, high = min([low, *self.values]), max([high, *self.values])
        start = self.rows.left + self.before
        around = _size(self.style) / 2 + GAP
        rooms = [
            (self.room - start - around - width(text, self.style.label, bold=True))
            * ((high - low) / (max(_figures(pair)) - low))
            for pair, text in self.after
            if _figures(pair) and max(_figures(pair)) > low
        ]
        ends = tick_labels(self.values[-1:], self.chart.unit)
        rooms += [self.room - start - width(text, self.style.small) / 2 - 1 for text in ends]
        return Scale(low, high, start, start + min(rooms, default=0.0))

    @property
    def height(self) -> float:
        return self.foot + (line_height(self.style.small) * 1.4 if self.values else 0.0)


def height(chart: Pairs, style: Style) -> float:
    """Pixels that the dumbbells take."""
    return _layout(chart, style, style.room).height


def draw(chart: Pairs, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw two marks on each line: an empty one for the first side, a full one for the second.

    A side without a figure has no mark; the words of the line say which.
    """
    layout = _layout(chart, style, box.width)
    looks = {pair.highlight for pair in chart.pairs}
    colour = INK if len(looks) > 1 else FOCUS if True in looks else PLAIN
    for number, (side, x, y) in enumerate(layout.key):
        sheet.mark(box.left + x, box.top + y, "o", _size(style), colour, hollow=number == 0)
        sheet.text(box.left + x + GAP * 1.5, box.top + y, side, style.label, colour=INK)
    _axis(layout, sheet, box)
    for lines, y in layout.heads:
        sheet.lines(box.left, box.top + y, lines, style.label, bold=True)
    for number, pair in enumerate(chart.pairs):
        place = layout.places[number]
        shown = Place(*(box.top + edge for edge in place))
        layout.rows.label(sheet, number, shown, box.left, bold=pair.highlight)
        _pair(pair, layout, number, sheet, box.left, shown.middle)
        left = box.left + (0.0 if layout.rows.above else layout.rows.left)
        sheet.lines(left, shown.below - 2, layout.below[number], style.small, colour=FAINT)


def _layout(chart: Pairs, style: Style, room: float) -> _Layout:
    words = [_words(pair, chart) for pair in chart.pairs]
    long = [width(text, style.label) > room * LONG for text in words]
    below = [
        wrapped(text, style.small, room) if far else []
        for text, far in zip(words, long, strict=True)
    ]
    words = ["" if far else text for text, far in zip(words, long, strict=True)]
    small = line_height(style.small)
    rows = Rows(
        [pair.label for pair in chart.pairs],
        room,
        style,
        below=[len(lines) * small + (GAP if lines else 0.0) for lines in below],
    )
    key, y = _key(chart, style, room)
    places: list[Place] = []
    heads: list[tuple[list[str], float]] = []
    group = ""
    free = rows.places(0.0)
    for number, pair in enumerate(chart.pairs):
        if pair.group and (pair.group != group or not number):
            y += style.pitch * BETWEEN if number else 0.0
            heads.append((wrapped(pair.group, style.label, room, bold=True), y))
            y += len(heads[-1][0]) * line_height(style.label) + 2
        group = pair.group
        own = free[number]
        places.append(Place(*(y + edge - own.top for edge in own)))
        y += own.bottom - own.top
    known = [value for pair in chart.pairs for value in pair[1:3] if value is not None]
    low, high = _ends(chart)
    values = ticks(low, high, 4) if known else []
    if len(values) > 2 and values[-1] > NEAR * high:
        values.pop()  # else the marks would have little of the width
    lefts = [width(_left(pair, chart.unit), style.label, bold=True) for pair in chart.pairs]
    before = max(lefts, default=0.0) + _size(style) / 2 + GAP
    after = [
        (pair, _right(pair, text, chart.unit))
        for pair, text in zip(chart.pairs, words, strict=True)
    ]
    return _Layout(
        chart, style, room, rows, places, heads, words, below, values, before, after, key, y
    )


def _ends(chart: Pairs) -> tuple[float, float]:
    known = [value for pair in chart.pairs for value in pair[1:3] if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    return low, high if high > low else low + 1.0


def _size(style: Style) -> float:
    return style.pitch * MARK


def _words(pair: Pair, chart: Pairs) -> str:
    """Words after the figures: which side has none, and the line's own text."""
    missing = [
        f"{NO_FIGURE}: {side}"
        for side, value in zip(chart.sides, pair[1:3], strict=True)
        if value is None
    ]
    if len(missing) == len(chart.sides):
        missing = [NO_FIGURE]
    return ", ".join(filter(None, [*missing, pair.text]))


def _figures(pair: Pair) -> list[float]:
    """Figures from left to right."""
    return sorted(value for value in pair[1:3] if value is not None)


def _left(pair: Pair, unit: str) -> str:
    """Figure left of the marks; none where both are the same, or only one is known."""
    values = _figures(pair)
    same = len(values) < 2 or written(values[0], unit) == written(values[1], unit)
    return "" if same else written(values[0], unit)


def _right(pair: Pair, words: str, unit: str) -> str:
    values = _figures(pair)
    figure = written(values[-1], unit) if values else ""
    return "  ".join(filter(None, [figure, words]))


def _key(chart: Pairs, style: Style, room: float) -> tuple[list[tuple[str, float, float]], float]:
    """Names of the two sides beside their marks, and where the lines begin."""
    found: list[tuple[str, float, float]] = []
    x, y = _size(style) / 2, style.pitch / 2
    for side in chart.sides:
        if found and x + GAP * 1.5 + width(side, style.label) > room:
            x, y = _size(style) / 2, y + style.pitch
        found.append((capital(side), x, y))
        x += width(side, style.label) + GAP * 5
    return found, y + style.pitch * 0.8


def _axis(layout: _Layout, sheet: Sheet, box: Box) -> None:
    """Draw faint rules at round values, and their labels below the lines."""
    across, small = layout.across, layout.style.small
    y = box.top + layout.foot + line_height(small) * 0.7
    for value, text in _ticks(layout):
        x = box.left + across.at(value)
        for top, bottom in _stretches(layout.places):
            sheet.rule(
                [(x, box.top + top), (x, box.top + bottom)],
                colour=RULE,
                thick=1.5 if value == 0 else 1.0,
            )
        sheet.text(x, y, text, small, colour=FAINT, anchor="middle")


def _ticks(layout: _Layout) -> list[tuple[float, str]]:
    """Values of the scale with their labels: as many even steps as have room for all."""
    small, across = layout.style.small, layout.across
    found: list[tuple[float, str]] = []
    for most in range(4 if layout.values else 0, 0, -1):
        values = ticks(*_ends(layout.chart), most)
        found = list(zip(values, tick_labels(values, layout.chart.unit), strict=True))
        halves = [width(text, small) / 2 for _, text in found]
        ends = [across.at(value) + half for (value, _), half in zip(found, halves, strict=True)]
        starts = [end - 2 * half for end, half in zip(ends, halves, strict=True)]
        apart = all(end + GAP <= start for end, start in zip(ends, starts[1:], strict=False))
        if apart and ends[-1] <= layout.room:
            return found
    return found[:1]


def _stretches(places: Sequence[Place]) -> list[tuple[float, float]]:
    """Heights that the marks of the lines fill, joined where lines follow each other."""
    found: list[tuple[float, float]] = []
    for place in places:
        top = 2 * place.middle - place.below
        if found and abs(found[-1][1] - top) < 1:
            found[-1] = (found[-1][0], place.below)
        else:
            found.append((top, place.below))
    return found


def _pair(pair: Pair, layout: _Layout, number: int, sheet: Sheet, left: float, y: float) -> None:
    style, unit, across = layout.style, layout.chart.unit, layout.across
    size, words = _size(style), layout.words[number]
    colour: Colour = FOCUS if pair.highlight else PLAIN
    tip = f"{pair.label}: " + ", ".join(
        f"{written(value, unit)} ({side})"
        for side, value in zip(layout.chart.sides, pair[1:3], strict=True)
    )
    values = _figures(pair)
    if not values:
        x = left + across.start + GAP
        sheet.text(x, y, words or NO_FIGURE, style.label, italic=True, colour=FAINT)
        return
    ends = [left + across.at(value) for value in values]
    if ends[-1] - ends[0] > size:
        sheet.rule(
            [(ends[0] + size / 2, y), (ends[-1] - size / 2, y)],
            colour=colour,
            thick=style.pitch * 0.14,
            tip=tip,
            layer=FRONT,
        )
    for side, value in enumerate(pair[1:3]):
        if value is not None:
            x = left + across.at(value)
            sheet.mark(x, y, "o", size, colour, hollow=side == 0, tip=tip)
    bold = pair.highlight
    if figure := _left(pair, unit):
        x = ends[0] - size / 2 - GAP * 0.75
        start = x - width(figure, style.label, bold=bold)
        paper_behind(sheet, start, y, figure, style.label, bold=bold)
        sheet.text(x, y, figure, style.label, bold=bold, anchor="end")
    x = ends[-1] + size / 2 + GAP * 0.75
    figure = written(values[-1], unit)
    paper_behind(sheet, x, y, figure, style.label, bold=bold)
    sheet.text(x, y, figure, style.label, bold=bold)
    if words:
        x += width(figure, style.label, bold=bold) + GAP
        paper_behind(sheet, x, y, words, style.label)
        sheet.text(x, y, words, style.label, colour=FAINT)
