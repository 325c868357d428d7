"""Charts of the sections of a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from critmin.answers.table import Table
from critmin.core.wording import lower, mineral_name, place, scoped, when
from critmin.reports.context import HALF
from critmin.reports.drawing import Bar, Bars, Chart, index_bars, interval_bars, lines, share_bars
from critmin.reports.records import Record, records

BARS = 6
SERIES = 8
Groups = dict[tuple[str, ...], list[Record]]


def _groups(rows: Sequence[Record], *names: str) -> Groups:
    """Rows by the cells of some columns."""
    found: Groups = {}
    for row in rows:
        found.setdefault(tuple(row.text(name) for name in names), []).append(row)
    return found


def supply(table: Table) -> list[Chart]:
    """The largest producers of each stage."""
    found: list[Chart] = []
    every = records(table)
    for rows in _groups(every, "mineral", "stage", "year").values():
        known = [
            (row.text("country"), row.number("share"))
            for row in rows
            if row.text("kind") != "total"
        ]
        shown = [pair for pair in known if pair[1] is not None][:BARS]
        if shown:
            title = f"{scoped(_shares_of(rows[0], every), rows[0].cells)}, {when(rows[0].cells)}"
            found.append(share_bars(title, shown))
    return found


def concentration(table: Table) -> list[Chart]:
    """HHI of each mineral and stage between its bounds."""
    rows = [
        (
            f"{scoped(_line(row), row.cells)} {when(row.cells)}",
            row.number("hhi"),
            row.number("hhi_low"),
            row.number("hhi_high"),
        )
        for row in records(table)
        if row.text("year")
    ]
    return [index_bars("Concentration (HHI) between its bounds", rows)] if rows else []


def trend(table: Table) -> list[Chart | None]:
    """Shares over the years, a chart for each stage."""
    every = records(table)
    return [
        lines(
            scoped(_shares_of(rows[0], every), rows[0].cells),
            _series(rows, lambda row: row.text("country"), "value"),
        )
        for rows in _groups(every, "mineral", "stage").values()
    ]


def _shares_of(row: Record, every: Sequence[Record]) -> str:
    """Title of shares: the stage, and the mineral where the answer has several."""
    many = len({one.text("mineral") for one in every}) > 1
    name = f"{lower(mineral_name(row.text('mineral')))} " if many else ""
    return f"Shares of {name}{row.text('stage')}"


def _series(
    rows: Sequence[Record], label: Callable[[Record], str], value: str
) -> dict[str, dict[float, float]]:
    """Figures by label and year."""
    found: dict[str, dict[float, float]] = {}
    for row in rows:
        year, number = row.number("year"), row.number(value)
        if year is not None and number is not None:
            found.setdefault(label(row), {})[year] = number
    return found


def suppliers(table: Table) -> list[Chart]:
    """The largest suppliers of each form."""
    return [
        share_bars(
            f"Shares of imports, {stage} {when(rows[0].cells)}",
            [(row.text("supplier"), row.number("share")) for row in rows],
        )
        for (stage, year), rows in _groups(records(table), "stage", "year").items()
        if year and any(row.number("share") is not None for row in rows)
    ]


def largest(table: Table) -> list[Chart]:
    """Minerals and forms with more than half from one supplier, the largest by value."""
    rows = [row for row in records(table) if row.amount("share") > HALF]
    rows.sort(key=lambda row: -row.amount("imports_usd"))
    shown = [
        (f"{_line(row)}: {row.text('supplier')}", row.number("share")) for row in rows[: 2 * BARS]
    ]
    title = "Lines with more than half from one supplier, the largest by value"
    return [share_bars(title, shown, strongest=False)] if shown else []


def bought(table: Table) -> list[Chart | None]:
    """One supplier's shares over the years."""
    rows = records(table)
    forms = {
        mineral: len(_groups(of, "stage")) for (mineral,), of in _groups(rows, "mineral").items()
    }

    def label(row: Record) -> str:
        mineral = row.text("mineral")
        return _line(row) if forms[mineral] > 1 else mineral_name(mineral)

    series = _series(rows, label, "share")
    if not series:
        return []
    names = sorted({row.text("supplier") for row in rows} - {""})
    return [lines(f"Share of imports from {', '.join(names)}", dict(list(series.items())[:SERIES]))]


def risk(table: Table) -> list[Chart]:
    """The highest scores."""
    scored = [(score, row) for row in records(table) if (score := row.number("score")) is not None]
    scored.sort(key=lambda pair: -pair[0])
    if not scored:
        return []
    bars = tuple(
        Bar(_line(row), 0.0, round(100 * min(score, 1.0), 2), f"{score:.2f}")
        for score, row in scored[: 2 * BARS]
    )
    return [Bars("The highest scores, from 0 to 1", bars)]


def exposed(table: Table) -> list[Chart]:
    """Direct shares of the supplier, with the part under licence."""
    newest: dict[tuple[str, ...], Record] = {}
    for row in records(table):
        key = (row.text("buyer_iso3"), row.text("mineral"), row.text("stage"))
        if row.number("direct_share") is not None:
            newest[key] = max(newest.get(key, row), row, key=lambda r: r.amount("year"))
    ranked = sorted(newest.values(), key=lambda row: -row.amount("direct_share"))
    many_buyers = len({row.text("buyer_iso3") for row in ranked}) > 1
    shown = [
        (
            f"{place(row.text('buyer_iso3'))}, {row.text('stage')}" if many_buyers else _line(row),
            0.0,
            row.number("direct_share"),
            _licensed(row),
        )
        for row in ranked[: 2 * BARS]
    ]
    title = "Shares of recorded imports, and the part under licence"
    return [interval_bars(title, shown)] if shown else []


def _line(row: Record) -> str:
    """Mineral with its stage or form."""
    return f"{mineral_name(row.text('mineral'))}, {row.text('stage')}"


def _licensed(row: Record) -> str:
    share = f"{row.amount('direct_share'):.1%}"
    if "feed_unseen" in row.flags:
        return f"{share} (what it dug: not known)"
    low, high = row.number("under_licence_low"), row.number("under_licence_high")
    if low is None or high is None:
        return f"{share} (licence n/a)"
    least, most = f"{low:.1%}", f"{high:.1%}"
    return f"{share} (licence {least if least == most else f'{least} to {most}'})"


def price(table: Table) -> list[Chart | None]:
    """The price over the years."""
    found: list[Chart | None] = []
    for (mineral, unit), rows in _groups(records(table), "mineral", "unit").items():
        years = {
            float(row.text("period")): number
            for row in rows
            if (number := row.number("price")) is not None and row.text("period").isdigit()
        }
        if years:
            name = mineral_name(mineral)
            title = f"{name}: price, mean of the year, {unit}"
            found.append(lines(title, {name: years}, fraction=False))
    return found
