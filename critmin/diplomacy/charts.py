"""Charts of `agreements` and `events`: timelines with the day of the answer marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from critmin.answers.chart_of_answer import first_sentence
from critmin.answers.finding import LONGEST, finding
from critmin.answers.table import Table, several
from critmin.charts.model import Chart, Moment, Part, Stacks, Timeline, capital, distinct
from critmin.core.dates import in_words
from critmin.core.wording import counted, few, listed, lower, mineral_name, place, the
from critmin.diplomacy.query import control
from critmin.diplomacy.records import EVERYONE
from critmin.export_controls.announcements import joined, named
from critmin.export_controls.bundled_tables import measures as controls
from critmin.export_controls.measure import Measure
from critmin.export_controls.state import pauses
from critmin.summaries.controls_and_diplomacy import AGREED, EVENTS
from critmin.summaries.phrases import possessive

Row = dict[str, Any]
MOST = 24  # most records drawn; the newest are
MOST_NAMED = 4  # most minerals or countries named for one record
SUSPENSION = "suspension"  # kind of an event that suspends the controls of an earlier one
# Lanes of agreements by a party, the first that fits; the others share one.
LANES = ("USA", "eu27", "JPN")
SHORT = {"mou": "memorandum"}
SEEN = re.compile(r" \((as seen by [^)]*)\)")
UNREAD = "Most texts were not read: others may name minerals too."


def agreements(table: Table) -> Chart | None:
    """Timeline of agreements with a lane for each large buyer; too many are counted by year."""
    every = [row for row in table.records() if row["agreement_id"] is not None]
    if not every:
        return None
    states = Counter(AGREED[str(row["status"])] for row in every).most_common(3)
    said = listed([f"{number} {state}" for state, number in states])
    short = f"{counted(len(every), 'agreement')} or talks on minerals: {said}"
    clause = first_sentence(table.summary).partition("; ")[0]
    seen = SEEN.search(clause)
    clause = SEEN.sub("", clause)
    title = finding(table, clause if len(clause) <= LONGEST else short)
    note = f"{UNREAD} States {seen[1]}." if seen else UNREAD
    lanes = [lane for lane in LANES if any(_lane(row) == lane for row in every)] + [""]
    if len(every) > MOST:
        return _by_year(every, lanes, title, note)
    return Timeline(
        title=title,
        topic="Agreements and talks on critical minerals, by day of signature",
        subtitle="Marked: the text or reports name a mineral",
        note=note,
        today=str(table.query["as_of"]),
        moments=tuple(
            Moment(
                _agreement(row),
                str(row["date"]),
                lane=_lane_title(lane),
                highlight=bool(row["minerals"] or row["minerals_reported"]),
                state=f"{AGREED[str(row['status'])]}{'' if row['grounded'] else ', no page seen'}",
            )
            for lane in lanes
            for row in every
            if _lane(row) == lane
        ),
    )


def _by_year(every: Sequence[Row], lanes: Sequence[str], title: str, note: str) -> Stacks:
    """Number of agreements signed in each year, by large buyer."""
    years = sorted({str(row["date"])[:4] for row in every})
    counts = Counter((str(row["date"])[:4], _lane(row)) for row in every)
    return Stacks(
        title=title,
        topic="Agreements and talks on critical minerals, by year of signature",
        subtitle="Number by party; one of several of them is counted with the first named here",
        note=note,
        parts=tuple(
            Part("", year, _lane_title(lane), counts[year, lane], key=lane if lane else "")
            for year in years
            for lane in lanes
            if counts[year, lane]
        ),
    )


def _lane(row: Row) -> str:
    """Party whose lane an agreement is in; empty for the others."""
    return next((lane for lane in LANES if lane in row["parties"]), "")


def _lane_title(lane: str) -> str:
    return place(lane) if lane else "Others"


def _agreement(row: Row) -> str:
    """Parties other than that of the lane, kind and minerals."""
    lane = _lane(row)
    others = [place(code) for code in row["parties"] if code != lane]
    whom = few(others, MOST_NAMED - 1) if len(others) > MOST_NAMED else listed(others)
    found = distinct([*row["minerals"], *row["minerals_reported"]])
    named = [lower(mineral_name(slug)) for slug in found]
    about = f" on {few(named) if len(named) > MOST_NAMED else listed(named)}" if named else ""
    kind = SHORT.get(row["kind"], str(row["kind"]).replace("-", " "))
    return capital(f"{whom or f'{place(lane)} alone'}: {kind}{about}")


def events(table: Table) -> Chart | None:
    """Timeline of events with a lane for each actor; a chain in one lane, in its order."""
    every = [row for row in table.records() if row["event_id"] is not None]
    chain = str(table.query.get("chain") or "")
    chained = bool(chain) and chain != EVERYONE
    shown = _pivotal(every, chained=chained)
    if not shown:
        return None
    ranked = [(row, "" if chained else _actors(row)) for row in shown]
    lanes = distinct([lane for _, lane in ranked])
    bold = "Marked: the step asked for" if chained else "Marked: export controls"
    return Timeline(
        title=finding(table, _chain(every) if chained else _kinds(every)),
        topic="Tariffs, export controls and the answers to them",
        subtitle=f"{bold}. Bars: the controls of a step",
        note=_note(every, shown, chained=chained),
        today=str(table.query["as_of"]),
        moments=tuple(
            _moment(row, where, chained) for lane in lanes for row, where in ranked if where == lane
        ),
    )


def _pivotal(every: Sequence[Row], *, chained: bool) -> list[Row]:
    """Events fewest steps from the one asked for, else those with most links; by day."""

    def weight(row: Row) -> int:
        if chained:
            return abs(int(row["step"] or 0))
        return -len(several(row["answers"])) - len(several(row["answered_by"]))

    kept = sorted(reversed(every), key=weight)[:MOST]
    return [row for row in every if row in kept]


def _chain(every: Sequence[Row]) -> str:
    """The step asked for and the size of its chain, as a title."""
    first, last = (in_words(str(row["date"])[:7]) for row in (every[0], every[-1]))
    span = f"from {first} to {last}" if first != last else f"in {first}"
    own = [row for row in every if row["step"] == 0]
    if not own:
        return f"A chain of {counted(len(every), 'event')} {span}"
    who, day = possessive(the(_actors(own[0]), start=True)), in_words(str(own[0]["date"]))
    return f"{who} step of {day} stands in a chain of {counted(len(every), 'event')}, {span}"


def _kinds(every: Sequence[Row]) -> str:
    """Number of events by kind, as a title."""
    first, last = (in_words(str(row["date"])[:7]) for row in (every[0], every[-1]))
    kinds = Counter(str(kind) for row in every for kind in several(row["kinds"])[:1])
    said = [counted(n, *EVENTS.get(kind, (kind, ""))) for kind, n in kinds.most_common(3)]
    rest = len(every) - sum(n for _, n in kinds.most_common(3))
    said += [counted(rest, "other")] if rest else []
    span = f"from {first} to {last}" if first != last else f"in {first}"
    return f"{counted(len(every), 'event')} {span}: {listed(said)}"


def _moment(row: Row, lane: str, chained: bool) -> Moment:
    """Event; the controls that it began are a bar, with their suspensions on it.

    A suspension of only some of them is in no bar: the state names the part.
    """
    start = str(row["date"])
    begun = _begun(row)
    spans = _suspended(begun, start)
    return Moment(
        f"{_actors(row)}: {_event(row)}" if chained else _event(row),
        start,
        None,
        lane,
        row["step"] == 0 if chained else "export-control" in row["kinds"],
        lasting=bool(begun),
        suspended=spans,
        state="no page seen" if not row["grounded"] else "" if spans else _suspended_part(begun),
        confirmed=min((_shown(one) for one in begun), default=""),
    )


def _begun(row: Row) -> list[Measure]:
    """Controls that an event began and that have not ended; not those that it suspends or eases."""
    if SUSPENSION in row["kinds"] or "export-control" not in row["kinds"]:
        return []
    return [one for id_ in row["control_ids"] if (one := control(id_)).ended is None]


def _suspended(begun: Sequence[Measure], start: str) -> tuple[tuple[str, str], ...]:
    """Spans in which all controls that an event began are suspended."""
    spans = [
        {
            (pause.start if pause.start > start else "", pause.until.last)
            for pause in pauses(one)
            if pause.until.last > start
        }
        for one in begun
    ]
    return tuple(sorted(set.intersection(*spans))) if spans else ()


def _suspended_part(begun: Sequence[Measure]) -> str:
    """Which of the controls that an event began are suspended, and until when."""
    held = [one for one in begun if pauses(one)]
    if not held:
        return ""
    until = max(pauses(one)[-1].until for one in held)
    return f"{joined(named(held, controls()))} suspended to {in_words(until.text)}"


def _shown(one: Measure) -> str:
    """Last day on which a source shows the state of a control."""
    return max([one.verified_through, *(pause.until.last for pause in pauses(one))])


def _actors(row: Row) -> str:
    return listed([place(code) for code in row["actors"]])


def _event(row: Row) -> str:
    """Title and targets of an event."""
    whom = [the(place(code)) for code in row["targets"] if code not in {EVERYONE, *row["actors"]}]
    towards = f" (towards {listed(whom)})" if whom else ""
    return f"{row['title']}{towards}"


def _note(every: Sequence[Row], shown: Sequence[Row], *, chained: bool) -> str:
    """Small print: which events are drawn, and how to read what answers what."""
    gone = len(every) - len(shown)
    kept = "nearest to it" if chained else "with most links to others"
    left = f"Drawn: the {len(shown)} {kept}; {gone} more are in the table. " if gone else ""
    return f"{left}What answers what is as reported or read, not proven."
