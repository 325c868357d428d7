"""Heatmaps: each cell is there once, figures are read, and what is absent is seen to be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from soundness import faults

from critmin.charts.forms import Cell, Heat
from critmin.charts.palette import REST, STEPS
from critmin.drawing.draw import sheet_of
from critmin.drawing.heat import columns_of
from critmin.drawing.sheet import Mark, Rule, Shape, Sheet, Text
from critmin.drawing.style import COLUMN, PAGE, SLIDE, Style

STYLES = (SLIDE, PAGE, COLUMN)
BUYERS = ("Japan", "South Korea", "United States", "EU27", "India", "United Kingdom")
MINERALS = ("Graphite, ore", "Gallium, refined", "Rare earths, refined", "Tin, refined")
ABSENT = {("Gallium, refined", "India"): "no trade recorded", ("Tin, refined", "EU27"): ""}


def value(row: int, column: int) -> float:
    return (row * 0.31 + column * 0.17) % 1


CELLS = tuple(
    Cell(
        mineral,
        buyer,
        None if (mineral, buyer) in ABSENT else value(row, column),
        state=ABSENT.get((mineral, buyer), ""),
    )
    for row, mineral in enumerate(MINERALS)
    for column, buyer in enumerate(BUYERS)
)
CHART = Heat(topic="Shares of imports", unit="fraction", cells=CELLS)
LISTS = tuple(f"Country {number} strategic list 20{number:02}" for number in range(20))
WORDS = ("on the list", "in a group", "not on it")
MATRIX = Heat(
    topic="Minerals on lists",
    cells=tuple(
        Cell(
            f"Mineral {row}",
            name,
            *(
                (None, "", "not known")
                if (row + at) % 7 == 0
                else ((1.0, 0.5, 0.0)[(row * at) % 3], WORDS[(row * at) % 3])
            ),
        )
        for row in range(80)
        for at, name in enumerate(LISTS)
    ),
    marks=WORDS,
)


def tips(sheet: Sheet) -> list[str]:
    return [item.tip for item in sheet.items if isinstance(item, Shape | Mark) and ", " in item.tip]


def texts(sheet: Sheet) -> list[str]:
    return [item.text for item in sheet.items if isinstance(item, Text)]


@pytest.mark.parametrize("style", STYLES)
def test_heatmaps_are_sound(style: Style) -> None:
    assert faults(sheet_of(CHART, style)) == []


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
def test_a_large_matrix_is_sound(style: Style) -> None:
    assert faults(sheet_of(MATRIX, style)) == []


@pytest.mark.parametrize("style", STYLES)
def test_each_cell_is_there_once(style: Style) -> None:
    found = tips(sheet_of(CHART, style))
    assert len(found) == len(set(found)) == len(CELLS)
    assert "Graphite, ore, Japan: 0%" in found
    assert "Gallium, refined, India: no trade recorded" in found


@pytest.mark.parametrize("style", STYLES)
def test_every_row_and_column_is_named(style: Style) -> None:
    words = " ".join(texts(sheet_of(CHART, style)))
    assert all(word in words for name in (*MINERALS, *BUYERS) for word in name.split())
    words = " ".join(texts(sheet_of(MATRIX, style)))
    assert all(f"Country {number}" in words for number in range(20))


def test_absent_low_and_zero_differ() -> None:
    sheet = sheet_of(CHART, SLIDE)
    shapes = {i.tip: i for i in sheet.items if isinstance(i, Shape) and i.tip}
    assert shapes["Graphite, ore, Japan: 0%"].colour == STEPS[0]
    absent = shapes["Gallium, refined, India: no trade recorded"]
    unsaid = shapes["Tin, refined, EU27: no figure"]
    assert absent.colour == unsaid.colour == REST
    assert absent.hatch != unsaid.hatch
    words = " ".join(texts(sheet))
    assert "no trade recorded" in words
    assert "no figure" in words


def test_a_share_below_one_percent_is_not_zero() -> None:
    cells = (Cell("Tin", "Japan", 0.0004), Cell("Tin", "India", 0.0))
    written = texts(sheet_of(Heat(topic="x", unit="fraction", cells=cells), SLIDE))
    assert "<1%" in written
    assert "0%" in written


def test_emphasis_is_a_frame_and_in_the_key() -> None:
    cells = tuple(cell._replace(highlight=cell.column == "Japan") for cell in CELLS)
    chart = Heat(topic="x", unit="fraction", cells=cells, emphasis="under an export licence")
    sheet = sheet_of(chart, SLIDE)
    assert "under an export licence" in texts(sheet)
    frames = [i for i in sheet.items if isinstance(i, Rule) and len(i.points) == 5]
    known = [cell for cell in cells if cell.highlight and cell.value is not None]
    assert len(frames) == len(known)
    assert faults(sheet) == []


def test_words_of_a_matrix_are_marks_and_no_counts() -> None:
    sheet = sheet_of(MATRIX, SLIDE)
    marks = [item for item in sheet.items if isinstance(item, Mark) and item.tip]
    full = [mark for mark in marks if not mark.hollow]
    assert len(full) == sum(cell.text == "on the list" for cell in MATRIX.cells)
    assert len(marks) - len(full) == sum(cell.text == "in a group" for cell in MATRIX.cells)
    assert set(WORDS) | {"not known"} <= set(texts(sheet))
    assert not any(text.isdigit() for text in texts(sheet))


def test_headings_stand_level_if_they_fit() -> None:
    assert not columns_of(BUYERS, ["95%"], 800, 14).upwards
    assert columns_of(LISTS, ["95%"], 860, 14).upwards
    upwards = columns_of(BUYERS, ["95%"], 300, 14)
    assert (upwards.upwards, upwards.figures, upwards.per) == (True, True, len(BUYERS))
    narrow = columns_of(BUYERS, ["95%"], 190, 14)
    assert narrow.figures
    assert 1 < len(narrow.blocks(BUYERS)) <= 3
    assert [name for block in narrow.blocks(BUYERS) for name in block] == list(BUYERS)


def test_figures_are_left_out_before_cells_are() -> None:
    many = [f"Place {number}" for number in range(40)]
    columns = columns_of(many, ["<0.01%"], 230, 14)
    assert not columns.figures
    assert sum(map(len, columns.blocks(many))) == 40


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 14),
    st.integers(1, 12),
    st.sampled_from(STYLES),
    st.sampled_from(["fraction", "t", "0-10,000"]),
    st.floats(0.0001, 1),
)
def test_any_heatmap_is_sound(
    rows: int, columns: int, style: Style, unit: str, size: float
) -> None:
    scale = {"fraction": 1.0, "t": 3e6, "0-10,000": 1e4}[unit]
    cells = tuple(
        Cell(f"Mineral number {row}", f"Buyer {column}", scale * ((row + column) * size % 1))
        for row in range(rows)
        for column in range(columns)
    )
    assert faults(sheet_of(Heat(topic="x", unit=unit, cells=cells), style)) == []
