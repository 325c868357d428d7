"""Intervals: marks from the lowest to the highest value, never bars from zero."""

from __future__ import annotations

from itertools import pairwise

import pytest
from soundness import extent, faults

from critmin.charts.model import Intervals, Span
from critmin.charts.palette import FAINT
from critmin.drawing.draw import sheet_of
from critmin.drawing.intervals import THICK
from critmin.drawing.sheet import Mark, Rule, Shape, Sheet, Text
from critmin.drawing.style import COLUMN, PAGE, SLIDE, Style

STYLES = pytest.mark.parametrize("style", [SLIDE, PAGE, COLUMN], ids=lambda style: style.name)


def drawn(style: Style, *spans: Span, **fields: object) -> Sheet:
    sheet = sheet_of(Intervals(topic="T", unit="fraction", spans=spans, **fields), style)  # type: ignore[arg-type]
    assert faults(sheet) == []
    return sheet


def marks(sheet: Sheet, name: str) -> list[Shape | Mark | Rule]:
    """What is drawn for an interval."""
    return [
        item
        for item in sheet.items
        if not isinstance(item, Text) and item.tip.startswith(f"{name}:")
    ]


@STYLES
def test_an_interval_is_thin_and_begins_at_its_lowest_value(style) -> None:
    sheet = drawn(style, Span("A", 0.4, 0.8), Span("B", 0.1, 0.4), Span("C", 0.8, 0.8))
    (a,), (b,), (c,) = (marks(sheet, name) for name in "ABC")
    assert extent(a).height == extent(b).height == THICK
    assert extent(a).width * 3 == pytest.approx(extent(b).width * 4)
    assert extent(a).left == pytest.approx(extent(b).right)
    assert isinstance(c, Mark)
    assert c.x == pytest.approx(extent(a).right)


@STYLES
def test_a_lowest_value_without_a_highest_is_an_arrow(style) -> None:
    sheet = drawn(style, Span("A", 0.3, None), Span("B", 0.6, 0.6))
    assert any(isinstance(item, Mark) and item.mark == ">" for item in marks(sheet, "A"))
    assert "30% or more" in [item.text for item in sheet.items if isinstance(item, Text)]


@STYLES
def test_a_highest_value_above_zero_is_no_bar_from_zero(style) -> None:
    sheet = drawn(style, Span("A", 0.0, 0.6), Span("B", 0.3, 0.6))
    end, line, arrow = marks(sheet, "A")
    assert isinstance(line, Rule)
    assert isinstance(arrow, Mark)
    assert arrow.mark == "<"
    assert extent(end).right == pytest.approx(extent(marks(sheet, "B")[0]).right, abs=2)
    assert "up to 60%" in [item.text for item in sheet.items if isinstance(item, Text)]


@STYLES
def test_a_low_highest_value_has_an_arrow_and_a_short_interval_two_ends_or_a_dot(style) -> None:
    sheet = drawn(
        style,
        Span("A", 0.0, 0.015),
        Span("B", 0.9, 0.92),
        Span("C", 0.9, 0.9),
        Span("D", 0.9, 0.9005),
    )
    assert [one.mark for one in marks(sheet, "A") if isinstance(one, Mark)] == ["<"]
    assert [one.mark for one in marks(sheet, "D") if isinstance(one, Mark)] == ["o"]
    assert not any(isinstance(one, Mark) for one in marks(sheet, "B"))
    assert extent(marks(sheet, "B")[0]).right - extent(marks(sheet, "B")[0]).left >= 8
    assert [one.mark for one in marks(sheet, "C") if isinstance(one, Mark)] == ["o"]


@STYLES
def test_names_of_limits_begin_or_end_at_their_lines_and_cross_none(style) -> None:
    limits = ((1000.0, "above 1,000: moderate"), (1800.0, "above 1,800: high"))
    chart = Intervals(topic="T", unit="0-10,000", spans=(Span("A", 6220, 6309),), limits=limits)
    sheet = sheet_of(chart, style)
    assert faults(sheet) == []
    lines = [i for i in sheet.items if isinstance(i, Rule) and i.dashes]
    assert len(lines) == 2
    for name, own in zip([name for _, name in limits], lines, strict=True):
        text = next(i for i in sheet.items if isinstance(i, Text) and i.text == name)
        box, x = extent(text), own.points[0][0]
        assert min(abs(box.left - x), abs(box.right - x)) < 8
        for line in lines:
            (at, top), (_, _) = line.points
            assert not (box.left < at < box.right and top < box.bottom)


@STYLES
@pytest.mark.parametrize(("unit", "most"), [("fraction", 1.0), ("0-10,000", 6309.0)])
def test_the_scale_has_even_steps_with_a_name_each(style, unit, most) -> None:
    chart = Intervals(topic="T", unit=unit, spans=(Span("A", most / 2, most),))
    sheet = sheet_of(chart, style)
    assert faults(sheet) == []
    texts = [item for item in sheet.items if isinstance(item, Text) and item.colour is FAINT]
    names = [item.text for item in texts if item.text.rstrip("%").replace(",", "").isdigit()]
    values = [float(name.rstrip("%").replace(",", "")) for name in names]
    steps = {round(after - before, 6) for before, after in pairwise(values)}
    assert len(values) > 2
    assert len(steps) == 1


def test_words_that_do_not_fit_follow_the_label_of_every_row() -> None:
    words = "Australia 35%"
    spans = (Span("Cobalt, refining", 6220, 6309, text="China 78%"), Span("A", 1, 9, text=words))
    sheet = sheet_of(Intervals(topic="T", unit="0-10,000", spans=spans), COLUMN)
    texts = [item.text for item in sheet.items if isinstance(item, Text)]
    assert "Cobalt, refining: China 78%" in texts
    assert f"A: {words}" in texts


@STYLES
def test_no_figure_has_no_mark(style) -> None:
    sheet = drawn(style, Span("A", None, None), Span("B", None, None, text="withheld"))
    assert not [item for item in sheet.items if isinstance(item, Mark)]
    said = [item.text for item in sheet.items if isinstance(item, Text)]
    assert {"no figure", "withheld"} <= set(said)


@STYLES
def test_the_point_inside_is_marked(style) -> None:
    sheet = drawn(style, Span("A", 0.2, 0.8, 0.5))
    bar, point = marks(sheet, "A")
    assert isinstance(point, Mark)
    assert point.hollow
    assert point.x == pytest.approx((extent(bar).left + extent(bar).right) / 2)


@STYLES
def test_limits_are_ruled_and_their_names_stay_apart(style) -> None:
    sheet = drawn(
        style,
        Span("A", 900, 2600),
        Span("B", 2400, 2400, text="a long remark that follows the figure of this line"),
        limits=(
            (1000, "above 1,000: moderate"),
            (1100, "above 1,100: somewhat more"),
            (1800, "high"),
        ),
    )
    dashed = [item for item in sheet.items if isinstance(item, Rule) and item.dashes]
    assert len({item.points[0][0] for item in dashed}) == 3


def test_no_limit_crosses_a_label_above_its_mark() -> None:
    spans = [Span(f"A mineral with a long name {n}, refining", n / 5, n / 4) for n in range(1, 4)]
    sheet = drawn(COLUMN, *spans, limits=((0.2, "limit"),))
    dashed = [item for item in sheet.items if isinstance(item, Rule) and item.dashes]
    names = [i for i in sheet.items if isinstance(i, Text) and i.text.startswith("A mineral")]
    assert len(names) == 3
    assert len(dashed) > 1
    for name in map(extent, names):
        for (_, top), (_, foot) in (one.points for one in dashed):
            assert foot <= name.top + 1 or top >= name.bottom - 1


@STYLES
def test_groups_are_headings(style) -> None:
    sheet = drawn(style, Span("A", 0.1, 0.2, group="World"), Span("A", 0.3, 0.4, group="Japan"))
    bold = [item.text for item in sheet.items if isinstance(item, Text) and item.bold]
    assert bold[-2:] == ["World", "Japan"]
    assert len(marks(sheet, "World, A")) == len(marks(sheet, "Japan, A")) == 1


@STYLES
@pytest.mark.parametrize("most", [0.23, 6300.0, 100.0])
def test_ticks_are_even_and_complete(style, most) -> None:
    spans = (Span("A label of some length", most / 2, most), Span("B", most, most))
    sheet = sheet_of(Intervals(topic="T", spans=spans), style)
    said = [item.text.replace(",", "") for item in sheet.items if isinstance(item, Text)]
    values = [float(text) for text in said if text.replace(".", "").isdigit()]
    scale = values[values.index(0.0) :]
    steps = [after - before for before, after in pairwise(scale)]
    assert len(scale) >= 2
    assert steps == pytest.approx([steps[0]] * len(steps))


@STYLES
def test_a_value_at_an_end_is_no_second_mark_and_one_inside_is_explained(style) -> None:
    at_end = drawn(style, Span("A", 0.2, 0.8, 0.2))
    inside = drawn(style, Span("A", 0.2, 0.8, 0.5), point="as printed")
    hollow = [
        [item for item in sheet.items if isinstance(item, Mark) and item.hollow]
        for sheet in (at_end, inside)
    ]
    assert [len(found) for found in hollow] == [0, 2]
    assert "as printed" in [item.text for item in inside.items if isinstance(item, Text)]


def test_words_stand_beside_or_under_their_figure() -> None:
    text = "remark of very many words, far more than those that would fit beside the figure of it"
    sheet = drawn(PAGE, Span("A", 0.5, 0.5, text=text), Span("B", 1.0, 1.0))
    words = {item.text: item for item in sheet.items if isinstance(item, Text)}
    below = next(item for name, item in words.items() if name.startswith("remark"))
    assert 0 < below.y - words["50%"].y < 40


def test_an_interval_shorter_than_a_pixel_is_a_dot_and_keeps_both_ends_in_words() -> None:
    sheet = drawn(COLUMN, Span("Brazil", 0.033, 0.034), Span("China", 0.69, 0.71))
    assert [item.mark for item in sheet.items if isinstance(item, Mark)] == ["o"]
    assert "3.3% to 3.4%" in [item.text for item in sheet.items if isinstance(item, Text)]
