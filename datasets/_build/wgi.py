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

from corrections import Ledger
from places import DATASETS, Places
from tables import BuildError, TidyTable, read_rows
from values import plain

STABILITY = "wgi/wgi_political_stability_1996_2024_long.csv"
MEAN_OF_SIX = "wgi/wgi_mean_of_six.json"
SCALED = "wgi/wgi_mean_of_six_2016_2020_scaled_0_10.csv"
STABILITY_COLUMNS = ("country", "iso3", "year", "estimate", "edition", "note")
# edition as the copy words it -> (ours, first year, last year)
EDITIONS = {
    "earlier edition (to 2022)": ("to-2022", 1996, 2022),
    "WGI 2025 (new method)": ("2025", 2023, 2024),
}
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


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Make the three tables."""
    rows = ledger.apply("wgi@2025", STABILITY, read_rows(sources / STABILITY))
    return [
        stability_table(rows, places),
        mean_table(json.loads((sources / MEAN_OF_SIX).read_text("utf-8")), places),
        scaled_table(read_rows(sources / SCALED), places),
    ]


def stability_table(rows: list[dict[str, str]], places: Places) -> TidyTable:
    """Political stability by country and year; a year not given has no row."""
    dropped = Counter(row["iso3"] for row in rows if row["iso3"] in NOT_A_COUNTRY)
    if set(dropped) != set(NOT_A_COUNTRY):
        raise BuildError(f"{STABILITY}: expected codes {sorted(NOT_A_COUNTRY)}")
    kept = [stability_row(row, places) for row in rows if row["iso3"] not in NOT_A_COUNTRY]
    repeats = [k for k, n in Counter((r["iso3"], r["year"]) for r in kept).items() if n > 1]
    if repeats:
        raise BuildError(f"{STABILITY}: met twice: {repeats}")
    return TidyTable(
        path="wgi/political_stability.csv",
        source="wgi@2025",
        title="Political stability and absence of violence, estimate, 1996-2024",
        columns=STABILITY_COLUMNS,
        rows=sorted(kept, key=lambda row: (row["iso3"], row["year"])),
        warnings=("series_spliced",),
        left_out=tuple((code, NOT_A_COUNTRY[code], n) for code, n in sorted(dropped.items())),
    )


def stability_row(row: dict[str, str], places: Places) -> dict[str, str]:
    """One country and year, its ISO3 checked against its label."""
    iso3 = row["iso3"]
    where = f"{STABILITY}: {row['country']} {row['year']}"
    if iso3 not in places.names or places.find(row["country"]) not in (None, iso3):
        raise BuildError(f"{where}: label and code {iso3} do not agree")
    if bool(row["issue"]) != (iso3 == "GUF") or not row["issue"].startswith(
        FRENCH_GUIANA if iso3 == "GUF" else ""
    ):
        raise BuildError(f"{where}: unknown issue {row['issue']!r}")
    edition, first, last = EDITIONS[row["edition"]]
    if not first <= int(row["year"]) <= last or not row["estimate"]:
        raise BuildError(f"{where}: outside edition {edition}, or no estimate")
    return {
        "country": places.names[iso3], "iso3": iso3, "year": row["year"],
        "estimate": estimate(row["estimate"], 7), "edition": edition, "note": NOTES.get(iso3, ""),
    }


def estimate(published: str, decimals: int) -> str:
    """Round a stored number free of its binary noise, on the scale -2.5 to 2.5."""
    number = round(Decimal(published), decimals)
    if abs(number) > 4:
        raise BuildError(f"wgi: {published} is no estimate")
    return plain(number)


def mean_table(content: dict[str, dict[str, float]], places: Places) -> TidyTable:
    """Mean of the six estimates; ISO2 ``NA`` is Namibia."""
    codes = {row["iso2"]: row["iso3"] for row in read_rows(DATASETS / "countries.csv")}
    unknown = set(content["wgi"]) - set(codes)
    if unknown or "TW" in content["wgi"] or codes["NA"] != "NAM":
        raise BuildError(f"{MEAN_OF_SIX}: country codes {sorted(unknown)}")
    rows = [
        {
            "country": places.names[codes[iso2]],
            "iso3": codes[iso2],
            "estimate": estimate(repr(mean), 6),
        }
        for iso2, mean in content["wgi"].items()
    ]
    return TidyTable(
        path="wgi/mean_of_six_latest.csv",
        source="wgi@2024mean",
        title="Mean of the six governance estimates, latest year of 2015-2024",
        columns=("country", "iso3", "estimate"),
        rows=sorted(rows, key=lambda row: row["iso3"]),
        warnings=("transcribed", "not_listed"),
    )


def scaled_table(rows: list[dict[str, str]], places: Places) -> TidyTable:
    """Mean of six over 2016-2020 as 5 - 2 x mean: 0 best, 10 worst."""
    tidy = []
    for row in rows:
        label = row["country_as_published"]
        iso3 = places.iso3(OWN_NAMES.get(label, label), SCALED)
        number = Decimal(row["scaled_mean_2016_2020"])
        if not 0 <= number <= 10:
            raise BuildError(f"{SCALED}: {row}")
        tidy.append({"country": places.names[iso3], "iso3": iso3, "scaled_mean": plain(number)})
    if len({row["iso3"] for row in tidy}) != len(tidy):
        raise BuildError(f"{SCALED}: a country met twice")
    return TidyTable(
        path="wgi/scaled_mean_2016_2020.csv",
        source="wgi@2020mean",
        title="Mean of the six governance estimates 2016-2020, scale 0 (best) to 10 (worst)",
        columns=("country", "iso3", "scaled_mean"),
        rows=sorted(tidy, key=lambda row: row["iso3"]),
        warnings=("period_average",),
    )
