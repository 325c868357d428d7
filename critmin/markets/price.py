"""price: prices by month or year, as an index, and since an export control."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Annotated

from critmin.answers import builder, read_as
from critmin.answers.builder import codes, no_data
from critmin.answers.cautions import caution, explained
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.core import arguments, roles, sources
from critmin.core.errors import NoData, QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.core.role_rules import Rule
from critmin.declared.listed import PRICES
from critmin.declared.parameter import option
from critmin.declared.question import question
from critmin.markets import price_tables
from critmin.markets.price_choice import PriceQuery, candidates, choose, read_query, spans
from critmin.measures.prices import Mean, Price, Series, mean, relative, within, yearly
from critmin.supply.cautions import counted

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p
    from critmin.findings.finding import Finding
    from critmin.markets.since_control import Control

MOST_NAMED = 6  # most series described, minerals named for a code, and reasons given
INTERVALS = frozenset({"range", "less_than", "greater_than"})


class Row(NamedTuple):
    """Price of a mineral in a period; ``form`` if all forms are shown."""

    mineral: str
    period: str
    price: float | None
    unit: str | None
    index: float | None  # type: ignore[assignment]  # the column hides tuple.index
    form: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


Index = Annotated[
    str | int | None,
    option("--index", takes="YEAR|MONTH", help="Base of the index, whose mean is 100."),
]
Annual = Annotated[bool, option("--annual", help="Calendar-year means of monthly prices.")]


@question(
    "price",
    group=PRICES,
    place=1,
    answers="Prices by month or year, or since an export control.",
    examples=(
        "critmin price lithium nickel --from 2020 --index 2022",
        "critmin price gallium germanium --since-control china",
    ),
    limits="As printed by one source with its unit; forms of a mineral have different prices.",
    named=Rule(
        beyond="prices are of the world market; --since-control {place} shows them before and "
        "after its export control"
    ),
    picture=True,
)
def price(
    *named: p.Minerals,
    mineral: p.Mineral = None,
    year: p.RecordYear = None,
    start: p.FirstPeriod = None,
    end: p.LastPeriod = None,
    index: Index = None,
    since_control: p.IndexSinceControl = None,
    source: p.PriceSource = None,
    annual: Annual = False,
    forms: p.PricedForms = False,
) -> Table[Row]:
    """Prices by month or year, as an index, or since an export control.

    Parameters
    ----------
    *named : str
        Slugs, symbols, common names or products. None means all minerals with a price: the newest
        of each, or every period where ``start`` or ``end`` is given.
    year : str, int or sequence of int, optional
        A year, or years without a gap (``2020:2024``), instead of ``start`` and ``end``.
    start, end : str or int, optional
        First and last year or month (``2022``, ``2022-06``).
    index : str or int, optional
        Year or month whose mean is 100 in the column ``index``.
    since_control : str, optional
        A country, or the id of a measure: ``index`` is 100 in the last period before its first
        control on the mineral took effect, and rows start there.
    source : str, optional
        ``imf``, ``worldbank`` or ``usgs``, with or without edition. When not given: monthly prices
        of the IMF, else of the World Bank, else annual ones of the USGS; never two joined.
    forms : bool
        One row for each form that has a price, named in ``form`` before ``flag``.

    Returns
    -------
    Table
        One row per mineral and period, in the publisher's ``unit``; an absent price is None.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        For a text that is not a period, or options that exclude each other.
    NoData
        If nothing in the query has a price, or the base of an index has none.
    """
    if index is not None and since_control is not None:
        raise QueryError("--index and --since-control exclude each other: both set the base")
    said = roles.read("price", named, mineral=mineral)
    start, end = arguments.span_of_years(year, start, end)
    slugs = arguments.slugs(said.minerals)
    query = read_query(start, end, index, source, all_minerals=not slugs)
    by = None if since_control is None else _controller(since_control)
    found = _Prices(query, by, annual=annual, forms=forms)
    for slug in slugs or price_tables.minerals():
        try:
            found.add(slug)
        except NoData as reason:
            found.missing[slug] = str(reason)
    found.refuse_if_empty()
    rows = list(found.rows)
    if slugs:
        rows += [no_data(Row, mineral=slug) for slug in found.missing]
    table = builder.answer(
        rows,
        columns_of(Row),
        query={
            "command": "price",
            "minerals": said.minerals,
            "from": start,
            "to": end,
            "index": index,
            "since_control": by,
            "source": source,
            "annual": annual or None,
            "forms": forms or None,
        },
        cited=sources.records(sorted({id_ for row in found.rows for id_ in row.source})[::-1]),
        cautions=[*read_as.cautions(said), *found.every_caution()],
        notes=found.notes(),
        summary=partial(_finding, controls=tuple(found.controls)),
        chart=partial(_chart, found=found),
    )
    return table if forms else table.without(["form"])


def _controller(text: str) -> str:
    from critmin.markets.since_control import controller  # loads the controls: only if needed

    return controller(text)


@dataclass
class _Prices:
    """Rows, series and cautions of the minerals added so far."""

    query: PriceQuery
    by: str | None  # ISO3 of the controlling country, or the id of a measure
    annual: bool
    forms: bool
    rows: list[Row] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    cautions: list[Caution] = field(default_factory=list)
    controls: list[tuple[str, Control]] = field(default_factory=list)

    def add(self, slug: str) -> None:
        """Add the rows of one mineral.

        Raises
        ------
        NoData
            If there are none, with the reason.
        """
        if self.by is None:
            for series in self._all_forms(choose(slug, self.query)):
                shown = yearly(series) if self.annual else series
                self._add_plain(shown)
                self.series.append(series)
            return
        from critmin.markets.since_control import first_control

        control = first_control(slug, self.by)
        for series in self._all_forms(self._with_base(slug, control)):
            self._add_since(yearly(series) if self.annual else series, control)
            self.series.append(series)

    def _with_base(self, slug: str, control: Control) -> Series:
        """Preferred series with prices both before and after a control."""
        from critmin.markets.since_control import base_of

        found = candidates(slug, self.query)
        for series in found:
            if base_of(yearly(series) if self.annual else series, control):
                return series
        raise NoData(
            f"no price of {slug} both before and after {control.effective.text}, when "
            f"{control.measure.measure_id} took effect; there are {spans(found)}"
        )

    def _all_forms(self, series: Series) -> list[Series]:
        """The series, with the source's other forms if all are shown."""
        if not self.forms or series.origin != price_tables.ANNUAL:
            return [series]
        return [one for one in self._forms_of(series) if within(one.prices, self.query.span)]

    def _forms_of(self, series: Series) -> list[Series]:
        """All forms of a mineral with annual prices."""
        return price_tables.pinned(series.mineral, self.query.source or price_tables.ANNUAL)

    def _add_plain(self, series: Series) -> None:
        """Add the periods of the query, with an index if a base is named."""
        shown = within(series.prices, self.query.span)
        if self.query.newest_only:
            shown = series.priced[-1:]
        if self.query.base is None:
            self.rows += [self._row(series, one, None) for one in shown]
            return
        base = mean(series, self.query.base)
        flags = ["index_base_missing"] if base is None else []
        value = None if base is None else base.value
        self.rows += [self._row(series, one, value, flags) for one in shown]
        self.cautions += _base_cautions(series, self.query.base, base)

    def _add_since(self, series: Series, control: Control) -> None:
        """Add the periods from the last one before a control."""
        from critmin.markets.since_control import base_of, before_and_after, marks

        base = base_of(series, control)
        if base is None or base.value is None:
            self.cautions.append(caution("since_control:no_base", name=_name(series)))
            return
        later = [p for p in series.prices if p.period >= base.period]
        shown = within(series.prices if self.query.start else later, self.query.span)
        if self.query.newest_only:
            shown = [base, series.priced[-1]]
        if not shown:
            raise NoData(
                f"no price of {_name(series)} {self.query.when} since {control.text}; there are "
                f"{spans([series])}"
            )
        for one in shown:
            flags = [*control.flags, *marks(one, control)]
            flags += ["index_base"] if one is base else []
            self.rows.append(self._row(series, one, base.value, flags))
        self.cautions.append(before_and_after(_name(series), series, control, base))
        self.controls.append((series.mineral, control))

    def _row(
        self, series: Series, one: Price, base: float | None, flags: Sequence[str] = ()
    ) -> Row:
        return Row(
            mineral=series.mineral,
            period=one.period,
            price=one.value,
            unit=series.unit or None,
            index=None if base is None else relative(one.value, base),
            form=series.form or None,
            flag=codes(one.flags, series.flags, flags),
            source=(one.source,),
        )

    def refuse_if_empty(self) -> None:
        """Refuse an answer without prices, or without a base for its index.

        Raises
        ------
        NoData
            If nothing has a price, or no base of the index has one.
        """
        if not self.rows:
            reasons = list(dict.fromkeys(self.missing.values()))
            raise NoData("; ".join(reasons) if len(reasons) <= MOST_NAMED else self._none_of_all())
        if self.query.base is not None and all(row.index is None for row in self.rows):
            reasons = [one.message for one in self.cautions if one.code == "index_base_missing"]
            raise NoData("; ".join(reasons[:MOST_NAMED]))

    def _none_of_all(self) -> str:
        if self.by is not None:
            return f"no mineral has a price before and after a control of {self.by}"
        return f"none of {len(self.missing)} minerals has a price {self.query.when}".strip()

    def every_caution(self) -> Iterator[Caution]:
        """Cautions of the series, the meaning of the rows' other codes, and the gaps."""
        each = not self.query.all_minerals or self.by
        yield from self.cautions if each else counted(self.cautions, "mineral")
        done = {one.code for one in self.cautions}
        flagged: dict[str, list[str]] = {}
        for row in self.rows:
            for code in row.flag:
                flagged.setdefault(code, []).append(row.mineral)
        for code in sorted(set(flagged) - done):
            carriers = ", ".join(list(dict.fromkeys(flagged[code]))[:MOST_NAMED])
            yield explained(code, carriers=carriers + _limits(code, self.series))
        if not self.query.all_minerals:
            yield from (Caution("no_data", reason) for reason in self.missing.values())
        elif self.missing:
            yield caution(
                "no_data:since_control" if self.by else "no_data:price",
                number=len(self.missing),
                minerals=tuple(self.missing),
            )

    def notes(self) -> Iterator[str]:
        """Notes on each series, on other series with more periods, and on what is left out."""
        if self.query.all_minerals:
            if self.query.newest_only and not self.by:
                yield "the newest price of each mineral; --from 1960 gives all periods"
            return
        for series in self.series if len(self.series) <= MOST_NAMED else ():
            yield _description(series)
            first = price_tables.of(series.mineral)[0]
            if self.query.dated and not self.query.source and first.origin != series.origin:
                shorter = spans([first])
                yield f"{series.mineral}: from {series.origin}; preferred, but shorter: {shorter}"
            if series is self.series[-1] or series.mineral != self.series[-1].mineral:
                yield from self._other_series(series)

    def _other_series(self, series: Series) -> Iterator[str]:
        """Other sources and forms that have prices of the mineral."""
        others = [
            s for s in price_tables.of(series.mineral) if s.origin != series.origin and s.priced
        ]
        if others and self.query.source is None:
            yield f"{series.mineral}, other sources (--source): {spans(others)}"
        if series.origin != price_tables.ANNUAL:
            return
        shown = {(s.form, s.unit) for s in self.series if s.mineral == series.mineral}
        more = [
            f"{s.form} ({s.unit})" for s in self._forms_of(series) if (s.form, s.unit) not in shown
        ]
        if more:
            what = "forms without a price there" if self.forms else "other forms (--forms)"
            yield f"{series.mineral}, {what}: {'; '.join(more)}"


def _name(series: Series) -> str:
    """Mineral and form."""
    return f"{series.mineral} ({series.form})" if series.form else series.mineral


def _description(series: Series) -> str:
    """Mineral, form, unit and publisher's note."""
    text = f"{_name(series)}: {series.unit}" if series.unit else _name(series)
    return f"{text}; {series.note}" if series.note else text


def _limits(code: str, shown: Sequence[Series]) -> str:
    """Newest limits of each series, for the code of prices printed as an interval."""
    if code not in INTERVALS:
        return ""
    limits = []
    for series in shown:
        for one in [price for price in series.prices if code in price.flags][-1:]:
            high = "any" if one.high is None else f"{one.high:g}"
            limits.append(f"{series.mineral} {one.period}: {one.low or 0:g} to {high}")
    return "; " + "; ".join(limits[:MOST_NAMED])


def _base_cautions(series: Series, period: str, base: Mean | None) -> Iterator[Caution]:
    """Cautions on the base of an index: its absence, or missing months."""
    name = _name(series)
    if not series.priced:
        return
    if base is None:
        if not series.monthly and len(period) > len("2022"):
            yield caution("index_base_missing:month", name=name, period=period)
            return
        first, last = series.priced[0].period, series.priced[-1].period
        yield caution("index_base_missing", name=name, period=period, first=first, last=last)
        return
    yield caution("index_base", name=name, value=base.value, unit=series.unit, period=period)
    if base.periods < base.of:
        yield caution("partial_year", name=name, period=period, months=base.periods, of=base.of)


def _finding(table: Table[Row], controls: Sequence[tuple[str, Control]] = ()) -> Finding | None:
    from critmin.markets.price_finding import price

    return price(table, controls)


def _chart(table: Table[Row], found: _Prices) -> Chart | None:
    from critmin.markets.charts import price

    return price(table, found.controls, found.series)
