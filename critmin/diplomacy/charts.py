"""Charts of `agreements` and `events`: timelines with the day of the answer marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from critmin.answers.table import Table
from critmin.charts.model import Chart, Moment, Timeline, capital, distinct
from critmin.core.wording import counted, listed, lower, mineral_name, place, the
from critmin.diplomacy.query import control
from critmin.diplomacy.records import EVERYONE
from critmin.export_controls.state import suspension

Row = dict[str, Any]
MOST = 40  # most records drawn; the newest are
MOST_NAMED = 4  # most minerals or countries named for one record
# Lanes of agreements by a party, the first that fits; the others share one.
LANES = ("USA", "eu27", "JPN")
SHORT = {"mou": "memorandum"}


def agreements(table: Table) -> Chart | None:
    """Timeline of agreements with a lane for each large buyer; None without any."""
    every = [row for row in table.records() if row["agreement_id"] is not None]
    shown = every[-MOST:]
    if not shown:
        return None
    lanes = [lane for lane in LANES if any(_lane(row) == lane for row in shown)] + [""]
    day = str(table.query["as_of"])
    return Timeline(
        topic="Agreements on critical minerals, by day of signature",
        subtitle=f"In bold: the text or reports name a mineral. Dashed: {day}",
        note=_note(every, shown, "Unknown is not no: most texts were not read."),
        today=day,
        moments=tuple(
            Moment(
                _agreement(row),
                str(row["date"]),
                lane=_lane_title(lane),
                highlight=bool(row["minerals"] or row["minerals_reported"]),
            )
            for lane in lanes
            for row in shown
            if _lane(row) == lane
        ),
    )


def _lane(row: Row) -> str:
    """Party whose lane an agreement is in; empty for the others."""
    return next((lane for lane in LANES if lane in row["parties"]), "")


def _lane_title(lane: str) -> str:
    return place(lane) if lane else "Others"


def _agreement(row: Row) -> str:
    """Parties other than that of the lane, kind, minerals and status."""
    lane = _lane(row)
    others = [place(code) for code in row["parties"] if code != lane]
    whom = others if len(others) <= MOST_NAMED else [*others[: MOST_NAMED - 1], "others"]
    found = distinct([*row["minerals"], *row["minerals_reported"]])
    named = [lower(mineral_name(slug)) for slug in found]
    if len(named) > MOST_NAMED:
        named = [*named[:MOST_NAMED], f"{len(named) - MOST_NAMED} more"]
    kind = SHORT.get(row["kind"], row["kind"])
    about = f" on {', '.join(named)}" if named else ""
    status = str(row["status"]).replace("-", " ")
    unseen = "" if row["grounded"] else ", no page seen"
    return capital(f"{listed(whom) or 'no other party'}: {kind}{about} ({status}{unseen})")


def events(table: Table) -> Chart | None:
    """Timeline of events with a lane for each actor; a chain in one lane, in its order."""
    every = [row for row in table.records() if row["event_id"] is not None]
    shown = every[-MOST:]
    if not shown:
        return None
    day = str(table.query["as_of"])
    chained = "chain" in table.query
    ranked = [(row, "" if chained else _actors(row)) for row in shown]
    lanes = distinct([lane for _, lane in ranked])
    bold = "In bold: asked for" if chained else "In bold: export controls"
    return Timeline(
        topic="Tariffs, export controls and the answers to them",
        subtitle=f"{bold}. Bars: control suspended. Dashed: {day}",
        note=_note(every, shown, "What answers what is as reported or read, not proven."),
        today=day,
        moments=tuple(
            _moment(row, where, day, chained)
            for lane in lanes
            for row, where in ranked
            if where == lane
        ),
    )


def _moment(row: Row, lane: str, day: str, chained: bool) -> Moment:
    since, until = _suspended(row, day)
    start = str(row["date"])
    return Moment(
        f"{_actors(row)}: {_event(row)}" if chained else _event(row),
        start,
        None,
        lane,
        row["step"] == 0 if chained else "export-control" in row["kinds"],
        suspended=((since if since > start else "", until),) if until > start else (),
    )


def _actors(row: Row) -> str:
    return listed([place(code) for code in row["actors"]])


def _event(row: Row) -> str:
    """Title, targets and what is not certain of an event."""
    unseen = " (no page seen)" if not row["grounded"] else ""
    whom = [the(place(code)) for code in row["targets"] if code not in {EVERYONE, *row["actors"]}]
    towards = f" (towards {listed(whom)})" if whom else ""
    return f"{row['title']}{towards}{unseen}"


def _suspended(row: Row, day: str) -> tuple[str, str]:
    """First and last day of the suspension of an event's controls begun by the day; else empty."""
    found = (suspension(control(id_), day) for id_ in row["control_ids"])
    pauses = [pause for pause in found if pause is not None and pause.start <= day]
    if not pauses:
        return "", ""
    return min(pause.start for pause in pauses), max(pause.until.last for pause in pauses)


def _note(every: Sequence[Row], shown: Sequence[Row], more: str) -> str:
    """Small print: what is not drawn, and how to read the rest."""
    gone = len(every) - len(shown)
    older = f"{counted(gone, 'older record')} not drawn. " if gone else ""
    return f"{older}{more}"
