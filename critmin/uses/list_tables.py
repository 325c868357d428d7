"""The only reader of the tables of official lists of critical minerals."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from critmin.core.errors import UnknownName
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import country_keys, fold, minerals, suggestions

SOURCE = "lists@2026"
WATCHED = "watchlist"  # category of minerals that are assessed but not on the list itself


class OfficialList(NamedTuple):
    """Official list, or the part of it with a category of its own.

    ``issuer`` is an ISO3 code, a bloc or an agency; ``follows`` the list it replaced;
    ``status`` is ``confirmed`` or ``provisional``; ``list_date`` a day or a month.
    """

    list_id: str
    jurisdiction: str
    issuer: str
    name: str
    list_date: str
    category: str
    follows: str
    status: str
    entries: int
    pages: str
    note: str


class ListEntry(NamedTuple):
    """Entry of a list: one mineral as the list names it.

    ``via`` is ``named``, ``part`` (only a part or grade of it is named), ``group`` (a
    member of the group that the list names), ``members`` (a group of which the list names
    members) or ``not-mapped`` (no mineral of these tables, ``mineral`` empty). ``seen`` is
    ``page`` or ``no-page``.
    """

    list_id: str
    category: str
    mineral: str
    listed_as: str
    via: str
    seen: str
    note: str


@cache
def registry() -> dict[tuple[str, str], OfficialList]:
    """All lists by (id, category), in the order of the table."""
    found = (
        OfficialList(
            list_id, where, issuer, name, day, category, follows, status, int(count), pages, note
        )
        for list_id, where, issuer, name, day, category, follows, status, count, pages, note in (
            read_table("policy/lists.csv")[1]
        )
    )
    return {(known.list_id, known.category): known for known in found}


@cache
def entries() -> tuple[ListEntry, ...]:
    """All entries, groups opened, in the order of the lists."""
    return tuple(ListEntry(*row) for row in read_table("policy/list_entries.csv")[1])


def list_ids() -> tuple[str, ...]:
    """Ids of the lists."""
    return tuple(dict.fromkeys(list_id for list_id, _ in registry()))


def find_lists(text: str) -> tuple[str, ...]:
    """Ids of the lists that match an id, the beginning of one, or an issuer.

    Raises
    ------
    UnknownName
        If none matches, with suggestions and the known lists.

    Examples
    --------
    >>> find_lists("us 2025"), find_lists("NATO")
    (('US-2025',), ('NATO-2024',))
    """
    wanted = fold(text)
    exact = tuple(known for known in list_ids() if fold(known) == wanted)
    if exact:
        return exact
    iso3 = country_keys().get(wanted)
    found = dict.fromkeys(
        known.list_id
        for known in registry().values()
        if wanted
        and (
            fold(known.list_id).startswith(wanted)
            or wanted in {fold(known.issuer), fold(known.jurisdiction)}
            or (iso3 is not None and iso3 == known.issuer)
        )
    )
    if not found:
        raise UnknownName("list", text, suggestions(text, list_ids()), list_ids())
    return tuple(found)


@cache
def _by_mineral() -> dict[str, tuple[ListEntry, ...]]:
    found: dict[str, list[ListEntry]] = {}
    for entry in entries():
        found.setdefault(entry.mineral, []).append(entry)
    return {slug: tuple(rows) for slug, rows in found.items()}


def standing(slug: str) -> list[ListEntry]:
    """Entries of a mineral or group on every list: by name, by its group, or by its members.

    A group of which a list names only members has one entry with their names; a part of a group
    (light rare earths) is on the lists that name the whole group.
    """
    found = list(_by_mineral().get(slug, ()))
    done = {(entry.list_id, entry.category) for entry in found}
    whole = minerals()[slug].group if minerals()[slug].category == "group" else ""
    for entry in _by_mineral().get(whole, ()) if whole else ():
        if (entry.list_id, entry.category) not in done and entry.via == "named":
            found.append(entry._replace(mineral=slug, via="group"))
    found += _by_members(slug, {(e.list_id, e.category) for e in found})
    order = {key: place for place, key in enumerate(registry())}
    return sorted(found, key=lambda entry: order[entry.list_id, entry.category])


def _by_members(slug: str, done: Iterable[tuple[str, str]]) -> list[ListEntry]:
    members = {mineral.slug for mineral in minerals().values() if mineral.group == slug}
    if not members:
        return []
    named: dict[tuple[str, str], list[ListEntry]] = {}
    for entry in entries():
        key = (entry.list_id, entry.category)
        if entry.mineral in members and entry.via == "named" and key not in done:
            named.setdefault(key, []).append(entry)
    return [
        ListEntry(*key, slug, "; ".join(e.listed_as for e in found), "members", found[0].seen, "")
        for key, found in named.items()
    ]


def members_on(list_id: str) -> dict[str, ListEntry]:
    """Members of a list: minerals, with groups replaced by their members, and unmapped names.

    The watch list is left out.
    """
    own = [e for e in entries() if e.list_id == list_id and e.category != WATCHED]
    opened = {e.listed_as for e in own if e.via == "group"}
    kept = [e for e in own if e.via == "group" or e.listed_as not in opened]
    return {entry.mineral or f"'{entry.listed_as}'": entry for entry in kept}
