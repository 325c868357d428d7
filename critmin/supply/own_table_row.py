"""Reader of one row of a user's supply table, and its problems."""

from __future__ import annotations

import re
from decimal import Decimal

from critmin.core import names
from critmin.core.errors import AmbiguousName, UnknownName
from critmin.core.named_tuple import NamedTuple
from critmin.core.printed_numbers import UnreadableCell, Value, about_mark, read_value
from critmin.supply.supply_table import SupplyRow
from critmin.user_tables.columns import OPTIONAL, REQUIRED
from critmin.user_tables.decimal_notation import narrow
from critmin.user_tables.distinct_names import DistinctNames
from critmin.user_tables.supply_rows import Row

LARGEST = Decimal("1e18")
TOTALS = {"world", "total", "worldtotal", "worldtotalrounded", "grandtotal"}
RESIDUALS = {
    "other",
    "others",
    "othercountries",
    "restofworld",
    "restoftheworld",
    "row",
    "remaining",
    "allothers",
    "allothercountries",
    "rest",
}
AGGREGATES = {
    "subtotal",
    "sum",
    "africa",
    "asia",
    "europe",
    "europeanunion",
    "eu",
    "eu27",
    "eu28",
    "oecd",
    "g7",
    "latinamerica",
    "northamerica",
    "southamerica",
    "centralamerica",
    "oceania",
    "middleeast",
    "asean",
    "brics",
}
SUMS = {"subtotal", "zwischensumme", "soustotal", "sum", "summe", "somme"}
EASTERN_SUMS = ("計", "计", "总和")  # at the end of a name, as in アジア計 and 欧洲合计
NOTED = ("rounded", "excl", "gerundet", "ohne", "arrondi", "hors")  # after the word for a total
WORD = re.compile(r"[^\W\d_]+")
NOT_A_PROBLEM = {"country_unrecognised", "mineral_unrecognised", "rows_read"}


class Problem(NamedTuple):
    """Problem of a file, with its line and column."""

    line: int | None
    column: str | None
    code: str
    message: str

    @property
    def fatal(self) -> bool:
        """Whether no figure can be computed until it is corrected."""
        return self.code not in NOT_A_PROBLEM


class Line(NamedTuple):
    """Readable row of a user's table."""

    number: int
    mineral: str
    stage: str
    basis: str
    year: int
    unit: str
    row: SupplyRow


class TableNames:
    """Names of one table: its minerals, each with its problem, and its places."""

    def __init__(self) -> None:
        self.minerals = DistinctNames(_mineral_named)
        self.places = DistinctNames(_place_named)


def read_line(read: Row, known: TableNames) -> tuple[Line | None, list[Problem]]:
    """Read one row and its problems; no row if a problem is fatal."""
    number, cells = read.line, read.cells
    problems: list[Problem] = []
    texts = {name: cells.get(name, "").strip() for name in (*REQUIRED, *OPTIONAL)}
    if [t.casefold() for t in (texts["mineral"], texts["country"])] == ["mineral", "country"]:
        return None, [
            Problem(number, None, "two_tables", "a second header: keep one table per file")
        ]
    for name in REQUIRED:
        if not texts[name]:
            problems.append(Problem(number, name, "missing_value", f"{name} is empty"))
    year = _year(number, texts["year"], problems)
    value, unit = _figure(read, texts, problems)
    stage = _stage(number, texts["stage"], problems) if "stage" in cells else ""
    mineral = _mineral(number, known.minerals[texts["mineral"]], problems)
    country, iso3, kind = _place(number, known.places[texts["country"]], problems)
    if any(problem.fatal for problem in problems) or year is None or value is None:
        return None, problems
    row = SupplyRow(
        country,
        iso3,
        kind,
        _float(value.quantity),
        _float(value.low),
        _float(value.high),
        value.state,
        read.status,
        texts["flag"],
    )
    basis = texts["basis"] or "own"
    return Line(number, mineral, stage, basis, year, unit, row), problems


def _float(number: object) -> float | None:
    return None if number is None else float(str(number))


def _year(number: int, text: str, problems: list[Problem]) -> int | None:
    if not text:
        return None
    digits = narrow(text).removesuffix(".0").removesuffix("年")
    if digits.isdigit() and len(digits) == 4:
        return int(digits)
    problems.append(Problem(number, "year", "not_a_year", f"{text!r} is not a year: write 2024"))
    return None


def _figure(read: Row, texts: dict[str, str], problems: list[Problem]) -> tuple[Value | None, str]:
    header = read.cells
    only_share = "quantity" not in header or (not texts["quantity"] and texts["share"])
    kind = "share" if only_share and "share" in header else "quantity"
    text = texts[kind]
    value = None if read.doubt else _value(text)
    problem = _problem_of(read, kind, text, value)
    if problem is not None:
        problems.append(Problem(read.line, read.column or kind, *problem))
        return None, ""
    return value, "share" if kind == "share" else texts["unit"] or "unstated"


def _value(text: str) -> Value | None:
    try:
        return read_value(text)
    except UnreadableCell:
        return None


def _problem_of(read: Row, kind: str, text: str, value: Value | None) -> tuple[str, str] | None:
    """Code and sentence of why a figure cannot be used; None if it can."""
    if read.doubt:
        return "ambiguous_number", read.doubt
    if text.startswith("-") and text.strip("-"):
        return "negative", f"{text} is negative"
    said_no = text.casefold() in {"nan", "inf", "infinity", "#n/a", "null", "none"}
    if value is None or value.note or said_no or not _finite(value):
        return "not_a_number", f"{text!r} is not a number: {_advice_on(text)}"
    if kind == "share" and (value.quantity or value.high or 0) > 1:
        advice = "shares are fractions, as 0.65, or have a % sign, as 65%"
        return "share_over_1", f"{text} is above 1: {advice}"
    return None


def _advice_on(text: str) -> str:
    return about_mark(text) or f"write {_right(text)}, or leave it empty when unknown"


def _right(text: str) -> str:
    """Corrected value to suggest."""
    if text.endswith("%"):
        return "it in a column of shares"
    return "1234.5 (a point for decimals)" if "," in text else "1234.5"


def _finite(value: Value) -> bool:
    return all(n is None or abs(n) < LARGEST for n in (value.quantity, value.low, value.high))


def _stage(number: int, text: str, problems: list[Problem]) -> str:
    try:
        return names.stage(text or "mining")
    except UnknownName as unknown:
        from critmin.core import table_words

        if found := table_words.stage(text):
            return found
        problems.append(Problem(number, "stage", "unknown_stage", str(unknown)))
        return ""


def _mineral(number: int, named: tuple[str, str], problems: list[Problem]) -> str:
    slug, said = named
    if said:
        problems.append(Problem(number, "mineral", "mineral_unrecognised", said))
    return slug


def _mineral_named(text: str, suggest: bool) -> tuple[tuple[str, str], bool]:
    """Slug of a mineral, else the text, and why it is not recognised; whether it is unknown."""
    from critmin.core.products import translated

    if not text:
        return ("", ""), False
    if not names.is_mineral(text) and (found := translated(text)):
        return (found, ""), False
    try:
        return (names.mineral(text, suggest=suggest).slug, ""), False
    except (UnknownName, AmbiguousName) as unknown:
        return (text, f"{unknown}; used as written"), True


class Place(NamedTuple):
    """Country, residual or total of a row; code and sentence of the problem with it."""

    country: str
    iso3: str = ""
    kind: str = "country"
    code: str = ""
    said: str = ""


def _place(number: int, found: Place, problems: list[Problem]) -> tuple[str, str, str]:
    if found.code:
        problems.append(Problem(number, "country", found.code, found.said))
    return found.country, found.iso3, found.kind


def _place_named(text: str, suggest: bool) -> tuple[Place, bool]:
    """Place of a name, and whether it is unknown."""
    found = _place_of(text, suggest=suggest)
    return found, found.code == "country_unrecognised"


def _place_of(text: str, *, suggest: bool) -> Place:
    kind = place_kind(names.fold(text)) or _sum_in_words(text)
    if kind == "total":
        return Place("World", kind="total")
    if kind == "residual":
        return Place("Other countries", kind="residual")
    if kind == "aggregate":
        said = f"{text} is a sum of countries and would be counted twice: remove the row"
        return Place(text, code="aggregate_row", said=said)
    try:
        country = country_named(text, suggest=suggest)
    except AmbiguousName as ambiguous:
        return Place(text, code="ambiguous_country", said=str(ambiguous))
    except UnknownName as unknown:
        said = f"{unknown}; used as written"
        return Place(text, code="country_unrecognised" if text else "", said=said)
    return Place(country.name, country.iso3)


def place_kind(folded: str) -> str:
    """``total``, ``residual`` or ``aggregate`` of a folded name; empty for any other."""
    if folded in TOTALS:
        return "total"
    if folded in RESIDUALS:
        return "residual"
    if folded in AGGREGATES:
        return "aggregate"
    if folded in names.country_keys():
        return ""
    from critmin.core import table_words

    return table_words.place(folded)


def _sum_in_words(text: str) -> str:
    """``total`` or ``aggregate`` for a name with a word for a sum in it; empty for any other.

    >>> _sum_in_words("World total (rounded), excluding U.S. production"), _sum_in_words("Chile")
    ('total', '')
    >>> _sum_in_words("Total Africa"), _sum_in_words("Total, Europe")
    ('aggregate', 'aggregate')
    """
    if text.strip().endswith(EASTERN_SUMS):
        return "aggregate"
    words = [names.fold(word) for word in WORD.findall(text)]
    if text.lstrip().startswith(("=", "@", "+", "-")):  # a formula of a spreadsheet, not words
        return ""
    if len(words) < 2 or not any(place_kind(w) == "total" or w in SUMS for w in words):
        return ""
    if names.fold(text) in names.country_keys():
        return ""
    head, *rest = (names.fold(part) for part in re.split(r"[,;(（]", text))
    only_noted = bool(rest) and any(part.startswith(NOTED) for part in rest)
    return "total" if place_kind(head) == "total" and only_noted else "aggregate"


def country_named(text: str, *, suggest: bool = True) -> names.Country:
    """Country of a code or a name in English, German, French, Japanese or Chinese.

    ``suggest`` as in `critmin.core.names.country`.

    Raises
    ------
    AmbiguousName, UnknownName
        For an ambiguous or unknown name.
    """
    folded = names.fold(text)
    if folded not in names.country_keys():
        from critmin.core import table_words

        if iso3 := table_words.country(folded):
            return names.countries()[iso3]
    return names.country(text, suggest=suggest)
