"""Titles and topics of pictures of export controls: what changes next, who bans, how many apply."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from critmin.answers.finding import finding
from critmin.answers.table import Table
from critmin.charts.labels import TITLE
from critmin.charts.model import distinct
from critmin.core.control_words import NOUNS, VERBS
from critmin.core.dates import in_words
from critmin.core.wording import capital, counted, few, listed, lower, mineral_name, place, the
from critmin.export_controls.state import IN_FORCE as APPLY
from critmin.summaries.phrases import possessive

if TYPE_CHECKING:
    from critmin.export_controls.rows import MeasureRow as Row

FEW = 3  # most minerals that a title or topic names
MOST_NAMED = 4  # most minerals of a control, and most countries, that a title names
BANS_OF_GOODS = frozenset({"ban", "suspension-of-exports"})
# Kinds of rules on goods that a title names, from the mildest to the firmest.
RULES = (frozenset({"licence"}), frozenset({"quota"}), BANS_OF_GOODS)
LAST = len(RULES) - 1  # the bans
SOON = 92  # days in which a change is news
# States of measures counted by country, in the order of their parts.
IN_FORCE, HELD, PAST = "in force", "suspended", "suspended until a day now past"
COMING, UNSEEN, OTHER = "announced", "stated by no page", "ended or of uncertain date"
PARTS = {
    "in-force": IN_FORCE,
    "in-force-unverified": IN_FORCE,
    "suspended": HELD,
    "lapsed-unverified": PAST,
    "extension-announced": PAST,
    "announced": COMING,
}
ORDER = (IN_FORCE, HELD, PAST, COMING, UNSEEN, OTHER)


def title(table: Table, ores: Collection[str] = ()) -> str:
    """What changes next, with its day; else who bans and who licenses; else how many apply.

    ``ores`` are the measures that are on ore alone.
    """
    rows = [row for row in table.typed if row.measure_id is not None]
    usual = finding(table, counts(table))
    if table.query.get("minerals") or table.query.get("expiring"):
        return (
            _returning(table, rows) or _beginning(table, rows) or _rules(table, rows, ores) or usual
        )
    return usual


def _returning(table: Table, rows: Sequence[Row]) -> str:
    """Suspended control of goods that returns soon, a ban before a licence; empty if none."""
    day = str(table.query["as_of"])
    last = (date.fromisoformat(day) + timedelta(days=SOON)).isoformat()
    soon = [
        row
        for row in rows
        if row.status == "suspended"
        and row.type in BANS_OF_GOODS | {"licence"}
        and day <= str(row.suspended_until or "") <= last
    ]
    if not soon:
        return ""
    first = min(soon, key=lambda row: (row.type not in BANS_OF_GOODS, row.suspended_until))
    same = [row for row in soon if row.measure_id == first.measure_id]
    kind = "export ban" if first.type in BANS_OF_GOODS else "licence rule"
    whom = "" if first.target == "all" else f" for {the(place(str(first.target)))}"
    until = in_words(str(first.suspended_until))
    owner = possessive(the(place(str(first.jurisdiction_iso3)), start=True))
    text = f"{owner} {kind} on {_goods(same)}{whom}"
    said = f"{text} returns after {until} unless suspended again"
    # All of a few minerals are named, if need be with fewer words.
    return said if len(said) <= TITLE else f"{text} is suspended only to {until}"


def _beginning(table: Table, rows: Sequence[Row]) -> str:
    """Next control that begins within the days asked for; empty unless changes were asked for."""
    day = str(table.query["as_of"])
    coming = [row for row in rows if row.status == "announced" and str(row.effective) > day]
    if not table.query.get("expiring") or not coming:
        return ""
    first = min(coming, key=lambda row: str(row.effective))
    same = [row for row in coming if row.measure_id == first.measure_id]
    owner = possessive(the(place(str(first.jurisdiction_iso3)), start=True))
    kind = NOUNS[str(first.type)]
    return f"{owner} {kind} on {_goods(same)} begins on {in_words(str(first.effective))}"


def _goods(rows: Sequence[Row]) -> str:
    names = [lower(mineral_name(slug)) for slug in distinct([row.mineral or "" for row in rows])]
    return listed(names) if len(names) <= MOST_NAMED else few(names, FEW)


def _rules(table: Table, rows: Sequence[Row], ores: Collection[str]) -> str:
    """Who requires licences, who sets quotas and who bans exports to all; each country once."""
    minerals = [lower(mineral_name(slug)) for slug in asked(table)]
    owners: dict[int, list[str]] = {}
    known = [row for row in rows if row.status in APPLY and row.target == "all"]
    firmest: dict[str, int] = {}
    for row in known:
        for rank, types in enumerate(RULES):
            if row.type in types:
                code = str(row.jurisdiction_iso3)
                firmest[code] = max(rank, firmest.get(code, rank))
    for code, rank in firmest.items():
        owners.setdefault(rank, []).append(the(place(code)))
    # Of several minerals, a country may rule on some only.
    if len(minerals) != 1 or not owners or max(map(len, owners.values())) > MOST_NAMED:
        return ""
    firm = [row for row in known if row.type in BANS_OF_GOODS and row.jurisdiction_iso3 in firmest]
    # A ban of ore alone is no ban of the forms that others license.
    ore = bool(firm) and all(row.measure_id in ores for row in firm)
    said = []
    for rank in sorted(owners):
        whose_, verbs = sorted(owners[rank]), VERBS[min(RULES[rank])]
        said.append(f"{listed(whose_)} {verbs.short if len(whose_) == 1 else verbs.many_short}")
    of = {rank: "listed forms of" if rank < LAST or not ore else "unprocessed" for rank in owners}
    first, *others = sorted(owners)
    texts = [f"{said[0]} exports of {of[first]} {minerals[0]}"]
    for rank, one in zip(others, said[1:], strict=True):
        texts.append(f"{one} {'exports of the ore' if of[rank] != of[first] else 'them'}")
    return capital("; ".join(texts))


def counts(table: Table) -> str:
    """Number of measures by state, as a title."""
    rows = {str(row.measure_id): row for row in table.typed if row.measure_id}
    found = Counter(part(row) for row in rows.values())
    owners = {str(row.jurisdiction_iso3) for row in rows.values()}
    of = the(place(min(owners))) if len(owners) == 1 else f"{len(owners)} countries"
    minerals = [lower(mineral_name(slug)) for slug in asked(table)]
    on = f" on {listed(minerals)}" if 0 < len(minerals) <= FEW else ""
    late = any(row.status == "in-force-unverified" for row in rows.values())
    when = " when last confirmed" if late else ""
    day = in_words(str(table.query["as_of"]))
    total = counted(len(rows), "export control")
    held, past, coming = found[HELD], found[PAST], found[COMING]
    were = "was" if held + past == 1 else "were"
    verb = f"{were} or had been" if held and past else were if held else "had been"
    rest = [f"{held + past} {verb} suspended"] if held + past else []
    rest += [f"{coming} announced"] if coming else []
    more = f"; {' and '.join(rest)}" if rest else ""
    return f"On {day}, {found[IN_FORCE]} of {total} of {of}{on} applied{when}{more}"


def part(row: Row) -> str:
    """State of a measure, as one of a few that are counted."""
    if row.status == "in-force-unverified" and not row.verified_through:
        return UNSEEN
    return PARTS.get(str(row.status), OTHER)


def whose(owners: Sequence[str]) -> str:
    """Countries of the controls, as the start of a topic."""
    if len(owners) == 1:
        return f"{possessive(the(place(owners[0]), start=True))} export controls"
    return "Export controls"


def subject(table: Table) -> str:
    """What the controls are on and whom they reach, for a topic."""
    known = [lower(mineral_name(slug)) for slug in distinct(list(asked(table)))]
    on = f"on {few(known, FEW) if len(known) > FEW else listed(known)}" if known else "on minerals"
    buyer = table.query.get("target")
    return f"{on} that reach {the(_buyer(str(buyer)))}" if buyer else on


def _buyer(text: str) -> str:
    from critmin.core import names

    return place(names.country_or_bloc(text)[0])


def asked(table: Table) -> list[str]:
    """Slugs of the minerals asked for."""
    from critmin.core import arguments

    return arguments.slugs(table.query.get("minerals") or ())


def seen(table: Table) -> str:
    """Day of the states, and the day on which they could be known if it was asked for."""
    known = table.query.get("known_on")
    on = f", on {in_words(str(table.query['as_of']))}"
    return f"{on}, as known on {in_words(str(known))}" if known else on
