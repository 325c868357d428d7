"""Start here: brief, report."""

from typing import Annotated

from critmin.answers.table import Table

from .. import completers
from .. import options as o
from .. import writing_options as w
from ..output import write_page

Subject = Annotated[
    list[str],
    o.argument("BUYER|MINERAL", "As japan, eu27, lithium.", completes=completers.names_of_any_kind),
]
Role = Annotated[
    str | None,
    o.option(
        "--as",
        takes="buyer|supplier",
        help="Which side of a country or bloc. Default: buyer.",
        completes=completers.choices("buyer", "supplier"),
    ),
]


def brief(subject: Subject, role: Role = None, as_of: o.ControlDay = None) -> Table:
    """A country, bloc or mineral on one screen: what matters, and what changes next.

    critmin brief japan

    critmin brief lithium --as-of 2026-11-24 -o lithium.pdf
    """
    from critmin.briefs.brief import brief as ask

    return ask(" ".join(subject), role=role, as_of=as_of)


def report(subject: Subject, as_of: o.ControlDay = None, output: w.PageOutput = None) -> None:
    """One self-contained page on a buyer or a mineral.

    critmin report japan -o japan.html

    critmin report lithium --as-of 2026-11-24 -o lithium.html
    """
    from critmin.reports.report import report as ask

    write_page(lambda: ask(" ".join(subject), as_of=as_of), output)
