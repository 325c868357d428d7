"""Columns of a heatmap: how wide they are, how they are headed, and how many stand side by side."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from critmin.drawing.fonts import line_height, width, wrapped

WIDEST = 104.0  # pixels of a column
AIR = 10.0  # pixels beside the text of a cell or a heading
BLOCKS = 3  # most blocks below each other before figures are left to the colours
BARE = 18.0  # pixels of a column without figures
TALLEST = 230.0  # pixels of a heading that is read upwards


class Columns(NamedTuple):
    """Columns in blocks below each other.

    ``per`` columns stand side by side, each ``across`` pixels wide; ``upwards`` headings are read
    from below; without ``figures`` a cell is its colour alone.
    """

    per: int
    across: float
    upwards: bool
    figures: bool

    def blocks(self, columns: Sequence[str]) -> list[list[str]]:
        """Columns of each block, evenly shared."""
        return [list(columns[at : at + self.per]) for at in range(0, len(columns), self.per)]


def columns_of(heads: Sequence[str], texts: Sequence[str], room: float, size: float) -> Columns:
    """Columns that fit into a room in pixels, the most readable of those that do.

    Headings stand level if their longest words fit, else upwards; figures are left out only if
    they would need more than three blocks.
    """
    figure = max((width(text, size, bold=True) for text in texts), default=0.0) + AIR
    words = [word for head in heads for word in head.split(" ")]
    level = max(figure, max((width(word, size, bold=True) for word in words), default=0.0) + AIR)
    upright = max(figure, line_height(size) + AIR / 2)
    bare = max(BARE, line_height(size) + 2)
    choices = [(level, False, True, 1), (upright, True, True, 1)]
    choices += [(level, False, True, 2), (upright, True, True, BLOCKS)]
    choices += [(bare, True, False, 1), (bare, True, False, len(heads))]
    for across, upwards, figures, most in choices:
        per = int(room // across)
        if per and ceil(len(heads) / per) <= most:
            blocks = ceil(len(heads) / per)
            per = ceil(len(heads) / blocks)
            return Columns(per, min(max(across, room / per), WIDEST), upwards, figures)
    return Columns(1, room, True, False)


def heading(head: str, columns: Columns, size: float) -> list[str]:
    """Lines of a column's heading."""
    if not columns.upwards:
        return wrapped(head, size, columns.across - AIR / 2, bold=True)
    lines = wrapped(head, size, TALLEST, bold=True)
    return lines[: max(int(columns.across // line_height(size)), 1)]


def heading_height(heads: Sequence[str], columns: Columns, size: float) -> float:
    """Pixels of the headings of a block."""
    lines = [heading(head, columns, size) for head in heads]
    if columns.upwards:
        return max(width(line, size, bold=True) for of in lines for line in of) + AIR
    return max(map(len, lines)) * line_height(size) + AIR / 2
