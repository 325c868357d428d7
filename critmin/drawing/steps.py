"""Steps of colour of a heatmap or a map, and the key that explains them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import floor, log10
from typing import NamedTuple

from critmin.charts.model import FRACTION, written
from critmin.charts.palette import FAINT, HATCH, REST, STEPS, Colour
from critmin.drawing.fonts import line_height, width
from critmin.drawing.sheet import FRONT, Sheet
from critmin.drawing.style import Style

SHARES = (  # limits of shares: the last that the largest share exceeds
    (0.01, 0.02, 0.03, 0.05),
    (0.02, 0.05, 0.1, 0.15),
    (0.05, 0.1, 0.15, 0.2),
    (0.05, 0.1, 0.2, 0.3),
    (0.05, 0.15, 0.3, 0.5),
    (0.1, 0.25, 0.5, 0.75),
)
STEP_WIDE = 64.0  # pixels of a step in the key, at least
HIGH = 14.0  # pixels of its height
SCALE_HIGH = HIGH + 4  # with the ticks below
SWATCH_OF_KEY, MARK = 20.0, 11.0
GAP, APART = 6.0, 20.0  # pixels between a swatch and its words, and between two swatches


class Steps(NamedTuple):
    """Limits between steps, from the lowest; a figure on a limit is in the step above."""

    limits: tuple[float, ...]

    def colour(self, value: float) -> Colour:
        """Colour of a figure's step.

        >>> steps = Steps((0.05, 0.15, 0.3, 0.5))
        >>> steps.colour(0.0).name, steps.colour(0.5).name
        ('step-1', 'step-5')
        """
        return self.colours[bisect_right(self.limits, value)]

    @property
    def colours(self) -> list[Colour]:
        """Colours from the lowest step to the highest, as far apart as they can be."""
        last = len(STEPS) - 1
        if not self.limits:
            return [STEPS[last // 2]]
        return [STEPS[round(number * last / len(self.limits))] for number in self.all]

    @property
    def all(self) -> range:
        """Numbers of the steps."""
        return range(len(self.limits) + 1)


def steps_of(levels: Sequence[float], values: Sequence[float], unit: str) -> Steps:
    """Steps of the levels given, or of round numbers that fit the figures.

    The highest step always holds the largest figure. Of amounts the limits are round numbers, each
    about half of the next.

    >>> steps_of((), [9_300_000, 4_000], "t").limits
    (500000.0, 1000000.0, 2000000.0, 5000000.0)
    >>> steps_of((), [0.23], "fraction").limits, steps_of((), [0.73], "fraction").limits
    ((0.05, 0.1, 0.15, 0.2), (0.05, 0.15, 0.3, 0.5))
    """
    if levels:
        return Steps(tuple(sorted(levels))[-(len(STEPS) - 1) :])
    most = max(values, default=0.0)
    if unit == FRACTION:
        return Steps(max((one for one in SHARES if one[-1] < most), default=SHARES[0]))
    if most <= 0:
        return Steps(())
    power = floor(log10(most))
    round_numbers = [
        float(f"{digit}e{exponent}")
        for exponent in range(power - 3, power + 1)
        for digit in (1, 2, 5)
    ]
    return Steps(tuple([one for one in round_numbers if one < most][-(len(STEPS) - 1) :]))


class Key(NamedTuple):
    """Words of a swatch beside the steps; hatched for an absent figure, or a mark on paper."""

    words: str
    colour: Colour = REST
    hatch: bool = False
    edge: Colour = HATCH
    mark: str = ""
    hollow: bool = False


class KeyBlock:
    """A key: the steps with their limits in a row, other swatches beside them or below."""

    def __init__(
        self, steps: Steps | None, keys: Sequence[Key], unit: str, room: float, style: Style
    ) -> None:
        self.steps, self.keys, self.unit, self.style = steps, tuple(keys), unit, style
        self.pitch = line_height(style.small) * 1.15
        self.limits, self.shared = limits_in_words(steps.limits, unit) if steps else ([], "")
        self.across = self._across() if steps else 0.0
        scale = self.across * len(steps.all) if steps else 0.0
        if self.shared:
            scale += GAP + width(self.shared, style.small)
        widths = [SWATCH_OF_KEY + GAP + width(key.words, style.small) for key in keys]
        beside = bool(steps) and scale + sum(widths) + APART * len(widths) <= room
        self.below = SCALE_HIGH + line_height(style.small) if steps else 0.0
        self.places: list[tuple[float, float]] = []
        x, y = (scale + APART, 0.0) if beside else (0.0, self.below)
        for across in widths:
            if x and x + across > room:
                x, y = 0.0, y + self.pitch
            self.places.append((x, y))
            x += across + APART
        end = y + self.pitch if keys else 0.0
        self.height = max(self.below, end)

    def _across(self) -> float:
        """Pixels of a step: the limits stand clear of each other."""
        widest = max((width(text, self.style.small) for text in self.limits), default=0.0)
        return max(STEP_WIDE * (0.7 if self.style.narrow else 1.0), widest + 10)

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Draw the key from its top left corner."""
        if self.steps:
            self._scale(sheet, left, top, self.steps)
        for key, (x, y) in zip(self.keys, self.places, strict=True):
            middle = top + y + self.pitch / 2
            across = SWATCH_OF_KEY
            if key.mark:
                centre = left + x + across / 2
                draw_mark(sheet, centre, middle, key.mark, key.colour, key.hollow)
            else:
                swatch = (left + x, middle - HIGH / 2, across, HIGH, key.colour)
                sheet.bar(*swatch, hatch=key.hatch, edge=key.edge)
            sheet.text(left + x + across + GAP, middle, key.words, self.style.small, colour=FAINT)

    def _scale(self, sheet: Sheet, left: float, top: float, steps: Steps) -> None:
        for number, colour in enumerate(steps.colours):
            x = left + number * self.across
            sheet.bar(x, top, self.across, HIGH, colour, tip=step_words(steps, number, self.unit))
        y = top + SCALE_HIGH + line_height(self.style.small) / 2
        for number, text in enumerate(self.limits, start=1):
            x = left + number * self.across
            sheet.rule([(x, top + HIGH), (x, top + SCALE_HIGH)], colour=FAINT)
            sheet.text(x, y, text, self.style.small, anchor="middle", colour=FAINT)
        x = left + len(steps.all) * self.across + GAP
        if self.shared:
            sheet.text(x, top + HIGH / 2, self.shared, self.style.small, colour=FAINT)


def draw_mark(
    sheet: Sheet, x: float, y: float, mark: str, colour: Colour, hollow: bool, tip: str = ""
) -> None:
    """Draw the mark of a cell; ``-`` is a short line, of which nothing more is said."""
    if mark == "-":
        sheet.rule([(x - MARK / 3, y), (x + MARK / 3, y)], colour=HATCH, thick=1.5, layer=FRONT)
    else:
        sheet.mark(x, y, mark, MARK, colour, hollow=hollow, tip=tip)


MILLION = 1e6


def in_brief(value: float, unit: str) -> str:
    """A figure in few letters: millions as such.

    >>> in_brief(9_200_000, "t"), in_brief(0.69, "fraction"), in_brief(4_000, "t")
    ('9.2 million t', '69%', '4,000 t')
    """
    if unit != FRACTION and abs(value) >= MILLION:
        return written(float(f"{value / MILLION:.2g}"), f"million {unit}".rstrip())
    return written(value, unit)


def limits_in_words(limits: Sequence[float], unit: str) -> tuple[list[str], str]:
    """Limits as the key writes them, and the unit that they share, if it is not beside each.

    >>> limits_in_words((5e5, 1e6), "t"), limits_in_words((0.05, 0.5), "fraction")
    ((['0.5', '1'], 'million t'), (['5%', '50%'], ''))
    """
    if unit == FRACTION:
        return [written(limit, unit) for limit in limits], ""
    if max(limits, default=0.0) >= MILLION:
        return [f"{limit / MILLION:g}" for limit in limits], f"million {unit}".rstrip()
    return [written(limit, "") for limit in limits], "" if unit.startswith("0-") else unit


def step_words(steps: Steps, number: int, unit: str) -> str:
    """What a step holds, in words.

    >>> steps = Steps((0.05, 0.5))
    >>> [step_words(steps, number, "fraction") for number in steps.all]
    ['under 5%', '5% to under 50%', '50% or more']
    """
    limits = [written(limit, unit) for limit in steps.limits]
    if not limits:
        return "any figure"
    if number == 0:
        return f"under {limits[0]}"
    if number == len(limits):
        return f"{limits[-1]} or more"
    return f"{limits[number - 1]} to under {limits[number]}"
