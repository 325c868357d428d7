"""Pure maths of supply risk and import reliance, on plain numbers.

Governance scores and the EU's index are on 0-10 scales. Nothing here opens a file, knows a
country or rounds; what cannot be computed raises `ValueError` and never becomes a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, isfinite

from critmin.measures.interval import not_negative


def _in_unit(value: float, what: str) -> float:
    if not 0 <= value <= 1:  # rejects NaN too: clipping would turn it into 0
        raise ValueError(f"{what} must lie in [0, 1], got {value}")
    return value


def governance_weight(estimate: float) -> float:
    """World Governance Indicators estimate on the EU's 0-10 scale, 10 the worst.

    Parameters
    ----------
    estimate : float
        As the World Bank prints it, about -2.5 to 2.5, 2.5 the best.

    Returns
    -------
    float
        ``5 - 2 x estimate``, clipped to [0, 10].

    Raises
    ------
    ValueError
        If the estimate is not finite.

    References
    ----------
    European Commission (2017), Methodology for establishing the EU list of critical raw
    materials, doi:10.2873/769526.
    """
    if not isfinite(estimate):
        raise ValueError(f"the estimate must be finite, got {estimate}")
    return min(10.0, max(0.0, 5.0 - 2.0 * estimate))


def weighted_hhi(
    parts: Sequence[float], weights: Sequence[float], trade: Sequence[float] | None = None
) -> float:
    """EU governance-weighted index HHI_WGI,t: ``sum(s**2 x WGI x t)``.

    Parameters
    ----------
    parts : sequence of float, shape (n,)
        Shares s in [0, 1].
    weights : sequence of float, shape (n,)
        Governance scores WGI on the 0-10 scale of `governance_weight`.
    trade : sequence of float, shape (n,), optional
        Trade parameter t of each supplier, not negative; 1 when not given.

    Returns
    -------
    float
        In [0, 10 x max t].

    Raises
    ------
    ValueError
        If there is no share, or a share, weight or trade parameter is negative or not
        finite, or the lengths differ.

    References
    ----------
    European Commission (2017), doi:10.2873/769526.
    """
    if not parts:
        raise ValueError("no share: an index of nothing is not 0")
    factors = [1.0] * len(parts) if trade is None else trade
    not_negative(parts, "shares")
    not_negative(weights, "governance weights")
    not_negative(factors, "trade parameters")
    return fsum(s * s * w * t for s, w, t in zip(parts, weights, factors, strict=True))


def eu_supply_risk(
    *,
    hhi_global: float | None,
    hhi_sourcing: float | None,
    import_reliance: float | None,
    recycling: float,
    substitution: float,
) -> float:
    """EU supply risk of one stage from its aggregates.

    ``[HHI_GS x IR/2 + HHI_EU x (1 - IR/2)] x (1 - EoL_RIR) x SI_SR``. Without EU sourcing only
    HHI_GS counts, without global supply only HHI_EU.

    Parameters
    ----------
    hhi_global, hhi_sourcing : float or None
        `weighted_hhi` of global supply and of EU sourcing, 0-10 scale.
    import_reliance : float or None
        IR as a fraction; below 0 counts as 0, above 1 as 1.
    recycling : float
        End-of-life recycling input rate, [0, 1].
    substitution : float
        SI_SR in [0, 1]; 1 is not substitutable.

    Returns
    -------
    float
        From 0 up; in [0, 10] where no trade parameter is above 1.

    Raises
    ------
    ValueError
        If neither index is given, or both without import reliance; if a figure is negative,
        not finite or outside its range.

    References
    ----------
    European Commission (2017), doi:10.2873/769526.
    """
    filters = (1 - _in_unit(recycling, "recycling")) * _in_unit(substitution, "substitution")
    not_negative([hhi for hhi in (hhi_global, hhi_sourcing) if hhi is not None], "indices")
    if hhi_sourcing is None:
        if hhi_global is None:
            raise ValueError("neither global supply nor EU sourcing is given")
        return hhi_global * filters
    if hhi_global is None:
        return hhi_sourcing * filters
    if import_reliance is None or not isfinite(import_reliance):
        raise ValueError("import reliance is needed to blend global supply and EU sourcing")
    half = min(1.0, max(0.0, import_reliance)) / 2
    return (hhi_global * half + hhi_sourcing * (1 - half)) * filters


def stock_drawdown(opening: float, closing: float) -> float:
    """Stock adjustment of apparent consumption: opening less closing stocks.

    Stocks drawn down add to consumption; stocks built up reduce it.

    Parameters
    ----------
    opening, closing : float
        Stocks at the start and the end of the year, in one unit.

    Returns
    -------
    float
        In that unit; below 0 if stocks were built up.

    References
    ----------
    U.S. Geological Survey, Mineral Commodity Summaries, appendix.

    Examples
    --------
    >>> stock_drawdown(128.0, 123.0)
    5.0
    """
    return opening - closing


def apparent_consumption(
    *,
    primary: float = 0.0,
    secondary: float = 0.0,
    imports: float = 0.0,
    exports: float = 0.0,
    adjustment: float = 0.0,
) -> float:
    """Apparent consumption: primary + secondary + imports - exports + stock adjustment.

    Parameters
    ----------
    primary, secondary : float
        Domestic output, primary and from old scrap. All figures are in one unit and basis.
    imports, exports : float
        Trade in the forms that count for the commodity.
    adjustment : float
        Sum of `stock_drawdown`.

    Returns
    -------
    float
        In the unit given; 0 or below if exports and stock building exceed supply.

    Raises
    ------
    ValueError
        If a figure is not finite.

    References
    ----------
    U.S. Geological Survey, Mineral Commodity Summaries, appendix and salient statistics of each
    chapter.

    Examples
    --------
    >>> apparent_consumption(primary=588, secondary=3330, imports=28920, exports=4260)
    28578.0
    """
    found = float(primary + secondary + imports - exports + adjustment)
    if not isfinite(found):
        raise ValueError(f"supply, trade and stocks must be finite, got {found} in all")
    return found


def net_import_reliance(
    *, imports: float, exports: float, adjustment: float = 0.0, consumption: float
) -> float:
    """Net import reliance: (imports - exports + stock adjustment) / apparent consumption.

    Parameters
    ----------
    imports, exports, adjustment
        As in `apparent_consumption`.
    consumption : float
        Apparent consumption in the same unit, positive, unrounded if possible.

    Returns
    -------
    float
        A fraction; below 0 for a net exporter, above 1 if imports exceed consumption because
        stocks are built up.

    Raises
    ------
    ValueError
        If consumption is not positive, or a figure is not finite.

    References
    ----------
    U.S. Geological Survey, Mineral Commodity Summaries.

    Examples
    --------
    >>> round(net_import_reliance(imports=28920, exports=4260, consumption=28578), 4)
    0.8629
    """
    if not consumption > 0 or not isfinite(consumption):
        raise ValueError(f"apparent consumption must be positive, got {consumption}")
    net = imports - exports + adjustment
    if not isfinite(net):
        raise ValueError(f"imports, exports and stocks must be finite, got {net} in all")
    return net / consumption
