"""dependency, exposure, via: questions of a buyer."""

from typing import Annotated

import typer

from critmin.answers.table import Table

from .. import options as o

Measure = Annotated[
    str | None,
    typer.Option(
        "--measure",
        metavar="value|weight|contained",
        autocompletion=o.choices("value", "weight", "contained"),
        help="What shares are of. Default: value, or shares as the USGS prints them.",
    ),
]
Extended = Annotated[bool, typer.Option("--extended", help="Add the HHI of the imports.")]


def dependency(
    buyer: o.Buyer,
    minerals: o.Minerals = None,
    supplier: o.Suppliers = None,
    stage: o.Form = None,
    year: o.Year = None,
    measure: Measure = None,
    top: o.Top = None,
    as_of: o.BlocDay = None,
    source: o.TradeSource = None,
    extended: Extended = False,
) -> Table:
    """Whom a buyer buys from: shares of its imports.

    critmin dependency japan lithium graphite --top 3

    critmin dependency eu27 cobalt --stage refined --year 1995:2024 -f csv
    """
    from critmin.trade.dependency import dependency as ask

    return ask(
        buyer,
        *(minerals or ()),
        supplier=supplier,
        stage=stage,
        year=year,
        measure=measure,
        source=source,
        as_of=as_of,
        top=top,
        extended=extended,
    )


Summary = Annotated[
    bool, typer.Option("--summary", help="Count and name the minerals above a threshold instead.")
]
Threshold = Annotated[
    float,
    typer.Option("--threshold", metavar="SHARE", help="For --summary, as a fraction from 0 to 1."),
]


def exposure(
    buyers: o.Buyers,
    supplier: o.Supplier,
    mineral: o.MineralOption = None,
    stage: o.Form = None,
    year: o.Year = None,
    as_of: o.ControlDay = None,
    source: o.TradeSource = None,
    summary: Summary = False,
    threshold: Threshold = 0.5,
    allow_gap: o.AllowGap = False,
) -> Table:
    """What one supplier can stop, and how much of it by law.

    critmin exposure JPN USA eu27 KOR IND --supplier CHN --as-of 2025-10-15

    critmin exposure japan --supplier china --summary
    """
    from critmin.disruption.exposure import exposure as ask

    return ask(
        *buyers,
        supplier=supplier,
        mineral=mineral,
        stage=stage,
        year=year,
        as_of=as_of,
        source=source,
        summary=summary,
        threshold=threshold,
        allow_gap=allow_gap,
    )


def via(
    buyer: o.Buyer,
    mineral: o.OneMineral,
    origin: o.Origin,
    stage: o.Form = None,
    year: o.Year = None,
    allow_gap: o.AllowGap = False,
) -> Table:
    """Through which third countries it came, from one origin.

    critmin via USA graphite --origin china

    critmin via eu27 cobalt --origin DRC --stage intermediate -f csv
    """
    from critmin.tracing.via import via as ask

    return ask(buyer, mineral, origin=origin, stage=stage, year=year, allow_gap=allow_gap)
