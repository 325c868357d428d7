"""Charts: what belongs to which answer, as text, and the pure parts of drawing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import critmin
from critmin.chart import (
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
from critmin.depict import chart_of, source_line
from critmin.drawing import palette
from critmin.drawing.time import decimal_year, spread
from critmin.errors import QueryError
from critmin.table import Table
from critmin.textplot import bar, plot, sparkline


def test_a_chart_is_no_part_of_the_data() -> None:
    table = critmin.share("lithium", stage="refining")
    drawn = table.replace(chart=chart_of(table))
    assert drawn == table
    assert "chart" not in drawn.to_json()
    assert "chart" not in repr(drawn)


def test_what_has_no_picture_says_so() -> None:
    with pytest.raises(QueryError, match="sources has no picture"):
        chart_of(critmin.sources())
    with pytest.raises(QueryError, match="without its column 'year'"):
        chart_of(critmin.share("lithium").select(["country", "share"]))
    many = critmin.share("copper", "lithium", "nickel", "cobalt", "graphite", "tin", "zinc", "lead",
                         stage="mining,refining", year="2022,2023")  # fmt: skip
    with pytest.raises(QueryError, match="fewer things"):
        chart_of(many)


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


def test_a_withheld_figure_is_a_bar_without_length_that_says_so() -> None:
    chart = chart_of(critmin.share("lithium", year=2023, source="usgs@2025"))
    assert isinstance(chart, Bars)
    hidden = next(mark for mark in chart.bars if mark.label == "United States")
    assert (hidden.value, hidden.text) == (None, "withheld")


def test_the_largest_alone_leave_a_part_that_is_not_shown() -> None:
    chart = chart_of(critmin.share("lithium", stage="mining,refining", top=2, source="iea@2024"))
    assert isinstance(chart, Stacks)
    for row in chart.rows:
        of = [part for part in chart.parts if (part.group, part.row) == row]
        assert sum(part.value for part in of) == pytest.approx(1)
        assert of[-1].label == "not shown"


def test_an_index_without_upper_bound_is_or_more() -> None:
    chart = chart_of(critmin.hhi("lithium", year=2025, source="usgs@2026"))
    assert isinstance(chart, Intervals)
    assert chart.spans[0].high is None
    assert "2,047 or more" in plot(chart, 90)


def test_trend_keeps_china_and_counts_what_it_leaves_out() -> None:
    chart = chart_of(critmin.trend("copper", source="usgs"))
    assert isinstance(chart, Lines)
    assert len(chart.series) == 8
    assert "China" in chart.series
    assert "not drawn" in chart.note


def test_a_line_breaks_where_there_is_no_figure() -> None:
    lines = Lines(title="t", points=tuple(
        Point("A", 2020 + i, y) for i, y in enumerate([1.0, None, 4.0])
    ))  # fmt: skip
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
        Bars(title="Bars " * 9, bars=(Bar("A" * 60, 3.0), Bar("B", None), Bar("C", 0.0))),
        Stacks(title="Stacks", parts=(Part("G", "r", "A", 0.7, True), Part("G", "r", "B", 0.3),
                                      Part("G", "s", "Rest", 1.0, kind="residual"))),
        Intervals(title="I", spans=(Span("A", 0.0, 9.0), Span("B", None, None),
                                    Span("C", 3.0, None, group="g"))),
        Lines(title="L", points=(Point("A", 2020, 1.0), Point("B", 2020, None))),
    ]
)  # fmt: skip


@given(CHARTS, st.integers(60, 200), st.booleans())
def test_text_keeps_to_the_width(chart: Chart, columns: int, blocks: bool) -> None:
    lines = plot(chart, columns, blocks=blocks).splitlines()
    assert max(map(len, lines)) <= columns
    assert "no figure" in "\n".join(lines) or chart.kind == "stacks"


@given(st.floats(0, 1), st.integers(1, 100), st.booleans())
def test_a_bar_is_as_long_as_its_part(part: float, cells: int, blocks: bool) -> None:
    drawn = bar(part, cells, blocks)
    assert len(drawn) <= cells + 1
    assert bool(drawn) == (part > 0)
    assert abs(len(drawn) - part * cells) <= 1 or part * cells < 1


@given(st.lists(st.none() | st.floats(0, 100), min_size=1, max_size=300), st.integers(5, 50))
def test_a_sparkline_fits(values: list[float | None], cells: int) -> None:
    assert len(sparkline(values, 0.0, 100.0, cells, True)) <= cells


@given(st.lists(st.floats(0, 5), min_size=1, max_size=12))
def test_labels_at_the_ends_do_not_overlap(heights: list[float]) -> None:
    wanted = sorted(heights, reverse=True)
    tall = [0.2] * len(wanted)
    tops = spread(wanted, tall, 5.0, 0.0)
    assert all(a - b >= 0.2 - 1e-6 for a, b in pairwise(tops))
    assert tops[-1] >= 0.2 - 1e-6


def test_colours_are_in_order_of_lightness() -> None:
    steps = [palette.lightness(c) for c in (palette.HIGHLIGHT, *palette.RAMP, palette.PAPER)]
    assert steps == sorted(steps)
    assert min(b - a for a, b in pairwise(steps)) > 5
    for colour in (palette.HIGHLIGHT, *palette.RAMP, palette.REST):
        assert abs(palette.lightness(palette.ink_on(colour)) - palette.lightness(colour)) > 40


@given(st.dates())
def test_a_day_lies_in_its_year(day) -> None:
    if day.year < 9999:
        assert day.year <= decimal_year(day.isoformat()) < day.year + 1


@given(st.floats(0, 1))
def test_a_share_is_never_written_as_zero_while_there_is_one(value: float) -> None:
    assert (written(value, "fraction") == "0%") == (value == 0)


def test_a_table_draws_itself() -> None:
    pytest.importorskip("matplotlib")
    table: Table = critmin.share("cobalt", stage="refining")
    assert table.to_picture("svg").startswith(b"<?xml")
