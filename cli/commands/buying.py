"""dependency: questions of a buyer."""

from typing import Annotated

import typer

from .. import options as o
from ..render import Rendering, emit

Measure = Annotated[
    str | None,
    typer.Option("--measure", metavar="value|weight|contained",
                 autocompletion=o._choices("value", "weight", "contained"),
                 help="What shares are of. Default: value, or shares as the USGS prints them."),
]  # fmt: skip
Top = Annotated[int | None, typer.Option("--top", metavar="N", help="Only the N largest.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Day of bloc membership. Default: year's end."),
]
Extended = Annotated[bool, typer.Option("--extended", help="Add the HHI of the imports.")]


def dependency(
    buyer: o.Buyer, minerals: o.Minerals = None, supplier: o.Suppliers = None,
    stage: o.Form = None, year: o.Year = None, measure: Measure = None, top: Top = None,
    as_of: AsOf = None, source: o.TradeSource = None, extended: Extended = False,
    format: o.Format = None, output: o.Output = None, quiet: o.Quiet = False,
    columns: o.Columns = None, no_headers: o.NoHeaders = False, digits: o.Digits = None,
    bom: o.Bom = False,
    plot: o.Plot = False, size: o.Size = "slide",
) -> None:  # fmt: skip
    """Whom a buyer buys from: shares of its imports.

    critmin dependency japan lithium graphite --top 3

    critmin dependency eu27 cobalt --stage refined --year 1995:2024 -f csv
    """
    from critmin.questions.dependency import dependency as ask

    table = ask(
        buyer, *(minerals or ()), supplier=supplier, stage=stage, year=year, measure=measure,
        source=source, as_of=as_of, top=top, extended=extended,
    )  # fmt: skip
    emit(table, Rendering(format, output, quiet, columns, no_headers, digits, bom, plot, size))
