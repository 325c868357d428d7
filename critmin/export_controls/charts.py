"""Charts of `controls`: measures over time, measures of many countries by state, disruptions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from critmin.answers.finding import finding
from critmin.answers.plain_values import plain
from critmin.answers.table import Table, several
from critmin.charts.labels import left_out, small_print
from critmin.charts.model import CHINA, Bar, Bars, Chart, Moment, Timeline, distinct
from critmin.core.dates import in_words, newest_first
from critmin.core.wording import capital, counted, few, listed, lower, mineral_name, place, the
from critmin.export_controls.announcements import joined, named
from critmin.export_controls.bundled_tables import measures
from critmin.export_controls.chart_titles import (
    IN_FORCE,
    ORDER,
    asked,
    part,
    seen,
    subject,
    title,
    whose,
)
from critmin.export_controls.measure import Measure
from critmin.export_controls.state import UNSURE, Pause, announced_extension, pauses
from critmin.summaries.controls_and_diplomacy import DISRUPTIONS
from critmin.summaries.mineral_controls import ALL_BUT, NOUNS

Row = dict[str, Any]
MOST = 14  # most lines of one timeline
MOST_COUNTRIES = 24
MOST_NAMED = 5  # most minerals named for one measure
DATED = re.compile(r"\d{4}(-\d\d){0,2}$")
MONTH = re.compile(r"\b(\d* ?[A-Z][a-z]{2})[a-z]+(?= \d{4})")
BANS = frozenset({"ban", "end-use-ban", "suspension-of-exports"})
FIRMS = frozenset({"entity-list", "watch-list"})
# Kinds of measures from the most important to the least, for pictures with room for few.
WEIGHTS = (
    BANS - {"end-use-ban"},
    frozenset({"end-use-ban"}),
    frozenset({"licence", "quota"}),
    frozenset({"tax", "state-trading"}),
    frozenset({"technology", "export-licence-catalogue"}),
    FIRMS,
)
SURE = ("suspended", "in-force", "in-force-unverified", "announced")  # others are less sure
LAW = "This is law, not practice: how often licences are granted is not on record."


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
    keys = ("jurisdiction_iso3", "target", "status", "suspended_until", "ended")
    for of in found:
        first = of[0]
        own = tuple(first[name] for name in ("effective", "type", "verified_through"))
        # Lists of firms of one target are one line.
        key = (("firms",) if first["type"] in FIRMS else own, *(first[name] for name in keys))
        same.setdefault(key, []).extend(of)
    return [sorted(of, key=lambda row: _start(row) or "9") for of in same.values()]


def _timeline(table: Table, lines: Sequence[list[Row]]) -> Timeline:
    """Measures with a day, each as a bar for as long as it applies."""
    day = str(table.query["as_of"])
    register = {one.measure_id: one for one in measures(str(table.query.get("known_on") or ""))}
    dated = [of for of in lines if _start(of[0])]
    shown = sorted(dated, key=_rank)[:MOST]
    ranks = {of[0]["measure_id"]: rank for rank, of in enumerate(shown)}
    owners = Counter(row["jurisdiction_iso3"] for of in shown for row in of[:1])
    order = sorted(owners, key=lambda code: (-owners[code], place(code)))
    minerals = distinct([row["mineral"] for of in shown for row in of if row["mineral"]])
    alone = len(minerals) == 1 or len(asked(table)) == 1
    minerals = minerals if len(minerals) == 1 else asked(table)
    gone = {row["measure_id"] for of in lines if of not in shown for row in of}
    shown.sort(key=lambda of: (order.index(of[0]["jurisdiction_iso3"]), _start(of[0])))
    return Timeline(
        title=title(table, _ores(table, register)),
        topic=_topic(table, order),
        subtitle="Bars begin on the first day in force",
        note=LAW,
        today=day,
        marked="ban",
        chosen="Bans are drawn first, then licence rules, then others.",
        more=len(gone),
        moments=tuple(
            _moment(of, register, minerals if alone else [], day, many=len(order) > 1)._replace(
                rank=ranks[of[0]["measure_id"]]
            )
            for of in shown
        ),
    )


def _ores(table: Table, register: Mapping[str, Measure]) -> frozenset[str]:
    """Measures that, of the minerals asked for, are on ore alone."""
    known = set(asked(table))
    forms = {
        id_: {cover.form for cover in register[id_].covers if cover.mineral in known}
        for id_ in {str(row["measure_id"]) for row in table.records() if row["measure_id"]}
    }
    return frozenset(id_ for id_, of in forms.items() if of == {"ore"})


def _topic(table: Table, owners: Sequence[str]) -> str:
    """Whose controls on what; where changes are asked for, up to which day."""
    days = table.query.get("expiring")
    if not days:
        return f"{whose(owners)} {subject(table)}{seen(table)}"
    last = date.fromisoformat(str(table.query["as_of"])) + timedelta(days=int(str(days)))
    return f"{whose(owners)} {subject(table)} that change by {in_words(last.isoformat())}"


def _rank(of: Sequence[Row]) -> tuple[int, bool, bool, str]:
    """Order of importance: kind of measure, how sure it is, what changes next, the newest."""
    first = of[0]
    newest = newest_first(_start(first))
    weight = next((n for n, kinds in enumerate(WEIGHTS) if first["type"] in kinds), len(WEIGHTS))
    sure = first["status"] in SURE
    return weight, not sure, not first["next_event_date"], newest


def _start(row: Row) -> str:
    """First day in force, else the day of announcement; empty if neither is a day."""
    day = str(row["effective"] or row["announced"] or "")
    return day if DATED.match(day) else ""


def _moment(
    of: Sequence[Row],
    register: Mapping[str, Measure],
    known: Sequence[str],
    day: str,
    *,
    many: bool,
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
        state=MONTH.sub(r"\1", _stands(of, every[0], day)),
        confirmed=min(_confirmed(row, spans) for row in of),
        key=first["jurisdiction_iso3"],
        records=len(every),
    )


def _stands(of: Sequence[Row], measure: Measure, day: str) -> str:
    """How measures stand on a day, and when what is announced for them comes."""
    first = of[0]
    status, until = str(first["status"]), in_words(str(first["suspended_until"] or ""))
    days = sorted({str(row["verified_through"]) for row in of if row["verified_through"]})
    start = _start(first)
    if status == "extension-announced" and (event := announced_extension(measure, day)):
        to = f" to {in_words(event.until.text)}" if event.until else ""
        return f"suspended to {until}; extension{to} announced, text not seen"
    if status == "in-force-unverified" and days and days[-1] < start <= day:
        said = f"due from {in_words(start)}; not confirmed since {in_words(days[-1])}"
    elif status == "in-force-unverified" and len(days) > 1:
        said = f"in force, each last confirmed between {in_words(days[0])} and {in_words(days[-1])}"
    else:
        said = plain("status", status, first)
    ends = in_words(str(first["next_event_date"])) if first["next_event"] == "ends" else ""
    said = f"{said}; ends {ends}" if ends else said
    told = str(first["announced"] or "")
    if len(told) == len(start) and told > start:
        said = f"{said}; retroactive, announced {in_words(told)}"
    return said


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
    kinds = Counter(_noun(row) for row in {row["measure_id"]: row for row in of}.values())
    kind = listed(
        [noun if n == 1 else counted(n, noun, _plural(noun)) for noun, n in kinds.items()]
    )
    target = str(first["target"])
    whom = "" if target == "all" else f" towards {_whom(target)}"
    number = re.sub(r" \(([^()]*)\)", r", \1", joined(named(every, register)))
    return capital(f"{what}{kind}{whom} ({number})")


def _noun(row: Row) -> str:
    return NOUNS.get(str(row["type"]), str(row["type"]).replace("-", " "))


def _plural(noun: str) -> str:
    """Plural of a noun that may be followed by "of" and more.

    >>> _plural("export ban"), _plural("list of barred firms")
    ('export bans', 'lists of barred firms')
    """
    head, *tail = re.split(r" (?=of |on )", noun, maxsplit=1)
    return " ".join([f"{head}s", *tail])


def _whom(target: str) -> str:
    """A target in a text: a country, a bloc, all outside a bloc, or not stated."""
    words = plain("target", target, {})
    if target == "not-stated":
        return "countries not stated"
    if target.startswith(ALL_BUT):
        return f"countries outside the {place(target.removeprefix(ALL_BUT))}"
    return the(place(target)) if words == target else f"{words} countries"


def _by_country(table: Table, found: Sequence[Sequence[Row]]) -> Bars:
    """Number of measures of each country, with their states where they are not all in force."""
    counts: dict[str, Counter[str]] = {}
    for of in found:
        counts.setdefault(of[0]["jurisdiction_iso3"], Counter())[part(of[0])] += 1
    ranked = sorted(counts, key=lambda code: (-counts[code].total(), place(code)))
    shown, gone = ranked[:MOST_COUNTRIES], ranked[MOST_COUNTRIES:]
    return Bars(
        title=title(table),
        topic=f"{whose(ranked)} {subject(table)}, by country{seen(table)}",
        subtitle="Number of measures, all in force when last confirmed unless it says otherwise",
        note=small_print([LAW, left_out(len(gone), "country with fewer", "countries with fewer")]),
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
    return Timeline(
        title=finding(table, f"{counted(len(rows), 'disruption')} without a legal measure"),
        topic=f"Disruptions of supply without a legal measure{seen(table)}",
        subtitle="Bars end on the last day on which a source shows them",
        bars="seen by a source",
        note=left_out(len(shown) - MOST, "older record"),
        today=str(table.query["as_of"]),
        moments=tuple(
            Moment(
                f"{capital(DISRUPTIONS.get(str(row['kind']), str(row['kind'])))}: {row['title']}",
                str(row["started"]),
                _last_seen(row),
                place(row["jurisdiction_iso3"]),
                state=_how_it_stands(row),
                key=row["jurisdiction_iso3"],
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
