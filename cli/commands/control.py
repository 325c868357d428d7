"""controls: what governments hold back."""

from typing import Annotated

import typer

from critmin.answers.table import Table

from .. import options as o

By = Annotated[
    str | None,
    typer.Option(
        "--by", metavar="C", autocompletion=o.country_codes, help="Only controls of this country."
    ),
]
Target = Annotated[
    str | None,
    typer.Option(
        "--target",
        metavar="C",
        autocompletion=o.buyer_names,
        help="Only what reaches this country or bloc.",
    ),
]
Expiring = Annotated[
    int | None,
    typer.Option("--expiring", metavar="DAYS", min=0, help="Only what changes within DAYS."),
]
Ended = Annotated[bool, typer.Option("--all", help="Also measures that have ended.")]
Disruptions = Annotated[
    bool, typer.Option("--disruptions", help="Halts, conflicts, proposals, informal instructions.")
]


def controls(
    minerals: o.Minerals = None,
    by: By = None,
    target: Target = None,
    as_of: o.ControlDay = None,
    expiring: Expiring = None,
    ended: Ended = False,
    disruptions: Disruptions = False,
) -> Table:
    """Which export controls hold, on which day; what changes next.

    critmin controls gallium --target USA --as-of 2026-11-24

    critmin controls --expiring 60 --as-of 2026-11-24 -f csv
    """
    from critmin.export_controls.controls import controls as ask

    return ask(
        *(minerals or ()),
        by=by,
        target=target,
        as_of=as_of,
        expiring=expiring,
        ended=ended,
        disruptions=disruptions,
    )
