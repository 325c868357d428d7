"""Figures of a user's table in one form: decimal point, shares as fractions; and its years."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from critmin.core import no_names
from critmin.core.errors import QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.core.printed_numbers import MARKS, UnreadableCell, read_value
from critmin.user_tables.decimal_notation import (
    COMMA,
    NUMERAL,
    POINT,
    Exact,
    Notation,
    both_readings,
    is_unsure,
    marks_of,
    narrow,
    notation_of,
    scaled_percent,
    with_point,
)

WORDS = {"": "", POINT: POINT, COMMA: COMMA, "point": POINT, "comma": COMMA}
CURRENCIES = {"€": "EUR", "EUR": "EUR", "£": "GBP", "GBP": "GBP", "$": "$", "USD": "USD"}
CURRENCIES |= {
    "¥": "¥",
    "￥": "¥",
    "円": "JPY",
    "JPY": "JPY",
    "元": "CNY",
    "CNY": "CNY",
    "CHF": "CHF",
}
BESIDE = re.compile(
    r"(?:(?P<before>[^\d\s.,<>+-]+)\s*)?(?P<number>[<>]?\s*\d.*?)"
    r"(?:(?<=\d)\s*(?P<after>[^\W\d][^\d]*|[€£$¥￥]))?"
)
AS_POINT = re.compile(r"\d*\.?\d+")
Cells = Sequence[tuple[int, str]]


class Figure(NamedTuple):
    """Cell of a figure as text with a decimal point, or why it cannot be read in one way."""

    text: str
    problem: str = ""


class Dash(NamedTuple):
    """What a dash stands for, in words and as a quantity or a share."""

    said: str
    quantity: str
    share: str


DASHES = {
    "zero": Dash("zero", "0", "0"),
    "small": Dash("nil or less than half the unit", "<0.5", "<0.005"),
    "NA": Dash("unknown", "NA", "NA"),
    "W": Dash("withheld", "W", "W"),
}


class Figures(NamedTuple):
    """How the figures of a table are written.

    ``percent`` if shares without a sign are percent; ``signed`` is the first share with a sign
    (line, text), if there is one; ``doubt`` is why shares may be percent or not. ``dashes`` are
    what dashes stand for by the table's own words, ``dash`` is the first of its cells with one.
    """

    notation: Notation
    percent: bool = False
    signed: tuple[int, str] | None = None
    doubt: str = ""
    dashes: Mapping[str, str] = {}
    dash: str = ""

    @property
    def found_as(self) -> list[str]:
        """What is not plain: a decimal comma, percent, and a mark taken from the separator."""
        said = ["decimal comma"] if self.notation.mark == COMMA else []
        said += ["decimal point"] if self.notation.stated and self.notation.mark == POINT else []
        said += self.notation.taken_as
        if meaning := no_names.dash(self.dash, self.dashes):
            stated = "" if self.dashes else ", as nothing in the table says what it is"
            said.append(f"{self.dash!r} as {DASHES[meaning].said}{stated}")
        return said + (["shares in percent"] if self.percent or self.signed else [])

    def with_dashes(self, cells: Iterable[str], said: Iterable[str]) -> Figures:
        """The same with what dashes stand for by the words of a table, if a cell is one."""
        one = next((t for t in cells if not t[:1].isdigit() and no_names.dash(t, {})), "")
        return self._replace(dashes=no_names.dashes(said), dash=one.strip()) if one else self

    def quantity(self, cell: str) -> Figure:
        """A quantity with a decimal point."""
        if not cell[:1].isdigit() and (meaning := no_names.dash(cell, self.dashes)):
            return Figure(DASHES[meaning].quantity)
        notation = self.notation
        if notation.mark:
            return Figure(_in_point_notation(cell, notation.mark))
        if notation.mixed and notation.point and needs_comma(cell):
            line, other = notation.point
            return Figure(
                cell,
                f"{cell.strip()!r} has a decimal comma, {other!r} in line {line} a decimal point: "
                "write both alike, or say which with --decimal",
            )
        if not notation.mixed and is_unsure(cell):
            whole, decimal = both_readings(cell)
            return Figure(
                cell,
                f"{cell.strip()!r} may be {whole} or {decimal}: say which with --decimal , or "
                "--decimal .",
            )
        return Figure(_in_point_notation(cell, POINT))

    def share(self, cell: str) -> Figure:
        """A share as a fraction with a decimal point."""
        if not cell[:1].isdigit() and (meaning := no_names.dash(cell, self.dashes)):
            return Figure(DASHES[meaning].share)
        found = self.quantity(cell)
        if found.problem:
            return found
        text = narrow(found.text)
        if "%" in text:
            return Figure(scaled_percent(text))
        if self.doubt or not NUMERAL.search(text):
            return Figure(text, self.doubt if NUMERAL.search(text) else "")
        if self.percent:
            return Figure(scaled_percent(text))
        if self.signed and text.strip("0. "):
            line, other = self.signed
            return Figure(
                text,
                f"{cell.strip()!r} has no % sign, {other!r} in line {line} has one: write both "
                "alike",
            )
        return found


def read_mark(text: str | None) -> str:
    """Decimal mark as the user names it: ``.``, ``,``, or empty if not named.

    Raises
    ------
    QueryError
        For anything else.
    """
    mark = WORDS.get((text or "").strip().casefold())
    if mark is None:
        raise QueryError(f"--decimal is {text!r}: write , or .")
    return mark


def figures_of(
    quantities: Cells,
    shares: Cells,
    *,
    share_header: str,
    stated: str,
    separator: str,
    said: Sequence[str] = (),
) -> Figures:
    """How the figures of a table are written, from all of them.

    Parameters
    ----------
    quantities, shares : sequence of (line, text)
        Cells of the two columns of figures.
    share_header : str
        Header of the column of shares.
    stated : {"", ".", ","}
        Decimal mark that the user names.
    separator : str
        Separator of the cells. Between commas a decimal comma would be a separator, so a file
        with them has decimal points unless a number says otherwise.
    said : sequence of str
        Titles, header and notes of the table, which may say what a dash stands for.
    """
    cells = [*quantities, *shares]
    notation = notation_of(cells, stated=stated, usual=POINT if separator == "," else "")
    signed = next(((line, text.strip()) for line, text in shares if "%" in narrow(text)), None)
    percent = is_percent_header(share_header)
    doubt = ""
    if percent and signed is None:
        doubt = _percent_or_fraction(shares, notation.mark or POINT, share_header)
    found = Figures(notation, percent, signed, doubt)
    return found.with_dashes((text for _, text in cells), said)


def is_percent_header(header: str) -> bool:
    """Whether the header of the shares says that they are percent."""
    if not header or header.strip().casefold() == "share":
        return False
    from critmin.core.table_words import is_percent

    return is_percent(header)


def _percent_or_fraction(shares: Cells, mark: str, header: str) -> str:
    """Why shares under a header with % may be fractions all the same: none is above 1."""
    found = [(text, numbers) for _, text in shares if (numbers := _numbers(text, mark))]
    largest = max((max(numbers) for _, numbers in found), default=0)
    if not 0 < largest <= 1:
        return ""
    text, (number, *_) = found[0]
    first, percent = with_point(text, mark).strip(), f"{number * 100:g}%"
    return (
        f"{first!r} under {header.strip()!r} may be {percent} or {first}%: write the % sign in the "
        "cells, or take it out of the header"
    )


def _numbers(cell: str, mark: str) -> list[float]:
    """Numbers of a cell in the file's notation, else in the other; none if neither fits."""
    if isinstance(cell, Exact):
        try:
            return [float(cell)]
        except ValueError:  # a number with its % sign
            pass
    for one in (mark, POINT if mark == COMMA else COMMA):
        found = NUMERAL.findall(with_point(cell, one))
        if all(AS_POINT.fullmatch(numeral) for numeral in found):
            return [float(numeral) for numeral in found]
    return []


def _in_point_notation(cell: str, mark: str) -> str:
    """A cell with a decimal point; as it is if it is no figure, for the error that quotes it."""
    text = with_point(cell, mark)
    if text is cell and text[:1].isdigit() and text[-1:].isdigit():
        return cell
    if text == cell:
        return text if NUMERAL.search(text) or not text.strip() else in_our_words(text)
    try:
        read_value(text.replace("%", ""))
    except UnreadableCell:
        return cell
    return text


def in_our_words(text: str) -> str:
    """Mark of a missing figure in five languages as ``NA`` or ``W``; any other text as it is."""
    if text.strip() in MARKS:
        return text
    return no_names.absent(text) or text


def number_and_unit(cell: str) -> tuple[str, str]:
    """A figure without the unit of mass or the currency beside it, and that unit.

    >>> number_and_unit("44 000 t"), number_and_unit("€ 1.200,50"), number_and_unit("44000")
    (('44 000', 't'), ('1.200,50', 'EUR'), ('44000', ''))
    >>> number_and_unit("5 drums"), number_and_unit("about 5 t")
    (('5 drums', ''), ('about 5 t', ''))
    """
    if cell[:1].isdigit() and cell[-1:].isdigit():
        return cell, ""
    found = None if isinstance(cell, Exact) else BESIDE.fullmatch(cell.strip())
    beside = (found["after"] or found["before"]) if found else None
    if found is None or beside is None:
        return cell, ""
    if beside in CURRENCIES:
        return found["number"], CURRENCIES[beside]
    from critmin.core.table_words import unit

    symbol = "" if found["before"] else unit(beside)
    return (found["number"], symbol) if symbol else (cell, "")


def needs_comma(cell: str) -> bool:
    """Whether a cell has a number that only a decimal comma fits.

    >>> needs_comma("800,5"), needs_comma("1.200"), needs_comma("1,200")
    (True, False, False)
    """
    return any(marks_of(numeral) == COMMA for numeral in NUMERAL.findall(narrow(cell)))
