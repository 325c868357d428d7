"""Layout of flows: what flows in and out is as high as its node, and nothing overlaps."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critmin.charts.flow_layout import Layout, layout
from critmin.charts.forms import Link, Node
from critmin.charts.model import RESIDUAL

TALL, GAP, LABEL = 400.0, 8.0, 18.0


@st.composite
def chains(draw: st.DrawFn) -> tuple[list[Node], list[Link]]:
    """Chains of two to four stages in which each node passes on what it gets."""
    sizes = draw(st.lists(st.integers(1, 5), min_size=2, max_size=4))
    nodes = [
        Node(f"{column} {number}", "x", column, kind=RESIDUAL if number == 4 else "country")
        for column, size in enumerate(sizes)
        for number in range(size)
    ]
    links: dict[tuple[str, str], float] = {}
    for _ in range(draw(st.integers(3, 14))):
        path = [f"{column} {draw(st.integers(0, size - 1))}" for column, size in enumerate(sizes)]
        if len(path) > 2 and draw(st.booleans()):
            del path[1]
        value = draw(st.floats(0.001, 0.5))
        for pair in pairwise(path):
            links[pair] = links.get(pair, 0.0) + value
    return nodes, [Link(*pair, value) for pair, value in links.items()]


def placed(nodes: list[Node], links: list[Link]) -> Layout:
    labels = {node.name: LABEL for node in nodes}
    return layout(nodes, links, TALL, labels, {}, GAP)


@settings(max_examples=80, deadline=None)
@given(chains())
def test_links_are_as_thick_as_their_nodes_are_high(chain) -> None:
    nodes, links = chain
    found = placed(nodes, links)
    for slot in found.slots:
        inward = sum(
            b.thick for b in found.bands if b.link.target == slot.node.name and last(b, nodes)
        )
        outward = sum(
            b.thick for b in found.bands if b.link.source == slot.node.name and first(b, nodes)
        )
        assert slot.tall == pytest.approx(max(inward, outward), abs=1e-6)
        assert slot.tall == pytest.approx(slot.value * found.scale, abs=1e-6)


def first(band, nodes) -> bool:
    return band.column == next(n.column for n in nodes if n.name == band.link.source)


def last(band, nodes) -> bool:
    return band.column + 1 == next(n.column for n in nodes if n.name == band.link.target)


@settings(max_examples=80, deadline=None)
@given(chains())
def test_nodes_and_labels_of_a_column_do_not_overlap(chain) -> None:
    nodes, links = chain
    found = placed(nodes, links)
    for one, other in combinations(found.slots, 2):
        if one.node.column == other.node.column:
            rooms = [max(slot.tall, LABEL) for slot in (one, other)]
            middles = [slot.top + slot.tall / 2 for slot in (one, other)]
            assert abs(middles[0] - middles[1]) >= sum(rooms) / 2 + GAP - 1e-6


@settings(max_examples=80, deadline=None)
@given(chains())
def test_bands_are_within_their_nodes_and_within_the_height(chain) -> None:
    nodes, links = chain
    found = placed(nodes, links)
    slots = {slot.node.name: slot for slot in found.slots}
    for band in found.bands:
        if first(band, nodes):
            slot = slots[band.link.source]
            assert slot.top - 1e-6 <= band.start
            assert band.start + band.thick <= slot.top + slot.tall + 1e-6
        if last(band, nodes):
            slot = slots[band.link.target]
            assert slot.top - 1e-6 <= band.end
            assert band.end + band.thick <= slot.top + slot.tall + 1e-6
    assert min(slot.top for slot in found.slots) >= -1e-6
    assert found.foot <= TALL + 1e-6


def test_a_crossing_is_undone() -> None:
    nodes = [Node("a", "", 0), Node("b", "", 0), Node("p", "", 1), Node("q", "", 1)]
    links = [Link("a", "q", 3), Link("b", "p", 2), Link("a", "p", 0.1)]
    found = placed(nodes, links)
    tops = {slot.node.name: slot.top for slot in found.slots}
    assert (tops["a"] < tops["b"]) == (tops["q"] < tops["p"])


def test_what_is_no_country_is_last() -> None:
    nodes = [Node("rest", "", 0, kind=RESIDUAL), Node("a", "", 0), Node("z", "", 1)]
    found = placed(nodes, [Link("rest", "z", 5), Link("a", "z", 1)])
    tops = {slot.node.name: slot.top for slot in found.slots}
    assert tops["a"] < tops["rest"]


def test_a_link_over_two_columns_does_not_run_through_a_node() -> None:
    nodes = [Node("a", "", 0), Node("m", "", 1), Node("z", "", 2)]
    found = placed(nodes, [Link("a", "m", 3), Link("m", "z", 3), Link("a", "z", 2)])
    middle = next(slot for slot in found.slots if slot.node.name == "m")
    passing = next(b for b in found.bands if b.link == Link("a", "z", 2) and b.column == 0)
    assert passing.end >= middle.top + middle.tall or passing.end + passing.thick <= middle.top


def test_a_link_to_the_left_is_refused() -> None:
    with pytest.raises(ValueError, match="does not go to the right"):
        placed([Node("a", "", 1), Node("b", "", 0)], [Link("a", "b", 1)])
