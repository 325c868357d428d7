"""Reader of a list of words: each name in it is a mineral, a product or a place.

A place is a country, a former country or a bloc. Words are joined to the longest known name:
``rare earths``, ``south korea``, ``nickel sulphate``. A comma ends a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from critmin.core import names
from critmin.core.errors import AmbiguousName, QueryError, UnknownName
from critmin.core.name_words import is_known, is_one_name
from critmin.core.named_tuple import NamedTuple

if TYPE_CHECKING:
    from critmin.core.products import Product

LONGEST = 8  # words of a name
LINKS = {"and", "und", "et", "&", "+"}  # words between names
CODE = 2  # most letters of a code that can be both an element and a country
# The European Union in any spelling but that of the symbol of europium.
UNION, UNION_SYMBOL = "eu", "Eu"

# What a question means by a word that in a list of purchases is not enough: of the magnets,
# those of rare earths are meant.
ASKED = dict.fromkeys(
    ("magnet", "permanentmagnet", "dauermagnet", "dauermagnete", "permanentmagnete"),
    "NdFeB magnets",
)


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


def read(given: Sequence[Any], look: Callable[[str], Name] | None = None) -> list[Name]:
    """Names in words of a shell, or in the arguments of a question.

    Parameters
    ----------
    given : sequence
        Texts, or lists of texts.
    look : callable, optional
        What a name can be; `one` when not given.

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
    texts = [text for words in _runs(flat(given)) for text in joined(words, is_known)]
    return [(look or one)(text) for text in texts]


def flat(given: Sequence[Any]) -> list[str]:
    """Texts given one by one or as a list."""
    found: list[Any] = []
    for item in given:
        found += item if isinstance(item, (list, tuple)) else [item]
    if not all(isinstance(name, str) for name in found):
        raise QueryError("a name is given as text, as lithium, Li, japan or JPN")
    return found


def _runs(texts: Iterable[str]) -> Iterator[list[str]]:
    """Words between commas and ``and``; a name that itself has a comma is one word."""
    run: list[str] = []
    for text in _with_and(texts):
        if "," not in text or is_one_name(text):
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


def _with_and(texts: Iterable[str]) -> Iterator[str]:
    """Words, with a comma for an ``and`` between names (``AND`` is Andorra)."""
    words = list(texts)
    for at, word in enumerate(words):
        inside = (
            any(
                is_known(words[start:end])
                for start in range(max(0, at - LONGEST), at)
                for end in range(at + 2, min(len(words), start + LONGEST) + 1)
            )
            if word in LINKS
            else True
        )
        yield word if inside else ","


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
        for text in joined(words, lambda part: known(" ".join(part)) or is_known(part))
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
    >>> one("EU").mineral, one("Eu").mineral
    ('', 'europium')
    """
    text = text.strip()
    key = names.singular(names.fold(text))
    slug = names.mineral_keys().get(key, "") if key else ""
    if key == UNION and text != UNION_SYMBOL:
        slug = ""
    if slug and len(key) > CODE:
        return Name(text, slug, product=None if _is_own_name(slug, key) else _product(text))
    if names.is_place(text):
        return Name(text, slug, place=True)
    if slug:
        return Name(text, slug)
    good = _product(text)
    if good is not None:
        return Name(text, good.mineral, product=good)
    translated = names.slug_of(text)
    if translated:
        return Name(text, translated)
    _refuse_ambiguous(text)
    _refuse_mixture(text)
    return Name(text)


def _is_own_name(slug: str, key: str) -> bool:
    """Whether a folded name is that of the mineral itself, not an alias."""
    known = names.minerals()[slug]
    return key in {names.singular(names.fold(text)) for text in known[:3]}  # slug, name, symbol


def _product(text: str) -> Product | None:
    from critmin.core import products  # its table is read only for names that are not minerals

    return products.product(ASKED.get(names.singular(names.fold(text)), text))


def _refuse_ambiguous(text: str) -> None:
    """Refuse a name with several meanings as a mineral or as a country."""
    for look in (names.mineral, names.country):
        try:
            look(text, suggest=False)  # what a name resembles is asked once, by who refuses it
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
    if not minerals:
        raise UnknownName("mineral", text, hint=f"{found.note or 'of several kinds'}: name the one")
    raise UnknownName("mineral", text, hint=f"{text} holds {', '.join(minerals)}: name one of them")
