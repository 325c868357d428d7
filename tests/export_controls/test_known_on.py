"""What could be known on a day: nothing that was announced later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.charts.model import Timeline
from critmin.core.errors import NoData, QueryError
from critmin.export_controls.bundled_tables import measures
from critmin.export_controls.known_on import all_known, known
from critmin.export_controls.state import next_event, state

BY_ID = {measure.measure_id: measure for measure in measures()}
DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31)).map(date.isoformat)
IDS = st.sampled_from(sorted(BY_ID))


def same(status: str | None) -> str | None:
    return "in-force" if status == "in-force-unverified" else status


def one(table: Any, measure_id: str) -> dict[str, Any]:
    return next(row for row in table if row["measure_id"] == measure_id)


def test_the_congo_s_stop_was_for_four_months_until_it_was_extended() -> None:
    stop = BY_ID["CD-2025-001"]
    before, after = known(stop, "2025-06-20"), known(stop, "2025-06-21")
    assert before is not None
    assert after is not None
    assert state(before, "2025-06-22") == "ended"
    assert state(before, "2025-06-21") == "in-force-unverified"
    assert state(after, "2025-06-22") == "in-force-unverified"
    assert state(stop, "2025-06-22") == "in-force"


def test_china_s_controls_of_october_were_not_suspended_on_10_october() -> None:
    now = known(BY_ID["CN-2025-57"], "2025-10-10")
    assert now is not None
    assert state(now, "2025-10-10") == "announced"
    assert state(now, "2025-12-01") == "in-force-unverified"
    change = next_event(now, "2025-10-10")
    assert change is not None
    assert (change.event, change.date.text) == ("takes-effect", "2025-11-08")


def test_graphite_s_control_of_2006_had_no_end_before_october_2023() -> None:
    before = known(BY_ID["CN-2006-50"], "2023-06-01")
    assert before is not None
    assert before.ended is None
    assert state(before, "2024-01-01") == "in-force-unverified"


def test_a_note_is_hindsight() -> None:
    assert all(not measure.note for measure in all_known(measures(), "2026-10-08"))


@given(IDS, DAYS, DAYS)
def test_the_view_of_an_earlier_day_is_part_of_a_later_one(key: str, one: str, two: str) -> None:
    first, second = sorted((one, two))
    later = known(BY_ID[key], second)
    assert known(BY_ID[key], first) == (known(later, first) if later else None)


@given(IDS, DAYS)
def test_nothing_in_the_view_was_announced_later(key: str, day: str) -> None:
    found = known(BY_ID[key], day)
    if found is None:
        assert day < BY_ID[key].announced.first
        return
    assert found.announced.first <= day
    assert found.verified_through <= day
    assert all(event.known_from <= day for event in found.events)
    assert state(found, day) != "in-force" or day == found.verified_through


def announced_late(key: str) -> Iterator[str]:
    """Days between the day of a change and its announcement, which both views may see apart."""
    for end in BY_ID[key].ends:
        day = date.fromisoformat(end.ended.first)
        while day.isoformat() < end.announced.first:
            yield day.isoformat()
            day += timedelta(days=1)


@given(IDS, DAYS)
def test_on_the_day_itself_both_views_agree_unless_a_change_came_after(key: str, day: str) -> None:
    found = known(BY_ID[key], day)
    then = None if found is None else same(state(found, day))
    if day not in set(announced_late(key)):
        assert then == same(state(BY_ID[key], day))


def test_without_a_day_of_its_own_it_is_the_day_of_the_states() -> None:
    table = critmin.controls("holmium", by="CHN", known_on="2025-10-10")
    assert (table.query["as_of"], table.query["known_on"]) == ("2025-10-10", "2025-10-10")
    assert one(table, "CN-2025-57")["status"] == "announced"
    assert one(table, "CN-2025-57")["suspended_from"] is None
    assert "known_on" in {caution.code for caution in table.warnings}


def test_the_answer_says_which_view_it_shows() -> None:
    now = critmin.controls("cobalt", by="COD", as_of="2025-07-01")
    then = critmin.controls(
        "cobalt", by="COD", as_of="2025-07-01", known_on="2025-03-01", ended=True
    )
    assert one(now, "CD-2025-001")["ended"] == "2025-09-20"
    assert one(then, "CD-2025-001")["ended"] == "2025-06-21"
    assert [caution.message for caution in then.warnings if caution.code == "known_on"] == [
        "controls on 2025-07-01 as the law stood on 2025-03-01: a look ahead, without what was "
        "announced later"
    ]
    assert "known_now" in {caution.code for caution in now.warnings}
    assert "known_on" not in now.query


def test_neither_day_given_says_nothing_of_views() -> None:
    codes = {caution.code for caution in critmin.controls("bismuth").warnings}
    assert not codes & {"known_on", "known_now"}


def test_an_announcement_of_unknown_day_is_flagged() -> None:
    row = one(critmin.controls("copper", by="IDN", known_on="2024-07-01"), "ID-2023-CU")
    assert "announced_assumed" in row["flag"]
    assert row["next_event_date"] == "2024-12-31"


def test_exposure_and_shock_do_not_know_what_came_later() -> None:
    """Antimony for the United States: the suspension of 9 November 2025 is not known in October."""
    for known_on, ban in ((None, 0.0), ("2025-10-10", 0.22)):
        day = {"as_of": "2025-12-01", "known_on": known_on}
        (row,) = critmin.exposure("USA", supplier="CHN", mineral="antimony", stage="refined", **day)
        assert (row["under_ban_low"], row["under_ban_high"]) == pytest.approx((ban, ban))
        lost = critmin.shock("USA", "antimony", stop="CHN", stage="refined", **day)
        assert lost.column("under_ban_low")[0] == pytest.approx(ban)
        assert lost.query.get("known_on") == known_on


def test_a_day_before_the_records_or_no_day_is_refused() -> None:
    with pytest.raises(NoData, match="2020-01-01"):
        critmin.controls("cobalt", known_on="2019-01-01")
    with pytest.raises(QueryError, match="is not a day"):
        critmin.exposure("JPN", supplier="CHN", mineral="graphite", known_on="soon")
    with pytest.raises(NoData, match="by what could be known on 2022-01-01"):
        critmin.controls("gallium", by="CHN", as_of="2023-09-01", known_on="2022-01-01")


def test_a_supplier_list_does_not_know_what_came_later(tmp_path: Path) -> None:
    """Gallium for the United States: the ban's suspension is not known in October 2025."""
    (tmp_path / "one.csv").write_text("mineral,country,stage\ngallium,CHN,refining\n", "utf-8")
    found = {}
    for known_on in (None, "2025-10-10"):
        table = critmin.suppliers(
            str(tmp_path / "one.csv"), buyer="USA", as_of="2025-12-01", known_on=known_on
        )
        found[known_on] = table.column("control_ids")[0]
    assert "CN-2024-46-2a" not in found[None]
    assert "CN-2024-46-2a" in found["2025-10-10"]


def test_a_disruption_has_no_end_and_no_note_that_came_later() -> None:
    table = critmin.controls("bauxite", disruptions=True, as_of="2026-11-24", known_on="2026-03-20")
    (row,) = table
    assert (row["disruption_id"], row["last_seen"]) == ("GN-2026", None)
    assert not table.notes
    with pytest.raises(NoData):
        critmin.controls("bauxite", disruptions=True, known_on="2026-03-01")


def test_a_quota_announced_later_is_no_cut() -> None:
    """The quota of 96,600 t was announced on 20 September 2025."""
    for known_on, told in ((None, True), ("2025-09-01", False)):
        table = critmin.shock("JPN", stop="COD:cobalt=0.573", as_of="2026-06-01", known_on=known_on)
        assert any("the quota" in one.message for one in table.warnings) is told


def test_pictures_say_which_view_they_show() -> None:
    chart = chart_of(critmin.controls("gallium", by="CHN", known_on="2025-10-10"))
    assert isinstance(chart, Timeline)
    assert "as known on 10 October 2025" in chart.topic
    assert not any(moment.suspended for moment in chart.moments if "clause 2" in moment.label)
    shares = chart_of(
        critmin.exposure("JPN", supplier="CHN", mineral="graphite", known_on="2025-10-10")
    )
    assert shares is not None
    assert "as it could be known on 10 October 2025" in f"{shares.subtitle} {shares.note}"
