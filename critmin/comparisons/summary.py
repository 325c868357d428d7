"""Summary of a comparison: where the two sides differ most, from the rows of the answer."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.table import Cell, Table, as_number, several
from critmin.comparisons.questions import EDITION, MINERAL, OF_IMPORTS, PLACE, YEAR
from critmin.comparisons.sides import SideSaid
from critmin.core.dates import in_words
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Edition
from critmin.core.wording import (
    about,
    capital,
    counted,
    listed,
    lower,
    mineral_name,
    percent,
    place,
    the,
)

Row = dict[str, Cell]
MOST = 3  # rows named
AVERAGE = "average of"
MEASURES = {
    ("share", "share"): "share of the world's supply",
    ("share", "quantity"): "output",
    ("hhi", "hhi"): "HHI",
    ("reserves", "reserves_share"): "share of the reserves listed",
    ("reserves", "production_share"): "share of mine output",
    ("reserves", "reserves"): "size of the reserves",
    ("reserves", "production"): "mine output",
    ("dependency", "share"): "share of recorded imports",
    ("dependency", "imports_usd"): "import value",
    ("dependency", "imports_t"): "import weight",
    (OF_IMPORTS, "share"): "share of recorded imports",
    (OF_IMPORTS, "hhi"): "HHI of recorded imports",
    (OF_IMPORTS, "quantity"): "import weight",
    ("exposure", "direct_share"): "share of recorded imports from {supplier}",
    ("exposure", "imports_usd"): "import value from {supplier}",
    ("via", "share_low"): "lowest share through third countries",
    ("shock", "loss_share_high"): "largest loss of imports",
    ("reliance", "nir"): "net import reliance",
    ("reliance", "computed_nir"): "net import reliance",
    ("risk", "score"): "supply-risk score",
    ("market", "value_usd"): "market value",
    ("technology", "intensity"): "content",
    ("demand", "share"): "share of world demand",
}
STAGES = {"mining": "at the mine", "refining": "at the refinery"}
FORMS = {
    "ore": "{} ore",
    "intermediate": "{} intermediates",
    "ferroalloy": "{} ferroalloys",
    "refined": "refined {}",
    "semi": "semi-finished {}",
    "magnet": "{} magnets",
    "downstream": "{} products",
    "scrap": "{} scrap",
    "mixed": "{} in mixed forms",
}
NAMES = ("country", "supplier", "via")


class Said(NamedTuple):
    """What a summary is made from, beside the rows: the question, its key, and both sides."""

    question: str
    measure: str
    key: tuple[str, ...]
    sides: tuple[SideSaid, SideSaid]
    supplier: str

    def summary(self, table: Table) -> str:
        """Rows in which the sides differ most, with both figures; empty without a pair of them."""
        paired = [row for row in table if row["a"] is not None and row["b"] is not None]
        rows = [row for row in paired if not is_total(row)] or paired
        if not rows:
            return ""
        alone = sum("no_counterpart" in several(row["flag"]) for row in table)
        has = "has" if alone == 1 else "have"
        tail = f" {counted(alone, 'row')} {has} no counterpart." if alone else ""
        return f"{self._main(rows)}{tail}"

    @property
    def ordered(self) -> bool:
        """Whether the second side comes after the first: years, or editions of one source."""
        a, b = (side.word for side in self.sides)
        editions = a.kind == EDITION and Edition.of(a.code).origin == Edition.of(b.code).origin
        return a.kind == YEAR or editions

    def _main(self, rows: Sequence[Row]) -> str:
        what = self.what(rows)
        a, b = (self.side(at) for at in (0, 1))
        if len(rows) == 1:
            return self._single(rows[0], what, a, b)
        ranked = sorted(rows, key=lambda row: -abs(as_number(row["difference"]) or 0.0))
        changed = [row for row in ranked if row["difference"]][:MOST]
        if not changed:
            return f"{capital(what)} is the same for {a} and {b} in all {len(rows):,} rows."
        labels = [self.label(row, rows) for row in changed]
        joint = "" if labels[0].startswith(("in ", "at ")) else "for "
        if self.ordered:
            parts = [
                f"{label} (from {self.shown(row, 0)} to {self.shown(row, 1)})"
                for label, row in zip(labels, changed, strict=True)
            ]
            return f"Between {a} and {b}, {what} changed most {joint}{listed(parts)}."
        parts = [
            f"{label} ({self.shown(row, 0)} and {self.shown(row, 1)})"
            for label, row in zip(labels, changed, strict=True)
        ]
        return f"{capital(what)} differs most between {a} and {b} {joint}{listed(parts)}."

    def _single(self, row: Row, what: str, a: str, b: str) -> str:
        label = self.label(row, [row])
        subject = f"{what} of {label}" if label else what
        verb, joint = ("was", "in") if self.ordered else ("is", "for")
        first, second = self.shown(row, 0), self.shown(row, 1)
        return f"{capital(subject)} {verb} {first} {joint} {a} and {second} {joint} {b}."

    def side(self, at: int) -> str:
        """Name of a side; its year where the sides have different ones, its period always."""
        word, when, _rough = self.sides[at]
        if word.kind == YEAR:
            return f"the {when}" if when.startswith(AVERAGE) else in_words(word.code)
        names = {PLACE: the(place(word.code)), MINERAL: lower(mineral_name(word.code))}
        name = names.get(word.kind, word.code)
        told = when and (when != self.sides[1 - at].when or not when.isdigit())
        return f"{name} ({when})" if told else name

    def what(self, rows: Sequence[Row]) -> str:
        """What is compared, with the mineral and the stage that all rows share."""
        words = MEASURES.get((self.question, self.measure), self.measure.replace("_", " "))
        if self.question == "trend":
            fraction = rows[0]["unit"] == "fraction"
            words = "share of the world's supply" if fraction else "trend"
        words = words.format(supplier=the(place(self.supplier)) if self.supplier else "")
        minerals = {str(row["mineral"]) for row in rows if row.get("mineral")}
        stages = {str(row["stage"]) for row in rows if row.get("stage")}
        if len(minerals) == 1:
            words += f" of {_form(minerals.pop(), stages)}"
        shared = next(iter(stages)) if len(stages) == 1 else ""
        return f"the {words} {STAGES.get(shared, '')}".rstrip()

    def label(self, row: Row, rows: Sequence[Row]) -> str:
        """Row in words: what it differs by from the others."""

        def varies(name: str) -> bool:
            return bool(row.get(name)) and len({one.get(name) for one in rows}) > 1

        stage = str(row.get("stage") or "")
        parts = [the(str(row[name])) for name in NAMES if varies(name)]
        parts += [str(row[name]) for name in ("product", "technology") if varies(name)]
        if varies("mineral"):
            parts.append(_form(str(row["mineral"]), {stage}))
        if varies("stage") and (stage in STAGES or not varies("mineral")):
            parts.append(STAGES.get(stage, stage))
        time = "period" if row.get("period") is not None else "year"  # a month has its year
        parts += [f"in {in_words(str(row[time]))}"] if varies(time) else []
        return " ".join(parts)

    def shown(self, row: Row, at: int) -> str:
        """Figure as a person would round it; finer where both would look alike."""
        value, other = (as_number(row["ab"[one]]) or 0.0 for one in (at, 1 - at))
        key = tuple(row[name] for name in self.key)
        rough = "about " if key in self.sides[at].rough else ""
        unit = str(row["unit"] or "")
        if unit == "fraction":
            text, same = percent(value), percent(other)
            return f"{rough}{value:.1%}" if text == same and value != other else f"{rough}{text}"
        named = unit if unit[:1].isalpha() and not unit.startswith(("as in", "count")) else ""
        return f"{rough}{_large(value)} {named}".rstrip()


def _large(value: float) -> str:
    """Number to three digits, in millions or billions if it is large.

    >>> _large(44_123_000_000), _large(21_000_000), _large(417_123), _large(0.468)
    ('44.1 billion', '21 million', '417,000', '0.468')
    """
    for size, word in ((1e9, " billion"), (1e6, " million")):
        if abs(value) >= size:
            text = about(value / size, 3)
            return (text.rstrip("0").rstrip(".") if "." in text else text) + word
    return about(value, 3)


def is_total(row: Row) -> bool:
    """Whether a row holds others: a total, a residual, or all minerals together."""
    return row.get("kind") in {"total", "residual"} or row.get("mineral") == "all"


def _form(mineral: str, stages: set[str]) -> str:
    """Mineral in the traded form, if there is one."""
    name = lower(mineral_name(mineral))
    form = next(iter(stages)) if len(stages) == 1 else ""
    return FORMS.get(form, "{}").format(name)
