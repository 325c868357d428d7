"""Runs a command, and turns errors into one line on stderr and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from critmin import __version__
from critmin.core.errors import (
    AmbiguousName,
    CritminError,
    DamagedTable,
    DataError,
    EngineError,
    MissingExtra,
    NoData,
    OutputError,
    QueryError,
    UnitError,
    UnknownName,
    error_line,
    visible,
)

from . import spellings, start
from .registry import COMMANDS
from .settings import SettingError

FAILED, USAGE, UNKNOWN, NO_DATA, INTERRUPTED = 1, 2, 3, 4, 130
OWN_OPTIONS = {"-h", "--help", "-V", "--version"}  # of the program; all others are a command's
COMPLETE = "_CRITMIN_COMPLETE"  # names the shell that asks for completion
EXIT_CODES: dict[type[CritminError], int] = {
    EngineError: FAILED,
    OutputError: FAILED,
    DamagedTable: FAILED,
    QueryError: USAGE,
    MissingExtra: USAGE,
    UnknownName: UNKNOWN,
    AmbiguousName: UNKNOWN,
    NoData: NO_DATA,
    UnitError: NO_DATA,
    DataError: NO_DATA,
}


def _print_version(wanted: bool) -> None:
    if wanted:
        from critmin.core import sources

        print(f"critmin {__version__} (data edition {sources.data_edition()})")
        raise typer.Exit


def critmin(
    _version: Annotated[
        bool, typer.Option("-V", "--version", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Answer questions on the supply of critical minerals."""


class _Program(TyperGroup):
    """The program, with its own help."""

    def get_help(self, ctx: Any) -> str:
        from .help_text import of_program

        return of_program()


class _Command(TyperCommand):
    """A command, with its own help."""

    def get_help(self, ctx: Any) -> str:
        from .help_text import of_command

        return of_command(COMMANDS[str(self.name)])


def build(arguments: Sequence[str]) -> typer.Typer:
    """Build the program with only the command that the arguments name.

    Typer reads the signature of every command that it is given; help and completion read only
    what they show (`parameters`).
    """
    app = typer.Typer(
        name="critmin",
        cls=_Program,
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
    )
    app.callback()(critmin)
    if arguments and arguments[0] in COMMANDS:
        from .output_options import runnable

        command = COMMANDS[arguments[0]]
        app.command(command.name, cls=_Command)(runnable(command))
    return app


def _usage_fault(problem: Any) -> str:
    option = getattr(problem, "option_name", None)
    if option is not None and problem.ctx is not None:
        from .option_hints import refusal

        known = {flag for one in problem.ctx.command.params for flag in one.opts}
        return refusal(option, problem.ctx.info_name or "", known)
    return str(problem.format_message())


def _usage_of(given: Sequence[str]) -> str:
    """Usage line of the command that failed."""
    from .help_text import USAGE_OF_PROGRAM, usage

    command = COMMANDS.get(given[0]) if given else None
    return f" (usage: {USAGE_OF_PROGRAM if command is None else usage(command)})"


def _leave_quietly() -> int:
    """Point stdout at the null device after the reader of the pipe has gone: the exit is silent."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def _fail(code: int, message: object, more: str = "") -> int:
    """Write the one line of an error; return the exit code."""
    if start.STOPPED:  # a library may turn the interrupt into an error of its own
        return INTERRUPTED
    from .notes import print_line

    print_line(error_line("error:", message, more))
    return code


def _understood(given: list[str]) -> list[str]:
    """Arguments that begin with a command or an option."""
    if given[0] == "--" and len(given) > 1:
        given = given[1:]
    if given[0] in COMMANDS or given[0] in OWN_OPTIONS:
        return given
    from .first_word import understood

    return understood(given)


def run(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code; no error ends in a traceback."""
    given = spellings.current(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    try:
        if COMPLETE in os.environ:
            from .completion import answer_shell

            return answer_shell(os.environ[COMPLETE], os.environ)
        given = _understood(given)
        result = typer.main.get_command(build(given)).main(
            given, prog_name="critmin", standalone_mode=False
        )
    except BrokenPipeError:
        return _leave_quietly()
    except SystemExit:  # typer's own, after a broken pipe
        return _leave_quietly()
    except KeyboardInterrupt:
        return INTERRUPTED
    except CritminError as error:
        codes = (code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
        of_command = isinstance(error, QueryError) and not isinstance(error, SettingError)
        usage = _usage_of(given) if of_command else ""
        if isinstance(error, AmbiguousName):
            from .corrections import choices

            usage = choices(error, given)
        return _fail(next(codes, FAILED), error, usage)
    except Exception as error:
        return _usage_or_unexpected(error, given)
    return result if isinstance(result, int) else 0


def _usage_or_unexpected(error: Exception, given: Sequence[str]) -> int:
    """Report a usage error found by typer, or an unexpected error, in one line."""
    usage_error: type[Any] = typer.BadParameter.__mro__[1]
    if isinstance(error, usage_error):
        return _fail(USAGE, _usage_fault(error), _usage_of(given))
    if isinstance(error, OSError | MemoryError | ImportError):
        return _fail(FAILED, _of_system(error))
    for engine, name in (("duckdb", "DuckDB"), ("sqlite3", "SQLite")):
        known = getattr(sys.modules.get(engine), "Error", None)
        if known is not None and isinstance(error, known):
            return _fail(FAILED, f"{name} has stopped: {error}")
    if os.environ.get("CRITMIN_DEBUG"):
        raise error
    return _fail(
        FAILED,
        f"unexpected {type(error).__name__}: {error} "
        "(please report it; CRITMIN_DEBUG=1 shows where)",
    )


def _of_system(error: OSError | MemoryError | ImportError) -> str:
    """What the system, and not the question, is at fault for."""
    if isinstance(error, MemoryError):
        return "there is not enough memory for this answer"
    if isinstance(error, ImportError):
        what = f"the package {error.name}" if error.name else "a package"
        said = " ".join(str(error).split())
        return f"{what} cannot be loaded ({said}): install critmin again (critmin doctor)"
    if error.filename is None and not _has_folder():
        return "the working folder is gone: change to another one"
    what = f"{error.filename!s}: " if error.filename is not None else ""
    return visible(f"{what}{error.strerror or error or 'the system refuses it'}")


def _has_folder() -> bool:
    try:
        Path.cwd()
    except OSError:
        return False
    return True


def main() -> None:
    """Entry point of the console script."""
    # Tracing inverts one small matrix: starting threads for it costs ten times the inverse.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    start.heed_signals()
    start.complete_streams()
    code = run()
    start.end_at_signals()
    try:
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        code = code or _leave_quietly()
    except OutputError as error:
        code = _fail(FAILED, error)
        _leave_quietly()
    sys.exit(start.exit_code() or code or int(start.has_lost()))
