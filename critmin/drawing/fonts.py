"""Widths of text, from the advance widths of Arimo, the font that pictures are set in.

Arimo has the widths of Arial, Helvetica and Liberation Sans: what fits in one fits in the others.
Pictures in SVG name these fonts and do not carry them.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from unicodedata import combining, east_asian_width

from critmin.core.files import own_text

LEADING = 1.28  # line height over font size
CAPITALS = 0.716  # height of capitals over font size
LEAST = 0.72  # of the room, used by balanced lines
FAMILY = 'Arimo, "Liberation Sans", Arial, Helvetica, sans-serif'
_HERE = Path(__file__).parent
# Places inside a word where a line may end: after a hyphen, a dash or a slash.
_WITHIN = re.compile(r"(?<=[-–—/])(?=\w)")


def font_file(bold: bool = False) -> Path:
    """Arimo's file, regular or bold: the letters of `docs/subset_fonts.py`."""
    return _HERE / f"Arimo-{'Bold' if bold else 'Regular'}.ttf"


@cache
def advances(bold: bool = False) -> dict[str, float]:
    """Width of each letter over the font size."""
    table = json.loads(own_text(_HERE / "advances.json"))
    runs = table["bold" if bold else "regular"]
    return {
        chr(first + place): across / table["em"]
        for first, *widths in runs
        for place, across in enumerate(widths)
    }


@cache
def width(text: str, size: float, bold: bool = False) -> float:
    """Pixels that a line of text takes at a size in pixels.

    A letter that the font lacks counts as 1 em if it is East Asian and wide, else as 0.6 em.

    >>> round(width("China: 69%", 100), 1), width("日本", 10)
    (517.0, 20.0)
    """
    known = advances(bold)
    return size * sum(known[one] if one in known else _unknown(one) for one in text)


def _unknown(letter: str) -> float:
    if combining(letter):
        return 0.0
    return 1.0 if east_asian_width(letter) in {"W", "F"} else 0.6


def line_height(size: float) -> float:
    """Pixels from one line to the next at a size in pixels."""
    return size * LEADING


def wrapped(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """Text in lines no wider than ``room`` pixels, broken between words.

    A no-break space keeps two words together. A word that is wider than a line is broken at a
    hyphen or a slash, or where it must be.
    """
    lines: list[str] = []
    for word in text.split(" ") if text else []:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold) <= room:
            lines[-1] = longer
            continue
        lines += [word] if width(word, size, bold) <= room else _broken(word, size, room, bold)
    return lines


def _broken(word: str, size: float, room: float, bold: bool) -> list[str]:
    """A word in pieces no wider than ``room``, or of one letter."""
    lines = [""]
    for piece in _WITHIN.split(word):
        if width(lines[-1] + piece, size, bold) <= room:
            lines[-1] += piece
            continue
        if lines[-1]:
            lines.append("")
        for letter in piece:
            if lines[-1] and width(lines[-1] + letter, size, bold) > room:
                lines.append("")
            lines[-1] += letter
    return lines


def balanced(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """Text in as few lines as `wrapped` needs, without a last line of one short word."""
    lines = wrapped(text, size, room, bold)
    count, low, high = len(lines), room * LEAST, room
    if count < 2:
        return lines
    for _ in range(8):
        middle = (low + high) / 2
        tried = wrapped(text, size, middle, bold)
        if len(tried) <= count and all(width(line, size, bold) <= middle for line in tried):
            lines, high = tried, middle
        else:
            low = middle
    return lines
