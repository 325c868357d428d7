"""What a supply table prints of all output, and what it leaves open: the worlds it allows.

One home for what is not in the rows: rounding, printed totals, residuals, blanks, words in place
of a figure, producers that the total leaves out. `critmin.supply.printed_table` computes from
it. Pure: a `SupplyTable` and the evidence on its rows in, a `Coverage` out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import fsum, inf

from critmin.core.named_tuple import NamedTuple
from critmin.measures.interval import Interval
from critmin.supply.printed_table import TOTAL_DIGITS, PrintedTable, printed, usual_cap
from critmin.supply.supply_table import SupplyRow, SupplyTable

# Why a row stands for other values than its cell says; the words are those of coverage.csv.
ZERO_ELSEWHERE = "zero in another edition"
LARGE = "described as large"
OUTSIDE = "outside the total"
IN_RESIDUAL = "in other countries"
IN_ANOTHER = "in another table"
SCOPE = "scope"
ELSEWHERE = {OUTSIDE, IN_RESIDUAL, IN_ANOTHER}  # the row is no part of the sum of the rows

AGREES, TOTAL_ABOVE, ROWS_ABOVE = "", "the total is above the rows", "the rows exceed the total"
UNIT = Interval(1.0, 1.0)  # total of printed shares


class Evidence(NamedTuple):
    """Line of coverage.csv: what is known of a row beside its cell, and by what."""

    country: str
    iso3: str
    why: str
    low: float | None
    high: float | None
    by: str


class Coverage(NamedTuple):
    """Worlds of a supply table.

    Attributes
    ----------
    worlds : PrintedTable
        Figures, total and residual as intervals.
    rows : tuple of SupplyRow
        Rows of the producers in ``worlds.figures``, in their order.
    outside : tuple of str
        Names of the producers without a figure that the printed total leaves out.
    blanks : tuple of SupplyRow
        Producers inside the total without a figure that no evidence resolves.
    scope : str
        Words for what the table counts, as ``natural``; empty for all output.
    contradiction : str
        `AGREES`, `TOTAL_ABOVE` or `ROWS_ABOVE`.
    excess : float
        Part of the printed total by which the rows exceed it, in [0, inf).
    in_residual : bool
        Whether a named producer is counted among the residual, which then has no usual cap.
    """

    worlds: PrintedTable
    rows: tuple[SupplyRow, ...]
    outside: tuple[str, ...]
    blanks: tuple[SupplyRow, ...]
    scope: str
    contradiction: str
    excess: float
    in_residual: bool

    def places(self, iso3s: Iterable[str]) -> list[int]:
        """Places of countries among the figures."""
        wanted = frozenset(iso3s)
        return [at for at, row in enumerate(self.rows) if row.iso3 in wanted]


def coverage(table: SupplyTable, evidence: Sequence[Evidence] = ()) -> Coverage:
    """Worlds that a table allows.

    Parameters
    ----------
    table : SupplyTable
        The table, in one unit.
    evidence : sequence of Evidence
        What is known of its rows beside their cells.
    """
    known = {(one.country, one.iso3): one for one in evidence}
    boxes = _boxes(table, known)
    outside = tuple(one.country for one in evidence if one.why == OUTSIDE)
    figures = tuple(box for _row, box in boxes)
    residual, in_residual = _residual(table, known)
    total = _total(table)
    capped = inf if in_residual else usual_cap([row.centre or 0.0 for row in table.producers])
    agreed, contradiction = _agreed(figures, residual, total, is_shares=table.is_shares)
    lows = fsum(one.low for one in figures) + residual.low
    above = lows / total[0].high - 1 if contradiction == ROWS_ABOVE else 0.0
    return Coverage(
        PrintedTable(figures, *agreed, cap=capped, outside=len(outside)),
        tuple(row for row, _box in boxes),
        outside,
        tuple(row for row, box in boxes if row.centre is None and box.high == inf),
        next((one.by for one in evidence if one.why == SCOPE), ""),
        contradiction,
        above,
        in_residual,
    )


Known = Mapping[tuple[str, str], Evidence]


def _boxes(table: SupplyTable, known: Known) -> list[tuple[SupplyRow, Interval]]:
    """Producers inside the total, each with its interval."""
    with_figure = {row.iso3 for row in table.countries if row.iso3 and row.centre is not None}
    boxes = []
    for row in table.countries:
        one = known.get((row.country, row.iso3))
        if one and one.why in ELSEWHERE:
            continue
        if row.centre is None and row.iso3 in with_figure:
            continue  # a name with a figure and a blank: the figure
        if one and one.low is not None:
            boxes.append((row, Interval(one.low, inf if one.high is None else one.high)))
        else:
            boxes.append((row, _cell(row)))
    return boxes


def _cell(row: SupplyRow, digits: int = 3) -> Interval:
    """Interval of a cell by its own digits; anything for one without a figure."""
    if row.quantity is not None and row.low is not None and row.high is not None:
        return Interval(row.low, row.high)  # a sum of printed figures
    if row.quantity is not None:
        return printed(_decimal(row.quantity), digits)
    if row.low is None and row.high is None:
        return Interval(0.0, inf)
    if row.high is None:
        return Interval(printed(_decimal(row.low or 0.0), digits).low, inf)
    return Interval(row.low or 0.0, row.high)


def _decimal(number: float) -> Decimal:
    """A number with the digits that it was written with, but for zeros at its end."""
    return Decimal(repr(number)).normalize()


def _residual(table: SupplyTable, known: Known) -> tuple[Interval, bool]:
    """Sum of the residual rows, and whether a producer that is named sits in it."""
    parts = [_cell(row) for row in table.residuals]
    named = any(one.why in {IN_RESIDUAL, IN_ANOTHER} for one in known.values())
    found = Interval(fsum(one.low for one in parts), fsum(one.high for one in parts))
    return (Interval(0.0, inf) if named and not table.residuals else found), named


def _total(table: SupplyTable) -> tuple[Interval, ...]:
    """Readings of the printed total, the narrowest first; anything where none is printed."""
    if table.is_shares:
        return (UNIT,)
    total = table.total
    if total is None or (total.quantity is None and total.low is None and total.high is None):
        return (Interval(0.0, inf),)
    return tuple(_cell(total, digits) for digits in range(TOTAL_DIGITS, 0, -1))


def _agreed(
    figures: Sequence[Interval],
    residual: Interval,
    readings: Sequence[Interval],
    *,
    is_shares: bool,
) -> tuple[tuple[Interval, Interval], str]:
    """Total and residual that agree with the rows, and how the print contradicts itself.

    A total above complete rows leaves an unnamed residual. Where a printed residual leaves a gap,
    either may be right: the sum is anything from the rows to the total. Rows above the total are
    taken as they are.
    """
    lows = fsum(one.low for one in figures) + residual.low
    highs = fsum(one.high for one in figures) + residual.high
    for total in readings:
        if lows <= total.high and highs >= total.low:
            return (total, residual), AGREES
    first = readings[0]
    if highs < first.low and not residual.high:
        return (first, Interval(0.0, inf)), AGREES
    if highs < first.low:
        return (Interval(0.0, first.high), Interval(residual.low, inf)), TOTAL_ABOVE
    return (Interval(0.0, inf), residual), ROWS_ABOVE
