"""Words of users' tables in five languages: headers, totals, stages, units, names of countries.

English, German, French, Japanese and Chinese, from table_words.csv and country_names.csv. A table
in English with the usual headers needs neither.
"""

from __future__ import annotations

import re
from functools import cache

from critmin.core import names
from critmin.core.files import read_table

LANGUAGES = ("en", "de", "fr", "ja", "zh")
BRACKETS = re.compile(r"[(\[（【［][^)\]）】］]*[)\]）】］]")
IN_UNIT = re.compile(r"(?:,|/|:|\n|\s(?:in|en)\s)\s*(?P<unit>[^,/:\n]+)$")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@cache
def _words(kind: str) -> dict[str, str]:
    """Folded words of a kind with their meanings, the clearest first."""
    found: dict[str, str] = {}
    for of, meaning, word, language, _basis in read_table("table_words.csv")[1]:
        if of == kind:
            for spelled in _spellings(word, language):
                found.setdefault(names.fold(spelled), meaning)
    return found


def _spellings(word: str, language: str) -> tuple[str, ...]:
    """The word, and in German also its spelling without umlauts."""
    plain = word.translate(UMLAUTS) if language == "de" else word
    return (word,) if plain == word else (word, plain)


@cache
def headers() -> dict[str, tuple[str, ...]]:
    """Folded header words by field, the clearest first."""
    found: dict[str, list[str]] = {}
    for word, field in _words("column").items():
        found.setdefault(field, []).append(word)
    return {field: tuple(words) for field, words in found.items()}


def fold_header(text: str) -> str:
    """Fold a header, without text in brackets.

    >>> fold_header("Smelter Country (*)"), fold_header("Volume [kg]"), fold_header("Menge（t）")
    ('smeltercountry', 'volume', 'menge')
    """
    return names.fold(BRACKETS.sub("", text))


def field_of(header: str) -> str:
    """Field that a header names; empty for none.

    >>> field_of("Fördermenge (t)"), field_of("份额（%）"), field_of("Anteil in %"), field_of("Ort")
    ('quantity', 'share', 'share', '')
    """
    known = _words("column")
    return known.get(fold_header(header)) or known.get(fold_header(_before_unit(header)), "")


def clearness(field: str, header: str) -> int:
    """Place of a header among the words of its field, the clearest first."""
    words = headers()[field]
    folded = fold_header(header)
    return words.index(folded) if folded in words else len(words)


def _before_unit(header: str) -> str:
    return header[: found.start()] if (found := IN_UNIT.search(header)) else header


def unit_in_header(header: str) -> str:
    """Unit that a header states in brackets or after a comma; empty for none that is known.

    >>> unit_in_header("Menge (t)"), unit_in_header("Production, metric tons")
    ('t', 't')
    >>> unit_in_header("quantity (2023)")
    ''
    """
    stated = [text[1:-1] for text in BRACKETS.findall(header)]
    after = IN_UNIT.search(BRACKETS.sub("", header))
    stated += [after["unit"]] if after else []
    return next((found for text in stated if (found := unit(text))), "")


def is_percent(header: str) -> bool:
    """Whether a header says that its figures are percent.

    >>> is_percent("Share (%)"), is_percent("percentage"), is_percent("Anteil")
    (True, True, False)
    """
    folded = names.fold(header)
    return (
        "%" in header
        or "％" in header
        or folded.startswith(("percent", "prozent", "pourcent", "百分比"))
        or "pct" in folded
    )


def unit(text: str) -> str:
    """Symbol of a unit of mass; empty for any other text.

    >>> unit("Tonnen"), unit("Mt"), unit("mt"), unit("drums")
    ('t', 'Mt', '', '')
    """
    if text.strip() == "Mt":  # a million tonnes; "mt" may be a tonne or a million of them
        return "Mt"
    return _words("unit").get(names.fold(text), "")


def stage(text: str) -> str:
    """Stage of supply that a word of another language names; empty for none."""
    return _words("stage").get(names.fold(text), "")


def status(text: str) -> str:
    """``estimated``, ``preliminary`` or ``revised``; empty for any other text.

    >>> status("geschätzt"), status("e"), status("t")
    ('estimated', 'estimated', '')
    """
    return _words("status").get(names.fold(text), "")


def absent(text: str) -> str:
    """Mark that says why there is no figure: ``NA`` unknown, ``W`` withheld; empty for any other.

    >>> absent("k. A."), absent("非公表"), absent("-")
    ('NA', 'W', '')
    """
    if text.strip() in {"…", "...", ".."}:
        return "NA"
    return _words("absent").get(names.fold(text), "")


def place(folded: str) -> str:
    """``total``, ``residual`` or ``aggregate`` for a folded name that is no country, else empty."""
    for kind in ("total", "residual", "aggregate"):
        if folded in _words(kind):
            return kind
    return ""


@cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for name, iso3, language, _kind in read_table("country_names.csv")[1]:
        for spelled in _spellings(name, language):
            found.setdefault(names.fold(spelled), iso3)
    return found


def country(folded: str) -> str:
    """ISO3 of a country's folded name in German, French, Japanese or Chinese; empty for none."""
    return _countries().get(folded, "")


def known(text: str) -> bool:
    """Whether a cell is a header, a country or another word of these tables."""
    folded = names.fold(text)
    return bool(field_of(text) or country(folded) or place(folded) or stage(text))
