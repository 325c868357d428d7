"""Pure: what a stop of one or several suppliers takes from a buyer, and for how long stock lasts.

A scenario, not a forecast: the share of supply that would be lost if the stop happens
as stated. Shares are fractions in [0, 1] of the buyer's supply, or intervals of such.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, inf, isfinite
from typing import Literal, NamedTuple

from critmin.measures.interval import Interval

DAYS = 365
NO_SHORTAGE: Literal["none"] = "none"
Share = float | Interval
Days = float | Literal["none"]


class Exposure(NamedTuple):
    """A buyer's share from one supplier that is cut: shipped directly, and produced there."""

    cut: float
    direct: Share
    total: Share | None = None


def as_interval(share: Share) -> Interval:
    """A share as an interval; a plain number is its own two ends."""
    return share if isinstance(share, Interval) else Interval(share, share)


def _checked(name: str, value: float, most: float = 1.0) -> float:
    if not isfinite(value) or not 0 <= value <= most:
        limit = f"0 to {most:g}" if most < inf else "0 upwards"
        raise ValueError(f"{name} must lie in {limit}, got {value}")
    return value


def _checked_share(name: str, share: Share) -> Interval:
    low, high = (_checked(name, end, 1 + 1e-9) for end in as_interval(share))
    if low > high:
        raise ValueError(f"{name} runs from {low} down to {high}")
    return Interval(min(1.0, low), min(1.0, high))


def gross_loss(exposure: Exposure, *, pass_through: float = 1.0, reach: float = 0.0) -> Interval:
    """Share lost before anyone reacts: ``c phi (delta + e (tau - delta))``.

    Parameters
    ----------
    exposure : Exposure
        Cut c, direct share delta, share by origin tau; where tau is below delta (the
        buyer takes what others produced) or unknown, delta stands for it.
    pass_through : float
        phi in [0, 1]; 1 when nothing leaks through third countries.
    reach : float
        e in [0, 1], reach of the stop to re-exports by third countries.

    Examples
    --------
    >>> loss = gross_loss(Exposure(1.0, 10 / 35, 0.775510), reach=1.0)
    >>> round(loss.low, 6), round(loss.high, 6)
    (0.77551, 0.77551)
    """
    scale = _checked("cut", exposure.cut) * _checked("pass-through", pass_through)
    _checked("reach", reach)
    direct = _checked_share("direct share", exposure.direct)
    total = direct if exposure.total is None else _checked_share("total share", exposure.total)
    ends = (
        scale * (delta + reach * (max(tau, delta) - delta))
        for delta, tau in zip(direct, total, strict=True)
    )
    return Interval(*ends)


def joint_loss(
    exposures: Sequence[Exposure], *, pass_through: float = 1.0, reach: float = 0.0
) -> Interval:
    """Share lost to several stops at once, never more than all of it.

    Direct shipments of different suppliers are different goods and add up. What reaches
    the buyer through third countries may pass through another supplier that is stopped
    too: so the loss is at least the largest single one and the sum of the direct ones,
    at most the sum of all.
    """
    losses = [gross_loss(one, pass_through=pass_through, reach=reach) for one in exposures]
    if not losses:
        return Interval(0.0, 0.0)
    direct = [gross_loss(one, pass_through=pass_through) for one in exposures]
    low = max(fsum(loss.low for loss in direct), *(loss.low for loss in losses))
    high = min(1.0, fsum(loss.high for loss in losses))
    return Interval(min(low, high), high)


def net_loss(gross: Share, *, substitution: float = 0.0, replacement: float = 0.0) -> Interval:
    """What is left of a gross loss: ``max(0, g (1 - sigma) - r)``, range [0, 1].

    Parameters
    ----------
    gross : float or Interval
        Gross loss g as a share of use.
    substitution : float
        sigma in [0, 1], share of the loss that other materials take over.
    replacement : float
        r, supply from elsewhere as a share of use, in [0, 1].
    """
    kept = 1 - _checked("substitution", substitution)
    _checked("replacement", replacement)
    ends = (max(0.0, loss * kept - replacement) for loss in _checked_share("gross loss", gross))
    return Interval(*ends)


def stock_of_days(days: float, use: float) -> float:
    """Stock S that covers all use D of a year for some days: ``days x D / 365``."""
    return _checked("stock days", days, inf) * _checked("use", use, inf) / DAYS


def days_of_cover(net: float, *, stock: float | None, use: float) -> Days | None:
    """Days until stock is used up: ``T = 365 S / (n D)``.

    Parameters
    ----------
    net : float
        Net loss n as a share of use; 0 is no shortage: `NO_SHORTAGE`, not infinity.
    stock : float or None
        S, in the unit and form of use; None when unknown, and then so is the cover.
    use : float
        D, use in a year, positive.

    Examples
    --------
    >>> round(days_of_cover(0.74, stock=990, use=7960), 2)  # cobalt, United States 2024
    61.35
    >>> days_of_cover(0.0, stock=990, use=7960), days_of_cover(0.74, stock=None, use=7960)
    ('none', None)
    """
    if _checked("net loss", net) == 0:
        return NO_SHORTAGE
    if stock is None:
        return None
    if _checked("use", use, inf) == 0:
        raise ValueError("use must be positive: nothing is used, so no stock lasts or runs out")
    return DAYS * _checked("stock", stock, inf) / (net * use)


def loss_in_year(net: float, *, stock: float | None, use: float) -> float | None:
    """Quantity missing in the first year: ``n D max(0, 365 - T) / 365``.

    In the unit of use; None when the stock is unknown and there is a shortage.
    """
    cover = days_of_cover(net, stock=stock, use=use)
    if cover is None:
        return None
    if cover == NO_SHORTAGE:
        return 0.0
    return net * use * max(0.0, DAYS - cover) / DAYS


def others_loss(*, exports: float, outside: float, imports: float) -> float:
    """What all others lose when a supplier stops exporting: ``X / (Q_row - M + X)``.

    Parameters
    ----------
    exports : float
        X, what the supplier exports.
    outside : float
        Q_row, output outside the supplier.
    imports : float
        M, what the supplier imports of it, at most ``outside``.

    Returns
    -------
    float
        Share in [0, 1] of what all others take; all three in one unit and one basis.

    Raises
    ------
    ValueError
        If the supplier imports more than is produced outside it, or the others take
        nothing: the three are then not on one basis, or there is no share.
    """
    for name, value in (("exports", exports), ("output outside", outside), ("imports", imports)):
        _checked(name, value, inf)
    if imports > outside:
        raise ValueError(
            f"imports {imports:g} exceed the output outside the supplier {outside:g}: "
            "are all three on one basis?"
        )
    taken = outside - imports + exports
    if taken == 0:
        raise ValueError("others take nothing, so there is no share to lose")
    return exports / taken


def second_hand_loss(mine_loss: Share, refined: float, *, primary: float = 1.0) -> Interval:
    """Loss at the refinery from a loss at the mine, where nobody knows which mine feeds which.

    A refiner or buyer with a share h of refined output loses, of the share m of all feed that is
    gone, at least what the others cannot bear and at most all of it:
    ``[max(0, (m + h - 1) / h), min(1, m / h)]``, the bounds of Frechet.

    Parameters
    ----------
    mine_loss : float or Interval
        Share of world mine output that is lost, in [0, 1].
    refined : float
        h, share of world refined output of the refiner or buyer, in (0, 1]; 1 is the world.
    primary : float
        Share of refinery feed that comes from mines and not from scrap, in [0, 1].

    Examples
    --------
    >>> second_hand_loss(0.42, 1.0)
    Interval(low=0.42, high=0.42)
    >>> [round(end, 3) for end in second_hand_loss(0.42, 0.8)]
    [0.275, 0.525]
    """
    if not 0 < refined <= 1:
        raise ValueError(
            f"the share of refined output must lie above 0 and at most 1, got {refined}"
        )
    _checked("primary share", primary)
    low, high = (loss * primary for loss in _checked_share("loss at the mine", mine_loss))
    least = low if refined == 1 else max(0.0, (low + refined - 1) / refined)
    return Interval(least, min(1.0, high / refined))
