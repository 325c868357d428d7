"""report: one page on a buyer or a mineral."""

from pathlib import Path
from typing import Annotated

import typer

from .. import options as o
from ..render import write_page

Subject = Annotated[
    str,
    typer.Argument(
        metavar="BUYER|MINERAL", help="As japan, eu27, lithium.", autocompletion=o.subjects
    ),
]
Page = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE.html", help="Write there; - is stdout."),
]


def report(subject: Subject, as_of: o.ControlDay = None, output: Page = None) -> None:
    """One self-contained page on a buyer or a mineral.

    critmin report japan -o japan.html

    critmin report lithium --as-of 2026-11-24 -o lithium.html
    """
    from critmin.reports.report import report as ask

    write_page(lambda: ask(subject, as_of=as_of), output)
