"""Charts: what belongs to which answer, as text, and the pure parts of drawing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import critmin
from critmin.answers.chart_of_answer import chart_of, source_line
from critmin.answers.table import Table
from critmin.charts.forms import Pairs
from critmin.charts.model import (
    Bar,
    Bars,
    Chart,
    Intervals,
    Lines,
    Part,
    Point,
    Span,
    Stacks,
    Timeline,
    written,
)
from critmin.charts.text_chart import plot
from critmin.charts.text_screen import Screen
from critmin.charts.text_time import sparkline
from critmin.core.errors import QueryError
from critmin.core.sources import PUBLISHERS, editions

DAY = "2026-11-24"


def test_a_chart_is_no_part_of_the_data() -> None:
    table = critmin.share("lithium", stage="refining")
    drawn = table.replace(chart=chart_of(table))
    assert drawn == table
    assert "chart" not in drawn.to_json()
    assert "chart" not in repr(drawn)


def test_what_has_no_picture_says_so() -> None:
    with pytest.raises(QueryError, match="sources has no picture"):
        chart_of(critmin.sources().replace(chart=None))


def test_a_picture_needs_no_column_that_was_left_out() -> None:
    whole = critmin.share("lithium")
    part = chart_of(whole.select(["country", "share"]))
    assert part.bars == chart_of(whole).bars


def test_many_minerals_are_drawn_by_their_newest_year_and_it_says_so() -> None:
    chart = chart_of(
        critmin.share("copper", "tin", "zinc", "lead", stage="mining,refining", year="2022,2023")
    )
    assert isinstance(chart, Stacks)
    assert "Earlier years are in the table, not here" in chart.note


def test_sources_and_edition_are_in_the_picture() -> None:
    table = critmin.share("lithium", stage="refining", source="iea@2024")
    line = source_line(table)
    assert line.startswith("Source: IEA (2024)")
    assert "CC BY 4.0" in line
    assert f"critmin {critmin.__version__}, data edition 2" in line
    assert chart_of(table).source == line


def test_shares_of_one_table_are_bars_and_nothing_vanishes() -> None:
    table = critmin.share("copper", year=2023, source="usgs@2025")
    chart = chart_of(table)
    assert isinstance(chart, Bars)
    assert sum(mark.value or 0 for mark in chart.bars) == pytest.approx(1)
    assert [mark.label for mark in chart.bars if mark.highlight] == ["China"]


def test_more_countries_than_bars_are_added_up_in_one() -> None:
    table = critmin.share("gold", year=2020, source="eu@2023")
    chart = chart_of(table)
    assert isinstance(chart, Bars)
    rows = [row for row in table if row["kind"] == "country"]
    assert len(rows) > 15
    more = next(mark for mark in chart.bars if mark.label == f"{len(rows) - 15} more")
    assert more.kind == "residual"
    assert sum(mark.value or 0 for mark in chart.bars) == pytest.approx(
        sum(row["share"] or 0 for row in table if row["kind"] != "total")
    )


def test_what_is_unknown_is_never_added_up_as_zero() -> None:
    table = critmin.share("rare-earths", year=2024, source="usgs@2025")
    chart = chart_of(table)
    assert isinstance(chart, Bars)
    unknown = sum(row["share"] is None and row["kind"] == "country" for row in table)
    assert unknown == 4
    drawn = [mark for mark in chart.bars if mark.value is None]
    more = [mark for mark in drawn if "more without" in mark.label]
    assert len(drawn) + sum(int(mark.label.split()[0]) - 1 for mark in more) == unknown
    assert all(mark.value for mark in chart.bars if mark.label.endswith("more"))


def test_a_withheld_figure_is_a_bar_without_length_that_says_so() -> None:
    chart = chart_of(critmin.share("lithium", year=2023, source="usgs@2025"))
    assert isinstance(chart, Bars)
    hidden = next(mark for mark in chart.bars if mark.label == "United States")
    assert (hidden.value, hidden.text) == (None, "withheld")


def test_the_largest_alone_leave_a_part_that_is_not_shown() -> None:
    chart = chart_of(
        critmin.share("lithium", "cobalt", stage="mining,refining", top=2, source="iea@2024")
    )
    assert isinstance(chart, Stacks)
    for row in chart.rows:
        of = [part for part in chart.parts if (part.group, part.row) == row]
        assert sum(part.value for part in of) == pytest.approx(1)
        assert of[-1].label == "not shown"


def test_an_index_beside_a_withheld_producer_claims_no_bounds() -> None:
    """The United States withhold their lithium: with it the index may be lower than 2,047."""
    chart = chart_of(critmin.hhi("lithium", year=2025, source="usgs@2026"))
    assert isinstance(chart, Intervals)
    said = plot(chart, 90)
    assert "Australia 32% of the output that is known" in said
    assert "or more" not in said


def test_trend_keeps_china_and_counts_what_it_leaves_out() -> None:
    chart = chart_of(critmin.trend("copper", source="usgs"))
    assert isinstance(chart, Lines)
    assert len(chart.series) == 8
    assert "China" in chart.series
    assert "10 smaller countries are in the table, not here" in chart.note


def test_a_line_breaks_where_there_is_no_figure() -> None:
    lines = Lines(
        topic="t", points=tuple(Point("A", 2020 + i, y) for i, y in enumerate([1.0, None, 4.0]))
    )
    assert "▂ █ 1 (2020) to 4 (2022)" in plot(lines, 60).replace("▃", "▂")


def test_text_is_ascii_where_blocks_are_not() -> None:
    chart = chart_of(critmin.figure(1))
    assert isinstance(chart, Timeline)
    text = plot(chart, 70, blocks=False)
    assert text.isascii()
    assert "* 2024-12-03 Antimony" in text
    assert max(map(len, text.splitlines())) <= 70


CHARTS = st.sampled_from(
    [
        Bars(topic="Bars " * 9, bars=(Bar("A" * 60, 3.0), Bar("B", None), Bar("C", 0.0))),
        Stacks(
            topic="Stacks",
            parts=(
                Part("G", "r", "A", 0.7, True),
                Part("G", "r", "B", 0.3),
                Part("G", "s", "Rest", 1.0, kind="residual"),
            ),
        ),
        Intervals(
            topic="I",
            spans=(
                Span("A", 0.0, 9.0),
                Span("B", None, None),
                Span("C", 3.0, None, group="g"),
                Span("D" * 50, 1.0, 2.0, text="Bosnia and Herzegovina 73%"),
                Span("E", 2.0, 2.0, group="A group of a long name " * 4),
            ),
        ),
        Lines(topic="L", points=(Point("A", 2020, 1.0), Point("B", 2020, None))),
    ]
)


@given(CHARTS, st.integers(60, 200), st.booleans())
def test_text_keeps_to_the_width(chart: Chart, columns: int, blocks: bool) -> None:
    lines = plot(chart, columns, blocks=blocks).splitlines()
    assert max(map(len, lines)) <= columns
    assert "no figure" in "\n".join(lines) or chart.kind == "stacks"


@given(st.floats(0, 1), st.integers(1, 100), st.booleans())
def test_a_bar_is_as_long_as_its_part(part: float, cells: int, blocks: bool) -> None:
    drawn = Screen(80, blocks).bar(part, cells)
    assert len(drawn) <= cells + 1
    assert bool(drawn) == (part > 0)
    assert abs(len(drawn) - part * cells) <= 1 or part * cells < 1


@given(st.lists(st.none() | st.floats(0, 100), min_size=1, max_size=300), st.integers(5, 50))
def test_a_sparkline_fits(values: list[float | None], cells: int) -> None:
    assert len(sparkline(values, 0.0, 100.0, cells, Screen(80))) <= cells


@given(st.floats(0, 1))
def test_a_share_is_never_written_as_zero_while_there_is_one(value: float) -> None:
    assert (written(value, "fraction") == "0%") == (value == 0)


def test_a_table_draws_itself() -> None:
    pytest.importorskip("matplotlib")
    table: Table = critmin.share("cobalt", stage="refining")
    assert table.to_picture("svg").startswith(b"<?xml")


COMMANDS = {
    "demand": lambda: critmin.demand("electric-cars"),
    "share": lambda: critmin.share("lithium"),
    "hhi": lambda: critmin.hhi("lithium"),
    "trend": lambda: critmin.trend("lithium"),
    "reserves": lambda: critmin.reserves("lithium"),
    "dependency": lambda: critmin.dependency("JPN", "lithium"),
    "exposure": lambda: critmin.exposure("JPN", supplier="CHN", mineral="graphite"),
    "via": lambda: critmin.via("JPN", "graphite", origin="CHN"),
    "shock": lambda: critmin.shock("JPN", "graphite", stop="CHN"),
    "price": lambda: critmin.price("lithium", start=2024),
    "market": lambda: critmin.market(year=2023),
    "technology": lambda: critmin.technology(),
    "lists": lambda: critmin.lists("lithium"),
    "reliance": lambda: critmin.reliance("copper"),
    "risk": lambda: critmin.risk("tungsten"),
    "controls": lambda: critmin.controls("gallium"),
    "agreements": lambda: critmin.agreements(party="UKR"),
    "events": lambda: critmin.events(chain="CN-2025-18"),
}


def test_commands_take_plot_where_their_answers_have_a_picture() -> None:
    from critmin.cli.registry import COMMANDS as REGISTERED

    drawn = {command.name for command in REGISTERED.values() if command.picture}
    assert set(COMMANDS) | {"figure", "policy"} <= drawn


@pytest.mark.parametrize("command", COMMANDS)
def test_every_answer_that_can_be_drawn_is(command) -> None:
    chart = chart_of(COMMANDS[command]())
    assert chart.title
    assert chart.source.startswith("Source: ")
    assert plot(chart, 80, blocks=False).isascii()


def test_many_sources_are_named_and_never_by_their_ids_alone() -> None:
    table = critmin.shock("JPN", stop="CHN", as_of=DAY)
    line = source_line(table)
    assert len(table.sources) > 2
    assert "@" not in line
    assert "USGS Mineral Commodity Summaries 2026 (CC0-1.0)" in line
    assert {source.origin for source in editions().values()} == set(PUBLISHERS)


def test_editions_of_one_publisher_stand_together() -> None:
    line = source_line(critmin.trend("cobalt"))
    assert "USGS Mineral Commodity Summaries 2023, 2024, 2025, 2026" in line


def test_a_withheld_producer_is_named_in_both_pictures() -> None:
    stacks = chart_of(critmin.share("lithium", stage="mining,refining"))
    assert "Withheld, and in no share: United States." in stacks.note
    bars = chart_of(critmin.reserves("lithium"))
    assert isinstance(bars, Bars)
    said = {bar.label: bar.text for bar in bars.bars if bar.panel == "Output"}
    assert said["United States"] == "withheld"
    assert bars.apart


def test_a_revised_figure_3_sets_both_editions_side_by_side() -> None:
    """Brazil: 21 million tonnes in USGS 2025, 11 in USGS 2026; Thailand has no figure any more."""
    chart = chart_of(critmin.figure(3, edition="2026"))
    assert isinstance(chart, Pairs)
    both = {pair.label: (pair.before, pair.after) for pair in chart.pairs}
    assert both["Brazil"] == (21.0, 11.0)
    assert both["Thailand"] == (0.0045, None)


def test_figure_3_names_the_reserves_without_an_output_figure() -> None:
    note = chart_of(critmin.figure(3)).note
    assert "Reserves without an output figure: Greenland, Tanzania, South Africa and Canada" in note


def test_an_index_keeps_its_capitals() -> None:
    assert "Herfindahl-Hirschman index" in chart_of(critmin.trend("cobalt", measure="hhi")).note


def two_panels(apart: bool) -> Bars:
    marks = (Bar("A", 0.9, "Japan", text="licence 59%"), Bar("A", 0.45, "EU27"))
    return Bars(topic="T", unit="fraction", bars=marks, apart=apart)


def test_panels_that_are_compared_are_on_one_scale() -> None:
    """A bar of 45% is half as long as one of 90%."""
    counts = [line.count("#") for line in plot(two_panels(False), 60, blocks=False).splitlines()]
    long, short = (count for count in counts if count)
    assert abs(long - 2 * short) <= 1
    apart = [line.count("#") for line in plot(two_panels(True), 60, blocks=False).splitlines()]
    assert min(count for count in apart if count) > short


def test_five_buyers_are_compared_in_one_panel() -> None:
    chart = chart_of(
        critmin.exposure(
            "JPN", "USA", "eu27", "KOR", "IND", supplier="CHN", mineral="graphite", as_of=DAY
        )
    )
    assert isinstance(chart, Bars)
    assert chart.topic == "Graphite ore that several buyers imported from China, 2024"
    assert "for the United States the average of 2021-2024, as the source prints" in chart.subtitle
    assert chart.panels == [""]
    assert [bar.label for bar in chart.bars][-1] == "India"
    values = [bar.value or 0 for bar in chart.bars]
    assert values == sorted(values, reverse=True)


def test_a_stop_names_who_stops_and_keeps_the_world_apart() -> None:
    chart = chart_of(critmin.shock("JPN", stop="COD:cobalt=0.573", as_of=DAY))
    assert isinstance(chart, Intervals)
    assert chart.topic == "Japan's loss of supply"
    assert "if DR Congo cut its cobalt exports by 57%" in chart.title
    places = [(span.group, span.label) for span in chart.spans]
    assert len(places) == len(set(places))
    world = [span for span in chart.spans if span.group.startswith("World output")]
    assert [(span.label, round(span.low or 0, 3)) for span in world] == [
        ("Mined and refined cobalt", 0.429)
    ]


def test_a_suspension_is_drawn_from_the_day_it_began() -> None:
    chart = chart_of(critmin.controls("gallium", target="USA", as_of=DAY))
    assert isinstance(chart, Timeline)
    ban = next(moment for moment in chart.moments if "clause 2, first half" in moment.label)
    assert (ban.start, ban.suspended) == ("2024-12-03", (("2025-11-09", "2026-11-27"),))
    assert ban.state == "suspended until 27 Nov 2026"


def test_what_a_picture_of_coverage_leaves_out_it_says() -> None:
    chart = chart_of(critmin.policy_coverage(summary=True, since="2022-06", until="2025-03"))
    assert isinstance(chart, Pairs)
    assert "Narrower and wider readings are in the table" in chart.note


def test_supply_of_a_technology_is_both_stages() -> None:
    """30% at the mine and 63% at the refinery by mass, of the IEA's electric car of 2021."""
    chart = chart_of(critmin.technology("electric-car", supplier="CHN"))
    assert isinstance(chart, Bars)
    whole = {bar.panel: round(bar.value or 0, 2) for bar in chart.bars if bar.kind == "total"}
    assert whole == {"Mining": 0.30, "Refining": 0.63}


def test_a_net_exporter_has_no_bar_and_a_bound_says_so() -> None:
    chart = chart_of(critmin.reliance("copper", buyer="JPN"))
    assert isinstance(chart, Intervals)
    said = {span.label: (span.low, span.high, span.text) for span in chart.spans}
    assert said["Refined copper"] == (None, None, "net exporter")
    bound = chart_of(critmin.reliance("fused-aluminium-oxide"))
    assert isinstance(bound, Intervals)
    assert [(span.low, span.high) for span in bound.spans] == [(0.95, None)]  # 95% or more


def test_a_single_value_is_a_mark_and_zero_has_no_bar() -> None:
    chart = Intervals(
        topic="T", spans=(Span("A", 0.0, 0.0), Span("B", 8.0, 8.0), Span("C", 2.0, 8.0))
    )
    lines = plot(chart, 40).splitlines()[1:4]
    assert lines[0] == "A ● 0"
    assert lines[1].startswith("B ··")
    assert lines[1].endswith("● 8")
    assert "█" not in lines[0] + lines[1]
    assert "██" in lines[2]
