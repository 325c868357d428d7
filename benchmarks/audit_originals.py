"""Independent readers of the publishers' originals, for the audit: nothing of the build is used.

Each reader yields `Cell`s as the publisher prints them. A file that is not at hand yields none.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

USGS = "usgs/2026/official_untouched/MCS2026_Commodities_Data.csv"
IEA_2024 = "iea/iea_CM_Data_Explorer_2024-05.xlsx"
IEA_2025 = "iea/iea_CM_Data_Explorer_2025-05_as_json.json"
EU = "eu/eu_crm_2023_supply_shares.csv"
IMF = "imf/imf_external-data-v2.xls"
WORLD_BANK = "worldbank/wb_CMO-Historical-Data-Monthly_2026-06-02.xlsx"
BACI = "baci/baci_hs92_all72_1995_2024.parquet"
BACI_PLACES = "baci/baci_country_codes_clean.csv"
SUPPLY_SHEET = "2 Total supply for key minerals"
IEA_STAGES = {"mining (natural)": "mining", "chemicals": "refining", "battery grade": "refining"}


class Cell(NamedTuple):
    """One printed cell: its labels, place, year, text and unit, and the row it stands in."""

    file: str
    labels: tuple[str, ...]
    stages: tuple[str, ...]
    place: str
    year: int
    text: str
    unit: str
    row: dict[str, Any]


def number(text: str) -> float | None:
    """Plain number of a printed cell; a dash is 0; None for anything else."""
    text = text.replace(",", "").strip()
    if text in {"—", "-", "–"}:
        return 0.0
    return float(text) if re.fullmatch(r"-?\d*\.?\d+(e-?\d+)?", text) else None


def usgs_rows(originals: Path) -> Iterator[dict[str, str]]:
    path = originals / USGS
    if path.is_file():
        with path.open(encoding="cp1252", newline="") as file:
            yield from csv.DictReader(file)


def usgs_world(originals: Path) -> Iterator[Cell]:
    """World output, capacity and reserves by country."""
    for row in usgs_rows(originals):
        if not row["Section"].startswith("World"):
            continue
        detail = row["Statistics_detail"]
        labels = (f"{row['Commodity']}: {detail}", detail, row["Commodity"], row["MCS chapter"])
        year = re.search(r"\d{4}", row["Year"])
        yield Cell(
            USGS,
            labels,
            _usgs_stages(row["Section"], row["Statistics"], detail),
            row["Country"],
            int(year[0]) if year else 2025,
            row["Value"].strip(),
            row["Unit"],
            dict(row),
        )


def _usgs_stages(section: str, statistics: str, detail: str) -> tuple[str, ...]:
    if statistics == "Reserves":
        return ("reserves",)
    if statistics == "Capacity" or "capacity" in detail.casefold():
        return ("capacity",)
    made = re.search(r"refinery|smelter|sponge|metal|plant", f"{section} {detail}".casefold())
    mined = "mine" in detail.casefold()
    return ("refining", "mining") if made and not mined else ("mining", "refining")


def usgs_reliance(originals: Path) -> Iterator[Cell]:
    """Net import reliance of the United States, percent."""
    for row in usgs_rows(originals):
        if row["Statistics"] == "Net import reliance":
            detail = row["Statistics_detail"].partition(":")[2].strip()
            labels = (f"{row['Commodity']}: {detail}", detail, row["Commodity"], row["MCS chapter"])
            text = row["Value"].strip()
            yield Cell(USGS, labels, (), "USA", int(row["Year"]), text, "percent", dict(row))


def usgs_prices(originals: Path) -> Iterator[Cell]:
    """Prices of the year, each in its own form and unit."""
    for row in usgs_rows(originals):
        if row["Section"].startswith("Salient") and row["Statistics"] == "Price":
            labels = (row["Commodity"], row["MCS chapter"])
            text, unit = row["Value"].strip(), row["Unit"]
            yield Cell(USGS, labels, (), "USA", int(row["Year"]), text, unit, dict(row))


def usgs_import_sources(originals: Path) -> Iterator[Cell]:
    """Import sources of the United States, percent of 2021 to 2024."""
    for row in usgs_rows(originals):
        if row["Section"] == "Import Sources":
            labels = (row["Commodity"], row["MCS chapter"], row["Statistics_detail"])
            place, text = row["Country"], row["Value"].strip()
            yield Cell(USGS, labels, (), place, 2024, text, "percent", dict(row))


def eu_supply(originals: Path) -> Iterator[Cell]:
    """Shares of global supply by country, averages of 2016 to 2020; less-than cells marked."""
    path = originals / EU
    if not path.is_file():
        return
    stages = {"extraction": "mining", "processing": "refining"}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["scope"] != "global supply":
                continue
            text = ("<" if row["censored_below"] == "1" else "") + row["share_pct"]
            labels = (row["material"], row["material_as_in_source"])
            at = (stages[row["stage"]],)
            yield Cell(EU, labels, at, row["country"], 2020, text, "percent", dict(row))


def iea_2025(originals: Path) -> Iterator[Cell]:
    """Output by country in kt, edition of May 2025."""
    path = originals / IEA_2025
    if not path.is_file():
        return
    for mineral, stages in json.loads(path.read_text("utf-8"))["supply"].items():
        for stage, found in stages.items():
            for place, years in found["countries"].items():
                for year, value in years.items():
                    if value is not None:
                        text = repr(float(value))
                        yield Cell(IEA_2025, (mineral,), (stage,), place, int(year), text, "kt", {})


def iea_2024(originals: Path) -> Iterator[Cell]:
    """Output by country in kt, edition of May 2024."""
    path = originals / IEA_2024
    if not path.is_file():
        return
    from openpyxl import load_workbook

    sheet = load_workbook(path, read_only=True, data_only=True)[SUPPLY_SHEET]
    grid = [list(row) for row in sheet.iter_rows(values_only=True)]
    header = next(row for row in grid if 2023 in row)
    for left in (at - 1 for at, value in enumerate(header) if value == 2023):
        yield from _iea_block(grid, header, left)


def _iea_block(grid: list[list[Any]], header: list[Any], left: int) -> Iterator[Cell]:
    """Cells of the tables that stand below one another from a column on."""
    labels: tuple[str, ...] = ()
    stage = ""
    for row in grid:
        first = row[left] if left < len(row) else None
        if not isinstance(first, str):
            continue
        if " - " in first:
            mineral, _, name = first.partition(" - ")
            name = name.strip().casefold()
            labels, stage = (mineral.strip(),), IEA_STAGES.get(name, name)
        elif labels and not first.startswith(("Total", "Top ")):
            for at in range(left + 1, left + 5):
                if isinstance(header[at], int) and isinstance(row[at], (int, float)):
                    text = repr(float(row[at]))
                    yield Cell(IEA_2024, labels, (stage,), first, header[at], text, "kt", {})


def imf_prices(originals: Path) -> dict[str, dict[str, float]]:
    """Monthly prices by series: description, then period."""
    path = originals / IMF
    if not path.is_file():
        return {}
    import xlrd

    sheet = xlrd.open_workbook(str(path)).sheet_by_index(0)
    found: dict[str, dict[str, float]] = {}
    for column in range(1, sheet.ncols):
        series = {}
        for at in range(4, sheet.nrows):
            period, value = _month(sheet.cell_value(at, 0)), sheet.cell_value(at, column)
            if period and value not in ("", None):
                series[period] = float(value)
        found[f"{column}: {sheet.cell_value(1, column)}"] = series
    return found


def world_bank_prices(originals: Path) -> dict[str, dict[str, float]]:
    """Monthly prices by series: heading, then period."""
    path = originals / WORLD_BANK
    if not path.is_file():
        return {}
    from openpyxl import load_workbook

    sheet = load_workbook(path, read_only=True, data_only=True)["Monthly Prices"]
    grid = list(sheet.iter_rows(values_only=True))
    top = next(at for at, row in enumerate(grid) if row[1] == "Crude oil, average")
    found: dict[str, dict[str, float]] = {}
    for column, name in enumerate(grid[top]):
        if name:
            found[f"{column}: {name}"] = {
                period: float(row[column])
                for row in grid[top + 2 :]
                if (period := _month(row[0])) and isinstance(row[column], (int, float))
            }
    return found


def _month(value: Any) -> str:
    """``2012-06`` of ``2012M6``, ``2012M06`` or a day; empty for anything else."""
    if isinstance(value, (int, float)) and value > 20_000:
        value = date(1899, 12, 30) + timedelta(days=int(value))
        return f"{value:%Y-%m}"
    found = re.fullmatch(r"(\d{4})M(\d{1,2})", str(value))
    return f"{found[1]}-{int(found[2]):02d}" if found else ""


def baci_flows(originals: Path, year: int) -> dict[tuple[str, str], dict[str, float]]:
    """Value in thousand USD by (importer ISO3, code), then by exporter ISO3."""
    path, places = originals / BACI, originals / BACI_PLACES
    if not path.is_file() or not places.is_file():
        return {}
    import pyarrow.parquet as parquet

    with places.open(encoding="utf-8", newline="") as file:
        iso3 = {int(r["country_code"]): r["iso3_suggested"] for r in csv.DictReader(file)}
    table = parquet.read_table(path, filters=[("year", "=", year)])
    columns = (table[name].to_pylist() for name in ("exporter", "importer", "hs6", "value_kusd"))
    found: dict[tuple[str, str], dict[str, float]] = {}
    for exporter, importer, code, value in zip(*columns, strict=True):
        by = found.setdefault((iso3.get(importer, ""), f"{code:06d}"), {})
        place = iso3.get(exporter, "")
        by[place] = by.get(place, 0.0) + (value or 0.0)
    return found
