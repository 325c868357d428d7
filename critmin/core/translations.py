"""Names of minerals and countries in German, French, Japanese and Chinese."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from unicodedata import normalize

from critmin.core.files import read_table

# Marks that tell Japanese letters apart: without them gallium would be read as potassium.
VOICED = {"\u3099", "\u309a"}
ASCII_SIGNS = {code: None for code in range(128) if not chr(code).isalnum()}
HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}  # to katakana
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def fold(text: str) -> str:
    """Fold as `critmin.core.names.fold`, but keep the marks that tell Japanese letters apart.

    The two Japanese syllabaries are one: customs write some names in the other one.

    >>> fold("Terres rares"), fold("ガリウム") == fold("カリウム")
    ('terresrares', False)
    >>> fold("けい素") == fold("ケイ素")
    True
    """
    lowered = text.casefold()
    if lowered.isascii():  # most names, six times as fast
        return lowered.translate(ASCII_SIGNS)
    split = normalize("NFKD", lowered).translate(HIRAGANA)
    return normalize("NFC", "".join(c for c in split if c.isalnum() or c in VOICED))


def mineral(text: str) -> str:
    """Slug of a mineral's name; empty for any other text.

    >>> mineral("Kupfer"), mineral("copper")
    ('copper', '')
    """
    return _minerals().get(fold(text), "")


def country(text: str) -> str:
    """ISO3 of a country's name; empty for any other text.

    >>> country("Österreich"), country("Oesterreich"), country("Austria")
    ('AUT', 'AUT', '')
    """
    return _countries().get(fold(text), "")


@cache
def _minerals() -> dict[str, str]:
    rows = read_table("mineral_translations.csv")[1]
    return _by_key((name, slug) for name, _language, slug, *_ in rows)


@cache
def _countries() -> dict[str, str]:
    rows = read_table("country_names.csv")[1]
    return _by_key((name, iso3) for name, iso3, *_ in rows)


def _by_key(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Meanings by the folded name, also spelt without umlauts."""
    found: dict[str, str] = {}
    for name, meaning in named:
        for spelt in (name, name.casefold().translate(UMLAUTS)):
            found.setdefault(fold(spelt), meaning)
    return found
