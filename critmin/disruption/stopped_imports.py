"""Loss of one buyer's imports of one mineral in one form under a scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.disruption.others_loss import OthersLoss, Outside, others_loss, outside
from critmin.disruption.scenario import Scenario
from critmin.disruption.stocks import HOME, Cover, cover
from critmin.export_controls.query import stands_for
from critmin.export_controls.reach import Controlled, controlled, joint_share
from critmin.measures.interval import Interval
from critmin.measures.shocks import Exposure, as_interval, joint_loss, net_loss
from critmin.tracing.origin_share import OriginShare, origin_of_table
from critmin.trade.buyers import Buyer
from critmin.trade.import_table import ImportTable, Supplier


class Origin(NamedTuple):
    """Origin share of the stopped suppliers in a buyer's supply, or the reason for none."""

    found: OriginShare | None
    reason: str = ""

    @property
    def share(self) -> Interval | None:
        """Share of the buyer's supply (own output and imports); None if unknown."""
        return None if self.found is None else self.found.origin

    @property
    def flags(self) -> tuple[str, ...]:
        """Warning codes of the trace; ``not_traced`` without one."""
        return ("not_traced",) if self.found is None else self.found.flags

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources of the network."""
        return () if self.found is None else self.found.sources


class Group(NamedTuple):
    """Suppliers with one cut: their joint share of the imports by value, and by weight.

    ``suppliers`` are ISO3 codes. ``value`` is None if unknown; ``known`` is its certain part, None
    without one; ``weight`` is None if a flow has no weight.
    """

    cut: float
    suppliers: tuple[str, ...]
    value: Interval | None
    known: float | None
    weight: float | None
    flags: tuple[str, ...]


def groups(table: ImportTable, cuts: dict[str, float]) -> list[Group]:
    """Stopped suppliers of an import table, grouped by cut, the largest cut first."""
    by_cut: dict[float, list[str]] = {}
    for code, cut in cuts.items():
        by_cut.setdefault(cut, []).append(code)
    return [_group(table, cut, by_cut[cut]) for cut in sorted(by_cut, reverse=True)]


def _group(table: ImportTable, cut: float, suppliers: Sequence[str]) -> Group:
    listed = [found for iso3 in suppliers if (found := table.by(iso3)) is not None]
    absent = [table.absent(iso3) for iso3 in suppliers if table.by(iso3) is None]
    flags = [flag for supplier in listed for flag in supplier.flags]
    hidden = [why for share, why in absent if share is None]
    flags += hidden
    if not listed and not hidden:
        flags.append("none_recorded")
    ends = [_printed(table, supplier) for supplier in listed]
    if set(hidden) - {"not_listed"} or None in ends:
        return Group(cut, tuple(suppliers), None, None, None, codes(flags))
    known = [end for end in ends if end is not None]
    unlisted = _unlisted(table, len(hidden)) if hidden else 0.0
    share = Interval(
        min(1.0, fsum(end.low for end in known)),
        min(1.0, fsum(end.high for end in known) + unlisted),
    )
    centre = fsum(table.share(supplier, "value") or 0.0 for supplier in listed)
    certain = None if hidden and not listed else min(1.0, centre)
    return Group(cut, tuple(suppliers), share, certain, _weight(table, listed), codes(flags))


def _printed(table: ImportTable, supplier: Supplier) -> Interval | None:
    """Interval of a supplier's printed share; a printed bound leaves one side open."""
    share = table.share(supplier, "value")
    if share is None:
        return None
    if "less_than" in supplier.flags:
        return Interval(0.0, min(1.0, 2 * share))
    if "greater_than" in supplier.flags:
        return Interval(share, 1.0)
    return as_interval(share)


def _unlisted(table: ImportTable, count: int) -> float:
    """Largest possible joint share of suppliers without a printed share.

    At most the residual, and for each supplier at most the smallest printed share.
    """
    shares = [s.printed for s in table.suppliers if s.place and s.printed is not None]
    rest = max(0.0, 1.0 - fsum(shares))
    return min(rest, count * min(shares, default=1.0))


def _weight(table: ImportTable, listed: Iterable[Supplier]) -> float | None:
    """Joint share by product weight; None if a supplier's weight or the total is unknown."""
    shares = [table.share(supplier, "weight") for supplier in listed]
    if table.printed or table.total("weight") <= 0 or None in shares:
        return None
    return min(1.0, fsum(share for share in shares if share is not None))


@dataclass(frozen=True)
class Loss:
    """Loss of one import table under a scenario.

    ``share`` is the loss as a share of the recorded imports. It is None if a direct share is
    unknown, or if the codes also hold other minerals; its high end is None if goods through
    third countries are also stopped and cannot be traced. ``t`` and ``usd`` are at the high end.
    """

    direct: float | None
    share_low: float | None
    share_high: float | None
    t: float | None
    usd: float | None
    flags: tuple[str, ...]


def loss(table: ImportTable, scenario: Scenario, origins: Sequence[Origin]) -> Loss:
    """Loss of an import table: ``max(0, g (1 - sigma) - r)``, see `critmin.measures.shocks`.

    Parameters
    ----------
    table : ImportTable
        The buyer's imports.
    scenario : Scenario
        Scenario with a stop of the table's mineral.
    origins : sequence of Origin
        Origin share of each group of suppliers with one cut, in the order of `groups`; used
        only if the scenario's reach is above 0.
    """
    found = groups(table, scenario.cuts(table.mineral))
    flags = [flag for group in found for flag in group.flags]
    known = [group.known for group in found if group.known is not None]
    if not table.claims or any(group.value is None for group in found):
        return Loss(None, None, None, None, None, codes(flags))
    direct = min(1.0, fsum(known)) if known else None
    traced = not scenario.reach or all(origin.share is not None for origin in origins)
    net = _net([group.value for group in found], found, scenario, origins)
    value = table.currency == "USD" and not table.printed
    weight = _net([group.weight for group in found], found, scenario, origins)
    return Loss(
        direct,
        None if net is None else net.low,
        None if net is None or not traced else net.high,
        weight.high * table.total("weight") if weight is not None and traced else None,
        net.high * table.total("value") if net is not None and value and traced else None,
        codes(flags),
    )


def _net(
    shares: Sequence[Interval | float | None],
    found: Sequence[Group],
    scenario: Scenario,
    origins: Sequence[Origin],
) -> Interval | None:
    """Net loss of shares by group; None if one is unknown."""
    exposures = []
    for at, (share, group) in enumerate(zip(shares, found, strict=True)):
        if share is None:
            return None
        traced = origins[at].found if scenario.reach else None
        exposures.append(Exposure(group.cut, share, _with_third_countries(share, traced)))
    gross = joint_loss(exposures, pass_through=scenario.pass_through, reach=scenario.reach)
    return net_loss(gross, substitution=scenario.substitution, replacement=scenario.replacement)


def _with_third_countries(share: Interval | float, traced: OriginShare | None) -> Interval | None:
    """Direct share plus the share through third countries; None if it is not traced.

    The share through third countries is a difference within one network, in its weight. The
    origin share includes own output, so it is not compared with a share of imports by value.
    """
    if traced is None:
        return None
    low, high = as_interval(share)
    return Interval(min(1.0, low + traced.beyond.low), min(1.0, high + traced.beyond.high))


def origin(
    table: ImportTable, members: frozenset[str], suppliers: Iterable[str], *, allow_gap: bool
) -> Origin:
    """Origin share of the suppliers in the buyer's supply."""
    try:
        found = origin_of_table(table, members, frozenset(suppliers), allow_gap=allow_gap)
    except NoData as reason:
        return Origin(None, str(reason))
    return Origin(found)


@dataclass(frozen=True)
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
        lost = loss(table, scenario, origins)
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
            cover(table, buyer.code, lost.share_high, scenario.stock_days),
        )

    @property
    def any_lost(self) -> bool:
        """Whether any loss is known."""
        return bool(self.loss.share_high)

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
            "" if table.exclusive else "code_not_exclusive",
            "forms_partial" if table.partial else "",
            "value_in_eur" if table.currency == "EUR" else "",
            "end_use_reach" if self.end_use else "",
            "" if self.scenario.cuts(table.mineral) else "not_stopped",
            "no_shortage" if self.loss.share_high == 0 else "",
            "loss_of_use" if table.printed and self.t is not None else "",
            self.origin.flags,
            (flag for one in self.controls for flag in one.flags),
            self.outside.flags,
            "others_not_known" if isinstance(self.others, str) else self.others.flags,
        )

    @property
    def sources(self) -> tuple[str, ...]:
        """Source ids of the row."""
        return codes(
            self.table.source,
            self.origin.sources,
            (id_ for one in self.controls for id_ in one.sources),
            self.outside.source,
            () if isinstance(self.others, str) else self.others.sources,
            self.cover.sources,
        )

    def cautions(self, *, named: bool) -> Iterator[Caution]:
        """Cautions of the row; reasons of absent figures only if minerals were named."""
        table, what = self.table, self.table.what
        if not table.claims and not table.exclusive:
            yield caution("code_not_exclusive:loss", what=what, codes=", ".join(table.codes))
        if named and self.origin.found is not None:
            yield self._total_share(self.origin.found)
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
        return caution(
            "total_share:reach" if self.scenario.reach else "total_share",
            what=self.table.what,
            low=found.origin.low,
            high=found.origin.high,
            unexplained=found.unexplained,
            direct=found.direct,
            least=least,
            most=most,
        )


def _others(table: ImportTable, cuts: dict[str, float]) -> OthersLoss | str:
    try:
        return others_loss(table.mineral, table.form, table.year, cuts)
    except NoData as reason:
        return str(reason)
