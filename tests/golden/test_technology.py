"""Technologies against what the International Energy Agency printed.

IEA (2021), The Role of Critical Minerals in Clean Energy Transitions: the figure of minerals
used in selected technologies, and its executive summary on cars and onshore wind.
"""

from __future__ import annotations

from math import isclose

import pytest

import critmin
from critmin.uses import technology_tables

# Sums of the report's figure, kg per vehicle and kg per MW.
TOTALS = {
    "electric-car": 207.0,
    "conventional-car": 33.9,
    "offshore-wind": 15_409.0,
    "onshore-wind": 10_166.5,
    "solar-pv": 6_833.6,
    "nuclear": 5_273.7,
    "coal": 2_484.8,
    "natural-gas": 1_165.9,
}
# Read off the figure: (technology, mineral, mass).
PRINTED = [
    ("electric-car", "graphite", 66.3),
    ("electric-car", "copper", 53.2),
    ("electric-car", "nickel", 39.9),
    ("electric-car", "manganese", 24.5),
    ("electric-car", "cobalt", 13.3),
    ("electric-car", "lithium", 8.9),
    ("electric-car", "rare-earths", 0.5),
    ("conventional-car", "copper", 22.3),
    ("conventional-car", "manganese", 11.2),
    ("offshore-wind", "copper", 8000),
    ("offshore-wind", "zinc", 5500),
    ("offshore-wind", "rare-earths", 239),
    ("onshore-wind", "copper", 2900),
    ("solar-pv", "silicon", 3948.3),
    ("nuclear", "chromium", 2190),
    ("natural-gas", "copper", 1100),
]
ABOVE_SIX = {
    ("electric-car", "conventional-car"),
    ("offshore-wind", "natural-gas"),
    ("offshore-wind", "coal"),
    ("onshore-wind", "natural-gas"),
}


def pairs() -> dict[tuple[object, object], float]:
    rows = [r for r in critmin.technology() if r["mineral"] == "all" and r["reference"]]
    return {(r["technology"], r["reference"]): float(r["ratio_to_reference"] or 0) for r in rows}


@pytest.mark.parametrize(("slug", "mineral", "mass"), PRINTED)
def test_masses_are_the_printed_ones(slug, mineral, mass) -> None:
    (row,) = [r for r in critmin.technology(slug) if r["mineral"] == mineral]
    assert row["intensity"] == mass
    assert row["source"] == ("iea@2021",)


@pytest.mark.parametrize("slug", TOTALS)
def test_totals(slug) -> None:
    rows = [r for r in critmin.technology(slug) if r["mineral"] != "all"]
    assert isclose(sum(float(r["intensity"] or 0) for r in rows), TOTALS[slug], abs_tol=0.05)
    assert {r["total_intensity"] for r in rows} == {
        technology_tables.total(technology_tables.find_technology(slug))
    }


def test_a_car_needs_six_times_and_an_onshore_turbine_nine_times_as_much() -> None:
    """The report's own words on the two, rounded as it rounds them."""
    assert round(pairs()["electric-car", "conventional-car"]) == 6
    assert round(pairs()["onshore-wind", "natural-gas"]) == 9


def test_every_clean_technology_is_paired_with_every_conventional_one_of_its_kind() -> None:
    known = technology_tables.technologies().values()
    expected = {
        (a.slug, b.slug)
        for a in known
        for b in known
        if a.kind == b.kind and a.role == "clean" and b.role == "reference"
    }
    assert set(pairs()) == expected
    assert len(expected) == 9


def test_more_than_six_times_holds_for_the_car_and_three_pairings_of_wind() -> None:
    assert {pair for pair, ratio in pairs().items() if ratio > 6} == ABOVE_SIX


@pytest.mark.parametrize("stage", ["mining", "refining"])
def test_a_suppliers_shares_are_those_of_share(stage) -> None:
    for row in critmin.technology("ev", supplier="CHN", stage=stage):
        if row["mineral"] in {"all", "others"}:
            continue
        (alone,) = critmin.share(str(row["mineral"]), stage=stage, country="CHN")
        assert row["supplier_share"] == alone["share"]
        assert row["year"] == alone["year"]
        assert row["source"] == ("iea@2021", *alone["source"])


@pytest.mark.parametrize("slug", TOTALS)
@pytest.mark.parametrize("country", ["CHN", "COD", "CHL", "FIN"])
def test_the_mean_is_by_mass_over_what_is_known(slug, country) -> None:
    rows = list(critmin.technology(slug, supplier=country))
    for stage in ("mining", "refining"):
        (whole,) = [r for r in rows if r["stage"] == stage and r["mineral"] == "all"]
        known = [
            (float(r["intensity"] or 0), r["supplier_share"])
            for r in rows
            if r["stage"] == stage and r["mineral"] != "all" and r["supplier_share"] is not None
        ]
        mass = sum(value for value, _ in known)
        assert isclose(whole["covered_share"], mass / whole["total_intensity"], abs_tol=1e-12)
        if known:
            mean = sum(value * share for value, share in known) / mass
            assert isclose(whole["supplier_share"], mean, rel_tol=1e-12)
            shares = [share for _, share in known]
            assert min(shares) - 1e-12 <= whole["supplier_share"] <= max(shares) + 1e-12
        else:
            assert whole["supplier_share"] is None
            assert "no_data" in whole["flag"]


def test_what_has_no_share_is_empty_and_named() -> None:
    table = critmin.technology("solar-pv", supplier="CHN", stage="mining")
    silicon = next(r for r in table if r["mineral"] == "silicon")
    assert silicon["supplier_share"] is None
    assert "no_data" in silicon["flag"]
    assert any(w.code == "no_data" and "silicon" in w.message for w in table.warnings)
    whole = next(r for r in table if r["mineral"] == "all")
    assert whole["covered_share"] < 0.45
    assert "covered_in_part" in whole["flag"]


def test_kilograms_per_car_are_not_divided_by_kilograms_per_megawatt() -> None:
    with pytest.raises(critmin.UnitError, match="kg/vehicle"):
        critmin.technology("ev", reference="coal")
    rows = list(critmin.technology(reference="coal"))
    assert {r["reference"] for r in rows if r["technology"] == "nuclear"} == {"coal"}
    assert {r["reference"] for r in rows if r["technology"] == "electric-car"} == {
        "conventional-car"
    }


def test_refused() -> None:
    with pytest.raises(critmin.QueryError, match="itself"):
        critmin.technology("coal", reference="coal")
    with pytest.raises(critmin.QueryError, match="--supplier"):
        critmin.technology("coal", stage="mining")
    with pytest.raises(critmin.NoData, match="Andorra"):
        critmin.technology("ev", supplier="AND")


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("EV", "electric-car"),
        ("Electric Vehicles", "electric-car"),
        ("photovoltaic", "solar-pv"),
        ("Offshore Wind", "offshore-wind"),
        ("gas", "natural-gas"),
        ("ICE", "conventional-car"),
    ],
)
def test_names_are_forgiving(typed, slug) -> None:
    assert technology_tables.find_technology(typed).slug == slug
