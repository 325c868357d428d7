"""A buyer's own output of a stage, from the source and basis its trade can be added to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import fsum
from typing import NamedTuple

from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.supply import query, register, source_choice
from critmin.supply.shares import Distribution
from critmin.supply.tables import BY_PRODUCT, MASS_IN_TONNES
from critmin.trade.import_table import ImportTable

FORMS = {"mining": "ore", "refining": "refined"}  # a stage's output against trade in its product
STAGES = {form: stage for stage, form in FORMS.items()}


class HomeOutput(NamedTuple):
    """Own output beside the world's.

    ``quantity`` is in the unit of the table; ``by`` is ``contained`` or ``weight``, what
    output and trade can be added up in; ``others`` is output in that unit that the table
    lumps and that may be partly the buyer's, None where it is lumped without a figure or
    on a basis that trade is not in.
    """

    spread: Distribution
    quantity: float
    by: str
    others: float | None
    cautions: tuple[Caution, ...]

    @property
    def tonnes(self) -> float:
        """Own output in tonnes of the basis; of a table without a unit of mass it is 0."""
        return self.quantity * MASS_IN_TONNES.get(self.spread.table.unit, 1.0)


def home_output(
    what: str,
    mineral: str,
    stage: str,
    year: int,
    members: frozenset[str],
    traded: Sequence[ImportTable],
) -> HomeOutput:
    """Own output from the first table that lists the buyer on a basis that fits its trade.

    Sources come in their order of preference, the bases of each in theirs. Where none lists
    the buyer the preferred one answers with no output, and says so.

    Parameters
    ----------
    what : str
        What is asked for, in words that begin a reason.
    mineral, stage, year
        Whose output, ``mining`` or ``refining``.
    members : frozenset of str
        ISO3 codes of the buyer.
    traded : sequence of ImportTable
        Its recorded trade in the stage's product.

    Raises
    ------
    NoData
        If no source prints the year, or a source lists the buyer and none does on a basis
        that fits, or with a figure that is known: that is not zero.
    """
    unlisted: HomeOutput | None = None
    reasons: list[str] = []
    for spread in _tables(mineral, stage, year):
        try:
            found = _of(what, spread, members, traded)
        except NoData as reason:
            reasons.append(str(reason))
            continue
        if any(row.iso3 in members for row in spread.table.countries):
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
    yield query.shares_of(register.load(first), None)
    for origin in source_choice.preference(stage, mineral):
        found = [
            entry
            for entry in register.by_mineral_stage()[mineral, stage]
            if (entry.origin, entry.year) == (origin, year) and register.usable(entry)
        ]
        for basis in sorted(
            {entry.basis for entry in found}, key=source_choice.basis_rank().__getitem__
        ):
            newest = max((e for e in found if e.basis == basis), key=lambda entry: entry.source)
            if newest != first:
                yield query.shares_of(register.load(newest), None)


def _of(
    what: str, spread: Distribution, members: Iterable[str], traded: Sequence[ImportTable]
) -> HomeOutput:
    """What one table says of the buyer.

    Raises
    ------
    NoData
        If a member's output is withheld or unknown, or on a basis that does not fit.
    """
    table = spread.table
    names = {row.iso3 for row in table.countries}
    rows = [row for row in table.countries if row.iso3 in set(members)]
    hidden = [row for row in rows if row.centre is None]
    if hidden:
        said = ", ".join(f"{row.country} {row.state}" for row in hidden)
        raise NoData(f"{what}: own output is not known ({said}, {table.source})")
    own = fsum(row.centre or 0.0 for row in rows)
    by = _added_by(what, traded, spread, own)
    if set(members) <= names or not (spread.residual > 0 or table.residuals):
        return HomeOutput(spread, own, by, 0.0, ())
    lumped = None if table.residual_unknown else spread.residual * spread.denominator.value
    cautions = (_about_others(spread, lumped, bool(rows)),) if lumped != 0 else ()
    fits = table.unit in MASS_IN_TONNES and (by == "contained") == (table.basis == "contained")
    fits = fits and (by == "contained" or table.basis in BY_PRODUCT)
    return HomeOutput(spread, own, by, lumped if fits or lumped == 0 else None, cautions)


def _about_others(spread: Distribution, lumped: float | None, listed: bool) -> Caution:
    """That the buyer, or members of it, may be among the countries that a table lumps."""
    table = spread.table
    amount = "no figure" if lumped is None else f"{lumped:,.4g} {table.unit} {table.basis} in all"
    said = "does not list the buyer, and none of its output is counted"
    if listed:
        said = "lists some members of the buyer, and only their output is counted"
    return Caution(
        "own_output_not_listed",
        f"{table.what}: {table.source} {said}; what of it is among the other countries "
        f"({amount}) is left out",
    )


def _added_by(what: str, traded: Sequence[ImportTable], spread: Distribution, own: float) -> str:
    """``contained`` or ``weight``: the one that output and trade can be added up in.

    Raises
    ------
    NoData
        If there is own output and no such basis; both are named.
    """
    table = spread.table
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
