"""Words around a good in a supplier list: grades, shapes, packings, and a text as its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from unicodedata import normalize

from critmin.core import names, products
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.core.products import Mixture, Product
from critmin.core.translations import fold

WORDS_KEPT = 20_000
LONGEST = 16  # words of the longest name that is looked for; a Chinese letter counts as a word
SHORTEST_NAME = 3  # letters of the shortest name of a mineral looked for among other words
# Letters of scripts without spaces between words: each is a word of its own.
UNSPACED = "\u3005\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f"
NUMBER = r"\d+(?:[.,]\d+)*(?![^\W_])"
TOKEN = re.compile(rf"{NUMBER}|[{UNSPACED}]|[^\W_{UNSPACED}]+|%")
# Valences in brackets, as in cobalt(II,III) oxide.
VALENCE = re.compile(r"\(\s*[IVX]+(?:\s*[,/]\s*[IVX]+)*\s*\)")
# Elements that are met in the analysis of a good and are no mineral of their own here.
OTHER_ELEMENTS = {"C", "N", "O", "Fe", "Ca", "Na", "Cl"}


class Token(NamedTuple):
    """A word of a text, with its key, and folded with its plural s."""

    text: str
    key: str
    folded: str

    @property
    def number(self) -> float | None:
        """Value of a plain number, with a decimal point or comma; None for anything else."""
        shape = re.fullmatch(r"(\d+)(?:[.,](\d+))?", self.text)
        return float(f"{shape[1]}.{shape[2] or 0}") if shape else None

    @property
    def coded(self) -> bool:
        """Whether it has a digit: a size, a purity, a formula or a maker's code."""
        return any(letter.isdigit() for letter in self.text)


def tokens(text: str) -> list[Token]:
    """Words of a text; short forms are written out.

    >>> [token.text for token in tokens("Spodumene conc. SC6 (6.0%)")]
    ['Spodumene', 'concentrate', 'SC6', '6.0', '%']
    """
    found = TOKEN.findall(VALENCE.sub(" ", normalize("NFKC", text)))
    return [_token(word) for word in found]


@lru_cache(maxsize=WORDS_KEPT)
def _token(word: str) -> Token:
    folded = products.spelt(fold(word))
    means = short_forms().get(names.singular(folded))
    if means:
        return _token(means)
    return Token(word, names.singular(folded), folded)


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """Keys of the known words by kind; a word may be of several kinds."""
    kinds: dict[str, list[str]] = {}
    for word, _language, kind, _means in read_table("product_words.csv")[1]:
        kinds.setdefault(kind, []).append(products.key(word))
    return {kind: tuple(keys) for kind, keys in kinds.items()}


@cache
def short_forms() -> dict[str, str]:
    """What a short form stands for, by its key: ``conc`` is a concentrate."""
    rows = read_table("product_words.csv")[1]
    return {products.key(word): means for word, _, kind, means in rows if kind == "short"}


def says_refined(words: Sequence[Token]) -> bool:
    """Whether a text says that a metal is so pure that it was refined.

    >>> says_refined(tokens("high-purity manganese")), says_refined(tokens("pure manganese"))
    (True, False)
    """
    text = "".join(word.key for word in words)
    rows = read_table("product_words.csv")[1]
    return any(means == "refined" and products.key(word) in text for word, _, _, means in rows)


@cache
def known_words(kinds: tuple[str, ...]) -> frozenset[str]:
    """Keys of the words of some kinds."""
    return frozenset(key for kind in kinds for key in _words().get(kind, ()))


@cache
def mineral_words() -> dict[str, str]:
    """Slugs of minerals by key, of names that are words: no symbols, nothing with two meanings."""
    unsure = {products.key(row[0]) for row in read_table("mineral_ambiguous.csv")[1]}
    found = dict(products.translations())
    found |= {
        products.key(alias): slug
        for alias, slug, kind in read_table("mineral_aliases.csv")[1]
        if kind in {"common", "spelling", "trade"}
    }
    for mineral in names.minerals().values():
        found |= {products.key(text): mineral.slug for text in (mineral.name, mineral.slug)}
    unsure |= {products.key(mineral.symbol) for mineral in names.minerals().values()}
    unsure |= {key for keys in _words().values() for key in keys}  # LiPF6 salt is no salt
    return {
        key: slug
        for key, slug in found.items()
        if (len(key) >= SHORTEST_NAME or not key.isascii()) and key not in unsure
    }


@cache
def known_names() -> dict[str, Product | Mixture | str]:
    """Goods, mixtures and slugs of minerals by the keys of their names."""
    return {**mineral_words(), **products.mixtures(), **products.all_keys()}


@cache
def elements() -> dict[str, str]:
    """Symbols of elements, each with its mineral's slug, empty for one that is no mineral here."""
    known = {m.symbol: m.slug for m in names.minerals().values() if m.symbol}
    return dict.fromkeys(OTHER_ELEMENTS, "") | known


class Analysis(NamedTuple):
    """Content stated in a text, as ``18% B``: percent and element."""

    percent: float
    element: str


def analyses(words: Sequence[Token]) -> dict[int, Analysis | None]:
    """Positions of words that state contents; the content for an element, None for a formula.

    >>> analyses(tokens("FeV 80% V, Al max 1.5"))
    {3: Analysis(percent=80.0, element='V'), 4: Analysis(percent=1.5, element='Al')}
    """
    found: dict[int, Analysis | None] = {}
    for at, word in enumerate(words):
        percent_before = at > 0 and words[at - 1].text == "%"
        if word.text in elements():
            number = _number_beside(words, at, percent_before=percent_before)
            if number is not None:
                found[at] = Analysis(number, word.text)
        elif percent_before and word.coded and word.number is None:
            found[at] = None
    return found


def _number_beside(words: Sequence[Token], at: int, *, percent_before: bool) -> float | None:
    """Number that a content is stated by, with no more than a limit between it and the element."""
    limits = known_words(("purity",)) | {products.key("%")}
    before = [word for word in words[max(0, at - 3) : at] if word.key not in limits][-1:]
    after = [word for word in words[at + 1 : at + 4] if word.key not in limits][:1]
    sides = [*before, *after] if percent_before else [*after, *before]
    return next((word.number for word in sides if word.number is not None), None)
