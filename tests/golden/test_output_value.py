"""Value of the world's output, from the two figures that the USGS prints for it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import critmin
from critmin.core import names
from critmin.core.errors import NoData, QueryError
from critmin.markets import output_value, price_tables

ATOMIC = {
    "O": 15.999,
    "C": 12.011,
    "Li": 6.94,
    "V": 50.942,
    "Ta": 180.948,
    "W": 183.84,
}  # IUPAC 2021
POUND = 0.45359237  # kg, exactly
TROY_OUNCE = 0.0311034768  # kg, exactly


@pytest.mark.parametrize(
    ("mineral", "tonnes", "price"),
    [  # MCS 2026: world output of 2024 by rows, and the price of 2024
        ("copper", 22_981_000, 4.147 / POUND * 1000),  # LME, 414.7 cents a pound
        ("nickel", 3_705_990, 16_812),
        ("gallium", 848, 439_000),
        ("antimony", 118_990, 10.24 / POUND * 1000),
        ("gold", 3_276, 2_388 / TROY_OUNCE * 1000),
        ("tungsten", 81_610, 252 * 100 / (183.84 / (183.84 + 3 * 15.999))),  # per 10 kg of WO3
        ("vanadium", 118_240, 5.44 / POUND * 1000 / (2 * 50.942 / (2 * 50.942 + 5 * 15.999))),
        ("niobium", 112_544, 26_000 / 0.65),  # ferroniobium, gross weight
        ("manganese", 18_716_000, 553),  # 5.53 per 10 kg of manganese
    ],
)
def test_value_is_output_times_price(mineral, tonnes, price) -> None:
    (row,) = critmin.market(mineral, year=2024, valued_by="output")
    assert row["output_t"] == pytest.approx(tonnes)
    assert row["price_usd_t"] == pytest.approx(price, rel=1e-4)
    assert row["value_usd"] == pytest.approx(tonnes * price, rel=1e-4)
    assert (row["kind"], row["demand_t"], row["source"]) == ("output", None, ("usgs@2026",))


@pytest.mark.parametrize(
    ("mineral", "element", "atoms", "rest"),
    [
        ("tungsten", "W", 1, {"O": 3}),
        ("vanadium", "V", 2, {"O": 5}),
        ("tantalum", "Ta", 2, {"O": 5}),
        ("lithium", "Li", 2, {"C": 1, "O": 3}),
    ],
)
def test_contents_are_stoichiometric(mineral, element, atoms, rest) -> None:
    own = atoms * ATOMIC[element]
    whole = own + sum(number * ATOMIC[other] for other, number in rest.items())
    assert output_value.rules()[mineral].content == pytest.approx(own / whole, abs=5e-5)


@pytest.mark.parametrize("mineral", output_value.rules())
def test_each_rule_meets_a_printed_price_and_output_or_says_why_not(mineral) -> None:
    rule = output_value.rules()[mineral]
    assert mineral in names.minerals()
    if rule.reason:
        assert not output_value.values(mineral)
        with pytest.raises(NoData, match="no market value by output"):
            critmin.market(mineral, valued_by="output")
        return
    printed = {(s.form, s.unit) for s in price_tables.pinned(mineral, output_value.SOURCE)}
    assert (rule.form, rule.unit) in printed
    assert {one.value is not None for one in output_value.values(mineral).values()} == {True}


def test_withheld_output_is_said_to_be_outside() -> None:
    """MCS 2026 withholds the United States' lithium."""
    table = critmin.market("lithium", year=2025, valued_by="output")
    assert "withheld_excluded" in table.column("flag")[0]
    assert any(c.code == "withheld_excluded" and "lithium" in c.message for c in table.warnings)


def test_all_minerals_name_those_without_a_value() -> None:
    table = critmin.market(valued_by="output")
    said = next(c.message for c in table.warnings if c.code == "no_data")
    without = {slug for slug, rule in output_value.rules().items() if rule.reason}
    assert without == set(said.partition(": ")[2].partition(";")[0].split(", "))
    assert set(table.column("mineral")) == set(output_value.rules()) - without


def test_what_is_made_into_another_counts_once_in_coverage() -> None:
    rows = {r["mineral"]: r for r in critmin.policy_coverage(as_of="2025-03")}
    assert rows["alumina"]["value_usd"] is None
    assert rows["aluminium"]["value_usd"] > 0
    assert rows["tungsten"]["value_usd"] == output_value.values("tungsten")[2025].value


def test_the_two_ways_are_kept_apart() -> None:
    by_demand = {r["mineral"]: r for r in critmin.policy_coverage(as_of="2025", valued_by="demand")}
    assert by_demand["tungsten"]["value_usd"] is None
    assert {r["value_year"] for r in by_demand.values()} == {None, 2024}
    sources = {s for r in by_demand.values() for s in r["source"]}
    assert "imf@2025" in sources
    with pytest.raises(QueryError, match="write demand or output"):
        critmin.market("tungsten", valued_by="feelings")


def test_every_line_of_the_table_has_a_rule_or_a_reason() -> None:
    path = Path(critmin.__file__).resolve().parent.parent / "datasets" / "output_prices.csv"
    with path.open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            assert bool(row["stage"]) != bool(row["reason"])
            assert bool(row["stage"]) == bool(row["unit"])


@pytest.mark.parametrize("mineral", output_value.rules())
def test_a_price_of_one_country_is_said_to_be_one(mineral) -> None:
    """MCS 2026: aluminium 180 cents a pound in the United States, whose tariff is 50%."""
    rule = output_value.rules()[mineral]
    if any(place in rule.form for place in ("U.S.", "United States", "North American")):
        assert "United States" in rule.note or "North America" in rule.note


def test_a_class_that_is_mostly_one_mineral_says_so() -> None:
    """USGS, MCS 2026: 74 Mt of aluminium at 180 cents a pound are 294 of 346 billion USD."""
    (said,) = (
        c.message
        for c in critmin.policy_coverage(as_of="2025-03", summary=True).warnings
        if c.code == "one_mineral_most"
    )
    rows = {r["mineral"]: r for r in critmin.policy_coverage(as_of="2025-03")}
    defence = [r for r in rows.values() if "defence" in r["classes"]]
    part = rows["aluminium"]["value_usd"] / sum(r["value_usd"] or 0 for r in defence)
    assert f"aluminium {part:.0%} of defence," in said
