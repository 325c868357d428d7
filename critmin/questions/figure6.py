"""The paper's figure 6: market value of the minerals of the energy transition."""

from __future__ import annotations

from critmin.chart import Bar, Bars
from critmin.marketvalue import TOTAL
from critmin.questions.figures import check_edition
from critmin.questions.market import BILLION, market
from critmin.table import Table

NUMBER = 6
EDITIONS = ("2024",)
YEARS = (2022, 2023)
PAPER_YEAR = 2023  # the newest of the outlook that the paper cites
UNIT = "billion USD"


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
        query={"command": "figure", "figure": NUMBER, "edition": chosen}, chart=chart(table)
    )


def chart(table: Table) -> Bars:
    """Totals and minerals of the paper's year, what is reconstructed named so."""
    bars = []
    for row in table:
        if row["year"] != PAPER_YEAR:
            continue
        kind, value = str(row["kind"]), row["value_usd"]
        name = f"{row['mineral']}, {kind}" if value is not None else str(row["mineral"])
        name = "all, stated by the IEA" if row["mineral"] == TOTAL else name
        number = None if value is None else float(value) / BILLION
        bars.append(Bar(name, number, highlight=row["mineral"] == TOTAL))
    check = next(c.message for c in table.warnings if c.code == "market_check"
                 and c.message.startswith(str(PAPER_YEAR)))  # fmt: skip
    return Bars(
        title=f"Market value of energy-transition minerals, {PAPER_YEAR}",
        subtitle="Total as stated; single minerals are the IEA's demand times the IMF's mean price",
        unit=UNIT,
        note=check,
        bars=tuple(bars),
    )
