"""GeoPolRisk of one buyer: world concentration times the political instability of its imports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import NamedTuple

from critmin import measures
from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.names import STAGE_PRODUCTS
from critmin.core.wording import counted as number_of
from critmin.measures.geopolitical import Imports
from critmin.supply.cautions import counted
from critmin.supply.distribution import Distribution
from critmin.supply_risk import political_stability
from critmin.supply_risk.domestic_output import DomesticOutput, domestic_output
from critmin.trade import flows
from critmin.trade.buyers import Buyer
from critmin.trade.import_table import ImportTable, refuse_shared
from critmin.trade.imports import ImportFinder, minerals_with_trade
from critmin.trade.imports import Imports as RecordedImports
from critmin.trade.sources import BACI

MIDDLE = 0.5  # instability of an exporter without a score, on the 0-1 scale


class Score(NamedTuple):
    """A mineral's score at a stage in one year, with its parts.

    ``hhi`` is of world output, ``import_part`` the import-weighted instability over all supply,
    ``reliance`` imports over imports and domestic output; all in [0, 1].
    """

    imports: ImportTable
    world: Distribution
    hhi: float
    import_part: float
    reliance: float
    cautions: tuple[Caution, ...]

    @classmethod
    def of(cls, what: str, imports: ImportTable, output: DomesticOutput) -> Score:
        """Score of recorded imports with one table of world output.

        Parameters
        ----------
        what : str
            Mineral, stage, year and buyer in words, to begin a message.
        imports : ImportTable
            The buyer's recorded imports of the product of the stage.
        output : DomesticOutput
            The buyer's domestic output, with the table of world output.

        Raises
        ------
        NoData
            If a part of it cannot be computed; it is never replaced by 0.
        """
        world, measure = output.world, output.measure
        point, _bounds = world.hhi()
        if point is None:
            raise NoData(f"{what}: half of the world's output or more is not attributed")
        found, unscored = imports_with_instability(imports, measure)
        own = output.tonnes
        try:
            part = measures.geopolitical_import_risk(found, own)
        except ValueError as problem:
            raise NoData(f"{what}: {problem}") from problem
        total = fsum(one.weight or 0.0 for one in found)
        cautions = [*output.cautions, *world.cautions(), *imports.cautions(measure)]
        if measure == "weight":
            cautions.append(caution("product_weight:geopolrisk", what=imports.what))
        if unscored:
            absent = ", ".join(unscored)
            cautions.append(
                caution("wgi_missing", what=imports.what, countries=absent, used=MIDDLE)
            )
        reliance = total / (own + total)
        return cls(imports, world, point / measures.SCALE, part, reliance, tuple(cautions))

    @property
    def score(self) -> float:
        """Concentration times the instability of imports, in [0, 1]."""
        return measures.geopolrisk(self.hhi, self.import_part)

    @property
    def flags(self) -> tuple[str, ...]:
        """Warning codes of the world's table and of all parts."""
        return codes(self.world.table.codes, [one.code for one in self.cautions])

    @property
    def sources(self) -> tuple[str, ...]:
        """Source ids of the parts."""
        return (self.world.table.source, self.imports.source, political_stability.SOURCE)


class Missing(NamedTuple):
    """Mineral, stage and year without a score, and the reason."""

    mineral: str
    stage: str
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
            yield caution("no_data:geopolrisk", number=number, minerals=", ".join(absent))


def scores(buyer: Buyer, slugs: Sequence[str], years: Sequence[int]) -> Scores:
    """All scores of a buyer.

    Parameters
    ----------
    buyer : Buyer
        Country, or bloc as one buyer.
    slugs : sequence of str
        Slugs; empty means all with trade.
    years : sequence of int
        Empty means the newest trade year.

    Raises
    ------
    NoData
        If there is no score, with every reason.
    """
    result = Scores()
    for year in years or [flows.years(BACI[0])[-1]]:
        finder = ImportFinder(buyer, [year], measure="weight")
        for slug in slugs or minerals_with_trade(buyer):
            for stage in STAGE_PRODUCTS:
                try:
                    result.found.append(_score(finder, slug, stage, year))
                except NoData as reason:
                    result.missing.append(Missing(slug, stage, year, str(reason)))
    if not result.found:
        reasons = dict.fromkeys(gap.reason for gap in result.missing)
        raise NoData("; ".join(reasons) if slugs else f"no data for any mineral and {buyer.name}")
    return result


def _score(finder: ImportFinder, slug: str, stage: str, year: int) -> Score:
    what = f"no data for {slug} {stage} {year} and {finder.buyer.name}"
    imports = _imports(finder, slug, stage)
    output = domestic_output(what, slug, stage, year, finder.buyer.members(year), [imports])
    return Score.of(what, imports, output)


def _imports(finder: ImportFinder, slug: str, stage: str) -> ImportTable:
    """The buyer's imports of the product of the stage, under codes without other minerals.

    Raises
    ------
    NoData
        If none are recorded, or the codes also hold other minerals.
    """
    recorded = RecordedImports(finder.buyer)
    finder.add(slug, [STAGE_PRODUCTS[stage]], recorded, every=False)
    if not recorded.tables:
        raise NoData("; ".join(gap.reason for gap in recorded.missing))
    (table,) = recorded.tables
    refuse_shared(table)
    return table


def imports_with_instability(table: ImportTable, measure: str) -> tuple[list[Imports], list[str]]:
    """Imports in tonnes with their exporters' instability, and exporters without a score."""
    found, unscored = [], []
    for supplier in table.suppliers:
        score = political_stability.score(supplier.place, table.year)
        weight = table.amount(supplier, measure)
        if score is None and weight is not None:
            unscored.append(flows.place_name(supplier.place)[0])
        found.append(Imports(weight, float(supplier.value), None if score is None else score.value))
    return found, unscored
