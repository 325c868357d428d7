"""shock: a buyer's loss of imports if one or several suppliers stop exporting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Annotated

from critmin.answers import builder, read_as
from critmin.answers.builder import no_data
from critmin.answers.cautions import caution
from critmin.answers.table import Caution, Table
from critmin.core import arguments, names, periods, roles
from critmin.core.errors import NoData, QueryError
from critmin.core.role_rules import BY_PLACE, Rule
from critmin.declared.listed import CONTROLS
from critmin.declared.parameter import NUMBER, option
from critmin.declared.question import question
from critmin.disruption import scenario
from critmin.disruption.assumptions import assumptions
from critmin.disruption.at_the_mine import counted
from critmin.disruption.mine_to_refinery import Stage, cut_bases, stages
from critmin.disruption.scenario import Scenario
from critmin.disruption.shock_rows import Row, columns
from critmin.disruption.stopped_imports import StoppedImports
from critmin.export_controls.query import compiled, end_use_reach, read_days, view
from critmin.supply import one_country
from critmin.tracing import not_traced
from critmin.trade import buyers, search, us_imports
from critmin.trade.buyers import Buyer
from critmin.trade.cautions import of_imports, summarised
from critmin.trade.imports import Imports
from critmin.trade.own_trade import check_periods, months_as_years, of_own_trade

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p


PassThrough = Annotated[
    float,
    option(
        "--pass-through",
        takes="P",
        help="Part of the stop that reaches the buyer, 0 to 1.",
        kind=NUMBER,
    ),
]
Reach = Annotated[
    float,
    option(
        "--reach",
        takes="E",
        help="Part of third countries' re-exports that stops, 0 to 1.",
        kind=NUMBER,
    ),
]
Substitution = Annotated[
    float,
    option(
        "--substitution",
        takes="S",
        help="Part of the loss that other materials replace.",
        kind=NUMBER,
    ),
]
StockDays = Annotated[
    float | None,
    option(
        "--stock-days",
        takes="D",
        help="Stock in days of use. Default: published stocks, United States only.",
        kind=NUMBER,
    ),
]
SecondHand = Annotated[
    bool, option("--second-hand", help="Add losses at the mine and, as a result, at the refinery.")
]


@question(
    "shock",
    group=CONTROLS,
    place=1,
    answers="What a buyer would lose if suppliers stopped exporting.",
    examples=(
        "critmin shock japan --stop china --as-of 2026-11-24",
        "critmin shock USA cobalt --stop CHN --stop COD:cobalt=0.573 --stock-days 60",
    ),
    limits="Losses if shipments stop and nothing reacts; stocks are not published. No forecast.",
    named=Rule(
        one=("buyer",),
        needs=("buyer",),
        code=BY_PLACE,
        beyond="name one buyer: critmin shock {first} --stop {place}, or critmin shock "
        "{place} --stop {first}",
    ),
    picture=True,
    buyer="always",
)
@of_own_trade
def shock(
    *named: p.BuyerNames,
    stop: p.Stop = None,
    buyer: p.BuyerOption = None,
    mineral: p.TradedMinerals = None,
    form: p.TradeForm = None,
    stage: p.Form = None,
    year: p.Period = None,
    as_of: p.ControlDay = None,
    known_on: p.KnownOn = None,
    pass_through: PassThrough = 1.0,
    reach: Reach = 0.0,
    substitution: Substitution = 0.0,
    replace: p.ReplacedShare = 0.0,
    stock_days: StockDays = None,
    second_hand: SecondHand = False,
    source: p.TradeSource = None,
    allow_gap: p.AllowGap = False,
    origin_stage: p.OriginStage = None,
    trade: p.Trade = None,
    engine: p.Engine = None,
) -> Table:
    """Loss of a buyer's imports if suppliers stop, by mineral: a scenario, not a forecast.

    Parameters
    ----------
    *named : str
        The buyer, a country or a bloc, and minerals (slugs, symbols, common names, products), in
        any order. No mineral means those that the stops name, or, where a stop names none, all
        that trade under codes of their own, the largest loss first.
    buyer : str, optional
        The buyer, instead of a country in ``named``.
    stop : str, sequence of str, or mapping of str to float
        ``CHN``, ``COD:cobalt``, ``COD:cobalt=0.573``, ``brics=0.5``: supplier, mineral and
        cut as a share of exports (1 when not given). Several stops apply at once.
    stage : str or sequence of str, optional
        Traded forms, or ``mining``, ``refining`` for the forms of that stage.
    year : str, int or sequence of int, optional
        Years of trade; with ``trade`` also months, ``2024-01:2026-06``. The newest year by
        default.
    as_of : str or date, optional
        Day for which export controls and blocs that stop are read; today by default.
    known_on : str or date, optional
        A day on which it is asked what could be known of controls: what was announced later is
        left out. Without ``as_of`` it is also their day.
    pass_through : float
        phi in [0, 1]: part of the stop that reaches the buyer.
    reach : float
        e in [0, 1]: part of third countries' re-exports that stops too.
    substitution : float
        sigma in [0, 1]: part of the loss that other materials replace.
    replace : float
        r in [0, 1]: supply from elsewhere, as a share of the recorded imports.
    stock_days : float, optional
        Stock in days of use, 0 or more; instead of the published stocks of the United States.
    allow_gap : bool
        Trace origins even if more than a fifth of exports is unexplained.
    second_hand : bool
        Add rows for losses at the mine and, as a result, at the refinery. They are always
        shown if every stop names its mineral.
    origin_stage : str, optional
        ``mining`` stops what the suppliers dig, and follows refined forms on to the mines that
        fed the refineries: the loss is then a share of the buyer's supply. ``refining`` stops
        what they ship of each form. By default it is the mine for suppliers that dig and do not
        refine. Where the mines behind a form cannot be told, the loss has no upper end.

    Returns
    -------
    Table
        One row per mineral, form and year; ``buyer_iso3`` is ``world`` in rows on the world's
        output. ``loss_measure`` is the measure of the loss: ``value``, ``weight`` (of the traced
        network, if re-exports stop too), ``printed`` or ``output``. The loss is
        ``max(0, g (1 - sigma) - r)``, ``g = c phi (delta + e (tau - delta))`` with cut c, direct
        share delta and origin share tau, at least delta (see `critmin.measures.shocks`). Shares
        are in [0, 1]; ``loss_t`` (t), ``loss_usd`` (USD) and ``days_of_cover`` (days) are at the
        largest loss.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        For contradictory stops, a supplier inside the buyer, a number outside its range, or
        stops that cover none of the minerals named.
    NoData
        If no imports of the query are recorded, or the day is before the first control.
    """
    day, known = read_days(as_of, known_on)
    years = check_periods(periods.read(year))
    said = roles.read("shock", named, mineral=mineral, buyer=buyer)
    importer = buyers.buyer(said.the("buyer"), day)
    forms = arguments.form_or_stage(form, stage)
    if isinstance(stop, Mapping):
        stop = [f"{place}={cut}" for place, cut in stop.items()]
    stops = arguments.places(stop)
    plan = scenario.read(
        stops,
        importer,
        years or [us_imports.YEAR],
        day,
        known_on=known,
        pass_through=pass_through,
        reach=reach,
        substitution=substitution,
        replace=replace,
        stock_days=stock_days,
        allow_gap=allow_gap,
        origin_stage=origin_stage,
    )
    minerals = _minerals(said.minerals, plan)
    own = said.forms()
    bought = search.find(importer, minerals, stage=forms, years=years, source=source, own=own)
    answer = _Answer(importer, plan, minerals, bought)
    if second_hand or plan.minerals:
        answer.add_refinery(forms or [form for found in own.values() for form in found])
    table = builder.answer(
        answer.rows(),
        columns(),
        query={
            "command": "shock",
            "buyer": importer.code,
            "minerals": minerals,
            "stop": stops,
            "stage": arguments.words(forms),
            "year": year,
            "as_of": day,
            "known_on": known or None,
            "pass_through": pass_through,
            "reach": reach,
            "substitution": substitution,
            "replace": replace,
            "stock_days": stock_days,
            "source": source,
            "allow_gap": allow_gap or None,
            "origin_stage": origin_stage,
        },
        cautions=[
            *read_as.cautions(said, part="form", given=forms),
            *answer.cautions(any_form=bool(forms or own)),
            *assumptions(plan, importer),
            *view(as_of, day, known),
        ],
        summary=_summary,
        chart=partial(_chart, stops=plan.stops),
    )
    return table if any(map(periods.name, years)) else table.without("period")


def _minerals(minerals: Sequence[str], plan: Scenario) -> list[str]:
    """Slugs of the minerals named, else of those that the stops name; empty for all.

    Raises
    ------
    QueryError
        If no stop covers any of the minerals named.
    """
    slugs = arguments.slugs(minerals) or plan.minerals
    if slugs and not any(plan.cuts(slug) for slug in slugs):
        stops = ", ".join(plan.stops)
        raise QueryError(f"the stops {stops} cover none of {', '.join(slugs)}")
    return slugs


@dataclass(eq=False)
class _Answer:
    """Answer to one scenario for one buyer; ``named`` is empty for all minerals."""

    buyer: Buyer
    plan: Scenario
    named: list[str]
    bought: Imports
    imports: list[StoppedImports] = field(init=False)
    stages: list[Stage] = field(default_factory=list)
    about_stages: list[Caution] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.imports = [
            StoppedImports.of(table, self.buyer, self.plan) for table in self.bought.tables
        ]

    @property
    def year(self) -> int:
        """Newest year of trade."""
        return int(max(one.table.year for one in self.imports))

    def add_refinery(self, stage: arguments.Words) -> None:
        """Add losses at the mine and the refinery, unless only other forms are named."""
        forms = arguments.trade_forms(stage)
        if forms and not {*forms} & {*names.STAGE_FORMS["refining"]}:
            return
        for slug in self.named or dict.fromkeys(one.table.mineral for one in self.imports):
            try:
                found, about = stages(slug, self.buyer, self.year, self.plan)
            except NoData as reason:
                if self.named:
                    self.about_stages.append(
                        caution("second_hand:unknown", mineral=slug, reason=reason)
                    )
                continue
            self.stages += found
            self.about_stages += about

    def rows(self) -> list[Row]:
        """All rows; the largest loss first if no mineral is named."""
        rows = [_import_row(one) for one in self.imports]
        if not self.named:
            rows.sort(key=lambda row: -(row.loss_share_high or row.loss_share_low or 0.0))
        rows += [_stage_row(stage, self.plan) for stage in self.stages]
        return [*rows, *self._missing()]

    def _missing(self) -> Iterator[Row]:
        """One row for each mineral and form named that has no table."""
        if not self.named:
            return
        for mineral, form in self.bought.unanswered:
            yield no_data(
                Row,
                mineral=mineral,
                stage=form or None,
                buyer_iso3=self.buyer.code,
                stopped=self.plan.stopped(mineral),
            )

    def cautions(self, *, any_form: bool) -> Iterator[Caution]:
        """Cautions of cuts and losses, then of tables, controls and trade."""
        named = bool(self.named)
        own = cut_bases(self.plan, self.year) + self.about_stages
        own += [about for one in self.imports for about in one.cautions(named=named)]
        if not named:
            own += counted(
                (one.table.what, one.mines.cautions(one.table, self.buyer)) for one in self.imports
            )
        own += one_country.years_of(part for one in self.imports for part in one.outside.of_each)
        end_use = dict.fromkeys(id_ for one in self.imports for id_ in one.end_use)
        if end_use:
            own.append(end_use_reach(self.buyer.name, end_use))
        if len({one.table.mineral for one in self.imports if one.any_lost}) > 1:
            own.append(caution("losses_not_additive"))
        stopped = {code for stop in self.plan.stops for code in stop.suppliers}
        trade = of_imports(
            self.bought, "value", named=named, any_form=any_form, suppliers=sorted(stopped)
        )
        own += [about for about in trade if about.code != "import_hhi"]
        yield from summarised(own, len(self.bought.tables))
        yield from not_traced.cautions(
            {one.table.what: one.origin.reason for one in self.imports if one.origin.reason}
        )
        yield compiled()


def _import_row(one: StoppedImports) -> Row:
    table, loss, others = one.table, one.loss, one.others
    total_low, total_high = one.total or (None, None)
    licence_low, licence_high = one.licence or (None, None)
    ban_low, ban_high = one.ban or (None, None)
    return Row(
        mineral=table.mineral,
        stage=table.form,
        year=int(table.year),
        buyer_iso3=one.buyer.code,
        stopped=one.scenario.stopped(table.mineral),
        direct_share=loss.direct,
        total_share_low=total_low,
        total_share_high=total_high,
        loss_share_low=loss.share_low,
        loss_share_high=loss.share_high,
        loss_t=_clean(one.t),
        loss_usd=_clean(loss.usd),
        days_of_cover=one.cover.days,
        under_licence_low=licence_low,
        under_licence_high=licence_high,
        under_ban_low=ban_low,
        under_ban_high=ban_high,
        output_outside_share=_clean(one.outside.share),
        others_loss_share=None if isinstance(others, str) else others.share,
        loss_measure=loss.measure,
        origin_stage=one.origin_stage,
        unexplained_share=one.unexplained,
        period=periods.name(table.year),
        flag=one.flags,
        source=one.sources,
    )


def _stage_row(stage: Stage, plan: Scenario) -> Row:
    return no_data(
        Row,
        mineral=stage.mineral,
        stage=stage.stage,
        year=stage.year,
        buyer_iso3=stage.whose,
        stopped=plan.stopped(stage.mineral),
        loss_share_low=stage.share.low,
        loss_share_high=stage.share.high,
        loss_t=_clean(stage.t),
        output_outside_share=_clean(stage.outside),
        loss_measure="output",
        flag=stage.flags,
        source=stage.sources,
    )


def _clean(number: float | None) -> float | None:
    """Round to twelve digits, to remove floating-point noise."""
    return None if number is None else float(f"{number:.12g}")


def _summary(table: Table) -> str:
    from critmin.summaries.shock import shock

    return shock(months_as_years(table))


def _chart(table: Table, stops: Sequence[scenario.Stop]) -> Chart | None:
    from critmin.disruption.loss_charts import shock

    return shock(months_as_years(table), stops)
