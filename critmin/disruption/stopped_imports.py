"""Loss of one buyer's imports of one mineral in one form under a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.disruption.lost_imports import Loss, Origin, groups, loss, origin
from critmin.disruption.mine_stop import NO_STOP, MineStop, mine_stop
from critmin.disruption.others_loss import OthersLoss, Outside, others_loss, outside
from critmin.disruption.scenario import Scenario
from critmin.disruption.stocks import HOME, Cover, cover
from critmin.export_controls.query import stands_for
from critmin.export_controls.reach import Controlled, controlled, joint_share
from critmin.measures.interval import Interval
from critmin.tracing.feed_forms import is_dug
from critmin.tracing.origin_share import OriginShare
from critmin.trade.buyers import Buyer
from critmin.trade.import_table import ImportTable


@dataclass(frozen=True, eq=False)
class StoppedImports:
    """Import table under a scenario, with the figures of its row.

    ``controls`` has one item per stopped supplier; ``others`` is the reason in words if the loss
    of all others is unknown.
    """

    table: ImportTable
    buyer: Buyer
    scenario: Scenario
    loss: Loss
    origin: Origin
    controls: tuple[Controlled, ...]
    outside: Outside
    others: OthersLoss | str
    cover: Cover
    mines: MineStop = NO_STOP

    @classmethod
    def of(cls, table: ImportTable, buyer: Buyer, scenario: Scenario) -> StoppedImports:
        """Loss, origin, controls, stock and others' loss of an import table."""
        cuts = scenario.cuts(table.mineral)
        members, allow_gap = buyer.members(table.year), scenario.allow_gap
        total = origin(table, members, cuts, allow_gap=allow_gap)
        parts = groups(table, cuts)
        origins = [total] if len(parts) == 1 else []
        if len(parts) > 1 and scenario.reach:
            origins = [origin(table, members, p.suppliers, allow_gap=allow_gap) for p in parts]
        mines = mine_stop(table, buyer, scenario)
        lost = _at_the_mine(loss(table, scenario, origins), mines)
        also = stands_for(buyer.code, scenario.day)
        return cls(
            table,
            buyer,
            scenario,
            lost,
            total,
            tuple(
                controlled(table, iso3, buyer.code, also, scenario.day, scenario.known_on)
                for iso3 in cuts
            ),
            outside(table, cuts),
            _others(table, cuts),
            _cover(table, buyer, scenario, lost, mines),
            mines,
        )

    @property
    def any_lost(self) -> bool:
        """Whether any loss is known."""
        return bool(self.loss.share_high)

    @property
    def total(self) -> Interval | None:
        """Share of the supply by country of production: of the mine where the stop is there."""
        return self.mines.total if self.mines.dug else self.origin.share

    @property
    def origin_stage(self) -> str | None:
        """Stage of the total share; None without one."""
        if self.mines.dug:
            return "mining"
        if self.origin.share is None:
            return None
        return "mining" if is_dug(self.table.mineral, self.table.form) else "refining"

    @property
    def unexplained(self) -> float | None:
        """Share of the supply of unknown origin, at the stage of the total share."""
        if self.mines.dug is not None:
            return self.mines.dug.unexplained
        return None if self.origin.found is None else self.origin.found.unexplained

    @property
    def t(self) -> float | None:
        """Weight lost in t: of recorded flows, or by printed shares of net imports."""
        return self.cover.lost_of_use if self.loss.t is None else self.loss.t

    @property
    def licence(self) -> Interval | None:
        """Share of the imports under licence of any stopped supplier; None if unknown."""
        return joint_share([one.licence for one in self.controls])

    @property
    def ban(self) -> Interval | None:
        """Share of the imports under a ban of any stopped supplier; None if unknown."""
        return joint_share([one.ban for one in self.controls])

    @property
    def end_use(self) -> tuple[str, ...]:
        """End-use bans and entity lists of the stopped suppliers that target the buyer's users."""
        return codes(id_ for one in self.controls for id_ in one.end_use)

    @property
    def flags(self) -> tuple[str, ...]:
        """Warning codes of the row."""
        table = self.table
        return codes(
            self.loss.flags,
            table.flags,
            "end_use_reach" if self.end_use else "",
            "" if self.scenario.cuts(table.mineral) else "not_stopped",
            "no_shortage" if self.loss.share_high == 0 else "",
            "loss_of_use" if table.printed and self.t is not None else "",
            self.mines.flags,
            () if self.mines.dug else self.origin.flags,
            (flag for one in self.controls for flag in one.flags),
            self.outside.flags,
            "others_not_known" if isinstance(self.others, str) else self.others.flags,
        )

    @property
    def sources(self) -> tuple[str, ...]:
        """Source ids of the row."""
        return codes(
            self.table.source,
            self.mines.sources if self.mines.dug else self.origin.sources,
            (id_ for one in self.controls for id_ in one.sources),
            self.outside.source,
            () if isinstance(self.others, str) else self.others.sources,
            self.cover.sources,
        )

    def cautions(self, *, named: bool) -> Iterator[Caution]:
        """Cautions of the row; reasons of absent figures only if minerals were named."""
        table, what = self.table, self.table.what
        if not table.claims and not table.exclusive:
            yield caution("code_not_exclusive:loss", what=what, codes=tuple(table.codes))
        if named:
            yield from self.mines.cautions(table, self.buyer)
        if named and self.origin.found is not None and not self.mines.dug:
            yield self._total_share(self.origin.found)
        if named and "loss_by_weight" in self.loss.flags:
            yield caution("loss_by_weight", what=what)
        if named and "reach_not_traced" in self.loss.flags:
            small = self.origin.found is not None
            yield caution("reach_not_traced:own" if small else "reach_not_traced", what=what)
        if isinstance(self.others, str):
            reason = self.others.removeprefix(f"{what}: ")
            yield caution("others_not_known", what=what, reason=reason)
        elif named:
            yield self.others.caution
        yield from self.cover.cautions(
            named=named, supposed=self.scenario.stock_days is not None, home=self.buyer.code == HOME
        )

    def _total_share(self, found: OriginShare) -> Caution:
        """Total share: direct share, and the share through third countries on top of it."""
        least, most = found.beyond
        name = "total_share:reach" if self.scenario.reach else "total_share"
        return caution(
            "cannot_be_told:stops" if found.wide else name,
            what=self.table.what,
            unexplained=found.unexplained,
            direct=found.direct,
            least=least,
            most=most,
            **found.in_words,
        )


def _at_the_mine(lost: Loss, mines: MineStop) -> Loss:
    """Loss through the chain from the mine; without one, no upper end where the mine is unseen."""
    if mines.loss is None and not mines.unknown:
        return lost
    none = replace(lost, share_high=None, weight=None, t=None, usd=None)
    if mines.loss is not None:
        low, high = mines.loss
        return replace(none, share_low=low, share_high=high, measure="supply")
    return none if lost.share_low else replace(none, share_low=None, measure=None)


def _cover(
    table: ImportTable, buyer: Buyer, scenario: Scenario, lost: Loss, mines: MineStop
) -> Cover:
    """Stock against the loss; a loss of supply is set against days of use alone.

    Published stocks and reliance are of imports, so a share of supply is not compared with them.
    """
    if mines.loss is None:
        return cover(table, buyer.code, lost.share_high, lost.weight, scenario.stock_days)
    known = scenario.stock_days is not None and buyer.code != HOME
    return cover(table, buyer.code, lost.share_high if known else None, None, scenario.stock_days)


def _others(table: ImportTable, cuts: dict[str, float]) -> OthersLoss | str:
    try:
        return others_loss(table.mineral, table.form, table.year, cuts)
    except NoData as reason:
        return str(reason)
