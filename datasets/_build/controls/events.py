"""Events that change the state of an export control, and stops without a legal measure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from controls.vocabulary import CONFIDENCE, DISRUPTIONS, EVENTS, GRADES, UNTIL, grade, target
from dates import Dated, dated
from labels import addresses, label_rows, listed_addresses, must_match, one_of, refuse_repeats
from places import Places
from tables import BuildError, RawRow

MORE = "+ "  # begins a cell of addresses that are read beside those of the compilation
ASSUMED = "assumed"  # precision of a day of announcement that was not seen: the event's own date


class Event(NamedTuple):
    """One event of one measure; each date has its precision beside it.

    ``announced`` is the day from which it could be known; where no such day was seen, its date.
    """

    event_id: str
    measure_id: str
    kind: str
    date: str
    date_precision: str
    until: str
    until_precision: str
    announced: str
    announced_precision: str
    instrument: str
    instrument_seen: str
    confidence: str
    grade: str
    evidence: tuple[str, ...]
    note: str


class End(NamedTuple):
    """Last day of a measure as once announced; the newest announcement holds."""

    measure_id: str
    ended: str
    ended_precision: str
    announced: str
    announced_precision: str
    instrument: str
    note: str


class Disruption(NamedTuple):
    """A stop that rests on no legal measure; each date has its precision beside it."""

    disruption_id: str
    jurisdiction_iso3: str
    kind: str
    who: str
    title: str
    target: str
    mineral: str
    item: str
    started: str
    started_precision: str
    ended: str
    ended_precision: str
    last_seen: str
    last_seen_precision: str
    grade: str
    evidence: tuple[str, ...]
    note: str


def used_as(use: str) -> set[str]:
    """Rows of the compilation that the label table of measures uses as something else."""
    lines = label_rows("controls", "measures")
    return {line["raw_id"] for line in lines if line["use_as"] == use}


def events(raw: dict[str, RawRow], known: set[str]) -> list[Event]:
    """One row per event and measure."""
    lines = label_rows("controls", "events")
    must_match(
        "controls/labels/events.csv", used_as("event"), {line["raw_id"] for line in lines} - {""}
    )
    rows = [event(line, raw, known) for line in lines]
    refuse_repeats("controls events", ((row.event_id, row.measure_id) for row in rows))
    return sorted(rows, key=lambda row: (row.date, row.event_id, row.measure_id))


def event(line: RawRow, raw: dict[str, RawRow], known: set[str]) -> Event:
    """One event; cells that its label line leaves empty come from the compilation."""
    where = f"controls/labels/events.csv {line['event_id']}"
    cells, evidence = line, listed_addresses(line["evidence"])
    if line["raw_id"]:
        row = raw[line["raw_id"]]
        cells = line | {
            "date": line["date"] or row["date_effective"],
            "announced": line["announced"] or row["date_announced"],
            "until": line["until"] or row["status_until"],
            "instrument": line["instrument"] or row["announcement_no"],
            "grade": line["grade"] or grade(row["source_grade"]),
        }
        compiled = addresses(row["source"], row["status_source"])
        if not line["evidence"]:
            evidence = compiled
        elif line["evidence"].startswith(MORE):
            evidence = listed_addresses(line["evidence"].removeprefix(MORE)) + compiled
    day, until = dated(cells["date"], where), dated(cells["until"], where)
    announced = dated(cells["announced"] or cells["date"], where)
    if not day.date or (until.date and until.date < day.date):
        raise BuildError(f"{where}: runs from {day.date!r} to {until.date!r}")
    if line["kind"] in UNTIL and not until.date:
        raise BuildError(f"{where}: no last day")
    return Event(
        event_id=line["event_id"],
        measure_id=one_of(f"{where}: measure", line["measure_id"], known),
        kind=one_of(f"{where}: kind", line["kind"], EVENTS),
        date=day.date,
        date_precision=day.precision,
        until=until.date,
        until_precision=until.precision,
        announced=announced.date,
        announced_precision=announced.precision if cells["announced"] else ASSUMED,
        instrument=cells["instrument"],
        instrument_seen=one_of(f"{where}: seen", line["instrument_seen"], ("yes", "no")),
        confidence=one_of(f"{where}: confidence", line["confidence"], CONFIDENCE),
        grade=one_of(f"{where}: grade", cells["grade"], set(GRADES.values())),
        evidence=evidence,
        note=line["note"],
    )


def ends(measures: Mapping[str, Dated]) -> list[End]:
    """Every announced end of the measures that have one, by their last days.

    A measure without a line had its end from its first announcement on. The newest line of a
    measure says what its own row says.
    """
    name = "controls/labels/ends.csv"
    rows = []
    for line in label_rows("controls", "ends"):
        where = f"{name} {line['measure_id']}"
        ended, announced = dated(line["ended"], where), dated(line["announced"], where)
        one_of(where, line["measure_id"], measures)
        if not ended.date or not announced.date:
            raise BuildError(f"{where}: no last day, or no day of its announcement")
        rows.append(End(line["measure_id"], *ended, *announced, line["instrument"], line["note"]))
    rows.sort(key=lambda row: (row.measure_id, row.announced))
    newest = {row.measure_id: Dated(row.ended, row.ended_precision) for row in rows}
    for key, last in newest.items():
        if measures[key] != last:
            raise BuildError(
                f"{name} {key}: {last.date}, and the measure ends {measures[key].date}"
            )
    return rows


def disruptions(
    raw: dict[str, RawRow], compiled: Sequence[RawRow], places: Places
) -> list[Disruption]:
    """One row per stop and mineral."""
    lines = label_rows("controls", "disruptions")
    ids = {line["raw_id"] for line in lines}
    must_match("controls/labels/disruptions.csv", used_as("disruption"), ids)
    if absent := ids - {row["measure_id"] for row in compiled}:
        raise BuildError(f"controls/labels/disruptions.csv: not compiled: {sorted(absent)}")
    minerals = {
        line["raw_id"]: line["mineral"]
        for line in label_rows("controls", "minerals")
        if line["scope"] == "disruption"
    }
    rows = [
        disruption(line, raw[line["raw_id"]], minerals[line["raw_id"]], places) for line in lines
    ]
    return sorted(rows, key=lambda row: row.disruption_id)


def disruption(line: RawRow, raw: RawRow, mineral: str, places: Places) -> Disruption:
    """One stop: the compilation's words, the label line's kind, target and days."""
    where = f"controls/labels/disruptions.csv {line['raw_id']}"
    home = re.sub(r" \(.*\)", "", raw["jurisdiction"])
    if places.iso3(home, where) != line["jurisdiction_iso3"]:
        raise BuildError(f"{where}: {raw['jurisdiction']} is not {line['jurisdiction_iso3']}")
    started, ended, last_seen = (
        dated(line[name], f"{where} {name}") for name in ("started", "ended", "last_seen")
    )
    return Disruption(
        disruption_id=line["raw_id"],
        jurisdiction_iso3=line["jurisdiction_iso3"],
        kind=one_of(f"{where}: kind", line["kind"], DISRUPTIONS),
        who=raw["authority"],
        title=raw["title"],
        target=target(line["target"], places, where),
        mineral=mineral,
        item=line["item"],
        started=started.date,
        started_precision=started.precision,
        ended=ended.date,
        ended_precision=ended.precision,
        last_seen=last_seen.date,
        last_seen_precision=last_seen.precision,
        grade=grade(raw["source_grade"]),
        evidence=addresses(raw["source"], raw["status_source"]),
        note=line["note"],
    )
