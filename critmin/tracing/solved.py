"""A network traced in every draw at once: shares of all buyers, as `mixing.trace` has them in one.

Arrays have the draws first. A supply that no output feeds has unknown origin, as there.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from critmin.core.named_tuple import NamedTuple
from critmin.tracing.mixing import DUST, FED
from critmin.tracing.network import WITHHELD, Node, Weighed
from critmin.tracing.weighing import Sums

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

    ``made`` and ``gap`` are output and gap as parts of each node's supply. ``sold`` are the flows
    and ``inverse`` is (I - A)^-1, both with the buyer before the supplier (draws, buyer,
    supplier), so that a buyer's row is read at once. ``ringed`` are nodes whose supply nothing
    feeds; ``by_place`` adds nodes up by place.
    """

    nodes: tuple[Node, ...]
    places: tuple[str, ...]
    production: Array
    supply: Array
    made: Array
    gap: Array
    sold: Array
    inverse: Array
    ringed: NDArray[np.bool_]
    by_place: Sums

    def country(self, place: str) -> DrawnShares | None:
        """Shares of a country; None without supply."""
        nodes = [at for at, node in enumerate(self.nodes) if node[0] == place]
        nodes = [at for at in nodes if self.nodes[at][1] != WITHHELD]
        weight = _parts(self.supply[:, nodes])
        if weight is None:
            return None
        bought = _over(weight, self.supply[:, nodes])
        direct = (self.sold[:, nodes] * bought[:, :, None]).sum(axis=1)
        column = (self.inverse[:, nodes] * weight[:, :, None]).sum(axis=1)
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
        into = np.zeros((len(self.nodes), len(strands)))
        for at in inner:
            into[at, strands.index(self.nodes[at][1])] = 1.0
        outer = np.ones(len(self.nodes))
        outer[inner] = 0.0
        bought = (into.T @ self.sold) * outer
        sold = (self.sold @ into) * outer[:, None]
        output, arrived, left = self.production @ into, bought.sum(axis=2), sold.sum(axis=1)
        gap = np.maximum(0.0, left - output - arrived)
        gap[gap <= DUST * left] = 0.0
        supply = output + arrived + gap
        use = [at for at, strand in enumerate(strands) if strand != WITHHELD]
        weight = _parts(supply[:, use])
        if weight is None:
            return None
        column = _over(bought, supply[:, :, None])
        found = column @ self.inverse
        back = np.linalg.solve(
            self.inverse[:, inner][:, :, inner].transpose(0, 2, 1),
            found[:, :, inner].transpose(0, 2, 1),
        )
        found = (found - back.transpose(0, 2, 1) @ self.inverse[:, inner]) * outer
        loop = np.eye(len(strands)) - found @ _over(sold, self.supply[:, :, None])
        own = (weight[:, None, :] @ np.linalg.inv(loop)[:, use])[:, 0]
        outside = (own[:, None, :] @ found)[:, 0]
        direct = (weight[:, None, :] @ column[:, use])[:, 0]
        unexplained = (self.gap * outside).sum(axis=1) + (_over(gap, supply) * own).sum(axis=1)
        return self._shares(direct, self.made * outside, unexplained, members)

    def _shares(
        self, direct: Array, origin: Array, unexplained: Array, members: Collection[str]
    ) -> DrawnShares:
        import numpy as np

        outer = np.array([place not in members for place in self.places], dtype=float)
        shipped = self.by_place.of(direct) * outer
        produced = np.clip(self.by_place.of(origin), 0.0, 1.0) * outer
        unexplained = np.clip(unexplained, 0.0, 1.0)
        own = np.maximum(0.0, 1.0 - unexplained - produced.sum(axis=1))
        return DrawnShares(shipped, produced, own, unexplained)


def _parts(supply: Array) -> Array | None:
    """Part of a buyer's supply in each of its nodes; None where it usually has none."""
    whole = supply.sum(axis=1, keepdims=True)
    return _over(supply, whole) if whole[0, 0] > 0 else None


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
    sold = np.zeros((number, len(nodes), len(nodes)))
    for (exporter, importer), tonnes in found.flows.items():
        sold[:, index[importer], index[exporter]] += tonnes
    imports, exports = sold.sum(axis=2), sold.sum(axis=1)
    gap = np.maximum(0.0, exports - production - imports)
    gap[gap <= DUST * exports] = 0.0
    supply = production + imports + gap
    direct = _over(sold, supply[:, :, None])
    reached = _fed(direct, (production + gap) > FED * supply)
    direct *= reached[:, :, None] & reached[:, None, :]
    places = list(dict.fromkeys(place for place, _ in nodes))
    inverse = np.linalg.inv(np.eye(len(nodes)) - direct).astype(np.float64, copy=False)
    return Solved(
        nodes,
        tuple(places),
        production,
        supply,
        _over(production, supply),
        _over(gap, supply),
        sold,
        inverse,
        ~reached & (supply > 0),
        Sums([places.index(place) for place, _ in nodes], len(places)),
    )


def _fed(direct: Array, sources: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Nodes that output or a gap reaches in each draw, directly or through trade."""
    linked = direct > FED
    reached = sources
    while True:
        arrives = (linked & reached[:, None, :]).any(axis=2) & ~reached
        if not arrives.any():
            return reached
        reached = reached | arrives
