"""Texts that stand where there is no name, code, unit or figure, and what a dash means.

The words are of table_words.csv. A letter alone, an abbreviation or a word of a table is no code
of a country: n.r. is not reported, and not Nauru.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from unicodedata import normalize

from critmin.core.files import rows_of
from critmin.core.folding import fold

NA, WITHHELD = "NA", "W"  # states of a figure as a table prints them
UNKNOWN = (NA, "N/A", "XX", "NaN", "n/a")
LONGEST = 8  # letters of an abbreviation for nothing
LATIN_END, EASTERN = "\u0250", "\u3000"  # after the Latin letters, and before those of the East
LETTERS = re.compile(r"[^\W\d_]+")
DOTS = {"…", "...", ".."}
MINUS = {0x2212: "-", 0xFF0D: "-"}
NO_UNIT = re.compile("[-‐-―….?*/ na]+", re.IGNORECASE)

# A dash that a legend explains: `- nil`, `"–" = not available`, `zero: —`.
DASH = "[-\u2010-\u2015\u2212\uff0d\u2500\ufe63]"
ALONE = re.compile(rf"{DASH}{{1,3}}")
_QUOTES = "\"'`“”„‚‘’«»‹›「」『』()（）\\[\\]［］【】"
_IS = (
    r"means?|denotes?|indicates?|stands for|represents?|signif(?:ies|y)|is|are|bedeutet|bedeuten|"
    r"steht für|stehen für|signifie|désigne|représente|indique|significa|は|表示|代表|为|為|指"
)
_BEFORE = rf"(?:^|[;；,，、。.:：|\n{_QUOTES}]|\s\s)\s*"
_LEGEND = re.compile(
    rf"{_BEFORE}(?P<dash>{DASH}{{1,3}})(?![\d-])[{_QUOTES}]*\s*(?:[=＝:：,、]|(?:{_IS})(?!\w\B))?"
    rf"\s*(?P<said>[^;；.。|\n]+)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:(?:an?|the|ein|der|un|le|el)\s+)?(?:e[mn][ -])?(?:dash(?:es)?|hyphens?|(?:Binde)?strich|"
    r"tirets?|gui[oó]n)\b(?:\s*[(（].{1,3}[)）])?",
    re.IGNORECASE,
)
_SHOWN = (
    r"(?:is|are)?\s*(?:shown|marked|indicated|denoted|represented)\s*(?:as|by|with)|[=＝:：]|"
    r"(?=[(（])|(?<=\s)"
)
_TURNED = re.compile(
    rf"(?P<said>[^;；,，.。|:：=＝(（\n]+?)\s*(?:{_SHOWN})\s*[{_QUOTES}]*(?P<dash>{DASH}{{1,3}})"
    rf"[{_QUOTES}]*\s*(?=$|[;；,，.。|\n])",
    re.IGNORECASE,
)


def says_nothing(text: str) -> bool:
    """Whether a text stands where there is no name: dashes and other marks, N/A, n. a., n.r.

    The code NA is Namibia. An empty text is no such text: it says nothing by itself.

    >>> [says_nothing(text) for text in ("N/A", "n. a.", "-", "…", "Ｎ／Ａ", "NA", "U.S.", "")]
    [True, True, True, True, True, False, False, False]
    >>> [says_nothing(text) for text in ("n.r.", "k. A.", "s/d", "NR", "Chile")]
    [True, True, True, False, False]
    """
    bare = text.strip()
    if not bare or bare.isalnum():
        return False
    folded = fold(bare)
    return not folded or (len(folded) <= LONGEST and folded in _abbreviations())


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(
        fold(word) for _, _, word, *_ in rows_of("table_words.csv", "noname", "nothing")
    )


@cache
def other_words() -> frozenset[str]:
    """Folded abbreviations, words and units that a cell may have in place of a country's code."""
    found = (*rows_of("table_words.csv", "noname"), *rows_of("table_words.csv", "unit"))
    return frozenset(fold(word) for _, _, word, *_ in found)


def is_no_code(text: str, folded: str) -> bool:
    """Whether a typed text only folds to a code of two letters: N/A is not Namibia; U.S. is a code.

    >>> is_no_code("N/A", "na"), is_no_code(" na ", "na"), is_no_code("U.S.", "us")
    (True, False, False)
    >>> is_no_code("#EE", "ee"), is_no_code("＃ＥＥ", "ee")
    (True, True)
    """
    if len(folded) != 2 or text.strip().isalnum():
        return False
    narrow = text if text.isascii() else normalize("NFKC", text)
    return folded == "na" or "/" in narrow or "#" in narrow


def says_no_unit(text: str) -> bool:
    """Whether a text stands where there is no unit; a percent or currency sign is one.

    >>> [says_no_unit(text) for text in ("-", "N/A", "－", "t", "%", "€", "#", "")]
    [True, True, True, False, False, False, False, False]
    """
    narrow = text if text.isascii() else normalize("NFKC", text).translate(MINUS)
    return says_nothing(text) and NO_UNIT.fullmatch(narrow) is not None


def is_no_figure(text: str) -> bool:
    """Whether a text is what programs write where they have no number, as ``nan``.

    A mark of statistics says why there is none, and is not one of these.

    >>> is_no_figure("NaN"), is_no_figure("#N/A"), is_no_figure("NA"), is_no_figure("12")
    (True, True, False, False)
    """
    return not text[:1].isdigit() and text.casefold() in _no_figures()


@cache
def _no_figures() -> frozenset[str]:
    return frozenset(word for _, _, word, *_ in rows_of("table_words.csv", "nofigure"))


def absent(text: str) -> str:
    """Mark that says why there is no figure: ``NA`` unknown, ``W`` withheld; empty for any other.

    >>> absent("k. A."), absent("非公表"), absent("-")
    ('NA', 'W', '')
    """
    return NA if text.strip() in DOTS else _absent().get(fold(text), "")


@cache
def _absent() -> dict[str, str]:
    found: dict[str, str] = {}
    for _, meaning, word, *_ in rows_of("table_words.csv", "absent"):
        found.setdefault(fold(word), meaning)
    return found


def no_codes(publisher: str) -> tuple[str, ...]:
    """What a publisher writes in place of the code of a country; an empty cell is one."""
    return ("", *(word for _, _, word, *_ in rows_of("table_words.csv", "nocode", publisher)))


def dashes(texts: Iterable[str]) -> dict[str, str]:
    """What dashes stand for by the legend in a table's titles, header and notes.

    Parameters
    ----------
    texts : iterable of str
        Lines of text above and below the table, and its header.

    Returns
    -------
    dict
        Each dash that is explained, to ``zero``, ``small`` (nil or negligible: less than half the
        unit), ``NA`` or ``W``. The key ``-`` is any dash where all legends agree. One with two
        meanings is ``NA``.

    Examples
    --------
    >>> dashes(["x: confidential; – nil"]), dashes(["„-“ = nicht verfügbar"])
    ({'–': 'zero', '-': 'zero'}, {'-': 'NA'})
    >>> dashes(["- nil or negligible"]), dashes(["「－」は皆無"]), dashes(["Source: USGS - data"])
    ({'-': 'small'}, {'－': 'zero', '-': 'zero'}, {})
    """
    found: dict[str, set[str]] = {}
    for dash, meaning in (pair for text in texts for pair in _legends(text)):
        found.setdefault(dash, set()).add(meaning)
    every = set().union(*found.values()) if found else set()
    meanings = {dash: one.pop() if len(one) == 1 else NA for dash, one in found.items()}
    if every and "-" not in meanings:
        meanings["-"] = every.pop() if len(every) == 1 else NA
    return meanings


def dash(cell: str, meanings: Mapping[str, str]) -> str:
    """What a cell with a dash alone stands for; ``NA`` where no legend says so, else empty.

    >>> dash("–", {"-": "zero"}), dash(" - ", {}), dash("-5", {})
    ('zero', 'NA', '')
    """
    text = cell.strip()
    if ALONE.fullmatch(text) is None:
        return ""
    return meanings.get(text[0]) or meanings.get("-", NA)


def _legends(text: str) -> Iterator[tuple[str, str]]:
    text = _NAMED.sub("; - ", text)
    if not re.search(DASH, text):
        return
    for pattern in (_LEGEND, _TURNED):
        for found in pattern.finditer(text):
            if meaning := _meaning(found["said"]):
                yield found["dash"][0], meaning


@cache
def _phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    """Pattern of the phrases that explain a dash, the longest first, and their meanings."""
    meanings = {
        normalize("NFKC", word).casefold(): meaning
        for _, meaning, word, *_ in rows_of("table_words.csv", "dash")
    }
    longest = sorted(meanings, key=len, reverse=True)
    parts = (
        rf"\b{re.escape(one)}(?!\w)" if one[0] < "\u0250" else re.escape(one) for one in longest
    )
    return re.compile("|".join(parts)), meanings


@cache
def _fillers() -> tuple[re.Pattern[str], frozenset[str]]:
    """Words of a legend that change nothing: those of scripts without spaces, and all others."""
    words = [word for _, _, word, *_ in rows_of("table_words.csv", "legend", "nothing")]
    eastern = sorted((word for word in words if word[0] >= EASTERN), key=len, reverse=True)
    return re.compile("|".join(eastern)), frozenset(words)


def _meaning(said: str) -> str:
    """Meaning of the words after a dash; empty if they are more than a legend's."""
    pattern, meanings = _phrases()
    eastern, fillers = _fillers()
    text = re.split(r"[,，]\s*(?=\S{1,3}\s*[=:：])", normalize("NFKC", said).casefold())[0]
    found = {meanings[phrase] for phrase in pattern.findall(text)}
    rest = eastern.sub(" ", pattern.sub(" ", text))
    if not found or any(word not in fillers for word in LETTERS.findall(rest)):
        return ""
    return next((first for first in (NA, WITHHELD, "small") if first in found), "zero")
