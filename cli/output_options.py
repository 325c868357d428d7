"""Turns a function that returns a table into a command, with the options that all answers share."""

from collections.abc import Callable
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import typer

from critmin.answers.table import Table

from . import default_buyer, own_table_progress
from . import writing_options as w
from .options import option
from .output import Rendering, emit

ALL_NOTES = "--all-notes"
AllNotes = Annotated[bool, option(ALL_NOTES, help="All notes with their codes, full citations.")]
Answer = Table | tuple[Table, int]  # with an exit code where it is not always 0


def _of_any_answer(
    format: w.Format = None,
    output: w.Output = None,
    quiet: w.Quiet = False,
    columns: w.Columns = None,
    no_headers: w.NoHeaders = False,
    digits: w.Digits = None,
    bom: w.Bom = False,
    notes: w.Notes = False,
    sort: w.Sort = None,
    fail_if: w.FailIf = None,
) -> None:
    """Options of every answer; their names are the fields of `Rendering`."""


def _of_pictures(plot: w.Plot = False, size: w.Size = "slide", title: w.Title = None) -> None:
    """Options of an answer that has a picture."""


def _of_maps(as_map: w.AsMap = False) -> None:
    """Options of an answer that can be drawn as a map."""


THRESHOLD_MET = 5  # exit code
SHOW_SETTINGS = {"config", "doctor"}  # they run with settings that cannot be used
OUTPUT = tuple(signature(_of_any_answer).parameters.values())
PICTURE = tuple(signature(_of_pictures).parameters.values())
MAP = tuple(signature(_of_maps).parameters.values())


def answering(
    question: Callable[..., Answer], *, picture: bool, map: bool = False
) -> Callable[..., None]:
    """Make a command of a question: its own parameters, then those of the output.

    Parameters
    ----------
    question : callable
        Takes its own arguments and returns the answer, alone or with an exit code.
    picture : bool
        Whether the answer has a picture.
    map : bool
        Whether it can be drawn as a map.
    """
    own = list(signature(question).parameters.values())
    taken = {flag for one in own for flag in _flags(one)}
    shared = [
        _free(one, taken) for one in (*OUTPUT, *(PICTURE if picture else ()), *(MAP if map else ()))
    ]
    full = ALL_NOTES if "--notes" in taken else "--notes"

    def command(**given: Any) -> None:
        how = Rendering(
            **{one.name: given.pop(one.name) for one in shared},
            notes_option=full,
            forgiving=question.__name__ in SHOW_SETTINGS,
        )
        note = default_buyer.fill(question.__name__, given)
        own = given.get("data") or given.get("file")
        if isinstance(own, str) and not how.quiet:
            own_table_progress.show(own)
        answer = question(**given)
        table, code = answer if isinstance(answer, tuple) else (answer, 0)
        if note:
            table = table.replace(notes=(note, *table.notes))
        met = emit(table, how)
        if code or met:
            raise typer.Exit(code or THRESHOLD_MET)

    parameters: list[Parameter] = [*own, *shared]
    described: Any = command
    described.__signature__ = Signature(parameters)
    described.__annotations__ = {one.name: one.annotation for one in parameters}
    described.__doc__, described.__name__ = question.__doc__, question.__name__
    return command


def _flags(parameter: Parameter) -> tuple[str, ...]:
    """Flags of an option; none of an argument."""
    (given,) = getattr(parameter.annotation, "__metadata__", (None,))
    return tuple(getattr(given, "param_decls", None) or ())


def _free(parameter: Parameter, taken: set[str]) -> Parameter:
    """The option for all notes under another name, where a command has its own ``--notes``."""
    clash = parameter.name == "notes" and "--notes" in taken
    return parameter.replace(annotation=AllNotes) if clash else parameter
