"""What a mineral costs, by month or year, against a base, and since an export control."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING

from critmin.answers import cautions as vocabulary
from critmin.answers.columns import columns
from critmin.answers.table import Caution, Cell, Column, Table
from critmin.answers.text import joined
from critmin.core import sources
from critmin.core.errors import NoData, QueryError
from critmin.markets import price_register
from critmin.markets.price_query import Wanted, candidates, choose, slugs_of, spans, wanted
from critmin.markets.price_words import NOTED, counted, described, limits, named, of_base, story
from critmin.measures.prices import Price, Series, mean, relative, within, yearly

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.markets.since_control import Control

COLUMNS = columns("mineral period price unit index flag source")
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
    by = None if since_control is None else _control().controller(since_control)
    answer = _Answer(asked, by, annual=annual, forms=forms)
    for slug in slugs or price_register.minerals():
        try:
            answer.add(slug)
        except NoData as reason:
            answer.missing[slug] = str(reason)
    query = {
        "command": "price",
        "minerals": list(minerals),
        "from": start,
        "to": end,
        "index": index,
        "since_control": by,
        "source": source,
        "annual": annual or None,
        "forms": forms or None,
    }
    return answer.table({k: v for k, v in query.items() if v not in (None, [])})


def _control() -> ModuleType:
    """The reader of controls, loaded only when a control is asked for."""
    from critmin.markets import since_control as price_control

    return price_control


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
        control = None if self.by is None else _control().first_control(slug, self.by)
        for series in self._all_forms(self._chosen(slug, control)):
            shown = yearly(series) if self.annual else series
            if control is None:
                self._plain(shown)
            else:
                self._since(shown, control)
            self.series.append(series)

    def _chosen(self, slug: str, control: Control | None) -> Series:
        if control is None:
            return choose(slug, self.asked)
        found = candidates(slug, self.asked)
        able = [series for series in found if self._base(series, control)]
        if not able:
            raise NoData(
                f"no price of {slug} both before and after {control.effective.text}, when "
                f"{control.measure.measure_id} took effect; there are {spans(found)}"
            )
        return able[0]

    def _all_forms(self, series: Series) -> list[Series]:
        """The series, and the source's other forms where all are asked for."""
        if not self.forms or series.origin != price_register.ANNUAL:
            return [series]
        every = price_register.pinned(series.mineral, self.asked.source or price_register.ANNUAL)
        return [one for one in every if within(one.prices, self.asked.span)]

    def _base(self, series: Series, control: Control) -> Price | None:
        base: Price | None = _control().base_of(yearly(series) if self.annual else series, control)
        return base

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
            self.cautions += of_base(series, self.asked.base, base)

    def _since(self, series: Series, control: Control) -> None:
        """Periods from the last before a control on."""
        base = _control().base_of(series, control)
        if base is None or base.value is None:
            self.cautions.append(
                Caution("since_control", f"{named(series)}: no price before and after the control")
            )
            return
        later = [p for p in series.prices if p.period >= base.period]
        shown = within(series.prices if self.asked.start else later, self.asked.span)
        if self.asked.every and not self.asked.dated:
            shown = [base, series.priced[-1]]
        if not shown:
            raise NoData(
                f"no price of {named(series)} {self.asked.words} since {control.said}; there are "
                f"{spans([series])}"
            )
        for one in shown:
            flags = [*control.flags, *_control().marks(one, control)]
            self._row(series, one, base.value, [*flags, "index_base"] if one is base else flags)
        self.cautions.append(Caution("since_control", story(series, control, base)))

    def _row(self, series: Series, one: Price, base: float | None, more: Sequence[str]) -> None:
        form = (series.form or None,) if self.forms else ()
        flag = joined([*one.flags, *series.flags, *more]) or None
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
            chart=_chart,
            query=query,
            columns=self._columns(),
            rows=tuple(rows),
            sources=sources.records(sorted(used, reverse=True)),
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
        yield from self.cautions if not self.asked.every or self.by else counted(self.cautions)
        told = {caution.code for caution in self.cautions}
        flagged: dict[str, list[Cell]] = {}
        for row in self.rows:
            for code in str(row[-2] or "").split(";"):
                flagged.setdefault(code, []).append(row[0])
        for code in sorted(set(flagged) - told - {""}):
            few = ", ".join(str(slug) for slug in list(dict.fromkeys(flagged[code]))[:NOTED])
            yield Caution(code, f"{vocabulary.meaning(code)} ({few}{limits(code, self.series)})")

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
            yield described(series)
            first = price_register.of(series.mineral)[0]
            if self.asked.dated and not self.asked.source and first.origin != series.origin:
                yield f"{series.mineral}: {series.origin} answers, since there is {spans([first])}"
            if series is self.series[-1] or series.mineral != self.series[-1].mineral:
                yield from self._others(series)

    def _others(self, series: Series) -> Iterator[str]:
        """Other sources and forms that have prices of the mineral."""
        others = [
            s for s in price_register.of(series.mineral) if s.origin != series.origin and s.priced
        ]
        if others and self.asked.source is None:
            yield f"{series.mineral}, other sources (--source): {spans(others)}"
        if series.origin != price_register.ANNUAL:
            return
        every = price_register.pinned(series.mineral, self.asked.source or price_register.ANNUAL)
        shown = {(s.form, s.unit) for s in self.series if s.mineral == series.mineral}
        more = [f"{s.form} ({s.unit})" for s in every if (s.form, s.unit) not in shown]
        if more:
            what = "forms without a price there" if self.forms else "other forms (--forms)"
            yield f"{series.mineral}, {what}: {'; '.join(more)}"


def _chart(table: Table) -> Chart | None:
    from critmin.markets.charts import price

    return price(table)
