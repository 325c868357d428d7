"""The program: runs a command; the one place where errors become lines and exit codes."""

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
    """The program with the commands that the arguments need.

    Typer reads the signatures of all commands it is given; with one command alone the start is
    a third shorter. Help and completion need them all.
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
    """What runs a command: its function, with the options of the output where it is a table."""
    if command.plain:
        return command.function()
    from .output_options import answering

    return answering(command.function(), picture=command.picture)


def _complete() -> None:
    """Answer a shell's completion request; typer's own set-up is not needed otherwise."""
    from typer._completion_classes import completion_init

    completion_init()


def _usage_line(problem: Any) -> str:
    return f"error: {' '.join(problem.format_message().split())}"


def _usage_of(given: Sequence[str]) -> str:
    """Usage of the command given, to follow an error."""
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

    Otherwise the next file opened takes its number, and notes land among the data.
    """
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            nothing = os.open(os.devnull, os.O_WRONLY)
            if nothing != number:
                os.dup2(nothing, number)
            setattr(sys, name, os.fdopen(number, "w", encoding="utf-8", closefd=False))


def _leave_quietly() -> int:
    """The reader of our pipe has gone: point stdout at nothing, so the exit says nothing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def _fail(line: str, code: int) -> int:
    from .output import say

    say(line)
    return code


def run(arguments: list[str] | None = None) -> int:
    """Run the program; the exit code, never a traceback."""
    given = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
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
    """One line for a usage error of typer's own, and for what can only be a defect."""
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
    gc.disable()  # a run is short and small; collecting costs more than it frees
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
