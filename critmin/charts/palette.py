"""Colours of charts and pages, each in light and dark, and how far apart two colours are. Pure.

A drawing names a colour; the writer takes its light or dark value. Data colours differ by
lightness, so that their order survives grey print and colour blindness.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Colour(NamedTuple):
    """A named colour: its values as #rrggbb on light and on dark paper."""

    name: str
    light: str
    dark: str


PAPER = Colour("paper", "#ffffff", "#16181b")
INK = Colour("ink", "#1a1a1a", "#f1f1ef")
FAINT = Colour("faint", "#565656", "#b4b6b8")
RULE = Colour("rule", "#d9d9d6", "#3a3d41")

# China, or what else is in focus; and everything beside it. Each differs from the other and from
# paper by a contrast of 3 at least, in light and dark.
FOCUS = Colour("focus", "#8c1515", "#ffa590")
PLAIN = Colour("plain", "#6f99bd", "#48698a")
# Parts that are no country are pale and hatched, so that they are not taken for one.
REST = Colour("rest", "#efefec", "#2a2d31")
HATCH = Colour("hatch", "#8a8a86", "#7c7f83")

# Areas of other countries in one picture; none repeats. All differ from FOCUS by a contrast of 3,
# and from each other also for the colour-blind. Those that find none left are OTHERS.
SERIES = (
    Colour("series-1", "#8aa6de", "#25558a"),
    Colour("series-2", "#bb9866", "#524f10"),
    Colour("series-3", "#49a3a4", "#005141"),
    Colour("series-4", "#e3c3fb", "#3b3f5f"),
    Colour("series-5", "#becd96", "#416138"),
    Colour("series-6", "#b5ae96", "#676659"),
    Colour("series-7", "#80ccbb", "#213940"),
    Colour("series-8", "#b3b4cf", "#59606d"),
    Colour("series-9", "#b8dee1", "#2d3226"),
    Colour("series-10", "#e2e1ca", "#49391d"),
)
OTHERS = Colour("others", "#cfcfcc", "#3a3d41")
# Lines and their labels, which are read as text on paper: contrast at least 4.5 in light and dark.
LINES = (
    Colour("line-1", "#154ea3", "#798cde"),
    Colour("line-2", "#8f6e08", "#a39e44"),
    Colour("line-3", "#086d71", "#77bdb0"),
    Colour("line-4", "#534166", "#b79bcd"),
    Colour("line-5", "#3b6243", "#a7dec1"),
    Colour("line-6", "#646699", "#b0b6fd"),
    Colour("line-7", "#004a3d", "#84d2e5"),
    Colour("line-8", "#2e3079", "#49f5e4"),
)
# What is in focus and is not China, whose red no other country has.
DARK = LINES[-1]
# Steps of a heatmap or a map, from the lowest to the highest.
STEPS = (
    Colour("step-1", "#f0dcc6", "#44332a"),
    Colour("step-2", "#e3bb97", "#6d4738"),
    Colour("step-3", "#d08f6b", "#995948"),
    Colour("step-4", "#b25a43", "#cc715b"),
    Colour("step-5", "#8c1515", "#ffa590"),
)
EVERY = (PAPER, INK, FAINT, RULE, FOCUS, PLAIN, REST, HATCH, OTHERS, *SERIES, *LINES, *STEPS)


def focus(keys: Iterable[str]) -> Colour:
    """Colour of what is in focus: red for China or for no country, else dark."""
    named = {key for key in keys if key}
    return FOCUS if not named or "CHN" in named else DARK


def lightness(colour: str) -> float:
    """CIE lightness L* of an sRGB colour, 0 (black) to 100 (white).

    Source: IEC 61966-2-1 for the linear values, CIE 15 for L*.

    >>> lightness("#000000"), round(lightness("#ffffff"), 3)
    (0.0, 100.0)
    """
    y = luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, 0 to 1 (IEC 61966-2-1, WCAG 2.2).

    >>> luminance("#ffffff")
    1.0
    """
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two sRGB colours, 1 to 21 (WCAG 2.2).

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def ink_on(colour: Colour) -> Colour:
    """Ink or paper, whichever reads on a colour, in light as in dark."""
    on_ink = min(contrast(colour.light, INK.light), contrast(colour.dark, INK.dark))
    on_paper = min(contrast(colour.light, PAPER.light), contrast(colour.dark, PAPER.dark))
    return PAPER if on_paper > on_ink else INK
