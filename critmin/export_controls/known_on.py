"""Export controls as they could be known on a day: what was announced later does not exist.

Pure. ``--as-of`` answers with what is known now about a day; ``--known-on`` with this.
"""

from __future__ import annotations

from collections.abc import Iterable

from critmin.export_controls.measure import Measure


def known(measure: Measure, day: str) -> Measure | None:
    """A measure as it could be known on a day; None if it was announced later.

    Its events and its last day are those announced by the day, and nothing is confirmed later
    than the day itself. Its note, written with hindsight, is left out. A date known only to the
    month or year counts from its first day.

    Parameters
    ----------
    measure : Measure
        The measure as it is known now.
    day : str
        ISO day.
    """
    if day < measure.announced.first:
        return None
    ended = measure.ended
    if measure.ends:
        ended = next((e.ended for e in reversed(measure.ends) if e.announced.first <= day), None)
    return measure._replace(
        ended=ended,
        verified_through=min(measure.verified_through, day),
        note="",
        events=tuple(event for event in measure.events if event.known_from <= day),
    )


def all_known(measures: Iterable[Measure], day: str) -> tuple[Measure, ...]:
    """The measures that could be known on a day, as they could."""
    found = (known(measure, day) for measure in measures)
    return tuple(measure for measure in found if measure is not None)


def uncertain_then(measure: Measure, day: str) -> bool:
    """Whether the view of a day rests on a day of announcement that was not seen exactly."""
    days = [measure.announced, *(end.announced for end in measure.ends)]
    days += [event.announced for event in measure.events if event.announced is not None]
    assumed = any(e.announced and e.announced.precision == "assumed" for e in measure.events)
    return assumed or any(one.holds(day) for one in days)
