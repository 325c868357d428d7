"""Known names of several words: whether words as typed are together one of them.

Words are joined only where a known name has its word ends: "Cu Ba" is not Cuba.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from unicodedata import combining, normalize

from critmin.core import names, translations
from critmin.core.files import content, read_table

PARTED, JOINED = re.compile(r"[,/&()+]"), re.compile(r"[\s_-]")  # marks that part or join words


def is_known(words: Sequence[str]) -> bool:
    """Whether words together are a known name, with its word ends where theirs are.

    >>> is_known(["south", "korea"]), is_known(["Cu", "Ba"])
    (True, False)
    """
    return _is_known(*words)


@cache
def _is_known(*words: str) -> bool:
    folded = [names.fold(word) for word in words]
    if not all(folded) or all(word in names.minerals() for word in folded):
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
                return spelt is not _others or key in names.bloc_keys() or not _all_known(words)
    return _is_good(words)


def typed(text: str) -> str:
    """Name as it is typed in a shell: in quotes if it has a space.

    >>> typed("usa"), typed("united states")
    ('usa', "'united states'")
    """
    if text.replace("-", "").isalnum() or not text:
        return text
    from shlex import quote

    return quote(text)


def is_one_name(text: str) -> bool:
    """Whether a text with commas is one name that is spelt with them.

    >>> is_one_name("Congo, Democratic Republic of the"), is_one_name("Guinea,Bissau")
    (True, False)
    """
    key = names.fold(text)
    spelt = (name for every in (_countries, _minerals, _others) for name in every())
    return bool(key) and any("," in name and names.fold(name) == key for name in spelt)


def _all_known(words: Sequence[str]) -> bool:
    """Whether each word alone is a known name: then a name with several meanings is none."""
    return all(names.is_mineral(word) or names.is_place(word) for word in words)


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
    """Places where a word of a name ends at a space or hyphen, in folded letters."""
    length, gap = 0, ""
    for letter in normalize("NFKD", name.casefold()):
        if letter.isalnum():
            if gap and not PARTED.search(gap) and JOINED.search(gap):
                yield length
            length, gap = length + 1, ""
        elif not combining(letter):  # an accent ends no word
            gap += letter


def _is_good(words: Sequence[str]) -> bool:
    """Whether words together are a good, a mixture, or a name in another language."""
    phrase = _plain(" ".join(words)).rstrip("s")
    if not phrase.strip() or not _in_long_names(phrase):
        return False
    from critmin.core import products

    text = " ".join(words)
    if products.product(text) is not None or translations.mineral(text):
        return True
    if translations.country(text):
        return True
    return products.mixture(text) is not None and not _all_known(words)


@cache
def _in_long_names(phrase: str) -> bool:
    """Whether a phrase begins at a word of the long names; asked again for the same words."""
    known = _long_names()
    return phrase in known and re.search(rf"\b{re.escape(phrase)}", known) is not None


@cache
def _long_names() -> str:
    """Names of goods, and names in other languages, as one text.

    It is searched before the tables are parsed, which takes longer.
    """
    tables = (
        "products.csv",
        "product_mixtures.csv",
        "mineral_translations.csv",
        "country_names.csv",
    )
    return _plain("".join(content(table).decode("utf-8") for table in tables))


def _plain(text: str) -> str:
    return text.lower().replace("sulph", "sulf").replace("-", " ")
