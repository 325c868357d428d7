"""What each export control covers: minerals and items, HS codes, national customs codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from controls.vocabulary import FORMS, SCOPES
from labels import label_rows, must_match, one_of, parts
from places import minerals
from tables import BuildError, RawRow

EIGHT_DIGITS = "CN"  # a code of the EU's Combined Nomenclature, finer than the six digits
COVERS = {"whole": "wholly", "partial": "partly", "none": "none"}
STRENGTH = ("wholly", "partly", "none")


class Cover(NamedTuple):
    """An item of a mineral that a measure covers."""

    measure_id: str
    mineral: str
    scope: str
    form: str
    item: str
    confidence: str


class Code(NamedTuple):
    """A tariff code of a measure and mineral, wholly, partly or not inside."""

    measure_id: str
    mineral: str
    hs6: str
    hs_revision: str
    covers: str
    why: str


class NationalCode(NamedTuple):
    """A national customs code that a measure names for an item."""

    measure_id: str
    mineral: str
    item: str
    code: str
    confidence: str


class WorldShare(NamedTuple):
    """Share of world trade that the OECD counts as restricted."""

    mineral: str
    share: str
    period: str
    document: str


class ScopeKey(NamedTuple):
    """What tells two rows of the scope table apart."""

    measure_id: str
    element: str
    item: str


def covers(compiled: Sequence[RawRow], t4: Sequence[RawRow], known: set[str]) -> list[Cover]:
    """One row per measure, mineral and item; every row of both originals is accounted for."""
    lines = label_rows("controls", "minerals")
    must_match(
        "controls/labels/minerals.csv",
        {(row["measure_id"], row["mineral"]) for row in compiled},
        {(line["raw_id"], line["raw_mineral"]) for line in lines if line["raw_id"]},
    )
    rows = [
        Cover(**{name: line[name] for name in Cover._fields})
        for line in lines
        if line["measure_id"]
    ]
    rows += usgs_items(t4)
    for row in rows:
        where = f"controls {row.measure_id} {row.mineral}"
        one_of(f"{where}: scope", row.scope, SCOPES)
        one_of(f"{where}: form", row.form, FORMS)
        if (row.scope == "named") != (row.mineral in minerals()):
            raise BuildError(f"{where}: unknown mineral")
        if ";" in row.item or not row.item:
            raise BuildError(f"{where}: not one item: {row.item!r}")
    must_match("controls/labels/minerals.csv", known, {row.measure_id for row in rows})
    return sorted(rows, key=lambda row: (row.measure_id, row.mineral))


def usgs_items(t4: Sequence[RawRow]) -> list[Cover]:
    """USGS table T4, every commodity of every line used or left out with a reason."""
    name = "controls/labels/usgs_t4.csv"
    lines = label_rows("controls", "usgs_t4")
    must_match(name, {row["Country"] for row in t4}, {line["country"] for line in lines})
    for row in t4:
        left = row["Commodity_Year"]
        labels = {line["label"] for line in lines if line["country"] == row["Country"]}
        for label in sorted(labels, key=len, reverse=True):
            if label not in left:
                raise BuildError(f"{name}: {row['Country']} has no {label!r}")
            left = left.replace(label, "", 1)
        rest = re.sub(r"\(\d{4}\)|\band\b|\bincluding\b|[,.\s]", "", left)
        if rest:
            raise BuildError(f"{name}: {row['Country']}: not labelled: {rest!r}")
    for line in lines:
        if bool(line["measure_id"]) == bool(line["reason"]):
            raise BuildError(f"{name}: {line['country']} {line['label']}: a measure or a reason")
    return [
        Cover(
            line["measure_id"],
            line["mineral"],
            scope="named",
            form=line["form"],
            item=line["label"],
            confidence="page_seen",
        )
        for line in lines
        if line["measure_id"]
    ]


def national_codes(compiled: Sequence[RawRow], covered: Sequence[Cover]) -> list[NationalCode]:
    """Customs codes by item; each code seen in the compilation must be there."""
    name = "controls/labels/national_codes.csv"
    codes = [NationalCode(**line) for line in label_rows("controls", "national_codes")]
    items = {(row.measure_id, row.mineral, row.item) for row in covered}
    for code in codes:
        if (code.measure_id, code.mineral, code.item) not in items:
            raise BuildError(f"{name}: no such item: {code}")
        if not re.fullmatch(r"\d{8}(\d\d)?", code.code):
            raise BuildError(f"{name}: {code.code!r} is no code")
    have = {(code.measure_id, code.code) for code in codes}
    for row in compiled:
        for seen in re.findall(r"\b\d{8,10}\b", row["hs_codes_seen"]):
            if (row["measure_id"], seen) not in have:
                raise BuildError(f"{name}: {row['measure_id']} lacks {seen}")
    return codes


def codes(
    scope: Sequence[RawRow], national: Sequence[NationalCode], covered: Sequence[Cover]
) -> list[Code]:
    """Tariff codes by measure and mineral, each wholly, partly or not inside.

    From the scope table of the review; then from ``labels/codes.csv``; then the first six
    digits of national codes, which are partly inside. Of several statements about a code the
    one that covers most is kept. Eight digits are given only where six mix goods inside and
    outside.
    """
    found: dict[tuple[str, ...], Code] = {}
    for code in [*_of_scope(scope), *_own(), *_of_national(national)]:
        digits = 8 if code.hs_revision == EIGHT_DIGITS else 6
        if not re.fullmatch(rf"\d{{{digits}}}", code.hs6):
            raise BuildError(f"controls: {code.hs6!r} is no HS code ({code.measure_id})")
        one_of(f"controls {code.measure_id}: covers", code.covers, STRENGTH)
        key = (code.measure_id, code.mineral, code.hs6, code.hs_revision)
        known = found.setdefault(key, code)
        if STRENGTH.index(code.covers) < STRENGTH.index(known.covers):
            found[key] = code
    pairs = {(row.measure_id, row.mineral) for row in covered}
    for code in found.values():
        if code.covers != "none" and (code.measure_id, code.mineral) not in pairs:
            raise BuildError(f"controls: code for a mineral not covered: {code}")
    return [found[key] for key in sorted(found)]


def _of_scope(scope: Sequence[RawRow]) -> Iterator[Code]:
    labels: dict[ScopeKey, list[RawRow]] = {}
    for line in label_rows("controls", "scope"):
        key = ScopeKey(line["raw_id"], line["element"], line["controlled_item"])
        labels.setdefault(key, []).append(line)
    rows = [
        (ScopeKey(row["measure_id"], row["element"], row["controlled_item"]), row) for row in scope
    ]
    must_match("controls/labels/scope.csv", (key for key, _ in rows), labels)
    for key, row in rows:
        word = row["coverage_of_hs6"].split()[0]
        one_of("controls: coverage of the scope table", word, COVERS)
        for line in labels[key]:
            for hs6 in parts(row["hs6"]):
                yield Code(line["measure_id"], line["mineral"], hs6, "", COVERS[word], key.item)


def _own() -> Iterator[Code]:
    for line in label_rows("controls", "codes"):
        yield Code(
            line["measure_id"],
            line["mineral"],
            line["hs6"],
            line["hs_revision"],
            line["covers"],
            line["reason"],
        )


def _of_national(national: Sequence[NationalCode]) -> Iterator[Code]:
    for code in national:
        yield Code(code.measure_id, code.mineral, code.code[:6], "", "partly", code.item)


def world_shares(facts: Sequence[RawRow]) -> list[WorldShare]:
    """Shares in the OECD's facts; its other facts are left out by name."""
    name = "controls/labels/oecd.csv"
    lines = label_rows("controls", "oecd")
    values = {row["fact"]: row for row in facts}
    must_match(name, values, (line["fact"] for line in lines))
    found = []
    for line in lines:
        if bool(line["period"]) == bool(line["reason"]):
            raise BuildError(f"{name}: {line['fact']}: a period or a reason")
        if line["period"]:
            fact = values[line["fact"]]
            percent = re.fullmatch(r"(\d+)%", fact["value"])
            if percent is None:
                raise BuildError(f"controls: {line['fact']}: {fact['value']!r} is no percentage")
            share = f"0.{int(percent[1]):02d}"
            found.append(WorldShare(line["mineral"], share, line["period"], fact["document"]))
    return found
