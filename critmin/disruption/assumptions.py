"""Cautions on the assumptions of a scenario."""

from __future__ import annotations

from collections.abc import Iterator

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.disruption.scenario import Scenario
from critmin.disruption.stocks import HOME
from critmin.trade.buyers import Buyer


def assumptions(plan: Scenario, buyer: Buyer) -> Iterator[Caution]:
    """Cautions on the assumptions of the scenario."""
    yield caution(
        "assumption:no_reaction",
        pass_through=plan.pass_through,
        reach=plan.reach,
        substitution=plan.substitution,
        replacement=plan.replacement,
    )
    yield caution("assumption:cut")
    yield caution("assumption:customs_value")
    yield caution("assumption:law", day=plan.day)
    yield caution("assumption:shares")
    yield caution("assumption:output_outside")
    if plan.stock_days is not None:
        yield caution("assumption:stock_days", days=plan.stock_days)
    elif buyer.code == HOME:
        yield caution("assumption:published_stocks")
    else:
        yield caution("assumption:no_stocks")
    if plan.reach:
        yield caution("assumption:third_countries")
