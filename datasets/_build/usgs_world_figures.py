"""One printed figure of a USGS world table, and how it becomes a tidy row.

The edition readers hand over ``Figure``; label, note and country tables under
``labels/`` say what each printed word means. A word no table knows stops the build.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from places import Places
from tables import BuildError, read_rows
from values import UnreadableCell, Value, plain, read_value

LABELS = Path(__file__).resolve().parent / "labels"
UNITS = {
    "t": "t", "metric tons": "t", "tons": "t",
    "kt": "kt", "thousand metric tons": "kt", "thousand metric dry tons": "kt",
    "Mt": "Mt", "mt": "Mt", "mmt": "Mt", "million metric tons": "Mt",
    "kg": "kg", "kilograms": "kg",
    "mct": "Mct", "million carats": "Mct",
    "kct": "kct", "thousand carats": "kct", "thousands of carats": "kct",
    "mcm": "Mm3", "million cubic meters": "Mm3", "million liters": "ML",
}
# The rest of a sentence: "…" in the patterns of labels/usgs_world_notes.csv.
SENTENCE = r"(?:[^.]|\.(?=\d)|(?<=\bU)\.|(?<=\bU\.S)\.)*(?:\.|$)"
HALF_UNIT = "half unit"  # effects a note can have on the figure beside it
WITHHELD = "withheld"


@dataclass(frozen=True)
class Figure:
    """A cell with its labels, as printed.

    ``status`` is what the column says; ``settled`` columns (the newest production
    year) stay estimated whatever the note says.
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
    settled: bool = False

    @property
    def where(self) -> str:
        """For error messages."""
        return f"{self.table} / {self.label} / {self.column} {self.year} / {self.country}"


@dataclass(frozen=True)
class Target:
    """What a label means: mineral, stage and basis, or why it is left out."""

    unit: str
    mineral: str
    stage: str
    basis: str
    note: str
    left_out: str


def load_targets(edition: str) -> dict[tuple[str, str, str], Target]:
    """``labels/usgs_world_<edition>.csv``: (table, label, column) to target."""
    targets: dict[tuple[str, str, str], Target] = {}
    for row in read_rows(LABELS / f"usgs_world_{edition}.csv"):
        key = (row["table"], row["label"], row["column"])
        if key in targets:
            raise BuildError(f"labels of usgs@{edition}: {key} twice")
        fields = ("unit", "mineral", "stage", "basis", "note", "left_out")
        targets[key] = Target(*(row[name] for name in fields))
    return targets


class Notes:
    """Printed footnotes to short notes and effects; unread words stop the build."""

    def __init__(self) -> None:
        self.rules = [
            (re.compile(row["pattern"].replace("…", SENTENCE)), row)
            for row in read_rows(LABELS / "usgs_world_notes.csv")
        ]
        self.unmet = {row["pattern"] for _, row in self.rules}

    def read(self, text: str, where: str, stage: str = "") -> tuple[list[str], set[str]]:
        """Short notes in table order, and effects, of one printed note.

        A remark on production is not repeated on reserves.
        """
        rest = " ".join(text.replace("\xa0", " ").replace("\N{NON-BREAKING HYPHEN}", "-").split())
        notes: list[str] = []
        effects: set[str] = set()
        for pattern, row in self.rules:
            while match := pattern.search(rest):
                self.unmet.discard(row["pattern"])
                if not (row["scope"] == "production" and stage == "reserves"):
                    notes.append(match.expand(row["note"]).strip(" .,"))
                effects.add(row["effect"])
                rest = f"{rest[: match.start()]} {rest[match.end() :]}".strip(" -.,;")
        if re.search(r"\w", rest):
            raise BuildError(f"{where}: note not read: {rest!r}")
        return unique(notes), effects - {""}


def unique(words: Iterable[str]) -> list[str]:
    """Single notes without blanks and repeats, order kept."""
    parts = (part for word in words for part in word.split("; "))
    return list(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True)
class Place:
    """A row label read: country, residual or total."""

    name: str
    iso3: str
    kind: str
    note: str = ""
    estimated: bool = False


class RowLabels:
    """Row labels with their qualifiers, footnote digits and stray ``e`` taken off."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.special = {row["printed"]: row for row in read_rows(LABELS / "usgs_world_rows.csv")}
        self.unmet = set(self.special)

    def read(self, printed: str, where: str) -> Place:
        """Find the place a row label stands for."""
        text = " ".join(printed.replace("\xa0", " ").split())
        plain_text = re.sub(r"\s*\d+$", "", text)
        without_e = plain_text.removesuffix("e")
        for candidate in dict.fromkeys((text, plain_text, without_e)):
            place = self._find(candidate)
            if place is not None:
                estimated = candidate == without_e != plain_text
                return Place(place.name, place.iso3, place.kind, place.note, estimated)
        raise BuildError(f"{where}: unknown row label {printed!r}")

    def _find(self, text: str) -> Place | None:
        row = self.special.get(text)
        self.unmet.discard(text)
        if row is not None and row["kind"] != "country":
            return Place(row["country"], "", row["kind"], row["note"])
        iso3 = self.places.find(row["country"] if row else text)
        if iso3 is None:
            return None
        return Place(self.places.names[iso3], iso3, "country", row["note"] if row else "")


class Reader:
    """Figures of one edition to tidy rows."""

    def __init__(self, edition: str, notes: Notes, labels: RowLabels) -> None:
        self.edition = edition
        self.targets = load_targets(edition)
        self.used: set[tuple[str, str, str]] = set()
        self.notes = notes
        self.labels = labels
        self.left_out: dict[tuple[str, str], int] = {}

    def row(self, figure: Figure) -> dict[str, str] | None:
        """Give the tidy row of a figure, or None where its label is left out."""
        target = self._target(figure)
        if target.left_out:
            self._leave_out(figure, target)
            return None
        place = self.labels.read(figure.country, figure.where)
        notes, effects = self.notes.read(figure.note, figure.where, target.stage)
        value, words = self._value(figure, effects)
        shown = unique([target.note, place.note, *words, *notes, value.note])
        return {
            "mineral": target.mineral, "stage": target.stage, "basis": target.basis,
            "year": figure.year, "country": place.name, "iso3": place.iso3, "kind": place.kind,
            "quantity": plain(value.quantity), "low": plain(value.low), "high": plain(value.high),
            "unit": UNITS[target.unit], "state": value.state,
            "status": _status(figure, effects, place), "note": "; ".join(shown),
        }

    def _target(self, figure: Figure) -> Target:
        key = (figure.table, figure.label, figure.column)
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
        self.left_out[key] = self.left_out.get(key, 0) + 1

    def _value(self, figure: Figure, effects: set[str]) -> tuple[Value, list[str]]:
        text = figure.value
        # A printed "s" is "less than half a unit" only where the footnote says so;
        # elsewhere it is the mark of a footnote standing in for the figure.
        if text in {"", "s"}:
            if HALF_UNIT in effects:
                return read_value("s"), []
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
        """Stop at a stale entry: a label no figure carries any more."""
        stale = sorted(set(self.targets) - self.used)
        if stale:
            raise BuildError(f"usgs@{self.edition}: labels never met: {stale[:5]}")


def _status(figure: Figure, effects: set[str], place: Place) -> str:
    if figure.settled:
        return "estimated"
    if "reported" in effects:
        return "reported"
    marked = place.estimated and not figure.column.startswith("Reserves")
    estimated = "estimated" in effects or marked or figure.value.startswith("e")
    return "estimated" if estimated else figure.status


def merge_rows(rows: list[dict[str, str]], minerals: set[str]) -> list[dict[str, str]]:
    """Rows the publisher splits inside one country added up, for ``minerals`` only."""
    merged: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows:
        key = tuple(row[name] for name in ("mineral", "stage", "basis", "year", "country"))
        first = merged.get(key)
        if first is None:
            merged[key] = row
            continue
        if row["mineral"] not in minerals or {first["state"], row["state"]} != {"number"}:
            raise BuildError(f"two rows for {key}")
        total = Decimal(first["quantity"]) + Decimal(row["quantity"])
        merged[key] = first | {"quantity": plain(total), "note": _joint_note(first, row)}
    return list(merged.values())


def _joint_note(first: dict[str, str], second: dict[str, str]) -> str:
    """Say what both notes say, then the parts of the sum."""
    one, two = first["note"].split("; "), second["note"].split("; ")
    shared = [note for note in one if note in two]
    parts = [
        f"{', '.join(note for note in notes if note not in shared)} {row['quantity']}"
        for notes, row in ((one, first), (two, second))
    ]
    return "; ".join([*shared, f"sum of {' and '.join(parts)}"])
