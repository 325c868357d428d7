"""Start here: brief, report, site."""

from typing import Annotated

from critmin.answers.table import Table

from .. import completers
from .. import options as o
from .. import writing_options as w
from ..notes import print_line
from ..output import write_page

Subject = Annotated[
    list[str],
    o.argument("BUYER|MINERAL", "As japan, eu27, lithium.", completes=completers.names_of_any_kind),
]
Processes = Annotated[
    int | None,
    o.option(
        "--processes",
        takes="N",
        help="Processes side by side. Default: one a core, at most 4.",
        min=1,
    ),
]


def brief(subject: Subject, role: o.BriefSide = None, as_of: o.ControlDay = None) -> Table:
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
    from critmin.atlas.report import report as ask

    write_page(lambda: ask(" ".join(subject), as_of=as_of), output)


def site(
    output: w.FolderOutput,
    as_of: o.ControlDay = None,
    processes: Processes = None,
    quiet: w.QuietProgress = False,
) -> None:
    """The atlas: a folder of pages on all minerals, large buyers and suppliers, for any browser.

    critmin site -o atlas

    critmin site -o atlas --as-of 2026-11-24
    """
    from critmin.atlas.index_page import PATH
    from critmin.atlas.site import made

    from ..progress import followed

    followed(made(output, as_of=as_of, processes=processes), "pages", quiet=quiet)
    if not quiet:
        print_line(f"{output / PATH}")
