"""Lines: labels at last points, one colour a country, open gaps, marked days; on the sheet."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from soundness import box_of, faults

from critmin.charts.model import Lines, Moment, Point
from critmin.charts.palette import FOCUS, LINES, PAPER, contrast
from critmin.charts.placing import moved_apart
from critmin.charts.scale import tick_labels, ticks
from critmin.drawing.draw import sheet_of
from critmin.drawing.sheet import Mark, Rule, Shape, Sheet, Text
from critmin.drawing.style import COLUMN, PAGE, SLIDE, Style

STYLES = (SLIDE, PAGE, COLUMN)
COBALT = Lines(
    topic="Cobalt",
    unit="fraction",
    points=(
        *(
            Point("Refining, China", year, 0.7 + 0.01 * (year - 2021), True, "CHN")
            for year in (2022, 2023)
        ),
        *(
            Point("Mining, China", year, y, True, "CHN")
            for year, y in ((2021, 0.01), (2022, None), (2023, None), (2024, 0.01), (2025, 0.01))
        ),
        *(Point("Mining, DR Congo", year, 0.72, key="COD") for year in range(2021, 2026)),
        *(Point("Refining, DR Congo", year, None, key="COD") for year in range(2021, 2026)),
    ),
)


def texts(sheet: Sheet) -> list[str]:
    return [item.text for item in sheet.items if isinstance(item, Text)]


def lines_of(sheet: Sheet, name: str) -> list[Rule]:
    return [i for i in sheet.items if isinstance(i, Rule) and i.tip.startswith(f"{name}:")]


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_a_series_without_figures_has_no_line_and_is_named(style: Style) -> None:
    sheet = sheet_of(COBALT, style)
    assert not lines_of(sheet, "Refining, DR Congo")
    assert not any(
        i.tip.startswith("Refining, DR Congo") for i in sheet.items if isinstance(i, Mark)
    )
    said = " ".join(texts(sheet))
    assert said.count("Refining, DR Congo") == 1
    assert "No figure: Refining, DR Congo." in said


def test_a_series_that_the_note_names_is_not_named_twice() -> None:
    chart = Lines(
        topic="t",
        note="No figure: B.",
        points=(Point("A", 2020, 1.0), Point("A", 2021, 2.0), Point("B", 2020, None)),
    )
    assert " ".join(texts(sheet_of(chart, SLIDE))).count("No figure: B.") == 1


def test_a_chart_without_any_figure_says_so() -> None:
    chart = Lines(topic="t", points=(Point("A", 2020, None), Point("B", 2021, None)))
    sheet = sheet_of(chart, COLUMN)
    assert "No figure: A and B." in texts(sheet)
    assert not faults(sheet)


def test_a_line_that_ends_early_is_labelled_there() -> None:
    sheet = sheet_of(COBALT, SLIDE)
    (rule,) = lines_of(sheet, "Refining, China")
    (mining,) = lines_of(sheet, "Mining, DR Congo")
    x, y = rule.points[-1]
    assert x < mining.points[-1][0] - 100
    label = next(i for i in sheet.items if isinstance(i, Text) and "Refining, China" in i.text)
    box = box_of(label)
    assert box.left < x + 30
    assert box.right > x - 30
    assert abs((box.top + box.bottom) / 2 - y) < 60
    assert "72%" in label.text
    assert "2023" in label.text


def test_one_country_has_one_colour_and_differs_by_dashes() -> None:
    sheet = sheet_of(COBALT, SLIDE)
    refining, mining = lines_of(sheet, "Refining, China"), lines_of(sheet, "Mining, China")
    assert {rule.colour for rule in (*refining, *mining)} == {FOCUS}
    assert refining[0].dashes != mining[0].dashes
    assert lines_of(sheet, "Mining, DR Congo")[0].colour in LINES


def test_no_two_countries_share_a_colour() -> None:
    names = [f"Country {number}" for number in range(9)]
    chart = Lines(
        topic="t",
        points=tuple(
            Point(name, year, 1.0 + number, number == 0)
            for number, name in enumerate(names)
            for year in (2020, 2021)
        ),
    )
    sheet = sheet_of(chart, SLIDE)
    assert len({lines_of(sheet, name)[0].colour for name in names}) == len(names)


def test_labels_in_the_colour_of_their_line_can_be_read() -> None:
    for colour in (FOCUS, *LINES):
        assert contrast(colour.light, PAPER.light) >= 4.5
        assert contrast(colour.dark, PAPER.dark) >= 4.5


def test_a_gap_stays_open_and_a_lonely_point_is_seen() -> None:
    sheet = sheet_of(COBALT, SLIDE)
    (rule,) = lines_of(sheet, "Mining, China")
    assert len(rule.points) == 2
    marks = [i for i in sheet.items if isinstance(i, Mark) and i.tip.startswith("Mining, China, ")]
    assert min(mark.x for mark in marks) < min(x for x, _ in rule.points)
    assert [mark.tip for mark in marks] == [
        f"Mining, China, {year}: 1%" for year in (2021, 2024, 2025)
    ]


def test_a_lonely_point_of_a_long_series_is_seen() -> None:
    points = [Point("A", 2000 + i / 12, None if i in {49, 51} else 1.0) for i in range(120)]
    sheet = sheet_of(Lines(topic="t", points=tuple(points)), COLUMN)
    assert any(i.tip == "A, Mar 2004: 1" for i in sheet.items if isinstance(i, Mark))


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_marked_days_stand_between_the_years_and_are_labelled(style: Style) -> None:
    chart = Lines(
        topic="Prices",
        unit="USD/t",
        points=tuple(
            Point(name, year, 100.0 * (year - 2020) * (1 + number))
            for number, name in enumerate(("Gallium", "Germanium"))
            for year in range(2021, 2026)
        ),
        moments=(
            Moment("export licence (No. 23 of 2023)", "2023-08-01"),
            Moment("ban on exports to the United States", "2024-12-03"),
            Moment("ban suspended", "2025-11-09"),
        ),
    )
    sheet = sheet_of(chart, style)
    assert not faults(sheet)
    said = " ".join(texts(sheet)).replace("\u00a0", " ")
    for words in ("1 Aug 2023: export", "3 Dec 2024: ban on", "9 Nov 2025: ban"):
        assert words in said
    marked = {i.tip: i.points[0][0] for i in sheet.items if isinstance(i, Rule) and i.dashes}
    licence = next(x for tip, x in marked.items() if "No. 23" in tip.replace("\u00a0", " "))
    line = lines_of(sheet, "Gallium")[0].points
    # A year's figure stands in its middle: August 2023 is just after the figure of 2023.
    assert line[2][0] < licence < (line[2][0] + line[3][0]) / 2
    assert "USD/t" in texts(sheet)


def test_days_at_one_place_share_a_label() -> None:
    chart = Lines(
        topic="t",
        points=(Point("A", 2020, 1.0), Point("A", 2024, 2.0)),
        moments=(Moment("antimony", "2022-05-01"), Moment("antimony", "2022-05-01")),
    )
    assert sum("antimony" in text for text in texts(sheet_of(chart, SLIDE))) == 1


def test_the_peak_is_labelled_where_it_is_asked_for() -> None:
    points = tuple(Point("Lithium", 2020 + i / 12, 50.0 - abs(i - 30)) for i in range(60))
    chart = Lines(topic="t", points=points, peaks=True)
    assert "50 in Jul 2022" in texts(sheet_of(chart, SLIDE))
    assert "50 in Jul 2022" not in texts(sheet_of(Lines(topic="t", points=points), SLIDE))


def test_labels_go_below_where_a_narrow_picture_has_no_room() -> None:
    names = [f"A country of a long name, number {number}" for number in range(6)]
    chart = Lines(
        topic="t", points=tuple(Point(n, y, 1.0 + i) for i, n in enumerate(names) for y in (1, 2))
    )
    sheet = sheet_of(chart, COLUMN)
    lowest = max(
        y for rule in sheet.items if isinstance(rule, Rule) and rule.tip for _, y in rule.points
    )
    labels = [i for i in sheet.items if isinstance(i, Text) and "country" in i.text]
    assert len(labels) == len(names)
    assert min(label.y for label in labels) > lowest
    assert not faults(sheet)


def test_a_pointer_on_a_page_meets_the_figures_of_long_lines() -> None:
    points = [Point(n, 2012 + i / 12, float(i), key=n) for n in ("Tin", "Zinc") for i in range(160)]
    chart = Lines(topic="t", unit="USD/t", points=tuple(points))
    strips = [i for i in sheet_of(chart, PAGE).items if isinstance(i, Shape) and i.tip]
    assert 40 < len(strips) < 100
    assert all(strip.opacity == 0 for strip in strips)
    assert strips[0].tip.startswith("Jan 2012: Tin 0 USD/t; Zinc 0 USD/t")
    edges = [sorted({float(step[1]) for step in strip.path[:-1]}) for strip in strips]
    for (_, right), (left, _) in pairwise(edges):
        assert left == pytest.approx(right)
    assert not any(isinstance(i, Shape) and i.tip for i in sheet_of(chart, SLIDE).items)


figures = st.one_of(st.none(), st.floats(0, 1))


# Labels of six lines that all end early, most of them at one point, in a narrow picture.
@example([*[[None, 0.0]] * 4, [None, None, None, 0.0, 1.0, None], [None, 1.0, 0.0]], COLUMN)
@example([[None, 5e-324]], SLIDE)  # nearer to zero than any step of the axis
@given(
    st.lists(st.lists(figures, min_size=2, max_size=12), min_size=1, max_size=8),
    st.sampled_from(STYLES),
)
def test_labels_neither_overlap_nor_leave_the_sheet(
    series: list[list[float | None]], style: Style
) -> None:
    chart = Lines(
        topic="t",
        unit="fraction",
        points=tuple(
            Point(f"Country {number}", 2010 + place, value, number == 0)
            for number, values in enumerate(series)
            for place, value in enumerate(values)
        ),
    )
    found = [fault for fault in faults(sheet_of(chart, style)) if "crosses" not in fault]
    assert [fault for fault in found if not fault.startswith("a mark is on")] == []


@given(st.floats(-1e6, 0), st.floats(1e-4, 1e6), st.integers(3, 7))
def test_ticks_are_even_and_span_the_figures(low: float, high: float, most: int) -> None:
    found = ticks(low, high, most)
    steps = [after - before for before, after in pairwise(found)]
    assert found[0] <= low + 1e-6 * steps[0]
    assert found[-1] >= high - 1e-6 * steps[0]
    assert 2 <= len(found) <= most + 1
    assert max(steps) - min(steps) < 1e-6 * max(steps)
    assert len(set(tick_labels(found, ""))) == len(found)


@given(st.lists(st.tuples(st.floats(0, 400), st.floats(10, 40)), min_size=1, max_size=10))
def test_blocks_keep_their_order_and_never_overlap(blocks: list[tuple[float, float]]) -> None:
    wanted = sorted(edge for edge, _ in blocks)
    tall = [up for _, up in blocks]
    found = moved_apart(wanted, tall, 0.0, 400.0)
    for number, (one, other) in enumerate(pairwise(found)):
        assert one + tall[number] <= other + 1e-3
    assert found[0] >= 0
    assert found[-1] + tall[-1] <= 400 + 1e-3 or sum(tall) > 400


def test_lines_are_drawn_without_matplotlib() -> None:
    code = (
        "import sys; from critmin.charts.model import *; from critmin.drawing.draw import picture;"
        "picture(Lines(topic='t', points=(Point('A', 1, 1.0), Point('A', 2, 2.0))));"
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_a_mean_of_a_year_stands_in_the_middle_of_its_year(style: Style) -> None:
    """A day of the first half of a year is left of its mean, and one of the second half right."""
    days = (Moment("early", "2023-03-01"), Moment("late", "2023-10-01"))
    points = tuple(Point("A", year, 1.0) for year in (2022, 2023, 2024))
    sheet = sheet_of(Lines(topic="t", points=points, moments=days), style)
    at = {item.tip: item.x for item in sheet.items if isinstance(item, Mark) and item.tip}
    (mean,) = (x for tip, x in at.items() if tip.startswith("A, 2023"))
    early, late = sorted(
        item.points[0][0] for item in sheet.items if isinstance(item, Rule) and item.dashes
    )
    assert early < mean < late
    years = {item.text: item.x for item in sheet.items if isinstance(item, Text)}
    assert years["2023"] == pytest.approx(mean)
    thin = [item for item in sheet.items if isinstance(item, Rule) and item.thick == 1.0]
    ends = [item.points[0][0] for item in thin if item.points[0][0] == item.points[-1][0]]
    assert any(end < early for end in ends)
    assert any(end > late for end in ends)
    assert not faults(sheet)
