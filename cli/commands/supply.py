"""share, hhi, trend, reserves, check: questions of supply."""

from typing import Annotated

import typer

from .. import options as o
from ..render import Rendering, emit

Weight = Annotated[str, typer.Option("--weight", metavar="none|wgi", help="Weight by governance.")]
Scheme = Annotated[
    str, typer.Option("--scheme", metavar="doj2023|doj2010", help="Limits of the bands.")
]
Extended = Annotated[
    bool, typer.Option("--extended", help="Add normalised HHI, Shannon, Theil, Gini, Rosenbluth.")
]
Top = Annotated[int | None, typer.Option("--top", metavar="N", help="Only the N largest.")]
By = Annotated[
    str, typer.Option("--by", metavar="country|bloc:NAME,...", help="Group by country or bloc.")
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Day of bloc membership. Default: year's end."),
]
Measure = Annotated[
    str, typer.Option("--measure", metavar="share|hhi|quantity", help="What to follow.")
]
File = Annotated[str, typer.Argument(metavar="FILE|-", help="CSV, TSV, XLSX or Parquet.")]


def share(
    minerals: o.Minerals = None, stage: o.Stage = None, year: o.Year = None, top: Top = None,
    country: o.Countries = None, by: By = "country", as_of: AsOf = None,
    source: o.SourceId = None, total: o.Total = None, basis: o.Basis = None,
    data: o.Data = None, column_map: o.ColumnMap = None, format: o.Format = None,
    output: o.Output = None, quiet: o.Quiet = False, columns: o.Columns = None,
    no_headers: o.NoHeaders = False, digits: o.Digits = None, bom: o.Bom = False,
    plot: o.Plot = False, size: o.Size = "slide",
) -> None:  # fmt: skip
    """Who supplies it: shares by country or bloc.

    critmin share lithium --stage mining,refining

    critmin share graphite --by bloc:eu27,g7,brics -f csv
    """
    from critmin.questions.share import share as ask

    table = ask(
        *(minerals or ()), stage=stage, year=year, top=top, country=country, by=by, as_of=as_of,
        source=source, total=total, basis=basis, data=data, column_map=column_map or (),
    )  # fmt: skip
    emit(table, Rendering(format, output, quiet, columns, no_headers, digits, bom, plot, size))


def hhi(
    minerals: o.Minerals = None, stage: o.Stage = None, year: o.Year = None,
    weight: Weight = "none", scheme: Scheme = "doj2023", extended: Extended = False,
    source: o.SourceId = None, total: o.Total = None, basis: o.Basis = None,
    data: o.Data = None, column_map: o.ColumnMap = None, format: o.Format = None,
    output: o.Output = None, quiet: o.Quiet = False, columns: o.Columns = None,
    no_headers: o.NoHeaders = False, digits: o.Digits = None, bom: o.Bom = False,
    plot: o.Plot = False, size: o.Size = "slide",
) -> None:  # fmt: skip
    """How concentrated it is: HHI with bounds; no mineral means all.

    critmin hhi cobalt --stage mining,refining

    critmin hhi --stage mining --weight wgi -f latex
    """
    from critmin.questions.concentration import hhi as ask

    table = ask(
        *(minerals or ()), stage=stage, year=year, weight=weight, scheme=scheme,
        extended=extended, source=source, total=total, basis=basis, data=data,
        column_map=column_map or (),
    )  # fmt: skip
    emit(table, Rendering(format, output, quiet, columns, no_headers, digits, bom, plot, size))


def trend(
    minerals: o.Minerals = None, stage: o.Stage = None, year: o.Year = None,
    country: o.Countries = None, measure: Measure = "share", source: o.SourceId = None,
    total: o.Total = None, basis: o.Basis = None, data: o.Data = None,
    column_map: o.ColumnMap = None, format: o.Format = None, output: o.Output = None,
    quiet: o.Quiet = False, columns: o.Columns = None, no_headers: o.NoHeaders = False,
    digits: o.Digits = None, bom: o.Bom = False,
    plot: o.Plot = False, size: o.Size = "slide",
) -> None:  # fmt: skip
    """How it moved over the years: share, index or quantity.

    critmin trend lithium --country CHN --country AUS

    critmin trend cobalt --measure hhi -f csv
    """
    from critmin.questions.trend import trend as ask

    table = ask(
        *(minerals or ()), stage=stage, year=year, country=country, measure=measure,
        source=source, total=total, basis=basis, data=data, column_map=column_map or (),
    )  # fmt: skip
    emit(table, Rendering(format, output, quiet, columns, no_headers, digits, bom, plot, size))


def reserves(
    minerals: o.Minerals = None, year: o.Year = None, source: o.SourceId = None,
    total: o.Total = None, basis: o.Basis = None, format: o.Format = None,
    output: o.Output = None, quiet: o.Quiet = False, columns: o.Columns = None,
    no_headers: o.NoHeaders = False, digits: o.Digits = None, bom: o.Bom = False,
    plot: o.Plot = False, size: o.Size = "slide",
) -> None:  # fmt: skip
    """Output against reserves: who mines, who could.

    critmin reserves rare-earths

    critmin reserves lithium --columns country,reserves_share,untapped -f csv
    """
    from critmin.questions.reserve import reserves as ask

    table = ask(*(minerals or ()), year=year, source=source, total=total, basis=basis)
    emit(table, Rendering(format, output, quiet, columns, no_headers, digits, bom, plot, size))


def check(
    file: File, column_map: o.ColumnMap = None, format: o.Format = None, output: o.Output = None,
    quiet: o.Quiet = False, columns: o.Columns = None, no_headers: o.NoHeaders = False,
    bom: o.Bom = False,
) -> None:  # fmt: skip
    """Is this table fit to use: each problem, its line and column.

    critmin check suppliers.csv

    critmin check - -f json < table.csv
    """
    from critmin.questions.fitness import check as ask

    table = ask(file, column_map or ())
    emit(table, Rendering(format, output, quiet, columns, no_headers, None, bom))
    if table.rows:
        raise typer.Exit(1)
