"""Rows of a chart: labels on the left or above, each row as high as its texts need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from critmin.charts.palette import PAPER
from critmin.drawing.fonts import CAPITALS, line_height, width, wrapped
from critmin.drawing.sheet import Sheet
from critmin.drawing.style import Style

GAP = 8.0  # pixels between a mark and its text
FILL = 0.7  # height of a bar over the height of a line
SHARE_OF_LABELS = 0.36  # of the width, at most
ABOVE_FROM = 0.34  # of a narrow width: longer labels stand above their rows
APART = 6.0  # pixels between rows whose labels have several lines


class Place(NamedTuple):
    """Where a row is: its label's top, the middle of its bar, and the top of what is below that."""

    top: float
    middle: float
    below: float
    bottom: float


class Rows:
    """Labels of rows, the room for them, and where each row is.

    Parameters
    ----------
    labels : sequence of str
        One a row, from top to bottom.
    across : float
        Pixels of the whole chart.
    lines : sequence of int
        Lines of text that stand beside a row's label, if more than one.
    below : sequence of float
        Pixels of what stands below each bar.
    above : bool, optional
        Whether the labels stand above their bars; by default where one of them is long.
    """

    def __init__(
        self,
        labels: Sequence[str],
        across: float,
        style: Style,
        *,
        lines: Sequence[int] = (),
        below: Sequence[float] = (),
        above: bool | None = None,
    ) -> None:
        self.style = style
        self.above = labels_above(labels, across, style) if above is None else above
        room = across if self.above else across * SHARE_OF_LABELS
        self.texts = [wrapped(label, style.label, room, bold=True) for label in labels]
        longest = [width(line, style.label, bold=True) for of in self.texts for line in of]
        self.left = 0.0 if self.above else max(longest, default=0.0) + GAP
        self.heights: list[tuple[float, float, float]] = []
        one = line_height(style.label)
        for number, texts in enumerate(self.texts):
            beside = lines[number] if lines else 1
            label = len(texts) * one + APART * bool(number) if self.above else 0.0
            rows = max(beside, 0 if self.above else len(texts))
            bar = style.pitch if rows < 2 else max(style.pitch, rows * one + APART)
            self.heights.append((label, bar, below[number] if below else 0.0))

    @property
    def height(self) -> float:
        """Pixels of all rows."""
        return sum(map(sum, self.heights))

    def places(self, top: float) -> list[Place]:
        """Where each row is if the first begins at ``top``."""
        found: list[Place] = []
        for label, bar, below in self.heights:
            start = top + label
            above = start - (label - APART if found and label else label)
            found.append(Place(above, start + bar / 2, start + bar, start + bar + below))
            top = start + bar + below
        return found

    def label(
        self, sheet: Sheet, number: int, place: Place, left: float, *, bold: bool = False
    ) -> None:
        """Draw a row's label, which ends beside its bar or begins above it."""
        texts, size = self.texts[number], self.style.label
        if self.above:
            y = place.top + size * (1 - CAPITALS / 2)
            for text in texts:
                paper_behind(sheet, left, y, text, size, bold=bold)
                y += line_height(size)
            sheet.lines(left, place.top, texts, size, bold=bold)
            return
        step = line_height(size)
        y = place.middle - (len(texts) - 1) * step / 2
        for text in texts:
            sheet.text(left + self.left - GAP, y, text, size, bold=bold, anchor="end")
            y += step


def paper_behind(
    sheet: Sheet, left: float, y: float, text: str, size: float, *, bold: bool = False
) -> None:
    """Lay paper behind a text centred on ``y``, so that lines of the scale do not cross it."""
    high = CAPITALS * size + 8
    start, end = max(left - 2, 0.0), min(left + width(text, size, bold) + 2, sheet.width)
    sheet.bar(start, y - high / 2, end - start, high, PAPER, edge=PAPER)


def labels_above(labels: Sequence[str], across: float, style: Style) -> bool:
    """Whether labels stand above their rows: on a narrow picture, if one of them is long."""
    longest = max((width(label, style.label, bold=True) for label in labels), default=0.0)
    return style.narrow and longest > across * ABOVE_FROM
