"""Validation of import shares: those the USGS prints, beside what the trade tables give.

The USGS adds up the customs statistics of the United States by ten-digit code; the CEPII
reconciles what both sides of each flow report by six-digit code. Two records of the same trade are
compared, so that the class is in no count of agreement. The tolerance of five points was set
before a number was compared.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from audit_compare import DATASETS
from validation import Computed, Key, Kind, Published

import critmin
from critmin.core.errors import NoData

EDITION = "usgs@2026"
TABLE = "usgs/import_sources_2026.csv"
SOURCE = "baci-hs92"
TOLERANCE = 5.0
JOINED = {"CHN": ("CHN", "HKG")}  # where the note says that the USGS counts them as one


def _lines(name: str) -> list[dict[str, str]]:
    with (DATASETS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _stages() -> dict[tuple[str, str], str]:
    """Traded form of each form that the USGS prints; empty where the trade tells none apart."""
    return {(row["mineral"], row["form"]): row["stage"] for row in _lines("us_import_forms.csv")}


def read(_folder: Path) -> Iterator[Published]:
    """Printed shares of countries; the audit sets each cell beside the publisher's file."""
    for row in _lines(TABLE):
        if row["kind"] == "country" and row["state"] == "number":
            share = 100 * float(row["share"])
            joined = row["iso3"] == "CHN" and "includes Hong Kong" in row["note"]
            yield Published(
                row["mineral"],
                row["form"],
                row["iso3"],
                row["period"],
                EDITION,
                "percent",
                f"{share:.10g}",
                share,
                "Mineral Commodity Summaries 2026, Import Sources"
                + (", with Hong Kong" if joined else ""),
            )


def compute(published: Sequence[Published]) -> dict[Key, Computed]:
    """Imports in tonnes of the same years by supplier, over those of all suppliers."""
    found: dict[Key, Computed] = {}
    for one in published:
        stage = _stages().get((one.mineral, one.what), "")
        if stage in {"", "mixed"}:
            found[one.key] = Computed(None, why_none="form_not_traded_alone")
            continue
        tonnes, flags = _imports(one.mineral, stage, one.year.replace("-", ":"))
        total = tonnes.total()
        if not total:
            found[one.key] = Computed(None, why_none="no_trade_of_its_years")
            continue
        places = JOINED[one.place] if one.where.endswith("Hong Kong") else (one.place,)
        own = sum(tonnes[place] for place in places)
        found[one.key] = Computed(100 * own / total, flags=flags)
    return found


@cache
def _imports(mineral: str, stage: str, years: str) -> tuple[Counter[str], tuple[str, ...]]:
    """Tonnes of product by supplier, and the codes of the answer."""
    tonnes: Counter[str] = Counter()
    try:
        table = critmin.dependency(
            "USA", mineral, form=stage, year=years, measure="weight", source=SOURCE
        )
    except NoData:  # any other refusal is a fault of the question
        return tonnes, ()
    flags: set[str] = set()
    for row in table:
        flags.update(row["flag"] or ())
        if row["share"] is not None:
            tonnes[str(row["supplier_iso3"] or row["supplier"])] += row["imports_t"] or 0.0
    return tonnes, tuple(sorted(flags))


KINDS = (
    Kind(
        "usgs_import_shares",
        "USGS: import shares of the United States, from another record of the trade",
        "critmin dependency USA MINERAL --form FORM --measure weight --source baci-hs92 "
        "--year 2021:2024",
        "five percentage points, set before the numbers were compared",
        read,
        compute,
        lambda one, computed: TOLERANCE,
    ),
)
