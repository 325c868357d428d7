"""Charts of `controls`: measures over time, measures of many countries by state, disruptions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from critmin.answers.finding import finding
from critmin.answers.plain_values import plain
from critmin.answers.table import Table, several
from critmin.charts.model import Bar, Bars, Chart, Moment, Timeline, capital, distinct
from critmin.core.dates import in_words
from critmin.core.wording import counted, few, listed, lower, mineral_name, place, the
from critmin.export_controls.announcements import joined, named
from critmin.export_controls.bundled_tables import measures
from critmin.export_controls.measure import Measure
from critmin.export_controls.state import OUTSIDE_SHARES, UNSURE, Pause, pauses
from critmin.summaries.controls_and_diplomacy import DISRUPTIONS
from critmin.summaries.mineral_controls import ALL_BUT, NOUNS
from critmin.summaries.phrases import possessive

Row = dict[str, Any]
MOST = 24  # most lines of one timeline
MOST_COUNTRIES = 24
CHINA = "CHN"
FEW = 3  # most minerals that a title or topic names
MOST_NAMED = 5  # most minerals named for one measure
DATED = re.compile(r"\d{4}(-\d\d){0,2}$")
BANS = frozenset({"ban", "end-use-ban", "suspension-of-exports"})
LAW = "This is law, not practice: how often licences are granted is not on record."
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


def controls(table: Table) -> Chart | None:
    """Timeline of measures with a lane for each country; too many are counted by country."""
    rows = table.records()
    if "disruption_id" in table.names:
        return _disruptions(table, [row for row in rows if row["disruption_id"] is not None])
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["measure_id"] is not None:
            found.setdefault(row["measure_id"], []).append(row)
    lines = _together(list(found.values()))
    if not lines:
        return None
    countries = {of[0]["jurisdiction_iso3"] for of in found.values()}
    if len(lines) > MOST and len(countries) > 1 and not table.query.get("minerals"):
        return _by_country(table, list(found.values()))
    return _timeline(table, lines)


def _together(found: Sequence[list[Row]]) -> list[list[Row]]:
    """Measures that differ in nothing but their goods and number, as one line each."""
    same: dict[tuple[Any, ...], list[Row]] = {}
    keys = ("jurisdiction_iso3", "effective", "type", "target", "status", "suspended_until")
    for of in found:
        key = (*(of[0][name] for name in keys), of[0]["ended"], of[0]["verified_through"])
        same.setdefault(key, []).extend(of)
    return list(same.values())


def _timeline(table: Table, lines: Sequence[list[Row]]) -> Timeline:
    """Measures with a day, each as a bar for as long as it applies."""
    day = str(table.query["as_of"])
    register = {one.measure_id: one for one in measures(str(table.query.get("known_on") or ""))}
    dated = [of for of in lines if _start(of[0])]
    shown = sorted(dated, key=_rank)[:MOST]
    owners = Counter(row["jurisdiction_iso3"] for of in shown for row in of[:1])
    order = sorted(owners, key=lambda code: (-owners[code], place(code)))
    minerals = distinct([row["mineral"] for of in shown for row in of if row["mineral"]])
    alone = len(minerals) == 1 or len(_asked(table)) == 1
    minerals = minerals if len(minerals) == 1 else _asked(table)
    gone = [of for of in lines if of not in shown]
    shown.sort(key=lambda of: (order.index(of[0]["jurisdiction_iso3"]), _start(of[0])))
    return Timeline(
        title=finding(table, _counts(table)),
        topic=f"{_whose(order)} {_subject(table)}{_seen(table)}",
        subtitle="Bars begin on the first day in force. Bans are marked",
        note=" ".join(filter(None, [LAW, _left_out(gone)])),
        today=day,
        moments=tuple(
            _moment(of, register, minerals if alone else [], many=len(order) > 1) for of in shown
        ),
    )


def _rank(of: Sequence[Row]) -> tuple[bool, bool, str]:
    """Order of importance: on goods before on firms, what changes next, then the newest."""
    first = of[0]
    newest = "".join(chr(ord("9") - int(c)) if c.isdigit() else c for c in _start(first))
    return first["type"] in OUTSIDE_SHARES, not first["next_event_date"], newest


def _start(row: Row) -> str:
    """First day in force, else the day of announcement; empty if neither is a day."""
    day = str(row["effective"] or row["announced"] or "")
    return day if DATED.match(day) else ""


def _moment(
    of: Sequence[Row], register: Mapping[str, Measure], known: Sequence[str], *, many: bool
) -> Moment:
    """Line of some measures; ``known`` is the mineral that goes without saying."""
    first = of[0]
    start = _start(first)
    every = [register[id_] for id_ in distinct([row["measure_id"] for row in of])]
    spans = [_span(pause, start) for pause in pauses(every[0])]
    ended = str(first["ended"] or "")
    return Moment(
        _label(of, every, list(register.values()), known),
        start,
        ended or None,
        place(first["jurisdiction_iso3"]) if many else "",
        first["type"] in BANS,
        lasting=not ended,
        suspended=tuple(spans),
        state=plain("status", str(first["status"]), first),
        confirmed=_confirmed(first, spans),
    )


def _span(pause: Pause, start: str) -> tuple[str, str]:
    """First and last suspended day; no first day if it is not later than that of the measure."""
    return (pause.start if pause.start > start else "", pause.until.last)


def _confirmed(row: Row, spans: Sequence[tuple[str, str]]) -> str:
    """Last day on which a source shows the state; empty where it covers the day asked for."""
    if row["status"] not in {"in-force-unverified", *UNSURE}:
        return ""
    days = [str(row["verified_through"] or _start(row)), *(last for _, last in spans)]
    return max(days)


def _label(
    of: Sequence[Row], every: Sequence[Measure], register: Sequence[Measure], known: Sequence[str]
) -> str:
    """Minerals (unless they go without saying), kind, target and announcements."""
    first = of[0]
    slugs = distinct([row["mineral"] for row in of if row["mineral"]])
    goods = few([lower(mineral_name(slug)) for slug in slugs], MOST_NAMED)
    what = f"{goods or 'all dual-use items'}: " if slugs != list(known) else ""
    kind = NOUNS.get(str(first["type"]), str(first["type"]).replace("-", " "))
    target = str(first["target"])
    whom = "" if target == "all" else f" towards {_whom(target)}"
    number = re.sub(r" \(([^()]*)\)", r", \1", joined(named(every, register)))
    return capital(f"{what}{kind}{whom} ({number})")


def _whom(target: str) -> str:
    """A target in a text: a country, a bloc, all outside a bloc, or not stated."""
    words = plain("target", target, {})
    if target == "not-stated":
        return "countries not stated"
    if target.startswith(ALL_BUT):
        return f"countries outside the {place(target.removeprefix(ALL_BUT))}"
    return the(place(target)) if words == target else f"{words} countries"


def _whose(owners: Sequence[str]) -> str:
    """Countries of the controls, as the start of a topic."""
    if len(owners) == 1:
        return f"{possessive(the(place(owners[0]), start=True))} export controls"
    return "Export controls"


def _subject(table: Table) -> str:
    """What the controls are on and whom they reach, for a topic."""
    asked = [lower(mineral_name(slug)) for slug in distinct(list(_asked(table)))]
    on = f"on {few(asked, FEW) if len(asked) > FEW else listed(asked)}" if asked else "on minerals"
    buyer = table.query.get("target")
    return f"{on} that reach {the(_buyer(str(buyer)))}" if buyer else on


def _buyer(text: str) -> str:
    from critmin.core import names

    return place(names.country_or_bloc(text)[0])


def _asked(table: Table) -> list[str]:
    from critmin.core import arguments

    return arguments.slugs(table.query.get("minerals") or ())


def _seen(table: Table) -> str:
    """Day of the states, and the day on which they could be known if it was asked for."""
    known = table.query.get("known_on")
    on = f", on {in_words(str(table.query['as_of']))}"
    return f"{on}, as known on {in_words(str(known))}" if known else on


def _counts(table: Table) -> str:
    """Number of measures by state, as a title."""
    rows = {str(row["measure_id"]): row for row in table.records() if row["measure_id"]}
    counts = Counter(_part(row) for row in rows.values())
    owners = {str(row["jurisdiction_iso3"]) for row in rows.values()}
    of = the(place(min(owners))) if len(owners) == 1 else f"{len(owners)} countries"
    asked = _asked(table)
    minerals = [lower(mineral_name(slug)) for slug in asked]
    on = f" on {listed(minerals)}" if 0 < len(asked) <= FEW else ""
    late = any(row["status"] == "in-force-unverified" for row in rows.values())
    when = " when last confirmed" if late else ""
    day = in_words(str(table.query["as_of"]))
    total = counted(len(rows), "export control")
    held, past, coming = counts[HELD], counts[PAST], counts[COMING]
    were = "was" if held + past == 1 else "were"
    verb = f"{were} or had been" if held and past else were if held else "had been"
    rest = [f"{held + past} {verb} suspended"] if held + past else []
    rest += [f"{coming} announced"] if coming else []
    more = f"; {' and '.join(rest)}" if rest else ""
    return f"On {day}, {counts[IN_FORCE]} of {total} of {of}{on} applied{when}{more}"


def _part(row: Row) -> str:
    """State of a measure, as one of a few that are counted."""
    if row["status"] == "in-force-unverified" and not row["verified_through"]:
        return UNSEEN
    return PARTS.get(str(row["status"]), OTHER)


def _left_out(gone: Sequence[Sequence[Row]]) -> str:
    """Sentence on measures that are not drawn, by kind; those without a day are named."""
    if not gone:
        return ""
    kinds = Counter(NOUNS.get(str(of[0]["type"]), str(of[0]["type"])) for of in gone)
    said = [counted(number, kind, _plural(kind)) for kind, number in kinds.most_common()]
    undated = [of for of in gone if not _start(of[0])]
    tail = ", without a known day" if len(undated) == len(gone) else ""
    return f"Not drawn: {listed(said)}{tail}."


def _plural(noun: str) -> str:
    """Plural of a noun that may be followed by "of" and more.

    >>> _plural("export ban"), _plural("list of barred firms")
    ('export bans', 'lists of barred firms')
    """
    head, *tail = re.split(r" (?=of |on )", noun, maxsplit=1)
    return " ".join([f"{head}s", *tail])


def _by_country(table: Table, found: Sequence[Sequence[Row]]) -> Bars:
    """Number of measures of each country, with their states where they are not all in force."""
    counts: dict[str, Counter[str]] = {}
    for of in found:
        counts.setdefault(of[0]["jurisdiction_iso3"], Counter())[_part(of[0])] += 1
    ranked = sorted(counts, key=lambda code: (-counts[code].total(), place(code)))
    shown, gone = ranked[:MOST_COUNTRIES], ranked[MOST_COUNTRIES:]
    more = f" {counted(len(gone), 'country', 'countries')} with fewer not drawn." if gone else ""
    return Bars(
        title=finding(table, _counts(table)),
        topic=f"{_whose(ranked)} {_subject(table)}, by country{_seen(table)}",
        subtitle="Number of measures, all in force when last confirmed unless it says otherwise",
        note=f"{LAW}{more}",
        bars=tuple(
            Bar(
                place(code),
                counts[code].total(),
                highlight=code == CHINA,
                text=_states(counts[code]),
                key=code,
            )
            for code in shown
        ),
    )


def _states(counts: Counter[str]) -> str:
    """States of a country's measures; nothing if all are in force."""
    if set(counts) == {IN_FORCE}:
        return ""
    return f"({listed([f'{counts[state]} {state}' for state in ORDER if counts[state]])})"


def _disruptions(table: Table, rows: Sequence[Row]) -> Timeline | None:
    """Disruptions by country, each as a bar up to its end or the day it was last seen."""
    shown = sorted((row for row in rows if row["started"]), key=lambda row: str(row["started"]))
    if not shown:
        return None
    gone = max(len(shown) - MOST, 0)
    return Timeline(
        title=finding(table, f"{counted(len(rows), 'disruption')} without a legal measure"),
        topic=f"Disruptions of supply without a legal measure{_seen(table)}",
        subtitle="Bars end on the last day on which a source shows them",
        bars="seen by a source",
        note=f"{counted(gone, 'older record')} not drawn." if gone else "",
        today=str(table.query["as_of"]),
        moments=tuple(
            Moment(
                f"{capital(DISRUPTIONS.get(str(row['kind']), str(row['kind'])))}: {row['title']}",
                str(row["started"]),
                _last_seen(row),
                place(row["jurisdiction_iso3"]),
                state=_how_it_stands(row),
            )
            for row in shown[-MOST:]
        ),
    )


def _last_seen(row: Row) -> str | None:
    last = str(row["ended"] or row["last_seen"] or "")
    return last if DATED.match(last) and last > str(row["started"]) else None


def _how_it_stands(row: Row) -> str:
    if row["ended"]:
        return f"ended {in_words(str(row['ended']))}"
    seen = row["last_seen"]
    unsure = "unverified_since" in several(row["flag"])
    return f"last seen {in_words(str(seen))}" if seen and unsure else "not known to have ended"
