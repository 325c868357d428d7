"""What a query found: supply tables, what is missing and why, and what to say of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from critmin.answers.table import Caution, Source
from critmin.core.errors import NoData
from critmin.supply.tables import SupplyTable


@dataclass
class Asked:
    """The supply tables that answer a query, and what was missing."""

    found: list[SupplyTable] = field(default_factory=list)
    missing: list[tuple[str, str, str]] = field(default_factory=list)  # mineral, stage, reason
    sources: tuple[Source, ...] = ()
    cautions: list[Caution] = field(default_factory=list)
    from_user: bool = False
    all_minerals: bool = False

    def refuse_if_empty(self) -> None:
        """Raise the reasons when nothing at all was found."""
        if self.found:
            return
        if len(self.missing) == 1 or not self.all_minerals:
            raise NoData("; ".join(dict.fromkeys(reason for _, _, reason in self.missing)))
        raise NoData(f"no data for any of {len(self.missing)} minerals asked for")
