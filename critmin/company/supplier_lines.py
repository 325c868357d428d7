"""One line of a supplier list: its material, place, stage and amount, or why one is not known."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from critmin.answers.table import Caution
from critmin.core import names
from critmin.core.errors import AmbiguousName, UnknownName
from critmin.core.printed_figures import UnreadableCell, Value, read_value
from critmin.supply.own_rows import AGGREGATES, LARGEST, RESIDUALS, TOTALS

# A form of trade that is the output of a stage of supply; the other forms are none's.
STAGE_OF_FORM = {"ore": "mining", "refined": "refining"}


NAMES_KEPT = 20_000
THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")


class AmountColumn(NamedTuple):
    """What a list's amounts are: ``quantity``, ``share`` or ``spend``, and how written.

    ``points_unsure`` where a point may stand between thousands, as where a semicolon stands
    between cells because a comma stands before decimals.
    """

    kind: str
    header: str
    unit: str
    percent: bool
    points_unsure: bool = False

    @property
    def by_value(self) -> bool:
        """Whether money was counted and not weight."""
        return self.kind == "spend" or "spend" in names.fold(self.header)


class DefaultStage(NamedTuple):
    """The stage of lines that state none, and whether that is an assumption."""

    stage: str
    assumed: bool


class SupplierLine(NamedTuple):
    """One line; ``mineral``, ``iso3`` and ``stage`` are empty where they are not known.

    ``reasons`` say why, and what keeps the amount from being used; ``is_total`` marks a
    line that sums others and is no supplier.
    """

    number: int
    material: str
    supplier: str
    place: str
    mineral: str
    iso3: str
    stage: str
    amount: Value | None
    unit: str
    reasons: tuple[Caution, ...]
    is_total: bool = False

    @property
    def matched(self) -> bool:
        """Whether the world's figures can be asked for what the line names."""
        return bool(self.mineral and self.iso3 and self.stage) and not self.is_total

    @property
    def counted(self) -> bool:
        """Whether the line is part of the buyer's own supply of a mineral at a stage."""
        return bool(self.mineral and self.stage) and not self.is_total


def read_line(
    number: int, texts: dict[str, str], amount: AmountColumn | None, default: DefaultStage
) -> SupplierLine:
    """Read one line; nothing is guessed and nothing dropped.

    Parameters
    ----------
    number : int
        Line in the file.
    texts : dict
        Cells by field: material, supplier, country, stage, amount, unit.
    amount : AmountColumn or None
        What the amounts are, None when the list has none.
    default : DefaultStage
        The stage of lines that state none.
    """
    cells = {field: text.strip() for field, text in texts.items()}
    material, place = cells.get("material", ""), cells.get("country", "")
    reasons: list[Caution] = []
    if _sums_others(material, place, cells.get("supplier", "")):
        said = Caution("total_row", f"line {number}: a total, not a supplier; not counted")
        return SupplierLine(
            number, material, cells.get("supplier", ""), place, "", "", "", None, "", (said,), True
        )
    mineral = _needed(number, "material", material, _mineral_named, reasons)
    iso3 = _needed(number, "country", place, _place_named, reasons)
    stage = _stage(number, cells.get("stage", ""), default, reasons)
    value = None if amount is None else _amount(number, cells.get("amount", ""), amount, reasons)
    unit = amount.unit if amount else ""
    if amount and amount.kind != "share":
        unit = cells.get("unit", "") or unit
    return SupplierLine(
        number,
        material,
        cells.get("supplier", ""),
        place,
        mineral,
        iso3,
        stage,
        value,
        unit,
        tuple(reasons),
    )


def broken_line(number: int, code: str, why: str) -> SupplierLine:
    """A line that is no row of the list: nothing of it is known but why."""
    said = Caution(code, f"line {number}: {why}")
    return SupplierLine(number, "", "", "", "", "", "", None, "", (said,))


@lru_cache(maxsize=NAMES_KEPT)
def _sums_others(material: str, place: str, supplier: str) -> bool:
    """Whether a line is a total; a company of that name has a material and a country too."""
    folded = [names.fold(text) for text in (material, place)]
    if TOTALS & {*folded}:
        return True
    return names.fold(supplier) in TOTALS and not all(folded)


class Lookup(NamedTuple):
    """What a name stands for, or the code and sentence of why it stands for nothing."""

    found: str
    code: str = ""
    why: str = ""


def _because(code: str, error: UnknownName | AmbiguousName) -> Lookup:
    hint = f"; did you mean {', '.join(error.suggestions)}?" if error.suggestions else ""
    return Lookup("", code, f"{error}{hint}")


@lru_cache(maxsize=NAMES_KEPT)  # a long list repeats its names, and looking up costs
def _mineral_named(text: str) -> Lookup:
    try:
        return Lookup(names.mineral(text).slug)
    except UnknownName as error:
        return _because("mineral_unrecognised", error)
    except AmbiguousName as error:
        return _because("ambiguous_name", error)


@lru_cache(maxsize=NAMES_KEPT)
def _place_named(text: str) -> Lookup:
    if names.fold(text) in RESIDUALS | AGGREGATES:
        return Lookup("", "country_unrecognised", f"{text!r} names no country")
    try:
        return Lookup(names.country(text).iso3)
    except UnknownName as error:
        return _because("country_unrecognised", error)
    except AmbiguousName as error:
        return _because("ambiguous_name", error)


@lru_cache(maxsize=NAMES_KEPT)
def _stage_named(word: str) -> Lookup:
    if word in names.TRADE_FORMS:
        return Lookup(STAGE_OF_FORM.get(word, word))
    try:
        return Lookup(names.stage(word))
    except UnknownName as error:
        return _because("stage_unrecognised", error)


def _looked_up(number: int, field: str, lookup: Lookup, reasons: list[Caution]) -> str:
    if lookup.code:
        reasons.append(Caution(lookup.code, f"line {number}, {field}: {lookup.why}"))
    return lookup.found


def _missing(number: int, field: str) -> Caution:
    return Caution("missing_value", f"line {number}: {field} is empty, so nothing can be matched")


def _needed(
    number: int, field: str, text: str, look_up: Callable[[str], Lookup], reasons: list[Caution]
) -> str:
    if not text:
        reasons.append(_missing(number, field))
        return ""
    return _looked_up(number, field, look_up(text), reasons)


def _stage(number: int, text: str, default: DefaultStage, reasons: list[Caution]) -> str:
    if text:
        return _looked_up(number, "stage", _stage_named(text.casefold()), reasons)
    if default.assumed:
        said = f"line {number}: no stage is stated; {default.stage} is assumed (--stage)"
        reasons.append(Caution("stage_assumed", said))
    return default.stage


def _amount(number: int, text: str, column: AmountColumn, reasons: list[Caution]) -> Value | None:
    bare = text.removesuffix("%").strip()
    if column.points_unsure and THOUSANDS.fullmatch(bare):
        said = f"line {number}, {column.header}: {text!r} {_readings(bare)}"
        reasons.append(Caution("ambiguous_number", said))
        return None
    value = _figure(bare)
    if value is None:
        said = f"{text!r} is no number: write 1234.5, or leave it empty when unknown"
        reasons.append(Caution("not_a_number", f"line {number}, {column.header}: {said}"))
        return None
    ends = [end for end in (value.quantity, value.low) if end is not None]
    if any(end < 0 for end in ends):
        reasons.append(
            Caution("negative", f"line {number}, {column.header}: {text} is negative; not counted")
        )
        return None
    if value.state in {"unknown", "withheld"}:
        reasons.append(Caution(value.state, f"line {number}: no {column.kind} is stated"))
    if column.kind == "share" and (column.percent or text.endswith("%")):
        return value.scaled(Decimal("0.01"))
    return value


def _readings(text: str) -> str:
    """What a number with points before three digits can be.

    >>> _readings("1.200")
    "has two readings where ';' separates cells: write 1200 or 1.2"
    >>> _readings("12.345.678")
    'is no number: write 12345678'
    """
    whole = text.replace(".", "")
    if text.count(".") > 1:
        return f"is no number: write {whole}"
    return f"has two readings where ';' separates cells: write {whole} or {float(text):g}"


def _figure(text: str) -> Value | None:
    """A cell's figure; None when it is none, or a sum would not stay finite."""
    if text.casefold() in {"nan", "inf", "infinity", "#n/a", "null", "none"}:
        return None
    try:
        value = read_value(text)
    except UnreadableCell:
        return None
    ends = (value.quantity, value.low, value.high)
    finite = all(end is None or abs(end) < LARGEST for end in ends)
    return value if finite and not value.note else None
