"""Stated figures: shares of manufacture and of demand, costs, prices and support, with bounds."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from labels import label_rows, must_match, one_of
from places import Places
from tables import BuildError, LeftOut, RawRow, TidyTable, read_rows

FOLDER = "demand"
FILES = ("stated_manufacturing.csv", "stated_costs.csv")
SOURCE = "clean-products@2026"
BOUNDS = ("=", "~", ">", ">=", "<", "<=")
STAGES = (
    "demand",
    "production",
    "capacity",
    "makers",
    "investment",
    "cost",
    "price",
    "support",
    "duty",
)
SHARE = "share of the world"
BELOW = "fraction below the country"  # China's figure below another place's
ABOVE = "fraction above China"
# Places that are no country.
REGIONS = {"Europe": "region", "North America": "region", "European Union": "bloc"}
VIA = re.compile(r",? \(?(?:as reported|as quoted|quoted|(?:full )?text reposted)(?: by )?")


class Stated(NamedTuple):
    """A figure that a publisher states of a product and a place, with its bound."""

    product: str
    stage: str
    item: str
    year: str
    country: str
    iso3: str
    kind: str
    bound: str
    value: Decimal
    unit: str
    publisher: str
    seen_in: str
    evidence: str
    note: str


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """The one table."""
    del ledger  # an own compilation is corrected where it is made
    known = {
        (row["file"], row["product"], row["printed"]): row
        for row in label_rows("clean_products", "stated")
    }
    found: list[tuple[str, RawRow]] = []
    for file in FILES:
        found += [(file, row) for row in read_rows(sources / FOLDER / file)]
    must_match("clean_products/stated", ((f, r["product"], r["stage"]) for f, r in found), known)
    rows, left = [], []
    for file, row in found:
        label = known[file, row["product"], row["stage"]]
        if reason := label["left_out"] or _doubt(row):
            left.append(LeftOut(f"{row['product']}, {row['stage']}", reason, 1))
        else:
            rows.append(stated(row, label, places))
    rows.sort(key=lambda r: (r.product, STAGES.index(r.stage), r.item, r.year, r.country))
    return [
        TidyTable(
            path="clean_products/stated_figures.csv",
            source=SOURCE,
            title="Stated shares, costs and support of clean products by place",
            columns=Stated._fields,
            rows=rows,
            warnings=("compiled",),
            left_out=left,
        )
    ]


def _doubt(row: RawRow) -> str:
    """Reason to leave out a figure that its compilation holds to be doubtful."""
    return "the compilation holds it to be doubtful" if row["confidence"].startswith("low") else ""


def stated(row: RawRow, label: RawRow, places: Places) -> Stated:
    """One figure; how far China lies below another place becomes how far that lies above it."""
    where = f"{row['product']}, {row['stage']}, {row['country']}"
    bound = one_of(where, row["bound"], BOUNDS)
    if bound == "=" and re.search(r"\b(about|around)\b", row["confidence"]):
        bound = "~"
    value, unit, note = Decimal(row["share"]), label["unit"], _note(row)
    if unit == BELOW:
        note = "; ".join(filter(None, [f"stated as {value:.0%} lower in China", note]))
        value, unit = round(1 / (1 - value) - 1, 4), ABOVE
    if unit == SHARE and not 0 < value <= 1:
        raise BuildError(f"{where}: {value} is no share")
    place = row["country"]
    iso3 = row["iso3"]
    if bool(iso3) == (place in REGIONS) or places.find(place) not in (None, iso3):
        raise BuildError(f"{where}: name and code {iso3!r} do not agree")
    publisher, seen = attribution(row["source"])
    return Stated(
        label["slug"],
        one_of(where, label["stage"], STAGES),
        label["item"],
        row["year"],
        places.names.get(iso3, place),
        iso3,
        REGIONS.get(place, "country"),
        bound,
        value,
        unit,
        publisher,
        seen,
        row["address"],
        note,
    )


def _note(row: RawRow) -> str:
    """Remarks on a figure: what it was computed from, and a year that was inferred."""
    counts = re.fullmatch(r"\((\d[\d.]*/\d[\d.]*)\)", row["note"])
    inferred = re.search(r"year (inferred|= |taken)", row["confidence"])
    remarks = [f"computed: {counts[1]}" if counts else "", "year inferred" if inferred else ""]
    return "; ".join(filter(None, remarks))


def attribution(source: str) -> tuple[str, str]:
    """Publisher with its work, and where the figure was read if not with the publisher.

    Quoted sentences are left out.
    """
    head = source.partition('"')[0].partition("; CC")[0].strip(" :(")
    head = re.sub(r": costs$|: \W*$", "", head)
    match = VIA.search(head)
    if match is None:
        return head, ""
    return head[: match.start()].strip(" (,"), head[match.end() :].strip(" ):(") or "a report of it"
