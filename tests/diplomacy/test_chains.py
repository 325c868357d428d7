"""Chains of events: both directions, several parents, and no event twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from critmin.core.dates import When
from critmin.diplomacy.bundled_tables import events
from critmin.diplomacy.chains import answered_by, chain, chains
from critmin.diplomacy.records import Event, Link


def event(number: int, *answers: int) -> Event:
    when = When.read(f"2025-01-{number + 1:02d}", "day")
    assert when is not None
    links = tuple(Link(f"e{older}", "stated") for older in answers)
    rest = ((), (), (), "", (), "page_seen", "", ("https://example.org",), "")
    return Event(f"e{number}", when, *rest, links)  # type: ignore[arg-type]


def test_both_directions_with_several_parents() -> None:
    every = [event(0), event(1), event(2, 0, 1), event(3, 2), event(4), event(5, 4)]
    assert chain(every, ["e2"]) == {"e0": -1, "e1": -1, "e2": 0, "e3": 1}
    assert chain(every, ["e0"]) == {"e0": 0, "e2": 1, "e3": 2}  # not what e2 answered besides
    assert chain(every, ["e9"]) == {}
    assert answered_by(every) == {"e0": ("e2",), "e1": ("e2",), "e2": ("e3",), "e4": ("e5",)}
    assert chains(every) == {
        "e0": ("e0", 0),
        "e1": ("e0", 0),
        "e2": ("e0", 1),
        "e3": ("e0", 2),
        "e4": ("e4", 0),
        "e5": ("e4", 1),
    }


def test_a_single_event_is_no_chain() -> None:
    assert chains([event(0), event(1)]) == {}


@given(st.data())
def test_properties(data: st.DataObject) -> None:
    """Steps change by at least one along each link; who is before is never also after."""
    size = data.draw(st.integers(1, 12))
    every = [
        event(n, *data.draw(st.sets(st.integers(0, n - 1), max_size=3) if n else st.just(set())))
        for n in range(size)
    ]
    start = data.draw(st.sampled_from([one.event_id for one in every]))
    steps = chain(every, [start])
    assert steps[start] == 0
    for one in every:
        for older in one.answers:
            if one.event_id in steps and steps[one.event_id] <= 0:
                assert older in steps
            if older in steps and steps[older] >= 0:
                assert one.event_id in steps
    for one in every:
        for older in one.answers:
            found = chains(every)
            assert found[one.event_id][0] == found[older][0]
            assert found[one.event_id][1] > found[older][1]


def test_the_chain_of_april_2025() -> None:
    """34, 34 and seven rare earths, 84, 84, 125, 125, then Geneva: as the orders say."""
    steps = chain(events(), ["us-reciprocal-34"])
    want = "cn-apr4-2025 us-reciprocal-84 cn-84-2025 us-reciprocal-125 cn-125-2025 geneva-2025"
    assert [steps[id_] for id_ in want.split()] == [1, 2, 3, 4, 5, 6]
