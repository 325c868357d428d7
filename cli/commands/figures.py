"""figure: the paper's figures, rebuilt."""

from typing import Annotated

import typer

from .. import options as o
from ..render import Rendering, emit

Number = Annotated[
    str,
    typer.Argument(metavar="N", help="1 to 7.",
                   autocompletion=lambda incomplete: o.matching(incomplete, "1234567")),
]  # fmt: skip
Edition = Annotated[
    str | None,
    typer.Option("--edition", metavar="YEAR", help="Another edition of the figure's source."),
]
Notes = Annotated[
    bool, typer.Option("--notes", help="What differs from the printed paper, and why.")
]


def figure(
    number: Number, edition: Edition = None, notes: Notes = False, format: o.Format = None,
    output: o.Output = None, quiet: o.Quiet = False, columns: o.Columns = None,
    no_headers: o.NoHeaders = False, digits: o.Digits = None, bom: o.Bom = False,
    plot: o.Plot = False, size: o.Size = "slide",
) -> None:  # fmt: skip
    """The paper's figures, rebuilt: table, CSV or picture.

    critmin figure 2 -o figure2.svg

    critmin figure 3 --notes
    """
    from critmin.errors import QueryError
    from critmin.questions import figures

    if notes and edition is not None:
        raise QueryError("--notes is about the printed figure, whatever the --edition: name one")
    table = figures.figure_notes(number) if notes else figures.figure(number, edition=edition)
    emit(table, Rendering(format, output, quiet, columns, no_headers, digits, bom, plot, size))
