"""Summaries of `exposure` over many minerals: how many one supplier sells most of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from critmin.answers.table import Table
from critmin.core.dates import in_words
from critmin.core.wording import listed, percent
from critmin.summaries.phrases import amount, flags, known_place, number, possessive, sentence

Row = Any  # of the question, in a package above
MOST = 3  # buyers said one by one
HALF = 0.5
FORM = "at least one form"  # the largest share of any form counts
# Why a mineral has no share, by flag.
WHY = {
    "shared_codes_only": "their trade codes are shared",
    "not_listed": "the source names only the largest suppliers",
}


def supplier_of(row: Row) -> str:
    """Supplier of a row in a sentence."""
    return known_place(str(row.supplier_iso3))


def day_asked(table: Table) -> str:
    """Day on which the law is read, and the day of which the knowledge is."""
    known = table.query.get("known_on")
    day = f"as of {in_words(str(table.query['as_of']))}"
    return f"{day}, as it could be known on {in_words(str(known))}" if known else day


def all_minerals(newest: Sequence[Row], buyers: Sequence[str]) -> str:
    """Number of minerals of which the supplier has more than half, buyer by buyer."""
    parts = []
    for code in buyers[:MOST]:
        largest: dict[object, float] = {}
        for row in newest:
            share = number(row, "direct_share")
            if "feed_unseen" in flags(row):
                share = share or None  # what was dug there and refined elsewhere is not known
            if row.buyer_iso3 == code and share is not None:
                largest[row.mineral] = max(share, largest.get(row.mineral, 0.0))
        every = {row.mineral for row in newest if row.buyer_iso3 == code}
        above = sum(share > HALF for share in largest.values())
        parts.append((known_place(code), above, len(largest), len(every) - len(largest)))
    without = {row.mineral for row in newest} - {*largest}
    why = {
        reason: sum(
            any(code in flags(row) for row in newest if row.mineral == mineral)
            for mineral in without
        )
        for code, reason in WHY.items()
    }
    return _above(supplier_of(newest[0]), "more than half", parts, why)


def _above(
    supplier: str, much: str, parts: Sequence[tuple[str, int, int, int]], why: Mapping[str, int]
) -> str:
    """Counts of minerals above a threshold by buyer; those without a figure apart."""
    if not parts:
        return ""
    if len(parts) > 1:
        of = [f"{above} of {held} minerals for {buyer}" for buyer, above, held, _ in parts]
        return sentence(
            f"{supplier} supplied {much} of recorded imports of {FORM} of {listed(of)} that can "
            "be compared"
        )
    buyer, above, held, without = parts[0]
    if not held:
        return ""
    first = (
        f"{supplier} supplied {much} of {possessive(buyer)} recorded imports of {FORM} of "
        f"{above} of the {held} minerals that can be compared"
    )
    if without:
        reason = max(why, key=lambda text: why[text], default="")
        told = bool(reason) and 2 * why[reason] > without
        most = "" if told and why[reason] == without else "mostly "
        first += f"; {without} more cannot{f', {most}because {reason}' if told else ''}"
    return sentence(first)


def exposure_summary(table: Table) -> str:
    """Number of minerals above the threshold, and under licence or ban by law on the day."""
    rows = [row for row in table.typed if row.measure == "direct_share"]
    if not rows:
        return ""
    threshold = float(str(rows[0].threshold))
    much = "more than half" if threshold == HALF else f"more than {percent(threshold)}"
    parts = [
        (
            known_place(str(row.buyer_iso3)),
            int(amount(row, "minerals_above")),
            int(amount(row, "minerals_counted")),
            int(amount(row, "minerals_without")),
        )
        for row in rows
    ]
    first = _above(
        supplier_of(rows[0]), much, parts[:MOST], {WHY["shared_codes_only"]: _shared(table)}
    )
    law = _law_counts(table, much) if len(rows) == 1 else ""
    return " ".join(filter(None, [first, law]))


def _shared(table: Table) -> int:
    """Number of minerals that trade under shared codes only, as the caution counts them."""
    for about in table.warnings:
        if about.name == "shared_codes_only:controls":
            return int(about.values["number"])
    return 0


def _law_counts(table: Table, much: str) -> str:
    """Number of minerals of which so much falls under licence or ban."""
    found = []
    counts = {str(row.measure): int(amount(row, "minerals_above")) for row in table.typed}
    for word in ("licence", "ban"):
        low, high = counts.get(f"under_{word}_low", 0), counts.get(f"under_{word}_high", 0)
        if high:
            few = f"{low}" if low == high else f"up to {high}" if not low else f"{low} to {high}"
            some = f"{few} {'mineral' if high == 1 else 'minerals'}"
            found.append(f"an export {word} for {some}")
    if not found:
        return ""
    return sentence(f"{day_asked(table)}, {much} of {FORM} falls under {listed(found)}")
