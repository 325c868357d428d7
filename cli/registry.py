"""Every command, one entry each: its module, the group of its help, and what its answer is.

The function of a command has its name, in a module of `cli/commands/`, one for each group. Only
the module of the command that is asked for is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

START, SUPPLY, TRADE = "Start here", "Supply", "Trade and dependence"
CONTROLS, PRICES, PAPER = "Controls and shocks", "Prices, uses, policy", "The paper"
OWN, ABOUT = "Your own data", "About"
GROUPS = (START, SUPPLY, TRADE, CONTROLS, PRICES, PAPER, OWN, ABOUT)


class Command(NamedTuple):
    """A command: its name, its module, and the group under which help lists it.

    ``module`` begins with a dot where it lies in `cli/commands/`, else it is a full name. A command
    with a ``picture`` also takes ``--plot`` and ``--size``. A ``plain`` one prints by itself what
    is no table, and takes only its own options.
    """

    name: str
    module: str
    group: str
    picture: bool = False
    plain: bool = False

    def function(self) -> Callable[..., Any]:
        """The function of its name in its module, which is imported now."""
        found: Callable[..., Any] = getattr(
            import_module(self.module, f"{__package__}.commands"), self.name
        )
        return found


# In the order of --help.
_BUNDLED = (
    Command("share", ".supply", SUPPLY, picture=True),
    Command("hhi", ".supply", SUPPLY, picture=True),
    Command("trend", ".supply", SUPPLY, picture=True),
    Command("reserves", ".supply", SUPPLY, picture=True),
    Command("dependency", ".trade_and_dependence", TRADE, picture=True),
    Command("exposure", ".controls_and_shocks", CONTROLS, picture=True),
    Command("via", ".trade_and_dependence", TRADE, picture=True),
    Command("shock", ".controls_and_shocks", CONTROLS, picture=True),
    Command("controls", ".controls_and_shocks", CONTROLS, picture=True),
    Command("reliance", ".trade_and_dependence", TRADE, picture=True),
    Command("risk", ".trade_and_dependence", TRADE, picture=True),
    Command("suppliers", ".own_data", OWN),
    Command("price", ".prices_uses_policy", PRICES, picture=True),
    Command("market", ".prices_uses_policy", PRICES, picture=True),
    Command("technology", ".prices_uses_policy", PRICES, picture=True),
    Command("lists", ".prices_uses_policy", PRICES, picture=True),
    Command("policy", ".prices_uses_policy", PRICES, picture=True),
    Command("figure", ".paper", PAPER, picture=True),
    Command("claims", ".paper", PAPER),
    Command("report", ".start_here", START, plain=True),
    Command("check", ".own_data", OWN),
    Command("minerals", ".about", ABOUT),
    Command("sources", ".about", ABOUT),
    Command("cite", ".about", ABOUT, plain=True),
    Command("tables", ".about", ABOUT),
    Command("completion", ".about", ABOUT, plain=True),
)
COMMANDS: dict[str, Command] = {command.name: command for command in _BUNDLED}


def register(command: Command) -> None:
    """Add a command after the others, or put another in the place of one."""
    COMMANDS[command.name] = command
