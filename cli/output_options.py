"""Makes a command of a question, as typer reads it: its parameters, then those of the output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any

import typer

from critmin.answers.table import Table
from critmin.declared.listed import Taken
from critmin.declared.parameter import NUMBER, PATH, SWITCH, WHOLE

from . import default_buyer, own_table_progress, settings, ways
from .output import Rendering, emit
from .parameters import own_of, shared_of
from .registry import Command
from .writing_options import OF_COMMAND

Answer = Table | tuple[Table, int]  # with an exit code where it is not always 0
THRESHOLD_MET = 5  # exit code
SHOW_SETTINGS = {"config", "doctor"}  # they run with settings that cannot be used
TYPES: dict[str, Any] = {SWITCH: bool, WHOLE: int, NUMBER: float, PATH: Path}  # others are texts


def runnable(command: Command) -> Callable[..., None]:
    """The command's function, with the options of the output if it returns a table."""
    return printing(command) if command.plain else answering(command)


def answering(command: Command) -> Callable[..., None]:
    """Command that asks its question and writes the answer."""
    shared = shared_of(command)
    full = next(one.parameter.flags[0] for one in shared if one.keyword == "notes")

    def ask(**given: Any) -> None:
        how = Rendering(
            **{one.keyword: given.pop(one.keyword) for one in shared},
            notes_option=full,
            forgiving=command.name in SHOW_SETTINGS,
        )
        declared = command.declared()
        note = default_buyer.fill(declared, given)
        own = given.get("data") or given.get("file")
        if isinstance(own, str) and not how.quiet:
            own_table_progress.show(own)
        answer = asked(command, given)
        table, code = answer if isinstance(answer, tuple) else (answer, 0)
        if note:
            table = table.replace(notes=(note, *table.notes))
        if declared.entry.fails and table.rows:
            code = 1
        met = emit(table, how)
        if code or met:
            raise typer.Exit(code or THRESHOLD_MET)

    return _as_typer_reads(ask, command, [*own_of(command), *shared])


def printing(command: Command) -> Callable[..., None]:
    """Command that prints its own output, and takes only its own options."""
    way = ways.WAYS.get(command.name)
    if way is None:
        return _as_typer_reads(command.function(), command, own_of(command))

    def show(**given: Any) -> None:
        options = {one.keyword: given.pop(one.keyword) for one in OF_COMMAND[command.name]}
        way(ways.Asked(lambda: asked(command, given), given), **options)

    return _as_typer_reads(show, command, own_of(command))


def asked(command: Command, given: dict[str, Any]) -> Answer:
    """Answer to arguments as typed, with the settings that hold."""
    settings.fill(given)
    function = ways.FOLLOWED.get(command.name) or command.function()
    answer: Answer = command.declared().asked(given, function)
    return answer


def _as_typer_reads(
    function: Callable[..., None], command: Command, taken: Sequence[Taken]
) -> Callable[..., None]:
    """A function with the signature of a command; it takes all by name."""
    parameters = [_typed(one) for one in taken]

    def run(**given: Any) -> None:
        function(**given)

    described: Any = run
    described.__signature__ = Signature(parameters)
    described.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


def _typed(one: Taken) -> Parameter:
    """A declared parameter as typer reads it; completion does not ask typer."""
    declared = one.parameter
    takes = declared.takes or None
    found: Any = typer.Argument(metavar=takes)
    if declared.flags:
        called = ways.CALLED.get(one.keyword)
        found = typer.Option(
            *declared.flags,
            metavar=takes,
            min=declared.least,
            max=declared.most,
            callback=called,
            is_eager=called is not None,
        )
    usual = None if one.default == () else one.default
    kind: Any = TYPES.get(declared.kind, str)
    typed: Any = list[kind] if declared.many else kind
    return Parameter(
        one.keyword,
        Parameter.KEYWORD_ONLY,
        default=Parameter.empty if one.required else usual,
        annotation=Annotated[typed | None if usual is None and not one.required else typed, found],
    )
