"""Arguments and options of a command as the help and completion show them.

Help, completion, the manual page and the command reference are all made from these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from critmin.core.named_tuple import NamedTuple
from critmin.declared.listed import Taken
from critmin.declared.parameter import SWITCH

from . import completers
from .completers import Completer
from .registry import Command
from .writing_options import ALL_NOTES, NOTES, OF_ANSWERS, OF_COMMAND, OF_MAPS, OF_PICTURES

if TYPE_CHECKING:
    from critmin.core.boundaries import Outside

HELP_FLAGS = ("-h", "--help")


class Parameter(NamedTuple):
    """Argument or option of a command.

    ``flags`` is empty for an argument, ``takes`` for a switch. ``of_output`` marks the options
    that all answers share, or those that have a picture. ``kind`` is the declared type of what
    comes in by it.
    """

    name: str
    flags: tuple[str, ...]
    takes: str
    help: str
    required: bool
    many: bool
    of_output: bool
    completes: Completer | None
    kind: str

    @property
    def outside(self) -> type[Outside]:
        """Type of what comes in by it."""
        from critmin.core.boundaries import TYPES

        return TYPES[self.kind]

    @property
    def is_argument(self) -> bool:
        """Whether it is given by its place and not by a flag."""
        return not self.flags

    @property
    def shown(self) -> str:
        """Argument or option as the help writes it: ``-f, --format FORMAT``.

        Of several long flags the first is shown; the others are old spellings.
        """
        if self.is_argument:
            return self.takes
        short = [flag for flag in self.flags if not flag.startswith("--")]
        return " ".join(filter(None, (", ".join((*short, *self.long[:1])), self.takes)))

    @property
    def long(self) -> tuple[str, ...]:
        """Long flags, the one to use first."""
        return tuple(flag for flag in self.flags if flag.startswith("--"))

    @property
    def placed(self) -> str:
        """Argument as a usage line writes it: in brackets if it can be left out."""
        optional = not self.required and not self.takes.startswith("[")
        return f"[{self.takes}]" if optional else self.takes


HELP = Parameter("help", HELP_FLAGS, "", "Show this text.", False, False, False, None, SWITCH)


def parameters(command: Command) -> list[Parameter]:
    """All arguments and options of a command in their order, ``--help`` last."""
    shared = [read(one, of_output=one not in OF_MAPS) for one in shared_of(command)]
    return [*map(read, own_of(command)), *shared, HELP]


def output_parameters() -> list[Parameter]:
    """Options that all answers share, then those of answers with a picture."""
    return [read(one, of_output=True) for one in (*OF_ANSWERS, *OF_PICTURES)]


def own_of(command: Command) -> list[Taken]:
    """Parameters of a command's own: those of its question, and those of the shell alone."""
    return [*command.declared().taken, *OF_COMMAND.get(command.name, ())]


def shared_of(command: Command) -> list[Taken]:
    """Options that a command has in common with all answers.

    The option for all notes has another name, where a command has its own ``--notes``.
    """
    if command.plain:
        return []
    own = {flag for one in own_of(command) for flag in one.parameter.flags}
    pictures = OF_PICTURES if command.picture else ()
    shared = (*OF_ANSWERS, *pictures, *(OF_MAPS if command.map else ()))
    return [ALL_NOTES if one is NOTES and "--notes" in own else one for one in shared]


def read(one: Taken, *, of_output: bool = False) -> Parameter:
    """A declared parameter as it is shown; a default that its help does not name is added."""
    declared, usual = one.parameter, one.default
    text = declared.help
    if type(usual) in (str, int, float) and "Default:" not in text:
        text = f"{text} Default: {usual if isinstance(usual, str) else format(usual, 'g')}."
    return Parameter(
        name=one.keyword,
        flags=declared.flags,
        takes="" if declared.kind == SWITCH else declared.takes,
        help=text,
        required=one.required,
        many=declared.many,
        of_output=of_output,
        completes=completers.of(declared.completes),
        kind=declared.kind,
    )
