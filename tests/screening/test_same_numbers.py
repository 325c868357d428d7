"""The engine's figures are those of the pure functions, on small random flows."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from critmin.screening.expression import Held, Wanted, screened
from critmin.screening.indicators import Recorded, by_product, figures
from critmin.screening.rules import EC2021, GEODEP, over_years

ibis = pytest.importorskip("ibis")
pytest.importorskip("duckdb")
pa = pytest.importorskip("pyarrow")

PLACES = ("AAA", "BBB", "CCC", "DDD")
BLOC = {"block": {2021: {"AAA", "BBB"}, 2022: {"AAA", "BBB"}, 2023: {"AAA", "BBB", "CCC"}}}
TEXTS = ("period", "importer", "exporter", "flow", "nomenclature", "code", "state")
SCHEMA = pa.schema([*((name, pa.string()) for name in TEXTS), ("value", pa.decimal128(18, 3))])
AMOUNT = st.integers(0, 5).map(Decimal) | st.decimals(
    min_value=0, max_value=10**9, places=3, allow_nan=False
)
FLOW = st.tuples(
    st.sampled_from((2021, 2022, 2023)),
    st.sampled_from(("260400", "280480")),
    st.sampled_from(PLACES),
    st.sampled_from((*PLACES, "")),
    st.none() | AMOUNT,
)


@pytest.fixture(scope="module")
def engine():
    return ibis.duckdb.connect()


def members(place, year):
    blocs = {name for name, of in BLOC.items() if place in of[year]}
    return frozenset({place, *blocs})


def row_of(flow):
    state = "residual" if not flow.exporter else "missing" if flow.value is None else "number"
    return {
        "period": str(flow.year),
        "importer": flow.importer,
        "exporter": flow.exporter or None,
        "flow": "trade",
        "nomenclature": "HS92",
        "code": flow.code,
        "value": flow.value,
        "state": state,
    }


def close(one, other):
    if one is None or other is None or isinstance(one, (str, bool)):
        assert one == other
    else:
        assert one == pytest.approx(other, rel=1e-12, abs=1e-9)


@pytest.mark.parametrize("rule", [GEODEP, EC2021])
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=st.lists(FLOW, min_size=1, max_size=30), exports=st.booleans(), world=st.booleans())
def test_the_engine_and_the_pure_functions_agree(engine, rule, rows, exports, world):
    flows = [Recorded(*row) for row in rows]
    pure = dict(figures(flows, members, rule, exports_known=exports, worldwide=world))
    met = by_product(pure, rule.thresholds)
    years = (2021, 2022, 2023)
    lake = ibis.memtable(pa.Table.from_pylist([row_of(flow) for flow in flows], schema=SCHEMA))
    wanted = Wanted(PLACES, BLOC, years, rule, rule.thresholds)
    asked = screened(lake, Held(years, exports, world), wanted)
    found = engine.to_pyarrow(asked).to_pylist()
    assert {(r["buyer_iso3"], r["code"], r["year"]) for r in found} == set(pure)
    assert len(found) == len(pure)
    for row in found:
        key = (row["buyer_iso3"], row["code"], row["year"])
        one = pure[key]
        for name in (
            "imports",
            "missing",
            "import_hhi",
            "import_hhi_high",
            "share",
            "exports",
            "export_hhi",
            "outside_share",
        ):
            close(row[name], getattr(one, name))
        close(row["imports_over_exports"], one.ratio)
        close(row["supplier_iso3"] or "", one.supplier)
        verdict = over_years(met[key[:2]], key[2], years, rule.thresholds)
        assert (row["years_met"], row["years_told"], row["meets"]) == verdict
