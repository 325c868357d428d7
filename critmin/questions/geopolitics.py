"""GeoPolRisk of one buyer: world concentration times the instability its imports come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import NamedTuple

from critmin import buyers, catalog, choice, measures, stability, trade
from critmin.buyers import Buyer
from critmin.distribution import Distribution
from critmin.errors import NoData
from critmin.imports import ImportTable
from critmin.measures import Imports
from critmin.questions import asking, buying
from critmin.questions.bought import Bought
from critmin.questions.buying import Buying
from critmin.supply import MASS_IN_TONNES
from critmin.table import Caution, Cell

FORMS = {"mining": "ore", "refining": "refined"}  # a stage's output against trade in its product
BY_PRODUCT = {"gross-weight", "product"}  # bases of output that weigh what trade weighs
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
        desk = Buying(who, [year], measure="weight")
        for slug in slugs or buying.minerals_with_trade(who):
            for stage in FORMS:
                try:
                    scores.found.append(_score(desk, slug, stage, year))
                except NoData as reason:
                    scores.missing.append(Missing(slug, stage, year, str(reason)))
    return scores


def _score(desk: Buying, slug: str, stage: str, year: int) -> Score:
    what = f"no data for {slug} {stage} {year} and {desk.buyer.name}"
    flows = _bought(desk, slug, stage)
    members = desk.buyer.members(year)
    return Score.of(what, flows, _output(slug, stage, year, members), members)


def _output(slug: str, stage: str, year: int, members: frozenset[str]) -> Distribution:
    """The world's output from the preferred source that lists the buyer, else the preferred.

    Raises
    ------
    NoData
        If no source prints the year.
    """
    (preferred,) = choice.choose(slug, stage, years=[year])
    first = asking.distribution(catalog.load(preferred), None)
    for origin in choice.preference(stage, slug):
        try:
            (entry,) = choice.choose(slug, stage, years=[year], source=origin)
        except NoData:
            continue
        spread = asking.distribution(catalog.load(entry), None)
        if any(row.iso3 in members for row in spread.table.countries):
            return spread
    return first


def _bought(desk: Buying, slug: str, stage: str) -> ImportTable:
    """The buyer's imports of the stage's product, under codes of its own.

    Raises
    ------
    NoData
        If none are recorded, or the codes hold other minerals too.
    """
    bought = Bought(desk.buyer)
    desk.ask(slug, [FORMS[stage]], bought, every=False)
    if not bought.found:
        raise NoData("; ".join(reason for _, _, reason in bought.missing))
    (table,) = bought.found
    if not table.exclusive:
        others = ", ".join(dict.fromkeys(o for found in table.shared.values() for o in found))
        raise NoData(
            f"no data for {table.what}: its codes {', '.join(table.codes)} also hold {others}, so "
            "their flows say nothing of it alone"
        )
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
    def of(
        cls, what: str, flows: ImportTable, spread: Distribution, members: frozenset[str]
    ) -> Score:
        """The score of recorded imports over one table of the world's output.

        Raises
        ------
        NoData
            If a part of it cannot be computed; never a zero instead.
        """
        point, _bounds = spread.hhi()
        if point is None:
            raise NoData(f"{what}: half of the world's output or more is not attributed")
        own, said = _own_output(what, spread, members)
        by = _weighed_by(what, flows, spread, own)
        imports, unscored = _imports(flows, by)
        own *= MASS_IN_TONNES.get(spread.table.unit, 1.0)
        try:
            part = measures.geopolitical_import_risk(imports, own)
        except ValueError as problem:
            raise NoData(f"{what}: {problem}") from problem
        total = fsum(flow.weight or 0.0 for flow in imports)
        cautions = [*said, *_about(flows, spread, unscored, by)]
        return cls(flows, spread, point / measures.SCALE, part, total / (own + total), cautions)

    def row(self, buyer: Buyer) -> Row:
        """The score as a row."""
        table = self.spread.table
        codes = [*table.codes, *(caution.code for caution in self.cautions)]
        return (
            table.mineral, table.stage, table.year, buyer.code, "geopolrisk",
            measures.geopolrisk(self.hhi, self.import_part), self.hhi, self.import_part,
            self.reliance, None, None, asking.joined(codes) or None,
            f"{table.source};{self.flows.source};{stability.SOURCE}",
        )  # fmt: skip

    @property
    def sources(self) -> list[str]:
        """Source ids of the parts."""
        return [self.spread.table.source, self.flows.source, stability.SOURCE]


def _own_output(
    what: str, spread: Distribution, members: Iterable[str]
) -> tuple[float, list[Caution]]:
    """The buyer's own output in the unit of the table, and what is to be said of it.

    Raises
    ------
    NoData
        If a member's output is withheld or unknown: that is not zero.
    """
    table = spread.table
    rows = [row for row in table.countries if row.iso3 in set(members)]
    hidden = [row for row in rows if row.centre is None]
    if hidden:
        said = ", ".join(f"{row.country} {row.state}" for row in hidden)
        raise NoData(f"{what}: own output is not known ({said}, {table.source})")
    if rows or not (spread.residual > 0 or table.residuals):
        return fsum(row.centre or 0.0 for row in rows), []
    others = spread.residual * spread.denominator.value
    caution = Caution(
        "own_output_not_listed",
        f"{table.what}: {table.source} does not list the buyer, and none of its output is "
        f"counted; were it among the other countries ({others:,.4g} {table.unit} in all), the "
        "score would be lower",
    )
    return 0.0, [caution]


def _weighed_by(what: str, flows: ImportTable, spread: Distribution, own: float) -> str:
    """``contained`` or ``weight``: the one that output and imports can be added up in.

    Raises
    ------
    NoData
        If there is own output and no such basis; both are named.
    """
    table = spread.table
    keys = {(f.code, f.exporter) for s in flows.suppliers for f in s.flows if f.kg is not None}
    convertible = keys <= set(flows.contents)
    if own == 0:
        return "contained" if convertible else "weight"
    if table.unit in MASS_IN_TONNES:
        if table.basis == "contained" and convertible:
            return "contained"
        if table.basis in BY_PRODUCT:
            return "weight"
    raise NoData(
        f"{what}: own output is {table.basis} ({table.unit}), imports are recorded in product "
        "weight without a factor for all their codes; the two must not be added"
    )


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
