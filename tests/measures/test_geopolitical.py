"""GeoPolRisk: the figures of the published program, and its faults."""

from __future__ import annotations

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin import measures
from critmin.measures.geopolitical import Imports
from critmin.supply_risk import political_stability


# geopolrisk-py, doi:10.21105/joss.09600, test workbook: the United States in 2022.
@pytest.mark.parametrize(
    ("hhi", "production", "numerator", "trade", "part", "score", "price", "factor"),
    [
        pytest.param(
            0.267490076576,
            17_500,
            21.1797409,
            37.495,
            0.0012076834,
            0.000323043315,
            4.8067742,
            0.0037927386,
            id="nickel",
        ),
        pytest.param(
            0.203518337,
            0,
            191_198.003,
            350_700.567,
            0.545188749,
            0.110955908,
            0.400734884,
            0.108604046,
            id="manganese",
        ),
        pytest.param(
            0.470663479,
            0,
            50_585.9108,
            86_586.111,
            0.584226619,
            0.274974133,
            2.226906957,
            1.495658142,
            id="graphite",
        ),
    ],
)
def test_geopolrisk_of_the_test_workbook(
    hhi: float,
    production: float,
    numerator: float,
    trade: float,
    part: float,
    score: float,
    price: float,
    factor: float,
) -> None:
    flows = [Imports(trade, trade * price, numerator / trade)]
    found = measures.geopolitical_import_risk(flows, production)
    assert found == pytest.approx(part, rel=1e-7)
    assert measures.geopolrisk(hhi, found) == pytest.approx(score, rel=1e-7)
    assert measures.average_import_price(flows) == pytest.approx(price)
    assert measures.copper_equivalent(score, price) == pytest.approx(factor, rel=1e-7)


@pytest.mark.parametrize(
    ("iso3", "value"),
    [("CHN", 0.58821), ("JPN", 0.28522), ("USA", 0.50720), ("COD", 0.89555), ("TWN", 0.34917)],
)
def test_instability_of_2022(iso3: str, value: float) -> None:
    found = political_stability.score(iso3, 2022)
    assert found is not None
    assert found.value == pytest.approx(value, abs=5e-6)
    assert found.edition == "to-2022"


# The faults of geopolrisk-py 2.0.1, one test each.
@pytest.mark.parametrize("production", [0.0, 100.0])
def test_no_flows_are_no_data_and_not_no_risk(production: float) -> None:
    with pytest.raises(ValueError, match="no flow with a weight is recorded"):
        measures.geopolitical_import_risk([], production)


def test_a_recorded_zero_is_an_import_of_nothing() -> None:
    assert measures.geopolitical_import_risk([Imports(0.0, instability=0.9)], 100.0) == 0


def test_a_zero_denominator_is_no_data_and_not_no_risk() -> None:
    with pytest.raises(ValueError, match="both zero"):
        measures.geopolitical_import_risk([Imports(0.0, instability=0.9)])


def test_production_is_not_truncated() -> None:
    part = measures.geopolitical_import_risk([Imports(0.5, instability=1.0)], 0.9)
    assert part == pytest.approx(0.5 / 1.4)


def test_trade_inside_the_region_is_above_and_below_no_line() -> None:
    outside, inside = Imports(10, 50, 0.6), Imports(90, 900, 0.3, own=True)
    found = measures.geopolitical_import_risk([outside, inside], 10)
    assert found == measures.geopolitical_import_risk([outside], 10) == pytest.approx(0.3)
    assert measures.average_import_price([outside, inside]) == 5
    with pytest.raises(ValueError, match="no flow with a weight"):
        measures.geopolitical_import_risk([inside], 10)


def test_a_flow_without_weight_is_in_neither_the_risk_nor_the_price() -> None:
    weighed, unweighed = Imports(10, 254, 0.6), Imports(None, 1385, 0.9)
    assert measures.average_import_price([weighed, unweighed]) == pytest.approx(25.4)
    assert measures.geopolitical_import_risk([weighed, unweighed]) == pytest.approx(0.6)
    for flows in ([unweighed], [Imports(10)], [Imports(0.0, 3.0)]):
        with pytest.raises(ValueError, match="both a value and a weight"):
            measures.average_import_price(flows)


def test_an_exporter_without_a_score_is_half_and_a_broken_score_is_refused() -> None:
    assert measures.geopolitical_import_risk([Imports(10)]) == 0.5
    with pytest.raises(ValueError, match="instability"):
        measures.geopolitical_import_risk([Imports(10, instability=nan)])
    with pytest.raises(ValueError, match="finite"):
        measures.instability(nan)


def test_a_country_is_found_by_its_iso3_code() -> None:
    assert (
        political_stability.score("TWN", 2023) is not None
    )  # "NA" and "Other Asia, nes" elsewhere
    assert political_stability.score("GUY", 2022) is not None  # one row, not two under one number
    assert political_stability.score("NA", 2022) is None


def test_years_without_any_score_have_none() -> None:
    assert not {
        (iso3, year) for iso3, year in political_stability.scores() if year in {1995, 1997, 1999}
    }


def test_the_splice_of_the_series_shows_in_the_edition() -> None:
    before, after = (
        political_stability.score("CHN", 2022),
        political_stability.score("CHN", political_stability.NEW_METHOD),
    )
    assert before is not None
    assert after is not None
    assert before.edition != after.edition
    assert after.value == pytest.approx(0.535, abs=0.0005)


flow_lists = st.lists(
    st.builds(Imports, st.floats(0, 1e6), st.none(), st.floats(0, 1), st.just(False)),
    min_size=1,
    max_size=8,
)


@given(flow_lists, st.floats(0.001, 1e6), st.floats(0, 1))
def test_the_score_stays_in_its_range(flows: list[Imports], production: float, hhi: float) -> None:
    part = measures.geopolitical_import_risk(flows, production)
    assert 0 <= measures.geopolrisk(hhi, part) <= 1
