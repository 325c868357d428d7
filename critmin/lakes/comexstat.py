"""Comex Stat of Brazil: monthly trade by eight-digit code of the Mercosur nomenclature.

Layout: Ministry of Development, Industry, Trade and Services, raw data, ``EXP_2024.csv`` and
``IMP_2024.csv``: cells cut by semicolons, value in USD free on board, net weight in kg. A row is
a month, code, country, state, mode of transport and customs office. Countries have codes of the
ministry's own (its table PAIS.csv).
"""

from __future__ import annotations

import re
from pathlib import Path

from critmin.core.errors import DataError
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
    named,
    not_digits,
    not_month,
    padded,
    sides,
    state,
)
from critmin.lakes.text_tables import columns_of, header_of

NAME = re.compile(r"(EXP|IMP)_(\d{4})\w*\.csv", re.IGNORECASE)
NEEDED = ("CO_ANO", "CO_MES", "CO_NCM", "CO_PAIS", "KG_LIQUIDO", "VL_FOB")
FIGURES = ("qt_estat", "kg_liquido", "vl_fob", "vl_frete", "vl_seguro")


def wanted(name: str) -> bool:
    """Whether a member of an archive is a table of flows."""
    return NAME.match(name) is not None


def plan(name: str, path: Path, asked: Asked) -> Plan:
    """Plan of a table of one year and direction."""
    found = NAME.search(name)
    if found is None:
        raise DataError(
            "is not named as the ministry names its files, EXP_2024.csv or IMP_2024.csv: "
            "the name tells the direction",
            file=name,
        )
    flow = "'import'" if found[1].upper() == "IMP" else "'export'"
    header = header_of(path, name, ";")
    at = columns_of(
        header,
        {c: (c,) for c in (*NEEDED, "QT_ESTAT", "CO_UNID")},
        {"QT_ESTAT", "CO_UNID"},
        name,
        "Comex Stat",
    )
    cell = {what: f"trim(r.{named(column)})" for what, column in at.items()}
    value, weight = amount(cell["VL_FOB"]), amount(cell["KG_LIQUIDO"])
    quantity = cell.get("QT_ESTAT", "NULL")
    code, month = padded(cell["CO_NCM"], 8), padded(cell["CO_MES"], 2)
    period = f"{cell['CO_ANO']} || '-' || {month}"
    partner = padded(cell["CO_PAIS"], 3, 1)
    read = {at["CO_MES"]: month, at["CO_NCM"]: code, at["CO_PAIS"]: partner}
    return Plan(
        source="comexstat",
        edition=asked.edition or UNDATED,
        nomenclature="NCM",
        currency="USD",
        scan=csv_scan(path, header, ";"),
        columns={
            "period": period,
            **sides(flow, "'BRA'", "p.iso3"),
            "code": code,
            "value": value,
            "weight_kg": weight,
            "quantity": amount(quantity),
            "quantity_unit": cell.get("CO_UNID", "NULL"),
            "state": state(blank(cell["VL_FOB"]), "p"),
        },
        places={"p": (partner, "brazil")},
        aside=(
            ("month is none", not_month(period)),
            ("year is not that of the file's name", f"{cell['CO_ANO']} <> '{found[2]}'"),
            ("code is not of eight digits", not_digits(code, "8")),
            (UNKNOWN_PARTNER, "p.code IS NULL"),
            *amounts_aside(
                {
                    "value": (cell["VL_FOB"], value),
                    "weight": (cell["KG_LIQUIDO"], weight),
                    "quantity": (quantity, amount(quantity)),
                }
            ),
        ),
        key=every_but(header, FIGURES, read),
    )


READER = Reader("comexstat", "Comex Stat of Brazil: EXP_2024.csv, IMP_2024.csv", wanted, plan)
