"""State of a measure on a day: pure rules, on measures made up for the purpose."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.core.dates import When
from critmin.export_controls import state as control_state
from critmin.export_controls.measure import Cover, Event, Measure
from critmin.export_controls.state import next_event, reaches, state

START = date(2020, 1, 1)
DAYS = st.integers(0, 1500)


def iso(offset: int) -> str:
    return (START + timedelta(days=offset)).isoformat()


def when(text: str) -> When:
    found = When.read(text, {4: "year", 7: "month", 10: "day"}[len(text)])
    assert found is not None
    return found


def event(kind: str, start: str, until: str = "") -> Event:
    return Event("e", kind, when(start), when(until) if until else None, "", True, "", "")


def measure(
    announced: str = "2023-01-01",
    effective: str = "2023-02-01",
    ended: str = "",
    verified: str = "2025-12-31",
    target: str = "all",
    events: tuple[Event, ...] = (),
) -> Measure:
    return Measure(
        "m",
        "CHN",
        "No. 1",
        "",
        "licence",
        target,
        False,
        when(announced),
        when(effective) if effective else None,
        when(ended) if ended else None,
        verified,
        "page_seen",
        "x@1",
        "",
        events,
        (Cover("tin", "named", "", "metal", "page_seen"),),
        (),
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2022-12-31", None),
        ("2023-01-01", "announced"),
        ("2023-01-31", "announced"),
        ("2023-02-01", "in-force"),
        ("2025-12-31", "in-force"),
        ("2026-01-01", "in-force-unverified"),
    ],
)
def test_from_announcement_to_beyond_the_evidence(day: str, expected: str | None) -> None:
    assert state(measure(), day) == expected


def test_nothing_verified_is_never_in_force_for_certain() -> None:
    assert state(measure(verified=""), "2023-02-01") == "in-force-unverified"


def test_the_last_day_of_a_measure_is_in_force() -> None:
    assert state(measure(ended="2024-05-31"), "2024-05-31") == "in-force"
    assert state(measure(ended="2024-05-31"), "2024-06-01") == "ended"


@pytest.mark.parametrize("day", ["2023-03-01", "2023-03-15", "2023-03-31"])
def test_a_month_says_during_that_month(day: str) -> None:
    assert state(measure(effective="2023-03"), day) == "date-uncertain"
    assert state(measure(effective="2023-03"), "2023-02-28") == "announced"
    assert state(measure(effective="2023-03"), "2023-04-01") == "in-force"


def test_a_month_of_the_end_is_uncertain_too() -> None:
    assert state(measure(ended="2024-05"), "2024-05-10") == "date-uncertain"
    assert state(measure(ended="2024-05"), "2024-06-01") == "ended"


def test_a_suspension_and_what_follows_it() -> None:
    paused = measure(events=(event("suspends", "2024-01-10", "2024-12-31"),), verified="2024-06-30")
    assert state(paused, "2024-01-09") == "in-force"
    assert state(paused, "2024-01-10") == "suspended"
    assert state(paused, "2024-12-31") == "suspended"
    assert state(paused, "2025-01-01") == "lapsed-unverified"


def test_a_source_that_covers_a_later_day_settles_a_lapse() -> None:
    paused = measure(events=(event("suspends", "2024-01-10", "2024-12-31"),), verified="2025-02-01")
    assert state(paused, "2025-01-01") == "in-force"
    assert state(paused, "2025-02-02") == "in-force-unverified"


def test_an_extension_without_instrument_is_no_suspension() -> None:
    paused = measure(
        verified="2024-10-01",
        events=(
            event("suspends", "2024-01-10", "2024-12-31"),
            event("extension-announced", "2024-10-01", "2025-03-31"),
        ),
    )
    assert state(paused, "2024-12-31") == "suspended"
    assert state(paused, "2025-01-01") == "extension-announced"
    assert state(paused, "2025-03-31") == "extension-announced"
    assert state(paused, "2025-04-01") == "lapsed-unverified"
    assert next_event(paused, "2025-01-01") == ("announced-extension-ends", when("2025-03-31"))


def test_an_extension_prolongs_a_suspension() -> None:
    paused = measure(
        verified="2024-03-01",
        events=(
            event("suspends", "2024-01-10", "2024-03-31"),
            event("extends", "2024-04-01", "2024-06-30"),
        ),
    )
    assert {state(paused, day) for day in ("2024-03-31", "2024-04-01", "2024-06-30")} == {
        "suspended"
    }
    assert state(paused, "2024-07-01") == "lapsed-unverified"
    assert [p.until.text for p in control_state.pauses(paused)] == ["2024-06-30"]


def test_an_extension_after_a_gap_is_a_suspension_of_its_own() -> None:
    paused = measure(
        verified="2024-04-10",
        events=(
            event("suspends", "2024-01-10", "2024-03-31"),
            event("extends", "2024-05-01", "2024-06-30"),
        ),
    )
    assert state(paused, "2024-04-05") == "in-force"
    assert state(paused, "2024-05-01") == "suspended"


def test_suspended_before_it_took_effect() -> None:
    early = measure(events=(event("suspends", "2023-01-20", "2024-01-20"),))
    assert state(early, "2023-01-19") == "announced"
    assert state(early, "2023-01-20") == "suspended"
    assert state(early, "2023-02-01") == "suspended"
    assert next_event(early, "2023-01-10") == ("suspension-starts", when("2023-01-20"))
    assert next_event(early, "2023-01-20") == ("suspension-ends", when("2024-01-20"))


@pytest.mark.parametrize("kind", ["statement", "enforces", "amends", "eases"])
def test_words_change_no_state(kind: str) -> None:
    spoken = measure(events=(event(kind, "2024-01-01", "2024-12-31"),))
    assert {state(spoken, iso(k)) for k in range(1500)} == {
        state(measure(), iso(k)) for k in range(1500)
    }


def test_an_easing_is_known_on_its_days_alone() -> None:
    eased = measure(events=(event("eases", "2024-01-01", "2024-12-31"),))
    assert control_state.easing(eased, "2023-12-31") is None
    assert control_state.easing(eased, "2024-12-31") is not None
    assert control_state.easing(eased, "2025-01-01") is None
    assert next_event(eased, "2024-06-01") == ("easing-ends", when("2024-12-31"))


def test_reach() -> None:
    assert reaches(measure(), "USA") is True
    assert reaches(measure(), "CHN") is False
    assert reaches(measure(), "brics", {"CHN", "BRA"}) is True
    assert reaches(measure(target="USA"), "JPN") is False
    assert reaches(measure(target="eu27"), "DEU", {"eu27"}) is True
    assert reaches(measure(target="USA"), "g7", {"USA", "JPN"}) is True
    assert reaches(measure(target="not-stated"), "USA") is None


@given(
    announced=DAYS,
    delay=DAYS,
    pause=DAYS,
    length=DAYS,
    verified=DAYS,
    end=st.none() | DAYS,
    day=DAYS,
)
def test_states_are_closed_and_never_firmer_than_the_evidence(
    announced: int, delay: int, pause: int, length: int, verified: int, end: int | None, day: int
) -> None:
    effective = announced + delay
    one = measure(
        iso(announced),
        iso(effective),
        "" if end is None else iso(effective + end),
        iso(verified),
        events=(event("suspends", iso(pause), iso(pause + length)),),
    )
    found = state(one, iso(day))
    assert (found is None) == (day < announced)
    assert found is None or found in control_state.STATES
    if found == "in-force":
        assert day <= verified
        assert effective <= day
    if found in {"in-force", "in-force-unverified"}:
        assert not pause <= day <= pause + length
    if found != state(one, iso(day - 1)):
        ends = [] if end is None else [effective + end + 1]
        assert day in {announced, effective, pause, pause + length + 1, verified + 1, *ends}


def test_a_later_change_is_never_before_the_day() -> None:
    one = measure(ended="2025-06-30", events=(event("suspends", "2024-01-10", "2024-12-31"),))
    for k in range(2500):
        change = next_event(one, iso(k))
        assert change is None or change.date.last >= iso(k)
    assert next_event(one, "2025-07-01") is None


# Limits: the first and the last day of each rule


def test_a_source_that_covers_the_last_suspended_day_alone_settles_nothing() -> None:
    paused = measure(events=(event("suspends", "2024-01-10", "2024-12-31"),), verified="2024-12-31")
    assert state(paused, "2025-01-01") == "lapsed-unverified"


def test_an_extension_and_an_easing_hold_from_their_first_day() -> None:
    one = measure(
        events=(
            event("extension-announced", "2024-10-01", "2025-03-31"),
            event("eases", "2024-02-01", "2024-12-31"),
            event("eases", "2024-03-01", "2024-12-31"),
        )
    )
    assert control_state.announced_extension(one, "2024-09-30") is None
    assert control_state.announced_extension(one, "2024-10-01") is one.events[0]
    assert control_state.easing(one, "2024-02-01") is one.events[1]
    assert control_state.easing(one, "2024-06-01") is one.events[2]  # the newest


def test_a_measure_without_a_first_day_is_announced() -> None:
    assert state(measure(effective=""), "2023-06-01") == "announced"
    assert state(measure(announced="2023-01", effective=""), "2023-01-20") == "date-uncertain"
    one = measure(announced="2023-01", effective="2023-01-10")
    assert state(one, "2023-01-20") == "in-force"


def test_an_extension_two_days_after_the_end_is_a_suspension_of_its_own() -> None:
    def held(start: str) -> list[tuple[str, str]]:
        paused = measure(
            events=(
                event("statement", "2024-01-01"),
                event("suspends", "2023-05-01", "2023-06-30"),
                event("suspends", "2024-01-10", "2024-03-31"),
                event("extends", start, "2024-06-30"),
            )
        )
        return [(p.start, p.until.text) for p in control_state.pauses(paused)]

    first = ("2023-05-01", "2023-06-30")
    assert held("2024-04-01") == [first, ("2024-01-10", "2024-06-30")]
    assert held("2024-04-02") == [first, ("2024-01-10", "2024-03-31"), ("2024-04-02", "2024-06-30")]


def test_the_suspension_shown_is_the_last_one_begun_else_the_next() -> None:
    paused = measure(
        events=(
            event("suspends", "2024-01-10", "2024-03-31"),
            event("suspends", "2025-01-10", "2025-03-31"),
        )
    )
    for day, start in (
        ("2023-06-01", "2024-01-10"),
        ("2024-01-10", "2024-01-10"),
        ("2024-12-31", "2024-01-10"),
        ("2025-01-10", "2025-01-10"),
    ):
        found = control_state.suspension(paused, day)
        assert found is not None
        assert found.start == start
    assert control_state.suspension(measure(), "2024-01-01") is None


def test_a_change_on_the_day_itself() -> None:
    assert next_event(measure(), "2023-01-31") == ("takes-effect", when("2023-02-01"))
    assert next_event(measure(), "2023-02-01") is None  # it has begun
    assert next_event(measure(ended="2024-05-31"), "2024-05-31") == ("ends", when("2024-05-31"))
    from_the_start = measure(events=(event("suspends", "2023-02-01", "2023-03-01"),))
    assert next_event(from_the_start, "2023-01-10") == ("suspension-starts", when("2023-02-01"))
    to_the_start = measure(events=(event("suspends", "2023-01-05", "2023-02-01"),))
    assert next_event(to_the_start, "2023-01-10") == ("suspension-ends", when("2023-02-01"))


@pytest.mark.parametrize(
    ("verified", "day", "late"),
    [
        ("2023-01-31", "2023-01-31", False),
        ("2023-01-31", "2023-02-01", True),  # its first day
        ("2023-02-01", "2023-12-31", False),  # that day was seen
        ("2023-06-01", "2024-01-10", True),  # a suspension begins
        ("2024-02-01", "2024-07-01", True),  # the day after an easing
        ("2024-02-01", "2024-06-30", False),
        ("2024-07-01", "2025-12-31", False),
    ],
)
def test_a_change_that_no_source_covers_is_overdue(verified: str, day: str, late: bool) -> None:
    one = measure(
        verified=verified,
        events=(
            event("suspends", "2024-01-10", "2024-01-31"),
            event("eases", "2024-05-01", "2024-06-30"),
            event("statement", "2025-01-01", "2025-06-30"),
        ),
    )
    assert control_state.overdue(one, day) is late
    flag = "unverified_since" if late else ""
    assert control_state.status_flag(one, "in-force-unverified", day) == flag
    assert control_state.status_flag(one, "in-force", day) == ""
    assert control_state.status_flag(one, "date-uncertain", day) == "date_uncertain"
    assert not control_state.overdue(measure(effective="", verified="2020-01-01"), day)


def test_all_but_a_bloc_is_neither_the_bloc_nor_a_member() -> None:
    one = measure(target="all-but-eu27")
    assert reaches(one, "JPN") is True
    assert reaches(one, "JPN", {"g7"}) is True
    assert reaches(one, "eu27", {"DEU"}) is False
    assert reaches(one, "DEU", {"eu27", "g7"}) is False


def test_what_names_no_mineral_or_rests_on_memory_is_on_no_list() -> None:
    covers = (
        Cover("tin", "named", "", "metal", "page_seen"),
        Cover("zinc", "named", "", "metal", "general_knowledge"),
        Cover("", "unnamed", "", "all", "page_seen"),
    )
    one = measure()._replace(covers=covers, evidence="https://example.org/text")
    assert control_state.dual_use_minerals([one], "CHN", "2024-01-01") == {"tin"}
    assert control_state.dual_use_minerals([one], "CHN", "2023-01-15") == frozenset()
    assert control_state.dual_use_minerals([one], "USA", "2024-01-01") == frozenset()
