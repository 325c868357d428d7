"""World Bank governance: the committed tables and their traps."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

WGI = Path(__file__).resolve().parents[3] / "datasets" / "wgi"
Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (WGI / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


STABILITY = read("political_stability.csv")
MEAN = {row["iso3"]: row["estimate"] for row in read("mean_of_six_latest.csv")}
SCALED = {row["iso3"]: row["scaled_mean"] for row in read("scaled_mean_2016_2020.csv")}


def stability(iso3: str) -> dict[str, str]:
    return {row["year"]: row["estimate"] for row in STABILITY if row["iso3"] == iso3}


@pytest.mark.parametrize(
    ("iso3", "scaled"),
    [
        ("CHN", "5.713"),
        ("USA", "2.724"),
        ("JPN", "2.366"),
        ("TWN", "2.779"),
        ("COD", "8.253"),
        ("BRA", "5.455"),
        ("RUS", "6.367"),
        ("CHL", "3.249"),
        ("AUS", "1.967"),
        ("VNM", "5.736"),
        ("MMR", "6.862"),
        ("ZAF", "4.891"),
    ],
)
def test_scaled_means_of_2016_2020(iso3: str, scaled: str) -> None:
    assert abs(Decimal(SCALED[iso3]) - Decimal(scaled)) <= Decimal("0.0005")


def test_the_two_congos_of_the_scaled_mean() -> None:
    assert (SCALED["COG"], SCALED["COD"]) == ("7.214", "8.2527")
    assert len(SCALED) == 118


def test_edition_follows_the_splice_at_2023() -> None:
    assert {(r["edition"], int(r["year"]) > 2022) for r in STABILITY} == {
        ("to-2022", False),
        ("2025", True),
    }
    china = stability("CHN")
    assert (china["2022"], china["2023"], china["2024"]) == (
        "-0.4410736",
        "-0.1744515",
        "-0.1533364",
    )


def test_no_year_is_filled_in() -> None:
    years = {row["year"] for row in STABILITY}
    assert not years & {"1997", "1999", "2001"}
    assert all(row["estimate"] for row in STABILITY)
    assert set(Counter((r["iso3"], r["year"]) for r in STABILITY).values()) == {1}
    assert len(STABILITY) == 5376


def test_guyana_has_no_figure_of_french_guiana() -> None:
    guyana, french = stability("GUY"), stability("GUF")
    assert guyana["2022"] == "0.0270622"
    assert not set(guyana) & {"2023", "2024"}
    assert (french["2022"], french["2023"], french["2024"]) == (
        "0.3314665",
        "0.4180182",
        "0.4120274",
    )
    assert {r["country"] for r in STABILITY if r["iso3"] == "GUF"} == {"French Guiana"}


def test_territories_without_a_trade_code_are_there() -> None:
    assert {"TWN", "LIE", "MCO", "PRI", "REU", "MTQ", "JEY"} <= {r["iso3"] for r in STABILITY}
    assert stability("TWN")["2024"] == "0.9166715"


def test_trade_code_labels_are_no_countries() -> None:
    assert not {r["iso3"] for r in STABILITY} & {"R20", "PUS", "ANT", "NA", ""}


def test_na_is_namibia_and_taiwan_is_missing_from_the_mean_of_six() -> None:
    assert MEAN["NAM"] == "0.262"
    assert "TWN" not in MEAN
    assert (MEAN["CHN"], MEAN["COD"], MEAN["COG"]) == ("-0.245", "-1.576", "-1.073")
    assert len(MEAN) == 207
