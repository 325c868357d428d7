"""Figures of a USGS statistics table on the United States: state, numbers and note."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from labels import one_of, refuse_repeats
from tables import BuildError
from values import UnreadableCell, Value, read_value

MEASURES = (
    "production",
    "production_primary",
    "production_secondary",
    "recycling",
    "sold_or_used",
    "sales",
    "shipments",
    "imports",
    "exports",
    "stock_change",
    "stocks",
    "consumption",
    "consumption_apparent",
    "consumption_reported",
    "net_import_reliance",
    "price",
    "employment",
    "other",
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
        """Refuse a measure outside the closed list."""
        one_of(f"measure of {self.mineral}", self.measure, MEASURES)


class Salient(NamedTuple):
    """One figure of the salient statistics."""

    mineral: str
    measure: str
    form: str
    year: str
    quantity: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    state: str
    status: str
    note: tuple[str, ...]


def squeeze(text: str) -> str:
    """Text with single spaces only, hard ones included."""
    return re.sub(r"\s+", " ", text.replace("\xa0", " ")).strip()


def read_figure(cell: str, label: Label, where: str) -> Value:
    """Figure of one cell, in the label's unit.

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


def remarks(*notes: str) -> tuple[str, ...]:
    """The notes that say something, once each."""
    return tuple(dict.fromkeys(note for note in notes if note))


def salient_row(label: Label, year: str, value: Value, *notes: str, estimated: bool) -> Salient:
    """One row of the salient statistics; ``notes`` follow the figure's own."""
    return Salient(
        mineral=label.mineral,
        measure=label.measure,
        form=label.form,
        year=year,
        quantity=value.quantity,
        low=value.low,
        high=value.high,
        unit=label.unit,
        state=value.state,
        status="estimated" if estimated else "reported",
        note=remarks(value.note, *notes),
    )


def sort_salient(rows: Iterable[Salient], where: str) -> list[Salient]:
    """Rows in the order they are written; a repeated statistic stops the build."""

    def key(row: Salient) -> tuple[str, int, str, str, str]:
        return row.mineral, MEASURES.index(row.measure), row.form, row.unit, row.year

    done = sorted(rows, key=key)
    refuse_repeats(where, map(key, done))
    return done
