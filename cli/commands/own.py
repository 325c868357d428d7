"""suppliers: questions to a list of one's own suppliers."""

from typing import Annotated

import typer

from .. import options as o
from ..render import Rendering, emit

File = Annotated[str, typer.Argument(metavar="FILE|-", help="CSV, TSV, XLSX or Parquet.")]
Buyer = Annotated[
    str | None,
    typer.Option("--buyer", metavar="C", autocompletion=o._country_codes,
                 help="Country or bloc that buys: decides which controls reach it."),
]  # fmt: skip
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Day of the controls. Default: today.")
]
Stage = Annotated[
    str | None,
    typer.Option("--stage", metavar="STAGE", autocompletion=o._stages,
                 help="Of lines that state none. Default: refining in smelter lists, else mining."),
]  # fmt: skip


def suppliers(
    file: File, buyer: Buyer = None, as_of: AsOf = None, stage: Stage = None,
    column_map: o.ColumnMap = None, format: o.Format = None, output: o.Output = None,
    quiet: o.Quiet = False, columns: o.Columns = None, no_headers: o.NoHeaders = False,
    digits: o.Digits = None, bom: o.Bom = False,
) -> None:  # fmt: skip
    """Your own suppliers against the world, line by line.

    critmin suppliers suppliers.csv --buyer JPN --as-of 2026-11-24

    critmin suppliers - --stage refining -f csv < suppliers.csv
    """
    from critmin.questions.own_suppliers import own_suppliers as ask

    table = ask(file, buyer=buyer, as_of=as_of, stage=stage, column_map=column_map or ())
    emit(table, Rendering(format, output, quiet, columns, no_headers, digits, bom))
