"""Checks of the concordance, our table of tariff codes by mineral and form.

Every candidate row, every row of its review and every code of the trade file must be mapped
or left out with a reason; a shared code must say what it is shared with.
"""

from __future__ import annotations

import re
from pathlib import Path

from labels import refuse_repeats
from places import minerals
from tables import DATASETS, BuildError, RawRow, read_rows

CANDIDATES = "baci/hs_concordance_candidates.csv"
REVIEW = "baci/hs_concordance_corrections.csv"
CONTENTS = "baci/hs_element_content.csv"
# Reviewed codes where the concordance departs from the review, and why.
DEPARTURES = {"310430": "potassium sulphate alone; the review's no is of 310490 beside it"}
REVISIONS = ("HS92", "HS96", "HS02", "HS07", "HS12", "HS17", "HS22")
FORMS = ("ore", "intermediate", "ferroalloy", "refined", "semi", "magnet", "downstream", "scrap")
# Candidates name some minerals otherwise; sub-products are minerals of their own here.
MINERALS = {
    "baryte": "barite",
    "graphite_natural": "graphite",
    "phosphate": "phosphate-rock",
    "graphite_synthetic": "graphite-synthetic",
    "platinum_group": "platinum-group-metals",
    "rare_earths": "rare-earths",
    "iridium_osmium_ruthenium": "iridium",
}
SUB_PRODUCTS = {
    ("aluminium", "260600"): "bauxite",
    ("aluminium", "281820"): "alumina",
    ("magnesium", "251910"): "magnesite",
    ("magnesium", "251990"): "magnesium-compounds",
    ("titanium", "261400"): "titanium-minerals",
    ("silicon", "720221"): "ferrosilicon",
}


def in_nomenclature(line: RawRow, name: str) -> bool:
    """Whether the nomenclature of a trade file (hs92, hs17, cn) has a code."""
    if name == "cn" or line["system"] == "cn":
        return name == line["system"]
    at = REVISIONS.index(name.upper())
    return REVISIONS.index(line["first"]) <= at <= REVISIONS.index(line["last"])


def check(sources: Path) -> list[RawRow]:
    """Lines of the concordance, checked."""
    lines = read_rows(DATASETS / "concordance.csv")
    _check_lines(lines)
    _check_shared(lines)
    mapped = {(line["mineral"], line["code"]) for line in lines}
    codes = {line["code"] for line in lines}
    out = {row["code"] for row in read_rows(DATASETS / "concordance_left_out.csv")}
    for row in read_rows(sources / CANDIDATES):
        key = (row["mineral"], row["hs6"])
        slug = SUB_PRODUCTS.get(key, MINERALS.get(row["mineral"], row["mineral"]))
        if (slug, row["hs6"]) not in mapped and row["hs6"] not in out:
            raise BuildError(f"concordance: candidate {slug} {row['hs6']} is neither in nor out")
    for row in read_rows(sources / REVIEW):
        for code in re.findall(r"\d{6}", row["hs6"]):
            if code not in codes | out:
                raise BuildError(f"concordance: reviewed code {code} is neither in nor out")
            _check_reviewed(code, row["should_be"], [ln for ln in lines if ln["code"] == code])
    _check_contents(sources, lines)
    return lines


def _check_reviewed(code: str, should_be: str, lines: list[RawRow]) -> None:
    """Stop where the lines of a code are not what its review asks for."""
    exclusive = re.search(r"exclusive=(yes|no)", should_be)
    if exclusive is None or code in DEPARTURES:
        return
    if {line["exclusive"] for line in lines} - {exclusive[1]}:
        raise BuildError(f"concordance: {code}: the review says exclusive={exclusive[1]}")
    spans = re.findall(r"; ([^;]*HS\d\d[^;]*);", should_be)
    for line in lines if spans and "/" not in spans[0] else ():
        first, _, last = spans[0].strip().partition("-")
        if (line["first"], line["last"]) != (first, last or first):
            raise BuildError(f"concordance: {code}: the review says {spans[0]}")


def check_left_out(codes: set[str]) -> None:
    """Stop at an unmapped code of the trade file without a reason."""
    out = {row["code"] for row in read_rows(DATASETS / "concordance_left_out.csv")}
    if codes - out:
        raise BuildError(f"trade codes neither mapped nor left out: {sorted(codes - out)}")


def _check_lines(lines: list[RawRow]) -> None:
    refuse_repeats("concordance", ((line["mineral"], line["form"], line["code"]) for line in lines))
    for line in lines:
        where = f"concordance: {line['mineral']} {line['code']}"
        if line["mineral"] not in minerals() or line["form"] not in FORMS:
            raise BuildError(f"{where}: unknown mineral or form {line['form']}")
        if not re.fullmatch(r"\d{6}" if line["system"] == "hs" else r"\d{8}", line["code"]):
            raise BuildError(f"{where}: not one code of its system")
        if line["exclusive"] not in {"yes", "no"}:
            raise BuildError(f"{where}: exclusive is {line['exclusive']}")
        if line["content"] and not 0 < float(line["content"]) <= 1:
            raise BuildError(f"{where}: content {line['content']}")


def _check_shared(lines: list[RawRow]) -> None:
    """Stop unless a shared code names two goods or more, the mineral among them."""
    contents: dict[str, list[str]] = {}
    for row in read_rows(DATASETS / "shared_codes.csv"):
        contents.setdefault(row["code"], []).append(row["mineral"] or row["what"])
    shared = {(line["code"], line["mineral"]) for line in lines if line["exclusive"] == "no"}
    for code, mineral in sorted(shared):
        if mineral not in contents.get(code, ()) or len(contents[code]) < 2:
            raise BuildError(f"shared_codes: {code} does not say what {mineral} shares it with")
    alone = set(contents) - {code for code, _mineral in shared}
    if alone:
        raise BuildError(f"shared_codes: not shared: {sorted(alone)}")


def _check_contents(sources: Path, lines: list[RawRow]) -> None:
    """Stop at a content that is not the one of the list it is taken from."""
    listed = {(row["hs6"], row["element"], row["content"]) for row in read_rows(sources / CONTENTS)}
    own = read_rows(DATASETS / "element_contents.csv")
    if {(row["code"], row["element"], row["content"]) for row in own} != listed:
        raise BuildError("element_contents.csv is not the list it is made from")
    for line in lines:
        if line["content_kind"] in {"", "pure-metal"}:
            continue
        if (line["code"][:6], line["element"], line["content"]) not in listed:
            raise BuildError(f"concordance: {line['code']} content {line['content']} has no source")
