"""Start here: report."""

from typing import Annotated

from .. import completers
from .. import options as o
from .. import writing_options as w
from ..output import write_page

Subject = Annotated[
    str,
    o.argument("BUYER|MINERAL", "As japan, eu27, lithium.", completes=completers.names_of_any_kind),
]


def report(subject: Subject, as_of: o.ControlDay = None, output: w.PageOutput = None) -> None:
    """One self-contained page on a buyer or a mineral.

    critmin report japan -o japan.html

    critmin report lithium --as-of 2026-11-24 -o lithium.html
    """
    from critmin.reports.report import report as ask

    write_page(lambda: ask(subject, as_of=as_of), output)
