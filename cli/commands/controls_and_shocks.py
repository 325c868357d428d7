"""Controls and shocks: controls, effect, events, exposure, shock."""

from typing import Annotated

from critmin.answers.table import Table

from .. import completers
from .. import options as o
from ..settings import engine_of, trade_of

Expiring = Annotated[
    int | None,
    o.option("--expiring", takes="DAYS", min=0, help="Only controls that change within DAYS."),
]
Ended = Annotated[bool, o.option("--all", help="Include controls that have ended.")]
Disruptions = Annotated[
    bool,
    o.option("--disruptions", help="Instead: halts, conflicts, proposals, informal instructions."),
]
Actor = Annotated[
    str | None,
    o.option(
        "--actor",
        takes="C",
        completes=completers.buyer_names,
        help="Only events of this country or bloc.",
    ),
]
Chain = Annotated[
    str | None,
    o.option(
        "--chain",
        takes="EVENT|CONTROL|all",
        completes=completers.chain_names,
        help="What this event or export control answered, and what answered it.",
    ),
]
Threshold = Annotated[
    float, o.option("--threshold", takes="SHARE", help="For --summary: a share from 0 to below 1.")
]
PassThrough = Annotated[
    float,
    o.option("--pass-through", takes="P", help="Part of the stop that reaches the buyer, 0 to 1."),
]
Reach = Annotated[
    float,
    o.option("--reach", takes="E", help="Part of third countries' re-exports that stops, 0 to 1."),
]
Substitution = Annotated[
    float,
    o.option("--substitution", takes="S", help="Part of the loss that other materials replace."),
]
StockDays = Annotated[
    float | None,
    o.option(
        "--stock-days",
        takes="D",
        help="Stock in days of use. Default: published stocks, United States only.",
    ),
]
SecondHand = Annotated[
    bool,
    o.option("--second-hand", help="Add losses at the mine and, as a result, at the refinery."),
]


def controls(
    names: o.ControlNames = None,
    mineral: o.Mineral = None,
    country: o.ControlledBy = None,
    buyer: o.ControlledBuyer = None,
    as_of: o.ControlDay = None,
    known_on: o.KnownOn = None,
    expiring: Expiring = None,
    ended: Ended = False,
    disruptions: Disruptions = False,
) -> Table:
    """Which export controls apply on a day, and what changes next.

    critmin controls gallium --buyer usa --as-of 2026-11-24

    critmin controls --expiring 60 --as-of 2026-11-24 -f csv
    """
    from critmin.export_controls.controls import controls as ask

    return ask(
        *(names or ()),
        mineral=mineral,
        country=country,
        buyer=buyer,
        as_of=as_of,
        known_on=known_on,
        expiring=expiring,
        ended=ended,
        disruptions=disruptions,
    )


def events(
    names: o.RecordNames = None,
    mineral: o.NamedMinerals = None,
    actor: Actor = None,
    target: o.TargetOf = None,
    country: o.AnyCountry = None,
    kind: o.RecordKinds = None,
    year: o.RecordYear = None,
    since: o.DatedFrom = None,
    until: o.DatedTo = None,
    as_of: o.RecordDay = None,
    chain: Chain = None,
    newest: o.Newest = None,
) -> Table:
    """Tariffs, export controls, and what answered what.

    critmin events --chain cn-apr4-2025 --as-of 2026-11-24

    critmin events --actor china --target japan --kind export-control
    """
    from critmin.diplomacy.events import events as ask

    return ask(
        *(names or ()),
        mineral=mineral,
        year=year,
        actor=actor,
        target=target,
        country=country,
        kind=kind,
        since=since,
        until=until,
        as_of=as_of,
        chain=chain,
        newest=newest,
    )


def exposure(
    names: o.BuyersNames = None,
    supplier: o.StoppingSupplier = None,
    buyer: o.BuyersOption = None,
    mineral: o.TradedMinerals = None,
    form: o.TradeForm = None,
    stage: o.Form = None,
    year: o.Period = None,
    as_of: o.ControlDay = None,
    known_on: o.KnownOn = None,
    source: o.TradeSource = None,
    summary: o.AboveThreshold = False,
    threshold: Threshold = 0.5,
    allow_gap: o.AllowGap = False,
    origin_stage: o.OriginStage = None,
    trade: o.Trade = None,
    engine: o.Engine = None,
) -> Table:
    """How much one supplier can stop, and how much of it by law.

    critmin exposure JPN USA eu27 KOR IND --supplier CHN --as-of 2025-10-15

    critmin exposure japan --supplier china --summary
    """
    from critmin.disruption.exposure import exposure as ask

    return ask(
        *(names or ()),
        supplier=supplier,
        buyer=buyer,
        mineral=mineral,
        form=form,
        stage=stage,
        year=year,
        as_of=as_of,
        known_on=known_on,
        source=source,
        summary=summary,
        threshold=threshold,
        allow_gap=allow_gap,
        origin_stage=origin_stage,
        trade=trade_of(trade),
        engine=engine_of(engine, trade),
    )


EffectNames = Annotated[
    list[str] | None,
    o.argument("MINERAL [BUYER...]", "A mineral, and buyers.", completers.names_of_any_kind),
]
MonthsEach = Annotated[
    int, o.option("--months", takes="N", help="Most months before and after the control.")
]
BySupplier = Annotated[
    bool, o.option("--suppliers", help="Who replaced whom: each supplier, before and after.")
]


def effect(
    names: EffectNames = None,
    since_control: o.EffectSinceControl = None,
    buyer: o.BuyersOption = None,
    mineral: o.Mineral = None,
    months: MonthsEach = 12,
    suppliers: BySupplier = False,
    trade: o.Trade = None,
    source: o.TradeSource = None,
    engine: o.Engine = None,
) -> Table:
    """What happened to imports after an export control took effect.

    critmin effect tungsten --since-control china

    critmin effect rare-earths uk --since-control china --suppliers
    """
    from critmin.screening.effect import effect as ask

    return ask(
        *(names or ()),
        since_control=since_control,
        buyer=buyer,
        mineral=mineral,
        months=months,
        suppliers=suppliers,
        trade=trade_of(trade),
        source=source,
        engine=engine_of(engine, trade),
    )


def shock(
    names: o.BuyerNames = None,
    stop: o.Stop = None,
    buyer: o.BuyerOption = None,
    mineral: o.TradedMinerals = None,
    form: o.TradeForm = None,
    stage: o.Form = None,
    year: o.Period = None,
    as_of: o.ControlDay = None,
    known_on: o.KnownOn = None,
    pass_through: PassThrough = 1.0,
    reach: Reach = 0.0,
    substitution: Substitution = 0.0,
    replace: o.ReplacedShare = 0.0,
    stock_days: StockDays = None,
    second_hand: SecondHand = False,
    source: o.TradeSource = None,
    allow_gap: o.AllowGap = False,
    origin_stage: o.OriginStage = None,
    trade: o.Trade = None,
    engine: o.Engine = None,
) -> Table:
    """What a buyer would lose if suppliers stopped exporting.

    critmin shock japan --stop china --as-of 2026-11-24

    critmin shock USA cobalt --stop CHN --stop COD:cobalt=0.573 --stock-days 60
    """
    from critmin.disruption.shock import shock as ask

    return ask(
        *(names or ()),
        buyer=buyer,
        mineral=mineral,
        form=form,
        stop=stop,
        stage=stage,
        year=year,
        as_of=as_of,
        known_on=known_on,
        pass_through=pass_through,
        reach=reach,
        substitution=substitution,
        replace=replace,
        stock_days=stock_days,
        source=source,
        allow_gap=allow_gap,
        origin_stage=origin_stage,
        second_hand=second_hand,
        trade=trade_of(trade),
        engine=engine_of(engine, trade),
    )
