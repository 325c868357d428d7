"""Charts of `lists`: which mineral is on which list, one mineral over time, changes, entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from critmin.answers.finding import finding, first_clause
from critmin.answers.table import Table, several
from critmin.charts.forms import Cell, Heat
from critmin.charts.labels import left_out, small_print
from critmin.charts.model import Bar, Bars, Chart, Moment, Part, Stacks, Timeline, distinct
from critmin.core import names
from critmin.core.wording import capital, counted, few, listed, lower, mineral_name
from critmin.uses.list_tables import WATCHED, OfficialList, registry

Row = dict[str, Any]
MOST = 24  # most minerals of a heatmap
MOST_COUNTED = 18  # most minerals of a narrow picture
FEW = 6  # most minerals that are columns, with the lists as rows
ACROSS = 14  # most lists that are columns; more are reduced to the newest editions
YES, PART, NO = "on the list", "in a group, or in part", "not on it"
MARKS = (YES, PART, NO)
VALUES = {YES: 1.0, PART: 0.5, NO: 0.0}
UNSURE = "not known: no page shows the list in full"
SHORT = {
    "European Union": "EU",
    "United States": "US",
    "United States (DOE)": "US energy department",
    "United Kingdom": "UK",
}
DOUBT = "not known"
MOVES = {"added": "Added", "removed": "Dropped"}
ISSUERS = {"United States (DOE)": "US energy department"}
# Lists of one issuer and year that differ in neither category nor name.
NAMES = {
    "IEA-KEY6": "IEA key minerals 2024",
    "IEA-EXPLORER": "IEA explorer 2024",
    "JP-SUPPORT-2025": "Japan support 2025",  # whom the state may support, no edition of its list
}
FLAGGED = {"group_member", "members_only", "listed_in_part"}


def lists(table: Table) -> Chart | None:
    """Picture of an answer of `lists`; None if it names no list."""
    rows: list[Row] = table.records()
    if "lists" in table.names:
        ids = [column for column in table.names if column in _lists()]
        states = {(row["mineral"], id_): _cell(row[id_]) for row in rows for id_ in ids}
        return _heat(table, [row["mineral"] for row in rows], ids, states)
    rows = [row for row in rows if row["list_id"]]
    if not rows:
        return None
    if "change" in table.names:
        return _changes(table, rows)
    ids = distinct([row["list_id"] for row in rows])
    minerals = distinct([row["mineral"] for row in rows if row["mineral"]])
    if len(ids) == 1 and len(minerals) > 1:
        return _entries(table, rows)
    if len(minerals) == 1:
        return _over_time(table, rows)
    asked = list(table.query.get("list") or _lists())
    states = {(slug, id_): NO for slug in minerals for id_ in asked}
    for row in rows:
        if row["mineral"]:
            key = (row["mineral"], row["list_id"])
            states[key] = max(states[key], _state(row), key=lambda state: VALUES[state])
    return _heat(table, minerals, asked, states)


def _lists() -> dict[str, OfficialList]:
    """Lists by id; of lists in parts the first part."""
    found: dict[str, OfficialList] = {}
    for (list_id, _), part in registry().items():
        found.setdefault(list_id, part)
    return found


def _newest() -> set[str]:
    """Ids of lists that no newer edition has replaced."""
    replaced = {part.follows for part in registry().values()}
    return {list_id for list_id in _lists() if list_id not in replaced}


def list_name(list_id: str) -> str:
    """A list as a picture names it.

    >>> list_name("US-2025"), list_name("EU-2024-SRM")
    ('US 2025', 'EU strategic 2024')
    """
    if list_id in NAMES:
        return NAMES[list_id]
    known = _lists()
    own = known[list_id]
    year = own.list_date[:4]
    twins = [
        one
        for one in known.values()
        if (one.jurisdiction, one.list_date[:4]) == (own.jurisdiction, year)
    ]
    kind = f"{own.category} " if len(twins) > 1 else ""
    return f"{SHORT.get(own.jurisdiction, own.jurisdiction)} {kind}{year}"


def _cell(text: Any) -> str:
    """Mark of a cell of the matrix: categories of an entry, and how it is named."""
    if text is None or text == WATCHED:
        return NO
    return PART if str(text).endswith(")") else YES


def _state(row: Row) -> str:
    if row["category"] == WATCHED:
        return NO
    return PART if FLAGGED & set(several(row["flag"])) else YES


def _heat(
    table: Table, minerals: Sequence[str], ids: Sequence[str], states: dict[tuple[str, str], str]
) -> Heat:
    """Minerals by lists; the few minerals asked for are columns.

    Where a list is not confirmed in full, that a mineral is absent from it is not known.
    """
    provisional = {id_ for (id_, _), part in registry().items() if part.status == "provisional"}
    states = {key: _with_members(*key, states) for key in states}
    across = len(minerals) <= FEW
    newest = _newest()
    kept = [id_ for id_ in ids if id_ in newest] if len(ids) > ACROSS and not across else list(ids)
    weights = {slug: sum(VALUES[states[slug, id_]] for id_ in kept) for slug in minerals}
    ranked = minerals if across else sorted(minerals, key=lambda slug: -weights[slug])
    shown = ranked[:MOST]
    gone, older = len(ranked) - len(shown), len(ids) - len(kept)
    notes = [
        "Those on most lists are drawn." if gone else "",
        _unseen(kept),
        left_out(older, "older edition"),
    ]

    def cell(slug: str, id_: str) -> Cell:
        state = states[slug, id_]
        unsure = state == NO and id_ in provisional
        place = (list_name(id_), mineral_name(slug))
        row, column = place if across else reversed(place)
        if unsure:
            return Cell(row, column, None, state=UNSURE)
        return Cell(row, column, VALUES[state], state)

    dated = sorted(kept, key=lambda id_: _lists()[id_].list_date) if across else kept
    cells = [(slug, id_) for id_ in dated for slug in shown]
    if not across:
        cells = [(slug, id_) for slug in shown for id_ in kept]
    everywhere = [slug for slug in shown if all(states[slug, id_] == YES for id_ in kept)]
    named = [lower(mineral_name(slug)) for slug in shown]
    what = listed(named) if across else "minerals"
    return Heat(
        column=None if across else _counts(ranked, kept, states, left_out(older, "older edition")),
        title="" if across else _on_all(everywhere, len(kept), newest=bool(older)),
        topic=f"Official lists of critical minerals: {what} by list",
        subtitle="Lists of governments and agencies since 2018",
        more=gone,
        note=small_print(notes),
        marks=MARKS,
        cells=tuple(cell(slug, id_) for slug, id_ in cells),
    )


def _unseen(ids: Sequence[str]) -> str:
    """Lists of which no page with the entries was seen, as small print."""
    lists_ = [list_name(id_) for id_ in ids if _lists()[id_].status == "provisional"]
    if not lists_:
        return ""
    return f"{listed(lists_)}: by general knowledge, no page with the entries was seen."


def _counts(
    slugs: Sequence[str], ids: Sequence[str], states: dict[tuple[str, str], str], older: str
) -> Bars:
    """Number of lists that name each mineral, for a narrow picture: a column a list has no room."""
    provisional = {id_ for (id_, _), part in registry().items() if part.status == "provisional"}
    counts = {
        slug: Counter(
            DOUBT if state == NO and id_ in provisional else state
            for id_ in ids
            for state in [states[slug, id_]]
        )
        for slug in slugs
    }
    ranked = sorted(slugs, key=lambda slug: (-counts[slug][YES], -counts[slug][PART]))
    shown = ranked[:MOST_COUNTED]
    found = Counter(state for slug in shown for state in counts[slug])
    return Bars(
        topic="Official lists of critical minerals: lists by mineral",
        subtitle=f"Number of the {len(ids)} lists that name it",
        more=len(ranked) - len(shown),
        note=small_print(
            [
                "Those that most lists name are drawn." if len(ranked) > len(shown) else "",
                "In part: in a group, or some forms." if found[PART] else "",
                "Not known: no page shows the list in full." if found[DOUBT] else "",
                _unseen(ids),
                older,
            ]
        ),
        bars=tuple(
            Bar(mineral_name(slug), counts[slug][YES], text=_besides(counts[slug]))
            for slug in shown
        ),
    )


def _besides(counts: Counter[str]) -> str:
    """Lists that have a mineral in part, and those of which it is not known."""
    said = [f"{counts[PART]} in part"] if counts[PART] else []
    said += [f"{counts[DOUBT]} not known"] if counts[DOUBT] else []
    return f"and {listed(said)}" if said else ""


def _on_all(slugs: Sequence[str], number: int, *, newest: bool) -> str:
    """Minerals that all lists of a picture name, as a title; empty if there is none."""
    if not slugs or number < 2:
        return ""
    names_ = [lower(mineral_name(slug)) for slug in slugs]
    said = listed(names_) if len(names_) <= FEW else few(names_, FEW - 1)
    verb = "is" if len(slugs) == 1 else "are"
    lists_ = f"all {number} {'current ' if newest else ''}official lists of critical minerals"
    return f"{capital(said)} {verb} on {lists_}, each by name"


def _with_members(slug: str, id_: str, states: dict[tuple[str, str], str]) -> str:
    """State of a mineral; a group of which only members are on the list is on it in part."""
    own = states[slug, id_]
    members = [one.slug for one in names.minerals().values() if one.group == slug]
    named = any(states.get((member, id_), NO) != NO for member in members)
    return PART if own == NO and named else own


def _over_time(table: Table, rows: Sequence[Row]) -> Timeline:
    """Newest list of each issuer that names one mineral, the newest first, and earlier ones."""
    name = lower(mineral_name(next(row["mineral"] for row in rows if row["mineral"])))
    by_issuer: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: str(row["list_date"]), reverse=True):
        if row["list_date"]:
            by_issuer.setdefault(row["jurisdiction"], []).append(row)
    return Timeline(
        title=finding(table, first_clause(table)),
        topic=f"Newest official lists that name {name}, and earlier ones of the same issuer",
        subtitle="In the words of each list",
        note=f"Not confirmed: {UNSURE.partition(': ')[2]}." if any(map(_doubt, rows)) else "",
        listed=True,
        moments=tuple(
            _issuer(issuer, of, rank) for rank, (issuer, of) in enumerate(by_issuer.items())
        ),
    )


def _issuer(issuer: str, rows: Sequence[Row], rank: int) -> Moment:
    """An issuer's newest list with a mineral; the years and words of its earlier ones."""
    day = str(rows[0]["list_date"])
    now = [row for row in rows if str(row["list_date"]) == day]
    before = [row for row in rows if row not in now]
    label = " and ".join(distinct([_listed_as(row) for row in now]))
    said = distinct([_doubt(row) for row in now if _doubt(row)])
    if before:
        words = [f"{row['list_date'][:4]}{_otherwise(row, now[0])}" for row in before]
        another = "another list" if words == [day[:4]] else "the list"
        said.append(f"also on {another if len(words) == 1 else 'the lists'} of {listed(words)}")
    return Moment(
        f"{label[:1]}{label[1:].lower()}",
        day,
        lane=ISSUERS.get(issuer, issuer),
        state="; ".join(said),
        rank=rank,
        records=len(rows),
    )


def _otherwise(row: Row, other: Row) -> str:
    """Category of an entry in brackets where it is not that of another; and its doubts."""
    own = [str(row["category"])] if row["category"] != other["category"] else []
    said = [*own, *filter(None, [_doubt(row)])]
    return f" ({', '.join(said)})" if said else ""


def _listed_as(row: Row) -> str:
    """Category of an entry, and what the list names where that is not the mineral."""
    own = row["listed_as"] == lower(mineral_name(row["mineral"]))
    category = str(row["category"]).capitalize()
    return category if own else f"{category}, as {row['listed_as']}"


def _doubt(row: Row) -> str:
    """What is not sure of an entry, or that only its group is on the list."""
    flags = set(several(row["flag"]))
    said = ["in its group"] if "group_member" in flags else []
    said += ["in part"] if "listed_in_part" in flags else []
    said += ["not confirmed"] if flags & {"no_page_seen", "provisional"} else []
    return ", ".join(said)


def _changes(table: Table, rows: Sequence[Row]) -> Timeline:
    """What each list added and removed, by day."""
    by_list: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        moves = by_list.setdefault(row["list_id"], {})
        name = lower(mineral_name(row["mineral"])) if row["mineral"] else row["listed_as"]
        moves.setdefault(row["change"], []).append(name)
    known = _lists()
    newest = sorted(by_list, key=lambda id_: known[id_].list_date, reverse=True)
    return Timeline(
        title=_moved(rows, len(by_list)) or finding(table, first_clause(table)),
        topic="Changes of official lists since the edition before, the newest first",
        subtitle="Of groups, the members are compared",
        listed=True,
        moments=tuple(
            Moment(
                f"{MOVES[change]} {len(names_)}: {listed(names_)}",
                known[id_].list_date,
                lane=ISSUERS.get(known[id_].jurisdiction, known[id_].jurisdiction),
                highlight=change == "removed",
                rank=rank,
                records=len(names_),
            )
            for rank, id_ in enumerate(newest)
            for change in MOVES
            if change in by_list[id_]
            for names_ in [distinct(by_list[id_][change])]
        ),
    )


def _moved(rows: Sequence[Row], number: int) -> str:
    """How many entries updates of lists added and dropped, as a title; empty for other answers."""
    counts = Counter(row["change"] for row in rows)
    if number < 2 or set(counts) != set(MOVES):
        return ""
    since = min(str(row["list_date"])[:4] for row in rows)
    added = counted(counts["added"], "addition")
    removed = counted(counts["removed"], "removal")
    lists_ = "lists of critical minerals"
    return f"Governments have made {added} to their {lists_} since {since}, and {removed}"


def _entries(table: Table, rows: Sequence[Row]) -> Stacks:
    """Entries of one list by category: named itself, or through a group."""
    counts = Counter((row["category"], _state(row)) for row in rows if row["mineral"])
    (list_id,) = distinct([row["list_id"] for row in rows])
    words = {YES: "named itself", PART: "in a group, or in part", NO: "only watched"}
    return Stacks(
        title=first_clause(table),
        topic=f"Official list of critical minerals: {list_name(list_id)}",
        subtitle="Number of minerals by how the list names them",
        parts=tuple(
            Part("", category.capitalize(), words[state], counts[category, state])
            for category in distinct([category for category, _ in counts])
            for state in MARKS
            if counts[category, state]
        ),
    )
