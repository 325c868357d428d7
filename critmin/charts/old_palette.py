"""Colours that differ by lightness alone. Pure.

One strong dark colour for the highlighted part, and a ramp from middle to light for the others: the
order stays visible in grey print and with colour blindness.
"""

from __future__ import annotations

HIGHLIGHT = "#8b1a1a"
RAMP = ("#46739f", "#7199c0", "#98b8d5", "#bfd3e6", "#e4edf5")
PLAIN = "#6b94bd"
INK, FAINT, RULE, PAPER = "#1c1c1c", "#595959", "#d5d5d5", "#ffffff"
# Parts that are not countries are pale and hatched, so that they are not taken for one.
REST, REST_HATCH, HATCH_INK = "#f2f2f2", "////", "#8c8c8c"
# Lines differ by lightness, by dashes and by the mark at each point.
LINES = ("#1f4e79", "#4f7ba8", "#7a7a7a", "#2f6f6f", "#94a7ba", "#5c5c5c", "#7fa3c6", "#a0a0a0")
DASHES = ("solid", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5)))
MARKS = ("o", "s", "^", "D", "v", "P", "X", "<")


def lightness(colour: str) -> float:
    """CIE lightness L* of an sRGB colour, 0 (black) to 100 (white).

    Source: IEC 61966-2-1 for the linear values, CIE 15 for L*.

    >>> lightness("#000000"), round(lightness("#ffffff"), 3)
    (0.0, 100.0)
    """
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def ink_on(colour: str) -> str:
    """Black or white, whichever reads on a colour."""
    return PAPER if lightness(colour) < 58 else INK


def ramp(count: int) -> list[str]:
    """Colours of the parts of a bar, dark to light; the ramp repeats if there are more parts.

    >>> ramp(2)
    ['#46739f', '#7199c0']
    """
    return [RAMP[i % len(RAMP)] for i in range(count)]
