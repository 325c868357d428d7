"""One line of a supplier list: its material, place, stage and amount, or why one is not known."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from critmin import names
from critmin.cells import UnreadableCell, Value, read_value
from critmin.errors import AmbiguousName, UnknownName
from critmin.table import Caution
from critmin.userrows import AGGREGATES, LARGEST, RESIDUALS, TOTALS

# A form of trade that is the output of a stage of supply; the other forms are none's.
STAGE_OF_FORM = {"ore": "mining", "refined": "refining"}


class AmountColumn(NamedTuple):
    """What a list's amounts are: ``quantity``, ``share`` or ``spend``, and how written."""

    kind: str
    header: str
    unit: str
    percent: bool

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
    mineral = _mineral(number, material, reasons)
    iso3 = _place(number, place, reasons)
    stage = _stage(number, cells.get("stage", ""), default, reasons)
    value = None if amount is None else _amount(number, cells.get("amount", ""), amount, reasons)
    unit = amount.unit if amount else ""
    if amount and amount.kind != "share":
        unit = cells.get("unit", "") or unit
    return SupplierLine(
        number, material, cells.get("supplier", ""), place, mineral, iso3, stage, value, unit,
        tuple(reasons),
    )  # fmt: skip


def _sums_others(material: str, place: str, supplier: str) -> bool:
    """Whether a line is a total; a company of that name has a material and a country too."""
    folded = [names.fold(text) for text in (material, place)]
    if TOTALS & {*folded}:
        return True
    return names.fold(supplier) in TOTALS and not all(folded)


def _because(number: int, code: str, field: str, error: UnknownName | AmbiguousName) -> Caution:
    hint = f"; did you mean {', '.join(error.suggestions)}?" if error.suggestions else ""
    return Caution(code, f"line {number}, {field}: {error}{hint}")


def _missing(number: int, field: str) -> Caution:
    return Caution("missing_value", f"line {number}: {field} is empty, so nothing can be matched")


def _mineral(number: int, text: str, reasons: list[Caution]) -> str:
    if not text:
        reasons.append(_missing(number, "material"))
        return ""
    try:
        return names.mineral(text).slug
    except UnknownName as error:
        reasons.append(_because(number, "mineral_unrecognised", "material", error))
    except AmbiguousName as error:
        reasons.append(_because(number, "ambiguous_name", "material", error))
    return ""


def _place(number: int, text: str, reasons: list[Caution]) -> str:
    if not text:
        reasons.append(_missing(number, "country"))
        return ""
    if names.fold(text) in RESIDUALS | AGGREGATES:
        said = f"line {number}, country: {text!r} names no country"
        reasons.append(Caution("country_unrecognised", said))
        return ""
    try:
        return names.country(text).iso3
    except UnknownName as error:
        reasons.append(_because(number, "country_unrecognised", "country", error))
    except AmbiguousName as error:
        reasons.append(_because(number, "ambiguous_name", "country", error))
    return ""


def _stage(number: int, text: str, default: DefaultStage, reasons: list[Caution]) -> str:
    word = text.casefold()
    if not word:
        if default.assumed:
            said = f"line {number}: no stage is stated; {default.stage} is assumed (--stage)"
            reasons.append(Caution("stage_assumed", said))
        return default.stage
    if word in names.TRADE_FORMS:
        return STAGE_OF_FORM.get(word, word)
    try:
        return names.stage(word)
    except UnknownName as error:
        reasons.append(_because(number, "stage_unrecognised", "stage", error))
        return ""


def _amount(
    number: int, text: str, column: AmountColumn, reasons: list[Caution]
) -> Value | None:  # fmt: skip
    bare = text.removesuffix("%").strip()
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
