"""Wording of measures in sentences: their names, states, targets and months of confirmation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from critmin.answers.table import Cell, Table, several
from critmin.core.dates import in_words
from critmin.core.wording import Cells, counted, listed, lower, mineral_name, place, the
from critmin.export_controls.state import ALL_BUT, IN_FORCE

Row = dict[str, Cell]
# States in the order of a sentence; in force, last confirmed on an earlier day, is in force.
STATES = {
    "in-force": "in force",
    "announced": "announced and not yet in force",
    "suspended": "suspended",
    "lapsed-unverified": "suspended until a day now past (whether back is not confirmed)",
    "extension-announced": "suspended until a day now past, with an extension announced",
    "ended": "ended",
    "date-uncertain": "of uncertain date",
}
NOUNS = {
    "ban": "export ban",
    "suspension-of-exports": "suspension of exports",
    "quota": "export quota",
    "licence": "export-licence rule",
    "tax": "export tax",
    "state-trading": "list of allowed exporters",
    "end-use-ban": "ban on certain end users",
    "entity-list": "list of barred firms",
    "watch-list": "watch list of firms",
    "technology": "control of know-how",
    "regulation": "regulation",
    "export-licence-catalogue": "export-licence catalogue",
}


def state(row: Cells) -> str:
    """State of a measure; in force when last confirmed is in force.

    >>> state({"status": "in-force-unverified"}), state({"status": "suspended"})
    ('in-force', 'suspended')
    """
    return "in-force" if row["status"] in IN_FORCE else str(row["status"])


def measures_of(rows: Iterable[Row]) -> list[Row]:
    """One row of each measure: that of the mineral asked for before that of one beside it."""
    found: dict[Cell, Row] = {}
    for row in rows:
        old = found.get(row["measure_id"])
        if old is None or (is_beside(old) and not is_beside(row)):
            found[row["measure_id"]] = row
    return list(found.values())


def is_beside(row: Row) -> bool:
    """Whether a measure covers only what is often counted with the mineral asked for."""
    return "beside_group" in several(row["flag"])


def last_confirmed(rows: Sequence[Row]) -> str:
    """Months in which measures that are not confirmed on the day were last confirmed.

    >>> last_confirmed([{"status": "in-force-unverified", "verified_through": "2026-07-05"}])
    ' (last confirmed in July 2026)'
    """
    old = sorted(
        str(row["verified_through"])[:7]
        for row in rows
        if row["status"] == "in-force-unverified" and row["verified_through"]
    )
    if not old:
        return ""
    first, last = in_words(old[0]), in_words(old[-1])
    when = f"in {first}" if first == last else f"between {first} and {last}"
    some = f"{len(old)} of these " if len(old) < len(rows) else ""
    return f" ({some}last confirmed {when})"


def as_of(table: Table) -> str:
    """Day of the states, and the day on which they could be known."""
    day, known = str(table.query["as_of"]), str(table.query.get("known_on") or "")
    when = "then" if known == day else f"on {in_words(known)}"
    return f"As of {in_words(day)}," + (f" by what could be known {when}," if known else "")


def towards(row: Row) -> str:
    """Whom a measure is aimed at, if not at all."""
    target = str(row["target"])
    if target in {"all", "not-stated"}:
        return ""
    if target.startswith(ALL_BUT):
        return f" towards all outside {the(place(target.removeprefix(ALL_BUT)))}"
    return f" towards {the(place(target))}"


def named(row: Row) -> str:
    """A measure by its country, its kind, what it covers beside the mineral, and its target."""
    owner = the(place(str(row["jurisdiction_iso3"])))
    on = f" on {lower(mineral_name(str(row['mineral'])))}" if is_beside(row) else ""
    return f"{owner}'s {NOUNS[str(row['type'])]}{on}{towards(row)}"


def several_named(rows: Sequence[Row]) -> str:
    """One measure by name; several by their number and kinds."""
    if len(rows) == 1:
        return named(rows[0])
    owners = {str(row["jurisdiction_iso3"]) for row in rows}
    kinds = list(dict.fromkeys(str(row["type"]) for row in rows))
    targets = {towards(row) for row in rows}
    if len(owners) == len(targets) == 1 and len(kinds) == len(rows) == 2:
        nouns = listed([NOUNS[kind] for kind in kinds])
        return f"{the(place(min(owners)))}'s {nouns}{min(targets)}"
    owner = f" of {the(place(min(owners)))}" if len(owners) == 1 else ""
    noun = NOUNS[kinds[0]] if len(kinds) == 1 else "export control"
    return f"{counted(len(rows), noun)}{owner}"


def announcements(rows: Sequence[Row]) -> str:
    """Announcements without their clauses."""
    found = list(dict.fromkeys(str(row["announcement"]).split(", ")[0] for row in rows))
    return found[0] if len(found) == 1 else f"{found[0]} and {len(found) - 1} more"
