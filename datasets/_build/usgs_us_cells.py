"""One cell of a USGS statistics table: what it says, as a state, numbers and a note."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from tables import BuildError
from values import UnreadableCell, Value, plain, read_value

LABELS = Path(__file__).resolve().parent / "labels"
SALIENT_COLUMNS = (
    "mineral", "measure", "form", "year", "quantity", "low", "high",
    "unit", "state", "status", "note",
)
MEASURES = (
    "production", "production_primary", "production_secondary", "recycling", "sold_or_used",
    "sales", "shipments", "imports", "exports", "stock_change", "stocks", "consumption",
    "consumption_apparent", "consumption_reported", "net_import_reliance", "price",
    "employment", "other",
)
PERCENT = Decimal("0.01")
HALF = re.compile(r"less than (a |one-)?half unit\.?")
BOUND_IN_WORDS = re.compile(r"less than ([\d,]+) (tons|carats)\.?")
IN_MILLIONS = {"tons": "Mt", "carats": "Mct"}
NEGATIVE = re.compile(r"[\u2212?-](\d+)")
WORDS = re.compile(r"[A-Za-z][A-Za-z ,]+")


@dataclass(frozen=True)
class Label:
    """What a statistic of the publisher is here."""

    mineral: str
    measure: str
    form: str
    unit: str
    note: str = ""

    def __post_init__(self) -> None:
        """Only measures of the closed list."""
        if self.measure not in MEASURES:
            raise BuildError(f"{self.mineral}: unknown measure {self.measure!r}")


def read_labels(name: str) -> list[dict[str, str]]:
    """Rows of a label table."""
    with (LABELS / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def squeeze(text: str) -> str:
    """Make one space of a run of them, hard ones too."""
    return re.sub(r"\s+", " ", text.replace("\xa0", " ")).strip()


def read_figure(cell: str, label: Label, where: str) -> Value:
    """Read the figure of one cell, in the label's unit.

    A price of zero is no price: small prices were rounded to whole numbers, or
    nothing was sold. A negative figure is a stockpile build and nothing else; elsewhere
    it is a footnote mark in brackets that a spreadsheet took for a number.
    """
    text = squeeze(cell)
    try:
        value = _special(text, label) or read_value(text)
    except UnreadableCell as error:
        raise BuildError(f"{where}: cannot read {cell!r}") from error
    if label.measure == "price" and value.state == "zero":
        return Value("unknown", note="shown as 0, which is no price")
    return value.scaled(PERCENT) if label.unit == "fraction" else value


def _special(text: str, label: Label) -> Value | None:
    if text == "E" and label.measure == "net_import_reliance":
        return Value("net_exporter")
    if match := NEGATIVE.fullmatch(text):
        if label.measure != "stock_change":
            raise UnreadableCell(text)
        return Value("number", -Decimal(match[1]))
    if (bound := bound_in_words(text, label.unit)) is not None:
        return bound
    if len(text) > 2 and text[-1] != "." and WORDS.fullmatch(text):
        return Value("unknown", note=f"printed as: {text}")
    return None


def bound_in_words(text: str, unit: str) -> Value | None:
    """``Less than half unit``, ``Less than 50,000 tons`` (in millions) as a bound."""
    low = text.casefold()
    if HALF.fullmatch(low):
        return Value("less_than", low=Decimal(0), high=Decimal("0.5"))
    if match := BOUND_IN_WORDS.fullmatch(low):
        if IN_MILLIONS[match[2]] != unit:
            raise UnreadableCell(text)
        high = Decimal(match[1].replace(",", "")) / Decimal(1_000_000)
        return Value("less_than", low=Decimal(0), high=high)
    return None


def with_note(value: Value, *notes: str) -> Value:
    """Add the notes that say something, once each, joined by ``; ``."""
    found = [note for note in (value.note, *notes) if note]
    return replace(value, note="; ".join(dict.fromkeys(found)))


def salient_row(label: Label, year: str, value: Value, status: str) -> dict[str, str]:
    """One row of a salient table."""
    return {
        "mineral": label.mineral,
        "measure": label.measure,
        "form": label.form,
        "year": year,
        "quantity": plain(value.quantity),
        "low": plain(value.low),
        "high": plain(value.high),
        "unit": label.unit,
        "state": value.state,
        "status": status,
        "note": value.note,
    }


def sort_salient(rows: Sequence[dict[str, str]], where: str) -> list[dict[str, str]]:
    """Rows in their committed order; a doubled key stops the build."""

    def key(row: dict[str, str]) -> tuple[str, int, str, str, str]:
        return (
            row["mineral"], MEASURES.index(row["measure"]), row["form"], row["unit"], row["year"],
        )

    done = sorted(rows, key=key)
    for before, after in pairwise(done):
        if key(before) == key(after):
            raise BuildError(f"{where}: two rows for {key(after)}")
    return done
