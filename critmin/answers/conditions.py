"""Conditions on rows, as ``share > 50% and stage = refining``: a text in, a function out.

The grammar, from the loosest to the tightest::

    condition  = both { "or" both }
    both       = one { "and" one }
    one        = "not" one | "(" condition ")" | column "is" [ "not" ] "empty"
               | column comparison value | column            (of yes and no)
    comparison = "=" | "==" | "!=" | "<" | "<=" | ">" | ">="
    value      = number [ "%" ] | word | 'text' | "text" | column     (another one of numbers)

A condition is true, false or unknown. An empty cell meets no comparison, not even ``!=``, and
``not`` of what is unknown is unknown: ``is empty`` asks for such cells. A percent sign is for
columns that are fractions, and these are compared with no number over 1. Nothing is evaluated as
Python.

A check is of the suppliers: rows that hold others, and the residual, count only where the
condition names the column ``kind``.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from critmin.answers.frames import WIDER
from critmin.answers.table import Cell, Column, Table, several
from critmin.core.errors import QueryError, UnknownName
from critmin.core.files import parted
from critmin.core.named_tuple import NamedTuple

Row = Mapping[str, Cell]
Condition = Callable[[Row], bool | None]
Value = Callable[[Row], Cell]

Comparison = Callable[[Any, Any], bool]
COMPARISONS: dict[str, Comparison] = {
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
NUMBERS = {"number", "integer"}
FRACTION = "fraction"
UNIT_IN_ROW = "as in unit"
NOT_COUNTED = {"total", "residual"}  # kinds of rows that are no supplier
TRUTHS = {"yes": True, "true": True, "no": False, "false": False}
DEEPEST = 50  # brackets and "not" within one another
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?%?(?![\w.:@/-]))
    |(?P<text>'[^']*'|"[^"]*")
    |(?P<sign>==|!=|<=|>=|=|<|>|\(|\))
    |(?P<word>[^\s'"=<>!()]+))""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """Part of a condition: its kind, its text, and its position from 1."""

    kind: str
    text: str
    at: int

    def is_word(self, word: str) -> bool:
        """Whether it is a word of the grammar, in any case."""
        return self.kind == "word" and self.text.casefold() == word


class _Operand(NamedTuple):
    """Side of a comparison: how to get its value, its type, and its text."""

    value: Value
    type: str
    token: Token


def condition(text: str, columns: Sequence[Column]) -> Condition:
    """Function of a row that tells whether a condition holds; None where it is unknown.

    Parameters
    ----------
    text : str
        Condition in the grammar of this module.
    columns : sequence of Column
        Columns of the answer; names in any case.

    Raises
    ------
    QueryError
        Where the text is no condition, with the position.
    UnknownName
        For an unknown column, with the known ones.

    Examples
    --------
    >>> met = condition("share > 50%", [Column("share", "number", "fraction")])
    >>> met({"share": 0.6}), met({"share": 0.1}), met({"share": None})
    (True, False, None)
    """
    return _Parser(_tokens(text), {column.name: column for column in columns}).whole()


def check(text: str, table: Table) -> Condition:
    """Function of a row that tells whether it meets a check on an answer.

    Printed totals and the residual do not count, nor do blocs and regions where countries are
    listed too; all of them do if the condition names the column ``kind``.

    Parameters
    ----------
    text : str
        Condition in the grammar of this module.
    table : Table
        Answer with the columns of the condition.

    Raises
    ------
    QueryError
        Where the text is no condition, with the position.
    UnknownName
        For an unknown column, with the known ones.
    """
    columns = {column.name: column for column in _with_units(table)}
    parser = _Parser(_tokens(text), columns)
    met = parser.whole()
    if "kind" not in columns or "kind" in parser.named:
        return met
    kinds = {str(kind) for kind in table.column("kind")}
    left_out = NOT_COUNTED | (WIDER if "country" in kinds else set())
    return lambda row: False if row["kind"] in left_out else met(row)


def _with_units(table: Table) -> list[Column]:
    """Columns, those with their unit in each row as fractions if that is the unit of all rows."""
    units = {*table.column("unit")} if "unit" in table.names else set()
    return [
        column._replace(unit=FRACTION)
        if column.unit == UNIT_IN_ROW and units == {FRACTION}
        else column
        for column in table.columns
    ]


def _tokens(text: str) -> list[Token]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise _wrong(f"{text[at:].strip()[0]!r} has no meaning here", _start(text, at))
        kind = str(match.lastgroup)
        found.append(Token(kind, match[kind], match.start(kind) + 1))
        at = match.end()
    return [*found, Token("end", "the end", len(text) + 1)]


def _start(text: str, at: int) -> int:
    return at + len(text[at:]) - len(text[at:].lstrip()) + 1


def _wrong(what: str, at: int) -> QueryError:
    return QueryError(f"condition, position {at}: {what}")


class _Parser:
    """Recursive descent over the tokens of one condition."""

    def __init__(self, tokens: Sequence[Token], columns: Mapping[str, Column]) -> None:
        self._tokens, self._columns, self._at, self._depth = tokens, columns, 0, 0
        self.named: set[str] = set()  # columns of the condition

    def whole(self) -> Condition:
        """The condition that all tokens make."""
        found = self._any()
        if self._next.kind != "end":
            raise _wrong(f"expected and, or, or the end, not {self._next.text}", self._next.at)
        return found

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _takes(self, word: str) -> bool:
        if self._next.is_word(word):
            self._at += 1
            return True
        return False

    def _any(self) -> Condition:
        parts = [self._all()]
        while self._takes("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else lambda row: _or(part(row) for part in parts)

    def _all(self) -> Condition:
        parts = [self._one()]
        while self._takes("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda row: _and(part(row) for part in parts)

    def _one(self) -> Condition:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _wrong(f"more than {DEEPEST} brackets within one another", self._next.at)
        found = self._negated() if self._takes("not") else self._simple()
        self._depth -= 1
        return found

    def _negated(self) -> Condition:
        part = self._one()
        return lambda row: None if (met := part(row)) is None else not met

    def _simple(self) -> Condition:
        if self._next.text == "(" and self._next.kind == "sign":
            self._take()
            inner = self._any()
            closing = self._take()
            if closing.text != ")" or closing.kind != "sign":
                raise _wrong(f"expected ), not {closing.text}", closing.at)
            return inner
        left = self._column(self._take())
        if self._takes("is"):
            return self._emptiness(left)
        if self._next.kind == "sign" and self._next.text in COMPARISONS:
            return _comparison(left, self._take().text, self._value(self._take(), left))
        if left.type == "boolean":
            return lambda row: None if (cell := left.value(row)) is None else bool(cell)
        raise _wrong(
            f"expected = != < <= > >= or is empty after {left.token.text}, not {self._next.text}",
            self._next.at,
        )

    def _emptiness(self, left: _Operand) -> Condition:
        negated = self._takes("not")
        if not self._takes("empty"):
            raise _wrong(f"expected empty, not {self._next.text}", self._next.at)
        return lambda row: (left.value(row) in (None, "", ())) != negated

    def _column(self, token: Token) -> _Operand:
        if token.kind != "word":
            raise _wrong(f"expected a column, not {token.text}", token.at)
        name = token.text.casefold()
        if name not in self._columns:
            raise UnknownName("column", token.text, known=tuple(self._columns))
        self.named.add(name)
        return _Operand(operator.itemgetter(name), self._columns[name].type, token)

    def _value(self, token: Token, left: _Operand) -> _Operand:
        """Right side: a number, a text, or a column where numbers are compared."""
        if token.kind == "number":
            percent = token.text.endswith("%")
            number = float(token.text.rstrip("%")) / (100 if percent else 1)
            if left.type in NUMBERS:
                self._refuse_scale(left.token.text, token, number, percent=percent)
            return _Operand(lambda _row: number, "number", token)
        named = token.kind == "word" and token.text.casefold() in self._columns
        if named and left.type in NUMBERS:
            return self._column(token)
        if token.kind in {"word", "text"}:
            text = token.text[1:-1] if token.kind == "text" else token.text
            return _Operand(lambda _row: text, "string", token)
        raise _wrong(f"expected a number or a text, not {token.text}", token.at)

    def _refuse_scale(self, name: str, token: Token, number: float, *, percent: bool) -> None:
        """Refuse a percentage of what is no fraction, and 50 where 50% is meant."""
        unit = self._columns[name.casefold()].unit
        if percent and unit != FRACTION:
            write = token.text.rstrip("%")
            raise _wrong(f"{name} is no fraction: write {write} without %", token.at)
        if unit == FRACTION and not percent and number > 1:
            write = f"{token.text}% or {number / 100:g}" if number <= 100 else "50% or 0.5"
            raise _wrong(f"{name} is a fraction: write {write}", token.at)


def _comparison(left: _Operand, sign: str, right: _Operand) -> Condition:
    """Comparison of two values, each of which may have several codes.

    Raises
    ------
    QueryError
        If a number is compared with a text.
    """
    compare = COMPARISONS[sign]
    if left.type == "boolean":
        wanted = TRUTHS.get(right.token.text.casefold())
        if wanted is None or sign not in {"=", "==", "!="}:
            raise _wrong(f"{left.token.text} is yes or no: write = yes or = no", right.token.at)
        return lambda row: None if (c := left.value(row)) is None else compare(bool(c), wanted)
    if left.type in NUMBERS and right.type not in NUMBERS:
        raise _wrong(f"{left.token.text} is a number, {right.token.text} is not", right.token.at)
    if left.type in NUMBERS:
        return lambda row: _compared(compare, left.value(row), right.value(row))
    if right.type in NUMBERS:  # a code of digits: columns stand beside numbers alone
        code = right.token.text
        return lambda row: _compared_texts(sign, left.value(row), code)
    return lambda row: _compared_texts(sign, left.value(row), right.value(row))


def _compared(compare: Comparison, one: Cell, other: Cell) -> bool | None:
    return None if one is None or other is None else compare(one, other)


def _compared_texts(sign: str, one: Cell, other: Cell) -> bool | None:
    """Texts without regard to case; of several codes one has to meet it, with != all."""
    ours, theirs = _texts(one), _texts(other)
    if not ours or not theirs:
        return None
    if sign == "!=":
        return not set(ours) & set(theirs)
    compare = COMPARISONS[sign]
    return any(compare(text, wanted) for text in ours for wanted in theirs)


def _texts(cell: Cell) -> list[str]:
    if isinstance(cell, str):
        found = parted(cell)
    else:
        found = several(cell) if isinstance(cell, tuple) else () if cell is None else (str(cell),)
    return [text.casefold() for text in found]


def _or(parts: Iterable[bool | None]) -> bool | None:
    met = [*parts]
    return True if True in met else None if None in met else False


def _and(parts: Iterable[bool | None]) -> bool | None:
    met = [*parts]
    return False if False in met else None if None in met else True
