"""Labels of days that are marked across a plot: in rows above it, none over another's rule."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from critmin.charts.model import Moment
from critmin.charts.placing import Rect, overlap
from critmin.charts.time_axis import day_in_words
from critmin.drawing.fonts import line_height, width, wrapped
from critmin.drawing.style import Style

WIDEST = 0.45  # of the plot, for one label
AIR = 4.0
TRIED = 6  # days of which every arrangement is tried


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
