"""Every answer on supply and trade with rows has a picture, in plain words, with its figures."""

from __future__ import annotations

import re
from math import fsum
from typing import Any

import pytest
from chart_texts import raw, texts
from pictured import chart, every
from summarised import Asked, ask

from critmin.answers.table import several
from critmin.charts.forms import Flow, Heat, History, Map, Pairs, Slopes
from critmin.charts.model import Bars, Chart, Intervals, Lines, Span, Stacks
from critmin.core import names
from critmin.core.errors import QueryError

QUESTIONS = every()
# A stop as it is typed, an absent value, and a cell of several codes.
TYPED = re.compile(r"\b[A-Z]{3}=|\bif [A-Z]{3,} stops?\b|\bNone\b|\bnan\b|[\[\]{}]")
LONGEST = 175  # characters of a title; nearly all have at most 150


def pictures() -> list[tuple[Asked, Chart]]:
    return [(asked, made) for asked in QUESTIONS if (made := chart(asked)) is not None]


def rows(asked: Asked) -> list[dict[str, Any]]:
    table = asked.table()
    assert table is not None
    return [row for row in table.records() if row.get("year") is not None]


def test_every_answer_with_rows_has_a_picture() -> None:
    """`chart` raises where there is none."""
    made = pictures()
    assert len(made) > 900
    assert {one.kind for _, one in made} == {
        *("bars", "stacks", "slopes", "history", "lines", "intervals", "heat", "flow", "pairs")
    }


def test_titles_are_findings_that_fit() -> None:
    for asked, one in pictures():
        assert one.title, asked
        assert len(one.title) <= LONGEST, (asked, one.title)
        assert re.search(
            r"\d|not known|cannot be told|[Nn]o figure|none of|not among|same", one.title
        ) or ("highly concentrated" in one.title), (asked, one.title)
    long = [one.title for _, one in pictures() if len(one.title) > 150]
    assert len(long) < 15, long


def test_all_words_are_plain() -> None:
    """No options, ids, slugs, flags, days in figures, or names as they were typed."""
    found: list[str] = []
    for _, one in pictures():
        for text in texts(one):
            found += raw(text)
            found += [text] if TYPED.search(text) else []
    assert sorted(set(found)) == []


def test_a_name_without_figures_has_no_point_at_zero() -> None:
    """Each point is a figure of the rows; a gap is None, and a line has at least one figure."""
    for asked, one in pictures():
        if not isinstance(one, Lines):
            continue
        for name in one.series:
            values = [point.y for point in one.points if point.series == name]
            assert any(value is not None for value in values), (asked, name)
    made = chart(ask("trend", "cobalt", stage="mining,refining", country=("COD", "CHN")))
    assert isinstance(made, Lines)
    assert "Refining, DR Congo" not in made.series
    assert "Refining, DR Congo (not listed)" in made.note
    assert all(point.y != 0 for point in made.points)


def test_stacks_and_histories_are_whole() -> None:
    """Parts add up to all, or a note says that the publisher's shares exceed its total."""
    for asked, one in pictures():
        sums: dict[Any, list[float]] = {}
        if isinstance(one, Stacks):
            for part in one.parts:
                sums.setdefault((part.group, part.row), []).append(part.value)
        elif isinstance(one, History):
            for part in one.slices:
                sums.setdefault(part.year, []).append(part.value)
        for place, values in sums.items():
            total = fsum(values)
            over = " adds up to 1" in one.note and total > 1
            assert over or total == pytest.approx(1, abs=0.006), (asked, place, total)


def test_bars_of_shares_are_those_of_the_rows() -> None:
    """What is not drawn singly is added up, or counted in the note."""
    for asked, one in pictures():
        if not isinstance(one, Bars) or asked.name != "share":
            continue
        known = [row["share"] for row in rows(asked) if row["kind"] != "total"]
        drawn = fsum(bar.value or 0 for bar in one.bars)
        assert drawn == pytest.approx(fsum(value or 0 for value in known)), asked
        bare = sum(value is None for value in known)
        counted = [
            int(bar.label.split()[0]) if "more without" in bar.label else 1
            for bar in one.bars
            if bar.value is None
        ]
        assert sum(counted) == bare, asked


def together(span: Span) -> int:
    """Number of minerals that a line stands for: "Cerium, erbium and 8 more"."""
    found = re.match(r"(.+?) and (\d+) more", span.label)
    if found:
        return len(found[1].split(", ")) + int(found[2])
    return 1 + (" and " in span.label.partition(",")[0])


def test_every_row_is_drawn_or_counted() -> None:
    """Of intervals, dumbbells and bars of forms, the note counts what is left out."""
    for asked, one in pictures():
        if asked.name not in {"hhi", "risk"} or not isinstance(one, Intervals):
            continue
        ends = ("hhi", "hhi_low") if asked.name == "hhi" else ("score", "score_high")
        known = [row for row in rows(asked) if any(row[end] is not None for end in ends)]
        left = sum(map(int, re.findall(r"(\d+) (?:less|lower)", one.note)))
        assert sum(map(together, one.spans)) + left == len(known), asked


def test_a_range_is_never_a_bar() -> None:
    for asked, one in pictures():
        if isinstance(one, Bars):
            for row in rows(asked):
                low, high = row.get("score_low"), row.get("score_high")
                assert low is None or low == high, asked
                low, high = row.get("loss_share_low"), row.get("loss_share_high")
                drawn = any(bar.value == low for bar in one.bars)
                assert not drawn or low is None or low == high, (asked, low, high)


def test_withheld_unknown_and_zero_are_three_things() -> None:
    bars = chart(ask("share", "lithium", stage="mining"))
    assert isinstance(bars, Bars)
    said = {bar.label: (bar.value, bar.text) for bar in bars.bars}
    assert said["United States"] == (None, "withheld")
    both = chart(ask("share", "lithium", stage="mining,refining"))
    assert isinstance(both, Slopes)
    sides = {one.label: one for one in both.slopes}
    assert sides["Zimbabwe"].right is None
    assert sides["Zimbabwe"].right_text == "not listed"
    assert "Withheld, and in no share: United States." in both.note
    none = chart(ask("share", "copper", country=("CHN", "USA", "JPN")))
    assert isinstance(none, Bars)
    assert [bar.value for bar in none.bars if bar.label == "Japan"] == [0.0]


def coded(one: Chart) -> list[tuple[str, str]]:
    """Labels of countries with their codes."""
    if isinstance(one, Bars):
        return [(bar.label, bar.key) for bar in one.bars if bar.kind == "country"]
    if isinstance(one, Stacks):
        return [(part.label, part.key) for part in one.parts if part.kind == "country"]
    if isinstance(one, History):
        return [(part.series, part.key) for part in one.slices if part.kind == "country"]
    return [(line.label, line.key) for line in one.slopes] if isinstance(one, Slopes) else []


def test_a_country_has_its_code_in_every_picture() -> None:
    """The code decides the colour, so that it is the same for a country in all pictures."""
    codes: dict[str, set[str]] = {}
    places = {country.name: code for code, country in names.countries().items()}
    for asked, one in pictures():
        if asked.name in {"share", "trend", "dependency"}:
            for label, key in coded(one):
                if label in places:
                    codes.setdefault(label, set()).add(key)
    assert codes["China"] == {"CHN"}
    assert {label: found for label, found in codes.items() if found != {places[label]}} == {}


def test_flows_carry_all_of_the_supply() -> None:
    """What comes to a place leaves it, and the buyer gets the whole."""
    flows = [(asked, one) for asked, one in pictures() if isinstance(one, Flow)]
    assert len(flows) >= 5
    for asked, one in flows:
        last = len(one.columns) - 1
        for node in one.nodes:
            into = fsum(link.value for link in one.links if link.target == node.name)
            out = fsum(link.value for link in one.links if link.source == node.name)
            if node.column == last:
                assert into == pytest.approx(1), asked
            elif node.column:
                assert into == pytest.approx(out), (asked, node)


def test_what_surely_came_is_drawn_and_what_may_have_come_is_said() -> None:
    asked = ask("via", "USA", "graphite", origin="CHN")
    one = chart(asked)
    assert isinstance(one, Flow)
    sure = fsum(row["share_low"] for row in rows(asked))
    drawn = fsum(link.value for link in one.links if link.source == "origin")
    assert drawn == pytest.approx(sure)
    assert "Mozambique (up to 5.7%)" in one.note
    cannot = chart(ask("via", "USA", "rare-earths", origin="CHN"))
    assert isinstance(cannot, Intervals)
    assert "cannot be told" in cannot.title


def test_years_of_imports_are_a_history_of_the_largest_form() -> None:
    one = chart(ask("dependency", "JPN", "lithium", year="1995:2024"))
    assert isinstance(one, History)
    assert one.years == list(range(1995, 2025))
    china = {part.year: part.value for part in one.slices if part.key == "CHN"}
    asked = ask("dependency", "JPN", "lithium", year="1995:2024")
    known = {row["year"]: row["share"] for row in rows(asked) if row["supplier_iso3"] == "CHN"}
    assert china == pytest.approx(known)
    several_forms = chart(
        ask("dependency", "JPN", "lithium", "graphite", "cobalt", year="2015:2024")
    )
    assert isinstance(several_forms, History)
    assert "refined lithium" in several_forms.title  # the form with the largest import value
    assert "3 other forms are in the table" in several_forms.note
    assert "name a form" in several_forms.note


def test_buyers_by_minerals_are_a_heatmap_that_keeps_what_has_no_share() -> None:
    asked = next(
        one
        for one in QUESTIONS
        if one.name == "exposure" and len(one.args) == 5 and len(one.options) == 2
    )
    one = chart(asked)
    assert isinstance(one, Heat)
    assert set(one.columns) == {"Japan", "United States", "EU27", "South Korea", "India"}
    for cell in one.cells:
        assert (cell.value is None) == (cell.state in {"no share", "not among the suppliers named"})
        assert not cell.highlight
    assert "are in the table, not here: name a mineral" in one.note


def test_the_law_is_said_in_words() -> None:
    one = chart(ask("exposure", "JPN", supplier="CHN", as_of="2026-11-24"))
    assert isinstance(one, Bars)
    said = {bar.label: bar.text for bar in one.bars}
    assert said["Refined tungsten"] == "(up to all of it under licence)"
    assert said["Refined bismuth"] == "(all of it under licence)"
    assert said["Refined rare earths"] == "(up to 36% of imports under licence)"
    assert not said["Bauxite"]
    assert "28 forms have no share: their trade codes also have other goods." in one.note


def test_two_editions_are_joined_and_named_in_words() -> None:
    asked = ask("compare", "share", "rare-earths", "usgs@2025", "usgs@2026")
    one = chart(asked)
    assert isinstance(one, Pairs)
    assert one.sides == ("USGS 2025, figures of 2024", "USGS 2026, figures of 2025")
    by_label = {pair.label: (pair.before, pair.after) for pair in one.pairs}
    table = asked.table()
    assert table is not None
    for row in table.records():
        if row["country"] in by_label:
            assert by_label[row["country"]] == (row["a"], row["b"])
    assert "Only for USGS 2026: Canada, Greenland, Tanzania and 1 more." in one.note


def test_maps_have_every_country_of_the_table() -> None:
    from critmin.answers.chart_of_answer import chart_of

    for asked, column in (
        (ask("share", "lithium", stage="mining"), "share"),
        (ask("reserves", "lithium"), "reserves_share"),
    ):
        table = asked.table()
        assert table is not None
        one = chart_of(table, map=True)
        assert isinstance(one, Map)
        drawn = {area.key: (area.value, area.state) for area in one.areas}
        for row in rows(asked):
            if row["kind"] == "country":
                value, state = drawn[row["iso3"]]
                assert value == row[column]
                withheld = value is None and "withheld" in several(row["flag"])
                assert not withheld or state == "withheld"


def test_a_map_of_blocs_says_what_to_leave_out() -> None:
    from critmin.answers.chart_of_answer import chart_of

    table = ask("share", "lithium", by="bloc:eu27,g7,brics").table()
    assert table is not None
    with pytest.raises(QueryError, match="a map shows countries: leave out --by"):
        chart_of(table, map=True)


def test_a_stop_without_figures_is_drawn_as_what_cannot_be_told() -> None:
    one = chart(ask("shock", "JPN", "gallium", stop="CHN", as_of="2026-11-24"))
    assert isinstance(one, Bars | Intervals)
    assert "cannot be told" in str([*texts(one)])
    assert "0%" not in str([*texts(one)])


def test_what_is_known_of_a_stop_is_said_before_what_is_not() -> None:
    one = chart(ask("shock", "JPN", stop="COD:cobalt=0.573", as_of="2026-11-24"))
    assert isinstance(one, Intervals | Bars)
    assert one.title.startswith("43% of the world's mined and refined cobalt would be lost")
    assert "Japan's loss cannot be told" in one.title
    untold = [text for text in texts(one) if text.startswith("cannot be told")]
    assert len(untold) == 3, "each of Japan's losses is a line without a mark"


def test_reserves_on_a_map_are_not_withheld_where_output_is() -> None:
    from critmin.answers.chart_of_answer import chart_of

    table = ask("reserves", "lithium").table()
    assert table is not None
    one = chart_of(table, map=True)
    assert isinstance(one, Map)
    assert {area.key: area.state for area in one.areas}["USA"] == ""
    assert "United States" not in one.note
    assert one.title == "Chile held 25% of the listed reserves of lithium in 2025"


def test_a_bound_of_a_source_is_more_than_its_figure() -> None:
    from critmin.charts.model import bounds

    one = chart(ask("reliance", "tungsten"))
    assert isinstance(one, Intervals)
    assert bounds(one.spans[0], one.unit) == "more than 50%"


def test_names_as_typed_are_written_in_full() -> None:
    one = next(
        made for asked, made in pictures() if asked.name == "shock" and asked.args[0] == "japan"
    )
    assert one.topic == "Japan's loss of graphite ore"
    assert "if China stopped exports" in one.title
    assert isinstance(one, Intervals)
    assert [span.label for span in one.spans] == [str(year) for year in range(2015, 2025)]


def places(one: Chart) -> list[tuple[Any, ...]]:
    """Place of each mark of a picture: its line, and its panel, column, year or group."""
    if isinstance(one, Bars):
        return [(bar.label, bar.panel) for bar in one.bars]
    if isinstance(one, Intervals):
        return [(span.label, span.group) for span in one.spans]
    if isinstance(one, Heat):
        return [(cell.row, cell.column) for cell in one.cells]
    if isinstance(one, Lines):
        return [(point.series, point.x) for point in one.points]
    return [(pair.label, pair.group) for pair in one.pairs] if isinstance(one, Pairs) else []


def test_no_two_marks_have_one_place() -> None:
    for asked, one in pictures():
        found = places(one)
        twice = {place for place in found if found.count(place) > 1}
        assert not twice, (asked, twice)
