"""Corrected command lines: a name with several meanings, replaced by each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from shlex import join

from critmin.core.errors import AmbiguousName

CLEAR = ("country", "mineral")  # kinds whose meanings have a code of one meaning


def choices(error: AmbiguousName, given: Sequence[str]) -> str:
    """End of an error: the command line for each meaning; empty if the name is not in it.

    Which meaning is right is never guessed, however likely one is.

    Examples
    --------
    >>> name = AmbiguousName("country", "congo", ["DR Congo (COD)", "Congo (Brazzaville) (COG)"])
    >>> choices(name, ["share", "congo", "cobalt"])
    '; write critmin share COD cobalt, or critmin share COG cobalt'
    """
    if error.kind not in CLEAR:
        return ""
    codes = [re.sub(r".*\((\w+)\)$", r"\1", meaning) for meaning in error.meanings]
    lines = [line for code in codes if (line := _with(given, error.text, code))]
    return f"; write {', or '.join(lines)}" if len(lines) == len(codes) else ""


def _with(given: Sequence[str], text: str, code: str) -> str:
    """Command line with a name replaced; empty if the name is not in it."""
    count = len(text.split())
    for at in range(len(given) - count + 1):
        if " ".join(given[at : at + count]).casefold() == text.casefold():
            return join(("critmin", *given[:at], code, *given[at + count :]))
    name = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", re.IGNORECASE)
    for at, word in enumerate(given):
        if name.search(word):  # in a list with commas, or after an option's equals sign
            changed = name.sub(lambda _: code, word, count=1)
            return join(("critmin", *given[:at], changed, *given[at + 1 :]))
    return ""
