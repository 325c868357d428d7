"""Questions as tools for language models: their arguments as JSON schemas, and how they are read.

A tool reads no file and opens no address: an argument whose type leads to one cannot be made, and
a name that looks like one is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from critmin.answers.table import Table
from critmin.core.boundaries import LONGEST, Name, Number, Outside, Switch, Text
from critmin.core.errors import QueryError
from critmin.core.named_tuple import NamedTuple

MOST_TEXTS = 40  # texts of a list
MOST_ROWS, USUAL_ROWS = 200, 50
ROWS = "most_rows"
CLOSE = 0.6  # how alike a known argument must be to be suggested


class Argument:
    """Argument of a question as a tool.

    Parameters
    ----------
    name, parameter : str
        Its name here, and in the function that asks.
    takes : Outside
        Type of what comes in by it.
    description : str
        What it is, and what would be right.
    many, required : bool
        Whether it takes a list, and whether it must be given.

    Raises
    ------
    TypeError
        For a type that opens a file or an address, or none of `critmin.core.boundaries`.
    """

    def __init__(
        self,
        name: str,
        parameter: str,
        takes: Outside,
        description: str,
        *,
        many: bool = False,
        required: bool = False,
    ) -> None:
        if not isinstance(takes, Outside) or takes.opens or type(takes) is Outside:
            kind = type(takes).__name__
            raise TypeError(f"{name} is {kind}: a tool takes Name, Text, Number or Switch alone")
        self.name, self.parameter, self.takes = name, parameter, takes
        self.description, self.many, self.required = description, many, required

    @property
    def choices(self) -> tuple[str, ...]:
        """All words that it can be, where they are few."""
        return self.takes.choices if isinstance(self.takes, Name) else ()

    @property
    def right(self) -> str:
        """What would be right, for errors."""
        return self.description.rstrip(".")

    def taken(self, value: Any) -> Any:
        """A value as the question takes it; several names where one is taken are joined.

        Raises
        ------
        QueryError
            For a value that its type refuses.
        """
        if value is None or value == []:
            return None
        if not (self.many or isinstance(value, list)):
            return self.takes.taken(self.name, value, self.right)
        given = value if isinstance(value, list) else [value]
        if len(given) > MOST_TEXTS:
            raise QueryError(f"{self.name} has {len(given)} texts: give at most {MOST_TEXTS}")
        found = [self.takes.taken(self.name, one, self.right) for one in given]
        if self.many or len(found) == 1:
            return found if self.many else found[0]
        if self.choices or not isinstance(self.takes, Text):  # joined they would be none of them
            raise QueryError(f"{self.name} takes one value and no list: {self.right}")
        return ",".join(found)


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
    Number(whole=True),
    f"Rows to return, 1 to {MOST_ROWS}. Default: {USUAL_ROWS}. The rest is counted.",
)


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
    one = _of_one(argument)
    if argument.many:
        return {"type": "array", "items": one, "maxItems": MOST_TEXTS, **about}
    return {**one, **about}


def _of_one(argument: Argument) -> dict[str, Any]:
    """Schema of one value."""
    takes = argument.takes
    if isinstance(takes, Switch):
        return {"type": "boolean"}
    if isinstance(takes, Number):
        return {"type": "integer" if takes.whole else "number"}
    enum = {"enum": list(argument.choices)} if argument.choices else {}
    return {"type": "string", "maxLength": LONGEST, **enum}


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
    needed = [one.name for one in question.arguments if one.required]
    absent = [name for name in needed if given.get(name) is None or given[name] == []]
    if absent:
        raise QueryError(f"{question.name} needs {', '.join(absent)}: {known[absent[0]].right}")
    values = {name: known[name].taken(value) for name, value in given.items()}
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
