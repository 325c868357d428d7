"""Cautions of supply tables, publishers' notes, and the note on refining."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from critmin.answers.cautions import caution, explained
from critmin.answers.table import Caution
from critmin.core.wording import counted as number_of
from critmin.supply import bundled_tables
from critmin.supply.bundled_tables import Entry
from critmin.supply.supply_table import SupplyTable

STATUS_NOTES = {"base case"}  # already in the status of the figure


def of_entries(entries: Sequence[Entry]) -> list[Caution]:
    """Caveats of single tables, and each warning of a whole file once."""
    found = [
        one
        for entry in entries
        for one in caveats(entry, f"{entry.mineral} {entry.stage} ({entry.source})")
    ]
    files = {entry.path: entry.source for entry in entries}
    found += [
        explained(code, source)
        for path, source in files.items()
        for code in bundled_tables.table_warnings(path)
    ]
    return list(dict.fromkeys(found))


def caveats(entry: Entry, what: str) -> list[Caution]:
    """Caveats of a single table in caveats.csv; ``what`` names the table."""
    return [Caution(code, f"{what}: {message}") for code, message in bundled_tables.caveats(entry)]


def counted(cautions: Sequence[Caution], thing: str = "table") -> list[Caution]:
    """Cautions of an answer on all minerals, one per code; the rows have the flags.

    ``thing`` is the noun that is counted: a table, a mineral.
    """
    counts: dict[str, int] = {}
    for one in cautions:
        counts[one.code] = counts.get(one.code, 0) + 1
    return [explained(code, number_of(count, thing)) for code, count in sorted(counts.items())]


def mined(tables: Iterable[SupplyTable]) -> list[str]:
    """Minerals of tables of mining, for the note on refining."""
    return [table.mineral for table in tables if table.stage == "mining"]


def stage_note(stages: Sequence[str] | str | None, minerals: Iterable[str]) -> list[str]:
    """Note that refining has figures too, if only the default stage is shown."""
    if stages:
        return []
    other = [
        slug
        for slug in dict.fromkeys(minerals)
        if any(
            bundled_tables.usable(e)
            for e in bundled_tables.by_mineral_stage().get((slug, "refining"), [])
        )
    ]
    if not other:
        return []
    return [f"mining is shown; refining has figures too for {', '.join(other)}: --stage refining"]


def publisher_notes(table: SupplyTable) -> list[Caution]:
    """Notes that the publisher prints on its figures, each with its countries."""
    by_note: dict[str, list[str]] = {}
    for row in table.rows:
        if row.note and row.note not in STATUS_NOTES:
            by_note.setdefault(row.note, []).append(row.country)
    return [
        caution("publisher_note", what=table.what, countries=tuple(countries), note=note)
        for note, countries in by_note.items()
    ]
