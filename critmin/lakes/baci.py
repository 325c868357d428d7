"""BACI of CEPII: yearly trade by pair of countries and code of the Harmonized System.

Layout: CEPII, description of BACI. A release is a zip a revision, with a table a year,
``BACI_HS92_Y2024_V202601.csv``: t year, i exporter, j importer, k code, v value in thousand USD,
q weight in metric tons, NA where none is known.
"""

from __future__ import annotations

import re
from pathlib import Path

from critmin.core.errors import DataError
from critmin.lakes.reading import (
    Asked,
    Plan,
    Reader,
    amount,
    amounts_aside,
    blank,
    country_number,
    csv_scan,
    not_digits,
    padded,
)
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
    code = padded("trim(r.k)", 6)
    exporter, importer = country_number("trim(r.i)"), country_number("trim(r.j)")
    value, weight = amount("r.v", 1000), amount("r.q", 1000)
    no_value = blank("r.v", "NA")
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
        places={"i": (exporter, "numeric"), "j": (importer, "numeric")},
        aside=(
            ("year is not that of the file's name", f"trim(r.t) IS DISTINCT FROM '{year}'"),
            ("code is not of six digits", not_digits(code, "6")),
            ("unknown exporter", "i.iso3 IS NULL"),
            ("unknown importer", "j.iso3 IS NULL"),
            *amounts_aside({"value": ("r.v", value), "weight": ("r.q", weight)}, "NA"),
        ),
        key=("trim(r.t)", exporter, importer, code),
    )


READER = Reader("baci", "BACI of CEPII, the zip or its tables", wanted, plan)
