"""A user's own table as a question is given it: what it is, and how it is to be read."""

from __future__ import annotations

from typing import Any

from critmin.core import arguments
from critmin.core.named_tuple import NamedTuple


class OwnData(NamedTuple):
    """A user's table and how it is to be read.

    ``data`` is the name of a file, a DataFrame or a list of dicts; ``column_map`` has
    ``theirs=ours`` column names; ``sheet`` names a sheet of a workbook; ``wide`` is ``year`` for a
    table with years as columns; ``decimal`` is the decimal mark, ``.`` or ``,``; ``limit`` has
    ``name=number`` of limits that are raised.
    """

    data: Any
    column_map: arguments.Pairs = ()
    sheet: str | None = None
    wide: str | None = None
    decimal: str | None = None
    limit: arguments.Pairs = ()

    @classmethod
    def of(
        cls,
        data: Any,
        column_map: arguments.Pairs = (),
        sheet: str | None = None,
        wide: str | None = None,
        decimal: str | None = None,
        limit: arguments.Pairs = (),
    ) -> OwnData | None:
        """The table and its reading; None if there is no table."""
        return None if data is None else cls(data, column_map, sheet, wide, decimal, limit)

    @property
    def name(self) -> str:
        """Name of the file, or of the kind of data."""
        from critmin.user_tables.frames import name_of

        return name_of(self.data)

    @property
    def asked(self) -> dict[str, Any]:
        """The arguments as an answer repeats them; those not given are None."""
        raised = arguments.pairs(self.limit)
        return {
            "data": self.name,
            "sheet": self.sheet,
            "wide": self.wide,
            "decimal": self.decimal,
            **({"limit": raised} if raised else {}),
        }
