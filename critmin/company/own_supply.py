"""A list's own supply of one mineral at one stage by country, with world supply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, repeat
from math import fsum

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.company.line_amount import AmountColumn, unit_of
from critmin.company.lines import PLAIN, Group, Lines
from critmin.company.supplier_list import SupplierList
from critmin.core import names
from critmin.core.errors import NoData
from critmin.core.sources import Source
from critmin.core.wording import About, listed
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
        return About(self.mineral, self.stage)

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
    groups: dict[tuple[str, str], list[Group]] = {}
    for group in supplied.lines.groups:
        if group.kind.counted:
            groups.setdefault((group.kind.mineral, group.kind.stage), []).append(group)
    amount, most = supplied.amount, 0.0
    if amount is not None and amount.kind == "share":
        most = max(map(supplied.lines.largest, supplied.lines.groups), default=0.0)
    return {
        pair: _own_supply(supplied.lines, of, amount, most, *pair) for pair, of in groups.items()
    }


def _own_supply(
    lines: Lines,
    groups: Sequence[Group],
    amount: AmountColumn | None,
    most: float,
    mineral: str,
    stage: str,
) -> OwnSupply:
    """Own and world supply of a mineral at a stage, or in a form without world supply."""
    table, cautions = _own_table(lines, groups, amount, most, mineral, stage)
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
    lines: Lines,
    groups: Sequence[Group],
    amount: AmountColumn | None,
    most: float,
    mineral: str,
    stage: str,
) -> tuple[SupplyTable | None, list[Caution]]:
    """Own supply of a mineral at a stage by country, and its cautions.

    Parameters
    ----------
    lines : Lines
        The whole list.
    groups : sequence of Group
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
    what = About(mineral, stage)
    if amount is None:
        return None, []
    problem = _unusable(most, amount, groups, what)
    if problem:
        return None, [problem]
    unit = _common_unit(groups)
    by_place: dict[str, list[Group]] = {}
    for group in groups:
        if factor_of(group, unit) is not None:
            by_place.setdefault(group.kind.iso3, []).append(group)
    rows = tuple(_own_row(iso3, lines, found, unit) for iso3, found in by_place.items())
    table = SupplyTable(mineral, stage, "own", 0, unit, "own", rows)
    if not table.listed > 0:
        return None, []
    if table.is_shares and table.listed > SHARE_SUM[1]:
        return None, [caution("shares_sum_over_1:own", what=what, total=table.listed)]
    return table, _about_sums(lines, groups, table, what)


def _unusable(
    most: float, amount: AmountColumn, groups: Sequence[Group], what: str
) -> Caution | None:
    """Reason why amounts cannot be compared; None if they can."""
    if amount.kind == "share":
        return caution("share_over_1", most=most) if most > 1 else None
    given = sorted((group for group in groups if group.like.given), key=lambda g: g.places[-1])
    units = {unit_of(group.unit): group.unit for group in given}  # as last written
    if len(units) > 1 and not units.keys() <= {*MASS_IN_TONNES} and not _of_other_units(groups):
        shown = " and ".join(sorted(unit or "no unit" for unit in units.values()))
        return caution("mixed_units", what=what, units=shown)
    return None


def _of_other_units(groups: Sequence[Group]) -> list[Group]:
    """Lines in a stated unit that is no mass, where most lines are in masses."""
    given = [group for group in groups if group.like.given]
    others = [group for group in given if unit_of(group.unit) not in MASS_IN_TONNES]
    few = 2 * _lines_in(others) < _lines_in(given) and all(group.unit for group in others)
    return others if few else []


def _lines_in(groups: Sequence[Group]) -> int:
    return sum(len(group.places) for group in groups)


def _common_unit(groups: Sequence[Group]) -> str:
    others = {group.places[0] for group in _of_other_units(groups)}
    given = [group for group in groups if group.like.given and group.places[0] not in others]
    units = {unit_of(group.unit) for group in given}
    return units.pop() if len(units) == 1 else "t"


def factor_of(group: Group, unit: str) -> float | None:
    """Factor of a group's amounts to a unit; None if unknown or in a unit that is no mass."""
    if group.like.low is None:
        return None
    own = unit_of(group.unit)
    if own == unit:
        return 1.0
    return MASS_IN_TONNES[own] / MASS_IN_TONNES[unit] if own in MASS_IN_TONNES else None


def _own_row(iso3: str, lines: Lines, groups: Sequence[Group], unit: str) -> SupplyRow:
    low = fsum(chain.from_iterable(_ends(lines, group, unit, "low") for group in groups))
    high = low
    if any(group.like.low != group.like.high for group in groups):
        high = fsum(chain.from_iterable(_ends(lines, group, unit, "high") for group in groups))
    country = names.countries()[iso3].name if iso3 else NOT_MATCHED
    state = "number" if low == high else "range"
    exact = low if low == high else None
    kind = "country" if iso3 else "residual"
    return SupplyRow(country, iso3, kind, exact, low, high, state, "reported", "")


def _ends(lines: Lines, group: Group, unit: str, end: str) -> Iterable[float]:
    """Lower or upper ends of the amounts of a group, in a unit."""
    factor = factor_of(group, unit) or 0.0
    if lines.amount_of[group.places[0]] != PLAIN:
        return repeat((getattr(group.like, end) or 0.0) * factor, len(group.places))
    figures = map(lines.figures.__getitem__, group.places)
    return figures if factor == 1.0 else (figure * factor for figure in figures)


def _about_sums(
    lines: Lines, groups: Sequence[Group], table: SupplyTable, what: str
) -> list[Caution]:
    """Cautions of the sums: unknown amounts and places, shares that do not sum to 1."""
    found = []
    unknown = [group for group in groups if factor_of(group, table.unit) is None]
    if unknown:
        found.append(caution("amount_missing:lines", what=what, lines=lines.spans(unknown)))
    others = _of_other_units(groups)
    if others:
        units = listed([*dict.fromkeys(group.unit for group in others)])
        spans = lines.spans(others)
        found.append(caution("mixed_units:lines", what=what, units=units, lines=spans))
    nowhere = [group for group in groups if not group.kind.iso3]
    if nowhere:
        found.append(caution("own_unattributed", what=what, lines=lines.spans(nowhere)))
    kinds = [group.kind for group in groups if group.like.given]
    if not table.is_shares and len({kind.good for kind in kinds}) > 1:
        goods = list(dict.fromkeys(kind.good or kind.material for kind in kinds))
        more = [f"{len(goods) - GOODS_SHOWN} more"] if len(goods) > GOODS_SHOWN else []
        found.append(caution("goods_added", what=what, goods=listed(goods[:GOODS_SHOWN] + more)))
    if table.is_shares and table.listed < SHARE_SUM[0]:
        found.append(caution("shares_sum_below_1:own", what=what, total=table.listed))
    return found
