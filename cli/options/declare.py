"""How an argument or an option is declared."""

from typing import Any

import typer

from ..completers import Completer


def argument(metavar: str, help: str, completes: Completer | None = None) -> Any:
    """Positional argument: its metavar, its help, its completer."""
    return typer.Argument(metavar=metavar, help=help, autocompletion=completes, show_default=False)


def option(
    *flags: str,
    takes: str | None = None,
    help: str,
    completes: Completer | None = None,
    of_file: bool = False,
    **more: Any,
) -> Any:
    """Option: its flags, its metavar (none for a switch), its help, its completer.

    The metavar says what may come in (`critmin.core.boundaries.kind_of`). ``of_file`` marks what
    only says how a file is read, as the name of its sheet.
    """
    info = typer.Option(*flags, metavar=takes, help=help, autocompletion=completes, **more)
    info.of_file = of_file
    return info
