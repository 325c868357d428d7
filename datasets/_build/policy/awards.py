"""United States federal money and equity for minerals."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from dates import Dated, dated
from labels import addresses, label_rows, must_match, one_of, parts, refuse_repeats
from places import Places
from policy.words import SOURCE, confidence, meaning
from tables import BuildError, RawRow, TidyTable, read_rows

FILE = "policy/us_awards.csv"
SECOND = "policy/second/awards_to_add.csv"
SECOND_LABELS = "policy/labels/awards_second.csv"
PROGRAMMES = {
    "DOE MESC/BIL grant": "doe-grant",
    "DPA Title III": "dpa-title-iii",
    "EXIM letter of interest": "exim-letter",
    "EXIM loan": "exim-loan",
    "DoD other": "dod-other",
    "DFC": "dfc",
    "DOE LPO loan": "doe-loan",
    "DOE equity": "doe-equity",
    "DoD equity": "dod-equity",
    "DoD OSC loan": "dod-loan",
    "stockpile purchase": "stockpile",
    "CHIPS": "chips",
    "IRA 48C/45X": "ira-credit",
}
KINDS = {
    "grant": "grant",
    "loan": "loan",
    "conditional": "conditional-loan",
    "equity": "equity",
    "purchase": "purchase",
    "offtake/price-floor": "price-floor",
    "letter of interest": "letter-of-interest",
}
# Kinds of the second gathering; which of two it is, a page may leave open.
SECOND_KINDS = ("equity-or-grant", "loan", "matching")
TERMS = {"Trump1": "trump-1", "Biden": "biden", "Trump2": "trump-2"}
STATUSES = ("announced", "finalised", "restructured", "cancelled")
STAGES = ("mining", "refining", "recycling", "magnet", "cells", "stockpile")
AMOUNTS = ("award", "ceiling", "partly-private", "not-published")
LENGTHS = {"day": 10, "month": 7, "year": 4}  # of a date of a precision


class Award(NamedTuple):
    """One award; ``counted_in`` names the award that counts in its place."""

    award_id: str
    date: str
    date_precision: str
    administration: str
    programme: str
    kind: str
    recipient: str
    project: str
    iso3: str
    stages: tuple[str, ...]
    amount_usd: str
    amount_is: str
    status: str
    ended: str
    ended_precision: str
    paid_usd: str
    counted: str
    counted_in: str
    confidence: str
    evidence: tuple[str, ...]
    note: str


class AwardMineral(NamedTuple):
    """A mineral of an award, and the word that stands for it there."""

    award_id: str
    mineral: str
    scope: str
    wording: str


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Awards, and the minerals of each."""
    raw = ledger.apply(SOURCE, FILE, read_rows(sources / FILE))
    refuse_repeats("policy awards", (row["award_id"] for row in raw))
    ids = {row["award_id"] for row in raw}
    labels = {line["award_id"]: line for line in label_rows("policy", "awards")}
    named = {*labels, *(line["counted_in"] for line in labels.values())} - {""}
    must_match("policy/labels/awards.csv", named & ids, named)
    rows = [award(row, labels.get(row["award_id"], {}), places) for row in raw]
    words = {row["award_id"]: parts(row["minerals"]) for row in raw}
    newer = ledger.apply(SOURCE, SECOND, read_rows(sources / SECOND))
    lines = {line["award_id"]: line for line in label_rows("policy", "awards_second")}
    must_match(SECOND_LABELS, (row["award_id"] for row in newer), lines)
    rows += [second_award(row, lines[row["award_id"]], places) for row in newer]
    refuse_repeats("policy awards", (row.award_id for row in rows))
    rows.sort(key=lambda row: (row.date, row.award_id))
    words |= {row["award_id"]: parts(row["minerals"]) for row in newer}
    minerals = [found for row in rows for found in minerals_of(row.award_id, words[row.award_id])]
    return [
        TidyTable(
            path="policy/us_awards.csv",
            source=SOURCE,
            title="United States federal money and equity for minerals since 2020",
            columns=Award._fields,
            rows=rows,
        ),
        TidyTable(
            path="policy/us_award_minerals.csv",
            source=SOURCE,
            title="Minerals of each award",
            columns=AwardMineral._fields,
            rows=minerals,
        ),
    ]


def award(raw: RawRow, label: RawRow, places: Places) -> Award:
    """One award: the compilation's row, and what its label line adds."""
    where = f"award {raw['award_id']}"
    amount = raw["amount_usd"]
    if amount and not amount.isdigit():
        raise BuildError(f"{where}: {amount!r} is no whole number of dollars")
    ended = end_of(raw, label, where)
    return Award(
        award_id=raw["award_id"],
        date=raw["date"][: LENGTHS[raw["precision"]]],
        date_precision=raw["precision"],
        administration=TERMS[one_of(f"{where}: term", raw["administration"], TERMS)],
        programme=PROGRAMMES[one_of(f"{where}: programme", raw["programme"], PROGRAMMES)],
        kind=KINDS[one_of(f"{where}: kind", raw["kind"], KINDS)],
        recipient=raw["recipient"],
        project=raw["project"],
        iso3="" if raw["country"] == "Multiple" else places.iso3(raw["country"], where),
        stages=tuple(one_of(f"{where}: stage", stage, STAGES) for stage in parts(raw["stage"])),
        amount_usd=amount,
        amount_is=amount_is(amount, label, where),
        status=one_of(f"{where}: status", raw["status_as_last_seen"], STATUSES),
        ended=ended.date,
        ended_precision=ended.precision,
        paid_usd=label.get("paid_usd", ""),
        counted=one_of(f"{where}: counted", label.get("counted", "yes"), ("yes", "no")),
        counted_in=label.get("counted_in", ""),
        confidence=confidence(raw["how_sure"]),
        evidence=addresses(raw["source"]),
        note=" ".join(filter(None, [label.get("why", ""), raw["note"]])),
    )


def second_award(raw: RawRow, line: RawRow, places: Places) -> Award:
    """One award of the second gathering, with what its label line says."""
    where = f"award {raw['award_id']}"
    day = dated(raw["date"], where)
    if day.precision != "day" or not raw["amount_usd"].isdigit():
        raise BuildError(f"{where}: no day, or {raw['amount_usd']!r} is no sum")
    return Award(
        award_id=raw["award_id"],
        date=day.date,
        date_precision=day.precision,
        administration="trump-2",
        programme=one_of(f"{where}: programme", line["programme"], set(PROGRAMMES.values())),
        kind=one_of(f"{where}: kind", line["kind"], SECOND_KINDS),
        recipient=raw["recipient"],
        project=line["project"],
        iso3=places.iso3(raw["iso3"], where),
        stages=tuple(one_of(f"{where}: stage", stage, STAGES) for stage in parts(line["stages"])),
        amount_usd=raw["amount_usd"],
        amount_is="award",
        status=one_of(f"{where}: status", raw["amount_is"], STATUSES),
        ended="",
        ended_precision="",
        paid_usd="",
        counted="yes",
        counted_in="",
        confidence=confidence(raw["confidence"]),
        evidence=addresses(raw["evidence"]),
        note=line["note"],
    )


def amount_is(amount: str, label: RawRow, where: str) -> str:
    """What the amount is: an award, a ceiling, partly private, or not published."""
    found = label.get("amount_is", "") or ("award" if amount else "not-published")
    if one_of(f"{where}: amount", found, AMOUNTS) == "not-published" and amount:
        raise BuildError(f"{where}: an amount, although labelled not-published")
    return found


def end_of(raw: RawRow, label: RawRow, where: str) -> Dated:
    """Date of the end; a cancelled award needs one, or the word that it is unknown."""
    text = label.get("ended", "")
    if raw["status_as_last_seen"] == "cancelled" and not text:
        raise BuildError(f"{where}: cancelled, and policy/labels/awards.csv does not say when")
    if text == "unknown":
        return Dated("", "unknown")
    found = dated(text, where)
    if found.date and found.date < raw["date"][: len(found.date)]:
        raise BuildError(f"{where}: ends on {found.date} before {raw['date']}")
    return found


def minerals_of(award_id: str, words: tuple[str, ...]) -> list[AwardMineral]:
    """Minerals of an award, once each: a word that names one goes before a product of it."""
    rows: dict[str, AwardMineral] = {}
    for word in words:
        mineral, scope = meaning(word, f"award {award_id}")
        one_of(f"award {award_id}: scope of {word}", scope, ("named", "product", "unnamed"))
        if mineral not in rows or scope == "named":
            rows[mineral] = AwardMineral(award_id, mineral, scope, word)
    return sorted(rows.values(), key=lambda row: row.mineral)
