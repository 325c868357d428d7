"""Stages of a supply linked: dug where, refined where, shipped last by whom. Pure.

Tracing by mixing ends where a good was made, for a refined one at the refinery. Here the refined
supply of a buyer is followed on to the mines that fed each refinery. With O1 the share of a
refinery's feed that was dug in a mine, O2 the share of the buyer's supply that was refined there,

    C[mine, buyer] = sum over refineries of O2[refinery, buyer] * f * O1[mine, refinery],
    f = min(1, feed left in the refining country / its refined output),

all in contained weight. What f leaves (scrap, blister, stocks, feed that no table shows) and what
is of unknown origin at either stage is unexplained. Without f a tonne of visible feed would stand
for a whole refinery. Nothing here opens a file or knows a country.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import fsum

from critmin.core.named_tuple import NamedTuple
from critmin.measures.interval import Interval

LIMIT = 0.2  # a buyer with a larger unexplained part is refused
SLACK = 1.05  # most that all buyers may be said to use of a mine's output, over that output


class Feed(NamedTuple):
    """Feed of a country's refineries and their output, in the same contained weight.

    ``left`` is what is left in the country after its exports, ``output`` what it refines;
    ``mines`` is the share of the feed by the country that dug it, in [0, 1]; the rest is of
    unknown origin.
    """

    left: float
    output: float
    mines: Mapping[str, float]

    @property
    def fed(self) -> float:
        """Part of the refined output that visible feed explains, in [0, 1]."""
        return min(1.0, self.left / self.output) if self.output > 0 else 0.0

    @property
    def dug(self) -> float:
        """Part of the refined output that is followed to a mine, in [0, 1]."""
        return self.fed * min(1.0, fsum(self.mines.values()))


NO_FEED = Feed(0.0, 0.0, {})


class Link(NamedTuple):
    """Share of a buyer's supply dug in one country, refined in one, shipped last by one.

    ``refiner`` is empty for what was shipped unrefined; ``fed`` is f of the refiner.
    """

    mine: str
    refiner: str
    last: str
    share: float
    fed: float


class Cause(NamedTuple):
    """Part of a buyer's supply that is not followed to a mine, and where it is lost.

    ``kind`` is ``feed`` (refined from feed that no table shows), ``mine`` (feed of unknown origin)
    or ``trade`` (goods of unknown origin); ``refiner`` is empty for trade.
    """

    kind: str
    refiner: str
    share: float


class Supply(NamedTuple):
    """Supply of one buyer, own output and imports, followed back to the refineries.

    ``refined`` is the share by (refining country, last shipper), ``unrefined`` the share of goods
    that no refinery has worked on by (country of the mine, last shipper); fractions of the supply.
    Goods refined at home have the buyer itself as the last shipper. ``use`` is what the buyer keeps
    after its exports, in contained weight; ``feeds`` has the feed of each refining country.
    """

    use: float
    refined: Mapping[tuple[str, str], float]
    unrefined: Mapping[tuple[str, str], float]
    feeds: Mapping[str, Feed]

    @property
    def dug(self) -> dict[str, float]:
        """C: share of the supply dug in each country, in [0, 1]."""
        found: dict[str, float] = {}
        for (refiner, _), share in self.refined.items():
            feed = self.feeds.get(refiner, NO_FEED)
            for mine, part in feed.mines.items():
                found[mine] = found.get(mine, 0.0) + share * feed.fed * part
        for (mine, _), share in self.unrefined.items():
            found[mine] = found.get(mine, 0.0) + share
        return found

    @property
    def unexplained(self) -> float:
        """Share of the supply that is followed to no mine, in [0, 1]."""
        return min(1.0, max(0.0, 1.0 - fsum(self.dug.values())))

    def links(self, *mines: str) -> list[Link]:
        """Chains from these mines to the buyer; the shares sum to their part of `dug`."""
        found = [
            Link(mine, refiner, last, share * feed.fed * feed.mines[mine], feed.fed)
            for (refiner, last), share in self.refined.items()
            for feed in [self.feeds.get(refiner, NO_FEED)]
            for mine in mines
            if feed.mines.get(mine)
        ]
        found += [
            Link(mine, "", last, share, 1.0)
            for (mine, last), share in self.unrefined.items()
            if mine in mines
        ]
        return sorted((link for link in found if link.share > 0), key=lambda link: -link.share)

    def causes(self) -> list[Cause]:
        """Parts of the unexplained share, the largest first; they sum to it."""
        by_refiner: dict[str, float] = {}
        for (refiner, _), share in self.refined.items():
            by_refiner[refiner] = by_refiner.get(refiner, 0.0) + share
        found = []
        for refiner, share in by_refiner.items():
            feed = self.feeds.get(refiner, NO_FEED)
            found += [
                Cause("feed", refiner, share * (1.0 - feed.fed)),
                Cause("mine", refiner, share * (feed.fed - feed.dug)),
            ]
        known = fsum(by_refiner.values()) + fsum(self.unrefined.values())
        found.append(Cause("trade", "", 1.0 - known))
        return sorted((one for one in found if one.share > 1e-9), key=lambda one: -one.share)


class Range(NamedTuple):
    """Ranges over draws of what is assumed: of the share dug in each country, and of the rest.

    The high end of a country's range has all that is unexplained in the same draw; a country
    without a range has dug nothing in any draw.
    """

    dug: Mapping[str, Interval]
    unexplained: Interval

    def of(self, mines: Collection[str]) -> Interval:
        """Range of the joint share of several countries, at least as wide as that of their sum."""
        found = [self.dug[mine] for mine in mines if mine in self.dug]
        if not found:
            return Interval(0.0, self.unexplained.high)
        again = (len(found) - 1) * self.unexplained.low  # counted with each of them
        high = fsum(share.high for share in found) - again
        return Interval(min(1.0, fsum(share.low for share in found)), min(1.0, high))


def joined_ranges(ranges: Iterable[tuple[float, Range]]) -> Range:
    """Mean of several buyers' ranges, weighed by use: at least as wide as the range of the mean."""
    every = list(ranges)
    whole = fsum(use for use, _ in every)
    parts = [(use / whole if whole > 0 else 1.0 / len(every), found) for use, found in every]

    def mean(shares: Iterable[tuple[float, Interval]]) -> Interval:
        both = list(shares)
        return Interval(fsum(p * s.low for p, s in both), fsum(p * s.high for p, s in both))

    mines = {mine for _, found in every for mine in found.dug}
    return Range(
        {mine: mean((part, found.of([mine])) for part, found in parts) for mine in mines},
        mean((part, found.unexplained) for part, found in parts),
    )


def joined(supplies: Iterable[Supply]) -> Supply:
    """Supply of several buyers as their mean, weighed by use.

    The buyers stay apart in the trade: a bloc as one place would share its feed among all its
    refineries, and hide those that no feed reaches.
    """
    every = list(supplies)
    if len(every) == 1:
        return every[0]
    whole = fsum(supply.use for supply in every)
    refined: dict[tuple[str, str], float] = {}
    unrefined: dict[tuple[str, str], float] = {}
    feeds: dict[str, Feed] = {}
    for supply in every:
        part = supply.use / whole if whole > 0 else 1.0 / len(every)
        for key, share in supply.refined.items():
            refined[key] = refined.get(key, 0.0) + part * share
        for key, share in supply.unrefined.items():
            unrefined[key] = unrefined.get(key, 0.0) + part * share
        feeds |= supply.feeds
    return Supply(whole, refined, unrefined, feeds)


def dug_of_mined(supplies: Iterable[Supply], mined: Mapping[str, float]) -> tuple[float, str]:
    """Largest use of one mine's output by all buyers, over that output, and the country.

    Above `SLACK` more would have been dug than was mined: the stages do not fit together.
    A use of a mine without output counts as infinite.

    Parameters
    ----------
    supplies : iterable of Supply
        Every buyer of the refined goods.
    mined : mapping of str to float
        Mine output by country, in the weight of the supplies.
    """
    total: dict[str, float] = {}
    for supply in supplies:
        for mine, share in supply.dug.items():
            total[mine] = total.get(mine, 0.0) + supply.use * share
    ratios = [
        (used / mined[mine] if mined.get(mine, 0.0) > 0 else float("inf"), mine)
        for mine, used in total.items()
        if used > 0
    ]
    return max(ratios, default=(0.0, ""))
