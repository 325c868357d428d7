"""Bilateral trade: BACI on HS92 (1995-2024) and HS17 (2024), EU imports at eight digits.

One packed table a source and year, sorted by (importer, code, exporter): the form a
person can open and the form the program searches. Money is in whole USD (BACI) or
euros (Eurostat), weight in whole kg of product, empty where the source has none.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from labels import refuse_repeats
from places import Places, iso2_codes
from tables import DATASETS, BuildError, PackedTable, TidyTable, read_rows
from trade import concordance

HS92 = "baci/baci_hs92_all72_1995_2024.parquet"
HS17 = "baci/baci_hs17_v202601_2024_30codes.csv.gz"
ENTITIES = "baci/baci_country_codes_clean.csv"
COMEXT = "eu/eu_comext_critical_inputs_cn8_2022_2024.csv"
# Numeric codes whose suggested ISO3 is another present country's, or none.
OWN_CODES = {58: "BLX", 490: "TWN", 530: "ANT", 711: "ZA1", 736: "SDN", 849: "PUS", 891: "SCG"}
OTHER_ASIA = {"S19": "TWN"}  # by convention Taiwan
NOT_ISO2 = {"EL": "GRC", "XS": "SRB", "XC": "XCE"}
# Headings that the nomenclature of 2023 split anew: earlier years are no data.
SPLIT_IN_2023 = ("253090", "280530", "284690")
BACI_COLUMNS = ("year", "importer", "code", "exporter", "usd", "kg")
COMEXT_COLUMNS = ("year", "importer", "code", "exporter", "eur")  # no weight
IMPORTS = "1"  # Eurostat's code of the direction


class Source(NamedTuple):
    """A source of trade: its origin record, its title, and the columns it has."""

    origin: str
    title: str
    columns: tuple[str, ...]


class Flow(NamedTuple):
    """One year's trade of a code between two countries."""

    year: int
    importer: str
    code: str
    exporter: str
    money: int
    kg: int | None = None


class Sum(NamedTuple):
    """All flows of a code in a year; ``value_weighed`` is the value of those with a weight."""

    source: str
    year: int
    code: str
    flows: int
    value: int
    value_weighed: int
    kg: int
    without_weight: int


SOURCES = {
    "hs92": Source(
        "baci-hs92@202601", "World trade by pair of countries and code, HS92 (BACI)", BACI_COLUMNS
    ),
    "hs17": Source(
        "baci-hs17@202601", "World trade by pair of countries and code, HS17 (BACI)", BACI_COLUMNS
    ),
    "cn": Source(
        "comext@2024",
        "Imports of EU countries by partner and eight-digit code (Eurostat)",
        COMEXT_COLUMNS,
    ),
}


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """All trade tables, and the world's sum of each code and year."""
    del ledger  # no cell of these files is corrected; trade_caveats.csv lists their oddities
    lines = concordance.check(sources)
    known = set(places.names) | {row["code"] for row in read_rows(DATASETS / "trade_places.csv")}
    codes = {
        name: {line["code"] for line in lines if concordance.in_nomenclature(line, name)}
        for name in SOURCES
    }
    return [
        *tables("hs92", hs92(sources, codes["hs92"]), known),
        *tables("hs17", hs17(sources, codes["hs17"]), known),
        *tables("cn", comext(sources, codes["cn"]), known),
    ]


def tables(name: str, flows: Iterable[Flow], known: set[str]) -> Iterator[TidyTable]:
    """One packed table a year, then the sums by code."""
    origin, title, columns = SOURCES[name]
    by_year: dict[int, list[Flow]] = defaultdict(list)
    for flow in flows:
        by_year[flow.year].append(flow)
    for year, found in sorted(by_year.items()):
        found.sort(key=lambda flow: (flow.importer, flow.code, flow.exporter))
        refuse_repeats(
            f"{origin} {year}, countries merged",
            ((flow.importer, flow.code, flow.exporter) for flow in found),
        )
        strange = {place for flow in found for place in (flow.importer, flow.exporter)} - known
        if strange:
            raise BuildError(f"{origin} {year}: unknown places {sorted(strange)}")
        yield PackedTable(
            path=f"trade/{name}_{year}.csv.gz",
            source=origin,
            title=f"{title}, {year}",
            columns=columns,
            rows=[flow[: len(columns)] for flow in found],
            part="importer",
        )
    yield TidyTable(
        path=f"trade/world_{name}.csv",
        source=origin,
        title=f"{title}: sums of each code and year",
        columns=Sum._fields,
        rows=list(sums(origin.partition("@")[0], by_year)),
    )


def sums(source: str, by_year: dict[int, list[Flow]]) -> Iterator[Sum]:
    """Sums of each code and year."""
    for year, flows in sorted(by_year.items()):
        by_code: dict[str, list[Flow]] = defaultdict(list)
        for flow in flows:
            by_code[flow.code].append(flow)
        for code, found in sorted(by_code.items()):
            weighed = [flow for flow in found if flow.kg is not None]
            yield Sum(
                source,
                year,
                code,
                flows=len(found),
                value=sum(flow.money for flow in found),
                value_weighed=sum(flow.money for flow in weighed),
                kg=sum(flow.kg or 0 for flow in weighed),
                without_weight=len(found) - len(weighed),
            )


def whole(number: object, where: str, factor: int = 1000) -> int:
    """A number of thousands in units; BACI prints three decimals, so nothing is lost."""
    units = Decimal(str(number)) * factor
    if abs(units - round(units)) > Decimal("0.001") or units <= 0:
        raise BuildError(f"{where}: {number} is no positive number of three decimals")
    return round(units)


def entities(sources: Path) -> dict[int, str]:
    """Our code of each BACI country number."""
    found = {int(r["country_code"]): r["iso3_suggested"] for r in read_rows(sources / ENTITIES)}
    return found | OWN_CODES


def hs92(sources: Path, codes: set[str]) -> Iterator[Flow]:
    """Flows of the mapped codes in the Parquet copy."""
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise BuildError(f"{HS92} needs pyarrow: pip install '.[build]'") from error
    place = entities(sources)
    wanted = {int(code): code for code in codes}
    columns = ["year", "importer", "hs6", "exporter", "value_kusd", "qty_t"]
    table = parquet.read_table(sources / HS92, columns=columns).to_pydict()
    concordance.check_left_out({f"{code:06d}" for code in set(table["hs6"])} - codes)
    for year, importer, hs6, exporter, value, weight in zip(
        *(table[name] for name in columns), strict=True
    ):
        code = wanted.get(hs6)
        if code is None:
            continue
        where = f"{HS92} {year} {exporter}-{importer} {code}"
        kg = None if weight is None else whole(weight, where)
        yield Flow(year, place[importer], code, place[exporter], whole(value, where), kg)


def hs17(sources: Path, codes: set[str]) -> Iterator[Flow]:
    """Flows of the complete year 2024."""
    with gzip.open(sources / HS17, "rt", encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            where = f"{HS17} {row['exporter']}-{row['importer']} {row['hs6']}"
            if row["hs6"] not in codes:
                raise BuildError(f"{where}: the code is not in the concordance")
            yield Flow(
                int(row["year"]),
                OTHER_ASIA.get(row["importer"], row["importer"]),
                row["hs6"],
                OTHER_ASIA.get(row["exporter"], row["exporter"]),
                whole(row["value_kusd"], where),
                whole(row["qty_t"], where) if row["qty_t"] else None,
            )


def comext(sources: Path, codes: set[str]) -> Iterator[Flow]:
    """Imports of EU countries in whole euros, with those from other EU countries."""
    places = iso2_codes() | NOT_ISO2
    for row in read_rows(sources / COMEXT):
        code, year = row["PRODUCT_NC"], int(row["PERIOD"])
        if row["FLOW"] != IMPORTS or code not in codes:
            raise BuildError(f"{COMEXT}: {row} is no import, or its code is not mapped")
        if year < 2023 and code.startswith(SPLIT_IN_2023):
            continue
        euros = int(Decimal(row["VALUE_IN_EUROS"]).quantize(Decimal(1), ROUND_HALF_UP))
        yield Flow(year, places[row["DECLARANT_ISO"]], code, places[row["PARTNER_ISO"]], euros)
