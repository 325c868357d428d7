"""suppliers: questions to a list of one's own suppliers."""

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
        help="Country or bloc that buys: decides which controls reach it.",
    ),
]
Stage = Annotated[
    str | None,
    typer.Option(
        "--stage",
        metavar="STAGE",
        autocompletion=o.stage_names,
        help="Of lines that state none. Default: refining in smelter lists, else mining.",
    ),
]


def suppliers(
    file: o.File,
    buyer: Buyer = None,
    as_of: o.ControlDay = None,
    stage: Stage = None,
    column_map: o.ColumnMap = None,
) -> Table:
    """Your own suppliers against the world, line by line.

    critmin suppliers suppliers.csv --buyer JPN --as-of 2026-11-24

    critmin suppliers - --stage refining -f csv < suppliers.csv
    """
    from critmin.company.suppliers import own_suppliers as ask

    return ask(file, buyer=buyer, as_of=as_of, stage=stage, column_map=column_map or ())
