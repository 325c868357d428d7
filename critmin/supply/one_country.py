"""One country's share of several minerals at a stage, each from the table that answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from critmin.answers.table import Caution
from critmin.core import names
from critmin.core.errors import NoData
from critmin.supply import query, register, remarks, source_choice
from critmin.supply.shares import Distribution
from critmin.supply.tables import SupplyTable


class Held(NamedTuple):
    """A country's share of the world's supply of a mineral at a stage.

    ``share`` in [0, 1] is None where no table has it: the flags and cautions say why.
    """

    share: float | None
    year: int | None
    source: str | None
    flags: tuple[str, ...]
    cautions: tuple[Caution, ...]


def shares_of(minerals: Iterable[str], stage: str, iso3: str) -> dict[str, Held]:
    """Shares of one country by mineral, from the preferred source's newest year.

    A country that a table does not list has no share there: it may be inside the
    residual, so it is not zero.
    """
    return {slug: _one(slug, stage, iso3) for slug in minerals}


def _one(slug: str, stage: str, iso3: str) -> Held:
    try:
        entry = source_choice.choose(slug, stage)[0]
        spread = query.distribution(register.load(entry), None)
    except NoData as reason:
        return Held(None, None, None, ("no_data",), (Caution("no_data", str(reason)),))
    cautions = (*remarks.cautions_of([entry]), *spread.cautions())
    return _read(spread, iso3, cautions)


def _read(spread: Distribution, iso3: str, cautions: tuple[Caution, ...]) -> Held:
    table: SupplyTable = spread.table
    row = next((row for row in table.countries if row.iso3 == iso3), None)
    if row is None:
        country = names.countries()[iso3].name
        said = Caution("not_listed", f"{table.what}: {country} is not listed by {table.source}")
        return Held(None, table.year, table.source, ("not_listed",), (*cautions, said))
    flags = query.row_flags(row, *query.said_of(table)).split(";")
    return Held(spread.share(row), table.year, table.source, tuple(flags), cautions)
