"""Official lists of critical minerals: which lists there are, and what stands on each.

Two tables: the lists with their dates and pages, and their entries by mineral. A group
that a list names (rare earths, platinum-group metals) stands under its own name and is
opened to its members, which say so. Every listed name is mapped in ``labels/lists_names.csv``
or left out there with a reason; an unknown one stops the build.
"""

from __future__ import annotations

from pathlib import Path

from corrections import Ledger
from places import DATASETS, Places
from tables import BuildError, TidyTable, read_rows

SOURCE = "lists@2026"
ENTRIES, EXPANDED = "policy/mineral_lists.csv", "policy/mineral_lists_expanded.csv"
LABELS = Path(__file__).resolve().parent / "labels"
LIST_COLUMNS = (
    "list_id", "jurisdiction", "issuer", "name", "list_date", "category", "follows", "status",
    "entries", "pages", "note",
)
ENTRY_COLUMNS = ("list_id", "category", "mineral", "listed_as", "via", "seen", "note")
CATEGORIES = (
    "critical", "strategic", "watchlist", "specified critical", "support target",
    "defence-critical", "energy-critical", "energy transition",
)
SEEN = {"confirmed by a page seen": "page", "general knowledge (unconfirmed)": "no-page"}
Row = dict[str, str]


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Make the lists and their entries."""
    rows = ledger.apply(SOURCE, ENTRIES, read_rows(sources / ENTRIES))
    opened = ledger.apply(SOURCE, EXPANDED, read_rows(sources / EXPANDED))
    check_expanded(rows, opened)
    editions = {row["list_id"]: row for row in read_rows(LABELS / "lists_editions.csv")}
    if set(editions) != {row["list_id"] for row in rows}:
        raise BuildError(f"{ENTRIES}: lists {sorted({row['list_id'] for row in rows})}")
    names = _Names()
    entries = [entry for row in rows for entry in names.entries(row, opened)]
    names.close()
    check_entries(entries)
    entries = without_doubles(entries)
    registry = [one_list(found, editions[found[0]["list_id"]]) for found in by_list(rows)]
    return [
        TidyTable(
            path="policy/lists.csv", source=SOURCE, columns=LIST_COLUMNS, rows=registry,
            title="Official lists of critical minerals: issuer, date, pages", schema="lists",
        ),
        TidyTable(
            path="policy/list_entries.csv", source=SOURCE, columns=ENTRY_COLUMNS, rows=entries,
            title="Entries of the official lists by mineral, groups opened", schema="lists",
        ),
    ]


def check_expanded(rows: list[Row], opened: list[Row]) -> None:
    """The opened file is the plain one with its groups replaced by their members."""

    def keys(found: list[Row]) -> set[tuple[str, ...]]:
        return {(r["list_id"], r["category"], r["mineral_as_listed"]) for r in found}

    plain = keys([row for row in rows if row["is_group"] == "0"])
    groups = keys([row for row in rows if row["is_group"] == "1"])
    for row in rows:
        if row["is_group"] not in {"0", "1"} or row["category"] not in CATEGORIES:
            raise BuildError(f"{ENTRIES}: {row['list_id']} {row['mineral_as_listed']}")
    if len(keys(rows)) != len(rows):
        raise BuildError(f"{ENTRIES}: an entry stands twice")
    if keys([r for r in opened if not r["expanded_from"]]) != plain:
        raise BuildError(f"{EXPANDED}: entries differ from {ENTRIES}")
    if keys([r for r in opened if r["expanded_from"]]) != groups:
        raise BuildError(f"{EXPANDED}: groups differ from {ENTRIES}")


class _Names:
    """Listed names to minerals, and whether every line of the mapping was needed."""

    def __init__(self) -> None:
        lines = read_rows(LABELS / "lists_names.csv")
        self.known = {(line["list_id"], line["listed_as"]): line for line in lines}
        self.slugs = {row["slug"] for row in read_rows(DATASETS / "minerals.csv")}
        self.met: set[tuple[str, str]] = set()

    def line(self, list_id: str, listed_as: str) -> Row:
        """The mapping of a name, that of the list before that of all lists."""
        for key in ((list_id, listed_as), ("", listed_as)):
            if key in self.known:
                self.met.add(key)
                return self.known[key]
        raise BuildError(f"{ENTRIES}: unknown name {listed_as!r} on {list_id}")

    def entries(self, row: Row, opened: list[Row]) -> list[Row]:
        """Rows of one entry: each mineral it names, then the members of a group."""
        line = self.line(row["list_id"], row["mineral_as_listed"])
        named = [slug for slug in line["minerals"].split(";") if slug]
        if not named and not line["note"]:
            raise BuildError(f"lists_names.csv: {row['mineral_as_listed']} left out, no reason")
        via = "part" if line["part"] == "yes" else "named"
        found = [self._entry(row, slug, via, line["note"]) for slug in named]
        if not named:
            found = [self._entry(row, "", "not-mapped", line["note"])]
        if row["is_group"] == "1":
            found += [self._entry(row, slug, "group", "") for slug in self._members(row, opened)]
        return found

    def _entry(self, row: Row, slug: str, via: str, note: str) -> Row:
        if slug and slug not in self.slugs:
            raise BuildError(f"lists_names.csv: no mineral {slug!r}")
        return {
            "list_id": row["list_id"], "category": row["category"], "mineral": slug,
            "listed_as": row["mineral_as_listed"], "via": via,
            "seen": SEEN[row["confidence"]], "note": note,
        }

    @staticmethod
    def _members(row: Row, opened: list[Row]) -> list[str]:
        same = ("list_id", "category", "mineral_as_listed")
        return [
            other["mineral"]
            for other in opened
            if other["expanded_from"] and all(other[key] == row[key] for key in same)
        ]

    def close(self) -> None:
        """Stop at a line of the mapping that no list needs."""
        if self.met != set(self.known):
            raise BuildError(f"lists_names.csv: unused {sorted(set(self.known) - self.met)}")


def check_entries(entries: list[Row]) -> None:
    """No entry stands twice."""
    seen: set[tuple[str, str, str, str]] = set()
    for entry in entries:
        key = (entry["list_id"], entry["category"], entry["mineral"], entry["listed_as"])
        if key in seen:
            raise BuildError(f"list entry twice: {key}")
        seen.add(key)


def without_doubles(entries: list[Row]) -> list[Row]:
    """A mineral that a list names beside its group is named, not a member."""
    named = {(e["list_id"], e["category"], e["mineral"]) for e in entries if e["via"] == "named"}
    return [
        e for e in entries
        if e["via"] != "group" or (e["list_id"], e["category"], e["mineral"]) not in named
    ]


def by_list(rows: list[Row]) -> list[list[Row]]:
    """Rows by list and category, in the order of the file."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["list_id"], row["category"]), []).append(row)
    return list(found.values())


def one_list(rows: list[Row], edition: Row) -> Row:
    """One line of the registry; names, dates and jurisdictions must agree within a list."""
    first = rows[0]
    for key in ("jurisdiction", "list_name", "list_date"):
        if {row[key] for row in rows} != {first[key]}:
            raise BuildError(f"{ENTRIES}: {first['list_id']} has several {key}")
    said = dict.fromkeys(note for row in rows for note in (row["note"],) if note)
    return {
        "list_id": first["list_id"], "jurisdiction": first["jurisdiction"],
        "issuer": edition["issuer"], "name": first["list_name"],
        "list_date": first["list_date"], "category": first["category"],
        "follows": edition["follows"], "status": edition["status"], "entries": str(len(rows)),
        "pages": " ; ".join(dict.fromkeys(row["source"] for row in rows)),
        "note": " ".join([*said, *([edition["note"]] if edition["note"] else [])]),
    }
