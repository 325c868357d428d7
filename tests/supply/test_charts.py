"""Pictures of `hhi`: few rows, one title that they show, and nothing firmer than its bounds."""

from __future__ import annotations

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.charts.model import Intervals


def test_all_minerals_are_ranked_alike_ones_in_one_row_and_the_others_are_counted() -> None:
    chart = chart_of(critmin.hhi(stage="mining"))
    assert isinstance(chart, Intervals)
    assert len(chart.spans) <= 12
    assert chart.title == (
        "Mercury (China about 94% of known output) and niobium (Brazil about 93%) are the most "
        "concentrated of 86 minerals at the mine"
    )
    assert "2025" not in chart.topic  # the subtitle names the year, once
    first, second, third = [span.label for span in chart.spans[:3]]
    assert (first, second) == ("Mercury", "Niobium")
    assert third == "Dysprosium and terbium, average of 2016-2020"
    assert "51 are highly concentrated, 15 moderately and 4 not; the band of 16" in chart.note
    assert "less concentrated ones are in the table" in chart.note


def test_an_index_without_a_producers_figure_says_of_what_its_share_is() -> None:
    chart = chart_of(critmin.hhi(stage="mining"))
    assert isinstance(chart, Intervals)
    assert chart.spans[0].text == "China 94% of the output that is known"
    assert not any("bounds" in span.text for span in chart.spans)


def test_the_title_names_the_most_concentrated_as_its_label_does() -> None:
    table = critmin.hhi("cobalt", "lithium", stage="mining,refining", source="iea@2025")
    chart = chart_of(table)
    assert isinstance(chart, Intervals)
    top = chart.spans[0]
    assert (top.label, top.text) == ("Cobalt, refining", "China 78%")
    title = "China has 78% of cobalt refining, the most concentrated of the 4 stages of supply"
    assert chart.title == title
