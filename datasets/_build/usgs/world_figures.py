"""Figures of a USGS world table, and the supply rows they become.

The edition readers hand over ``Figure``; the tables ``labels/world_*.csv`` say what each printed
label, note and row label means. A word that is in none of them stops the build.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from labels import label_rows
from places import Places
from tables import BuildError, SupplyRow
from values import LESS_THAN_HALF, UnreadableCell, Value, plain, read_value

from critmin.supply.printed_table import printed

UNITS = {
    "t": "t",
    "metric tons": "t",
    "tons": "t",
    "kt": "kt",
    "thousand metric tons": "kt",
    "thousand metric dry tons": "kt",
    "Mt": "Mt",
    "mt": "Mt",
    "mmt": "Mt",
    "million metric tons": "Mt",
    "kg": "kg",
    "kilograms": "kg",
    "mct": "Mct",
    "million carats": "Mct",
    "kct": "kct",
    "thousand carats": "kct",
    "thousands of carats": "kct",
    "mcm": "Mm3",
    "million cubic meters": "Mm3",
    "million liters": "ML",
}
# The rest of a sentence: "…" in the patterns of labels/world_notes.csv.
SENTENCE = r"(?:[^.]|\.(?=\d)|(?<=\bU)\.|(?<=\bU\.S)\.)*(?:\.|$)"
HALF_UNIT = "half unit"  # effects a note can have on the figure beside it
WITHHELD = "withheld"


@dataclass(frozen=True)
class Figure:
    """A cell with its labels, as printed.

    ``status`` is what the column says; the ``newest`` year of production stays estimated
    whatever the note says.
    """

    table: str
    label: str
    column: str
    unit: str
    year: str
    country: str
    value: str
    note: str
    status: str
    newest: bool = False

    @property
    def where(self) -> str:
        """The cell, for messages."""
        return f"{self.table} / {self.label} / {self.column} {self.year} / {self.country}"


class Key(NamedTuple):
    """The labels that tell what a figure is of."""

    table: str
    label: str
    column: str


class Target(NamedTuple):
    """What a label means: mineral, stage and basis, or why it is left out."""

    unit: str
    mineral: str
    stage: str
    basis: str
    note: str
    left_out: str


def load_targets(edition: str) -> dict[Key, Target]:
    """``labels/world_<edition>.csv``: what each label of an edition means."""
    targets: dict[Key, Target] = {}
    for row in label_rows("usgs", f"world_{edition}"):
        key = Key(row["table"], row["label"], row["column"])
        if key in targets:
            raise BuildError(f"labels of usgs@{edition}: {key} twice")
        targets[key] = Target(*(row[name] for name in Target._fields))
    return targets


class Notes:
    """Printed footnotes, to short notes and effects; words that no pattern reads stop the build."""

    def __init__(self) -> None:
        self.rules = [
            (re.compile(row["pattern"].replace("…", SENTENCE)), row)
            for row in label_rows("usgs", "world_notes")
        ]
        self.unused = {row["pattern"] for _, row in self.rules}

    def read(self, text: str, where: str, stage: str = "") -> tuple[list[str], set[str]]:
        """Short notes in table order, and effects, of one printed note.

        A remark on production is not repeated on reserves.
        """
        rest = " ".join(text.replace("\xa0", " ").replace("\N{NON-BREAKING HYPHEN}", "-").split())
        notes: list[str] = []
        effects: set[str] = set()
        for pattern, row in self.rules:
            while match := pattern.search(rest):
                self.unused.discard(row["pattern"])
                if not (row["scope"] == "production" and stage == "reserves"):
                    notes.append(match.expand(row["note"]).strip(" .,"))
                effects.add(row["effect"])
                rest = f"{rest[: match.start()]} {rest[match.end() :]}".strip(" -.,;")
        if re.search(r"\w", rest):
            raise BuildError(f"{where}: note not read: {rest!r}")
        return unique(notes), effects - {""}


def unique(words: Iterable[str]) -> list[str]:
    """Notes taken apart at semicolons, without blanks and repeats, in order."""
    parts = (part for word in words for part in word.split("; "))
    return list(dict.fromkeys(part for part in parts if part))


class Place(NamedTuple):
    """What a row label stands for: a country, the residual or the total."""

    name: str
    iso3: str
    kind: str
    note: str = ""
    estimated: bool = False


class RowLabels:
    """Row labels, read without footnote digits and a stray ``e``."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.special = {row["printed"]: row for row in label_rows("usgs", "world_rows")}
        self.unused = set(self.special)

    def read(self, printed: str, where: str) -> Place:
        """The place that a row label stands for."""
        text = " ".join(printed.replace("\xa0", " ").split())
        plain_text = re.sub(r"\s*\d+$", "", text)
        without_e = plain_text.removesuffix("e")
        for candidate in dict.fromkeys((text, plain_text, without_e)):
            place = self._find(candidate)
            if place is not None:
                estimated = candidate == without_e != plain_text
                return place._replace(estimated=estimated)
        raise BuildError(f"{where}: unknown row label {printed!r}")

    def _find(self, text: str) -> Place | None:
        row = self.special.get(text)
        self.unused.discard(text)
        if row is not None and row["kind"] != "country":
            return Place(row["country"], "", row["kind"], row["note"])
        iso3 = self.places.find(row["country"] if row else text)
        if iso3 is None:
            return None
        return Place(self.places.names[iso3], iso3, "country", row["note"] if row else "")


class Reader:
    """Figures of one edition, to supply rows."""

    def __init__(self, edition: str, notes: Notes, labels: RowLabels) -> None:
        self.edition = edition
        self.targets = load_targets(edition)
        self.used: set[Key] = set()
        self.notes = notes
        self.labels = labels
        self.left_out: Counter[tuple[str, str]] = Counter()

    def row(self, figure: Figure) -> SupplyRow | None:
        """The supply row of a figure, or None where its label is left out."""
        target = self._target(figure)
        if target.left_out:
            self._leave_out(figure, target)
            return None
        place = self.labels.read(figure.country, figure.where)
        notes, effects = self.notes.read(figure.note, figure.where, target.stage)
        value, words = self._value(figure, effects)
        return SupplyRow(
            mineral=target.mineral,
            stage=target.stage,
            basis=target.basis,
            year=figure.year,
            country=place.name,
            iso3=place.iso3,
            kind=place.kind,
            quantity=value.quantity,
            low=value.low,
            high=value.high,
            unit=UNITS[target.unit],
            state=value.state,
            status=_status(figure, effects, place),
            note=tuple(unique([target.note, place.note, *words, *notes, value.note])),
        )

    def _target(self, figure: Figure) -> Target:
        key = Key(figure.table, figure.label, figure.column)
        target = self.targets.get(key)
        if target is None:
            raise BuildError(f"usgs@{self.edition}: no entry for label {key}")
        if target.unit != figure.unit:
            raise BuildError(f"usgs@{self.edition}: {figure.where}: unit is {figure.unit!r}")
        self.used.add(key)
        return target

    def _leave_out(self, figure: Figure, target: Target) -> None:
        """Leave out a figure only as the sum of two that are kept."""
        if not target.left_out.startswith("sum of") and figure.value not in {"", "XX", "NA"}:
            raise BuildError(f"{figure.where}: {figure.value!r} in a column left out as empty")
        key = (f"{figure.table}: {figure.label} ({figure.column})", target.left_out)
        self.left_out[key] += 1

    def _value(self, figure: Figure, effects: set[str]) -> tuple[Value, list[str]]:
        text = figure.value
        # A printed "s" is "less than half a unit" only with a footnote to that effect;
        # elsewhere it is the mark of a footnote standing in for the figure.
        if text in {"", "s"}:
            if HALF_UNIT in effects:
                return LESS_THAN_HALF, []
            return Value(WITHHELD if WITHHELD in effects and not text else "unknown"), []
        if match := re.fullmatch(r"e([\d,]+)", text):
            return read_value(match[1]), []
        if re.search("[a-z]{3}", text) and not text.startswith("Less than"):
            words, _ = self.notes.read(text, figure.where)
            return Value("unknown"), words
        try:
            return read_value(text), []
        except UnreadableCell as error:
            raise BuildError(f"{figure.where}: cannot read {text!r}") from error

    def check_all_used(self) -> None:
        """Stop at a label of the table that no figure has."""
        stale = sorted(set(self.targets) - self.used)
        if stale:
            raise BuildError(f"usgs@{self.edition}: labels never met: {stale[:5]}")


def _status(figure: Figure, effects: set[str], place: Place) -> str:
    if figure.newest:
        return "estimated"
    if "reported" in effects:
        return "reported"
    marked = place.estimated and not figure.column.startswith("Reserves")
    estimated = "estimated" in effects or marked or figure.value.startswith("e")
    return "estimated" if estimated else figure.status


def merge_rows(rows: list[SupplyRow], minerals: set[str]) -> list[SupplyRow]:
    """Rows that the publisher splits inside one country, added up for ``minerals`` only."""
    merged: dict[tuple[str, ...], SupplyRow] = {}
    for row in rows:
        key = (row.mineral, row.stage, row.basis, row.year, row.country)
        first = merged.get(key)
        if first is None:
            merged[key] = row
        elif row.mineral in minerals and first.quantity and row.quantity:
            ends = [printed(first.quantity), printed(row.quantity)]  # each part is rounded
            merged[key] = first._replace(
                quantity=first.quantity + row.quantity,
                low=Decimal(repr(sum(end.low for end in ends))),
                high=Decimal(repr(sum(end.high for end in ends))),
                note=_joint_note(first, row),
            )
        else:
            raise BuildError(f"two rows for {key}")
    return list(merged.values())


def _joint_note(first: SupplyRow, second: SupplyRow) -> tuple[str, ...]:
    """The remarks of both rows, then those of each part of the sum."""
    shared = [note for note in first.note if note in second.note]
    parts = [
        f"{', '.join(note for note in row.note if note not in shared)} {plain(row.quantity)}"
        for row in (first, second)
    ]
    return (*shared, f"sum of {' and '.join(parts)}")
