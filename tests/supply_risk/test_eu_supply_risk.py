"""Governance-weighted index and EU supply risk against the Commission's own figures."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from critmin import measures
from critmin.measures.concentration import SCALE

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
DATASETS = Path(__file__).resolve().parents[2] / "datasets"
Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def number(text: str) -> float | None:
    return float(text) if text else None


STUDY_2017 = read(GOLDEN / "eu2017_supply_risk.csv")
STUDY_2023 = [
    row for row in read(GOLDEN / "eu2023_supply_risk.csv") if row["use_as_golden"] == "True"
]
SHARES_2023 = read(GOLDEN / "eu2023_shares.csv")
# In the golden table of supply risks but not in the one of shares.
FROM_BUNDLED = {("Natural graphite", "E"): ("graphite", "mining")}


def risk_2017(row: Row) -> float:
    used = row["supply_used"]
    reliance = number(row["import_reliance_pct"])
    return measures.eu_supply_risk(
        hhi_global=None if used == "EUS only" else float(row["hhi_wgi_t_gs"]),
        hhi_sourcing=None if used == "GS only" else float(row["hhi_wgi_t_eu"]),
        import_reliance=None if reliance is None else reliance / 100,
        recycling=float(row["eol_rir_pct"]) / 100,
        substitution=float(row["si_sr"]),
    )


def test_the_reference_files_are_whole() -> None:
    assert len(STUDY_2017) == 78
    assert len({row["material"] for row in STUDY_2017}) == 78
    assert len(STUDY_2023) == 11


@pytest.mark.parametrize("row", STUDY_2017, ids=lambda row: row["material"])
def test_eu_2017_from_published_aggregates(row: Row) -> None:
    # European Commission, Study on the review of the list of critical raw materials, 2017.
    # The inputs are printed with one decimal, hence the tolerance.
    found = risk_2017(row)
    assert found == pytest.approx(float(row["sr_calc"]), abs=0.0006)
    assert found == pytest.approx(float(row["sr_published"]), abs=0.26)


@pytest.mark.parametrize(
    "row",
    [row for row in STUDY_2017 if row["consistent_within_rounding"] == "True"],
    ids=lambda row: row["material"],
)
def test_eu_2017_within_the_rounding_of_its_inputs(row: Row) -> None:
    low, high = float(row["sr_lo"]), float(row["sr_hi"])
    assert low <= risk_2017(row) <= high
    assert low - 0.05 <= float(row["sr_published"]) <= high + 0.05


def test_most_of_eu_2017_agrees_within_a_tenth() -> None:
    off = [abs(risk_2017(row) - float(row["sr_published"])) for row in STUDY_2017]
    assert sum(1 for difference in off if difference <= 0.1 + 1e-9) == 61


@pytest.mark.parametrize(
    ("hhi_global", "hhi_sourcing", "reliance", "recycling", "substitution", "calculated"),
    [
        pytest.param(7.5, 1.9, 0.44, 0.42, 1.0, 1.817, id="tungsten E, EU 2017"),
        pytest.param(9.2, 1.8, 1.0, 0.38, 1.0, 3.410, id="europium E, EU 2017"),
        pytest.param(2.9, 1.5, 0.64, 0.02, 1.0, 1.909, id="germanium P, EU 2017"),
        pytest.param(3.9, 0.7, 0.01, 0.02, 1.0, 0.702, id="magnesite E, EU 2017"),
        pytest.param(2.4, None, None, 0.0, 1.0, 2.40, id="beryllium E, EU 2017, global only"),
        pytest.param(None, 1.8, 1.0, 0.15, 0.9, 1.377, id="sapele wood, EU 2017, sourcing only"),
        pytest.param(4.2032, 0.8144, 0.80, 0.42, 0.96, 1.208, id="tungsten P, EU 2023"),
        pytest.param(4.6974, 5.3757, 1.0, 0.13, 0.94, 4.119, id="magnesium P, EU 2023"),
        pytest.param(2.6342, 1.1714, 0.99, 0.03, 0.98, 1.802, id="natural graphite E, EU 2023"),
        pytest.param(2.4027, 2.8765, 1.0, 0.28, 0.94, 1.786, id="antimony E, EU 2023"),
        pytest.param(3.6435, None, None, 0.22, 0.98, 2.785, id="cobalt E, EU 2023"),
        pytest.param(4.6059, None, None, 0.0, 0.96, 4.422, id="niobium E, EU 2023"),
        pytest.param(5.7127, None, None, 0.01, 0.99, 5.599, id="dysprosium P, EU 2023"),
        pytest.param(5.0322, 2.7708, 0.98, 0.0, 0.98, 3.801, id="gallium P, EU 2023"),
    ],
)
def test_supply_risk_of_aggregates(
    hhi_global: float | None,
    hhi_sourcing: float | None,
    reliance: float | None,
    recycling: float,
    substitution: float,
    calculated: float,
) -> None:
    found = measures.eu_supply_risk(
        hhi_global=hhi_global,
        hhi_sourcing=hhi_sourcing,
        import_reliance=reliance,
        recycling=recycling,
        substitution=substitution,
    )
    assert found == pytest.approx(calculated, abs=0.00055)


Supply = tuple[list[float], list[float], list[float]]


def supply(material: str, stage: str, scope: str) -> Supply:
    """Shares, governance and trade parameters of one annex list."""
    if (material, stage) in FROM_BUNDLED:
        return bundled(*FROM_BUNDLED[material, stage], scope)
    key = (material, stage, scope)
    rows = [r for r in SHARES_2023 if (r["material"], r["stage"], r["scope"]) == key]
    assert rows
    names = ("share", "wgi_scaled_mean_2016_2020", "t")
    parts, weights, trade = ([float(row[name]) for row in rows] for name in names)
    return parts, weights, trade


def bundled(mineral: str, stage: str, scope: str) -> Supply:
    """The same from the bundled tables."""
    file = {"global": "supply_2023.csv", "eu": "sourcing_2023.csv"}[scope]
    rows = [
        row
        for row in read(DATASETS / "eu" / file)
        if (row["mineral"], row["stage"], row["kind"]) == (mineral, stage, "country")
        and row["state"] == "number"  # the study's index leaves out "<0.1%"
    ]
    scores = {
        row["iso3"]: float(row["scaled_mean"])
        for row in read(DATASETS / "wgi" / "scaled_mean_2016_2020.csv")
        if row["scaled_mean"]
    }
    trade = {
        row["iso3"]: float(row["t"])
        for row in read(DATASETS / "eu" / "trade_parameters_2023.csv")
        if (row["mineral"], row["stage"], row["scope"]) == (mineral, stage, scope)
    }
    codes = [row["iso3"] for row in rows]
    quantities = [float(row["quantity"]) for row in rows]
    return quantities, [scores[code] for code in codes], [trade[code] for code in codes]


@pytest.mark.parametrize("row", STUDY_2023, ids=lambda row: f"{row['material']} {row['stage']}")
def test_eu_2023_from_country_shares(row: Row) -> None:
    # European Commission, Study on the critical raw materials for the EU 2023, annex 7.
    parts, weights, trade = supply(row["material"], row["stage"], "global")
    # The printed sums count a "<0.1%" at half, the index does not.
    assert sum(parts) == pytest.approx(float(row["gs_share_sum"]), abs=0.0016)
    assert measures.hhi(parts) * SCALE == pytest.approx(float(row["gs_hhi"]), abs=0.51)
    worldwide = measures.weighted_hhi(parts, weights, trade)
    assert worldwide == pytest.approx(float(row["hhi_wgi_t_gs"]), abs=0.0051)
    sourcing = None
    if row["used"] == "GS+EU":
        parts, weights, trade = supply(row["material"], row["stage"], "eu")
        assert measures.hhi(parts) * SCALE == pytest.approx(float(row["eu_hhi"]), abs=0.51)
        sourcing = measures.weighted_hhi(parts, weights, trade)
        assert sourcing == pytest.approx(float(row["hhi_wgi_t_eu"]), abs=0.0051)
    reliance = number(row["ir_pct"])
    found = measures.eu_supply_risk(
        hhi_global=worldwide,
        hhi_sourcing=sourcing,
        import_reliance=None if reliance is None else reliance / 100,
        recycling=float(row["eol_pct"]) / 100,
        substitution=float(row["si_sr"]),
    )
    assert found == pytest.approx(float(row["sr_calc"]), abs=0.0051)
    assert found == pytest.approx(float(row["sr_pub"]), abs=0.1)


@pytest.mark.parametrize(
    ("material", "stage", "plain", "worldwide", "sourcing"),
    [
        ("Tungsten", "P", 7372.5, 4.2032, 0.8144),
        ("Magnesium", "P", 8230.4, 4.6974, 5.3757),
        ("Natural graphite", "E", 4601.0, 2.6342, 1.1714),
        ("Antimony", "E", 3752.4, 2.4027, 2.8765),
        ("Cobalt", "E", 4070.8, 3.6435, None),
        ("Niobium", "E", 8471.6, 4.6059, None),
        ("Dysprosium", "P", 10000.0, 5.7127, None),
    ],
)
def test_eu_2023_weighted_index(
    material: str, stage: str, plain: float, worldwide: float, sourcing: float | None
) -> None:
    parts, weights, trade = supply(material, stage, "global")
    assert measures.hhi(parts) * SCALE == pytest.approx(plain, abs=0.06)
    assert measures.weighted_hhi(parts, weights, trade) == pytest.approx(worldwide, abs=6e-5)
    if sourcing is not None:
        found = measures.weighted_hhi(*supply(material, stage, "eu"))
        assert found == pytest.approx(sourcing, abs=6e-5)


def test_gallium_from_the_bundled_tables() -> None:
    parts, weights, trade = bundled("gallium", "refining", "global")
    assert measures.hhi(parts) * SCALE == pytest.approx(8808.8, abs=0.06)
    assert measures.weighted_hhi(parts, weights, trade) == pytest.approx(5.0322, abs=6e-5)
    found = measures.weighted_hhi(*bundled("gallium", "refining", "eu"))
    assert found == pytest.approx(2.7708, abs=6e-5)


def test_tantalum_sourcing_2017() -> None:
    # European Commission 2017: Nigeria 81%, Rwanda 14%, China 5%; published 4.6. Nigeria alone
    # makes up nearly all of it, so the others stand at the middle of the scale.
    found = measures.weighted_hhi([0.81, 0.14, 0.05], [6.92, 5.0, 5.0])
    assert found == pytest.approx(4.6, abs=0.06)


@pytest.mark.parametrize(
    ("estimate", "weight"), [(0.0, 5.0), (-0.35635, 5.7127), (2.6, 0.0), (-2.6, 10.0), (1.5, 2.0)]
)
def test_governance_weight_is_clipped(estimate: float, weight: float) -> None:
    assert measures.governance_weight(estimate) == pytest.approx(weight)


@pytest.mark.parametrize(("given", "same_as"), [(-0.12, 0.0), (1.4, 1.0)])
def test_import_reliance_is_clipped(given: float, same_as: float) -> None:
    def risk(reliance: float) -> float:
        return measures.eu_supply_risk(
            hhi_global=4.0,
            hhi_sourcing=1.0,
            import_reliance=reliance,
            recycling=0.0,
            substitution=1.0,
        )

    assert risk(given) == risk(same_as)
    assert risk(0.0) == pytest.approx(1.0)
    assert risk(1.0) == pytest.approx(2.5)


def test_supply_risk_needs_a_distribution_and_a_reliance() -> None:
    filters = {"recycling": 0.0, "substitution": 1.0}
    with pytest.raises(ValueError, match="neither global supply nor EU sourcing"):
        measures.eu_supply_risk(hhi_global=None, hhi_sourcing=None, import_reliance=0.5, **filters)
    with pytest.raises(ValueError, match="import reliance is needed"):
        measures.eu_supply_risk(hhi_global=1.0, hhi_sourcing=1.0, import_reliance=None, **filters)


def test_weights_must_pair_with_shares() -> None:
    with pytest.raises(ValueError, match="zip"):
        measures.weighted_hhi([0.5, 0.5], [5.0])
