"""Reader of one line of a supplier list: material, place, stage and amount, or their problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.company.line_numbers import line_spans
from critmin.company.material import Reading, read_material
from critmin.core import names, products, table_words
from critmin.core.errors import AmbiguousName, UnknownName
from critmin.core.named_tuple import NamedTuple
from critmin.core.printed_numbers import UnreadableCell, Value, read_value
from critmin.core.products import Product
from critmin.supply.own_table_reading import LARGEST
from critmin.user_tables.decimal_notation import Exact, both_readings, is_unsure, narrow, with_point
from critmin.user_tables.distinct_names import DistinctNames
from critmin.user_tables.figures import in_our_words, needs_comma, number_and_unit
from critmin.user_tables.places import country_named, place_kind

NAMES_KEPT = 20_000
# Texts with words that are not known, or none at all: the tariff code may tell what it is.
UNCLEAR = {"", "good_unclear", "good_unclear:ore"}
# Sentences on unreadable lines, and on lists without amounts.
BROKEN = {"broken_row": "broken_row:list", "ragged_row": "ragged_row:list"}
NO_AMOUNT = {"unknown": "unknown:list", "withheld": "withheld:list"}


@lru_cache(maxsize=NAMES_KEPT)
def unit_of(text: str) -> str:
    """Symbol of a unit of mass; any other unit as written.

    An order's MT is a metric ton; in tables of production it may be a million of them.

    >>> unit_of("tonnes"), unit_of("MT"), unit_of("drums")
    ('t', 't', 'drums')
    """
    return "t" if text.strip() == "MT" else table_words.unit(text) or text


class Problem(NamedTuple):
    """Reason why a line is not matched or its amount not used, as a sentence of cautions.csv.

    Its field ``lines`` is filled in when lines with the same problem are collected.
    """

    name: str
    values: tuple[tuple[str, Any], ...] = ()

    @property
    def code(self) -> str:
        """Warning code of the line's flag."""
        return self.name.partition(":")[0]

    @classmethod
    def of(cls, name: str, **values: Any) -> Problem:
        """Problem with the name of its sentence in cautions.csv."""
        return cls(name, tuple(values.items()))


def cautions(lines: Iterable[SupplierLine]) -> list[Caution]:
    """Problems of the lines, each once with the numbers of its lines."""
    numbers: dict[Problem, list[int]] = {}
    for line in lines:
        for problem in line.problems:
            numbers.setdefault(problem, []).append(line.number)
    return [
        caution(problem.name, lines=line_spans(found), **dict(problem.values))
        for problem, found in numbers.items()
    ]


class AmountColumn(NamedTuple):
    """Kind of a list's amounts: ``quantity``, ``share`` or ``spend``, and their notation.

    ``mark`` is the decimal mark of the list, empty if its numbers can be read with either, or if
    they are ``mixed``: some need a point and others a comma.
    """

    kind: str
    header: str
    unit: str
    percent: bool
    mark: str = "."
    mixed: bool = False

    @property
    def by_value(self) -> bool:
        """Whether amounts are money, not weight."""
        return self.kind == "spend" or "spend" in names.fold(self.header)


class DefaultStage(NamedTuple):
    """Stage of lines without one, and whether it is an assumption."""

    stage: str
    assumed: bool


class SupplierLine(NamedTuple):
    """Line of the list; ``mineral``, ``iso3`` and ``stage`` are empty if unknown.

    ``good`` is the name of the good that the material is, empty for the bare name of a mineral.
    ``problems`` are the reasons, and those for an unused amount; ``is_total`` marks a line that
    sums others and is not a supplier.
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
    problems: tuple[Problem, ...]
    is_total: bool = False
    good: str = ""

    @property
    def matched(self) -> bool:
        """Whether mineral, country and stage are known."""
        return bool(self.mineral and self.iso3 and self.stage) and not self.is_total

    @property
    def counted(self) -> bool:
        """Whether the line is part of the buyer's own supply of a mineral at a stage."""
        return bool(self.mineral and self.stage) and not self.is_total


def read_line(
    number: int,
    texts: dict[str, str],
    amount: AmountColumn | None,
    default: DefaultStage,
    known: ListNames,
) -> SupplierLine:
    """Read one line.

    Parameters
    ----------
    number : int
        Line in the file.
    texts : dict
        Cells by field: material, supplier, country, stage, amount, unit, code; ``combined`` is
        not empty if the code is of the EU's Combined Nomenclature.
    amount : AmountColumn or None
        Kind of the amounts, None if the list has none.
    default : DefaultStage
        Stage of lines without one.
    known : ListNames
        Materials and countries of the list.
    """
    cells = {field: text.strip() for field, text in texts.items()}
    material, place = cells.get("material", ""), cells.get("country", "")
    supplier = cells.get("supplier", "")
    if _sums_others(material, place, supplier):
        problem = Problem.of("total_row")
        return SupplierLine(
            number, material, supplier, place, "", "", "", None, "", (problem,), is_total=True
        )
    problems: list[Problem] = []
    coded = _of_code(cells.get("code", ""), bool(cells.get("combined")))
    named = _material(material, known, cells.get("code", ""), coded, problems)
    iso3 = _needed("country", place, known.countries.__getitem__, problems)
    stage = _stage(cells.get("stage", ""), named, default, problems)
    text, beside = texts.get("amount", "").strip(), ""
    if amount and amount.kind != "share":
        text, beside = number_and_unit(_with_tonnes(text))
    value = None if amount is None else _amount(text, amount, problems)
    unit = amount.unit if amount else ""
    if amount and amount.kind != "share":
        unit = beside or cells.get("unit", "") or unit
    good = named.good.name if named.good else ""
    meant = (named.mineral, iso3, stage, value, unit, tuple(problems))
    return SupplierLine(number, material, supplier, place, *meant, good=good)


def _with_tonnes(cell: str) -> str:
    """An amount with t for MT; any other as it is, with its type."""
    return f"{cell[:-2]} t" if cell.endswith("MT") else cell


def broken_line(number: int, code: str, why: str) -> SupplierLine:
    """Line that cannot be read, with the reason."""
    problem = Problem.of(BROKEN[code], error=why)
    return SupplierLine(number, "", "", "", "", "", "", None, "", (problem,))


def _sums_others(material: str, place: str, supplier: str) -> bool:
    """Whether a line is a total: its material or place is, or a supplier without one of them is."""
    kinds = (_sum_named(material), _sum_named(place))
    return "total" in kinds or (None in kinds and _sum_named(supplier) == "total")


@lru_cache(maxsize=NAMES_KEPT)
def _sum_named(text: str) -> str | None:
    """Kind of a place that is no country, as ``total``; None for a name without letters."""
    folded = names.fold(text)
    return place_kind(folded) if folded else None


class Lookup(NamedTuple):
    """Meaning of a name, or the problem with it."""

    found: str
    problem: Problem | None = None


def _refused(name: str, field: str, error: UnknownName | AmbiguousName) -> Lookup:
    return Lookup("", Problem.of(name, field=field, error=str(error)))


class ListNames:
    """Names of one list: its materials and its countries, each with the problem with it."""

    def __init__(self) -> None:
        self.materials = DistinctNames(_material_found)
        self.countries = DistinctNames(_country_found)


def _material_found(text: str, suggest: bool) -> tuple[tuple[Reading, Problem | None], bool]:
    """Reading of a material with its problem, and whether it is unknown."""
    found = _material_named(text, suggest=suggest)
    problem = found[1]
    return found, problem is not None and problem.code == "mineral_unrecognised"


def _material_named(text: str, *, suggest: bool) -> tuple[Reading, Problem | None]:
    try:
        reading = read_material(text)
        if reading is None:
            return Reading(names.mineral(text, suggest=suggest).slug), None
    except UnknownName as error:
        return Reading(""), _refused("mineral_unrecognised:list", "material", error).problem
    except AmbiguousName as error:
        return Reading(""), _refused("ambiguous_name:list", "material", error).problem
    if reading.sentence:
        return reading, Problem(reading.sentence, reading.values)
    return reading, None


@lru_cache(maxsize=NAMES_KEPT)
def _of_code(code: str, combined: bool) -> Product | None:
    return products.product_of_code(code, combined=combined) if code else None


def _material(
    text: str, known: ListNames, code: str, coded: Product | None, problems: list[Problem]
) -> Reading:
    """Mineral and good of a line, by its material or else by its tariff code.

    A material that is understood goes before the code; a difference between them is told.
    """
    named, problem = known.materials[text] if text else (Reading(""), None)
    if named.mineral:
        if coded is None:
            return named
        good = named.good
        if not names.related(coded.mineral, named.mineral) or (good and good.stage != coded.stage):
            problems.append(_differs(text, named, code, coded))
        return named if good else named._replace(good=coded)
    if coded is not None and named.sentence in UNCLEAR:
        what = f"{coded.mineral}, {coded.traded_stage}"
        problems.append(Problem.of("good_read:code", code=code, good=coded.name, what=what))
        return Reading(coded.mineral, coded)
    problems.append(problem or Problem.of("missing_value:list", field="material"))
    return Reading("")


def _differs(text: str, named: Reading, code: str, coded: Product) -> Problem:
    stage = f" {named.good.stage}" if named.good else ""
    return Problem.of(
        "code_differs",
        text=text,
        what=f"{named.mineral}{stage}",
        code=code,
        other=f"{coded.mineral} {coded.stage}",
    )


def _country_found(text: str, suggest: bool) -> tuple[Lookup, bool]:
    """Country of a name, and whether it is unknown."""
    found = _country_named(text, suggest=suggest)
    return found, found.problem is not None and found.problem.name == "country_unrecognised:list"


def _country_named(text: str, *, suggest: bool) -> Lookup:
    if place_kind(names.fold(text)):
        return Lookup("", Problem.of("country_unrecognised:none", text=text))
    try:
        return Lookup(country_named(text, suggest=suggest).iso3)
    except UnknownName as error:
        return _refused("country_unrecognised:list", "country", error)
    except AmbiguousName as error:
        return _refused("ambiguous_name:list", "country", error)


@lru_cache(maxsize=NAMES_KEPT)
def _stage_named(word: str) -> Lookup:
    if word in names.TRADE_FORMS:
        return Lookup(names.PRODUCT_STAGES.get(word, word))
    try:
        return Lookup(table_words.stage(word) or names.stage(word))
    except UnknownName as error:
        return _refused("stage_unrecognised:list", "stage", error)


def _looked_up(lookup: Lookup, problems: list[Problem]) -> str:
    if lookup.problem is not None:
        problems.append(lookup.problem)
    return lookup.found


def _needed(
    field: str, text: str, look_up: Callable[[str], Lookup], problems: list[Problem]
) -> str:
    if not text:
        problems.append(Problem.of("missing_value:list", field=field))
        return ""
    return _looked_up(look_up(text), problems)


def _stage(text: str, named: Reading, default: DefaultStage, problems: list[Problem]) -> str:
    """Stage of a line: the one stated, else the good's own, else the default if it is matched.

    A stage that was asked for goes before the one that a bare name of a mineral suggests.
    """
    good = named.good if named.good and (default.assumed or not named.good.is_bare) else None
    if good and (named.read_as or not text):
        what = f"{good.mineral}, {good.traded_stage}"
        problems.append(Problem.of("good_read", good=good.name, what=what))
    if text:
        stated = _looked_up(_stage_named(text.casefold()), problems)
        if good and stated in names.STAGE_FORMS and stated != good.traded_stage:
            name = "stage_differs" if stated != good.stage else "stage_differs:counted"
            problems.append(Problem.of(name, stage=stated, good=good.name, own=good.traded_stage))
        return stated
    if good:
        return good.traded_stage
    if not named.mineral:
        return ""
    if not default.assumed:
        return default.stage
    assumed = "refining" if named.refined else default.stage
    problems.append(Problem.of("stage_assumed", stage=assumed))
    return assumed


def _amount(text: str, column: AmountColumn, problems: list[Problem]) -> Value | None:
    narrowed = narrow(text)
    bare = narrowed.removesuffix("%").strip()
    mark = "." if isinstance(text, Exact) else column.mark
    if not mark and is_unsure(bare):
        problems.append(_of_two_readings(text, bare, column))
        return None
    mark = mark or ("," if column.mixed and needs_comma(bare) else ".")
    value = _figure(in_our_words(with_point(bare, mark)))
    if value is None:
        problems.append(Problem.of("not_a_number", column=column.header, text=text))
        return None
    ends = [end for end in (value.quantity, value.low) if end is not None]
    if any(end < 0 for end in ends):
        problems.append(Problem.of("negative", column=column.header, text=text))
        return None
    if value.state in NO_AMOUNT:
        problems.append(Problem.of(NO_AMOUNT[value.state], kind=column.kind))
    if column.kind == "share" and (column.percent or narrowed.endswith("%")):
        return value.scaled(Decimal("0.01"))
    return value


def _of_two_readings(text: str, bare: str, column: AmountColumn) -> Problem:
    """Problem of a number that can be read with a decimal point and with a decimal comma.

    >>> dict(_of_two_readings("1.200", "1.200", AmountColumn("quantity", "kg", "", False)).values)
    {'column': 'kg', 'text': '1.200', 'whole': '1200', 'decimal': '1.200'}
    """
    whole, decimal = both_readings(bare)
    return Problem.of(
        "ambiguous_number", column=column.header, text=text, whole=whole, decimal=decimal
    )


def _figure(text: str) -> Value | None:
    """Figure of a cell; None if there is none, or it is too large to sum."""
    if text.casefold() in {"nan", "inf", "infinity", "#n/a", "null", "none"}:
        return None
    try:
        value = read_value(text)
    except UnreadableCell:
        return None
    ends = (value.quantity, value.low, value.high)
    finite = all(end is None or abs(end) < LARGEST for end in ends)
    return value if finite and not value.note else None
