"""How much of a class's value is reached, as an interval; dependence on one supplier.

A reach is certain, possible or none, so every share is an interval; what has no value is in no
share and is counted apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import fsum
from typing import NamedTuple


class Reach(NamedTuple):
    """Whether something reaches a mineral: for certain, and at all possibly."""

    certain: bool
    possible: bool


class Covered(NamedTuple):
    """How much of a class is reached; values in USD, shares in [0, 1], None without value."""

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
    """Share of a class's value that is reached, between certain and possible.

    ``share = sum(value of those reached) / sum(value of all)``, both over the minerals that have
    a value.

    Parameters
    ----------
    minerals : iterable of str
        The class.
    reached : mapping
        Reach by mineral; one that is absent is not reached.
    values : mapping
        Value by mineral, USD, not negative; None or absent is no value, which is not 0.

    Returns
    -------
    Covered
        Shares in [0, 1]; None where no mineral has a value, or all values are 0.

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
    """Minerals that stand in more than one of the classes, with the classes."""
    homes: dict[str, list[str]] = {}
    for name, minerals in members.items():
        for mineral in minerals:
            homes.setdefault(mineral, []).append(name)
    return {mineral: names for mineral, names in homes.items() if len(names) > 1}
