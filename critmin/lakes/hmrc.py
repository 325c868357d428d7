"""HM Revenue & Customs: monthly trade of the United Kingdom by eight-digit code.

Layouts: HMRC, technical specification of the bulk data sets: ``BDSimp2401.txt`` and
``BDSexp2401.txt`` have lines of fixed width; and the CSV of the interface (OTS) with the columns
MonthId, FlowTypeId, Cn8Code, CountryCodeAlpha, Value, NetMass, SuppUnit. Values are GBP, net mass
kg. The partner of imports is the country of dispatch where that is in the European Union, else
the country of origin, as HMRC publishes them. A record whose country is suppressed has none; one
whose quantity is suppressed has 0 in its place, which is read as unknown. A file of a month may
have amendments of earlier months; they are no months of their own and are set aside.
"""

from __future__ import annotations

import re
from pathlib import Path

from critmin.core.errors import DataError
from critmin.core.names import memberships
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
    not_digits,
    not_month,
    padded,
    sides,
    state,
)
from critmin.lakes.text_tables import cells_of, columns_of, first_line, header_of

NAME = re.compile(r"BDS(imp|exp)_?(\d{4})\w*\.txt", re.IGNORECASE)
# First and last character of a cell in a line, counted from 1.
LAYOUT = {
    "month": (8, 13), "code": (14, 21), "other": (30, 31), "port": (32, 37), "origin": (41, 42),
    "transport": (43, 44), "value": (45, 56), "weight": (57, 68), "quantity": (69, 80),
    "suppression": (81, 81),
}  # fmt: skip
API = ("MonthId", "FlowTypeId", "Cn8Code", "CountryCodeAlpha", "Value", "NetMass")
# 1 and 3 are imports from the Union and from elsewhere, 2 and 4 exports.
API_FLOWS = (
    "CASE WHEN trim({0}) IN ('1', '3') THEN 'import' WHEN trim({0}) IN ('2', '4') THEN 'export' END"
)
NONE = ("", "N/", "N/A", "#")  # in the place of a country
FIGURES = ("value", "netmass", "suppunit")
# Suppression index where a net mass of 0 is one: none, or countries and ports alone are suppressed.
MASS_GIVEN = ("", "0", "1", "2")
NOT_GIVEN = "--"  # stands for a country that is not given


def wanted(name: str) -> bool:
    """Whether a member of an archive is a table of flows."""
    return NAME.match(name) is not None or name.lower().endswith(".csv")


def plan(name: str, path: Path, asked: Asked) -> Plan:
    """Plan of a month's file, or of an answer of the interface as CSV."""
    found = NAME.search(name)
    if found is not None:
        return _bulk(found[1].lower(), found[2], name, path, asked)
    if not name.lower().endswith(".csv"):
        raise DataError("is not named as HMRC names its files, BDSimp2401.txt", file=name)
    return _answer(name, path, asked)


def _bulk(direction: str, of: str, name: str, path: Path, asked: Asked) -> Plan:
    first_line(path, name)
    imports = direction == "imp"
    members = "', '".join(sorted({m.iso3 for m in memberships() if m.bloc == "eu27"}))
    origin = _place("r.origin")
    other = _place("r.other")
    # Only whole dispatch countries of the Union stand before the origin.
    partner = other
    if imports:
        union = f"(SELECT code FROM places_eurostat WHERE iso3 IN ('{members}'))"
        partner = f"CASE WHEN {other} IN {union} THEN {other} ELSE {origin} END"
    index = "trim(coalesce(r.suppression, ''))"
    return _plan(
        asked,
        scan=cells_of(path, LAYOUT),
        flow="'import'" if imports else "'export'",
        partner=partner,
        code="r.code",
        period=month("r.month"),
        cells={"value": "r.value", "weight": "r.weight", "quantity": "r.quantity"},
        key=["r.line"],
        index=index,
        aside=(
            ("line is cut off", "r.short"),
            (
                "amendment of another month",
                f"trim(r.month) <> '20{of}' AND regexp_full_match(trim(r.month), '[0-9]{{6}}')",
            ),
        ),
        first=1,
    )


def _answer(name: str, path: Path, asked: Asked) -> Plan:
    header = header_of(path, name, ",")
    names = {one: (one,) for one in (*API, "SuppUnit", "SuppressionIndex")}
    at = columns_of(header, names, {"SuppUnit", "SuppressionIndex"}, name, "HMRC")
    cell = {what: f"trim(r.{named(column)})" for what, column in at.items()}
    partner = _place(cell["CountryCodeAlpha"])
    index = f"coalesce({cell.get('SuppressionIndex', 'NULL')}, '')"
    code = padded(cell["Cn8Code"], 8)
    read = {at["Cn8Code"]: code, at["CountryCodeAlpha"]: partner}
    return _plan(
        asked,
        scan=csv_scan(path, header),
        flow=API_FLOWS.format(cell["FlowTypeId"]),
        partner=partner,
        code=code,
        period=month(cell["MonthId"]),
        cells={
            "value": cell["Value"],
            "weight": cell["NetMass"],
            "quantity": cell.get("SuppUnit", "NULL"),
        },
        key=every_but(header, FIGURES, read),
        index=index,
        aside=(),
        whole=False,
    )


def _place(cell: str) -> str:
    """SQL of a country code; one that is not given has a code of its own."""
    upper = f"upper(coalesce({cell}, ''))"
    return f"CASE WHEN {upper} IN {NONE} THEN '{NOT_GIVEN}' ELSE {upper} END"


def _plan(
    asked: Asked,
    *,
    scan: str,
    flow: str,
    partner: str,
    code: str,
    period: str,
    cells: dict[str, str],
    key: list[str],
    index: str,
    aside: tuple[tuple[str, str], ...],
    whole: bool = True,
    first: int = 2,
) -> Plan:
    figures = {what: amount(cell) for what, cell in cells.items()}
    no_value = blank(cells["value"])
    given = f"{partner} = '{NOT_GIVEN}'"
    weight = figures["weight"]
    no_mass = f"({index} NOT IN {MASS_GIVEN} AND coalesce({weight}, 0) = 0)"
    suppressed = f"({index} NOT IN ('', '0') AND {given})"
    return Plan(
        source="hmrc",
        edition=asked.edition or UNDATED,
        nomenclature="CN",
        currency="GBP",
        scan=scan,
        columns={
            "period": period,
            **sides(flow, "'GBR'", "p.iso3"),
            "code": code,
            "value": figures["value"],
            "weight_kg": f"CASE WHEN NOT {no_mass} THEN {weight} END",
            "quantity": f"nullif({figures['quantity']}, 0)",
            "quantity_unit": f"CASE WHEN {figures['quantity']} > 0 THEN 'supplementary' END",
            "state": (
                f"CASE WHEN {given} AND NOT {suppressed} AND NOT {no_value} THEN 'residual' "
                f"ELSE {state(no_value, 'p', f'({suppressed} OR {no_mass})')} END"
            ),
        },
        places={"p": (partner, "eurostat")},
        aside=(
            *aside,
            ("month is none", not_month(period)),
            ("code is not of eight digits", not_digits(code, "8")),
            ("flow is not 1 to 4", f"{flow} IS NULL"),
            (UNKNOWN_PARTNER, f"p.code IS NULL AND NOT {given}"),
            *amounts_aside({what: (cells[what], figures[what]) for what in cells}),
        ),
        key=key,
        whole=whole,
        first=first,
    )


READER = Reader("hmrc", "HM Revenue & Customs: BDSimp2401.txt, or CSV of OTS", wanted, plan)
