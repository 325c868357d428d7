"""Widths of text, from the advance widths of the font that pictures are set in."""

from __future__ import annotations

LEADING = 1.28  # line height over font size
CAPITALS = 0.716  # height of capitals over font size


def width(text: str, size: float, bold: bool = False) -> float:
    """Pixels that a line of text takes at a size in pixels."""
    return len(text) * size * (0.56 if bold else 0.52)


def line_height(size: float) -> float:
    """Pixels from one line to the next at a size in pixels."""
    return size * LEADING


def wrapped(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """Text in lines no wider than ``room`` pixels, broken between words.

    A no-break space keeps two words together.
    """
    lines: list[str] = []
    for word in text.split(" ") if text else []:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
