"""Amounts of a supplier list: the column of them, and what one cell of it says."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from critmin.company.line_problems import Problem
from critmin.core import names, table_words
from critmin.core.named_tuple import NamedTuple
from critmin.core.no_names import dash, is_no_figure
from critmin.core.printed_numbers import UnreadableCell, Value, is_held, read_value
from critmin.supply.own_table_reading import LARGEST
from critmin.user_tables.decimal_notation import (
    Exact,
    Notation,
    both_readings,
    is_unsure,
    narrow,
    notation_of,
    with_point,
)
from critmin.user_tables.figures import DASHES, Cells, in_our_words, needs_comma, number_and_unit

NAMES_KEPT = 20_000
# Sentences on lists without amounts.
NO_AMOUNT = {"unknown": "unknown:list", "withheld": "withheld:list"}
# Amounts as programs write them, which a float keeps.
WHOLE, DECIMAL = re.compile(r"[0-9]{1,15}"), re.compile(r"[0-9]{1,15}\.[0-9]+")


@lru_cache(maxsize=NAMES_KEPT)
def unit_of(text: str) -> str:
    """Symbol of a unit of mass; any other unit as written.

    An order's MT is a metric ton; in tables of production it may be a million of them.

    >>> unit_of("tonnes"), unit_of("MT"), unit_of("drums")
    ('t', 't', 'drums')
    """
    return "t" if text.strip() == "MT" else table_words.unit(text) or text


class AmountColumn(NamedTuple):
    """Kind of a list's amounts: ``quantity``, ``share`` or ``spend``, and their notation.

    ``mark`` is the decimal mark of the list, empty if its numbers can be read with either, or if
    they are ``mixed``: some need a point and others a comma. ``taken_as`` says how one was read
    that can be read otherwise, where no other one decides; ``dashes`` what dashes stand for by the
    words of the list.
    """

    kind: str
    header: str
    unit: str
    percent: bool
    mark: str = "."
    mixed: bool = False
    taken_as: tuple[str, ...] = ()
    dashes: tuple[tuple[str, str], ...] = ()

    @property
    def by_value(self) -> bool:
        """Whether amounts are money, not weight."""
        return self.kind == "spend" or "spend" in names.fold(self.header)

    @property
    def has_units(self) -> bool:
        """Whether the amounts are in units; shares are not."""
        return self.kind != "share"


class Amount(NamedTuple):
    """Amount of a line: from ``low`` to ``high``, both None if it is not known.

    ``given`` if a figure or a mark in its place can be read; ``unit`` is that beside the figure,
    empty if none stands there.
    """

    low: float | None = None
    high: float | None = None
    given: bool = False
    unit: str = ""
    problems: tuple[Problem, ...] = ()


NOTHING = Amount()


def notation_in(cells: Cells, separator: str, stated: str) -> Notation:
    """Notation of the amounts.

    Between commas a decimal comma would part cells, so "1,200" has groups of thousands; "1.200"
    has them too in a list that was written elsewhere, and no other amount says which.
    """
    usual = "." if separator == "," else ""
    notation = notation_of(cells, stated=stated, usual=usual)
    if notation.mark != usual or notation_of(cells, stated=stated).mark == usual:
        return notation
    either = any("." in text and is_unsure(text) for _, text in cells)
    return notation._replace(mark="", taken=None) if either else notation


def plain_figure(text: str, column: AmountColumn) -> float | None:
    """Figure of a cell as programs write it; None for any other, which `read_amount` reads."""
    if column.percent or not text.isascii():
        return None
    point = column.mark == "." or isinstance(text, Exact)
    if WHOLE.fullmatch(text) or (point and DECIMAL.fullmatch(text)):
        return float(text)
    return None


def read_amount(text: str, column: AmountColumn) -> Amount:
    """What a cell of the amounts says, or the problem with it.

    Parameters
    ----------
    text : str
        The cell without spaces around it.
    column : AmountColumn
        Kind of the amounts and their notation.
    """
    beside = ""
    if column.has_units:
        text, beside = number_and_unit(_with_tonnes(text))
    found = _value(text, column)
    if isinstance(found, Problem):
        return Amount(unit=beside, problems=(found,))
    name = NO_AMOUNT.get(found.state)
    problems = (Problem.of(name, kind=column.kind),) if name else ()
    if column.kind == "share" and (column.percent or narrow(text).endswith("%")):
        found = found.scaled(Decimal("0.01"))
    low = found.quantity if found.quantity is not None else found.low
    if low is None:
        return Amount(given=True, unit=beside, problems=problems)
    high = found.quantity if found.quantity is not None else found.high
    return Amount(float(low), float(low if high is None else high), True, beside, problems)


def _with_tonnes(cell: str) -> str:
    """An amount with t for MT; any other as it is, with its type."""
    return f"{cell[:-2]} t" if cell.endswith("MT") else cell


def _value(text: str, column: AmountColumn) -> Value | Problem:
    if meaning := dash(text, dict(column.dashes)):
        share = column.kind == "share" and not column.percent
        text = DASHES[meaning].share if share else DASHES[meaning].quantity
    bare = narrow(text).removesuffix("%").strip()
    mark = "." if isinstance(text, Exact) else column.mark
    if not mark and is_unsure(bare):
        return _of_two_readings(text, bare, column)
    mark = mark or ("," if column.mixed and needs_comma(bare) else ".")
    value = _figure(in_our_words(with_point(bare, mark)))
    if value is None:
        return Problem.of("not_a_number", column=column.header, text=text)
    if not all(map(is_held, (value.quantity, value.low, value.high))):
        return Problem.of("not_a_number:digits", column=column.header, text=text)
    ends = [end for end in (value.quantity, value.low) if end is not None]
    if any(end < 0 for end in ends):
        return Problem.of("negative", column=column.header, text=text)
    return value


def _of_two_readings(text: str, bare: str, column: AmountColumn) -> Problem:
    """Problem of a number that can be read with a decimal point and with a decimal comma.

    >>> dict(_of_two_readings("1.200", "1.200", AmountColumn("quantity", "kg", "", False)).values)
    {'column': 'kg', 'text': '1.200', 'whole': '1200', 'decimal': '1.200'}
    """
    whole, decimal = both_readings(bare)
    return Problem.of(
        "ambiguous_number", column=column.header, text=text, whole=whole, decimal=decimal
    )


def _figure(text: str) -> Value | None:
    """Figure of a cell; None if there is none, or it is too large to sum."""
    if is_no_figure(text):
        return None
    try:
        value = read_value(text)
    except UnreadableCell:
        return None
    ends = (value.quantity, value.low, value.high)
    finite = all(end is None or abs(end) < LARGEST for end in ends)
    return value if finite and not value.note else None
