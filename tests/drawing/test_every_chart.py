"""Every chart of the gallery, and every one that has a reference, is sound at every size."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pytest
from soundness import faults

from critmin.charts.model import Chart
from critmin.drawing.draw import sheet_of
from critmin.drawing.style import COLUMN, PAGE, SLIDE

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "pictures"))

import draws
import gallery


@cache
def charts() -> dict[str, Chart]:
    return draws.charts()


@cache
def of_the_gallery(name: str) -> Chart:
    return gallery.chart(name)


@pytest.mark.parametrize("style", [SLIDE, PAGE, COLUMN], ids=lambda style: style.name)
@pytest.mark.parametrize("name", list(charts()))
def test_no_text_is_small_cut_or_unreadable(name, style) -> None:
    assert faults(sheet_of(charts()[name], style)) == []


@pytest.mark.slow
@pytest.mark.parametrize("style", [SLIDE, PAGE, COLUMN], ids=lambda style: style.name)
@pytest.mark.parametrize("name", gallery.PICTURES)
def test_the_gallery_is_sound(name, style) -> None:
    assert faults(sheet_of(of_the_gallery(name), style)) == []
