"""Reader of a list of words: each name in it is a mineral, a product or a place.

A place is a country, a former country or a bloc. Words are joined to the longest known name:
``rare earths``, ``south korea``, ``nickel sulphate``. A comma ends a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple
from unicodedata import combining, normalize

from critmin.core import names
from critmin.core.errors import AmbiguousName, QueryError, UnknownName
from critmin.core.files import data_dir, read_table
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
    return [name for words in _runs(flat(given)) for name in _longest(words)]


def each(texts: Iterable[str]) -> list[Name]:
    """Names of texts, one each."""
    return [one(text) for text in texts]


def flat(given: Sequence[Any]) -> list[str]:
    """Texts given one by one or as a list."""
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
    return map(one, joined(words, _is_known))


def joined(words: Sequence[str], known: Callable[[Sequence[str]], bool]) -> list[str]:
    """Words joined to known names, the longest first; other words stay alone.

    >>> joined(["offshore", "wind", "china"], lambda words: words == ["offshore", "wind"])
    ['offshore wind', 'china']
    """
    found: list[str] = []
    start = 0
    while start < len(words):
        most = min(LONGEST, len(words) - start)
        counts = (n for n in range(most, 1, -1) if known(words[start : start + n]))
        count = next(counts, 1)
        found.append(" ".join(words[start : start + count]))
        start += count
    return found


def apart(given: Sequence[Any], known: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """Names of another vocabulary than minerals, and the places among the words.

    Parameters
    ----------
    given : sequence
        Words of a shell, or arguments of a question.
    known : callable
        Whether a text is a name of that vocabulary.

    Returns
    -------
    tuple of list of str
        Names, then places. A word that is neither is a name, so that its vocabulary refuses it.
    """
    found = [
        text
        for words in _runs(flat(given))
        for text in joined(words, lambda part: known(" ".join(part)) or _is_known(part))
    ]
    places = [text for text in found if names.is_place(text) and not known(text)]
    return [text for text in found if text not in places], places


def one(text: str) -> Name:
    """What a name can be: a mineral, a product, a place, or nothing known.

    Raises
    ------
    AmbiguousName
        For a name with several meanings of one kind.
    UnknownName
        For a good made of several minerals.

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
    _refuse_mixture(text)
    return Name(text)


def _is_own_name(slug: str, key: str) -> bool:
    """Whether a folded name is that of the mineral itself, not an alias."""
    known = names.minerals()[slug]
    return key in {names.singular(names.fold(text)) for text in known[:3]}  # slug, name, symbol


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


def _refuse_mixture(text: str) -> None:
    """Refuse a good made of several minerals, naming them."""
    from critmin.core import products

    found = products.mixture(text)
    if found is None:
        return
    minerals = [names.minerals()[slug].name.lower() for slug in found.minerals]
    holds = f"holds {', '.join(minerals)}" if minerals else "is made of several minerals"
    raise UnknownName("mineral", text, hint=f"{text} {holds}: name one of them")


# Words are joined only where a known name has its word ends: "Cu Ba" is not Cuba.


def _is_known(words: Sequence[str]) -> bool:
    """Whether words together are a known name."""
    folded = [names.fold(word) for word in words]
    if not all(folded):
        return False
    key = "".join(folded)
    ends = {sum(map(len, folded[: at + 1])) for at in range(len(folded) - 1)}
    for keys, spelt in (
        (names.mineral_keys(), _minerals),
        (names.country_keys(), _countries),
        (_other_keys(), _others),
    ):
        if key in keys or names.singular(key) in keys:
            alike = (name for name in spelt() if names.fold(name).startswith(names.singular(key)))
            if any(ends <= {*_ends(name)} for name in alike):
                return True
    return _is_good(words)


def _minerals() -> Iterator[str]:
    yield from (row[0] for row in read_table("mineral_aliases.csv")[1])
    for mineral in names.minerals().values():
        yield from (mineral.slug, mineral.name)


def _countries() -> Iterator[str]:
    yield from (row[0] for row in read_table("country_aliases.csv")[1])
    for country in names.countries().values():
        yield from (country.name, country.official_name)


def _others() -> Iterator[str]:
    """Blocs, former countries, and names with several meanings."""
    yield from {member.name for member in names.memberships()}
    yield from ("European Union", "EU 27", *names.former_names())
    for table in ("mineral_ambiguous.csv", "country_ambiguous.csv"):
        yield from (row[0] for row in read_table(table)[1])


@cache
def _other_keys() -> frozenset[str]:
    return frozenset(names.fold(name) for name in _others())


def _ends(name: str) -> Iterator[int]:
    """Places where a word of a name ends, in folded letters."""
    length = 0
    for letter in normalize("NFKD", name.casefold()):
        if letter.isalnum():
            length += 1
        elif not combining(letter):  # an accent ends no word
            yield length


def _is_good(words: Sequence[str]) -> bool:
    """Whether words together are the name of a good or of a mixture."""
    phrase = _plain(" ".join(words)).rstrip("s")
    if not re.search(rf"\b{re.escape(phrase)}", _goods()):
        return False
    from critmin.core import products

    text = " ".join(words)
    return products.product(text) is not None or products.mixture(text) is not None


@cache
def _goods() -> str:
    """All names of goods as one text: searched before the table is parsed, which takes longer."""
    folder = data_dir()
    files = ("products.csv", "product_mixtures.csv")
    return _plain("".join((folder / file).read_text("utf-8") for file in files))


def _plain(text: str) -> str:
    letters = normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode("ascii")
    return letters.replace("sulph", "sulf").replace("-", " ")
