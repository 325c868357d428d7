"""Comext of Eurostat: monthly trade of the Union's members by eight-digit code.

Layout: Eurostat, Comext bulk download, ``full_v2_202401.dat`` (since 2002 in this form) and
``full202401.dat`` before. A row is a reporter, partner, code, flow (1 import, 2 export) and
statistical procedure; money in euros, net weight in kg. Period 202452 is the year 2024.

Procedures are parts of a flow, and the flow is all of them: 1 normal, 2 inward and 3 outward
processing, 9 not recorded from customs declarations (STATISTICAL_PROCEDURES.txt among the metadata
of the bulk download); before 2010 also 5, 6 and 7. Procedure 4, in older files, is the sum of the
others and may stand beside them.

Codes with letters stand for goods that a member keeps secret; QX, QY and QZ for partners that it
keeps secret. Zero weight beside a supplementary quantity means that no weight was asked for.
"""

from __future__ import annotations

from pathlib import Path

from critmin.lakes.reading import (
    UNDATED,
    UNKNOWN_PARTNER,
    Asked,
    Plan,
    Reader,
    amount,
    amounts_aside,
    blank,
    csv_scan,
    every_but,
    month,
    named,
    not_period,
    sides,
    state,
)
from critmin.lakes.text_tables import columns_of, delimiter_of, first_line, header_of
from critmin.lakes.totals import HEADING, PARTNERS, Dimension, aside, once

# Columns by what they are, in the newer and the older form.
NAMES = {
    "reporter": ("REPORTER", "DECLARANT_ISO"),
    "partner": ("PARTNER_ISO", "PARTNER"),
    "code": ("PRODUCT_NC",),
    "flow": ("FLOW",),
    "period": ("PERIOD",),
    "value": ("VALUE_EUR", "VALUE_IN_EUROS"),
    "weight": ("QUANTITY_KG", "QUANTITY_IN_KG"),
    "quantity": ("QUANTITY_SUPPL_UNIT", "SUP_QUANTITY"),
    "unit": ("SUPPL_UNIT", "SUPP_UNIT"),
    "procedure": ("STAT_PROCEDURE", "STAT_REGIME"),
}
OPTIONAL = {"quantity", "unit", "weight", "procedure"}
ALL = "4"  # procedures together
KNOWN = "[1-79]?"  # codes of procedures; an empty cell is a file that does not tell them apart
WORLD = ("WORLD", "1000", "0001")  # partner; four digits before 2002
FIGURES = (
    "value_eur", "value_in_euros", "value_nac", "quantity_kg", "quantity_in_kg",
    "quantity_suppl_unit", "sup_quantity",
)  # fmt: skip
NO_UNIT = ("NO_SU", "A")
YEAR = "52"  # in the place of a month


def wanted(name: str) -> bool:
    """Whether a member of an archive is a table of flows."""
    return name.lower().endswith((".dat", ".csv", ".txt"))


def plan(name: str, path: Path, asked: Asked) -> Plan:
    """Plan of a table of one month."""
    delimiter = delimiter_of(first_line(path, name))
    header = header_of(path, name, delimiter)
    at = columns_of(header, NAMES, OPTIONAL, name, "Comext")
    cell = {what: f"r.{named(column)}" for what, column in at.items()}
    for what in OPTIONAL:
        cell.setdefault(what, "NULL")
    procedure = f"coalesce(trim({cell['procedure']}), '')"
    dimensions = (
        [Dimension("statistical procedure", procedure, ((ALL, 0),))] if "procedure" in at else []
    )
    value, weight, quantity = (amount(cell[what]) for what in ("value", "weight", "quantity"))
    code = f"trim({cell['code']})"
    secret = f"regexp_full_match({code}, '[0-9]{{0,7}}[A-Z][0-9A-Z]*') AND {code} <> 'TOTAL'"
    flow = f"CASE trim({cell['flow']}) WHEN '1' THEN 'import' WHEN '2' THEN 'export' END"
    year = rf"regexp_replace(trim({cell['period']}), '^([0-9]{{4}}){YEAR}$', '\1')"
    period = month(year)
    unit = f"nullif(trim({cell['unit']}), '')"
    has_unit = f"coalesce({unit} NOT IN {NO_UNIT}, false)"
    no_value = blank(cell["value"])
    scan = csv_scan(path, header, delimiter)
    of_flow = [cell[what] for what in ("reporter", "partner", "code", "flow", "period")]
    return Plan(
        source="comext",
        edition=asked.edition or UNDATED,
        nomenclature="CN",
        currency="EUR",
        scan=scan,
        columns={
            "period": period,
            **sides(flow, "d.iso3", "p.iso3"),
            "code": f"regexp_extract({code}, '^[0-9]*')",
            "value": value,
            "weight_kg": f"CASE WHEN {weight} = 0 AND {has_unit} THEN NULL ELSE {weight} END",
            "quantity": f"CASE WHEN {has_unit} THEN {quantity} END",
            "quantity_unit": f"CASE WHEN {has_unit} THEN {unit} END",
            "state": state(no_value, "p", f"({secret})"),
        },
        places={
            "d": (f"upper(trim({cell['reporter']}))", "eurostat"),
            "p": (f"upper(trim({cell['partner']}))", "eurostat"),
        },
        aside=(
            ("period is not a month or a year", not_period(period)),
            ("total of all goods", f"{code} = 'TOTAL'"),
            (HEADING, f"regexp_full_match({code}, '([0-9][0-9]){{1,3}}')"),
            (
                "code is not of eight digits",
                f"NOT coalesce(regexp_full_match({code}, '[0-9]{{8}}') OR ({secret}), false)",
            ),
            ("flow is not 1 or 2", f"{flow} IS NULL"),
            ("unknown reporter", "d.iso3 IS NULL"),
            (
                "statistical procedure is not known",
                f"NOT regexp_full_match({procedure}, '{KNOWN}')",
            ),
            *aside(dimensions),
            (PARTNERS, f"upper(trim({cell['partner']})) IN {WORLD}"),
            ("total of a group of partners", f"length(trim({cell['partner']})) > 2"),
            (UNKNOWN_PARTNER, "p.code IS NULL"),
            *amounts_aside(
                {
                    "value": (cell["value"], value),
                    "weight": (cell["weight"], weight),
                    "quantity": (cell["quantity"], quantity),
                }
            ),
        ),
        key=every_but(
            header,
            FIGURES,
            {at[what]: f"upper(trim({cell[what]}))" for what in ("reporter", "partner", "code")},
        ),
        marks=once(scan, value, of_flow, dimensions),
    )


READER = Reader("comext", "Comext of Eurostat: full_v2_202401.7z or .dat", wanted, plan)
