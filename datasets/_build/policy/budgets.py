"""Budget lines of Japan's METI for supply chains, by the paper and by the ministry."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from labels import addresses, label_rows, listed_addresses, must_match, one_of, refuse_repeats
from places import Places
from policy.words import SOURCE, confidence
from tables import BuildError, RawRow, TidyTable, read_rows

FILE = "policy/meti_fig7.csv"
PURPOSES = ("reshoring", "friendshoring", "other-supply-chain", "ev-purchase")
OTHER = "other-supply-chain"
LEVELS = ("line", "total", "part")
# The header of the printed figure repeats FY22 where FY23 and FY24 belong.
PRINTED_YEARS = {2020: "FY20", 2021: "FY21", 2022: "FY22", 2023: "FY22", 2024: "FY22"}
HALF = Decimal("0.5")  # the printed figures are whole billions


class BudgetLine(NamedTuple):
    """Amount of a budget line in a fiscal year."""

    line_id: str
    paper_row: str
    fiscal_year: str
    purpose: str
    line: str
    level: str
    part_of: str
    amount_bn_jpy: str
    stated_by: str
    printed_group: str
    printed_label: str
    printed_year: str
    confidence: str
    evidence: tuple[str, ...]
    note: str


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """The paper's lines corrected, and the ministry's own beside them."""
    del places
    raw = {row["measure"]: row for row in ledger.apply(SOURCE, FILE, read_rows(sources / FILE))}
    lines = label_rows("policy", "meti")
    must_match("policy/labels/meti.csv", raw, (line["raw_measure"] for line in lines))
    refuse_repeats("policy/labels/meti.csv", (line["raw_measure"] for line in lines))
    rows = [
        row
        for number, line in enumerate(lines, start=1)
        for row in paper_lines(line, str(number), raw[line["raw_measure"]])
    ]
    purposes = {row.line_id: row.purpose for row in rows}
    rows += [ministry_line(line, purposes) for line in label_rows("policy", "meti_ministry")]
    check_parts(rows)
    return [
        TidyTable(
            path="policy/meti_budgets.csv",
            source=SOURCE,
            title="Budget lines of Japan's METI for supply chains, FY2020-2025",
            columns=BudgetLine._fields,
            rows=rows,
        )
    ]


def paper_lines(line: RawRow, paper_row: str, raw: RawRow) -> list[BudgetLine]:
    """A line of the paper's figure, one row per year with an amount."""
    where = f"budget line {line['raw_measure']!r}"
    amounts = {year: raw[f"FY{year % 100}_bn_yen"] for year in PRINTED_YEARS}
    if line["level"] == "left-out":
        if any(amounts.values()):
            raise BuildError(f"{where}: left out with an amount")
        return []
    one_of(f"{where}: purpose", line["purpose"], PURPOSES)
    one_of(f"{where}: level", line["level"], LEVELS)
    if strange := [text for text in amounts.values() if text and not text.isdigit()]:
        raise BuildError(f"{where}: no whole numbers: {strange}")
    return [
        BudgetLine(
            line_id=line["line_id"],
            paper_row=paper_row,
            fiscal_year=str(year),
            purpose=line["purpose"],
            line=line["line"],
            level=line["level"],
            part_of=line["part_of"],
            amount_bn_jpy=amount,
            stated_by="paper",
            printed_group=line["printed_group"],
            printed_label=line["printed_label"],
            printed_year=PRINTED_YEARS[year],
            confidence=confidence(raw["confidence"]),
            evidence=addresses(raw["source"]),
            note=line["note"],
        )
        for year, amount in amounts.items()
        if amount
    ]


def ministry_line(line: RawRow, purposes: dict[str, str]) -> BudgetLine:
    """A line as the ministry states it, with the purpose of the paper's line or of its total."""
    where = f"budget line {line['line_id']!r}"
    return BudgetLine(
        line_id=line["line_id"],
        paper_row="",
        fiscal_year=line["fiscal_year"],
        purpose=purposes.get(line["line_id"]) or purposes.get(line["part_of"]) or OTHER,
        line=line["line"],
        level=one_of(f"{where}: level", line["level"], LEVELS),
        part_of=line["part_of"],
        amount_bn_jpy=line["amount_bn_jpy"],
        stated_by="ministry",
        printed_group="",
        printed_label="",
        printed_year="",
        confidence=one_of(
            f"{where}: confidence", line["confidence"], ("page_seen", "general_knowledge")
        ),
        evidence=listed_addresses(line["evidence"]),
        note=line["note"],
    )


def check_parts(rows: list[BudgetLine]) -> None:
    """Stop unless parts add up to their total: the paper's within rounding, the ministry's exactly.

    Of the ministry's parts not all are known in every year; fewer than two are not added up.
    """
    parts: dict[tuple[str, str, str], list[Decimal]] = defaultdict(list)
    for row in rows:
        parts[row.part_of, row.fiscal_year, row.stated_by].append(Decimal(row.amount_bn_jpy))
    for total in (row for row in rows if row.level == "total"):
        mine = parts.get((total.line_id, total.fiscal_year, total.stated_by), [])
        rounded = total.stated_by == "paper"
        if not rounded and len(mine) < 2:
            continue
        allowed = HALF * (len(mine) + 1) if rounded else Decimal(0)
        gap = sum(mine) - Decimal(total.amount_bn_jpy)
        if abs(gap) > allowed:
            raise BuildError(
                f"budget {total.line_id} {total.fiscal_year} ({total.stated_by}): "
                f"its parts differ from it by {gap}"
            )
