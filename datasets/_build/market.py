"""Market value of the energy-transition minerals, as two IEA publications state it.

The figures were copied by hand from web pages that quote the publications; each row of
the original names page and words. Values of single minerals for 2022 are known only
from a garbled news report and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from corrections import Ledger
from places import Places
from tables import BuildError, TidyTable, read_rows
from values import plain

STATED = "iea/iea_market_value_stated.csv"
COLUMNS = ("year", "scenario", "value_usd", "change_on_year", "status", "note")
BILLION = Decimal(10) ** 9
REVIEW = "IEA Critical Minerals Market Review 2023 (as first published)"
OUTLOOK = "IEA Global Critical Minerals Outlook 2024"
# (year, item, source as the original words it) -> (source, scenario, change on the year before)
KNOWN = {
    ("2022", "total", REVIEW): ("iea-review@2023", "", ""),
    ("2023", "total", f"{OUTLOOK}, Market review"): ("iea-outlook@2024", "", "-0.1"),
    ("2040", "total, NZE Scenario", OUTLOOK): ("iea-outlook@2024", "NZE", ""),
}
LEFT_OUT = "value of one mineral from a news report that prints million and calls it investments"
NEWS = {"copper", "nickel", "lithium"}
NOTES = {
    "2022": "as first published; the outlook of the year after puts 2022 higher",
    "2023": "stated with a fall of 10% on 2022",
    "2040": "read from a summary of the outlook",
}
TITLES = {
    "iea-review@2023": "Market value of energy-transition minerals, review of 2023",
    "iea-outlook@2024": "Market value of energy-transition minerals, outlook of 2024",
}


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """One table per publication."""
    del places
    original = read_rows(sources / STATED)
    rows = original
    for source in TITLES:
        rows = ledger.apply(source, STATED, rows)
    dropped = [row for row in rows if row["item"] in NEWS and row["year"] == "2022"]
    kept = [row for row in rows if row not in dropped]
    if len(dropped) != len(NEWS):
        raise BuildError(f"{STATED}: values of single minerals are {len(dropped)}")
    if {(r["year"], r["item"], r["source"]) for r in kept} != set(KNOWN):
        raise BuildError(f"{STATED}: rows {[(r['year'], r['item'], r['source']) for r in kept]}")
    left_out = [(row["item"], LEFT_OUT, 1) for row in dropped]
    return [
        TidyTable(
            path=f"iea/market_value_{source.partition('@')[2]}.csv", source=source, title=title,
            columns=COLUMNS, rows=list(stated_rows(kept, source)), warnings=("transcribed",),
            left_out=left_out if source == "iea-review@2023" else (),
        )
        for source, title in TITLES.items()
    ]


def stated_rows(rows: list[dict[str, str]], source: str) -> Iterator[dict[str, str]]:
    """Rows of one publication."""
    for row in rows:
        of, scenario, change = KNOWN[row["year"], row["item"], row["source"]]
        if of != source:
            continue
        if change and "contracted by 10%" not in row["words"]:
            raise BuildError(f"{STATED}: {row['year']}: the words no longer state the change")
        yield {
            "year": row["year"], "scenario": scenario,
            "value_usd": plain(Decimal(row["usd_billion"]) * BILLION), "change_on_year": change,
            "status": "projection" if scenario else "reported", "note": NOTES[row["year"]],
        }
