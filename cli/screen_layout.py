"""Layout of an answer on a terminal: a table in, columns of text out; nothing is printed here.

A value that all rows share is shown once above the table, and both ends of an interval share
one column. If that is still too wide, sentences, lists and headings are broken into lines, and
empty columns are left out, then the least important ones. Essential columns (`screens.csv`) are
never left out: where they are too wide a record stands on several lines, or on one for each field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from unicodedata import combining, east_asian_width

from critmin.answers.table import Column, Table
from critmin.answers.text import shown_rows
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import place

GAP, TIGHT_GAP = 3, 2  # spaces between columns
MOST_LINES = 3  # of a record, before the table turns
# Columns shown once above the table if all rows agree.
HOISTED = (
    "id",
    "technology",
    "mineral",
    "list_id",
    "jurisdiction",
    "list_date",
    "stage",
    "basis",
    "year",
    "buyer",
    "buyer_iso3",
    "supplier_iso3",
    "jurisdiction_iso3",
    "scheme",
    "weight",
    "denominator",
    "threshold",
    "unit",
    "before",
    "flag",
    "source",
)
UNIT_COLUMNS = {"quantity", "value", "production", "reserves"}
ABOVE_AS = {
    "supplier_iso3": "supplier {}",
    "buyer_iso3": "buyer {}",
    "buyer": "buyer {}",
    "jurisdiction_iso3": "of {}",
    "denominator": "of the {} total",
    "threshold": "threshold {}",
}
NOT_ABOVE = {"none", "fraction"}  # values that say nothing
NO_DATE = "(no date)"


def _named_source(text: str) -> str:
    """Publisher and years of a table.

    >>> _named_source("usgs@2026 (2025)")
    'USGS 2025'
    """
    return re.sub(r"([a-z-]+)@\S+ \((.+?)\)", lambda found: f"{found[1].upper()} {found[2]}", text)


# Cells of a column as a screen has them; files keep the value.
READ_AS: dict[str, Callable[[str], str]] = {
    "announcement": lambda text: text.removeprefix("Announcement "),
    "date": lambda text: text or NO_DATE,
    "jurisdiction_iso3": lambda text: place(text) if text else "",
    "measure": lambda text: text.replace("_", " "),
    **dict.fromkeys(("mining", "refining", "reserves", "capacity"), _named_source),
    "signed": lambda text: text or NO_DATE,
    "type": lambda text: text.replace("-", " "),
}
COUNTS = {("forms_held", "forms_all")}  # shown as 1 of 2
TEXT_WIDTH = 22  # of a column of sentences or lists, at least
NARROW_TEXT = 14  # the same where essential columns have no room
# Columns of codes are left out rather than broken: they would make several lines of every row.
CODES = {"flag", "source", "control_ids", "control_status", "hs6"}


def room_of(text: str) -> int:
    """Columns of a terminal that a text takes: two for a Chinese or Japanese character.

    >>> room_of("lithium"), room_of("硫酸镍"), room_of("Türkiye")
    (7, 6, 7)
    """
    if text.isascii():
        return len(text)
    wide = sum(east_asian_width(letter) in {"W", "F"} for letter in text)
    return len(text) + wide - sum(combining(letter) > 0 for letter in text)


@dataclass(frozen=True)
class Shown:
    """One column of the screen: the columns of the answer in it, and its text."""

    names: tuple[str, ...]
    heading: str
    cells: tuple[str, ...]
    right: bool
    importance: int
    empty: bool
    wraps: bool = False
    essential: bool = False
    text_width: int = TEXT_WIDTH

    @property
    def width(self) -> int:
        """Columns of the terminal that its text needs, its gap left out."""
        heading = max(map(len, self.heading.split("\n")))
        return max(heading, self.text_width if self.wraps else self.longest)

    @property
    def longest(self) -> int:
        """Length of its longest cell."""
        return max(map(room_of, self.cells), default=0)

    @property
    def longest_word(self) -> int:
        """Length of its longest word, or of its longest cell if that must not be broken."""
        if self.right or not CODES.isdisjoint(self.names):
            return self.longest
        return max((room_of(word) for cell in self.cells for word in cell.split()), default=0)

    def tight(self) -> Shown:
        """The same column with one word a line in its heading."""
        return replace(self, heading=self.heading.replace(" ", "\n"))

    def narrow(self) -> Shown:
        """The same column with its text broken into shorter lines, if it has several words."""
        if self.longest_word == self.longest:
            return self
        least = min(max(NARROW_TEXT, self.longest_word), self.width)
        return replace(self, wraps=True, text_width=least)

    def loose(self) -> Shown:
        """The same column with its heading on one line."""
        return replace(self, heading=self.heading.replace("\n", " "))


def hoist(table: Table) -> tuple[Table, dict[str, str]]:
    """Take out the columns whose value all rows share, and return those values as text."""
    if len(table) < 2:
        return table, {}
    same = {}
    cells = shown_rows(table)
    for name in HOISTED:
        if name in table.names:
            values = set(table.column(name))
            if len(values) == 1 and None not in values:
                texts = {row[table.names.index(name)] for row in cells}
                if len(texts) == 1:
                    text = texts.pop()
                    named = place(text) if name.endswith("_iso3") else text
                    same[name] = ABOVE_AS.get(name, "{}").format(named)
    return table.select([name for name in table.names if name not in same]), same


def above(same: Mapping[str, str], dot: str = "·") -> str:
    """Line above the table: what all rows share, each once, without codes.

    >>> above({"mineral": "tin", "unit": "t", "weight": "none", "source": "usgs@2026"})
    'tin · t'
    """
    texts = (text for name, text in same.items() if name not in CODES)
    return f" {dot} ".join(dict.fromkeys(text for text in texts if text not in NOT_ABOVE))


def heading(name: str, unit: str) -> str:
    """A column's heading: spaces for underscores, the unit where all rows share it.

    Fractions are shown as percentages, so their heading needs no unit.

    >>> heading("quantity", "kt"), heading("top_country", "kt"), heading("value", "fraction")
    ('quantity (kt)', 'top country', 'value')
    """
    words = name.replace("_", " ")
    named = unit and unit != "fraction" and name in UNIT_COLUMNS
    return f"{words} ({unit})" if named else words


def interval(low: str, high: str, dash: str = "-") -> str:
    """Both ends of an interval in one cell.

    >>> interval("8.1%", "8.1%"), interval("0.0%", "8.1%"), interval("n/a", "8.1%")
    ('8.1%', '0.0-8.1%', 'n/a-8.1%')

    Next to a minus sign a dash would be read as another minus, so "to" is written.

    >>> interval("-2.0%", "3.0%"), interval("-2.0%", "-1.0%")
    ('-2.0 to 3.0%', '-2.0 to -1.0%')
    """
    between = " to " if low.startswith("-") else dash
    return low if low == high else f"{low.removesuffix('%')}{between}{high}"


def laid_out(
    table: Table,
    body: Table,
    digits: int | None,
    unit: str,
    dash: str,
    essential: Container[str] = (),
) -> list[Shown]:
    """The columns of ``body``, a part of the table, as text.

    An interval is one column, and so is a number with its total.
    """
    texts = [*zip(*shown_rows(table, digits), strict=True)] or [()] * len(table.names)
    by_name = dict(zip(table.names, zip(table.columns, texts, strict=True), strict=True))
    found = []
    for names in _grouped(body):
        parts = [by_name[name][0] for name in names]
        low = names[0].removesuffix("_low")
        first, *others = (by_name[name][1] for name in names)
        if names[0] in READ_AS:
            first = tuple(READ_AS[names[0]](text) for text in first)
        cells = (
            _paired(names, first, others[0], dash)
            if others
            else tuple(re.sub(r";(?=\S)", "; ", text) for text in first)
        )
        found.append(
            Shown(
                names=names,
                heading=heading(_stem(names[0], table) if not others else low, unit),
                cells=cells,
                right=parts[0].type in {"number", "integer"},
                importance=max(part.weight for part in parts),
                empty=all(value is None for name in names for value in body.column(name)),
                wraps=_wraps(parts[0], cells),
                essential=any(name in essential for name in names),
            )
        )
    return found


def _stem(name: str, table: Table) -> str:
    """Name of a column of codes without "iso3", where no other column has that name."""
    stem = name.removesuffix("_iso3")
    return name if stem in table.names else stem


def _paired(
    names: tuple[str, ...], first: Sequence[str], second: Sequence[str], dash: str
) -> tuple[str, ...]:
    pairs = zip(first, second, strict=True)
    if names in COUNTS:
        return tuple(f"{part} of {whole}" if part else "" for part, whole in pairs)
    return tuple(interval(low, high, dash) for low, high in pairs)


def _wraps(column: Column, cells: Sequence[str]) -> bool:
    """Whether a column holds sentences or lists, with words that fit its least width."""
    if column.type != "string" or column.name in CODES:
        return False
    words = (room_of(word) for cell in cells for word in cell.split())
    return max(map(room_of, cells), default=0) > TEXT_WIDTH >= max(words, default=0)


def _grouped(body: Table) -> Iterator[tuple[str, ...]]:
    """Names of the columns; both ends of an interval, and a count with its total, in one group."""
    left = list(body.names)
    while left:
        name = left.pop(0)
        if left and ((name, left[0]) in COUNTS or _is_interval(body, name, left[0])):
            yield name, left.pop(0)
        else:
            yield (name,)


def _is_interval(body: Table, name: str, after: str) -> bool:
    """Whether two columns are both ends of a figure that has no column of its own."""
    stem = name.removesuffix("_low")
    joined = body.columns[body.names.index(name)].unit in {"fraction", "as in unit"}
    return joined and name != stem and after == f"{stem}_high" and stem not in body.names


class Fitted(NamedTuple):
    """Columns of a screen: on one or several lines of a record, or turned to a line a field."""

    lines: tuple[tuple[Shown, ...], ...]
    dropped: tuple[str, ...] = ()
    tight: bool = False
    turned: bool = False

    @property
    def shown(self) -> tuple[Shown, ...]:
        """All columns that are shown, in order."""
        return tuple(column for line in self.lines for column in line)


def fitted(columns: Sequence[Shown], width: int) -> Fitted:
    """Columns that fit a width, and the names of those left out.

    Columns that are empty in every row leave first, then those of the least weight. An essential
    column leaves only if it is empty text, which has nothing to show.
    """
    if _needed(columns, GAP) <= width:
        return Fitted((tuple(columns),))
    kept, dropped = _left(columns, width)
    for one_line in (kept, [column.narrow() for column in kept]):
        if _needed(one_line, TIGHT_GAP) <= width:
            return Fitted((tuple(one_line),), dropped, tight=True)
    loose = [column.loose() for column in kept]
    for number in range(2, MOST_LINES + 1):
        lines = _on_lines(loose, number)
        if _width_of(lines) <= width:
            return Fitted(lines, dropped, tight=True)
    return Fitted((tuple(loose),), dropped, tight=True, turned=True)


def _left(columns: Sequence[Shown], width: int) -> tuple[list[Shown], tuple[str, ...]]:
    """Columns left when others have made room, and the names of those that left."""
    kept = [c.tight() for c in columns if not c.empty or (c.essential and c.right)]
    dropped: list[str] = []
    for column in sorted(kept, key=lambda c: c.importance):
        if _needed(kept, TIGHT_GAP) <= width:
            break
        if not column.essential and len(kept) > 1:
            kept.remove(column)
            dropped += column.names
    return kept, tuple(dropped)


def _on_lines(columns: Sequence[Shown], number: int) -> tuple[tuple[Shown, ...], ...]:
    """Columns spread over a number of lines, in order."""
    size = -(-len(columns) // number)
    return tuple(tuple(columns[at : at + size]) for at in range(0, len(columns), size))


def _width_of(lines: Sequence[Sequence[Shown]]) -> int:
    """Width of a record on several lines, whose columns stand below one another."""
    below = zip_longest(*lines)
    return sum(max(c.width for c in stack if c) + TIGHT_GAP for stack in below) + 1


def widths(fit: Fitted, width: int) -> list[int]:
    """Width of each column of the grid: what it needs, and its part of the room that is left.

    Columns that are broken into lines share the room evenly, as far as their text goes.
    """
    stacks = [[c for c in stack if c] for stack in zip_longest(*fit.lines)]
    found = [max(column.width for column in stack) for stack in stacks]
    whole = [max(max(column.width, column.longest) for column in stack) for stack in stacks]
    room = width - 1 - sum(found) - (TIGHT_GAP if fit.tight else GAP) * len(found)
    while room > 0 and (short := [at for at, now in enumerate(found) if now < whole[at]]):
        for at in short[:room]:
            found[at] += 1
        room -= len(short)
    return found


def _needed(columns: Sequence[Shown], gap: int) -> int:
    return sum(column.width + gap for column in columns) + 1
