"""List of commands: the module of each, its group in the help, and the kind of its answer.

The function of a command has the command's name and is in a module of `cli/commands/`, one for
each subject. Only the module of the command being run is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from critmin.core.named_tuple import NamedTuple

START, SUPPLY, TRADE = "Start here", "Supply", "Trade and dependence"
CONTROLS, PRICES, PAPER = "Controls and shocks", "Prices, uses, policy", "The paper"
OWN, ABOUT = "Your own data", "About"
GROUPS = (START, SUPPLY, TRADE, CONTROLS, PRICES, PAPER, OWN, ABOUT)


class Command(NamedTuple):
    """Command: its name, its module, and its group in the help.

    ``module`` begins with a dot if it is in `cli/commands/`, else it is a full name. A command
    with a ``picture`` also takes ``--plot``, ``--size`` and ``--title``, one with a ``map`` also
    ``--map``. A ``plain`` command returns no table:
    it prints its own output and takes only its own options.
    """

    name: str
    module: str
    group: str
    picture: bool = False
    map: bool = False
    plain: bool = False

    def function(self) -> Callable[..., Any]:
        """Import the module and return the command's function."""
        found: Callable[..., Any] = getattr(
            import_module(self.module, f"{__package__}.commands"), self.name
        )
        return found

    def runnable(self) -> Callable[..., Any]:
        """The command's function, with the options of the output if it returns a table."""
        if self.plain:
            return self.function()
        from .output_options import answering

        return answering(self.function(), picture=self.picture, map=self.map)


# In the order of --help: group by group, the front door first.
_BUNDLED = (
    Command("brief", ".start_here", START, picture=True),
    Command("share", ".supply", START, picture=True, map=True),
    Command("exposure", ".controls_and_shocks", START, picture=True),
    Command("controls", ".controls_and_shocks", START, picture=True),
    Command("report", ".start_here", START, plain=True),
    Command("site", ".start_here", START, plain=True),
    Command("hhi", ".supply", SUPPLY, picture=True),
    Command("trend", ".supply", SUPPLY, picture=True),
    Command("reserves", ".supply", SUPPLY, picture=True, map=True),
    Command("compare", ".supply", SUPPLY, picture=True),
    Command("dependency", ".trade_and_dependence", TRADE, picture=True),
    Command("via", ".trade_and_dependence", TRADE, picture=True),
    Command("screen", ".trade_and_dependence", TRADE, picture=True),
    Command("reliance", ".trade_and_dependence", TRADE, picture=True),
    Command("risk", ".trade_and_dependence", TRADE, picture=True),
    Command("shock", ".controls_and_shocks", CONTROLS, picture=True),
    Command("effect", ".controls_and_shocks", CONTROLS, picture=True),
    Command("events", ".controls_and_shocks", CONTROLS, picture=True),
    Command("agreements", ".prices_uses_policy", CONTROLS, picture=True),
    Command("price", ".prices_uses_policy", PRICES, picture=True),
    Command("market", ".prices_uses_policy", PRICES, picture=True),
    Command("technology", ".prices_uses_policy", PRICES, picture=True),
    Command("demand", ".prices_uses_policy", PRICES, picture=True),
    Command("lists", ".prices_uses_policy", PRICES, picture=True),
    Command("policy", ".prices_uses_policy", PRICES, picture=True),
    Command("figure", ".paper", PAPER, picture=True),
    Command("claims", ".paper", PAPER, picture=True),
    Command("suppliers", ".own_data", OWN, picture=True),
    Command("check", ".own_data", OWN, picture=True),
    Command("lake", ".lake", OWN),
    Command("minerals", ".about", ABOUT, picture=True),
    Command("sources", ".about", ABOUT, picture=True),
    Command("cite", ".about", ABOUT, plain=True),
    Command("tables", ".about", ABOUT, picture=True),
    Command("export", ".about", ABOUT),
    Command("mcp", ".about", ABOUT, plain=True),
    Command("config", ".about", ABOUT),
    Command("doctor", ".about", ABOUT),
    Command("completion", ".about", ABOUT, plain=True),
    Command("help", ".about", ABOUT, plain=True),
)
COMMANDS: dict[str, Command] = {command.name: command for command in _BUNDLED}


def register(command: Command) -> None:
    """Add a command after the others, or replace the command of the same name."""
    COMMANDS[command.name] = command


def by_group() -> dict[str, list[Command]]:
    """Commands of each group that has any, in the order of the help."""
    found = {group: [c for c in COMMANDS.values() if c.group == group] for group in GROUPS}
    return {group: commands for group, commands in found.items() if commands}
