"""controls: export controls, their state on a day, and the next change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from critmin.answers import builder, read_as
from critmin.answers.builder import no_data
from critmin.answers.cautions import caution, explained, of_records
from critmin.answers.table import Caution, Table
from critmin.core import arguments, names, roles, sources
from critmin.core.errors import NoData, QueryError
from critmin.core.role_rules import Rule
from critmin.core.wording import counted, few, listed, place, the
from critmin.declared.listed import START
from critmin.declared.parameter import WHOLE, option
from critmin.declared.question import question
from critmin.export_controls import bundled_tables
from critmin.export_controls.announcements import short
from critmin.export_controls.bundled_tables import Disruption
from critmin.export_controls.measure import Measure
from critmin.export_controls.query import ControlQuery, later, read_days, stands_for, view
from critmin.export_controls.rows import (
    DisruptionRow,
    MeasureRow,
    columns_for,
    disruption_row,
    measure_rows,
)
from critmin.export_controls.state import announced_extension, reaches, state

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p

NOTED = 8  # notes of measures are shown for at most this many measures


Expiring = Annotated[
    int | None,
    option(
        "--expiring", takes="DAYS", min=0, help="Only controls that change within DAYS.", kind=WHOLE
    ),
]
Ended = Annotated[bool, option("--all", help="Include controls that have ended.")]
Disruptions = Annotated[
    bool,
    option("--disruptions", help="Instead: halts, conflicts, proposals, informal instructions."),
]


@question(
    "controls",
    group=START,
    place=4,
    answers="Which export controls apply on a day, and what changes next.",
    examples=(
        "critmin controls gallium --buyer usa --as-of 2026-11-24",
        "critmin controls --expiring 60 --as-of 2026-11-24 -f csv",
    ),
    limits="States on a day as far as the sources cover it; after that day they are not confirmed. "
    "Entity lists and end-use bans are in no share.",
    named=Rule(
        one=("country",),
        beyond="name one country that controls: critmin controls {first} --buyer {place}, or "
        "critmin controls {place} --buyer {first}",
    ),
    picture=True,
)
def controls(
    *named: p.ControlNames,
    mineral: p.Mineral = None,
    country: p.ControlledBy = None,
    buyer: p.ControlledBuyer = None,
    as_of: p.ControlDay = None,
    known_on: p.KnownOn = None,
    expiring: Expiring = None,
    ended: Ended = False,
    disruptions: Disruptions = False,
    by: arguments.Words = None,
    target: str | None = None,
) -> Table:
    """List export controls and their state on a day.

    Parameters
    ----------
    *named : str
        Minerals (slugs, symbols, common names, products), all when none is named; and the country
        that controls, in any order. A mineral also has the measures that name its group, and
        those on a whole dual-use list that includes it.
    country : str or sequence of str, optional
        Only controls of these countries or blocs: of a bloc also those of its members on the day,
        of a member also those of its blocs.
    by, target : str, optional
        The same as ``country`` and ``buyer``.
    buyer : str, optional
        Only measures that apply to this buyer, a country or a bloc: those towards all
        countries, towards it, or towards a bloc of which it is a member on the day; and,
        flagged, those without a stated target.
    as_of : str or date, optional
        The day, from 2020-01-01 on; today when not given. What is known now about it is shown.
    known_on : str or date, optional
        A day on which it is asked what could be known: what was announced later is left out.
        Without ``as_of`` it is also the day of the states.
    expiring : int, optional
        Only measures that change within this number of days after the day.
    ended : bool
        Also measures that have ended by the day.
    disruptions : bool
        Instead of measures: production halts, conflicts, proposals, informal instructions.

    Returns
    -------
    Table
        One row per measure and mineral. ``status`` is one of
        `critmin.export_controls.state.STATES`; dates are ISO text. A measure that is not yet
        announced on the day has no row.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name of a mineral, country or bloc.
    QueryError
        For text that is not a day, or a negative ``expiring``.
    NoData
        If no control on record matches, or the day is before the first record.
    """
    day, known = read_days(as_of, known_on)
    if expiring is not None and expiring < 0:
        raise QueryError(f"expiring is {expiring}: write a number of days, 0 or more")
    given = arguments.either("--buyer", buyer, target)
    said = roles.read(
        "controls", named, mineral=mineral, country=arguments.either("--country", country, by)
    )
    reached = None if given is None else names.country_or_bloc(given)[0]
    controlling = [names.country_or_bloc(text)[0] for text in said.of("country")]
    query = ControlQuery(
        slugs=tuple(arguments.slugs(said.minerals)),
        by=tuple(controlling),
        jurisdictions=frozenset(controlling).union(
            *(stands_for(code, day) for code in controlling)
        ),
        buyer=reached,
        stands_for=frozenset() if reached is None else stands_for(reached, day),
        day=day,
        until=None if expiring is None else later(day, expiring),
        ended=ended,
        known_on=known,
    )
    if disruptions and expiring is not None:
        raise QueryError("--expiring needs dated measures, and disruptions have no known end")
    found = _disruptions(query) if disruptions else _measures(query)
    if not found.rows:
        reasons = [gap.message for gap in found.missing] or [_nothing(query, "", disruptions)]
        raise NoData("; ".join(reasons))
    blank = DisruptionRow if disruptions else MeasureRow
    rows = [*found.rows, *(no_data(blank, mineral=slug) for slug in found.unanswered)]
    return builder.answer(
        rows,
        columns_for(blank),
        query={
            "command": "controls",
            "minerals": said.minerals,
            "by": arguments.as_asked(said.of("country")),
            "target": given,
            "as_of": day,
            "known_on": known or None,
            "expiring": expiring,
            "all": ended or None,
            "disruptions": disruptions or None,
        },
        cited=sources.records(sorted({id_ for row in found.rows for id_ in row.source})),
        cautions=[
            *read_as.cautions(said),
            *found.cautions,
            *found.missing,
            *view(as_of, day, known),
        ],
        notes=found.notes,
        summary=_summary,
        chart=_chart,
    )


@dataclass
class _Found:
    """Rows with their cautions and notes, and the minerals named without a row."""

    rows: list[MeasureRow] | list[DisruptionRow]
    unanswered: list[str]
    missing: list[Caution]
    cautions: list[Caution] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _found(
    query: ControlQuery, rows: list[MeasureRow] | list[DisruptionRow], *, disruptions: bool
) -> _Found:
    have = {slug for row in rows for slug in query.answers(row.mineral or "")}
    unanswered = [slug for slug in query.slugs if slug not in have]
    missing = [Caution("no_data", _nothing(query, slug, disruptions)) for slug in unanswered]
    return _Found(rows, unanswered, missing)


def _measures(query: ControlQuery) -> _Found:
    """Measures that match, with the rows of their minerals."""
    here = [measure for measure in bundled_tables.measures(query.known_on) if _fits(measure, query)]
    shown: dict[str, Measure] = {}
    left_out = 0
    every: list[MeasureRow] = []
    for measure in here:
        status = state(measure, query.day)
        rows = [] if status is None else measure_rows(measure, status, query)
        if rows and status == "ended" and not query.ended:
            left_out += 1
        elif rows:
            shown[measure.measure_id] = measure
            every += rows
    found = _found(query, every, disruptions=False)
    named = {key: f"{place(m.jurisdiction)}, {short(m.announcement)}" for key, m in shown.items()}
    flagged = [(row.measure_id or "", row.flag) for row in every]
    found.cautions += _by_code(flagged, named, "measure", query)
    found.cautions += _may_cover(here, query)
    if left_out:
        are = "is" if left_out == 1 else "are"
        found.notes.append(
            f"{counted(left_out, 'ended measure')} {are} left out: --all shows what has ended"
        )
    found.notes += _extensions(shown.values(), query.day)
    if len(shown) <= NOTED:
        found.notes += [
            " ".join(filter(None, [f"{key}: {m.title}.", m.note, *_statements(m, query.day)]))
            for key, m in shown.items()
        ]
    return found


def _fits(measure: Measure, query: ControlQuery) -> bool:
    """Whether a measure matches the jurisdiction and the buyer, if these are named."""
    if not query.imposed_by(measure.jurisdiction):
        return False
    return query.buyer is None or reaches(measure, query.buyer, query.stands_for) is not False


def _may_cover(here: Iterable[Measure], query: ControlQuery) -> list[Caution]:
    """Measures that may cover the minerals without naming them."""
    ids = [
        measure.measure_id
        for measure in here
        if any(cover.scope == "unnamed" for cover in measure.covers)
        and state(measure, query.day) not in {None, "ended"}
    ]
    if not query.slugs or not ids or query.until:
        return []
    return [caution("minerals_not_named", ids=tuple(ids))]


def _extensions(shown: Iterable[Measure], day: str) -> list[str]:
    """Extensions announced without a legal instrument that cover the day, once each."""
    events = [announced_extension(m, day) for m in shown if state(m, day) == "extension-announced"]
    return [
        f"{event.instrument}, to {event.until.text}: {event.note}"
        for event in events
        if event is not None and event.until is not None
    ]


def _statements(measure: Measure, day: str) -> Iterator[str]:
    """Statements and easings up to a day; they neither start nor end a measure."""
    for event in measure.events:
        if event.kind in {"statement", "eases"} and event.date.first <= day:
            yield f"{event.date.text}, {event.instrument}: {event.note}"


def _by_code(
    flagged: Sequence[tuple[str, tuple[str, ...]]],
    named: Mapping[str, str],
    thing: str,
    query: ControlQuery,
) -> list[Caution]:
    """One caution per code with its records, and one that the list is not complete.

    ``named`` has the name of each record, ``thing`` is what several of them are called.
    """
    about: dict[str, list[str]] = {}
    for id_, flags in flagged:
        for code in flags:
            about.setdefault(code, []).append(id_)
    found = [
        explained(code, carriers=few(ids), subject=of_records(ids, named, thing))
        for code, ids in sorted(about.items())
    ]
    return [*found, _compiled(query)]


def _compiled(query: ControlQuery) -> Caution:
    """Caution that the list is not complete, with the count of a wider inventory."""
    shares = bundled_tables.world_shares()
    known = [
        f"{shares[key].share:.0%} of world trade in {key or 'industrial raw materials'}"
        for key in (query.slugs or ("",))
        if key in shares
    ]
    if not known:
        return caution("compiled:own")
    first = next(iter(shares.values()))
    return caution(
        "compiled:inventory", document=first.document, shares=tuple(known), period=first.period
    )


def _nothing(query: ControlQuery, slug: str, disruptions: bool) -> str:
    """Reason why there is no row, with related records."""
    what = "disruption" if disruptions else "export control"
    parts = [f"no {what} on record for {slug}" if slug else f"no {what} on record"]
    parts += [f"of {listed([the(place(code)) for code in query.by])}"] if query.by else []
    parts += ["that applies to this buyer"] if query.buyer else []
    parts += [f"that changes by {query.until}"] if query.until else []
    parts.append(f"on {query.day}")
    parts += [f"by what could be known on {query.known_on}"] if query.known_on else []
    slugs = [slug] if slug else []
    if not disruptions and any(_concerns(d, query, slugs) for d in bundled_tables.disruptions()):
        parts.append("(a disruption without a legal measure is on record: --disruptions)")
    reason = " ".join(parts)
    return reason if disruptions or query.buyer else f"{reason}{_those_that_reach(query, slug)}"


def _those_that_reach(query: ControlQuery, slug: str) -> str:
    """Command for the controls that reach a country that imposes none; empty without any."""
    if len(query.by) != 1:
        return ""
    (code,) = query.by
    towards = query._replace(
        slugs=(slug,) if slug else (), by=(), buyer=code, stands_for=stands_for(code, query.day)
    )
    if not _measures(towards).rows:
        return ""
    days = [] if query.day == read_days(None, None)[0] else ["--as-of", query.day]
    days += ["--known-on", query.known_on] if query.known_on else []
    words = filter(None, ["critmin controls", slug, "--buyer", code.lower(), *days])
    return f"; for those that reach it: {' '.join(words)}"


def _concerns(record: Disruption, query: ControlQuery, slugs: Sequence[str]) -> bool:
    """Whether a disruption began by the day and concerns the buyer and the minerals."""
    days = [query.day, query.known_on or query.day]
    if not query.imposed_by(record.jurisdiction) or record.started.first > min(days):
        return False
    reached = {"all", query.buyer, *query.stands_for}
    if query.buyer is not None and record.target not in reached:
        return False
    return not slugs or any(names.related(record.mineral, slug) for slug in slugs)


def _disruptions(query: ControlQuery) -> _Found:
    """Disruptions that match, one row each."""
    records = [d for d in bundled_tables.disruptions() if _concerns(d, query, query.slugs)]
    rows = [disruption_row(record, query) for record in records]
    found = _found(query, rows, disruptions=True)
    named = {record.disruption_id: record.title for record in records}
    flagged = [(row.disruption_id or "", row.flag) for row in rows]
    found.cautions += _by_code(flagged, named, "record", query)
    if not query.known_on:  # notes are written with hindsight
        found.notes += [f"{record.disruption_id}: {record.note}" for record in records]
    return found


def _summary(table: Table) -> str:
    from critmin.summaries.controls_and_diplomacy import controls

    return controls(table)


def _chart(table: Table) -> Chart | None:
    from critmin.export_controls.charts import controls

    return controls(table)
