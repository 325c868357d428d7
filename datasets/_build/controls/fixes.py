"""Ledger of proposed corrections: each applied or refused, with the reason."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from labels import addresses, label_rows, must_match, one_of, parts
from tables import BuildError, RawRow

NAME = "controls/labels/fixes.csv"
# ``kept``: the proposal asks for no change, or for what stood already.
OUTCOMES = ("applied", "partly", "kept", "refused")
BARE = re.compile(r"(?<=\S) (?=https?://)")  # before an address inside a remark
CONFIDENCE = {"seen page": "page_seen", "quotation": "quoted", "memory": "general_knowledge"}


class Fix(NamedTuple):
    """One proposed correction, and what became of it."""

    fix_id: str
    measure_id: tuple[str, ...]
    column: str
    outcome: str
    reason: str
    confidence: str
    evidence: tuple[str, ...]


def fixes(proposed: Sequence[RawRow], known: Collection[str]) -> list[Fix]:
    """One row per proposal; a proposal without an outcome, or an unknown record, stops the build.

    ``known`` are the ids of measures and events.
    """
    lines = {line["fix_id"]: line for line in label_rows("controls", "fixes")}
    must_match(NAME, (row["fix_id"] for row in proposed), lines)
    return sorted(fix(row, lines[row["fix_id"]], known) for row in proposed)


def fix(row: RawRow, line: RawRow, known: Collection[str]) -> Fix:
    """One proposal with its outcome and the records that it changed."""
    where = f"{NAME} {row['fix_id']}"
    outcome = one_of(f"{where}: outcome", line["outcome"], OUTCOMES)
    if not line["reason"]:
        raise BuildError(f"{where}: no reason")
    records = parts(line["records"])
    if outcome in {"applied", "partly"} and not records:
        raise BuildError(f"{where}: {outcome}, and to no record")
    return Fix(
        row["fix_id"],
        tuple(one_of(f"{where}: record", record, known) for record in records),
        row["column"],
        outcome,
        line["reason"],
        CONFIDENCE[one_of(f"{where}: confidence", row["confidence"], CONFIDENCE)],
        addresses(*(BARE.sub(" ; ", row[name]) for name in ("evidence", "should_be"))),
    )
