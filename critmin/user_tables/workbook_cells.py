"""Cells of one sheet of a workbook as texts, row by row, as they are and not as it says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from critmin.core.errors import DataError
from critmin.user_tables.decimal_notation import Exact
from critmin.user_tables.grid import Lines, Merged
from critmin.user_tables.workbook_parts import (
    DATE,
    MAIN,
    PERCENT,
    PERCENT_SIGN,
    TRUE,
    Book,
    Damaged,
    Enough,
    RichText,
    unescaped,
)

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MOST_MERGED, MOST_COVERED = 20_000, 1_000_000
PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
NUMBER = re.compile(r"\s*([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*")
WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
CHILDREN = {  # elements that a sheet's data may hold, by the one that they are in
    "sheetData": {"row"},
    "row": {"c", "extLst"},
    "c": {"f", "v", "is", "extLst"},
}
UNSTORED = "has no stored value: open and save the workbook, or paste values"
UNCOMPUTED = (
    "has a stored value that the workbook asks to compute again: open and save it, or paste values"
)


class Reading:
    """Handlers that read a sheet.

    Parameters
    ----------
    book : Book
        The workbook.
    head : int, optional
        Number of rows with text after which the reading stops.
    """

    def __init__(self, book: Book, head: int | None = None) -> None:
        self._book, self._head = book, head
        self.lines: Lines = []
        self.ranges: list[tuple[int, int, int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.unstored: tuple[int, str] | None = None
        self._path: list[str] = []
        self._row = self._column = self._cells_read = self._letters = self._letters_of_cell = 0
        self._cells: list[str] = []
        self._hidden = False
        self._cell: dict[str, str] = {}
        self._rich = RichText(book)
        self._value: list[str] | None = None
        self._formula: list[str] | None = None
        self._places: dict[str, int] = {}
        self._begin = {
            "row": self._begin_row,
            "c": self._begin_cell,
            "v": self._begin_value,
            "f": self._begin_formula,
            "mergeCell": self._add_range,
            "col": self._add_hidden,
        }

    def read(self, part: str) -> bool:
        """Read the sheet; whether to its end."""
        return self._book.parse(part, self._start, self._end, self._text)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self._known(tag)
        self._book.enter(self._path, name)
        if begin := self._begin.get(name):
            begin(attributes)
        elif name in {"t", "rPh"}:
            self._rich.start(name)

    def _known(self, tag: str) -> str:
        """Name of an element of the format; empty for others, which only extensions may hold.

        An element that is none where cells are would take a row or a figure with it.
        """
        space, _, name = tag.rpartition(" ")
        above = self._path[-1] if self._path else ""
        if "extLst" in self._path:
            return ""
        if above in CHILDREN and (space not in MAIN or name not in CHILDREN[above]):
            raise Damaged(f"row {self._row} has an unknown element {name!r}")
        return name if space in MAIN else ""

    def _end(self, _tag: str) -> None:
        name = self._path.pop()
        if name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        elif name in {"t", "rPh"}:
            self._rich.end(name)

    def _text(self, piece: str) -> None:
        inside = self._path[-1] if self._path else ""
        if "is" in self._path:
            self._rich.add(piece)
        elif inside in {"v", "f"}:
            pieces = self._value if inside == "v" else self._formula
            if pieces is not None:
                pieces.append(piece)
                self._letters_of_cell += len(piece)
                self._book.limits.hold("cell", self._letters_of_cell, self._book.file)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        text = attributes.get("r")
        number = self._row + 1 if text is None else _whole(text)
        if not 0 < number <= LAST_ROW:
            raise Damaged(f"no sheet has a row {text or number}")
        if number <= self._row:
            raise Damaged(f"row {number} stands after row {self._row}")
        self._row, self._column, self._cells = number, 0, []
        self._hidden = attributes.get("hidden", "") in TRUE

    def _end_row(self) -> None:
        if not any(cell.strip() for cell in self._cells):
            return
        self.lines.append((self._row, self._cells))
        if self._hidden:
            self.hidden_rows.append(self._row)
        if self._head is not None and len(self.lines) >= self._head:
            raise Enough
        below = len(self.lines) - 1  # the first is the header
        self._book.limits.hold("rows", below, self._book.file, line=self._row)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        column = self._column + 1
        if place is not None:
            found = PLACE.fullmatch(place)
            if found is None or int(found[2]) != self._row:
                raise Damaged(f"row {self._row} has a cell {place!r}")
            column = self._places.get(found[1]) or _column(found[1])
            self._places[found[1]] = column
        if column > LAST_COLUMN:
            raise Damaged(f"no sheet has a cell {place or column} of row {self._row}")
        if column <= self._column:
            raise Damaged(f"cell {place or column} of row {self._row} stands after a later one")
        self._column, self._cell, self._letters_of_cell = column, attributes, 0
        self._value = self._formula = None
        self._rich.clear()

    def _begin_value(self, _attributes: dict[str, str]) -> None:
        if self._value is not None:
            raise Damaged(f"a cell of row {self._row} has two values")
        self._value = []

    def _begin_formula(self, _attributes: dict[str, str]) -> None:
        self._formula = []

    def _end_cell(self) -> None:
        kind = self._cell.get("t", "n")
        raw = None if self._value is None else "".join(self._value)
        if self._formula is not None and self.unstored is None:
            self._check_formula(kind, raw)
        text = self._rich.text() if kind == "inlineStr" else self._of(kind, raw or "")
        if not text:
            return
        self._letters += len(text)
        limits, file = self._book.limits, self._book.file
        limits.hold("cell", len(text), file, line=self._row)
        # A text that is stored once stands in memory for every cell that refers to it.
        limits.hold("bytes", self._letters, file, line=self._row)
        # Empty cells before it stand in memory too.
        padding = self._column - 1 - len(self._cells)
        self._cells_read += padding + 1
        limits.hold("cells", self._cells_read, file, line=self._row)
        self._cells += [""] * padding
        self._cells.append(text)

    def _check_formula(self, kind: str, raw: str | None) -> None:
        shown = "=" + "".join(self._formula or [])[:100]
        if not raw and kind != "str":
            self.unstored = self._row, f"{shown} {UNSTORED}"
        elif raw and self._book.asks_to_compute:  # as of programs that store 0 for every formula
            self.unstored = self._row, f"{shown} {UNCOMPUTED}"

    def _of(self, kind: str, raw: str) -> str:
        if kind == "s" and raw:
            at = _whole(raw.strip())
            if not 0 <= at < len(self._book.texts):
                raise Damaged(f"a cell of row {self._row} has a text that is not there")
            return self._book.texts[at]
        if kind in {"str", "e", "d", "s"}:
            return unescaped(raw)
        if kind == "b":
            return {"": "", "0": "False", "1": "True"}.get(raw.strip(), raw)
        if kind == "n":
            return self._number(raw)
        raise Damaged(f"a cell of row {self._row} is of the unknown kind {kind!r}")

    def _number(self, raw: str) -> str:
        if not raw.strip():
            return ""
        found = NUMBER.fullmatch(raw)
        if found is None:
            raise Damaged(f"a cell of row {self._row} is a number and holds {raw[:20]!r}")
        value = int(found[1]) if WHOLE.fullmatch(found[1]) else float(found[1])
        style, formats = _whole(self._cell.get("s", "0")), self._book.formats
        if style and not 0 < style < len(formats):
            raise Damaged(f"a cell of row {self._row} has a format that is not there")
        meant = formats[style] if formats else ""
        if meant == PERCENT:
            return Exact(f"{(Decimal(str(value)) * 100).normalize():f}%")
        if meant == PERCENT_SIGN:
            return Exact(f"{Decimal(str(value)).normalize():f}%")
        return _day(value, self._book.days_from_1904) if meant == DATE else Exact(value)

    def _add_range(self, attributes: dict[str, str]) -> None:
        text = attributes.get("ref", "")
        first, _, last = text.partition(":")
        corners = PLACE.fullmatch(first), PLACE.fullmatch(last or first)
        if corners[0] is None or corners[1] is None:
            raise Damaged(f"it has merged cells {text!r}")
        (top, left), (bottom, right) = ((int(c[2]), _column(c[1])) for c in corners if c)
        if bottom < top or right < left:
            raise Damaged(f"it has merged cells {text!r}")
        self.ranges.append((top, left, bottom, right))
        if len(self.ranges) > MOST_MERGED:
            raise Damaged(f"it has over {MOST_MERGED:,} ranges of merged cells")

    def _add_hidden(self, attributes: dict[str, str]) -> None:
        span = _whole(attributes.get("min", "")), _whole(attributes.get("max", ""))
        if (
            attributes.get("hidden", "") in TRUE
            and 1 <= span[0] <= LAST_COLUMN
            and len(self.hidden_columns) < LAST_COLUMN
        ):
            self.hidden_columns.append(span)

    def merged(self) -> Merged:
        """Texts of merged cells by the further places that they cover, in rows with text."""
        if not self.ranges:
            return {}
        from bisect import bisect_left, bisect_right

        numbers = [number for number, _ in self.lines]
        width = max((len(cells) for _, cells in self.lines), default=0)
        found: Merged = {}
        met = 0
        most = len(self.lines) * max(width, 1) + len(self.ranges)  # if no two ranges overlap
        for top, left, bottom, right in self.ranges:
            if left > width:
                continue  # covers no cell that is read
            rows = self.lines[bisect_left(numbers, top) : bisect_right(numbers, bottom)]
            first = rows[0] if rows and rows[0][0] == top else (top, [])
            text = first[1][left - 1] if len(first[1]) >= left else ""
            last = min(right, max(width, left))
            met += len(rows) * (last - left + 1)
            if met > most:
                raise Damaged("its merged cells overlap")
            if met > MOST_COVERED:
                raise Damaged(f"its merged cells cover over {MOST_COVERED:,} cells")
            for number, _ in rows:
                for at in range(left - 1, last):
                    found[number, at] = text
        return found

    def hidden(self) -> Iterable[str]:
        """What of the rows and columns that are read is hidden in the workbook."""
        if self.hidden_rows:
            yield f"hidden rows {_listed(self.hidden_rows)}"
        width = max((len(cells) for _, cells in self.lines), default=0)
        covered: set[int] = set()
        reach = 0
        for low, high in sorted(self.hidden_columns):
            covered.update(range(max(low, reach + 1), min(high, width) + 1))
            reach = max(reach, high)
        filled = {
            at
            for _, cells in self.lines
            for at, cell in enumerate(cells if covered else (), start=1)
            if at in covered and cell.strip()
        }
        if filled:
            yield f"hidden columns {_listed(map(_letters_of, sorted(filled)))}"

    def refuse_unstored(self) -> None:
        """Refuse a formula whose value is not known, which would read as an empty cell.

        Raises
        ------
        DataError
            If there is one.
        """
        if self.unstored is not None:
            line, said = self.unstored
            raise DataError(said, file=self._book.file, line=line, code="formula")


def _listed(items: Iterable[Any]) -> str:
    texts = [str(item) for item in items]
    more = f" and {len(texts) - 5:,} more" if len(texts) > 5 else ""
    return ", ".join(texts[:5]) + more


def _whole(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else -1


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _letters_of(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _day(value: float, from_1904: bool) -> str:
    """Day and time of a number; the number where it is beyond all days.

    Day 60 is 29 February 1900 to a spreadsheet, which never was: days before it are counted from
    a day later, and it is itself shown as the day after. Half a second is rounded up: a sum of
    thirds of a day may lack a hair of midnight, and so of a year.

    >>> _day(45292, False), _day(1e12, False)
    ('2024-01-01 00:00:00', '1000000000000.0')
    >>> _day(1, False), _day(59, False), _day(61, False)
    ('1900-01-01 00:00:00', '1900-02-28 00:00:00', '1900-03-01 00:00:00')
    >>> _day(45291.9999999, False)
    '2024-01-01 00:00:00'
    """
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 + (1 <= value < 61))
    try:
        found = start + timedelta(days=value, microseconds=500_000)
    except (OverflowError, ValueError):
        return str(value)
    return str(found.replace(microsecond=0))
