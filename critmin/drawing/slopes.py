"""Body of a slopegraph: a line a country between two sides, labelled at both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from critmin.charts.forms import Slope, Slopes
from critmin.charts.model import CHINA, NO_FIGURE, written
from critmin.charts.palette import FAINT, FOCUS, HATCH, INK, PLAIN, RULE, Colour
from critmin.charts.placing import moved_apart
from critmin.core.wording import listed
from critmin.drawing.fonts import line_height, width, wrapped
from critmin.drawing.sheet import BODY, FRONT, Anchor, Box, Sheet
from critmin.drawing.style import Style

MOST, FEW = 10, 5  # lines of one picture at most, and those that are drawn however small
WORTH = 0.04  # of the largest figure, above which others are drawn
ROOM = 0.36  # of the width, for the labels of a side
LEADER, TIP = 20.0, 4.0  # pixels from a side to its labels, and of a label moved from its point
AIR = 4.0  # pixels between two labels
LEAST, PART = 300.0, 0.4  # pixels of the lines at least, and over the width


class Label(NamedTuple):
    """A label of a side: its lines, and its figure's place, or None without a figure."""

    slope: Slope
    lines: list[str]
    value: float | None


def height(chart: Slopes, style: Style) -> float:
    """Height of both sides with their headings, in pixels."""
    parts = _Parts(chart, style.room, style)
    return parts.head + parts.tall + AIR + parts.rest_height


def draw(chart: Slopes, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw the sides, the lines, the labels, and what has no figure or no place."""
    parts = _Parts(chart, box.width, style)
    top = box.top + parts.head
    foot = top + parts.tall
    sides = parts.sides(box)
    for number, x in enumerate(sides):
        anchor: Anchor = "start" if number else "end"
        start = box.top + parts.head - 6 - len(parts.heads[number]) * line_height(style.label)
        sheet.lines(x, start, parts.heads[number], style.label, bold=True, anchor=anchor)
        sheet.rule([(x, top), (x, foot)], colour=RULE)
    for slope in sorted(parts.drawn, key=lambda one: parts.focused(one)):
        _line(parts, slope, sheet, sides, top)
    for number, x in enumerate(sides):
        _labels(parts, number, sheet, x, top)
    sheet.lines(box.left, foot + 2 * AIR, parts.rest, style.small)


class _Parts:
    """What the slopegraph consists of, at a width in pixels."""

    def __init__(self, chart: Slopes, room: float, style: Style) -> None:
        self.chart, self.style, self.room = chart, style, room
        self.drawn, left_out = chosen(chart.slopes)
        self.keyed = any(slope.key for slope in chart.slopes)
        self.heads = [wrapped(side, style.label, room / 2 - AIR, bold=True) for side in chart.sides]
        self.head = max(map(len, self.heads)) * line_height(style.label) + 12
        self.labels = [[self._label(one, side) for one in self.drawn] for side in (0, 1)]
        self.one = line_height(style.label)
        known = [
            sum(self.tall_of(one) for one in of if one.value is not None) for of in self.labels
        ]
        self.tall = max(LEAST, room * PART, max(known) * 1.15)
        values = [
            value for one in self.drawn for value in (one.left, one.right) if value is not None
        ]
        self.top = max(values, default=0.0) or 1.0
        sentences = [*absent(self.drawn, chart.sides), _rest(left_out, chart.unit)]
        self.rest = [line for one in sentences for line in wrapped(one, style.small, room)]
        self.rest_height = len(self.rest) * line_height(style.small) + (2 * AIR if self.rest else 0)

    def _label(self, slope: Slope, side: int) -> Label:
        value = slope.right if side else slope.left
        said = figure(slope, side, self.chart.unit)
        text = f"{said} {slope.label}" if side and value is not None else f"{slope.label} {said}"
        bold = self.focused(slope)
        return Label(slope, wrapped(text, self.style.label, self.room * ROOM - LEADER, bold), value)

    def focused(self, slope: Slope) -> bool:
        """Whether a line is in focus: those that the chart names, else China."""
        if any(one.highlight for one in self.chart.slopes):
            return slope.highlight
        return slope.key == CHINA

    def colour(self, slope: Slope) -> Colour:
        """Colour of a line; what is no country is grey."""
        if self.focused(slope):
            return FOCUS
        return PLAIN if slope.key or not self.keyed else HATCH

    def tall_of(self, label: Label) -> float:
        """Pixels of a label with the air below it."""
        return len(label.lines) * self.one + AIR

    def at(self, value: float, top: float) -> float:
        """Pixel of a figure; the air above and below keeps labels on the sheet."""
        air = self.one / 2
        return top + air + (self.tall - 2 * air) * (1 - value / self.top)

    def sides(self, box: Box) -> tuple[float, float]:
        """Pixels of the two sides: as far apart as the labels allow, and not too flat."""
        wide = [
            max(
                (
                    width(line, self.style.label, self.focused(label.slope))
                    for label in of
                    if label.value is not None
                    for line in label.lines
                ),
                default=0.0,
            )
            for of in self.labels
        ]
        heads = [
            max(width(line, self.style.label, bold=True) for line in head) for head in self.heads
        ]
        left = box.left + max(wide[0] + LEADER, heads[0])
        right = box.right - max(wide[1] + LEADER, heads[1])
        return left, max(right, left + 40)


def chosen(slopes: Sequence[Slope]) -> tuple[list[Slope], list[Slope]]:
    """The lines that are drawn, and those left out: the smallest that are not in focus."""

    def size(slope: Slope) -> tuple[bool, float]:
        return slope.highlight, max(slope.left or 0.0, slope.right or 0.0)

    ranked = sorted(slopes, key=size, reverse=True)
    least = WORTH * max((size(one)[1] for one in slopes), default=0.0)
    kept = {
        one
        for number, one in enumerate(ranked[:MOST])
        if number < FEW or one.highlight or size(one)[1] >= least
    }
    return [one for one in slopes if one in kept], [one for one in ranked if one not in kept]


def absent(slopes: Sequence[Slope], sides: tuple[str, str]) -> list[str]:
    """Sentences on the lines that have no figure at a side, by the reason."""
    sentences = []
    for number, side in enumerate(sides):
        reasons: dict[str, list[str]] = {}
        for one in slopes:
            if (one.right if number else one.left) is None:
                reasons.setdefault(figure(one, number, ""), []).append(one.label)
        sentences += [f"{side}: {why} for {listed(names)}." for why, names in reasons.items()]
    return sentences


def figure(slope: Slope, side: int, unit: str) -> str:
    """Figure of a side, with the words beside it or instead of it."""
    value = slope.right if side else slope.left
    text = slope.right_text if side else slope.left_text
    if value is None:
        return text or NO_FIGURE
    return f"{written(value, unit)} {text}".rstrip()


def _rest(left_out: Sequence[Slope], unit: str) -> str:
    texts = [f"{one.label} {figure(one, 0, unit)} and {figure(one, 1, unit)}" for one in left_out]
    return f"Not drawn, on the left and on the right: {'; '.join(texts)}." if texts else ""


def _line(
    parts: _Parts, slope: Slope, sheet: Sheet, sides: tuple[float, float], top: float
) -> None:
    colour, thick = parts.colour(slope), 3.5 if parts.focused(slope) else 2.0
    unit = parts.chart.unit
    tip = (
        f"{slope.label}: {parts.chart.sides[0]} {figure(slope, 0, unit)}, "
        f"{parts.chart.sides[1]} {figure(slope, 1, unit)}"
    )
    values = (slope.left, slope.right)
    points = [
        (x, parts.at(value, top))
        for x, value in zip(sides, values, strict=True)
        if value is not None
    ]
    if len(points) > 1:
        layer = FRONT if parts.focused(slope) else BODY
        dashes = (6.0, 4.0) if colour is HATCH else ()
        sheet.rule(points, colour=colour, thick=thick, dashes=dashes, tip=tip, layer=layer)
    for x, y in points:
        sheet.mark(
            x, y, "o", 8 if parts.focused(slope) else 7, colour, hollow=len(points) < 2, tip=tip
        )


def _labels(parts: _Parts, side: int, sheet: Sheet, x: float, top: float) -> None:
    """Labels of a side: beside their points, moved apart."""
    anchor: Anchor = "start" if side else "end"
    away = LEADER if side else -LEADER
    known = [one for one in parts.labels[side] if one.value is not None]
    known.sort(key=lambda one: -(one.value or 0.0))
    tall = [parts.tall_of(one) for one in known]
    points = [parts.at(one.value or 0.0, top) for one in known]
    wanted = [y - up / 2 for y, up in zip(points, tall, strict=True)]
    tops = moved_apart(wanted, tall, top - AIR, top + parts.tall)
    for one, start, up, y in zip(known, tops, tall, points, strict=True):
        bold = parts.focused(one.slope)
        middle = start + up / 2
        if abs(middle - y) > TIP:
            ends = [(x + away * 0.3, y), (x + away * 0.85, middle)]
            sheet.rule(ends, colour=FAINT, thick=0.8)
        colour = FOCUS if bold else INK
        edge = start + AIR / 2
        sheet.lines(
            x + away, edge, one.lines, parts.style.label, bold=bold, colour=colour, anchor=anchor
        )
