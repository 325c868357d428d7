"""reliance, risk: how far a buyer relies on imports, and published risk scores."""

from typing import Annotated

import typer

from .. import options as o
from ..render import Rendering, emit

Buyer = Annotated[
    str | None,
    typer.Option("--buyer", metavar="C", autocompletion=o._country_codes, show_default=False,
                 help="Country or bloc that buys. Default: USA for reliance, eu27 for eu2023."),
]  # fmt: skip
Forms = Annotated[
    bool, typer.Option("--forms", help="A row for each form with a printed reliance, named.")
]
Method = Annotated[
    str,
    typer.Option("--method", metavar="eu2023|geopolrisk",
                 autocompletion=o._choices("eu2023", "geopolrisk"),
                 help="Published method of the score."),
]  # fmt: skip


def reliance(
    minerals: o.Minerals = None, buyer: Buyer = None, year: o.Year = None, forms: Forms = False,
    format: o.Format = None, output: o.Output = None, quiet: o.Quiet = False,
    columns: o.Columns = None, no_headers: o.NoHeaders = False, digits: o.Digits = None,
    bom: o.Bom = False, plot: o.Plot = False, size: o.Size = "slide",
) -> None:  # fmt: skip
    """How far it relies on imports: as published, and recomputed.

    critmin reliance antimony copper cobalt

    critmin reliance --buyer JPN --year 2024 -f csv
    """
    from critmin.questions.reliance import reliance as ask

    table = ask(*(minerals or ()), buyer=buyer or "USA", year=year, forms=forms)
    emit(table, Rendering(format, output, quiet, columns, no_headers, digits, bom, plot, size))


def risk(
    minerals: o.Minerals = None, buyer: Buyer = None, method: Method = "eu2023",
    year: o.Year = None, format: o.Format = None, output: o.Output = None,
    quiet: o.Quiet = False, columns: o.Columns = None, no_headers: o.NoHeaders = False,
    digits: o.Digits = None, bom: o.Bom = False, plot: o.Plot = False, size: o.Size = "slide",
) -> None:  # fmt: skip
    """How risky its supply is, by a published method.

    critmin risk tungsten magnesium

    critmin risk tungsten graphite --method geopolrisk --buyer JPN
    """
    from critmin.questions.risk import risk as ask

    table = ask(*(minerals or ()), buyer=buyer, method=method, year=year)
    emit(table, Rendering(format, output, quiet, columns, no_headers, digits, bom, plot, size))
