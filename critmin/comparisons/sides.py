"""Reader of the words of a comparison: which of them are its two sides."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

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
from critmin.core import name_reading, sources
from critmin.core.dates import in_words
from critmin.core.errors import QueryError
from critmin.core.name_reading import Name
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Edition
from critmin.core.wording import place
from critmin.trade import buyers


class Word(NamedTuple):
    """A name as typed, what it is, and its code."""

    text: str
    kind: str
    code: str


def with_years(words: Sequence[Any]) -> list[Any]:
    """Words, years given as numbers being written out."""
    return [str(word) if type(word) is int else word for word in words]


def titled(word: Word) -> str:
    """Name of a side as a heading."""
    return place(word.code) if word.kind == PLACE else in_words(word.code)


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
    """Names of the words; several words that are one name are joined.

    Raises
    ------
    UnknownName, AmbiguousName
        For unknown names, all at once, and for an ambiguous one.
    """
    texts = name_reading.flat(words)
    found = [word for text in texts if (word := _dated(text)) is not None]
    rest = [text for text in texts if _dated(text) is None]
    if rule.items:
        items, places = name_reading.apart(rest, _vocabulary(rule.items))
        found += [Word(text, ITEM, text) for text in items]
        return [*found, *(_place(text) for text in places)]
    unknown = []
    for name in name_reading.read(rest):
        buyer = rule.place == "buyer" and not any(word.kind == PLACE for word in found)
        if name.place and (buyer or not name.mineral):
            found.append(_place(name.text))
        elif name.known:
            found.append(_mineral(name))
        elif _is_source(name.text):
            found.append(Word(name.text, EDITION, name.text.casefold()))
        else:
            unknown.append((name.text, "mineral"))
    if unknown:
        from critmin.core import unknown_names

        raise unknown_names.refusal(unknown, places=bool(rule.place), typed=rest)
    return found


def _dated(text: str) -> Word | None:
    """A year, a month or an edition; None for another word."""
    if re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", text, re.ASCII):
        return Word(text, YEAR, text)
    return Word(text, EDITION, sources.check(text)) if "@" in text else None


def _vocabulary(items: str) -> Callable[[str], bool]:
    """Whether a text is a technology, or a product."""
    if items == "name":
        from critmin.uses.technology_tables import is_technology

        return is_technology
    from critmin.clean_products.products import is_product

    return is_product


def _mineral(name: Name) -> Word:
    """A mineral, or a good as it is named, because its name has the stage and the form."""
    return Word(name.text, MINERAL, name.text if name.product else name.mineral)


def _place(text: str) -> Word:
    return Word(text, PLACE, buyers.buyer(text).code)


def _is_source(text: str) -> bool:
    """Whether a word is the name of a source without an edition."""
    return text.casefold() in {Edition.of(id_).origin.casefold() for id_ in sources.editions()}
