"""Reader of what a line of a supplier list is: material, place and stage, or their problems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial

from critmin.company.line_amount import NAMES_KEPT, AmountColumn
from critmin.company.line_problems import Problem
from critmin.company.material import Reading, read_material
from critmin.core import names, products, table_words
from critmin.core.errors import AmbiguousName, UnknownName
from critmin.core.named_tuple import NamedTuple
from critmin.core.no_names import says_no_unit, says_nothing
from critmin.core.products import Product
from critmin.core.table_words import place_kind
from critmin.user_tables.columns import DistinctNames
from critmin.user_tables.country_column import CountryColumn, without_mark

# Texts with words that are not known, or none at all: the tariff code may tell what it is.
UNCLEAR = {"", "good_unclear", "good_unclear:ore"}
# Sentences on unreadable lines.
BROKEN = {"broken_row": "broken_row:list", "ragged_row": "ragged_row:list"}


class DefaultStage(NamedTuple):
    """Stage of lines without one, and whether it is an assumption."""

    stage: str
    assumed: bool


class Kind(NamedTuple):
    """What lines have alike that say the same but for their amount and the supplier's name.

    ``mineral``, ``iso3`` and ``stage`` are empty if unknown; ``unit`` is that of the amounts with
    none beside them. ``good`` is the name of the good that the material is, empty for the bare
    name of a mineral. ``problems`` are the reasons; ``is_total`` marks a line that sums others and
    is not a supplier. ``has_amount`` is False where the amount of a line is not read.
    """

    material: str
    place: str
    mineral: str = ""
    iso3: str = ""
    stage: str = ""
    unit: str = ""
    problems: tuple[Problem, ...] = ()
    is_total: bool = False
    good: str = ""
    has_amount: bool = True

    @property
    def matched(self) -> bool:
        """Whether mineral, country and stage are known."""
        return bool(self.mineral and self.iso3 and self.stage) and not self.is_total

    @property
    def counted(self) -> bool:
        """Whether lines are part of the buyer's own supply of a mineral at a stage."""
        return bool(self.mineral and self.stage) and not self.is_total


class LineCells(NamedTuple):
    """Cells of a line that decide what it is; ``unit`` is that of its amount."""

    material: str
    place: str
    stage: str = ""
    unit: str = ""
    code: str = ""


class Used(NamedTuple):
    """Places of the columns that are used; the cell of a line is the first of them with text.

    ``decisive`` are those of material, country, stage, unit or currency, and tariff code; ``unit``
    is the one of units, whatever the amounts are.
    """

    decisive: Sequence[Sequence[int]]
    supplier: Sequence[int]
    amount: Sequence[int]
    unit: Sequence[int]

    @property
    def places(self) -> set[int]:
        """All places."""
        every = (*self.decisive, self.supplier, self.amount, self.unit)
        return {at for places in every for at in places}


class ListReader:
    """Reader of the kinds of a list's lines.

    Parameters
    ----------
    amount : AmountColumn or None
        Kind of the amounts, None if the list has none.
    default : DefaultStage
        Stage of lines without one.
    countries : CountryColumn
        Column of the countries.
    combined : bool
        Whether tariff codes are of the EU's Combined Nomenclature.
    """

    def __init__(
        self,
        amount: AmountColumn | None,
        default: DefaultStage,
        countries: CountryColumn,
        *,
        combined: bool,
    ) -> None:
        self.amount = amount
        self._default = default
        self._combined = combined
        self._known = ListNames(countries)
        self.found_as = countries.found_as

    def read(self, cells: LineCells, supplier: str) -> Kind:
        """Kind of a line.

        Parameters
        ----------
        cells : LineCells
            Its cells, without spaces around them.
        supplier : str
            Its supplier, which matters if `names_supplier` says so.
        """
        material, place, stage, unit, code = cells
        stage = "" if says_nothing(stage) else stage
        unit = "" if says_no_unit(unit) else unit
        if _sums_others(material, place, supplier):
            problem = Problem.of("total_row")
            return Kind(material, place, problems=(problem,), is_total=True, has_amount=False)
        problems: list[Problem] = []
        known = self._known
        coded = _of_code(code, self._combined)
        named = _material(material, known, code, coded, problems)
        iso3 = _needed("country", place, known.countries.__getitem__, problems)
        stage = _stage(stage, named, self._default, problems)
        good = named.good.name if named.good else ""
        own = self.amount.unit if self.amount else ""
        unit = (unit or own) if self.amount and self.amount.has_units else own
        meant = (named.mineral, iso3, stage, unit, tuple(problems))
        return Kind(material, place, *meant, good=good)


def broken_kind(code: str, why: str) -> Kind:
    """Kind of a line that cannot be read, with the reason."""
    return Kind("", "", problems=(Problem.of(BROKEN[code], error=why),), has_amount=False)


def names_supplier(material: str, place: str) -> bool:
    """Whether the supplier may tell that a line is a total, as it has no material or place."""
    return None in (_sum_named(material), _sum_named(place))


def _sums_others(material: str, place: str, supplier: str) -> bool:
    """Whether a line is a total: its material or place is, or a supplier without one of them is."""
    kinds = (_sum_named(material), _sum_named(place))
    return "total" in kinds or (None in kinds and _sum_named(supplier) == "total")


@lru_cache(maxsize=NAMES_KEPT)
def _sum_named(text: str) -> str | None:
    """Kind of a place that is no country, as ``total``; None for a text that is no name."""
    return None if not text or says_nothing(text) else place_kind(names.fold(text))


class Lookup(NamedTuple):
    """Meaning of a name, or the problem with it."""

    found: str
    problem: Problem | None = None


def _refused(name: str, field: str, error: UnknownName | AmbiguousName) -> Lookup:
    return Lookup("", Problem.of(name, field=field, error=str(error)))


class ListNames:
    """Names of one list: its materials and its countries, each with the problem with it."""

    def __init__(self, column: CountryColumn) -> None:
        self.materials = DistinctNames(_material_found)
        self.countries = DistinctNames(partial(_country_found, column))


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
    given = text and not says_nothing(text)
    named, problem = known.materials[text] if given else (Reading(""), None)
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
    problems.append(problem or _missing("material", text))
    return Reading("")


def _missing(field: str, text: str) -> Problem:
    """Problem of an empty cell, or of a text that is no name."""
    if text:
        return Problem.of("missing_value:no_name", field=field, text=text)
    return Problem.of("missing_value:list", field=field)


def _differs(text: str, named: Reading, code: str, coded: Product) -> Problem:
    stage = f" {named.good.stage}" if named.good else ""
    return Problem.of(
        "code_differs",
        text=text,
        what=f"{named.mineral}{stage}",
        code=code,
        other=f"{coded.mineral} {coded.stage}",
    )


def _country_found(column: CountryColumn, text: str, suggest: bool) -> tuple[Lookup, bool]:
    """Country of a name, and whether it is unknown."""
    found = _country_named(column, text, suggest=suggest)
    return found, found.problem is not None and found.problem.name == "country_unrecognised:list"


def _country_named(column: CountryColumn, text: str, *, suggest: bool) -> Lookup:
    if place_kind(names.fold(without_mark(text))):
        return Lookup("", Problem.of("country_unrecognised:none", text=text))
    try:
        country, doubt = column.read(text, suggest=suggest)
        problem = Problem.of("country_doubted:list", said=doubt) if doubt else None
        return Lookup(country.iso3, problem)
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
    if not text or says_nothing(text):
        problems.append(_missing(field, text))
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
