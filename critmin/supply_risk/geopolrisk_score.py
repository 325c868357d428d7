"""One GeoPolRisk score with its bounds, made of a buyer's imports and own output."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

from critmin import measures
from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import listed
from critmin.measures.geopolitical import Imports
from critmin.measures.interval import Interval
from critmin.supply.distribution import Distribution
from critmin.supply_risk import political_stability
from critmin.supply_risk.domestic_output import DomesticOutput
from critmin.supply_risk.named_contents import NamedContents
from critmin.supply_risk.pairings import Pairing
from critmin.trade import flows
from critmin.trade.import_table import ImportTable

MIDDLE = 0.5  # instability of an exporter without a score, on the 0-1 scale


class Score(NamedTuple):
    """A mineral's score at a stage in one year, with its parts.

    ``hhi`` is of world output, ``import_part`` the import-weighted instability over all supply,
    ``reliance`` imports over imports and domestic output; all in [0, 1]. The last two are None if
    the buyer's own output is known only as an interval. ``bounds`` is the interval of the score,
    None if the world's concentration has no bounds. ``price`` is the average import price in
    USD/kg, None without a flow in USD that has a weight.
    """

    imports: ImportTable
    world: Distribution
    hhi: float
    import_part: float | None
    reliance: float | None
    bounds: Interval | None
    price: float | None
    cautions: tuple[Caution, ...]

    @property
    def score(self) -> float | None:
        """Concentration times the instability of imports, in [0, 1]."""
        part = self.import_part
        return None if part is None else measures.geopolrisk(self.hhi, part)

    def in_copper(self, score: float | None) -> float | None:
        """Supply-risk potential of a score in kg of copper per kg; None without a price."""
        if score is None or self.price is None:
            return None
        return measures.copper_equivalent(score, self.price)

    @property
    def flags(self) -> tuple[str, ...]:
        """Warning codes of the world's table and of all parts."""
        return codes(self.world.table.codes, [one.code for one in self.cautions])

    @property
    def sources(self) -> tuple[str, ...]:
        """Source ids of the parts."""
        return (self.world.table.source, self.imports.source, political_stability.SOURCE)

    @property
    def release(self) -> str:
        """Release of the World Bank's scores that were used."""
        return political_stability.release(self.imports.year)


class Supply(NamedTuple):
    """What a score is made of: imports, the contents named for them, and own output with a range.

    ``own`` is in tonnes of the measure; its ends differ if a table does not list the buyer, which
    other tables name as a producer.
    """

    what: str
    pairing: Pairing
    imports: ImportTable
    contents: NamedContents | None
    output: DomesticOutput
    own: Interval

    @property
    def known(self) -> bool:
        """Whether own output is a number, not an interval."""
        return self.own.low == self.own.high

    def score(self) -> Score:
        """Score with its bounds.

        Raises
        ------
        NoData
            If a part of it cannot be computed; it is never replaced by 0.
        """
        world, what = self.output.world, self.what
        point, bounds = world.hhi()
        if point is None:
            raise NoData(f"{what}: half of the world's output or more is not attributed")
        if bounds is None and not self.known:
            raise NoData(
                f"{what}: own output lies between {self.own.low:,.0f} and {self.own.high:,.0f} t, "
                "and the world's concentration has no bounds, because a producer's output is not "
                "known"
            )
        middle = self.contents.middle if self.contents else self.imports
        ends = [self.contents.low, self.contents.high] if self.contents else [self.imports]
        part, total = self._part(middle, self.own.low)
        parts = [self._part(one, own)[0] for one in ends for own in self.own]
        known = self.known
        return Score(
            self.imports,
            world,
            point / measures.SCALE,
            part if known else None,
            total / (self.own.low + total) if known else None,
            _times(bounds, Interval(min(part, *parts), max(part, *parts))),
            _price(self.imports),
            tuple(self._cautions()),
        )

    def _part(self, table: ImportTable, own: float) -> tuple[float, float]:
        """Import part, and all imports in tonnes of the measure."""
        found, _unscored = imports_with_instability(table, self.output.measure)
        try:
            part = measures.geopolitical_import_risk(found, own)
        except ValueError as problem:
            raise NoData(f"{self.what}: {problem}") from problem
        return part, fsum(one.weight or 0.0 for one in found)

    def _cautions(self) -> Iterator[Caution]:
        what, measure = self.imports.what, self.output.measure
        if self.pairing.mixed:
            yield caution(
                "stages_mixed",
                what=self.output.world.table.what,
                forms=listed(self.pairing.forms),
                codes=tuple(self.imports.codes),
            )
        yield from (c for c in self.output.cautions if c.code != "own_output_not_listed")
        yield from self._about_own()
        yield from self.output.world.cautions()
        yield from (c for c in self.imports.cautions(measure) if not self._by_name(c))
        if self.contents is not None:
            yield from self.contents.cautions()
        if measure == "weight":
            yield caution("product_weight:geopolrisk", what=what)
        _found, unscored = imports_with_instability(self.imports, "weight")
        if unscored:
            absent, source = ", ".join(unscored), political_stability.SOURCE
            yield caution("wgi_missing", what=what, source=source, countries=absent, used=MIDDLE)
        if self.imports.currency != "USD":
            yield caution("copper_reference:currency", what=what, currency=self.imports.currency)

    def _by_name(self, one: Caution) -> bool:
        """Whether a caution on contents is replaced by that of the named ones."""
        return one.code == "converted" and self.contents is not None

    def _about_own(self) -> Iterator[Caution]:
        """Caution on own output that the table does not list."""
        if not self.output.unlisted or self.output.lumped == 0:
            return
        table = self.output.world.table
        if self.known:
            yield caution("own_output_not_listed:nowhere", what=table.what, source=table.source)
            return
        yield caution(
            "own_output_not_listed:between",
            what=table.what,
            source=table.source,
            low=self.own.low,
            high=self.own.high,
        )


def _times(bounds: Interval | None, part: Interval) -> Interval | None:
    """Bounds of the HHI, on its 0-10,000 scale, times those of the import part."""
    if bounds is None:
        return None
    return Interval(*(hhi / measures.SCALE * end for hhi, end in zip(bounds, part, strict=True)))


def _price(table: ImportTable) -> float | None:
    """Average import price in USD/kg of product; None if the flows have no weight or no USD."""
    if table.currency != "USD":
        return None
    every = [flow for supplier in table.suppliers for flow in supplier.flows]
    try:
        return measures.average_import_price(Imports(flow.kg, float(flow.value)) for flow in every)
    except ValueError:
        return None


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
