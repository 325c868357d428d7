"""Options that every answer has, once: a command gives a table, the rest is done here."""

from collections.abc import Callable
from inspect import Parameter, Signature, signature
from typing import Any

import typer

from critmin.answers.table import Table

from . import options as o
from .render import Rendering, emit

Answer = Table | tuple[Table, int]  # the exit code beside it where it is not always 0


def _written(
    format: o.Format = None,
    output: o.Output = None,
    quiet: o.Quiet = False,
    columns: o.Columns = None,
    no_headers: o.NoHeaders = False,
    digits: o.Digits = None,
    bom: o.Bom = False,
) -> None:
    """How any answer is written; the names are those of `Rendering`."""


def _drawn(plot: o.Plot = False, size: o.Size = "slide") -> None:
    """How an answer is drawn that has a picture."""


WRITTEN = tuple(signature(_written).parameters.values())
DRAWN = tuple(signature(_drawn).parameters.values())


def answering(ask: Callable[..., Answer], *, drawn: bool) -> Callable[..., None]:
    """A command of a function that answers: its own parameters, then how to write the answer.

    Parameters
    ----------
    ask : callable
        Takes what is asked and returns the answer, alone or with an exit code.
    drawn : bool
        Whether the answer has a picture.
    """
    own = list(signature(ask).parameters.values())
    shared = [*WRITTEN, *(DRAWN if drawn else ())]

    def command(**given: Any) -> None:
        how = Rendering(**{one.name: given.pop(one.name) for one in shared})
        answer = ask(**given)
        table, code = answer if isinstance(answer, tuple) else (answer, 0)
        emit(table, how)
        if code:
            raise typer.Exit(code)

    every: list[Parameter] = [*own, *shared]
    described: Any = command
    described.__signature__ = Signature(every)
    described.__annotations__ = {one.name: one.annotation for one in every}
    described.__doc__, described.__name__ = ask.__doc__, ask.__name__
    return command
