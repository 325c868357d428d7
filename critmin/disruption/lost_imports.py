"""Loss of one import table under a scenario: each share in one measure, by value or by weight."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from math import fsum

from critmin.answers.builder import codes
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Edition
from critmin.disruption.scenario import Scenario
from critmin.measures.interval import Interval
from critmin.measures.shocks import Exposure, as_interval, joint_loss, net_loss
from critmin.tracing.contents import Contents
from critmin.tracing.origin_share import OriginShare, origin_of_table
from critmin.trade.flows import elsewhere, members_with_history
from critmin.trade.import_table import ImportTable, Supplier
from critmin.trade.source_choice import lines_with_flows

# Shares of supply are rounded, so of a smaller part of it no share of the imports can be told.
LEAST_IMPORTED = 0.02


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
    stopped = members_with_history(suppliers, table.year)
    listed = [found for code in sorted(stopped) if (found := table.by(code)) is not None]
    absent = [table.absent(code) for code in suppliers if not _within(table, code, stopped)]
    flags = [flag for supplier in listed for flag in supplier.flags]
    hidden = [why for share, why in absent if share is None]
    flags += hidden
    if not listed and not hidden:
        flags.append("none_recorded")
    ends = [_printed(table, supplier) for supplier in listed]
    if (hidden and not table.printed) or None in ends:
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


def _within(table: ImportTable, code: str, stopped: Collection[str]) -> bool:
    """Whether a supplier's flows are recorded under its code, or under others that stop too."""
    found = elsewhere(table.source, code, table.year)
    others = found.codes if found is not None else ()
    return table.by(code) is not None or (bool(others) and {*others} <= {*stopped})


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

    ``share`` is the loss as a share of the recorded imports, in one ``measure``: ``value``, the
    ``printed`` share, or the ``weight`` of the traced network if re-exports stop too. It is None
    if a direct share is unknown, or if the codes also hold other minerals; its high end is None
    if re-exports stop too and cannot be traced. ``weight`` is the largest loss as a share by
    weight. ``t`` and ``usd`` are at the high end.
    """

    direct: float | None
    share_low: float | None = None
    share_high: float | None = None
    measure: str | None = None
    weight: float | None = None
    t: float | None = None
    usd: float | None = None
    flags: tuple[str, ...] = ()


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
    flags = codes(flag for group in found for flag in group.flags)
    known = [group.known for group in found if group.known is not None]
    if not table.claims or any(group.value is None for group in found):
        return Loss(None, flags=flags)
    direct = min(1.0, fsum(known)) if known else None
    if not scenario.reach or not found:
        return _direct_loss(table, scenario, found, direct, flags)
    traced = [o.found for o in origins if o.found and o.found.imports >= LEAST_IMPORTED]
    if len(traced) < len(found):
        least = _direct_loss(table, scenario, found, direct, codes(flags, "reach_not_traced"))
        return replace(least, share_high=None, weight=None, t=None, usd=None)
    weighed = [_by_weight(group.cut, one) for group, one in zip(found, traced, strict=True)]
    net = _net(weighed, scenario)
    t = net.high * table.total("weight") if one_content(table) else None
    flags = codes(flags, "loss_by_weight")
    return Loss(direct, net.low, net.high, "weight", net.high, t, None, flags)


def _direct_loss(
    table: ImportTable,
    scenario: Scenario,
    found: Sequence[Group],
    direct: float | None,
    flags: tuple[str, ...],
) -> Loss:
    """Loss of what the stopped suppliers ship directly: by value and, in t, by weight."""
    net = _net([Exposure(g.cut, g.value) for g in found if g.value is not None], scenario)
    weighed = [Exposure(g.cut, g.weight) for g in found if g.weight is not None]
    weight = _net(weighed, scenario).high if len(weighed) == len(found) else None
    in_usd = table.currency == "USD" and not table.printed
    return Loss(
        direct,
        net.low,
        net.high,
        "printed" if table.printed else "value",
        weight,
        None if weight is None else weight * table.total("weight"),
        net.high * table.total("value") if in_usd else None,
        flags,
    )


def _net(exposures: Sequence[Exposure], scenario: Scenario) -> Interval:
    """Net loss of several stops, all in one measure."""
    gross = joint_loss(exposures, pass_through=scenario.pass_through, reach=scenario.reach)
    return net_loss(gross, substitution=scenario.substitution, replacement=scenario.replacement)


def _by_weight(cut: float, traced: OriginShare) -> Exposure:
    """Direct share and share with re-exports, both of the imports, by the network's weight.

    A direct share by value is not added to a share through third countries, which is by weight.
    """
    direct, total = traced.of_imports
    return Exposure(cut, direct, total)


def one_content(table: ImportTable) -> bool:
    """Whether all flows have one content: then shares by contained and product weight agree."""
    if table.printed or table.total("weight") <= 0:
        return False
    origin = Edition.of(table.source).origin
    lines = lines_with_flows(origin, table.mineral, table.form, table.year)
    contents = Contents(table.mineral, table.form, lines, by_product=False)
    every = (flow for supplier in table.suppliers for flow in supplier.flows)
    return len({contents.of(flow.code, flow.exporter) for flow in every}) == 1


def origin(
    table: ImportTable, members: frozenset[str], suppliers: Iterable[str], *, allow_gap: bool
) -> Origin:
    """Origin share of the suppliers in the buyer's supply."""
    try:
        found = origin_of_table(table, members, frozenset(suppliers), allow_gap=allow_gap)
    except NoData as reason:
        return Origin(None, str(reason))
    return Origin(found)
