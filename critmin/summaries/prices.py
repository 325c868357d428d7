"""Summary of the answers of market: one or two sentences from their rows."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from critmin.answers.table import Cell, Table, as_number, several
from critmin.core.wording import about, capital, counted, listed, lower, mineral_name, percent

Row = dict[str, Cell]
MOST = 3  # minerals that a sentence speaks of
TOTAL = "energy-transition-minerals"
MILLION, BILLION = 1_000_000, 1_000_000_000


def market(table: Table) -> str:
    """Stated total and what can be reconstructed, or the values of the minerals named."""
    rows = [row for row in table if row["value_usd"] is not None]
    totals = [row for row in rows if row["kind"] == "stated"]
    parts = [row for row in rows if row["mineral"] != TOTAL]
    if table.query.get("minerals"):
        return _values(parts)
    if totals:
        last = max(totals, key=_year)
        would = ", in a scenario" if _has(last, "projection") else ""
        said = (
            f"The IEA puts the market for energy-transition minerals at about "
            f"{_money(last, 3)} in {last['year']}{would}"
        )
        own = [row for row in parts if row["year"] == last["year"]]
        absent = [r for r in table if r["year"] == last["year"] and r["value_usd"] is None]
        return f"{said}; {_largest(own, absent)}." if own else f"{said}."
    if not parts:
        return ""
    year = max(_year(row) for row in parts)
    own = [row for row in parts if _year(row) == year]
    absent = [row for row in table if row["year"] == year and row["value_usd"] is None]
    return f"{capital(_largest(own, absent))}, in {year}."


def _largest(rows: Sequence[Row], absent: Sequence[Row]) -> str:
    """Largest mineral and its share of all values of the year."""
    total = fsum(as_number(row["value_usd"]) or 0.0 for row in rows)
    first = max(rows, key=lambda row: as_number(row["value_usd"]) or 0.0)
    share = (as_number(first["value_usd"]) or 0.0) / total
    without = [lower(mineral_name(str(row["mineral"]))) for row in absent]
    names = listed(without) if len(without) <= MOST else f"{len(without)} minerals"
    left_out = f", without {names}" if without else ""
    return (
        f"{lower(mineral_name(str(first['mineral'])))} alone is {percent(share)} of the "
        f"{_money_of(total)} reconstructed for {counted(len(rows), 'mineral')} as {_way(first)}"
        f"{left_out}"
    )


def _values(rows: Sequence[Row]) -> str:
    """Newest value of each mineral named, and its change over the years shown."""
    by_mineral: dict[str, list[Row]] = {}
    for row in sorted(rows, key=_year):
        by_mineral.setdefault(str(row["mineral"]), []).append(row)
    if not by_mineral:
        return ""
    if len(by_mineral) > MOST:
        year = max(_year(row) for row in rows)
        newest = [row for row in rows if _year(row) == year]
        return f"{capital(_largest(newest, []))}, in {year}."
    said: list[str] = []
    for slug, own in by_mineral.items():
        first, last = own[0], own[-1]
        text = f"{lower(mineral_name(slug))} was worth about {_money(last)} in {last['year']}"
        if first is not last:
            text += f" ({_money(first)} in {first['year']})"
        said.append(text.replace(" was worth", "") if said else text)
    what = "World output of" if rows[0]["kind"] == "output" else "Demand for"
    would = " This is a scenario." if any(_has(row, "projection") for row in rows) else ""
    if any(_has(row, "withheld_excluded") for own in by_mineral.values() for row in own[-1:]):
        would += " Withheld output is not counted."
    return f"{what} {listed(said)}, reconstructed as {_way(rows[0])} of one form.{would}"


def _has(row: Row, code: str) -> bool:
    return code in several(row["flag"])


def _way(row: Row) -> str:
    return "output times price" if row["kind"] == "output" else "demand times price"


def _year(row: Row) -> int:
    return int(as_number(row["year"]) or 0)


def _money(row: Row, digits: int = 2) -> str:
    return _money_of(as_number(row["value_usd"]) or 0.0, digits)


def _money_of(value: float, digits: int = 2) -> str:
    """Sum of dollars in billions or millions.

    >>> _money_of(325e9, 3), _money_of(7.36e9), _money_of(45_600_000)
    ('325 billion dollars', '7.4 billion dollars', '46 million dollars')
    """
    if value >= BILLION:
        return f"{about(value / BILLION, digits)} billion dollars"
    return f"{about(value / MILLION, digits)} million dollars"
