"""Countries of a column of a stranger's file: names as people write them, codes as ISO prints them.

What a person types may be lenient (`critmin.core.names.country`). A cell of a file is not: letters
that may be a month, a unit or "not reported" are no country. A code is read in capitals and alone,
or where all cells of the column are codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from unicodedata import normalize

from critmin.core import names
from critmin.core.errors import UnknownName
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.core.no_names import other_words, says_nothing
from critmin.core.table_words import place_kind
from critmin.user_tables.iso_names import iso3_of

LONGEST = 4  # letters of a code or an abbreviation
TWO = 2  # letters of an ISO code that is seldom written among names
ANY_CASE = {"USA", "UAE", "UK"}  # abbreviations that no language has as a word
INITIALS = re.compile(r"(?:[^\W\d_]\.\s?){1,5}[^\W\d_]\.?")
INITIALS_BEFORE = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}")
# A mark of a footnote after a name: *, ¹, (a), [1], 2/. (n) and (s) may be north and south.
MARK = re.compile(
    r"\s*,?\s*(?:[*†‡§¶#]+|[¹²³⁰⁴-⁹]+|\((?:\d{1,2}|[a-dg-mo-rt-z])\)|\[(?:\d{1,2}|[a-z])\]|"
    r"(?<![\w/])(?:[a-z]/|\d{1,2}[/)]))$"
)
BREAK, NO_LETTERS, EASTERN = re.compile(r"[\W_]+"), re.compile(r"\W"), re.compile("[\u3000-\uffef]")
SMALL, NUMBER = re.compile("[a-z]{2,3}"), re.compile("[0-9]{1,3}")


class Read(NamedTuple):
    """Country of a cell, and why it may be none; empty if it is one without doubt."""

    country: names.Country
    doubt: str = ""


class CountryColumn:
    """Column of countries.

    Parameters
    ----------
    cells : iterable of str
        Texts of the whole column, in any order and number.
    """

    def __init__(self, cells: Iterable[str] = ()) -> None:
        there = [text for cell in {*cells} if (text := cell.strip()) and not _is_none(text)]
        small = {text for text in there if SMALL.fullmatch(text) and text.upper() in _codes()}
        self.small = bool(
            there
            and len(small) == len(there)
            and len({*map(len, small)}) == 1
            and small - other_words()
        )
        self.numbers = bool(there) and all(
            NUMBER.fullmatch(text) and text in names.country_keys() for text in there
        )
        codes = [text for text in there if text in _codes()]
        sure = [text for text in codes if names.fold(text) not in other_words()]
        # Lengths of the codes in a column that is mostly of them; among names one may be a word.
        self._lengths = {*map(len, sure)} if 2 * len(codes) > len(there) else set()

    @property
    def found_as(self) -> list[str]:
        """How the column is read, if its codes are not as ISO prints them."""
        if self.small:
            return ["countries by their codes in small letters"]
        return ["countries by their numeric codes"] if self.numbers else []

    def read(self, text: str, *, suggest: bool = True) -> Read:
        """Country of a cell.

        Raises
        ------
        AmbiguousName, UnknownName
            For an ambiguous or unknown name, or letters that only look like a code.
        """
        text = text.strip()
        folded = names.fold(text)
        if folded.isdigit() or folded in _code_keys():
            return self._code(text, folded)
        try:
            country = _named(text, suggest=suggest)
        except UnknownName:
            bare = without_mark(text)
            if bare == text or names.fold(bare) in _code_keys():
                raise
            text, country = bare, _named(bare, suggest=suggest)
        return Read(country, _doubt(text, country))

    def _code(self, text: str, folded: str) -> Read:
        """Country of a text that has the letters of a code and no others."""
        bare = text if text.isascii() else normalize("NFKC", text)
        iso3 = _codes().get(bare) or _initials(bare)
        as_column = (self.small and SMALL.fullmatch(bare)) or (self.numbers and bare == folded)
        if not iso3 and as_column:
            return Read(names.countries()[names.country_keys()[folded]])
        if not iso3:
            raise _unread(text, folded)
        country = names.countries()[iso3]
        if len(bare) not in self._lengths and _may_be_a_word(bare, folded):
            said = f"{text!r} was read as the code of {country.name}; if it stands for something "
            return Read(country, f"{said}else, take it out")
        return Read(country)


def may_be_code(text: str) -> bool:
    """Whether a text is a code only where all cells of its column are: in small letters, a number.

    >>> may_be_code("chn"), may_be_code("156"), may_be_code("CHN"), may_be_code("Chile")
    (True, True, False, False)
    """
    return bool(SMALL.fullmatch(text.strip()) or NUMBER.fullmatch(text.strip()))


def _named(text: str, *, suggest: bool = True) -> names.Country:
    """Country of a name in English, German, French, Japanese or Chinese.

    ``suggest`` as in `critmin.core.names.country`.

    Raises
    ------
    AmbiguousName, UnknownName
        For an ambiguous or unknown name.
    """
    folded = names.fold(text)
    if folded not in names.country_keys():
        from critmin.core import table_words

        if iso3 := table_words.country(folded):
            return names.countries()[iso3]
    return names.country(text, suggest=suggest)


def name_alone(text: str) -> str:
    """ISO3 of a name that is no code; empty for any other text.

    >>> name_alone("CHILE"), name_alone("CL"), name_alone("n.r.")
    ('CHL', '', '')
    """
    folded = names.fold(text)
    return "" if folded in _code_keys() else names.country_keys().get(folded, "")


def without_mark(text: str) -> str:
    """A name without the marks of footnotes after it.

    >>> without_mark("China (a)"), without_mark("Peru 2/"), without_mark("Chile¹ *")
    ('China', 'Peru', 'Chile')
    >>> without_mark("Sudan (S)"), without_mark("2/")
    ('Sudan (S)', '2/')
    """
    before = ""
    while text != before:
        before, text = text, MARK.sub("", text)
        text = text if any(map(str.isalpha, text)) else before
    return text.strip()


def _unread(text: str, folded: str) -> UnknownName:
    iso3 = names.country_keys().get(folded)
    if says_nothing(text):
        return UnknownName("country", text, hint="it stands for no name")
    if iso3 is None or folded.isdigit():
        return UnknownName("country", text)
    name = names.countries()[iso3].name
    hint = f"a code is read in capitals and alone: write {name} if that is meant"
    return UnknownName("country", text, hint=hint)


def _may_be_a_word(code: str, folded: str) -> bool:
    """Whether a code among names may be another abbreviation: one of two letters, or a known word.

    US is written as a name is.
    """
    return folded in other_words() or (len(code) == TWO and code not in _dotted())


def _is_none(text: str) -> bool:
    """Whether a cell is no country, and tells nothing of how others are written."""
    return says_nothing(text) or bool(place_kind(names.fold(text)))


@cache
def _codes() -> dict[str, str]:
    """Codes and abbreviations as they are printed, to ISO3."""
    found = {code: one.iso3 for one in names.countries().values() for code in one[:2]}
    for alias, iso3, *_ in _short_aliases():
        if alias.isalpha() and alias.isupper():
            found.setdefault(alias, iso3)
            if alias in ANY_CASE:
                found |= {alias.lower(): iso3, alias.capitalize(): iso3}
    return found | {"usa": "USA", "Usa": "USA"}


@cache
def _short_aliases() -> list[list[str]]:
    rows = [*read_table("country_aliases.csv")[1], *read_table("country_names.csv")[1]]
    return [row for row in rows if len(names.fold(row[0])) <= LONGEST and row[0].isascii()]


@cache
def _dotted() -> dict[str, str]:
    """Abbreviations that people write with points, as U.S. and D.R.C., by their letters."""
    spelled = [row for row in _short_aliases() if row[-1] in {"spelling", "own"}]
    return {
        letters: iso3
        for alias, iso3, *_ in spelled
        if (letters := alias.replace(".", "")).isalpha() and letters.isupper()
    }


def _initials(text: str) -> str:
    """ISO3 of an abbreviation with points, in capitals; empty for any other text.

    >>> _initials("U.S."), _initials("U. S. A."), _initials("D.R.C."), _initials("C.A.")
    ('USA', 'USA', 'COD', '')
    """
    if INITIALS.fullmatch(text) is None:
        return ""
    letters = "".join(filter(str.isalpha, text))
    letters = letters.upper() if letters.upper() in ANY_CASE else letters
    return _dotted().get(letters, "")


@cache
def _code_keys() -> frozenset[str]:
    """Folded codes and abbreviations."""
    return frozenset(names.fold(code) for code in (*_codes(), *_dotted()))


def _doubt(text: str, country: names.Country) -> str:
    """Why a name may be none: its letters are a name, and its words are not.

    The second recogniser is asked where the words are those of no name in the lists of the first.
    """
    if text.isalpha() or _breaks(text) <= _known_breaks().get(names.fold(text), frozenset()):
        return ""
    second = iso3_of(text)
    if second == country.iso3:
        return ""
    other = f"{names.countries()[second].name}" if second else "no country"
    return (
        f"{text!r} was read as {country.name} by its letters; by its words it is {other} of "
        "ISO 3166: write the name"
    )


def _breaks(text: str) -> frozenset[int]:
    """Numbers of letters before which a new word begins, but for the letters of initials."""
    if EASTERN.search(text):  # written without spaces, or with some to fill a line
        return frozenset()
    joined = INITIALS_BEFORE.sub(lambda found: NO_LETTERS.sub("", found[0]) + " ", text)
    parts = [names.fold(part) for part in BREAK.split(joined)]
    ends, at = set(), 0
    for part in parts:
        at += len(part)
        ends.add(at)
    return frozenset(ends - {0, at})


@cache
def _known_breaks() -> dict[str, frozenset[int]]:
    """Breaks between the words of the known names, by their folded letters."""
    found: dict[str, frozenset[int]] = {}
    listed = [row[0] for row in read_table("country_aliases.csv")[1]]
    listed += [row[0] for row in read_table("country_names.csv")[1]]
    listed += [text for one in names.countries().values() for text in (one.name, one.official_name)]
    for name in listed:
        key = names.fold(name)
        found[key] = found.get(key, frozenset()) | _breaks(name)
    return found
