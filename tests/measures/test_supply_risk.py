"""Import reliance: published and recomputed figures."""

from __future__ import annotations

import csv
from math import nan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin import measures

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "usgs_net_import_reliance.csv"
with GOLDEN.open(encoding="utf-8", newline="") as handle:
    PRINTED = [row for row in csv.DictReader(handle) if row["ac_calc"]]


@pytest.mark.parametrize("row", PRINTED, ids=lambda row: f"{row['mineral']} {row['year']}")
def test_reliance_of_the_reference_file(row: dict[str, str]) -> None:
    stocks = [float(row[name] or 0) for name in ("stock_begin", "stock_end")]
    parts = {name: float(row[name]) for name in ("imports", "exports")}
    parts["adjustment"] = measures.stock_drawdown(*stocks)
    consumption = measures.apparent_consumption(
        primary=float(row["domestic_primary"]), secondary=float(row["domestic_secondary"]), **parts
    )
    assert consumption == pytest.approx(float(row["ac_calc"]))
    found = measures.net_import_reliance(consumption=consumption, **parts)
    assert found * 100 == pytest.approx(float(row["nir_calc_pct"]), abs=0.006)
    assert found * 100 == pytest.approx(float(row["nir_published_pct"]), abs=0.6)


def test_the_reference_file_is_whole() -> None:
    assert len(PRINTED) == 9


def test_a_net_exporter_keeps_its_number_and_no_consumption_has_no_reliance() -> None:
    assert measures.net_import_reliance(imports=10, exports=30, consumption=50) == -0.4
    for consumption in (0.0, -3.0, nan):
        with pytest.raises(ValueError, match="must be positive"):
            measures.net_import_reliance(imports=1, exports=0, consumption=consumption)


amounts = st.floats(0, 1e9)


@given(amounts, amounts, amounts, amounts, amounts)
def test_reliance_is_one_less_the_domestic_part(
    primary: float, secondary: float, imports: float, exports: float, drawn: float
) -> None:
    consumption = measures.apparent_consumption(
        primary=primary, secondary=secondary, imports=imports, exports=exports, adjustment=drawn
    )
    if consumption <= 1e-3 * (primary + secondary + imports + exports + drawn) or consumption <= 0:
        return
    found = measures.net_import_reliance(
        imports=imports, exports=exports, adjustment=drawn, consumption=consumption
    )
    assert found == pytest.approx(1 - (primary + secondary) / consumption, abs=1e-6)
