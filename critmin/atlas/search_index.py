"""Search index of the atlas: all names of its subjects, in five languages where bundled.

A page loads the index as a script when the search is first used, because a page opened from a
folder may not read other files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache

from critmin.atlas.subjects import BLOC, MINERAL, Subject, subjects
from critmin.core import names
from critmin.core.files import read_table

FILE = "search.js"
VARIABLE = "critminAtlas"


def search_index() -> str:
    """Index as a script: name, path, kind and other names of each subject."""
    entries = [[one.name, one.path, one.kind, "|".join(other_names(one))] for one in subjects()]
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f"window.{VARIABLE} = [\n{lines}\n];\n"


def other_names(subject: Subject) -> list[str]:
    """Other names of a subject, once each: symbols, codes, aliases, translations, goods."""
    every = _minerals() if subject.kind == MINERAL else _places()
    seen = {subject.name.casefold()}
    found = []
    for name in every.get(subject.code, ()):
        key = name.casefold()
        if name and key not in seen:
            seen.add(key)
            found.append(name)
    return found


@cache
def _minerals() -> dict[str, list[str]]:
    found = {slug: [one.symbol] for slug, one in names.minerals().items()}
    _add(found, ((slug, name) for name, slug, _kind in read_table("mineral_aliases.csv")[1]))
    _add(
        found,
        ((slug, name) for name, _language, slug, *_ in read_table("mineral_translations.csv")[1]),
    )
    _add(found, ((mineral, name) for name, _language, mineral, *_ in read_table("products.csv")[1]))
    return found


@cache
def _places() -> dict[str, list[str]]:
    found = {iso3: [iso3, one.iso2, one.official_name] for iso3, one in names.countries().items()}
    title = next(one.name for one in names.memberships() if one.bloc == BLOC)
    found[BLOC] = ["EU", "European Union", title]
    _add(found, ((iso3, name) for name, iso3, _kind in read_table("country_aliases.csv")[1]))
    _add(found, ((iso3, name) for name, iso3, *_ in read_table("country_names.csv")[1]))
    return found


def _add(found: dict[str, list[str]], pairs: Iterable[tuple[str, str]]) -> None:
    for code, name in pairs:
        found.setdefault(code, []).append(name)
