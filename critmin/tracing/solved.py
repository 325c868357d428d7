"""A network traced in every draw at once: shares of all buyers, as `mixing.trace` has them in one.

Arrays have the draws first. A supply that no output feeds has unknown origin, as there.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from critmin.tracing.mixing import DUST, FED
from critmin.tracing.network import WITHHELD, Node, Weighed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from critmin.tracing.draws import Array


class DrawnShares(NamedTuple):
    """Shares of one buyer's supply over the draws.

    ``direct`` and ``origin`` are arrays (draws, places), in the order of the places of `Solved`,
    without the buyer's own; ``own`` and ``unexplained`` arrays over the draws.
    """

    direct: Array
    origin: Array
    own: Array
    unexplained: Array


class Solved(NamedTuple):
    """Network traced in every draw.

    ``made`` and ``gap`` are output and gap as parts of each node's supply, ``trade`` the flows
    and ``inverse`` is (I - A)^-1; ``ringed`` are nodes whose supply nothing feeds.
    """

    nodes: tuple[Node, ...]
    places: tuple[str, ...]
    production: Array
    supply: Array
    made: Array
    gap: Array
    trade: Array
    inverse: Array
    ringed: NDArray[np.bool_]

    def country(self, place: str) -> DrawnShares | None:
        """Shares of a country; None without supply in any draw."""
        nodes = self._of({place})
        weight = self._parts(self.supply[:, nodes])
        if not nodes or weight is None:
            return None
        column = (self.inverse[:, :, nodes] * weight[:, None, :]).sum(axis=2)
        direct = (self.trade[:, :, nodes] * _over(weight, self.supply[:, nodes])[:, None, :]).sum(2)
        ringed = (self.ringed[:, nodes] * weight).sum(axis=1)
        unexplained = (self.gap * column).sum(axis=1) + ringed
        return self._shares(direct, self.made * column, unexplained, {place})

    def bloc(self, members: Collection[str]) -> DrawnShares | None:
        """Shares of a bloc as one place, without trade among its members; None without supply.

        The members' rows and columns are taken out of the inverse, and one place is put in.
        """
        import numpy as np

        inner = [at for at, (place, _) in enumerate(self.nodes) if place in members]
        strands = list(dict.fromkeys(self.nodes[at][1] for at in inner))
        if not inner:
            return None
        into = np.zeros((len(self.nodes), len(strands)))
        for at in inner:
            into[at, strands.index(self.nodes[at][1])] = 1.0
        outer = np.ones(len(self.nodes))
        outer[inner] = 0.0
        bought = (self.trade * outer[:, None]) @ into
        sold = into.T @ (self.trade * outer)
        made, arrived, left = self.production @ into, bought.sum(axis=1), sold.sum(axis=2)
        gap = np.maximum(0.0, left - made - arrived)
        gap[gap <= DUST * left] = 0.0
        supply = made + arrived + gap
        use = [at for at, strand in enumerate(strands) if strand != WITHHELD]
        weight = self._parts(supply[:, use])
        if weight is None:
            return None
        column = _over(bought, supply[:, None, :])
        found = self.inverse @ column
        back = np.linalg.solve(self.inverse[:, inner][:, :, inner], found[:, inner])
        found = (found - self.inverse[:, :, inner] @ back) * outer[:, None]
        loop = np.eye(len(strands)) - _over(sold, self.supply[:, None, :]) @ found
        own = np.linalg.inv(loop)[:, :, use] @ weight[:, :, None]
        outside = (found @ own)[:, :, 0]
        direct = (column[:, :, use] * weight[:, None, :]).sum(axis=2)
        unexplained = (self.gap * outside).sum(axis=1)
        unexplained += (_over(gap, supply) * own[:, :, 0]).sum(axis=1)
        return self._shares(direct, self.made * outside, unexplained, members)

    def _of(self, members: Collection[str]) -> list[int]:
        return [
            at
            for at, (place, strand) in enumerate(self.nodes)
            if place in members and strand != WITHHELD
        ]

    @staticmethod
    def _parts(supply: Array) -> Array | None:
        """Part of a buyer's supply in each of its nodes; None where it has none as usual."""
        whole = supply.sum(axis=1, keepdims=True)
        return _over(supply, whole) if whole.size and whole[0, 0] > 0 else None

    def _shares(
        self, direct: Array, origin: Array, unexplained: Array, members: Collection[str]
    ) -> DrawnShares:
        import numpy as np

        at = {place: number for number, place in enumerate(self.places)}
        places = np.array([at[place] for place, _ in self.nodes])
        outer = [place not in members for place, _ in self.nodes]
        shape = (len(direct), len(self.places))
        shipped, produced = np.zeros(shape), np.zeros(shape)
        for number, place in enumerate(places):
            if outer[number]:
                shipped[:, place] += direct[:, number]
                produced[:, place] += origin[:, number]
        unexplained = np.clip(unexplained, 0.0, 1.0)
        own = np.maximum(0.0, 1.0 - unexplained - produced.sum(axis=1))
        return DrawnShares(shipped, produced, own, unexplained)


def _over(amounts: Array, whole: Array) -> Array:
    """Quotient, 0 where there is nothing to divide by."""
    import numpy as np

    return amounts / np.where(whole > 0, whole, np.inf)


def solved(found: Weighed) -> Solved:
    """Trace a weighed network in all its draws (formulas: `mixing.trace`)."""
    import numpy as np

    ends = (node for pair in found.flows for node in pair)
    nodes = tuple(dict.fromkeys([*found.production, *ends]))
    index = {node: at for at, node in enumerate(nodes)}
    number = len(next(iter(found.flows.values())))
    production = np.zeros((number, len(nodes)))
    for node, tonnes in found.production.items():
        production[:, index[node]] = tonnes
    trade = np.zeros((number, len(nodes), len(nodes)))
    for (exporter, importer), tonnes in found.flows.items():
        trade[:, index[exporter], index[importer]] += tonnes
    imports, exports = trade.sum(axis=1), trade.sum(axis=2)
    gap = np.maximum(0.0, exports - production - imports)
    gap[gap <= DUST * exports] = 0.0
    supply = production + imports + gap
    direct = _over(trade, supply[:, None, :])
    reached = _fed(direct, (production + gap) > FED * supply)
    direct *= reached[:, :, None] & reached[:, None, :]
    inverse = np.linalg.inv(np.eye(len(nodes)) - direct)
    return Solved(
        nodes,
        tuple(dict.fromkeys(place for place, _ in nodes)),
        production,
        supply,
        _over(production, supply),
        _over(gap, supply),
        trade,
        inverse,
        ~reached & (supply > 0),
    )


def _fed(direct: Array, sources: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Nodes that output or a gap reaches in each draw, directly or through trade."""
    linked = direct > FED
    reached = sources
    while True:
        arrives = (linked & reached[:, :, None]).any(axis=1) & ~reached
        if not arrives.any():
            return reached
        reached = reached | arrives
