"""Options: one meaning is one definition, and what several commands take stands in one module."""

from __future__ import annotations

import inspect
from collections import defaultdict
from typing import Any, get_args

from critmin.cli import options, writing_options
from critmin.cli.option_hints import OF_TRADE, refusal
from critmin.cli.output_options import MAP, OUTPUT, PICTURE
from critmin.cli.registry import COMMANDS, GROUPS, by_group


def taken() -> dict[str, dict[int, Any]]:
    """By flag the definitions that commands use for it."""
    found: dict[str, dict[int, Any]] = defaultdict(dict)
    for command in COMMANDS.values():
        for parameter in inspect.signature(command.function()).parameters.values():
            info = get_args(parameter.annotation)[1]
            for flag in (info.default, *(info.param_decls or ())):
                if isinstance(flag, str) and flag.startswith("--"):
                    found[flag][id(info)] = parameter.annotation
    return found


TAKEN = taken()
SHARED = {
    id(option.__metadata__[0]): name
    for name, option in {**vars(options), **vars(writing_options)}.items()
    if hasattr(option, "__metadata__")
}


def test_no_meaning_is_defined_twice() -> None:
    """Options with one flag differ in what they say, or they would be one."""
    twice = []
    for flag, definitions in TAKEN.items():
        said = [get_args(one)[1].help for one in definitions.values()]
        twice += [flag] if len(set(said)) < len(said) else []
    assert not twice


def test_flags_with_several_meanings_are_defined_side_by_side() -> None:
    several = {flag for flag, definitions in TAKEN.items() if len(definitions) > 1}
    apart = {flag for flag in several if not set(TAKEN[flag]) <= set(SHARED)}
    assert {"--as-of", "--stage", "--supplier", "--mineral", "--by", "--year"} <= several
    assert not apart


def test_every_shared_option_is_used() -> None:
    signatures = [inspect.signature(command.function()) for command in COMMANDS.values()]
    parameters = [one for found in signatures for one in found.parameters.values()]
    used = {id(get_args(one.annotation)[1]) for one in (*parameters, *OUTPUT, *PICTURE, *MAP)}
    assert not [name for id_, name in SHARED.items() if id_ not in used]


def test_groups_are_those_of_the_help_and_none_is_empty() -> None:
    assert list(by_group()) == list(GROUPS)
    listed = [command for group in by_group().values() for command in group]
    assert listed == list(COMMANDS.values()), "the list of commands stands in the order of the help"


def test_what_asks_own_trade_data_is_said_where_the_option_is_refused() -> None:
    """`lake` makes the data; each other command with --trade is named."""
    asking = {
        name
        for name, command in COMMANDS.items()
        if "trade" in inspect.signature(command.function()).parameters
    }
    assert set(OF_TRADE) == asking
    assert refusal("--trade", "brief", {"--as-of"}) == (
        f"--trade is not an option of brief; these ask your own trade data: {', '.join(OF_TRADE)}"
    )
