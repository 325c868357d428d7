"""Final demand against published figures.

IEA (2026), Global EV Outlook 2026, in the copy of Our World in Data; (c) IRENA 2025, Renewable
Capacity Statistics 2025. Shares are our own divisions of the printed figures.
"""

from __future__ import annotations

import pytest

import critmin

CHINA = {
    ("electric-cars", 2020): 38.6,
    ("electric-cars", 2021): 49.2,
    ("electric-cars", 2022): 58.8,
    ("electric-cars", 2023): 59.9,
    ("electric-cars", 2024): 64.6,
    ("electric-cars", 2025): 62.7,
    ("solar-pv", 2020): 37.3,
    ("solar-pv", 2021): 37.0,
    ("solar-pv", 2022): 44.5,
    ("solar-pv", 2023): 61.5,
    ("solar-pv", 2024): 61.5,
    ("wind", 2020): 65.3,
    ("wind", 2024): 70.5,
}
# Percent of the world: of IEA's printed figures, and of IRENA's net additions.
OTHERS = {
    ("electric-cars", 2024, "EU27"): 12.97,
    ("electric-cars", 2024, "USA"): 8.69,
    ("electric-cars", 2024, "JPN"): 0.59,
    ("solar-pv", 2020, "EU27"): 13.4,
    ("solar-pv", 2024, "EU27"): 12.73,
    ("solar-pv", 2024, "IND"): 5.43,
    ("wind", 2024, "EU27"): 10.96,
    ("wind", 2023, "USA"): 5.45,
}


@pytest.mark.parametrize(("product", "year"), CHINA)
def test_chinas_share(product, year) -> None:
    (row,) = critmin.demand(product, year=year, country="CHN")
    assert round(row["share"] * 100, 1) == CHINA[product, year]


@pytest.mark.parametrize(("product", "year", "place"), OTHERS)
def test_shares_of_others(product, year, place) -> None:
    (row,) = critmin.demand(product, year=year, country=place)
    assert row["share"] * 100 == pytest.approx(OTHERS[product, year, place], abs=0.006)


def test_electric_cars_of_2024_as_printed() -> None:
    """IEA: 17.5 million in the world, 11.3 in China, 2.27 in the European Union."""
    rows = {row["country"]: row for row in critmin.demand("ev", year=2024)}
    assert rows["World"]["quantity"] == 17_500_000
    assert rows["China"]["quantity"] == 11_300_000
    assert rows["European Union"]["quantity"] == 2_270_000


def test_the_photovoltaic_programme_agrees_within_its_range() -> None:
    """IEA-PVPS Snapshot 2025: 59.4% of direct-current additions against 61.5% at the meter."""
    (stated,) = critmin.demand("solar-pv", stage="demand", country="CHN")
    (counted,) = critmin.demand("solar-pv", year=2024, country="CHN")
    assert stated["share"] == pytest.approx(0.594, abs=0.001)
    assert 0 < counted["share"] - stated["share"] < 0.03
