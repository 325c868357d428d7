"""Questions as tools of language models: their arguments, read from their declarations."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from critmin.answers.table import Table
from critmin.core import boundaries
from critmin.core.boundaries import Name, Number, Outside
from critmin.declared.listed import Taken
from critmin.declared.parameter import WHOLE
from critmin.outlets.mcp_questions import Argument, Question

from .parameters import read
from .registry import COMMANDS, Command

CHOICES = re.compile(r"\w+(\|\w+)+")
DATES = {"DATE": "2026-11-24", "YEAR|MONTH": "2024 or 2024-06", "YEARS|MONTHS": "2018:2024"}


def questions() -> list[Question]:
    """Questions that are tools, in the order of the help."""
    return [_question(one) for one in COMMANDS.values() if one.declared().entry.limits]


def _question(command: Command) -> Question:
    declared = command.declared()
    entry = declared.entry
    offered = tuple(_argument(one) for one in declared.taken if one.parameter.tool)
    return Question(command.name, entry.answers.rstrip(), entry.limits, offered, _asker(command))


def _argument(one: Taken) -> Argument:
    """An argument of a tool: the name of the option, its type, its choices and its help."""
    declared = one.parameter
    takes = _type(one)
    chosen = isinstance(takes, Name) and bool(takes.choices)
    placed = "" if declared.flags else f"{declared.takes}: "
    written = _written(declared.takes) if declared.flags and not chosen else ""
    said = f"{placed}{_said(declared.tool_help or read(one).help)}{written}"
    return Argument(
        declared.outside, one.keyword, takes, said, many=declared.many, required=one.required
    )


def _type(one: Taken) -> Outside:
    """What comes in by it: the declared type, with its choices."""
    declared = one.parameter
    if choices := declared.tool_choices or _choices(declared.takes):
        return Name(choices)
    kind = boundaries.TYPES[declared.kind]
    return Number(whole=declared.kind == WHOLE) if kind is Number else kind()


def _choices(takes: str) -> tuple[str, ...]:
    """Values that a metavar lists; none if one of them stands for others."""
    choices = tuple(takes.split("|")) if CHOICES.fullmatch(takes) else ()
    return () if any(choice.isupper() for choice in choices) else choices


def _said(text: str) -> str:
    """Help of an option in the words of a tool, whose arguments are no options."""
    plain = re.sub(r",( also)? by option", "", text)
    return re.sub(r"--([a-z][a-z-]*)", lambda found: found[1].replace("-", "_"), plain)


def _written(takes: str) -> str:
    """How a value is written, where its metavar says more than that it is a name or a number."""
    if takes in DATES:
        return f" As {DATES[takes]}."
    return f" As {takes.strip('.,')}." if set(takes) & set("|:=@") else ""


def _asker(command: Command) -> Callable[..., Table]:
    """Function that asks; imported when the question is first asked."""

    def ask(**given: Any) -> Table:
        table: Table = command.declared().asked(given, command.function())
        return table

    return ask
