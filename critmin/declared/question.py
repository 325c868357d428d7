"""Declaration of a question: its function, what it takes, and what is said of it outside.

A question is a function with typed arguments. `question` above it says the rest: where its command
stands in the help, what it answers, examples, its limits, the roles of its names. Each argument
that is asked outside of Python is annotated with its definition in `parameters`, or with one above
the function. The command line, completion, the manual page, the reference of the commands, the
tools of language models and the docstring follow from it, through the index that
`python docs/write_questions.py` writes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from critmin.core.role_rules import RULES, Rule
from critmin.declared import listed
from critmin.declared.listed import LAST, PLACED, WORDS, Entry, Question, Taken
from critmin.declared.parameter import Parameter

# Attributes of a function: its entry, and its annotations as written.
DECLARED, DECLARES = "__declared__", "__declares__"

F = TypeVar("F", bound=Callable[..., Any])


def question(
    name: str,
    *,
    group: str,
    place: int = LAST,
    answers: str,
    examples: Sequence[str],
    limits: str = "",
    named: Rule | None = None,
    picture: bool = False,
    map: bool = False,
    buyer: str = "",
    fails: bool = False,
    cited: bool = True,
) -> Callable[[F], F]:
    """Declare a function as a question.

    Parameters
    ----------
    name : str
        Name of its command.
    group : str
        Group of the help, one of `critmin.declared.listed.GROUPS`.
    place : int
        Place in the group; by name among those of one place.
    answers : str
        What it answers, in one line.
    examples : sequence of str
        Command lines to try.
    limits : str
        What it leaves out, and how it is to be read; without, it is no tool of language models.
    named : Rule, optional
        Roles of the names that it takes in any order.
    picture, map : bool
        Whether the answer has a chart, and a map.
    buyer : str
        ``always`` where the buyer of the settings fills a missing one, ``option=value`` where it
        does so with that value alone.
    fails : bool
        Whether its command ends with 1 where the answer has rows.
    cited : bool
        Whether its sources are listed with the answer.
    """

    def declare(function: F) -> F:
        vars(function)[DECLARED] = Entry(
            name,
            function.__module__,
            function.__name__,
            group,
            place,
            answers,
            tuple(examples),
            limits,
            picture,
            map,
            buyer,
            fails,
            cited,
        )
        if named is not None:
            RULES[name] = named._replace(question=name)
        return function

    return declare


def declaration(function: Callable[..., Any]) -> Question:
    """The declaration of a question.

    Raises
    ------
    TypeError
        If the function is not declared.
    """
    if DECLARED not in vars(function):
        message = f"{function.__qualname__} is no question: put @question above it"
        raise TypeError(message)
    return Question(vars(function)[DECLARED], taken(function))


def described(name: str, group: str, function: Callable[..., Any]) -> Question:
    """A question as declared, or a command that is none: its docstring says what it does."""
    if DECLARED in vars(function):
        return declaration(function)
    return Question(listed.of_docstring(name, group, function), taken(function))


def taken(function: Callable[..., Any]) -> tuple[Taken, ...]:
    """Declared parameters of a function in their order; others are of Python alone."""
    from inspect import signature

    found = []
    inner = innermost(function)
    declares = vars(inner).get(DECLARES, {})
    for one in signature(function).parameters.values():
        parameter = parameter_of(evaluated(declares.get(one.name, one.annotation), inner))
        if parameter is None:
            continue
        absent = one.default is one.empty
        words = one.kind is one.VAR_POSITIONAL
        placed = one.kind is one.POSITIONAL_OR_KEYWORD
        found.append(
            Taken(
                one.name,
                parameter,
                None if absent else one.default,
                parameter.required or (absent and not words),
                WORDS if words else PLACED if placed else "",
            )
        )
    return tuple(found)


def parameter_of(annotation: Any) -> Parameter | None:
    """The definition in an annotation; None for a plain type."""
    for part in (annotation, *getattr(annotation, "__args__", ())):
        for found in getattr(part, "__metadata__", ()):
            if isinstance(found, Parameter):
                return found
    return None


def evaluated(annotation: Any, function: Callable[..., Any]) -> Any:
    """An annotation as an object; itself where its names are known to type checkers alone.

    A module that asks questions imports the shared parameters for type checkers, as ``p``: an
    answer does without them.
    """
    if not isinstance(annotation, str):
        return annotation
    names = function.__globals__
    if annotation.startswith("p.") and "p" not in names:
        from critmin.declared import parameters

        names = {**names, "p": parameters}
    try:
        return eval(annotation, names)
    except NameError:
        return annotation


def innermost(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as it is written, without what is wrapped around it."""
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    return function


def explain(function: Callable[..., Any]) -> None:
    """Make a question as ``help`` shows it: its types plain, its docstring whole.

    What its parameters are outside of Python is kept beside.
    """
    inner = innermost(function)
    if DECLARED not in vars(function) or DECLARES in vars(inner):
        return
    annotations = inner.__annotations__
    vars(inner)[DECLARES] = dict(annotations)
    for name, annotation in vars(inner)[DECLARES].items():
        found = evaluated(annotation, inner)
        if parameter_of(found) is not None:
            plain = found.__origin__
            text = plain.__name__ if isinstance(plain, type) else str(plain)
            annotations[name] = re.sub(r"\b(?:\w+\.)+", "", text)
    from critmin.declared.docstring import whole

    function.__doc__ = whole(function.__doc__ or "", taken(function), annotations)
