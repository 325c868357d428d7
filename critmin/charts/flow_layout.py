"""Layout of a chain's flows: where each node and link is, on one scale. Pure.

Columns from left to right; in each the nodes are ordered so that links cross little, by the mean
place of their neighbours (Sugiyama, Tagawa and Toda 1981, Methods for visual understanding of
hierarchical system structures). A link over several columns passes through places of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from critmin.charts.forms import Link, Node
from critmin.charts.model import RESIDUAL

SWEEPS = 8  # times that the order is improved from each side
PASSING = "passing"  # kind of a place where a link passes a column


class Band(NamedTuple):
    """A part of a link between two neighbouring columns: its upper edges and its thickness."""

    link: Link
    column: int
    start: float
    end: float
    thick: float


class Slot(NamedTuple):
    """A node with its upper edge and its height; the slot around it has room for its label."""

    node: Node
    top: float
    tall: float
    value: float


@dataclass
class Layout:
    """Slots of nodes and bands of links, in pixels from the top; ``scale`` is pixels per unit."""

    slots: list[Slot] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    scale: float = 0.0

    @property
    def foot(self) -> float:
        """Lower edge of the lowest node."""
        return max((slot.top + slot.tall for slot in self.slots), default=0.0)


class _Piece(NamedTuple):
    """A link between two neighbouring columns."""

    link: Link
    source: str
    target: str
    column: int


def layout(
    nodes: Sequence[Node],
    links: Sequence[Link],
    tall: float,
    beside: Mapping[str, float],
    above: Mapping[str, float],
    gap: float,
    *,
    centred: bool = True,
) -> Layout:
    """Place nodes and links.

    Parameters
    ----------
    nodes, links : sequence
        A node is as high as the larger of what flows in and what flows out.
    tall : float
        Pixels from the top of the highest column to its foot.
    beside, above : mapping
        Pixels that the label of each node needs at its side, or above it.
    gap : float
        Pixels between two nodes.
    centred : bool
        Whether columns that are less high than others are in the middle, else at the top.
    """
    whole, pieces = _with_passings(nodes, links)
    values = {node.name: _value(node, pieces) for node in whole}
    columns = _ordered(whole, pieces, values)
    sides = {node.name: beside.get(node.name, 0.0) for node in whole}
    tops_of = {node.name: above.get(node.name, 0.0) for node in whole}

    def down(node: Node, scale: float) -> float:
        """Pixels of a node with its label."""
        return max(values[node.name] * scale, sides[node.name]) + tops_of[node.name]

    scale = _scale(columns, values, down, tall, gap)
    found = Layout(scale=scale)
    tops: dict[str, float] = {}
    for column in columns:
        rooms = [down(node, scale) for node in column]
        spare = tall - sum(rooms) - gap * (len(column) - 1)
        y = spare / 2 if centred else 0.0
        for node, room in zip(column, rooms, strict=True):
            high = values[node.name] * scale
            label = tops_of[node.name]
            tops[node.name] = y + label + (room - label - high) / 2
            found.slots.append(Slot(node, tops[node.name], high, values[node.name]))
            y += room + gap
    found.bands = _bands(pieces, tops, scale)
    found.slots = [slot for slot in found.slots if slot.node.kind != PASSING]
    return found


def _with_passings(nodes: Sequence[Node], links: Sequence[Link]) -> tuple[list[Node], list[_Piece]]:
    """Nodes with the places where long links pass, and links in pieces."""
    whole, pieces = list(nodes), []
    column = {node.name: node.column for node in nodes}
    for number, link in enumerate(links):
        first, last = column[link.source], column[link.target]
        if last <= first:
            raise ValueError(f"link from {link.source} to {link.target} does not go to the right")
        before = link.source
        for at in range(first, last):
            after = link.target if at + 1 == last else f"\0{number} {at + 1}"
            if at + 1 < last:
                whole.append(Node(after, "", at + 1, kind=PASSING))
            pieces.append(_Piece(link, before, after, at))
            before = after
    return whole, pieces


def _value(node: Node, pieces: Sequence[_Piece]) -> float:
    inward = sum(piece.link.value for piece in pieces if piece.target == node.name)
    outward = sum(piece.link.value for piece in pieces if piece.source == node.name)
    return max(inward, outward)


def _ordered(
    nodes: Sequence[Node], pieces: Sequence[_Piece], values: Mapping[str, float]
) -> list[list[Node]]:
    """Nodes of each column from top to bottom; what is no country is last."""
    count = max(node.column for node in nodes) + 1
    columns = [[node for node in nodes if node.column == at] for at in range(count)]
    for column in columns:
        column.sort(key=lambda node: (node.kind == RESIDUAL, -values[node.name]))
    best, least = [list(column) for column in columns], _crossings(columns, pieces)
    for sweep in range(SWEEPS):
        rightward = sweep % 2 == 0
        for at in range(1, count) if rightward else range(count - 2, -1, -1):
            beside = columns[at - 1 if rightward else at + 1]
            _by_neighbours(columns[at], beside, pieces)
        crossings = _crossings(columns, pieces)
        if crossings < least:
            best, least = [list(column) for column in columns], crossings
    return best


def _by_neighbours(column: list[Node], beside: Sequence[Node], pieces: Sequence[_Piece]) -> None:
    """Order a column by the mean place of the neighbours in the column beside it."""
    place = {node.name: number for number, node in enumerate(beside)}
    means: dict[str, float] = {}
    for own, node in enumerate(column):
        near = [
            (place[p.source], p.link.value)
            for p in pieces
            if p.target == node.name and p.source in place
        ]
        near += [
            (place[p.target], p.link.value)
            for p in pieces
            if p.source == node.name and p.target in place
        ]
        weight = sum(value for _, value in near)
        means[node.name] = sum(at * value for at, value in near) / weight if weight else own
    column.sort(key=lambda node: (node.kind == RESIDUAL, means[node.name]))


def _crossings(columns: Sequence[Sequence[Node]], pieces: Sequence[_Piece]) -> float:
    """How much crosses: the sum of the smaller of each two links that cross."""
    place = {node.name: number for column in columns for number, node in enumerate(column)}
    total = 0.0
    for number, one in enumerate(pieces):
        for other in pieces[number + 1 :]:
            if one.column == other.column:
                left = place[one.source] - place[other.source]
                if left * (place[one.target] - place[other.target]) < 0:
                    total += min(one.link.value, other.link.value)
    return total


def _scale(
    columns: Sequence[Sequence[Node]],
    values: Mapping[str, float],
    down: Callable[[Node, float], float],
    tall: float,
    gap: float,
) -> float:
    """The largest number of pixels per unit at which every column fits."""

    def fits(scale: float) -> bool:
        return all(
            sum(down(one, scale) for one in column) + gap * (len(column) - 1) <= tall + 1e-6
            for column in columns
        )

    largest = max(sum(values[one.name] for one in column) for column in columns) or 1.0
    low, high = 0.0, tall / largest
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _bands(pieces: Sequence[_Piece], tops: Mapping[str, float], scale: float) -> list[Band]:
    """Bands of links, stacked at each node in the order of the other ends."""
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    for name, top in tops.items():
        out = [number for number, piece in enumerate(pieces) if piece.source == name]
        into = [number for number, piece in enumerate(pieces) if piece.target == name]
        y = top
        for number in sorted(out, key=lambda number: tops[pieces[number].target]):
            starts[number] = y
            y += pieces[number].link.value * scale
        y = top
        for number in sorted(into, key=lambda number: tops[pieces[number].source]):
            ends[number] = y
            y += pieces[number].link.value * scale
    return [
        Band(piece.link, piece.column, starts[number], ends[number], piece.link.value * scale)
        for number, piece in enumerate(pieces)
    ]
