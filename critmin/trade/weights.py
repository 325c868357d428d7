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


def unit_values(origin: str, year: int, codes: Collection[str]) -> dict[str, float | None]:
    """The world's value per kg of each code with flows in a source and year."""
    held = flows.codes_held(origin).get(year, frozenset()).intersection(codes)
    return {code: flows.world(origin, year, code).unit_value for code in held}


class Prices:
    """Values and weights of the flows of one source and year, for prices per kg.

    Only the flows count whose weight is recorded and not contradicted.
    """

    def __init__(self, origin: str, year: int, codes: Collection[str]) -> None:
        self._usual = unit_values(origin, year, codes)
        every = flows.flows(origin, year, codes)
        self._pairs = {(flow.code, flow.exporter, flow.importer): flow for flow in every}

    def _counted(self, flow: Flow | None) -> tuple[int, int]:
        """Value and weight of a flow; both 0 if it does not count."""
        if flow is None or not flow.kg:
            return 0, 0
        doubtful = judged(flow, self._usual[flow.code]) == "weight_implausible"
        return (0, 0) if doubtful else (flow.value, flow.kg)

    def pair(self, flow: Flow) -> tuple[int, int]:
        """Value and weight between the two countries of a flow, in its code."""
        return self._counted(self._pairs.get((flow.code, flow.exporter, flow.importer)))

    def exporter(self, flow: Flow) -> tuple[int, int]:
        """Value and weight of all that the exporter of a flow ships in its code."""
        return self._sums.get((flow.code, flow.exporter), (0, 0))

    def world(self, flow: Flow) -> tuple[int, int]:
        """Value and weight of the world's trade in the code of a flow."""
        return self._sums.get((flow.code, ""), (0, 0))

    @cached_property
    def _sums(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Sums by code and exporter, and by code alone."""
        found: dict[tuple[str, str], tuple[int, int]] = {}
        for flow in self._pairs.values():
            value, kg = self._counted(flow)
            for key in ((flow.code, flow.exporter), (flow.code, "")):
                before = found.get(key, (0, 0))
                found[key] = before[0] + value, before[1] + kg
        return found


class Weights:
    """Weights of the flows of one source and year in some codes, recorded or estimated.

    Prices are read when the first weight is estimated.
    """

    def __init__(self, origin: str, year: int, codes: Collection[str]) -> None:
        self._origin = origin
        self._year = year
        self._codes = frozenset(codes)
        self._usual = unit_values(origin, year, codes)

    @cached_property
    def _now(self) -> Prices:
        return Prices(self._origin, self._year, self._codes)

    @cached_property
    def _near(self) -> tuple[Prices, ...]:
        """Prices of the year before and the year after."""
        years = (self._year - 1, self._year + 1)
        return tuple(Prices(self._origin, year, self._codes) for year in years)

    def of(self, flow: Flow) -> Weight | None:
        """Weight of a flow; None if it is not recorded and no price is known.

        A recorded weight that its price contradicts is estimated as a missing one is.
        """
        if flow.kg and self.judged(flow) != "weight_implausible":
            return Weight(flow.kg, flow.kg, flow.kg, "recorded")
        return self.estimate(flow)

    def judged(self, flow: Flow) -> str:
        """Warning code for a flow of this source and year, as `judged` has it."""
        return judged(flow, self._usual[flow.code])

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
        near = [prices.pair(flow) for prices in self._near]
        own = self._now.pair(flow)
        exporter, world = self._now.exporter(flow), self._now.world(flow)
        return {
            "pair": (sum(value for value, _ in near), sum(kg for _, kg in near)),
            "exporter": (exporter[0] - own[0], exporter[1] - own[1]),
            "world": (world[0] - own[0], world[1] - own[1]),
        }
