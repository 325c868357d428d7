"""The closed vocabulary of warnings (warnings.csv) and the sentences made of it (cautions.csv)."""

from __future__ import annotations

from functools import cache
from typing import Any

from critmin.answers.table import Caution
from critmin.core.files import read_table

LEVELS = ("data-loss", "changes-reading", "background")


@cache
def _sentences() -> dict[str, str]:
    return {name: sentence for name, sentence in read_table("cautions.csv")[1]}


@cache
def _vocabulary() -> dict[str, tuple[str, str]]:
    """Level and meaning by code."""
    return {code: (level, meaning) for code, level, meaning in read_table("warnings.csv")[1]}


def codes() -> tuple[str, ...]:
    """All codes of the vocabulary."""
    return tuple(_vocabulary())


def meaning(code: str) -> str:
    """What a code says, in one sentence."""
    return _vocabulary()[code][1]


def level(code: str) -> str:
    """How much a caution matters: one of `LEVELS`."""
    return _vocabulary()[code][0]


def caution(name: str, /, **values: Any) -> Caution:
    """A caution with its sentence of cautions.csv, the values filled in.

    Parameters
    ----------
    name : str
        A code of the vocabulary; ``code:variant`` where a code has several sentences.
    **values
        What the sentence's fields stand for; a field may carry a format (``{share:.1%}``).

    Examples
    --------
    >>> caution("compiled:controls").code
    'compiled'
    """
    return Caution(name.partition(":")[0], _sentences()[name].format_map(values))


def explained(code: str, about: str = "", carriers: str = "") -> Caution:
    """A caution that says what its code means, where the code needs no sentence of its own.

    Parameters
    ----------
    code : str
        A code of the vocabulary.
    about : str
        What stands before the meaning: a source, a table.
    carriers : str
        What stands after it in brackets: the minerals or rows that carry the code.

    Examples
    --------
    >>> explained("index_base", carriers="gallium, graphite").message
    'Base of the index (gallium, graphite)'
    """
    text = f"{about}: {meaning(code)}" if about else meaning(code)
    return Caution(code, f"{text} ({carriers})" if carriers else text)
