"""A name means the same to every reader: arguments, own tables, supplier lists, tools of models."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from critmin.cli import question_tools
from hypothesis import given, settings
from hypothesis import strategies as st

import critmin
from critmin.core import names, roles
from critmin.core.files import read_table
from critmin.outlets import mcp_questions

DAY = "2026-11-24"


def wide(text: str) -> str:
    """Letters, digits and signs as wide as Chinese ones."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


WAYS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "the other case": str.swapcase,
    "full width": wide,
    "taken apart": lambda text: unicodedata.normalize("NFD", text),
    "spaces around": lambda text: f" {text}  ",
    "hard spaces": lambda text: text.replace(" ", "\xa0"),
}


def aliases(table: str, column: str, code: str) -> list[tuple[str, str]]:
    """Names in a table and what they stand for."""
    header, rows = read_table(table)
    return [(row[header.index(column)], row[header.index(code)]) for row in rows]


MINERALS = [
    (name, slug)
    for name, slug in [
        *((slug, slug) for slug in names.minerals()),
        *aliases("mineral_aliases.csv", "alias", "slug"),
    ]
    if "," not in name and names.fold(name) != "eu"  # the symbol is told from the union by case
]
COUNTRIES = [
    (name, iso3)
    for iso3, country in names.countries().items()
    for name in (country.name, iso3)
    if "," not in name and name != "AND"  # in small letters it joins names
]


def by_options(mineral: str, country: str) -> tuple[str, str]:
    """As arguments of a command."""
    found = roles.read("share", [mineral, country])
    return names.mineral(found.minerals[0]).slug, names.country(found.places["country"][0]).iso3


def by_own_table(mineral: str, country: str) -> tuple[str, str]:
    """As cells of a table of the user's own."""
    row = {"mineral": mineral, "year": 2023, "country": country, "quantity": 5}
    (found,) = critmin.share(data=[row])
    return str(found["mineral"]), str(found["iso3"])


def by_supplier_list(mineral: str, country: str) -> tuple[str, str]:
    """As cells of a list of suppliers."""
    line = {"supplier": "A", "mineral": mineral, "country": country}
    found = next(iter(critmin.suppliers([line], as_of=DAY)))
    return str(found["mineral"]), str(found["iso3"])


def by_tool(mineral: str, country: str) -> tuple[str, str]:
    """As arguments that a model writes."""
    (share,) = [one for one in question_tools.questions() if one.name == "share"]
    asked, _rows = mcp_questions.read(share, {"names": [mineral, country]})
    return by_options(*asked["named"])


READERS = (by_options, by_own_table, by_supplier_list, by_tool)


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=15)
@given(st.sampled_from(MINERALS), st.sampled_from(COUNTRIES), st.sampled_from([*WAYS]))
def test_a_name_means_the_same_to_every_reader(
    reader: Callable[[str, str], tuple[str, str]],
    mineral: tuple[str, str],
    country: tuple[str, str],
    way: str,
) -> None:
    spelt = WAYS[way](mineral[0]), WAYS[way](country[0])
    assert reader(*spelt) == (mineral[1], country[1])
