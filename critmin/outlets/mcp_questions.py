"""Questions as tools for language models: their arguments as JSON schemas, and how they are read.

A tool reads no file and opens no address: it has no argument for one, and a text that looks like
one is refused.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from critmin.answers.table import Table
from critmin.core.errors import QueryError
from critmin.core.named_tuple import NamedTuple

TEXT, TEXTS, WHOLE, NUMBER, SWITCH = "text", "texts", "whole", "number", "switch"
LONGEST = 80  # letters of a text
MOST_TEXTS = 40  # texts of a list
MOST_ROWS, USUAL_ROWS = 200, 50
ROWS = "most_rows"
CLOSE = 0.6  # how alike a known argument must be to be suggested


class Argument(NamedTuple):
    """Argument of a question: its name here and in the function that asks, and what it takes."""

    name: str
    parameter: str
    kind: str
    choices: tuple[str, ...]
    required: bool
    description: str


class Question(NamedTuple):
    """Question as a tool: what it answers, its limits, its arguments, and how it is asked."""

    name: str
    answers: str
    limits: str
    arguments: tuple[Argument, ...]
    ask: Callable[..., Table]

    @property
    def description(self) -> str:
        """What a model reads before it asks."""
        return f"{self.answers} {self.limits}"


_ROWS = Argument(
    ROWS,
    ROWS,
    WHOLE,
    (),
    False,
    f"Rows to return, 1 to {MOST_ROWS}. Default: {USUAL_ROWS}. The rest is counted.",
)
_KINDS: Mapping[str, Mapping[str, Any]] = {
    TEXT: {"type": "string", "maxLength": LONGEST},
    WHOLE: {"type": "integer"},
    NUMBER: {"type": "number"},
    SWITCH: {"type": "boolean"},
}


def schema(question: Question) -> dict[str, Any]:
    """JSON schema of the arguments of a question."""
    every = (*question.arguments, _ROWS)
    found: dict[str, Any] = {
        "type": "object",
        "properties": {one.name: _property(one) for one in every},
        "additionalProperties": False,
    }
    required = [one.name for one in every if one.required]
    return {**found, "required": required} if required else found


def _property(argument: Argument) -> dict[str, Any]:
    about = {"description": argument.description}
    if argument.name == ROWS:
        return {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, **about}
    if argument.kind == TEXTS:
        items = {**_KINDS[TEXT], **_enum(argument)}
        return {"type": "array", "items": items, "maxItems": MOST_TEXTS, **about}
    return {**_KINDS[argument.kind], **_enum(argument), **about}


def _enum(argument: Argument) -> dict[str, Any]:
    return {"enum": list(argument.choices)} if argument.choices else {}


def read(question: Question, given: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    """Arguments for the function that asks, and the number of rows to return.

    Parameters
    ----------
    question : Question
        The question.
    given : mapping
        Arguments as the model wrote them.

    Raises
    ------
    QueryError
        For an unknown argument, a wrong type, a missing one, or a text that is not a name.
    """
    known = {one.name: one for one in (*question.arguments, _ROWS)}
    for name in given:
        if name not in known:
            raise QueryError(_unknown(question, str(name), [*known]))
    absent = [one.name for one in question.arguments if one.required and one.name not in given]
    if absent:
        raise QueryError(f"{question.name} needs {', '.join(absent)}: {_takes(known[absent[0]])}")
    values = {name: _value(known[name], value) for name, value in given.items()}
    rows = values.pop(ROWS, None)
    if rows is not None and not 1 <= rows <= MOST_ROWS:
        raise QueryError(f"{ROWS} is {rows}: write 1 to {MOST_ROWS}")
    asked = {known[name].parameter: value for name, value in values.items() if value is not None}
    return asked, rows or USUAL_ROWS


def _unknown(question: Question, name: str, known: Sequence[str]) -> str:
    """Message on an unknown argument, with the one that is meant."""
    from difflib import get_close_matches

    if not name.isidentifier() or len(name) > LONGEST:
        return f"{question.name} has no such argument; known: {', '.join(known)}"
    close = get_close_matches(name, known, n=1, cutoff=CLOSE)
    hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(known)}"
    return f"{question.name} has no argument {name!r}; {hint}"


def _takes(argument: Argument) -> str:
    return argument.description.rstrip(".")


def _value(argument: Argument, value: Any) -> Any:
    """A value as the question takes it."""
    if value is None:
        return None
    name = argument.name
    if argument.kind == SWITCH:
        if not isinstance(value, bool):
            raise QueryError(f"{name} is a switch: give true or false")
        return value
    if argument.kind in {WHOLE, NUMBER}:
        return _figure(argument, value)
    if argument.kind == TEXTS:
        texts = value if isinstance(value, list) else [value]
        if len(texts) > MOST_TEXTS:
            raise QueryError(f"{name} has {len(texts)} texts: give at most {MOST_TEXTS}")
        return [_text(argument, one) for one in texts]
    if isinstance(value, list):
        return ",".join(_text(argument, one) for one in value)
    return _text(argument, value)


def _figure(argument: Argument, value: Any) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    whole = number and float(value).is_integer()
    if not (whole if argument.kind == WHOLE else number):
        wanted = "a whole number" if argument.kind == WHOLE else "a number"
        raise QueryError(f"{argument.name} is not {wanted}: {_takes(argument)}")
    return int(value) if argument.kind == WHOLE else value


def _text(argument: Argument, value: Any) -> str:
    """A text that can be a name, a year or a day; another one is refused and not repeated."""
    name = argument.name
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)  # a year
    if not isinstance(value, str):
        raise QueryError(f"{name} is no text: {_takes(argument)}")
    if len(value) > LONGEST:
        raise QueryError(f"{name} has {len(value)} letters: give a name of at most {LONGEST}")
    if any(unicodedata.category(letter)[0] == "C" for letter in value):
        raise QueryError(f"{name} has characters that cannot be printed: give a plain name")
    if set(value) & {"/", "\\"} or value.startswith(("~", "-", ".")):
        raise QueryError(f"{name} looks like a file or an option: tools take names, and no files")
    if argument.choices and value not in argument.choices:
        raise QueryError(f"{name} is {value!r}: write {' or '.join(argument.choices)}")
    return value
