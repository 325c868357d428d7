"""USGS world tables as committed: the known traps of MCS 2024 and 2023.

Fixture values are figures of the edition named in the test.
"""

from __future__ import annotations

import pytest
from usgs_world import figure, listed, one, select

# -- MCS 2024 --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mineral", "basis", "low", "unit"),
    [
        ("antimony", "contained", "2000000", "t"),
        ("niobium", "contained", "17000000", "t"),
        ("nickel", "contained", "130000000", "t"),
        ("potash", "recoverable-ore", "11000000", "kt"),
        ("potash", "k2o", "3600000", "kt"),
    ],
)
def test_2024_world_reserves_in_the_note_column(
    mineral: str, basis: str, low: str, unit: str
) -> None:
    world = one("2024", mineral, "reserves", "2023", "World", basis)
    assert (world["state"], world["low"], world["unit"]) == ("greater_than", low, unit)


def test_2024_talc_and_selenium_reserve_units() -> None:
    assert figure(one("2024", "talc", "reserves", "2023", "IND")) == ("110000", "kt")
    assert figure(one("2024", "selenium", "reserves", "2023", "World")) == ("95000", "t")


def test_2024_footnote_digits_and_stray_e_in_row_labels() -> None:
    assert figure(one("2024", "cobalt", "mining", "2023", "NCL")) == ("3000", "t")
    turkey = one("2024", "perlite", "mining", "2022", "TUR")
    assert (turkey["quantity"], turkey["status"]) == ("1400", "estimated")
    assert one("2024", "gallium", "refining", "2022", "KOR")["quantity"] == "2000"


def test_2024_e_before_a_figure_is_an_estimate() -> None:
    russia = one("2024", "vanadium", "mining", "2022", "RUS")
    assert (russia["quantity"], russia["status"]) == ("20000", "estimated")


def test_2024_spare_and_shifted_columns() -> None:
    assert figure(one("2024", "barite", "reserves", "2023", "CHN")) == ("92000", "kt")
    brazil = one("2024", "vermiculite", "reserves", "2023", "BRA")
    assert (brazil["quantity"], brazil["note"]) == ("6600", "")


def test_2024_cobalt_reserves_of_australia_have_no_fused_footnote() -> None:
    """The salient file of this edition prints 101,600,000."""
    assert one("2024", "cobalt", "reserves", "2023", "AUS")["quantity"] == "1700000"


def test_2024_misnamed_type_columns() -> None:
    assert figure(one("2024", "fluorspar", "mining", "2023", "CHN")) == ("5700", "kt")
    india = one("2024", "iron-oxide-pigments", "mining", "2023", "IND")
    assert (india["quantity"], india["note"]) == ("3200000", "ocher")


def test_2024_pumice_prints_neither_residual_nor_total() -> None:
    assert {row["kind"] for row in select("2024", "pumice", "mining")} == {"country"}


# -- MCS 2023 --------------------------------------------------------------------------


def test_2023_zinc_reserves_of_australia() -> None:
    assert figure(one("2023", "zinc", "reserves", "2022", "AUS")) == ("66000", "kt")
    assert listed(select("2023", "zinc", "reserves")) == 208100


def test_2023_units_of_vanadium_rhenium_and_chromium() -> None:
    assert figure(one("2023", "vanadium", "reserves", "2022", "World")) == ("26000", "kt")
    assert figure(one("2023", "rhenium", "reserves", "2022", "CHL")) == ("1300000", "kg")
    assert figure(one("2023", "chromium", "mining", "2021", "World")) == ("42200", "kt")


def test_2023_titanium_capacity_is_of_2022() -> None:
    assert figure(one("2023", "titanium", "capacity", "2022", "CHN")) == ("181000", "t")
    pigment = one("2023", "titanium-dioxide-pigment", "capacity", "2022", "World")
    assert figure(pigment) == ("9400000", "t")


def test_2023_silicon_is_a_joint_table() -> None:
    assert select("2023", "silicon", "refining") == []
    joint = one("2023", "silicon-and-ferrosilicon", "refining", "2021", "CHN")
    assert figure(joint) == ("6400", "kt")


def test_2023_less_than_is_an_interval() -> None:
    usa = one("2023", "zirconium", "mining", "2021", "USA")
    assert (usa["state"], usa["low"], usa["high"]) == ("less_than", "0", "100")
