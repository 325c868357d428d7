"""A buyer's domestic output at a stage, on a basis that its trade can be added to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import fsum
from typing import NamedTuple

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.supply import bundled_tables, query, source_choice
from critmin.supply.distribution import Distribution
from critmin.supply.supply_table import BY_PRODUCT, MASS_IN_TONNES, SupplyTable
from critmin.trade.import_table import ImportTable


class DomesticOutput(NamedTuple):
    """The buyer's output beside the world's.

    ``quantity`` is in the unit of the world's table; ``measure`` is ``contained`` or
    ``weight``, what output and trade can be added up in; ``lumped`` is output in that unit
    that the table does not attribute to a country and that may be partly the buyer's, None
    where it is lumped without a figure or on a basis that trade is not in.
    """

    world: Distribution
    quantity: float
    measure: str
    lumped: float | None
    cautions: tuple[Caution, ...]

    @property
    def tonnes(self) -> float:
        """The output in tonnes of the basis; of a table without a unit of mass it is 0."""
        return self.quantity * self.unit_in_tonnes

    @property
    def unit_in_tonnes(self) -> float:
        """Tonnes in the table's unit; 1 where that is no unit of mass."""
        return MASS_IN_TONNES.get(self.world.table.unit, 1.0)


def domestic_output(
    what: str,
    mineral: str,
    stage: str,
    year: int,
    members: frozenset[str],
    traded: Sequence[ImportTable],
) -> DomesticOutput:
    """Domestic output from the first table that lists the buyer on a basis that fits its trade.

    Sources come in their order of preference, the bases of each in theirs. Where none lists
    the buyer the preferred one answers with no output, and says so.

    Parameters
    ----------
    what : str
        Mineral, stage, year and buyer in words: the beginning of a reason.
    mineral : str
        Slug.
    stage : str
        ``mining`` or ``refining``.
    year : int
        Of the output.
    members : frozenset of str
        ISO3 codes of the buyer.
    traded : sequence of ImportTable
        Its recorded trade in the stage's product.

    Returns
    -------
    DomesticOutput

    Raises
    ------
    NoData
        If no source prints the year, or a source lists the buyer and none does on a basis
        that fits, or with a figure that is known: that is not zero.
    """
    unlisted: DomesticOutput | None = None
    reasons: list[str] = []
    for world in _tables(mineral, stage, year):
        try:
            found = output_in(what, world, members, traded)
        except NoData as reason:
            reasons.append(str(reason))
            continue
        if any(row.iso3 in members for row in world.table.countries):
            return found
        unlisted = unlisted or found
    if unlisted is None or reasons:
        raise NoData(reasons[0])
    return unlisted


def _tables(mineral: str, stage: str, year: int) -> Iterator[Distribution]:
    """Tables of the year: the preferred first, then the other sources and bases.

    Raises
    ------
    NoData
        If there is none.
    """
    (first,) = source_choice.choose(mineral, stage, years=[year])
    yield query.shares_of(bundled_tables.load(first), None)
    for origin in source_choice.preference(stage, mineral):
        found = [
            entry
            for entry in bundled_tables.by_mineral_stage()[mineral, stage]
            if (entry.origin, entry.year) == (origin, year) and bundled_tables.usable(entry)
        ]
        for basis in sorted(
            {entry.basis for entry in found}, key=source_choice.basis_rank().__getitem__
        ):
            newest = max((e for e in found if e.basis == basis), key=lambda entry: entry.source)
            if newest != first:
                yield query.shares_of(bundled_tables.load(newest), None)


def output_in(
    what: str, world: Distribution, members: Iterable[str], traded: Sequence[ImportTable]
) -> DomesticOutput:
    """The buyer's output by one table of the world's.

    Raises
    ------
    NoData
        If a member's output is withheld or unknown, or on a basis that does not fit.
    """
    table = world.table
    listed = {row.iso3 for row in table.countries}
    rows = [row for row in table.countries if row.iso3 in set(members)]
    hidden = [row for row in rows if row.centre is None]
    if hidden:
        states = ", ".join(f"{row.country} {row.state}" for row in hidden)
        raise NoData(f"{what}: own output is not known ({states}, {table.source})")
    own = fsum(row.centre or 0.0 for row in rows)
    measure = _measure(what, traded, table, own)
    if set(members) <= listed or not (world.residual > 0 or table.residuals):
        return DomesticOutput(world, own, measure, 0.0, ())
    lumped = None if table.residual_unknown else world.residual * world.denominator.value
    cautions = (_not_listed(table, lumped, some=bool(rows)),) if lumped != 0 else ()
    fits = table.unit in MASS_IN_TONNES
    fits = fits and (measure == "contained") == (table.basis == "contained")
    fits = fits and (measure == "contained" or table.basis in BY_PRODUCT)
    return DomesticOutput(world, own, measure, lumped if fits or lumped == 0 else None, cautions)


def _not_listed(table: SupplyTable, lumped: float | None, *, some: bool) -> Caution:
    """That the buyer, or members of it, may be among the countries that a table lumps."""
    amount = "no figure" if lumped is None else f"{lumped:,.4g} {table.unit} {table.basis} in all"
    return caution(
        "own_output_not_listed:members" if some else "own_output_not_listed",
        what=table.what,
        source=table.source,
        amount=amount,
    )


def _measure(what: str, traded: Sequence[ImportTable], table: SupplyTable, own: float) -> str:
    """``contained`` or ``weight``: the one that output and trade can be added up in.

    Raises
    ------
    NoData
        If there is own output and no such basis; both are named.
    """
    convertible = all(
        (flow.code, flow.exporter) in flows.contents
        for flows in traded
        for supplier in flows.suppliers
        for flow in supplier.flows
        if flow.kg is not None
    )
    if table.unit in MASS_IN_TONNES and table.basis in BY_PRODUCT:
        return "weight"
    if table.unit in MASS_IN_TONNES and table.basis == "contained" and convertible:
        return "contained"
    if own == 0:  # nothing is added, so any one basis of the trade will do
        return "contained" if convertible else "weight"
    raise NoData(
        f"{what}: own output is {table.basis} ({table.unit}), trade is recorded in product "
        "weight without a factor for all its codes; the two must not be added"
    )
