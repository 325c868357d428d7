"""HM Revenue & Customs: monthly trade of the United Kingdom by eight-digit code.

Layouts: HMRC, technical specification of the bulk data sets: ``BDSimp2401.txt`` and
``BDSexp2401.txt`` have lines of fixed width; and the CSV of the interface (OTS) with the columns
MonthId, FlowTypeId, Cn8Code, CountryCodeAlpha, Value, NetMass, SuppUnit. Values are GBP, net mass
kg. The partner of imports is the country of dispatch where that is in the European Union, else
the country of origin, as HMRC publishes them. A record whose country is suppressed has none; one
whose quantity is suppressed has 0 in its place, which is read as unknown. A file of a month may
have amendments of earlier months; they are no months of their own and are set aside.

Before 2022 a month has four files: ``SMKI192106`` and ``SMKE192106`` of imports from and exports to
countries outside the Union, ``SMKM462106`` and ``SMKX462106`` of arrivals from and dispatches to
its members. HMRC's technical specifications of them give their fields, cut by ``|``, between a
header and a trailer. A record type other than 0 says that something is suppressed, and not what.
Arrivals and dispatches of traders below the threshold are estimated in other files, without codes.
"""

from __future__ import annotations

import re
from pathlib import Path

from critmin.core.errors import DataError
from critmin.core.names import memberships
from critmin.core.no_names import no_codes
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
    quoted,
    sides,
    state,
)
from critmin.lakes.text_tables import cells_of, columns_of, first_line, header_of, lines_of

NAME = re.compile(r"BDS(imp|exp)_?(\d{4})\w*\.txt", re.IGNORECASE)
# First and last character of a cell in a line, counted from 1.
LAYOUT = {
    "month": (8, 13), "code": (14, 21), "other": (30, 31), "port": (32, 37), "origin": (41, 42),
    "transport": (43, 44), "value": (45, 56), "weight": (57, 68), "quantity": (69, 80),
    "suppression": (81, 81),
}  # fmt: skip
OLDER = re.compile(r"SMK(I19|E19|M46|X46)_?(\d{4})\w*(\.txt)?", re.IGNORECASE)
# Place of a cell in a line of the older files, counted from 1, and the number of cells.
UNION = {
    "code": 1,
    "record": 2,
    "partner": 4,
    "month": 10,
    "value": 15,
    "weight": 16,
    "quantity": 17,
}
CELLS = {
    "I19": (
        {
            "code": 1,
            "record": 3,
            "partner": 7,
            "month": 8,
            "value": 24,
            "weight": 25,
            "quantity": 26,
        },
        26,
    ),
    "E19": (
        {
            "code": 1,
            "record": 3,
            "partner": 5,
            "month": 6,
            "value": 19,
            "weight": 20,
            "quantity": 21,
        },
        22,
    ),
    "M46": (UNION, 17),
    "X46": (UNION, 17),
}
ENDS = "0{8,9}|9{8,9}"  # code in the header and in the trailer
API = ("MonthId", "FlowTypeId", "Cn8Code", "CountryCodeAlpha", "Value", "NetMass")
# 1 and 3 are imports from the Union and from elsewhere, 2 and 4 exports.
API_FLOWS = (
    "CASE WHEN trim({0}) IN ('1', '3') THEN 'import' WHEN trim({0}) IN ('2', '4') THEN 'export' END"
)
FIGURES = ("value", "netmass", "suppunit")
# Suppression index where a net mass of 0 is one: none, or countries and ports alone are suppressed.
MASS_GIVEN = ("", "0", "1", "2")
NOT_GIVEN = "--"  # stands for a country that is not given


def wanted(name: str) -> bool:
    """Whether a member of an archive is a table of flows."""
    known = NAME.match(name) or OLDER.fullmatch(name)
    return known is not None or name.lower().endswith(".csv")


def plan(name: str, path: Path, asked: Asked) -> Plan:
    """Plan of a month's file, or of an answer of the interface as CSV."""
    found = NAME.search(name)
    if found is not None:
        return _bulk(found[1].lower(), found[2], name, path, asked)
    older = OLDER.fullmatch(name.rpartition("/")[2].removesuffix(".gz"))
    if older is not None:
        return _older(older[1].upper(), older[2], path, asked)
    if not name.lower().endswith(".csv"):
        raise DataError(
            "is not named as HMRC names its files, BDSimp2401.txt, or SMKI192106 before 2022",
            file=name,
        )
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


def _older(kind: str, of: str, path: Path, asked: Asked) -> Plan:
    """Plan of one of the four files of a month before 2022."""
    places, count = CELLS[kind]
    cells = ", ".join(f"trim(split_part(line, '|', {at})) AS {what}" for what, at in places.items())
    scan = (
        f"(SELECT {cells}, len(string_split(line, '|')) AS count, line "
        f"FROM {lines_of(path)} WHERE trim(line) <> '')"
    )
    union = kind in {"M46", "X46"}
    # 06/2021, and 0202106 in the files of the Union.
    period = r"regexp_replace(r.month, '^([0-9]{2})/([0-9]{4})$', '\2-\1')"
    if union:
        period = month(r"regexp_replace(r.month, '^0([0-9]{6})$', '\1')")
    return _plan(
        asked,
        scan=scan,
        flow="'import'" if kind in {"I19", "M46"} else "'export'",
        partner=_place("r.partner"),
        code="left(r.code, 8)",  # of nine digits
        period=period,
        cells={"value": "r.value", "weight": "r.weight", "quantity": "r.quantity"},
        key=["r.line"],
        index="CASE WHEN ltrim(r.record, '0') = '' THEN '0' ELSE '3' END",
        aside=(
            ("header or trailer of the file", f"regexp_full_match(r.code, '{ENDS}')"),
            ("line is cut off", f"r.count < {count}"),
            ("amendment of another month", f"{period} <> '20{of[:2]}-{of[2:]}'"),
        ),
        first=1,
        scope="members of the Union" if union else "other countries",
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
    none = ", ".join(map(quoted, no_codes("hmrc")))
    upper = f"upper(coalesce({cell}, ''))"
    return f"CASE WHEN {upper} IN ({none}) THEN '{NOT_GIVEN}' ELSE {upper} END"


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
    scope: str = "",
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
        scope=scope,
    )


READER = Reader("hmrc", "HM Revenue & Customs: BDSimp2401.txt, or CSV of OTS", wanted, plan)
