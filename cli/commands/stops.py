"""shock: what stops of supply would take away."""

from typing import Annotated

import typer

from critmin.answers.table import Table

from .. import options as o

Stop = Annotated[
    list[str],
    typer.Option(
        "--stop",
        metavar="C[:MINERAL][=CUT]",
        autocompletion=o.buyer_names,
        show_default=False,
        help="Who stops what, by which share of exports; repeat for more at once.",
    ),
]
PassThrough = Annotated[
    float,
    typer.Option("--pass-through", metavar="P", help="Part of the stop that arrives, 0 to 1."),
]
Reach = Annotated[
    float,
    typer.Option("--reach", metavar="E", help="Reach to what third countries ship on, 0 to 1."),
]
Substitution = Annotated[
    float, typer.Option("--substitution", metavar="S", help="Part that other materials take over.")
]
Replace = Annotated[
    float,
    typer.Option("--replace", metavar="R", help="Supply from elsewhere, as a share of imports."),
]
StockDays = Annotated[
    float | None,
    typer.Option(
        "--stock-days",
        metavar="D",
        show_default=False,
        help="Stock as days of use. Default: printed stocks, United States only.",
    ),
]
SecondHand = Annotated[
    bool,
    typer.Option("--second-hand", help="Add losses at the mine and, second-hand, the refinery."),
]


def shock(
    buyer: o.Buyer,
    stop: Stop,
    minerals: o.Minerals = None,
    mineral: o.MineralOption = None,
    stage: o.Form = None,
    year: o.Year = None,
    as_of: o.ControlDay = None,
    pass_through: PassThrough = 1.0,
    reach: Reach = 0.0,
    substitution: Substitution = 0.0,
    replace: Replace = 0.0,
    stock_days: StockDays = None,
    second_hand: SecondHand = False,
    source: o.TradeSource = None,
    allow_gap: o.AllowGap = False,
) -> Table:
    """What a stop of suppliers would take from a buyer.

    critmin shock japan --stop china --as-of 2026-11-24

    critmin shock USA cobalt --stop CHN --stop COD:cobalt=0.573 --stock-days 60
    """
    from critmin.disruption.shock import shock as ask

    return ask(
        buyer,
        *(minerals or ()),
        *(mineral or ()),
        stop=stop,
        stage=stage,
        year=year,
        as_of=as_of,
        pass_through=pass_through,
        reach=reach,
        substitution=substitution,
        replace=replace,
        stock_days=stock_days,
        source=source,
        allow_gap=allow_gap,
        second_hand=second_hand,
    )
