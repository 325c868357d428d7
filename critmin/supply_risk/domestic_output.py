"""A buyer's domestic output at a stage, on the basis of its trade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import fsum

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.supply import bundled_tables, query, source_choice
from critmin.supply.distribution import Distribution
from critmin.supply.supply_table import BY_PRODUCT, MASS_IN_TONNES, SupplyTable
from critmin.trade.import_table import ImportTable


class OutputUnknown(NoData):
    """A table lists the buyer or a member of it without a figure, perhaps a withheld one."""

    withheld = False


class OutputWithheld(OutputUnknown):
    """The publisher has a figure of the buyer and withholds it."""

    withheld = True


class OtherBasis(NoData):
    """Output and trade have no basis in common, so they must not be added."""


class DomesticOutput(NamedTuple):
    """The buyer's output, with the table of world output.

    ``quantity`` is in the unit of the table; ``measure`` is ``contained`` or ``weight``, common to
    output and trade; ``lumped`` is output of unnamed countries in that unit, part of which may be
    the buyer's, None if it has no figure or is on another basis than trade. ``unlisted`` are the
    members that the table does not list although it has unnamed countries.
    """

    world: Distribution
    quantity: float
    measure: str
    lumped: float | None
    cautions: tuple[Caution, ...]
    unlisted: frozenset[str] = frozenset()

    @property
    def tonnes(self) -> float:
        """Output in tonnes of the basis; 0 for a table without a unit of mass."""
        return self.quantity * self.unit_in_tonnes

    @property
    def unit_in_tonnes(self) -> float:
        """Tonnes per unit of the table; 1 if that is not a unit of mass."""
        return MASS_IN_TONNES.get(self.world.table.unit, 1.0)


def domestic_output(
    what: str,
    mineral: str,
    stage: str,
    year: int,
    members: frozenset[str],
    traded: Sequence[ImportTable],
) -> DomesticOutput:
    """Domestic output from the first table that lists the buyer on the basis of its trade.

    Sources and their bases are tried in order of preference. If one of them lists the buyer
    without a figure and no other has one, their older editions are tried too. If no table lists
    the buyer, the preferred one is used with no output and a caution.

    Parameters
    ----------
    what : str
        Mineral, stage, year and buyer in words, to begin a message.
    mineral : str
        Slug.
    stage : str
        ``mining`` or ``refining``.
    year : int
        Year of the output.
    members : frozenset of str
        ISO3 codes of the buyer.
    traded : sequence of ImportTable
        Recorded trade of the buyer in the product of the stage.

    Returns
    -------
    DomesticOutput

    Raises
    ------
    NoData
        If no source prints the year, or the buyer is listed only on another basis or without
        a known figure.
    """
    unlisted: DomesticOutput | None = None
    problems: list[NoData] = []
    for older in (False, True):
        for world in _tables(mineral, stage, year, older=older):
            try:
                found = output_in(what, world, members, traded)
            except NoData as problem:
                problems.append(problem)
                continue
            if any(row.iso3 in members for row in world.table.countries):
                return found._replace(cautions=(*found.cautions, *_about_edition(world, older)))
            unlisted = unlisted or found
        if not any(isinstance(problem, OutputUnknown) for problem in problems):
            break
    if unlisted is None or problems:
        raise problems[0]
    return unlisted


def in_older_edition(
    what: str,
    mineral: str,
    stage: str,
    year: int,
    members: frozenset[str],
    traded: Sequence[ImportTable],
) -> DomesticOutput | None:
    """Domestic output from an older edition whose HHI has bounds; None if there is none."""
    for world in _tables(mineral, stage, year, older=True):
        if world.hhi()[1] is None:
            continue
        try:
            found = output_in(what, world, members, traded)
        except NoData:
            continue
        return found._replace(cautions=(*found.cautions, *_about_edition(world, True)))
    return None


def _tables(mineral: str, stage: str, year: int, *, older: bool) -> Iterator[Distribution]:
    """Tables of the year: the preferred one, then the other sources and bases.

    Parameters
    ----------
    older : bool
        Whether to give the older editions of each source and basis instead of the newest.

    Raises
    ------
    NoData
        If there is none.
    """
    (first,) = source_choice.choose(mineral, stage, years=[year])
    if not older:
        yield query.shares_of(bundled_tables.load(first), None)
    for origin in source_choice.preference(stage, mineral):
        found = [
            entry
            for entry in bundled_tables.usable_of(mineral, stage)
            if (entry.origin, entry.year) == (origin, year)
        ]
        for basis in sorted(
            {entry.basis for entry in found}, key=source_choice.basis_rank().__getitem__
        ):
            editions = sorted(
                (entry for entry in found if entry.basis == basis),
                key=lambda entry: entry.source,
                reverse=True,
            )
            for entry in editions[1:] if older else editions[:1]:
                if entry != first:
                    yield query.shares_of(bundled_tables.load(entry), None)


def _about_edition(world: Distribution, older: bool) -> Iterator[Caution]:
    if older:
        yield caution("older_edition", what=world.table.what, source=world.table.source)


def output_in(
    what: str, world: Distribution, members: Iterable[str], traded: Sequence[ImportTable]
) -> DomesticOutput:
    """The buyer's output in one table of world output.

    Raises
    ------
    NoData
        If a member's output is withheld, unknown (`OutputUnknown`) or on another basis than
        trade.
    """
    table = world.table
    listed = {row.iso3 for row in table.countries}
    rows = [row for row in table.countries if row.iso3 in set(members)]
    hidden = [row for row in rows if row.centre is None]
    if hidden:
        states = ", ".join(f"{row.country} {row.state}" for row in hidden)
        kind = OutputWithheld if any(row.state == "withheld" for row in hidden) else OutputUnknown
        raise kind(f"{what}: domestic output is not known ({states}, {table.source})")
    own = fsum(row.centre or 0.0 for row in rows)
    measure = _measure(what, traded, table, own)
    if set(members) <= listed or not (world.residual > 0 or table.residuals):
        return DomesticOutput(world, own, measure, 0.0, ())
    lumped = None if table.residual_unknown else world.residual * world.denominator.value
    cautions = (_not_listed(table, lumped, some=bool(rows)),) if lumped != 0 else ()
    fits = table.unit in MASS_IN_TONNES
    fits = fits and (measure == "contained") == (table.basis == "contained")
    fits = fits and (measure == "contained" or table.basis in BY_PRODUCT)
    lumped = lumped if fits or lumped == 0 else None
    return DomesticOutput(world, own, measure, lumped, cautions, frozenset(members) - listed)


def _not_listed(table: SupplyTable, lumped: float | None, *, some: bool) -> Caution:
    """Caution that the buyer or members of it may be among a table's unnamed countries."""
    amount = "no figure" if lumped is None else f"{lumped:,.4g} {table.unit} {table.basis} in all"
    return caution(
        "own_output_not_listed:members" if some else "own_output_not_listed",
        what=table.what,
        source=table.source,
        amount=amount,
    )


def _measure(what: str, traded: Sequence[ImportTable], table: SupplyTable, own: float) -> str:
    """Measure common to output and trade: ``contained`` or ``weight``.

    Raises
    ------
    OtherBasis
        If there is domestic output and no such measure.
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
    if own == 0:  # without output any measure of the trade can be used
        return "contained" if convertible else "weight"
    raise OtherBasis(
        f"{what}: domestic output is {table.basis} ({table.unit}), trade is recorded in product "
        "weight without a factor for all its codes; the two must not be added"
    )
