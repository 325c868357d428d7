"""Net import reliance of buyers without statistics, computed from output and trade.

(imports - exports) / (output + imports - exports), for a stage's output and the trade in its
product, in one year and on one basis. The European Commission's figures for the European Union are
shown in rows of their own; the two are never combined.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from critmin import measures
from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core import sources
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import PRODUCT_STAGES
from critmin.core.wording import counted as number_of
from critmin.measures.interval import Interval
from critmin.supply.cautions import counted
from critmin.supply_risk import eu_parameters
from critmin.supply_risk.domestic_output import DomesticOutput, domestic_output
from critmin.supply_risk.eu_parameters import Parameters
from critmin.trade import flows
from critmin.trade.buyers import Buyer
from critmin.trade.cautions import summarised
from critmin.trade.codes import forms_of
from critmin.trade.import_table import ImportTable
from critmin.trade.imports import ImportFinder, minerals_with_trade
from critmin.trade.sources import BACI
from critmin.trade.weights import OUTLIER

EU = "eu27"
NAMED = 5  # most leading suppliers that are named
LEAST_NAMED = 0.005  # smallest share of recorded imports of a supplier that is named
PRINTED_CODES = ("period_average", "transcribed", "not_recomputed")


@dataclass(frozen=True)
class TradeReliance:
    """Net import reliance in one form, with its trade and output.

    ``consumption`` is in tonnes; ``reliance`` counts the output that the table lists for the
    buyer; in ``bounds`` all output of unnamed countries may be the buyer's.
    """

    imports: ImportTable
    exports: ImportTable
    output: DomesticOutput
    consumption: float
    reliance: float
    bounds: Interval

    @classmethod
    def of(
        cls, what: str, imports: ImportTable, exports: ImportTable, output: DomesticOutput
    ) -> TradeReliance:
        """Reliance from output and trade on one basis.

        Parameters
        ----------
        what : str
            Mineral, form, year and buyer in words, to begin a message.
        imports, exports : ImportTable
            Recorded imports and exports under the same codes.
        output : DomesticOutput
            The buyer's domestic output.

        Raises
        ------
        NoData
            If no flow of a direction has a weight, consumption is not positive, or the output
            is not listed and may be any part of that of unnamed countries.
        """
        if output.quantity == 0 and output.lumped is None:
            raise NoData(f"{what}: {output.cautions[0].message}, so any reliance is possible")
        into, out = (_tonnes(what, table, output.measure) for table in (imports, exports))
        consumption = measures.apparent_consumption(
            primary=output.tonnes, imports=into, exports=out
        )
        if not consumption > 0:
            among = "" if output.lumped == 0 else "; its output may be among the other countries"
            raise NoData(
                f"{what}: exports ({out:,.4g} t) are not below output ({output.tonnes:,.4g} t, "
                f"{output.world.table.source}) and imports ({into:,.4g} t) together{among}"
            )
        found = measures.net_import_reliance(imports=into, exports=out, consumption=consumption)
        other = 0.0  # limit of the reliance if domestic output grows without bound
        if output.lumped is not None:
            other = (into - out) / (consumption + output.lumped * output.unit_in_tonnes)
        bounds = Interval(min(found, other), max(found, other))
        return cls(imports, exports, output, consumption, found, bounds)

    @property
    def state(self) -> str:
        """``net_exporter``; ``less_than`` if domestic output may be larger; else ``number``."""
        if self.reliance < 0:
            return "net_exporter"
        return "number" if self.output.lumped == 0 else "less_than"

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources of trade and output."""
        return (self.imports.source, self.output.world.table.source)

    @property
    def flags(self) -> tuple[str, ...]:
        """Warning codes of the world's table and of all parts."""
        table = self.output.world.table
        statuses = sorted(table.statuses - {"reported"})
        return codes(table.codes, [one.code for one in self.cautions()], statuses)

    @property
    def suppliers(self) -> str:
        """Leading suppliers and their shares of recorded imports, in words."""
        ranked = self.imports.ranked(self.output.measure)[:NAMED]
        return "; ".join(
            f"{flows.place_name(supplier.place)[0]} {part:.0%}"
            for supplier, part in ranked
            if part is not None and part >= LEAST_NAMED
        )

    def cautions(self) -> list[Caution]:
        """Cautions of the output, of imports and exports, and of the limit."""
        what, measure = self.imports.what, self.output.measure
        found = [*self.output.cautions]
        if self.state == "less_than":
            found.append(
                caution("upper_limit:reliance", what=what, high=self.reliance, low=self.bounds.low)
            )
        found += [*self.imports.cautions(measure), *self._about_exports()]
        if measure == "weight":
            found.append(caution("product_weight:reliance", what=what))
        return list(dict.fromkeys(found))

    def _about_exports(self) -> Iterator[Caution]:
        """Cautions of the exports that are not already among those of the imports."""
        what, suppliers = self.imports.what, self.exports.suppliers
        value = max(self.exports.total("value"), 1.0)
        unweighed = sum(supplier.unweighed for supplier in suppliers)
        if unweighed:
            yield caution("weight_missing:exports", what=what, part=unweighed / value)
        odd = sum(supplier.odd for supplier in suppliers)
        if odd:
            yield caution("unit_value_outlier:exports", what=what, part=odd / value, times=OUTLIER)
        wrong = sum(supplier.wrong for supplier in suppliers)
        if wrong:
            yield caution(
                "weight_implausible:exports", what=what, part=wrong / value, times=OUTLIER
            )
        if self.output.measure == "contained":
            yield from (c for c in self.exports.cautions("contained") if c.code == "converted")


def _tonnes(what: str, table: ImportTable, measure: str) -> float:
    """Weight of a table's flows in t; 0 without flows.

    Raises
    ------
    NoData
        If there are flows and none has a weight.
    """
    if table.suppliers and all(table.amount(s, measure) is None for s in table.suppliers):
        raise NoData(f"{what}: {table.source} records flows without any weight")
    return table.total(measure)


class Missing(NamedTuple):
    """Mineral, form and year without a figure, and the reason; ``form`` is None without trade."""

    mineral: str
    form: str | None
    year: int
    reason: str


@dataclass
class Reliances:
    """Reliances of a buyer: printed for the European Union, computed from trade, and missing."""

    buyer: Buyer
    minerals: list[str]
    printed: list[Parameters] = field(default_factory=list)
    computed: list[TradeReliance] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    @property
    def sources(self) -> list[str]:
        """Source ids of all figures."""
        printed = [eu_parameters.SOURCE] if self.printed else []
        return [*(id_ for one in self.computed for id_ in one.sources), *printed]

    def cautions(self, *, every: bool) -> Iterator[Caution]:
        """Cautions of all figures; counted by code if ``every`` mineral is shown."""
        if self.printed:
            yield from _about_printed(self.printed, every=every)
        if self.buyer.is_bloc and self.computed:
            yield caution("intra_bloc_excluded:reliance", buyer=self.buyer.name)
        found = [one for reliance in self.computed for one in reliance.cautions()]
        if not every:
            yield from summarised(found, len(self.computed))
            yield from (Caution("no_data", gap.reason) for gap in self.missing)
            return
        yield from counted(found)
        have = {one.imports.mineral for one in self.computed} | {p.mineral for p in self.printed}
        absent = sorted({gap.mineral for gap in self.missing} - have)
        if absent:
            number = number_of(len(absent), "mineral")
            yield caution("no_data:reliance", number=number, minerals=tuple(absent))


def find(buyer: Buyer, slugs: Sequence[str], years: Sequence[int]) -> Reliances:
    """Reliance of a buyer by mineral, form and year, without trade among a bloc's members.

    Parameters
    ----------
    buyer : Buyer
        Country or bloc.
    slugs : sequence of str
        Slugs; empty means all with trade.
    years : sequence of int
        Empty means the newest trade year, and the published figures for the European Union.

    Raises
    ------
    NoData
        If nothing in the query has a figure, with every reason.
    """
    found = Reliances(buyer, list(slugs) or sorted(_minerals(buyer)))
    if buyer.code == EU and (not years or eu_parameters.YEAR in years):
        found.printed = [
            one
            for one in eu_parameters.parameters()
            if one.mineral in found.minerals and one.import_reliance is not None
        ]
    for year in years or [flows.years(BACI[0])[-1]]:
        finder = ImportFinder(buyer, [year], measure="weight")
        for slug in found.minerals:
            _add(found, finder, slug, year)
    if not found.computed and not found.printed:
        reasons = dict.fromkeys(gap.reason for gap in found.missing)
        raise NoData("; ".join(reasons) if slugs else f"no data for any mineral and {buyer.name}")
    return found


def _minerals(buyer: Buyer) -> set[str]:
    printed = {one.mineral for one in eu_parameters.parameters()} if buyer.code == EU else set()
    return {*minerals_with_trade(buyer), *printed}


def _add(found: Reliances, finder: ImportFinder, slug: str, year: int) -> None:
    """Add a mineral's reliance of one year in each form that is the product of a stage."""
    forms = [form for form in forms_of(slug) if form in PRODUCT_STAGES]
    if not forms:
        reason = f"no data for {slug}: no tariff code is mapped to its ore or its refined product"
        found.missing.append(Missing(slug, None, year, reason))
    for form in forms:
        what = f"no data for {slug} {form} {year} and {found.buyer.name}"
        stage, members = PRODUCT_STAGES[form], found.buyer.members(year)
        try:
            imports, exports = finder.both_ways(slug, form, year)
            output = domestic_output(what, slug, stage, year, members, [imports, exports])
            found.computed.append(TradeReliance.of(what, imports, exports, output))
        except NoData as reason:
            found.missing.append(Missing(slug, form, year, str(reason)))


def _about_printed(printed: Sequence[Parameters], *, every: bool) -> Iterator[Caution]:
    """Cautions of the European Commission's figures."""
    source = eu_parameters.SOURCE
    period = sources.averaged_years(source)
    yield caution("period_average:reliance", source=source, period=period)
    yield caution("transcribed", source=source)
    yield caution("not_recomputed:eu", source=source, period=period)
    zero = [f"{one.mineral} {one.stage}" for one in printed if one.import_reliance == 0]
    if zero and not every:
        yield caution("publisher_note:net_exporters", source=source, what=tuple(zero))
