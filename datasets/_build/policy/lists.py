"""Official lists of critical minerals: which lists there are, and what is on each.

Two tables: the lists with their dates and pages, and their entries by mineral. A group
that a list names (rare earths, platinum-group metals) is an entry under its own name, and
each of its members is one too, marked as such. Every listed name is mapped in
``labels/lists_names.csv`` or left out there with a reason; an unknown one stops the build.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from labels import label_rows, must_match, one_of, parts, refuse_repeats
from places import Places, minerals
from tables import BuildError, RawRow, TidyTable, read_rows

SOURCE = "lists@2026"
ENTRIES, EXPANDED = "policy/mineral_lists.csv", "policy/mineral_lists_expanded.csv"
NAMES = "policy/labels/lists_names.csv"
CATEGORIES = (
    "critical",
    "strategic",
    "watchlist",
    "specified critical",
    "support target",
    "defence-critical",
    "energy-critical",
    "energy transition",
)
SEEN = {"confirmed by a page seen": "page", "general knowledge (unconfirmed)": "no-page"}


class OfficialList(NamedTuple):
    """One list, or one category of it; notes are sentences."""

    list_id: str
    jurisdiction: str
    issuer: str
    name: str
    list_date: str
    category: str
    follows: str
    status: str
    entries: int
    pages: tuple[str, ...]
    note: str


class Entry(NamedTuple):
    """A mineral on a list: named, part of a name, or a member of a group (``via``)."""

    list_id: str
    category: str
    mineral: str
    listed_as: str
    via: str
    seen: str
    note: str


class Listed(NamedTuple):
    """A name as it is printed on a list."""

    list_id: str
    category: str
    listed_as: str


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """The lists and their entries."""
    del places
    rows = ledger.apply(SOURCE, ENTRIES, read_rows(sources / ENTRIES))
    expanded = ledger.apply(SOURCE, EXPANDED, read_rows(sources / EXPANDED))
    check_expanded(rows, expanded)
    editions = {row["list_id"]: row for row in label_rows("policy", "lists_editions")}
    must_match("policy/labels/lists_editions.csv", {row["list_id"] for row in rows}, editions)
    names = Names()
    entries = [entry for row in rows for entry in names.entries(row, expanded)]
    names.check_all_used()
    refuse_repeats("policy list entries", (entry[:4] for entry in entries))
    return [
        TidyTable(
            path="policy/lists.csv",
            source=SOURCE,
            title="Official lists of critical minerals: issuer, date, pages",
            columns=OfficialList._fields,
            rows=[
                official_list(found, editions[list_id])
                for (list_id, _category), found in by_list(rows).items()
            ],
        ),
        TidyTable(
            path="policy/list_entries.csv",
            source=SOURCE,
            title="Entries of the official lists by mineral, groups opened",
            columns=Entry._fields,
            rows=without_doubles(entries),
        ),
    ]


def listed(row: RawRow) -> Listed:
    """The name of a row, as printed."""
    return Listed(row["list_id"], row["category"], row["mineral_as_listed"])


def check_expanded(rows: list[RawRow], expanded: list[RawRow]) -> None:
    """Stop unless the expanded file is the other with members in place of its groups."""
    refuse_repeats(ENTRIES, map(listed, rows))
    for row in rows:
        one_of(f"{ENTRIES}: is_group", row["is_group"], ("0", "1"))
        one_of(f"{ENTRIES}: category", row["category"], CATEGORIES)
    for group in ("0", "1"):
        must_match(
            f"{EXPANDED}: {'groups' if group == '1' else 'entries'}",
            {listed(row) for row in expanded if bool(row["expanded_from"]) == (group == "1")},
            {listed(row) for row in rows if row["is_group"] == group},
        )


class Names:
    """Minerals of listed names; a line that no list needs stops the build."""

    def __init__(self) -> None:
        lines = label_rows("policy", "lists_names")
        self.known = {(line["list_id"], line["listed_as"]): line for line in lines}
        self.unused = set(self.known)

    def line(self, list_id: str, listed_as: str) -> RawRow:
        """The line of a name: that of the list, or else that of all lists."""
        for key in ((list_id, listed_as), ("", listed_as)):
            if key in self.known:
                self.unused.discard(key)
                return self.known[key]
        raise BuildError(f"{ENTRIES}: unknown name {listed_as!r} on {list_id}")

    def entries(self, row: RawRow, expanded: list[RawRow]) -> Iterator[Entry]:
        """Entries of one name: each mineral in it, then the members of a group."""
        line = self.line(row["list_id"], row["mineral_as_listed"])
        named, note = parts(line["minerals"]), line["note"]
        if not named:
            if not note:
                raise BuildError(f"{NAMES}: {row['mineral_as_listed']} left out, no reason")
            yield entry(row, "", "not-mapped", note)
        for slug in named:
            yield entry(row, slug, "part" if line["part"] == "yes" else "named", note)
        if row["is_group"] == "1":
            for other in expanded:
                if other["expanded_from"] and listed(other) == listed(row):
                    yield entry(row, other["mineral"], "group", "")

    def check_all_used(self) -> None:
        """Stop at a line that no list needs."""
        if self.unused:
            raise BuildError(f"{NAMES}: unused {sorted(self.unused)}")


def entry(row: RawRow, slug: str, via: str, note: str) -> Entry:
    """One entry; an unknown mineral stops the build."""
    if slug and slug not in minerals():
        raise BuildError(f"{NAMES}: no mineral {slug!r}")
    list_id, category, listed_as = listed(row)
    return Entry(list_id, category, slug, listed_as, via, SEEN[row["confidence"]], note)


def without_doubles(entries: list[Entry]) -> list[Entry]:
    """Entries without the members of a group that the list also names by themselves."""
    named = {(e.list_id, e.category, e.mineral) for e in entries if e.via == "named"}
    return [
        e for e in entries if e.via != "group" or (e.list_id, e.category, e.mineral) not in named
    ]


def by_list(rows: list[RawRow]) -> dict[tuple[str, str], list[RawRow]]:
    """Rows by list and category, in the order of the file."""
    found: dict[tuple[str, str], list[RawRow]] = {}
    for row in rows:
        found.setdefault((row["list_id"], row["category"]), []).append(row)
    return found


def official_list(rows: list[RawRow], edition: RawRow) -> OfficialList:
    """One list; names, dates and jurisdictions of its rows must agree."""
    first = rows[0]
    for key in ("jurisdiction", "list_name", "list_date"):
        if {row[key] for row in rows} != {first[key]}:
            raise BuildError(f"{ENTRIES}: {first['list_id']} has several {key}")
    notes = dict.fromkeys(row["note"] for row in rows if row["note"])
    return OfficialList(
        list_id=first["list_id"],
        jurisdiction=first["jurisdiction"],
        issuer=edition["issuer"],
        name=first["list_name"],
        list_date=first["list_date"],
        category=first["category"],
        follows=edition["follows"],
        status=edition["status"],
        entries=len(rows),
        pages=tuple(dict.fromkeys(row["source"] for row in rows)),
        note=" ".join([*notes, *([edition["note"]] if edition["note"] else [])]),
    )
