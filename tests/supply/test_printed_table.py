"""Bounds of a printed table against every world of small ones, and against published tables."""

from __future__ import annotations

from itertools import product
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critmin.measures.interval import Interval
from critmin.supply.printed_table import (
    PrintedTable,
    hhi_range,
    leader,
    printed,
    share_range,
    world_hhi_range,
)

MOST_PARTS = 3  # producers without a name in a small world


def splits(amount: int, parts: int, cap: int):
    """All ways to split an amount among producers without a name, none above the cap."""
    if parts == 0:
        if amount == 0:
            yield ()
        return
    for first in range(min(amount, cap) + 1):
        for rest in splits(amount - first, parts - 1, min(cap, first)):
            yield (first, *rest)


def worlds(table: PrintedTable):
    """Every world of whole numbers: figures of the named, and of those without a name."""
    ranges = [range(int(one.low), int(one.high) + 1) for one in table.figures]
    q0, q1 = map(int, table.residual)
    cap = int(min(table.cap, q1))
    rests = [part for q in range(q0, q1 + 1) for part in splits(q, MOST_PARTS if q1 else 0, cap)]
    for named in product(*ranges):
        for rest in rests:
            if table.total.low <= sum(named) + sum(rest) <= table.total.high and any(named + rest):
                yield named, rest


@st.composite
def small_tables(draw):
    def box(most):
        low = draw(st.integers(0, most))
        return Interval(low, draw(st.integers(low, low + 3)))

    figures = tuple(box(9) for _ in range(draw(st.integers(1, 4))))
    residual = box(4) if draw(st.booleans()) else Interval(0, 0)
    cap = draw(st.sampled_from([inf, 2, 3, 5])) if residual.high else inf
    lows = sum(one.low for one in figures) + residual.low
    highs = sum(one.high for one in figures) + residual.high
    low = draw(st.integers(int(lows), int(highs)))
    total = Interval(low, draw(st.integers(low, int(highs)))) if draw(st.booleans()) else None
    return PrintedTable(figures, total or Interval(0, inf), residual, cap)


@settings(max_examples=300, deadline=None)
@given(small_tables())
def test_no_world_of_whole_numbers_lies_outside_the_bounds(table):
    found = list(worlds(table))
    if not found:
        return
    low, high = hhi_range(table)
    shares = [share_range(table, [at]) for at in range(len(table.figures))]
    lead = leader(table)
    leads = []
    for named, rest in found:
        every = named + rest
        size = sum(every)
        assert low - 1e-9 <= sum(x * x for x in every) / size**2 <= high + 1e-9
        for at, share in enumerate(shares):
            assert share.low - 1e-9 <= named[at] / size <= share.high + 1e-9
        leads.append({at for at, x in enumerate(every) if x == max(every)})
    for at in range(len(table.figures)):
        if lead.state == "certain" and at in lead.who:
            assert all(at in top for top in leads)
        if lead.state == "not known" and any(at in top for top in leads):
            assert at in lead.who
    if any(max(top) >= len(table.figures) for top in leads):
        assert lead.state != "not known" or lead.unnamed


@settings(max_examples=200, deadline=None)
@given(small_tables())
def test_each_end_is_reached_to_the_step_of_a_grid(table):
    """The bounds are no wider than the worlds: scaled up, whole numbers come close to them."""
    scale = 4
    fine = PrintedTable(
        *(
            tuple(Interval(a * scale, b * scale) for a, b in table.figures),
            Interval(table.total.low * scale, table.total.high * scale),
            Interval(table.residual.low * scale, table.residual.high * scale),
            table.cap * scale,
        )
    )
    if len(fine.figures) > 2 or fine.residual.high > 12:
        return
    values = [
        sum(x * x for x in named + rest) / sum(named + rest) ** 2 for named, rest in worlds(fine)
    ]
    if values and fine.residual.high == 0:
        low, high = hhi_range(fine)
        assert min(values) - low <= 0.05
        assert high - max(values) <= 0.05


def test_a_blank_inside_the_total_has_the_room_that_the_rows_leave():
    table = PrintedTable((Interval(40, 40), Interval(0, inf)), Interval(100, 100))
    assert hhi_range(table) == pytest.approx((0.52, 0.52))
    assert share_range(table, [1]) == pytest.approx((0.6, 0.6))
    assert leader(table).who == (1,)


def test_without_a_total_a_blank_bounds_the_index_from_below_alone():
    """With k blanks and h the index of the rest: h / (1 + k h)."""
    table = PrintedTable((Interval(60, 60), Interval(40, 40), Interval(0, inf)))
    h = 0.52
    assert hhi_range(table) == pytest.approx((h / (1 + h), 1.0))
    outside = PrintedTable((Interval(60, 60), Interval(40, 40)), Interval(100, 100), outside=1)
    assert world_hhi_range(outside) == pytest.approx((h / (1 + h), 1.0))


def test_a_residual_is_split_among_producers_up_to_the_cap():
    table = PrintedTable((Interval(50, 50),), Interval(100, 100), Interval(50, 50), cap=20)
    low, high = hhi_range(table)
    assert high == pytest.approx(0.25 + 2 * 0.04 + 0.01)
    assert low == pytest.approx(0.25 + 199 * (0.5 / 199) ** 2)
    assert leader(table).state == "certain"
    larger = PrintedTable((Interval(49, 49),), Interval(100, 100), Interval(51, 51))
    assert leader(larger) == ("not known", (0,), True)


def test_figures_that_are_printed_alike_at_the_top_are_tied():
    box = printed("118000")
    assert leader(PrintedTable((box, box, printed("5000")))).state == "tied"


def test_rows_that_do_not_agree_with_the_total_are_refused():
    with pytest.raises(ValueError, match="does not agree with a total"):
        hhi_range(PrintedTable((Interval(10, 10),), Interval(4, 5)))


@pytest.mark.parametrize(
    ("figure", "digits", "low", "high"),
    [
        ("111000", 3, 110500, 111500),
        ("100000", 3, 99500, 100500),
        ("60", 3, 59.5, 60.5),
        ("160", 2, 155, 165),
        ("119000", 2, 118500, 119500),
        ("390000", 2, 385000, 395000),
        ("0.5", 3, 0.45, 0.55),
        ("20.60", 3, 20.595, 20.605),
        ("0", 3, 0, 0),
    ],
)
def test_a_printed_figure_stands_for_half_a_unit_to_either_side(figure, digits, low, high):
    assert printed(figure, digits) == pytest.approx((low, high))
