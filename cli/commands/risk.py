"""reliance, risk: how far a buyer relies on imports, and published risk scores."""

from typing import Annotated

import typer

from critmin.answers.table import Table

from .. import options as o

Buyer = Annotated[
    str | None,
    typer.Option(
        "--buyer",
        metavar="C",
        autocompletion=o.buyer_names,
        show_default=False,
        help="Country or bloc that buys. Default: USA for reliance, eu27 for eu2023.",
    ),
]
Forms = Annotated[
    bool, typer.Option("--forms", help="A row for each form with a printed reliance, named.")
]
Method = Annotated[
    str,
    typer.Option(
        "--method",
        metavar="eu2023|geopolrisk",
        autocompletion=o.choices("eu2023", "geopolrisk"),
        help="Published method of the score.",
    ),
]


def reliance(
    minerals: o.Minerals = None, buyer: Buyer = None, year: o.Year = None, forms: Forms = False
) -> Table:
    """How far it relies on imports: as published, and recomputed.

    critmin reliance antimony copper cobalt

    critmin reliance --buyer JPN --year 2024 -f csv
    """
    from critmin.supply_risk.reliance import reliance as ask

    return ask(*(minerals or ()), buyer="USA" if buyer is None else buyer, year=year, forms=forms)


def risk(
    minerals: o.Minerals = None, buyer: Buyer = None, method: Method = "eu2023", year: o.Year = None
) -> Table:
    """How risky its supply is, by a published method.

    critmin risk tungsten magnesium

    critmin risk tungsten graphite --method geopolrisk --buyer JPN
    """
    from critmin.supply_risk.risk import risk as ask

    return ask(*(minerals or ()), buyer=buyer, method=method, year=year)
