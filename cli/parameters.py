"""Arguments and options of a command, read from the signature of its function.

Help, completion, the manual page and the command reference are all made from these.
"""

from __future__ import annotations

from inspect import Parameter as Declared
from inspect import signature
from typing import TYPE_CHECKING, Any

from critmin.core.named_tuple import NamedTuple

from .completers import Completer
from .registry import Command

if TYPE_CHECKING:
    from critmin.core.boundaries import Outside

HELP_FLAGS = ("-h", "--help")


class Parameter(NamedTuple):
    """Argument or option of a command.

    ``flags`` is empty for an argument, ``takes`` for a switch. ``of_output`` marks the options
    that all answers share. ``declared`` is the Python type; ``of_file`` marks what says how a file
    is read.
    """

    name: str
    flags: tuple[str, ...]
    takes: str
    help: str
    required: bool
    many: bool
    hidden: bool
    of_output: bool
    completes: Completer | None
    declared: str = ""
    of_file: bool = False

    @property
    def outside(self) -> type[Outside]:
        """Type of what comes in by it.

        Raises
        ------
        TypeError
            If its declaration does not say.
        """
        from critmin.core.boundaries import FileArg, kind_of

        return FileArg if self.of_file else kind_of(self.takes, self.declared)

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


HELP = Parameter("help", HELP_FLAGS, "", "Show this text.", False, False, False, False, None)


def parameters(command: Command) -> list[Parameter]:
    """All arguments and options of a command in their order, hidden ones too, ``--help`` last."""
    function = command.runnable()
    shared = _shared(command)
    declared = [one for one in signature(function).parameters.values() if _info(one) is not None]
    return [*(_read(one, one.name in shared) for one in declared), HELP]


def output_parameters() -> list[Parameter]:
    """Options that all answers share, then those of answers with a picture."""
    from .output_options import OUTPUT, PICTURE

    return [_read(one, True) for one in (*OUTPUT, *PICTURE)]


def _shared(command: Command) -> set[str]:
    """Names of the options that a command has in common with all answers."""
    if command.plain:
        return set()
    from .output_options import OUTPUT, PICTURE

    return {one.name for one in (*OUTPUT, *PICTURE)}


def _info(declared: Declared) -> Any:
    """What typer is told about a parameter; None if it is told nothing."""
    return next(iter(getattr(declared.annotation, "__metadata__", ())), None)


def _read(declared: Declared, of_output: bool) -> Parameter:
    info = _info(declared)
    kinds = str(getattr(declared.annotation, "__origin__", ""))
    given = (info.default, *(info.param_decls or ()))  # typer keeps the first flag as a default
    flags = tuple(flag for flag in given if isinstance(flag, str) and flag.startswith("-"))
    switch = bool(flags) and kinds == str(bool)
    text = info.help or ""
    usual = declared.default
    if type(usual) in (str, int, float) and "Default:" not in text:
        text = f"{text} Default: {usual if isinstance(usual, str) else format(usual, 'g')}."
    return Parameter(
        name=declared.name,
        flags=flags,
        takes="" if switch else (info.metavar or declared.name.upper()),
        help=text,
        required=declared.default is Declared.empty,
        many="list[" in kinds,
        hidden=bool(info.hidden),
        of_output=of_output,
        completes=info.autocompletion,
        declared=kinds,
        of_file=getattr(info, "of_file", False),
    )
