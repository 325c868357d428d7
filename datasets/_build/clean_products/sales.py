"""IEA electric-car sales by country, in the copy of Our World in Data: counts, CC BY 4.0."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from labels import refuse_repeats
from places import Places
from tables import BuildError, LeftOut, RawRow, TidyTable, read_rows

FILE = "demand/originals/owid_electric-car-sales.csv"
SOURCE = "iea-ev@2026"
COLUMN = "Electric cars sold"
# Rows that are no country: what each is, by its code.
AGGREGATES = {
    "OWID_WRL": ("World", "total"),
    "OWID_EUR": ("Europe", "region"),
    "OWID_EU27": ("European Union", "bloc"),
}
KINDS = ("country", "bloc", "region", "total")
REST = "Rest of World"
REST_REASON = "a difference of rounded figures, below zero in four years; computed again in answers"


class Sale(NamedTuple):
    """Electric cars sold in a place in a year: battery cars and plug-in hybrids."""

    product: str
    stage: str
    year: str
    country: str
    iso3: str
    kind: str
    quantity: Decimal
    unit: str


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """The one table."""
    rows = ledger.apply(SOURCE, FILE, read_rows(sources / FILE))
    rest = [row for row in rows if row["Entity"] == REST]
    kept = [sale(row, places) for row in rows if row["Entity"] != REST]
    refuse_repeats(FILE, ((row.country, row.kind, row.year) for row in kept))
    years = {row.year for row in kept if row.kind == "total"}
    if {row.year for row in kept} != years or not rest:
        raise BuildError(f"{FILE}: a year without a world figure, or no row {REST!r}")
    kept.sort(key=lambda row: (row.year, KINDS.index(row.kind), row.iso3 or "~", row.country))
    return [
        TidyTable(
            path="clean_products/electric_car_sales.csv",
            source=SOURCE,
            title="Electric cars sold by country, 2010-2025",
            columns=Sale._fields,
            rows=kept,
            warnings=("transcribed",),
            left_out=[LeftOut(REST, REST_REASON, len(rest))],
        )
    ]


def sale(row: RawRow, places: Places) -> Sale:
    """One place and year, its code checked against its name."""
    where = f"{FILE}: {row['Entity']} {row['Year']}"
    quantity = Decimal(row[COLUMN])
    if quantity < 0 or quantity != quantity.to_integral_value():
        raise BuildError(f"{where}: {row[COLUMN]} is no number of cars")
    if row["Code"] in AGGREGATES:
        name, kind = AGGREGATES[row["Code"]]
        return Sale("electric-cars", "sales", row["Year"], name, "", kind, quantity, "cars")
    iso3 = places.iso3(row["Entity"], FILE)
    if iso3 != row["Code"]:
        raise BuildError(f"{where}: name and code {row['Code']} do not agree")
    return Sale(
        "electric-cars", "sales", row["Year"], places.names[iso3], iso3, "country", quantity, "cars"
    )
