"""Your own data: suppliers, check."""

from typing import Annotated

import typer

from critmin.answers.table import Table

from .. import options as o
from .. import own_table_options as own


def _print_template(wanted: bool) -> None:
    if wanted:
        from critmin.company.sample_list import sample_list

        print(sample_list(), end="")
        raise typer.Exit


Template = Annotated[
    bool,
    o.option(
        "--template",
        help="Print a sample list as CSV, and nothing else.",
        callback=_print_template,
        is_eager=True,
    ),
]


def suppliers(
    file: o.File,
    buyer: o.ReachedBuyer = None,
    as_of: o.ControlDay = None,
    known_on: o.KnownOn = None,
    stage: o.LineStage = None,
    column_map: o.ColumnMap = None,
    sheet: own.Sheet = None,
    decimal: own.Decimal = None,
    limit: own.Limit = None,
    template: Template = False,
) -> Table:
    """Your own suppliers compared with world supply, line by line.

    critmin suppliers suppliers.csv --buyer JPN --as-of 2026-11-24

    critmin suppliers - --stage refining -f csv < suppliers.csv
    """
    from critmin.company.suppliers import suppliers as ask

    return ask(
        file,
        buyer=buyer,
        as_of=as_of,
        known_on=known_on,
        stage=stage,
        column_map=column_map or (),
        sheet=sheet,
        decimal=decimal,
        limit=own.limits(limit, file),
    )


def check(
    file: o.File,
    column_map: o.ColumnMap = None,
    sheet: own.Sheet = None,
    wide: own.Wide = None,
    decimal: own.Decimal = None,
    limit: own.Limit = None,
) -> tuple[Table, int]:
    """Check a supply table: each problem with its line and column.

    critmin check table.csv

    critmin check - -f json < table.csv
    """
    from critmin.supply.check import check as ask

    table = ask(
        file,
        column_map or (),
        sheet=sheet,
        wide=wide,
        decimal=decimal,
        limit=own.limits(limit, file),
    )
    return table, 1 if table.rows else 0
