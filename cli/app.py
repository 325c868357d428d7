"""Runs a command, and turns errors into one line on stderr and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from critmin import __version__
from critmin.core.errors import (
    AmbiguousName,
    CritminError,
    DataError,
    MissingExtra,
    NoData,
    OutputError,
    QueryError,
    UnitError,
    UnknownName,
)

from . import spellings
from .registry import COMMANDS, Command

FAILED, USAGE, UNKNOWN, NO_DATA, INTERRUPTED = 1, 2, 3, 4, 130
EXIT_CODES: dict[type[CritminError], int] = {
    OutputError: FAILED,
    QueryError: USAGE,
    MissingExtra: USAGE,
    UnknownName: UNKNOWN,
    AmbiguousName: UNKNOWN,
    NoData: NO_DATA,
    UnitError: NO_DATA,
    DataError: NO_DATA,
}
COMPLETE = "_CRITMIN_COMPLETE"
BRACES = str.maketrans("", "", "{}")  # typer sets them around arguments from 0.28 on


def _print_version(wanted: bool) -> None:
    if wanted:
        from critmin.core import sources

        print(f"critmin {__version__} (data edition {sources.data_edition()})")
        raise typer.Exit


def critmin(
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Print the version and the data edition.",
        ),
    ] = False,
) -> None:
    """Who supplies a critical mineral, at which stage, and how concentrated that is.

    critmin share lithium --stage refining

    critmin hhi --stage mining -f csv > mining.csv
    """


def build(arguments: Sequence[str]) -> typer.Typer:
    """Build the program with only the commands that the arguments need.

    Typer reads the signature of every command that it is given. With one command the program
    starts a third faster. Help and completion need all commands.
    """
    first = arguments[0] if arguments else ""
    wanted = [first] if first in COMMANDS and COMPLETE not in os.environ else list(COMMANDS)
    if first == "--version":
        wanted = []
    app = typer.Typer(
        name="critmin",
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        pretty_exceptions_enable=False,
    )
    app.callback()(critmin)
    for name in wanted:
        app.command(name)(_function(COMMANDS[name]))
    return app


def _function(command: Command) -> Callable[..., Any]:
    """Function of a command, with the options of the output if it returns a table."""
    if command.plain:
        return command.function()
    from .output_options import answering

    return answering(command.function(), picture=command.picture)


def _complete() -> None:
    """Answer a shell's completion request."""
    from typer._completion_classes import completion_init

    completion_init()


def _usage_line(problem: Any) -> str:
    option = getattr(problem, "option_name", None)
    if option is not None and problem.ctx is not None:
        from .option_hints import refusal

        known = {flag for one in problem.ctx.command.params for flag in one.opts}
        return f"error: {refusal(option, problem.ctx.info_name or '', known)}"
    return f"error: {' '.join(problem.format_message().split())}"


def _usage_of(given: Sequence[str]) -> str:
    """Usage line of the command that failed."""
    root: Any = typer.main.get_command(build(given))
    context = typer.Context(root, info_name="critmin")
    command = root.get_command(context, given[0]) if given else None
    if command is not None:
        context = typer.Context(command, info_name=given[0], parent=context)
    usage = " ".join(context.get_usage().split()).replace("Usage:", "usage:")
    return f" ({usage.translate(BRACES)})"


def _error_line(error: CritminError) -> str:
    line = " ".join(str(error).split())
    hint = f"; did you mean {', '.join(error.suggestions)}?" if error.suggestions else ""
    return f"error: {line}{hint}"


def _reserve_streams() -> None:
    """Open the null device where stdout or stderr is closed.

    Otherwise the next file opened gets the same number, and notes are written into the data.
    """
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            nothing = os.open(os.devnull, os.O_WRONLY)
            if nothing != number:
                os.dup2(nothing, number)
            setattr(sys, name, os.fdopen(number, "w", encoding="utf-8", closefd=False))


def _leave_quietly() -> int:
    """Point stdout at the null device after the reader of the pipe has gone: the exit is silent."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def _fail(line: str, code: int) -> int:
    from .output import print_line

    print_line(line)
    return code


def run(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code; no error ends in a traceback."""
    given = spellings.current(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    try:
        if COMPLETE in os.environ:
            _complete()
        result = typer.main.get_command(build(given)).main(
            given, prog_name="critmin", complete_var=COMPLETE, standalone_mode=False
        )
    except BrokenPipeError:
        return _leave_quietly()
    except SystemExit as leaving:  # typer's own, after a completion or a broken pipe
        return int(leaving.code or 0) if COMPLETE in os.environ else _leave_quietly()
    except KeyboardInterrupt:
        return INTERRUPTED
    except CritminError as error:
        codes = (code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
        usage = _usage_of(given) if isinstance(error, QueryError) else ""
        return _fail(_error_line(error) + usage, next(codes, FAILED))
    except Exception as error:
        return _usage_or_unexpected(error, given)
    return result if isinstance(result, int) else 0


def _usage_or_unexpected(error: Exception, given: Sequence[str]) -> int:
    """Report a usage error found by typer, or an unexpected error, in one line."""
    usage_error: type[Any] = typer.BadParameter.__mro__[1]
    if isinstance(error, usage_error):
        return _fail(_usage_line(error) + _usage_of(given), USAGE)
    if isinstance(error, OSError) and error.filename is None:
        return _fail(f"error: standard output cannot be written: {error.strerror}", FAILED)
    if os.environ.get("CRITMIN_DEBUG"):
        raise error
    message = " ".join(str(error).split())
    return _fail(
        f"error: unexpected {type(error).__name__}: {message} "
        "(please report it; CRITMIN_DEBUG=1 shows where)",
        FAILED,
    )


def main() -> None:
    """Entry point of the console script."""
    # Tracing inverts one small matrix: starting threads for it costs ten times the inverse.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.disable()  # a run is short: collecting garbage costs more than it frees
    _reserve_streams()
    code = run()
    try:
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        code = code or _leave_quietly()
    except OSError as error:
        code = _fail(f"error: standard output cannot be written: {error.strerror}", FAILED)
        _leave_quietly()
    sys.exit(code)
