"""Shares and bounds by hand: each end of each interval, at and beside the limits of the rules."""

from __future__ import annotations

import pytest
from supply_rows import other, row, world

from critmin.measures.concentration import SCALE
from critmin.measures.interval import Interval
from critmin.supply.distribution import Distribution
from critmin.supply.supply_table import SupplyRow, SupplyTable

A, B, C = row("A", 50.0), row("B", low=10.0, high=30.0, state="range"), row("C", state="unknown")
MOST = row("D", low=0.0, high=20.0, state="less_than")
LEAST = row("E", low=10.0, state="greater_than")


def spread(*rows: SupplyRow, total: str = "listed", unit: str = "t") -> Distribution:
    table = SupplyTable("tin", "mining", "contained", 2024, unit, "usgs@2026", rows)
    return Distribution.of(table, total)


def test_a_share_of_a_listed_total_is_least_where_the_others_are_most() -> None:
    """50 and 10 to 30 and 10: the total is 70 to 90, whatever is printed for the world."""
    found = spread(A, B, other(10.0), world(1000.0), C)
    assert found.share(B) == pytest.approx(20 / 80)
    assert found.interval(A) == pytest.approx(Interval(50 / 90, 50 / 70))
    assert found.interval(B) == pytest.approx(Interval(10 / 90, 30 / 70))
    assert found.interval(C) == Interval(0.0, 0.0)


def test_a_share_of_a_published_total_varies_with_its_own_figure_alone() -> None:
    found = spread(A, B, world(100.0), total="published")
    assert found.interval(A) == Interval(0.5, 0.5)
    assert found.interval(B) == Interval(0.1, 0.3)


def test_no_share_is_above_the_whole_but_of_a_total_that_is_too_small() -> None:
    assert spread(MOST).interval(MOST) == Interval(0.0, 1.0)
    assert spread(A, LEAST).interval(LEAST) == Interval(0.0, 1.0)
    found = spread(row("A", 120.0), world(100.0), total="published")
    assert found.interval(found.table.countries[0]) == Interval(1.2, 1.2)
    small = spread(row("A", low=0.2, high=0.4, state="range"), row("B", 0.3))
    assert small.interval(small.table.countries[0]) == pytest.approx((0.2 / 0.7, 0.8))


def test_ties_without_a_code_are_in_the_order_of_names() -> None:
    found = spread(row("Z", 2.0), row("Y", 2.0), row("X", 2.0), row("W", 0.0, state="zero"))
    assert [one.country for one, _ in found.ranked] == ["X", "Y", "Z"]


def test_what_the_world_has_above_all_rows_is_a_row_of_its_own() -> None:
    found = spread(row("A", 60.0), other(15.0), world(100.0), total="published")
    printed, rest = found.unattributed
    assert printed.quantity == 15.0
    assert (rest.country, rest.kind, rest.quantity) == ("Not attributed", "residual", 25.0)
    assert (rest.state, rest.status, rest.low, rest.high) == ("number", "reported", None, None)
    assert [one.country for one in spread(row("A", 60.0), other(40.0)).unattributed] == [
        "Other countries"
    ]
    assert spread(row("A", 60.0)).unattributed == []
    third = spread(row("A", 200.0), world(300.0), total="published").unattributed[0]
    assert third.quantity == 100.0  # no 99.99999999999999


def test_what_is_not_attributed_is_no_firmer_than_the_rest() -> None:
    rows = (row("A", 60.0, status="estimated"), row("B", 10.0), world(100.0))
    assert spread(*rows, total="published").unattributed[0].status == "estimated"


def test_a_residual_without_a_figure_takes_nothing_from_what_is_not_attributed() -> None:
    unknown = row("Other", kind="residual", state="unknown")
    found = spread(row("A", 60.0), unknown, world(100.0), total="published").unattributed
    assert [one.quantity for one in found] == [None, 40.0]


def test_a_residual_without_a_figure_takes_nothing_from_another() -> None:
    unknown = row("Islands", kind="residual", state="unknown")
    assert spread(row("A", 60.0), other(20.0), unknown).residual == pytest.approx(0.25)


def test_what_is_not_attributed_is_a_projection_beside_one() -> None:
    rows = (row("A", 60.0, status="estimated"), row("B", 10.0, status="projection"), world(100.0))
    assert spread(*rows, total="published").unattributed[0].status == "projection"


@pytest.mark.parametrize(
    ("rows", "unit", "total", "unbounded"),
    [
        ([A, row("W", state="withheld")], "t", "listed", True),
        ([A, C], "t", "listed", True),
        ([A, other(5.0)], "t", "listed", False),
        ([A, row("Other", kind="residual", state="withheld")], "t", "listed", True),
        ([A, row("Other", kind="residual", state="unknown")], "t", "listed", True),
        # the published total exceeds the rows: what is left bounds the residual
        ([A, row("Other", kind="residual", state="unknown"), world(80.0)], "t", "listed", False),
        ([A, row("Other", kind="residual", state="unknown"), world(50.0)], "t", "published", True),
        ([row("A", 0.6), row("Other", kind="residual", state="unknown")], "share", "listed", False),
        ([row("A", 1.0), row("Other", kind="residual", state="unknown")], "share", "listed", True),
    ],
)
def test_a_figure_outside_the_total_leaves_no_bound(
    rows: list[SupplyRow], unit: str, total: str, unbounded: bool
) -> None:
    found = spread(*rows, unit=unit, total=total)
    assert found.unbounded is unbounded
    assert (found.hhi()[1] is None) is unbounded


@pytest.mark.parametrize(
    ("rows", "unit", "total", "most"),
    [
        ([A, other(10.0)], "t", "listed", 10 / 60),
        ([A, row("O", kind="residual", low=5.0, high=15.0, state="range")], "t", "listed", 15 / 55),
        ([A, B, other(20.0), world(100.0)], "t", "published", 0.4),  # 100 - 50 - 10
        ([A, MOST, world(100.0)], "t", "published", 0.5),
        ([row("A", 0.5), row("B", low=0.0, high=0.1, state="less_than")], "share", "listed", 0.5),
        ([row("A", 0.98), row("B", low=0.0, high=0.02, state="less_than")], "share", "listed", 0.0),
        ([row("A", 0.97), row("B", low=0.0, high=0.02, state="less_than")], "share", "listed", 0.0),
        ([LEAST, row("O", kind="residual", low=5.0, state="greater_than")], "t", "listed", 1.0),
        (
            [A, *(row(o, kind="residual", low=5.0, state="greater_than") for o in ("O", "P"))],
            "t",
            "listed",
            1.0,
        ),
        (
            [
                A,
                row("O", kind="residual", low=5.0, high=15.0, state="range"),
                row("P", kind="residual", state="unknown"),
                world(100.0),
            ],
            "t",
            "published",
            0.55,
        ),
    ],
)
def test_the_largest_residual_by_hand(
    rows: list[SupplyRow], unit: str, total: str, most: float
) -> None:
    assert spread(*rows, unit=unit, total=total).residual_high == pytest.approx(most)


def test_the_bounds_of_the_index_by_hand() -> None:
    """50 and 10 to 30 of 60 to 80: squares of the low shares; of the high ones, at most 1."""
    point, bounds = spread(A, B).hhi()
    assert point == pytest.approx((25 + 4) / 49 * SCALE)
    assert bounds is not None
    assert bounds.low == pytest.approx(((50 / 80) ** 2 + (10 / 80) ** 2) * SCALE)
    assert bounds.high == pytest.approx(((50 / 60) ** 2 + (30 / 60) ** 2) * SCALE)
    assert spread(MOST, B).hhi()[1].high == SCALE  # no index is above the scale
    over = spread(row("A", 120.0), world(100.0), total="published").hhi()
    assert over[1] == pytest.approx((1.44 * SCALE, 1.44 * SCALE))


def said(found: Distribution) -> dict[str, str]:
    return {caution.code: caution.message for caution in found.cautions()}


def test_half_a_percent_is_no_gap_and_more_on_either_side_is() -> None:
    for printed, gap in ((100.0, False), (99.6, False), (99.4, True), (100.6, True)):
        assert ("total_differs" in said(spread(row("A", 100.0), world(printed)))) is gap
    below = said(spread(row("A", 90.0), world(100.0), total="published"))
    assert "shares_sum_over_1" not in below


@pytest.mark.parametrize("state", ["less_than", "greater_than", "range"])
def test_the_state_of_a_residual_is_said_too(state: str) -> None:
    high = None if state == "greater_than" else 8.0
    cell = row("Other", kind="residual", low=2.0, high=high, state=state)
    assert "Other" in said(spread(A, cell))[state]


def test_a_residual_without_a_figure_is_said_with_the_total_that_is_used() -> None:
    unknown = row("Other", kind="residual", state="unknown")
    assert "residual_unknown" in said(spread(A, unknown))
    assert "unknown" not in said(spread(A, unknown))  # that names countries
    assert "residual_unknown" not in said(spread(A, C))


def test_one_share_that_is_no_whole_percent_is_enough_to_have_no_step() -> None:
    assert spread(row("A", 0.6), row("B", 0.3955), unit="share").share_step is None
