"""The paper: figure, claims."""

from typing import Annotated

from critmin.answers.table import Table

from .. import completers
from .. import options as o

Number = Annotated[
    str,
    o.argument(
        "N", "1 to 7.", completes=lambda incomplete: completers.matching(incomplete, "1234567")
    ),
]
Differences = Annotated[
    bool,
    o.option(
        "--differences", "--notes", help="List what differs from the printed figure, and why."
    ),
]
ClaimIds = Annotated[
    list[str] | None,
    o.argument("ID...", "C1, C2 ... Default: all.", completes=completers.claim_ids),
]
Explain = Annotated[bool, o.option("--explain", help="Show the numbers behind each verdict.")]


def figure(
    number: Number, edition: o.FigureEdition = None, differences: Differences = False
) -> Table:
    """The paper's figures, rebuilt: table, CSV or picture.

    critmin figure 2 -o figure2.svg

    critmin figure 3 --differences
    """
    from critmin.core.errors import QueryError
    from critmin.paper import figures

    if not differences:
        return figures.figure(number, edition=edition)
    if edition is not None:
        raise QueryError("--differences compares with the printed figure: leave out --edition")
    return figures.figure_notes(number)


def claims(ids: ClaimIds = None, explain: Explain = False, as_of: o.ControlDay = None) -> Table:
    """The paper's claims, each tested on data: holds, partly, fails.

    critmin claims C1 C5 C9

    critmin claims C5 --explain
    """
    from critmin.paper.claims import claims as ask

    return ask(*(ids or ()), explain=explain, as_of=as_of)
