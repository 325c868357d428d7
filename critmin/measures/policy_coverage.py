"""Share of a class's market value that policy reaches, as an interval; dependence on a supplier.

A mineral is reached for certain, possibly or not at all, so every share is an interval. Minerals
without a market value are in no share and are counted separately.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import fsum

from critmin.core.named_tuple import NamedTuple


class Reach(NamedTuple):
    """Whether an act or award reaches a mineral for certain, and whether it possibly does."""

    certain: bool
    possible: bool


class Covered(NamedTuple):
    """Part of a class that is reached: values in USD, shares in [0, 1], None without any value."""

    minerals: tuple[str, ...]
    reached_low: int
    reached_high: int
    without_value: tuple[str, ...]
    value: float | None
    value_low: float | None
    value_high: float | None
    share_low: float | None
    share_high: float | None


def covered(
    minerals: Iterable[str], reached: Mapping[str, Reach], values: Mapping[str, float | None]
) -> Covered:
    """Share of a class's value that is reached for certain (low) and possibly (high).

    ``share = sum(value of those reached) / sum(value of all)``, both over the minerals that have
    a value.

    Parameters
    ----------
    minerals : iterable of str
        Slugs of the class.
    reached : mapping
        `Reach` by slug; an absent mineral is not reached.
    values : mapping
        Market value by slug in USD, not negative; None or absent means unknown, not 0.

    Returns
    -------
    Covered
        Shares in [0, 1]; None if no mineral has a value, or all values are 0.

    Examples
    --------
    >>> found = covered(["a", "b", "c"], {"a": Reach(True, True)}, {"a": 1.0, "b": 3.0})
    >>> found.share_low, found.without_value
    (0.25, ('c',))
    """
    mine = tuple(minerals)
    none = Reach(False, False)
    certain = [m for m in mine if reached.get(m, none).certain]
    possible = [m for m in mine if reached.get(m, none).possible]
    priced = {m: value for m in mine if (value := values.get(m)) is not None}
    total = fsum(priced.values()) if priced else None
    low, high = (
        None if total is None else fsum(priced[m] for m in found if m in priced)
        for found in (certain, possible)
    )
    return Covered(
        mine,
        len(certain),
        len(possible),
        tuple(m for m in mine if m not in priced),
        total,
        low,
        high,
        _ratio(low, total),
        _ratio(high, total),
    )


def _ratio(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole


def dependent(shares: Collection[float | None], above: float) -> bool | None:
    """Whether any known share exceeds the threshold; None where none is known.

    >>> dependent([None, 0.7], 0.5), dependent([0.1], 0.5), dependent([None], 0.5)
    (True, False, None)
    """
    known = [share for share in shares if share is not None]
    return any(share > above for share in known) if known else None


def overlaps(members: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    """Minerals that are in more than one class, with their classes."""
    homes: dict[str, list[str]] = {}
    for name, minerals in members.items():
        for mineral in minerals:
            homes.setdefault(mineral, []).append(name)
    return {mineral: names for mineral, names in homes.items() if len(names) > 1}
