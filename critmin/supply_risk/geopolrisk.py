"""GeoPolRisk of one buyer: world concentration times the instability its imports come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import NamedTuple

from critmin import measures
from critmin.answers.table import Caution, Cell
from critmin.answers.text import joined
from critmin.core.errors import NoData
from critmin.measures.geopolitical import Imports
from critmin.supply.shares import Distribution
from critmin.supply_risk import stability
from critmin.supply_risk.home_output import FORMS, HomeOutput, home_output
from critmin.trade import buyers, imports
from critmin.trade import flows as trade
from critmin.trade.buyers import Buyer
from critmin.trade.import_table import ImportTable, refuse_shared
from critmin.trade.imports import ImportFinder

Row = tuple[Cell, ...]


class Missing(NamedTuple):
    """A mineral, stage and year without a score, and why."""

    mineral: str
    stage: str
    year: int
    reason: str


@dataclass
class Scores:
    """Rows that have a score, and what is missing and why."""

    buyer: Buyer
    found: list[Score] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


def scores(buyer: str, slugs: Sequence[str], years: Sequence[int]) -> Scores:
    """All scores of a buyer for minerals (all that trade, when none is named) and years."""
    who = buyers.buyer(buyer)
    scores = Scores(who)
    for year in years or [trade.years("baci-hs92")[-1]]:
        desk = ImportFinder(who, [year], measure="weight")
        for slug in slugs or imports.minerals_with_trade(who):
            for stage in FORMS:
                try:
                    scores.found.append(_score(desk, slug, stage, year))
                except NoData as reason:
                    scores.missing.append(Missing(slug, stage, year, str(reason)))
    return scores


def _score(desk: ImportFinder, slug: str, stage: str, year: int) -> Score:
    what = f"no data for {slug} {stage} {year} and {desk.buyer.name}"
    flows = _bought(desk, slug, stage)
    home = home_output(what, slug, stage, year, desk.buyer.members(year), [flows])
    return Score.of(what, flows, home)


def _bought(desk: ImportFinder, slug: str, stage: str) -> ImportTable:
    """The buyer's imports of the stage's product, under codes of its own.

    Raises
    ------
    NoData
        If none are recorded, or the codes hold other minerals too.
    """
    bought = imports.Imports(desk.buyer)
    desk.add(slug, [FORMS[stage]], bought, every=False)
    if not bought.tables:
        raise NoData("; ".join(gap.reason for gap in bought.missing))
    (table,) = bought.tables
    refuse_shared(table)
    return table


@dataclass
class Score:
    """One score with its parts."""

    flows: ImportTable
    spread: Distribution
    hhi: float
    import_part: float
    reliance: float
    cautions: list[Caution]

    @classmethod
    def of(cls, what: str, flows: ImportTable, home: HomeOutput) -> Score:
        """The score of recorded imports over one table of the world's output.

        Raises
        ------
        NoData
            If a part of it cannot be computed; never a zero instead.
        """
        spread = home.spread
        point, _bounds = spread.hhi()
        if point is None:
            raise NoData(f"{what}: half of the world's output or more is not attributed")
        imports, unscored = _imports(flows, home.by)
        own = home.tonnes
        try:
            part = measures.geopolitical_import_risk(imports, own)
        except ValueError as problem:
            raise NoData(f"{what}: {problem}") from problem
        total = fsum(flow.weight or 0.0 for flow in imports)
        cautions = [*home.cautions, *_about(flows, spread, unscored, home.by)]
        return cls(flows, spread, point / measures.SCALE, part, total / (own + total), cautions)

    def row(self, buyer: Buyer) -> Row:
        """The score as a row."""
        table = self.spread.table
        codes = [*table.codes, *(caution.code for caution in self.cautions)]
        return (
            table.mineral,
            table.stage,
            table.year,
            buyer.code,
            "geopolrisk",
            measures.geopolrisk(self.hhi, self.import_part),
            self.hhi,
            self.import_part,
            self.reliance,
            None,
            None,
            joined(codes) or None,
            f"{table.source};{self.flows.source};{stability.SOURCE}",
        )

    @property
    def sources(self) -> list[str]:
        """Source ids of the parts."""
        return [self.spread.table.source, self.flows.source, stability.SOURCE]


def _imports(flows: ImportTable, by: str) -> tuple[list[Imports], list[str]]:
    """Flows in tonnes with their exporters' instability, and exporters without a score."""
    found, unscored = [], []
    for supplier in flows.suppliers:
        score = stability.score(supplier.place, flows.year)
        weight = flows.amount(supplier, by)
        if score is None and weight is not None:
            unscored.append(trade.place_name(supplier.place)[0])
        found.append(Imports(weight, float(supplier.value), None if score is None else score.value))
    return found, unscored


def _about(
    flows: ImportTable, spread: Distribution, unscored: Sequence[str], by: str
) -> Iterator[Caution]:
    yield from spread.cautions()
    yield from flows.cautions(by)
    if by == "weight":
        yield Caution("product_weight", f"{flows.what}: flows are in product weight")
    if unscored:
        yield Caution("wgi_missing", f"{flows.what}: no score for {', '.join(unscored)}; 0.5 used")


def missing(scores: Scores, *, every: bool) -> Iterator[Caution]:
    """What has no score, with the reasons; counted when all minerals were asked for."""
    years = {score.flows.year for score in scores.found}
    if min(years) < stability.SPLICE <= max(years):
        yield Caution(
            "series_spliced",
            f"political stability is reckoned anew from {stability.SPLICE} on: scores before and "
            "after do not compare",
        )
    if every:
        answered = {score.flows.mineral for score in scores.found}
        absent = list(dict.fromkeys(m.mineral for m in scores.missing if m.mineral not in answered))
        if absent:
            yield Caution("no_data", f"{len(absent)} minerals have no score: {', '.join(absent)}")
        return
    for lack in scores.missing:
        yield Caution("no_data", lack.reason)
