"""policy: overview of the views of government action, and the call of each."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

from critmin.answers import read_as
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Table
from critmin.core import arguments, names, roles
from critmin.core.errors import QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.core.role_rules import Rule
from critmin.declared.listed import PRICES
from critmin.declared.parameter import FILE, argument, option
from critmin.declared.question import question
from critmin.policies import query
from critmin.policies.bundled_tables import SOURCE, acts, awards, budgets, dpa_acts
from critmin.uses.list_tables import SOURCE as LISTS

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p


class Row(NamedTuple):
    """View with the number of its records and their first and last date."""

    view: str
    says: str
    records: int | None
    first: str | None
    last: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


class View(NamedTuple):
    """View: the module and function that answer it, and its options.

    ``minerals`` are passed as positional arguments, all other options by name.
    """

    module: str
    function: str
    options: tuple[str, ...]


DATED = ("minerals", "since", "until", "year", "as_of")
VIEWS = {
    "dpa": View("acts", "policy_dpa", DATED),
    "acts": View("acts", "policy_acts", DATED),
    "awards": View("awards", "policy_awards", (*DATED, "instrument", "programme", "by")),
    "meti": View("budgets", "policy_meti", ("year", "purpose", "by")),
    "coverage": View(
        "coverage", "policy_coverage", (*DATED, "summary", "money", "definitions", "valued_by")
    ),
}
SPELT = {"minerals": "mineral", "since": "from", "until": "to"}


def policy() -> Table:
    """Overview of the views of government action: contents, number of records, dates.

    Returns
    -------
    Table
        One row per view; the views are `policy_dpa`, `policy_acts`, `policy_awards`,
        `policy_meti` and `policy_coverage`.
    """
    rows = [
        _row(
            "dpa",
            "United States acts on minerals and under the Defense Production Act",
            [act.day for act in dpa_acts()],
        ),
        _row(
            "acts",
            "United States acts on minerals, energy and trade under any law",
            [act.day for act in acts() if act.day],
            len(acts()),
        ),
        _row(
            "awards",
            "United States federal money and equity for minerals",
            [award.date.text for award in awards()],
        ),
        _row(
            "meti",
            "Budget lines of Japan's METI for supply chains, fiscal years",
            [str(line.fiscal_year) for line in budgets()],
        ),
        Row(
            "coverage",
            "Which minerals acts name and money reaches, and the share of market value that is",
            None,
            None,
            None,
            (),
            (SOURCE, LISTS),
        ),
    ]
    return query.answer(
        rows,
        columns_of(Row),
        query={"command": "policy"},
        named="view",
        nothing="no record",
        cautions=[caution("compiled:policies", what="act, award or budget line")],
        summary=_summary,
        chart=_chart,
    )


def _summary(table: Table) -> str:
    from critmin.summaries import policy as sentences

    return sentences.policy(table)


def _chart(table: Table) -> Chart:
    from critmin.policies.charts import views

    return views(table)


def _row(view: str, says: str, days: Sequence[str], records: int | None = None) -> Row:
    return Row(view, says, records or len(days), min(days), max(days), (), (SOURCE,))


Asked = Annotated[
    str | None,
    argument(
        "view",
        "[dpa|acts|awards|meti|coverage]",
        "Acts of one or any law, money, Japan's budget lines, coverage. Default: an overview.",
        tuple(VIEWS),
    ),
]
Purpose = Annotated[
    str | None,
    option(
        "--purpose",
        takes="P",
        completes=("reshoring", "friendshoring", "other-supply-chain", "ev-purchase"),
        help="meti: reshoring, friendshoring, other-supply-chain, ev-purchase.",
    ),
]
Instrument = Annotated[
    str | None,
    option(
        "--instrument",
        takes="KIND",
        completes=(
            "grant",
            "loan",
            "equity",
            "purchase",
            "price-floor",
            "conditional-loan",
            "letter-of-interest",
            "equity-or-grant",
            "matching",
        ),
        help="awards: grant, loan, equity, purchase, price-floor, conditional-loan, "
        "letter-of-interest, equity-or-grant, matching.",
    ),
]
Programme = Annotated[
    str | None, option("--programme", takes="P", help="awards: as dpa-title-iii, doe-grant, dfc.")
]
Money = Annotated[bool, option("--money", help="coverage: money by class of minerals.")]
Definitions = Annotated[
    str | None,
    option(
        "--definitions",
        takes="FILE|-",
        help="coverage: your own definitions, in the format of "
        "datasets/policy/coverage_definitions.csv.",
        kind=FILE,
    ),
]


@question(
    "policy",
    group=PRICES,
    place=6,
    answers="Government acts and money for minerals, and what they cover.",
    examples=(
        "critmin policy awards --by mineral --mineral lithium --mineral antimony",
        "critmin policy coverage --summary --from 2022-06 --to 2025-03",
    ),
    limits="Records compiled from pages, each with its confidence; sums leave out what no page "
    "supports.",
    named=Rule(beyond="the views of policy are of one country each: critmin policy"),
    picture=True,
)
def policy_view(
    view: Asked = None,
    *minerals: p.Minerals,
    mineral: p.NamedMinerals = None,
    since: p.NotBefore = None,
    until: p.NotAfter = None,
    as_of: p.PolicyDay = None,
    year: p.PolicyYear = None,
    purpose: Purpose = None,
    instrument: Instrument = None,
    programme: Programme = None,
    by: p.SumBy = None,
    summary: p.ByClass = False,
    money: Money = False,
    definitions: Definitions = None,
    valued_by: p.ValuedBy | None = None,
) -> Table:
    """Answer a view by its name, with the options that are set.

    Raises
    ------
    UnknownName
        For an unknown view.
    QueryError
        For an option of another view; the message names the views that have it.
    """
    options: dict[str, Any] = {
        "minerals": [*minerals, *arguments.words(mineral)],
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
    }
    given = {name: value for name, value in options.items() if value not in (None, [], False)}
    if view is not None and names.is_mineral(view):
        raise QueryError(
            f"{view} is a mineral; name a view before it, as critmin policy awards {view}"
        )
    wanted = arguments.choice("view", view, tuple(VIEWS))
    for name in given:
        if wanted is None or name not in VIEWS[wanted].options:
            homes = [f"policy {known}" for known in VIEWS if name in VIEWS[known].options]
            option = SPELT.get(name, name).replace("_", "-")
            raise QueryError(f"--{option} is an option of {', '.join(homes)}")
    if wanted is None:
        return policy()
    module = import_module(f"critmin.policies.{VIEWS[wanted].module}")
    ask = getattr(module, VIEWS[wanted].function)
    said = roles.read("policy", given.pop("minerals", []))
    table: Table = ask(*said.minerals, **given)
    return read_as.noted(table, said)
