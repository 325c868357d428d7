"""What a terminal shows: its width, its characters, its colours; and bars made of characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

EIGHTHS = " ▏▎▍▌▋▊▉█"
FILLS, ASCII_FILLS = ("█", "▒", "▓", "░"), ("#", "=", "%", "-")
NARROWEST = 40
LABELS = 0.4  # of the width, at most
RED, PLAIN = "\x1b[31m", "\x1b[0m"


class Screen(NamedTuple):
    """Characters a line, whether block characters are shown, and whether colours are."""

    columns: int
    blocks: bool = True
    colour: bool = False

    def focus(self, text: str, chosen: bool = True) -> str:
        """Text in red, if it is in focus and the screen has colours."""
        return f"{RED}{text}{PLAIN}" if self.colour and chosen and text.strip() else text

    def either(self, block: str, ascii: str) -> str:
        """A character, or the one in its place where blocks are not shown."""
        return block if self.blocks else ascii

    def bar(self, part: float, cells: int, fill: str = "") -> str:
        """Bar for a part (0 to 1) of a number of cells; a part above zero is always visible.

        >>> Screen(80).bar(0.5, 5), Screen(80, False).bar(0.5, 4), Screen(80).bar(0.0, 4)
        ('██▌', '##', '')
        """
        if part <= 0 or cells <= 0:
            return ""
        if not self.blocks or fill:
            return (fill or "#") * max(1, round(part * cells))
        eighths = max(1, round(part * cells * 8))
        return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()

    def room(self, labels: Sequence[str]) -> int:
        """Characters for labels, at most two fifths of the width."""
        return min(max((len(label) for label in labels), default=0), int(self.columns * LABELS))


def cut(label: str, room: int) -> str:
    """A label in at most ``room`` characters, with dots where it was cut.

    >>> cut("Australia", 5), cut("Chile", 5)
    ('Aus..', 'Chile')
    """
    return label if len(label) <= room else label[: max(room - 2, 1)] + ".."
