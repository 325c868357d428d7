"""One country's share of several minerals at a stage, each from its preferred table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core import names
from critmin.core.errors import NoData
from critmin.supply import cautions, query, register, source_choice
from critmin.supply.shares import Distribution
from critmin.supply.tables import SupplyTable


class CountryShare(NamedTuple):
    """Share of one country in the world's supply of a mineral at a stage.

    ``share`` in [0, 1] is None if no table has it; the flags and cautions say why.
    """

    share: float | None
    year: int | None
    source: str | None
    flags: tuple[str, ...]
    cautions: tuple[Caution, ...]


def shares_of(minerals: Iterable[str], stage: str, iso3: str) -> dict[str, CountryShare]:
    """Shares of one country by mineral, from the newest year of the preferred source.

    A country that a table does not list may be in the residual, so its share is None, not 0.
    """
    return {slug: _one(slug, stage, iso3) for slug in minerals}


def _one(slug: str, stage: str, iso3: str) -> CountryShare:
    try:
        entry = source_choice.choose(slug, stage)[0]
        shares = query.shares_of(register.load(entry), None)
    except NoData as reason:
        return CountryShare(None, None, None, ("no_data",), (Caution("no_data", str(reason)),))
    found_cautions = (*cautions.of_entries([entry]), *shares.cautions())
    return _read(shares, iso3, found_cautions)


def _read(shares: Distribution, iso3: str, found_cautions: tuple[Caution, ...]) -> CountryShare:
    table: SupplyTable = shares.table
    row = next((row for row in table.countries if row.iso3 == iso3), None)
    if row is None:
        country = names.countries()[iso3].name
        absent = caution("not_listed", what=table.what, country=country, source=table.source)
        return CountryShare(
            None, table.year, table.source, ("not_listed",), (*found_cautions, absent)
        )
    flags = query.row_flags(row, *query.table_flags(table))
    return CountryShare(shares.share(row), table.year, table.source, flags, found_cautions)
