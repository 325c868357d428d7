"""Which official lists of critical minerals a mineral stands on, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from critmin.answers import cautions as vocabulary
from critmin.answers.columns import columns
from critmin.answers.table import Caution, Cell, Column, Table
from critmin.answers.text import joined
from critmin.core import arguments, names, sources
from critmin.core.errors import NoData, QueryError
from critmin.uses import official_lists
from critmin.uses.official_lists import ListEntry, OfficialList

if TYPE_CHECKING:
    from critmin.charts.model import Chart

COLUMNS = columns("mineral list_id jurisdiction list_date category listed_as flag source")
CHANGED = columns(
    "mineral list_id jurisdiction list_date category listed_as change before flag source"
)
VIA = {
    "group": "group_member",
    "members": "members_only",
    "part": "listed_in_part",
    "not-mapped": "not_mapped",
}
IN_MATRIX = {"group": " (group)", "members": " (members)", "part": " (part)"}
MANY = 3  # lists whose pages are named in the notes
Row = tuple[Cell, ...]


def lists(
    *minerals: str, list_id: arguments.Words = None, matrix: bool = False, changes: bool = False
) -> Table:
    """Entries of the official lists, by mineral.

    Parameters
    ----------
    *minerals : str
        Slugs, symbols or common names; every entry of every list when none is given.
    list_id : str or sequence of str, optional
        Ids, beginnings of ids, or issuers (``US-2025``, ``EU``, ``Japan``).
    matrix : bool
        One row per mineral and one column per list, holding the list's category.
    changes : bool
        What each list added to and removed from the one it follows, groups opened.

    Returns
    -------
    Table
        A group that a list names is one row; its members are rows flagged ``group_member``.
        A name that stands for no mineral here has an empty ``mineral``.

    Raises
    ------
    UnknownName, AmbiguousName
        For a mineral or list that is none or several.
    NoData
        If none of the minerals is on any of the lists, or nothing changed.
    """
    if matrix and changes:
        raise QueryError("--matrix and --changes exclude each other")
    slugs = list(dict.fromkeys(names.mineral(text).slug for text in arguments.flat(minerals)))
    wanted = [
        known for text in arguments.words(list_id) for known in official_lists.find_lists(text)
    ]
    kept = [known for known in official_lists.list_ids() if not wanted or known in wanted]
    query: dict[str, Any] = {"command": "lists"}
    query |= {"minerals": slugs} if slugs else {}
    query |= {"list": kept} if wanted else {}
    if changes:
        rows, cautions, counts = _changed(slugs, kept)
        table = _answer(query | {"changes": True}, CHANGED, rows, cautions, kept, wanted)
        return table.replace(notes=(*counts, *table.notes))
    found, cautions = _entries(slugs, kept)
    if matrix:
        return _matrix(query | {"matrix": True}, slugs, found, cautions, kept, wanted)
    rows = [_row(entry) for entry in found]
    rows += [_absent(slug, len(COLUMNS)) for slug in _not_on(slugs, found)]
    return _answer(query, COLUMNS, rows, cautions + _flag_cautions(found), kept, wanted)


def _registry(entry: ListEntry) -> OfficialList:
    return official_lists.registry()[entry.list_id, entry.category]


def _entries(slugs: list[str], kept: Sequence[str]) -> tuple[list[ListEntry], list[Caution]]:
    """Entries by mineral asked for, or by list; with what is on none of the lists."""
    if not slugs:
        return [e for e in official_lists.entries() if e.list_id in kept], []
    found = [e for slug in slugs for e in official_lists.standing(slug) if e.list_id in kept]
    absent = _not_on(slugs, found)
    reasons = [f"{slug} is on none of the {len(kept)} lists asked" for slug in absent]
    if not found:
        raise NoData("; ".join(reasons))
    return found, [Caution("no_data", reason) for reason in reasons]


def _not_on(slugs: list[str], found: Iterable[ListEntry]) -> list[str]:
    there = {entry.mineral for entry in found}
    return [slug for slug in slugs if slug not in there]


def _absent(slug: str, width: int) -> Row:
    return (slug, *(None for _ in range(width - 3)), "no_data", None)


def _codes(entry: ListEntry) -> list[str]:
    return [
        VIA.get(entry.via, ""),
        "provisional" if _registry(entry).status == "provisional" else "",
        "no_page_seen" if entry.seen == "no-page" else "",
    ]


def _row(entry: ListEntry) -> Row:
    known = _registry(entry)
    return (
        entry.mineral or None,
        entry.list_id,
        known.jurisdiction,
        known.list_date,
        entry.category,
        entry.listed_as,
        joined(_codes(entry)) or None,
        official_lists.SOURCE,
    )


def _flag_cautions(found: Iterable[ListEntry]) -> list[Caution]:
    """What the flags mean, each with the lists or names that carry it."""
    by_code: dict[str, dict[str, None]] = {}
    for entry in found:
        for code in _codes(entry):
            if code in {"provisional", "no_page_seen"}:
                by_code.setdefault(code, {})[entry.list_id] = None
            elif code in {"not_mapped", "listed_in_part"}:
                said = f"{entry.listed_as} on {entry.list_id} ({entry.note})"
                by_code.setdefault(code, {})[said] = None
    return [
        Caution(code, f"{vocabulary.meaning(code)}: {'; '.join(said)}")
        for code, said in sorted(by_code.items())
    ]


def _matrix(
    query: dict[str, Any],
    slugs: list[str],
    found: list[ListEntry],
    cautions: list[Caution],
    kept: Sequence[str],
    wanted: Sequence[str],
) -> Table:
    held: dict[str, dict[str, list[ListEntry]]] = {}
    for entry in found:
        if entry.mineral:
            held.setdefault(entry.mineral, {}).setdefault(entry.list_id, []).append(entry)
    rows: list[Row] = []
    for slug in slugs or sorted(held):
        on = held.get(slug, {})
        codes = sorted({code for es in on.values() for e in es for code in _codes(e)} - {""})
        flag = joined(codes) if on else "no_data"
        rows.append(
            (
                slug,
                len(on),
                *(_cell(on.get(known, [])) for known in kept),
                flag or None,
                official_lists.SOURCE,
            )
        )
    registry = {known.list_id: known for known in official_lists.registry().values()}
    replaced = {known.follows for known in registry.values()}
    named = [
        Column(
            key,
            "string",
            "",
            f"{registry[key].name}: category, if it holds it",
            3 if key in replaced else 4,
        )
        for key in kept
    ]
    flag_at, source_at = columns("flag source")
    shape = (*columns("mineral lists"), *named, flag_at._replace(weight=1), source_at)
    return _answer(query, shape, rows, cautions + _flag_cautions(found), kept, wanted)


def _cell(entries: list[ListEntry]) -> str | None:
    return "+".join(f"{e.category}{IN_MATRIX.get(e.via, '')}" for e in entries) or None


def _changed(slugs: list[str], kept: Sequence[str]) -> tuple[list[Row], list[Caution], list[str]]:
    """Rows of what each list added and removed, compared mineral by mineral; and the counts."""
    only = {m for slug in slugs for m in (slug, *_members(slug))}
    pairs = [
        known
        for known in official_lists.registry().values()
        if known.list_id in kept and known.follows
    ]
    if not pairs:
        raise NoData(f"{', '.join(kept)}: no earlier edition is held to compare with")
    rows: list[Row] = []
    used: list[ListEntry] = []
    for known in pairs:
        for change, key, entry in _differences(known):
            if not slugs or key in only:
                used.append(entry)
                rows.append(_changed_row(known, change, entry))
    if not rows:
        what = ", ".join(slugs) or "nothing"
        raise NoData(f"no change of {what} between the editions held: {_pairs(pairs)}")
    return rows, _flag_cautions(used), [f"{_pairs([known])}: {_counts(known)}" for known in pairs]


def _members(slug: str) -> list[str]:
    return [mineral.slug for mineral in names.minerals().values() if mineral.group == slug]


def _differences(known: OfficialList) -> list[tuple[str, str, ListEntry]]:
    new = official_lists.members_on(known.list_id)
    old = official_lists.members_on(known.follows)
    added = [("added", key, entry) for key, entry in new.items() if key not in old]
    return [*added, *(("removed", key, entry) for key, entry in old.items() if key not in new)]


def _changed_row(known: OfficialList, change: str, entry: ListEntry) -> Row:
    codes = _codes(entry)
    codes += ["provisional"] if known.status == "provisional" else []
    return (
        entry.mineral or None,
        known.list_id,
        known.jurisdiction,
        known.list_date,
        entry.category,
        entry.listed_as,
        change,
        known.follows,
        joined(codes) or None,
        official_lists.SOURCE,
    )


def _pairs(pairs: Iterable[OfficialList]) -> str:
    return ", ".join(f"{known.follows} to {known.list_id}" for known in pairs)


def _counts(known: OfficialList) -> str:
    found = [change for change, _, _ in _differences(known)]
    return f"{found.count('added')} added, {found.count('removed')} removed, groups opened"


def _answer(
    query: dict[str, Any],
    shape: tuple[Column, ...],
    rows: list[Row],
    cautions: list[Caution],
    kept: Sequence[str],
    wanted: Sequence[str],
) -> Table:
    return Table(
        chart=_chart,
        query=query,
        columns=shape,
        rows=tuple(rows),
        sources=sources.records([official_lists.SOURCE]),
        warnings=tuple(cautions),
        notes=tuple(_pages(kept)) if wanted and len(kept) <= MANY else (),
    )


def _pages(kept: Sequence[str]) -> list[str]:
    """Where the lists asked for by name are printed."""
    return [
        f"{known.list_id} ({known.category}): {known.name}, {known.entries} entries; "
        f"{known.note + ' ' if known.note else ''}pages: {known.pages}"
        for known in official_lists.registry().values()
        if known.list_id in kept
    ]


def _chart(table: Table) -> Chart | None:
    from critmin.uses.charts import lists

    return lists(table)
