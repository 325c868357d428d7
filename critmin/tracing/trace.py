"""Traced networks, and a buyer's shares in them."""

from __future__ import annotations

from collections.abc import Collection
from math import fsum
from typing import TYPE_CHECKING

from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.measures.interval import Interval
from critmin.tracing import mixing, network, precomputed
from critmin.tracing.draws import USUAL
from critmin.tracing.mixing import Origins, Refusal
from critmin.tracing.network import Network, Node, Parts
from critmin.trade.flows import place_name
from critmin.trade.sources import refuse_without_world

if TYPE_CHECKING:
    from critmin.tracing.ranges import Ranged

NAMED = 3  # most exporters named in a refusal


class Traced(NamedTuple):
    """Traced network with the buyer's nodes, one per strand, and their weights.

    ``gap_share`` is that of the network before a bloc's members are joined; ``parts`` is what the
    network is made of, from which it is drawn again.
    """

    network: Network
    origins: Origins
    buyer: tuple[tuple[Node, float], ...]
    gap_share: float
    parts: Parts | None = None

    def drawn(self) -> Ranged:
        """The network in all draws, drawn now (half a second for a large network)."""
        from critmin.tracing.ranges import Ranged

        if self.parts is None:
            raise ValueError(f"{self.network.what}: a network without its parts cannot be drawn")
        return Ranged.of(self.parts, apart=False)

    def direct(self, suppliers: Collection[str]) -> float:
        """Share of the buyer's supply that the suppliers shipped directly."""
        at = self._nodes(suppliers)
        return fsum(
            part * (self.origins.direct_share(node, *at) or 0.0) for node, part in self.buyer
        )

    def unexplained(self) -> float:
        """Share of the buyer's supply of unknown origin."""
        return fsum(part * (self.origins.unexplained(node) or 0.0) for node, part in self.buyer)

    def origin(self, suppliers: Collection[str]) -> Interval:
        """Share of the buyer's supply produced in the suppliers, if imports mix evenly."""
        at = self._nodes(suppliers)
        found = [(part, self.origins.origin_share(node, *at)) for node, part in self.buyer]
        low = fsum(part * share.low for part, share in found if share is not None)
        return Interval(low, min(1.0, low + self.unexplained()))

    def own(self) -> float:
        """Share of the buyer's supply that it produced itself."""
        others = fsum(origin for _, origin in self.by_supplier().values())
        return max(0.0, 1.0 - self.unexplained() - others)

    def imports(self) -> float:
        """Share of the buyer's supply that it imported."""
        return min(1.0, fsum(direct for direct, _ in self.by_supplier().values()))

    def flags(self, members: Collection[str]) -> tuple[str, ...]:
        """Warning codes for the buyer with these members."""
        found = [caution.code for caution in self.network.cautions]
        return precomputed.flags_of(found, self.network.hidden, members, self.own())

    def by_supplier(self) -> dict[str, tuple[float, float]]:
        """Direct and origin share of every other country."""
        traced = self.origins
        columns = [(traced.index[node], part) for node, part in self.buyer]
        own = {node[0] for node, _ in self.buyer}
        found: dict[str, tuple[float, float]] = {}
        for i, node in enumerate(traced.nodes):
            place = node[0]
            if place not in own:
                direct, origin = found.get(place, (0.0, 0.0))
                direct += sum(part * float(traced.direct[i, at]) for at, part in columns)
                origin += sum(part * float(traced.traced[i, at]) for at, part in columns)
                found[place] = (direct, origin)
        return found

    def via(self, supplier: str) -> dict[str, Interval]:
        """Share of the buyer's supply from one origin by the country that shipped it last."""
        low: dict[str, float] = {}
        high: dict[str, float] = {}
        for node, part in self.buyer:
            for origin in self._nodes({supplier}):
                for last, share in self.origins.via(node, origin).items():
                    place = last[0]
                    low[place] = low.get(place, 0.0) + part * share.low
            for place, width in self._unknown(node).items():
                high[place] = high.get(place, 0.0) + part * width
        places = dict.fromkeys([*low, *high])
        return {p: Interval(low.get(p, 0.0), low.get(p, 0.0) + high.get(p, 0.0)) for p in places}

    def _unknown(self, node: Node) -> dict[str, float]:
        """Share of unknown origin in a node's supply, by the country that shipped it last."""
        traced = self.origins
        at = traced.index[node]
        found: dict[str, float] = {}
        for i, last in enumerate(traced.nodes):
            width = float(traced.direct[i, at]) * (traced.unexplained(last) or 0.0)
            if width > 0:
                place = last[0]
                found[place] = found.get(place, 0.0) + width
        return found

    def _nodes(self, countries: Collection[str]) -> list[Node]:
        return [node for node in self.origins.nodes if node[0] in countries]


def trace(
    mineral: str, form: str, year: int, members: Collection[str], *, allow_gap: bool = False
) -> Traced:
    """Trace the network of a mineral, form and year for a buyer.

    Raises
    ------
    NoData
        If the network cannot be built, too much is unexplained and ``allow_gap`` is not set, or
        the buyer has neither imports nor output.
    """
    refuse_without_world(f"{mineral} {form} {year}", year)
    precomputed.state(mineral, form, year, allow_gap=allow_gap)
    parts = network.parts(mineral, form, year)
    usual = network.at_draw(parts, network.weigh(parts, USUAL), 0)
    return traced_for(usual, members, allow_gap=allow_gap)._replace(parts=parts)


def traced_for(found: Network, members: Collection[str], *, allow_gap: bool = False) -> Traced:
    """Trace a network for a buyer, with a bloc's members joined to one place.

    Raises
    ------
    NoData
        As `trace`.
    """
    apart = mixing.trace(found.production, found.flows)
    refusal = apart.refusal()
    if refusal is not None and not allow_gap:
        raise NoData(refused(found, refusal))
    answer = seen_by(found, apart, members)
    if answer is None:
        raise NoData(precomputed.no_supply(found.what))
    return answer


def seen_by(found: Network, apart: Origins, members: Collection[str]) -> Traced | None:
    """Traced network, with all its countries separate, for one buyer; None without supply."""
    traced = mixing.trace(*network.joined(found, members)) if len(members) > 1 else apart
    buyer = nodes_of_buyer(traced, members)
    return Traced(found, traced, buyer, apart.gap_share or 0.0) if buyer else None


def nodes_of_buyer(traced: Origins, members: Collection[str]) -> tuple[tuple[Node, float], ...]:
    """Nodes of the buyer with supply, and the part of its supply in each."""
    place = network.BUYER if len(members) > 1 else next(iter(members))
    nodes = [
        (node, float(traced.supply[at]))
        for node, at in traced.index.items()
        if node[0] == place and node[1] != network.WITHHELD and traced.supply[at] > 0
    ]
    whole = fsum(tonnes for _, tonnes in nodes)
    return tuple((node, tonnes / whole) for node, tonnes in nodes)


def refused(found: Network, refusal: Refusal) -> str:
    """Reason why a network is not traced, with the gap and the largest unexplained exporters."""
    named = ", ".join(
        f"{place_name(node[0])[0]} {tonnes:,.0f} t" for node, tonnes in refusal.largest[:NAMED]
    )
    return f"{found.what} cannot be traced: {refusal}; the largest: {named}"
