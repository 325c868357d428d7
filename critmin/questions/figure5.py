"""The paper's figure 5: prices of lithium and nickel, level and index."""

from __future__ import annotations

from critmin.chart import Lines, Point
from critmin.questions.figures import check_edition
from critmin.questions.price import price
from critmin.questions.price_chart import year
from critmin.table import Table

NUMBER = 5
MINERALS = ("lithium", "nickel")
EDITIONS = ("2025",)
START = "2012-06"  # the first month of lithium
BASE = "2022"
SOURCE = "imf"


def figure(edition: str | None = None) -> Table:
    """Monthly prices of lithium metal and nickel since both exist, and their index.

    Raises
    ------
    QueryError
        For an edition of the prices that is not bundled.
    """
    source = f"{SOURCE}@{check_edition(NUMBER, edition, EDITIONS)}"
    table = price(*MINERALS, start=START, index=BASE, source=source)
    return table.replace(
        query={"command": "figure", "figure": NUMBER, "edition": source.partition("@")[2]},
        chart=chart(table),
    )


def chart(table: Table) -> Lines:
    """Both indices as lines: the prices lie an order of magnitude apart."""
    points = tuple(
        Point(
            str(row["mineral"]), year(str(row["period"])),
            None if row["index"] is None else float(row["index"]),
            highlight=row["mineral"] == MINERALS[0],
        )
        for row in table
    )  # fmt: skip
    last = str(table.column("period")[-1])
    return Lines(
        title="Prices of lithium and nickel",
        subtitle=f"Monthly, {START} to {last}; mean of {BASE} = 100",
        unit=f"index, {BASE} = 100",
        note="Lithium metal, 99%, battery grade; nickel at the London Metal Exchange.",
        points=points,
    )
