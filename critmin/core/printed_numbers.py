"""Reader of one printed cell of a publisher or a user: its state and its numbers.

Withheld, unknown and zero are three different states and are never merged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from critmin.core.no_names import UNKNOWN, WITHHELD

STATES = ("number", "zero", "unknown", "withheld", "less_than", "greater_than", "range")


class UnreadableCell(ValueError):
    """Cell that no rule can read; the build stops."""


@dataclass(frozen=True)
class Value:
    """Published figure with its state.

    ``quantity`` is set for ``number`` and ``zero``; ``low`` and ``high`` for
    ``less_than`` (0, x), ``greater_than`` (x, none) and ``range`` (a, b).
    """

    state: str
    quantity: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    note: str = ""

    def scaled(self, factor: Decimal) -> Value:
        """The same figure in another unit (exact decimal arithmetic)."""

        def times(number: Decimal | None) -> Decimal | None:
            return None if number is None else number * factor

        return Value(self.state, times(self.quantity), times(self.low), times(self.high), self.note)


ZERO = Value("zero", Decimal(0))
HALF = Decimal("0.5")
LESS_THAN_HALF = Value("less_than", low=Decimal(0), high=HALF)
MARKS = {
    **dict.fromkeys(("—", "–", "-", "--", "---"), ZERO),
    **dict.fromkeys(UNKNOWN, Value("unknown")),
    WITHHELD: Value("withheld"),
}
# Marks of statistical tables beside or in place of a figure; a letter alone leads to a footnote.
WORDS_OF_MARKS = {
    "e": "estimated",
    "r": "revised",
    "p": "preliminary",
    "E": "net exporter",
    "s": "often less than half the unit shown",
}
QUALIFIERS = {"estimated", "revised", "preliminary"}
MARK = re.compile(
    r"(?P<before>[erp]|\([erp]\))? ?"
    r"(?P<number>\d[\d,. ]*?)? ?"
    r"(?P<after>[eprsE]|\([a-z]\)|\(\d{1,2}\)|\d{1,2}/)?"
)
PATTERNS = (
    (re.compile(r"[Ll]ess than (?:1/2|½) unit\.?"), "less_than"),
    (re.compile(r"(?:<|[Ll]ess than)\s*([\d,. ]+)"), "less_than"),
    (re.compile(r"(?:>|[Mm]ore than|[Gg]reater than)\s*([\d,. ]+)"), "greater_than"),
    (re.compile(r"([\d,.]+)\s*(?:-|–|—|to)\s*([\d,.]+)"), "range"),
)


def plain(number: Decimal | None) -> str:
    """A decimal as shortest plain text: no exponent, no trailing zeros."""
    if number is None:
        return ""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if text not in {"-0", ""} else "0"


EXACT = Decimal("1e15")  # below it a float holds a whole number and at least 15 of its digits


def is_held(number: Decimal | None) -> bool:
    """Whether a float keeps a number: 2^53 + 1 would become another one.

    >>> is_held(Decimal(2**53)), is_held(Decimal(2**53 + 1)), is_held(Decimal("0.1"))
    (True, False, True)
    """
    if number is None or abs(number) < EXACT:
        return True
    held = float(number)
    return number in (Decimal(held), Decimal(repr(held)))


# Commas and spaces are allowed only between groups of three digits: "1,5" is not a number.
NUMBER = re.compile(
    r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d{1,2})?"
)


def _number(text: str) -> Decimal:
    if NUMBER.fullmatch(text.strip()) is None:
        raise UnreadableCell(text)
    try:
        return Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation as error:
        raise UnreadableCell(text) from error


def read_value(cell: str, *, blank: str = "unknown") -> Value:
    """Read one cell of a publisher's table.

    Parameters
    ----------
    cell : str
        The cell as printed.
    blank : str
        State of an empty cell in this table: ``unknown`` unless the publisher says otherwise.

    Raises
    ------
    UnreadableCell
        If no rule reads the cell.
    """
    text = cell.replace("\xa0", " ").strip()
    if text == "":
        return Value(blank, Decimal(0) if blank == "zero" else None)
    if text in MARKS:
        return MARKS[text]
    for pattern, state in PATTERNS:
        if match := pattern.fullmatch(text):
            return _bound(state, [_number(group) for group in match.groups()])
    if re.fullmatch(r"[A-Za-z][A-Za-z ]+", text):  # "Large", "Moderate", "Available"
        return Value("unknown", note=f"printed as: {text}")
    number = _number(text)
    return ZERO if number == 0 else Value("number", number)


def about_mark(cell: str) -> str:
    """What to write in place of a figure with a footnote mark; empty for any other cell.

    >>> about_mark("e1,200")
    "'e' marks it as estimated: write 1200, and the mark in a column of its own"
    >>> about_mark("s")[:41]
    "'s' is a mark that a footnote explains, o"
    """
    found = MARK.fullmatch(cell.strip())
    if found is None or not (found["before"] or found["after"]):
        return ""
    mark = found["before"] or found["after"]
    word = WORDS_OF_MARKS.get(mark.strip("()"), "")
    if found["number"] is not None:
        number = found["number"].strip().replace(",", "").replace(" ", "")
        means = f"marks it as {word}" if word in QUALIFIERS else "is a footnote mark"
        return f"{mark!r} {means}: write {number}, and the mark in a column of its own"
    means = f", {word}" if word else ""
    return (
        f"{mark!r} is a mark that a footnote explains{means}: write the number, <0.5 for less "
        "than half the unit, W if withheld, or leave it empty when unknown"
    )


def _bound(state: str, numbers: list[Decimal]) -> Value:
    """A figure printed as a limit or a range."""
    if state == "less_than":
        return Value(state, low=Decimal(0), high=numbers[0] if numbers else HALF)
    if state == "greater_than":
        return Value(state, low=numbers[0])
    if numbers[0] > numbers[1]:
        raise UnreadableCell(f"{numbers[0]} to {numbers[1]}")
    return Value(state, low=numbers[0], high=numbers[1])
