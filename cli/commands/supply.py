"""Supply: share, hhi, trend, reserves, compare."""

from typing import Annotated

from critmin.answers.table import Table

from .. import completers
from .. import options as o
from .. import own_table_options as own
from ..settings import engine_of, trade_of

Weight = Annotated[
    str,
    o.option(
        "--weight",
        takes="none|wgi[@EDITION]",
        help="Weight shares by governance scores: those of the year, or of one edition, as "
        "wgi@2020mean.",
        completes=completers.choices("none", "wgi", "wgi@2020mean", "wgi@2024mean"),
    ),
]
Scheme = Annotated[
    str, o.option("--scheme", takes="doj2023|doj2010", help="Merger guidelines that set the bands.")
]

QUESTIONS = (
    *("share", "hhi", "trend", "reserves", "dependency", "exposure", "via", "shock"),
    *("reliance", "risk", "price", "market", "technology", "demand"),
)
Question = Annotated[
    str,
    o.argument(
        "QUESTION",
        f"{', '.join(QUESTIONS[:-1])} or {QUESTIONS[-1]}.",
        completers.choices(*QUESTIONS),
    ),
]


def share(
    names: o.SupplyNames = None,
    mineral: o.Mineral = None,
    stage: o.Stage = None,
    year: o.Year = None,
    top: o.Top = None,
    country: o.Countries = None,
    by: o.GroupBy = "country",
    as_of: o.BlocDay = None,
    source: o.SourceId = None,
    total: o.Total = None,
    basis: o.Basis = None,
    data: o.Data = None,
    column_map: o.ColumnMap = None,
    sheet: own.Sheet = None,
    wide: own.Wide = None,
    decimal: own.Decimal = None,
    limit: own.Limit = None,
) -> Table:
    """Who supplies a mineral: shares by country or bloc.

    critmin share lithium --stage mining,refining

    critmin share graphite --by bloc:eu27,g7,brics -f csv
    """
    from critmin.supply.share import share as ask

    return ask(
        *(names or ()),
        mineral=mineral,
        stage=stage,
        year=year,
        top=top,
        country=country,
        by=by,
        as_of=as_of,
        source=source,
        total=total,
        basis=basis,
        data=data,
        column_map=column_map or (),
        sheet=sheet,
        wide=wide,
        decimal=decimal,
        limit=own.limits(limit, data),
    )


def hhi(
    minerals: o.Minerals = None,
    mineral: o.Mineral = None,
    stage: o.Stage = None,
    year: o.Year = None,
    weight: Weight = "none",
    scheme: Scheme = "doj2023",
    extended: o.MoreIndices = False,
    source: o.SourceId = None,
    total: o.Total = None,
    basis: o.Basis = None,
    data: o.Data = None,
    column_map: o.ColumnMap = None,
    sheet: own.Sheet = None,
    wide: own.Wide = None,
    decimal: own.Decimal = None,
    limit: own.Limit = None,
) -> Table:
    """Concentration of supply (HHI, bounds); no mineral means all.

    critmin hhi cobalt --stage mining,refining

    critmin hhi --stage mining --weight wgi -f latex
    """
    from critmin.supply.hhi import hhi as ask

    return ask(
        *(minerals or ()),
        mineral=mineral,
        stage=stage,
        year=year,
        weight=weight,
        scheme=scheme,
        extended=extended,
        source=source,
        total=total,
        basis=basis,
        data=data,
        column_map=column_map or (),
        sheet=sheet,
        wide=wide,
        decimal=decimal,
        limit=own.limits(limit, data),
    )


def trend(
    names: o.SupplyNames = None,
    mineral: o.Mineral = None,
    stage: o.Stage = None,
    year: o.Period = None,
    country: o.Countries = None,
    measure: o.TrendMeasure = "share",
    source: o.SourceId = None,
    total: o.Total = None,
    basis: o.Basis = None,
    data: o.Data = None,
    column_map: o.ColumnMap = None,
    sheet: own.Sheet = None,
    wide: own.Wide = None,
    decimal: own.Decimal = None,
    limit: own.Limit = None,
    trade: o.Trade = None,
    engine: o.Engine = None,
) -> Table:
    """How supply changed over the years: share, HHI or quantity.

    critmin trend lithium --country CHN --country AUS

    critmin trend cobalt --measure hhi -f csv
    """
    from critmin.trade.trend import trend as ask

    return ask(
        *(names or ()),
        mineral=mineral,
        stage=stage,
        year=year,
        country=country,
        measure=measure,
        source=source,
        total=total,
        basis=basis,
        data=data,
        column_map=column_map or (),
        sheet=sheet,
        wide=wide,
        decimal=decimal,
        limit=own.limits(limit, data),
        trade=trade_of(trade),
        engine=engine_of(engine, trade),
    )


def reserves(
    names: o.SupplyNames = None,
    mineral: o.Mineral = None,
    country: o.Countries = None,
    year: o.Year = None,
    source: o.SourceId = None,
    total: o.Total = None,
    basis: o.Basis = None,
) -> Table:
    """Mine output and reserves by country, side by side.

    critmin reserves rare-earths

    critmin reserves lithium --columns country,reserves_share,untapped -f csv
    """
    from critmin.supply.reserves import reserves as ask

    return ask(
        *(names or ()),
        mineral=mineral,
        country=country,
        year=year,
        source=source,
        total=total,
        basis=basis,
    )


def compare(
    question: Question,
    names: o.ComparedNames,
    mineral: o.Mineral = None,
    measure: o.ComparedMeasure = None,
    stage: o.ComparedStage = None,
    year: o.Year = None,
    country: o.Countries = None,
    buyer: o.BuyerOption = None,
    supplier: o.Suppliers = None,
    stop: o.Stop = None,
    source: o.SourceId = None,
    total: o.Total = None,
    basis: o.Basis = None,
    as_of: o.ControlDay = None,
    trade: o.Trade = None,
    engine: o.Engine = None,
) -> Table:
    """One question asked of two sides, and what differs.

    critmin compare share rare-earths usgs@2025 usgs@2026

    critmin compare exposure japan germany --supplier china -f csv
    """
    from critmin.comparisons.compare import compare as ask

    one = supplier[0] if supplier and len(supplier) == 1 else supplier
    return ask(
        question,
        *names,
        measure=measure,
        mineral=mineral,
        stage=stage,
        year=year,
        country=country,
        buyer=buyer,
        supplier=one,
        stop=stop,
        source=source,
        total=total,
        basis=basis,
        as_of=as_of,
        trade=trade_of(trade),
        engine=engine_of(engine, trade),
    )
