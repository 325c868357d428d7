"""USGS world tables as committed: the known traps of MCS 2026 and 2025.

Fixture values are figures of the edition named in the test.
"""

from __future__ import annotations

import pytest
from usgs_world import figure, listed, one, select, table

# -- MCS 2026 --------------------------------------------------------------------------


def test_2026_rare_earth_reserves_are_those_of_version_1_3() -> None:
    """versionHist.txt, 27 May 2026: Brazil 11,000,000, world more than 75,000,000."""
    assert figure(one("2026", "rare-earths", "reserves", "2025", "BRA")) == ("11000000", "t")
    world = one("2026", "rare-earths", "reserves", "2025", "World")
    assert (world["state"], world["low"]) == ("greater_than", "75000000")


def test_2026_rare_earth_notes_are_those_of_version_1_1() -> None:
    assert one("2026", "rare-earths", "mining", "2024", "CHN")["note"] == ""
    assert "monazite" in one("2026", "rare-earths", "reserves", "2025", "IND")["note"]


@pytest.mark.parametrize(
    ("iso3", "tonnes"),
    [("CHN", "270000"), ("MMR", "27000"), ("AUS", "29000"), ("NGA", "1500"), ("THA", "2100")],
)
def test_2026_rare_earths_2024_revised(iso3: str, tonnes: str) -> None:
    assert figure(one("2026", "rare-earths", "mining", "2024", iso3)) == (tonnes, "t")


def test_2026_cobalt_2025_twelve_named_and_other() -> None:
    rows = select("2026", "cobalt", "mining", "2025")
    named = [row for row in rows if row["kind"] == "country"]
    assert len(named) == 12
    assert one("2026", "cobalt", "mining", "2025", "Other countries")["quantity"] == "9100"
    assert listed(rows) == 314600


def test_2026_antimony_2024_china_equals_russia() -> None:
    for iso3 in ("CHN", "RUS"):
        assert figure(one("2026", "antimony", "mining", "2024", iso3)) == ("40000", "t")
    assert "excludes United States" in one("2026", "antimony", "mining", "2024", "World")["note"]


def test_2026_gallium_is_in_kilograms() -> None:
    assert figure(one("2026", "gallium", "refining", "2025", "World")) == ("900000", "kg")


def test_2026_vanadium_reserves_are_thousand_tons() -> None:
    assert figure(one("2026", "vanadium", "reserves", "2025", "World")) == ("21000", "kt")


def test_2026_chromium_ore_reserves_are_of_the_edition_year() -> None:
    ore = select("2026", "chromium", "reserves", basis="gross-weight")
    assert {row["year"] for row in ore} == {"2025"}
    assert (
        one("2026", "chromium", "reserves", "2025", "ZAF", "gross-weight")["quantity"] == "350000"
    )
    assert one("2026", "chromium", "reserves", "2025", "ZAF", "cr2o3")["quantity"] == "110000"


def test_2026_fused_oxide_joint_row_is_not_the_united_states() -> None:
    rows = select("2026", "fused-aluminium-oxide", "capacity", "2025")
    joint = [row for row in rows if row["country"] == "United States and Canada"]
    assert [(row["kind"], row["quantity"]) for row in joint] == [("residual", "60000")]
    assert all(row["iso3"] != "USA" for row in rows)


def test_2026_s_is_half_a_unit_only_where_the_footnote_says_so() -> None:
    half = one("2026", "vermiculite", "mining", "2025", "MEX")
    assert (half["state"], half["low"], half["high"]) == ("less_than", "0", "0.5")
    rutile = one("2026", "rutile", "mining", "2025", "USA")
    assert rutile["state"] == "unknown"
    assert "included with ilmenite" in rutile["note"]
    graphite = one("2026", "graphite", "reserves", "2025", "UKR")
    assert (graphite["state"], graphite["note"]) == ("unknown", "included in the world total")


def test_2026_words_are_unknown_with_a_note() -> None:
    qatar = one("2026", "helium", "reserves", "2025", "QAT")
    assert (qatar["state"], qatar["note"]) == ("unknown", "described as large")


def test_2026_prose_figures_keep_their_structure() -> None:
    cesium = one("2026", "cesium", "reserves", "2025", "Other countries")
    assert (cesium["state"], cesium["high"], cesium["kind"]) == ("less_than", "200000", "residual")
    yttrium = one("2026", "yttrium", "mining", "2025", "World")
    assert (yttrium["state"], yttrium["low"], yttrium["high"]) == ("range", "10000", "15000")
    slag = one("2026", "iron-slag", "refining", "2025", "World")
    assert (slag["low"], slag["high"], slag["unit"]) == ("330", "390", "Mt")
    assert figure(one("2026", "scandium", "refining", "2025", "World")) == ("80", "t")
    assert figure(one("2026", "scandium", "reserves", "2023", "AUS")) == ("34000", "t")


def test_2026_rare_gases_are_in_million_litres() -> None:
    assert figure(one("2026", "neon", "refining", "2024", "USA")) == ("112", "ML")
    assert figure(one("2026", "krypton", "refining", "2024", "USA")) == ("1.5", "ML")


def test_2026_cement_rounded_detail_holds_a_residual_too() -> None:
    assert one("2026", "cement", "refining", "2025", "Other countries")["kind"] == "residual"
    assert one("2026", "cement", "refining", "2025", "World")["quantity"] == "3800000"


def test_2026_joint_titanium_minerals_total_stands_alone() -> None:
    rows = select("2026", "titanium-minerals", "mining", "2024")
    assert [(row["kind"], row["quantity"]) for row in rows] == [("total", "9680")]
    assert one("2026", "ilmenite", "mining", "2024", "World")["quantity"] == "9210"


# -- MCS 2025 --------------------------------------------------------------------------


def test_2025_rare_earths_2024() -> None:
    rows = select("2025", "rare-earths", "mining", "2024")
    named = [row for row in rows if row["kind"] == "country" and row["state"] == "number"]
    assert len(named) == 12
    assert one("2025", "rare-earths", "mining", "2024", "Other countries")["quantity"] == "1100"
    assert listed(rows) == 393950
    assert one("2025", "rare-earths", "mining", "2024", "World")["quantity"] == "390000"
    assert one("2025", "rare-earths", "mining", "2024", "CHN")["quantity"] == "270000"
    assert one("2025", "rare-earths", "reserves", "2024", "CHN")["quantity"] == "44000000"


def test_2025_blank_is_unknown_unless_the_note_tells() -> None:
    assert one("2025", "lithium", "mining", "2024", "USA")["state"] == "withheld"
    assert one("2025", "fluorspar", "mining", "2024", "USA")["state"] == "unknown"
    assert one("2025", "antimony", "mining", "2024", "USA")["state"] == "unknown"
    assert one("2025", "helium", "mining", "2024", "ZAF")["state"] == "less_than"
    assert all(row["state"] != "zero" for row in table("2025"))


def test_2025_kaolin_world_total() -> None:
    assert figure(one("2025", "kaolin", "mining", "2024", "World")) == ("44000", "kt")


def test_2025_indium_and_magnesium_capacity_are_not_reserves() -> None:
    assert select("2025", "indium", "reserves") == []
    assert select("2025", "magnesium", "reserves") == []
    assert figure(one("2025", "indium", "capacity", "2024", "CHN")) == ("1100", "t")
    assert figure(one("2025", "magnesium", "capacity", "2024", "World")) == ("2100", "kt")


@pytest.mark.parametrize(
    ("mineral", "stage", "quantity", "unit", "basis"),
    [
        ("ilmenite", "mining", "8900", "kt", "tio2"),
        ("rutile", "reserves", "46000", "kt", "tio2"),
        ("titanium-minerals", "mining", "9400", "kt", "tio2"),
        ("silica-sand", "mining", "440000", "kt", "gross-weight"),
        ("iron-ore", "reserves", "200000", "Mt", "gross-weight"),
        ("iron-ore", "reserves", "88000", "Mt", "iron-content"),
        ("molybdenum", "reserves", "15000", "kt", "contained"),
        ("vanadium", "reserves", "18000", "kt", "contained"),
    ],
)
def test_2025_unit_headers(mineral: str, stage: str, quantity: str, unit: str, basis: str) -> None:
    assert figure(one("2025", mineral, stage, "2024", "World", basis)) == (quantity, unit)


def test_2025_rutile_without_a_unit() -> None:
    assert figure(one("2025", "rutile", "mining", "2024", "SLE")) == ("60", "kt")


def test_2025_platinum_group_reserves_stand_in_the_palladium_rows() -> None:
    assert figure(one("2025", "platinum-group-metals", "reserves", "2024", "World")) == (
        "81000000",
        "kg",
    )
    assert select("2025", "palladium", "reserves") == []


def test_2025_joint_row_is_no_country() -> None:
    rows = select("2025", "fused-aluminium-oxide", "capacity", "2024")
    joint = [row for row in rows if row["country"] == "United States and Canada"]
    assert [(row["kind"], row["iso3"], row["quantity"]) for row in joint] == [
        ("residual", "", "60000")
    ]


def test_2025_forms_of_boron_stay_apart() -> None:
    assert one("2025", "boron", "mining", "2024", "CHN")["basis"] == "b2o3"
    assert "ulexite" in one("2025", "boron", "mining", "2024", "CHL")["note"]
    world = one("2025", "boron", "mining", "2024", "World", "gross-weight")
    assert world["state"] == "unknown"


def test_2025_note_of_one_year_is_not_the_other_years() -> None:
    assert one("2025", "mercury", "mining", "2023", "PER")["state"] == "unknown"
    assert figure(one("2025", "mercury", "mining", "2024", "PER")) == ("30", "t")
