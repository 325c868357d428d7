"""The buyer's own supply, summed by country from the lines of a supplier list."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.table import Caution
from critmin.company.supplier_lines import AmountColumn, SupplierLine
from critmin.core import names
from critmin.measures.interval import Interval
from critmin.supply.tables import MASS_IN_TONNES, SHARE_SUM, SupplyRow, SupplyTable

UNITS = {
    "t": "t",
    "tonne": "t",
    "tonnes": "t",
    "metricton": "t",
    "metrictons": "t",
    "kg": "kg",
    "kilogram": "kg",
    "kilograms": "kg",
    "kt": "kt",
}
NOT_MATCHED = "No country"
SPANS_SHOWN = 10


def unit_of(text: str) -> str:
    """A unit of mass by its sign; any other as written.

    >>> unit_of("tonnes"), unit_of("drums")
    ('t', 'drums')
    """
    return UNITS.get(names.fold(text), text)


def line_spans(numbers: Sequence[int]) -> str:
    """Ascending numbers of lines in words, ten spans of them at most.

    >>> line_spans([3]), line_spans([2, 3, 4, 9])
    ('line 3', 'lines 2-4, 9')
    """
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1][1:] = [number]
        else:
            spans.append([number])
    shown = ", ".join("-".join(str(end) for end in span) for span in spans[:SPANS_SHOWN])
    rest = len(numbers) - sum(span[-1] - span[0] + 1 for span in spans[:SPANS_SHOWN])
    tail = f" and {rest:,} more" if rest else ""
    return f"line{'s' if len(numbers) > 1 else ''} {shown}{tail}"


def own_table(
    every: Sequence[SupplierLine], amount: AmountColumn | None, mineral: str, stage: str
) -> tuple[SupplyTable | None, list[Caution]]:
    """Own supply of a mineral at a stage by country, and what is said of it.

    Parameters
    ----------
    every : sequence of SupplierLine
        All lines of the list.
    amount : AmountColumn or None
        What their amounts are.
    mineral, stage : str
        Which of them to sum.

    Returns
    -------
    SupplyTable or None, list of Caution
        Lines whose country is not matched are the residual; lines whose amount is not
        known are in no sum. None when no amount is usable.
    """
    what = f"{mineral} {stage}"
    lines = [
        line for line in every if line.counted and (line.mineral, line.stage) == (mineral, stage)
    ]
    if amount is None:
        return None, []
    problem = _unusable(every, amount, lines, what)
    if problem:
        return None, [problem]
    unit = _common_unit(lines)
    by_place: dict[str, list[Interval]] = {}
    for line in lines:
        if (span := span_of(line, unit)) is not None:
            by_place.setdefault(line.iso3, []).append(span)
    rows = tuple(_own_row(iso3, spans) for iso3, spans in by_place.items())
    table = SupplyTable(mineral, stage, "own", 0, unit, "own", rows)
    if not table.listed > 0:
        return None, []
    if table.is_shares and table.listed > SHARE_SUM[1]:
        said = f"{what}: your shares sum to {table.listed:.4f}; a material's shares sum to 1"
        return None, [Caution("shares_sum_over_1", said)]
    return table, _said(lines, table, what)


def _unusable(
    every: Sequence[SupplierLine], amount: AmountColumn, lines: Sequence[SupplierLine], what: str
) -> Caution | None:
    """Why amounts cannot be divided by each other; None when they can."""
    if amount.kind == "share":
        most = max((_high(line) for line in every), default=0.0)
        if most > 1:
            said = f"your shares run up to {most:g}; write 0.35, 35% or '%' in the header"
            return Caution("share_over_1", said)
        return None
    units = {line.unit for line in lines if line.amount is not None}
    if len(units) > 1 and not {unit_of(unit) for unit in units} <= {*MASS_IN_TONNES}:
        said = f"{what}: amounts are in {' and '.join(sorted(unit or 'no unit' for unit in units))}"
        return Caution("mixed_units", f"{said}; no share is made of them")
    return None


def _high(line: SupplierLine) -> float:
    value = line.amount
    if value is None:
        return 0.0
    return float(next((n for n in (value.quantity, value.high, value.low) if n is not None), 0))


def _common_unit(lines: Sequence[SupplierLine]) -> str:
    units = {unit_of(line.unit) for line in lines if line.amount}
    return units.pop() if len(units) == 1 else "t"


def span_of(line: SupplierLine, unit: str) -> Interval | None:
    """What a line's amount can be, in a unit; None when it is not known."""
    value = line.amount
    if value is None or (value.quantity is None and value.low is None):
        return None
    low = value.quantity if value.quantity is not None else value.low
    high = value.quantity if value.quantity is not None else value.high
    own = unit_of(line.unit)
    factor = 1.0 if own == unit else MASS_IN_TONNES[own] / MASS_IN_TONNES[unit]
    least = float(low or 0) * factor
    return Interval(least, least if high is None else float(high) * factor)


def _own_row(iso3: str, spans: Sequence[Interval]) -> SupplyRow:
    low, high = sum(s.low for s in spans), sum(s.high for s in spans)
    country = names.countries()[iso3].name if iso3 else NOT_MATCHED
    state = "number" if low == high else "range"
    exact = low if low == high else None
    kind = "country" if iso3 else "residual"
    return SupplyRow(country, iso3, kind, exact, low, high, state, "reported", "")


def _said(lines: Sequence[SupplierLine], table: SupplyTable, what: str) -> list[Caution]:
    """Cautions on the sums: amounts and places not known, shares that do not reach 1."""
    found = []
    unknown = [line.number for line in lines if span_of(line, table.unit) is None]
    if unknown:
        said = f"{what}: {line_spans(unknown)} state no usable amount; shares are of the rest"
        found.append(Caution("amount_missing", said))
    nowhere = [line.number for line in lines if not line.iso3]
    if nowhere:
        said = f"{what}: {line_spans(nowhere)} have no known country; the index is a lower bound"
        found.append(Caution("own_unattributed", said))
    if table.is_shares and table.listed < SHARE_SUM[0]:
        said = f"{what}: your shares sum to {table.listed:.4f}; the rest has no country"
        found.append(Caution("shares_sum_below_1", said))
    return found
