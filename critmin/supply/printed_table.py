"""Exact bounds of what a printed table of producers allows: HHI, shares, leader. Pure.

A publisher's table allows many worlds: each rounded digit, blank, residual and unnamed producer
may be filled in any way that agrees with what is printed. Each function here gives the exact
least and greatest of one measure over all of them. Each end has a world of its own, so two ends
are never combined in one figure.

All quantities are in one unit and one basis, finite and not negative; only an upper end may be
infinite, which means that nothing bounds it. An HHI is on the 0-1 scale.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from heapq import heappop, heappush
from itertools import pairwise
from math import fsum, inf, isfinite
from statistics import median

from critmin.core.named_tuple import NamedTuple
from critmin.measures.interval import Interval

MOST_UNNAMED = 200  # producers that a world can have, those with a figure counted
TIMES_MEDIAN = 2.0  # largest unnamed producer, in medians of the printed figures
ROW_DIGITS, TOTAL_DIGITS = 3, 2  # digits that count as printed even where they are zeros
BRANCHES = 256  # halvings of one figure in the search of the greatest HHI
CLOSE = 1e-12  # of a measure: what a search does not go on for

Box = tuple[float, float]


class Leader(NamedTuple):
    """Who leads: ``certain`` or ``tied`` with those who do, ``not known`` with all who may.

    ``who`` are places in `PrintedTable.figures`; ``unnamed`` says that a producer without a name
    may lead too.
    """

    state: str
    who: tuple[int, ...]
    unnamed: bool = False


class PrintedTable(NamedTuple):
    """What a table prints of the output of one good.

    Attributes
    ----------
    figures : tuple of Interval
        Named producers inside the total, each between two ends; one without a figure is
        ``Interval(0, inf)``, one described as large at least the smallest printed figure.
    total : Interval
        Sum of all producers; ``Interval(0, inf)`` where none is printed.
    residual : Interval
        Output of producers without a name.
    cap : float
        Most that one producer without a name can have.
    outside : int
        Named producers that the total leaves out and that have no figure.
    """

    figures: tuple[Interval, ...]
    total: Interval = Interval(0.0, inf)
    residual: Interval = Interval(0.0, 0.0)
    cap: float = inf
    outside: int = 0

    @property
    def unnamed(self) -> int:
        """Most producers without a name."""
        named = sum(isfinite(one.high) for one in self.figures)
        return max(MOST_UNNAMED - named, 1) if self.residual.high > 0 else 0

    @property
    def most_unnamed(self) -> float:
        """Most that one producer without a name has; those there can be hold the residual."""
        if not self.unnamed:
            return 0.0
        return max(min(self.cap, self.residual.high), self.residual.low / self.unnamed)


def printed(figure: str | Decimal, digits: int = ROW_DIGITS) -> Interval:
    """Interval of a printed figure: half a unit of its last significant digit to either side.

    Parameters
    ----------
    figure : str or Decimal
        Figure as it is printed, not negative, without separators of thousands.
    digits : int
        Digits that count even where they are zeros: 3 of a row, 2 of a total.

    Returns
    -------
    Interval
        0 for a printed zero.

    Examples
    --------
    >>> printed("118000"), printed("2.50"), printed("20", TOTAL_DIGITS), printed("0")
    (Interval(low=117500.0, high=118500.0), Interval(low=2.495, high=2.505), \
Interval(low=19.5, high=20.5), Interval(low=0.0, high=0.0))
    """
    value = Decimal(figure)
    if not value:
        return Interval(0.0, 0.0)
    last = int(value.as_tuple().exponent)
    if last >= 0:
        ends_in = int(value.normalize().as_tuple().exponent)
        last = min(ends_in, max(value.adjusted() - digits + 1, 0))
    half = Decimal(1).scaleb(last) / 2
    return Interval(max(float(value - half), 0.0), float(value + half))


def usual_cap(figures: Sequence[float]) -> float:
    """Most of one producer without a name: twice the median printed figure above zero."""
    above = [figure for figure in figures if figure > 0]
    return TIMES_MEDIAN * median(above) if above else inf


def hhi_range(table: PrintedTable) -> Interval:
    """Least and greatest HHI of the producers inside the total, on the 0-1 scale.

    Raises
    ------
    ValueError
        If no world agrees with the print, or it allows no output at all.

    Examples
    --------
    >>> low, high = hhi_range(PrintedTable((Interval(136, 136),), Interval(246, 246),
    ...                                    Interval(110, 110)))
    >>> round(low, 4), round(high, 4)
    (0.3066, 0.5056)
    """
    boxes = _bounded(table)
    return Interval(_least(table, boxes), _greatest(table, boxes))


def world_hhi_range(table: PrintedTable) -> Interval:
    """Least and greatest HHI with the producers that the total leaves out.

    Notes
    -----
    With f producers outside and h the least HHI inside, ``h / (1 + f h)``: each has the output at
    which the index is least. One of them may have nearly all of the world's output.
    """
    inside = hhi_range(table)
    if not table.outside:
        return inside
    return Interval(inside.low / (1 + table.outside * inside.low), 1.0)


def share_range(table: PrintedTable, who: Collection[int], unlisted: int = 0) -> Interval:
    """Least and greatest share of some named producers and of others that may be unnamed.

    Parameters
    ----------
    table : PrintedTable
        The table.
    who : collection of int
        Places of the producers in ``table.figures``.
    unlisted : int
        Number of countries of the group that the table does not name.

    Returns
    -------
    Interval
        Shares of the output inside the total, in [0, 1].
    """
    boxes = _bounded(table)
    inside = [box for at, box in enumerate(boxes) if at in who]
    others = [box for at, box in enumerate(boxes) if at not in who]
    least, most = fsum(low for low, _ in inside), fsum(high for _, high in inside)
    rest_least, rest_most = fsum(low for low, _ in others), fsum(high for _, high in others)
    held = _unlisted(table, unlisted)
    s0, s1 = table.total
    most_in, rest_with = most + held.most, rest_least + held.rest_least
    high = _of(min(most_in, _clamp(most_in + rest_with, s0, s1) - rest_with), rest_with, s0, s1)
    least_in, rest_without = least + held.least, rest_most + held.rest_most
    size = _clamp(least_in + rest_without, s0, s1)
    if not isfinite(size):
        return Interval(0.0, high)
    return Interval(max(least_in, size - rest_without) / size if size else 0.0, high)


class _Held(NamedTuple):
    """Part of the residual that unlisted members of a group and all others have, at both ends."""

    most: float
    rest_least: float
    least: float
    rest_most: float


def _unlisted(table: PrintedTable, members: int) -> _Held:
    q0, q1 = table.residual
    count, cap = table.unnamed, table.most_unnamed
    members = min(members, count)
    reach, others = members * cap if members else 0.0, count - members
    beyond = others * cap if others else 0.0
    return _Held(min(q1, reach), max(0.0, q0 - reach), max(0.0, q0 - beyond), min(q1, beyond))


def _of(part: float, rest: float, s0: float, s1: float) -> float:
    """Share of a part at its greatest, of the sum that is left with the least of all others."""
    if not isfinite(part):
        return 1.0
    size = _clamp(part + rest, s0, s1)
    return min(part / size, 1.0) if size else 0.0


def _clamp(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


def leader(table: PrintedTable) -> Leader:
    """Who has the largest output in each world, or all who may have it in one."""
    boxes = _bounded(table)
    certain = [at for at in range(len(boxes)) if _surely(table, boxes, at)]
    tied = _tied(table, boxes)
    if len(tied) > 1 and not _passed(table, boxes, tied):
        return Leader("tied", tied)
    if len(certain) == 1:
        return Leader("certain", tuple(certain))
    may = tuple(at for at in range(len(boxes)) if _may_lead(table, boxes, at))
    return Leader("not known", may, bool(table.unnamed) and _unnamed_may(table, boxes))


def _tied(table: PrintedTable, boxes: Sequence[Box]) -> tuple[int, ...]:
    """Places of the figures that are printed alike at the top; one without a figure is none."""
    top = max((one.low for one in table.figures), default=0.0)
    return tuple(
        at for at, one in enumerate(table.figures) if one.low == top and isfinite(one.high)
    )


def _passed(table: PrintedTable, boxes: Sequence[Box], tied: Collection[int]) -> bool:
    """Whether another producer can be above one of those that are tied."""
    rivals: list[int | None] = [at for at in range(len(boxes)) if at not in tied]
    if table.unnamed:
        rivals.append(None)
    alike = {table.figures[at] for at in tied}
    return len(alike) > 1 or any(
        _ahead(table, boxes, rival, at) > 0 for at in tied for rival in rivals
    )


def _surely(table: PrintedTable, boxes: Sequence[Box], at: int) -> bool:
    """Whether nobody is above a producer in any world."""
    rivals: list[int | None] = [other for other in range(len(boxes)) if other != at]
    if table.unnamed:
        rivals.append(None)
    return all(_ahead(table, boxes, rival, at) <= 0 for rival in rivals)


def _ahead(table: PrintedTable, boxes: Sequence[Box], rival: int | None, at: int) -> float:
    """Most by which a rival, an unnamed producer where it is None, is above another producer."""
    others = [box for place, box in enumerate(boxes) if place not in {rival, at}]
    least, most = fsum(low for low, _ in others), fsum(high for _, high in others)
    q0, q1 = table.residual
    low, high = boxes[at]
    if rival is None:
        top = table.most_unnamed
        least += max(0.0, q0 - top)
    else:
        top = boxes[rival][1]
        least += q0
    s0, s1 = table.total
    above = min(top, s1 - least - low)
    most += max(q1 - above, 0.0) if rival is None else q1
    return above - max(low, min(high, s0 - most - above))


def _may_lead(table: PrintedTable, boxes: Sequence[Box], at: int) -> bool:
    others = [box for place, box in enumerate(boxes) if place != at]
    q0, q1 = table.residual
    size = min(boxes[at][1], table.total.high - fsum(low for low, _ in others) - q0)
    cap = min(table.most_unnamed, size)
    if size < max((low for low, _ in others), default=0.0) or q0 > table.unnamed * cap:
        return False
    filled = fsum(min(high, size) for _, high in others) + min(q1, table.unnamed * cap)
    return size > 0 and size + filled >= table.total.low


def _unnamed_may(table: PrintedTable, boxes: Sequence[Box]) -> bool:
    q0, q1 = table.residual
    lows = fsum(low for low, _ in boxes) + max(0.0, q0 - table.most_unnamed)
    size = min(table.most_unnamed, table.total.high - lows)
    if size <= 0 or size < max((low for low, _ in boxes), default=0.0):
        return False
    filled = fsum(min(high, size) for _, high in boxes) + min(q1, table.unnamed * size)
    return filled >= table.total.low


def without(table: PrintedTable, places: Collection[int]) -> PrintedTable:
    """Rest of a table without some of its named producers: a table of the same kind."""
    left = [one for at, one in enumerate(table.figures) if at not in places]
    taken = [one for at, one in enumerate(table.figures) if at in places]
    s0, s1 = table.total
    return table._replace(
        figures=tuple(left),
        total=Interval(
            max(0.0, s0 - fsum(one.high for one in taken)), s1 - fsum(one.low for one in taken)
        ),
    )


def _bounded(table: PrintedTable) -> list[Box]:
    """Ends of each figure within the total.

    Raises
    ------
    ValueError
        If no world agrees with the print.
    """
    lows = fsum(one.low for one in table.figures) + table.residual.low
    highs = fsum(one.high for one in table.figures) + table.residual.high
    if lows > table.total.high or highs < table.total.low:
        raise ValueError(
            f"the rows add up to {lows:,g} to {highs:,g}, which does not agree with a total of "
            f"{table.total.low:,g} to {table.total.high:,g}"
        )
    if not highs > 0:
        raise ValueError("no output: an index of nothing is not 0")
    return [(one.low, min(one.high, table.total.high - (lows - one.low))) for one in table.figures]


def _least(table: PrintedTable, boxes: Sequence[Box]) -> float:
    """Least HHI: all producers at one level of water, each within its ends.

    For a fixed sum the least is a level y with x = clamp(y, low, high), the condition of Karush,
    Kuhn and Tucker of a convex problem; the ratio is quasi-convex along y, so it is least where
    y = Q / S, or where the sum reaches an end of the total.
    """
    weighted = [(low, high, 1) for low, high in boxes]
    if table.unnamed:
        q0, q1 = table.residual
        most = min(table.most_unnamed, q1 / table.unnamed)
        weighted.append((q0 / table.unnamed, most, table.unnamed))
    ends = sorted({end for low, high, _ in weighted for end in (low, high) if isfinite(end)})
    levels = [0.0, *ends, inf]
    found = [_on_piece(weighted, (y0, y1), table.total) for y0, y1 in pairwise(levels) if y0 < y1]
    return min(one for one in found if one is not None)


def _on_piece(
    boxes: Sequence[tuple[float, float, int]], piece: Box, total: Interval
) -> float | None:
    """Least ratio between two levels of water; None if no sum there is one of the total."""
    y0, y1 = piece
    free = sum(count for low, high, count in boxes if low <= y0 and high >= y1)
    fixed = [
        (low if low >= y1 else high, count)
        for low, high, count in boxes
        if not (low <= y0 and high >= y1)
    ]
    base = fsum(value * count for value, count in fixed)
    squares = fsum(value * value * count for value, count in fixed)
    if not free:
        inside = total.low <= base <= total.high and base > 0
        return squares / base**2 if inside else None
    level = squares / base if base else y1 if isfinite(y1) else max(y0, 1.0)
    lowest, highest = max(y0, (total.low - base) / free), min(y1, (total.high - base) / free)
    if lowest > highest * (1 + CLOSE):
        return None
    level = _clamp(level, lowest, highest)
    size = base + free * level
    return (squares + free * level * level) / size**2 if size > 0 else None


def _greatest(table: PrintedTable, boxes: Sequence[Box]) -> float:
    """Greatest HHI: figures at their ends, at most one between, by branching on that one.

    Squares are at most their chords between two ends; with chords, the greatest ratio fills the
    figures from their low ends in the order of low + high. It is exact but for the one figure
    that is filled in part: that one is halved until what is left does not matter.
    """
    if any(not isfinite(high) for _, high in boxes):
        return 1.0
    full = [*boxes, *_concentrated(table)]
    alone = table.total.low <= 0 and not any(low for low, _ in full)  # one producer and no other
    if alone or any(not isfinite(high) for _, high in full):
        return 1.0
    best, heap = 0.0, [(-1.0, 0, full)]
    count = 0
    bound = 1.0
    while heap and count < BRANCHES:
        above, _, at = heappop(heap)
        bound = -above
        if bound <= best + CLOSE:
            return best
        chord = _filled(at, table.total)
        if chord is None:
            continue
        best = max(best, chord.value)
        if chord.bound <= best + CLOSE:
            continue
        low, high = at[chord.between]
        for half in ((low, chord.at), (chord.at, high)):
            count += 1
            cut = [*at]
            cut[chord.between] = half
            heappush(heap, (-chord.bound, count, cut))
    return max(best, -heap[0][0]) if heap else best


def _concentrated(table: PrintedTable) -> list[Box]:
    """Producers without a name where they are fewest: full ones, one between, and more."""
    if not table.unnamed:
        return []
    (q0, q1), cap = table.residual, table.most_unnamed
    if cap >= q1:
        return [(q0, q1)] if q0 > 0 else [(0.0, q1)]
    full = int(q0 // cap)
    rest, room = q0 - full * cap, table.unnamed - full
    found: list[Box] = [(cap, cap)] * full
    left = q1 - full * cap
    while room > 0 and left > 0:
        most = min(cap, left)
        found.append((min(rest, most), most))
        rest, left, room = 0.0, left - most, room - 1
    return found


class _Chord(NamedTuple):
    """Ratio at the filled figures, the bound by chords, and the figure filled in part."""

    value: float
    bound: float
    between: int
    at: float


def _filled(boxes: Sequence[Box], total: Interval) -> _Chord | None:
    """Fill figures from their low ends in the order of their chords' slopes, while that pays."""
    values = [low for low, _ in boxes]
    size = fsum(values)
    if size > total.high or fsum(high for _, high in boxes) < total.low:
        return None
    chords = fsum(low * low for low in values)
    between, at = -1, 0.0
    for place in sorted(range(len(boxes)), key=lambda one: -sum(boxes[one])):
        low, high = boxes[place]
        slope, most = low + high, min(high - low, total.high - size)
        # Along a chord the ratio rises until slope * S = 2 Q; the total's least may ask for more.
        rises = size - 2 * chords / slope if slope else 0.0
        room = min(most, max(rises, total.low - size, 0.0))
        values[place] = low + room
        size, chords = size + room, chords + slope * room
        if low < values[place] < high:
            between, at = place, values[place]
        if room < most:
            break
    if not size > 0:
        return None
    value = fsum(one * one for one in values) / size**2
    return _Chord(value, max(chords / size**2, value) if between >= 0 else value, between, at)
