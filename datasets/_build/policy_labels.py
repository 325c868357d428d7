"""What the tables of government action share: label tables, words for minerals, the review."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from controls_labels import evidence
from tables import BuildError, TidyTable, read_rows

SOURCE = "policy@2026"
FOLDER = "policy"
REVIEW = f"{FOLDER}/review/policy_corrections.csv"
LABELS = Path(__file__).resolve().parent / "labels"
DATASETS = LABELS.parent.parent
MINE = ("dpa.csv", "meti_fig7.csv", "uses.csv", "us_awards.csv")
Row = dict[str, str]


def label_rows(name: str) -> list[Row]:
    """Rows of ``labels/policy_<name>.csv``."""
    return read_rows(LABELS / f"policy_{name}.csv", encoding="utf-8")


def table(name: str, title: str, columns: Sequence[str], rows: Iterable[Row]) -> TidyTable:
    """One table of ``datasets/policy``."""
    return TidyTable(f"policy/{name}.csv", SOURCE, title, columns, list(rows))


def same(what: str, have: Iterable[str], said: Iterable[str]) -> None:
    """Both sides hold the same keys once each, or the build stops and names the difference."""
    have, said = list(have), list(said)
    twice = sorted({key for key in [*have, *said] if have.count(key) > 1 or said.count(key) > 1})
    if twice:
        raise BuildError(f"policy {what}: twice: {', '.join(twice)}")
    missing, stale = sorted(set(have) - set(said)), sorted(set(said) - set(have))
    if missing or stale:
        raise BuildError(f"policy {what}: not labelled: {missing}; labelled and not there: {stale}")


def one_of(what: str, text: str, known: Iterable[str]) -> str:
    """The word, if it is one of a closed vocabulary; else the build stops."""
    if text not in known:
        raise BuildError(f"policy: unknown {what} {text!r}; known: {', '.join(known)}")
    return text


def parts(cell: str) -> list[str]:
    """Words of a cell, ``;`` between them."""
    return [part.strip() for part in cell.split(";") if part.strip()]


@cache
def slugs() -> frozenset[str]:
    """Slugs of minerals.csv."""
    with (DATASETS / "minerals.csv").open(encoding="utf-8", newline="") as handle:
        return frozenset(row["slug"] for row in csv.DictReader(handle))


@cache
def _words() -> dict[str, tuple[str, str]]:
    return {row["word"]: (row["mineral"], row["scope"]) for row in label_rows("words")}


def meaning(word: str, where: str) -> tuple[str, str]:
    """Mineral and scope (named, product, list, unnamed, none) of a word for a mineral.

    A slug stands for itself; any other word needs a line of ``labels/policy_words.csv``.
    """
    if word in _words():
        return _words()[word]
    if word in slugs():
        return word, "named"
    raise BuildError(f"{where}: no mineral is known as {word!r}")


def sure(text: str) -> str:
    """How sure a row is, from the gathering's words; ``paper`` rests on the paper alone."""
    known = {
        "seen": "page_seen",
        "confirmed by a page seen": "page_seen",
        "confirmed by a page seen (FY23); FY22 by arithmetic": "partly_seen",
        "seed; part confirmed by a page seen": "partly_seen",
        "seed only": "paper",
        "seed; inferred": "paper",
        "general knowledge": "general_knowledge",
        "general knowledge (unconfirmed)": "general_knowledge",
        "list membership confirmed; use is general knowledge": "general_knowledge",
    }
    one_of("confidence of the gathering", text, known)
    return known[text]


def check_review(sources: Path) -> None:
    """Every row of the review on these tables has a line that says what was done."""
    concerned = [
        "|".join((row["file"].partition(";")[0], row["row_key"], row["column"]))
        for row in read_rows(sources / REVIEW)
        if any(name in row["file"] for name in MINE)
    ]
    lines = label_rows("review")
    if not all(line["done"] for line in lines):
        raise BuildError("policy_review.csv: a line without what was done")
    same("review", concerned, ["|".join((r["file"], r["row_key"], r["column"])) for r in lines])


__all__ = [
    "FOLDER", "SOURCE", "Row", "check_review", "evidence", "label_rows", "meaning", "one_of",
    "parts", "same", "slugs", "sure", "table",
]
