"""Loss of refined goods if supply stops at the mine: through the chain, or why it is unknown."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

from critmin.answers.builder import codes
from critmin.answers.table import Caution
from critmin.core.named_tuple import NamedTuple
from critmin.disruption.at_the_mine import Dug, dug, mine_suppliers, unseen
from critmin.disruption.scenario import Scenario
from critmin.measures.interval import Interval
from critmin.measures.shocks import net_loss
from critmin.tracing.feed_forms import is_dug
from critmin.tracing.shares import DECIMALS
from critmin.trade.buyers import Buyer
from critmin.trade.import_table import ImportTable
from critmin.trade.mine_supplier import MineSupplier


class MineStop(NamedTuple):
    """What a stop of suppliers that dig takes from imports of a refined form.

    ``suppliers`` dig more than they refine; ``hidden`` are those of them whose recorded shipments
    say nothing on what they dug. ``dug`` is the share that the stopped suppliers dug, if the row
    is answered at the mine; None if it is answered by recorded imports.
    """

    suppliers: tuple[MineSupplier, ...]
    hidden: tuple[MineSupplier, ...]
    dug: Dug | None
    loss: Interval | None
    stopped: tuple[str, ...] = ()

    @property
    def unknown(self) -> bool:
        """Whether an upper end of the loss cannot be told."""
        return self.loss is None and bool(self.hidden or self.dug)

    @property
    def total(self) -> Interval | None:
        """Share of the buyer's supply that the stopped suppliers dug."""
        return self.dug.share if self.dug else None

    @property
    def flags(self) -> tuple[str, ...]:
        """Warning codes of the row."""
        chain = self.dug.found if self.dug and self.dug.share else None
        return codes(
            "dug_elsewhere" if self.suppliers else "",
            "feed_unseen" if self.unknown else "",
            "loss_of_supply" if self.loss is not None else "",
            chain.flags if chain else (),
            "cannot_be_told" if self.dug and self.dug.wide else "",
        )

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources of the chain."""
        return self.dug.found.sources if self.dug and self.dug.share and self.dug.found else ()

    def cautions(self, table: ImportTable, buyer: Buyer) -> Iterator[Caution]:
        """What the suppliers dig, and the share followed to them or the reason for none."""
        for one in self.suppliers:
            yield one.caution(table.what)
        if self.dug is None:
            return
        if self.dug.share is not None and self.dug.found is not None:
            yield self.dug.found.about(self.stopped, "the stopped countries", buyer.name)
        yield from self.dug.cautions(buyer)


NO_STOP = MineStop((), (), None, None)


def mine_stop(table: ImportTable, buyer: Buyer, scenario: Scenario) -> MineStop:
    """Whether a row is answered at the mine, and the loss if it is.

    It is if the scenario's stage is the mine, or if no stage is named and every stopped supplier
    digs without refining. A stop of part of them leaves the upper end unknown.
    """
    cuts = {iso3: cut for iso3, cut in scenario.cuts(table.mineral).items() if cut > 0}
    if is_dug(table.mineral, table.form) or not cuts or not table.claims:
        return NO_STOP
    mines = tuple(mine_suppliers(table, cuts))
    hidden = tuple(unseen(table, mines))
    stage = scenario.origin_stage
    if stage != "mining" and not hidden:
        return MineStop(mines, hidden, None, None)
    found = dug(table, buyer, cuts, allow_gap=scenario.allow_gap)
    if stage != "mining" and (stage == "refining" or len(hidden) < len(cuts)):
        told = found._replace(share=None) if found.reason else None
        return MineStop(mines, hidden, told, None)
    return MineStop(mines, hidden, found, _loss(found, cuts, scenario), tuple(cuts))


def _loss(found: Dug, cuts: dict[str, float], scenario: Scenario) -> Interval | None:
    """Loss of the buyer's supply: the share dug in each supplier times its cut.

    At most the joint share of all suppliers times the largest cut.
    """
    if found.share is None or found.found is None:
        return None
    shares = [(cut, found.found.dug([iso3])) for iso3, cut in cuts.items()]
    low = fsum(cut * share.low for cut, share in shares)
    joint = max(cuts.values()) * found.share.high
    high = max(low, min(joint, fsum(cut * share.high for cut, share in shares)))
    scale = scenario.pass_through
    net = net_loss(
        Interval(scale * min(1.0, low), scale * min(1.0, high)),
        substitution=scenario.substitution,
        replacement=scenario.replacement,
    )
    return Interval(*(round(end, DECIMALS) for end in net))
