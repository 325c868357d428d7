"""Pictures of the paper's figures and claims: titles count what is drawn at both sizes."""

from __future__ import annotations

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.charts.forms import Heat, Pairs
from critmin.charts.model import RESIDUAL, Bars, Lines, Stacks, Timeline, distinct, written
from critmin.charts.palette import OTHERS
from critmin.drawing import bars
from critmin.drawing.stacks import part_colours
from critmin.drawing.style import COLUMN
from critmin.drawing.timeline import fitted
from critmin.uses.host_metals import host_metals


def test_figure_1_counts_the_moves_that_it_draws() -> None:
    chart = chart_of(critmin.figure(1))
    assert isinstance(chart, Timeline)
    lanes = [moment.lane for moment in chart.moments]
    known, absent = lanes.count("In the paper"), lanes.count("Not in the paper")
    assert f"has {known} of {known + absent} Chinese moves" in chart.title
    assert chart.title.endswith("up to April 2025")
    assert {moment.key for moment in chart.moments} == {"CHN"}
    narrow = [moment.lane for moment in fitted(chart, COLUMN).moments]
    assert narrow == lanes[: known + absent]  # those of the title, and no other
    assert "MOFCOM" not in " ".join(moment.label for moment in chart.moments)


def test_figure_2_has_a_colour_for_every_country() -> None:
    for edition in ("2024", "2025"):
        chart = chart_of(critmin.figure(2, edition=edition))
        assert isinstance(chart, Stacks)
        colours = part_colours(chart)
        named = distinct([part.label for part in chart.parts if part.kind != RESIDUAL])
        assert OTHERS not in colours.values()
        assert len({colours[name].name for name in named}) == len(named)


def test_figure_3_has_each_panel_in_its_own_order() -> None:
    chart = chart_of(critmin.figure(3))
    assert isinstance(chart, Bars)
    for panel in chart.panels:
        shown = [bar.value for bar in chart.bars if bar.panel == panel]
        known = [value for value in shown if value is not None]
        assert shown[: len(known)] == sorted(known, reverse=True)
    assert "44 million tonnes" in chart.title
    assert "270,000 tonnes" in chart.title
    assert "South Africa and Canada; the edition of 2026 prints zero." in chart.note


def test_a_column_of_figure_3_names_in_its_note_what_has_no_figure() -> None:
    chart = chart_of(critmin.figure(3))
    assert isinstance(chart, Bars)
    narrow = bars.fitted(chart, COLUMN)
    gone = [bar for bar in chart.bars if bar not in narrow.bars]
    assert len(gone) == 8
    assert all(bar.value is None and bar.label in narrow.note for bar in gone)
    assert all(bar.value is not None for bar in narrow.bars)


def test_a_reserve_that_was_not_revised_says_so() -> None:
    chart = chart_of(critmin.figure(3, edition="2026"))
    assert isinstance(chart, Pairs)
    for pair in chart.pairs:
        assert (pair.text == "unchanged") is (pair.before == pair.after)


def test_figure_5_has_the_figures_of_its_labels() -> None:
    chart = chart_of(critmin.figure(5))
    assert isinstance(chart, Lines)
    for name in chart.series:
        last = [point.y for point in chart.points if point.series == name][-1]
        assert f"{written(last, '')}%" in chart.title


def test_claims_that_fail_are_named_so_that_they_can_be_understood() -> None:
    table = critmin.claims(as_of="2026-11-24")
    chart = chart_of(table)
    assert chart.title.startswith("8 of the 22 claims in a 2025 paper of the Japan Research")
    assert chart.note.count('"') == 2 * sum(row["verdict"] == "fails" for row in table)
    assert "everybody" not in chart.note


def test_by_products_are_mostly_or_in_part_in_the_title_too() -> None:
    chart = chart_of(host_metals("zinc"))
    assert isinstance(chart, Heat)
    zinc = {cell.row: cell.text for cell in chart.cells if cell.column == "Zinc"}
    mostly, partly = chart.title.split(";")
    for name, text in zinc.items():
        assert name.lower() in (mostly if text == "mostly" else partly).lower()
    assert list(zinc.values()) == sorted(zinc.values(), key=["mostly", "in part"].index)
