"""Refusal of unknown names: all of them at once, each with what may be meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from critmin.core import names
from critmin.core.errors import AmbiguousName, UnknownName, UnknownNames

KINDS = {"mineral": "mineral", "place": "country or bloc"}
FORMATS = {"csv", "tsv", "json", "jsonl", "table", "markdown", "latex", "html", "xlsx", "parquet"}
REGIONS = {  # regions that people name and no table has, with what to write
    "europe": "for the European Union write eu27",
    "eurozone": "for the European Union write eu27",
    "america": "write USA, or another country of America",
    "northamerica": "write USA, Canada or Mexico",
    "england": "write GBR, the United Kingdom",
    "britain": "write GBR, the United Kingdom",
    "holland": "write NLD, the Netherlands",
    "africa": "a continent has no figures: name countries, or a bloc as brics",
    "asia": "a continent has no figures: name countries, or a bloc as brics",
    "latinamerica": "a continent has no figures: name countries, or a bloc as brics",
    "southamerica": "a continent has no figures: name countries, or a bloc as brics",
    "west": "name countries, or a bloc as g7 or oecd",
    "world": "world shares are in critmin share",
}


class _Unknown(NamedTuple):
    """Unknown text: what it most likely is, known names like it, and a hint."""

    text: str
    kind: str
    suggestions: Sequence[str]
    hint: str


def refusal(texts: Sequence[tuple[str, str]], *, takes_places: bool) -> UnknownName:
    """Error for unknown names.

    Parameters
    ----------
    texts : sequence of (str, str)
        Each unknown text, and the kind that its place suggests: ``mineral`` or ``place``.
    takes_places : bool
        Whether the question takes countries.
    """
    every = [_about(text, kind, takes_places=takes_places) for text, kind in texts]
    if len(every) == 1:
        (only,) = every
        return UnknownName(KINDS[only.kind], only.text, only.suggestions, hint=only.hint)
    return UnknownNames(
        [one.text for one in every],
        [one.suggestions[0] for one in every if one.suggestions],
        "; ".join(f"{one.text}: {one.hint}" for one in every if one.hint),
    )


def _about(text: str, kind: str, *, takes_places: bool) -> _Unknown:
    hint = meaning(text)
    if hint:
        return _Unknown(text, kind, (), hint)
    close = {"mineral": _close(names.mineral, text)}
    if takes_places or kind == "place":
        close["place"] = _close(names.country_or_bloc, text)
    likeness = {one: _likeness(text, found) for one, found in close.items()}
    best = max(likeness, key=lambda one: (likeness[one], one == kind))
    others = [name for one in close if one != best for name in close[one]]
    return _Unknown(text, best, [*close[best], *others][:3], "")


def _close(look: Callable[[str], Any], text: str) -> list[str]:
    try:
        look(text)
    except UnknownName as error:
        return list(error.suggestions)
    except AmbiguousName:
        return []
    return []


def _likeness(text: str, found: Sequence[str]) -> float:
    """Likeness of a text to the closest of some names, in [0, 1]; 0 without any."""
    if not found:
        return 0.0
    return SequenceMatcher(None, names.fold(text), names.fold(found[0])).ratio()


def meaning(text: str) -> str:
    """What a word is that is no name, and where to write it; empty if that is not known.

    >>> meaning("2023"), meaning("mining"), meaning("lithum")
    ('a year is given as --year 2023', 'a stage is given as --stage mining', '')
    """
    word = text.strip().casefold()
    if re.fullmatch(r"(19|20)\d\d([:,-](19|20)?\d\d)*", word):
        return f"a year is given as --year {word.replace('-', ':')}"
    if re.fullmatch(r"(19|20)\d\d-\d\d-\d\d", word):
        return f"a day is given as --as-of {word}"
    if word in names.STAGES or word in names.STAGE_WORDS:
        return f"a stage is given as --stage {names.STAGE_WORDS.get(word, word)}"
    if word in names.TRADE_FORMS:
        return f"a traded form is given as --form {word}"
    if word in FORMATS:
        return f"a format is given as -f {word}"
    if names.fold(word) in REGIONS:
        return REGIONS[names.fold(word)]
    return _source(word)


def _source(word: str) -> str:
    from critmin.core import sources

    known = {one.origin for one in sources.editions().values()} | {*sources.editions()}
    return f"a source is given as --source {word}" if word in known else ""
