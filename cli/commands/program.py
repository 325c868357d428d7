"""The program: mcp, config, doctor, completion, help."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from critmin.answers.table import Table
from critmin.core.errors import QueryError
from critmin.declared.parameter import argument

from ..help_text import topic_names
from ..notes import print_line

if TYPE_CHECKING:
    from critmin.declared import parameters as p

Topic = Annotated[
    list[str] | None,
    argument(
        "topic",
        "[TOPIC]",
        "A topic, a command or a code. Default: list them.",
        topic_names,
        many=True,
    ),
]
Shell = Annotated[str, argument("shell", "bash|zsh|fish", "Your shell.")]


def mcp(listed: p.ListTools = False) -> None:
    """The questions as tools for language models (Model Context Protocol, on stdin and stdout).

    critmin mcp

    critmin mcp --list
    """
    from critmin.outlets.mcp_server import listing, serve

    from ..question_tools import questions

    if listed:
        print(listing(questions()))
        return
    if sys.stdin is None:
        raise QueryError("standard input is closed: the program that asks writes to it")
    if sys.stdin.isatty():
        print_line(
            "waiting for a program on standard input, which speaks the protocol; Ctrl-D ends"
        )
    serve(questions())


def config() -> Table:
    """Defaults that hold, and the variable or file that sets each.

    critmin config

    critmin config -f csv
    """
    from ..settings import listed

    return listed()


def doctor() -> tuple[Table, int]:
    """Whether the installation is sound: versions, data, terminal, completion.

    critmin doctor

    critmin doctor -f json
    """
    from ..doctor import doctor as ask

    return ask()


def help(topic: Topic = None) -> None:
    """Help on a topic, a command, or the code of a note.

    critmin help output

    critmin help share
    """
    from ..help_text import on
    from ..help_topics import MANUAL
    from ..reference import man_page

    subject = " ".join(topic or ()) or None
    print(man_page().rstrip("\n") if subject == MANUAL else on(subject))


def completion(shell: Shell) -> None:
    """Print the completion script of a shell; it edits no file.

    critmin completion bash > ~/.local/share/bash-completion/completions/critmin

    critmin completion fish > ~/.config/fish/completions/critmin.fish
    """
    from critmin.core.errors import UnknownName

    from ..completion import SCRIPTS, SHELLS

    if shell not in SCRIPTS:
        raise UnknownName("shell", shell, known=SHELLS)
    print(SCRIPTS[shell], end="")
