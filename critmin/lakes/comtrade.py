"""Comtrade of the United Nations: trade by reporter, partner and code of the Harmonized System.

Layout: UN Comtrade, bulk files and CSV of its interface, with columns as refYear, reporterCode,
cmdCode, primaryValue in USD and netWgt in kg. A flow has a row for its total (partner2Code 0,
customsCode C00, motCode 0) and often rows for its parts by second partner, customs procedure or
mode of transport, with sums of some of them, as mode 2000 of 2100 and 2200. Which row is a sum is
read from these codes: isAggregate is missing or wrong in some files. Exports include re-exports,
which are flows of their own beside them.
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
    country_number,
    csv_scan,
    month,
    named,
    not_digits,
    not_period,
    padded,
    sides,
    state,
)
from critmin.lakes.text_tables import columns_of, delimiter_of, first_line, header_of
from critmin.lakes.totals import HEADING, PARTNERS, Dimension, aside, once

NAMES = {
    name: (name,)
    for name in (
        "period", "reporterCode", "flowCode", "partnerCode", "partner2Code", "classificationCode",
        "cmdCode", "customsCode", "motCode", "qtyUnitCode", "qty", "netWgt", "primaryValue",
    )
}  # fmt: skip
OPTIONAL = {"partner2Code", "customsCode", "motCode", "qtyUnitCode", "qty", "netWgt"}
REVISIONS = ("HS92", "HS96", "HS02", "HS07", "HS12", "HS17", "HS22")  # H0 to H6
FLOWS = {"M": "import", "X": "export", "RM": "re-import", "RX": "re-export"}
SUFFIXES = (".csv", ".txt", ".tsv")
NO_UNIT = "-1"
KG = "8"  # unit code of kilograms
# SQL of the code of the total of each dimension, which stands for a cell that is empty too.
TOTALS = {"partner2Code": "'0'", "customsCode": "'C00'", "motCode": "'0'"}


def wanted(name: str) -> bool:
    """Whether a member of an archive is a table of flows."""
    return name.lower().endswith(SUFFIXES)


def plan(name: str, path: Path, asked: Asked) -> Plan:
    """Plan of a table."""
    delimiter = delimiter_of(first_line(path, name))
    header = header_of(path, name, delimiter)
    at = columns_of(header, NAMES, OPTIONAL, name, "UN Comtrade")
    cell = {what: f"trim(r.{named(column)})" for what, column in at.items()}
    for what in OPTIONAL:
        cell.setdefault(what, TOTALS.get(what, "NULL"))
    parts = {what: _dimension(cell[what], total) for what, total in TOTALS.items()}
    reporter, partner = country_number(cell["reporterCode"]), country_number(cell["partnerCode"])
    period, code = month(cell["period"]), padded(cell["cmdCode"], 6)
    named_in = ("flowCode", "classificationCode")
    of_flow = (period, reporter, partner, code, *(cell[what] for what in named_in))
    value, weight, quantity = (amount(cell[c]) for c in ("primaryValue", "netWgt", "qty"))
    dimensions = _dimensions(parts) if OPTIONAL.intersection(at).intersection(TOTALS) else ()
    scan = csv_scan(path, header, delimiter)
    flow = (
        "CASE "
        + cell["flowCode"]
        + "".join(f" WHEN '{code}' THEN '{meant}'" for code, meant in FLOWS.items())
        + " END"
    )
    revision = (
        "CASE "
        + cell["classificationCode"]
        + "".join(f" WHEN 'H{i}' THEN '{meant}'" for i, meant in enumerate(REVISIONS))
        + " END"
    )
    no_value = blank(cell["primaryValue"])
    unit = f"nullif({cell['qtyUnitCode']}, '')"
    other = f"coalesce({unit} NOT IN ('{NO_UNIT}', '{KG}'), false)"
    return Plan(
        source="comtrade",
        edition=asked.edition or UNDATED,
        nomenclature="",
        currency="USD",
        scan=scan,
        columns={
            "period": period,
            **sides(flow, "d.iso3", "p.iso3"),
            "nomenclature": revision,
            "code": code,
            "value": value,
            "weight_kg": weight,
            "quantity": f"CASE WHEN {other} THEN {quantity} END",
            "quantity_unit": f"CASE WHEN {other} THEN {unit} END",
            "state": state(no_value, "p"),
        },
        places={"d": (reporter, "numeric"), "p": (partner, "numeric")},
        aside=(
            ("period is not a year or a month", not_period(period)),
            ("not the Harmonized System", f"{revision} IS NULL"),
            ("total of all goods", f"regexp_full_match({code}, 'TOTAL|AG[0-9]')"),
            (HEADING, f"regexp_full_match({code}, '[0-9]{{2}}|[0-9]{{4}}')"),
            ("code is not of six digits", not_digits(code, "6")),
            ("part of another flow", f"{flow} IS NULL"),
            *aside(dimensions),
            (PARTNERS, "p.kind = 'total'"),
            ("unknown reporter, or a group", "d.iso3 IS NULL"),
            (UNKNOWN_PARTNER, "p.code IS NULL"),
            *amounts_aside(
                {
                    "value": (cell["primaryValue"], value),
                    "weight": (cell["netWgt"], weight),
                    "quantity": (cell["qty"], quantity),
                }
            ),
        ),
        key=[*of_flow, *parts.values()],
        whole=False,
        marks=once(scan, value, of_flow, dimensions),
    )


def _dimension(cell: str, total: str) -> str:
    """SQL of a code of a dimension as the publisher writes it; 00 is 0."""
    if cell == total:
        return total
    bare = f"regexp_replace(upper({cell}), '^0+$', '0')"
    return f"coalesce(nullif({bare}, ''), {total})"


def _dimensions(cells: dict[str, str]) -> list[Dimension]:
    """Dimensions, from the innermost.

    Modes of transport are a tree of four digits: 9110 is of 9100, that of 9000, and that of 0.
    """
    modes = (("0", 0), ("[1-9]000", 1), ("[1-9][1-9]00", 2))
    return [
        Dimension("mode of transport", cells["motCode"], modes),
        Dimension("customs procedure", cells["customsCode"], (("C00", 0),)),
        Dimension("second partner", cells["partner2Code"], (("0", 0),)),
    ]


READER = Reader("comtrade", "UN Comtrade: bulk files, or CSV of its interface", wanted, plan)
