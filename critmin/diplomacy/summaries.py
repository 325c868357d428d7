"""Summaries of the answers of agreements and events: one or two sentences from their rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from critmin.answers.table import Cell, Table, as_number, several
from critmin.core import arguments
from critmin.core.dates import in_words
from critmin.core.wording import counted, listed, lower, mineral_name, place, start, the

Row = dict[str, Cell]
MOST = 3  # parties or minerals that a sentence names
EVERYONE = "all"
# Statuses of agreements in a sentence.
STATUSES = {
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
KINDS = {
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
        state = STATUSES[str(newest["status"])]
        return (
            f"One agreement{with_} {on} is on record, {state}{_seen(table, rows)}: "
            f"{_agreement(newest)}.{_absent(table)}"
        )
    states = Counter(str(row["status"]) for row in rows).most_common()
    said = [f"{number} {STATUSES[key]}" for key, number in states[:MOST]]
    rest = sum(number for _, number in states[MOST:])
    said += [counted(rest, "other")] if rest else []
    read = sum(row["text_read"] == "full" for row in rows)
    reports = f"{told} name it by reports only, and " if names and told else ""
    full = f"{read or 'no'} {'text was' if read == 1 else 'texts were'} read in full"
    return (
        f"{len(rows)} agreements or talks{with_} {on} are on record: {listed(said)}"
        f"{_seen(table, rows)}; {reports}{full}. The newest: {_agreement(newest)}.{_absent(table)}"
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
    every = [the(place(code)) for code in table.query.get("party", ())]
    any_ = [the(place(code)) for code in table.query.get("country", ())]
    found = f" of {listed(every)}" if every else ""
    return (
        f"{found} with {' or '.join(any_)}"
        if any_ and every
        else (f" of {' or '.join(any_)}" if any_ else found)
    )


def _minerals(table: Table) -> str:
    names = [lower(mineral_name(s)) for s in arguments.slugs(table.query.get("minerals", ()))]
    return " or ".join(names) if len(names) <= MOST else f"one of {len(names)} minerals"


def _parties(cell: Cell) -> str:
    names = [the(place(code)) for code in several(cell)]
    if len(names) > MOST:
        return f"{', '.join(names[:MOST])} and {len(names) - MOST} more"
    return listed(names)


def _absent(table: Table) -> str:
    """Minerals asked for without a record."""
    without = [
        lower(mineral_name(slug))
        for row in table
        if "no_data" in several(row["flag"])
        for slug in several(row["minerals"])
    ]
    return f" None for {' or '.join(without)}." if without else ""


def events(table: Table) -> str:
    """The event asked for with what it answered and what answered it, or the number of events."""
    rows = [row for row in table if row["event_id"]]
    if not rows:
        return ""
    chain = table.query.get("chain")
    if chain and chain != EVERYONE:
        return _chain(rows)
    kinds = Counter(str(kind) for row in rows for kind in several(row["kinds"])[:1])
    said = [_kind(kind, number) for kind, number in kinds.most_common(MOST)]
    rest = len(rows) - sum(number for _, number in kinds.most_common(MOST))
    said += [counted(rest, "other")] if rest else []
    linked = sum(bool(several(row["answers"])) for row in rows)
    reading = sum("link_is_reading" in several(row["flag"]) for row in rows)
    last = rows[-1]
    names = _minerals(table)
    on = f" with a control of {names}" if names else ""
    if len(rows) == 1:
        return f"One event{on} is on record: {_event(last)}.{_absent(table)}"
    sure = f", {reading} of them by a reading only" if reading else ""
    first, end = (in_words(str(row["date"])[:7]) for row in (rows[0], last))
    return (
        f"{len(rows)} events{on} from {first} to {end}: {listed(said)}; {linked} answer an earlier "
        f"one{sure}. The newest: {_event(last)}.{_absent(table)}"
    )


def _kind(kind: str, number: int) -> str:
    one, many = KINDS.get(kind, (kind, f"{kind}s"))
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
    text = f"{start(_step(event))} {' and '.join(said)}" if said else start(_event(event))
    beyond = len(rows) - 1 - len(before) - len(after)
    events_ = counted(beyond, "more event")
    more = f" {events_} {'is' if beyond == 1 else 'are'} in the chain." if beyond > 0 else ""
    return f"{text}.{more}"


def _step(row: Row) -> str:
    """An event in a sentence: its actor and day, with its title in brackets."""
    who = _parties(row["actors"])
    own = f"{who}'" if who.endswith("s") else f"{who}'s"
    return f'{own} step of {in_words(str(row["date"]))} ("{row["title"]}")'


def _read(row: Row) -> bool:
    """Whether that an event answers another is a reading."""
    return "link_is_reading" in several(row["flag"])


def _short(rows: Sequence[Row]) -> str:
    """Events by actor, day and title; the first of several."""
    first = _step(rows[0])
    return f"{first} and {len(rows) - 1} more" if len(rows) > 1 else first
