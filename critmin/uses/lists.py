"""lists: official lists of critical minerals, their entries and changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from critmin.answers import builder, read_as
from critmin.answers.builder import codes, no_data
from critmin.answers.cautions import caution, explained
from critmin.answers.columns import columns, columns_of
from critmin.answers.table import Caution, Cell, Column, Table
from critmin.core import arguments, names, roles, sources
from critmin.core.errors import NoData, QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.core.role_rules import Rule
from critmin.core.wording import listed, the
from critmin.declared.listed import PRICES
from critmin.declared.parameter import option
from critmin.declared.question import question
from critmin.uses import list_tables
from critmin.uses.list_tables import SOURCE, ListEntry, OfficialList

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p

ENTRY_FLAGS = {
    "group": "group_member",
    "members": "members_only",
    "part": "listed_in_part",
    "not-mapped": "not_mapped",
}
IN_MATRIX = {"group": " (group)", "members": " (members)", "part": " (part)"}
MOST_PAGES = 3  # most lists whose pages are given in the notes


class Row(NamedTuple):
    """Entry of a list; ``change`` and ``before`` only if editions are compared."""

    mineral: str | None
    list_id: str
    jurisdiction: str
    list_date: str
    category: str
    listed_as: str
    change: str | None
    before: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


Matrix = Annotated[bool, option("--matrix", help="A row per mineral, a column per list.")]
Changes = Annotated[
    bool, option("--changes", help="What each list added or removed since its last edition.")
]


@question(
    "lists",
    group=PRICES,
    place=5,
    answers="Which official lists of critical minerals include a mineral.",
    examples=("critmin lists lithium cobalt", "critmin lists --changes --list US"),
    limits="What official lists say on the day of each list.",
    named=Rule(rest="issuer"),
    picture=True,
)
def lists(
    *named: p.ListNames,
    mineral: p.Mineral = None,
    country: p.ListIssuers = None,
    list_id: p.ListIds = None,
    matrix: Matrix = False,
    changes: Changes = False,
) -> Table[Row]:
    """Entries of official lists of critical minerals.

    Parameters
    ----------
    *named : str
        Minerals (slugs, symbols, common names, products), every entry of every list when none is
        given; and countries or blocs whose lists are shown, in any order.
    list_id : str or sequence of str, optional
        Ids, beginnings of ids, or issuers (``US-2025``, ``EU``, ``Japan``).
    matrix : bool
        One row per mineral and one column per list, with the list's category.
    changes : bool
        Minerals that each list added or removed since its earlier edition, with groups
        replaced by their members.

    Returns
    -------
    Table
        A group that a list names is one row; its members are rows flagged ``group_member``.
        An entry that is no mineral of these tables has an empty ``mineral``.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous mineral or list.
    QueryError
        If ``matrix`` and ``changes`` are both set.
    NoData
        If none of the minerals is on any of the lists, or nothing changed.
    """
    if matrix and changes:
        raise QueryError("--matrix and --changes exclude each other")
    said = roles.read("lists", named, mineral=mineral, issuer=country)
    slugs = arguments.slugs(said.minerals)
    texts = [*arguments.words(list_id), *said.of("issuer")]
    wanted = {known for text in texts for known in list_tables.find_lists(text)}
    kept = [known for known in list_tables.list_ids() if not wanted or known in wanted]
    query = {
        "command": "lists",
        "minerals": slugs,
        "list": kept if wanted else [],
        "matrix": matrix or None,
        "changes": changes or None,
    }
    pages = _pages(kept) if wanted and len(kept) <= MOST_PAGES else []
    if changes:
        return read_as.noted(_changes(query, slugs, kept, pages), said)
    found, cautions = _entries(slugs, kept)
    cautions += _flag_cautions(found)
    if matrix:
        cells = _matrix(slugs, found, kept)
        table = _answer(query, _matrix_columns(kept), cells, cautions, pages)
        return read_as.noted(table, said)
    rows = [_row(entry) for entry in found]
    rows += [no_data(Row, mineral=slug) for slug in _absent(slugs, found)]
    table = _answer(query, columns_of(Row), rows, cautions, pages)
    return read_as.noted(table.without(["change", "before"]), said)


def _answer(
    query: dict[str, Any],
    shape: tuple[Column, ...],
    rows: Iterable[tuple[Cell, ...]],
    cautions: Iterable[Caution],
    notes: Iterable[str],
) -> Table:
    cited = sources.records([SOURCE])
    return builder.answer(
        rows,
        shape,
        query=query,
        cited=cited,
        cautions=cautions,
        notes=notes,
        summary=_summary,
        chart=_chart,
    )


def _part(entry: ListEntry) -> OfficialList:
    """List, or part of a list, of an entry."""
    return list_tables.registry()[entry.list_id, entry.category]


def _entries(slugs: list[str], kept: Sequence[str]) -> tuple[list[ListEntry], list[Caution]]:
    """Entries by mineral, or all entries; cautions name minerals that are on no list.

    Raises
    ------
    NoData
        If minerals are named and none of them is on any of the lists.
    """
    if not slugs:
        return [e for e in list_tables.entries() if e.list_id in kept], []
    found = [e for slug in slugs for e in list_tables.standing(slug) if e.list_id in kept]
    cautions = [
        caution("no_data:lists", mineral=slug, lists=len(kept)) for slug in _absent(slugs, found)
    ]
    if not found:
        raise NoData("; ".join(one.message for one in cautions))
    return found, cautions


def _absent(slugs: list[str], found: Iterable[ListEntry]) -> list[str]:
    there = {entry.mineral for entry in found}
    return [slug for slug in slugs if slug not in there]


def _flags(entry: ListEntry) -> tuple[str, ...]:
    return codes(
        ENTRY_FLAGS.get(entry.via),
        "provisional" if _part(entry).status == "provisional" else None,
        "no_page_seen" if entry.seen == "no-page" else None,
    )


def _row(entry: ListEntry) -> Row:
    part = _part(entry)
    return Row(
        mineral=entry.mineral or None,
        list_id=entry.list_id,
        jurisdiction=part.jurisdiction,
        list_date=part.list_date,
        category=entry.category,
        listed_as=entry.listed_as,
        change=None,
        before=None,
        flag=_flags(entry),
        source=(SOURCE,),
    )


def _flag_cautions(entries: Iterable[ListEntry]) -> list[Caution]:
    """Cautions with the meaning of each flag and the lists or entries that have it."""
    carriers: dict[str, list[str]] = {}
    for entry in entries:
        for code in _flags(entry):
            if code in {"provisional", "no_page_seen"}:
                carriers.setdefault(code, []).append(entry.list_id)
            elif code in {"not_mapped", "listed_in_part"}:
                name = f"{entry.listed_as} on {entry.list_id}: {entry.note}"
                carriers.setdefault(code, []).append(name)
    return [
        caution("no_page_seen:lists", lists=tuple(dict.fromkeys(found)), issuers=_issuers(found))
        if code == "no_page_seen"
        else explained(code, carriers="; ".join(dict.fromkeys(found)))
        for code, found in sorted(carriers.items())
    ]


def _issuers(list_ids: Iterable[str]) -> str:
    """Who issued lists, and when, for a text."""
    parts = {list_id: part for (list_id, _), part in list_tables.registry().items()}
    found = [parts[list_id] for list_id in dict.fromkeys(list_ids)]
    return listed([f"{the(one.jurisdiction)} ({one.list_date[:4]})" for one in found])


def _matrix(
    slugs: list[str], found: list[ListEntry], kept: Sequence[str]
) -> list[tuple[Cell, ...]]:
    """Row per mineral: number of lists, its category on each, flags and source."""
    by_mineral: dict[str, dict[str, list[ListEntry]]] = {}
    for entry in found:
        if entry.mineral:
            by_mineral.setdefault(entry.mineral, {}).setdefault(entry.list_id, []).append(entry)
    rows: list[tuple[Cell, ...]] = []
    for slug in slugs or sorted(by_mineral):
        on = by_mineral.get(slug, {})
        flags = codes(sorted({code for es in on.values() for e in es for code in _flags(e)}))
        categories = [_categories(on.get(known, [])) for known in kept]
        rows.append((slug, len(on), *categories, flags if on else ("no_data",), (SOURCE,)))
    return rows


def _categories(entries: list[ListEntry]) -> str | None:
    return "+".join(f"{e.category}{IN_MATRIX.get(e.via, '')}" for e in entries) or None


def _matrix_columns(kept: Sequence[str]) -> tuple[Column, ...]:
    """One column per list; on a narrow terminal replaced editions are left out first."""
    registry = {known.list_id: known for known in list_tables.registry().values()}
    replaced = {known.follows for known in registry.values()}
    of_lists = [
        Column(
            name=known,
            description=f"{registry[known].name}: category, if the mineral is on it",
            weight=3 if known in replaced else 4,
        )
        for known in kept
    ]
    flag, source = columns("flag source")
    return (*columns("mineral lists"), *of_lists, flag._replace(weight=1), source)


def _changes(
    query: dict[str, Any], slugs: list[str], kept: Sequence[str], pages: list[str]
) -> Table:
    """Additions and removals of each list, compared mineral by mineral.

    Raises
    ------
    NoData
        If there is no earlier edition to compare with, or nothing changed for the minerals.
    """
    only = {member for slug in slugs for member in (slug, *_members(slug))}
    newer = [
        known
        for known in list_tables.registry().values()
        if known.list_id in kept and known.follows
    ]
    if not newer:
        raise NoData(f"{', '.join(kept)}: there is no earlier edition to compare with")
    rows: list[Row] = []
    used: list[ListEntry] = []
    for known in newer:
        for change, key, entry in _differences(known):
            if not slugs or key in only:
                used.append(entry)
                rows.append(_changed_row(known, change, entry))
    if not rows:
        what = ", ".join(slugs) or "nothing"
        editions = ", ".join(_editions(known) for known in newer)
        raise NoData(f"no change of {what} between the bundled editions: {editions}")
    notes = [*(f"{_editions(known)}: {_counts(known)}" for known in newer), *pages]
    return _answer(query, columns_of(Row), rows, _flag_cautions(used), notes)


def _members(slug: str) -> list[str]:
    return [mineral.slug for mineral in names.minerals().values() if mineral.group == slug]


def _differences(known: OfficialList) -> list[tuple[str, str, ListEntry]]:
    """Change, mineral and entry for each addition to and removal from the earlier list."""
    new = list_tables.members_on(known.list_id)
    old = list_tables.members_on(known.follows)
    added = [("added", key, entry) for key, entry in new.items() if key not in old]
    return [*added, *(("removed", key, entry) for key, entry in old.items() if key not in new)]


def _changed_row(known: OfficialList, change: str, entry: ListEntry) -> Row:
    provisional = "provisional" if known.status == "provisional" else None
    return _row(entry)._replace(
        list_id=known.list_id,
        jurisdiction=known.jurisdiction,
        list_date=known.list_date,
        change=change,
        before=known.follows,
        flag=codes(_flags(entry), provisional),
    )


def _editions(known: OfficialList) -> str:
    return f"{known.follows} to {known.list_id}"


def _counts(known: OfficialList) -> str:
    found = [change for change, _, _ in _differences(known)]
    return f"{found.count('added')} added, {found.count('removed')} removed, groups opened"


def _pages(kept: Sequence[str]) -> list[str]:
    """Notes on the pages of the lists shown."""
    return [
        f"{known.list_id} ({known.category}): {known.name}, {known.entries} entries; "
        f"{known.note + ' ' if known.note else ''}pages: {known.pages}"
        for known in list_tables.registry().values()
        if known.list_id in kept
    ]


def _summary(table: Table) -> str:
    from critmin.summaries.uses import lists

    return lists(table)


def _chart(table: Table) -> Chart | None:
    from critmin.uses.list_charts import lists

    return lists(table)
