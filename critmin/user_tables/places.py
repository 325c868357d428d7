"""Names of a user's table: minerals, and places as countries, totals, residuals and sums."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from critmin.core import names
from critmin.core.errors import AmbiguousName, UnknownName
from critmin.core.named_tuple import NamedTuple
from critmin.core.table_words import place_kind
from critmin.user_tables.columns import DistinctNames
from critmin.user_tables.country_column import CountryColumn, without_mark

SUMS = {"subtotal", "zwischensumme", "soustotal", "sum", "summe", "somme"}
EASTERN_SUMS = ("計", "计", "总和")  # at the end of a name, as in アジア計 and 欧洲合计
NOTED = ("rounded", "excl", "gerundet", "ohne", "arrondi", "hors")  # after the word for a total
WORD = re.compile(r"[^\W\d_]+")


class Place(NamedTuple):
    """Country, residual or total of a row; code and sentence of the problem with it."""

    country: str
    iso3: str = ""
    kind: str = "country"
    code: str = ""
    said: str = ""


class TableNames:
    """Names of one table: its minerals, each with its problem, and its places.

    ``places`` are all texts of the column of countries, in any order and number.
    """

    def __init__(self, places: Iterable[str]) -> None:
        self.column = CountryColumn(places)
        self.minerals = DistinctNames(_mineral_named)
        self.places = DistinctNames(partial(place_named, self.column))

    @property
    def found_as(self) -> list[str]:
        """How the countries are written, where that is not as usual."""
        return self.column.found_as


def place_named(column: CountryColumn, text: str, suggest: bool) -> tuple[Place, bool]:
    """Place of a name in a column, and whether it is unknown."""
    found = _place_of(column, text, suggest=suggest)
    return found, found.code == "country_unrecognised"


def _place_of(column: CountryColumn, text: str, *, suggest: bool) -> Place:
    kind = place_kind(names.fold(without_mark(text))) or _sum_in_words(text)
    if kind == "total":
        return Place("World", kind="total")
    if kind == "residual":
        return Place("Other countries", kind="residual")
    if kind == "aggregate":
        said = f"{text} is a sum of countries and would be counted twice: remove the row"
        return Place(text, code="aggregate_row", said=said)
    try:
        country, doubt = column.read(text, suggest=suggest)
    except AmbiguousName as ambiguous:
        return Place(text, code="ambiguous_country", said=str(ambiguous))
    except UnknownName as unknown:
        said = f"{unknown}; used as written"
        return Place(text, code="country_unrecognised" if text else "", said=said)
    return Place(country.name, country.iso3, code="country_doubted" if doubt else "", said=doubt)


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


def _mineral_named(text: str, suggest: bool) -> tuple[tuple[str, str], bool]:
    """Slug of a mineral, else the text, and why it is not recognised; whether it is unknown."""
    from critmin.core.products import translated

    if not text:
        return ("", ""), False
    if not names.is_mineral(text) and (found := translated(text)):
        return (found, ""), False
    try:
        return (names.mineral(text, suggest=suggest).slug, ""), False
    except (UnknownName, AmbiguousName) as unknown:
        return (text, f"{unknown}; used as written"), True
