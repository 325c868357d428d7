"""Labels of an axis of days: even steps, so that no year stands apart."""

from __future__ import annotations

import pytest

from critmin.charts.time_axis import day_ticks


@pytest.mark.parametrize("pixels", [220, 250])
def test_five_years_in_little_room_have_every_second_one_labelled(pixels: float) -> None:
    ticks = day_ticks(2020, 2025.75, pixels, lambda text: 8.0 * len(text))
    assert [tick.label for tick in ticks] == ["2020", "", "2022", "", "2024", ""]
