"""One published distribution: value states, totals, residuals, units, ranks."""

from __future__ import annotations

import pytest
from supply_rows import row

from critmin.core.errors import NoData, UnitError
from critmin.measures.interval import Interval
from critmin.supply.supply_table import SupplyRow, SupplyTable, competition_ranks


def table(*rows: SupplyRow, unit: str = "t") -> SupplyTable:
    return SupplyTable("tin", "mining", "contained", 2024, unit, "usgs@2026", rows)


def shares(*parts: float, rest: float | None = None) -> SupplyTable:
    rows = [row(f"C{i}", part) for i, part in enumerate(parts)]
    rows += [] if rest is None else [row("Other", rest, kind="residual")]
    return table(*rows, unit="share")


UNKNOWN = row("Peru", state="unknown")
WITHHELD = row("Chile", state="withheld")
ZERO = row("Japan", 0.0, state="zero")
LESS = row("Spain", low=0.0, high=8.0, state="less_than")
MORE = row("Laos", low=30.0, state="greater_than")
SPAN = row("India", low=10.0, high=20.0, state="range")
OTHER = row("Other countries", 5.0, kind="residual")
WORLD = row("World", 200.0, kind="total")


# --- value states


@pytest.mark.parametrize(
    ("cell", "centre", "interval"),
    [
        pytest.param(row("China", 7.0), 7.0, Interval(7.0, 7.0), id="number"),
        pytest.param(ZERO, 0.0, Interval(0.0, 0.0), id="zero"),
        pytest.param(UNKNOWN, None, None, id="unknown"),
        pytest.param(WITHHELD, None, None, id="withheld"),
        pytest.param(LESS, 4.0, Interval(0.0, 8.0), id="less_than"),
        pytest.param(MORE, 30.0, Interval(30.0, float("inf")), id="greater_than"),
        pytest.param(SPAN, 15.0, Interval(10.0, 20.0), id="range"),
    ],
)
def test_centre_and_interval(
    cell: SupplyRow, centre: float | None, interval: Interval | None
) -> None:
    assert cell.centre == centre
    assert cell.interval == interval


def test_zero_unknown_and_withheld_are_no_producers_and_stay_apart() -> None:
    found = table(row("China", 60.0), ZERO, UNKNOWN, WITHHELD, LESS)
    assert [r.country for r in found.producers] == ["China", "Spain"]
    assert [r.country for r in found.in_state("zero")] == ["Japan"]
    assert [r.country for r in found.in_state("unknown")] == ["Peru"]
    assert [r.country for r in found.in_state("withheld")] == ["Chile"]
    assert found.in_state("range") == []


def test_listed_is_the_sum_at_the_centre_with_the_residual_without_the_total() -> None:
    found = table(row("China", 60.0), ZERO, UNKNOWN, WITHHELD, LESS, SPAN, OTHER, WORLD)
    assert found.listed == pytest.approx(60 + 4 + 15 + 5)


def test_a_total_and_a_residual_are_no_countries() -> None:
    found = table(row("China", 60.0), OTHER, WORLD)
    assert [r.country for r in found.countries] == ["China"]
    assert found.residuals == [OTHER]
    assert found.total == WORLD


@pytest.mark.parametrize("cell", [LESS, MORE, SPAN])
def test_a_table_with_an_interval_is_not_exact(cell: SupplyRow) -> None:
    assert table(row("China", 60.0), UNKNOWN, WITHHELD, ZERO).exact
    assert not table(row("China", 60.0), cell).exact


def test_the_state_of_the_total_does_not_make_the_rows_inexact() -> None:
    assert table(row("China", 60.0), row("World", low=50, kind="total", state="greater_than")).exact


def test_statuses_are_those_of_rows_with_a_figure() -> None:
    known = row("China", 60.0, status="estimated")
    hidden = row("Peru", state="unknown", status="projection")
    assert table(known, hidden).statuses == {"estimated"}


# --- denominators


def test_published_and_listed_denominators() -> None:
    found = table(row("China", 60.0), row("Peru", 35.0), OTHER, WORLD)
    assert found.denominator("listed") == ("listed", 100.0)
    assert found.denominator("published") == ("published", 200.0)
    assert found.total_gap() == pytest.approx(-0.5)


@pytest.mark.parametrize(
    ("total", "why"),
    [
        pytest.param(
            row("World", low=90.0, kind="total", state="greater_than"), "greater_than", id="bound"
        ),
        pytest.param(
            row("World", low=90.0, high=99.0, kind="total", state="range"), "range", id="range"
        ),
        pytest.param(row("World", kind="total", state="unknown"), "unknown", id="unknown"),
        pytest.param(row("World", 0.0, kind="total", state="zero"), "zero", id="zero"),
    ],
)
def test_a_total_that_is_no_plain_figure_is_never_a_denominator(total: SupplyRow, why: str) -> None:
    found = table(row("China", 60.0), total)
    with pytest.raises(NoData, match=f"prints a total that is {why} for tin mining 2024"):
        found.denominator("published")
    assert found.denominator("listed").value == 60
    assert found.total_gap() is None


def test_no_printed_total() -> None:
    with pytest.raises(NoData, match=r"prints no total .*--total listed"):
        table(row("China", 60.0)).denominator("published")


@pytest.mark.parametrize("rows", [(), (ZERO,), (UNKNOWN, WITHHELD), (ZERO, UNKNOWN)])
@pytest.mark.parametrize("unit", ["t", "share"])
def test_no_share_of_nothing(rows: tuple[SupplyRow, ...], unit: str) -> None:
    with pytest.raises(NoData, match="tin mining 2024"):
        table(*rows, unit=unit).denominator("listed")


# --- residual


def test_residual_of_the_listed_total() -> None:
    found = table(row("China", 95.0), OTHER, WORLD)
    assert found.residual_share(found.denominator("listed")) == pytest.approx(0.05)


def test_residual_of_the_published_total_holds_what_no_row_has() -> None:
    found = table(row("China", 95.0), OTHER, WORLD)
    assert found.residual_share(found.denominator("published")) == pytest.approx(1 - 95 / 200)


def test_rows_beyond_the_published_total_leave_only_the_printed_residual() -> None:
    found = table(row("China", 198.0), OTHER, WORLD)
    assert found.residual_share(found.denominator("published")) == pytest.approx(5 / 200)


def test_an_unknown_residual_is_no_share_of_the_listed_total() -> None:
    found = table(row("China", 95.0), row("Other", kind="residual", state="unknown"))
    assert found.residual_share(found.denominator("listed")) == 0


@pytest.mark.parametrize(
    ("printed", "residual"),
    [
        pytest.param((0.60, 0.40), 0.0, id="1"),
        pytest.param((0.60, 0.37), 0.0, id="0.97, used as printed"),
        pytest.param((0.60, 0.43), 0.0, id="1.03, used as printed"),
        pytest.param((0.60, 0.369), 0.031, id="0.969, the shortfall is residual"),
        pytest.param((0.487, 0.40), 0.113, id="0.887, the shortfall is residual"),
        pytest.param((0.30, 0.10), 0.6, id="0.4"),
    ],
)
def test_printed_shares(printed: tuple[float, ...], residual: float) -> None:
    found = shares(*printed)
    denominator = found.denominator("listed")
    assert denominator == ("listed", 1.0)
    assert found.residual_share(denominator) == pytest.approx(residual)


def test_a_printed_residual_counts_among_printed_shares() -> None:
    found = shares(0.6, 0.3, rest=0.1)
    assert found.residual_share(found.denominator("listed")) == pytest.approx(0.1)
    short = shares(0.6, 0.1, rest=0.1)
    assert short.residual_share(short.denominator("listed")) == pytest.approx(0.3)


# --- units


@pytest.mark.parametrize(
    ("unit", "to", "factor"),
    [("kt", "t", 1000), ("t", "kt", 0.001), ("Mt", "kt", 1000), ("kg", "t", 0.001), ("t", "t", 1)],
)
def test_masses_are_brought_together(unit: str, to: str, factor: float) -> None:
    found = table(row("China", 60.0), SPAN, MORE, UNKNOWN, unit=unit).scaled_to(to)
    assert found.unit == to
    china, india, laos, peru = found.rows
    assert china.quantity == pytest.approx(60 * factor)
    assert (india.low, india.high) == pytest.approx((10 * factor, 20 * factor))
    assert (laos.low, laos.high) == (pytest.approx(30 * factor), None)
    assert (peru.quantity, peru.low, peru.high, peru.state) == (None, None, None, "unknown")


@pytest.mark.parametrize(
    ("unit", "to"), [("t", "carats"), ("million m3", "t"), ("share", "t"), ("t", "share")]
)
def test_unlike_units_are_refused_and_both_named(unit: str, to: str) -> None:
    with pytest.raises(UnitError) as error:
        table(row("China", 60.0), unit=unit).scaled_to(to)
    assert repr(unit) in str(error.value)
    assert repr(to) in str(error.value)


# --- ranks


@pytest.mark.parametrize(
    ("values", "ranks"),
    [
        ([], []),
        ([5], [1]),
        ([5, 3, 3, 1], [1, 2, 2, 4]),
        ([4, 4, 4, 1, 1], [1, 1, 1, 4, 4]),
        ([9, 8, 7], [1, 2, 3]),
    ],
)
def test_competition_ranks(values: list[float], ranks: list[int]) -> None:
    assert competition_ranks(values) == ranks
