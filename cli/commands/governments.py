"""policy: what governments did, and what it leaves out."""

from typing import Annotated

import typer

from critmin.answers.table import Table

from .. import options as o

VIEWS = ("dpa", "awards", "meti", "coverage")
View = Annotated[
    str | None,
    typer.Argument(
        metavar="[dpa|awards|meti|coverage]",
        show_default=False,
        help="Acts, money, Japan's budget lines, coverage. Default: what there is.",
        autocompletion=o.choices(*VIEWS),
    ),
]
Wanted = Annotated[
    list[str] | None,
    typer.Option(
        "--mineral",
        metavar="M",
        show_default=False,
        autocompletion=o.mineral_names,
        help="dpa, awards, coverage: only this mineral; repeat for more.",
    ),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="DATE",
        help="dpa, awards: not before; coverage: first of two days (2022-06).",
    ),
]
Until = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="DATE",
        help="dpa, awards: not after; coverage: second of two days (2025-03).",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="dpa, awards, coverage: as it stood at the end of that day."
    ),
]
Year = Annotated[
    str | None,
    typer.Option(
        "--year",
        metavar="YEARS",
        help="dpa, awards: of these years; meti: fiscal years; coverage: of the market value.",
    ),
]
Purpose = Annotated[
    str | None,
    typer.Option(
        "--purpose",
        metavar="P",
        autocompletion=o.choices("reshoring", "friendshoring", "other-supply-chain", "ev-purchase"),
        help="meti: reshoring, friendshoring, other-supply-chain, ev-purchase.",
    ),
]
Instrument = Annotated[
    str | None,
    typer.Option(
        "--instrument",
        metavar="KIND",
        autocompletion=o.choices(
            "grant",
            "loan",
            "equity",
            "purchase",
            "price-floor",
            "conditional-loan",
            "letter-of-interest",
        ),
        help="awards: grant, loan, equity, purchase, price-floor, conditional-loan, "
        "letter-of-interest.",
    ),
]
Programme = Annotated[
    str | None,
    typer.Option("--programme", metavar="P", help="awards: as dpa-title-iii, doe-grant, dfc."),
]
By = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="WHAT",
        help="Sums. meti: purpose, year; awards: mineral, administration, programme, "
        "year, stage, country, all.",
    ),
]
Summary = Annotated[
    bool, typer.Option("--summary", help="coverage: shares of market value by class, not minerals.")
]
Money = Annotated[
    bool, typer.Option("--money", help="coverage: sums of money by class, not minerals.")
]
Definitions = Annotated[
    str | None,
    typer.Option(
        "--definitions",
        metavar="FILE|-",
        help="coverage: your own classes, words and money; as "
        "datasets/policy/coverage_definitions.csv.",
    ),
]


def policy(
    view: View = None,
    mineral: Wanted = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    year: Year = None,
    purpose: Purpose = None,
    instrument: Instrument = None,
    programme: Programme = None,
    by: By = None,
    summary: Summary = False,
    money: Money = False,
    definitions: Definitions = None,
    valued_by: o.ValuedBy = None,
) -> Table:
    """What governments did for minerals, and what it leaves out.

    critmin policy awards --by mineral --mineral lithium --mineral antimony

    critmin policy coverage --summary --from 2022-06 --to 2025-03
    """
    from critmin.policies.policy import ask

    return ask(
        view,
        {
            "minerals": mineral or [],
            "since": since,
            "until": until,
            "as_of": as_of,
            "year": year,
            "purpose": purpose,
            "instrument": instrument,
            "programme": programme,
            "by": by,
            "summary": summary,
            "money": money,
            "definitions": definitions,
            "valued_by": valued_by,
        },
    )
