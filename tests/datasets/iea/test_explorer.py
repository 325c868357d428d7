"""IEA: the committed tables against shares the IEA publishes, and their traps."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

IEA = Path(__file__).resolve().parents[3] / "datasets" / "iea"
Row = dict[str, str]
BASE = {"2024": "2023", "2025": "2024"}


def read(name: str) -> list[Row]:
    with (IEA / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


SUPPLY = {edition: read(f"supply_{edition}.csv") for edition in BASE}
DEMAND = {edition: read(f"demand_{edition}.csv") for edition in BASE}
TECHNOLOGY = {edition: read(f"demand_by_technology_{edition}.csv") for edition in BASE}


def column(edition: str, mineral: str, stage: str, year: str) -> list[Row]:
    return [
        row
        for row in SUPPLY[edition]
        if (row["mineral"], row["stage"], row["year"]) == (mineral, stage, year)
    ]


def total(edition: str, mineral: str, stage: str, year: str) -> Row:
    (found,) = [r for r in column(edition, mineral, stage, year) if r["kind"] == "total"]
    return found


def share(edition: str, mineral: str, stage: str, iso3: str) -> Decimal:
    year = BASE[edition]
    (row,) = [r for r in column(edition, mineral, stage, year) if r["iso3"] == iso3]
    return Decimal(row["quantity"]) / Decimal(total(edition, mineral, stage, year)["quantity"])


@pytest.mark.parametrize(
    ("edition", "mineral", "stage", "iso3", "published"),
    [
        ("2024", "lithium", "refining", "CHN", "0.646"),
        ("2024", "cobalt", "refining", "CHN", "0.767"),
        ("2024", "graphite", "refining", "CHN", "0.909"),
        ("2024", "rare-earths", "refining", "CHN", "0.921"),
        ("2024", "nickel", "refining", "IDN", "0.372"),
        ("2024", "nickel", "refining", "CHN", "0.281"),
        ("2024", "copper", "refining", "CHN", "0.438"),
        ("2024", "cobalt", "mining", "COD", "0.655"),
        ("2024", "nickel", "mining", "IDN", "0.518"),
        ("2024", "rare-earths", "mining", "CHN", "0.612"),
        ("2024", "graphite", "mining", "CHN", "0.816"),
        ("2024", "copper", "mining", "CHL", "0.236"),
        ("2024", "lithium", "mining", "AUS", "0.434"),
        ("2025", "lithium", "refining", "CHN", "0.702"),
        ("2025", "cobalt", "refining", "CHN", "0.784"),
        ("2025", "graphite", "refining", "CHN", "0.957"),
        ("2025", "rare-earths", "refining", "CHN", "0.913"),
        ("2025", "copper", "refining", "CHN", "0.440"),
        ("2025", "nickel", "refining", "IDN", "0.429"),
        ("2025", "nickel", "refining", "CHN", "0.313"),
        ("2025", "cobalt", "mining", "COD", "0.665"),
        ("2025", "nickel", "mining", "IDN", "0.638"),
        ("2025", "lithium", "mining", "AUS", "0.352"),
        ("2025", "graphite", "mining", "CHN", "0.855"),
        ("2025", "rare-earths", "mining", "CHN", "0.610"),
    ],
)
def test_share_of_the_printed_total_is_the_published_share(
    edition: str, mineral: str, stage: str, iso3: str, published: str
) -> None:
    assert abs(share(edition, mineral, stage, iso3) - Decimal(published)) < Decimal("0.00051")


# (edition, mineral, stage) -> the listed country the printed total leaves out in the base year
OMITTED = {
    ("2024", "nickel", "mining"): ("AUS", "111.4", "3450.5"),
    ("2024", "nickel", "refining"): ("CAN", "135.9", "3796.1"),
    ("2024", "graphite", "refining"): ("DEU", "28.2", "2037.2"),
    ("2025", "nickel", "mining"): ("AUS", "100", "3861"),
    ("2025", "nickel", "refining"): ("CAN", "113.1", "3483.697"),
    ("2025", "graphite", "mining"): ("TZA", "9.059353", "1847.235428"),
}


@pytest.mark.parametrize("edition", BASE)
@pytest.mark.parametrize("stage", ["mining", "refining"])
@pytest.mark.parametrize(
    "mineral", ["copper", "cobalt", "lithium", "nickel", "graphite", "rare-earths"]
)
def test_printed_total_is_the_sum_of_rows_but_for_one_country(
    edition: str, stage: str, mineral: str
) -> None:
    rows = column(edition, mineral, stage, BASE[edition])
    added = sum(Decimal(r["quantity"]) for r in rows if r["kind"] != "total")
    printed = total(edition, mineral, stage, BASE[edition])
    iso3, omitted, expected = OMITTED.get((edition, mineral, stage), ("", "0", ""))
    assert abs(added - Decimal(printed["quantity"]) - Decimal(omitted)) < Decimal("0.001")
    assert ("below the rows' sum" in printed["note"]) == bool(iso3)
    if iso3:
        assert printed["quantity"] == expected
        assert [r["quantity"] for r in rows if r["iso3"] == iso3] == [omitted]


def test_mislabelled_total_row_of_cobalt_refining_is_the_total() -> None:
    row = total("2024", "cobalt", "refining", "2023")
    assert row["quantity"] == "223.8"
    assert row["note"] == "row labelled 'Total clean technologies' in the workbook"


@pytest.mark.parametrize("edition", BASE)
def test_later_years_are_projections_and_say_base_case(edition: str) -> None:
    years = Counter(row["year"] for row in SUPPLY[edition])
    assert set(years) == {BASE[edition], "2030", "2035", "2040"}
    assert set(years.values()) == {85}
    for row in SUPPLY[edition]:
        projected = row["year"] != BASE[edition]
        assert row["status"] == ("projection" if projected else "reported")
        assert row["note"].startswith("base case") == projected


@pytest.mark.parametrize("edition", BASE)
def test_basis_and_kinds(edition: str) -> None:
    bases = {(r["mineral"], r["stage"]): r["basis"] for r in SUPPLY[edition]}
    assert bases["graphite", "mining"] == "gross-weight"
    assert bases["graphite", "refining"] == "battery-grade"
    assert bases["rare-earths", "mining"] == bases["rare-earths", "refining"] == "magnet-reo"
    assert {b for (m, _), b in bases.items() if m not in ("graphite", "rare-earths")} == {
        "contained"
    }
    kinds = Counter(row["kind"] for row in SUPPLY[edition])
    assert (kinds["total"], kinds["residual"]) == (48, 48)
    assert {r["country"] for r in SUPPLY[edition] if r["kind"] == "residual"} == {"Other countries"}
    keys = Counter((r["mineral"], r["stage"], r["year"], r["country"]) for r in SUPPLY[edition])
    assert set(keys.values()) == {1}
    assert {r["unit"] for r in SUPPLY[edition]} == {"kt"}


def test_zero_is_zero_not_blank() -> None:
    (row,) = [r for r in column("2024", "cobalt", "refining", "2023") if r["iso3"] == "IDN"]
    assert (row["state"], row["quantity"]) == ("zero", "0")


def demand(edition: str, mineral: str, sector: str, scenario: str, year: str) -> Decimal:
    (row,) = [
        r
        for r in DEMAND[edition]
        if (r["mineral"], r["sector"], r["scenario"], r["year"])
        == (mineral, sector, scenario, year)
    ]
    return Decimal(row["quantity"])


def test_clean_energy_is_a_small_part_of_nickel_and_most_of_lithium() -> None:
    def clean(mineral: str) -> Decimal:
        parts = [
            demand("2024", mineral, sector, "base", "2023")
            for sector in ("Total clean technologies", "Total demand")
        ]
        return parts[0] / parts[1]

    assert abs(clean("nickel") - Decimal("0.154")) < Decimal("0.001")
    assert abs(clean("lithium") - Decimal("0.557")) < Decimal("0.001")


@pytest.mark.parametrize("edition", BASE)
def test_demand_has_three_scenarios_and_one_base_year(edition: str) -> None:
    rows = DEMAND[edition]
    assert {r["scenario"] for r in rows} == {"base", "STEPS", "APS", "NZE"}
    assert {r["year"] for r in rows if r["scenario"] == "base"} == {BASE[edition]}
    assert not any("share" in r["sector"].casefold() for r in rows)
    assert len({(r["mineral"], r["sector"], r["scenario"], r["year"]) for r in rows}) == 656
    for mineral in {r["mineral"] for r in rows}:
        parts = ("Total clean technologies", "Other uses", "Total demand")
        clean, other, whole = (demand(edition, mineral, p, "NZE", "2040") for p in parts)
        assert abs(clean + other - whole) < Decimal("0.15")


def test_totals_that_are_not_their_sectors_are_noted_in_the_copy_of_2025() -> None:
    noted = {(r["mineral"], r["scenario"]) for r in DEMAND["2025"] if "sectors above" in r["note"]}
    assert noted == {
        ("copper", "base"),
        ("copper", "STEPS"),
        ("copper", "APS"),
        ("copper", "NZE"),
        ("graphite", "NZE"),
    }
    assert not [r for r in DEMAND["2024"] if "sectors above" in r["note"]]


def test_small_figures_keep_their_digits_and_no_binary_noise() -> None:
    (iridium,) = [
        r
        for r in TECHNOLOGY["2024"]
        if (r["mineral"], r["technology"], r["scenario"])
        == ("iridium", "Hydrogen technologies", "base")
    ]
    assert iridium["quantity"] == "0.000198936"
    assert demand("2024", "copper", "Other low emissions power generation", "base", "2023") == (
        Decimal("82.822")
    )


def test_technology_cases_are_kept_apart() -> None:
    cases = {r["case"] for r in TECHNOLOGY["2024"]}
    assert len(cases) == 11
    assert "Constrained rare earth elements supply" in cases
    wind = {
        r["case"]: r["quantity"]
        for r in TECHNOLOGY["2024"]
        if (r["mineral"], r["technology"], r["year"]) == ("neodymium", "Wind", "2023")
    }
    assert wind == {"Base case": "7.43492", "Constrained rare earth elements supply": "6.79888"}
    assert {r["case"] for r in TECHNOLOGY["2025"]} == {"Base case"}


@pytest.mark.parametrize("edition", BASE)
def test_technology_table_covers_the_37_minerals(edition: str) -> None:
    minerals = {r["mineral"] for r in TECHNOLOGY[edition]}
    assert len(minerals - {"rare-earths"}) == 37
    keys = Counter(
        (r["mineral"], r["technology"], r["case"], r["scenario"], r["year"])
        for r in TECHNOLOGY[edition]
    )
    assert set(keys.values()) == {1}
