"""State of an export control on a day, computed from its dated events.

Pure: measures, events and days in, states out. A day is ISO text (``2026-11-24``), so
days compare as text. A state is never more certain than the newest day that the
measure's own sources cover, or than the precision of its dates.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from critmin.core.dates import When
from critmin.core.named_tuple import NamedTuple
from critmin.export_controls.measure import Event, Measure

STATES = (
    "announced",
    "in-force",
    "in-force-unverified",
    "suspended",
    "lapsed-unverified",
    "extension-announced",
    "ended",
    "date-uncertain",
)
# Warning codes of the states that are not certain. In force, last confirmed on an earlier day, is
# the usual state of a law; `status_flag` warns of it only if a change was due since.
STATUS_FLAGS = {
    "lapsed-unverified": "lapsed_unverified",
    "extension-announced": "extension_announced",
    "date-uncertain": "date_uncertain",
}
IN_FORCE = frozenset({"in-force", "in-force-unverified"})
UNSURE = frozenset({"date-uncertain", "lapsed-unverified", "extension-announced"})
ALL_BUT = "all-but-"  # begins a target: all countries outside a bloc
TYPES = (
    "licence",
    "ban",
    "end-use-ban",
    "quota",
    "tax",
    "state-trading",
    "technology",
    "entity-list",
    "watch-list",
    "suspension-of-exports",
    "regulation",
    "export-licence-catalogue",
)
# Never in a share of trade: these types restrict users, firms or know-how, not flows of goods.
OUTSIDE_SHARES = frozenset(
    {
        "end-use-ban",
        "entity-list",
        "watch-list",
        "technology",
        "regulation",
        "export-licence-catalogue",
    }
)


class Pause(NamedTuple):
    """Suspension with its extensions: first and last suspended day."""

    start: str
    until: When


class Change(NamedTuple):
    """Next change and its date."""

    event: str
    date: When


def pauses(measure: Measure) -> tuple[Pause, ...]:
    """Suspensions of a measure, each with the extensions that follow without a gap.

    An extension that does not extend a suspension extends the measure itself and is already in
    its ``ended``.
    """
    found: list[Pause] = []
    for event in sorted(measure.events, key=lambda e: e.date.first):
        if event.until is None:
            continue
        if event.kind == "suspends":
            found.append(Pause(event.date.first, event.until))
        elif event.kind == "extends" and found:
            last = found[-1]
            start = last.start if event.date.first <= _day_after(last.until.last) else None
            if start is not None:
                found[-1] = Pause(start, max(last.until, event.until, key=lambda w: w.last))
            else:
                found.append(Pause(event.date.first, event.until))
    return tuple(found)


def _day_after(day: str) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def announced_extension(measure: Measure, day: str) -> Event | None:
    """Extension announced without a legal instrument that covers a day, if there is one."""
    for event in measure.events:
        if event.kind != "extension-announced" or event.until is None:
            continue
        if event.date.first <= day <= event.until.last:
            return event
    return None


def easing(measure: Measure, day: str) -> Event | None:
    """Easing in effect on a day, the newest if there are several."""
    found = [
        event
        for event in measure.events
        if event.kind == "eases"
        and event.date.first <= day
        and (event.until is None or day <= event.until.last)
    ]
    return max(found, key=lambda e: e.date.first) if found else None


def state(measure: Measure, day: str) -> str | None:
    """State of a measure on a day, one of `STATES`; None before it was announced.

    After ``verified_through`` a measure is in force but not confirmed. After the last day of a
    suspension it is in force again only if its sources cover a later day; the text of the
    suspension alone is not evidence that it revives.
    """
    if day < measure.announced.first:
        return None
    if measure.ended is not None and day > measure.ended.last:
        return "ended"
    return _paused(measure, day) or _running(measure, day)


def _paused(measure: Measure, day: str) -> str | None:
    """State from a suspension; None if no suspension applies."""
    begun = [pause for pause in pauses(measure) if pause.start <= day]
    if not begun:
        return None
    last = begun[-1].until
    if day <= last.first:
        return "suspended"
    if last.holds(day):
        return "date-uncertain"
    if measure.verified_through > last.last:
        return None
    return "extension-announced" if announced_extension(measure, day) else "lapsed-unverified"


def _running(measure: Measure, day: str) -> str:
    """State of a measure that is neither suspended nor certainly ended."""
    effective, ended = measure.effective, measure.ended
    uncertain = any(when.holds(day) for when in (effective, ended) if when is not None)
    if uncertain or (measure.announced.holds(day) and effective is None):
        return "date-uncertain"
    if effective is None or day < effective.first:
        return "date-uncertain" if measure.announced.holds(day) else "announced"
    return "in-force" if day <= measure.verified_through else "in-force-unverified"


def overdue(measure: Measure, day: str) -> bool:
    """Whether a dated change lies after the newest day that its sources cover, and by the day.

    The first day in force, the first day of a suspension, the day after an easing.
    """
    changes = [measure.effective.first] if measure.effective is not None else []
    changes += [pause.start for pause in pauses(measure)]
    changes += [
        _day_after(event.until.last)
        for event in measure.events
        if event.kind == "eases" and event.until is not None
    ]
    return any(measure.verified_through < change <= day for change in changes)


def status_flag(measure: Measure, status: str, day: str) -> str:
    """Warning code of a state on a day; empty if there is nothing to warn of."""
    if status == "in-force-unverified":
        return "unverified_since" if overdue(measure, day) else ""
    return STATUS_FLAGS.get(status, "")


def suspension(measure: Measure, day: str) -> Pause | None:
    """Suspension to show for a day: the last one begun, else the next one."""
    found = pauses(measure)
    begun = [pause for pause in found if pause.start <= day]
    return begun[-1] if begun else (found[0] if found else None)


def _starts(measure: Measure, day: str) -> Iterator[Change]:
    """Changes that begin after a day, except during a suspension."""
    paused = pauses(measure)
    effective = measure.effective
    if effective is not None and effective.last > day:
        hidden = any(p.start <= effective.first <= p.until.last for p in paused)
        if not hidden:
            yield Change("takes-effect", effective)
    for pause in paused:
        if pause.start > day:
            yield Change("suspension-starts", When(pause.start, "day", pause.start, pause.start))


def _ends(measure: Measure, day: str) -> Iterator[Change]:
    """Changes whose last day is on a day or after it."""
    for pause in pauses(measure):
        yield Change("suspension-ends", pause.until)
    for name, event in (
        ("announced-extension-ends", announced_extension(measure, day)),
        ("easing-ends", easing(measure, day)),
    ):
        if event is not None and event.until is not None:
            yield Change(name, event.until)
    if measure.ended is not None:
        yield Change("ends", measure.ended)


def next_event(measure: Measure, day: str) -> Change | None:
    """Next dated change of a measure: a start after the day, or an end on it or after."""
    ends = [change for change in _ends(measure, day) if change.date.last >= day]
    found = sorted([*_starts(measure, day), *ends], key=lambda change: change.date.first)
    return found[0] if found else None


def reaches(measure: Measure, buyer: str, also: Collection[str] = ()) -> bool | None:
    """Whether a measure applies to a buyer; None if its target is not stated.

    Parameters
    ----------
    measure : Measure
        The measure.
    buyer : str
        ISO3 code of a country or name of a bloc. A control does not apply to its own country.
    also : collection of str
        Blocs and members that stand for the buyer on the day.
    """
    if measure.jurisdiction == buyer:
        return False
    if measure.target == "not-stated":
        return None
    if measure.target.startswith(ALL_BUT):
        inside = measure.target.removeprefix(ALL_BUT)
        return buyer != inside and inside not in also
    return measure.target in {"all", buyer, *also}


def dual_use_minerals(measures: Collection[Measure], jurisdiction: str, day: str) -> frozenset[str]:
    """Minerals on a jurisdiction's dual-use list on a day: those under licence towards all.

    A rule for re-exports by others puts no mineral on the list.
    """
    return frozenset(
        cover.mineral
        for measure in measures
        if (measure.jurisdiction, measure.type, measure.target) == (jurisdiction, "licence", "all")
        and not measure.retransfer
        and measure.grounded
        and state(measure, day) in IN_FORCE
        for cover in measure.covers
        if cover.scope == "named" and not cover.from_memory
    )
