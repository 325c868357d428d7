"""Events that change the state of an export control, and stops without a legal measure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from controls.vocabulary import DISRUPTIONS, EVENTS, GRADES, UNTIL, grade, target
from dates import dated
from labels import addresses, label_rows, listed_addresses, must_match, one_of, refuse_repeats
from places import Places
from tables import BuildError, RawRow


class Event(NamedTuple):
    """One event of one measure; each date has its precision beside it."""

    event_id: str
    measure_id: str
    kind: str
    date: str
    date_precision: str
    until: str
    until_precision: str
    instrument: str
    instrument_seen: str
    confidence: str
    grade: str
    evidence: tuple[str, ...]
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
            "until": line["until"] or row["status_until"],
            "instrument": line["instrument"] or row["announcement_no"],
            "grade": line["grade"] or grade(row["source_grade"]),
        }
        if not line["evidence"]:
            evidence = addresses(row["source"], row["status_source"])
    day, until = dated(cells["date"], where), dated(cells["until"], where)
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
        instrument=cells["instrument"],
        instrument_seen=one_of(f"{where}: seen", line["instrument_seen"], ("yes", "no")),
        confidence=line["confidence"],
        grade=one_of(f"{where}: grade", cells["grade"], set(GRADES.values())),
        evidence=evidence,
        note=line["note"],
    )


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
