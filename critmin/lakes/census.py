"""United States Census Bureau: monthly imports and exports by ten-digit code.

Layouts: Census Bureau, record layouts of the Merchandise Trade files (IMDB and EXDB): in each
month's zip ``IMP_DETL.TXT`` or ``EXP_DETL.TXT`` has lines of fixed width, ``CONCORD.TXT`` or
``EXP_COMM.TXT`` the unit of each code, ``COUNTRY.TXT`` the name of each country code. Its
interface (intltrade) gives the same as JSON. Values are USD: general imports at customs value,
exports free alongside ship; foreign goods sent on are re-exports. The weight is the first
quantity where its unit is the kilogram; there is no other weight for all modes of transport.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from critmin.core.errors import DataError
from critmin.lakes.reading import (
    COUNTRY,
    RESIDUAL,
    TOTAL,
    UNDATED,
    UNKNOWN_PARTNER,
    Asked,
    Place,
    Plan,
    Reader,
    amount,
    amounts_aside,
    blank,
    csv_scan,
    every_but,
    named,
    not_digits,
    not_month,
    padded,
    sides,
    state,
)
from critmin.lakes.text_tables import cells_of, cut, first_line, lines_of
from critmin.lakes.totals import HEADING, PARTNERS, Dimension, Marks, aside, once
from critmin.user_tables.country_column import name_alone

IMPORTS, EXPORTS = "imp_detl.txt", "exp_detl.txt"
# First and last character of a cell in a line, counted from 1.
LAYOUTS = {
    IMPORTS: {
        "code": (1, 10), "country": (11, 14), "subcode": (15, 16), "entry": (17, 18),
        "unlading": (19, 20), "provision": (21, 22), "year": (23, 26), "month": (27, 28),
        "quantity": (149, 163), "value": (179, 193),
    },
    EXPORTS: {
        "origin": (1, 1), "code": (2, 11), "country": (12, 15), "district": (16, 17),
        "year": (18, 21), "month": (22, 23), "quantity": (39, 53), "value": (69, 83),
    },
}  # fmt: skip
FIGURES = ("quantity", "value")
# Where the codes' first unit stands, by file.
UNITS = {
    IMPORTS: ("concord.txt", (1, 10), (211, 213)),
    EXPORTS: ("exp_comm.txt", (2, 11), (62, 64)),
}
COUNTRIES = "country.txt"  # code in characters 1 to 4, name in 12 to 61
BESIDE = ("concord.txt", "exp_comm.txt", COUNTRIES)
# Names of the Bureau that are no country's name elsewhere.
NAMES = {
    "WEST BANK ADMINISTERED BY ISRAEL": "PSE",
    "GAZA STRIP ADMINISTERED BY ISRAEL": "PSE",
    "FALKLAND ISLANDS (ISLAS MALVINAS)": "FLK",
    "FRENCH SOUTHERN AND ANTARCTIC LANDS": "ATF",
    "BRITISH INDIAN OCEAN TERRITORIES": "IOT",
}
GROUPS = ("INTERNATIONAL ORGANIZATIONS", "UNIDENTIFIED", "UNIDENTIFIED COUNTRIES")
# Kilograms in a unit of weight.
KG = {"KG": "1", "T": "1000", "G": "0.001"}
# Domestic and foreign goods.
GOODS = "CASE {} WHEN '1' THEN 'export' WHEN '2' THEN 're-export' END"
COMMODITY = {"I_COMMODITY": "GEN", "E_COMMODITY": "ALL"}
# Columns of the interface by which a flow can be cut, from the finest, and what their cells are.
CUTS = {
    "CTY_SUBCO": "country subcode",
    "RP": "rate provision",
    "PORT": "port",
    "STATE": "state",
    "DISTRICT": "district",
    "DIST_ENTRY": "district of entry",
    "DIST_UNLADING": "district of unlading",
}
ALL = "-"


def wanted(name: str) -> bool:
    """Whether a member of the zip is a table of flows."""
    return name.lower() in LAYOUTS or name.lower().endswith(".json")


def plan(name: str, path: Path, asked: Asked) -> Plan:
    """Plan of a month's file, or of an answer of the interface."""
    last = name.rpartition("/")[2].lower()
    kind = next((kind for kind in LAYOUTS if kind in last), None)
    return _answer(name, path, asked) if kind is None else _detail(kind, name, path, asked)


def _detail(kind: str, name: str, path: Path, asked: Asked) -> Plan:
    """Plan of a file of fixed width."""
    first_line(path, name)
    layout = LAYOUTS[kind]
    units, code_at, unit_at = UNITS[kind]
    missing = [one for one in (units, COUNTRIES) if one not in asked.beside]
    if missing:
        raise DataError(
            f"needs {missing[0].upper()} of the same month: add the zip as it was downloaded",
            file=name,
        )
    unit = (
        f"(SELECT trim({cut(code_at)}) AS code, max(trim({cut(unit_at)})) AS unit "
        f"FROM {lines_of(asked.beside[units])} GROUP BY 1)"
    )
    cells = cells_of(path, layout)
    scan = f"(SELECT c.*, u.unit FROM {cells} c LEFT JOIN {unit} u ON u.code = c.code)"
    imports = kind == IMPORTS
    flow = "'import'" if imports else GOODS.format("r.origin")
    key = [f"r.{what}" for what in layout if what not in FIGURES]
    return _plan(
        asked,
        scan=scan,
        flow=flow,
        nomenclature="HTS" if imports else "SCHB",
        code="r.code",
        period="r.year || '-' || r.month",
        cells={"value": "r.value", "quantity": "r.quantity"},
        unit="r.unit",
        key=key,
        tables=[*_named(_country_lines(asked.beside[COUNTRIES]))],
        aside=(
            ("line is cut off", "r.short"),
            ("code is not of ten digits", not_digits("r.code", "10")),
        ),
        first=1,
    )


def _answer(name: str, path: Path, asked: Asked) -> Plan:
    """Plan of an answer of the interface: a header and rows, as JSON."""
    header, rows, flow = _read(path, name)
    prefix = COMMODITY[flow]
    imports = prefix == "GEN"
    quantity = "GEN_QY1_MO" if imports else "QTY_1_MO"
    target = asked.work / "answer.csv"
    with target.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([[*header], *rows])
    code, country = f'trim(r."{flow}")', header.index("CTY_CODE")
    countries = {(row[country] or "", row[header.index("CTY_NAME")] or "") for row in rows}
    longest = max(len(row[header.index(flow)] or "") for row in rows)
    month = padded('r."MONTH"', 2)
    time = f"""r."YEAR" || '-' || {month}"""
    if "time" in header:
        time = 'trim(r."time")'
    direction = "'import'" if imports else GOODS.format('r."DF"')
    value = f'r."{prefix}_VAL_MO"'
    figures = [f"{prefix}_VAL_MO".casefold(), quantity.casefold(), "cty_name"]
    dimensions = _dimensions(header)
    of_flow = [time, direction, code, 'trim(r."CTY_CODE")']
    scan = csv_scan(target, header)
    return _plan(
        asked,
        scan=scan,
        flow=direction,
        nomenclature=("HTS" if imports else "SCHB") if longest == 10 else "HS22",
        code=code,
        period=time,
        cells={"value": value, "quantity": f'r."{quantity}"' if quantity in header else "NULL"},
        unit='r."UNIT_QY1"' if "UNIT_QY1" in header else "NULL",
        country='r."CTY_CODE"',
        key=every_but([*dict.fromkeys(header)], figures, {"MONTH": month}),
        tables=[*_named(countries)],
        aside=(
            (HEADING, f"length({code}) < {longest}"),
            ("code is not of six or ten digits", not_digits(code, "6|[0-9]{10")),
            *aside(dimensions),
        ),
        marks=once(scan, amount(value), of_flow, dimensions),
        whole=False,
    )


def _dimensions(header: list[str]) -> list[Dimension]:
    """What a flow is cut by in an answer of the interface."""
    return [
        Dimension(name, f"coalesce(nullif(trim(r.{named(column)}), ''), '{ALL}')", ((ALL, 0),))
        for column, name in CUTS.items()
        if column in header
    ]


def _read(path: Path, name: str) -> tuple[list[str], list[list[str | None]], str]:
    """Header, rows, and the column of the codes in an answer of the interface."""
    try:
        header, *rows = list[Any](json.loads(path.read_text("utf-8")))
    except (TypeError, ValueError):
        header, rows = None, []
    if not isinstance(header, list) or not all(isinstance(cell, str) for cell in header):
        raise DataError(
            "is not an answer of the Bureau's interface: a list of rows as JSON", file=name
        )
    flow = next((one for one in COMMODITY if one in header), None)
    if flow is None:
        raise DataError(f"has no I_COMMODITY or E_COMMODITY; it has {', '.join(header)}", file=name)
    needed = ["CTY_CODE", "CTY_NAME", f"{COMMODITY[flow]}_VAL_MO"]
    if flow == "E_COMMODITY":
        needed.append("DF")  # domestic or foreign goods
    gone = next((column for column in needed if column not in header), None)
    if gone is not None:
        raise DataError(f"has no {gone}: ask the interface for it too, with get=", file=name)
    if not rows:
        raise DataError("has no rows", file=name, code="empty")
    return header, rows, flow


def _plan(
    asked: Asked,
    *,
    scan: str,
    flow: str,
    nomenclature: str,
    code: str,
    period: str,
    cells: dict[str, str],
    unit: str,
    key: list[str],
    tables: list[Place],
    aside: tuple[tuple[str, str], ...],
    country: str = "r.country",
    whole: bool = True,
    first: int = 2,
    marks: Marks | None = None,
) -> Plan:
    value, quantity = amount(cells["value"]), amount(cells["quantity"])
    unit = f"nullif(upper(trim({unit})), 'X')"
    factors = " ".join(f"WHEN '{name}' THEN {quantity} * {times}" for name, times in KG.items())
    other = f"coalesce({unit} NOT IN {tuple(KG)}, false)"
    nothing = f"coalesce({value}, 0) = 0 AND coalesce({quantity}, 0) = 0"
    return Plan(
        source="census",
        edition=asked.edition or UNDATED,
        nomenclature=nomenclature,
        currency="USD",
        scan=scan,
        columns={
            "period": period,
            **sides(flow, "'USA'", "p.iso3"),
            "code": code,
            "value": value,
            "weight_kg": f"CASE {unit} {factors} END",
            "quantity": f"CASE WHEN {other} THEN {quantity} END",
            "quantity_unit": f"CASE WHEN {other} THEN {unit} END",
            "state": state(blank(cells["value"]), "p"),
        },
        places={"p": (f"trim({country})", "census")},
        aside=(
            *aside,
            ("month is none", not_month(period)),
            ("not domestic or foreign goods", f"{flow} IS NULL"),
            (PARTNERS, f"trim({country}) = '{ALL}'"),
            ("total of a group of countries", "p.kind = 'total'"),
            (UNKNOWN_PARTNER, "p.code IS NULL OR (p.iso3 IS NULL AND p.kind = 'country')"),
            *amounts_aside(
                {"value": (cells["value"], value), "quantity": (cells["quantity"], quantity)}
            ),
            ("nothing in the month", nothing),
        ),
        key=key,
        tables={"census": tables},
        whole=whole,
        first=first,
        marks=marks,
    )


def _country_lines(path: Path) -> Iterator[tuple[str, str]]:
    """Codes and names of the Bureau's own list."""
    for line in path.read_text("latin-1").splitlines():
        if line.strip():
            yield line[:4].strip(), line[11:61].strip()


def _named(pairs: Iterator[tuple[str, str]] | set[tuple[str, str]]) -> Iterator[Place]:
    """What each code stands for, by the name that the Bureau gives it."""
    for code, name in sorted(set(pairs)):
        iso3 = NAMES.get(name.upper()) or name_alone(name)
        if code == "-" or (code.isdecimal() and int(code) < 1000):
            yield Place(code, None, TOTAL)
        elif iso3:
            yield Place(code, iso3, COUNTRY)
        elif name.upper() in GROUPS:
            yield Place(code, None, RESIDUAL)


READER = Reader("census", "United States Census: the month's zip, or JSON", wanted, plan, BESIDE)
