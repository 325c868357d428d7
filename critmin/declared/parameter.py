"""What a parameter of a question is: its flags, its help, its type outside, who may set it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from critmin.core.named_tuple import NamedTuple

# Type of a value outside of Python: a name of a vocabulary, a text, a number, yes or no, a file
# that is read, a path that is written, an address. A tool of a language model gives none of the
# last three.
NAME, TEXT, WHOLE, NUMBER, SWITCH = "name", "text", "whole", "number", "switch"
FILE, PATH, ADDRESS = "file", "path", "address"
BESIDE_TOOLS = frozenset({FILE, PATH, ADDRESS})


class Parameter(NamedTuple):
    """Argument or option of a question.

    ``flags`` is empty for an argument, which has a ``name``; ``takes`` is empty for a switch.
    ``completes`` is what completion offers: the name of a vocabulary, or fixed words. ``many``
    values are repeated, or words of one argument; with ``joined`` these words are one name.
    ``least`` and ``most`` are bounds of a number. Without ``tool`` no language model may set it;
    ``tool_choices`` are the values that one may give, where they are fewer, and ``tool_help`` what
    they mean. ``doc`` is what a docstring says of it, where that is not its help.
    """

    name: str
    flags: tuple[str, ...]
    takes: str
    help: str
    kind: str
    completes: str | tuple[str, ...] | Callable[..., Any]
    many: bool
    required: bool
    joined: bool
    least: float | None
    most: float | None
    tool: bool
    tool_choices: tuple[str, ...]
    tool_help: str
    doc: str = ""

    @property
    def outside(self) -> str:
        """Name outside of Python: that of its first long flag, or of the argument."""
        long = [flag for flag in self.flags if flag.startswith("--")]
        return long[0].removeprefix("--").replace("-", "_") if long else self.name


def argument(
    name: str,
    takes: str,
    help: str,
    completes: str | Sequence[str] | Callable[..., Any] = (),
    *,
    kind: str = NAME,
    many: bool = False,
    required: bool = False,
    joined: bool = False,
) -> Parameter:
    """Argument, given by its place: its name outside, its metavar, its help, its completion."""
    return Parameter(
        name,
        (),
        takes,
        help,
        kind,
        completes if isinstance(completes, str) or callable(completes) else tuple(completes),
        many or joined,
        required,
        joined,
        None,
        None,
        kind not in BESIDE_TOOLS,
        (),
        "",
    )


def option(
    *flags: str,
    takes: str = "",
    help: str,
    completes: str | Sequence[str] = (),
    kind: str = "",
    many: bool = False,
    min: float | None = None,
    max: float | None = None,
    tool: bool = True,
    tool_choices: tuple[str, ...] = (),
    tool_help: str = "",
    doc: str = "",
) -> Parameter:
    """Option: its flags, its metavar (none for a switch), its help, its completion, its kind.

    What takes something is a name, unless another ``kind`` is given: no tool takes a name that
    looks like a file.
    """
    kind = kind or (NAME if takes else SWITCH)
    return Parameter(
        "",
        flags,
        takes,
        help,
        kind,
        completes if isinstance(completes, str) else tuple(completes),
        many,
        False,
        False,
        min,
        max,
        tool and (kind not in BESIDE_TOOLS or bool(tool_choices)),
        tool_choices,
        tool_help,
        doc,
    )
