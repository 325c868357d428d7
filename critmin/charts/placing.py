"""Places of labels: blocks moved apart, and the free place nearest to a point. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

Point = tuple[float, float]
TOUCH = 40.0  # what a pixel of overlap costs, in pixels of distance
AROUND = 8.0  # pixels between two tries


class Rect(NamedTuple):
    """Edges of a label, in pixels, y down."""

    left: float
    top: float
    right: float
    bottom: float


def moved_apart(
    wanted: Sequence[float], tall: Sequence[float], top: float, bottom: float
) -> list[float]:
    """Upper edges of blocks from top to bottom, as near to the wanted ones as they can be.

    Blocks that would overlap form a group, which is centred on what its members want; all stay
    between ``top`` and ``bottom`` if they fit there.

    >>> moved_apart([10.0, 12.0], [20.0, 20.0], 0.0, 100.0)
    [1.0, 21.0]
    >>> moved_apart([5.0, 90.0], [20.0, 20.0], 0.0, 100.0)
    [5.0, 80.0]
    """
    groups: list[tuple[float, float, list[int]]] = []  # upper edge, height, members
    for number, (want, up) in enumerate(zip(wanted, tall, strict=True)):
        group = (_within(want, up, top, bottom), up, [number])
        while groups and groups[-1][0] + groups[-1][1] > group[0]:
            members = groups.pop()[2] + group[2]
            height = sum(tall[one] for one in members)
            # Each member would have the group begin where it itself stands as it wants.
            above, asked = 0.0, 0.0
            for one in members:
                asked += wanted[one] - above
                above += tall[one]
            group = (_within(asked / len(members), height, top, bottom), height, members)
        groups.append(group)
    found = [0.0] * len(wanted)
    for edge, _, members in groups:
        for one in members:
            found[one] = round(edge, 6)
            edge += tall[one]
    return found


def _within(edge: float, up: float, top: float, bottom: float) -> float:
    return max(top, min(edge, bottom - up))


def overlap(one: Rect, other: Rect) -> float:
    """Square pixels that two labels share."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(across, 0.0) * max(down, 0.0)


def crossing(rect: Rect, start: Point, end: Point) -> float:
    """Pixels of a segment that lie in a rectangle (clipping by Liang and Barsky).

    >>> crossing(Rect(0, 0, 10, 10), (-5, 5), (5, 5)), crossing(Rect(0, 0, 1, 1), (2, 0), (2, 9))
    (5.0, 0.0)
    """
    (x, y), dx, dy = start, end[0] - start[0], end[1] - start[1]
    low, high = 0.0, 1.0
    for step, before, after in (
        (dx, x - rect.left, rect.right - x),
        (dy, y - rect.top, rect.bottom - y),
    ):
        if step == 0:
            if before < 0 or after < 0:
                return 0.0
            continue
        ends = sorted((-before / step, after / step))
        low, high = max(low, ends[0]), min(high, ends[1])
    return max(high - low, 0.0) * float((dx * dx + dy * dy) ** 0.5)


def free_place(
    starts: Iterable[Point],
    size: tuple[float, float],
    within: Rect,
    taken: Sequence[Rect],
    lines: Sequence[Sequence[Point]],
    reach: float = 160.0,
) -> Rect:
    """Place of a label of a width and height, near one of the upper left corners asked for.

    Places up to ``reach`` pixels above and below each are tried, and farther ones where all of
    those are taken. A place that covers no label that stands goes before any that does; the best
    overlaps the least with lines, and is the nearest of those; earlier corners go first.
    """
    across, down = size
    segments = [pair for line in lines for pair in pairwise(line)]
    best: tuple[tuple[bool, float], Rect] | None = None
    reach = max(reach, within.bottom - within.top)
    for order, (x, y) in enumerate(starts):
        left = max(within.left, min(x, within.right - across))
        near = [
            pair
            for pair in segments
            if max(pair[0][0], pair[1][0]) >= left and min(pair[0][0], pair[1][0]) <= left + across
        ]
        for number in range(int(2 * reach / AROUND) + 1):
            away = (number + 1) // 2 * AROUND * (1 if number % 2 else -1)
            if best is not None and not best[0][0] and abs(away) >= best[0][1]:
                break
            top = max(within.top, min(y + away, within.bottom - down))
            rect = Rect(left, top, left + across, top + down)
            cost = abs(top - y) + abs(left - x) + order
            covered = sum(overlap(rect, other) ** 0.5 for other in taken)
            cost += TOUCH * covered
            if best is not None and (covered > 0, cost) >= best[0]:
                continue
            cost += TOUCH * sum(crossing(rect, *pair) for pair in near)
            if best is None or (covered > 0, cost) < best[0]:
                best = ((covered > 0, cost), rect)
    assert best is not None
    return best[1]
