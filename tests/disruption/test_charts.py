"""Pictures of `shock` and `exposure`: titles that their rows show, and why a loss is unknown."""

from __future__ import annotations

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.charts.forms import Heat
from critmin.charts.model import Bars, Intervals, bounds

DAY = "2026-11-24"


def test_the_title_of_a_shock_is_the_surest_loss_as_its_row_writes_it() -> None:
    stops = ("CHN", "CHL=0.5")
    chart = chart_of(critmin.shock("USA", "cobalt", "copper", stop=stops, reach=1, as_of=DAY))
    assert isinstance(chart, Intervals)
    first = chart.spans[0]
    assert first.label == "Refined copper"
    assert chart.title == (
        f"The United States would lose {bounds(first, chart.unit)} of its imports of refined "
        "copper if China stopped exports and Chile cut exports by 50%"
    )
    assert all(span.low is not None for span in chart.spans)
    assert chart.subtitle.endswith("too; copper: average of 2021-2024, cobalt: 2024")
    assert "Low end: the least that the records allow; high end: the most" in chart.note
    assert "cannot be told: the source names only the largest suppliers." in chart.note


def test_no_row_of_a_shock_is_in_the_colour_of_a_country() -> None:
    chart = chart_of(critmin.shock("CHN", stop="COD:cobalt=0.573", as_of=DAY))
    assert isinstance(chart, Intervals)
    assert chart.title == (
        "China would lose 56% of its supply of cobalt intermediates if DR Congo cut its cobalt "
        "exports by 57%"
    )
    assert not any(span.highlight for span in chart.spans)
    assert "China's refineries: what they could not make without the ore" in chart.groups
    assert "cut" not in chart.topic  # the title says what would have to happen


def test_where_the_buyers_loss_cannot_be_told_the_worlds_is_said_and_why() -> None:
    chart = chart_of(critmin.shock("JPN", stop="COD:cobalt=0.573", as_of=DAY))
    assert isinstance(chart, Intervals)
    assert chart.title == (
        "43% of the world's mined and refined cobalt would be lost if DR Congo cut its cobalt "
        "exports by 57%; "
        "Japan's loss cannot be told"
    )
    assert not any(span.low == 0 and span.high == 1 for span in chart.spans)
    own = [span for span in chart.spans if not span.group.startswith("World")]
    assert [span.label for span in own] == [
        "Cobalt intermediates",
        "Refined cobalt",
        "Refined cobalt",
    ]
    assert all(span.low is None and span.text == "cannot be told" for span in own)
    world = [span for span in chart.spans if span.group.startswith("World")]
    assert [span.label for span in world] == ["Mined and refined cobalt"]
    assert "cannot be told until it is known from which mines the ore in its imports" in chart.note


BUYERS = ("JPN", "USA", "eu27", "KOR", "IND")
COUNTED = (
    "China supplied more than half of South Korea's imports of 13 of 42 minerals, the United "
    "States' of 17 of 58 and Japan's of 12 of 42"
)


def test_one_buyers_title_is_the_number_of_its_minerals_above_half() -> None:
    chart = chart_of(critmin.exposure("JPN", supplier="CHN", as_of=DAY))
    assert isinstance(chart, Bars)
    title = "China supplied more than half of Japan's imports of 12 of 42 minerals in 2024"
    assert chart.title == title
    assert sum((bar.value or 0) > 0.5 for bar in chart.bars) >= 12
    assert all(bar.highlight and bar.key == "CHN" for bar in chart.bars)
    assert chart.limits == ((0.5, "half"),)
    assert sum((bar.value or 0) > 0.5 for bar in chart.bars) == 12
    assert len(chart.bars) <= 15
    assert "by value" in chart.subtitle
    assert "in brackets: China's export law on 24 November 2026" in chart.subtitle


def test_several_buyers_are_counted_the_one_with_the_largest_part_first() -> None:
    heat = chart_of(critmin.exposure(*BUYERS, supplier="CHN", as_of=DAY))
    assert isinstance(heat, Heat)
    title = "China supplied more than half of all 5 buyers' imports of refined bismuth"
    assert heat.title == title
    assert heat.rows[0] == "Refined bismuth"
    bismuth = [cell.value or 0 for cell in heat.cells if cell.row == "Refined bismuth"]
    assert len(bismuth) == len(BUYERS)
    assert min(bismuth) > 0.5
    assert len(heat.rows) <= 15
    assert "forms of which most buyers import more than half, then" in heat.note
    bars = chart_of(critmin.exposure(*BUYERS, supplier="CHN", summary=True, as_of=DAY))
    assert isinstance(bars, Bars)
    assert bars.title == COUNTED
    assert [(bar.label, bar.value, bar.text) for bar in bars.bars][:2] == [
        ("South Korea", 13 / 42, "(13 of 42)"),
        ("United States", 17 / 58, "(17 of 58)"),
    ]


def test_a_few_forms_are_not_titled_as_a_count() -> None:
    chart = chart_of(critmin.exposure("JPN", supplier="CHN", mineral="graphite", as_of=DAY))
    assert "minerals" not in chart.title
