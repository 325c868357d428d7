"""What a scenario takes from one buyer's imports of one mineral in one form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

from critmin.core.errors import NoData
from critmin.disruption.scenario import Scenario
from critmin.measures.interval import Interval
from critmin.measures.shocks import Exposure, as_interval, joint_loss, net_loss
from critmin.tracing.origin_share import OriginShare, origin_of_table
from critmin.trade.import_table import ImportTable, Supplier


class Origin(NamedTuple):
    """Share of a buyer's supply produced in the stopped suppliers, or why it is not known."""

    found: OriginShare | None
    reason: str = ""

    @property
    def share(self) -> Interval | None:
        """Of the buyer's supply, own output and imports."""
        return None if self.found is None else self.found.origin

    @property
    def flags(self) -> tuple[str, ...]:
        """Warning codes of the trace; that there is none where there is none."""
        return ("not_traced",) if self.found is None else self.found.flags

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources of the network."""
        return () if self.found is None else self.found.sources


class Group(NamedTuple):
    """Suppliers with one cut: their joint share of the imports by value, and by weight.

    ``value`` is None where it is unknown, ``known`` the part of it that is certain, None
    when none is; ``weight`` is None where a flow that counts has no weight.
    """

    cut: float
    codes: tuple[str, ...]
    value: Interval | None
    known: float | None
    weight: float | None
    flags: tuple[str, ...]


def plain(number: float | None) -> float | None:
    """A product of figures without the noise of floating point, to twelve digits."""
    return None if number is None else float(f"{number:.12g}")


def groups(table: ImportTable, cuts: dict[str, float]) -> list[Group]:
    """The stopped suppliers of an import table by their cut, the largest cut first."""
    by_cut: dict[float, list[str]] = {}
    for code, cut in cuts.items():
        by_cut.setdefault(cut, []).append(code)
    return [_group(table, cut, by_cut[cut]) for cut in sorted(by_cut, reverse=True)]


def _group(table: ImportTable, cut: float, codes: Sequence[str]) -> Group:
    listed = [found for code in codes if (found := table.by(code)) is not None]
    absent = [table.absent(code) for code in codes if table.by(code) is None]
    flags = [flag for supplier in listed for flag in supplier.flags]
    hidden = [why for share, why in absent if share is None]
    flags += hidden
    if not listed and not hidden:
        flags.append("none_recorded")
    ends = [_printed(table, supplier) for supplier in listed]
    if set(hidden) - {"not_listed"} or None in ends:
        return Group(cut, tuple(codes), None, None, None, tuple(dict.fromkeys(flags)))
    known = [end for end in ends if end is not None]
    unlisted = _unlisted(table, len(hidden)) if hidden else 0.0
    share = Interval(
        min(1.0, fsum(end.low for end in known)),
        min(1.0, fsum(end.high for end in known) + unlisted),
    )
    centre = fsum(table.share(supplier, "value") or 0.0 for supplier in listed)
    certain = None if hidden and not listed else min(1.0, centre)
    return Group(
        cut, tuple(codes), share, certain, _weight(table, listed), tuple(dict.fromkeys(flags))
    )


def _printed(table: ImportTable, supplier: Supplier) -> Interval | None:
    """A supplier's share as what it can be; printed bounds are intervals."""
    share = table.share(supplier, "value")
    if share is None:
        return None
    if "less_than" in supplier.flags:
        return Interval(0.0, min(1.0, 2 * share))
    if "greater_than" in supplier.flags:
        return Interval(share, 1.0)
    return as_interval(share)


def _unlisted(table: ImportTable, count: int) -> float:
    """The most that suppliers can hold whom printed shares do not name.

    No more than the rest, and each no more than the smallest that is named.
    """
    shares = [s.printed for s in table.suppliers if s.place and s.printed is not None]
    rest = max(0.0, 1.0 - fsum(shares))
    return min(rest, count * min(shares, default=1.0))


def _weight(table: ImportTable, listed: Iterable[Supplier]) -> float | None:
    """Joint share by product weight; None where a supplier's weight or the total is unknown."""
    shares = [table.share(supplier, "weight") for supplier in listed]
    if table.printed or table.total("weight") <= 0 or None in shares:
        return None
    return min(1.0, fsum(share for share in shares if share is not None))


@dataclass(frozen=True)
class Loss:
    """Loss of one import table under a scenario.

    ``share`` is the loss as a share of the recorded imports: None where a direct share is
    unknown, or where the codes hold other minerals too, whose loss it could be; its high end
    is None where goods through third countries are stopped too and cannot be traced. ``t``
    and ``usd`` are at the high end.
    """

    direct: float | None
    share_low: float | None
    share_high: float | None
    t: float | None
    usd: float | None
    flags: tuple[str, ...]


def loss(table: ImportTable, scenario: Scenario, origins: Sequence[Origin]) -> Loss:
    """The loss of an import table.

    Parameters
    ----------
    table : ImportTable
        The buyer's imports.
    scenario : Scenario
        Its stops reach the table's mineral.
    origins : sequence of Origin
        Origin of what each group of suppliers with one cut produced, in order of `groups`;
        only read where the scenario's reach is above 0.
    """
    found = groups(table, scenario.cuts(table.mineral))
    flags = [flag for group in found for flag in group.flags]
    known = [group.known for group in found if group.known is not None]
    direct = min(1.0, fsum(known)) if known and all(g.value is not None for g in found) else None
    if not table.claims:
        return Loss(None, None, None, None, None, tuple(dict.fromkeys(flags)))
    if any(group.value is None for group in found):
        return Loss(None, None, None, None, None, tuple(dict.fromkeys(flags)))
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
        tuple(dict.fromkeys(flags)),
    )


def _net(
    shares: Sequence[Interval | float | None],
    found: Sequence[Group],
    scenario: Scenario,
    origins: Sequence[Origin],
) -> Interval | None:
    """Net loss of shares by group; None where one is unknown."""
    exposures = []
    for at, (share, group) in enumerate(zip(shares, found, strict=True)):
        if share is None:
            return None
        traced = origins[at].found if scenario.reach else None
        exposures.append(Exposure(group.cut, share, _with_third_countries(share, traced)))
    gross = joint_loss(exposures, pass_through=scenario.pass_through, reach=scenario.reach)
    return net_loss(gross, substitution=scenario.substitution, replacement=scenario.replacement)


def _with_third_countries(share: Interval | float, traced: OriginShare | None) -> Interval | None:
    """The direct share, and on it what third countries pass on; None where it is not traced.

    What they pass on is a difference within one network, in its weight: the share by origin
    itself, of supply with own output, is no measure beside a share of imports by value.
    """
    if traced is None:
        return None
    low, high = as_interval(share)
    return Interval(min(1.0, low + traced.beyond.low), min(1.0, high + traced.beyond.high))


def origin(
    table: ImportTable, members: frozenset[str], codes: Iterable[str], *, allow_gap: bool
) -> Origin:
    """Where the buyer's supply was produced, traced through third countries."""
    try:
        found = origin_of_table(table, members, frozenset(codes), allow_gap=allow_gap)
    except NoData as reason:
        return Origin(None, str(reason))
    return Origin(found)
