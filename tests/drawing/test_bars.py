"""Bars: lengths, scales, labels and what has no figure."""

from __future__ import annotations

import pytest
from soundness import faults

from critmin.charts.model import Bar, Bars
from critmin.charts.palette import FOCUS, INK, PLAIN, REST
from critmin.drawing.bars import OWN_SCALES
from critmin.drawing.draw import sheet_of
from critmin.drawing.sheet import Shape, Sheet, Text
from critmin.drawing.style import COLUMN, PAGE, SLIDE, Style

STYLES = pytest.mark.parametrize("style", [SLIDE, PAGE, COLUMN], ids=lambda style: style.name)
LONG = "Democratic Republic of the Congo, the, with a name that goes on"


def bars_of(sheet: Sheet) -> dict[str, tuple[float, Shape]]:
    """Length and shape of each bar, by its tip."""
    found = {}
    for item in sheet.items:
        if isinstance(item, Shape) and item.tip:
            xs = [float(step[1]) for step in item.path if len(step) == 3]
            found[item.tip] = (max(xs) - min(xs), item)
    return found


def texts_of(sheet: Sheet) -> list[str]:
    return [item.text for item in sheet.items if isinstance(item, Text)]


def drawn(style: Style, *bars: Bar, **fields: object) -> Sheet:
    sheet = sheet_of(Bars(topic="T", unit="fraction", bars=bars, **fields), style)  # type: ignore[arg-type]
    assert faults(sheet) == []
    return sheet


@STYLES
def test_panels_that_are_compared_are_on_one_scale(style) -> None:
    """A bar of 45% is half as long as one of 90%, beside it or below it."""
    sheet = drawn(style, Bar("A", 0.9, "Japan", text="licence 59%"), Bar("A", 0.45, "EU27"))
    (long, _), (short, _) = bars_of(sheet).values()
    assert long == pytest.approx(2 * short)
    assert OWN_SCALES not in texts_of(sheet)


@STYLES
@pytest.mark.parametrize("fields", [{"apart": True}, {"units": ("fraction", "t")}])
def test_panels_with_scales_of_their_own_say_so(style, fields) -> None:
    sheet = drawn(style, Bar("A", 0.9, "Japan"), Bar("A", 0.45, "EU27"), **fields)
    (long, _), (short, _) = bars_of(sheet).values()
    assert long < 2 * short
    assert OWN_SCALES in texts_of(sheet)


def test_one_panel_has_nothing_to_say_on_scales() -> None:
    assert OWN_SCALES not in texts_of(drawn(SLIDE, Bar("A", 0.9), apart=True))


@STYLES
def test_withheld_unknown_and_zero_are_three_things(style) -> None:
    sheet = drawn(
        style, Bar("A", 0.4), Bar("B", 0.0), Bar("C", None), Bar("D", None, text="withheld")
    )
    assert list(bars_of(sheet)) == ["A: 40%"]
    words = {item.text: item for item in sheet.items if isinstance(item, Text)}
    assert {"0%", "no figure", "withheld"} <= set(words)
    assert not words["0%"].italic
    assert words["no figure"].italic
    assert words["withheld"].italic
    assert words["0%"].colour == INK


def test_what_is_no_country_is_hatched_and_what_is_in_focus_is_red() -> None:
    sheet = drawn(
        SLIDE,
        Bar("China", 0.5, highlight=True),
        Bar("Peru", 0.3),
        Bar("Rest", 0.2, kind="residual"),
    )
    looks = {tip: (shape.colour, shape.hatch) for tip, (_, shape) in bars_of(sheet).items()}
    assert looks == {
        "China: 50%": (FOCUS, False),
        "Peru: 30%": (PLAIN, False),
        "Rest: 20%": (REST, True),
    }
    bold = [item.text for item in sheet.items if isinstance(item, Text) and item.bold]
    assert bold[-2:] == ["China", "50%"]


@STYLES
def test_long_labels_are_wrapped_and_never_cut(style) -> None:
    sheet = drawn(style, Bar(LONG, 0.5, "One"), Bar(LONG, 0.25, "Two"), Bar("B", 1.0, "One"))
    said = " ".join(texts_of(sheet))
    assert all(word in said for word in LONG.split())


@STYLES
def test_long_words_after_a_figure_go_below_the_bar(style) -> None:
    text = "licence needed for listed forms, and a ban towards one country, suspended until 2026"
    sheet = drawn(style, Bar("A", 0.5, "One", text=text), Bar("A", 1.0, "Two"))
    assert all(word in " ".join(texts_of(sheet)) for word in text.split())
    assert "50%" in texts_of(sheet)


def test_what_is_negative_goes_left_of_zero() -> None:
    shapes = bars_of(drawn(SLIDE, Bar("A", 0.5), Bar("B", -0.25)))
    left = {
        tip: min(float(step[1]) for step in shape.path if len(step) == 3)
        for tip, (_, shape) in shapes.items()
    }
    assert left["B: -25%"] < left["A: 50%"]
    assert shapes["A: 50%"][0] == pytest.approx(2 * shapes["B: -25%"][0])


def test_without_any_figure_there_is_still_a_picture() -> None:
    assert "no figure" in texts_of(drawn(COLUMN, Bar("A", None)))


def test_height_follows_the_rows() -> None:
    few, many = (drawn(SLIDE, *(Bar(f"A{n}", 1.0) for n in range(count))) for count in (3, 13))
    assert many.height - few.height == pytest.approx(10 * SLIDE.pitch)
