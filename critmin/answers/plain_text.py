"""Texts of cautions in plain words: names for slugs and ids, or nothing where there is no name.

The full texts keep their slugs, ids and options: `critmin.answers.reading` shows them with
``--notes``.
"""

from __future__ import annotations

import re
from functools import cache

from critmin.core import names, sources
from critmin.core.wording import lower, place

LONGEST = 170  # characters of one text
# What belongs to files and to the full notes: options, ids of sources and measures, columns, codes.
_PRIVATE = re.compile(
    r"--\w|\w@\w|\b[A-Z]{2}-(?:\w+-)?\d{4}|\b[a-z]+_[a-z]+\b|\.csv\b|\b\d{6,}\b|\bbaci-|\bgeopolrisk-py"
)
_SUBJECT = re.compile(
    r"(?P<slug>[a-z][a-z-]*)(?P<stage>(?: [a-z]+)*)(?: (?P<year>\d{4}))?(?: \([^)]*\))?"
)
_COUNT = re.compile(r"\d+ \w+")
_LINES = re.compile(r"lines? [\d, -]+")
_ARTICLE = re.compile(
    r"\b(of|for|from|in|by|to|than|and) (United States|United Kingdom|Netherlands|Philippines)\b"
)
_SENTENCE_END = (".", "!", "?", ")")


@cache
def _hyphened() -> re.Pattern[str]:
    slugs = sorted((slug for slug in names.minerals() if "-" in slug), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])({'|'.join(slugs)})(?![\w-])")


@cache
def _proper() -> frozenset[str]:
    """First words of names, which keep their capital within a sentence."""
    places = {country.name.split()[0] for country in names.countries().values()}
    return frozenset(places | {"World", "EU27", "Crude"} - {"Crude"})


def readable(text: str) -> str | None:
    """Text with names for slugs; None if it has what a reader cannot know, or is too long.

    >>> readable("no data for rare-earths")
    'no data for rare earths'
    >>> readable("name a buyer with --buyer") is None
    True
    """
    named = _hyphened().sub(lambda found: lower(names.minerals()[found[0]].name), text)
    named = _ARTICLE.sub(r"\1 the \2", named)
    return None if len(named) > LONGEST or _PRIVATE.search(named) else named


def subject(about: str) -> tuple[str, str]:
    """What a caution is about in plain words, and its year; both empty where it has only ids.

    >>> subject("rare-earths mining 2025"), subject("15 tables"), subject("usgs@2026")
    (('Rare earths mining', '2025'), ('15 tables', ''), ('USGS Mineral Commodity Summaries', '2026'))
    >>> subject("CN-2024-46, CN-2025-1 and 3 more")
    ('', '')
    """
    found = _SUBJECT.fullmatch(about)
    if found and found["slug"] in names.minerals():
        return f"{names.minerals()[found['slug']].name}{found['stage']}", found["year"] or ""
    source = sources.editions().get(about)
    if source is not None:
        return source.publisher, source.edition
    if about in names.countries():
        return place(about), ""
    if _COUNT.fullmatch(about) or _LINES.fullmatch(about):
        return about, ""
    return _listed(about), ""


def _listed(about: str) -> str:
    """List of minerals or names in plain words; empty if any part is an id or the list is long."""
    words, _, more = about.partition(" and ")
    parts = [part.strip() for part in re.split("[,;]", words)]
    minerals = names.minerals()
    if all(part in minerals for part in parts):
        text = ", ".join(minerals[part].name for part in parts)
        return text + (f" and {more}" if more else "")
    plain = about[:1].isupper() and not re.search(r"\d", words) and len(about) <= 60
    return about if plain and readable(about) else ""


def joined(about: str, text: str) -> str:
    """Subject and sentence as one line that ends in a full stop.

    >>> joined("Lithium mining", "Figures of Chile are withheld")
    'Lithium mining: figures of Chile are withheld.'
    """
    first = re.split(r"[ ,']", text, maxsplit=1)[0]
    small = text[1:2].islower() and first not in _proper()
    if about:
        text = f"{about}: {lower(text) if small else text}"
    text = text[:1].upper() + text[1:]
    return text if text.endswith(_SENTENCE_END) else f"{text}."
