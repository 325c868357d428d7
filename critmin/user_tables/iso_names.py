"""Second recogniser of countries, written from the ISO 3166 list alone.

It knows the codes of two and three letters as they are printed, in capitals, and the short and the
official name of each country, word by word. It shares no code with the first one
(`critmin.core.names`), so that a fault in one of them is a difference between both.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from critmin.core.files import read_table

APOSTROPHES = "'’‘ʼ`´"


@cache
def _by_code() -> dict[str, str]:
    rows = read_table("countries.csv")[1]
    return {code: iso3 for iso3, iso2, *_ in rows for code in (iso2, iso3)}


@cache
def _by_words() -> dict[tuple[str, ...], str]:
    rows = read_table("countries.csv")[1]
    return {words(name): iso3 for iso3, _iso2, _numeric, *two in rows for name in two if name}


def iso3_of(text: str) -> str:
    """ISO3 of a code in capitals or of a name in words; empty for anything else.

    >>> iso3_of("NR"), iso3_of("n.r."), iso3_of("Nauru"), iso3_of("chile"), iso3_of("Ch.ile")
    ('NRU', '', 'NRU', 'CHL', '')
    """
    bare = text.strip()
    return _by_code().get(bare) or _by_words().get(words(bare), "")


def words(text: str) -> tuple[str, ...]:
    """Words of a name: without case, accents, apostrophes and what stands between words.

    >>> words("Côte d'Ivoire"), words("Guinea-Bissau")
    (('cote', 'divoire'), ('guinea', 'bissau'))
    """
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if letter not in APOSTROPHES and not unicodedata.combining(letter)
    )
    return tuple("".join(c if c.isalnum() else " " for c in plain).split())
