"""Flows of a chain: bands on one scale, what nothing explains hatched, all places named."""

from __future__ import annotations

import pytest
from soundness import extent, faults

from critmin.charts.forms import Flow, Link, Node
from critmin.charts.model import RESIDUAL, Bars
from critmin.charts.palette import DARK, PLAIN
from critmin.drawing.draw import sheet_of
from critmin.drawing.flow import fitted, place_of
from critmin.drawing.sheet import Shape, Sheet, Text
from critmin.drawing.style import COLUMN, PAGE, SLIDE, Style

STYLES = (SLIDE, PAGE, COLUMN)
CHART = Flow(
    topic="From mines in Chile to Japan",
    unit="fraction",
    nodes=(
        Node("origin", "Chile: 40%", 0, True, key="CHL"),
        Node("elsewhere", "Mined elsewhere: 45%", 0, kind=RESIDUAL, known=True),
        Node("unknown", "Followed to no mine: 15%", 0, kind=RESIDUAL),
        Node("chn", "China: 30%", 1, key="CHN"),
        Node("kor", "South Korea: 10%", 1, key="KOR"),
        Node("elsewhere 1", "", 1, kind=RESIDUAL, known=True),
        Node("unknown 1", "", 1, kind=RESIDUAL),
        Node("buyer", "Japan", 2, key="JPN"),
    ),
    links=(
        Link("origin", "chn", 0.3, True),
        Link("origin", "kor", 0.1, True),
        Link("chn", "buyer", 0.3, True),
        Link("kor", "buyer", 0.1, True),
        Link("elsewhere", "elsewhere 1", 0.45),
        Link("elsewhere 1", "buyer", 0.45),
        Link("unknown", "unknown 1", 0.15),
        Link("unknown 1", "buyer", 0.15),
    ),
    columns=("Mined in", "Refined in", "Bought by"),
)


def bands(sheet: Sheet) -> dict[str, Shape]:
    curved = [i for i in sheet.items if isinstance(i, Shape) and i.path[1][0] == "C"]
    return {one.tip: one for one in curved}


def said(sheet: Sheet) -> str:
    return " ".join(item.text for item in sheet.items if isinstance(item, Text))


@pytest.mark.parametrize("style", STYLES)
def test_a_flow_is_sound(style: Style) -> None:
    assert faults(sheet_of(CHART, style)) == []


@pytest.mark.parametrize("style", STYLES)
def test_all_places_are_named(style: Style) -> None:
    words = said(sheet_of(CHART, style)).replace(":", "")
    shown = [node for node in CHART.nodes if node.column < 2 or not style.narrow]
    for node in shown:
        assert all(word in words for word in node.label.replace(":", "").split())
    assert all(column in words for column in CHART.columns[: 2 if style.narrow else 3])


def test_on_a_narrow_sheet_a_chain_is_bars_with_the_same_figures() -> None:
    bars = fitted(CHART, COLUMN)
    assert isinstance(bars, Bars)
    assert [(bar.panel, bar.label, round(bar.value or 0, 2)) for bar in bars.bars] == [
        ("Mined in", "Chile", 0.4),
        ("Mined in", "Mined elsewhere", 0.45),
        ("Mined in", "Followed to no mine", 0.15),
        ("Refined in", "China", 0.3),
        ("Refined in", "South Korea", 0.1),
    ]
    assert fitted(CHART, SLIDE) is CHART


def test_bands_are_on_one_scale() -> None:
    found = bands(sheet_of(CHART, SLIDE))
    # The outline leaves at its upper edge and comes back to its lower one.
    thick = {tip: float(one.path[3][6]) - float(one.path[0][2]) for tip, one in found.items()}
    scale = thick["Chile to China: 30%"] / 0.3
    for tip, value in thick.items():
        assert value / scale == pytest.approx(float(tip.split(": ")[1].rstrip("%")) / 100, rel=1e-6)


def test_what_nothing_explains_is_hatched_and_the_focus_coloured() -> None:
    found = bands(sheet_of(CHART, SLIDE))
    assert found["Followed to no mine to Japan: 15%"].hatch
    assert not found["Mined elsewhere to Japan: 45%"].hatch  # it is known not to be Chile
    assert found["Chile to China: 30%"].colour == DARK  # red is China's
    assert not found["China to Japan: 30%"].hatch
    bare = [link._replace(highlight=False) for link in CHART.links]
    plain = Flow(
        topic="x",
        unit="fraction",
        nodes=tuple(node._replace(highlight=False, key="") for node in CHART.nodes),
        links=tuple(bare),
        columns=CHART.columns,
    )
    assert bands(sheet_of(plain, SLIDE))["Chile to China: 30%"].colour == PLAIN


def test_bands_stay_on_the_sheet_between_their_columns() -> None:
    for style in STYLES:
        sheet = sheet_of(CHART, style)
        for band in bands(sheet).values():
            box = extent(band)
            assert style.margin - 1 <= box.left < box.right <= style.width - style.margin + 1


def test_a_place_without_a_label_is_called_by_what_flows_into_it() -> None:
    nodes = {node.name: node for node in CHART.nodes}
    assert place_of(nodes["unknown 1"], CHART) == "Followed to no mine"
    assert place_of(nodes["origin"], CHART) == "Chile"
