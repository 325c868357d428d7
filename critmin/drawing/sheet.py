"""A sheet: what is drawn where, in pixels from the top left, without a writer.

Bodies draw on a sheet; `svg`, `matplotlib_writer` and others write what is on it. The sheet is
plain data, so that a test can ask where a text stands, how large it is and what it overlaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from critmin.charts.palette import FAINT, INK, PAPER, RULE, Colour
from critmin.drawing.fonts import LEADING

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]
# Layers from the lowest to the highest; within one, what is drawn later lies above.
BACK, BODY, FRONT, WORDS = 0, 1, 2, 3


class Box(NamedTuple):
    """A rectangle of the sheet: left, top, right, bottom, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return self.bottom - self.top


class Text(NamedTuple):
    """One line of text that stands on ``y``, or on ``x`` if it is read ``upwards``."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    italic: bool = False
    colour: Colour = INK
    anchor: Anchor = "start"
    layer: int = WORDS
    upwards: bool = False


class Shape(NamedTuple):
    """A filled outline of one or several rings, or a curved path.

    ``path`` are steps ("M", x, y), ("L", x, y), ("C", x1, y1, x2, y2, x, y) and ("Z",).
    ``tip`` are words shown at the pointer.
    """

    path: tuple[tuple[str | float, ...], ...]
    colour: Colour
    edge: Colour | None = None
    thick: float = 0.0
    hatch: bool = False
    tip: str = ""
    opacity: float = 1.0
    layer: int = BODY


class Rule(NamedTuple):
    """A line through points; ``dashes`` are lengths on and off, none for a solid line."""

    points: tuple[Point, ...]
    colour: Colour = RULE
    thick: float = 1.0
    dashes: tuple[float, ...] = ()
    tip: str = ""
    layer: int = BACK


class Mark(NamedTuple):
    """A mark at a point; ``mark`` is one of ``o s ^ v D > <``."""

    x: float
    y: float
    mark: str
    size: float
    colour: Colour
    hollow: bool = False
    tip: str = ""
    layer: int = FRONT


Item = Text | Shape | Rule | Mark


@dataclass
class Sheet:
    """Items drawn so far, on a sheet of a width and a height in pixels."""

    width: float
    height: float
    items: list[Item] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        italic: bool = False,
        colour: Colour = INK,
        anchor: Anchor = "start",
        centred: bool = True,
    ) -> None:
        """Draw one line of text, its capitals centred on ``y`` or standing on it."""
        from critmin.drawing.fonts import CAPITALS

        base = y + CAPITALS * size / 2 if centred else y
        self.items.append(Text(x, base, text, size, bold, italic, colour, anchor))

    def upwards(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: Colour = INK,
    ) -> None:
        """Draw one line of text that is read from ``y`` upwards, its capitals centred on ``x``."""
        from critmin.drawing.fonts import CAPITALS

        at = x + CAPITALS * size / 2
        self.items.append(Text(at, y, text, size, bold, False, colour, upwards=True))

    def lines(
        self,
        x: float,
        top: float,
        lines: Iterable[str],
        size: float,
        *,
        bold: bool = False,
        colour: Colour = INK,
        anchor: Anchor = "start",
    ) -> float:
        """Draw lines below each other from ``top``; returns where the next one begins."""
        for line in lines:
            self.text(
                x, top + size, line, size, bold=bold, colour=colour, anchor=anchor, centred=False
            )
            top += size * LEADING
        return top

    def bar(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        colour: Colour,
        *,
        hatch: bool = False,
        edge: Colour | None = None,
        tip: str = "",
    ) -> None:
        """Draw a filled rectangle, hatched if it is no country's."""
        right, bottom = left + width, top + height
        path = (("M", left, top), ("L", right, top), ("L", right, bottom), ("L", left, bottom))
        self.items.append(Shape((*path, ("Z",)), colour, edge or PAPER, 1.0, hatch, tip))

    def shape(
        self,
        rings: Sequence[Sequence[Point]],
        colour: Colour,
        *,
        edge: Colour | None = PAPER,
        thick: float = 0.5,
        hatch: bool = False,
        tip: str = "",
    ) -> None:
        """Draw filled rings of straight lines, as a country on a map."""
        path: list[tuple[str | float, ...]] = []
        for ring in rings:
            path += [("L" if number else "M", x, y) for number, (x, y) in enumerate(ring)]
            path.append(("Z",))
        self.items.append(Shape(tuple(path), colour, edge, thick, hatch, tip))

    def rule(
        self,
        points: Sequence[Point],
        *,
        colour: Colour = FAINT,
        thick: float = 1.0,
        dashes: tuple[float, ...] = (),
        tip: str = "",
        layer: int = BACK,
    ) -> None:
        """Draw a line through points."""
        self.items.append(Rule(tuple(points), colour, thick, dashes, tip, layer))

    def mark(
        self,
        x: float,
        y: float,
        mark: str,
        size: float,
        colour: Colour,
        *,
        hollow: bool = False,
        tip: str = "",
    ) -> None:
        """Draw a mark at a point."""
        self.items.append(Mark(x, y, mark, size, colour, hollow, tip))
