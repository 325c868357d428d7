"""price, market: what minerals cost, and how large their market is."""

from typing import Annotated

import typer

from critmin.answers.table import Table

from .. import options as o

PriceSource = Annotated[
    str | None,
    typer.Option(
        "--source",
        metavar="ID[@EDITION]",
        autocompletion=o.choices("imf", "worldbank", "usgs"),
        help="imf, worldbank (monthly) or usgs (annual). Default: in this order.",
    ),
]
From = Annotated[
    str | None, typer.Option("--from", metavar="YEAR|MONTH", help="First period, 2022 or 2022-06.")
]
To = Annotated[
    str | None, typer.Option("--to", metavar="YEAR|MONTH", help="Last period, 2024 or 2024-12.")
]
Index = Annotated[
    str | None,
    typer.Option("--index", metavar="YEAR|MONTH", help="Year or month whose mean is 100."),
]
SinceControl = Annotated[
    str | None,
    typer.Option(
        "--since-control",
        metavar="C",
        autocompletion=o.country_codes,
        help="Index 100 before this country's first control (or a measure's id) took effect.",
    ),
]
MarketYear = Annotated[
    str | None,
    typer.Option(
        "--year", metavar="YEARS", help="2023, 2022,2024 or 2022:2024. Default: all observed."
    ),
]
Annual = Annotated[bool, typer.Option("--annual", help="Calendar-year means of monthly prices.")]
Forms = Annotated[bool, typer.Option("--forms", help="A row for each form the USGS prices, named.")]


def price(
    minerals: o.Minerals = None,
    first: From = None,
    last: To = None,
    index: Index = None,
    since_control: SinceControl = None,
    source: PriceSource = None,
    annual: Annual = False,
    forms: Forms = False,
) -> Table:
    """What it costs by month or year, or since an export control.

    critmin price lithium nickel --from 2020 --index 2022

    critmin price gallium germanium --since-control china
    """
    from critmin.markets.price import price as ask

    return ask(
        *(minerals or ()),
        start=first,
        end=last,
        index=index,
        since_control=since_control,
        source=source,
        annual=annual,
        forms=forms,
    )


def market(
    minerals: o.Minerals = None, year: MarketYear = None, valued_by: o.ValuedBy = None
) -> Table:
    """How large its market is: as stated, and reconstructed.

    critmin market --year 2023

    critmin market tungsten antimony gallium --valued-by output
    """
    from critmin.markets.market import market as ask

    return ask(*(minerals or ()), year=year, valued_by=valued_by or "demand")
