"""Summaries of answers on export controls: one or two sentences from their rows."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.table import Cell, Table, several
from critmin.core import arguments, names
from critmin.core.dates import in_words
from critmin.core.wording import Cells, counted, listed, lower, mineral_name, place, start, the
from critmin.export_controls.state import ALL_BUT, IN_FORCE, OUTSIDE_SHARES

Row = dict[str, Cell]
# States in the order of a sentence; in force, last confirmed on an earlier day, is in force.
STATES = {
    "in-force": "in force",
    "announced": "announced and not yet in force",
    "suspended": "suspended",
    "lapsed-unverified": "suspended until a day now past (whether back is not confirmed)",
    "extension-announced": "suspended until a day now past, with an extension announced",
    "ended": "ended",
    "date-uncertain": "of uncertain date",
}
# What a rule does: before the goods, by one and by several countries; then without the goods.
RULES = {
    "ban": ("bans exports of", "ban exports of", "bans exports", "ban exports"),
    "suspension-of-exports": (
        "has suspended exports of",
        "have suspended exports of",
        "has suspended exports",
        "have suspended exports",
    ),
    "quota": (
        "sets export quotas for",
        "set export quotas for",
        "sets export quotas",
        "set export quotas",
    ),
    "licence": (
        "requires an export licence for",
        "require an export licence for",
        "requires an export licence",
        "require an export licence",
    ),
    "tax": ("taxes exports of", "tax exports of", "taxes exports", "tax exports"),
    "state-trading": (
        "lets only named firms export",
        "let only named firms export",
        "lets only named firms export them",
        "let only named firms export them",
    ),
}
NOUNS = {
    "ban": "export ban",
    "suspension-of-exports": "suspension of exports",
    "quota": "export quota",
    "licence": "export-licence rule",
    "tax": "export tax",
    "state-trading": "list of allowed exporters",
    "end-use-ban": "ban on certain end users",
    "entity-list": "list of barred firms",
    "watch-list": "watch list of firms",
    "technology": "control of know-how",
    "regulation": "regulation",
    "export-licence-catalogue": "export-licence catalogue",
}
# What rules are about that do not restrict goods as such.
BOUND = {
    "entity-list": "named firms",
    "watch-list": "named firms",
    "technology": "know-how",
    "regulation": "licensing",
    "export-licence-catalogue": "licensing",
}
EXTENDED = "announced-extension-ends"
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
MOST = 5  # countries or rules that a sentence names


def controls(table: Table) -> str:
    """Rules in force on goods, the state of the others, and what changes next."""
    rows = [row for row in table if row["source"]]
    if table.query.get("disruptions"):
        return _disruptions(table, rows)
    measures = list({row["measure_id"]: row for row in rows}.values())
    if table.query.get("expiring") is not None:
        return _next_changes(table, measures)
    asked = set(arguments.slugs(table.query.get("minerals", ())))
    if len(asked) == 1:
        return _of_mineral(table, measures, min(asked))
    return _counts(table, measures, sorted(asked))


def state(row: Cells) -> str:
    """State of a measure; in force when last confirmed is in force.

    >>> state({"status": "in-force-unverified"}), state({"status": "suspended"})
    ('in-force', 'suspended')
    """
    return "in-force" if row["status"] in IN_FORCE else str(row["status"])


def last_confirmed(rows: Sequence[Row]) -> str:
    """Months in which measures that are not confirmed on the day were last confirmed.

    >>> last_confirmed([{"status": "in-force-unverified", "verified_through": "2026-07-05"}])
    'last confirmed in July 2026'
    """
    old = sorted(
        str(row["verified_through"])[:7]
        for row in rows
        if row["status"] == "in-force-unverified" and row["verified_through"]
    )
    if not old:
        return ""
    first, last = in_words(old[0]), in_words(old[-1])
    when = f"in {first}" if first == last else f"between {first} and {last}"
    some = f"{len(old)} of these " if len(old) < len(rows) else ""
    return f"{some}last confirmed {when}"


def _confirmed(rows: Sequence[Row]) -> str:
    """The months of `last_confirmed` in brackets."""
    months = last_confirmed(rows)
    return f" ({months})" if months else ""


def _as_of(table: Table) -> str:
    """Day of the states, and the day on which they could be known."""
    day, known = str(table.query["as_of"]), str(table.query.get("known_on") or "")
    then = (
        f", by what could be known {'then' if known == day else 'on ' + in_words(known)},"
        if known
        else ","
    )
    return f"As of {in_words(day)}{then}"


def _of_mineral(table: Table, measures: Sequence[Row], slug: str) -> str:
    goods = [row for row in measures if row["type"] not in OUTSIDE_SHARES]
    binding = [row for row in goods if _certain(row)]
    what = lower(mineral_name(slug))
    if binding:
        first = f"{_as_of(table)} {_rules(table, binding, what)}{_confirmed(binding)}."
    else:
        known = "is on record as in force" if goods else "is on record"
        first = f"{_as_of(table)} no ban, quota, tax or licence of its own on exports of {what} "
        first += f"{known}."
    ended = sum(state(row) == "ended" for row in measures)
    apart = [r for r in measures if r["type"] in OUTSIDE_SHARES and state(r) != "ended"]
    waiting = _pending(goods)
    named = bool(table.query.get("target"))
    more = [*waiting, *_apart(apart, named=named, short=bool(waiting))]
    more += [f"{ended} more ended earlier"] if ended else []
    return f"{first} {start('; '.join(more))}." if more else first


def _certain(row: Row) -> bool:
    """Whether a measure is in force, or was when last confirmed, on a page that was seen."""
    unsure = {"no_page_seen", "target_not_stated"} & {*several(row["flag"])}
    return state(row) == "in-force" and not unsure


def _rules(table: Table, rows: Sequence[Row], what: str) -> str:
    """What the countries do: countries with the same rules share a clause."""
    target = table.query.get("target")
    to = f" to {the(place(names.country_or_bloc(target)[0]))}" if target else ""
    by_rule: dict[tuple[str, str], list[str]] = {}
    for row in sorted(rows, key=lambda row: list(RULES).index(str(row["type"]))):
        beyond = "" if to else _towards(row)
        found = by_rule.setdefault((str(row["type"]), beyond), [])
        if row["jurisdiction_iso3"] not in found:
            found.append(str(row["jurisdiction_iso3"]))
    by_countries: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for rule, owners in by_rule.items():
        by_countries.setdefault(tuple(sorted(owners, key=place)), []).append(rule)
    clauses: list[str] = []
    for countries, rules in by_countries.items():
        said: list[str] = []
        many = len(countries) > 1
        for at, (kind, beyond) in enumerate(rules):
            if at and rules[at - 1][0] == kind:
                said.append(f"{'have' if many else 'has'} another such rule{beyond}")
            elif clauses or said:
                said.append(f"{RULES[kind][2 + many]}{beyond}")
            else:
                said.append(f"{RULES[kind][many]} listed forms of {what}{to}{beyond}")
        clauses.append(f"{_countries(countries)} {listed(said)}")
    return "; ".join(clauses)


def _countries(codes: Sequence[str]) -> str:
    shown = [the(place(code)) for code in codes]
    return listed(shown) if len(shown) <= MOST else f"{len(shown)} countries"


def _towards(row: Row) -> str:
    """Whom a measure is aimed at, if not at all."""
    target = str(row["target"])
    if target == "all":
        return ""
    if target == "not-stated":
        return ""
    if target.startswith(ALL_BUT):
        return f" towards all outside {the(place(target.removeprefix(ALL_BUT)))}"
    return f" towards {the(place(target))}"


def _named(row: Row) -> str:
    """A measure by its country, its kind and whom it is aimed at."""
    owner = the(place(str(row["jurisdiction_iso3"])))
    return f"{owner}'s {NOUNS[str(row['type'])]}{_towards(row)}"


def _pending(goods: Sequence[Row]) -> list[str]:
    """Measures on goods that are suspended, announced or of uncertain state, grouped by state."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in goods:
        if state(row) == "suspended":
            groups.setdefault(("suspended", str(row["suspended_until"])), []).append(row)
        elif state(row) in {"lapsed-unverified", "extension-announced"}:
            groups.setdefault((state(row), str(row["suspended_until"])), []).append(row)
        elif state(row) == "announced":
            groups.setdefault(("announced", str(row["effective"] or "")), []).append(row)
        elif state(row) == "date-uncertain":
            groups.setdefault(("date-uncertain", ""), []).append(row)
        elif state(row) == "in-force" and not _certain(row):
            open_ = "target_not_stated" in several(row["flag"])
            groups.setdefault(("unsure", "target" if open_ else "text"), []).append(row)
    said: list[str] = []
    seen: set[tuple[Cell, Cell]] = set()
    for (kind, day), rows in groups.items():
        one = (rows[0]["jurisdiction_iso3"], rows[0]["type"])
        said.append(_group(kind, day, rows, again=one in seen))
        seen |= {one} if len(rows) == 1 else set()
    return said


def _group(kind: str, day: str, rows: Sequence[Row], *, again: bool) -> str:
    """What is known of measures of one state; ``again`` if the last one has the same name."""
    many = len(rows) > 1
    what = f"another{_towards(rows[0])}" if again and not many else _several_named(rows)
    if not many and "(" not in str(rows[0]["announcement"]):
        what += f" ({_announcements(rows)})"
    is_, was = ("are", "were") if many else ("is", "was")
    if kind == "suspended":
        return f"{what} {is_} suspended until {in_words(day)}"
    if kind == "extension-announced":
        until = {row["next_event_date"] for row in rows if row["next_event"] == EXTENDED}
        to = f" to {in_words(str(min(map(str, until))))}" if len(until) == 1 else ""
        return (
            f"{what} {was} suspended until {in_words(day)} (extension{to} announced, text not seen)"
        )
    if kind == "lapsed-unverified":
        back = "they are" if many else "it is"
        return f"{what} {was} suspended until {in_words(day)}; whether {back} back is not confirmed"
    if kind == "announced":
        on = f" on {in_words(day)}" if len(day) > len("2026-04") else f" in {in_words(day)}"
        return f"{what} {'take' if many else 'takes'} effect{on if day else ' later'}"
    if kind == "date-uncertain":
        return f"whether {what} {was} in force that day is uncertain"
    reason = "no target is stated" if day == "target" else "no page was seen that states it"
    return f"{what} may apply too: {reason}"


def _several_named(rows: Sequence[Row]) -> str:
    """One measure by name; several by their number and kinds."""
    if len(rows) == 1:
        return _named(rows[0])
    owners = {str(row["jurisdiction_iso3"]) for row in rows}
    kinds = list(dict.fromkeys(str(row["type"]) for row in rows))
    targets = {_towards(row) for row in rows}
    if len(owners) == len(targets) == 1 and len(kinds) == len(rows) == 2:
        nouns = listed([NOUNS[kind] for kind in kinds])
        return f"{the(place(min(owners)))}'s {nouns}{min(targets)}"
    owner = f" of {the(place(min(owners)))}" if len(owners) == 1 else ""
    noun = NOUNS[kinds[0]] if len(kinds) == 1 else "export control"
    return f"{counted(len(rows), noun)}{owner}"


def _apart(rows: Sequence[Row], *, named: bool, short: bool) -> list[str]:
    """Number of measures that bind firms, uses or know-how instead of goods."""
    if not rows:
        return []
    if len(rows) == 1:
        unseen = ", by an earlier list" if "items_not_seen" in several(rows[0]["flag"]) else ""
        return [f"{_named(rows[0])} ({rows[0]['announcement']}) is on record for it{unseen}"]
    users = [row for row in rows if row["type"] == "end-use-ban"]
    rest = [row for row in rows if row["type"] != "end-use-ban"]
    said = []
    if users:
        one = f"a ban on certain end users{'' if named else _towards(users[0])}"
        said.append(one if len(users) == 1 else f"{len(users)} bans on certain end users")
    if rest:
        bound = listed(list(dict.fromkeys(BOUND[kind] for kind in BOUND if _has(rest, kind))))
        about = "" if short else f" on {bound}"
        said.append(f"{counted(len(rest), 'more rule')}{about}")
    return [f"{' and '.join(said)} are on record"]


def _has(rows: Sequence[Row], kind: str) -> bool:
    return any(row["type"] == kind for row in rows)


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
        f"{len(counts[key])} {words}{_confirmed(counts[key])}"
        for key, words in {**STATES, UNSEEN: "that no page states"}.items()
        if key in counts
    ]
    are = "is" if len(measures) == 1 else "are"
    open_ = sum("target_not_stated" in several(row["flag"]) for row in measures)
    if target and open_:
        to += f" ({open_} of them without a stated target)"
    return (
        f"{_as_of(table)} {counted(len(measures), 'export control')} of {of}{on}{to} {are} on "
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
    change = CHANGES[event].format(what=_several_named(same))
    if len(same) > 1 and event in {"takes-effect", "ends", "suspension-starts"}:
        change = change.replace(" takes ", " take ").replace(" ends", " end")
        change = change.replace(" is suspended", " are suspended")
    verb = "changes" if len(dated) == 1 else "change"
    return (
        f"Within {counted(int(table.query['expiring']), 'day')} of "
        f"{in_words(str(table.query['as_of']))}, {counted(len(dated), 'export control')} {verb}. "
        f"Next: {on} {in_words(day)}, {change} ({_announcements(same)})."
    )


def _announcements(rows: Sequence[Row]) -> str:
    """Announcements without their clauses."""
    found = list(dict.fromkeys(str(row["announcement"]).split(", ")[0] for row in rows))
    return found[0] if len(found) == 1 else f"{found[0]} and {len(found) - 1} more"


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
        f"{_as_of(table)} {listed(said)} without a legal measure {are} on record. "
        f"{called} in {where}, from {begun}{seen}: {title}."
    )
