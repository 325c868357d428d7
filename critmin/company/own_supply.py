"""A list's own supply of one mineral at one stage by country, with world supply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.company.line_numbers import line_spans
from critmin.company.supplier_line import AmountColumn, SupplierLine, unit_of
from critmin.company.supplier_list import SupplierList
from critmin.core import names
from critmin.core.errors import NoData
from critmin.core.sources import Source
from critmin.core.wording import listed
from critmin.measures.interval import Interval
from critmin.supply import query
from critmin.supply.bundled_tables import usable_of
from critmin.supply.distribution import Distribution
from critmin.supply.supply_table import MASS_IN_TONNES, SHARE_SUM, Inputs, SupplyRow, SupplyTable

GOODS_SHOWN = 4
NOT_MATCHED = "No country"
FLAGGED = {  # warning codes of own supply that every line of it has
    "mixed_units",
    "share_over_1",
    "shares_sum_over_1",
    "shares_sum_below_1",
    "amount_missing",
    "basis_differs",
    "own_unattributed",
    "goods_added",
}


@dataclass
class OwnSupply:
    """Own and world supply of one mineral at one stage; None if absent."""

    mineral: str
    stage: str
    own: Distribution | None
    world: Distribution | None
    own_cautions: list[Caution]
    world_cautions: list[Caution] = field(default_factory=list)
    sources: tuple[Source, ...] = ()

    @property
    def what(self) -> str:
        """Mineral and stage, for messages."""
        return f"{self.mineral} {self.stage}"

    @cached_property
    def own_hhi(self) -> float | None:
        """HHI of the list's countries, 0-10,000; None if half of the supply has no country."""
        return _index(self.own)

    @cached_property
    def world_hhi(self) -> float | None:
        """HHI of world supply, likewise."""
        return _index(self.world)

    @cached_property
    def stops(self) -> dict[str, float]:
        """Share of own supply lost if a country stops, by ISO3, the largest first."""
        return {row.iso3: share for row, share in self.own.ranked} if self.own else {}

    @cached_property
    def flags(self) -> tuple[str, ...]:
        """Warning codes that apply to every line of the mineral and stage."""
        own = [one.code for one in self.own_cautions if one.code in FLAGGED]
        own += ["residual_large"] if self.own and self.own.bounds_only else []
        if self.world is None:
            return codes(own, "no_data")
        table = self.world.table
        own += ["mined_as"] if table.mineral != self.mineral else []
        return codes(own, query.table_flags(table), sorted(table.statuses - {"reported"}))


def own_supplies(supplied: SupplierList) -> dict[tuple[str, str], OwnSupply]:
    """Own and world supply of each mineral and stage of a list, with cautions.

    The lines are told apart once, so that many minerals take no longer than one.

    Parameters
    ----------
    supplied : SupplierList
        The whole list.
    """
    lines: dict[tuple[str, str], list[SupplierLine]] = {}
    for line in supplied.lines:
        if line.counted:
            lines.setdefault((line.mineral, line.stage), []).append(line)
    amount, most = supplied.amount, 0.0
    if amount is not None and amount.kind == "share":
        most = max(map(_high, supplied.lines), default=0.0)
    return {pair: _own_supply(of, amount, most, *pair) for pair, of in lines.items()}


def _own_supply(
    lines: Sequence[SupplierLine],
    amount: AmountColumn | None,
    most: float,
    mineral: str,
    stage: str,
) -> OwnSupply:
    """Own and world supply of a mineral at a stage, or in a form without world supply."""
    table, cautions = _own_table(lines, amount, most, mineral, stage)
    own = Distribution.of(table, "listed") if table else None
    found = OwnSupply(mineral, stage, own, None, cautions)
    if amount and amount.by_value and own:
        found.own_cautions.append(caution("basis_differs:spend", what=found.what))
    if stage in names.TRADE_FORMS:
        found.world_cautions = [caution("no_data:stage", mineral=mineral, stage=stage)]
        return found
    inputs = query.find_bundled([mineral], [stage])
    if len({table.mineral for table in inputs.tables}) > 1:  # its ores have no common world supply
        held = usable_of(mineral, stage)
        inputs = query.find_bundled([mineral], [stage], source=held[0].origin if held else None)
    found.world_cautions = [*inputs.cautions]
    found.world_cautions += [Caution("no_data", gap.reason) for gap in inputs.missing]
    if inputs.tables:
        _add_world(found, inputs)
    return found


def _add_world(found: OwnSupply, inputs: Inputs) -> None:
    try:
        found.world = query.shares_of(inputs.tables[0], None)
    except NoData as reason:
        found.world_cautions.append(Caution("no_data", str(reason)))
        return
    found.world_cautions += found.world.cautions()
    found.sources = inputs.sources


def _index(shares: Distribution | None) -> float | None:
    return None if shares is None or shares.bounds_only else shares.hhi()[0]


def _own_table(
    lines: Sequence[SupplierLine],
    amount: AmountColumn | None,
    most: float,
    mineral: str,
    stage: str,
) -> tuple[SupplyTable | None, list[Caution]]:
    """Own supply of a mineral at a stage by country, and its cautions.

    Parameters
    ----------
    lines : sequence of SupplierLine
        Lines to sum: all of the list of the mineral and stage.
    amount : AmountColumn or None
        Kind of the amounts.
    most : float
        Largest share in the whole list.
    mineral, stage : str
        Mineral and stage.

    Returns
    -------
    SupplyTable or None, list of Caution
        Lines without a matched country are the residual; lines without a known amount are in
        no sum. None if no amount is usable.
    """
    what = f"{mineral} {stage}"
    if amount is None:
        return None, []
    problem = _unusable(most, amount, lines, what)
    if problem:
        return None, [problem]
    unit = _common_unit(lines)
    by_place: dict[str, list[Interval]] = {}
    for line in lines:
        if (interval := amount_of(line, unit)) is not None:
            by_place.setdefault(line.iso3, []).append(interval)
    rows = tuple(_own_row(iso3, intervals) for iso3, intervals in by_place.items())
    table = SupplyTable(mineral, stage, "own", 0, unit, "own", rows)
    if not table.listed > 0:
        return None, []
    if table.is_shares and table.listed > SHARE_SUM[1]:
        return None, [caution("shares_sum_over_1:own", what=what, total=table.listed)]
    return table, _about_sums(lines, table, what)


def _unusable(
    most: float, amount: AmountColumn, lines: Sequence[SupplierLine], what: str
) -> Caution | None:
    """Reason why amounts cannot be compared; None if they can."""
    if amount.kind == "share":
        return caution("share_over_1", most=most) if most > 1 else None
    units = {unit_of(line.unit): line.unit for line in lines if line.amount is not None}
    if len(units) > 1 and not units.keys() <= {*MASS_IN_TONNES} and not _of_other_units(lines):
        shown = " and ".join(sorted(unit or "no unit" for unit in units.values()))
        return caution("mixed_units", what=what, units=shown)
    return None


def _of_other_units(lines: Sequence[SupplierLine]) -> list[SupplierLine]:
    """Lines in a stated unit that is no mass, where most lines are in masses."""
    given = [line for line in lines if line.amount is not None]
    others = [line for line in given if unit_of(line.unit) not in MASS_IN_TONNES]
    few = 2 * len(others) < len(given) and all(line.unit for line in others)
    return others if few else []


def _high(line: SupplierLine) -> float:
    value = line.amount
    if value is None:
        return 0.0
    return float(next((n for n in (value.quantity, value.high, value.low) if n is not None), 0))


def _common_unit(lines: Sequence[SupplierLine]) -> str:
    others = {line.number for line in _of_other_units(lines)}
    units = {unit_of(line.unit) for line in lines if line.amount and line.number not in others}
    return units.pop() if len(units) == 1 else "t"


def amount_of(line: SupplierLine, unit: str) -> Interval | None:
    """Interval of a line's amount, in a unit; None if unknown or in a unit that is no mass."""
    value = line.amount
    if value is None or (value.quantity is None and value.low is None):
        return None
    low = value.quantity if value.quantity is not None else value.low
    high = value.quantity if value.quantity is not None else value.high
    own = unit_of(line.unit)
    if own != unit and own not in MASS_IN_TONNES:
        return None
    factor = 1.0 if own == unit else MASS_IN_TONNES[own] / MASS_IN_TONNES[unit]
    least = float(low or 0) * factor
    return Interval(least, least if high is None else float(high) * factor)


def _own_row(iso3: str, amounts: Sequence[Interval]) -> SupplyRow:
    low, high = sum(a.low for a in amounts), sum(a.high for a in amounts)
    country = names.countries()[iso3].name if iso3 else NOT_MATCHED
    state = "number" if low == high else "range"
    exact = low if low == high else None
    kind = "country" if iso3 else "residual"
    return SupplyRow(country, iso3, kind, exact, low, high, state, "reported", "")


def _about_sums(lines: Sequence[SupplierLine], table: SupplyTable, what: str) -> list[Caution]:
    """Cautions of the sums: unknown amounts and places, shares that do not sum to 1."""
    found = []
    unknown = [line.number for line in lines if amount_of(line, table.unit) is None]
    if unknown:
        found.append(caution("amount_missing:lines", what=what, lines=line_spans(unknown)))
    others = _of_other_units(lines)
    if others:
        units = listed([*dict.fromkeys(line.unit for line in others)])
        spans = line_spans([line.number for line in others])
        found.append(caution("mixed_units:lines", what=what, units=units, lines=spans))
    nowhere = [line.number for line in lines if not line.iso3]
    if nowhere:
        found.append(caution("own_unattributed", what=what, lines=line_spans(nowhere)))
    if not table.is_shares and len({line.good for line in lines if line.amount}) > 1:
        goods = list(dict.fromkeys(line.good or line.material for line in lines if line.amount))
        more = [f"{len(goods) - GOODS_SHOWN} more"] if len(goods) > GOODS_SHOWN else []
        found.append(caution("goods_added", what=what, goods=listed(goods[:GOODS_SHOWN] + more)))
    if table.is_shares and table.listed < SHARE_SUM[0]:
        found.append(caution("shares_sum_below_1:own", what=what, total=table.listed))
    return found
