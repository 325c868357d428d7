"""The paper's figure 6: market value of the minerals of the energy transition."""

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
PAPER_YEAR = 2023  # the newest of the outlook that the paper cites


def figure(edition: str | None = None) -> Table:
    """The IEA's stated totals and, for single minerals, our demand times price.

    The outlook prints its values by mineral as a picture without numbers.

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
    """The values of the paper's year, with the check of them as the small print."""
    from critmin.markets.charts import market as bars

    check = next(
        caution.message
        for caution in table.warnings
        if caution.code == "market_check" and caution.message.startswith(str(PAPER_YEAR))
    )
    return replace(bars(table, PAPER_YEAR), note=check)
