"""Coverage of the USGS tables: what stands for a blank, and what each printed total counts.

A blank is zero where another edition prints a zero for the same year, at least the smallest
printed figure of its table where the USGS calls it large, outside the total or among the other
countries where a note says so. Any other blank stays open. Of a residual row nothing is taken from
another edition: what it holds depends on who is named beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from catalogue import Group, groups
from labels import label_rows
from places import Places
from tables import BuildError, SupplyRow, SupplyTable, TidyTable

from critmin.supply import coverage as model
from critmin.supply.printed_table import printed

PATH = "coverage.csv"
BLANK = {"unknown", "withheld"}
EFFECTS = {
    "outside": model.OUTSIDE,
    "large": model.LARGE,
    "in other countries": model.IN_RESIDUAL,
    "in another table": model.IN_ANOTHER,
    "scope": model.SCOPE,
    "": "",
}


class Line(NamedTuple):
    """One line of coverage.csv."""

    mineral: str
    stage: str
    basis: str
    year: str
    source: str
    country: str
    iso3: str
    why: str
    low: Decimal | None
    high: Decimal | None
    by: str


class _Note(NamedTuple):
    """What a note of the USGS says of a total or of a row."""

    effect: str
    countries: tuple[str, ...]
    words: str


def build(tables: Sequence[SupplyTable], places: Places) -> TidyTable:
    """Coverage of the world tables of all editions."""
    notes = _Notes()
    zeros = _zeros(tables)
    lines = [
        line
        for table in tables
        for group, rows in groups(table).items()
        for line in _lines(table.source, group, rows, notes, zeros, places)
    ]
    if unused := sorted(notes.known.keys() - notes.met):
        raise BuildError(f"coverage_notes.csv: no table has {unused[:5]}")
    return TidyTable(
        path=PATH,
        source=f"usgs@{max(table.source.partition('@')[2] for table in tables)}",
        title="Coverage of supply tables: what stands for a blank, and what a total counts",
        columns=Line._fields,
        rows=sorted(lines, key=lambda line: tuple(map(str, line))),
    )


class _Notes:
    """What the notes of totals and of rows without a figure mean here."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], _Note] = {}
        self.met: set[tuple[str, str]] = set()
        for row in label_rows("usgs", "coverage_notes"):
            if row["effect"] not in EFFECTS:
                raise BuildError(f"coverage_notes.csv: unknown effect {row['effect']!r}")
            countries = tuple(filter(None, row["countries"].split(";")))
            self.known[row["of"], row["note"]] = _Note(
                EFFECTS[row["effect"]], countries, row["words"]
            )

    def of_total(self, note: str, group: Group) -> _Note:
        """Meaning of a note on a total; one without a line stops the build."""
        if ("total", note) not in self.known:
            raise BuildError(f"coverage_notes.csv: no line for {note!r} ({' '.join(group)})")
        self.met.add(("total", note))
        return self.known["total", note]

    def of_row(self, row: SupplyRow) -> _Note | None:
        """The first note of a row without a figure that says where its figure is."""
        found = [("row", note) for note in row.note if ("row", note) in self.known]
        self.met.update(found)
        return next((one for key in found if (one := self.known[key]).effect), None)


def _zeros(tables: Sequence[SupplyTable]) -> dict[tuple[Group, str], list[str]]:
    """Editions that print a zero, by table and country."""
    found: dict[tuple[Group, str], list[str]] = {}
    for table in tables:
        for group, rows in groups(table).items():
            for row in rows:
                if row.kind == "country" and row.state == "zero":
                    found.setdefault((group, row.iso3), []).append(table.source)
    return found


def _lines(
    source: str,
    group: Group,
    rows: Sequence[SupplyRow],
    notes: _Notes,
    zeros: dict[tuple[Group, str], list[str]],
    places: Places,
) -> Iterator[Line]:
    total = next((row for row in rows if row.kind == "total"), None)
    said = [notes.of_total(note, group) for note in (total.note if total else ())]
    if scope := [one.words for one in said if one.effect == model.SCOPE]:
        yield Line(*group, source, "", "", model.SCOPE, None, None, "; ".join(scope))
    outside = {iso3 for one in said for iso3 in one.countries}
    listed = {row.iso3 for row in rows if row.kind == "country"}
    for iso3 in sorted(outside - listed):
        yield Line(*group, source, places.names[iso3], iso3, model.OUTSIDE, None, None, source)
    smallest = _smallest(rows)
    for row in rows:
        if row.kind != "country" or row.state not in BLANK:
            continue
        key, note = (*group, source, row.country, row.iso3), notes.of_row(row)
        editions = sorted(set(zeros.get((group, row.iso3), [])) - {source})
        if row.iso3 in outside:
            yield Line(*key, model.OUTSIDE, None, None, source)
        elif note is not None:
            low = smallest if note.effect == model.LARGE else None
            yield Line(*key, note.effect, low, None, note.words or source)
        elif editions and row.state == "unknown":
            yield Line(*key, model.ZERO_ELSEWHERE, Decimal(0), Decimal(0), editions[-1])


def _smallest(rows: Sequence[SupplyRow]) -> Decimal | None:
    """Least that the smallest printed figure of a country stands for."""
    figures = [row.quantity for row in rows if row.kind == "country" and row.quantity]
    return Decimal(repr(printed(min(figures)).low)) if figures else None
