"""Summaries of answers on export controls: one or two sentences from their rows."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.table import Table, several
from critmin.core import arguments, names
from critmin.core.dates import in_words
from critmin.core.wording import counted, listed, lower, mineral_name, place, the
from critmin.export_controls.measure_words import (
    STATES,
    Row,
    announcements,
    as_of,
    last_confirmed,
    measures_of,
    several_named,
    state,
)
from critmin.export_controls.mineral_summary import EXTENDED, of_mineral

CHANGES = {
    "suspension-ends": "the suspension of {what} ends",
    "suspension-starts": "{what} is suspended",
    "takes-effect": "{what} takes effect",
    "ends": "{what} ends",
    EXTENDED: "the announced extension of the suspension of {what} ends",
    "easing-ends": "the easing of {what} ends",
}
KINDS = {
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
    of = the(place(owners[0])) if len(owners) == 1 else f"{len(owners)} countries"
    on = f" on {listed([lower(mineral_name(slug)) for slug in asked])}" if asked else ""
    if len(asked) > MOST:
        on = f" on {len(asked)} minerals"
    target = table.query.get("target")
    to = f" for {the(place(names.country_or_bloc(target)[0]))}" if target else ""
    states = [
        f"{len(counts[key])} {words}{last_confirmed(counts[key])}"
        for key, words in {**STATES, UNSEEN: "that no page states"}.items()
        if key in counts
    ]
    are = "is" if len(measures) == 1 else "are"
    open_ = sum("target_not_stated" in several(row["flag"]) for row in measures)
    if target and open_:
        to += f" ({open_} of them without a stated target)"
    return (
        f"{as_of(table)} {counted(len(measures), 'export control')} of {of}{on}{to} {are} on "
        f"record: {listed(states)}. This is law, not practice."
    )


def _next_changes(table: Table, measures: Sequence[Row]) -> str:
    """Number of measures that change, and the next change."""
    dated = [row for row in measures if row["next_event_date"]]
    if not dated:
        return ""
    days = {str(row["next_event_date"]) for row in dated}
    day = min({one for one in days if len(one) == len("2026-04-01")} or days)
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
    said = [counted(number, KINDS.get(kind, kind)) for kind, number in kinds.items()]
    said = [text.replace("halt of productions", "halts of production") for text in said]
    newest = max(rows, key=lambda row: str(row["started"]))
    seen = f" (last seen {in_words(str(newest['last_seen']))})" if newest["last_seen"] else ""
    are = "is" if len(rows) == 1 else "are"
    begun = in_words(str(newest["started"]))
    title = lower(str(newest["title"]))
    called = "It is" if len(rows) == 1 else "The newest is"
    where = the(place(str(newest["jurisdiction_iso3"])))
    return (
        f"{as_of(table)} {listed(said)} without a legal measure {are} on record. "
        f"{called} in {where}, from {begun}{seen}: {title}."
    )
