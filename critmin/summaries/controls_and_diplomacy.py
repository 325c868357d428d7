"""Summaries of the answers on export controls, agreements and events, from their rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from critmin.answers.table import Cell, Table, as_number, several
from critmin.core import arguments, names
from critmin.core.control_words import STATES
from critmin.core.dates import in_words
from critmin.core.wording import capital, counted, listed, lower, mineral_name
from critmin.summaries.mineral_controls import (
    EXTENDED,
    Row,
    announcements,
    as_of,
    last_confirmed,
    measures_of,
    of_mineral,
    several_named,
    state,
)
from critmin.summaries.phrases import known_place, possessive

CHANGES = {
    "suspension-ends": "the suspension of {what} ends",
    "suspension-starts": "{what} is suspended",
    "takes-effect": "{what} takes effect",
    "ends": "{what} ends",
    EXTENDED: "the announced extension of the suspension of {what} ends",
    "easing-ends": "the easing of {what} ends",
}
DISRUPTIONS = {
    "production-halt": "halt of production",
    "conflict": "conflict",
    "proposal": "proposal",
    "informal-instruction": "informal instruction",
}
UNSEEN = "unseen"  # in force by general knowledge alone
MOST = 5  # minerals that a sentence names


def controls(table: Table) -> str:
    """Rules in force on goods, the state of the others, and what changes next."""
    rows = [row for row in table if row["source"]]
    if table.query.get("disruptions"):
        return _disruptions(table, rows)
    measures = measures_of(rows)
    if table.query.get("expiring") is not None:
        return _next_changes(table, measures)
    asked = set(arguments.slugs(table.query.get("minerals", ())))
    if len(asked) == 1:
        return of_mineral(table, rows, min(asked))
    return _counts(table, measures, sorted(asked))


def _counts(table: Table, measures: Sequence[Row], asked: Sequence[str]) -> str:
    """Number of measures by state and of their countries."""
    if not measures:
        return ""
    counts: dict[str, list[Row]] = {}
    for row in measures:
        never = row["status"] == "in-force-unverified" and not row["verified_through"]
        counts.setdefault(UNSEEN if never else state(row), []).append(row)
    owners = list(dict.fromkeys(str(row["jurisdiction_iso3"]) for row in measures))
    of = known_place(owners[0]) if len(owners) == 1 else f"{len(owners)} countries"
    on = f" on {listed([lower(mineral_name(slug)) for slug in asked])}" if asked else ""
    if len(asked) > MOST:
        on = f" on {len(asked)} minerals"
    target = table.query.get("target")
    to = f" for {known_place(names.country_or_bloc(target)[0])}" if target else ""
    states = [
        f"{len(counts[key])} {words}{last_confirmed(counts[key])}"
        for key, words in {**STATES, UNSEEN: "that no page states"}.items()
        if key in counts
    ]
    are = "is" if len(measures) == 1 else "are"
    open_ = sum("target_not_stated" in several(row["flag"]) for row in measures)
    if target and open_:
        to += f" ({open_} of them without a stated target)"
    day = _nearest(measures)
    then = f" Next change: {in_words(day)}." if day else ""
    return (
        f"{as_of(table)} {counted(len(measures), 'export control')} of {of}{on}{to} {are} on "
        f"record (law, not practice): {listed(states)}.{then}"
    )


def _nearest(measures: Sequence[Row]) -> str:
    """Nearest date of a change: a day before a month or year; empty without any."""
    dates = {str(row["next_event_date"]) for row in measures if row["next_event_date"]}
    return min({one for one in dates if len(one) == len("2026-04-01")} or dates, default="")


def _next_changes(table: Table, measures: Sequence[Row]) -> str:
    """Number of measures that change, and the next change."""
    dated = [row for row in measures if row["next_event_date"]]
    if not dated:
        return ""
    day = _nearest(dated)
    first = [row for row in dated if row["next_event_date"] == day]
    event = str(first[0]["next_event"])
    same = [row for row in first if row["next_event"] == event]
    on = "on" if len(day) > len("2026-04") else "in"
    change = CHANGES[event].format(what=several_named(same))
    if len(same) > 1 and event in {"takes-effect", "ends", "suspension-starts"}:
        change = change.replace(" takes ", " take ").replace(" ends", " end")
        change = change.replace(" is suspended", " are suspended")
    verb = "changes" if len(dated) == 1 else "change"
    return (
        f"Within {counted(int(table.query['expiring']), 'day')} of "
        f"{in_words(str(table.query['as_of']))}, {counted(len(dated), 'export control')} {verb}. "
        f"Next: {on} {in_words(day)}, {change} ({announcements(same)})."
    )


def _disruptions(table: Table, rows: Sequence[Row]) -> str:
    """Number of disruptions by kind, and the newest with the day it was last seen."""
    if not rows:
        return ""
    kinds: dict[str, int] = {}
    for row in rows:
        kinds[str(row["kind"])] = kinds.get(str(row["kind"]), 0) + 1
    said = [counted(number, DISRUPTIONS.get(kind, kind)) for kind, number in kinds.items()]
    said = [text.replace("halt of productions", "halts of production") for text in said]
    newest = max(rows, key=lambda row: str(row["started"]))
    seen = f" (last seen {in_words(str(newest['last_seen']))})" if newest["last_seen"] else ""
    are = "is" if len(rows) == 1 else "are"
    begun = in_words(str(newest["started"]))
    title = lower(str(newest["title"]))
    called = "It is" if len(rows) == 1 else "The newest is"
    where = known_place(str(newest["jurisdiction_iso3"]))
    return (
        f"{as_of(table)} {listed(said)} without a legal measure {are} on record. "
        f"{called} in {where}, from {begun}{seen}: {title}."
    )


FEW = 3  # parties or minerals that a sentence names
EVERYONE = "all"
# Statuses of agreements in a sentence.
AGREED = {
    "in-force": "in force",
    "signed": "signed",
    "announced": "announced",
    "under-way": "under way",
    "carried-out": "carried out",
    "broken-off": "broken off",
    "followed": "followed by a later one",
    "superseded": "replaced",
    "ended": "ended",
    "not-seen": "not seen on any page",
}
EVENTS = {
    "export-control": ("export control", "export controls"),
    "court-ruling": ("court ruling", "court rulings"),
    "power": ("use of power", "uses of power"),
}


def agreements(table: Table) -> str:
    """Number of agreements by status, how many were read, and the newest."""
    rows = [row for row in table if row["agreement_id"]]
    if not rows:
        return ""
    newest = rows[-1]
    names, with_ = _minerals(table), _between(table)
    told = sum("minerals_reported" in several(row["flag"]) for row in rows)
    on = f"on {names}" if names else "on minerals"
    if len(rows) == 1:
        state = AGREED[str(newest["status"])]
        return (
            f"One agreement{with_} {on} is on record, {state}{_seen(table, rows)}: "
            f"{_agreement(newest)}{_absent(table)}."
        )
    states = Counter(str(row["status"]) for row in rows).most_common()
    said = [f"{number} {AGREED[key]}" for key, number in states[:FEW]]
    rest = sum(number for _, number in states[FEW:])
    said += [counted(rest, "other")] if rest else []
    read = sum(row["text_read"] == "full" for row in rows)
    reports = f"{told} name it by reports only, and " if names and told else ""
    full = f"{read or 'no'} {'text was' if read == 1 else 'texts were'} read in full"
    return (
        f"{len(rows)} agreements or talks{with_} {on} are on record: {listed(said)}"
        f"{_seen(table, rows)}; {reports}{full}. The newest: {_agreement(newest)}{_absent(table)}."
    )


def _seen(table: Table, rows: Sequence[Row]) -> str:
    """Newest day that the evidence covers, if the day asked for is later."""
    days = [str(row["verified_through"]) for row in rows if row["verified_through"]]
    if not days or str(table.query["as_of"]) <= max(days):
        return ""
    return f" (as seen by {in_words(max(days))})"


def _agreement(row: Row) -> str:
    return f'{_parties(row["parties"])}, {in_words(str(row["date"]))}, "{row["title"]}"'


def _between(table: Table) -> str:
    """Parties asked for."""
    every = [known_place(code) for code in table.query.get("party", ())]
    any_ = [known_place(code) for code in table.query.get("country", ())]
    found = f" of {listed(every)}" if every else ""
    return (
        f"{found} with {' or '.join(any_)}"
        if any_ and every
        else (f" of {' or '.join(any_)}" if any_ else found)
    )


def _minerals(table: Table) -> str:
    names = [lower(mineral_name(s)) for s in arguments.slugs(table.query.get("minerals", ()))]
    return " or ".join(names) if len(names) <= FEW else f"one of {len(names)} minerals"


def _parties(cell: Cell) -> str:
    names = [known_place(code) for code in several(cell)]
    if len(names) > FEW:
        return f"{', '.join(names[:FEW])} and {len(names) - FEW} more"
    return listed(names)


def _absent(table: Table) -> str:
    """Minerals asked for without a record."""
    without = [
        lower(mineral_name(slug))
        for row in table
        if "no_data" in several(row["flag"])
        for slug in several(row["minerals"])
    ]
    return f"; none for {' or '.join(without)}" if without else ""


def events(table: Table) -> str:
    """The event asked for with what it answered and what answered it, or the number of events."""
    rows = [row for row in table if row["event_id"]]
    if not rows:
        return ""
    chain = table.query.get("chain")
    if chain and chain != EVERYONE:
        return _chain(rows)
    kinds = Counter(str(kind) for row in rows for kind in several(row["kinds"])[:1])
    said = [_kind(kind, number) for kind, number in kinds.most_common(FEW)]
    rest = len(rows) - sum(number for _, number in kinds.most_common(FEW))
    said += [counted(rest, "other")] if rest else []
    linked = sum(bool(several(row["answers"])) for row in rows)
    reading = sum("link_is_reading" in several(row["flag"]) for row in rows)
    last = rows[-1]
    names = _minerals(table)
    on = f" with a control of {names}" if names else ""
    if len(rows) == 1:
        return f"One event{on} is on record: {_event(last)}{_absent(table)}."
    sure = f", {reading} of them by a reading only" if reading else ""
    first, end = (in_words(str(row["date"])[:7]) for row in (rows[0], last))
    return (
        f"{len(rows)} events{on} from {first} to {end}: {listed(said)}; {linked} answer an earlier "
        f"one{sure}. The newest: {_event(last)}{_absent(table)}."
    )


def _kind(kind: str, number: int) -> str:
    one, many = EVENTS.get(kind, (kind, f"{kind}s"))
    return counted(number, one, many)


def _event(row: Row) -> str:
    return f'{_parties(row["actors"])}, {in_words(str(row["date"]))}, "{row["title"]}"'


def _chain(rows: Sequence[Row]) -> str:
    """The event asked for, what it answered directly, and what answered it directly."""
    own = [row for row in rows if as_number(row["step"]) == 0]
    if not own:
        are = "is" if len(rows) == 1 else "are"
        return f"{counted(len(rows), 'event')} of the chain {are} on record."
    event = own[0]
    by_id = {row["event_id"]: row for row in rows}
    before = [by_id[id_] for id_ in several(event["answers"]) if id_ in by_id]
    after = [by_id[id_] for id_ in several(event["answered_by"]) if id_ in by_id]
    said = []
    if before:
        link = "is read as an answer to" if _read(event) else "answered"
        said.append(f"{link} {_short(before)}")
    if after:
        link = "was followed by" if any(map(_read, after)) else "was answered by"
        said.append(f"{link} {_short(after)}")
    text = f"{capital(_step(event))} {' and '.join(said)}" if said else capital(_event(event))
    beyond = len(rows) - 1 - len(before) - len(after)
    events_ = counted(beyond, "more event")
    more = f" {events_} {'is' if beyond == 1 else 'are'} in the chain." if beyond > 0 else ""
    return f"{text}.{more}"


def _step(row: Row) -> str:
    """An event in a sentence: its actor and day, with its title in brackets."""
    who = _parties(row["actors"])
    return f'{possessive(who)} step of {in_words(str(row["date"]))} ("{row["title"]}")'


def _read(row: Row) -> bool:
    """Whether that an event answers another is a reading."""
    return "link_is_reading" in several(row["flag"])


def _short(rows: Sequence[Row]) -> str:
    """Events by actor, day and title; the first of several."""
    first = _step(rows[0])
    return f"{first} and {len(rows) - 1} more" if len(rows) > 1 else first
