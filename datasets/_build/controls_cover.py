"""What each export control covers: minerals and items, HS codes, national customs codes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from controls_labels import label_rows, must_match, one_of
from places import DATASETS
from tables import BuildError, read_rows

MINERAL_COLUMNS = ("measure_id", "mineral", "scope", "form", "item", "confidence")
EIGHT_DIGITS = "CN"  # a code of the EU's Combined Nomenclature, finer than the six digits
CODE_COLUMNS = ("measure_id", "mineral", "hs6", "hs_revision", "covers", "why")
NATIONAL_COLUMNS = ("measure_id", "mineral", "item", "code", "confidence")
SCOPES = ("named", "dual-use-list", "unnamed")
FORMS = (
    "", "ore", "intermediate", "ferroalloy", "refined", "semi", "magnet", "downstream", "scrap",
    "technology", "equipment",
)
COVERS = {"whole": "wholly", "partial": "partly", "none": "none"}
STRENGTH = ("wholly", "partly", "none")
Row = dict[str, str]


def minerals(gathered: Sequence[Row], t4: Sequence[Row], known: set[str]) -> list[Row]:
    """One row per measure, mineral and item; every row of both originals is accounted for."""
    lines = label_rows("minerals")
    must_match(
        "minerals",
        {(row["measure_id"], row["mineral"]) for row in gathered},
        {(line["raw_id"], line["raw_mineral"]) for line in lines if line["raw_id"]},
    )
    rows = [
        {name: line[name] for name in MINERAL_COLUMNS} for line in lines if line["measure_id"]
    ]
    rows += usgs_items(t4)
    slugs = {row["slug"] for row in read_rows(DATASETS / "minerals.csv")}
    for row in rows:
        where = f"controls {row['measure_id']} {row['mineral']}"
        one_of("scope", row["scope"], SCOPES)
        one_of("form", row["form"], FORMS)
        if (row["scope"] == "named") != (row["mineral"] in slugs):
            raise BuildError(f"{where}: unknown mineral")
        if ";" in row["item"] or not row["item"]:
            raise BuildError(f"{where}: not one item: {row['item']!r}")
    must_match("minerals", known, {row["measure_id"] for row in rows})
    return sorted(rows, key=lambda row: (row["measure_id"], row["mineral"]))


def usgs_items(t4: Sequence[Row]) -> list[Row]:
    """USGS table T4, every commodity of every line used or left out with a reason."""
    lines = label_rows("usgs_t4")
    must_match("usgs_t4", {row["Country"] for row in t4}, {line["country"] for line in lines})
    for row in t4:
        left = row["Commodity_Year"]
        labels = {line["label"] for line in lines if line["country"] == row["Country"]}
        for label in sorted(labels, key=len, reverse=True):
            if label not in left:
                raise BuildError(f"controls_usgs_t4.csv: {row['Country']} has no {label!r}")
            left = left.replace(label, "", 1)
        rest = re.sub(r"\(\d{4}\)|\band\b|\bincluding\b|[,.\s]", "", left)
        if rest:
            raise BuildError(f"controls_usgs_t4.csv: {row['Country']}: not labelled: {rest!r}")
    for line in lines:
        if bool(line["measure_id"]) == bool(line["reason"]):
            raise BuildError(f"controls_usgs_t4.csv: {line['country']} {line['label']}: use or why")
    return [
        {
            "measure_id": line["measure_id"], "mineral": line["mineral"], "scope": "named",
            "form": line["form"], "item": line["label"], "confidence": "page_seen",
        }
        for line in lines
        if line["measure_id"]
    ]


def national_codes(gathered: Sequence[Row], covered: Sequence[Row]) -> list[Row]:
    """Customs codes by item; each code that the gathering saw must be there."""
    lines = label_rows("national_codes")
    items = {(row["measure_id"], row["mineral"], row["item"]) for row in covered}
    for line in lines:
        if (line["measure_id"], line["mineral"], line["item"]) not in items:
            raise BuildError(f"controls_national_codes.csv: no such item: {line}")
        if not re.fullmatch(r"\d{8}(\d\d)?", line["code"]):
            raise BuildError(f"controls_national_codes.csv: {line['code']!r} is no code")
    have = {(line["measure_id"], line["code"]) for line in lines}
    for row in gathered:
        for code in re.findall(r"\b\d{8,10}\b", row["hs_codes_seen"]):
            if (row["measure_id"], code) not in have:
                raise BuildError(f"controls_national_codes.csv: {row['measure_id']} lacks {code}")
    return [{name: line[name] for name in NATIONAL_COLUMNS} for line in lines]


def codes(scope: Sequence[Row], national: Sequence[Row], covered: Sequence[Row]) -> list[Row]:
    """HS codes by measure and mineral, each wholly, partly or not inside.

    From the scope table of the review; then codes of ``controls_codes.csv``; then the
    first six digits of national codes that neither names, which are partly inside. A
    measure and mineral keeps its fullest statement of a code. Of the EU's eight digits those
    are judged that part what six mix.
    """
    found: dict[tuple[str, str, str, str], Row] = {}
    for row in [*_of_scope(scope), *_own(), *_of_national(national)]:
        digits = 8 if row["hs_revision"] == EIGHT_DIGITS else 6
        if not re.fullmatch(rf"\d{{{digits}}}", row["hs6"]):
            raise BuildError(f"controls: {row['hs6']!r} is no HS code ({row['measure_id']})")
        one_of("covers", row["covers"], STRENGTH)
        key = (row["measure_id"], row["mineral"], row["hs6"], row["hs_revision"])
        held = found.setdefault(key, row)
        if STRENGTH.index(row["covers"]) < STRENGTH.index(held["covers"]):
            found[key] = row
    pairs = {(row["measure_id"], row["mineral"]) for row in covered}
    for row in found.values():
        if row["covers"] != "none" and (row["measure_id"], row["mineral"]) not in pairs:
            raise BuildError(f"controls: code for a mineral not covered: {row}")
    return [found[key] for key in sorted(found)]


def _of_scope(scope: Sequence[Row]) -> list[Row]:
    lines = label_rows("scope")
    must_match(
        "scope",
        {(row["measure_id"], row["element"], row["controlled_item"]) for row in scope},
        {(line["raw_id"], line["element"], line["controlled_item"]) for line in lines},
    )
    rows = []
    for row in scope:
        word = row["coverage_of_hs6"].split()[0]
        one_of("coverage", word, COVERS)
        key = (row["measure_id"], row["element"], row["controlled_item"])
        for line in lines:
            if (line["raw_id"], line["element"], line["controlled_item"]) != key:
                continue
            rows += [
                _code(line, hs6.strip(), "", COVERS[word], row["controlled_item"])
                for hs6 in row["hs6"].split(";")
            ]
    return rows


def _own() -> list[Row]:
    return [
        _code(line, line["hs6"], line["hs_revision"], line["covers"], line["reason"])
        for line in label_rows("codes")
    ]


def _of_national(national: Sequence[Row]) -> list[Row]:
    return [_code(row, row["code"][:6], "", "partly", f"{row['item']}") for row in national]


def _code(row: Row, hs6: str, revision: str, covers: str, why: str) -> Row:
    return {
        "measure_id": row["measure_id"], "mineral": row["mineral"], "hs6": hs6,
        "hs_revision": revision, "covers": covers, "why": why,
    }


def world_shares(facts: Sequence[Row]) -> list[Row]:
    """Shares of world trade that the OECD counts as restricted; other facts of it by name out."""
    lines = label_rows("oecd")
    must_match("oecd", {row["fact"] for row in facts}, {line["fact"] for line in lines})
    values = {row["fact"]: row for row in facts}
    found = []
    for line in lines:
        if bool(line["period"]) == bool(line["reason"]):
            raise BuildError(f"controls_oecd.csv: {line['fact']}: use or why")
        if line["period"]:
            fact = values[line["fact"]]
            percent = re.fullmatch(r"(\d+)%", fact["value"])
            if percent is None:
                raise BuildError(f"controls: {line['fact']}: {fact['value']!r} is no percentage")
            found.append(
                {
                    "mineral": line["mineral"], "share": f"0.{int(percent[1]):02d}",
                    "period": line["period"], "document": fact["document"],
                }
            )
    return found
