"""What answered what: the chain of an event, and all chains. Pure.

Links lead from an answer to what it answers. They never form a circle, which the build refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from critmin.diplomacy.records import Event

Links = Mapping[str, tuple[str, ...]]


def answered_by(events: Iterable[Event]) -> dict[str, tuple[str, ...]]:
    """Answers to each event, in the order of the events."""
    found: dict[str, list[str]] = {}
    for event in events:
        for older in event.answers:
            found.setdefault(older, []).append(event.event_id)
    return {id_: tuple(answers) for id_, answers in found.items()}


def _reached(starts: Iterable[str], links: Links) -> dict[str, int]:
    """Events that are reached from some events, with the least number of links."""
    steps = dict.fromkeys(starts, 0)
    now = list(steps)
    while now:
        after = [one for id_ in now for one in links.get(id_, ()) if one not in steps]
        depth = steps[now[0]] + 1
        now = list(dict.fromkeys(after))
        steps |= dict.fromkeys(now, depth)
    return steps


def chain(events: Sequence[Event], starts: Iterable[str]) -> dict[str, int]:
    """What some events answered and what answered them, each with its step.

    Returns
    -------
    dict
        Event to step: 0 for the events themselves, -1 for what they answered, 1 for what
        answered them, and so on.
    """
    known = {event.event_id for event in events}
    begun = [id_ for id_ in dict.fromkeys(starts) if id_ in known]
    before = _reached(
        begun, {e.event_id: tuple(i for i in e.answers if i in known) for e in events}
    )
    after = _reached(begun, answered_by(events))
    steps = {id_: -depth for id_, depth in before.items()}
    for id_, depth in after.items():
        if id_ not in steps or depth <= -steps[id_]:
            steps[id_] = depth
    return {event.event_id: steps[event.event_id] for event in events if event.event_id in steps}


def chains(events: Sequence[Event]) -> dict[str, tuple[str, int]]:
    """Every event that is linked to another: the first event of its chain, and its step from there.

    Events belong to one chain if links connect them in any direction. A step is one more than the
    largest step of what the event answers.
    """
    first: dict[str, str] = {}
    steps: dict[str, int] = {}
    known = {event.event_id for event in events}
    for event in events:  # the oldest first: what an event answers comes before it
        older = [id_ for id_ in event.answers if id_ in known]
        steps[event.event_id] = 1 + max((steps[id_] for id_ in older), default=-1)
        joined = {first[id_] for id_ in older}
        head = next((id_ for id_ in first if first[id_] in joined), event.event_id)
        first[event.event_id] = head
        first |= {id_: head for id_, old in first.items() if old in joined}
    sizes = [first[id_] for id_ in first]
    return {id_: (head, steps[id_]) for id_, head in first.items() if sizes.count(head) > 1}
