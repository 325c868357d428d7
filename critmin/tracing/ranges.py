"""Ranges of a buyer's shares over draws of all that the tracing assumes, and their widest cause.

They are ranges of draws and not bounds: a share by origin is no linear function of output, so
that a value outside the range is possible.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from critmin.core.named_tuple import NamedTuple
from critmin.measures.interval import Interval
from critmin.tracing import draws
from critmin.tracing.draws import Draws
from critmin.tracing.network import Parts, weigh
from critmin.tracing.shares import GAP, Shares, Supplied
from critmin.tracing.shipments import TWICE
from critmin.tracing.solved import DrawnShares, Solved, solved

if TYPE_CHECKING:
    from critmin.tracing.draws import Array

ALONE = 40  # draws of each cause alone, which are only compared with each other
LEAST = 5e-5  # a narrower range has no cause
DIGITS = 6  # of the widths that are compared; further ones differ between machines


class Ranged(NamedTuple):
    """A network traced in all draws, and in draws of each cause alone."""

    every: Solved
    alone: Mapping[str, Solved]

    @classmethod
    def of(cls, found: Parts, number: int = draws.NUMBER, *, apart: bool = True) -> Ranged:
        """Trace the draws of a network; with ``apart``, those of each cause alone too."""
        return cls(solved(weigh(found, Draws(number))), _alone(found) if apart else {})

    def buyer(self, members: Collection[str]) -> Shares | None:
        """Shares of a buyer with their ranges; None without supply.

        The causes of the ranges are right only where those of each alone were traced.
        """
        drawn = _seen(self.every, members)
        if drawn is None:
            return None
        gap = float(drawn.unexplained[0])
        widths = _widths(self.alone, members, gap)
        low, high = drawn.origin.min(axis=0), _high(drawn)
        least, most = drawn.direct.min(axis=0), drawn.direct.max(axis=0)
        more, all_more = (drawn.origin - drawn.direct).min(axis=0), _high(drawn, drawn.direct)
        found = {
            place: Supplied(
                float(drawn.direct[0, at]),
                float(drawn.origin[0, at]),
                float(low[at]),
                float(high[at]),
                float(least[at]),
                float(most[at]),
                float(more[at]),
                float(all_more[at]),
                _widest({GAP: gap, **{cause: float(w[at]) for cause, w in widths.items()}}),
            )
            for at, place in enumerate(self.every.places)
            if place not in members and (most[at] > 0 or drawn.origin[:, at].any())
        }
        unexplained, own_share = drawn.unexplained, drawn.own
        return Shares(gap, _ends(unexplained), float(own_share[0]), _ends(own_share), found)


def _alone(found: Parts) -> dict[str, Solved]:
    """A network traced in draws of each cause alone."""
    return {cause: solved(weigh(found, Draws(ALONE, cause))) for cause in causes(found)}


def _widths(alone: Mapping[str, Solved], members: Collection[str], gap: float) -> dict[str, Array]:
    """Width of each supplier's range from each cause alone, beside what is unexplained."""
    return {
        cause: _high(own) - own.origin.min(axis=0) - gap
        for cause, one in alone.items()
        if (own := _seen(one, members)) is not None
    }


def cause_of(found: Parts, members: Collection[str], gap: float, supplier: str) -> str:
    """Widest cause of the range of one supplier's origin share, as `Ranged.buyer` finds it.

    Tracing each cause alone takes as long as the whole range, so it is done only for a table whose
    cause a sentence names.
    """
    alone = _alone(found)
    widths = _widths(alone, members, gap)
    places = next((one.places for one in alone.values()), ())
    at = places.index(supplier) if supplier in places else None
    own = {} if at is None else {cause: float(one[at]) for cause, one in widths.items()}
    return _widest({GAP: gap, **own})


def _seen(one: Solved, members: Collection[str]) -> DrawnShares | None:
    return one.bloc(members) if len(members) > 1 else one.country(next(iter(members)))


def _high(drawn: DrawnShares, less: Array | float = 0.0) -> Array:
    """High end of each supplier's origin share, with all that is unexplained in the draw."""
    both = (drawn.origin + drawn.unexplained[:, None]).clip(max=1.0)
    highest: Array = (both - less).max(axis=0)
    return highest


def _ends(values: Array) -> Interval:
    return Interval(float(values.min()), float(values.max()))


def _widest(widths: Mapping[str, float]) -> str:
    """Cause with the largest width, the first of equal ones."""
    cause = max(widths, key=lambda name: round(widths[name], DIGITS))
    return cause if widths[cause] >= LEAST else ""


def causes(found: Parts) -> tuple[str, ...]:
    """Causes of a range that a network has, in the order of `draws.CAUSES`."""
    there = set(_causes(found))
    return tuple(cause for cause in draws.CAUSES if cause in there)


def _causes(found: Parts) -> Iterator[str]:
    if found.ore is not None:
        yield from _causes(found.ore)
    for one in found.shipments:
        if one.low < one.high:
            yield draws.TWICE if one.basis == TWICE else draws.WEIGHTS
        if one.content.low < one.content.high:
            yield draws.CONTENTS
    exporters = {one.exporter for one in found.shipments}
    if any(made.residual > 0 and made.may & exporters for made in found.made):
        yield draws.RESIDUAL
    if any(made.spread[0] < made.spread[1] for made in found.made):
        yield draws.BASIS
