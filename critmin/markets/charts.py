"""Charts of `price` (lines) and `market` (bars)."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.table import Cell, Table, as_number
from critmin.charts.model import Bar, Bars, Lines, Point
from critmin.core.wording import listed, lower, mineral_name

FEWEST = 2  # fewest periods of a line
MOST = 8  # most lines in one chart
BILLION = 1e9
STATED = frozenset({"stated", "implied"})  # kinds of totals; others are single minerals


def price(table: Table, controls: Sequence[str] = ()) -> Lines | None:
    """Prices as lines: the index if the answer has one, else the price in its unit.

    None without a common scale, or without a line. ``controls`` names the controls since
    which prices are compared, each with its dates.
    """
    rows = [row for row in table if row["period"] is not None]
    base = _base(table)
    units = {str(row["unit"]) for row in rows}
    points = tuple(
        Point(_series(row), year(str(row["period"])), as_number(row["index" if base else "price"]))
        for row in rows
    )
    if len(units) > 1 and not base:
        return None
    if len({point.x for point in points}) < FEWEST or len({p.series for p in points}) > MOST:
        return None
    names = dict.fromkeys(mineral_name(str(row["mineral"])) for row in rows)
    unit = "" if base else units.pop()
    return Lines(
        topic=f"Prices of {listed([lower(name) for name in names])}",
        subtitle=f"Index: 100 is {base}" if base else f"In {unit}, as the source prints them",
        unit=unit,
        note=f"Controls: {'; '.join(controls)}." if controls else "",
        points=points,
    )


def _base(table: Table) -> str:
    """Base of the index in words; empty without an index."""
    if table.query.get("since_control"):
        return "the last period before the control"
    index = table.query.get("index")
    return f"the mean of {index}" if index else ""


def _series(row: dict[str, Cell]) -> str:
    name = mineral_name(str(row["mineral"]))
    return f"{name}, {row['form']}" if row.get("form") else name


def year(period: str) -> float:
    """Year of a period, with a fraction for the middle of a month.

    >>> year("2022"), year("2022-07")
    (2022.0, 2022.5416666666667)
    """
    start, _, month = period.partition("-")
    return int(start) + ((int(month) - 0.5) / 12 if month else 0.0)


def market(table: Table, only: int | None = None) -> Bars:
    """Market values of one year as bars, labelled by kind.

    The year is ``only``, else the newest with a total and single minerals, else the newest with
    any value.
    """
    rows = [row for row in table if row["year"] is not None]
    valued = [row for row in rows if row["value_usd"] is not None]
    totals = {row["year"] for row in valued if row["kind"] in STATED}
    singles = {row["year"] for row in valued if row["kind"] not in STATED}
    wanted = only or max(int(str(year)) for year in totals & singles or totals | singles)
    shown = [row for row in rows if row["year"] == wanted]
    bars = []
    for row in shown:
        value = as_number(row["value_usd"])
        total = row["kind"] in STATED
        name = "All" if total else mineral_name(str(row["mineral"]))
        name = f"{name}, {row['kind']}" if row["kind"] else name
        bars.append(Bar(name, None if value is None else value / BILLION, highlight=total))
    return Bars(
        topic=f"Market value of energy-transition minerals, {wanted}",
        subtitle="Totals as the IEA states them; single minerals are its demand times the IMF's "
        "mean price",
        unit="billion USD",
        bars=tuple(bars),
    )
