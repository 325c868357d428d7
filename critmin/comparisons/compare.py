"""compare: one question asked of two sides, and what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

from critmin.answers import builder
from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of, meaning
from critmin.answers.table import Caution, Cell, Column, Table, as_number, several
from critmin.comparisons.questions import (
    OF_IMPORTS,
    QUESTIONS,
    Question,
    fitting,
    keywords,
    question,
    without_side,
)
from critmin.comparisons.refusals import nothing_in_common, without_buyer
from critmin.comparisons.sides import Sides, SideSaid, Word, sides, titled, with_years
from critmin.core import arguments
from critmin.core.errors import NoData, QueryError, UnitError, UnknownName
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import few, when
from critmin.declared.listed import SUPPLY
from critmin.declared.parameter import argument
from critmin.declared.question import question as declared

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.comparisons.summary import Said
    from critmin.declared import parameters as p

NAMED = 4  # rows named that only one side has
AS_ROWS = "as in unit"
ROUGH = {"estimated", "rounded_shares"}  # flags of figures that are "about"
TIMES = ("year", "period")
WHEN = {"year_a": 5, "year_b": 5, "period_a": 5, "period_b": 5}
MORE = ("quantity", "imports_usd", "imports_t", "reserves", "production", "value")


class Row(NamedTuple):
    """Figures of both sides; the columns that identify the row come before them."""

    measure: str
    unit: str | None
    year_a: int | None
    year_b: int | None
    period_a: str | None
    period_b: str | None
    a: float | None
    b: float | None
    difference: float | None
    ratio: float | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


Compared = Annotated[
    str,
    argument(
        "question",
        "QUESTION",
        f"{', '.join([*QUESTIONS][:-1])} or {[*QUESTIONS][-1]}.",
        tuple(QUESTIONS),
    ),
]


@declared(
    "compare",
    group=SUPPLY,
    place=4,
    answers="One question asked of two sides, and what differs.",
    examples=(
        "critmin compare share rare-earths usgs@2025 usgs@2026",
        "critmin compare exposure japan germany --supplier china -f csv",
    ),
    limits="Two sides of one question; a difference can be one of sources or editions.",
    picture=True,
)
def compare(
    question_name: Compared,
    *words: p.ComparedNames,
    mineral: p.Mineral = None,
    measure: p.ComparedMeasure = None,
    stage: p.ComparedStage = None,
    year: p.Year = None,
    country: p.Countries = None,
    buyer: p.BuyerOption = None,
    supplier: p.Suppliers = None,
    stop: p.Stop = None,
    source: p.SourceId = None,
    total: p.Total = None,
    basis: p.Basis = None,
    as_of: p.ControlDay = None,
    trade: p.Trade = None,
    engine: p.Engine = None,
    **options: Any,
) -> Table:
    """Ask one question of two sides and set the answers side by side.

    Parameters
    ----------
    question_name : str
        Name of a question, a key of `critmin.comparisons.questions.QUESTIONS`.
    *words : str
        Names as the question takes them, in any order. The two sides are the two names of one
        kind: editions (``usgs@2025``), years, countries or blocs, minerals; for ``technology``
        and ``demand`` also their own names.
    measure : str, optional
        Column to compare, or a measure that the question itself takes; the question's main
        measure when not given.
    **options
        Other arguments of the question, the same for both sides.

    Returns
    -------
    Table
        One row for each row that either side has, the largest difference first (years in their
        order, residuals and totals last): its key, the figure of each side (``a``, ``b``),
        ``difference`` (b - a) and ``ratio`` (b / a). A figure that one side does not have is None,
        never 0. Figures of months have them in ``period_a`` and ``period_b``.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name, another question or column.
    QueryError
        If the words have no two sides, or more than one pair; for an option that the question
        does not have.
    UnitError
        If amounts are in unlike units or on unlike bases; shares are compared, and it is said.
    NoData
        If a side has no data.
    """
    one = supplier[0] if isinstance(supplier, list | tuple) and len(supplier) == 1 else supplier
    options = {
        "mineral": mineral,
        "stage": stage,
        "year": year,
        "country": country,
        "buyer": buyer,
        "supplier": one,
        "stop": stop,
        "source": source,
        "total": total,
        "basis": basis,
        "as_of": as_of,
        "trade": trade,
        "engine": engine,
        **options,
    }
    words = tuple(with_years(words))
    of_trade = options.get("trade") is not None
    rule = question(question_name, arguments.flat(words), of_trade=of_trade)
    found = sides(arguments.flat(words), rule)
    without_buyer(question_name, rule, found, options)
    given = fitting(question_name, {**options, **_passed(question_name, measure)})
    asked = [_answer(question_name, rule, found, side, given) for side in (found.a, found.b)]
    pair = _Pair(question_name, rule, found, asked[0], asked[1], measure)
    rows = pair.rows()
    table = builder.answer(
        [(*key, *row) for key, row in rows],
        pair.columns(),
        query={
            "command": "compare",
            "question": question_name,
            "a": found.a.code,
            "b": found.b.code,
            "names": [word.code for word in found.others],
            "measure": pair.measure,
            **{name: value for name, value in given.items() if name != "measure"},
        },
        cited=[*asked[0].sources, *asked[1].sources],
        cautions=[*pair.cautions(rows), *asked[0].warnings, *asked[1].warnings],
        from_user=asked[0].from_user or asked[1].from_user,
        notes=[
            f"a is {titled(found.a)}, b is {titled(found.b)}; difference is b - a, of shares in "
            "points; ratio is b / a"
        ],
        summary=pair.summary,
        chart=pair.chart,
    )
    by_month = any(row.period_a or row.period_b for _key, row in rows)
    return table if by_month else table.without(["period_a", "period_b"])


def _passed(name: str, measure: str | None) -> dict[str, str]:
    """The measure as an argument of the question, if it is one of its own."""
    own = {"trend": ("share", "hhi", "quantity"), "dependency": ("value", "weight", "contained")}
    return {"measure": measure} if measure is not None and measure in own.get(name, ()) else {}


def _answer(
    name: str, rule: Question, found: Sides, side: Word, options: Mapping[str, Any]
) -> Table:
    """Answer for one side.

    Raises
    ------
    NoData
        If there is none; the side is named.
    """
    import critmin

    named, asked = keywords(name, rule, found.asked(side), options)
    try:
        table: Table = getattr(critmin, name)(*named, **asked)
    except NoData as reason:
        raise NoData(f"{side.text}: {reason}") from reason
    if name == "exposure" and not asked.get("year"):  # the year before a control is apart
        return table.mapped(lambda row: None if "before_control" in row.flag else row)
    return table


@dataclass
class _Pair:
    """Two answers of one question, row by row."""

    name: str
    rule: Question
    found: Sides
    a: Table
    b: Table
    wanted: str | None

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Columns that identify a row on both sides: those of the question, and more if needed.

        Raises
        ------
        QueryError
            If several rows of a side still have the same key.
        """
        usable = without_side(self.rule, self.found.kind, self.a.names)
        least = sum(name in usable for name in self.rule.key)
        for number in range(least, len(usable) + 1):
            key = tuple(usable[:number])
            if not any(self._repeated(table, key) for table in (self.a, self.b)):
                return key
        row = self._repeated(self.a, tuple(usable)) or self._repeated(self.b, tuple(usable))
        raise QueryError(f"several rows for {row}: name one stage, year or form with an option")

    def _repeated(self, table: Table, key: tuple[str, ...]) -> str:
        """Key that rows with different figures or of different times have, in words, or ""."""
        usable = without_side(self.rule, self.found.kind, table.names)
        apart = (self.measure, *(name for name in TIMES if name in usable))
        seen: dict[tuple[Cell, ...], tuple[Cell, ...]] = {}
        for row in table:
            cells = tuple(row[name] for name in key)
            told = tuple(row[name] for name in apart)
            if seen.setdefault(cells, told) != told:
                return " ".join(str(cell) for cell in cells if cell is not None)
        return ""

    @cached_property
    def measure(self) -> str:
        """Column that is compared.

        Raises
        ------
        UnknownName
            If there is no such column of numbers.
        """
        numbers = [c.name for c in self.a.columns if c.type in {"number", "integer"}]
        if self.wanted is not None and not _passed(self.name, self.wanted):
            if self.wanted not in numbers:
                raise UnknownName("measure", self.wanted, known=tuple(numbers))
            return self.wanted
        known = [
            name
            for name in self.rule.measures
            if all(any(row[name] is not None for row in table) for table in (self.a, self.b))
        ]
        return known[0] if known else self.rule.measures[0]

    def _column(self, name: str) -> Column:
        return next(column for column in self.a.columns if column.name == name)

    def rows(self) -> list[tuple[tuple[Cell, ...], Row]]:
        """Rows with the largest difference first, then those without; years in their order."""
        mine, theirs = (self._by_key(table) for table in (self.a, self.b))
        keys = dict.fromkeys([*mine, *theirs])
        found = [(key, self._row(mine.get(key), theirs.get(key))) for key in keys]
        if not any(row.a is not None and row.b is not None for _key, row in found):
            asked = self._said().question
            pair = (self.a, self.b)
            raise NoData(nothing_in_common(self.found, pair, asked, self.measure, self.key))
        if {*TIMES} & {*self.key}:
            return found
        return sorted(found, key=self._order)

    def _order(self, pair: tuple[tuple[Cell, ...], Row]) -> tuple[bool, bool, float]:
        key, row = pair
        kind = dict(zip(self.key, key, strict=True)).get("kind")
        difference = row.difference
        return kind in {"residual", "total"}, difference is None, -abs(difference or 0.0)

    def _by_key(self, table: Table) -> dict[tuple[Cell, ...], dict[str, Cell]]:
        return {tuple(row[name] for name in self.key): row for row in table}

    def side(self, word: Word, table: Table) -> SideSaid:
        """What the summary says of a side: its name, its years, which of its figures are rough."""
        rows = [row for row in table if row[self.measure] is not None]
        whens = list(dict.fromkeys(when(row) for row in rows if row.get("year") is not None))
        rough = {key for key, row in self._by_key(table).items() if ROUGH & {*several(row["flag"])}}
        return SideSaid(word, whens[0] if len(whens) == 1 else "", frozenset(rough))

    def _row(self, a: dict[str, Cell] | None, b: dict[str, Cell] | None) -> Row:
        """Row of both figures.

        Raises
        ------
        UnitError
            If amounts are in unlike units or on unlike bases.
        """
        self._refuse_unlike(a, b)
        one, other = (None if row is None else as_number(row[self.measure]) for row in (a, b))
        both = one is not None and other is not None
        apart = "no_counterpart" if a is None or b is None else ""
        return Row(
            self.measure,
            self._unit(a) or self._unit(b),
            _year(a),
            _year(b),
            _month(a),
            _month(b),
            one,
            other,
            other - one if one is not None and other is not None else None,
            other / one if both and one and other is not None else None,
            codes(*(several(row["flag"]) for row in (a, b) if row is not None), apart),
            codes(*(several(row["source"]) for row in (a, b) if row is not None)),
        )

    def _unit(self, row: dict[str, Cell] | None) -> str | None:
        """Unit of the measure: that of its column, or of the row."""
        fixed = self._column(self.measure).unit
        if fixed and fixed != AS_ROWS:
            return fixed
        cell = None if row is None else row.get("unit")
        return str(cell) if cell is not None else None

    def _refuse_unlike(self, a: dict[str, Cell] | None, b: dict[str, Cell] | None) -> None:
        if a is None or b is None or a[self.measure] is None or b[self.measure] is None:
            return
        units = [self._unit(a), self._unit(b)]
        bases = [row.get("basis") for row in (a, b)]
        amounts = self.measure in MORE and units[0] != "fraction"
        if units[0] != units[1]:
            what, unlike = "units", units
        elif amounts and bases[0] != bases[1]:
            what, unlike = "bases", [str(basis or "not stated") for basis in bases]
        else:
            return
        share = next((c.name for c in self.a.columns if c.unit == "fraction"), "")
        hint = f"; compare a share: --measure {share}" if share else ""
        sides_ = f"{self.found.a.text} is in {unlike[0]}, {self.found.b.text} in {unlike[1]}"
        raise UnitError(f"{self.measure} has unlike {what}: {sides_}{hint}")

    def summary(self, table: Table) -> str:
        """Where the sides differ most."""
        return self._said().summary(table)

    def chart(self, table: Table) -> Chart | None:
        """Picture of both sides."""
        from critmin.comparisons.charts import compare as chart

        return chart(table, self._said())

    def _said(self) -> Said:
        from critmin.comparisons.summary import Said

        imports = self.name == "trend" and self.rule.place == "buyer"
        return Said(
            OF_IMPORTS if imports else self.name,
            str(self.a.query["measure"]) if imports else self.measure,
            self.key,
            (self.side(self.found.a, self.a), self.side(self.found.b, self.b)),
            str(self.a.query.get("supplier") or ""),
        )

    def columns(self) -> tuple[Column, ...]:
        """Columns of the key, then the figures of both sides."""
        a, b = titled(self.found.a), titled(self.found.b)
        return (
            *(self._column(name) for name in self.key),
            *meaning(
                columns_of(Row, measure=2, unit=4, source=1, flag=3, **WHEN),
                measure="Column of the question that is compared",
                a=f"Figure of {a}",
                b=f"Figure of {b}",
                year_a=f"Year of the figure of {a}",
                year_b=f"Year of the figure of {b}",
                period_a=f"Month of the figure of {a}",
                period_b=f"Month of the figure of {b}",
            ),
        )

    def cautions(self, rows: Sequence[tuple[tuple[Cell, ...], Row]]) -> list[Caution]:
        """Rows without a counterpart, bases that differ, editions with the same year."""
        found = []
        mine, theirs = (self._by_key(table) for table in (self.a, self.b))
        for side, own, other in ((self.found.a, mine, theirs), (self.found.b, theirs, mine)):
            alone = [self._label(key) for key in own if key not in other]
            if alone:
                found.append(caution("no_counterpart", side=titled(side), rows=few(alone, NAMED)))
        bases = [_bases(table) for table in (self.a, self.b)]
        if bases[0] and bases[1] and bases[0] != bases[1]:
            found.append(
                caution(
                    "basis_differs:sides",
                    a=titled(self.found.a),
                    of_a=tuple(bases[0]),
                    b=titled(self.found.b),
                    of_b=tuple(bases[1]),
                )
            )
        return found

    def _label(self, key: tuple[Cell, ...]) -> str:
        """Key in words, without codes of countries."""
        cells = dict(zip(self.key, key, strict=True))
        if cells.get("period") is not None:
            cells.pop("year", None)  # the month has it
        shown = [
            str(value)
            for name, value in cells.items()
            if value not in (None, "", "country") and not name.endswith("iso3")
        ]
        return " ".join(shown)


def _year(row: dict[str, Cell] | None) -> int | None:
    if row is None:
        return None
    cell = row.get("year", row.get("period"))
    if isinstance(cell, int):
        return cell
    return int(str(cell)[:4]) if cell is not None and str(cell)[:4].isdigit() else None


def _month(row: dict[str, Cell] | None) -> str | None:
    """Month of a row's figure; None for a figure of a year."""
    cell = None if row is None else row.get("period")
    return str(cell) if cell is not None and "-" in str(cell) else None


def _bases(table: Table) -> list[str]:
    """Bases of a table's figures, once each."""
    if "basis" not in table.names:
        return []
    return list(dict.fromkeys(str(cell) for cell in table["basis"] if cell is not None))
