"""Weights of trade flows: which are recorded, which a price contradicts, and estimates.

The one home of two rules. A flow's value per kg is compared with the world's of its code and
year: a dear one is another product and its weight stands; one under a twentieth has an error of
weight, and its weight is unknown. An unknown weight is estimated only where origins are traced,
as an interval around the value over a price per kg that is known.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from critmin.core.named_tuple import NamedTuple
from critmin.trade import flows
from critmin.trade.readers import Flow

# A unit value that differs by this factor from the world's of the code and year: about a tenth
# of all flows, with a hundredth of the value.
OUTLIER = 20.0

# How far an estimate can be from the weight, as factors, by the price that it is made with. In a
# test on recorded weights about nine of ten lie within (benchmarks/weights.py).
SPREAD: Mapping[str, tuple[float, float]] = {
    "pair": (0.5, 2.0),
    "exporter": (0.2, 5.0),
    "world": (0.2, 5.0),
}


class Weight(NamedTuple):
    """Weight of a flow in kg, the ends of its interval, and ``basis``.

    ``basis`` is ``recorded``, or the price of the estimate: of the same ``pair`` in the years
    before and after, of the ``exporter``, or of the ``world``.
    """

    kg: float
    low: float
    high: float
    basis: str


def judged(flow: Flow, world: float | None) -> str:
    """Warning code for a flow whose value per kg differs from the world's of its code.

    Parameters
    ----------
    flow : Flow
        Flow, with a weight or without.
    world : float or None
        The world's value per kg of the code and year.

    Returns
    -------
    str
        ``unlike_product`` above 20 times the world's, ``weight_implausible`` below a twentieth,
        else empty.

    Examples
    --------
    >>> judged(Flow("JPN", "283691", "CHL", 1_000, 1), 14.0)
    'unlike_product'
    >>> judged(Flow("JPN", "283691", "CHL", 1_000, 5_000), 14.0)
    'weight_implausible'
    >>> judged(Flow("JPN", "283691", "CHL", 1_000, None), 14.0)
    ''
    """
    if not flow.kg or not world:
        return ""
    ratio = flow.value / flow.kg / world
    if ratio > OUTLIER:
        return "unlike_product"
    return "weight_implausible" if ratio < 1 / OUTLIER else ""


class Prices(NamedTuple):
    """Values and weights of the credible flows of one source and year, for prices per kg."""

    pairs: Mapping[tuple[str, str, str], tuple[int, int]]
    exporters: Mapping[tuple[str, str], tuple[int, int]]
    world: Mapping[str, tuple[int, int]]

    @classmethod
    def of(cls, origin: str, year: int, codes: Collection[str]) -> Prices:
        """Prices of the flows whose weight is recorded and not contradicted."""
        pairs: dict[tuple[str, str, str], tuple[int, int]] = {}
        exporters: dict[tuple[str, str], tuple[int, int]] = {}
        world: dict[str, tuple[int, int]] = {}
        for flow in flows.flows(origin, year, codes):
            price = flows.world(origin, year, flow.code).unit_value
            if not flow.kg or judged(flow, price) == "weight_implausible":
                continue
            pairs[flow.code, flow.exporter, flow.importer] = flow.value, flow.kg
            value, kg = exporters.get((flow.code, flow.exporter), (0, 0))
            exporters[flow.code, flow.exporter] = value + flow.value, kg + flow.kg
            value, kg = world.get(flow.code, (0, 0))
            world[flow.code] = value + flow.value, kg + flow.kg
        return cls(pairs, exporters, world)


class Weights:
    """Weights of the flows of one source and year in some codes, recorded or estimated.

    Prices are read when the first weight is estimated.
    """

    def __init__(self, origin: str, year: int, codes: Collection[str]) -> None:
        self._origin = origin
        self._year = year
        self._codes = frozenset(codes)

    @cached_property
    def _now(self) -> Prices:
        return Prices.of(self._origin, self._year, self._codes)

    @cached_property
    def _near(self) -> tuple[Prices, ...]:
        """Prices of the year before and the year after."""
        years = (self._year - 1, self._year + 1)
        return tuple(Prices.of(self._origin, year, self._codes) for year in years)

    def of(self, flow: Flow) -> Weight | None:
        """Weight of a flow; None if it is not recorded and no price is known.

        A recorded weight that its price contradicts is estimated as a missing one is.
        """
        world = flows.world(self._origin, self._year, flow.code).unit_value
        if flow.kg and judged(flow, world) != "weight_implausible":
            return Weight(flow.kg, flow.kg, flow.kg, "recorded")
        return self.estimate(flow)

    def estimate(self, flow: Flow) -> Weight | None:
        """Weight by the pair's price, else the exporter's, else the world's; None without one.

        The flow's own weight, if it has one, is not used.
        """
        for basis, (value, kg) in self.sums(flow).items():
            if value > 0 and kg > 0:
                centre = flow.value * kg / value
                low, high = SPREAD[basis]
                return Weight(centre, centre * low, centre * high, basis)
        return None

    def sums(self, flow: Flow) -> dict[str, tuple[int, int]]:
        """Value and weight of other flows, from which a flow's price is taken, by basis."""
        pair = (flow.code, flow.exporter, flow.importer)
        near = [prices.pairs.get(pair, (0, 0)) for prices in self._near]
        own = self._now.pairs.get(pair, (0, 0))
        exporter = self._now.exporters.get((flow.code, flow.exporter), (0, 0))
        world = self._now.world.get(flow.code, (0, 0))
        return {
            "pair": (sum(value for value, _ in near), sum(kg for _, kg in near)),
            "exporter": (exporter[0] - own[0], exporter[1] - own[1]),
            "world": (world[0] - own[0], world[1] - own[1]),
        }
