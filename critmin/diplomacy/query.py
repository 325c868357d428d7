"""Shared by questions on agreements and events: who takes part, and what a record rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Column
from critmin.core import arguments, names
from critmin.core.wording import counted, few
from critmin.diplomacy import bundled_tables
from critmin.diplomacy.records import LIST, NAMED, TOLD, Agreement, Event
from critmin.export_controls import bundled_tables as controls
from critmin.export_controls.measure import Measure
from critmin.uses.list_tables import WATCHED, standing

MOST_NOTES = 8  # most records whose own notes are shown


def takes_part(parties: Iterable[str], code: str, day: str) -> str:
    """How a country or bloc takes part: ``named``, ``bloc``, or not (empty).

    A country takes part through a bloc of which it is a member on the day. A bloc takes part if
    it is named or if all its members are; what some of its members do is not the bloc's.

    Examples
    --------
    >>> takes_part(["eu27", "CAN"], "DEU", "2021-06-15")
    'bloc'
    >>> takes_part(["USA", "JPN", "AUS", "IND"], "quad", "2025-07-01")
    'named'
    >>> takes_part(["FRA", "JPN"], "eu27", "2025-03-17")
    ''
    """
    taking = frozenset(parties)
    if code in taking:
        return "named"
    blocs = names.bloc_names()
    if code in blocs:
        members = names.members(code, day)
        return "named" if members and taking.issuperset(members) else ""
    through = any(party in blocs and code in names.members(party, day) for party in taking)
    return "bloc" if through else ""


def chosen(what: str, given: arguments.Words, known: Sequence[str]) -> tuple[str, ...]:
    """Words of a closed vocabulary, once each.

    Raises
    ------
    UnknownName
        For an unknown word, with the known ones.
    """
    found = (arguments.choice(what, word, known) for word in arguments.places(given))
    return tuple(dict.fromkeys(word for word in found if word))


def places(given: arguments.Words) -> tuple[str, ...]:
    """ISO3 codes of countries and names of blocs, once each.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    """
    found = (names.country_or_bloc(word)[0] for word in arguments.words(given))
    return tuple(dict.fromkeys(found))


def columns(
    row: type[tuple[Any, ...]], meanings: Mapping[str, str], /, **weights: int
) -> tuple[Column, ...]:
    """Columns of a row, some with this answer's meaning, and its weights for narrow screens."""
    return tuple(
        column._replace(description=meanings.get(column.name, column.description))
        for column in columns_of(row, **weights)
    )


def pages(record: Agreement | Event) -> str | None:
    """Pages behind a record; None without one."""
    return bundled_tables.PAGES.join(record.evidence) or None


def through_bloc(parties: Iterable[str], codes: Iterable[str], day: str) -> str | None:
    """Warning code if one of the countries takes part only through a bloc."""
    every = tuple(parties)
    found = any(takes_part(every, code, day) == "bloc" for code in codes)
    return "through_bloc" if found else None


def how_named(agreement: Agreement, slug: str) -> str:
    """How an agreement names a mineral: by name, by a list, or only by report; else empty.

    A name of its group (rare earths) counts; a group of minerals of all kinds (critical
    minerals) names none of its members.
    """
    scopes = {
        name.scope
        for name in agreement.names
        if (name.mineral and names.related(name.mineral, slug))
        or (name.list_id and name.list_id in _lists_of(slug))
    }
    return next((scope for scope in (NAMED, LIST, *sorted(TOLD)) if scope in scopes), "")


def names_group_only(agreement: Agreement, slug: str) -> bool:
    """Whether an agreement names only the group to which a mineral belongs."""
    named = {name.mineral for name in agreement.names if name.mineral}
    related = {one for one in named if names.related(one, slug)}
    return bool(related) and all(one in names.above(slug) and one != slug for one in related)


def _lists_of(slug: str) -> frozenset[str]:
    return frozenset(entry.list_id for entry in standing(slug) if entry.category != WATCHED)


def control(measure_id: str) -> Measure:
    """An export control by its id."""
    return _controls()[measure_id]


@cache
def _controls() -> dict[str, Measure]:
    return {measure.measure_id: measure for measure in controls.measures()}


def minerals_of(event: Event) -> tuple[str, ...]:
    """Minerals that the export controls of an event name."""
    covers = (cover for id_ in event.measures for cover in control(id_).covers)
    return codes(cover.mineral for cover in covers)


def ground_codes(record: Agreement | Event) -> Iterator[str]:
    """Warning codes of what a record rests on."""
    if record.confidence == "quoted":
        yield "seen_as_quoted"
    if record.confidence == "general_knowledge":
        yield "no_page_seen"
    elif not record.evidence:
        yield "no_address"
    if record.date.precision == "day-approx":
        yield "date_approximate"


def cautions(records: Sequence[Agreement | Event], thing: str, day: str) -> list[Caution]:
    """Cautions on all records of an answer: those without a page, and how far the pages reach."""
    found: list[Caution] = []
    loose = [_id(record) for record in records if not record.grounded]
    if loose and len(loose) == len(records):
        found.append(caution("not_grounded:all", what=counted(len(loose), thing)))
    elif loose:
        what = f"{len(loose)} of {counted(len(records), thing)}"
        found.append(caution("not_grounded", what=what, ids=few(loose)))
    last = max((record.verified_through for record in records), default="")
    if last and day > last:
        found.append(caution("evidence_ends", last=last))
    return found


def notes(records: Sequence[Agreement | Event]) -> list[str]:
    """Records' own notes, if there are few records."""
    if len(records) > MOST_NOTES:
        return [f"notes on single records are shown with {MOST_NOTES} records or fewer"]
    return [f"{_id(record)}: {record.note}" for record in records if record.note]


def _id(record: Agreement | Event) -> str:
    return record.agreement_id if isinstance(record, Agreement) else record.event_id
