"""United States acts on minerals and under the Defense Production Act.

Our own table, like those of awards, budgets and uses: made from a compilation and its review. The
compilation gives days, amounts and evidence; the tables ``labels/*.csv`` say, row by row, what each
row becomes. A row without a label line, a label line without a row, a word that is no mineral:
each stops the build.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from dates import dated
from labels import (
    REVIEW,
    addresses,
    check_review,
    label_rows,
    listed_addresses,
    must_match,
    one_of,
    parts,
    refuse_repeats,
)
from places import Places
from policy.words import SOURCE, confidence, meaning
from tables import BuildError, RawRow, TidyTable, read_rows

FILE = "policy/dpa.csv"
SECOND = "policy/second/acts_to_add.csv"
CONFIDENCE = ("page_seen", "quoted", "general_knowledge")
REVIEWED = ("dpa.csv", "meti_fig7.csv", "uses.csv", "us_awards.csv")
NO_ACTS = ("bill", "statute-expiry", "outcome")  # states of the law, and what may become law
INSTRUMENTS = (
    "memorandum",
    "presidential-determination",
    "executive-order",
    "proclamation",
    "waiver",
    "procurement-rule",
    "statute",
    *NO_ACTS,
)
# Statute: whether it is part of the Defense Production Act.
STATUTES = {
    "dpa-title-i": "yes",
    "dpa-title-iii": "yes",
    "dpa-title-vii": "yes",
    "tariff-act-318": "no",
    "trade-expansion-act-232": "no",
    "ieepa": "no",
    "defence-procurement": "no",
    "dpa": "yes",
    "national-emergencies-act": "no",
    "statute": "no",
    "none": "no",
}
UNDATED = "9999"  # place of an act without a known day: the last
SUBJECTS = (
    "minerals",
    "health",
    "solar",
    "artificial-intelligence",
    "energy",
    "climate",
    "defence",
    "dpa",
)
# Statute by the words of the compilation.
LAWS = {
    "DPA Title I": "dpa-title-i",
    "DPA Title III": "dpa-title-iii",
    "DPA Title III s.303": "dpa-title-iii",
    "DPA Title III, with waiver of s.303(a)(1)-(6)": "dpa-title-iii",
    "DPA reporting authority": "dpa-title-vii",
    "Tariff Act s.318(a) - not the DPA": "tariff-act-318",
    "Trade Expansion Act s.232 - not the DPA": "trade-expansion-act-232",
}


class Act(NamedTuple):
    """One act, with the row and period of the paper's figure where it has one.

    ``dpa_view`` says whether it is in the view of the Defense Production Act; ``also_under`` is a
    second law on which it rests; ``ends_in_part`` is an act of which it ends a part.
    """

    act_id: str
    paper_row: str
    paper_period: str
    president: str
    instrument: str
    number: str
    document: str
    statute: str
    dpa: str
    subject: str
    announced: str
    signed: str
    published: str
    effective: str
    revoked: str
    revoked_by: str
    confidence: str
    evidence: tuple[str, ...]
    note: str
    dpa_view: str
    also_under: str
    ends_in_part: str
    paper_section: str


class ActMineral(NamedTuple):
    """A mineral that an act names; a list of minerals has none."""

    act_id: str
    mineral: str
    scope: str
    wording: str


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Acts, and the minerals that they name."""
    del places
    lines = label_rows("policy", "review")
    check_review("policy/labels/review.csv", REVIEWED, read_rows(sources / REVIEW), lines)
    raw = ledger.apply(SOURCE, FILE, read_rows(sources / FILE))
    refuse_repeats(FILE, map(key_of, raw))
    compiled, added = label_rows("policy", "acts"), label_rows("policy", "acts_added")
    by_key = {key_of(row): row for row in raw}
    must_match("policy/labels/acts.csv", by_key, (line["raw_key"] for line in compiled))
    check_names(by_key, compiled)
    acts = [compiled_act(line, by_key[line["raw_key"]]) for line in compiled]
    acts += [act(line, listed_addresses(line["evidence"])) for line in added]
    second = second_lines(sources, ledger)
    acts += [act(line, addresses(line["evidence"])) for line in second]
    refuse_repeats("policy acts", (one.act_id for one in acts))
    known = {one.act_id for one in acts}
    for one in acts:
        one_of(f"act {one.act_id}: ends in part", one.ends_in_part, {"", *known})
    acts.sort(key=lambda one: (one.signed or one.effective or UNDATED, one.act_id))
    order = {one.act_id: at for at, one in enumerate(acts)}
    minerals = [found for line in [*compiled, *added, *second] for found in act_minerals(line)]
    minerals.sort(key=lambda row: (order[row.act_id], row.mineral))
    return [
        TidyTable(
            path="policy/acts.csv",
            source=SOURCE,
            title="United States acts on minerals and under the Defense Production Act",
            columns=Act._fields,
            rows=acts,
        ),
        TidyTable(
            path="policy/act_minerals.csv",
            source=SOURCE,
            title="Minerals that United States acts name",
            columns=ActMineral._fields,
            rows=minerals,
        ),
    ]


def second_lines(sources: Path, ledger: Ledger) -> list[RawRow]:
    """Acts of the second gathering, with what their label lines add."""
    raw = ledger.apply(SOURCE, SECOND, read_rows(sources / SECOND))
    lines = {line["act_id"]: line for line in label_rows("policy", "acts_second")}
    must_match("policy/labels/acts_second.csv", (row["act_id"] for row in raw), lines)
    return [
        row
        | lines[row["act_id"]]
        | {
            "dpa": {"true": "yes", "false": "no"}[row["dpa"]],
            "paper_row": "",
            "paper_section": row["paper_row"].removeprefix("section "),
            "confidence": confidence(row["confidence"]),
            "minerals": "",
            "dpa_view": "no",
        }
        for row in raw
    ]


def key_of(row: RawRow) -> str:
    """What tells two rows of the compilation apart."""
    return f"{row['seed_figure4_row']}|{row['date_signed']}"


def check_names(raw: dict[str, RawRow], lines: list[RawRow]) -> None:
    """Stop unless the label lines of a row name the minerals that it names."""
    for key, row in raw.items():
        named = [word for ln in lines if ln["raw_key"] == key for word in parts(ln["names"])]
        found = parts(row["minerals_named"])
        must_match(f"policy/labels/acts.csv: minerals of {key}", found, named)
        refuse_repeats(f"{FILE}: minerals of {key}", found)


def compiled_act(line: RawRow, raw: RawRow) -> Act:
    """One act of the compilation; what its label line repeats must be the same."""
    where = f"policy/labels/acts.csv {line['act_id']}"
    if LAWS.get(raw["statute"]) != line["statute"]:
        raise BuildError(f"{where}: {line['statute']} is not {raw['statute']!r}")
    if raw["president"] != line["president"] or raw["document_no"] != line["number"]:
        raise BuildError(f"{where}: president or number is not that of the compilation")
    if line["paper_row"] and not raw["seed_figure4_row"].startswith(line["paper_row"]):
        raise BuildError(f"{where}: not row {line['paper_row']} of the paper's figure")
    published = raw["federal_register"]
    cells = line | {
        "paper_period": raw["seed_period"],
        "signed": raw["date_signed"],
        "published": published if published[:2].isdigit() else "",
        "confidence": line["confidence"] or confidence(raw["confidence"]),
    }
    return act(cells, addresses(raw["source"]))


def act(line: RawRow, evidence: tuple[str, ...]) -> Act:
    """One act with its words and days checked."""
    where = f"act {line['act_id']}"
    one_of(f"{where}: instrument", line["instrument"], INSTRUMENTS)
    one_of(f"{where}: subject", line["subject"], SUBJECTS)
    one_of(f"{where}: confidence", line["confidence"], CONFIDENCE)
    laws = (line["statute"], line.get("also_under", ""))
    known = {STATUTES[one_of(f"{where}: statute", law, STATUTES)] for law in laws if law}
    if ("yes" if "yes" in known else "no") != line["dpa"]:
        raise BuildError(f"{where}: {line['statute']} and dpa {line['dpa']!r} contradict")
    for name in ("announced", "signed", "effective", "revoked"):
        if dated(line.get(name, ""), f"{where} {name}").precision not in {"", "day"}:
            raise BuildError(f"{where}: {name} is no day")
    if not line["signed"] and not line.get("effective") and line.get("dpa_view") != "no":
        raise BuildError(f"{where}: no day")
    if bool(line["revoked"]) != bool(line.get("revoked_by")):
        raise BuildError(f"{where}: revoked without a day or an act")
    cells = {name: line.get(name, "") for name in Act._fields if name != "evidence"}
    cells["dpa_view"] = cells["dpa_view"] or "yes"
    return Act(**cells, evidence=evidence)


def act_minerals(line: RawRow) -> Iterator[ActMineral]:
    """One row per mineral that an act names."""
    for word in parts(line["names"]):
        mineral, scope = meaning(word, f"act {line['act_id']}")
        if scope != "none":
            for slug in parts(line["minerals"]) or (mineral,):
                yield ActMineral(line["act_id"], slug, scope, word)
