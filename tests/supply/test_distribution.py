"""A table as shares: point value, bounds, ranking and cautions."""

from __future__ import annotations

import pytest
from supply_rows import other, row, world

from critmin.core.errors import NoData
from critmin.measures.concentration import SCALE
from critmin.supply.distribution import Distribution
from critmin.supply.supply_table import SupplyRow, SupplyTable


def table(*rows: SupplyRow, unit: str = "t", period: str = "") -> SupplyTable:
    return SupplyTable("tin", "mining", "contained", 2024, unit, "usgs@2026", rows, period)


def spread(
    *rows: SupplyRow, total: str = "listed", unit: str = "t", period: str = ""
) -> Distribution:
    return Distribution.of(table(*rows, unit=unit, period=period), total)


def said(found: Distribution) -> dict[str, str]:
    return {caution.code: caution.message for caution in found.cautions()}


# --- states and shares


def test_zero_has_a_share_and_no_rank_unknown_has_neither() -> None:
    zero, unknown = row("Japan", 0.0, state="zero"), row("Peru", state="unknown")
    found = spread(row("China", 75.0), row("Chile", 25.0), zero, unknown)
    assert found.parts == [0.75, 0.25]
    assert found.share(zero) == 0
    assert found.share(unknown) is None


def test_unknown_and_withheld_are_set_aside_and_named() -> None:
    found = spread(row("China", 75.0), row("Peru", state="unknown"), row("Chile", state="withheld"))
    assert found.hhi()[0] == pytest.approx(SCALE)
    assert "Chile" in said(found)["withheld_excluded"]
    assert "Peru" not in said(found)["withheld_excluded"]
    assert "Peru" in said(found)["unknown"]


def test_nothing_is_said_of_a_plain_table() -> None:
    assert spread(row("China", 75.0), row("Chile", 25.0), other(0.1), world(100.0)).cautions() == []


@pytest.mark.parametrize("state", ["less_than", "greater_than", "range"])
def test_an_imprecise_figure_is_named(state: str) -> None:
    high = None if state == "greater_than" else 8.0
    cell = row("Spain", low=2.0, high=high, state=state)
    assert "Spain" in said(spread(row("China", 75.0), cell))[state]


def test_ranked_by_share_ties_by_iso3() -> None:
    rows = [row(iso3, amount, iso3=iso3) for iso3, amount in [("RUS", 2), ("CHN", 2), ("AUS", 5)]]
    rows += [row("BOL", 2, iso3="BOL"), other(4)]
    found = spread(*rows)
    assert [r.iso3 for r, _ in found.ranked] == ["AUS", "BOL", "CHN", "RUS"]
    assert found.parts == pytest.approx([5 / 15, 2 / 15, 2 / 15, 2 / 15])


# --- the residual


def test_the_residual_is_never_ranked_nor_squared_into_the_point() -> None:
    found = spread(row("United States", 136.0), other(110.0))
    assert [r.country for r, _ in found.ranked] == ["United States"]
    point, bounds = found.hhi()
    assert point == pytest.approx(3056.38, abs=0.006)
    assert bounds == pytest.approx((3056.38, 5055.853), abs=0.006)


@pytest.mark.parametrize(
    ("rest", "bounds_only"), [(49.0, False), (49.999, False), (50.0, True), (90.0, True)]
)
def test_bounds_alone_when_half_or_more_is_unnamed(rest: float, bounds_only: bool) -> None:
    found = spread(row("China", 100 - rest), other(rest))
    point, bounds = found.hhi()
    assert found.bounds_only is bounds_only
    assert (point is None) is bounds_only
    assert bounds.low == pytest.approx((1 - rest / 100) ** 2 * SCALE)
    assert bounds.high == pytest.approx(((1 - rest / 100) ** 2 + (rest / 100) ** 2) * SCALE)
    assert ("residual_large" in said(found)) is bounds_only


def test_a_large_residual_is_said_with_its_share() -> None:
    assert (
        "62.5% is not attributed" in said(spread(row("China", 3.0), other(5.0)))["residual_large"]
    )


def test_without_a_residual_the_bounds_meet() -> None:
    point, (low, high) = spread(row("China", 75.0), row("Chile", 25.0)).hhi()
    assert low == pytest.approx(point)
    assert high == pytest.approx(point)


# --- denominators


def test_the_published_index_is_the_listed_one_scaled() -> None:
    rows = (row("China", 70.0), row("Chile", 25.0), other(5.0), world(110.0))
    listed, published = spread(*rows), spread(*rows, total="published")
    assert published.hhi()[0] == pytest.approx(listed.hhi()[0] * (100 / 110) ** 2)
    assert published.residual == pytest.approx(15 / 110)


def test_a_bound_is_never_a_denominator() -> None:
    total = row("World", low=90.0, kind="total", state="greater_than")
    with pytest.raises(NoData, match="greater_than"):
        spread(row("China", 70.0), total, total="published")


@pytest.mark.parametrize(("printed", "differs"), [(100.4, False), (99.6, False), (101.0, True)])
def test_a_total_that_differs_is_said_with_both_numbers(printed: float, differs: bool) -> None:
    found = spread(row("China", 70.0), row("Chile", 30.0), world(printed))
    assert ("total_differs" in said(found)) is differs
    if differs:
        message = said(found)["total_differs"]
        assert "rows sum to 100 t" in message
        assert "the source prints 101 (-1.0%)" in message
        assert "shares are of the listed total" in message


def test_rows_above_the_published_total_are_said() -> None:
    rows = (row("China", 80.0), row("Chile", 30.0), world(100.0))
    assert "shares sum to 1.1000" in said(spread(*rows, total="published"))["shares_sum_over_1"]
    assert "shares_sum_over_1" not in said(spread(*rows))


# --- printed shares


@pytest.mark.parametrize(
    ("second", "code"),
    [(0.37, None), (0.43, None), (0.369, "shares_sum_below_1"), (0.431, "shares_sum_over_1")],
)
def test_the_sum_of_printed_shares(second: float, code: str | None) -> None:
    found = spread(row("China", 0.6), row("Chile", second), unit="share")
    assert found.parts[0] == 0.6
    messages = {key: text for key, text in said(found).items() if key.startswith("shares_sum")}
    assert list(messages) == ([code] if code else [])
    if code:
        assert f"{0.6 + second:.4f}" in messages[code]


def test_whole_percent_shares_carry_their_rounding_error() -> None:
    found = spread(row("China", 0.6), row("Chile", 0.4), unit="share")
    assert found.share_step == 0.01
    assert "+-100" in said(found)["rounded_shares"]
    assert spread(row("China", 0.604), row("Chile", 0.396), unit="share").share_step is None
    assert spread(row("China", 60.0), row("Chile", 40.0)).share_step is None


@pytest.mark.parametrize("status", ["estimated", "projection", "period_average"])
def test_the_status_of_figures_is_said(status: str) -> None:
    found = spread(row("China", 60.0, status=status), period="2016-2020")
    assert status in said(found)
    assert ("2016-2020" in said(found)[status]) is (status == "period_average")
