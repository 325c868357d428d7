"""World Bank governance indicators: political stability, and two means of six.

Three vintages that are never mixed: ``wgi@2025`` (political stability by year,
itself spliced at 2023), ``wgi@2024mean`` (mean of the six estimates, latest year
to 2024) and ``wgi@2020mean`` (mean of 2016-2020 on the EU method's 0-10 scale).
"""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from labels import refuse_repeats
from places import Places, iso2_codes
from tables import BuildError, LeftOut, RawRow, TidyTable, read_rows

STABILITY = "wgi/wgi_political_stability_1996_2024_long.csv"
MEAN_OF_SIX = "wgi/wgi_mean_of_six.json"
SCALED = "wgi/wgi_mean_of_six_2016_2020_scaled_0_10.csv"
FRENCH_GUIANA = "package labels this row Guyana; by row order and level it is French Guiana"
NOT_A_COUNTRY = {
    "R20": "trade-code label 'Europe EFTA, nes', no country; may be Kosovo, missing by name",
    "PUS": "trade-code label 'US Misc. Pacific Isds', no country",
    "ANT": "Netherlands Antilles, dissolved in 2010; no present country to give it to",
}
# The list has "Congo, D.R." too.
OWN_NAMES = {"Congo": "Republic of Congo"}
NOTES = {
    "GUF": "labelled Guyana in the copy",
    "VGB": "label of the copy; may be the U.S. Virgin Islands, missing by name",
}


class Edition(NamedTuple):
    """An edition of the indicators and the years it is used for."""

    name: str
    first: int
    last: int


# By the words of the copy.
EDITIONS = {
    "earlier edition (to 2022)": Edition("to-2022", 1996, 2022),
    "WGI 2025 (new method)": Edition("2025", 2023, 2024),
}


class Stability(NamedTuple):
    """Political stability of a country in a year."""

    country: str
    iso3: str
    year: str
    estimate: Decimal
    edition: str
    note: str


class Mean(NamedTuple):
    """Mean of the six estimates of a country."""

    country: str
    iso3: str
    estimate: Decimal


class ScaledMean(NamedTuple):
    """Mean of the six estimates of a country, from 0 (best) to 10 (worst)."""

    country: str
    iso3: str
    scaled_mean: Decimal


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """The three tables."""
    rows = ledger.apply("wgi@2025", STABILITY, read_rows(sources / STABILITY))
    return [
        stability_table(rows, places),
        mean_table(json.loads((sources / MEAN_OF_SIX).read_text("utf-8")), places),
        scaled_table(read_rows(sources / SCALED), places),
    ]


def stability_table(rows: list[RawRow], places: Places) -> TidyTable:
    """Political stability by country and year; a year not given has no row."""
    dropped = Counter(row["iso3"] for row in rows if row["iso3"] in NOT_A_COUNTRY)
    if set(dropped) != set(NOT_A_COUNTRY):
        raise BuildError(f"{STABILITY}: expected codes {sorted(NOT_A_COUNTRY)}")
    kept = [stability(row, places) for row in rows if row["iso3"] not in NOT_A_COUNTRY]
    refuse_repeats(STABILITY, ((row.iso3, row.year) for row in kept))
    kept.sort(key=lambda row: (row.iso3, row.year))
    return TidyTable(
        path="wgi/political_stability.csv",
        source="wgi@2025",
        title="Political stability and absence of violence, estimate, 1996-2024",
        columns=Stability._fields,
        rows=kept,
        warnings=("series_spliced",),
        left_out=[LeftOut(code, NOT_A_COUNTRY[code], n) for code, n in sorted(dropped.items())],
    )


def stability(row: RawRow, places: Places) -> Stability:
    """One country and year, its ISO3 code checked against its label."""
    iso3 = row["iso3"]
    where = f"{STABILITY}: {row['country']} {row['year']}"
    if iso3 not in places.names or places.find(row["country"]) not in (None, iso3):
        raise BuildError(f"{where}: label and code {iso3} do not agree")
    if bool(row["issue"]) != (iso3 == "GUF") or not row["issue"].startswith(
        FRENCH_GUIANA if iso3 == "GUF" else ""
    ):
        raise BuildError(f"{where}: unknown issue {row['issue']!r}")
    edition = EDITIONS[row["edition"]]
    if not edition.first <= int(row["year"]) <= edition.last or not row["estimate"]:
        raise BuildError(f"{where}: outside edition {edition.name}, or no estimate")
    return Stability(
        places.names[iso3],
        iso3,
        row["year"],
        estimate(row["estimate"], 7),
        edition.name,
        NOTES.get(iso3, ""),
    )


def estimate(published: str, decimals: int) -> Decimal:
    """A stored number without its binary noise, on the scale -2.5 to 2.5."""
    number = round(Decimal(published), decimals)
    if abs(number) > 4:
        raise BuildError(f"wgi: {published} is no estimate")
    return number


def mean_table(content: dict[str, dict[str, float]], places: Places) -> TidyTable:
    """Mean of the six estimates; ISO2 ``NA`` is Namibia."""
    codes = iso2_codes()
    unknown = set(content["wgi"]) - set(codes)
    if unknown or "TW" in content["wgi"] or codes["NA"] != "NAM":
        raise BuildError(f"{MEAN_OF_SIX}: country codes {sorted(unknown)}")
    rows = [
        Mean(places.names[codes[iso2]], codes[iso2], estimate(repr(mean), 6))
        for iso2, mean in content["wgi"].items()
    ]
    rows.sort(key=lambda row: row.iso3)
    return TidyTable(
        path="wgi/mean_of_six_latest.csv",
        source="wgi@2024mean",
        title="Mean of the six governance estimates, latest year of 2015-2024",
        columns=Mean._fields,
        rows=rows,
        warnings=("transcribed", "not_listed"),
    )


def scaled_table(rows: list[RawRow], places: Places) -> TidyTable:
    """Mean of the six over 2016-2020 as 5 - 2 x mean: 0 best, 10 worst."""
    tidy = []
    for row in rows:
        label = row["country_as_published"]
        iso3 = places.iso3(OWN_NAMES.get(label, label), SCALED)
        number = Decimal(row["scaled_mean_2016_2020"])
        if not 0 <= number <= 10:
            raise BuildError(f"{SCALED}: {row}")
        tidy.append(ScaledMean(places.names[iso3], iso3, number))
    refuse_repeats(SCALED, (row.iso3 for row in tidy))
    tidy.sort(key=lambda row: row.iso3)
    return TidyTable(
        path="wgi/scaled_mean_2016_2020.csv",
        source="wgi@2020mean",
        title="Mean of the six governance estimates 2016-2020, scale 0 (best) to 10 (worst)",
        columns=ScaledMean._fields,
        rows=tidy,
        warnings=("period_average",),
    )
