"""What is said beside the rows: cautions of tables, publisher's notes, what else there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from critmin.answers.table import Caution
from critmin.supply import register
from critmin.supply.register import Entry
from critmin.supply.tables import SupplyTable

STATUS_NOTES = {"base case"}  # said by the status already


def year_spans(years: Sequence[int]) -> str:
    """Ascending years as spans.

    >>> year_spans([1900, 1901, 1902, 1905])
    '1900-1902, 1905'
    """
    spans: list[list[int]] = []
    for year in years:
        if spans and spans[-1][-1] == year - 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return ", ".join(str(s[0]) if len(s) == 1 else f"{s[0]}-{s[-1]}" for s in spans)


def cautions_of(entries: Sequence[Entry]) -> list[Caution]:
    """Caveats of single tables, and what is said of a whole file once."""
    found = [
        Caution(code, f"{entry.mineral} {entry.stage} ({entry.source}): {message}")
        for entry in entries
        for code, message in register.caveats(entry)
    ]
    files = {entry.path: entry.source for entry in entries}
    found += [
        Caution(code, f"{source}: {register.warning_meaning(code)}")
        for path, source in files.items()
        for code in register.table_warnings(path)
    ]
    return list(dict.fromkeys(found))


def counted(cautions: Sequence[Caution]) -> list[Caution]:
    """Cautions of a run over all minerals, one line per code: the rows carry the flags."""
    counts: dict[str, int] = {}
    for caution in cautions:
        counts[caution.code] = counts.get(caution.code, 0) + 1
    return [
        Caution(code, f"{count} table{'s' if count > 1 else ''}: {register.warning_meaning(code)}")
        for code, count in sorted(counts.items())
    ]


def stage_note(stages: Sequence[str] | str | None, minerals: Iterable[str]) -> list[str]:
    """A note when only the default stage was shown and refining has figures too."""
    if stages:
        return []
    other = [
        slug
        for slug in dict.fromkeys(minerals)
        if any(register.usable(e) for e in register.by_mineral_stage().get((slug, "refining"), []))
    ]
    if not other:
        return []
    return [f"mining is shown; refining has figures too for {', '.join(other)}: --stage refining"]


def publisher_notes(table: SupplyTable) -> list[Caution]:
    """What the publisher notes beside its figures, each note with its countries."""
    by_note: dict[str, list[str]] = {}
    for row in table.rows:
        if row.note and row.note not in STATUS_NOTES:
            by_note.setdefault(row.note, []).append(row.country)
    return [
        Caution("publisher_note", f"{table.what}: {', '.join(countries)}: {note}")
        for note, countries in by_note.items()
    ]
