"""Export controls: measures, what they cover, events that change their state, disruptions.

Our own table, made from a compilation of measures and its review. The compilation gives
announcement, authority, days and evidence; the tables ``labels/*.csv`` say, row by row, what
each row of the compilation, of the review, of the scope table and of USGS table T4 becomes. A row
without a label line, a label line without a row, a cell with two dates, an unknown type, mineral,
form or country: each stops the build.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from controls import cover, events, fixes
from controls.vocabulary import CONFIDENCE, GRADES, SOURCE, grade, target
from corrections import Ledger
from dates import Dated, dated
from labels import (
    REVIEW,
    addresses,
    check_review,
    label_rows,
    listed_addresses,
    must_match,
    one_of,
    refuse_repeats,
)
from places import Places
from tables import BuildError, Cell, RawRow, TidyTable, read_rows

from critmin.export_controls.state import TYPES

MEASURES = "policy/export_measures.csv"
CONTROLS = "policy/export_controls.csv"
SCOPE = "policy/review/control_hs_scope.csv"
OECD = "policy/oecd_inventory_facts.csv"
T4 = "usgs/2026/figs_tables/MCS2026_T4_Country_Export_Control.csv"
FIXES = "policy/second/control_fixes.csv"
RETRANSFER = ("", "yes", "unknown")
REVIEWED = ("export_measures.csv", "export_controls.csv")


class Measure(NamedTuple):
    """One export control; each date has its precision beside it."""

    measure_id: str
    jurisdiction_iso3: str
    authority: str
    announcement: str
    title: str
    type: str
    target: str
    retransfer: str
    announced: str
    announced_precision: str
    effective: str
    effective_precision: str
    ended: str
    ended_precision: str
    verified_through: str
    verified_by: str
    confidence: str
    grade: str
    source: str
    evidence: tuple[str, ...]
    note: str


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """The tables of ``datasets/controls``."""
    raw = {
        row["measure_id"]: row
        for row in ledger.apply(SOURCE, MEASURES, read_rows(sources / MEASURES))
    }
    compiled = read_rows(sources / CONTROLS)
    lines = label_rows("controls", "review")
    check_review("controls/labels/review.csv", REVIEWED, read_rows(sources / REVIEW), lines)
    measures = [*compiled_measures(raw, places), *added_measures(places)]
    refuse_repeats("controls measures", (measure.measure_id for measure in measures))
    measures.sort(key=lambda m: (m.jurisdiction_iso3, m.announced, m.measure_id))
    known = {measure.measure_id for measure in measures}
    covered = cover.covers(compiled, read_rows(sources / T4), known)
    national = cover.national_codes(compiled, covered)
    codes = cover.codes(read_rows(sources / SCOPE), national, covered)
    happened = events.events(raw, known)
    ends = events.ends({m.measure_id: Dated(m.ended, m.ended_precision) for m in measures})
    fixed = fixes.fixes(read_rows(sources / FIXES), known | {event.event_id for event in happened})
    stops = events.disruptions(raw, compiled, places)
    shares = cover.world_shares(read_rows(sources / OECD))
    return [
        _table("measures", "Export controls: measures", Measure._fields, measures),
        _table(
            "measure_minerals",
            "Export controls: minerals and items of each measure",
            cover.Cover._fields,
            covered,
        ),
        _table(
            "measure_codes",
            "Export controls: HS codes of each measure and mineral, wholly or partly inside",
            cover.Code._fields,
            codes,
        ),
        _table(
            "national_codes",
            "Export controls: Chinese customs codes named for each item",
            cover.NationalCode._fields,
            national,
        ),
        _table("events", "Export controls: events", events.Event._fields, happened),
        _table("ends", "Export controls: each last day as announced", events.End._fields, ends),
        _table(
            "fixes",
            "Export controls: corrections proposed in November 2026, and what became of each",
            fixes.Fix._fields,
            fixed,
        ),
        _table(
            "disruptions",
            "Production halts, conflicts, proposals and informal instructions",
            events.Disruption._fields,
            stops,
        ),
        _table(
            "world_shares",
            "Share of world trade under some export restriction, by the OECD's inventory",
            cover.WorldShare._fields,
            shares,
        ),
    ]


def _table(
    name: str, title: str, columns: Sequence[str], rows: Sequence[tuple[Cell, ...]]
) -> TidyTable:
    return TidyTable(f"controls/{name}.csv", SOURCE, title, columns, rows)


def compiled_measures(raw: dict[str, RawRow], places: Places) -> list[Measure]:
    """Measures made from the compilation; every row of it is used or left out with a reason."""
    lines = label_rows("controls", "measures")
    must_match("controls/labels/measures.csv", raw, (line["raw_id"] for line in lines))
    uses = ("measure", "event", "disruption", "left_out")
    found = []
    for line in lines:
        if one_of("controls/labels/measures.csv: use_as", line["use_as"], uses) == "measure":
            found.append(compiled_measure(line, raw[line["raw_id"]], places))
        elif not line["note"]:
            raise BuildError(f"controls/labels/measures.csv: no reason for {line['raw_id']}")
    return found


def compiled_measure(line: RawRow, raw: RawRow, places: Places) -> Measure:
    """One measure: the compilation's words and days, the label line's type, target and check."""
    one_of(
        "controls: confidence of the compilation", raw["confidence"], ("confirmed by a page seen",)
    )
    cells = {
        **line,
        "jurisdiction_iso3": places.iso3(raw["jurisdiction"], f"{MEASURES} {line['raw_id']}"),
        "authority": raw["authority"],
        "announcement": line["announcement"] or raw["announcement_no"],
        "title": line["title"] or raw["title"],
        "announced": raw["date_announced"],
        "effective": line["effective"] or raw["date_effective"],
        "confidence": "page_seen",
        "grade": grade(raw["source_grade"]),
        "source": SOURCE,
    }
    evidence = (listed_addresses(line["evidence"]) if line["evidence"] else ()) + addresses(
        raw["source"], raw["status_source"]
    )
    return checked(cells, evidence or (f"no address: {raw['source_grade']}",), places)


def added_measures(places: Places) -> list[Measure]:
    """Measures that the review and USGS table T4 add to the compilation."""
    return [
        checked(line, listed_addresses(line["evidence"]), places)
        for line in label_rows("controls", "added")
    ]


def checked(line: RawRow, evidence: tuple[str, ...], places: Places) -> Measure:
    """A measure with its words checked and its dates taken apart."""
    where = f"controls {line['measure_id']}"
    dates = {
        name: dated(line[name], f"{where} {name}")
        for name in ("announced", "effective", "ended", "verified_through")
    }
    announced, effective, ended, verified = dates.values()
    if not announced.date or verified.precision not in {"", "day"}:
        raise BuildError(f"{where}: no day announced, or verified_through is no day")
    if ended.date and effective.date > ended.date:
        raise BuildError(f"{where}: ends on {ended.date} before it takes effect")
    grades = (*GRADES.values(), "publisher", "none")
    return Measure(
        measure_id=line["measure_id"],
        jurisdiction_iso3=one_of(f"{where}: jurisdiction", line["jurisdiction_iso3"], places.names),
        authority=line.get("authority", ""),
        announcement=line.get("announcement", ""),
        title=line.get("title", ""),
        type=one_of(f"{where}: type", line["type"], TYPES),
        target=target(line["target"], places, where),
        retransfer=one_of(f"{where}: retransfer", line["retransfer"], RETRANSFER) or "no",
        announced=announced.date,
        announced_precision=announced.precision,
        effective=effective.date,
        effective_precision=effective.precision,
        ended=ended.date,
        ended_precision=ended.precision,
        verified_through=verified.date,
        verified_by=line.get("verified_by", ""),
        confidence=one_of(f"{where}: confidence", line["confidence"], CONFIDENCE),
        grade=one_of(f"{where}: grade", line["grade"], grades),
        source=line.get("source", ""),
        evidence=evidence,
        note=line.get("note", ""),
    )
