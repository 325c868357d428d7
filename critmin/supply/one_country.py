"""One country's share of the world's supply: at a stage, or behind a traded form."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core import names, sources
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import STAGE_OF_FORM
from critmin.supply import bundled_tables, cautions, query, source_choice
from critmin.supply.bundled_tables import Entry
from critmin.supply.distribution import Distribution
from critmin.supply.supply_table import SupplyTable

# The publisher counts a part of the mineral; said wherever its shares of the world are shown.
COUNTED_IN_PART = frozenset({"magnet_rare_earths", "battery_grade"})


class CountryShare(NamedTuple):
    """A country's share of the world's supply of a mineral at a stage.

    ``share`` in [0, 1] is None if no table has it; the flags and cautions say why.
    """

    share: float | None
    year: int | None
    source: str | None
    flags: tuple[str, ...]
    cautions: tuple[Caution, ...]


def shares_of(minerals: Iterable[str], stage: str, iso3: str) -> dict[str, CountryShare]:
    """Shares of one country by mineral, from the preferred source's newest year.

    A country that a table does not list may be in the residual, so its share is None, not 0.
    """
    return {slug: _one(slug, stage, iso3) for slug in minerals}


def _one(slug: str, stage: str, iso3: str) -> CountryShare:
    try:
        entry = source_choice.choose(slug, stage)[0]
        shares = query.shares_of(bundled_tables.load(entry), None)
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


class WorldShare(NamedTuple):
    """Share of world supply in [0, 1], None without a figure, with its source.

    ``period`` is the year of output, or the years of a period average.
    """

    share: float | None
    source: str | None
    period: str
    flags: tuple[str, ...] = ()


NOTHING = WorldShare(None, None, "")


@cache
def _entry(mineral: str, stage: str) -> Entry | None:
    try:
        return source_choice.choose(mineral, stage)[0]
    except NoData:
        return None


@cache
def world(mineral: str, stage: str) -> Distribution | None:
    """Newest observed shares of the preferred source; None without any."""
    entry = _entry(mineral, stage)
    if entry is None:
        return None
    table = bundled_tables.load(entry)
    try:
        return Distribution.of(table, sources.default_total(table.source))
    except NoData:
        return None


def may_list(mineral: str, stage: str, iso3s: Collection[str], part: float = 0.0) -> bool:
    """Whether the table of `world` may have rows of some countries, with a part of its output."""
    entry = _entry(mineral, stage)
    if entry is None or not bundled_tables.may_list(entry, iso3s):
        return False
    return not part or bundled_tables.may_have(entry, iso3s, part)


def world_share(mineral: str, form: str, iso3: str) -> WorldShare:
    """Share of a country in the world's supply of a traded form.

    A country that the table does not list may be in a residual, so it has no figure.
    """
    stage = STAGE_OF_FORM.get(form)
    known = None if stage is None else world(mineral, stage)
    if known is None:
        return NOTHING
    table = known.table
    period = table.period or str(table.year)
    counted = [code for code in table.codes if code in COUNTED_IN_PART]
    flags = (*(["world_period_average"] if table.period else []), *counted)
    rows = [row for row in table.countries if row.iso3 == iso3]
    shares = [share for row in rows if (share := known.share(row)) is not None]
    if not rows:
        return WorldShare(None, table.source, period, ("world_not_listed",))
    return WorldShare(sum(shares) if shares else None, table.source, period, flags)


def years_of(found: Iterable[WorldShare]) -> Iterator[Caution]:
    """Years of the world shares by source; they usually differ from the year of trade."""
    spans: dict[str, dict[str, None]] = {}
    for one in found:
        if one.source is not None and one.share is not None:
            spans.setdefault(one.source, {})[one.period] = None
    if spans:
        years = "; ".join(
            f"{id_} {', '.join(sorted(years))}" for id_, years in sorted(spans.items())
        )
        yield caution("world_years", years=years)
