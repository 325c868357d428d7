"""Origin of supply, traced through third countries by proportional mixing. Pure.

One commodity, one unit, one year. A node is any hashable key: a country, or a
(country, stage) pair, to separate mine, refinery and magnet. Supply that enters a node
mixes evenly and leaves in the same mixture (Kastner et al. 2011, doi:10.1016/
j.ecolecon.2011.01.012; Leontief). Exports of a node that exceed its output and imports have
unknown origin. Nothing here opens a file or knows a country.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from critmin.core.named_tuple import NamedTuple
from critmin.measures.interval import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Node = Any  # any hashable key; mappings are invariant in their key type
Production = Mapping[Node, float]
Flows = Mapping[tuple[Node, Node], float]

GAP_LIMIT = 0.2
DUST = 1e-12  # relative rounding error if exports equal output and imports
FED = 1e-9  # a ring with a smaller outside part of its supply counts as closed
CLOSE = 1e-6  # largest relative error allowed in a conservation check


class ConservationError(ArithmeticError):
    """Trace that creates or loses mass, from a defect or an ill-conditioned network."""


class Refusal(NamedTuple):
    """Reason not to trace a network: too much of its exports is unexplained.

    ``gap_share`` and ``limit`` are fractions of all exports, ``largest`` the nodes with
    the largest unexplained exports and their amounts, descending.
    """

    gap_share: float
    limit: float
    largest: tuple[tuple[Node, float], ...]

    def __str__(self) -> str:
        return (
            f"{self.gap_share:.1%} of exports are explained by neither output nor imports, "
            f"more than {self.limit:.0%}"
        )


def trace(production: Production, flows: Flows) -> Origins:
    """Trace the supply of every node to the nodes that produced it.

    With output p, flows M_ij from i to j, ``gap_i = max(0, exports - output - imports)``,
    supply ``x_j = p_j + sum_i M_ij + gap_j`` and use ``d_j = x_j - sum_k M_jk``:
    ``A_ij = M_ij / x_j``, ``O = diag(p/x) (I - A)^-1``, ``G = diag(gap/x) (I - A)^-1``.
    A ring of nodes without output or gap makes I - A singular; its nodes are left out of the
    inverse, and their supply has unknown origin.

    Parameters
    ----------
    production : mapping of node to float
        Output p, finite and not negative; nodes that are absent produce nothing.
    flows : mapping of (node, node) to float
        Exporter, importer, and quantity in the unit of ``production``.

    Returns
    -------
    Origins
        Traced network that passed all four conservation checks.

    Raises
    ------
    ValueError
        For a negative or non-finite quantity, or a flow from a node to itself.
    ConservationError
        If a check fails.

    Examples
    --------
    >>> traced = trace({"C": 80, "A": 20}, {("C", "V"): 30, ("C", "J"): 10, ("A", "V"): 5,
    ...                                     ("A", "J"): 5, ("V", "J"): 20})
    >>> round(traced.direct_share("J", "C"), 6), round(traced.origin_share("J", "C").low, 6)
    (0.285714, 0.77551)
    """
    import numpy as np

    nodes = _checked_nodes(production, flows)
    index = {node: i for i, node in enumerate(nodes)}
    output = np.array([float(production.get(node, 0.0)) for node in nodes])
    trade = np.zeros((len(nodes), len(nodes)))
    for (exporter, importer), quantity in flows.items():
        trade[index[exporter], index[importer]] += quantity
    imports, exports = trade.sum(axis=0), trade.sum(axis=1)
    gap = np.maximum(0.0, exports - output - imports)
    gap[gap <= DUST * exports] = 0.0
    supply = output + imports + gap
    use = supply - exports
    divisor = np.where(supply > 0, supply, 1.0)
    direct = trade / divisor
    open_nodes = _fed(direct, (output + gap) > FED * supply)
    traced, unknown = np.zeros_like(trade), np.zeros_like(trade)
    inner = np.ix_(open_nodes, open_nodes)
    inverse = np.linalg.inv(np.eye(len(open_nodes)) - direct[inner])
    traced[inner] = (output / divisor)[open_nodes, None] * inverse
    unknown[inner] = (gap / divisor)[open_nodes, None] * inverse
    ringed = np.flatnonzero((supply > 0) & ~np.isin(np.arange(len(nodes)), open_nodes))
    unknown[ringed, ringed] = 1.0
    _check_conservation(traced, unknown, output, gap, supply, use)
    return Origins(
        nodes,
        index,
        output,
        supply,
        np.maximum(0.0, use),
        gap,
        trade,
        direct,
        np.clip(traced, 0.0, 1.0),
        np.clip(unknown, 0.0, 1.0),
        frozenset(nodes[i] for i in ringed),
    )


def pinned(production: Production, flows: Flows, at: Iterable[Node]) -> tuple[Production, Flows]:
    """Network in which some nodes are the origin of everything that they ship.

    Pin the refining nodes to trace where supply was refined; without pins it is traced to the
    mine. The gap of a pinned node stays a gap.

    Examples
    --------
    >>> output, flows = pinned({"mine": 10}, {("mine", "plant"): 10, ("plant", "J"): 10}, ["plant"])
    >>> trace(output, flows).origin_share("J", "plant")
    Interval(low=1.0, high=1.0)
    """
    kept = set(at)
    output = dict(production)
    for (_, importer), quantity in flows.items():
        if importer in kept:
            output[importer] = output.get(importer, 0.0) + quantity
    return output, {pair: quantity for pair, quantity in flows.items() if pair[1] not in kept}


@dataclass(frozen=True, eq=False)
class Origins:
    """Traced network: matrices over ``nodes``, with origins in rows and buyers in columns.

    ``direct`` is A, ``traced`` O, ``unknown`` G; ``production``, ``supply``, ``use`` and
    ``gap`` are vectors in the unit of the flows; ``rings`` are nodes in a ring
    without output. All shares are fractions in [0, 1] of the buyer's supply.
    """

    nodes: tuple[Node, ...]
    index: Mapping[Node, int]
    production: Array
    supply: Array
    use: Array
    gap: Array
    trade: Array
    direct: Array
    traced: Array
    unknown: Array
    rings: frozenset[Node]

    def _at(self, buyer: Node) -> int | None:
        """Position of a node with supply; None without."""
        at = self.index.get(buyer)
        return None if at is None or not self.supply[at] > 0 else at

    def direct_share(self, buyer: Node, *origins: Node) -> float | None:
        """Share of the buyer's supply that these nodes shipped directly; None without supply."""
        at = self._at(buyer)
        if at is None:
            return None
        return sum(float(self.direct[self.index[k], at]) for k in origins if k in self.index)

    def unexplained(self, buyer: Node) -> float | None:
        """Share of the buyer's supply of unknown origin, sum_i G_ij; None without supply."""
        at = self._at(buyer)
        return None if at is None else min(1.0, float(self.unknown[:, at].sum()))

    def origin_share(self, buyer: Node, *origins: Node) -> Interval | None:
        """Share of the buyer's supply produced in these nodes; None without supply.

        Low is what is traced to them, sum_k O_kj; high adds all that is unexplained.
        """
        at, unexplained = self._at(buyer), self.unexplained(buyer)
        if at is None or unexplained is None:
            return None
        low = sum(float(self.traced[self.index[k], at]) for k in origins if k in self.index)
        return Interval(min(1.0, low), min(1.0, low + unexplained))

    def hidden(self, buyer: Node, origin: Node) -> float | None:
        """O_kj - A_kj: origin share minus direct share.

        Negative if the origin re-exports more than it produces.
        """
        total, direct = self.origin_share(buyer, origin), self.direct_share(buyer, origin)
        return None if total is None or direct is None else total.low - direct

    def via(self, buyer: Node, origin: Node) -> dict[Node, Interval]:
        """Share of the buyer's supply from an origin, by the node that shipped it last.

        ``A_ij O_ki`` with k the origin and i the last shipper (i = k: shipped by the origin
        itself). The low ends sum to O_kj less what the buyer produces itself as origin; the high
        ends add what is unexplained in each last shipper's supply.
        """
        at = self._at(buyer)
        if at is None or origin not in self.index:
            return {}
        row = self.index[origin]
        found: dict[Node, Interval] = {}
        for i, node in enumerate(self.nodes):
            shipped = float(self.direct[i, at])
            if shipped > 0:
                low = shipped * float(self.traced[row, i])
                high = low + shipped * min(1.0, float(self.unknown[:, i].sum()))
                found[node] = Interval(low, min(shipped, high))
        return {node: share for node, share in found.items() if share.high > 0}

    @property
    def gap_share(self) -> float | None:
        """Unexplained exports (gaps and rings) as a share of all exports; None without exports."""
        exports = float(self.trade.sum())
        if not exports > 0:
            return None
        return float(sum(self._unexplained_exports())) / exports

    def _unexplained_exports(self) -> list[float]:
        """Unexplained exports of each node: its gap; all exports of a node in a ring."""
        return [
            float(self.trade[i].sum()) if node in self.rings else float(self.gap[i])
            for i, node in enumerate(self.nodes)
        ]

    def refusal(self, limit: float = GAP_LIMIT) -> Refusal | None:
        """Reason not to use the trace; None if the gap is within the limit."""
        share = self.gap_share
        if share is None or share <= limit:
            return None
        gaps = zip(self.nodes, self._unexplained_exports(), strict=True)
        ordered = sorted((pair for pair in gaps if pair[1] > 0), key=lambda pair: -pair[1])
        return Refusal(share, limit, tuple(ordered[:5]))


def _checked_nodes(production: Production, flows: Flows) -> tuple[Node, ...]:
    for what, quantity in (*production.items(), *flows.items()):
        if not isfinite(quantity) or quantity < 0:
            raise ValueError(f"quantities must be finite and not negative, {what} has {quantity}")
    for exporter, importer in flows:
        if exporter == importer:
            raise ValueError(f"a flow from {exporter} to itself: take it out of the network")
    ends = (node for pair in flows for node in pair)
    return tuple(dict.fromkeys([*production, *ends]))


def _fed(direct: Array, sources: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Positions of the nodes that output or a gap reaches, directly or through trade."""
    import numpy as np

    reached = sources.copy()
    frontier = reached
    while frontier.any():
        arrives = (direct[frontier] > FED).any(axis=0)
        frontier = arrives & ~reached
        reached = reached | frontier
    return np.flatnonzero(reached)


def _check_conservation(
    traced: Array, unknown: Array, output: Array, gap: Array, supply: Array, use: Array
) -> None:
    """Columns of O + G sum to 1; O d + G d = p + gap; 0 <= O, G <= 1; d >= 0.

    The second applies to each origin: use of its supply equals its output.
    """
    import numpy as np

    scale = max(float(supply.sum()), np.finfo(float).tiny)
    sums = (traced + unknown).sum(axis=0)[supply > 0]
    mass = np.abs(traced @ use - output) + np.abs(unknown @ use - gap)
    both = np.stack([traced, unknown])
    failed = [
        name
        for name, holds in (
            ("the origins of a supply do not sum to it", bool((np.abs(sums - 1) <= CLOSE).all())),
            ("use does not sum to output by origin", bool((mass <= CLOSE * scale).all())),
            ("a share lies outside 0 to 1", bool(((both >= -CLOSE) & (both <= 1 + CLOSE)).all())),
            ("a use is negative", bool((use >= -CLOSE * supply).all())),
        )
        if not holds
    ]
    if failed:
        raise ConservationError("; ".join(failed))
