"""Output by country from which a traded form is made, as the bundled tables print it."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import About
from critmin.supply import bundled_tables, source_choice
from critmin.supply.supply_table import BY_PRODUCT, MASS_IN_TONNES, SupplyTable
from critmin.tracing.contents import Contents, Output, named_producers, outputs_of


class Made(NamedTuple):
    """Output of a strand by country, in t.

    ``hidden`` are countries that produce it while no source publishes how much, ``residual`` the
    output of other countries, ``may`` the unlisted countries that can have a part of it. With
    ``only_shipped`` a country's output counts only up to its net exports. ``spread`` are the ends
    of the factor by which each country's output was converted, relative to the usual one.
    """

    strand: str
    known: Mapping[str, float]
    hidden: frozenset[str]
    residual: float
    may: frozenset[str]
    source: str
    only_shipped: bool = False
    spread: tuple[float, float] = (1.0, 1.0)


class Outputs(NamedTuple):
    """Output of each strand, its common basis and its cautions.

    With ``feed`` the output is the ore left in each country: ``made`` is empty then.
    """

    made: list[Made]
    basis: str
    cautions: list[Caution]
    feed: Output | None = None


def outputs(mineral: str, form: str, year: int, source: str | None = None) -> Outputs:
    """Output of each strand of a form; ``source`` names that of the plants' output.

    Raises
    ------
    NoData
        If no source prints output of the form by country in the year, as a mass.
    """
    what = About(mineral, form, year)
    found = outputs_of(mineral, form)
    if not found:
        raise NoData(f"{what} cannot be traced: no source prints output of this form by country")
    if found[0].how == "feed":
        line = found[0]
        return Outputs([], "", [caution(line.code, what=what, reason=line.reason)], line)
    made, bases, cautions = [], set(), []
    for own in found:
        free = source is not None and own.stage == "refining" and own.source is None
        line = own._replace(source=source) if free else own
        table = _table(mineral, line, year, what)
        bases.add(line.becomes or table.basis)
        if line.reason:
            cautions.append(caution(line.code, what=what, reason=line.reason))
        made.append(_made_of(table, line, named_producers(mineral, line.stage)))
    return Outputs(made, bases.pop(), cautions)


def _table(mineral: str, line: Output, year: int, what: str) -> SupplyTable:
    try:
        (entry,) = source_choice.choose(
            mineral, line.stage, years=[year], source=line.source, basis=line.basis
        )
    except NoData as reason:
        raise NoData(f"{what} cannot be traced: {reason}") from reason
    table = bundled_tables.load(entry)
    if table.unit not in MASS_IN_TONNES:
        raise NoData(f"{what} cannot be traced: {table.source} prints {table.unit} at {line.stage}")
    return table.scaled_to("t")


def _made_of(table: SupplyTable, line: Output, may: frozenset[str]) -> Made:
    return Made(
        line.strand,
        {row.iso3: row.centre * line.factor for row in table.countries if row.centre is not None},
        frozenset(row.iso3 for row in table.countries if row.centre is None),
        fsum(row.centre or 0.0 for row in table.residuals) * line.factor,
        may - {row.iso3 for row in table.countries},
        table.source,
        line.how == "shipped",
        (line.factor_low / line.factor, line.factor_high / line.factor),
    )


def check_contents(contents: Contents, basis: str, source: str, what: str) -> None:
    """Refuse trade that no content brings to the basis of output.

    Raises
    ------
    NoData
        With the basis, its source, and the codes without a single content.
    """
    if basis not in {*BY_PRODUCT, "contained", "reo"}:
        raise NoData(
            f"{what} cannot be traced: output is {basis} ({source}), and no content turns trade in "
            "product weight into it"
        )
    if contents.bare:
        raise NoData(
            f"{what} cannot be traced: output is {basis} ({source}), and "
            f"{', '.join(contents.bare)} has no single content"
        )
