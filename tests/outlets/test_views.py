"""Views of the export give the figures of the questions."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import critmin
from critmin.answers.table import several
from critmin.export_controls.bundled_tables import measures
from critmin.export_controls.state import state
from critmin.supply.stand_ins import stand_ins

pytestmark = pytest.mark.slow  # they need a whole export
CLOSE = 1e-12
BUYERS = ("JPN", "USA", "DEU", "KOR", "BRA")


def close(one, other):
    """Whether two figures are the same to the last digits, or both absent."""
    if one is None or other is None:
        return one is other
    return one == pytest.approx(other, rel=CLOSE, abs=0)


def keyed(rows, *names):
    return {tuple(row[name] for name in names): row for row in rows}


@pytest.mark.parametrize("stage", ["mining", "refining", "reserves", "capacity"])
def test_share_of_every_mineral_is_that_of_the_question(rows, stage):
    minerals = [row["mineral"] for row in rows(
        "SELECT DISTINCT mineral FROM share WHERE stage = ?", stage
    )]  # fmt: skip
    minerals = [m for m in minerals if stand_ins(m, stage).slugs == (m,)]
    asked = list(critmin.share(*minerals, stage=stage))
    held = keyed(rows("SELECT * FROM share WHERE stage = ?", stage), "mineral", "country", "kind")
    names = set(minerals)
    assert len(names) >= 40 or stage == "capacity"
    assert {(r["mineral"], r["country"], r["kind"]) for r in asked} == {
        key for key in held if key[0] in names
    }
    for row in asked:
        found = held[row["mineral"], row["country"], row["kind"]]
        assert close(found["share"], row["share"]), (row, found)
        assert close(found["quantity"], row["quantity"]), (row, found)
        same = ("year", "basis", "rank", "iso3", "unit")
        assert [found[name] for name in same] == [row[name] for name in same], (row, found)
        assert found["source"] == several(row["source"])[0]


@pytest.mark.parametrize("stage", ["mining", "refining", "reserves", "capacity"])
def test_hhi_of_every_mineral_is_that_of_the_question(rows, stage):
    asked = [row for row in critmin.hhi(stage=stage) if row["year"]]
    held = keyed(rows("SELECT * FROM hhi WHERE stage = ?", stage), "mineral")
    assert {(row["mineral"],) for row in asked} == set(held)
    for row in asked:
        found = held[row["mineral"],]
        for name in ("hhi", "hhi_low", "hhi_high", "cr1", "cr3", "residual_share"):
            assert close(found[name], row[name]), (name, row, found)
        for name in ("year", "basis", "denominator", "countries"):
            assert found[name] == row[name], (name, row, found)
        if "band_uncertain" not in several(row["flag"]):
            assert found["band"] == row["band"]


@pytest.mark.parametrize("buyer", BUYERS)
def test_dependency_of_a_buyer_is_that_of_the_question(rows, buyer):
    asked = list(critmin.dependency(buyer))
    held = keyed(
        rows("SELECT * FROM dependency WHERE buyer_iso3 = ? AND counted = 1", buyer),
        "mineral", "form", "supplier_iso3",
    )  # fmt: skip
    assert len({row["mineral"] for row in asked}) > 30
    names = {(row["mineral"], row["stage"], row["supplier_iso3"]) for row in asked}
    assert names == set(held)
    for row in asked:
        found = held[row["mineral"], row["stage"], row["supplier_iso3"]]
        assert close(found["share"], row["share"]), (row, found)
        assert close(found["imports_t"], row["imports_t"]), (row, found)
        assert found["imports_usd"] == row["imports_usd"], (row, found)
        assert (found["year"], found["source"]) == (row["year"], several(row["source"])[0])


def test_imports_of_an_earlier_year_and_a_named_source(rows):
    asked = list(critmin.dependency("JPN", "graphite", year=2015, source="baci-hs92"))
    held = keyed(
        rows(
            "SELECT * FROM imports_by_source WHERE buyer_iso3 = 'JPN' AND mineral = 'graphite' "
            "AND year = 2015 AND source = 'baci-hs92@202601'"
        ),
        "form", "supplier_iso3",
    )  # fmt: skip
    assert {(row["stage"], row["supplier_iso3"]) for row in asked} == set(held)
    for row in asked:
        assert close(held[row["stage"], row["supplier_iso3"]]["share"], row["share"])


def test_a_code_that_holds_other_minerals_gives_no_share(rows):
    (found,) = rows(
        "SELECT COUNT(*) AS n, COUNT(share) AS shares FROM imports_by_source WHERE counted = 0 "
        "AND buyer_iso3 = 'JPN'"
    )
    assert found["n"] > 0 == found["shares"]


DAYS = st.dates(date(2019, 1, 1), date(2028, 12, 31)).map(date.isoformat)


@settings(max_examples=60, deadline=None)
@given(day=DAYS)
def test_states_of_controls_on_any_day(rows, day):
    found = rows(
        "SELECT measure_id, status FROM control_states WHERE ? BETWEEN first_day AND last_day", day
    )
    expected = {one.measure_id: state(one, day) for one in measures()}
    assert {row["measure_id"]: row["status"] for row in found} == {
        key: status for key, status in expected.items() if status is not None
    }


def test_states_follow_one_another_without_a_gap(rows):
    found = rows("SELECT * FROM control_states ORDER BY measure_id, first_day")
    for one, after in pairwise(found):
        if one["measure_id"] == after["measure_id"]:
            day = date.fromisoformat(one["last_day"]) + timedelta(days=1)
            assert day.isoformat() == after["first_day"]
        else:
            assert one["last_day"] == "9999-12-31"


def test_controls_in_force_on_a_day_are_those_of_the_question(rows):
    day = "2026-11-24"
    found = {row["measure_id"] for row in rows(
        "SELECT DISTINCT measure_id FROM control_by_day WHERE ? BETWEEN first_day AND last_day "
        "AND status IN ('in-force', 'in-force-unverified') AND mineral = 'gallium' "
        "AND jurisdiction_iso3 = 'CHN'", day
    )}  # fmt: skip
    asked = critmin.controls("gallium", by="CHN", as_of=day)
    named = {
        row["measure_id"]
        for row in asked
        if row["status"] in {"in-force", "in-force-unverified"} and row["mineral"] == "gallium"
    }
    assert found and found <= named


def test_monthly_prices_are_those_of_the_question(rows):
    asked = {row["period"]: row["price"] for row in critmin.price("nickel", start="2024-01")}
    found = {
        row["period"]: row["price"]
        for row in rows("SELECT * FROM price WHERE mineral = 'nickel' AND source = 'imf@2025'")
    }
    for period, price in asked.items():
        if period in found:
            assert close(found[period], price)
    assert asked.keys() & found.keys()


def test_reliance_is_as_printed(rows):
    asked = {
        row["mineral"]: row
        for row in critmin.reliance("gallium", "graphite", buyer="USA", year=2024)
    }
    for mineral, row in asked.items():
        found = rows(
            "SELECT * FROM reliance WHERE mineral = ? AND year = 2024 AND source = ?",
            mineral, several(row["source"])[0],
        )  # fmt: skip
        assert any(
            close(one["quantity"] if one["quantity"] is not None else one["low"], row["nir"])
            for one in found
        ), (row, found)


def test_every_view_gives_rows(base):
    for name in [
        row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type='view'")
    ]:
        if name != "imports_by_source":  # seconds without a condition
            assert base.execute(f"SELECT * FROM {name} LIMIT 1").fetchone(), name


def test_the_view_of_bands_has_the_limits_of_the_measure():
    from critmin.measures.bands import BANDS
    from critmin.outlets.views import views

    low, moderate = BANDS["doj2023"]
    (query,) = [view.query for view in views() if view.name == "hhi_by_source"]
    assert f"hhi <= {low:.0f} THEN 'low'" in query
    assert f"hhi <= {moderate:.0f} THEN 'moderate'" in query


def test_the_year_of_the_united_states_import_sources_is_that_of_the_program():
    from critmin.outlets.views import views
    from critmin.trade import us_imports

    (query,) = [view.query for view in views() if view.name == "dependency"]
    assert f"n.stage, {us_imports.YEAR}, 'USA'" in query
