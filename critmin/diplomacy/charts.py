"""Charts of `agreements` and `events`: timelines with the day of the answer marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from critmin.answers.finding import finding, first_sentence
from critmin.answers.table import Table, several
from critmin.charts.labels import TITLE
from critmin.charts.model import Chart, Moment, Part, Stacks, Timeline, distinct
from critmin.core import names
from critmin.core.control_words import NOUNS
from critmin.core.dates import in_words
from critmin.core.wording import capital, counted, few, listed, lower, mineral_name, place, the
from critmin.diplomacy.bundled_tables import events as bundled_events
from critmin.diplomacy.query import control, places
from critmin.diplomacy.records import EVERYONE
from critmin.export_controls.announcements import joined, named
from critmin.export_controls.bundled_tables import measures as controls
from critmin.export_controls.measure import Measure
from critmin.export_controls.state import pauses
from critmin.summaries.controls_and_diplomacy import AGREED, EVENTS
from critmin.summaries.phrases import possessive

Row = dict[str, Any]
MOST = 24  # most agreements drawn
MOST_EVENTS = 18
SEVEN = "g7"
PERCENT = re.compile(r"(?<=\d) percent\b")
# Rates that are not said to be of a duty.
RATE = re.compile(r"\d+%(?: more)?(?= on US goods| from 1 November)")
POINTS = re.compile(r"^\d+ points(?= suspended)")
MOST_NAMED = 4  # most minerals or countries named for one record
SUSPENSION = "suspension"  # kind of an event that suspends the controls of an earlier one
# Lanes of agreements by a party, the first that fits; the others share one.
LANES = ("USA", "eu27", "JPN")
NO_DEAL = frozenset({"under-way", "broken-off"})  # talks, whatever their kind
GONE = frozenset({"followed", "superseded", "ended", "broken-off"})
SEEN = re.compile(r" \((as seen by [^)]*)\)")
UNREAD = (
    "In brackets: kind, and minerals that the text or reports name; most texts were not read "
    "in full."
)


def agreements(table: Table) -> Chart | None:
    """Timeline of agreements with a lane for each large buyer; too many are counted by year."""
    every = [row for row in table.records() if row["agreement_id"] is not None]
    if not every:
        return None
    states = Counter(AGREED[str(row["status"])] for row in every).most_common(3)
    said = listed([f"{number} {state}" for state, number in states])
    one, many = _kind(every)
    short = f"{counted(len(every), one, many)} on minerals: {said}"
    clause = first_sentence(table.summary).partition("; ")[0]
    seen = SEEN.search(clause)
    clause = SEEN.sub("", clause)
    title = finding(table, clause if len(clause) <= TITLE else short)
    note = f"{UNREAD} Status {seen[1]}." if seen else UNREAD
    lanes = [lane for lane in LANES if any(_lane(row) == lane for row in every)] + [""]
    if len(every) > MOST:
        return _by_year(every, lanes, title, note)
    years = sorted({str(row["date"])[:4] for row in every}, reverse=True)
    standing = _standing(table, every)
    if "partner" in standing:
        bloc = names.members(_party(table), str(table.query["as_of"]))
        outside = f" outside {the(place(_party(table)))}" if bloc else ""
        note = f"{note} A bloc such as the G7 counts as its members{outside}."
    return Timeline(
        title=standing or title,
        topic=f"{capital(_both(every))} on critical minerals",
        subtitle="Partners by year; memoranda in force unless brackets say otherwise",
        note=note,
        today=str(table.query["as_of"]),
        listed=True,
        moments=tuple(
            Moment(
                capital(" \u00b7 ".join(_agreement(row, _party(table)) for row in own)),
                year,
                lane=counted(len(own), one, many),
                records=len(own),
            )
            for year in years
            for own in [[row for row in every if str(row["date"])[:4] == year]]
        ),
    )


def _kind(every: Sequence[Row]) -> tuple[str, str]:
    """One record and several of them: agreements, with talks only where there are some."""
    if any(row["kind"] == "talks" or row["status"] in NO_DEAL for row in every):
        return "agreement or talk", "agreements or talks"
    return "agreement", "agreements"


def _both(every: Sequence[Row]) -> str:
    return _kind(every)[1].replace(" or ", " and ")


def _party(table: Table) -> str:
    """The one party asked for, as in the rows; empty where none or several were."""
    given = places(table.query.get("party") or ())
    return given[0] if len(given) == 1 else ""


def _standing(table: Table, every: Sequence[Row]) -> str:
    """How many agreements of the party asked for stand, as a title; empty without a party."""
    party = _party(table)
    if not party or table.query.get("minerals"):
        return ""
    gone = sum(str(row["status"]) in GONE for row in every)
    if gone == len(every):
        return ""
    left = [row for row in every if str(row["status"]) not in GONE]
    what = counted(len(left), *(f"current {kind}" for kind in _kind(left)))
    rest = f"; {gone} earlier {'one was' if gone == 1 else 'ones were'} replaced or followed up"
    since = str(every[0]["date"])[:4]
    who = the(place(party), start=True)
    own = {party, *names.members(party, str(table.query["as_of"]))}
    current = [row for row in every if str(row["status"]) not in GONE]
    others = {code for row in current for code in row["parties"]} - own
    whom = f" with {counted(len(others), 'partner')}" if others else ""
    return f"{who} has {what} on minerals{whom} since {since}{rest if gone else ''}"


def _by_year(every: Sequence[Row], lanes: Sequence[str], title: str, note: str) -> Stacks:
    """Number of agreements signed in each year, by large buyer."""
    years = sorted({str(row["date"])[:4] for row in every})
    counts = Counter((str(row["date"])[:4], _lane(row)) for row in every)
    return Stacks(
        title=title,
        topic=f"{capital(_both(every))} on critical minerals, by year of signature",
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


def _agreement(row: Row, party: str) -> str:
    """Parties other than the one asked for, with kind, minerals and state."""
    codes = [code for code in row["parties"] if code != party]
    seven = set(names.members(SEVEN, f"{row['date']}-12-31"[:10]))
    if seven <= set(codes):
        codes = [SEVEN, *(code for code in codes if code not in seven)]
    others = [place(code) for code in codes]
    whom = few(others, MOST_NAMED - 1) if len(others) > MOST_NAMED else listed(others)
    found = distinct([*row["minerals"], *row["minerals_reported"]])
    named = [lower(mineral_name(slug)) for slug in found]
    said = [] if row["kind"] == "mou" else [str(row["kind"]).replace("-", " ")]
    said += [few(named, MOST_NAMED) if len(named) > MOST_NAMED else listed(named)] if named else []
    said += [] if row["status"] == "in-force" else [AGREED[str(row["status"])]]
    said += [] if row["grounded"] else ["no page seen"]
    about = f" ({'; '.join(said)})" if said else ""
    return f"{whom or f'{place(party)} alone'}{about}"


def events(table: Table) -> Chart | None:
    """Timeline of events with a lane for each actor; a chain as a list, in its order."""
    every = [row for row in table.records() if row["event_id"] is not None]
    chain = str(table.query.get("chain") or "")
    chained = bool(chain) and chain != EVERYONE
    pair, answers = _answers(every)
    exchange = "" if chained else _exchange(every, pair, answers)
    bold = {row["event_id"] for row in answers} if exchange else set()
    if chained:
        bold = {row["event_id"] for row in every if row["step"] == 0}
    ranks = _ranks(every, bold, chained=chained)
    shown = [row for row in every if ranks[row["event_id"]] < MOST_EVENTS]
    if not shown:
        return None
    ranked = [(row, "" if chained else _actors(row)) for row in shown]
    lanes = distinct([lane for _, lane in ranked])
    answer = "In bold: answers of the two to each other" if exchange else ""
    day = str(table.query["as_of"])
    return Timeline(
        title=_chain(every) if chained else exchange or finding(table, _kinds(every)),
        topic="Tariffs, export controls and the answers to them",
        subtitle="In bold: the step asked for" if chained else answer,
        note="What answers what is as reported or read, not proven.",
        today=day,
        bars="controls in force, at least in part",
        marked="" if chained or not exchange else "answer",
        listed=chained,
        chosen=_chosen(chained=chained, exchange=bool(exchange)),
        more=len(every) - len(shown),
        moments=tuple(
            _moment(row, where or _actors(row), day, pair if exchange else ())._replace(
                rank=ranks[row["event_id"]], highlight=row["event_id"] in bold
            )
            for lane in lanes
            for row, where in ranked
            if where == lane
        ),
    )


def _ranks(every: Sequence[Row], bold: Collection[str], *, chained: bool) -> dict[str, int]:
    """Place of each event in the order of importance: those of the title, then by links or steps.

    Of the same weight the newest are first.
    """
    # A title on a chain names its last step.
    first = {*bold, *(row["event_id"] for row in every[-1:] if chained)}

    def weight(row: Row) -> tuple[bool, int]:
        links = -len(several(row["answers"])) - len(several(row["answered_by"]))
        return row["event_id"] not in first, abs(int(row["step"] or 0)) if chained else links

    order = sorted(reversed(every), key=weight)
    return {row["event_id"]: rank for rank, row in enumerate(order)}


def _chosen(*, chained: bool, exchange: bool) -> str:
    """Which events are drawn where not all have room."""
    if chained:
        return "Drawn are the last step and those nearest to the one asked for."
    first = "those in bold, then those" if exchange else "those"
    return f"Drawn are {first} with most links."


def _chain(every: Sequence[Row]) -> str:
    """The step asked for and the size of its chain, as a title."""
    first, last = (in_words(str(row["date"])[:7]) for row in (every[0], every[-1]))
    span = f"from {first} to {last}" if first != last else f"in {first}"
    own = [row for row in every if row["step"] == 0]
    if not own:
        return f"A chain of {counted(len(every), 'event')} {span}"
    who, day = possessive(the(_actors(own[0]), start=True)), in_words(str(own[0]["date"]))
    kind = str(several(own[0]["kinds"])[0])
    later = [row for row in every if int(row["step"] or 0) > 0]
    if not later:
        size = counted(len(every), "event")
        return f"{who} {_noun(kind, 1)} of {day} ends a chain of {size}, {span}"
    end = in_words(str(later[-1]["date"]))
    return (
        f"{who} {_noun(kind, 1)} of {day} was followed by {counted(len(later), 'step')}, "
        f"{'the last' if len(later) > 1 else 'taken'} on {end}"
    )


def _answers(every: Sequence[Row]) -> tuple[tuple[str, str], list[Row]]:
    """The two countries that answered each other most, and their answers to each other."""
    known = {event.event_id: event.actors for event in bundled_events()}
    found: dict[tuple[str, str], list[Row]] = {}
    for row in every:
        for other in distinct([known[id_] for id_ in several(row["answers"])]):
            pair = sorted({*row["actors"], *other})
            if len(row["actors"]) == len(other) == 1 and len(pair) == 2:
                found.setdefault((pair[0], pair[1]), []).append(row)
    return max(found.items(), key=lambda item: len(item[1]), default=(("", ""), []))


def _exchange(every: Sequence[Row], pair: tuple[str, str], answers: Sequence[Row]) -> str:
    """How often two countries answered each other, as a title; empty if only once."""
    if len(answers) < 2:
        return ""
    first, last = (in_words(str(row["date"])[:7]) for row in (every[0], every[-1]))
    names = listed([the(place(code)) for code in pair])
    span = f"from {first} to {last}" if first != last else f"in {first}"
    often = "twice" if len(answers) == 2 else f"{len(answers)} times"
    return f"{capital(names)} answered each other's moves {often} {span}"


def _noun(kind: str, number: int) -> str:
    one, many = EVENTS.get(kind, (kind, f"{kind}s"))
    return one if number == 1 else many


def _kinds(every: Sequence[Row]) -> str:
    """Number of events by kind, as a title."""
    first, last = (in_words(str(row["date"])[:7]) for row in (every[0], every[-1]))
    kinds = Counter(str(kind) for row in every for kind in several(row["kinds"])[:1])
    said = [counted(n, *EVENTS.get(kind, (kind, ""))) for kind, n in kinds.most_common(3)]
    rest = len(every) - sum(n for _, n in kinds.most_common(3))
    said += [counted(rest, "other")] if rest else []
    span = f"from {first} to {last}" if first != last else f"in {first}"
    return f"{counted(len(every), 'event')} {span}: {listed(said)}"


def _moment(row: Row, lane: str, day: str, pair: Collection[str]) -> Moment:
    """Event; the controls that it began are a bar, with their suspensions on it.

    A suspension of only some of them is in no bar: the state names the part.
    """
    start = str(row["date"])
    begun = _begun(row)
    spans = _suspended(begun, start)
    return Moment(
        _event(row, pair),
        start,
        None,
        lane,
        lasting=bool(begun),
        suspended=spans,
        state="no page seen" if not row["grounded"] else _held(begun, spans, day),
        confirmed=min((_shown(one) for one in begun), default=""),
        key=row["actors"][0] if len(row["actors"]) == 1 else "",
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


def _held(begun: Sequence[Measure], spans: Sequence[tuple[str, str]], day: str) -> str:
    """What of an event's controls is suspended, and whether that is known on a day."""
    if not spans:
        return _suspended_part(begun)
    until = spans[-1][1]
    after = "; what followed is not confirmed" if until < day else ""
    return f"suspended to {in_words(until)}{after}"


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


def _event(row: Row, pair: Collection[str]) -> str:
    """Title and targets of an event, and what the announcements are that it names by number.

    Between the two of a ``pair`` the target goes without saying.
    """
    known = {EVERYONE, *row["actors"]} | (set(pair) if {*row["actors"]} <= set(pair) else set())
    whom = [the(place(code)) for code in row["targets"] if code not in known]
    towards = f" (towards {listed(whom)})" if whom else ""
    title = PERCENT.sub("%", str(row["title"]))
    title = POINTS.sub(r"\g<0> of duty", RATE.sub(r"\g<0> duty", title))
    nouns = distinct([NOUNS[control(id_).type] for id_ in row["control_ids"]])
    numbered = bool(nouns) and re.search(r"\bNo\. \d", title)
    return f"{title}{f': {listed(nouns)}' if numbered else ''}{towards}"
