"""United States federal money and equity for minerals, and Japan's budget lines."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from controls_dates import dated
from corrections import Ledger
from places import Places
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

AWARDS = f"{FOLDER}/us_awards.csv"
METI = f"{FOLDER}/meti_fig7.csv"
PROGRAMMES = {
    "DOE MESC/BIL grant": "doe-grant", "DPA Title III": "dpa-title-iii",
    "EXIM letter of interest": "exim-letter", "EXIM loan": "exim-loan", "DoD other": "dod-other",
    "DFC": "dfc", "DOE LPO loan": "doe-loan", "DOE equity": "doe-equity",
    "DoD equity": "dod-equity", "DoD OSC loan": "dod-loan", "stockpile purchase": "stockpile",
    "CHIPS": "chips", "IRA 48C/45X": "ira-credit",
}
KINDS = {
    "grant": "grant", "loan": "loan", "conditional": "conditional-loan", "equity": "equity",
    "purchase": "purchase", "offtake/price-floor": "price-floor",
    "letter of interest": "letter-of-interest",
}
TERMS = {"Trump1": "trump-1", "Biden": "biden", "Trump2": "trump-2"}
STATUSES = ("announced", "finalised", "restructured", "cancelled")
STAGES = ("mining", "refining", "recycling", "magnet", "cells", "stockpile")
AMOUNTS = ("award", "ceiling", "partly-private", "not-published")
AWARD_COLUMNS = (
    "award_id", "date", "date_precision", "administration", "programme", "kind", "recipient",
    "project", "iso3", "stages", "amount_usd", "amount_is", "status", "ended",
    "ended_precision", "paid_usd", "counted", "counted_in", "confidence", "evidence", "note",
)
PURPOSES = ("reshoring", "friendshoring", "other-supply-chain", "ev-purchase")
LEVELS = ("line", "total", "part")
METI_COLUMNS = (
    "line_id", "paper_row", "fiscal_year", "purpose", "line", "level", "part_of", "amount_bn_jpy",
    "stated_by", "printed_group", "printed_label", "printed_year", "confidence", "evidence",
    "note",
)
# The header of the printed figure repeats FY22 where FY23 and FY24 belong.
PRINTED_YEARS = {2020: "FY20", 2021: "FY21", 2022: "FY22", 2023: "FY22", 2024: "FY22"}
HALF = Decimal("0.5")  # the printed figures are whole billions


def awards(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Make ``us_awards`` and ``us_award_minerals``."""
    raw = ledger.apply(SOURCE, AWARDS, read_rows(sources / AWARDS))
    ids = [row["award_id"] for row in raw]
    same("awards", ids, ids)
    labels = {line["award_id"]: line for line in label_rows("awards")}
    strange = set(labels) - set(ids) | {x["counted_in"] for x in labels.values()} - {*ids, ""}
    if strange:
        raise BuildError(f"policy_awards.csv: not in the gathering: {sorted(strange)}")
    rows = [_award(row, labels.get(row["award_id"], {}), places) for row in raw]
    rows.sort(key=lambda row: (row["date"], row["award_id"]))
    words = {row["award_id"]: parts(row["minerals"]) for row in raw}
    minerals = [found for row in rows for found in _minerals(row["award_id"], words)]
    return [
        table("us_awards", "United States federal money and equity for minerals since 2020",
              AWARD_COLUMNS, rows),
        table("us_award_minerals", "Minerals of each award", ("award_id", "mineral", "scope",
              "wording"), minerals),
    ]


def _award(raw: Row, label: Row, places: Places) -> Row:
    where = f"award {raw['award_id']}"
    amount = raw["amount_usd"]
    if amount and not amount.isdigit():
        raise BuildError(f"{where}: {amount!r} is no whole number of dollars")
    for stage in parts(raw["stage"]):
        one_of("stage", stage, STAGES)
    ended, precision = _ended(raw, label, where)
    return {
        "award_id": raw["award_id"],
        "date": raw["date"][: {"day": 10, "month": 7, "year": 4}[raw["precision"]]],
        "date_precision": raw["precision"],
        "administration": TERMS[one_of("administration", raw["administration"], TERMS)],
        "programme": PROGRAMMES[one_of("programme", raw["programme"], PROGRAMMES)],
        "kind": KINDS[one_of("kind", raw["kind"], KINDS)],
        "recipient": raw["recipient"],
        "project": raw["project"],
        "iso3": "" if raw["country"] == "Multiple" else places.iso3(raw["country"], where),
        "stages": ";".join(parts(raw["stage"])),
        "amount_usd": amount,
        "amount_is": _amount_is(amount, label, where),
        "status": one_of("status", raw["status_as_last_seen"], STATUSES),
        "ended": ended,
        "ended_precision": precision,
        "paid_usd": label.get("paid_usd", ""),
        "counted": one_of("counted", label.get("counted", "yes"), ("yes", "no")),
        "counted_in": label.get("counted_in", ""),
        "confidence": sure(raw["how_sure"]),
        "evidence": evidence(raw["source"]),
        "note": " ".join(filter(None, [label.get("why", ""), raw["note"]])),
    }


def _amount_is(amount: str, label: Row, where: str) -> str:
    said = label.get("amount_is", "") or ("award" if amount else "not-published")
    if one_of("amount", said, AMOUNTS) == "not-published" and amount:
        raise BuildError(f"{where}: an amount that is said to be not published")
    return said


def _ended(raw: Row, label: Row, where: str) -> tuple[str, str]:
    """Day and precision of an end; every cancelled award says it, or that it is unknown."""
    said = label.get("ended", "")
    if raw["status_as_last_seen"] == "cancelled" and not said:
        raise BuildError(f"{where}: cancelled, and policy_awards.csv does not say when")
    if said == "unknown":
        return "", "unknown"
    found, precision = dated(said, where)
    if found and found < raw["date"][: len(found)]:
        raise BuildError(f"{where}: ends on {found} before {raw['date']}")
    return found, precision


def _minerals(award_id: str, words: dict[str, list[str]]) -> list[Row]:
    rows: dict[str, Row] = {}
    for word in words[award_id]:
        mineral, scope = meaning(word, f"award {award_id}")
        one_of(f"scope of {word}", scope, ("named", "product", "unnamed"))
        row = {"award_id": award_id, "mineral": mineral, "scope": scope, "wording": word}
        if mineral not in rows or scope == "named":
            rows[mineral] = row  # magnets of rare earths beside rare earths are one mineral
    return sorted(rows.values(), key=lambda row: row["mineral"])


def budgets(sources: Path, ledger: Ledger) -> list[TidyTable]:
    """Make ``meti_budgets``: the paper's lines put right, the ministry's own beside them."""
    raw = {row["measure"]: row for row in ledger.apply(SOURCE, METI, read_rows(sources / METI))}
    lines = label_rows("meti")
    same("budget lines", raw, [line["raw_measure"] for line in lines])
    rows = []
    for number, line in enumerate(lines, start=1):
        figures = {year: raw[line["raw_measure"]][f"FY{year % 100}_bn_yen"]
                   for year in PRINTED_YEARS}
        if line["level"] == "left-out":
            if any(figures.values()):
                raise BuildError(f"budget line {line['raw_measure']!r}: left out with a figure")
            continue
        rows += [_paper(line | {"paper_row": str(number)}, year, text, raw[line["raw_measure"]])
                 for year, text in figures.items() if text]
    purposes = {row["line_id"]: row["purpose"] for row in rows}
    rows += [_ministry(line, purposes) for line in label_rows("meti_ministry")]
    tie_parts(rows)
    return [table("meti_budgets", "Budget lines of Japan's METI for supply chains, FY2020-2025",
                  METI_COLUMNS, rows)]


def _paper(line: Row, year: int, text: str, raw: Row) -> Row:
    one_of("purpose", line["purpose"], PURPOSES)
    one_of("level", line["level"], LEVELS)
    if not text.isdigit():
        raise BuildError(f"budget line {line['line_id']}: {text!r} is no whole number")
    return {name: line.get(name, "") for name in METI_COLUMNS} | {
        "fiscal_year": str(year),
        "amount_bn_jpy": text,
        "stated_by": "paper",
        "printed_year": PRINTED_YEARS[year],
        "confidence": sure(raw["confidence"]),
        "evidence": evidence(raw["source"]),
    }


def _ministry(line: Row, purposes: dict[str, str]) -> Row:
    one_of("level", line["level"], LEVELS)
    one_of("confidence", line["confidence"], ("page_seen", "general_knowledge"))
    home = purposes.get(line["line_id"]) or purposes.get(line["part_of"]) or PURPOSES[2]
    return {name: line.get(name, "") for name in METI_COLUMNS} | {
        "purpose": home,
        "stated_by": "ministry",
    }


def tie_parts(rows: list[Row]) -> None:
    """Parts add up to their total: the paper's within rounding, the ministry's exactly.

    A year of which the ministry's parts are not all known has fewer than two of them.
    """
    for total in [row for row in rows if row["level"] == "total"]:
        mine = [
            Decimal(row["amount_bn_jpy"])
            for row in rows
            if row["part_of"] == total["line_id"]
            and (row["fiscal_year"], row["stated_by"])
            == (total["fiscal_year"], total["stated_by"])
        ]
        if total["stated_by"] == "ministry" and len(mine) < 2:
            continue
        allowed = HALF * (len(mine) + 1) if total["stated_by"] == "paper" else Decimal(0)
        gap = sum(mine) - Decimal(total["amount_bn_jpy"])
        if abs(gap) > allowed:
            raise BuildError(
                f"budget {total['line_id']} {total['fiscal_year']} ({total['stated_by']}): "
                f"its parts differ from it by {gap}"
            )
