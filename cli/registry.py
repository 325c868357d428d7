"""List of commands: each question of the index, and the commands of the program itself.

A question is declared where it is asked (`critmin.declared.question`); its command follows from
its entry in the index, without an import of its module. A command of the program is a function of
its name in a module of `cli/commands/`. Only the module of the command being run is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from critmin.core.named_tuple import NamedTuple
from critmin.declared import listed
from critmin.declared.listed import ABOUT, GROUPS, OWN, Question


class Command(NamedTuple):
    """Command: its name, its module, and its group in the help.

    ``module`` begins with a dot if it is in `cli/commands/`, else it is a full name; the function
    in it has the command's name, unless ``of`` is another one. A command with a ``picture`` also
    takes ``--plot``, ``--size`` and ``--title``, one with a ``map`` also ``--map``. A ``plain``
    command returns no table: it prints its own output and takes only its own options.
    """

    name: str
    module: str
    group: str
    picture: bool = False
    map: bool = False
    plain: bool = False
    of: str = ""

    def function(self) -> Callable[..., Any]:
        """Import the module and return the function."""
        found: Callable[..., Any] = getattr(
            import_module(self.module, f"{__package__}.commands"), self.of or self.name
        )
        return found

    def answers(self) -> str:
        """What it answers, in one line."""
        if self.module.startswith("."):
            return listed.of_docstring(self.name, self.group, self.function()).answers
        return self.declared().entry.answers

    def declared(self) -> Question:
        """What it takes and says: from the index, else from its function."""
        if listed.module_of(self.name) == self.module:
            return listed.question(self.name)
        from critmin.declared.question import described

        return described(self.name, self.group, self.function())


OTHERWISE = {"cite", "report", "site"}  # whose answers are not written as a table
_OF_PROGRAM = (
    Command("lake", ".lake", OWN),
    Command("mcp", ".program", ABOUT, plain=True),
    Command("config", ".program", ABOUT),
    Command("doctor", ".program", ABOUT),
    Command("completion", ".program", ABOUT, plain=True),
    Command("help", ".program", ABOUT, plain=True),
)


def _bundled() -> list[Command]:
    """All commands in the order of the help: group by group, its questions first."""
    asked = [
        Command(
            one.name, one.module, one.group, one.picture, one.map, one.name in OTHERWISE, one.of
        )
        for one in listed.entries()
    ]
    return sorted((*asked, *_OF_PROGRAM), key=lambda command: GROUPS.index(command.group))


COMMANDS: dict[str, Command] = {command.name: command for command in _bundled()}


def register(command: Command | Callable[..., Any]) -> None:
    """Add a command after the others, or replace the command of the same name.

    Parameters
    ----------
    command : Command or callable
        A command, or a function that is declared as a question.
    """
    if not isinstance(command, Command):
        from critmin.declared.question import declaration

        one = declaration(command).entry
        command = Command(one.name, one.module, one.group, one.picture, one.map, of=one.of)
    COMMANDS[command.name] = command


def by_group() -> dict[str, list[Command]]:
    """Commands of each group that has any, in the order of the help."""
    found = {group: [c for c in COMMANDS.values() if c.group == group] for group in GROUPS}
    return {group: commands for group, commands in found.items() if commands}
