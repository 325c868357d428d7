"""Refusal of unknown names: all of them at once, each with what may be meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import Any

from critmin.core import names
from critmin.core.errors import AmbiguousName, UnknownName, UnknownNames
from critmin.core.folding import look_alike
from critmin.core.folding import word as plain_word
from critmin.core.named_tuple import NamedTuple

TOLD = 10  # unknown names of one question that are named, each with what may be meant
ALIKE = 0.9  # likeness of two words to the name of a good, in [0, 1]
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


def refusal(
    texts: Sequence[tuple[str, str]], *, places: bool, blocs: bool = True, typed: Sequence[str] = ()
) -> UnknownName:
    """Error for unknown names.

    Parameters
    ----------
    texts : sequence of (str, str)
        Each unknown text, and what its place suggests: ``mineral``, ``place``, or the role of an
        option (``buyer``).
    places, blocs : bool
        Whether the question takes countries, and blocs for them.
    typed : sequence of str
        All names of the question as typed; an unknown word may belong to the one before it.
    """
    # Suggestions take milliseconds a name, and nobody reads a thousand.
    every = [
        _about(text, kind, places=places, blocs=blocs, typed=typed) for text, kind in texts[:TOLD]
    ]
    if len(every) == 1:
        (only,) = every
        return UnknownName(only.kind, only.text, only.suggestions, hint=only.hint)
    return UnknownNames(
        [one.text for one in every],
        [one.suggestions[0] for one in every if one.suggestions],
        "; ".join(
            f"{one.text}: {hint}" for one in every if (hint := one.hint or look_alike(one.text))
        ),
        more=len(texts) - len(every),
    )


def _about(text: str, kind: str, *, places: bool, blocs: bool, typed: Sequence[str]) -> _Unknown:
    place = "country or bloc" if blocs else "country"
    by_place = "mineral" if kind == "mineral" else place
    if kind not in {"mineral", "place"} and names.is_mineral(text):
        return _Unknown(text, place, (), f"{text} is a mineral, not a {kind}")
    if names.is_place(text):
        what = "bloc" if names.fold(text) in names.bloc_keys() else "country"
        return _Unknown(text, "mineral", (), f"{text} is a {what}, not a mineral")
    hint = meaning(text)
    if hint:
        return _Unknown(text, by_place, (), hint)
    close: dict[str, list[str]] = {}
    if kind in {"mineral", "place"}:
        close["mineral"] = _close(names.mineral, text)
    if places or kind != "mineral":
        close[place] = _close(names.country_or_bloc if blocs else names.country, text)
    likeness = {one: _likeness(text, found) for one, found in close.items()}
    best = max(likeness, key=lambda one: (likeness[one], one == by_place))
    found = [*close[best], *(name for one in close if one != best for name in close[one])]
    if "mineral" in close:
        goods = _goods(text, typed)
        found, best = (goods, "mineral") if goods or not found else (found, best)
    return _Unknown(text, best if found else by_place, list(found)[:3], "")


def _goods(text: str, typed: Sequence[str]) -> list[str]:
    """Names of goods like a text and the mineral before it: ``cobalt`` and ``sulphte``."""
    from critmin.core import products

    at = typed.index(text) if text in typed else 0
    if not at or not names.is_mineral(typed[at - 1]):
        return []
    both = f"{typed[at - 1]} {text}"
    found = products.suggestions(both)
    close = SequenceMatcher(None, names.fold(both), names.fold(found[0])).ratio() if found else 0.0
    return found if close >= ALIKE else []


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
    word = plain_word(text)
    if re.fullmatch(r"(19|20)\d\d-\d\d-\d\d", word):
        return f"a day is given as --as-of {word}"
    if re.fullmatch(r"(19|20)\d\d([:,-](19|20)\d\d)*", word):
        return f"a year is given as --year {word.replace('-', ':')}"
    if word in names.TRADE_FORMS:
        stage = names.STAGE_OF_FORM.get(word)
        also = f", its stage as --stage {stage}" if stage else ""
        return f"a traded form is given as --form {word}{also}"
    if word in names.STAGES or word in names.STAGE_WORDS:
        return f"a stage is given as --stage {names.STAGE_WORDS.get(word, word)}"
    if word in FORMATS:
        return f"a format is given as -f {word}"
    if names.fold(word) in REGIONS:
        return REGIONS[names.fold(word)]
    return _source(word)


def _source(word: str) -> str:
    from critmin.core import sources

    known = {one.origin for one in sources.editions().values()} | {*sources.editions()}
    return f"a source is given as --source {word}" if word in known else ""
