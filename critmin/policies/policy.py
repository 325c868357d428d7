"""What there is on government action: the views, their records and days."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from critmin.answers.columns import columns
from critmin.answers.table import Table
from critmin.core.errors import QueryError
from critmin.policies.query import Answer, compiled, one_of
from critmin.policies.register import acts, awards, budgets

COLUMNS = columns("view says records first last flag source")
VIEWS = ("dpa", "awards", "meti", "coverage")
MODULES = {
    "dpa": ("acts", "policy_dpa"),
    "awards": ("awards", "policy_awards"),
    "meti": ("budgets", "policy_meti"),
    "coverage": ("coverage", "policy_coverage"),
}


def policy() -> Table:
    """The views of government action: what each answers, how many records, from when to when.

    Returns
    -------
    Table
        One row per view; `policy_dpa`, `policy_awards`, `policy_meti`, `policy_coverage`
        give them.
    """
    answer = Answer(COLUMNS, {"command": "policy"})
    days = [act.day for act in acts()]
    given = [award.date.text for award in awards()]
    years = [str(line.fiscal_year) for line in budgets()]
    answer.add(
        (
            "dpa",
            "United States acts on minerals and under the Defense Production Act",
            len(days),
            min(days),
            max(days),
        ),
        [],
    )
    answer.add(
        (
            "awards",
            "United States federal money and equity for minerals",
            len(given),
            min(given),
            max(given),
        ),
        [],
    )
    answer.add(
        (
            "meti",
            "Budget lines of Japan's METI for supply chains, fiscal years",
            len(years),
            min(years),
            max(years),
        ),
        [],
    )
    answer.add(
        (
            "coverage",
            "Which minerals acts name and money reaches, and the share of market value that is",
            None,
            None,
            None,
        ),
        [],
        "policy@2026;lists@2026",
    )
    answer.cautions.append(compiled("act, award or budget line"))
    return answer.table("no record")


# Options of each view; `minerals` are given one by one.
OPTIONS = {
    "dpa": ("minerals", "since", "until", "year", "as_of"),
    "awards": ("minerals", "since", "until", "year", "as_of", "instrument", "programme", "by"),
    "meti": ("year", "purpose", "by"),
    "coverage": (
        "minerals",
        "since",
        "until",
        "year",
        "as_of",
        "summary",
        "money",
        "definitions",
        "valued_by",
    ),
}
SPELT = {"minerals": "mineral", "since": "from", "until": "to"}


def ask(view: str | None, options: Mapping[str, Any]) -> Table:
    """A view by its name, with those options of it that are set.

    Raises
    ------
    UnknownName
        For a view that there is not.
    QueryError
        For an option that the view does not have; says which views do.
    """
    given = {name: value for name, value in options.items() if value not in (None, [], False)}
    wanted = one_of("view", view, VIEWS)
    for name in given:
        if wanted is None or name not in OPTIONS[wanted]:
            homes = [f"policy {known}" for known in VIEWS if name in OPTIONS[known]]
            said = SPELT.get(name, name).replace("_", "-")
            raise QueryError(f"--{said} belongs to {', '.join(homes)}")
    if wanted is None:
        return policy()
    module, name = MODULES[wanted]
    question = getattr(import_module(f"critmin.policies.{module}"), name)
    minerals = given.pop("minerals", [])
    table: Table = question(*minerals, **given)
    return table
