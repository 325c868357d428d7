"""United States acts on minerals and under the Defense Production Act."""

from __future__ import annotations

from pathlib import Path

from controls_dates import dated
from corrections import Ledger
from policy_labels import (
    FOLDER,
    SOURCE,
    Row,
    evidence,
    label_rows,
    meaning,
    one_of,
    parts,
    same,
    sure,
    table,
)
from tables import BuildError, TidyTable, read_rows

FILE = f"{FOLDER}/dpa.csv"
INSTRUMENTS = (
    "memorandum", "presidential-determination", "executive-order", "proclamation", "waiver",
    "procurement-rule",
)
STATUTES = {
    "dpa-title-i": "yes", "dpa-title-iii": "yes", "dpa-title-vii": "yes",
    "tariff-act-318": "no", "trade-expansion-act-232": "no", "ieepa": "no",
    "defence-procurement": "no",
}
SUBJECTS = ("minerals", "health", "solar", "artificial-intelligence")
COLUMNS = (
    "act_id", "paper_row", "paper_period", "president", "instrument", "number", "document", "statute", "dpa",
    "subject", "announced", "signed", "published", "effective", "revoked", "revoked_by",
    "confidence", "evidence", "note",
)
MINERAL_COLUMNS = ("act_id", "mineral", "scope", "wording")
# What a cell of the gathering says of the law -> statute of the label lines
LAWS = {
    "DPA Title I": {"dpa-title-i"},
    "DPA Title III": {"dpa-title-iii"},
    "DPA Title III s.303": {"dpa-title-iii"},
    "DPA Title III, with waiver of s.303(a)(1)-(6)": {"dpa-title-iii"},
    "DPA reporting authority": {"dpa-title-vii"},
    "Tariff Act s.318(a) - not the DPA": {"tariff-act-318"},
    "Trade Expansion Act s.232 - not the DPA": {"trade-expansion-act-232"},
}


def build(sources: Path, ledger: Ledger) -> list[TidyTable]:
    """Make ``acts`` and ``act_minerals``."""
    raw = {
        f"{row['seed_figure4_row']}|{row['date_signed']}": row
        for row in ledger.apply(SOURCE, FILE, read_rows(sources / FILE))
    }
    lines = label_rows("acts")
    same("acts", raw, dict.fromkeys(line["raw_key"] for line in lines))
    for key, row in raw.items():
        said = [w for line in lines if line["raw_key"] == key for w in parts(line["names"])]
        same(f"minerals of {key}", parts(row["minerals_named"]), dict.fromkeys(said))
    acts = [_act(line | _gathered(line, raw[line["raw_key"]])) for line in lines]
    added = label_rows("acts_added")
    acts += [_act(line) for line in added]
    ids = [row["act_id"] for row in acts]
    same("act ids", ids, ids)
    acts.sort(key=lambda row: (row["signed"] or row["effective"], row["act_id"]))
    minerals = [found for line in [*lines, *added] for found in _minerals(line)]
    order = {row["act_id"]: at for at, row in enumerate(acts)}
    minerals.sort(key=lambda row: (order[row["act_id"]], row["mineral"]))
    return [
        table("acts", "United States acts on minerals and under the Defense Production Act",
              COLUMNS, acts),
        table("act_minerals", "Minerals that United States acts name", MINERAL_COLUMNS, minerals),
    ]


def _gathered(line: Row, raw: Row) -> Row:
    """What the gathering has of an act; what both say must be the same."""
    where = f"policy_acts.csv {line['act_id']}"
    if raw["statute"] not in LAWS or line["statute"] not in LAWS[raw["statute"]]:
        raise BuildError(f"{where}: {line['statute']} is not {raw['statute']!r}")
    if raw["president"] != line["president"] or raw["document_no"] != line["number"]:
        raise BuildError(f"{where}: president or number is not that of the gathering")
    if line["paper_row"] and not raw["seed_figure4_row"].startswith(line["paper_row"]):
        raise BuildError(f"{where}: not row {line['paper_row']} of the paper's figure")
    published = raw["federal_register"]
    return {
        "paper_period": raw["seed_period"],
        "signed": raw["date_signed"],
        "published": published if published[:2].isdigit() else "",
        "confidence": line["confidence"] or sure(raw["confidence"]),
        "evidence": evidence(raw["source"]),
    }


def _act(line: Row) -> Row:
    where = f"act {line['act_id']}"
    one_of("instrument", line["instrument"], INSTRUMENTS)
    one_of("subject", line["subject"], SUBJECTS)
    one_of("confidence", line["confidence"], ("page_seen", "general_knowledge"))
    if STATUTES[one_of("statute", line["statute"], STATUTES)] != line["dpa"]:
        raise BuildError(f"{where}: {line['statute']} and dpa {line['dpa']!r} contradict")
    for name in ("announced", "signed", "effective", "revoked"):
        if dated(line.get(name, ""), f"{where} {name}")[1] not in {"", "day"}:
            raise BuildError(f"{where}: {name} is no day")
    if not line["signed"] and not line.get("effective"):
        raise BuildError(f"{where}: no day")
    if bool(line["revoked"]) != bool(line["revoked_by"]):
        raise BuildError(f"{where}: revoked without a day or an act")
    return {name: line.get(name, "") for name in COLUMNS}


def _minerals(line: Row) -> list[Row]:
    """One row per mineral that an act names; a list is one row without a mineral."""
    where = f"act {line['act_id']}"
    rows = []
    for word in parts(line["names"]):
        mineral, scope = meaning(word, where)
        if scope != "none":
            for slug in parts(line["minerals"]) or [mineral]:
                rows.append(
                    {"act_id": line["act_id"], "mineral": slug, "scope": scope, "wording": word}
                )
    return rows
