"""IEA 2021 mineral intensities: kilograms per car and per megawatt.

The figures are a third party's copy of the report's figure; what confirms each is kept.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from corrections import Ledger
from places import DATASETS, Places
from tables import BuildError, TidyTable, read_rows

FILE = "iea/iea2021_mineral_intensity.csv"
SOURCE = "iea@2021"
LABELS = Path(__file__).resolve().parent / "labels"
COLUMNS = ("technology", "mineral", "listed_as", "intensity", "unit", "confirmed", "note")
UNITS = {"kg/vehicle": "vehicle", "kg/MW": "power"}
# What stands behind a figure, by the beginning of what the copy says of it.
CONFIRMED = {
    "elements.visualcapitalist.com/": "several pages",
    "seriouslyvc.com/": "one page, rounded to the kilogram",
    "world-nuclear-news.org ": "one page",
    "single source ": "no second page",
}
# Sums of the copy, written down when it was taken: a changed cell stops the build.
TOTALS = {
    "electric-car": "207.01", "conventional-car": "33.9", "offshore-wind": "15409",
    "onshore-wind": "10166.5", "solar-pv": "6833.64", "nuclear": "5273.67", "coal": "2484.78",
    "natural-gas": "1165.89",
}


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """One row per technology and mineral, in the order of the report's figure."""
    known = {row["name"]: row for row in read_rows(DATASETS / "technologies.csv")}
    minerals = {row["listed_as"]: row for row in read_rows(LABELS / "technology_minerals.csv")}
    raw = ledger.apply(SOURCE, FILE, read_rows(sources / FILE))
    rows = [intensity(row, known, minerals) for row in raw]
    check_totals(rows, {row["technology"] for row in known.values()})
    table = TidyTable(
        path="iea/intensity_2021.csv",
        source=SOURCE,
        title="Minerals in a car and in a megawatt of power, without steel and aluminium",
        columns=COLUMNS,
        rows=rows,
        schema="intensity",
        warnings=("transcribed",),
    )
    return [table]


def intensity(
    row: dict[str, str], known: dict[str, dict[str, str]], minerals: dict[str, dict[str, str]]
) -> dict[str, str]:
    """One tidy row; an unknown label, unit or confirmation stops the build."""
    where = f"{FILE} {row['technology']} {row['mineral']}"
    if row["technology"] not in known or row["mineral"] not in minerals:
        raise BuildError(f"{where}: unknown technology or mineral")
    technology, mineral = known[row["technology"]], minerals[row["mineral"]]
    if UNITS.get(row["unit"]) != technology["kind"]:
        raise BuildError(f"{where}: {row['unit']} for a {technology['kind']}")
    said = [word for start, word in CONFIRMED.items() if row["confirmed_by"].startswith(start)]
    if len(said) != 1:
        raise BuildError(f"{where}: confirmed by {row['confirmed_by']!r}")
    value = Decimal(row["value"])
    if not value.is_finite() or value < 0:
        raise BuildError(f"{where}: {row['value']}")
    return {
        "technology": technology["technology"],
        "mineral": mineral["mineral"],
        "listed_as": row["mineral"],
        "intensity": f"{value:f}",
        "unit": row["unit"],
        "confirmed": said[0],
        "note": mineral["note"],
    }


def check_totals(rows: list[dict[str, str]], technologies: set[str]) -> None:
    """Every technology is there, and its rows sum to what they did when the copy was taken."""
    found: dict[str, Decimal] = {}
    for row in rows:
        key = row["technology"]
        found[key] = found.get(key, Decimal(0)) + Decimal(row["intensity"])
    if set(found) != technologies or set(found) != set(TOTALS):
        raise BuildError(f"{FILE}: technologies {sorted(found)}")
    for key, total in found.items():
        if total != Decimal(TOTALS[key]):
            raise BuildError(f"{FILE}: {key} sums to {total}, not {TOTALS[key]}")
