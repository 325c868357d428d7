"""Figure 5: prices of lithium and nickel, level and index."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from critmin.answers.table import Table
from critmin.core.dates import in_words
from critmin.core.wording import lower
from critmin.markets.price import price
from critmin.paper.figures import check_edition

if TYPE_CHECKING:
    from critmin.charts.model import Lines

NUMBER = 5
MINERALS = ("lithium", "nickel")
EDITIONS = ("2025",)
START = "2012-06"  # the first month of lithium
BASE = "2022"
SOURCE = "imf"


def figure(edition: str | None = None) -> Table:
    """Monthly prices of lithium metal and nickel since both are published, and their index.

    Raises
    ------
    QueryError
        For an edition of the prices that is not bundled.
    """
    chosen = check_edition(NUMBER, edition, EDITIONS)
    table = price(*MINERALS, start=START, index=BASE, source=f"{SOURCE}@{chosen}")
    return table.replace(
        query={"command": "figure", "figure": NUMBER, "edition": chosen},
        sentence=partial(_summary, table),
        chart=partial(_chart, table),
    )


def _summary(prices: Table, _figure: Table) -> str:
    return prices.summary


def _chart(prices: Table, _figure: Table) -> Lines:
    """Both indices as lines, because the prices differ by an order of magnitude."""
    from critmin.charts.model import Lines

    make = prices.chart
    drawn = make(prices) if callable(make) else make
    if not isinstance(drawn, Lines):  # two minerals, one index, many months
        raise TypeError("figure 5 has no lines")
    last = str(prices.column("period")[-1])
    return replace(
        drawn,
        title=_fallen(drawn, last),
        topic="Prices of lithium and nickel",
        subtitle=f"Monthly, {in_words(START)} to {in_words(last)}. Index: {BASE} is 100",
        note="Lithium metal, 99%, battery grade; nickel at the London Metal Exchange. "
        f"100 is {'; '.join(_bases(prices))}.",
    )


def _fallen(drawn: Lines, month: str) -> str:
    """Index of both minerals in the last month as their labels have it, as a title."""
    from critmin.charts.model import written

    last = {point.series: point.y for point in drawn.points}  # the points are in order of months
    (first, one), (second, other) = [
        (lower(name), f"{written(value, '')}%") for name, value in last.items()
    ]
    return (
        f"In {in_words(month)}, {first} cost {one} of its mean price in {BASE}, and {second} "
        f"{other}"
    )


def _bases(table: Table) -> list[str]:
    """Base price of each mineral, which is 100: price over index in any month."""
    found = {}
    for row in table:
        price, index = row["price"], row["index"]
        if isinstance(price, float) and isinstance(index, float) and index:
            found[str(row["mineral"])] = f"{price / index * 100:,.0f} {row['unit']}"
    return [f"{value} for {mineral}" for mineral, value in found.items()]
