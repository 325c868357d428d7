"""Charts of pages as numbers."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from critmin.reports.drawing import LABEL, PLOT, index_bars, lines, share_bars
from critmin.reports.query import Query

shares = st.floats(0, 1, allow_nan=False)
series = st.dictionaries(
    st.text(min_size=1, max_size=8),
    st.dictionaries(st.integers(1990, 2030), shares, min_size=1),
    min_size=1,
    max_size=8,
)


def test_bars_say_their_figures() -> None:
    chart = share_bars("t", [("Chile", 0.25), ("Peru", None), ("China", 0.5)])
    assert [(bar.high, bar.figure, bar.strong) for bar in chart.bars] == [
        (25.0, "25.0%", False),
        (0.0, "no figure", False),
        (50.0, "50.0%", True),
    ]
    assert chart.words == "Chile 25.0%; Peru no figure; China 50.0%"


def test_a_figure_stands_below_a_label_too_long_for_it() -> None:
    long = "Graphite, refining (battery grade only) 2024"
    chart = index_bars(
        "t", [("a", 1.0, 1.0, 1.0), (long, 9166.0, 9166.0, 9170.0), ("b " * 40, *[None] * 3)]
    )
    placed = list(chart.placed())
    assert [(one.top, len(one.label)) for one in placed] == [(0, 1), (36, 2), (89, 2)]
    assert placed[1].label == (long, "")
    assert chart.height == 89 + 53 + 18


def test_an_index_runs_between_its_bounds() -> None:
    rows = [
        ("a", 5000.0, 5000.0, 7000.0),
        ("b", 2000.0, None, None),
        ("c", None, None, None),
        ("d", None, 1000.0, 4000.0),
        ("e", 900.0, 900.0, 900.0),
    ]
    bars = index_bars("t", rows).bars
    assert [(bar.low, bar.high, bar.figure) for bar in bars] == [
        (50.0, 70.0, "5,000 to 7,000"),
        (0.0, 20.0, "2,000 (no bounds)"),
        (0.0, 0.0, "no figure"),
        (10.0, 40.0, "1,000 to 4,000"),
        (9.0, 9.0, "900"),
    ]


def test_a_gap_breaks_a_line() -> None:
    chart = lines("t", {"a": {2020: 0.5, 2021: 0.25, 2023: 0.5}, "b": {2022: 0.1}})
    assert chart is not None
    first, second = chart.lines
    assert first.parts == ("0.0,0.0 33.33,50.0",)
    assert first.dots == ((100.0, 0.0),)
    assert (second.parts, second.dots) == ((), ((66.67, 80.0),))
    assert chart.words == "a: 50.0% in 2020, 50.0% in 2023; b: 10.0% in 2022"
    assert (chart.first, chart.last, chart.top) == ("2020", "2023", "50.0%")


def test_one_year_is_no_line() -> None:
    assert lines("t", {"a": {2020: 0.5}}) is None
    assert lines("t", {}) is None


@given(series)
def test_lines_stay_inside_and_labels_apart(values) -> None:
    chart = lines("t", values)
    if chart is None:
        return
    points = [
        tuple(map(float, pair.split(",")))
        for line in chart.lines
        for part in line.parts
        for pair in part.split()
    ]
    points += [dot for line in chart.lines for dot in line.dots]
    assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in points)
    assert len(points) == sum(len(one) for one in values.values())
    labels = sorted(line.label_y for line in chart.lines)
    assert all(b - a >= LABEL - 0.2 for a, b in itertools.pairwise(labels))
    assert labels[-1] <= PLOT + 0.1


def test_a_question_is_its_line() -> None:
    options = {"supplier": "CHN", "year": "2015:2024", "extended": True, "all": False}
    query = Query("dependency", ("JPN", "rare earths"), options, "share source")
    assert query.line == (
        "critmin dependency JPN 'rare earths' --supplier CHN --year 2015:2024 --extended "
        "--columns share,source"
    )
