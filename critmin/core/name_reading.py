"""Reader of a list of words: each name in it is a mineral, a product or a place.

A place is a country, a former country or a bloc. Words are joined to the longest known name:
``rare earths``, ``south korea``, ``nickel sulphate``. A comma ends a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple
from unicodedata import combining, normalize

from critmin.core import names
from critmin.core.errors import AmbiguousName, QueryError, UnknownName
from critmin.core.files import read_table
from critmin.core.products import Product

LONGEST = 8  # words of a name
CODE = 2  # most letters of a code that can be both an element and a country


class Name(NamedTuple):
    """Name as typed, with what it can be.

    ``mineral`` is a slug, empty if it is none; ``place`` is whether it is a country, a former
    country or a bloc; ``product`` is the good that it names, of the mineral. A code of two
    letters can be both a mineral and a place (``In``). Unknown names are neither.
    """

    text: str
    mineral: str = ""
    place: bool = False
    product: Product | None = None

    @property
    def known(self) -> bool:
        """Whether it is a mineral, a product or a place."""
        return bool(self.mineral) or self.place

    @property
    def both(self) -> bool:
        """Whether it can be a mineral and a place."""
        return bool(self.mineral) and self.place


def read(given: Sequence[Any]) -> list[Name]:
    """Names in words of a shell, or in the arguments of a question.

    Parameters
    ----------
    given : sequence
        Texts, or lists of texts.

    Raises
    ------
    AmbiguousName
        For a name with several meanings of one kind (``Congo``, ``diamond``).
    QueryError
        For anything that is not text.

    Examples
    --------
    >>> [name.text for name in read(["japan", "rare", "earths,south", "korea"])]
    ['japan', 'rare earths', 'south korea']
    """
    return [name for words in _runs(_flat(given)) for name in _longest(words)]


def each(texts: Iterable[str]) -> list[Name]:
    """Names of texts, one each."""
    return [one(text) for text in texts]


def _flat(given: Sequence[Any]) -> list[str]:
    found: list[Any] = []
    for item in given:
        found += item if isinstance(item, (list, tuple)) else [item]
    if not all(isinstance(name, str) for name in found):
        raise QueryError("a name is given as text, as lithium, Li, japan or JPN")
    return found


def _runs(texts: Iterable[str]) -> Iterator[list[str]]:
    """Words between commas; a name that itself has a comma is one word."""
    run: list[str] = []
    for text in texts:
        if "," not in text or one(text).known:
            run.append(text)
            continue
        first, *others = text.split(",")
        run += [first] if first.strip() else []
        for part in others:
            if run:
                yield run
            run = [part] if part.strip() else []
    if run:
        yield run


def _longest(words: Sequence[str]) -> Iterator[Name]:
    """Names of words, the longest known one first."""
    start = 0
    while start < len(words):
        for count in range(min(LONGEST, len(words) - start), 1, -1):
            phrase = words[start : start + count]
            if _is_known(phrase):
                yield one(" ".join(phrase))
                break
        else:
            count = 1
            yield one(words[start])
        start += count


def one(text: str) -> Name:
    """What a name can be: a mineral, a product, a place, or nothing known.

    Raises
    ------
    AmbiguousName
        For a name with several meanings of one kind.

    Examples
    --------
    >>> one("Li2CO3").known, one("In").both, one("lithum").known
    (True, True, False)
    """
    text = text.strip()
    key = names.singular(names.fold(text))
    slug = names.mineral_keys().get(key, "") if key else ""
    if slug and len(key) > CODE:
        return Name(text, slug, product=None if _is_own_name(slug, key) else _product(text))
    if names.is_place(text):
        return Name(text, slug, place=True)
    if slug:
        return Name(text, slug)
    good = _product(text)
    if good is not None:
        return Name(text, good.mineral, product=good)
    _refuse_ambiguous(text)
    return Name(text)


def _is_own_name(slug: str, key: str) -> bool:
    """Whether a folded name is that of the mineral itself, not an alias."""
    known = names.minerals()[slug]
    return key in {names.singular(names.fold(text)) for text in (known.slug, known.name)}


def _product(text: str) -> Product | None:
    from critmin.core import products  # its table is read only for names that are not minerals

    return products.product(text)


def _refuse_ambiguous(text: str) -> None:
    """Refuse a name with several meanings as a mineral or as a country."""
    for look in (names.mineral, names.country):
        try:
            look(text)
        except AmbiguousName:
            raise
        except UnknownName:
            continue


# Words are joined only where a known name has its word ends: "Cu Ba" is not Cuba.


def _is_known(words: Sequence[str]) -> bool:
    """Whether words together are a known name."""
    folded = [names.fold(word) for word in words]
    if not all(folded):
        return False
    key = "".join(folded)
    if names.singular(key) not in names.mineral_keys() and not any(
        key in keys
        for keys in (names.country_keys(), names.bloc_keys(), _other_keys(), _products())
    ):
        return False
    ends = {sum(map(len, folded[: at + 1])) for at in range(len(folded) - 1)}
    return any(ends <= known for known in _word_ends(key))


def _products() -> Iterable[str]:
    from critmin.core import products

    return products.product_keys()


@cache
def _other_keys() -> frozenset[str]:
    """Folded names of former countries, and names with several meanings."""
    ambiguous = [
        row[0]
        for table in ("mineral_ambiguous.csv", "country_ambiguous.csv")
        for row in read_table(table)[1]
    ]
    return frozenset(names.fold(text) for text in (*names.former_names(), *ambiguous))


def _every_name() -> Iterator[str]:
    """Known names of more than one word, as they are spelt."""
    from critmin.core import products

    for table in ("mineral_aliases.csv", "mineral_ambiguous.csv", "country_aliases.csv"):
        yield from (row[0] for row in read_table(table)[1])
    yield from (row[0] for row in read_table("country_ambiguous.csv")[1])
    for mineral in names.minerals().values():
        yield from (mineral.slug, mineral.name)
    for country in names.countries().values():
        yield from (country.name, country.official_name)
    yield from names.former_names()
    yield from {member.name for member in names.memberships()}
    yield from ("European Union", "EU 27")
    yield from (good.name for good in products.product_keys().values())


@cache
def _word_ends(key: str) -> tuple[frozenset[int], ...]:
    """Places of the word ends in each spelling of a folded name."""
    found = []
    for name in _every_name():
        if names.fold(name) in {key, key[:-1], f"{key}s"}:
            found.append(frozenset(_ends(name)))
    return tuple(found)


def _ends(name: str) -> Iterator[int]:
    length = 0
    for letter in normalize("NFKD", name.casefold()):
        if letter.isalnum():
            length += 1
        elif not combining(letter):  # an accent ends no word
            yield length
