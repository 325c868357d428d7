"""effect: monthly imports before and after an export control, beside goods that none touches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

from critmin.answers import builder
from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.core import names, roles, sources
from critmin.core.errors import NoData, QueryError
from critmin.core.periods import Month, last_day
from critmin.core.role_rules import Rule
from critmin.core.wording import counted, few, mineral_name, the
from critmin.declared.listed import CONTROLS
from critmin.declared.parameter import WHOLE, option
from critmin.declared.question import question
from critmin.markets.since_control import Control, controller, first_control
from critmin.screening import replaced
from critmin.screening.comparison import Good, comparison_goods, controlled_goods
from critmin.screening.effect_rows import COMPARISON, CONTROLLED, ENOUGH, NOTE, SHORT, Row
from critmin.screening.monthly import Months, read
from critmin.screening.refusals import nothing
from critmin.screening.replaced import replacements
from critmin.screening.windows import (
    AFTER,
    YEAR_EARLIER,
    Monthly,
    Totals,
    Window,
    absent,
    in_quantity,
    place,
    told,
    totals,
    windows,
)
from critmin.trade import buyers, flows
from critmin.trade.buyers import Buyer

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p


MonthsEach = Annotated[
    int, option("--months", takes="N", help="Most months before and after the control.", kind=WHOLE)
]
BySupplier = Annotated[
    bool, option("--suppliers", help="Who replaced whom: each supplier, before and after.")
]


@question(
    "effect",
    group=CONTROLS,
    place=2,
    answers="What happened to imports after an export control took effect.",
    examples=(
        "critmin effect tungsten --since-control china",
        "critmin effect rare-earths uk --since-control china --suppliers",
    ),
    limits="What happened after, never because of: beside goods that no measure touches and the "
    "same months before. Imports of the United Kingdom and Brazil.",
    named=Rule(rest="buyer", needs_mineral=True, minerals=1),
    picture=True,
)
def effect(
    *named: p.EffectNames,
    since_control: p.EffectSinceControl = None,
    buyer: p.BuyersOption = None,
    mineral: p.Mineral = None,
    months: MonthsEach = 12,
    suppliers: BySupplier = False,
    trade: p.Trade = None,
    source: p.TradeSource = None,
    engine: p.Engine = None,
) -> Table:
    """Monthly imports before and after an export control took effect.

    What happened after it, not because of it. The goods under control stand beside comparison
    goods that no control of the same country touches, from a list fixed beforehand.

    Parameters
    ----------
    *named : str
        One mineral, and buyers; all buyers of the data when none is named.
    since_control : str
        Country whose first control on the mineral divides the months, or a measure's id.
    buyer, mineral : str or sequence of str, optional
        The same, by name.
    months : int
        Most months before and after.
    suppliers : bool
        One row for each supplier of the goods under control, before and after.
    trade : str, optional
        A lake with months; the bundled sample of the United Kingdom and Brazil when not given.
    source : str, optional
        Only this source of it.
    engine : str, optional
        ``duckdb`` or the address of a Spark server.

    Returns
    -------
    Table
        One row per buyer, good and window. Means are of a month, by product weight. ``fall_place``
        is the place of ``from_country_change`` among those of the good and of the buyer's
        comparison goods, the largest fall first; None with fewer than ten of them.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        Without a country that controls.
    NoData
        If there is no control, no month before or after it, or no code of the goods.
    """
    if since_control is None:
        raise QueryError("effect needs a control: add --since-control COUNTRY, as china")
    if months < 1:
        raise QueryError(f"--months is {months}: write 1 or more")
    said = roles.read("effect", named, mineral=mineral, buyer=buyer)
    slug = names.mineral(said.minerals[0]).slug
    control = first_control(slug, controller(since_control))
    country = control.measure.jurisdiction
    goods = controlled_goods(control.measure, slug)
    wanted = {one.code for one in goods} | _listed(country)
    data, found = read(None if trade is None else str(trade), engine, source, wanted)
    asked = [buyers.buyer(text) for text in said.of("buyer")]
    view = _View(control, country, goods, months)
    parts = [part for one in found for part in view.buyers(one, asked)]
    if not parts:
        held = data.name if source is None else found[0].source.id
        raise NoData(nothing(held, slug, goods, asked, found, control.effective.text))
    cautions = [
        caution("after_not_because", control=control.text),
        *([caution("sample_trade", note=data.note)] if data.note else []),
        *_touched(view, parts),
        *(said for part in parts for said in part.cautions()),
    ]
    query = {
        "command": "effect",
        "mineral": slug,
        "buyers": [one.code for one in asked],
        "since_control": since_control,
        "months": months,
        "suppliers": suppliers or None,
        "trade": trade,
        "source": source,
        "engine": engine,
        "answered_from": {"effective": control.effective.text, "country": country},
    }
    shown: list[Row] | list[replaced.Row]
    if suppliers:
        shown = [row for part in parts for row in part.replaced()]
        away = sorted({row.supplier for row in shown if "transit_candidate" in row.flag})
        if away:
            places = few([the(name) for name in away])
            cautions.append(caution("transit_candidate", places=places, mineral=mineral_name(slug)))
        columns = columns_of(replaced.Row)
    else:
        shown = [row for part in parts for row in part.rows()]
        columns = columns_of(Row)
    used = {part.found.source.id: part.found.source.record for part in parts}
    cited = [record for record in used.values() if record is not None]
    return builder.answer(
        shown,
        columns,
        query=query,
        cited=[*cited, *sources.records([control.measure.source])],
        cautions=cautions,
        notes=[NOTE],
        summary=_summary,
        chart=partial(_chart, months=parts[0].by_month()),
        from_user=trade not in {None, "sample"},
    )


def _listed(country: str) -> set[str]:
    """Codes of all comparison goods."""
    return {good.code for part in comparison_goods(country, "9999-12-31") for good in part}


class _View:
    """What is compared: the control, its goods and the comparison goods."""

    def __init__(self, control: Control, country: str, goods: Sequence[Good], most: int) -> None:
        self.control, self.country, self.goods, self.most = control, country, goods, most
        self.touched: dict[str, list[Good]] = {}  # by source

    def free(self, found: Months) -> list[Good]:
        """Comparison goods that no control touches up to the last month of a source."""
        free, touched = comparison_goods(self.country, last_day(found.held[-1]))
        self.touched[found.source.id] = touched
        own = {good.code for good in self.goods}
        return [good for good in free if good.code not in own]

    def buyers(self, found: Months, asked: Sequence[Buyer]) -> Iterator[_Part]:
        """A part for each buyer with imports of a good under control."""
        for one in asked:
            own = [f for f in found.flows if f.buyer in one.members(int(f.month))]
            outside = [f for f in own if f.partner not in one.members(int(f.month))]
            yield from self._part(found, one, outside)
        if not asked:
            for code in sorted({flow.buyer for flow in found.flows if flow.buyer}):
                own = [flow for flow in found.flows if flow.buyer == code]
                one = Buyer(flows.place_name(code)[0], code, is_bloc=False)
                yield from self._part(found, one, own)

    def _part(self, found: Months, buyer: Buyer, own: Sequence[Monthly]) -> Iterator[_Part]:
        part = _Part(self, found, buyer, own)
        if part.goods and part.windows[0].months and part.windows[1].months:
            yield part


class _Part:
    """Imports of one buyer by one source."""

    def __init__(self, view: _View, found: Months, buyer: Buyer, own: Sequence[Monthly]) -> None:
        self.view, self.found, self.code, self.name = view, found, buyer.code, buyer.name
        self.held = found.months_of(buyer.members)
        self.free = view.free(found)
        self.by: dict[str, list[Monthly]] = {}
        for flow in own:
            self.by.setdefault(flow.code, []).append(flow)
        self.goods = [good for good in view.goods if good.code in self.by]
        begins = view.control.effective.first
        self.windows = windows(self.held, begins, view.most)
        self.absent = absent(found.held, self.held, begins, view.most)

    @property
    def shortest(self) -> int:
        """Months of the shorter of the windows before and after."""
        return min(len(window.months) for window in self.windows[:2])

    def totals(self, code: str, window: Window) -> Totals | None:
        """Totals of a good in a window; None without months."""
        if not window.months:
            return None
        return totals(self.by.get(code, []), window, self.view.country)

    def by_month(self) -> list[tuple[float, float, float]]:
        """Month of an axis, and t from the country and in all, of the good with most value."""
        worth = {good.code: sum(f.value for f in self.by[good.code]) for good in self.goods}
        flows_of = self.by[max(worth, key=lambda code: worth[code])]
        found = []
        for month in self.held:
            of = totals(flows_of, Window("", (month,)), self.view.country)
            if of.t is not None and of.t_from is not None:
                found.append((month.position, of.t_from, of.t))
        return found

    def change(self, code: str) -> float | None:
        """Change of the weight from the country that controls."""
        before, after = (self.totals(code, window) for window in self.windows[:2])
        return None if before is None or after is None else told(before, after)

    def _same_months(self, code: str, earlier: Window) -> float | None:
        """Change against the same months a year earlier, of those that have one."""
        later = Window(AFTER, tuple(Month(int(one) + 1, one.month) for one in earlier.months))
        before, after = self.totals(code, earlier), self.totals(code, later)
        return None if before is None or after is None else told(before, after)

    @property
    def comparisons(self) -> dict[str, float]:
        """Changes of the comparison goods that were bought before."""
        found = {good.code: self.change(good.code) for good in self.free}
        return {
            code: value for code, value in found.items() if value is not None and self._often(code)
        }

    def _often(self, code: str) -> bool:
        """Whether a good was bought from the country in half of the months before, in quantity."""
        before = self.windows[0].months
        bought = {
            flow.month
            for flow in self.by.get(code, [])
            if flow.partner == self.view.country and flow.month in before
        }
        of = self.totals(code, self.windows[0])
        return 2 * len(bought) >= len(before) and of is not None and in_quantity(of)

    def rows(self) -> Iterator[Row]:
        """Rows of the goods under control, then of the comparison goods."""
        others = self.comparisons
        for good in self.goods:
            for window in self.windows:
                yield self._row(good, CONTROLLED, window, list(others.values()))
        for good in self.free:
            if good.code in others:
                for window in self.windows:
                    yield self._row(good, COMPARISON, window, [])

    def _row(self, good: Good, role: str, window: Window, others: Sequence[float]) -> Row:
        of = self.totals(good.code, window)
        own = self.change(good.code) if window.name == AFTER else None
        if window.name == YEAR_EARLIER:
            own = self._same_months(good.code, window)
        enough = len(others) >= ENOUGH and self.shortest >= SHORT
        judged = window.name == AFTER and role == CONTROLLED
        flags = [
            *(self.view.control.flags if role == CONTROLLED else ()),
            "few_comparisons" if judged and len(others) < ENOUGH else None,
            "months_revised" if {*window.months} & {*self.found.source.revised} else None,
            "no_months" if of is None else None,
            "few_months" if 0 < len(window.months) < SHORT else None,
            "flows_without_value" if of is not None and of.missing else None,
            "partners_unnamed" if of is not None and of.unnamed else None,
            "weight_missing" if of is not None and of.t is None else None,
            "months_not_held" if self.absent and window.name != YEAR_EARLIER else None,
        ]
        return Row(
            self.name,
            self.code,
            role,
            good.goods,
            good.code,
            window.name,
            str(window.months[0]) if window.months else None,
            str(window.months[-1]) if window.months else None,
            len(window.months),
            of.recorded if of else None,
            of.t if of else None,
            of.value if of else None,
            self.found.source.currency,
            of.unit_value if of else None,
            of.t_from if of else None,
            of.share_from if of and of.value else None,
            flows.place_name(of.supplier)[0] if of and of.supplier else None,
            of.supplier if of and of.supplier else None,
            of.supplier_share if of else None,
            own,
            place(own, others) if judged and enough else None,
            len(others) if judged else None,
            min(others, default=None) if judged else None,
            max(others, default=None) if judged else None,
            self.view.control.measure.measure_id,
            codes(*flags),
            (self.found.source.id, self.view.control.measure.source),
        )

    def replaced(self) -> Iterator[replaced.Row]:
        """Suppliers of the goods under control."""
        for good in self.goods:
            yield from replacements(
                self.by[good.code],
                self.windows,
                good,
                (self.name, self.code),
                (self.found.source.id, self.view.control.measure.source),
            )

    def _unnamed(self, code: str) -> bool:
        """Whether partners of a good are not named in a month before or after."""
        both = [self.totals(code, window) for window in self.windows[:2]]
        return any(of is not None and (of.unnamed or of.t_unnamed) for of in both)

    def cautions(self) -> Iterator[Caution]:
        """Few comparison goods, few or absent months, and partners that are not named."""
        number = len(self.comparisons)
        country = the(names.countries()[self.view.country].name)
        if number < ENOUGH:
            name = "few_comparisons" if number else "few_comparisons:none"
            yield caution(name, buyer=self.name, count=number, country=country)
        if self.absent:
            months = few([str(month) for month in self.absent], 6)
            yield caution("months_not_held", buyer=self.name, months=months)
        unnamed = [good.goods for good in self.goods if self._unnamed(good.code)]
        if unnamed:
            goods = few(unnamed)
            yield caution("partners_unnamed:effect", buyer=self.name, goods=goods, country=country)
        before, after = (len(window.months) for window in self.windows[:2])
        if self.shortest < SHORT:
            yield caution(
                "few_months", buyer=self.name, before=counted(before, "month"), after=after
            )


def _touched(view: _View, parts: Sequence[_Part]) -> Iterator[Caution]:
    """Goods that a control touches, with the buyers where they are not the same for all."""
    buyers_of: dict[tuple[str, ...], list[str]] = {}
    for part in parts:
        of = tuple(good.goods for good in view.touched[part.found.source.id])
        buyers_of.setdefault(of, []).append(part.name)
    country = the(names.countries()[view.country].name)
    for of, bought in buyers_of.items():
        if of:
            name = "comparison_touched" if len(buyers_of) == 1 else "comparison_touched:buyer"
            yield caution(name, buyer=few(bought), country=country, goods=few(of, 6))


def _summary(table: Table) -> str:
    from critmin.screening.effect_sentences import effect

    return effect(table)


def _chart(table: Table, *, months: Sequence[tuple[float, float, float]]) -> Chart | None:
    from critmin.screening.effect_charts import effect

    return effect(table, months)
