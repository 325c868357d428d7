"""Prices as lines: the index where there is one, else the price where all share a unit."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.chart import Lines, Point
from critmin.table import Cell

FEWEST = 2  # periods that make a line
MOST = 8  # lines that can be told apart


def chart(
    rows: Sequence[Sequence[Cell]], names: Sequence[str], base: str, about: str
) -> Lines | None:
    """The picture of an answer; None where it has no single scale, or no line.

    Parameters
    ----------
    rows : sequence of sequence
        Rows of the answer.
    names : sequence of str
        Their columns: mineral, period, price, unit, index, and perhaps form.
    base : str
        What 100 stands for, empty without an index.
    about : str
        What each series is of.
    """
    at = {name: place for place, name in enumerate(names)}
    shown = [row for row in rows if row[at["period"]] is not None]
    units = {str(row[at["unit"]]) for row in shown}
    column = "index" if base else "price"
    points = tuple(
        Point(_series(row, at), year(str(row[at["period"]])), _number(row[at[column]]))
        for row in shown
    )
    periods = {point.x for point in points}
    lines = {point.series for point in points}
    if (len(units) > 1 and not base) or len(periods) < FEWEST or len(lines) > MOST:
        return None
    return Lines(
        title=f"Prices: {', '.join(dict.fromkeys(str(row[0]) for row in shown))}",
        subtitle=f"100 is {base}" if base else "as the source prints them",
        unit="index" if base else units.pop(),
        note=about,
        points=points,
    )


def _series(row: Sequence[Cell], at: dict[str, int]) -> str:
    form = row[at["form"]] if "form" in at else None
    return f"{row[0]}, {form}" if form else str(row[0])


def _number(cell: Cell) -> float | None:
    return None if cell is None else float(cell)


def year(period: str) -> float:
    """A year, or the middle of a month as a year with a fraction.

    >>> year("2022"), year("2022-07")
    (2022.0, 2022.5416666666667)
    """
    start, _, month = period.partition("-")
    return int(start) + ((int(month) - 0.5) / 12 if month else 0.0)
