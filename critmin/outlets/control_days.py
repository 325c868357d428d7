"""Days on which the state of an export control changes, and the state between them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from critmin.core.dates import When
from critmin.export_controls.bundled_tables import measures
from critmin.export_controls.measure import Measure
from critmin.export_controls.state import state
from critmin.outlets.records import Record

LAST_DAY = "9999-12-31"


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _dates(measure: Measure) -> Iterator[When]:
    """All dates of a measure and of its events."""
    yield measure.announced
    for when in (measure.effective, measure.ended):
        if when is not None:
            yield when
    for event in measure.events:
        yield event.date
        if event.until is not None:
            yield event.until


def _changes(measure: Measure) -> list[str]:
    """Days on which the state can become another one.

    A state depends on comparisons with these days alone, so it is the same between two of them.
    """
    days = {measure.announced.first}
    for when in _dates(measure):
        days |= {when.first, _after(when.first), when.last, _after(when.last)}
    if measure.verified_through:
        days |= {measure.verified_through, _after(measure.verified_through)}
    return sorted(day for day in days if day >= measure.announced.first)


def spells() -> Iterator[Record]:
    """Measure, first day, last day and state, without a gap from its announcement on."""
    for measure in measures():
        found: list[tuple[str, str]] = []
        for day in _changes(measure):
            now = state(measure, day)
            if now is not None and (not found or found[-1][1] != now):
                found.append((day, now))
        for at, (first, status) in enumerate(found):
            last = _before(found[at + 1][0]) if at + 1 < len(found) else LAST_DAY
            yield measure.measure_id, first, last, status


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
