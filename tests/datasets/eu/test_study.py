"""EU 2023 study: the committed shares, trade parameters and uses, and their traps."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

EU = Path(__file__).resolve().parents[3] / "datasets" / "eu"
Row = dict[str, str]
LIST = tuple[str, str]


def read(name: str) -> list[Row]:
    with (EU / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


GLOBAL = read("supply_2023.csv")
SOURCING = read("sourcing_2023.csv")
TRADE = read("trade_parameters_2023.csv")
USES = read("uses_2023.csv")


def shares(rows: list[Row], mineral: str, stage: str) -> dict[str, str]:
    return {
        r["iso3"]: r["quantity"] for r in rows if (r["mineral"], r["stage"]) == (mineral, stage)
    }


def sums(rows: list[Row], *, censored: Decimal) -> dict[LIST, Decimal]:
    """Sum of each list, a censored share counted as ``censored``."""
    added: dict[LIST, Decimal] = defaultdict(Decimal)
    for row in rows:
        bound = row["state"] == "less_than"
        added[row["mineral"], row["stage"]] += censored if bound else Decimal(row["quantity"])
    return added


@pytest.mark.parametrize(
    ("mineral", "stage", "iso3", "share"),
    [
        ("dysprosium", "refining", "CHN", "1"),
        ("tungsten", "refining", "CHN", "0.856"),
        ("magnesium", "refining", "CHN", "0.906"),
        ("antimony", "mining", "CHN", "0.564"),
        ("cobalt", "mining", "COD", "0.628"),
        ("niobium", "mining", "BRA", "0.918"),
        ("gallium", "refining", "CHN", "0.938"),
        ("lithium", "refining", "CHN", "0.562"),
    ],
)
def test_global_shares_as_published(mineral: str, stage: str, iso3: str, share: str) -> None:
    assert shares(GLOBAL, mineral, stage)[iso3] == share


def test_plain_hhi_of_published_shares() -> None:
    """Plain HHI of the global lists: tungsten processing 7,372.5, antimony ore 3,752.4."""
    for mineral, stage, expected in (
        ("tungsten", "refining", "7372.5"),
        ("magnesium", "refining", "8230.4"),
        ("antimony", "mining", "3752.4"),
        ("dysprosium", "refining", "10000"),
    ):
        named = [Decimal(q or "0.0005") for q in shares(GLOBAL, mineral, stage).values()]
        assert abs(sum(s * s for s in named) * 10000 - Decimal(expected)) < Decimal("0.06")


def test_below_a_tenth_of_a_percent_is_an_interval() -> None:
    bounds = [r for r in GLOBAL + SOURCING if r["state"] == "less_than"]
    assert len(bounds) == 514
    assert {(r["quantity"], r["low"], r["high"]) for r in bounds} == {("", "0", "0.001")}
    (canada,) = [
        r for r in bounds if (r["mineral"], r["stage"], r["iso3"]) == ("antimony", "mining", "CAN")
    ]
    assert canada["state"] == "less_than"


def test_printed_zero_stays_zero_with_a_note() -> None:
    zeros = {
        (r["mineral"], r["iso3"], r["quantity"], r["note"])
        for r in GLOBAL + SOURCING
        if r["state"] == "zero"
    }
    assert zeros == {
        ("selenium", "ARM", "0", "printed as 0.0"),
        ("boron", "IRN", "0", "printed as 0.0"),
    }


def test_sums_outside_three_percent_of_one() -> None:
    """Global lists whose sum is odd, with "<0.1%" taken as half of 0.1%."""
    odd = {
        key: added
        for key, added in sums(GLOBAL, censored=Decimal("0.0005")).items()
        if abs(added - 1) > Decimal("0.03")
    }
    assert odd == {
        ("boron", "refining"): Decimal("0.953"),
        ("nickel", "mining"): Decimal("0.911"),
        ("nickel", "refining"): Decimal("0.958"),
        ("roundwood", "mining"): Decimal("0.93"),
        ("titanium-minerals", "refining"): Decimal("0.92"),
        ("vanadium", "refining"): Decimal("0.887"),
    }


def test_sourcing_leaves_out_small_shares_so_shortfalls_are_common() -> None:
    added = sums(SOURCING, censored=Decimal("0.0005"))
    assert added["chromium", "mining"] == Decimal("0.09")
    assert added["sapele-wood", "mining"] == Decimal("0.4")
    assert added["tungsten", "mining"] == Decimal("0.77")
    assert added["roundwood", "mining"] == Decimal("0.75")
    short = [key for key, value in added.items() if value < Decimal("0.97")]
    assert (len(short), len(added)) == (52, 96)
    assert max(added.values()) <= Decimal("1.03")


def test_misspelt_countries_are_one_country() -> None:
    assert shares(GLOBAL, "roundwood", "mining")["BRA"] == "0.07"
    assert shares(GLOBAL, "roundwood", "mining")["TUR"] == "0.01"
    assert shares(SOURCING, "niobium", "refining")["BRA"] == "0.82"
    assert shares(SOURCING, "vanadium", "refining")["LBN"] == "0.01"
    assert shares(SOURCING, "vanadium", "refining")["KOR"] == "0.17"
    assert shares(SOURCING, "neon", "refining")["SUR"] == "0.01"
    printed = {r["note"] for r in GLOBAL + SOURCING if r["note"].startswith("printed as")}
    assert {"printed as Brasilia", "printed as Turkyie", "printed as Libanon"} <= printed


def test_the_two_congos_stay_two() -> None:
    sapele = shares(GLOBAL, "sapele-wood", "mining")
    assert (sapele["COG"], sapele["COD"]) == ("0.218", "0.058")
    assert shares(GLOBAL, "tantalum", "mining")["COD"] == "0.354"


@pytest.mark.parametrize("rows", [GLOBAL, SOURCING], ids=["global", "sourcing"])
def test_rows_are_period_averages_without_totals_or_repeats(rows: list[Row]) -> None:
    assert {(r["year"], r["basis"], r["unit"], r["status"], r["kind"]) for r in rows} == {
        ("2020", "as-published", "share", "period_average", "country")
    }
    keys = Counter((r["mineral"], r["stage"], r["iso3"]) for r in rows)
    assert set(keys.values()) == {1}
    assert not any("2016" in r["note"] for r in rows)


def test_all_88_labels_are_there() -> None:
    # 88 labels; aluminium/bauxite becomes bauxite at the mine and aluminium after it.
    assert len({r["mineral"] for r in GLOBAL + SOURCING}) == 89
    assert (len(GLOBAL), len(SOURCING), len(TRADE)) == (2561, 907, 3468)


def test_aluminium_and_titanium_hang_on_the_stage() -> None:
    assert shares(GLOBAL, "bauxite", "mining")["AUS"] == "0.284"
    assert shares(GLOBAL, "aluminium", "refining")["CHN"] == "0.556"
    assert not shares(GLOBAL, "aluminium", "mining")
    assert not shares(GLOBAL, "bauxite", "refining")
    assert shares(GLOBAL, "titanium", "refining")["CHN"] == "0.428"
    # South Africa and Canada make slag: the list is not one of pigment alone.
    processed = shares(GLOBAL, "titanium-minerals", "refining")
    assert (processed["ZAF"], processed["CAN"]) == ("0.093", "0.089")
    assert not shares(GLOBAL, "titanium-dioxide-pigment", "refining")


def test_rare_earth_lists_are_lists_of_the_group() -> None:
    light = shares(GLOBAL, "neodymium", "mining")
    assert light == shares(GLOBAL, "yttrium", "mining") == shares(GLOBAL, "erbium", "mining")
    assert light["CHN"] == "0.683"
    assert shares(GLOBAL, "dysprosium", "mining") == shares(GLOBAL, "terbium", "mining") != light


def test_trade_parameters() -> None:
    found = {(r["mineral"], r["stage"], r["scope"], r["iso3"]): r["t"] for r in TRADE}
    assert len(found) == len(TRADE)
    assert found["nickel", "mining", "global", "IDN"] == "1.3"
    assert found["phosphate-rock", "mining", "global", "CHN"] == "1.4"
    assert found["tungsten", "mining", "global", "AUT"] == "0.8"
    assert found["teak-wood", "mining", "global", "MMR"] == "1.5"
    listed = {
        (r["mineral"], r["stage"], scope, r["iso3"])
        for scope, rows in (("global", GLOBAL), ("eu", SOURCING))
        for r in rows
    }
    assert set(found) == listed
    assert {r["t"] for r in TRADE} == {"0.8", "1", "1.1", "1.2", "1.3", "1.4", "1.5"}


def test_repeated_use_of_magnesium_is_taken_once() -> None:
    magnesium = [r for r in USES if r["mineral"] == "magnesium"]
    assert len(magnesium) == 5
    assert sum(Decimal(r["share"]) for r in magnesium) == 1
    assert len({(r["mineral"], r["application"], r["nace_sector"]) for r in USES}) == 338


def test_each_sector_has_one_value_added() -> None:
    """Five manganese rows had the sector names out of step; the ledger puts them right."""
    values: dict[str, set[str]] = defaultdict(set)
    for row in USES:
        if row["nace_sector"]:
            values[row["nace_sector"]].add(row["value_added_meur"])
    assert {len(found) for found in values.values()} == {1}
    metalware = [r for r in USES if (r["mineral"], r["application"]) == ("manganese", "Metalware")]
    assert [r["nace_sector"][:3] for r in metalware] == ["C24"]


def test_odd_use_shares_are_kept_and_noted() -> None:
    indium = [r for r in USES if r["mineral"] == "indium"]
    assert sum(Decimal(r["share"]) for r in indium) == Decimal("0.9")
    assert all("sum to 0.9" in r["note"] for r in indium)
    (bound,) = [r for r in USES if not r["share"]]
    assert (bound["mineral"], bound["note"]) == ("copper", "printed as >0%")
    assert {r["mineral"] for r in USES if r["mineral"].startswith("titanium")} == {"titanium"}
