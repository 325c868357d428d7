"""Agreements on minerals between states, and their negotiations.

Our own table, made from a compilation. The compilation gives parties, days, the minerals in its
words and the pages; ``labels/agreements.csv`` says of each row its state and since when, what
followed it, how much of its text was read, and corrects kinds and days;
``labels/agreement_minerals.csv`` says which minerals its words stand for, and whether the text
names them. A row without a line, a line without a row, an unknown word: each stops the build.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from dates import dated
from diplomacy.vocabulary import (
    ANSWERS,
    MARKS,
    SCOPES,
    SOURCE,
    TALKS,
    TEXTS,
    VERIFIED,
    WITHOUT_MINERAL,
    confidence,
    place,
    whole,
)
from labels import addresses, label_rows, must_match, one_of, parts, refuse_repeats
from places import Places, minerals
from tables import BuildError, RawRow, TidyTable, read_rows

from critmin.diplomacy.records import KINDS, STATUSES

FILE = "policy/second/agreements.csv"
LABELS = "diplomacy/labels/agreements.csv"
WORDS = "diplomacy/labels/agreement_minerals.csv"


class Agreement(NamedTuple):
    """One agreement; ``before`` is its state until the day on which the present one began."""

    agreement_id: str
    date: str
    date_precision: str
    kind: str
    title: str
    parties: tuple[str, ...]
    minerals_as_named: str
    decarbonisation: str
    defence: str
    text_read: str
    status: str
    status_from: str
    status_from_precision: str
    before: str
    followed_by: tuple[str, ...]
    marks: tuple[str, ...]
    paper_section: str
    confidence: str
    verified_through: str
    evidence: tuple[str, ...]
    note: str


class AgreementMineral(NamedTuple):
    """A mineral of an agreement, or a list or group without single minerals."""

    agreement_id: str
    scope: str
    mineral: str
    list_id: str


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Agreements, and the minerals of each."""
    raw = ledger.apply(SOURCE, FILE, read_rows(sources / FILE))
    lines = {line["agreement_id"]: line for line in label_rows("diplomacy", "agreements")}
    words = label_rows("diplomacy", "agreement_minerals")
    refuse_repeats(FILE, (row["agreement_id"] for row in raw))
    known = [row["agreement_id"] for row in raw]
    must_match(LABELS, known, lines)
    must_match(WORDS, known, {line["agreement_id"] for line in words})
    rows = [agreement(row, lines[row["agreement_id"]], places) for row in raw]
    check_order(rows)
    rows.sort(key=lambda row: (row.date, row.agreement_id))
    order = {row.agreement_id: at for at, row in enumerate(rows)}
    named = [found for line in words for found in minerals_of(line)]
    refuse_repeats(WORDS, ((row.agreement_id, row.mineral, row.list_id) for row in named))
    named.sort(key=lambda row: (order[row.agreement_id], SCOPES.index(row.scope), row.mineral))
    return [
        TidyTable(
            path="diplomacy/agreements.csv",
            source=SOURCE,
            title="Agreements on critical minerals between states since 2020",
            columns=Agreement._fields,
            rows=rows,
        ),
        TidyTable(
            path="diplomacy/agreement_minerals.csv",
            source=SOURCE,
            title="Minerals of each agreement, and whether its text names them",
            columns=AgreementMineral._fields,
            rows=named,
        ),
    ]


def agreement(raw: RawRow, line: RawRow, places: Places) -> Agreement:
    """One agreement: the compilation's row, and what its label line says."""
    where = f"{LABELS} {raw['agreement_id']}"
    day = dated(line["date"] or raw["signed"], where)
    since = dated(line["status_from"], where)
    kind = line["kind"] or TALKS.get(raw["kind"], raw["kind"])
    parties = tuple(place(text, places, where) for text in parts(raw["parties_iso3"]))
    refuse_repeats(f"{where}: parties", parties)
    whole(where, day.date and parties, "day or party")
    if (len(parties) == 1) != ("one-party" in parts(line["marks"])):
        raise BuildError(f"{where}: its mark and its {len(parties)} parties contradict")
    if bool(since.date) != bool(line["before"]) or (since.date and since.date < day.date):
        raise BuildError(f"{where}: from {since.date!r}, and {line['before']!r} before")
    text = one_of(f"{where}: text", line["text"], TEXTS)
    answers = (line["decarbonisation"] or raw["names_decarbonisation"], raw["names_defence"])
    if (text == "full") != ("unknown" not in answers):
        raise BuildError(f"{where}: text read {text!r}, and answers {answers}")
    if "no" in answers and text != "full":
        raise BuildError(f"{where}: a no although the text was not read")
    return Agreement(
        agreement_id=raw["agreement_id"],
        date=day.date,
        date_precision=day.precision,
        kind=one_of(f"{where}: kind", kind, KINDS),
        title=raw["what"],
        parties=parties,
        minerals_as_named=raw["minerals"],
        decarbonisation=one_of(where, answers[0], ANSWERS),
        defence=one_of(where, answers[1], ANSWERS),
        text_read=text,
        status=one_of(f"{where}: status", line["status"], STATUSES),
        status_from=since.date,
        status_from_precision=since.precision,
        before=one_of(f"{where}: status before", line["before"], ("", *STATUSES)),
        followed_by=parts(line["followed_by"]),
        marks=tuple(one_of(f"{where}: mark", mark, MARKS) for mark in parts(line["marks"])),
        paper_section=raw["paper_section"] if raw["paper_section"][:1].isdigit() else "",
        confidence=confidence(raw["confidence"]),
        verified_through=VERIFIED,
        evidence=addresses(raw["evidence"]),
        note=line["note"],
    )


def check_order(rows: list[Agreement]) -> None:
    """Stop unless what follows an agreement is on record and not older."""
    dates = {row.agreement_id: row.date for row in rows}
    for row in rows:
        for follower in row.followed_by:
            if follower not in dates:
                raise BuildError(f"{LABELS} {row.agreement_id}: no agreement {follower!r}")
            if dates[follower] < row.date:
                raise BuildError(f"{LABELS} {row.agreement_id}: {follower} is older")


def minerals_of(line: RawRow) -> list[AgreementMineral]:
    """Minerals of one label line, one row each; one row for a list, a group or nothing stated."""
    where = f"{WORDS} {line['agreement_id']}"
    scope = one_of(f"{where}: scope", line["scope"], SCOPES)
    slugs = parts(line["minerals"])
    if (scope in WITHOUT_MINERAL) == bool(slugs):
        raise BuildError(f"{where}: {scope} with the minerals {slugs}")
    if bool(line["list_id"]) != (scope == "list"):
        raise BuildError(f"{where}: {scope} with the list {line['list_id']!r}")
    return [
        AgreementMineral(
            line["agreement_id"],
            scope,
            one_of(f"{where}: mineral", slug, ("", *minerals())),
            line["list_id"],
        )
        for slug in slugs or ("",)
    ]
