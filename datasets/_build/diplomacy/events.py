"""Events of the trade dispute: tariffs, controls, answers and easings, and what answers what.

Our own tables, made from a compilation. ``labels/events.csv`` says of each row what it is if it is
more or less than the compilation says (a threat, a tariff and a control in one), and what says
that it answers another event. An unknown event, an answer that is older than what it
answers, a circle: each stops the build.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from dates import dated
from diplomacy.vocabulary import BASES, SOURCE, VERIFIED, confidence, place, whole
from labels import addresses, label_rows, listed_addresses, must_match, one_of, parts
from labels import refuse_repeats as refuse_repeated
from places import Places
from tables import BuildError, RawRow, TidyTable, read_rows

from critmin.diplomacy.records import EVENT_KINDS

FILE = "policy/second/triggers.csv"
LABELS = "diplomacy/labels/events.csv"


class Event(NamedTuple):
    """One event; ``targets`` may hold ``all``."""

    event_id: str
    date: str
    date_precision: str
    kinds: tuple[str, ...]
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    title: str
    measures: tuple[str, ...]
    confidence: str
    verified_through: str
    evidence: tuple[str, ...]
    note: str


class Link(NamedTuple):
    """One answer to one event, and what says so."""

    event_id: str
    answers: str
    basis: str


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Events, and which answers which."""
    raw = ledger.apply(SOURCE, FILE, read_rows(sources / FILE))
    refuse_repeated(FILE, (row["event_id"] for row in raw))
    lines = {line["event_id"]: line for line in label_rows("diplomacy", "events")}
    must_match(LABELS, (row["event_id"] for row in raw), lines)
    rows = {row["event_id"]: event(row, lines[row["event_id"]], places) for row in raw}
    links = [
        Link(row["event_id"], older, lines[row["event_id"]]["basis"])
        for row in raw
        for older in parts(row["answers_to"])
    ]
    answering = {link.event_id for link in links}
    must_match(f"{LABELS}: basis", answering, {i for i, line in lines.items() if line["basis"]})
    order = in_order(rows, links)
    events = sorted(rows.values(), key=lambda row: order[row.event_id])
    links.sort(key=lambda link: (order[link.event_id], order[link.answers]))
    return [
        TidyTable(
            path="diplomacy/events.csv",
            source=SOURCE,
            title="Tariffs, export controls and answers to them since October 2022",
            columns=Event._fields,
            rows=events,
        ),
        TidyTable(
            path="diplomacy/event_links.csv",
            source=SOURCE,
            title="Which event answers which",
            columns=Link._fields,
            rows=links,
        ),
    ]


def event(raw: RawRow, line: RawRow, places: Places) -> Event:
    """One event: the compilation's row, and what its label line says."""
    where = f"{LABELS} {raw['event_id']}"
    day = dated(line["date"] or raw["day"], where)
    kinds = parts(line["kinds"]) or (raw["kind"],)
    actors = tuple(place(text, places, where) for text in parts(raw["actor_iso3"]))
    targets = tuple(place(text, places, where, every=True) for text in parts(raw["target_iso3"]))
    whole(where, day.date and actors and targets, "day, actor or target")
    evidence = listed_addresses(line["evidence"]) if line["evidence"] else ()
    one_of(f"{where}: basis", line["basis"], BASES)
    return Event(
        event_id=raw["event_id"],
        date=day.date,
        date_precision=day.precision,
        kinds=tuple(one_of(f"{where}: kind", kind, EVENT_KINDS) for kind in kinds),
        actors=actors,
        targets=targets,
        title=raw["what"],
        measures=parts(raw["measure_id"]),
        confidence=confidence(raw["confidence"]),
        verified_through=VERIFIED,
        evidence=evidence or addresses(raw["evidence"]),
        note=line["note"],
    )


def in_order(rows: Mapping[str, Event], links: Sequence[Link]) -> dict[str, int]:
    """Place of each event: by date, an answer after what it answers.

    An unknown event, an answer older than what it answers, or a circle stops the build.
    """
    refuse_repeated(FILE, ((link.event_id, link.answers) for link in links))
    older: dict[str, set[str]] = {id_: set() for id_ in rows}
    for link in links:
        one_of(f"{FILE} {link.event_id}: answers", link.answers, rows)
        older[link.event_id].add(link.answers)
    try:
        steps = {id_: at for at, id_ in enumerate(TopologicalSorter(older).static_order())}
    except CycleError as circle:
        raise BuildError(f"{FILE}: events answer one another in a circle: {circle}") from circle
    for link in links:
        answer, first = rows[link.event_id].date, rows[link.answers].date
        known = min(len(answer), len(first))  # a month is compared with a month
        if answer[:known] < first[:known]:
            raise BuildError(f"{FILE} {link.event_id}: older than {link.answers}")
    depth: dict[str, int] = {}
    for id_ in sorted(rows, key=steps.__getitem__):
        depth[id_] = 1 + max((depth[one] for one in older[id_]), default=0)
    ranked = sorted(rows, key=lambda id_: (rows[id_].date, depth[id_], id_))
    return {id_: at for at, id_ in enumerate(ranked)}
