"""The test of sheets sees what a reader would see."""

from __future__ import annotations

import pytest
from soundness import faults

from critmin.charts.palette import FOCUS, INK, PAPER, REST
from critmin.drawing.sheet import Sheet


def sheet() -> Sheet:
    made = Sheet(200, 100)
    made.text(10, 20, "Gallium", 14)
    return made


def test_a_sound_sheet_has_no_faults() -> None:
    made = sheet()
    made.bar(10, 50, 80, 20, FOCUS)
    made.text(20, 60, "69%", 14, colour=PAPER)
    made.rule([(0, 40), (200, 40)], colour=INK)
    assert faults(made) == []


def small(made: Sheet) -> None:
    made.text(10, 60, "Tin", 13)


def cut(made: Sheet) -> None:
    made.text(180, 60, "Germanium", 14)


def overlapping(made: Sheet) -> None:
    made.text(30, 24, "Germanium", 14)


def dark_on_dark(made: Sheet) -> None:
    made.bar(10, 50, 80, 20, FOCUS)
    made.text(20, 60, "69%", 14)


def half_over_a_bar(made: Sheet) -> None:
    made.bar(10, 50, 30, 20, FOCUS)
    made.text(20, 60, "69% of all", 14, colour=PAPER)


def on_hatching(made: Sheet) -> None:
    made.bar(10, 50, 80, 20, REST, hatch=True)
    made.text(20, 60, "5%", 14)


def crossed(made: Sheet) -> None:
    made.rule([(0, 16), (200, 22)], colour=INK)


def under_a_mark(made: Sheet) -> None:
    made.mark(30, 20, "o", 8, FOCUS)


def bar_outside(made: Sheet) -> None:
    made.bar(150, 50, 80, 20, FOCUS)


def empty(made: Sheet) -> None:
    made.text(10, 60, " ", 14)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (small, "13 pixels"),
        (cut, "outside"),
        (overlapping, "overlap"),
        (dark_on_dark, "contrast"),
        (half_over_a_bar, "contrast"),
        (on_hatching, "hatching"),
        (crossed, "crosses"),
        (under_a_mark, "mark is on"),
        (bar_outside, "outside"),
        (empty, "empty"),
    ],
)
def test_each_fault_is_found(spoil, said) -> None:
    made = sheet()
    spoil(made)
    assert any(said in fault for fault in faults(made)), faults(made)
