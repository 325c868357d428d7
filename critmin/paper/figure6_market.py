"""Figure 6: market value of energy-transition minerals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from critmin.answers.table import Table
from critmin.markets.market import market
from critmin.paper.figures import check_edition

if TYPE_CHECKING:
    from critmin.charts.model import Bars

NUMBER = 6
EDITIONS = ("2024",)
YEARS = (2022, 2023)
PAPER_YEAR = 2023  # newest year of the outlook that the paper cites


def figure(edition: str | None = None) -> Table:
    """Totals stated by the IEA and, for single minerals, demand times price.

    The outlook prints values by mineral only as a picture without numbers.

    Raises
    ------
    QueryError
        For an edition of the outlook that is not bundled.
    """
    chosen = check_edition(NUMBER, edition, EDITIONS)
    table = market(year=YEARS)
    return table.replace(
        query={"command": "figure", "figure": NUMBER, "edition": chosen}, chart=_chart
    )


def _chart(table: Table) -> Bars:
    """Values of the paper's year, with their check as small print."""
    from critmin.markets.charts import market as bars

    check = next(
        caution.message
        for caution in table.warnings
        if caution.code == "market_check" and caution.message.startswith(str(PAPER_YEAR))
    )
    return replace(bars(table, PAPER_YEAR), note=check)
