"""Pictures of export controls: bars that last, suspensions on them, today, and what is counted."""

from __future__ import annotations

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.answers.table import Table
from critmin.charts.model import Bars, Moment, Timeline
from critmin.charts.timeline_bars import fewer
from critmin.drawing.style import COLUMN
from critmin.drawing.timeline import fitted
from critmin.export_controls.bundled_tables import measures
from critmin.export_controls.charts import FIRMS

DAY = "2026-11-24"


def timeline(table: Table) -> Timeline:
    chart = chart_of(table)
    assert isinstance(chart, Timeline)
    return chart


def one(chart: Timeline, text: str) -> Moment:
    (found,) = (moment for moment in chart.moments if text in moment.label)
    return found


def test_a_suspension_is_on_the_bar_of_the_measure_that_it_suspends() -> None:
    chart = timeline(critmin.controls("gallium", as_of=DAY))
    ban = one(chart, "clause 2, first half")
    assert (ban.start, ban.lasting, ban.end) == ("2024-12-03", True, None)
    assert ban.suspended == (("2025-11-09", "2026-11-27"),)
    assert one(chart, "No. 46 of 2024, clause 1)").suspended == ()
    starts = [moment.start for moment in chart.moments]
    assert "2025-11-09" not in starts  # the day of the suspension has no line of its own


def test_today_is_the_day_of_the_answer() -> None:
    assert timeline(critmin.controls("gallium", as_of=DAY)).today == DAY


def test_a_measure_lasts_to_its_end_or_to_the_edge_and_is_not_drawn_firmer_than_confirmed() -> None:
    table = critmin.controls("lithium", as_of=DAY)
    rows = {row["announcement"]: row for row in table}
    chart = timeline(table)
    for moment in chart.moments:
        row = next(
            row
            for name, row in rows.items()
            if str(name)[13:25] in moment.label or str(name)[:9] in moment.label
        )
        assert moment.lasting is (row["ended"] is None)
        assert (moment.end or None) == row["ended"]
        if row["status"] == "in-force-unverified":
            assert moment.confirmed == row["verified_through"] < DAY
    lapsed = one(chart, "No. 58 of 2025")
    assert lapsed.confirmed == "2026-11-10"  # whether it is back is not confirmed
    assert "extension to 10 Jan 2027 announced" in lapsed.state


def test_what_is_announced_begins_in_the_future() -> None:
    chart = timeline(critmin.controls("lithium", as_of=DAY))
    coming = next(moment for moment in chart.moments if moment.start > DAY)
    assert coming.state == "announced, in force from 1 Jan 2027"


def test_bans_are_marked_and_nothing_else() -> None:
    for moment in timeline(critmin.controls("lithium", as_of=DAY)).moments:
        assert moment.highlight is ("ban" in moment.label)


def test_the_controls_of_all_countries_are_counted_and_none_is_left_out() -> None:
    table = critmin.controls(as_of=DAY)
    chart = chart_of(table)
    assert isinstance(chart, Bars)
    ids = {(row["jurisdiction_iso3"], row["measure_id"]) for row in table}
    assert sum(bar.value or 0 for bar in chart.bars) == len(ids)
    china = next(bar for bar in chart.bars if bar.label == "China")
    assert china.value == sum(country == "CHN" for country, _ in ids)
    assert chart.title.startswith("On 24 November 2026, 56 of 70 export controls of 21 countries")


def test_measures_that_are_not_drawn_are_counted_and_no_ban_is_left_out() -> None:
    table = critmin.controls("rare-earths", as_of=DAY)
    chart = timeline(table)
    ids = {row["measure_id"] for row in table}
    assert sum(moment.records for moment in chart.moments) + chart.more == len(ids)
    assert chart.note.startswith(f"{chart.more} more are in the table.")
    bans = {row["measure_id"] for row in table if row["type"] == "ban"}
    assert sum("export ban" in moment.label.lower() for moment in chart.moments) == len(bans)
    narrow = fewer(chart, 10)
    assert sum("export ban" in moment.label.lower() for moment in narrow.moments) == len(bans)


def test_lists_of_firms_of_one_target_are_one_line_that_is_no_firmer_than_any() -> None:
    table = critmin.controls("gallium", as_of=DAY)
    japan = [row for row in table if row["type"] in FIRMS and row["target"] == "JPN"]
    moment = one(timeline(table), "towards Japan (Nos.")
    assert moment.records == len(japan) == 4
    assert moment.label.startswith("2 lists of barred firms and 2 watch lists of firms")
    assert moment.start == min(row["effective"] for row in japan)
    assert moment.confirmed == min(row["verified_through"] for row in japan)


def test_the_title_is_what_changes_next_with_its_day() -> None:
    assert timeline(critmin.controls("gallium", as_of=DAY)).title == (
        "China's export ban on gallium for the United States returns after 27 November 2026 "
        "unless suspended again"
    )
    # Where the minerals leave no room for that, all of them are named and the last day.
    assert timeline(critmin.controls(expiring=60, as_of=DAY)).title == (
        "China's export ban on antimony, industrial diamond, gallium and germanium for the "
        "United States is suspended only to 27 November 2026"
    )
    # Long before that day it is no news; after it, it is no longer ahead.
    for day in ("2026-05-01", "2026-12-05"):
        assert "returns" not in timeline(critmin.controls("gallium", as_of=day)).title


def test_the_title_of_other_minerals_says_who_bans_and_who_licenses() -> None:
    table = critmin.controls("rare-earths", as_of=DAY)
    bans = {row["jurisdiction_iso3"] for row in table if row["type"] == "ban"}
    assert bans == {"MWI", "MYS", "NAM", "VNM"}
    assert timeline(table).title == (
        "China requires licences for exports of listed forms of rare earths; "
        "Malawi, Malaysia, Namibia and Vietnam ban exports of the ore"
    )
    covers = {one.measure_id: one.covers for one in measures()}
    ids = {row["measure_id"] for row in table if row["type"] == "ban"}
    forms = {c.form for id_ in ids for c in covers[id_] if c.mineral == "rare-earths"}
    assert forms == {"ore"}


def test_a_rule_in_force_before_it_was_announced_is_said_to_be_retroactive() -> None:
    chart = timeline(critmin.controls("rare-earths", as_of=DAY))
    (malawi,) = (moment for moment in chart.moments if moment.lane == "Malawi")
    assert malawi.start == "2025-10-21"
    assert malawi.state.endswith("; retroactive, announced 22 Oct 2025")
    assert sum("retroactive" in moment.state for moment in chart.moments) == 1


def test_a_column_keeps_the_rules_of_the_title_and_all_bans() -> None:
    chart = timeline(critmin.controls("rare-earths", as_of=DAY))
    less = fitted(chart, COLUMN)
    assert isinstance(less, Timeline)
    assert any("licence rule (No. 18 of 2025)" in moment.label for moment in less.moments)
    bans = [moment for moment in chart.moments if moment.highlight]
    assert len(bans) == 7  # those on certain end users too
    assert [moment for moment in less.moments if moment.highlight] == bans
    lanes = {moment.lane for moment in less.moments}
    assert lanes == {"China", "Malawi", "Malaysia", "Namibia", "Vietnam"}
    assert "Bans are drawn first, then licence rules" in less.note


def test_a_quota_is_in_the_title() -> None:
    chart = timeline(critmin.controls("cobalt", as_of=DAY))
    assert chart.title == (
        "DR Congo sets quotas for exports of listed forms of cobalt; "
        "Namibia bans exports of the ore"
    )


def test_a_measure_seen_only_before_its_first_day_is_not_said_to_be_in_force() -> None:
    catalogue = one(timeline(critmin.controls("rare-earths", as_of=DAY)), "catalogue")
    assert (catalogue.start, catalogue.confirmed) == ("2026-01-01", "2025-12-30")
    assert catalogue.state.startswith("due from 1 Jan 2026; not confirmed since")
    assert catalogue.state.endswith("ends 31 Dec 2026")


def test_red_is_china() -> None:
    for moment in timeline(critmin.controls("rare-earths", as_of=DAY)).moments:
        assert (moment.key == "CHN") is (moment.lane == "China")


def test_disruptions_end_when_they_were_last_seen() -> None:
    chart = timeline(critmin.controls(disruptions=True, as_of=DAY))
    halt = one(chart, "Halt of production")
    assert (halt.lasting, halt.end) == (False, "2025")
    assert chart.bars == "seen by a source"


def test_a_column_counts_lists_of_firms_and_merges_what_is_suspended_alike() -> None:
    table = critmin.controls("gallium", as_of="2026-11-24")
    chart = chart_of(table)
    column = chart.narrow
    assert isinstance(column, Timeline)
    assert (column.title, column.source, column.command) == (
        chart.title,
        chart.source,
        chart.command,
    )
    rows = [row for row in table.records() if row["measure_id"] is not None]
    firms = {row["measure_id"] for row in rows if row["type"] in FIRMS}
    assert f"{len(firms)} lists of firms are in the table, not drawn." in column.note
    every = {row["measure_id"] for row in rows}
    drawn = sum(moment.records for moment in column.moments)
    assert drawn + column.more + len(firms) == len(every)  # nothing vanishes unnamed
    assert not any("No. " in moment.label for moment in column.moments)
    # What no source has shown of late keeps its day.
    japan = next(moment for moment in column.moments if "Japan" in moment.label)
    assert japan.state == "last confirmed 7 Jan 2026"
    held = chart_of(critmin.controls(expiring=60, as_of="2026-11-24")).narrow
    assert isinstance(held, Timeline)
    merged = next(moment for moment in held.moments if "6 export-licence rules" in moment.label)
    assert merged.state.startswith("first days 9 Oct 2025 to 1 Dec 2025; suspended to 10 Nov 2026")
    assert merged.start == "2025-10-09"
