"""Charts as text: every form fits the screen, keeps its figures, its peak and its gaps."""

from __future__ import annotations

import re

import pytest

import critmin
from critmin.charts.forms import (
    Area,
    Cell,
    Flow,
    Heat,
    History,
    Link,
    Map,
    Node,
    Pair,
    Pairs,
    Slice,
    Slope,
    Slopes,
)
from critmin.charts.model import (
    Bar,
    Bars,
    Chart,
    Intervals,
    Lines,
    Moment,
    Part,
    Point,
    Span,
    Stacks,
    Timeline,
)
from critmin.charts.text_chart import BODIES, plot
from critmin.charts.text_screen import Screen
from critmin.charts.text_time import sparkline

FORMS: dict[str, Chart] = {
    "bars": Bars(
        topic="Bars",
        unit="fraction",
        bars=(Bar("China", 0.7, highlight=True), Bar("Chile", None, text="withheld")),
    ),
    "stacks": Stacks(
        topic="Stacks",
        parts=(Part("Tin", "mining", "China", 0.4, True), Part("Tin", "mining", "Peru", 0.6)),
    ),
    "intervals": Intervals(
        topic="Intervals",
        unit="fraction",
        spans=(
            Span("Tin", 0.2, 0.5, highlight=True),
            Span("Zinc", None, None),
            Span("Lead", 0.1, None),
        ),
    ),
    "slopes": Slopes(
        topic="Slopes",
        unit="fraction",
        sides=("mining", "refining"),
        slopes=(Slope("China", 0.18, 0.7, True), Slope("Australia", 0.43, None)),
    ),
    "pairs": Pairs(
        topic="Pairs",
        unit="t",
        sides=("2019", "2024"),
        pairs=(Pair("Tin", 10.0, 90.0, highlight=True), Pair("Zinc", None, 30.0)),
    ),
    "lines": Lines(
        topic="Lines",
        unit="USD/t",
        points=(
            *(
                Point("Tin", 2020 + month / 12, 900.0 if month == 19 else 10.0, True)
                for month in range(60)
            ),
            Point("Zinc", 2020, None),
        ),
        moments=(Moment("licence", "2023-08"),),
    ),
    "timeline": Timeline(
        topic="Timeline",
        moments=(
            Moment("ban", "2024-12-03", highlight=True, suspended=(("2025-11-09", "2026-11-27"),)),
        ),
        today="2026-11-24",
    ),
    "history": History(
        topic="History",
        unit="fraction",
        slices=(
            Slice("China", 2020, 0.6, True),
            Slice("others", 2020, 0.4, kind="residual"),
            Slice("China", 2022, 1.0, True),
        ),
        gaps=(2021,),
    ),
    "heat": Heat(
        topic="Heat",
        unit="fraction",
        cells=(
            *(Cell("Tin", f"Buyer number {n}", 0.1 * n, highlight=n > 5) for n in range(10)),
            Cell("Zinc", "Buyer number 0", None, state="shares a trade code"),
        ),
    ),
    "map": Map(
        topic="Map",
        unit="fraction",
        areas=(Area("CHN", "China", 0.7), Area("USA", "United States", None, "withheld")),
    ),
    "flow": Flow(
        topic="Flow",
        unit="fraction",
        columns=("mined in", "refined in", "bought by"),
        nodes=(Node("a", "DR Congo", 0), Node("b", "China", 1, True), Node("c", "Japan", 2)),
        links=(Link("a", "b", 0.7, True), Link("b", "c", 0.7)),
    ),
}
ANSI = re.compile("\x1b\\[\\d*m")


def test_every_form_has_a_text() -> None:
    assert set(FORMS) == set(BODIES)


@pytest.mark.parametrize("columns", [40, 80, 160])
@pytest.mark.parametrize("blocks", [True, False])
@pytest.mark.parametrize("kind", FORMS)
def test_it_fits_and_colour_changes_no_letter(kind, blocks, columns) -> None:
    plain = plot(FORMS[kind], columns, blocks=blocks)
    assert max(map(len, plain.splitlines())) <= columns
    coloured = plot(FORMS[kind], columns, blocks=blocks, colour=True)
    assert ANSI.sub("", coloured) == plain
    if not blocks:
        assert plain.isascii()


@pytest.mark.parametrize("kind", sorted(set(FORMS) - {"map"}))
def test_the_focus_is_red_where_there_is_colour(kind) -> None:
    assert "\x1b[31m" in plot(FORMS[kind], 80, colour=True)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("bars", ["70%", "withheld"]),
        ("intervals", ["20% to 50%", "no figure", "10% or more"]),
        ("slopes", ["18%", "70%", "no figure"]),
        ("pairs", ["10 t to 90 t", "no figure to 30 t"]),
        (
            "lines",
            [
                "peak 900 USD/t (Aug 2021)",
                "Zinc no figure",
                "0 USD/t to 900 USD/t",
                "2023-08: licence",
            ],
        ),
        ("timeline", ["suspended from 2025-11-09 until 2026-11-27", "Today: 2026-11-24"]),
        ("history", ["2021 no figure", "China 100% in 2022"]),
        ("heat", ["90%", "-: shares a trade code"]),
        ("map", ["China", "70%", "withheld"]),
        ("flow", ["mined in → refined in", "DR Congo → China", "70%"]),
    ],
)
def test_what_it_says(kind, said) -> None:
    text = re.sub(r"\s+", " ", plot(FORMS[kind], 80))
    for one in said:
        assert one in text, text


def test_a_peak_stays_when_there_are_more_values_than_cells() -> None:
    values = [1.0] * 50 + [100.0] + [1.0] * 49
    for cells in (3, 10, 33):
        assert "█" in sparkline(values, 0, 100, cells, Screen(80))


def test_the_plot_of_a_price_names_its_peak() -> None:
    table = critmin.price("lithium", start="2019")
    rows = [row for row in table.records() if row["price"] is not None]
    peak = max(rows, key=lambda row: row["price"])
    from critmin.answers.chart_of_answer import chart_of

    text = re.sub(r"\s+", " ", plot(chart_of(table), 80))
    assert f"peak {peak['price']:,.0f}" in text


def test_a_list_of_events_keeps_its_order_and_says_who() -> None:
    moments = (
        Moment("asks", "2025-01-02", lane="Japan"),
        Moment("answers", "2025-01-03", lane="China"),
        Moment("asks again", "2025-01-04", lane="Japan"),
    )
    text = plot(Timeline(topic="t", moments=moments, listed=True), 60)
    lines = [line.split(maxsplit=1)[1] for line in text.splitlines() if "2025" in line]
    assert lines == ["Japan: asks", "China: answers", "Japan: asks again"]
