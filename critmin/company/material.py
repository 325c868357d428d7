"""Reading of a material in a supplier list: the good that it names, or why none is taken.

A text is matched only if every word of it is understood: the name of a good, and words that do
not change what it is. Rather no match than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from critmin.company.material_words import (
    LONGEST,
    Token,
    analyses,
    elements,
    known_names,
    known_words,
    says_refined,
    tokens,
)
from critmin.core import names, products
from critmin.core.named_tuple import NamedTuple
from critmin.core.products import Mixture, Product
from critmin.core.wording import listed

TEXTS_KEPT = 20_000
WORDS_SHOWN = 4
ALWAYS = ("purity", "unit", "packing", "linking")
DESCRIBING = ("quality", "shape")  # of a good, not of the bare name of a metal
SETTING_APART = ("purpose", "origin")  # what follows says what a good is for or where it is from
METAL_FORMS = {"refined", "ferroalloy"}
# Percent of another element from which a metal may be an alloy; what ferroalloys hold anyway.
ALLOYED = 3
USUAL = {"C", "N", "O", "Fe", "P", "S", "Si"}
PURE = (50, 100)
PURITY_CODE = re.compile(r"\d[nN]\d?\+?")


class Reading(NamedTuple):
    """Mineral and good of a material; else the name and values of the sentence of why not.

    ``good`` is None for the bare name of a mineral that is mined and refined; ``refined`` if what
    is beside it says that it is refined. ``read_as`` tells whether the text was more than a name.
    """

    mineral: str
    good: Product | None = None
    read_as: bool = False
    sentence: str = ""
    values: tuple[tuple[str, Any], ...] = ()
    refined: bool = False

    @classmethod
    def refused(cls, sentence: str, **values: Any) -> Reading:
        """Reading without a mineral, and the sentence that says why."""
        return cls("", sentence=sentence, values=tuple(values.items()))


class Match(NamedTuple):
    """Words of a text that name a good, a mixture, or a mineral by its slug."""

    start: int
    end: int
    what: Product | Mixture | str


@lru_cache(maxsize=TEXTS_KEPT)
def read_material(text: str) -> Reading | None:
    """Reading of a material; None if it names no good and no single mineral.

    Examples
    --------
    >>> read_material("Ferrovanadium 80% V, 10-50 mm").good.name
    'ferro-vanadium'
    >>> read_material("tin snips").sentence, read_material("silicone sealant")
    ('good_unclear', None)
    """
    bare = products.key(text) in products.bare_keys()
    good = None if bare else products.product(text)
    if good is not None:
        return Reading(good.mineral, good)
    mixture = None if bare else products.mixture(text)
    if mixture is not None:
        return _of_mixture(text, mixture)
    slug = names.mineral_keys().get(names.singular(names.fold(text)))
    slug = slug or products.translated(text)
    return Reading(slug, products.only_good(slug)) if slug else _phrase(text)


def _of_mixture(text: str, mixture: Mixture) -> Reading:
    held = [names.minerals()[slug].name.lower() for slug in mixture.minerals]
    if not held:
        return Reading.refused("good_unclear:kind", text=text, note=mixture.note)
    return Reading.refused("good_unclear:mixture", text=text, minerals=listed(held))


def _phrase(text: str) -> Reading | None:
    """Reading of a text of several words."""
    words = tokens(text)
    stated = analyses(words)
    matches = _matches(words, {*stated}) or _matches(words, set())
    if not matches:
        return None
    words, matches = _without_purpose(words, matches)
    goods = [match.what for match in matches if isinstance(match.what, Product)]
    mixtures = [match.what for match in matches if isinstance(match.what, Mixture)]
    if goods and all(good.form == "magnet" for good in goods):  # a permanent magnet of a named kind
        mixtures = [mixture for mixture in mixtures if mixture.minerals]
    if mixtures:
        return _of_mixture(text, mixtures[0])
    minerals = [match.what for match in matches if isinstance(match.what, str)]
    several = _several(goods, minerals)
    if several:
        return Reading.refused("good_unclear:several", text=text, goods=listed(several))
    good = max(goods, key=lambda one: (not one.is_bare, len(one.name)), default=None)
    bare = good is None or good.is_bare
    name = good.name if good else names.minerals()[minerals[0]].name.lower()
    taken = {at for match in matches for at in range(match.start, match.end)}
    unknown = [*_unknown(words, taken | {*stated}, good, bare=bare)]
    if unknown:
        ore = any(word in known_words(("ore",)) for word in map(products.key, unknown))
        shown = [repr(word) for word in unknown[:WORDS_SHOWN]]
        more = [f"{len(unknown) - WORDS_SHOWN} more"] if len(unknown) > WORDS_SHOWN else []
        words_of = listed(shown + more)
        if ore:  # chromite in Chinese is written as ferrochrome and ore: no advice to shorten it
            return Reading.refused("good_unclear:ore", text=text, words=words_of)
        return Reading.refused("good_unclear", text=text, words=words_of, good=name)
    mineral = good.mineral if good else minerals[0]
    other = _alloyed(words, mineral, good)
    if other:
        return Reading.refused("good_unclear:alloy", text=text, other=other, good=name)
    refined = good is None and bool(names.minerals()[mineral].symbol) and says_refined(words)
    return Reading(mineral, good, read_as=True, refined=refined)


def _matches(words: Sequence[Token], skipped: set[int]) -> list[Match]:
    """Names of goods, mixtures and minerals, the longest at each place."""
    found: list[Match] = []
    at = 0
    while at < len(words):
        match = None if at in skipped else _longest(words, at, skipped)
        if match is None:
            at += 1
            continue
        found.append(match)
        at = match.end
    return found


def _longest(words: Sequence[Token], start: int, skipped: set[int]) -> Match | None:
    last = min(len(words), start + LONGEST)
    last = next((at for at in range(start, last) if at in skipped), last)
    for end in range(last, start, -1):
        part = words[start:end]
        if not part[-1].key:
            continue
        joined = "".join(word.key for word in part)
        as_written = names.singular("".join(word.folded for word in part))
        what = known_names().get(joined) or known_names().get(as_written)
        if what:
            return Match(start, end, what)
    return None


def _without_purpose(words: list[Token], matches: list[Match]) -> tuple[list[Token], list[Match]]:
    """Words and matches before what a good is for or where it is from."""
    apart = known_words(SETTING_APART)
    first = matches[0].end
    cut = next((at for at in range(first, len(words)) if words[at].key in apart), len(words))
    return words[:cut], [match for match in matches if match.end <= cut]


def _several(goods: Sequence[Product], minerals: Sequence[str]) -> list[str]:
    """Names of the goods or minerals of a text if they are not one and the same."""
    told = [one for one in goods if not one.is_bare] or goods
    different = {(one.mineral, one.traded_stage) for one in told}
    slugs = {one.mineral for one in goods} | {*minerals}
    alike = all(names.related(slug, other) for slug in slugs for other in slugs)
    if len(different) <= 1 and alike and (goods or len(slugs) == 1):
        return []
    bare = [names.minerals()[slug].name.lower() for slug in dict.fromkeys(minerals)]
    return [*dict.fromkeys(one.name for one in goods), *bare]


def _unknown(
    words: Sequence[Token], taken: set[int], good: Product | None, *, bare: bool
) -> Iterator[str]:
    """Words that may change what a good is."""
    harmless = known_words(_kinds(good, bare=bare))
    numbered = bare and (good is None or good.form in METAL_FORMS)  # as alloys are
    at = 0
    while at < len(words):
        if at in taken or not words[at].key:
            at += 1
            continue
        if words[at].coded:
            if numbered and not _is_purity(words, at):
                yield words[at].text
            at += 1
            continue
        for end in range(min(len(words), at + LONGEST), at, -1):
            if "".join(word.key for word in words[at:end]) in harmless:
                break
        else:
            yield words[at].text
            end = at + 1
        at = end


def _kinds(good: Product | None, *, bare: bool) -> tuple[str, ...]:
    """Kinds of words that do not change what a good is."""
    if good is None:
        return ALWAYS
    described = ("shape",) if bare and good.form in METAL_FORMS else DESCRIBING
    return (*ALWAYS, *described, "metal" if good.form in METAL_FORMS else good.form)


def _is_purity(words: Sequence[Token], at: int) -> bool:
    """Whether a word with digits is a purity or a size, not the number of an alloy."""
    word = words[at]
    after = words[at + 1] if at + 1 < len(words) else None
    if PURITY_CODE.fullmatch(word.text):
        return True
    number = word.number
    if number is None:
        size = re.fullmatch(r"\d+([^\W\d_]+)", word.text)
        return size is not None and products.key(size[1]) in known_words(("unit",))
    if after is not None and after.key in known_words(("unit",)):
        return True
    percent = after is not None and after.text == "%"
    lowest = PURE[0] if percent else PURE[1] - 10
    return lowest <= number <= PURE[1]


def _alloyed(words: Sequence[Token], mineral: str, good: Product | None) -> str:
    """Stated content of another element that may make a metal an alloy; empty if there is none."""
    if good is not None and good.form not in {*METAL_FORMS, "semi"}:
        return ""
    usual = USUAL if good is not None and good.form == "ferroalloy" else set()
    for content in analyses(words).values():
        if content is None or content.percent <= ALLOYED or content.element in usual:
            continue
        slug = elements()[content.element]
        if not slug or not names.related(slug, mineral):
            return f"{content.percent:g}% {content.element}"
    return ""
