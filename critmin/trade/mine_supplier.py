"""Countries that dig more of a mineral than they refine, so that others refine what they dug."""

from __future__ import annotations

from functools import cache

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core import names, sources
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.supply import bundled_tables, source_choice
from critmin.supply.distribution import Distribution
from critmin.trade.codes import forms_of

LEAST = 0.001  # shares of world output are not known more closely
FEW = 0.1  # a country that refines less than this part of what it digs only mines
FROM_THE_MINE = {"ore", "scrap"}  # forms in which nothing refined is traded
FEED = {"ore", "intermediate"}  # forms that one country can ship and another refine


class MineSupplier(NamedTuple):
    """Country that digs more of a mineral than it refines, with its shares of world output.

    ``refined`` is 0 if tables of refined output exist and none lists the country, and None if
    there is no table.
    """

    iso3: str
    mined: float
    refined: float | None

    @property
    def only_mines(self) -> bool:
        """Whether it is known to refine next to nothing of what it digs."""
        return self.refined is not None and self.refined < FEW * self.mined

    def caution(self, what: str) -> Caution:
        """What the country digs and refines, and what imports of a form therefore do not show."""
        return caution(
            "dug_elsewhere" if self.refined is not None else "dug_elsewhere:no_table",
            what=what,
            country=names.countries()[self.iso3].name,
            mined=self.mined,
            refined=self.refined,
        )


@cache
def mine_supplier(mineral: str, form: str, iso3: str) -> MineSupplier | None:
    """Country as a supplier from the mine; None if it digs no more of the mineral than it refines.

    Parameters
    ----------
    mineral, form, iso3 : str
        Slug, traded form, country. Ore and scrap have no refinery behind them; a mineral that
        trades in no form before the refinery (helium) is not refined elsewhere.
    """
    ores = bundled_tables.mined_as().get(mineral, ((mineral,), ""))[0]
    traded = {of for slug in (*ores, mineral) for of in forms_of(slug)}
    if form in FROM_THE_MINE or FEED.isdisjoint(traded):
        return None
    mined = max(_share(ore, "mining", iso3) or 0.0 for ore in ores)
    if mined < LEAST:
        return None
    refined = _share(mineral, "refining", iso3)
    return MineSupplier(iso3, mined, refined) if mined - (refined or 0.0) >= LEAST else None


def _share(mineral: str, stage: str, iso3: str) -> float | None:
    """Newest share of a country in the preferred source that lists it; 0 if none does."""
    try:
        entries = source_choice.candidates(mineral, stage, None, None)
    except NoData:
        return None
    known = {entry.origin for entry in entries if entry.observed}
    for origin in source_choice.preference(stage, mineral):
        if origin in known:
            (entry,) = source_choice.choose(mineral, stage, source=origin)
            table = bundled_tables.load(entry)
            found = Distribution.of(table, sources.default_total(table.source))
            shares = [found.share(row) for row in table.countries if row.iso3 == iso3]
            listed = [share for share in shares if share is not None]
            if listed:
                return sum(listed)
    return 0.0 if known else None
