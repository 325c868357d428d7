"""Labels of lines: at their last points, moved apart, and of days marked across the plot.

A label that was moved has a leader. Labels of days stand in rows above the plot, none over the rule
of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from critmin.charts.model import Moment
from critmin.charts.palette import FAINT, Colour
from critmin.charts.placing import Point, Rect, free_place, moved_apart, overlap
from critmin.charts.scale import Scale
from critmin.charts.time_axis import day_in_words
from critmin.drawing.fonts import line_height, width, wrapped
from critmin.drawing.sheet import Box, Sheet
from critmin.drawing.style import Style

AWAY = 10.0  # pixels from a point to its label
LEADER = 22.0  # pixels between the lines and labels that have a leader
MOVED = 6.0  # pixels from which on a label has a leader
WIDEST = 0.45  # of the plot, for one label
AIR = 4.0
TRIED = 6  # days of which every arrangement is tried


class Label(NamedTuple):
    """Lines of text that belong to a point, in the colour of its line."""

    lines: list[str]
    point: Point
    colour: Colour
    bold: bool = False

    def size(self, style: Style) -> tuple[float, float]:
        """Width and height in pixels."""
        across = max(width(line, style.label, bold=self.bold) for line in self.lines)
        return across, len(self.lines) * line_height(style.label)


def draw_labels(
    labels: Sequence[Label],
    within: Rect,
    edge: float,
    paths: Sequence[Sequence[Point]],
    sheet: Sheet,
    style: Style,
    taken: Sequence[Rect] = (),
    *,
    below: float = 0.0,
) -> list[Rect]:
    """Draw labels beside their points; returns where they stand.

    Labels of lines that reach ``edge`` stand right of it, in the order of their points, and down
    to some pixels ``below`` the plot. The others stand next to their point, where they cover
    neither a line nor another label.
    """
    found: list[Rect] = []
    outside = [one for one in labels if edge - one.point[0] < 2 * AWAY]
    outside.sort(key=lambda one: one.point[1])
    tall = [one.size(style)[1] for one in outside]
    wanted = [one.point[1] - up / 2 for one, up in zip(outside, tall, strict=True)]
    left, tops = edge + AWAY, moved_apart(wanted, tall, within.top, within.bottom)
    if any(abs(top - want) > MOVED for top, want in zip(tops, wanted, strict=True)):
        left, tops = edge + LEADER, moved_apart(wanted, tall, within.top, within.bottom + below)
    for one, top, up in zip(outside, tops, tall, strict=True):
        rect = Rect(left, top, left + one.size(style)[0], top + up)
        _label(one, rect, sheet, style)
        found.append(rect)
    for one in (label for label in labels if label not in outside):
        x, y = one.point
        across, up = one.size(style)
        starts = [
            (x + AWAY, y - up / 2),
            (x - across / 2, y - up - AWAY / 2),
            (x - across / 2, y + AWAY / 2),
            (x - AWAY - across, y - up / 2),
            (edge + AWAY, y - up / 2),
        ]
        rect = free_place(starts, (across, up), within, [*taken, *found], paths)
        _label(one, rect, sheet, style)
        found.append(rect)
    return found


def _label(label: Label, rect: Rect, sheet: Sheet, style: Style) -> None:
    x, y = label.point
    near_x = max(rect.left - 3, min(x, rect.right + 3))
    near_y = (rect.top + rect.bottom) / 2 if near_x != x else max(rect.top, min(y, rect.bottom))
    aside = max(abs(near_y - y) if near_x != x else 0.0, abs(near_x - x) - 2 * AWAY)
    if near_x == x:
        aside = abs(near_y - y) - AWAY
    if aside > MOVED:
        start = x + AWAY / 2 if near_x > x else x - AWAY / 2 if near_x < x else x
        sheet.rule([(start, y), (near_x, near_y)], colour=label.colour, thick=1.0)
    sheet.lines(rect.left, rect.top, label.lines, style.label, bold=label.bold, colour=label.colour)


def draw_limits(
    limits: Sequence[tuple[float, str]],
    up: Scale,
    plot: Box,
    paths: Sequence[Sequence[Point]],
    sheet: Sheet,
    style: Style,
) -> list[Rect]:
    """Rule values across the plot, their names above them, clear of lines; returns the names."""
    tall = line_height(style.small)
    found: list[Rect] = []
    for value, name in limits:
        y, lines = up.at(value), wrapped(name, style.small, plot.width * 0.9)
        sheet.rule([(plot.left, y), (plot.right, y)], colour=FAINT, thick=1.2, dashes=(4, 3))
        size = max(width(line, style.small) for line in lines), tall * len(lines)
        x = plot.left + AIR
        starts = [(x, y - size[1] - AIR / 2), (x, y + AIR)]
        within = Rect(plot.left, plot.top, plot.right, plot.bottom)
        ruled = [*paths, [(plot.left, y), (plot.right, y)]]
        rect = free_place(starts, size, within, found, ruled, reach=48.0)
        sheet.lines(rect.left, rect.top, lines, style.small, colour=FAINT)
        found.append(rect)
    return found


class Flag(NamedTuple):
    """A marked day: its place from the left of the plot, and its label.

    ``rect`` counts from the left of the plot and, upwards, from just above it: its ``top`` is the
    lower edge and its ``bottom`` the upper one.
    """

    x: float
    lines: list[str]
    rect: Rect
    tip: str


def flags(moments: Sequence[Moment], xs: Sequence[float], room: Rect, style: Style) -> list[Flag]:
    """Labels of marked days, as low as they go without covering each other or a rule.

    Days at one place share a rule and a label. ``xs`` and ``room`` count from the left of the
    body; the labels stay in the room.
    """
    if not moments:
        return []
    by_place: dict[float, list[Moment]] = {}
    for x, moment in sorted(zip(xs, moments, strict=True), key=lambda pair: pair[0]):
        by_place.setdefault(round(x - room.left, 1), []).append(moment)
    across = room.right - room.left
    texts = {
        x: [
            line
            for text in dict.fromkeys(_text(moment) for moment in of)
            for line in wrapped(text, style.small, across * WIDEST)
        ]
        for x, of in by_place.items()
    }
    places = list(texts)
    best: tuple[float, list[Rect]] | None = None
    sides = (
        product((False, True), repeat=len(places))
        if len(places) <= TRIED
        else [tuple(x > across / 2 for x in places)]
    )
    for turned in sides:
        rects = _arranged(places, [texts[x] for x in places], turned, across, style.small)
        cost = _cost(places, rects)
        if best is None or cost < best[0]:
            best = (cost, rects)
    assert best is not None
    return [
        Flag(x, texts[x], rect, "; ".join(_text(moment) for moment in by_place[x]))
        for x, rect in zip(places, best[1], strict=True)
    ]


def _text(moment: Moment) -> str:
    return f"{day_in_words(moment.start)}: {moment.label}".replace(" ", "\u00a0", 2)


def _arranged(
    places: list[float], texts: list[list[str]], turned: Sequence[bool], across: float, size: float
) -> list[Rect]:
    """Labels beside their rules: right of them, or turned to the left; each above those it covers.

    A label stands above the rules that it would cross, so that these end below it.
    """
    spans = []
    for x, lines, left in zip(places, texts, turned, strict=True):
        wide = max(width(line, size) for line in lines)
        start = max(0.0, min(x - wide + AIR if left else x - AIR, across - wide))
        spans.append((start, start + wide))
    rows: dict[int, Rect] = {}
    waiting = set(range(len(places)))
    while waiting:
        # Next is a label that covers no rule of one that still waits; else the shortest.
        free = [
            one
            for one in waiting
            if not any(
                spans[one][0] - AIR < places[other] < spans[one][1] + AIR
                for other in waiting - {one}
            )
        ]
        one = min(free or waiting, key=lambda i: (-places[i], i))
        low = 0.0
        for other, rect in rows.items():
            covered = spans[one][0] - AIR < places[other] < spans[one][1] + AIR
            beside = spans[one][0] < rect.right + AIR and rect.left - AIR < spans[one][1]
            if covered or beside:
                low = max(low, rect.bottom)
        tall = len(texts[one]) * line_height(size)
        rows[one] = Rect(spans[one][0], low, spans[one][1], low + tall)
        waiting.remove(one)
    return [rows[i] for i in range(len(places))]


def _cost(places: list[float], rects: list[Rect]) -> float:
    """Height of an arrangement; much more where a rule crosses a label."""
    cost = max(rect.bottom for rect in rects)
    for number, (x, rect) in enumerate(zip(places, rects, strict=True)):
        for other in rects[:number] + rects[number + 1 :]:
            if other.left < x < other.right and other.top < rect.top:
                cost += 1000.0
            cost += 1000.0 * (overlap(rect, other) > 0)
    return cost
