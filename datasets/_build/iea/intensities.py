"""IEA 2021 mineral intensities: kilograms per car and per megawatt.

The figures are a third party's copy of the report's figure; what confirms each is kept.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from labels import label_rows
from places import Places
from tables import DATASETS, BuildError, RawRow, TidyTable, read_rows

FILE = "iea/iea2021_mineral_intensity.csv"
SOURCE = "iea@2021"
UNITS = {"kg/vehicle": "vehicle", "kg/MW": "power"}
# What confirms a figure, by the first words of the copy's remark on it.
CONFIRMED = {
    "elements.visualcapitalist.com/": "several pages",
    "seriouslyvc.com/": "one page, rounded to the kilogram",
    "world-nuclear-news.org ": "one page",
    "single source ": "no second page",
}
# Sums of the copy when it was taken: a changed cell stops the build.
TOTALS = {
    "electric-car": "207.01",
    "conventional-car": "33.9",
    "offshore-wind": "15409",
    "onshore-wind": "10166.5",
    "solar-pv": "6833.64",
    "nuclear": "5273.67",
    "coal": "2484.78",
    "natural-gas": "1165.89",
}


class Intensity(NamedTuple):
    """Mass of a mineral in one unit of a technology; the figure as printed."""

    technology: str
    mineral: str
    listed_as: str
    intensity: str
    unit: str
    confirmed: str
    note: str


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """One row per technology and mineral, in the order of the report's figure."""
    del places
    known = {row["name"]: row for row in read_rows(DATASETS / "technologies.csv")}
    minerals = {row["listed_as"]: row for row in label_rows("iea", "intensity_minerals")}
    raw = ledger.apply(SOURCE, FILE, read_rows(sources / FILE))
    rows = [intensity(row, known, minerals) for row in raw]
    check_totals(rows, {row["technology"] for row in known.values()})
    return [
        TidyTable(
            path="iea/intensity_2021.csv",
            source=SOURCE,
            title="Minerals in a car and in a megawatt of power, without steel and aluminium",
            columns=Intensity._fields,
            rows=rows,
            warnings=("transcribed",),
        )
    ]


def intensity(row: RawRow, known: dict[str, RawRow], minerals: dict[str, RawRow]) -> Intensity:
    """One row; an unknown label, unit or confirmation stops the build."""
    where = f"{FILE} {row['technology']} {row['mineral']}"
    if row["technology"] not in known or row["mineral"] not in minerals:
        raise BuildError(f"{where}: unknown technology or mineral")
    technology, mineral = known[row["technology"]], minerals[row["mineral"]]
    if UNITS.get(row["unit"]) != technology["kind"]:
        raise BuildError(f"{where}: {row['unit']} for a {technology['kind']}")
    confirmed = [word for start, word in CONFIRMED.items() if row["confirmed_by"].startswith(start)]
    if len(confirmed) != 1:
        raise BuildError(f"{where}: confirmed by {row['confirmed_by']!r}")
    value = Decimal(row["value"])
    if not value.is_finite() or value < 0:
        raise BuildError(f"{where}: {row['value']}")
    return Intensity(
        technology["technology"],
        mineral["mineral"],
        row["mineral"],
        f"{value:f}",
        row["unit"],
        confirmed[0],
        mineral["note"],
    )


def check_totals(rows: list[Intensity], technologies: set[str]) -> None:
    """Stop at a missing technology, or a sum that is not the one written down."""
    found: dict[str, Decimal] = {}
    for row in rows:
        found[row.technology] = found.get(row.technology, Decimal(0)) + Decimal(row.intensity)
    if set(found) != technologies or set(found) != set(TOTALS):
        raise BuildError(f"{FILE}: technologies {sorted(found)}")
    for key, total in found.items():
        if total != Decimal(TOTALS[key]):
            raise BuildError(f"{FILE}: {key} sums to {total}, not {TOTALS[key]}")
