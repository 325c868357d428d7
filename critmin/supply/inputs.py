"""Supply tables that answer a query, bundled or a user's own."""

from __future__ import annotations

from dataclasses import dataclass, field

from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Source
from critmin.supply.supply_table import SupplyTable


class Missing(NamedTuple):
    """Mineral and stage without a table, and the reason."""

    mineral: str
    stage: str
    reason: str


@dataclass(eq=False)
class Inputs:
    """Supply tables that answer a query, and what is missing."""

    tables: list[SupplyTable] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    sources: tuple[Source, ...] = ()
    cautions: list[Caution] = field(default_factory=list)
    from_user: bool = False
    all_minerals: bool = False

    @property
    def summarised(self) -> bool:
        """Whether cautions are counted by code, because no mineral is named and all are shown."""
        return self.all_minerals and not self.from_user

    def refuse_if_empty(self) -> None:
        """Raise `NoData` with the reasons if no table was found."""
        if self.tables:
            return
        if len(self.missing) == 1 or not self.all_minerals:
            raise NoData("; ".join(dict.fromkeys(gap.reason for gap in self.missing)))
        raise NoData(f"no data for any of the {len(self.missing)} minerals")
