"""BACI of CEPII: yearly trade by pair of countries and code of the Harmonized System.

Layout: CEPII, description of BACI. A release is a zip a revision, with a table a year,
``BACI_HS92_Y2024_V202601.csv``: t year, i exporter, j importer, k code, v value in thousand USD,
q weight in metric tons, NA where none is known.
"""

from __future__ import annotations

import re
from pathlib import Path

from critmin.core.errors import DataError
from critmin.lakes.reading import Asked, Plan, Reader, amount, blank, csv_scan, not_digits
from critmin.lakes.text_tables import header_of

NAME = re.compile(r"BACI_HS(\d\d)_Y(\d{4})_V(\d{6}\w?)\.csv", re.IGNORECASE)
COLUMNS = ("t", "i", "j", "k", "v", "q")
REVISIONS = ("92", "96", "02", "07", "12", "17", "22")


def wanted(name: str) -> bool:
    """Whether a member of the zip is a table of flows."""
    return NAME.match(name) is not None


def plan(name: str, path: Path, asked: Asked) -> Plan:
    """Plan of a table of one year."""
    found = NAME.search(name)
    if found is None or found[1] not in REVISIONS:
        raise DataError(
            "is not named as CEPII names its files, BACI_HS92_Y2024_V202601.csv: "
            "the name tells the revision and the edition",
            file=name,
        )
    revision, year, edition = found.groups()
    header = header_of(path, name)
    if {cell.strip() for cell in header} != set(COLUMNS):
        raise DataError(
            f"has the columns {', '.join(header)}; BACI has {', '.join(COLUMNS)}", file=name, line=1
        )
    code = "lpad(trim(r.k), 6, '0')"  # a spreadsheet drops the zero in front
    value, weight = amount("r.v", 1000), amount("r.q", 1000)
    no_value, no_weight = blank("r.v", "NA"), blank("r.q", "NA")
    return Plan(
        source=f"baci-hs{revision}",
        edition=asked.edition or edition,
        nomenclature=f"HS{revision}",
        currency="USD",
        scan=csv_scan(path, header),
        columns={
            "period": "trim(r.t)",
            "importer": "j.iso3",
            "exporter": "i.iso3",
            "flow": "'trade'",
            "code": code,
            "value": value,
            "weight_kg": weight,
            "state": f"CASE WHEN {no_value} THEN 'missing' ELSE 'number' END",
        },
        places={
            "i": ("ltrim(trim(r.i), '0')", "numeric"),
            "j": ("ltrim(trim(r.j), '0')", "numeric"),
        },
        aside=(
            ("year is not that of the file's name", f"trim(r.t) IS DISTINCT FROM '{year}'"),
            ("code is not of six digits", not_digits(code, "6")),
            ("unknown exporter", "i.iso3 IS NULL"),
            ("unknown importer", "j.iso3 IS NULL"),
            ("value is no number", f"{value} IS NULL AND NOT {no_value}"),
            ("weight is no number", f"{weight} IS NULL AND NOT {no_weight}"),
            ("value or weight below zero", f"{value} < 0 OR {weight} < 0"),
        ),
        key=("r.t", "r.i", "r.j", code),
    )


READER = Reader("baci", "BACI of CEPII, the zip or its tables", wanted, plan)
