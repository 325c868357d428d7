"""events: tariffs, export controls and the answers to them, and what answered what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

from critmin.answers import read_as, records
from critmin.answers.builder import codes, no_data
from critmin.answers.cautions import caution
from critmin.answers.table import Caution, Column, Table
from critmin.core import arguments, dates, names, roles
from critmin.core.dates import Span
from critmin.core.errors import NoData, UnknownName
from critmin.core.named_tuple import NamedTuple
from critmin.core.role_rules import Rule
from critmin.declared.listed import CONTROLS
from critmin.declared.parameter import option
from critmin.declared.question import question
from critmin.diplomacy import bundled_tables, chains, query
from critmin.diplomacy.records import EVENT_KINDS, EVERYONE, READINGS, Event
from critmin.export_controls import bundled_tables as controls
from critmin.export_controls.measure import Measure
from critmin.export_controls.state import state

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p

ALL_CHAINS = "all"
NOT_ANNOUNCED = "not-announced"  # state of a control before its announcement


class Row(NamedTuple):
    """Event with the export controls that it concerns, and their states on the day."""

    event_id: str
    date: str | None
    kinds: tuple[str, ...]
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    title: str | None
    minerals: tuple[str, ...]
    answers: tuple[str, ...]
    answered_by: tuple[str, ...]
    control_ids: tuple[str, ...]
    control_status: tuple[str, ...]
    chain: str | None
    step: int | None
    grounded: bool | None
    confidence: str | None
    evidence: str | None
    verified_through: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


class _Wanted(NamedTuple):
    """Filters of events, and the day."""

    actor: str | None
    target: str | None
    countries: tuple[str, ...]
    kinds: tuple[str, ...]
    span: Span
    day: str

    def fits(self, event: Event) -> bool:
        """Whether an event matches all filters except the minerals and the chain."""
        day = event.date.last
        towards_all = EVERYONE in event.targets and self.target not in event.actors
        return (
            event.date.first <= self.day
            and self.span.may_hold(event.date)
            and (not self.kinds or not set(self.kinds).isdisjoint(event.kinds))
            and (self.actor is None or bool(query.takes_part(event.actors, self.actor, day)))
            and (
                self.target is None
                or towards_all
                or bool(query.takes_part(event.targets, self.target, day))
            )
            and (
                not self.countries
                or any(query.takes_part(_named(event), code, day) for code in self.countries)
            )
        )


Actor = Annotated[
    str | None,
    option(
        "--actor", takes="C", completes="buyer_names", help="Only events of this country or bloc."
    ),
]
Chain = Annotated[
    str | None,
    option(
        "--chain",
        takes="EVENT|CONTROL|all",
        completes="chain_names",
        help="What this event or export control answered, and what answered it.",
    ),
]


@question(
    "events",
    group=CONTROLS,
    place=3,
    answers="Tariffs, export controls, and what answered what.",
    examples=(
        "critmin events --chain cn-apr4-2025 --as-of 2026-11-24",
        "critmin events --actor china --target japan --kind export-control",
    ),
    limits="Records compiled from pages; what answered what is by compiled links, not by cause.",
    named=Rule(rest="country"),
    picture=True,
)
def events(
    *named: p.RecordNames,
    mineral: p.NamedMinerals = None,
    actor: Actor = None,
    target: p.TargetOf = None,
    country: p.AnyCountry = None,
    kind: p.RecordKinds = None,
    year: p.RecordYear = None,
    since: p.DatedFrom = None,
    until: p.DatedTo = None,
    as_of: p.RecordDay = None,
    chain: Chain = None,
    newest: p.Newest = None,
) -> Table[Row]:
    """Tariffs, export controls, investigations and easings since October 2022.

    Parameters
    ----------
    *named : str
        Minerals: only events with an export control that names one of these or its group; and
        countries, as ``country``, in any order.
    actor : str, optional
        Only events of this country or bloc, or of a bloc of which it is a member.
    target : str, optional
        Only events that are aimed at this country or bloc, or at all countries.
    country : str or sequence of str, optional
        Only events of which any of these countries and blocs is an actor or a named target.
    kind : str or sequence of str, optional
        Only these of `critmin.diplomacy.records.EVENT_KINDS`.
    year : str, int or sequence of int, optional
        A year, or years without a gap (``2023:2025``), instead of ``since`` and ``until``.
    since, until : str or date, optional
        Only events between these; a day, a month or a year.
    as_of : str or date, optional
        State of the export controls at the end of this day, without later events; today when
        not given.
    chain : str, optional
        An event or an export control: what it answered, and what answered it, in both
        directions. ``all``: every event that is linked to another.
    newest : int, optional
        Only this number of events, the newest.

    Returns
    -------
    Table
        One row per event, the oldest first, an answer after what it answers. ``step`` is 0 for
        the event or control asked for, negative before it and positive after it; for all
        chains it counts from the first event of each.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name, event or control.
    QueryError
        If a date is not a day, month or year.
    NoData
        If no event on record matches.
    """
    said = roles.read("events", named, mineral=mineral, country=country)
    slugs = arguments.slugs(said.minerals)
    since, until = arguments.span_of_years(year, since, until)
    wanted = _Wanted(
        actor=_party(actor),
        target=_party(target),
        countries=query.places(said.of("country")),
        kinds=query.chosen("kind", kind, EVENT_KINDS),
        span=dates.span(since, until),
        day=dates.last_day(as_of),
    )
    past = [one for one in bundled_tables.events() if one.date.first <= wanted.day]
    places = _places(chain, past)
    fitting = [
        one for one in past if wanted.fits(one) and (places is None or one.event_id in places)
    ]
    found = [one for one in fitting if not slugs or any(_concerns(one, slug) for slug in slugs)]
    absent = [slug for slug in slugs if not any(_concerns(one, slug) for one in found)]
    shown = found[-newest:] if newest else found
    later = chains.answered_by(past)
    return records.answer(
        [
            *(_row(one, wanted, later, (places or {}).get(one.event_id)) for one in shown),
            *(no_data(Row, minerals=(slug,)) for slug in absent),
        ],
        _columns(),
        query={
            "command": "events",
            "minerals": said.minerals,
            "actor": wanted.actor,
            "target": wanted.target,
            "country": list(wanted.countries),
            "kind": list(wanted.kinds),
            "from": records.as_given(since),
            "to": records.as_given(until),
            "as_of": wanted.day,
            "chain": chain,
            "newest": newest,
        },
        named="event_id",
        nothing="no event on record matches",
        cautions=[
            *read_as.cautions(said),
            *_left_open(fitting, [slug for slug in slugs if slug not in absent]),
            *query.cautions(shown, "event", wanted.day),
            caution("compiled:policies", what="event"),
        ],
        missing=[_absent(slug, fitting) for slug in absent],
        notes=query.notes(shown),
        summary=_summary,
        chart=_chart,
    )


def _summary(table: Table) -> str:
    from critmin.summaries import controls_and_diplomacy as sentences

    return sentences.events(table)


def _chart(table: Table) -> Chart | None:
    from critmin.diplomacy.charts import events as drawn

    return drawn(table)


def _named(event: Event) -> tuple[str, ...]:
    """Actors and targets by name."""
    return (*event.actors, *event.targets)


def _party(text: str | None) -> str | None:
    return None if text is None else names.country_or_bloc(text)[0]


def event_ids() -> tuple[str, ...]:
    """Events whose chain can be asked for."""
    return tuple(event.event_id for event in bundled_tables.events())


def control_ids() -> tuple[str, ...]:
    """Export controls whose chain can be asked for."""
    every = (id_ for event in bundled_tables.events() for id_ in event.measures)
    return tuple(dict.fromkeys(every))


def _places(text: str | None, past: Sequence[Event]) -> Mapping[str, tuple[str, int]] | None:
    """Chain and step of each event of a chain asked for; None if none is.

    Raises
    ------
    UnknownName
        If the text is no event and no export control of one.
    """
    if text is None:
        return None
    wanted = text.strip().casefold()
    if wanted == ALL_CHAINS:
        return chains.chains(past)
    known = {id_.casefold(): id_ for id_ in (*event_ids(), *control_ids())}
    if wanted not in known:
        if wanted in {measure.measure_id.casefold() for measure in controls.measures()}:
            raise NoData(f"no event on record concerns the export control {text}")
        close = names.suggestions(text, known.values(), str.casefold)
        raise UnknownName("event or export control", text, close)
    start = known[wanted]
    starts = [e.event_id for e in past if e.event_id == start or start in e.measures]
    return {id_: (start, step) for id_, step in chains.chain(past, starts).items()}


def _concerns(event: Event, slug: str) -> bool:
    return any(names.related(mineral, slug) for mineral in query.minerals_of(event))


def _columns() -> tuple[Column, ...]:
    """Columns with this answer's meanings."""
    meanings = {
        "minerals": "Minerals that the event's export controls name, by slug, separated by ;",
        "control_ids": "Export controls that the event makes, changes or suspends, separated by ;",
    }
    return query.columns(Row, meanings, date=9, title=8, actors=8, minerals=3, control_status=4)


def _row(
    event: Event,
    wanted: _Wanted,
    later: Mapping[str, tuple[str, ...]],
    place: tuple[str, int] | None,
) -> Row:
    chain, step = place or (None, None)
    return Row(
        event_id=event.event_id,
        date=event.date.text,
        kinds=event.kinds,
        actors=event.actors,
        targets=event.targets,
        title=event.title,
        minerals=query.minerals_of(event),
        answers=event.answers,
        answered_by=later.get(event.event_id, ()),
        control_ids=event.measures,
        control_status=tuple(_state(id_, wanted.day) for id_ in event.measures),
        chain=chain,
        step=step,
        grounded=event.grounded,
        confidence=event.confidence,
        evidence=query.pages(event),
        verified_through=event.verified_through,
        flag=codes(_flags(event, wanted)),
        source=codes(bundled_tables.SOURCE, (query.control(i).source for i in event.measures)),
    )


def _state(measure_id: str, day: str) -> str:
    """State of an export control on a day."""
    measure: Measure = query.control(measure_id)
    return state(measure, day) or NOT_ANNOUNCED


def _flags(event: Event, wanted: _Wanted) -> Iterator[str]:
    """Warning codes of one event."""
    yield from query.ground_codes(event)
    if any(link.basis in READINGS for link in event.links):
        yield "link_is_reading"
    if event.date.holds(wanted.day):
        yield "date_uncertain"
    day = event.date.last
    for parties, asked in (
        (event.actors, [wanted.actor]),
        (event.targets, [wanted.target]),
        (_named(event), wanted.countries),
    ):
        yield query.through_bloc(parties, filter(None, asked), day) or ""


def _silent(among: Sequence[Event]) -> int:
    """Number of events of which the tables do not say which minerals they concern."""
    return sum(1 for event in among if not query.minerals_of(event))


def _left_open(fitting: Sequence[Event], slugs: Sequence[str]) -> Iterator[Caution]:
    count = _silent(fitting)
    for slug in slugs if count else ():
        yield caution("mineral_not_said:events", count=count, mineral=slug)


def _absent(slug: str, among: Sequence[Event]) -> Caution:
    count = _silent(among)
    if count:
        return caution("no_data:event_silent", count=count, mineral=slug)
    return caution("no_data:event", mineral=slug)
