"""What a stop of one or several suppliers would take from a buyer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from critmin.answers.table import Caution, Cell, Table, as_number
from critmin.answers.text import joined
from critmin.core import arguments, names, sources
from critmin.core.errors import NoData, QueryError
from critmin.disruption import scenario
from critmin.disruption.mine_to_refinery import Stage, cut_bases, stages
from critmin.disruption.scenario import Scenario
from critmin.disruption.shock_rows import COLUMNS, HOME, Line
from critmin.export_controls.query import COMPILED, end_use_reach, read_day
from critmin.supply import world_share
from critmin.tracing import reasons as untraced
from critmin.trade import buyers, imports, us_imports
from critmin.trade import cautions as trade_cautions
from critmin.trade.buyers import Buyer
from critmin.trade.imports import Imports

if TYPE_CHECKING:
    from critmin.charts.model import Chart

Row = tuple[Cell, ...]
LOSS_LOW, LOSS_HIGH = (
    at for at, column in enumerate(COLUMNS) if column.name.startswith("loss_share_")
)


def shock(
    buyer: str,
    *minerals: str,
    stop: arguments.Words = None,
    stage: arguments.Words = None,
    year: str | int | Sequence[int] | None = None,
    as_of: str | date | None = None,
    pass_through: float = 1.0,
    reach: float = 0.0,
    substitution: float = 0.0,
    replace: float = 0.0,
    stock_days: float | None = None,
    source: str | None = None,
    allow_gap: bool = False,
    second_hand: bool = False,
) -> Table:
    """Loss of a buyer's imports if suppliers stop, mineral by mineral: a scenario, no forecast.

    Parameters
    ----------
    buyer : str
        A country, or a bloc as one buyer.
    *minerals : str
        Slugs, symbols or common names. None means those that the stops name, or, where a
        stop names none, all that trade under codes of their own, the largest loss first.
    stop : str or sequence of str
        ``CHN``, ``COD:cobalt``, ``COD:cobalt=0.573``, ``brics=0.5``: who stops what, and the
        cut as a share of exports (1 when none is given). Several hold at once.
    stage : str or sequence of str, optional
        Traded forms, or ``mining``, ``refining`` for the forms of that stage.
    year : str, int or sequence of int, optional
        Years of trade; the newest by default.
    as_of : str or date, optional
        The day whose controls count, and on which a stopping bloc is read; today by default.
    pass_through : float
        phi in [0, 1]: part of the stop that reaches the buyer; 1 when nothing leaks.
    reach : float
        e in [0, 1]: reach of the stop to what third countries ship on.
    substitution : float
        sigma in [0, 1]: part of the loss that other materials take over.
    replace : float
        r in [0, 1]: supply from elsewhere, as a share of the recorded imports.
    stock_days : float, optional
        Stock as days of use; instead of the stocks that are printed for the United States.
    source : str, optional
        ``baci-hs92``, ``baci-hs17``, ``comext``, ``usgs``.
    allow_gap : bool
        Trace origins also where more than a fifth of exports is unexplained.
    second_hand : bool
        Add what the stop takes at the mine and, second-hand, at the refinery, in rows of
        their own; so it is anyway where every stop names its mineral.

    Returns
    -------
    Table
        One row per mineral, form and year; ``buyer_iso3`` is ``world`` in rows on the world's
        output. The loss is ``max(0, g (1 - sigma) - r)``, ``g = c phi (delta + e (tau - delta))``
        with direct share delta and share by origin tau, at least delta.
        ``loss_t``, ``loss_usd`` and ``days_of_cover`` are at the largest loss.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    QueryError
        For contradictory stops, a supplier inside the buyer, a number outside its range, or
        stops that reach nothing asked for.
    NoData
        If no import of anything asked for is recorded.
    """
    day = read_day(as_of)
    years = arguments.years(year)
    who = buyers.buyer(buyer, day)
    stops = [stop] if isinstance(stop, str) else list(stop or ())
    plan = scenario.read(
        stops,
        who,
        years or [us_imports.YEAR],
        day,
        pass_through=pass_through,
        reach=reach,
        substitution=substitution,
        replace=replace,
        stock_days=stock_days,
        allow_gap=allow_gap,
    )
    named = _wanted(arguments.flat(minerals), plan)
    bought = imports.find(who, named, stage=stage, years=years, source=source)
    asked = _Asked(who, plan, named, bought)
    asked.answer(stage, through_refinery=second_hand or bool(plan.minerals))
    query: dict[str, Any] = {
        "command": "shock",
        "buyer": who.code,
        "minerals": named,
        "stop": stops,
        "stage": arguments.words(stage),
        "year": year,
        "as_of": day,
        "pass_through": pass_through,
        "reach": reach,
        "substitution": substitution,
        "replace": replace,
        "stock_days": stock_days,
        "source": source,
        "allow_gap": allow_gap or None,
    }
    rows = asked.rows()
    used = [part for row in rows for part in str(row[-1] or "").split(";") if part]
    return Table(
        chart=_chart,
        query={key: value for key, value in query.items() if value not in (None, [], ())},
        columns=COLUMNS,
        rows=tuple(rows),
        sources=sources.records(dict.fromkeys(used)),
        warnings=(*asked.cautions(any_form=bool(stage)), *asked.assumptions()),
    )


def _wanted(texts: Sequence[str], plan: Scenario) -> list[str]:
    """Minerals asked for; else those the stops name; empty for all.

    Raises
    ------
    QueryError
        If no stop reaches any mineral that is named.
    """
    slugs = list(dict.fromkeys(names.mineral(text).slug for text in texts)) or plan.minerals
    if slugs and not any(plan.cuts(slug) for slug in slugs):
        stops = ", ".join(stop.what for stop in plan.stops)
        raise QueryError(f"the stops {stops} reach none of {', '.join(slugs)}")
    return slugs


@dataclass
class _Asked:
    """One scenario put to the imports of one buyer."""

    who: Buyer
    plan: Scenario
    named: list[str]
    bought: Imports
    lines: list[Line] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    said: list[Caution] = field(default_factory=list)

    def answer(self, stage: arguments.Words, *, through_refinery: bool) -> None:
        """Reckon every import table, and the way through the refinery where it is asked for."""
        self.lines = [Line.of(table, self.who, self.plan) for table in self.bought.tables]
        years = [line.table.year for line in self.lines]
        self.said += cut_bases(self.plan, max(years))
        forms = {form for word in arguments.words(stage) for form in names.trade_forms(word)}
        if through_refinery and (not forms or forms & {*names.STAGE_FORMS["refining"]}):
            slugs = self.named or dict.fromkeys(line.table.mineral for line in self.lines)
            for slug in slugs:
                self._through_refinery(slug, max(years))

    def _through_refinery(self, slug: str, year: int) -> None:
        try:
            found, said_ = stages(slug, self.who, year, self.plan)
        except NoData as reason:
            if self.named:
                self.said.append(Caution("second_hand", f"{slug}: {reason}"))
            return
        self.stages += found
        self.said += said_

    def rows(self) -> list[Row]:
        """All rows: the largest loss first where all minerals are asked for."""
        rows = [line.row() for line in self.lines]
        if not self.named:
            rows.sort(
                key=lambda row: -(as_number(row[LOSS_HIGH]) or as_number(row[LOSS_LOW]) or 0.0)
            )
        rows += [self._stage_row(stage) for stage in self.stages]
        return [*rows, *self._missing()]

    def _stage_row(self, found: Stage) -> Row:
        cells: dict[str, Cell] = {
            "mineral": found.mineral,
            "stage": found.stage,
            "year": found.year,
            "buyer_iso3": found.whose,
            "stopped": self.plan.stopped(found.mineral),
            "loss_share_low": found.share.low,
            "loss_share_high": found.share.high,
            "loss_t": found.t,
            "output_outside_share": found.outside,
            "flag": joined(found.flags),
            "source": found.source,
        }
        return tuple(cells.get(column.name) for column in COLUMNS)

    def _missing(self) -> Iterator[Row]:
        """What was named and has no table: one row each."""
        if not self.named:
            return
        for mineral, form in self.bought.unanswered:
            head: Row = (mineral, form or None, None, self.who.code, self.plan.stopped(mineral))
            yield (*head, *[None] * (len(COLUMNS) - len(head) - 2), "no_data", None)

    def cautions(self, *, any_form: bool) -> tuple[Caution, ...]:
        """What the losses rest on, then what is to be said of tables, controls and trade."""
        named = bool(self.named)
        about = [
            caution
            for caution in trade_cautions.of_imports(
                self.bought, "value", named=named, any_form=any_form
            )
            if caution.code != "import_hhi"
        ]
        lines = [caution for line in self.lines for caution in line.cautions(named=named)]
        reasons = {line.table.what: line.origin.reason for line in self.lines if line.origin.reason}
        lines += world_share.years_of(one for line in self.lines for one in line.outside.found)
        aimed = dict.fromkeys(id_ for line in self.lines for id_ in line.aimed)
        if aimed:
            lines.append(end_use_reach(self.who.name, aimed))
        if len({line.table.mineral for line in self.lines if line.lost}) > 1:
            lines.append(
                Caution(
                    "losses_not_additive",
                    "losses of several minerals are not to be added up: "
                    "the same goods need several of them, and customs value is no damage",
                )
            )
        every = trade_cautions.summarised([*self.said, *lines, *about], len(self.bought.tables))
        return (*every, *untraced.cautions(reasons), COMPILED)

    def assumptions(self) -> Iterator[Caution]:
        """What every number rests on."""
        plan = self.plan
        for text in (
            "losses are what would be lost if all shipments named stop as stated and nothing "
            f"reacts: pass-through {plan.pass_through:g}, reach to re-exports {plan.reach:g}, "
            f"substitution {plan.substitution:g}, replacement {plan.replacement:g}; no forecast",
            "a cut is a share of the supplier's exports; of a bloc, of each member's",
            "loss_usd is customs value, not damage; loss_t is a year's, before stocks",
            f"shares under licence or ban are law, not practice, on {plan.day}",
            "direct shares are of recorded imports of the forms held, by value; total shares of "
            "the buyer's supply, own output and imports, by origin if imports mix evenly",
            "output outside a supplier is not what others are left with: it uses its own",
            self._about_stocks(),
        ):
            yield Caution("assumption", text)
        if plan.reach:
            yield Caution(
                "assumption",
                "goods through third countries count by what origin adds "
                "to direct shipments in the network's weight, as a part of its imports; "
                "where they cannot be traced the largest loss is not known",
            )

    def _about_stocks(self) -> str:
        days = self.plan.stock_days
        if days is not None:
            return (
                f"days of cover: a stock for {days:g} days of use, at the largest loss; recorded "
                "imports stand for use but where use is printed"
            )
        if self.who.code == HOME:
            return "days of cover: year-end stocks that the USGS prints, at the largest loss"
        return (
            "days of cover are empty: stocks are published for the United States alone; "
            "name your own with --stock-days"
        )


def _chart(table: Table) -> Chart | None:
    from critmin.disruption.charts import shock

    return shock(table)
