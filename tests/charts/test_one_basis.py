"""Figures of an own table on several bases are not joined in a picture."""

from __future__ import annotations

from typing import Any

import pytest

from critmin import hhi, share, trend
from critmin.charts.model import Bars, Lines

GROSS, OXIDE = "gross weight", "REO"


def own(years: dict[str, tuple[int, ...]]) -> list[dict[str, Any]]:
    """China has 70% by gross weight and 80% as oxide."""
    amounts = {GROSS: (140, 60), OXIDE: (100, 25)}
    return [
        {
            "mineral": "rare-earths",
            "year": year,
            "country": country,
            "quantity": amount,
            "unit": "t",
            "basis": basis,
        }
        for basis, of in years.items()
        for year in of
        for country, amount in zip(("China", "Australia"), amounts[basis], strict=True)
    ]


def drawn(table: Any) -> Any:
    return table.chart(table)


@pytest.mark.parametrize("measure", ["share", "quantity", "hhi"])
def test_a_line_is_of_one_basis(measure: str) -> None:
    chart = drawn(
        trend(
            "rare-earths",
            data=own({GROSS: (2020, 2021), OXIDE: (2020, 2021, 2022)}),
            measure=measure,
        )
    )
    assert isinstance(chart, Lines)
    points = [(point.series, point.x) for point in chart.points]
    assert len(points) == len({*points})
    assert {x for _series, x in points} == {2020, 2021, 2022}
    assert "drawn as REO; figures as gross weight are in the table, not here" in chart.note


def test_years_on_different_bases_are_no_history() -> None:
    rows = own({GROSS: (2019, 2020), OXIDE: (2021,)})
    chart = drawn(share("rare-earths", data=rows, year="2019:2021"))
    assert "2021" not in chart.topic
    assert "drawn as gross weight; figures as REO" in chart.note


def test_shares_of_a_year_do_not_add_up_to_two_hundred_per_cent() -> None:
    chart = drawn(share("rare-earths", data=own({GROSS: (2021,), OXIDE: (2021,)})))
    assert isinstance(chart, Bars)
    assert [(bar.label, bar.value) for bar in chart.bars] == [
        ("China", pytest.approx(0.8)),
        ("Australia", pytest.approx(0.2)),
    ]
    assert "200%" not in chart.note


def test_an_index_of_another_basis_is_no_other_index_of_the_good() -> None:
    chart = drawn(hhi("rare-earths", data=own({GROSS: (2021,), OXIDE: (2021,)})))
    assert len(chart.spans) == 1
    assert "drawn as REO; figures as gross weight are in the table" in chart.note


def test_one_basis_has_no_note() -> None:
    chart = drawn(trend("rare-earths", data=own({OXIDE: (2020, 2021)})))
    assert "not here" not in chart.note
    assert len(chart.points) == 4
