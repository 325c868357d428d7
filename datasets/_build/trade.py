"""Bilateral trade: BACI on HS92 (1995-2024) and HS17 (2024), EU imports at eight digits.

One packed table a source and year, sorted by (importer, code, exporter): the form a
person can open and the form the program searches. Money is in whole USD (BACI) or
euros (Eurostat), weight in whole kg of product, empty where the source has none.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import concordance
from corrections import Ledger
from places import DATASETS, Places
from tables import BuildError, PackedTable, TidyTable, read_rows

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
COLUMNS = ("year", "importer", "code", "exporter", "usd", "kg")
EU_COLUMNS = ("year", "importer", "code", "exporter", "eur")
WORLD_COLUMNS = (
    "source", "year", "code", "flows", "value", "value_weighed", "kg", "without_weight",
)
Flow = tuple[int, str, str, str, int, int | None]


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """All trade tables, and the world's sum of each code and year."""
    del ledger  # no cell of these files is corrected; oddities are told in trade_caveats.csv
    lines = concordance.check(sources)
    known = set(places.names) | {row["code"] for row in read_rows(DATASETS / "trade_places.csv")}
    codes = {
        name: {line["code"] for line in lines if concordance.held_in(line, name)}
        for name in ("hs92", "hs17", "cn")
    }
    return [
        *tables("hs92", hs92(sources, codes["hs92"]), known),
        *tables("hs17", hs17(sources, codes["hs17"]), known),
        *tables("cn", comext(sources, codes["cn"]), known),
    ]


TITLES = {
    "hs92": ("baci-hs92@202601", "World trade by pair of countries and code, HS92 (BACI)"),
    "hs17": ("baci-hs17@202601", "World trade by pair of countries and code, HS17 (BACI)"),
    "cn": ("comext@2024", "Imports of EU countries by partner and eight-digit code (Eurostat)"),
}


def tables(name: str, flows: Iterable[Flow], known: set[str]) -> Iterator[TidyTable]:
    """One packed table a year, then the sums by code."""
    source, title = TITLES[name]
    by_year: dict[int, list[Flow]] = defaultdict(list)
    for flow in flows:
        by_year[flow[0]].append(flow)
    for year, found in sorted(by_year.items()):
        found.sort(key=lambda flow: flow[1:4])
        repeats = [key for key, n in Counter(flow[:4] for flow in found).items() if n > 1]
        if repeats:
            raise BuildError(f"{source} {year}: a merge of country codes doubles {repeats[:3]}")
        strange = {place for flow in found for place in (flow[1], flow[3])} - known
        if strange:
            raise BuildError(f"{source} {year}: unknown places {sorted(strange)}")
        yield PackedTable(
            path=f"trade/{name}_{year}.csv.gz",
            source=source,
            title=f"{title}, {year}",
            columns=EU_COLUMNS if name == "cn" else COLUMNS,
            rows=(),
            packed=[flow[:5] for flow in found] if name == "cn" else found,
            part="importer",
        )
    yield TidyTable(
        path=f"trade/world_{name}.csv",
        source=source,
        title=f"{title}: sums of each code and year",
        columns=WORLD_COLUMNS,
        rows=list(sums(source.partition("@")[0], by_year)),
    )


def sums(source: str, by_year: dict[int, list[Flow]]) -> Iterator[dict[str, str]]:
    """Flows, value, value of the flows with a weight, and weight of each code and year."""
    for year, flows in sorted(by_year.items()):
        by_code: dict[str, list[Flow]] = defaultdict(list)
        for flow in flows:
            by_code[flow[2]].append(flow)
        for code, found in sorted(by_code.items()):
            weighed = [(flow[4], flow[5]) for flow in found if flow[5] is not None]
            yield {
                "source": source, "year": str(year), "code": code, "flows": str(len(found)),
                "value": str(sum(flow[4] for flow in found)),
                "value_weighed": str(sum(value for value, _ in weighed)),
                "kg": str(sum(kg for _, kg in weighed)),
                "without_weight": str(len(found) - len(weighed)),
            }


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
    """Rows of the mapped codes out of the Parquet copy."""
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
        yield (
            year, place[importer], code, place[exporter], whole(value, where),
            None if weight is None else whole(weight, where),
        )


def hs17(sources: Path, codes: set[str]) -> Iterator[Flow]:
    """Rows of the complete year 2024."""
    with gzip.open(sources / HS17, "rt", encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            where = f"{HS17} {row['exporter']}-{row['importer']} {row['hs6']}"
            if row["hs6"] not in codes:
                raise BuildError(f"{where}: the code is not in the concordance")
            ends = [OTHER_ASIA.get(row[end], row[end]) for end in ("importer", "exporter")]
            kg = whole(row["qty_t"], where) if row["qty_t"] else None
            yield int(row["year"]), ends[0], row["hs6"], ends[1], whole(row["value_kusd"], where), kg


def comext(sources: Path, codes: set[str]) -> Iterator[Flow]:
    """Imports of EU countries in whole euros; trade inside the Union is kept as it is."""
    places = {row["iso2"]: row["iso3"] for row in read_rows(DATASETS / "countries.csv")} | NOT_ISO2
    for row in read_rows(sources / COMEXT):
        code, year = row["PRODUCT_NC"], int(row["PERIOD"])
        if row["FLOW"] != "1" or code not in codes:
            raise BuildError(f"{COMEXT}: {row} is no import, or its code is not mapped")
        if year < 2023 and code.startswith(SPLIT_IN_2023):
            continue
        euros = int(Decimal(row["VALUE_IN_EUROS"]).quantize(Decimal(1), ROUND_HALF_UP))
        yield year, places[row["DECLARANT_ISO"]], code, places[row["PARTNER_ISO"]], euros, None
