"""From an answer to the charts of its section."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.table import Cell, Table, as_number
from critmin.charts.words import mineral_name, place
from critmin.reports.drawing import Bar, Bars, Chart, index_bars, interval_bars, lines, share_bars

BARS = 6
SERIES = 8
Row = dict[str, Cell]


def _groups(table: Table, *names: str) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in table:
        found.setdefault(tuple(str(row[name]) for name in names), []).append(row)
    return found


def supply(table: Table) -> list[Chart]:
    """The largest producers of each stage."""
    found: list[Chart] = []
    for (stage, year), rows in _groups(table, "stage", "year").items():
        known = [(str(r["country"]), as_number(r["share"])) for r in rows if r["kind"] != "total"]
        shown = [pair for pair in known if pair[1] is not None][:BARS]
        if shown:
            found.append(share_bars(f"Shares of {stage}, {year}", shown))
    return found


def concentration(table: Table) -> list[Chart]:
    """The index of each mineral and stage between its bounds."""
    rows = [
        (
            f"{mineral_name(str(row['mineral']))}, {row['stage']} {row['year']}",
            as_number(row["hhi"]),
            as_number(row["hhi_low"]),
            as_number(row["hhi_high"]),
        )
        for row in table
        if row["year"] is not None
    ]
    return [index_bars("Concentration (HHI) between its bounds", rows)] if rows else []


def trend(table: Table) -> list[Chart | None]:
    """Shares over the years, a chart for each stage."""
    return [
        lines(f"Shares of {stage}", _series(rows, "country", "value"))
        for (stage,), rows in _groups(table, "stage").items()
    ]


def _series(rows: Sequence[Row], label: str, value: str) -> dict[str, dict[float, float]]:
    found: dict[str, dict[float, float]] = {}
    for row in rows:
        year, number = as_number(row["year"]), as_number(row[value])
        if year is not None and number is not None:
            found.setdefault(str(row[label]), {})[year] = number
    return found


def suppliers(table: Table) -> list[Chart]:
    """The largest suppliers of each form."""
    return [
        share_bars(
            f"Shares of imports, {stage} {year}",
            [(str(row["supplier"]), as_number(row["share"])) for row in rows],
        )
        for (stage, year), rows in _groups(table, "stage", "year").items()
        if year != "None" and any(row["share"] is not None for row in rows)
    ]


def largest(table: Table) -> list[Chart]:
    """Lines above half with the highest value of imports."""
    rows = [row for row in table if (as_number(row["share"]) or 0) > 0.5]
    rows.sort(key=lambda row: -(as_number(row["imports_usd"]) or 0))
    shown = [
        (f"{_what(row)}: {row['supplier']}", as_number(row["share"])) for row in rows[: 2 * BARS]
    ]
    title = "Lines with more than half from one supplier, the largest by value"
    return [share_bars(title, shown, strongest=False)] if shown else []


def bought(table: Table) -> list[Chart | None]:
    """One supplier's shares over the years."""
    forms = {
        mineral: {stage for m, stage in _groups(table, "mineral", "stage") if m == mineral}
        for (mineral,) in _groups(table, "mineral")
    }
    rows = [
        {
            **row,
            "line": _what(row)
            if len(forms[str(row["mineral"])]) > 1
            else mineral_name(str(row["mineral"])),
        }
        for row in table
    ]
    series = _series(rows, "line", "share")
    names = {str(row["supplier"]) for row in rows}
    return (
        [
            lines(
                f"Share of imports from {', '.join(sorted(names))}",
                dict(list(series.items())[:SERIES]),
            )
        ]
        if series
        else []
    )


def risk(table: Table) -> list[Chart]:
    """The highest scores."""
    scored = [(score, row) for row in table if (score := as_number(row["score"])) is not None]
    scored.sort(key=lambda pair: -pair[0])
    if not scored:
        return []
    bars = tuple(
        Bar(_what(row), 0.0, round(100 * min(score, 1.0), 2), f"{score:.2f}")
        for score, row in scored[: 2 * BARS]
    )
    return [Bars("The highest scores, from 0 to 1", bars)]


def exposed(table: Table) -> list[Chart]:
    """Shares that the supplier ships, with what of them is under licence."""
    newest: dict[tuple[str, str, str], Row] = {}
    for row in table:
        key = (str(row["buyer_iso3"]), str(row["mineral"]), str(row["stage"]))
        if row["direct_share"] is not None:
            newest[key] = max(newest.get(key, row), row, key=lambda r: as_number(r["year"]) or 0)
    ranked = sorted(newest.values(), key=lambda row: -(as_number(row["direct_share"]) or 0))
    several = len({row["buyer_iso3"] for row in ranked}) > 1
    shown = [
        (_line(row, several), 0.0, as_number(row["direct_share"]), _licensed(row))
        for row in ranked[: 2 * BARS]
    ]
    return (
        [interval_bars("Shares of recorded imports, and how much of them is under licence", shown)]
        if shown
        else []
    )


def _what(row: Row) -> str:
    return f"{mineral_name(str(row['mineral']))}, {row['stage']}"


def _line(row: Row, several: bool) -> str:
    return f"{place(str(row['buyer_iso3']))}, {row['stage']}" if several else _what(row)


def _licensed(row: Row) -> str:
    share = f"{as_number(row['direct_share']) or 0:.1%}"
    low, high = as_number(row["under_licence_low"]), as_number(row["under_licence_high"])
    if low is None or high is None:
        return f"{share} (licence n/a)"
    said = f"{low:.1%}" if f"{low:.1%}" == f"{high:.1%}" else f"{low:.1%} to {high:.1%}"
    return f"{share} (licence {said})"


def price(table: Table) -> list[Chart | None]:
    """The price over the years."""
    found: list[Chart | None] = []
    for (mineral, unit), rows in _groups(table, "mineral", "unit").items():
        years = {
            float(str(row["period"])): number
            for row in rows
            if (number := as_number(row["price"])) is not None and str(row["period"]).isdigit()
        }
        if years:
            name = mineral_name(mineral)
            title = f"{name}: price, mean of the year, {unit}"
            found.append(lines(title, {name: years}, fraction=False))
    return found
