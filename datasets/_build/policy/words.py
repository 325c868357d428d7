"""Words of the compilation of government action: minerals, and how sure a row is."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from labels import label_rows, one_of
from places import minerals
from tables import BuildError

SOURCE = "policy@2026"
# How sure a row is, by the words of the compilation; "paper" rests on the paper alone.
CONFIDENCE = {
    "seen": "page_seen",
    "seen page": "page_seen",
    "quotation": "quoted",
    "memory": "general_knowledge",
    "confirmed by a page seen": "page_seen",
    "confirmed by a page seen (FY23); FY22 by arithmetic": "partly_seen",
    "seed; part confirmed by a page seen": "partly_seen",
    "seed only": "paper",
    "seed; inferred": "paper",
    "general knowledge": "general_knowledge",
    "general knowledge (unconfirmed)": "general_knowledge",
    "list membership confirmed; use is general knowledge": "general_knowledge",
}


class Meaning(NamedTuple):
    """Mineral that a word stands for, and scope: named, product, list, unnamed or none."""

    mineral: str
    scope: str


@cache
def _words() -> dict[str, Meaning]:
    return {
        row["word"]: Meaning(row["mineral"], row["scope"]) for row in label_rows("policy", "words")
    }


def meaning(word: str, where: str) -> Meaning:
    """What a word for a mineral means.

    A slug stands for itself; any other word needs a line of ``labels/words.csv``.
    """
    if word in _words():
        return _words()[word]
    if word in minerals():
        return Meaning(word, "named")
    raise BuildError(f"{where}: no mineral is known as {word!r}")


def confidence(text: str) -> str:
    """How sure a row is."""
    return CONFIDENCE[one_of("policy: confidence of the compilation", text, CONFIDENCE)]
