"""Market value of the energy-transition minerals, as two IEA publications state it.

The figures were copied by hand from web pages that quote the publications; each row of
the original gives the page and its words. Values of single minerals for 2022 are known only
from a garbled news report and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from labels import must_match
from places import Places
from tables import BuildError, LeftOut, RawRow, TidyTable, read_rows

FILE = "iea/iea_market_value_stated.csv"
BILLION = Decimal(10) ** 9
REVIEW = "IEA Critical Minerals Market Review 2023 (as first published)"
OUTLOOK = "IEA Global Critical Minerals Outlook 2024"
LEFT_OUT = "value of one mineral from a news report that prints million and calls it investments"
NEWS = {"copper", "nickel", "lithium"}
TITLES = {
    "iea-review@2023": "Market value of energy-transition minerals, review of 2023",
    "iea-outlook@2024": "Market value of energy-transition minerals, outlook of 2024",
}


class Stated(NamedTuple):
    """What we know of a row of the original."""

    source: str
    scenario: str
    change_on_year: str
    note: str


# By (year, item, source) of the original.
KNOWN = {
    ("2022", "total", REVIEW): Stated(
        "iea-review@2023",
        "",
        "",
        "as first published; the outlook of the year after puts 2022 higher",
    ),
    ("2023", "total", f"{OUTLOOK}, Market review"): Stated(
        "iea-outlook@2024", "", "-0.1", "stated with a fall of 10% on 2022"
    ),
    ("2040", "total, NZE Scenario", OUTLOOK): Stated(
        "iea-outlook@2024", "NZE", "", "read from a summary of the outlook"
    ),
}


class MarketValue(NamedTuple):
    """Value of a year's demand."""

    year: str
    scenario: str
    value_usd: Decimal
    change_on_year: str
    status: str
    note: str


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """One table per publication."""
    del places
    rows = read_rows(sources / FILE)
    for source in TITLES:
        rows = ledger.apply(source, FILE, rows)
    dropped = [row for row in rows if row["item"] in NEWS and row["year"] == "2022"]
    kept = {(row["year"], row["item"], row["source"]): row for row in rows if row not in dropped}
    if len(dropped) != len(NEWS):
        raise BuildError(f"{FILE}: values of single minerals are {len(dropped)}")
    must_match(FILE, kept, KNOWN)
    left_out = [LeftOut(row["item"], LEFT_OUT, 1) for row in dropped]
    return [
        TidyTable(
            path=f"iea/market_value_{source.partition('@')[2]}.csv",
            source=source,
            title=title,
            columns=MarketValue._fields,
            rows=list(values(kept, source)),
            warnings=("transcribed",),
            left_out=left_out if source == "iea-review@2023" else (),
        )
        for source, title in TITLES.items()
    ]


def values(rows: dict[tuple[str, str, str], RawRow], source: str) -> Iterator[MarketValue]:
    """Values of one publication."""
    for key, row in rows.items():
        known = KNOWN[key]
        if known.source != source:
            continue
        if known.change_on_year and "contracted by 10%" not in row["words"]:
            raise BuildError(f"{FILE}: {row['year']}: the words no longer state the change")
        yield MarketValue(
            row["year"],
            known.scenario,
            Decimal(row["usd_billion"]) * BILLION,
            known.change_on_year,
            "projection" if known.scenario else "reported",
            known.note,
        )
