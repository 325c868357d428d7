"""Questions as the index lists them: read without an import of any question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from critmin.core.named_tuple import NamedTuple
from critmin.declared import index
from critmin.declared.parameter import Parameter

START, SUPPLY, TRADE = "Start here", "Supply", "Trade and dependence"
CONTROLS, PRICES, PAPER = "Controls and shocks", "Prices, uses, policy", "The paper"
OWN, ABOUT = "Your own data", "About"
GROUPS = (START, SUPPLY, TRADE, CONTROLS, PRICES, PAPER, OWN, ABOUT)
LAST = 99  # place in a group
WORDS, PLACED = "words", "placed"


class Taken(NamedTuple):
    """Parameter as one question takes it: its name in Python, its default, how it is given.

    ``way`` is `WORDS` for all remaining positional arguments, `PLACED` for a positional argument,
    else empty.
    """

    keyword: str
    parameter: Parameter
    default: Any = None
    required: bool = False
    way: str = ""


class Entry(NamedTuple):
    """Question without what it takes: its command, its function ``of`` a module, what it answers.

    ``limits`` is what its answer leaves out and how it is to be read; a question without is no
    tool of language models. ``buyer`` is whether the buyer of the settings fills a missing one:
    ``always``, or an option with its value. ``fails`` is whether its command ends with 1 where
    the answer has rows, ``cited`` whether its sources are listed with the answer.
    """

    name: str
    module: str
    of: str
    group: str
    place: int
    answers: str
    examples: tuple[str, ...]
    limits: str = ""
    picture: bool = False
    map: bool = False
    buyer: str = ""
    fails: bool = False
    cited: bool = True


class Question(NamedTuple):
    """Question as it is declared: its entry, and what it takes."""

    entry: Entry
    taken: tuple[Taken, ...]

    def asked(self, given: Mapping[str, Any], function: Callable[..., Any]) -> Any:
        """Ask the function with arguments from outside, by their names in Python.

        What is None is left out, so that the default of the function holds.
        """
        placed: list[Any] = []
        named: dict[str, Any] = {}
        for one in self.taken:
            value = given.get(one.keyword)
            if one.parameter.joined and value is not None:
                value = " ".join(value)
            if one.way == WORDS:
                placed += value or ()
            elif one.way == PLACED:
                placed.append(one.default if value is None else value)
            elif value is not None:
                named[one.keyword] = value
        answer = function(*placed, **named)
        return answer if self.entry.cited else answer.replace(sources=())


def of_docstring(name: str, group: str, function: Callable[..., Any]) -> Entry:
    """Entry of a command that is no question: what its docstring says, and its examples."""
    texts = [" ".join(part.split()) for part in (function.__doc__ or "").split("\n\n")]
    examples = tuple(text for text in texts if text.startswith("critmin "))
    return Entry(name, function.__module__, function.__name__, group, LAST, texts[0], examples)


def entries() -> Iterator[Entry]:
    """All questions of the index, in the order of the help."""
    return (Entry(name, *row[:-1]) for name, row in index.QUESTIONS.items())


def module_of(name: str) -> str:
    """Module of a question; empty if the index has none of the name."""
    return str(index.QUESTIONS[name][0]) if name in index.QUESTIONS else ""


def that_take(keyword: str) -> list[str]:
    """Names of the questions that take a parameter, in the order of the alphabet."""
    takes = {name: [one[0] for one in row[-1]] for name, row in index.QUESTIONS.items()}
    return sorted(name for name, keywords in takes.items() if keyword in keywords)


def usual(name: str) -> dict[str, Any]:
    """Values that hold without their option, by the name of the option in a recorded query."""
    taken = question(name).taken if name in index.QUESTIONS else ()
    return {one.parameter.outside: one.default for one in taken if one.default is not None}


@cache
def question(name: str) -> Question:
    """A question of the index."""
    row = index.QUESTIONS[name]
    taken = (
        Taken(keyword, Parameter(*index.PARAMETERS[number]), *rest)
        for keyword, number, *rest in row[-1]
    )
    return Question(Entry(name, *row[:-1]), tuple(taken))
