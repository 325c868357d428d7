"""Names of a user's table, each looked up once; its places: countries, totals, residuals, sums."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Generic, TypeVar

from critmin.core import names
from critmin.core.errors import AmbiguousName, UnknownName
from critmin.core.named_tuple import NamedTuple

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
SUMS = {"subtotal", "zwischensumme", "soustotal", "sum", "summe", "somme"}
EASTERN_SUMS = ("計", "计", "总和")  # at the end of a name, as in アジア計 and 欧洲合计
NOTED = ("rounded", "excl", "gerundet", "ohne", "arrondi", "hors")  # after the word for a total
WORD = re.compile(r"[^\W\d_]+")
SUGGESTED = 10  # unknown names of a column for which known ones are suggested
Found = TypeVar("Found")


class Place(NamedTuple):
    """Country, residual or total of a row; code and sentence of the problem with it."""

    country: str
    iso3: str = ""
    kind: str = "country"
    code: str = ""
    said: str = ""


def place_named(text: str, suggest: bool) -> tuple[Place, bool]:
    """Place of a name, and whether it is unknown."""
    found = _place_of(text, suggest=suggest)
    return found, found.code == "country_unrecognised"


def _place_of(text: str, *, suggest: bool) -> Place:
    kind = place_kind(names.fold(text)) or _sum_in_words(text)
    if kind == "total":
        return Place("World", kind="total")
    if kind == "residual":
        return Place("Other countries", kind="residual")
    if kind == "aggregate":
        said = f"{text} is a sum of countries and would be counted twice: remove the row"
        return Place(text, code="aggregate_row", said=said)
    try:
        country = country_named(text, suggest=suggest)
    except AmbiguousName as ambiguous:
        return Place(text, code="ambiguous_country", said=str(ambiguous))
    except UnknownName as unknown:
        said = f"{unknown}; used as written"
        return Place(text, code="country_unrecognised" if text else "", said=said)
    return Place(country.name, country.iso3)


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
    from critmin.core import table_words

    return table_words.place(folded)


def _sum_in_words(text: str) -> str:
    """``total`` or ``aggregate`` for a name with a word for a sum in it; empty for any other.

    >>> _sum_in_words("World total (rounded), excluding U.S. production"), _sum_in_words("Chile")
    ('total', '')
    >>> _sum_in_words("Total Africa"), _sum_in_words("Total, Europe")
    ('aggregate', 'aggregate')
    """
    if text.strip().endswith(EASTERN_SUMS):
        return "aggregate"
    words = [names.fold(word) for word in WORD.findall(text)]
    if text.lstrip().startswith(("=", "@", "+", "-")):  # a formula of a spreadsheet, not words
        return ""
    if len(words) < 2 or not any(place_kind(w) == "total" or w in SUMS for w in words):
        return ""
    if names.fold(text) in names.country_keys():
        return ""
    head, *rest = (names.fold(part) for part in re.split(r"[,;(（]", text))
    only_noted = bool(rest) and any(part.startswith(NOTED) for part in rest)
    return "total" if place_kind(head) == "total" and only_noted else "aggregate"


def country_named(text: str, *, suggest: bool = True) -> names.Country:
    """Country of a code or a name in English, German, French, Japanese or Chinese.

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


class DistinctNames(dict[str, Found], Generic[Found]):
    """Meanings of the names of one column, found when first asked for.

    Parameters
    ----------
    find : callable
        Meaning of a text, and whether the name is unknown. Its second argument is whether known
        names that look like it are wanted, which takes a thousand times the rest.
    """

    def __init__(self, find: Callable[[str, bool], tuple[Found, bool]]) -> None:
        super().__init__()
        self._find = find
        self._unknown = 0

    def is_unknown(self, text: str) -> bool:
        """Whether a name is unknown; it is not looked up for good."""
        return self._find(text, False)[1]

    def __missing__(self, text: str) -> Found:
        """Look a name up for the first time."""
        found, unknown = self._find(text, self._unknown < SUGGESTED)
        self._unknown += unknown
        self[text] = found
        return found
