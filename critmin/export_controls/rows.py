"""Rows of the answers on controls: a measure and a mineral, or a disruption."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from critmin.answers.builder import codes
from critmin.answers.columns import columns_of
from critmin.answers.table import Column
from critmin.core import names
from critmin.core.dates import When
from critmin.core.named_tuple import NamedTuple
from critmin.export_controls.bundled_tables import Disruption, dual_use, is_beside
from critmin.export_controls.known_on import uncertain_then
from critmin.export_controls.measure import CONFIDENCE_FLAGS, Cover, Measure
from critmin.export_controls.query import ControlQuery
from critmin.export_controls.state import (
    OUTSIDE_SHARES,
    Change,
    easing,
    next_event,
    status_flag,
    suspension,
)

HS6 = 6  # digits; longer codes of a single nomenclature are not shown
SCOPE_FLAGS = {"dual-use-list": "dual_use_list", "unnamed": "minerals_not_named"}


class MeasureRow(NamedTuple):
    """A measure and one of its minerals, with the measure's state on the day."""

    measure_id: str | None
    jurisdiction_iso3: str | None
    announcement: str | None
    type: str | None
    target: str | None
    mineral: str | None
    forms: tuple[str, ...]
    hs6: tuple[str, ...]
    announced: str | None
    effective: str | None
    suspended_from: str | None
    suspended_until: str | None
    ended: str | None
    status: str | None
    next_event: str | None
    next_event_date: str | None
    verified_through: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


class DisruptionRow(NamedTuple):
    """Stop of exports without a legal measure."""

    disruption_id: str | None
    jurisdiction_iso3: str | None
    kind: str | None
    title: str | None
    target: str | None
    mineral: str | None
    forms: tuple[str, ...]
    started: str | None
    ended: str | None
    last_seen: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


def columns_for(row: type[MeasureRow] | type[DisruptionRow]) -> tuple[Column, ...]:
    """Columns of the rows, with this answer's weights for narrow screens."""
    if row is DisruptionRow:
        return columns_of(row)
    return columns_of(
        row,
        # On a narrow screen keep the announcement, its country and target, state and next change.
        jurisdiction_iso3=5,
        target=8,
        next_event=6,
        next_event_date=7,
        forms=1,
        hs6=1,
        announcement=9,
        measure_id=2,
        suspended_from=2,
        suspended_until=4,
        effective=3,
        announced=2,
        flag=2,
        source=1,
    )


def measure_rows(measure: Measure, status: str, query: ControlQuery) -> list[MeasureRow]:
    """Rows of a measure for the minerals of the query; none if it covers none of them."""
    change = next_event(measure, query.day)
    if query.until is not None and (change is None or change.date.first > query.until):
        return []
    groups: dict[tuple[str, str], list[Cover]] = {}
    for mineral, why, cover in _covered(measure, query):
        groups.setdefault((mineral, why), []).append(cover)
    return [
        _row(measure, status, query, change, mineral, why, covers)
        for (mineral, why), covers in groups.items()
    ]


def _covered(measure: Measure, query: ControlQuery) -> Iterator[tuple[str, str, Cover]]:
    """Mineral to show, the warning code of the reason, and the item of the measure."""
    for cover in measure.covers:
        scope = SCOPE_FLAGS.get(cover.scope, "")
        if not query.slugs:
            yield cover.mineral, scope, cover
        for slug in query.slugs:
            if cover.scope == "named" and names.related(cover.mineral, slug):
                member = slug in names.above(cover.mineral)
                yield (cover.mineral, "", cover) if member else (slug, "group_measure", cover)
            elif cover.scope == "named" and is_beside(slug, cover.mineral, cover.form):
                yield cover.mineral, "beside_group", cover
            elif cover.scope == "dual-use-list" and any(
                names.related(mineral, slug)
                for mineral in dual_use(measure.jurisdiction, query.day, query.known_on)
            ):
                yield slug, scope, cover


def _row(
    measure: Measure,
    status: str,
    query: ControlQuery,
    change: Change | None,
    mineral: str,
    why: str,
    covers: Sequence[Cover],
) -> MeasureRow:
    day = query.day
    on_record = {cover.mineral for cover in covers}
    listed = [c for c in measure.codes if c.mineral in on_record and c.covers != "none"]
    pause = suspension(measure, day)
    partly = any(code.covers == "partly" for code in listed)
    return MeasureRow(
        measure.measure_id,
        measure.jurisdiction,
        measure.announcement,
        measure.type,
        measure.target,
        mineral or None,
        codes(cover.item for cover in covers),
        tuple(sorted({code.hs6 for code in listed if len(code.hs6) == HS6})),
        measure.announced.text,
        _text(measure.effective),
        pause.start if pause else None,
        pause.until.text if pause else None,
        _text(measure.ended),
        status,
        change.event if change else None,
        change.date.text if change else None,
        measure.verified_through or None,
        codes(
            status_flag(measure, status, day),
            why,
            _measure_flags(measure, day),
            "code_partly_inside" if partly else None,
            (CONFIDENCE_FLAGS.get(cover.confidence, "") for cover in covers),
            "announced_assumed"
            if query.known_on and uncertain_then(measure, query.known_on)
            else None,
        ),
        (measure.source,),
    )


def _measure_flags(measure: Measure, day: str) -> Iterator[str]:
    """Warning codes that apply to every row of a measure."""
    if measure.type in OUTSIDE_SHARES:
        yield "outside_shares"
    if measure.retransfer:
        yield "retransfer_liability"
    if measure.target == "not-stated":
        yield "target_not_stated"
    if easing(measure, day) is not None:
        yield "eased"
    dates = (measure.announced, measure.effective, measure.ended)
    if any(when is not None and when.precision == "day-approx" for when in dates):
        yield "date_approximate"
    if measure.no_address:
        yield "no_address"
    yield CONFIDENCE_FLAGS.get(measure.confidence, "")


def disruption_row(record: Disruption, query: ControlQuery) -> DisruptionRow:
    """Row of a disruption, with codes for what is uncertain on a day.

    An end that could not be known on the day of the query is left out.
    """
    day, known = query.day, query.known_on
    if known:
        ended, seen = (
            when if when is not None and when.first <= known else None
            for when in (record.ended, record.last_seen)
        )
        record = record._replace(ended=ended, last_seen=seen)
    unseen = record.last_seen is not None and record.last_seen.last < day
    return DisruptionRow(
        record.disruption_id,
        record.jurisdiction,
        record.kind,
        record.title,
        record.target,
        record.mineral,
        (record.item,) if record.item else (),
        record.started.text,
        _text(record.ended),
        _text(record.last_seen),
        codes(
            "unverified_since" if unseen else None,
            "date_uncertain" if record.started.holds(day) else None,
        ),
        (record.source,),
    )


def _text(when: When | None) -> str | None:
    return None if when is None else when.text
