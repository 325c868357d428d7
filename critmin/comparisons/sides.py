"""Reader of the words of a comparison: which of them are its two sides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from critmin.answers.table import Cell
from critmin.comparisons.questions import (
    EDITION,
    ITEM,
    KINDS,
    MINERAL,
    PLACE,
    YEAR,
    Asked,
    Question,
)
from critmin.core import names, sources
from critmin.core.errors import QueryError, UnknownName
from critmin.trade import buyers

LONGEST = 5  # words of a name


class Word(NamedTuple):
    """A name as typed, what it is, and its code."""

    text: str
    kind: str
    code: str


class SideSaid(NamedTuple):
    """A side as the summary names it.

    ``when`` is the year or period of all its figures, empty if they have several; ``rough`` are
    the keys of the rows whose figure is about so much.
    """

    word: Word
    when: str
    rough: frozenset[tuple[Cell, ...]]


class Sides(NamedTuple):
    """The two sides of a comparison, what kind they are, and the other names."""

    kind: str
    a: Word
    b: Word
    others: tuple[Word, ...]

    def asked(self, side: Word) -> Asked:
        """Names with which the question is asked for a side."""
        every = (side, *self.others)

        def of(kind: str) -> tuple[str, ...]:
            return tuple(word.code for word in every if word.kind == kind)

        editions, years = of(EDITION), of(YEAR)
        for kind, found in ((EDITION, editions), (YEAR, years)):
            if len(found) > 1:
                raise QueryError(f"{', '.join(found)}: name two {KINDS[kind]} to compare, or one")
        return Asked(
            of(MINERAL), of(PLACE), of(ITEM), *("".join(found) for found in (editions, years))
        )


def sides(words: Sequence[str], rule: Question) -> Sides:
    """Sides of a comparison: the two names of one kind among the words.

    Raises
    ------
    QueryError
        If no kind, or more than one, has two names.
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    """
    found = read(words, rule)
    by_kind: dict[str, list[Word]] = {}
    for word in found:
        if word.code not in [one.code for one in by_kind.get(word.kind, [])]:
            by_kind.setdefault(word.kind, []).append(word)
    twos = {kind: own for kind, own in by_kind.items() if len(own) == 2}
    if len(twos) == 1:
        ((kind, (a, b)),) = twos.items()
        others = tuple(word for word in found if word.kind != kind)
        return Sides(kind, a, b, others)
    if not twos:
        seen = "; ".join(
            f"{', '.join(word.text for word in own)} {'is' if len(own) == 1 else 'are'} "
            f"{KINDS[kind] if len(own) > 1 else _one(kind)}"
            for kind, own in by_kind.items()
        )
        raise QueryError(
            "name two sides: two editions, years, countries or minerals, as usgs@2025 usgs@2026"
            f"{' (' + seen + ')' if seen else ''}"
        )
    readings = " or ".join(
        f"the {KINDS[kind]} {a.text} and {b.text}" for kind, (a, b) in twos.items()
    )
    raise QueryError(f"two readings: compare {readings}; leave one of a kind out, or use an option")


def _one(kind: str) -> str:
    return {
        EDITION: "an edition",
        YEAR: "a year",
        PLACE: "a country or bloc",
        MINERAL: "a mineral",
        ITEM: "a name",
    }[kind]


def read(words: Sequence[str], rule: Question) -> list[Word]:
    """Names of the words; several words that are one name are joined, the longest first."""
    found: list[Word] = []
    at = 0
    while at < len(words):
        for number in range(min(LONGEST, len(words) - at), 0, -1):
            text = " ".join(words[at : at + number])
            word = _word(text, rule, found, last=number == 1)
            if word is not None:
                found.append(word)
                at += number
                break
    return found


def _word(text: str, rule: Question, before: Sequence[Word], *, last: bool) -> Word | None:
    """What a name is; None if it is no name and could be part of one (not ``last``).

    A code of a mineral and of a country, as ``Co``, is what the question asks for at its place.
    """
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        return Word(text, YEAR, text)
    if "@" in text and " " not in text:
        return Word(text, EDITION, sources.check(text))
    mineral, place = _mineral(text), _place(text, last=last)
    if mineral and place:
        first = rule.place == "first" and not any(word.kind == PLACE for word in before)
        return place if first or rule.place == "words" else mineral
    if mineral or place:
        return mineral or place
    if not last:
        return None
    if _source(text):
        return Word(text, EDITION, text.casefold())
    if rule.items:
        return Word(text, ITEM, text)
    known = [*names.mineral_keys(), *(one.name for one in names.countries().values())]
    raise UnknownName("name", text, names.suggestions(text, known))


def _mineral(text: str) -> Word | None:
    slug = names.mineral_keys().get(names.singular(names.fold(text)))
    return Word(text, MINERAL, slug) if slug else None


def _place(text: str, *, last: bool) -> Word | None:
    folded = names.fold(text)
    known = folded in names.country_keys() or folded in _blocs()
    try:
        if known or (last and not _mineral(text)):
            return Word(text, PLACE, buyers.buyer(text).code)
    except UnknownName:
        return None
    return None


def _blocs() -> set[str]:
    every = {names.fold(one) for m in names.memberships() for one in (m.bloc, m.name)}
    return every | {"eu", "europeanunion"}


def _source(text: str) -> bool:
    """Whether a word is the name of a source without an edition."""
    origins = {id_.partition("@")[0].casefold() for id_ in sources.editions()}
    return text.casefold() in origins
