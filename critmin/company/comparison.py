"""A list's own supply of one mineral at one stage beside the world's."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from critmin.answers.table import Caution
from critmin.company.own_supply import own_table
from critmin.company.supplier_list import SupplierList
from critmin.core import names
from critmin.core.errors import NoData
from critmin.core.sources import Source
from critmin.supply import query
from critmin.supply.inputs import Inputs
from critmin.supply.shares import Distribution


@dataclass
class Comparison:
    """Own supply and the world's of one mineral at one stage; None where there is none."""

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
        """Index of the list's countries; None where half of the supply or more has no country."""
        return _index(self.own)

    @cached_property
    def world_hhi(self) -> float | None:
        """Index of the world's countries, likewise."""
        return _index(self.world)

    @cached_property
    def stops(self) -> dict[str, float]:
        """What a stop of each country takes of own supply, by ISO3, the most first."""
        return {row.iso3: share for row, share in self.own.ranked} if self.own else {}

    @cached_property
    def flags(self) -> tuple[str, ...]:
        """Codes that bear on every line of the pair."""
        found = [caution.code for caution in self.own_cautions if caution.code in PAIR_CODES]
        found += ["residual_large"] if self.own and self.own.bounds_only else []
        if self.world is None:
            return (*found, "no_data")
        table = self.world.table
        found += ["mined_as"] if table.mineral != self.mineral else []
        found += ["withheld_excluded"] if table.in_state("withheld") else []
        return (*found, *table.codes, *sorted(table.statuses - {"reported"}))


PAIR_CODES = {
    "mixed_units",
    "share_over_1",
    "shares_sum_over_1",
    "shares_sum_below_1",
    "amount_missing",
    "basis_differs",
    "own_unattributed",
}


def compare(supplied: SupplierList, mineral: str, stage: str) -> Comparison:
    """A list's supply of a mineral at a stage beside the world's, with what is to be said."""
    table, said = own_table(supplied.lines, supplied.amount, mineral, stage)
    own = Distribution.of(table, "listed") if table else None
    found = Comparison(mineral, stage, own, None, said)
    if supplied.amount and supplied.amount.by_value and own:
        message = f"{found.what}: your shares are of money spent, the world's of weight"
        found.own_cautions.append(Caution("basis_differs", message))
    if stage in names.TRADE_FORMS:
        reason = f"no bundled table counts world supply of {mineral} at the stage {stage}"
        found.world_cautions = [Caution("no_data", reason)]
        return found
    asked = query.find_bundled([mineral], [stage])
    found.world_cautions = [*asked.cautions]
    found.world_cautions += [Caution("no_data", reason) for _, _, reason in asked.missing]
    if asked.tables:
        _add_world(found, asked)
    return found


def _add_world(found: Comparison, asked: Inputs) -> None:
    try:
        found.world = query.shares_of(asked.tables[0], None)
    except NoData as reason:
        found.world_cautions.append(Caution("no_data", str(reason)))
        return
    found.world_cautions += found.world.cautions()
    found.sources = asked.sources


def _index(spread: Distribution | None) -> float | None:
    return None if spread is None or spread.bounds_only else spread.hhi()[0]
