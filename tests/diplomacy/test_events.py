"""events: filters, chains, and the controls' state on the day."""

from __future__ import annotations

import re

import pytest

import critmin
from critmin.core.errors import NoData, UnknownName
from critmin.diplomacy.bundled_tables import events as on_record
from critmin.export_controls.bundled_tables import measures
from critmin.export_controls.state import state

DAY = "2026-11-24"
STATES = {measure.measure_id: measure for measure in measures()}


def rows(table) -> dict[str, dict]:
    return {row["event_id"]: row for row in table.records() if row["event_id"]}


def test_all_are_listed_by_date_with_a_source() -> None:
    table = critmin.events(as_of=DAY)
    assert len(table) == 68
    firsts = {one.event_id: one.date.first for one in on_record()}
    assert [firsts[row["event_id"]] for row in table.records()] == sorted(firsts.values())
    assert all("diplomacy@2026" in row["source"] for row in table.records())


@pytest.mark.parametrize("day", ["2025-04-05", "2025-11-08", "2026-10-01", DAY])
def test_controls_have_the_state_of_the_day(day) -> None:
    for row in critmin.events(as_of=day).records():
        want = [state(STATES[id_], day) or "not-announced" for id_ in row["control_ids"]]
        assert list(row["control_status"]) == want


def test_a_suspension_shows_only_from_its_day() -> None:
    def of(day: str) -> tuple[str, ...]:
        return rows(critmin.events(chain="cn-46-2024", as_of=day))["cn-46-2024"]["control_status"]

    assert "suspended" not in of("2025-11-08")
    assert of("2025-11-30")[1:] == ("suspended", "suspended")


def test_targets_include_all_and_members() -> None:
    japan = rows(critmin.events(target="japan", as_of=DAY))
    assert {"cn-japan-ban-2026", "cn-graphite-2023"} <= set(japan)
    assert "cn-list-2025-01" not in japan  # towards the United States
    assert "jp-takaichi-2025" not in japan  # Japan itself, towards China
    named = rows(critmin.events(country="japan", as_of=DAY))
    assert "cn-graphite-2023" not in named
    assert {"jp-takaichi-2025", "cn-japan-ban-2026", "nld-jpn-chip-tools-2023"} <= set(named)
    germany = rows(critmin.events(actor="DEU", as_of=DAY))
    assert "through_bloc" in germany["eu-ev-probe-2023"]["flag"]
    assert "us-122-2026" not in rows(critmin.events(target="USA", as_of=DAY))


def test_kinds_and_dates() -> None:
    both = rows(critmin.events(kind="tariff", since="2025-04", until="2025-04", as_of=DAY))
    assert both["cn-apr4-2025"]["kinds"] == ("tariff", "export-control")
    assert "us-100-threat-2025" not in rows(critmin.events(kind="tariff", as_of=DAY))
    month = rows(critmin.events(since="2025-05-31", until="2025-06-01", as_of=DAY))
    assert set(month) == {"us-eda-2025"}
    assert month["us-eda-2025"]["date"] == "2025-05"


def test_minerals_come_through_the_controls() -> None:
    table = critmin.events("gallium", as_of=DAY)
    assert {"cn-ga-ge-2023", "cn-46-2024", "cn-72-2025"} <= set(rows(table))
    assert "us-232-minerals-2025" not in rows(table)
    assert any(caution.code == "mineral_not_said" for caution in table.warnings)
    with pytest.raises(NoData, match="of 52 events of this choice it is not said"):
        critmin.events("tin", as_of=DAY)


def test_a_chain_from_an_event_and_from_a_control() -> None:
    found = rows(critmin.events(chain="CN-APR4-2025", as_of="2025-05-31"))
    assert {id_: row["step"] for id_, row in found.items()} == {
        "us-reciprocal-34": -1,
        "cn-apr4-2025": 0,
        "us-reciprocal-84": 1,
        "cn-84-2025": 2,
        "us-reciprocal-125": 3,
        "cn-125-2025": 4,
        "us-232-minerals-2025": 1,
        "us-eda-2025": 1,
        "geneva-2025": 5,
        "cn-list-pause-2025-05": 6,
    }
    control = rows(critmin.events(chain="cn-2024-46-2a", as_of=DAY))
    assert {id_ for id_, row in control.items() if row["step"] == 0} == {"cn-46-2024", "cn-72-2025"}
    assert control["us-chips-2024"]["step"] == -1


def test_several_parents_and_answers_are_kept_in_their_cells() -> None:
    found = rows(critmin.events(as_of=DAY))
    assert found["cn-ga-ge-2023"]["answers"] == ("us-chips-2022", "nld-jpn-chip-tools-2023")
    assert len(found["busan-2025"]["answered_by"]) > 5
    assert "link_is_reading" in found["cn-oct9-2025"]["flag"]
    assert "link_is_reading" not in found["us-eda-2025"]["flag"]


def test_all_chains_leave_out_single_events() -> None:
    found = rows(critmin.events(chain="all", as_of=DAY))
    assert "cn-antimony-2024" not in found
    assert {row["chain"] for row in found.values()} >= {"us-chips-2022", "us-fentanyl-10"}
    assert min(row["step"] for row in found.values()) == 0


def test_refusals() -> None:
    with pytest.raises(UnknownName) as unknown:
        critmin.events(chain="cn-apr5-2025")
    assert "cn-apr4-2025" in unknown.value.suggestions
    with pytest.raises(NoData, match="no event on record concerns"):
        critmin.events(chain="ID-2020-NI")
    with pytest.raises(UnknownName, match="unknown kind"):
        critmin.events(kind="ban")


def test_a_column_keeps_the_last_step_that_the_title_names() -> None:
    from critmin.answers.chart_of_answer import chart_of
    from critmin.drawing.style import COLUMN
    from critmin.drawing.timeline import fitted

    chart = chart_of(critmin.events(chain="cn-oct9-2025", as_of=DAY))
    less = fitted(chart, COLUMN)
    assert len(less.moments) < len(chart.moments)
    assert less.moments[-1] == chart.moments[-1]
    assert less.moments[-1].start == "2026-09-28"
    assert any(moment.highlight for moment in less.moments)
    assert "Drawn are the last step and" in less.note


def test_a_picture_says_that_a_rate_is_of_a_duty() -> None:
    from critmin.answers.chart_of_answer import chart_of

    chart = chart_of(critmin.events(since="2025-04", as_of=DAY))
    labels = [moment.label for moment in chart.moments]
    assert "34% duty on US goods; seven rare earths under licence; 16 firms listed" in labels
    assert not any(re.search(r"\d% on US goods", label) for label in labels)
    assert chart.marked == "answer"


def test_the_picture_draws_suspensions() -> None:
    from critmin.answers.chart_of_answer import chart_of

    chart = chart_of(critmin.events(chain="cn-oct9-2025", as_of=DAY))
    asked = next(moment for moment in chart.moments if moment.highlight)
    assert (asked.start, asked.lasting) == ("2025-10-09", True)
    assert asked.suspended == (("2025-11-07", "2026-11-10"),)
    assert chart.today == DAY
    assert [moment for moment in chart.moments if moment.suspended] == [asked]
    assert asked.state == "suspended to 10 November 2026; what followed is not confirmed"
    assert chart.title == (
        "China's export control of 9 October 2025 was followed by 14 steps, "
        "the last on 28 September 2026"
    )
    assert sum(row["step"] > 0 for row in critmin.events(chain="cn-oct9-2025", as_of=DAY)) == 14


def test_a_suspension_of_a_part_is_said_of_the_part_and_not_drawn_on_the_whole() -> None:
    from critmin.answers.chart_of_answer import chart_of

    chart = chart_of(critmin.events("gallium", as_of=DAY))
    ban = next(moment for moment in chart.moments if moment.start == "2024-12-03")
    assert (ban.lasting, ban.suspended) == (True, ())
    assert ban.state == "No. 46 of 2024, clause 2 suspended to 27 November 2026"
    pause = next(moment for moment in chart.moments if moment.start == "2025-11-09")
    assert (pause.lasting, pause.end, pause.suspended) == (False, None, ())


def test_the_title_counts_answers_of_two_countries_and_the_picture_shows_each() -> None:
    from critmin.answers.chart_of_answer import chart_of

    table = critmin.events(since="2025-04", as_of=DAY)
    chart = chart_of(table)
    every = rows(critmin.events(as_of=DAY))
    pair = {("CHN",), ("USA",)}
    answers = [
        row["event_id"]
        for row in table
        if tuple(row["actors"]) in pair
        and any(
            tuple(every[id_]["actors"]) in pair - {tuple(row["actors"])}
            for id_ in row["answers"] or ()
        )
    ]
    assert chart.title.startswith(
        f"China and the United States answered each other's moves {len(answers)} times"
    )
    assert sum(moment.highlight for moment in chart.moments) == len(answers)
    assert {moment.rank for moment in chart.moments if moment.highlight} == set(range(len(answers)))
    assert f"{len(table) - len(chart.moments)} more are in the table" in chart.note
    assert {moment.key for moment in chart.moments if moment.lane == "China"} == {"CHN"}
    assert not any(" percent" in moment.label for moment in chart.moments)


def test_numbers_of_announcements_are_explained() -> None:
    from critmin.answers.chart_of_answer import chart_of

    chart = chart_of(critmin.events(chain="cn-oct9-2025", as_of=DAY))
    labels = [moment.label for moment in chart.moments if "No. " in moment.label]
    assert len(labels) == 2
    assert "export ban and export-licence rule" in labels[0]
    assert "list of barred firms" in labels[1]
