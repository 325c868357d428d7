"""Pictures of government action: ranges are intervals, unknown lines are no zeros."""

from __future__ import annotations

import pytest

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.charts.forms import Heat, Pairs
from critmin.charts.model import Bars, Intervals, Stacks, Timeline
from critmin.charts.timeline_bars import fewer
from critmin.drawing import dated_list
from critmin.drawing.style import COLUMN
from critmin.drawing.timeline import fitted
from critmin.policies import bundled_tables
from critmin.policies.charts import timeline

DAY = "2026-11-24"


def test_a_range_of_sums_is_an_interval_and_not_a_bar() -> None:
    table = critmin.policy_awards("antimony", "gallium", by="mineral", as_of=DAY)
    chart = chart_of(table)
    assert isinstance(chart, Intervals)
    sums = {
        (
            row["group"],
            row["amount_usd_low"] / 1e6 if "amount_ceiling" not in row["flag"] else 0,
            row["amount_usd_high"] / 1e6,
        )
        for row in table
        if row["amount_usd_low"] and row["status"] == "finalised"
    }
    assert {(span.group.lower(), span.low, span.high) for span in chart.spans} == sums
    assert chart.title == (
        "The United States awarded up to 245 million dollars of purchases and 66 to 335 million "
        "of grants for antimony"
    )
    assert "the most that may be spent" in next(s.text for s in chart.spans if s.low == 0)
    assert "24 November 2026" in chart.subtitle


def test_a_group_that_only_shares_awards_is_named_and_not_drawn_from_zero() -> None:
    """All awards for gallium are for other minerals too: 0 to 10 billion says nothing of it."""
    chart = chart_of(critmin.policy_awards("antimony", "gallium", by="mineral", as_of=DAY))
    assert isinstance(chart, Intervals)
    assert chart.groups == ["Antimony"]
    assert "No final money for gallium alone" in chart.note
    assert "10 more sums in the table" in chart.note
    assert (
        "for others too: loan of up to 10 billion dollars for gallium, loan of up to 2.9 billion "
        "dollars for antimony, grants of up to 240 million"
    ) in chart.note
    assert "awards since 2020 as they stood on" in chart.subtitle


def test_the_group_of_the_title_is_the_first_of_the_picture() -> None:
    chart = chart_of(critmin.policy_awards(by="mineral", as_of=DAY))
    assert isinstance(chart, Intervals)
    assert chart.title.startswith("The United States awarded ")
    assert chart.title.endswith(f" for {chart.groups[0].lower()}")
    assert all("announced" not in span.label for span in chart.spans)
    assert chart.note.startswith("Drawn: final money.")


def test_the_largest_awards_are_bars_with_labels_of_their_own() -> None:
    table = critmin.policy_awards(as_of=DAY)
    chart = chart_of(table)
    assert isinstance(chart, Bars)
    labels = [bar.label for bar in chart.bars]
    assert len(labels) == len(set(labels))
    sums = sorted((row["amount_usd"] or 0 for row in table), reverse=True)
    assert [bar.value for bar in chart.bars] == [one / 1e6 for one in sums[: len(labels)]]
    unpublished = sum(row["amount_usd"] is None for row in table)
    assert f"{unpublished} awards without a published sum" in chart.note


def test_a_purpose_without_a_line_has_no_figure_and_no_zero() -> None:
    chart = chart_of(critmin.policy_meti(by="purpose"))
    assert isinstance(chart, Bars)
    missing = [(bar.panel, bar.label) for bar in chart.bars if bar.value is None]
    assert missing == [("Friendshoring", "2023"), ("Other supply chains", "2020")]
    assert not any(bar.value == 0 for bar in chart.bars)


@pytest.mark.parametrize(("by", "kind"), [(None, Bars), ("year", Stacks)])
def test_every_view_of_meti_has_a_picture_in_yen(by, kind) -> None:
    chart = chart_of(critmin.policy_meti(by=by))
    assert isinstance(chart, kind)
    assert "billion yen" in f"{chart.unit} {chart.subtitle}".lower()


def test_coverage_of_minerals_is_yes_in_part_or_no_on_each_day() -> None:
    table = critmin.policy_coverage(since="2022-06", until="2025-03")
    chart = chart_of(table)
    assert isinstance(chart, Heat)
    cells = {(cell.row, cell.column): cell.value for cell in chart.cells}
    assert cells["Lithium", "Money by 30 June 2022"] == 0.5
    assert cells["Lithium", "Money by 31 March 2025"] == 1.0
    assert cells["Antimony", "Act by 31 March 2025"] == 0.5  # through the list alone
    assert ("Gallium", "Act by 31 March 2025") not in cells
    assert "Only by a list, or not certain: aluminium" in chart.note
    assert "gallium" in chart.note
    assert cells["Graphite", "Money by 30 June 2022"] == 0.0
    drawn = sum(value > 0 for (_, what), value in cells.items() if what == "Act by 31 March 2025")
    listed = chart.note.split("Only by a list, or not certain: ")[1].split(". Neither")[0]
    only = listed.count(",") + 2
    assert f"acts name {drawn + only} and" in chart.title


def test_coverage_of_value_is_a_pair_of_days_and_says_what_is_only_possible() -> None:
    chart = chart_of(critmin.policy_coverage(summary=True, since="2022-06", until="2025-03"))
    assert isinstance(chart, Pairs)
    assert chart.sides == ("30 June 2022", "31 March 2025")
    named, money = chart.pairs[:2]
    assert (round(named.before or 0, 3), round(named.after or 0, 3)) == (0.091, 0.932)
    assert chart.title.startswith("Acts under the Defense Production Act named minerals worth 93%")
    assert "2025 market value" in chart.subtitle
    assert (
        "By value, aluminium is 85% of NATO's defence list, nickel 62% of batteries." in chart.note
    )
    assert round(money.before or 0, 3) == 0.058
    assert not any(pair.text for pair in chart.pairs)  # words would take the room of the marks
    assert "Open marks of money are least values: at most 7%, 7%, 13% and 88%" in chart.note
    assert "One mark: the same share on both days." in chart.note
    one = chart_of(critmin.policy_coverage(summary=True, as_of="2022-06-30"))
    assert isinstance(one, Intervals)
    assert any(span.low != span.high for span in one.spans)


def test_acts_of_one_day_and_kind_share_a_line() -> None:
    chart = chart_of(critmin.policy_dpa())
    assert isinstance(chart, Timeline)
    first = chart.moments[0]
    assert first.label.startswith("5 determinations: heavy rare earths, light rare earths")
    assert "(row" not in " ".join(moment.label for moment in chart.moments)
    paper = chart_of(critmin.figure(4))
    assert isinstance(paper, Timeline)
    assert paper.lanes == ["In the paper", "Not in the paper", "After the paper"]
    printed = [moment for moment in paper.moments if moment.lane == "In the paper"]
    assert len(printed) == 7  # its fourth row is two acts, on one line
    assert any("2022-15 and Proclamation 10414" in moment.label for moment in printed)
    assert paper.title.startswith(
        "The 2025 paper of the Japan Research Institute has 8 of 15 United"
    )
    assert "up to 4 April 2025, most under the Defense Production Act" in paper.title
    counted = [moment for moment in paper.moments if moment.lane != "After the paper"]
    assert sum(moment.records for moment in counted) == 15
    after = [moment for moment in paper.moments if moment not in counted]
    assert all(moment.start > "2025-04-04" for moment in after)
    assert [moment.start for moment in after if moment.state == "to come"] == ["2027-01-01"]
    assert max(moment.start for moment in counted) <= "2025-04-04"
    assert [row.moment for row in dated_list.layout(paper, COLUMN, 400.0).rows] == list(
        paper.moments
    )
    # The others on record up to then are no part of the comparison, and are counted.
    others = [act for act in bundled_tables.acts() if act.day and not act.dpa_view]
    assert f"{sum(act.day <= '2025-04-04' for act in others)} more acts" in paper.note
    assert len(fitted(paper, COLUMN).moments) == len(paper.moments)


@pytest.mark.parametrize(
    ("table", "number", "says"),
    [
        (lambda: critmin.policy_acts(since="2025", as_of=DAY), 15, "7 of them the whole list"),
        (critmin.policy_dpa, 12, "9 under the Defense Production Act"),
    ],
)
def test_all_acts_of_the_title_are_drawn_in_every_width(table, number, says) -> None:
    chart = chart_of(table())
    assert isinstance(chart, Timeline)
    figure = table is critmin.policy_dpa
    start = "Of 18 United States acts compared here, 12 name" if figure else "15 United States acts"
    assert chart.title.startswith(start)
    assert ("not all on record" in chart.note) == figure  # no count of all acts
    assert says in chart.title
    for one in (chart, fewer(chart, 8)):
        assert sum(moment.records for moment in one.moments) == number
    assert "Those that name no mineral are not drawn." in chart.note


def test_an_act_that_takes_effect_later_is_marked() -> None:
    acts = [act for act in bundled_tables.acts() if act.day and act.dpa_view]
    chart = timeline(acts, today=DAY)
    later = [moment.start for moment in chart.moments if moment.state]
    assert later == ["2027-01-01"]
    assert not any(m.state for m in timeline(acts, today="2027-01-01").moments)


def test_the_sum_of_the_ministry_is_in_the_unit_that_its_size_asks_for() -> None:
    chart = chart_of(critmin.policy_meti(by="purpose"))
    assert isinstance(chart, Bars)
    total = sum(bar.value or 0 for bar in chart.bars)
    part = sum(bar.value or 0 for bar in chart.bars if bar.panel == "Reshoring") / total
    assert f"{total / 1000:.1f} trillion yen" in chart.title
    assert f"{part:.0%} of it for reshoring" in chart.title


def test_acts_that_are_not_drawn_are_counted_in_every_width() -> None:
    table = critmin.policy_acts(since="2019", as_of="2026-11-24")
    chart = chart_of(table)
    assert isinstance(chart, Timeline)
    narrow = fewer(chart, 12)
    for one in (chart, narrow):
        assert sum(moment.records for moment in one.moments) + one.more == len(table)
        assert one.note.startswith(f"{one.more} more are in the table.")
    assert narrow.note.count("in the table") == 1
