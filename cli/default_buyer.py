"""The buyer of the settings, where a question that can have a buyer names none."""

from __future__ import annotations

from typing import Any

from critmin.core.errors import CritminError
from critmin.declared.listed import WORDS, Question

from .settings import setting


def fill(question: Question, given: dict[str, Any]) -> str:
    """Set the buyer in the arguments of a question, if it takes one and names none.

    Returns
    -------
    str
        The note that says so; empty if nothing was set.
    """
    if given.get("buyer") or not _takes_any(question.entry.buyer, given):
        return ""
    words = [word for one in question.taken if one.way == WORDS for word in _given(one, given)]
    if _names_a_place(words):
        return ""  # the setting is not needed, so no fault of it matters
    default = setting("buyer")
    if default is None:
        return ""
    given["buyer"] = default.value
    return f"buyer: {default.value}, the default of {default.origin}"


def _given(one: Any, given: dict[str, Any]) -> list[str]:
    return [*(given.get(one.keyword) or ())]


def _takes_any(rule: str, given: dict[str, Any]) -> bool:
    """Whether any buyer will do: the EU's risk scores are of the EU alone."""
    option, _, value = rule.partition("=")
    return rule == "always" or (bool(rule) and given.get(option) == value)


def _names_a_place(words: list[str]) -> bool:
    """Whether a word may be a country or a bloc."""
    from critmin.core import name_reading

    try:
        return any(name.place for name in name_reading.read(words))
    except CritminError:  # the question itself says what is wrong
        return True
