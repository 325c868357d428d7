"""Charts of `controls`: measures over time, measures of many countries by state, disruptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from critmin.answers.finding import finding
from critmin.answers.table import Table, several
from critmin.charts.labels import left_out, small_print
from critmin.charts.model import CHINA, Bar, Bars, Chart, Moment, Timeline, distinct
from critmin.core.dates import in_words, newest_first
from critmin.core.wording import capital, counted, listed, lower, place
from critmin.export_controls.bundled_tables import measures
from critmin.export_controls.chart_lines import BANS, DATED, first_day, moment, stands
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
from critmin.export_controls.state import UNSURE
from critmin.summaries.controls_and_diplomacy import DISRUPTIONS

if TYPE_CHECKING:
    from critmin.export_controls.rows import DisruptionRow
    from critmin.export_controls.rows import MeasureRow as Row

MOST = 14  # most lines of one timeline
MOST_COUNTRIES = 24
MOST_IN_COLUMN = 9  # most lines of a narrow picture
ENOUGH = 6  # lines from which on a narrow picture leaves out lists of firms
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
    rows = table.typed
    if "disruption_id" in table.names:
        stops: Sequence[DisruptionRow] = table.typed
        return _disruptions(table, [row for row in stops if row.disruption_id is not None])
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.measure_id is not None:
            found.setdefault(row.measure_id, []).append(row)
    lines = _together(list(found.values()))
    if not lines:
        return None
    countries = {of[0].jurisdiction_iso3 for of in found.values()}
    if len(lines) > MOST and len(countries) > 1 and not table.query.get("minerals"):
        return _by_country(table, list(found.values()))
    return _timeline(table, lines)


def _together(found: Sequence[list[Row]]) -> list[list[Row]]:
    """Measures that differ in nothing but their goods and number, as one line each."""
    same: dict[tuple[Any, ...], list[Row]] = {}
    for of in found:
        first = of[0]
        own = (first.effective, first.type, first.verified_through)
        # Lists of firms of one target are one line.
        key = (
            ("firms",) if first.type in FIRMS else own,
            first.jurisdiction_iso3,
            first.target,
            first.status,
            first.suspended_until,
            first.ended,
        )
        same.setdefault(key, []).extend(of)
    return [sorted(of, key=lambda row: first_day(row) or "9") for of in same.values()]


def _timeline(table: Table, lines: Sequence[list[Row]]) -> Timeline:
    """Measures with a day, each as a bar for as long as it applies."""
    day = str(table.query["as_of"])
    register = {one.measure_id: one for one in measures(str(table.query.get("known_on") or ""))}
    dated = [of for of in lines if first_day(of[0])]
    shown = sorted(dated, key=_rank)[:MOST]
    ranks = {of[0].measure_id: rank for rank, of in enumerate(shown)}
    owners = Counter(str(row.jurisdiction_iso3) for of in shown for row in of[:1])
    order = sorted(owners, key=lambda code: (-owners[code], place(code)))
    minerals = distinct([row.mineral for of in shown for row in of if row.mineral])
    alone = len(minerals) == 1 or len(asked(table)) == 1
    minerals = minerals if len(minerals) == 1 else asked(table)
    gone = {row.measure_id for of in lines if of not in shown for row in of}
    shown.sort(key=lambda of: (order.index(str(of[0].jurisdiction_iso3)), first_day(of[0])))
    known = minerals if alone else []
    wide = Timeline(
        title=title(table, _ores(table, register)),
        topic=_topic(table, order),
        subtitle="Bars begin on the first day in force",
        note=LAW,
        today=day,
        marked="ban",
        chosen="Bans are drawn first, then licence rules, then others.",
        more=len(gone),
        moments=tuple(
            moment(of, register, known, day, many=len(order) > 1)._replace(
                rank=ranks[of[0].measure_id]
            )
            for of in shown
        ),
    )
    column = _column(wide, lines, register, known, many=len(order) > 1)
    return replace(wide, column=column)


def _column(
    wide: Timeline,
    lines: Sequence[list[Row]],
    register: Mapping[str, Measure],
    known: Sequence[str],
    *,
    many: bool,
) -> Timeline:
    """Timeline for a narrow picture: measures on goods and users, with fewer words.

    Lists of firms are counted in the note, if enough is left without them. What is suspended alike
    shares a line. Announcements have no number, and what the bar alone shows is not written.
    """
    day = wide.today
    goods = [of for of in lines if of[0].type not in FIRMS]
    firms = [of for of in lines if of[0].type in FIRMS]
    if len(lines) <= ENOUGH or len(goods) < len(firms):
        goods, firms = list(lines), []
    alike: dict[tuple[Any, ...], list[Row]] = {}
    for of in (of for of in goods if first_day(of[0])):
        first = of[0]
        held = first.status in {"suspended", *UNSURE}
        own = stands(of, register[str(first.measure_id)], day) if held else first.measure_id
        key = (first.jurisdiction_iso3, first.target, first.type, first.ended, own)
        alike.setdefault(key, []).extend(of)
    merged = [sorted(of, key=first_day) for of in alike.values()]
    ranked = sorted(merged, key=_rank)[:MOST_IN_COLUMN]
    moments = [
        moment(of, register, known, day, many=many, brief=True)._replace(rank=rank)
        for rank, of in enumerate(ranked)
    ]
    lanes = distinct([one.lane for one in (*wide.moments, *moments)])
    moments.sort(key=lambda one: (lanes.index(one.lane), one.start))
    if 2 * len({one.lane for one in moments}) > len(moments):  # too few of each for a heading
        moments = [
            one._replace(lane="", label=f"{one.lane}: {lower(one.label)}") if one.lane else one
            for one in moments
        ]
    shown = {row.measure_id for of in ranked for row in of}
    gone = {row.measure_id for of in goods for row in of} - shown
    number = len({row.measure_id for of in firms for row in of})
    are = "is" if number == 1 else "are"
    lists = f"{counted(number, 'list')} of firms {are} in the table, not drawn." if number else ""
    return replace(wide, more=len(gone), note=small_print([lists, LAW]), moments=tuple(moments))


def _ores(table: Table, register: Mapping[str, Measure]) -> frozenset[str]:
    """Measures that, of the minerals asked for, are on ore alone."""
    known = set(asked(table))
    forms = {
        id_: {cover.form for cover in register[id_].covers if cover.mineral in known}
        for id_ in {str(row.measure_id) for row in table.typed if row.measure_id}
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
    newest = newest_first(first_day(first))
    weight = next((n for n, kinds in enumerate(WEIGHTS) if first.type in kinds), len(WEIGHTS))
    sure = first.status in SURE
    return weight, not sure, not first.next_event_date, newest


def _by_country(table: Table, found: Sequence[Sequence[Row]]) -> Bars:
    """Number of measures of each country, with their states where they are not all in force."""
    counts: dict[str, Counter[str]] = {}
    for of in found:
        counts.setdefault(str(of[0].jurisdiction_iso3), Counter())[part(of[0])] += 1
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


def _disruptions(table: Table, rows: Sequence[DisruptionRow]) -> Timeline | None:
    """Disruptions by country, each as a bar up to its end or the day it was last seen."""
    shown = sorted((row for row in rows if row.started), key=lambda row: str(row.started))
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
                f"{capital(DISRUPTIONS.get(str(row.kind), str(row.kind)))}: {row.title}",
                str(row.started),
                _last_seen(row),
                place(str(row.jurisdiction_iso3)),
                state=_how_it_stands(row),
                key=str(row.jurisdiction_iso3),
            )
            for row in shown[-MOST:]
        ),
    )


def _last_seen(row: DisruptionRow) -> str | None:
    last = str(row.ended or row.last_seen or "")
    return last if DATED.match(last) and last > str(row.started) else None


def _how_it_stands(row: DisruptionRow) -> str:
    if row.ended:
        return f"ended {in_words(str(row.ended))}"
    seen = row.last_seen
    unsure = "unverified_since" in several(row.flag)
    return f"last seen {in_words(str(seen))}" if seen and unsure else "not known to have ended"
