"""Loss of a buyer's supply if one or several suppliers stop, and how long stocks last. Pure.

A scenario, not a forecast: the share of supply that would be lost if the stop happened as
described. Shares are fractions in [0, 1] of the buyer's supply, or intervals of such.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, inf, isfinite
from typing import Literal

from critmin.core.named_tuple import NamedTuple
from critmin.measures.interval import Interval

DAYS = 365
NO_SHORTAGE: Literal["none"] = "none"
Share = float | Interval
Days = float | Literal["none"]


class Exposure(NamedTuple):
    """One stopped supplier: its cut, and its direct and origin share of the buyer's supply."""

    cut: float
    direct: Share
    total: Share | None = None


def as_interval(share: Share) -> Interval:
    """Share as an interval; a plain number is both ends."""
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
    """Gross loss, before substitution and other supply: ``c phi (delta + e (tau - delta))``.

    Parameters
    ----------
    exposure : Exposure
        Cut c, direct share delta and origin share tau, all in [0, 1]. If tau is unknown or
        below delta (the supplier re-exports other countries' output), delta is used instead.
    pass_through : float
        phi in [0, 1]: part of the stop that reaches the buyer.
    reach : float
        e in [0, 1]: part of third countries' re-exports that stops too.

    Returns
    -------
    Interval
        Share of the buyer's supply, in [0, 1].

    Raises
    ------
    ValueError
        If an argument is outside [0, 1].

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
    """Gross loss of several stops at once.

    Direct shipments of different suppliers are different goods, so their losses add up. Goods
    that come through third countries may pass through another stopped supplier and be counted
    twice. So the loss is at least the largest single loss and at least the sum of the direct
    losses; it is at most the sum of all losses, and at most 1.

    Parameters
    ----------
    exposures : sequence of Exposure
        One per stopped supplier; none means no loss.
    pass_through, reach : float
        As in `gross_loss`.

    Returns
    -------
    Interval
        Share of the buyer's supply, in [0, 1].

    Raises
    ------
    ValueError
        If an argument is outside [0, 1].
    """
    losses = [gross_loss(one, pass_through=pass_through, reach=reach) for one in exposures]
    if not losses:
        return Interval(0.0, 0.0)
    direct = [gross_loss(one, pass_through=pass_through) for one in exposures]
    low = max(fsum(loss.low for loss in direct), *(loss.low for loss in losses))
    high = min(1.0, fsum(loss.high for loss in losses))
    return Interval(min(low, high), high)


def net_loss(gross: Share, *, substitution: float = 0.0, replacement: float = 0.0) -> Interval:
    """Net loss, after substitution and other supply: ``max(0, g (1 - sigma) - r)``.

    Parameters
    ----------
    gross : float or Interval
        Gross loss g as a share of use.
    substitution : float
        sigma in [0, 1]: part of the loss that other materials replace.
    replacement : float
        r in [0, 1]: supply from elsewhere as a share of use.

    Returns
    -------
    Interval
        Share of use, in [0, 1].

    Raises
    ------
    ValueError
        If an argument is outside [0, 1].
    """
    kept = 1 - _checked("substitution", substitution)
    _checked("replacement", replacement)
    ends = (max(0.0, loss * kept - replacement) for loss in _checked_share("gross loss", gross))
    return Interval(*ends)


def stock_of_days(days: float, use: float) -> float:
    """Stock that covers yearly use D for some days, in the unit of use: ``days x D / 365``."""
    return _checked("stock days", days, inf) * _checked("use", use, inf) / DAYS


def days_of_cover(net: float, *, stock: float | None, use: float) -> Days | None:
    """Days until stock is used up: ``T = 365 S / (n D)``.

    Parameters
    ----------
    net : float
        Net loss n as a share of use, in [0, 1].
    stock : float or None
        Stock S in the unit and form of use; None if unknown.
    use : float
        Use D in a year, positive.

    Returns
    -------
    float, "none" or None
        Days, 0 or more; `NO_SHORTAGE` if nothing is lost; None if the stock is unknown.

    Raises
    ------
    ValueError
        If an argument is outside its range.

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
        raise ValueError("use must be positive, got 0")
    return DAYS * _checked("stock", stock, inf) / (net * use)


def loss_in_year(net: float, *, stock: float | None, use: float) -> float | None:
    """Quantity short in the first year: ``n D max(0, 365 - T) / 365`` with T of `days_of_cover`.

    In the unit of use; None if there is a shortage and the stock is unknown.
    """
    cover = days_of_cover(net, stock=stock, use=use)
    if cover is None:
        return None
    if cover == NO_SHORTAGE:
        return 0.0
    return net * use * max(0.0, DAYS - cover) / DAYS


def others_loss(*, exports: float, outside: float, imports: float) -> float:
    """Loss of all other countries if a supplier stops exporting: ``X / (Q_row - M + X)``.

    Parameters
    ----------
    exports : float
        Exports X of the supplier, 0 or more.
    outside : float
        Output Q_row outside the supplier, 0 or more.
    imports : float
        Imports M of the supplier, from 0 to ``outside``. All three in one unit and basis.

    Returns
    -------
    float
        Share of the other countries' supply, in [0, 1].

    Raises
    ------
    ValueError
        If an argument is negative, imports exceed ``outside`` (the figures are then not on one
        basis), or the others have no supply.
    """
    for name, value in (("exports", exports), ("output outside", outside), ("imports", imports)):
        _checked(name, value, inf)
    if imports > outside:
        raise ValueError(
            f"imports {imports:g} exceed the output outside the supplier {outside:g}: "
            "check that all three are on one basis"
        )
    taken = outside - imports + exports
    if taken == 0:
        raise ValueError("the other countries have no supply, so no share of it can be lost")
    return exports / taken


def second_hand_loss(mine_loss: Share, refined: float, *, primary: float = 1.0) -> Interval:
    """Loss at the refinery from a loss at the mine, if it is unknown which mine supplies which.

    A share m of all feed is lost. A refiner with a share h of refined output loses at least what
    exceeds the others' share, and at most all of m:
    ``[max(0, (m + h - 1) / h), min(1, m / h)]``, the Frechet bounds.

    Parameters
    ----------
    mine_loss : float or Interval
        Share of world mine output that is lost, in [0, 1].
    refined : float
        Share h of world refined output, in (0, 1]; 1 for the world.
    primary : float
        Share of refinery feed that comes from mines and not from scrap, in [0, 1].

    Returns
    -------
    Interval
        Share of the refiner's feed, in [0, 1].

    Raises
    ------
    ValueError
        If an argument is outside its range.

    References
    ----------
    Frechet, M. (1951), Sur les tableaux de correlation dont les marges sont donnees, Annales de
    l'Universite de Lyon, section A 14, 53-77.

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
