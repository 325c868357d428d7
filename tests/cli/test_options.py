"""Options: one meaning is one definition, and what several questions take stands in one place."""

from __future__ import annotations

from collections import defaultdict

from critmin.cli import parameters as shown
from critmin.cli import writing_options
from critmin.cli.option_hints import refusal
from critmin.cli.registry import COMMANDS, GROUPS, by_group

from critmin.declared import listed, parameters
from critmin.declared.listed import Taken
from critmin.declared.parameter import Parameter


def shown_of(parameter: Parameter) -> Parameter:
    """Without its text for docstrings, which the index does not have."""
    return parameter._replace(doc="")


def taken() -> dict[str, set[Parameter]]:
    """By flag the definitions that commands use for it."""
    found: dict[str, set[Parameter]] = defaultdict(set)
    for command in COMMANDS.values():
        for one in shown.own_of(command):
            for flag in one.parameter.flags:
                if flag.startswith("--"):
                    found[flag].add(shown_of(one.parameter))
    return found


TAKEN = taken()
SHARED = {
    shown_of(option.__metadata__[0]): name
    for name, option in vars(parameters).items()
    if hasattr(option, "__metadata__")
}
WRITTEN = {
    one.parameter: name for name, one in vars(writing_options).items() if isinstance(one, Taken)
}


def test_no_meaning_is_defined_twice() -> None:
    """Options with one flag differ in what they say, or they would be one."""
    twice = []
    for flag, definitions in TAKEN.items():
        said = [one.help for one in definitions]
        twice += [flag] if len(set(said)) < len(said) else []
    assert not twice


def test_flags_with_several_meanings_are_defined_side_by_side() -> None:
    several = {flag for flag, definitions in TAKEN.items() if len(definitions) > 1}
    apart = {flag for flag in several if not TAKEN[flag] <= {*SHARED, *WRITTEN}}
    assert {"--as-of", "--stage", "--supplier", "--mineral", "--by", "--year"} <= several
    assert apart == {"--output"}, "a folder, where it is the question that writes"


def test_every_shared_option_is_used() -> None:
    used = {
        shown_of(one.parameter)
        for command in COMMANDS.values()
        for one in (*shown.own_of(command), *shown.shared_of(command))
    }
    assert not [name for one, name in {**SHARED, **WRITTEN}.items() if one not in used]


def test_groups_are_those_of_the_help_and_none_is_empty() -> None:
    assert list(by_group()) == list(GROUPS)
    found = [command for group in by_group().values() for command in group]
    assert found == list(COMMANDS.values()), "the list of commands stands in the order of the help"


def test_what_asks_own_trade_data_is_said_where_the_option_is_refused() -> None:
    asking = listed.that_take("trade")
    assert "shock" in asking
    assert "share" not in asking
    assert refusal("--trade", "brief", {"--as-of"}) == (
        f"--trade is not an option of brief; these ask your own trade data: {', '.join(asking)}"
    )
