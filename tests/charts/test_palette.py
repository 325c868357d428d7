"""Colours: contrast with paper and with each other, in grey and for the colour-blind."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from colour_vision import KINDS, apart, difference, seen

from critmin.charts.palette import (
    EVERY,
    FAINT,
    FOCUS,
    INK,
    LINES,
    OTHERS,
    PAPER,
    PLAIN,
    SERIES,
    STEPS,
    contrast,
    ink_on,
    lightness,
)

PAPERS = ("light", "dark")
VISIONS = ("", *KINDS)


def test_the_difference_is_ciede2000() -> None:
    """Three pairs of the test data of Sharma, Wu and Dalal (2005), table 1."""
    assert difference((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert difference((50, 2.5, 0), (61, -5, 29)) == pytest.approx(22.8977, abs=1e-4)
    assert difference((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514)) == pytest.approx(
        0.9082, abs=1e-4
    )


def test_red_and_green_are_alike_without_red_or_green_cones() -> None:
    assert apart("#b05050", "#7d7d3c") > 2 * apart("#b05050", "#7d7d3c", "deuteranopia")
    assert seen("#808080", "protanopia")[1:] == pytest.approx((0, 0), abs=0.5)


def test_names_and_values_differ() -> None:
    assert len({colour.name for colour in EVERY}) == len(EVERY)


@pytest.mark.parametrize("paper", PAPERS)
def test_what_is_in_focus_differs_by_a_contrast_of_three(paper) -> None:
    focus = getattr(FOCUS, paper)
    for other in (PLAIN, OTHERS, *SERIES, PAPER):
        assert contrast(focus, getattr(other, paper)) >= 3.0, other.name
    assert contrast(getattr(PLAIN, paper), getattr(PAPER, paper)) >= 3.0


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("vision", KINDS)
def test_what_is_in_focus_differs_in_lightness_for_all(paper, vision) -> None:
    focus = seen(getattr(FOCUS, paper), vision)[0]
    for other in (PLAIN, *SERIES):
        assert abs(focus - seen(getattr(other, paper), vision)[0]) > 20, other.name


@pytest.mark.parametrize("paper", PAPERS)
def test_text_is_readable(paper) -> None:
    ground = getattr(PAPER, paper)
    for ink in (INK, FAINT, *LINES, FOCUS):
        assert contrast(getattr(ink, paper), ground) >= 4.5, ink.name
    for colour in (FOCUS, OTHERS, *SERIES, *STEPS):
        ink = ink_on(colour)
        assert contrast(getattr(ink, paper), getattr(colour, paper)) >= 4.5, colour.name


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("vision", VISIONS)
def test_areas_of_two_countries_differ(paper, vision) -> None:
    least = 7.5 if vision else 11.0
    for one, other in combinations([FOCUS, *SERIES], 2):
        far = apart(getattr(one, paper), getattr(other, paper), vision)
        assert far >= least, (one.name, other.name, far)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("vision", VISIONS)
def test_lines_of_two_countries_differ(paper, vision) -> None:
    least = 6.0 if vision else 9.0
    for one, other in combinations([FOCUS, *LINES], 2):
        far = apart(getattr(one, paper), getattr(other, paper), vision)
        assert far >= least, (one.name, other.name, far)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("vision", VISIONS)
def test_steps_are_in_order_also_in_grey(paper, vision) -> None:
    values = [seen(getattr(step, paper), vision)[0] for step in STEPS]
    turn = 1 if paper == "dark" else -1
    assert all((after - before) * turn >= 8 for before, after in pairwise(values)), values


def test_lightness_and_contrast_agree_with_the_standards() -> None:
    assert lightness("#777777") == pytest.approx(50.03, abs=0.1)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
