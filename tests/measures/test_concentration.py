"""The pure measures against published figures, and their edges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, inf, log, nan, sqrt

import pytest

from critmin import measures
from critmin.measures.concentration import SCALE
from critmin.measures.interval import Interval

# US DOJ, Herfindahl-Hirschman Index page
DOJ = (30, 30, 20, 20)
# R package hhi, JOSS 10.21105/joss.00828, the example of its paper
JOSS = (20, 30, 40, 10)
# Investopedia, Herfindahl-Hirschman Index, the low-concentration example
INVESTOPEDIA = (10, 9, 12, 15, 12, 11, 15, 16)
# R package DescTools (and ineq), the example vector of its documentation
INEQ = (541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261)
# USGS Mineral Commodity Summaries 2025, rare earths, as the seed paper's Figure 3 prints them, t
OUTPUT = (270000, 45000, 31000, 13000, 13000, 13000, 2900, 2500, 2000, 300, 130, 20)
RESERVES = (
    44000000,
    21000000,
    6900000,
    5700000,
    3800000,
    3500000,
    1900000,
    1500000,
    890000,
    860000,
    830000,
    4500,
)
# USGS Mineral Commodity Summaries 2026, cobalt mine output 2025e, t; other countries 9,100
COBALT = (230000, 44000, 7700, 3900, 3700, 3700, 3500, 2800, 2000, 2000, 1900, 300)
COBALT_OTHER = 9100

Measure = Callable[[Sequence[float]], float]


def cr(n: int) -> Measure:
    return lambda parts: measures.concentration_ratio(parts, n)


def scaled_hhi(parts: Sequence[float]) -> float:
    return measures.hhi(parts) * SCALE


@pytest.mark.parametrize(
    ("quantities", "measure", "expected", "decimals"),
    [
        pytest.param(DOJ, scaled_hhi, 2600, 6, id="US DOJ HHI page"),
        pytest.param(JOSS, scaled_hhi, 3000, 6, id="R package hhi, JOSS 00828"),
        pytest.param(INVESTOPEDIA, scaled_hhi, 1296, 6, id="Investopedia HHI"),
        pytest.param(INEQ, measures.hhi, 0.18408123, 8, id="R DescTools vector, HHI"),
        pytest.param(INEQ, measures.normalised_hhi, 0.09342359, 8, id="R DescTools vector, HHI*"),
        pytest.param(INEQ, measures.effective_number, 5.43238436, 8, id="R DescTools vector, N"),
        pytest.param(INEQ, measures.rosenbluth, 0.18590510, 8, id="R DescTools, Rosenbluth"),
        pytest.param(INEQ, measures.shannon, 1.94024385, 8, id="R DescTools, Shannon"),
        pytest.param(INEQ, measures.diversity, exp(1.94024385), 7, id="R DescTools, exp Shannon"),
        pytest.param(INEQ, measures.theil, 0.36234124, 8, id="R DescTools, Theil"),
        pytest.param(INEQ, measures.gini, 0.46209113, 8, id="R DescTools, Gini"),
        pytest.param(INEQ, cr(1), 0.33431953, 8, id="R DescTools, CR1"),
        pytest.param(INEQ, cr(3), 0.63780675, 8, id="R DescTools, CR3"),
        pytest.param(INEQ, cr(5), 0.81491605, 8, id="R DescTools, CR5"),
        pytest.param(OUTPUT, cr(1), 0.687285, 6, id="JRI 2025 Fig. 3 output, China"),
        pytest.param(OUTPUT, cr(3), 0.880743, 6, id="JRI 2025 Fig. 3 output, CR3"),
        pytest.param(OUTPUT, cr(5), 0.946926, 6, id="JRI 2025 Fig. 3 output, CR5"),
        pytest.param(OUTPUT, scaled_hhi, 4951.16, 2, id="JRI 2025 Fig. 3 output, HHI"),
        pytest.param(OUTPUT, measures.effective_number, 2.0197, 4, id="JRI 2025 Fig. 3, N"),
        pytest.param(OUTPUT, measures.normalised_hhi, 0.449217, 6, id="JRI 2025 Fig. 3, HHI*"),
        pytest.param(OUTPUT, measures.gini, 0.781704, 6, id="JRI 2025 Fig. 3 output, Gini"),
        pytest.param(RESERVES, cr(1), 0.484131, 6, id="JRI 2025 Fig. 3 reserves, China"),
        pytest.param(RESERVES, cr(3), 0.791114, 6, id="JRI 2025 Fig. 3 reserves, CR3"),
        pytest.param(RESERVES, scaled_hhi, 3016.80, 2, id="JRI 2025 Fig. 3 reserves, HHI"),
        pytest.param(RESERVES, measures.effective_number, 3.3148, 4, id="JRI 2025 Fig. 3 res., N"),
    ],
)
def test_published_value(
    quantities: Sequence[float], measure: Measure, expected: float, decimals: int
) -> None:
    parts = measures.shares(quantities)
    assert measure(parts) == pytest.approx(expected, abs=0.51 * 10**-decimals)


def test_sums_of_the_seed_papers_figure_3() -> None:
    assert sum(OUTPUT) == 392_850
    assert sum(RESERVES) == 90_884_500


def test_shares_of_a_rounded_printed_total() -> None:
    # USGS MCS 2025 prints 390,000 t for rare-earth output, the rows of Figure 3 sum to 392,850.
    parts = measures.shares(OUTPUT, total=390_000)
    assert parts[0] == pytest.approx(0.692308, abs=5e-7)
    assert scaled_hhi(parts) == pytest.approx(5023.78, abs=0.006)


def test_index_scales_with_the_square_of_the_denominator() -> None:
    # Theler et al., IMMI 9:144: bismuth 2015, rows 10,253 t, world total 10,300 t.
    # Two suppliers with the same index as the rows stand in for them.
    larger = (1 + sqrt(2 * 0.577810 - 1)) / 2
    rows = [10_253 * larger, 10_253 * (1 - larger)]
    assert scaled_hhi(measures.shares(rows)) == pytest.approx(5778.10, abs=1e-6)
    assert scaled_hhi(measures.shares(rows, total=10_300)) == pytest.approx(5725.49, abs=0.006)


@pytest.mark.parametrize(
    ("named", "rest", "low", "high"),
    [
        # The high end is the value that the peer-reviewed table prints (5,055.853).
        pytest.param((136,), 110, 3056.38, 5055.853, id="helium 2015, Theler et al."),
        pytest.param(COBALT, COBALT_OTHER, 5554.00, 5562.36, id="cobalt 2025e, USGS MCS 2026"),
    ],
)
def test_bounds_with_a_residual(
    named: Sequence[float], rest: float, low: float, high: float
) -> None:
    total = sum(named) + rest
    found = measures.hhi_bounds(measures.shares(named, total), rest / total)
    assert found.low * SCALE == pytest.approx(low, abs=0.006)
    assert found.high * SCALE == pytest.approx(high, abs=0.006)
    assert found.high - found.low == pytest.approx((rest / total) ** 2)


@pytest.mark.parametrize(("residual", "points"), [(0.10, 100), (0.20, 400), (0.45, 2025)])
def test_width_of_the_bounds_is_the_residual_squared(residual: float, points: float) -> None:
    low, high = measures.hhi_bounds([1 - residual], residual)
    assert (high - low) * SCALE == pytest.approx(points)


def test_at_most_m_unnamed_suppliers_raise_the_lower_bound() -> None:
    low, high = measures.hhi_bounds([0.6], 0.4, max_unnamed=4)
    assert low == pytest.approx(0.36 + 0.16 / 4)
    assert high == pytest.approx(0.36 + 0.16)
    alone = measures.hhi_bounds([0.6], 0.4, max_unnamed=1)
    assert alone.low == pytest.approx(alone.high)


def test_bounds_of_interval_shares() -> None:
    low, high = measures.hhi_bounds([0.5, Interval(0.0, 0.2)], 0.1)
    assert low == pytest.approx(0.25)
    assert high == pytest.approx(0.25 + 0.04 + 0.01)


@pytest.mark.parametrize("residual", [-0.1, 1.1])
def test_residual_outside_its_range_is_refused(residual: float) -> None:
    with pytest.raises(ValueError, match=r"residual must lie in \[0, 1\]"):
        measures.hhi_bounds([0.5], residual)


def test_concentration_ratio_bounds() -> None:
    # The residual may be one supplier among the n largest, or none of them.
    assert measures.concentration_ratio_bounds([0.4, 0.2, 0.1], 0.3, 1) == pytest.approx((0.4, 0.4))
    assert measures.concentration_ratio_bounds([0.4, 0.2, 0.1], 0.3, 2) == pytest.approx((0.6, 0.7))


def test_fewer_suppliers_than_the_ratio_asks_for_gives_their_sum() -> None:
    assert measures.concentration_ratio([0.6, 0.3], 5) == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("step", "count", "points"), [(0.01, 1, 100.25), (0.001, 1, 10.0025), (0.01, 20, 105)]
)
def test_rounding_error(step: float, count: int, points: float) -> None:
    parts = [1 / count] * count
    assert measures.hhi_rounding_error(parts, step) * SCALE == pytest.approx(points)


def test_petroleum_sized_quantities_do_not_overflow() -> None:
    barrels = [4_000_000_000_000, 3_000_000_000_000, 3_000_000_000_000]
    assert measures.hhi(measures.shares(barrels)) == pytest.approx(0.34)


def test_one_supplier() -> None:
    assert measures.hhi([1.0]) == 1
    assert measures.normalised_hhi([1.0]) == 1
    assert measures.effective_number([1.0]) == 1
    assert str(measures.shannon([1.0])) == "0.0"  # not -0.0
    assert measures.theil([1.0]) == 0
    assert measures.gini([1.0]) == 0
    assert measures.rosenbluth([1.0]) == 1


def test_equal_suppliers() -> None:
    parts = [0.25] * 4
    assert measures.hhi(parts) == pytest.approx(0.25)
    assert measures.normalised_hhi(parts) == pytest.approx(0)
    assert measures.effective_number(parts) == pytest.approx(4)
    assert measures.diversity(parts) == pytest.approx(4)
    assert measures.shannon(parts) == pytest.approx(log(4))
    assert measures.theil(parts) == pytest.approx(0)
    assert measures.gini(parts) == pytest.approx(0)
    assert measures.rosenbluth(parts) == pytest.approx(0.25)


@pytest.mark.parametrize(
    "measure",
    [
        measures.hhi,
        measures.normalised_hhi,
        measures.effective_number,
        measures.shannon,
        measures.theil,
        measures.gini,
        measures.rosenbluth,
        cr(3),
    ],
)
def test_zero_rows_change_nothing(measure: Measure) -> None:
    assert measure([0.7, 0.3, 0.0, 0.0]) == pytest.approx(measure([0.7, 0.3]))


@pytest.mark.parametrize(
    "measure", [measures.normalised_hhi, measures.effective_number, measures.theil, measures.gini]
)
def test_nothing_positive_has_no_value(measure: Measure) -> None:
    with pytest.raises(ValueError, match="no positive share"):
        measure([0.0, 0.0])


@pytest.mark.parametrize("quantities", [[], [0.0, 0.0]])
def test_no_share_of_nothing(quantities: list[float]) -> None:
    with pytest.raises(ValueError, match="total must be positive, got 0"):
        measures.shares(quantities)


@pytest.mark.parametrize("total", [0, -1, nan])
def test_no_share_of_a_total_that_is_not_positive(total: float) -> None:
    with pytest.raises(ValueError, match="total must be positive"):
        measures.shares([1.0], total=total)


@pytest.mark.parametrize("wrong", [-1.0, nan, inf])
def test_a_quantity_must_be_finite_and_not_negative(wrong: float) -> None:
    with pytest.raises(ValueError, match="quantities must be finite and not negative"):
        measures.shares([1.0, wrong])
    with pytest.raises(ValueError, match="shares must be finite and not negative"):
        measures.hhi([1.0, wrong])


@pytest.mark.parametrize(
    ("scheme", "value", "name"),
    [
        # US DOJ and FTC, Merger Guidelines 2023, guideline 1
        ("doj2023", 0, "low"),
        ("doj2023", 1000, "low"),
        ("doj2023", 1000.01, "moderate"),
        ("doj2023", 1800, "moderate"),
        ("doj2023", 1800.01, "high"),
        ("doj2023", 10000, "high"),
        # US DOJ and FTC, Horizontal Merger Guidelines 2010, section 5.3
        ("doj2010", 1500, "low"),
        ("doj2010", 1500.01, "moderate"),
        ("doj2010", 2500, "moderate"),
        ("doj2010", 2500.01, "high"),
    ],
)
def test_a_limit_belongs_to_the_lower_band(scheme: str, value: float, name: str) -> None:
    assert measures.band(value, scheme) == (name, scheme)


def test_the_default_scheme_is_that_of_2023() -> None:
    assert measures.band(2000) == ("high", "doj2023")


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(lambda: measures.governance_weight(nan), id="an unknown score"),
        pytest.param(lambda: measures.band(nan), id="an unknown index has no band"),
        pytest.param(lambda: measures.band(-1), id="a negative index has no band"),
        pytest.param(lambda: measures.band(1500, "doj1992"), id="an unknown scheme"),
        pytest.param(lambda: measures.shares([1, 2], total=inf), id="shares of an endless total"),
        pytest.param(lambda: measures.shares([1, 2], total=nan), id="shares of an unknown total"),
        pytest.param(lambda: measures.weighted_hhi([], []), id="a weighted index of nothing"),
        pytest.param(lambda: measures.weighted_hhi([1.0], [nan]), id="an unknown weight"),
        pytest.param(lambda: measures.weighted_hhi([1.0], [5.0], [-1.0]), id="a negative t"),
        pytest.param(lambda: measures.rosenbluth([]), id="Rosenbluth of nothing"),
        pytest.param(lambda: measures.rosenbluth([0.3]), id="Rosenbluth of a part, once negative"),
        pytest.param(lambda: measures.shannon([]), id="entropy of nothing"),
        pytest.param(lambda: measures.diversity([0.0]), id="diversity of nothing, once 1"),
        pytest.param(lambda: measures.concentration_ratio([1.0], -1), id="a ratio of minus one"),
        pytest.param(lambda: measures.apparent_consumption(imports=nan), id="unknown imports"),
        pytest.param(
            lambda: measures.net_import_reliance(imports=nan, exports=0, consumption=1),
            id="reliance on unknown imports",
        ),
        pytest.param(
            lambda: measures.net_import_reliance(imports=1, exports=0, consumption=inf),
            id="reliance over an endless consumption, once 0",
        ),
        pytest.param(lambda: measures.copper_equivalent(0.1, 2.0, 0.0), id="no copper"),
        pytest.param(lambda: measures.copper_equivalent(0.1, nan), id="an unknown price"),
        pytest.param(
            lambda: measures.geopolitical_import_risk([measures.Imports(1.0, instability=58.8)]),
            id="instability in percent",
        ),
    ],
)
def test_what_cannot_be_computed_is_refused_and_never_a_number(
    question: Callable[[], object],
) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        question()


@pytest.mark.parametrize(
    "changed",
    [
        {"import_reliance": nan},
        {"recycling": nan},
        {"recycling": 28.0},
        {"substitution": 1.2},
        {"substitution": -0.1},
        {"hhi_global": nan},
        {"hhi_sourcing": -1.0},
    ],
)
def test_a_supply_risk_of_broken_inputs_is_refused(changed: dict[str, float]) -> None:
    inputs = {
        "hhi_global": 4.0,
        "hhi_sourcing": 1.0,
        "import_reliance": 0.5,
        "recycling": 0.2,
        "substitution": 0.9,
    }
    assert measures.eu_supply_risk(**inputs) > 0
    with pytest.raises(ValueError, match=r"\w"):
        measures.eu_supply_risk(**{**inputs, **changed})
