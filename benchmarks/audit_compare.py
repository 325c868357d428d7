"""Comparison of printed cells with answers, names as printed, and reasons of the ledgers."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from audit_originals import Cell

import critmin
from critmin.core.errors import CritminError
from critmin.core.names import country, mineral

DATASETS = Path(critmin.__file__).resolve().parent.parent / "datasets"
LABELS = {"Titanium": "titanium-minerals", "Titanium metal": "titanium"}  # of the EU's study


class Difference(NamedTuple):
    """A cell whose answer is not the printed one; ``reason`` is empty without one."""

    what: str
    printed: str
    answered: str
    reason: str


class Result(NamedTuple):
    """Cells compared of one publisher, with the differences and what was not asked."""

    name: str
    compared: int
    differences: tuple[Difference, ...]
    left_out: Counter[str]
    pairs: tuple[tuple[Cell, dict[str, Any]], ...] = ()

    @property
    def equal(self) -> int:
        return self.compared - len(self.differences)

    @property
    def unexplained(self) -> list[Difference]:
        return [one for one in self.differences if not one.reason]


@cache
def corrections() -> list[dict[str, Any]]:
    return list(tomllib.loads((DATASETS / "corrections.toml").read_text("utf-8"))["correction"])


def correction(cell: Cell) -> str:
    """Reason of the ledger for a cell; empty without one."""
    for entry in corrections():
        match = entry.get("match", {})
        if entry["file"] == cell.file and all(
            str(cell.row.get(name, "")).strip() == str(value) for name, value in match.items()
        ):
            return f"{entry['id']}: {entry['why']}"
    return ""


@cache
def oddities() -> dict[tuple[str, str, str, int], str]:
    """Tables whose rows and printed total differ, by (source, mineral, stage, year)."""
    with (DATASETS / "oddities.csv").open(newline="") as file:
        return {
            (r["source"], r["mineral"], r["stage"], int(r["year"])): f"rows differ by {r['gap']}"
            for r in csv.DictReader(file)
        }


@cache
def slugs(label: str) -> tuple[str, ...]:
    """Minerals that a printed label may name, read as a person's typing is; most exact first."""
    plain = label.replace("\u2019", "'").replace(", rounded", "")
    if plain in LABELS:
        return (LABELS[plain],)
    pieces = [plain, *reversed(plain.split(":")), *plain.split("/")]
    found: dict[str, None] = {}
    for piece in pieces:
        for text in (piece, piece.partition("(")[0], re.sub(r".*\((.*)\).*", r"\1", piece)):
            for part in (text, text.partition(",")[0], text.partition("\u2014")[0]):
                try:
                    found[mineral(part.strip()).slug] = None
                except CritminError:
                    continue
    return tuple(found)


@cache
def place(label: str) -> str:
    """ISO3 of a printed place; ``total`` or ``residual`` for sums; empty if it is neither."""
    if label.startswith("World total"):
        return "total"
    if label.casefold() in {"other countries", "rest of world"}:
        return "residual"
    try:
        return str(country(label).iso3)
    except CritminError:
        return ""


def compare(
    name: str,
    cells: Iterable[Cell],
    asked: Callable[[Cell], list[dict[str, Any]]],
    equal: Callable[[Cell, dict[str, Any]], bool],
    shown: str,
    why: Callable[[Cell, dict[str, Any]], str] = lambda cell, row: "",
) -> Result:
    """Compare each cell with the answers that may be its own; one that is equal is enough."""
    pairs, differences, left_out = [], [], Counter[str]()
    for cell in cells:
        rows = asked(cell)
        if not rows:
            left_out[cell.labels[-1] if len(cell.labels) > 1 else cell.labels[0]] += 1
            continue
        fit = next((row for row in rows if equal(cell, row)), None)
        pairs.append((cell, fit or rows[0]))
        if fit is None:
            what = f"{cell.labels[0]} {'/'.join(cell.stages)} {cell.place} {cell.year}"
            reason = correction(cell) or why(cell, rows[0])
            differences.append(Difference(what, cell.text, str(rows[0][shown]), reason))
    return Result(name, len(pairs), tuple(differences), left_out, tuple(pairs))
