"""What a mineral costs, by month or year, against a base, and since an export control."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from critmin import catalog, prices
from critmin.columns import columns
from critmin.errors import NoData, QueryError
from critmin.pricing import Mean, Price, Series, mean, relative, within, yearly
from critmin.questions import asking, price_control
from critmin.questions.price_asking import Wanted, candidates, choose, slugs_of, spans, wanted
from critmin.questions.price_control import Control
from critmin.table import Caution, Cell, Column, Table

COLUMNS = columns("mineral period price unit index flag source")
NOTED = 6  # what each series is of is said when at most this many are shown
Row = tuple[Cell, ...]


def price(
    *minerals: str,
    start: str | int | None = None,
    end: str | int | None = None,
    index: str | int | None = None,
    since_control: str | None = None,
    source: str | None = None,
    annual: bool = False,
    forms: bool = False,
) -> Table:
    """Prices over time.

    Parameters
    ----------
    *minerals : str
        Slugs, symbols or common names. None means all minerals with a price: the newest of
        each, or every period where ``start`` or ``end`` is given.
    start, end : str or int, optional
        First and last year or month (``2022``, ``2022-06``).
    index : str or int, optional
        Year or month whose mean is 100 in the column ``index``.
    since_control : str, optional
        A country, or the id of a measure: ``index`` is 100 in the last period before its first
        control on the mineral took effect, and rows start there.
    source : str, optional
        ``imf``, ``worldbank`` or ``usgs``, with or without edition. Otherwise monthly prices of
        the IMF, else of the World Bank, else annual ones of the USGS. No two are joined.
    annual : bool
        Calendar-year means of monthly prices.
    forms : bool
        A row for each form the source prices, named in ``form`` before ``flag``.

    Returns
    -------
    Table
        One row per mineral and period, in the publisher's unit; an absent price is None.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    QueryError
        For a period that is none, or options that exclude each other.
    NoData
        If nothing asked for has a price, or an index is asked for and no base has one.
    """
    if index is not None and since_control is not None:
        raise QueryError("--index and --since-control exclude each other: both set the base")
    slugs = slugs_of(minerals)
    asked = wanted(start, end, index, source, every=not slugs)
    by = None if since_control is None else price_control.controller(since_control)
    answer = _Answer(asked, by, annual=annual, forms=forms)
    for slug in slugs or prices.minerals():
        try:
            answer.add(slug)
        except NoData as reason:
            answer.missing[slug] = str(reason)
    query = {
        "command": "price", "minerals": list(minerals), "from": start, "to": end, "index": index,
        "since_control": by, "source": source, "annual": annual or None, "forms": forms or None,
    }  # fmt: skip
    return answer.table({k: v for k, v in query.items() if v not in (None, [])})


@dataclass
class _Answer:
    """Rows and what is said of them."""

    asked: Wanted
    by: str | None
    annual: bool
    forms: bool
    rows: list[Row] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    cautions: list[Caution] = field(default_factory=list)

    def add(self, slug: str) -> None:
        """Rows of one mineral.

        Raises
        ------
        NoData
            With the reason.
        """
        for series in self._chosen(slug):
            shown = yearly(series) if self.annual else series
            if self.by is not None:
                self._since(shown, price_control.first_control(slug, self.by))
            else:
                self._plain(shown)
            self.series.append(series)

    def _chosen(self, slug: str) -> list[Series]:
        if self.by is None:
            found = choose(slug, self.asked)
        else:
            control = price_control.first_control(slug, self.by)
            able = [s for s in candidates(slug, self.asked) if self._base(s, control)]
            if not able:
                where = spans(candidates(slug, self.asked))
                raise NoData(
                    f"no price of {slug} both before and after {control.effective.text}, when "
                    f"{control.measure.measure_id} took effect; there are {where}"
                )
            found = able[0]
        if not self.forms or found.origin != prices.ANNUAL:
            return [found]
        every = prices.pinned(slug, self.asked.source or prices.ANNUAL)
        return [s for s in every if within(s.prices, self.asked.span)]

    def _base(self, series: Series, control: Control) -> Price | None:
        return price_control.base_of(yearly(series) if self.annual else series, control)

    def _plain(self, series: Series) -> None:
        """Periods asked for, with an index where a base is asked for."""
        shown = within(series.prices, self.asked.span)
        if self.asked.every and not self.asked.dated:
            shown = series.priced[-1:]
        base = None if self.asked.base is None else mean(series, self.asked.base)
        lacking = self.asked.base is not None and base is None
        for one in shown:
            flags = ["index_base_missing"] if lacking else []
            self._row(series, one, None if base is None else base.value, flags)
        if self.asked.base is not None:
            self.cautions += _said_of_base(series, self.asked.base, base)

    def _since(self, series: Series, control: Control) -> None:
        """Periods from the last before a control on."""
        base = price_control.base_of(series, control)
        if base is None or base.value is None:
            self.cautions.append(
                Caution("since_control", f"{_name(series)}: no price before and after the control")
            )
            return
        later = [p for p in series.prices if p.period >= base.period]
        shown = within(series.prices if self.asked.start else later, self.asked.span)
        if self.asked.every and not self.asked.dated:
            shown = [base, series.priced[-1]]
        for one in shown:
            flags = [*control.flags, *price_control.marks(one, control)]
            self._row(series, one, base.value, [*flags, "index_base"] if one is base else flags)
        self.cautions.append(Caution("since_control", _story(series, control, base)))

    def _row(self, series: Series, one: Price, base: float | None, more: Sequence[str]) -> None:
        form = (series.form or None,) if self.forms else ()
        flag = asking.joined([*one.flags, *series.flags, *more]) or None
        index = None if base is None else relative(one.value, base)
        head = (series.mineral, one.period, one.value, series.unit or None, index)
        self.rows.append((*head, *form, flag, one.source))

    def table(self, query: dict[str, object]) -> Table:
        """The finished table.

        Raises
        ------
        NoData
            If nothing has a price, or an index is asked for and none has a base.
        """
        self._refuse()
        rows = list(self.rows)
        if not self.asked.every:
            width = len(self._columns()) - 3
            rows += [(slug, *(None,) * width, "no_data", None) for slug in self.missing]
        used = dict.fromkeys(str(row[-1]) for row in self.rows)
        return Table(
            query=query,
            columns=self._columns(),
            rows=tuple(rows),
            sources=catalog.sources_of(sorted(used, reverse=True)),
            warnings=tuple([*self._said(), *self._missing()]),
            notes=tuple(self._notes()),
        )

    def _refuse(self) -> None:
        if not self.rows:
            reasons = list(dict.fromkeys(self.missing.values()))
            raise NoData("; ".join(reasons) if len(reasons) <= NOTED else self._counted())
        if self.asked.base is not None and all(row[4] is None for row in self.rows):
            said = [c.message for c in self.cautions if c.code == "index_base_missing"]
            raise NoData("; ".join(said[:NOTED]))

    def _counted(self) -> str:
        if self.by is not None:
            return f"no mineral has a price before and after a control of {self.by}"
        return f"none of {len(self.missing)} minerals has a price {self.asked.words}".strip()

    def _columns(self) -> tuple[Column, ...]:
        return (*COLUMNS[:-2], *columns("form"), *COLUMNS[-2:]) if self.forms else COLUMNS

    def _said(self) -> Iterator[Caution]:
        """Cautions of the answer, then the meaning of each code in its rows."""
        yield from self.cautions if not self.asked.every or self.by else _by_code(self.cautions)
        told = {caution.code for caution in self.cautions}
        flagged: dict[str, list[Cell]] = {}
        for row in self.rows:
            for code in str(row[-2] or "").split(";"):
                flagged.setdefault(code, []).append(row[0])
        for code in sorted(set(flagged) - told - {""}):
            few = ", ".join(str(slug) for slug in list(dict.fromkeys(flagged[code]))[:NOTED])
            yield Caution(code, f"{catalog.warning_meaning(code)} ({few}{self._limits(code)})")

    def _limits(self, code: str) -> str:
        """The newest interval behind a price that was printed as one."""
        if code not in {"range", "less_than", "greater_than"}:
            return ""
        found = [p for s in self.series for p in s.prices if code in p.flags]
        low, high = found[-1].low, found[-1].high
        return f"; in {found[-1].period} {low or 0:g} to {'' if high is None else f'{high:g}'}"

    def _missing(self) -> list[Caution]:
        if self.asked.every and self.missing:
            what = "such price" if self.by else "price there"
            slugs = ", ".join(self.missing)
            return [Caution("no_data", f"{len(self.missing)} minerals have no {what}: {slugs}")]
        return [Caution("no_data", reason) for reason in self.missing.values()]

    def _notes(self) -> Iterator[str]:
        """What each series is of, where another reaches further, and what all means."""
        if self.asked.every:
            if not self.asked.dated and not self.by:
                yield "the newest price of each mineral; --from 1960 gives all periods"
            return
        for series in self.series if len(self.series) <= NOTED else ():
            yield _described(series)
            if series is self.series[-1] or series.mineral != self.series[-1].mineral:
                yield from self._others(series)

    def _others(self, series: Series) -> Iterator[str]:
        """Other sources and forms that have prices of the mineral."""
        others = [s for s in prices.of(series.mineral) if s.origin != series.origin and s.priced]
        if others and self.asked.source is None:
            yield f"{series.mineral}, other sources (--source): {spans(others)}"
        if series.origin == prices.ANNUAL and not self.forms:
            every = prices.pinned(series.mineral, self.asked.source or prices.ANNUAL)
            more = [s.form for s in every if s.form != series.form]
            if more:
                yield f"{series.mineral}, other forms (--forms): {'; '.join(dict.fromkeys(more))}"


def _name(series: Series) -> str:
    return f"{series.mineral} ({series.form})" if series.form else series.mineral


def _described(series: Series) -> str:
    parts = [f"{_name(series)}: {series.unit}"] if series.unit else [_name(series)]
    return "; ".join([*parts, *([series.note] if series.note else [])])


def _by_code(cautions: Sequence[Caution]) -> list[Caution]:
    counts: dict[str, int] = {}
    for caution in cautions:
        counts[caution.code] = counts.get(caution.code, 0) + 1
    return [Caution(c, f"{n} minerals: {catalog.warning_meaning(c)}") for c, n in counts.items()]


def _said_of_base(series: Series, period: str, base: Mean | None) -> Iterator[Caution]:
    """The base of an index, and what is wrong with it."""
    if base is None:
        why = (
            "an average over a year has no month; name a year"
            if not series.monthly and len(period) > len("2022")
            else f"figures run from {series.priced[0].period} to {series.priced[-1].period}"
        )
        yield Caution("index_base_missing", f"{_name(series)}: no base in {period}: {why}")
        return
    yield Caution(
        "index_base", f"{_name(series)}: 100 is {base.value:,.10g} {series.unit}, {period}"
    )
    if base.periods < base.of:
        yield Caution(
            "partial_year", f"{_name(series)}: {period} has {base.periods} months of {base.of}"
        )


def _story(series: Series, control: Control, base: Price) -> str:
    """Before and after a control, in words."""
    newest = series.priced[-1]
    after = [p for p in series.priced if p.period > base.period]
    low, high = min(after, key=_value), max(after, key=_value)
    change = _value(newest) / _value(base) - 1
    return (
        f"{_name(series)}: {control.said}. Before: {_value(base):,.10g} {series.unit} in "
        f"{base.period}. After: {_value(newest):,.10g} in {newest.period}, {change:+.1%}; "
        f"lowest {_value(low):,.10g} ({low.period}), highest {_value(high):,.10g} ({high.period})"
    )


def _value(one: Price) -> float:
    return one.value or 0.0
