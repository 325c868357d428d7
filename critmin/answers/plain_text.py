"""Texts of cautions in plain words: names for slugs and ids, or nothing where there is no name.

The full texts keep their slugs, ids and options: `critmin.answers.reading` shows them with
``--notes``.
"""

from __future__ import annotations

import re
from functools import cache

from critmin.core import names, sources
from critmin.core.dates import in_words
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import capital, lower, place

LONGEST = 170  # characters of one text
# What belongs to files and to the full notes: options, ids of sources and measures, columns, codes.
_PRIVATE = re.compile(
    r"--\w|\w@\w|\b[A-Z]{2}-(?:\w+-)?\d{4}|\b[a-z]+_[a-z]+\b|\.csv\b|\b\d{6,}\b|\bbaci-|\bgeopolrisk-py"
)
_SUBJECT = re.compile(
    r"(?P<slug>[a-z][a-z-]*)(?P<stage>(?: [a-z]+)*)(?: (?P<year>\d{4}))?(?: \([^)]*\))?"
)
_COUNT = re.compile(r"\d+ (?:of \d+ )?\w+(?: \w+)?")
_LINES = re.compile(r"lines? [\d, -]+")
# Places whose names take an article: after a small word, and as the subject of a sentence.
_ARTICLE = re.compile(
    r"(^|\b(?:of|for|from|in|by|to|than|and|behind) )"
    r"(?=(?:United States|United Kingdom|European Union|EU27|Netherlands|Philippines) ?"
    r"(?:[a-z]|[,.;]|$))"
)
_WORD = re.compile(r"(?<![\w:-])[a-z]+(?:-[a-z]+)*\d*(?![\w-])")
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_MEMBERS = re.compile(r"\b(European Union) \(\d+\)")
_SENTENCE_END = (".", "!", "?")


def _named(found: re.Match[str]) -> str:
    """Name of a mineral with a hyphen or of a bloc; any other word as it is."""
    word = found[0]
    if "-" in word:
        return lower(names.minerals()[word].name) if word in names.minerals() else word
    return place(word) if word in names.bloc_names() else word


@cache
def _places() -> frozenset[str]:
    return frozenset(country.name for country in names.countries().values())


@cache
def _proper() -> frozenset[str]:
    """First words of names, which keep their capital within a sentence."""
    places = {name.split()[0] for name in _places()}
    return frozenset({*places, "European", "World"})


def readable(text: str) -> str | None:
    """Text with names for slugs; None if it has what a reader cannot know, or is too long.

    >>> readable("no data for rare-earths")
    'no data for rare earths'
    >>> readable("name a buyer with --buyer") is None
    True
    """
    named = _WORD.sub(_named, text)
    named = _DAY.sub(lambda found: in_words(found[0]), named)
    named = _ARTICLE.sub(r"\1the ", _MEMBERS.sub(r"\1", named))
    return None if len(named) > LONGEST or _PRIVATE.search(named) else named


class Subject(NamedTuple):
    """What a caution is about: a name, the stage or form of a mineral, a year."""

    name: str = ""
    stage: str = ""
    year: str = ""


def subject(about: str) -> Subject:
    """What a caution is about in plain words; empty where it has only ids.

    >>> subject("rare-earths mining 2025")
    Subject(name='Rare earths', stage='mining', year='2025')
    >>> subject("15 tables").name, subject("CN-2024-46, CN-2025-1 and 3 more").name
    ('15 tables', '')
    """
    named = _MEMBERS.sub(r"\1", about)
    return known_subject(named) or Subject(_listed(named))


def known_subject(about: str) -> Subject | None:
    """Subject that is a mineral, a source, a country, a count or lines of a file; else None."""
    found = _SUBJECT.fullmatch(about)
    if found and found["slug"] in names.minerals():
        name = names.minerals()[found["slug"]].name
        return Subject(name, found["stage"].strip(), found["year"] or "")
    source = sources.editions().get(about)
    if source is not None:
        return Subject(source.publisher, "", source.edition)
    country, comma, _ = about.partition(", ")  # and its measure: China, No. 1 of 2025
    if comma and country in _places() and readable(about):
        return Subject(about)
    if about in names.countries() or about in names.bloc_names():
        return Subject(place(about))
    if _COUNT.fullmatch(about) or _LINES.fullmatch(about):
        return Subject(about)
    return None


@cache
def _minerals() -> frozenset[str]:
    return frozenset(mineral.name for mineral in names.minerals().values())


def is_mineral(name: str) -> bool:
    """Whether a subject's name is that of a mineral."""
    return name in _minerals()


def lower_name(name: str) -> str:
    """Name within a list: a mineral with a small first letter, a place or publisher as it is."""
    return lower(name) if is_mineral(name) else name


def _listed(about: str) -> str:
    """List of minerals or names in plain words; empty if any part is an id or the list is long."""
    words, _, more = about.partition(" and ")
    parts = [part.strip() for part in re.split("[,;]", words)]
    minerals = names.minerals()
    if all(part in minerals for part in parts):
        text = ", ".join(lower(minerals[part].name) for part in parts)
        return text + (f" and {more}" if more else "")
    plain = about[:1].isupper() and not re.search(r"\d", words) and len(about) <= 60
    return about if plain and readable(about) else ""


def joined(about: str, text: str) -> str:
    """Subject and sentence as one line that ends in a full stop.

    >>> joined("Lithium mining", "Figures of Chile are withheld")
    'Lithium mining: figures of Chile are withheld.'
    """
    first = re.split(r"[ ,']", text, maxsplit=1)[0]
    small = (first == "A" or text[1:2].islower()) and first not in _proper()
    if about:
        text = f"{about}: {lower(text) if small else text}"
    text = capital(text)
    return text if text.endswith(_SENTENCE_END) else f"{text}."
