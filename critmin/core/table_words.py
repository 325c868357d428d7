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
OPENING, CLOSING = re.compile(r"[(\[（【［]"), re.compile(r"[)\]）】］]")
LONGEST = 1000  # letters of a header in which a unit is looked for without brackets
IN_UNIT = re.compile(r"(?:,|/|:|\n|\s(?:in|en)\s)\s*(?P<unit>[^,/:\n]+)$")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
# Places of tables in English, which need no table of words.
TOTALS = {"world", "total", "worldtotal", "worldtotalrounded", "grandtotal"}
RESIDUALS = {
    "other",
    "others",
    "othercountries",
    "restofworld",
    "restoftheworld",
    "row",
    "remaining",
    "allothers",
    "allothercountries",
    "rest",
}
AGGREGATES = {
    "subtotal",
    "sum",
    "africa",
    "asia",
    "europe",
    "europeanunion",
    "eu",
    "eu27",
    "eu28",
    "oecd",
    "g7",
    "latinamerica",
    "northamerica",
    "southamerica",
    "centralamerica",
    "oceania",
    "middleeast",
    "asean",
    "brics",
}


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
    return names.fold(_without_brackets(text))


def bracketed(text: str) -> list[tuple[int, int]]:
    """Places of texts in brackets, from each opening one to the next closing one.

    >>> bracketed("Volume [kg] (net"), bracketed("a ((b) c")
    ([(7, 11)], [(2, 6)])
    """
    found = []
    opening = OPENING.search(text)
    while opening and (closing := CLOSING.search(text, opening.end())):
        found.append((opening.start(), closing.end()))
        opening = OPENING.search(text, closing.end())
    return found


def _without_brackets(text: str) -> str:
    spans = bracketed(text)
    if not spans:
        return text
    starts = [0, *(end for _, end in spans)]
    ends = [*(start for start, _ in spans), len(text)]
    return "".join(text[start:end] for start, end in zip(starts, ends, strict=True))


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
    found = IN_UNIT.search(header) if len(header) <= LONGEST else None
    return header[: found.start()] if found else header


def unit_in_header(header: str) -> str:
    """Unit that a header states in brackets or after a comma; empty for none that is known.

    >>> unit_in_header("Menge (t)"), unit_in_header("Production, metric tons")
    ('t', 't')
    >>> unit_in_header("quantity (2023)")
    ''
    """
    stated = [header[start + 1 : end - 1] for start, end in bracketed(header)]
    bare = _without_brackets(header)
    after = IN_UNIT.search(bare) if len(bare) <= LONGEST else None
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


def place(folded: str) -> str:
    """``total``, ``residual`` or ``aggregate`` for a folded name that is no country, else empty."""
    for kind in ("total", "residual", "aggregate"):
        if folded in _words(kind):
            return kind
    return ""


def place_kind(folded: str) -> str:
    """``total``, ``residual`` or ``aggregate`` of a folded name; empty for any other."""
    if folded in TOTALS:
        return "total"
    if folded in RESIDUALS:
        return "residual"
    if folded in AGGREGATES:
        return "aggregate"
    if folded in names.country_keys():
        return ""
    return place(folded)


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
