"""The buyer of the settings, where a question that can have a buyer names none."""

from __future__ import annotations

from typing import Any

from critmin.core.errors import CritminError

from .settings import setting

COMMANDS = ("dependency", "exposure", "shock", "via", "reliance", "risk", "suppliers")


def fill(command: str, given: dict[str, Any]) -> str:
    """Set the buyer in the arguments of a command, if it takes one and names none.

    Returns
    -------
    str
        The note that says so; empty if nothing was set.
    """
    if command not in COMMANDS or given.get("buyer") or not _takes_any(command, given):
        return ""
    if _names_a_place([*(given.get("names") or given.get("minerals") or ())]):
        return ""  # the setting is not needed, so no fault of it matters
    default = setting("buyer")
    if default is None:
        return ""
    given["buyer"] = default.value
    return f"buyer: {default.value}, the default of {default.origin}"


def _takes_any(command: str, given: dict[str, Any]) -> bool:
    """Whether any buyer will do: the EU's risk scores are of the EU alone."""
    return command != "risk" or given.get("method") == "geopolrisk"


def _names_a_place(words: list[str]) -> bool:
    """Whether a word may be a country or a bloc."""
    from critmin.core import name_reading

    try:
        return any(name.place for name in name_reading.read(words))
    except CritminError:  # the question itself says what is wrong
        return True
