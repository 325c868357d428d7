"""controls: what governments hold back."""

from typing import Annotated

import typer

from .. import options as o
from ..render import Rendering, emit

By = Annotated[
    str | None,
    typer.Option("--by", metavar="C", autocompletion=o._country_codes,
                 help="Only controls of this country."),
]  # fmt: skip
Target = Annotated[
    str | None,
    typer.Option("--target", metavar="C", autocompletion=o._country_codes,
                 help="Only what reaches this country or bloc."),
]  # fmt: skip
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="The day, 2020-01-01 or later. Default: today."),
]
Expiring = Annotated[
    int | None,
    typer.Option("--expiring", metavar="DAYS", min=0, help="Only what changes within DAYS."),
]
Ended = Annotated[bool, typer.Option("--all", help="Also measures that have ended.")]
Disruptions = Annotated[
    bool,
    typer.Option("--disruptions", help="Halts, conflicts, proposals, informal instructions."),
]


def controls(
    minerals: o.Minerals = None, by: By = None, target: Target = None, as_of: AsOf = None,
    expiring: Expiring = None, ended: Ended = False, disruptions: Disruptions = False,
    format: o.Format = None, output: o.Output = None, quiet: o.Quiet = False,
    columns: o.Columns = None, no_headers: o.NoHeaders = False, bom: o.Bom = False,
    plot: o.Plot = False, size: o.Size = "slide",
) -> None:  # fmt: skip
    """Which export controls hold, on which day; what changes next.

    critmin controls gallium --target USA --as-of 2026-11-24

    critmin controls --expiring 60 --as-of 2026-11-24 -f csv
    """
    from critmin.questions.control import controls as ask

    table = ask(
        *(minerals or ()), by=by, target=target, as_of=as_of, expiring=expiring, ended=ended,
        disruptions=disruptions,
    )  # fmt: skip
    emit(table, Rendering(format, output, quiet, columns, no_headers, None, bom, plot, size))
