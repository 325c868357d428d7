"""Body of a heatmap: rows and columns of cells in steps of colour, or of marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import NamedTuple

from critmin.charts.forms import Cell, Heat
from critmin.charts.model import FRACTION, NO_FIGURE, distinct, written
from critmin.charts.palette import FOCUS, INK, LINES, PAPER, REST, RULE, ink_on
from critmin.drawing.fonts import line_height, width, wrapped
from critmin.drawing.sheet import FRONT, Box, Sheet
from critmin.drawing.steps import Key, KeyBlock, draw_mark, in_brief, steps_of
from critmin.drawing.style import Style

LABELS = 0.34  # of the width, for the labels of the rows
MANY = 16  # rows from which they are set smaller
GAP = 8.0  # pixels between a label and its cells
APART = 18.0  # pixels between two blocks
LEAST = 0.0095  # share that is written as 1%
MARKS = (("o", False), ("o", True), ("-", False))  # the fullest first
WIDEST = 150.0  # pixels of a column
AIR = 10.0  # pixels beside the text of a cell or a heading
BLOCKS = 3  # most blocks below each other before figures are left to the colours
NARROW = 15  # most rows of a matrix of marks in a narrow picture
BARE = 18.0  # pixels of a column without figures
TALLEST = 230.0  # pixels of a heading that is read upwards


def fitted(chart: Heat, style: Style) -> Heat:
    """A chart with as many rows as a picture has room for; only a matrix is in order of them."""
    if not (style.narrow and chart.marks) or len(chart.rows) <= NARROW:
        return chart
    kept = chart.rows[:NARROW]
    cells = tuple(cell for cell in chart.cells if cell.row in kept)
    return replace(chart, cells=cells, **chart.leaving_out(len(chart.rows) - NARROW))


def height(chart: Heat, style: Style) -> float:
    """Height of the cells with their headings and the key, in pixels."""
    parts = _Parts(chart, style.room, style)
    return (
        parts.key.height
        + GAP
        + sum(map(parts.block_height, parts.blocks))
        + (APART * (len(parts.blocks) - 1))
    )


def draw(chart: Heat, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw the key, then the blocks of columns below each other."""
    parts = _Parts(chart, box.width, style)
    parts.key.draw(sheet, box.left, box.top)
    top = box.top + parts.key.height + GAP
    for block in parts.blocks:
        parts.draw(sheet, box.left, top, block)
        top += parts.block_height(block) + APART


class _Parts:
    """What the heatmap consists of, at a width in pixels."""

    def __init__(self, chart: Heat, room: float, style: Style) -> None:
        self.chart = chart
        self.size = style.small if len(chart.rows) > MANY else style.label
        self.small = style.small
        self.labels = {row: wrapped(row, self.size, room * LABELS) for row in chart.rows}
        widest = max(width(line, self.size, True) for of in self.labels.values() for line in of)
        self.left = widest + GAP
        self.cells = {(cell.row, cell.column): cell for cell in chart.cells}
        texts = [self.text(cell) for cell in chart.cells if cell.value is not None]
        self.columns: Columns = columns_of(
            chart.columns, [] if chart.marks else texts, room - self.left, style.small
        )
        self.blocks = self.columns.blocks(chart.columns)
        pitch = line_height(self.size) + (6 if len(chart.rows) > MANY else 10)
        self.pitches = {
            row: max(pitch, len(lines) * line_height(self.size) + 4)
            for row, lines in self.labels.items()
        }
        values = [cell.value for cell in chart.cells if cell.value is not None]
        self.steps = steps_of(chart.levels, values, chart.unit)
        self.states = _states(chart)
        steps = None if chart.marks else self.steps
        self.key = KeyBlock(steps, self._keys(), chart.unit, room, style)

    def text(self, cell: Cell) -> str:
        """Words in a cell."""
        if cell.text or cell.value is None:
            return cell.text.replace("over 99%", ">99%")  # as short as <1%
        if self.chart.unit == FRACTION and 0 < cell.value < LEAST:
            return "<1%"
        return in_brief(cell.value, self.chart.unit).replace("over 99%", ">99%")

    def _keys(self) -> list[Key]:
        keys = []
        for number, words in enumerate(self.chart.marks):
            mark, hollow = MARKS[min(number, len(MARKS) - 1)]
            keys.append(Key(words, LINES[0], mark=mark, hollow=hollow))
        hatched = self.states[:1] if len(self.states) < 3 else self.states
        plain = self.states[1:] if len(self.states) == 2 else []
        keys += [Key(" or ".join(hatched), REST, hatch=True)] if hatched else []
        keys += [Key(state, REST, edge=RULE) for state in plain]
        if self.chart.emphasis:
            keys.append(Key(self.chart.emphasis, PAPER, edge=INK))
        return keys

    def block_height(self, block: Sequence[str]) -> float:
        """Pixels of a block with its headings."""
        return heading_height(block, self.columns, self.small) + sum(self.pitches.values())

    def draw(self, sheet: Sheet, left: float, top: float, block: Sequence[str]) -> None:
        """Draw a block of columns with its headings and the labels of all rows."""
        cells = left + self.left
        across = self.columns.across
        top += heading_height(block, self.columns, self.small)
        for number, head in enumerate(block):
            self._heading(sheet, cells + (number + 0.5) * across, top, head)
        for row, lines in self.labels.items():
            pitch = self.pitches[row]
            start = top + (pitch - len(lines) * line_height(self.size)) / 2
            sheet.lines(cells - GAP, start, lines, self.size, anchor="end")
            if self.chart.marks:
                end = cells + len(block) * across
                sheet.rule([(cells - GAP, top + pitch), (end, top + pitch)], colour=RULE)
            for number, column in enumerate(block):
                cell = self.cells.get((row, column))
                if cell is not None:
                    place = Box(
                        cells + number * across, top, cells + (number + 1) * across, top + pitch
                    )
                    self._cell(sheet, place, cell)
            top += pitch

    def _heading(self, sheet: Sheet, x: float, foot: float, head: str) -> None:
        lines = heading(head, self.columns, self.small)
        one = line_height(self.small)
        if self.columns.upwards:
            x -= (len(lines) - 1) * one / 2
            for number, line in enumerate(lines):
                sheet.upwards(x + number * one, foot - 5, line, self.small, bold=True)
            return
        top = foot - len(lines) * one - 3
        sheet.lines(x, top, lines, self.small, bold=True, anchor="middle")

    def _cell(self, sheet: Sheet, place: Box, cell: Cell) -> None:
        text = self.text(cell)
        said = cell.text or cell.state or written(cell.value, self.chart.unit)
        tip = f"{cell.row}, {cell.column}: {said}"
        x, y = (place.left + place.right) / 2, (place.top + place.bottom) / 2
        corner = (place.left, place.top, place.width, place.height)
        if cell.text in self.chart.marks:
            mark, hollow = MARKS[min(self.chart.marks.index(cell.text), len(MARKS) - 1)]
            colour = FOCUS if cell.highlight else LINES[0]
            draw_mark(sheet, x, y, mark, colour, hollow, tip=tip)
            return
        if cell.value is None:
            plain = len(self.states) == 2 and _state(cell) == self.states[1]
            sheet.bar(*corner, REST, hatch=not plain, tip=tip)
            return
        colour = self.steps.colour(cell.value)
        sheet.bar(*corner, colour, tip=tip)
        ink = ink_on(colour)
        if cell.highlight and self.chart.emphasis:
            inner = (place.left + 2.5, place.top + 2.5, place.right - 2.5, place.bottom - 2.5)
            left, top, right, foot = inner
            ring = [(left, top), (right, top), (right, foot), (left, foot), (left, top)]
            sheet.rule(ring, colour=ink, thick=1.5, layer=FRONT)
        if self.columns.figures:
            sheet.text(x, y, text, self.small, bold=cell.highlight, colour=ink, anchor="middle")


def _states(chart: Heat) -> list[str]:
    """Why cells have no figure, the most frequent first."""
    found = [
        _state(cell) for cell in chart.cells if cell.value is None and not _marked(chart, cell)
    ]
    return sorted(distinct(found), key=lambda state: -found.count(state))


def _state(cell: Cell) -> str:
    return cell.state or NO_FIGURE


def _marked(chart: Heat, cell: Cell) -> bool:
    return cell.text in chart.marks


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
    upright = max(figure - AIR / 2, line_height(size) + AIR / 2)
    bare = max(BARE, line_height(size) + 2)
    choices = [(level, False, True, 1), (upright, True, True, 1)]
    choices += [(BARE, True, True, 1)] if figure <= BARE else []  # marks take little room
    choices += [(level, False, True, 2), (upright, True, True, BLOCKS)]
    choices += [(bare, True, False, 1), (bare, True, False, len(heads))]
    for across, upwards, figures, most in choices:
        per = int(room // across)
        if per and ceil(len(heads) / per) <= most:
            blocks = ceil(len(heads) / per)
            per = ceil(len(heads) / blocks)
            return Columns(per, max(across, min(room / per, WIDEST)), upwards, figures)
    return Columns(1, room, True, False)


def heading(head: str, columns: Columns, size: float) -> list[str]:
    """Lines of a column's heading."""
    if not columns.upwards:
        return wrapped(head, size, columns.across - AIR / 2, bold=True)
    most = max(int(columns.across // line_height(size)), 1)
    room = TALLEST
    while len(lines := wrapped(head, size, room, bold=True)) > most:
        room *= 1.2  # all of it is written, however long
    return lines


def heading_height(heads: Sequence[str], columns: Columns, size: float) -> float:
    """Pixels of the headings of a block."""
    lines = [heading(head, columns, size) for head in heads]
    if columns.upwards:
        return max(width(line, size, bold=True) for of in lines for line in of) + AIR
    return max(map(len, lines)) * line_height(size) + AIR / 2
