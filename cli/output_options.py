"""Turns a function that returns a table into a command, with the options that all answers share."""

from collections.abc import Callable
from inspect import Parameter, Signature, signature
from typing import Any

import typer

from critmin.answers.table import Table

from . import default_buyer
from . import writing_options as w
from .output import Rendering, emit

Answer = Table | tuple[Table, int]  # with an exit code where it is not always 0


def _of_any_answer(
    format: w.Format = None,
    output: w.Output = None,
    quiet: w.Quiet = False,
    columns: w.Columns = None,
    no_headers: w.NoHeaders = False,
    digits: w.Digits = None,
    bom: w.Bom = False,
) -> None:
    """Options of every answer; their names are the fields of `Rendering`."""


def _of_pictures(plot: w.Plot = False, size: w.Size = "slide") -> None:
    """Options of an answer that has a picture."""


OUTPUT = tuple(signature(_of_any_answer).parameters.values())
PICTURE = tuple(signature(_of_pictures).parameters.values())


def answering(question: Callable[..., Answer], *, picture: bool) -> Callable[..., None]:
    """Make a command of a question: its own parameters, then those of the output.

    Parameters
    ----------
    question : callable
        Takes its own arguments and returns the answer, alone or with an exit code.
    picture : bool
        Whether the answer has a picture.
    """
    own = list(signature(question).parameters.values())
    shared = [*OUTPUT, *(PICTURE if picture else ())]

    def command(**given: Any) -> None:
        how = Rendering(**{one.name: given.pop(one.name) for one in shared})
        note = default_buyer.fill(question.__name__, given)
        answer = question(**given)
        table, code = answer if isinstance(answer, tuple) else (answer, 0)
        if note:
            table = table.replace(notes=(note, *table.notes))
        emit(table, how)
        if code:
            raise typer.Exit(code)

    parameters: list[Parameter] = [*own, *shared]
    described: Any = command
    described.__signature__ = Signature(parameters)
    described.__annotations__ = {one.name: one.annotation for one in parameters}
    described.__doc__, described.__name__ = question.__doc__, question.__name__
    return command
