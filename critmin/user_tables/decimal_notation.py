"""Notation of a user's numbers: decimal point or decimal comma, groups, digits of a year.

A file has one notation. It is taken from its numbers where they can be read in one way only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from critmin.core.named_tuple import NamedTuple

POINT, COMMA = ".", ","
GROUPERS = " '’\u00a0\u2009\u202f"
PLAIN = re.compile(r"\d+\.\d+")  # the usual number of a file written by a program
NUMERAL = re.compile(rf"[.,]?\d(?:[\d.,{GROUPERS}]*\d)?")
# Groups of three digits never begin with a zero: "0,123" has a decimal comma.
SHAPES = {
    mark: re.compile(
        rf"(?:\d+|[1-9]\d{{0,2}}(?P<group>[{re.escape(other)}{GROUPERS}])\d{{3}}"
        rf"(?:(?P=group)\d{{3}})*)?(?:{re.escape(mark)}\d+)?"
    )
    for mark, other in ((POINT, COMMA), (COMMA, POINT))
}
WIDE_FORMS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D}

EXPONENT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]{1,4}")
MOST_WRITTEN_OUT = Decimal("1e18")  # a larger one is no figure of a table, and is refused
OTHER_DIGIT = re.compile(r"[^\D0-9]")
YEAR = re.compile(r"([0-9]{4})(?:\.0+|年)?")
FIRST, LAST = 1800, 2100  # a year beyond them is of another calendar, or a slip


class Exact(str):
    """Number that a workbook, a Parquet file or a frame stores as a number, with its point.

    Programs write small ones with an exponent, which no table prints; it is written out.

    >>> Exact(1e-07), Exact(Decimal("0E-20")), Exact(1e17), Exact(2023), Exact(1e300)
    ('0.0000001', '0', '100000000000000000', '2023', '1e+300')
    """

    __slots__ = ()

    def __new__(cls, value: object) -> Exact:
        """Take a number, or its text."""
        text = str(value)
        if "e" in text or "E" in text:
            number = Decimal(text) if EXPONENT.fullmatch(text) else None
            if number is not None and abs(number) < MOST_WRITTEN_OUT:
                text = f"{number.normalize():f}"
        return super().__new__(cls, text)

    def strip(self, chars: str | None = None, /) -> Exact:
        """The number itself: it has nothing around it."""
        return self


class Notation(NamedTuple):
    """Notation of a file's numbers.

    ``mark`` is the decimal mark, empty if two notations fit or none fits all; ``point`` and
    ``comma`` are the first cells (line, text) that only a decimal point or comma fits, ``unsure``
    the first that both fit. ``stated`` if the mark was said, not found. ``taken`` is the first
    cell that both marks fit and that is read with the separator's, where no number needs it.
    """

    mark: str
    point: tuple[int, str] | None = None
    comma: tuple[int, str] | None = None
    unsure: tuple[int, str] | None = None
    stated: bool = False
    taken: tuple[int, str] | None = None

    @property
    def taken_as(self) -> list[str]:
        """How a number was read that can be read otherwise, and what reads it so."""
        if self.taken is None:
            return []
        text = self.taken[1]
        found, other = with_point(text, POINT), with_point(text, COMMA)
        return [f"{found} for {text!r} (--decimal , reads {other})"]

    @property
    def mixed(self) -> bool:
        """Whether some numbers need a decimal point and others a decimal comma."""
        return not self.stated and self.point is not None and self.comma is not None


def narrow(text: str) -> str:
    """Text with digits of any script, marks of East Asian width and the minus sign in ASCII.

    A superscript is no digit: it is a mark of a footnote, or a power.

    >>> narrow("１，２３４％"), narrow("٢٠٢٤"), narrow("−๕"), narrow("5²")
    ('1,234%', '2024', '-5', '5²')
    """
    if text.isascii():
        return text
    return OTHER_DIGIT.sub(lambda found: str(int(found[0])), text.translate(WIDE_FORMS))


def marks_of(numeral: str) -> str:
    """Decimal marks with which a numeral can be read, ``.`` before ``,``; the same number if bare.

    >>> marks_of("1.234"), marks_of("0,123"), marks_of("1.234,5"), marks_of("1,2,3")
    ('.,', ',', ',', '')
    """
    return "".join(mark for mark, shape in SHAPES.items() if shape.fullmatch(numeral))


def is_unsure(cell: str) -> bool:
    """Whether two numbers can be read from a cell.

    >>> is_unsure("1.234"), is_unsure("1234"), is_unsure("0.123"), is_unsure("1 234")
    (True, False, False, False)
    """
    numerals = NUMERAL.findall(narrow(cell))
    return any(marks_of(n) == ".," and (POINT in n or COMMA in n) for n in numerals)


def notation_of(cells: Iterable[tuple[int, str]], *, stated: str = "", usual: str = "") -> Notation:
    """Notation of all numbers of a file.

    Parameters
    ----------
    cells : iterable of (line, text)
        Cells of the columns of numbers. Stored numbers (`Exact`) say nothing of texts.
    stated : {"", ".", ","}
        The decimal mark where the user names it.
    usual : {"", ".", ","}
        The mark that goes with the file's separator; it decides for cells that both marks fit.
    """
    if stated:
        return Notation(stated, stated=True)
    found: dict[str, tuple[int, str]] = {}
    needed = False
    for marks, cell in _marked(cells):
        key = usual if marks == ".," and usual else marks
        found.setdefault(key, cell)
        if key != marks:
            found.setdefault("taken", cell)
        needed = needed or marks == usual
    point, comma, unsure = found.get(POINT), found.get(COMMA), found.get(".,")
    if point and comma:
        mark = ""
    elif comma:
        mark = COMMA
    else:
        mark = "" if unsure and not point else POINT
    taken = found.get("taken") if mark == usual == POINT and not needed else None
    return Notation(mark, point, comma, unsure, taken=taken)


def _marked(cells: Iterable[tuple[int, str]]) -> Iterator[tuple[str, tuple[int, str]]]:
    """Marks of each numeral with a point or a comma, and its cell."""
    for line, text in cells:
        if isinstance(text, Exact) or (text.isdigit() and text.isascii()):
            continue
        for numeral in NUMERAL.findall(narrow(text)):
            if POINT in numeral or COMMA in numeral:
                yield marks_of(numeral), (line, text.strip())


def with_point(cell: str, mark: str) -> str:
    """A cell with its numbers as ``1234.5``; unchanged if they are not in the notation.

    >>> with_point("1.234,5", ","), with_point("<0,5", ","), with_point("44.5", ",")
    ('1234.5', '<0.5', '44.5')
    >>> with_point("1,234.5", "."), with_point("1'234", "."), with_point("12 - 14", ".")
    ('1234.5', '1234', '12 - 14')
    """
    if isinstance(cell, Exact) or (mark == POINT and PLAIN.fullmatch(cell)):
        return cell
    text = narrow(cell)
    if text.isdigit():
        return text
    shape = SHAPES[mark]
    numerals = NUMERAL.findall(text)
    if not all(shape.fullmatch(numeral) for numeral in numerals):
        return cell
    return NUMERAL.sub(lambda found: _bare(found[0], mark), text)


def _bare(numeral: str, mark: str) -> str:
    whole, point, fraction = numeral.partition(mark)
    digits = "".join(c for c in whole if c.isdigit())
    return f"{digits}.{fraction}" if point else digits


def both_readings(cell: str) -> tuple[str, str]:
    """The two numbers that can be read from a cell: with groups of thousands, and with decimals.

    >>> both_readings("1.234"), both_readings("1,234")
    (('1234', '1.234'), ('1234', '1.234'))
    """
    readings = sorted((with_point(cell, POINT), with_point(cell, COMMA)), key=lambda t: "." in t)
    return readings[0], readings[1]


def scaled_percent(text: str) -> str:
    """A percentage as a fraction, with the text around its numbers.

    >>> scaled_percent("34.4%"), scaled_percent("<1 %"), scaled_percent("10-20%")
    ('0.344', '<0.01', '0.1-0.2')
    """
    bare = re.sub(r"\s*%", "", text)
    return re.sub(
        r"\d+(?:\.\d*)?|\.\d+", lambda found: f"{(Decimal(found[0]) / 100).normalize():f}", bare
    )


def read_year(text: str) -> tuple[int | None, str]:
    """A year, or None and why it is none.

    >>> read_year("2024.0"), read_year("２０２４年"), read_year("24")
    ((2024, ''), (2024, ''), (None, "'24' is not a year: write 2024"))
    """
    found = YEAR.fullmatch(narrow(text))
    if found is None:
        return None, f"{text!r} is not a year: write 2024"
    if FIRST <= int(found[1]) <= LAST:
        return int(found[1]), ""
    return None, (
        f"{text!r} is not a year from {FIRST} to {LAST}: write the year of the Common Era, as 2024"
    )
