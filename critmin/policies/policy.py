"""policy: overview of the views of government action, and the call of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from critmin.answers import read_as
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Table
from critmin.core import arguments, names, roles
from critmin.core.errors import QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.policies import query
from critmin.policies.bundled_tables import SOURCE, acts, awards, budgets, dpa_acts
from critmin.uses.list_tables import SOURCE as LISTS

if TYPE_CHECKING:
    from critmin.charts.model import Chart


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


def ask(view: str | None, options: Mapping[str, Any]) -> Table:
    """Answer a view by its name, with the options that are set.

    Raises
    ------
    UnknownName
        For an unknown view.
    QueryError
        For an option of another view; the message names the views that have it.
    """
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
    question = getattr(module, VIEWS[wanted].function)
    said = roles.read("policy", given.pop("minerals", []))
    table: Table = question(*said.minerals, **given)
    return read_as.noted(table, said)
