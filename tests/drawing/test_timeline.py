"""Timelines: suspensions on their bars, today's line, days as people write them; on the sheet."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from soundness import box_of, faults

from critmin.charts.model import Moment, Timeline
from critmin.charts.palette import FOCUS, PLAIN
from critmin.charts.time_axis import day_in_words, day_span, day_ticks, decimal_year, domain
from critmin.charts.timeline_bars import HOLDS, OPEN, SUSPENDED, bar_of, fewer, span_of_strip
from critmin.drawing.draw import sheet_of
from critmin.drawing.sheet import Mark, Rule, Shape, Sheet, Text
from critmin.drawing.style import COLUMN, PAGE, SLIDE, SMALLEST, Style

STYLES = (SLIDE, PAGE, COLUMN)
TODAY = "2026-11-24"
BAN = Moment(
    "Antimony, gallium, germanium: export ban towards the United States (No. 46 of 2024)",
    "2024-12-03",
    lane="China",
    highlight=True,
    lasting=True,
    suspended=(("2025-11-09", "2026-11-27"),),
    state="suspended until 27 November 2026",
    key="CHN",
)
LICENCE = Moment(
    "Graphite: export licence (No. 39 of 2023)",
    "2023-12-01",
    lane="China",
    lasting=True,
    state="in force, last confirmed 31 July 2026",
    confirmed="2026-07-31",
)
QUOTA = Moment("Lithium: quota", "2026-04", "2026-12-31", "Zimbabwe")
TAX = Moment("Lithium: tax", "2025", lane="Zimbabwe")
CHART = Timeline(topic="Controls", moments=(BAN, LICENCE, QUOTA, TAX), today=TODAY)


def texts(sheet: Sheet) -> list[Text]:
    return [item for item in sheet.items if isinstance(item, Text)]


def shapes(sheet: Sheet, words: str) -> list[Shape]:
    return [i for i in sheet.items if isinstance(i, Shape) and words in i.tip]


def marks(sheet: Sheet, words: str) -> list[Mark]:
    return [i for i in sheet.items if isinstance(i, Mark) and words in i.tip]


def ends(shape: Shape) -> tuple[float, float]:
    xs = [float(step[1]) for step in shape.path if len(step) > 1]
    return min(xs), max(xs)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_a_timeline_is_sound(style: Style) -> None:
    assert faults(sheet_of(CHART, style)) == []


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_a_suspension_is_drawn_on_the_bar_of_its_measure(style: Style) -> None:
    sheet = sheet_of(CHART, style)
    full, hatched, later = shapes(sheet, "No. 46")
    assert (full.hatch, hatched.hatch, later.hatch) == (False, True, False)
    assert full.colour == FOCUS
    assert ends(full)[1] == pytest.approx(ends(hatched)[0])
    assert ends(hatched)[1] == pytest.approx(ends(later)[0])
    assert {step[2] for step in full.path[:-1]} == {step[2] for step in hatched.path[:-1]}
    mark = marks(sheet, "No. 46")[-1]
    assert mark.x == pytest.approx(ends(full)[0])


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_today_is_ruled_and_dated(style: Style) -> None:
    sheet = sheet_of(CHART, style)
    (label,) = (text for text in texts(sheet) if text.text == "today, 24 Nov 2026")
    rules = [i for i in sheet.items if isinstance(i, Rule) and i.tip == label.text]
    assert len({round(x, 3) for rule in rules for x, _ in rule.points}) == 1
    hatched = shapes(sheet, "No. 46")[1]
    x = rules[0].points[0][0]
    assert ends(hatched)[0] < x < ends(hatched)[1]  # it is still suspended that day


def test_what_no_source_confirms_is_empty() -> None:
    full, empty = shapes(sheet_of(CHART, SLIDE), "No. 39")
    assert full.colour != empty.colour
    assert empty.edge == full.colour
    assert marks(sheet_of(CHART, SLIDE), "No. 39")[0].hollow


def test_the_key_names_only_what_occurs() -> None:
    said = {text.text for text in texts(sheet_of(CHART, SLIDE))}
    assert {"in force", "suspended", "not confirmed, or to come", "exact day not known"} <= said
    plain = Timeline(topic="t", moments=(Moment("A", "2020-01-05"), Moment("B", "2021-02-03")))
    said = {text.text for text in texts(sheet_of(plain, SLIDE))}
    assert not {"in force", "suspended", "exact day not known", "began earlier"} & said


def test_bars_can_mean_something_else_than_in_force() -> None:
    chart = Timeline(topic="t", moments=(Moment("A", "2020-01-05", "2021-01-05"),), bars="open")
    said = {text.text for text in texts(sheet_of(chart, SLIDE))}
    assert "open" in said
    assert "in force" not in said


def test_an_unknown_day_is_hollow_and_spans_its_month_or_year() -> None:
    sheet = sheet_of(CHART, SLIDE)
    (mark,) = marks(sheet, "Lithium: tax")
    assert mark.hollow
    spans = [
        i for i in sheet.items if isinstance(i, Rule) and i.points[0][1] == i.points[1][1] == mark.y
    ]
    (span,) = spans
    assert span.points[0][0] < mark.x < span.points[1][0]
    assert not marks(sheet, "No. 46")[-1].hollow


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_days_are_written_as_people_write_them(style: Style) -> None:
    said = [text.text for text in texts(sheet_of(CHART, style))]
    assert {"3 Dec 2024", "1 Dec 2023", "Apr 2026", "2025"} <= set(said)
    assert not any("2024-12" in text for text in said)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_every_event_keeps_all_its_words_at_a_readable_size(style: Style) -> None:
    many = Timeline(
        topic="t",
        today=TODAY,
        moments=tuple(
            Moment(
                f"Event {number}: " + "some long words " * 6,
                f"2025-{1 + number % 12:02d}-03",
                lane=f"Lane {number % 3}",
                state="in force",
                lasting=bool(number % 2),
            )
            for number in range(40)
        ),
    )
    sheet = sheet_of(many, style)
    assert faults(sheet) == []
    assert min(text.size for text in texts(sheet)) >= SMALLEST
    said = " ".join(text.text for text in texts(sheet))
    shown = 9 if style.narrow else 40
    assert sum(f"Event {number}:" in said for number in range(40)) == shown
    assert said.count("words") == shown * 6
    assert ("31 more are in the table." in said) == style.narrow


def test_a_narrow_picture_keeps_the_most_important_and_counts_the_others() -> None:
    moments = tuple(Moment(f"E{n}", f"2025-01-{n + 1:02d}", rank=n % 3) for n in range(20))
    chart = Timeline(topic="t", moments=moments, more=5, note="Law.")
    assert chart.note == "5 more are in the table. Law."
    less = fewer(chart, 8)
    assert less.note == "17 more are in the table. Law."
    assert [one.start for one in less.moments] == sorted(one.start for one in less.moments)
    assert sorted(one.rank for one in less.moments) == [0] * 7 + [1]
    assert "E19" in {one.label for one in less.moments}  # the newest of those ranked 1
    assert fewer(chart, 20) is chart


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_a_list_has_no_axis_and_keeps_day_lane_words_and_state(style: Style) -> None:
    moments = tuple(
        Moment(
            f"did thing {n} " + "and more words " * 5,
            f"2025-0{1 + n // 2}-03",
            lane=("China", "United States and the European Union")[n % 2],
            state="in force",
            key="CHN" if n % 2 == 0 else "",
            highlight=n == 3,
        )
        for n in range(9)
    )
    sheet = sheet_of(Timeline(topic="t", moments=moments, listed=True), style)
    assert faults(sheet) == []
    said = " ".join(text.text for text in texts(sheet))
    assert all(f"thing {n}" in said for n in range(9))
    assert said.count("in force") == 9
    assert "3 Jan 2025" in said
    assert "2025" not in {text.text for text in texts(sheet)}
    red = [text.text for text in texts(sheet) if text.colour == FOCUS]
    assert set(red) == {"China"}
    assert "China: did thing 0" in marks(sheet, "thing 0")[0].tip


def test_a_narrow_picture_of_days_alone_is_a_list() -> None:
    chart = Timeline(topic="t", moments=tuple(Moment(f"E{n}", f"202{n}-03-01") for n in range(6)))
    assert "2021" in {text.text for text in texts(sheet_of(chart, SLIDE))}
    assert "2021" not in {text.text for text in texts(sheet_of(chart, COLUMN))}


def test_red_is_china_and_the_key_says_so() -> None:
    chart = Timeline(
        topic="t",
        marked="ban",
        moments=(
            Moment("A", "2024-02-03", lasting=True, highlight=True),
            Moment("B", "2024-02-03", lasting=True, key="CHN"),
            Moment("C", "2024-05-03", lasting=True),
        ),
    )
    sheet = sheet_of(chart, SLIDE)
    colours = [shapes(sheet, f": {name}")[0].colour for name in "ABC"]
    assert colours == [PLAIN, FOCUS, PLAIN]
    assert {"ban", "China", "others"} <= {text.text for text in texts(sheet)}
    # Every colour of an event is in the key.
    drawn = {item.colour for item in sheet.items if getattr(item, "tip", "")}
    key = {item.colour for item in sheet.items if isinstance(item, Shape) and not item.tip}
    assert drawn <= key


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
@pytest.mark.parametrize("today", ["2024-01-05", "2025-06-30", "2026-12-20"])
def test_the_words_of_today_touch_its_line(style: Style, today: str) -> None:
    moments = (
        Moment("A", "2024-01-01", lasting=True),
        *(Moment(f"B{n}", "2026-12-31", lasting=True) for n in range(2)),
    )
    sheet = sheet_of(Timeline(topic="t", today=today, moments=moments), style)
    assert faults(sheet) == []
    words = box_of(next(text for text in texts(sheet) if text.text.startswith("today, ")))
    line = next(
        item for item in sheet.items if isinstance(item, Rule) and item.tip.startswith("today")
    )
    assert words.left - 8 <= line.points[0][0] <= words.right + 8


def test_a_note_says_which_events_are_drawn_only_where_some_are_not() -> None:
    moments = tuple(Moment(f"E{n}", f"2025-01-{n + 1:02d}") for n in range(20))
    chart = Timeline(topic="t", moments=moments, chosen="The newest are drawn.", note="Law.")
    assert chart.note == "Law."
    assert fewer(chart, 8).note == "12 more are in the table. The newest are drawn. Law."
    assert fewer(fewer(chart, 9), 8).note == fewer(chart, 8).note


def test_a_few_early_events_stand_at_the_edge() -> None:
    moments = [Moment(f"E{n}", f"2025-{1 + n:02d}-03", lasting=True) for n in range(9)]
    early = Moment("Old", "1998", lasting=True)
    chart = Timeline(topic="t", moments=(early, *moments))
    assert span_of_strip(chart)[0] >= 2025
    sheet = sheet_of(chart, SLIDE)
    assert [mark.mark for mark in marks(sheet, "Old")] == [">", "<"]
    assert "began earlier" in {text.text for text in texts(sheet)}
    assert "1998" in {text.text for text in texts(sheet)}
    assert shapes(sheet, "Old")
    assert faults(sheet) == []
    # Where many are early, nothing is cut.
    assert span_of_strip(Timeline(topic="t", moments=(early, *moments[:3])))[0] == 1998


days = st.dates(min_value=date(1995, 1, 1), max_value=date(2030, 1, 1)).map(str)


@given(
    days,
    st.one_of(st.none(), days),
    st.booleans(),
    st.lists(st.tuples(st.one_of(st.just(""), days), st.one_of(st.just(""), days)), max_size=2),
    st.one_of(st.just(""), days),
    st.one_of(st.just(""), days),
)
def test_a_bar_never_claims_more_than_is_known(
    start: str,
    end: str | None,
    lasting: bool,
    pauses: list[tuple[str, str]],
    confirmed: str,
    today: str,
) -> None:
    moment = Moment("M", start, end, lasting=lasting, suspended=tuple(pauses), confirmed=confirmed)
    years = span_of_strip(Timeline(topic="t", moments=(moment,), today=today))
    pieces = bar_of(moment, years, today)
    for one, other in pairwise(pieces):
        assert one.end == pytest.approx(other.start)
    for piece in pieces:
        assert years[0] - 1e-9 <= piece.start <= piece.end <= years[1] + 1e-9
        assert piece.look in {HOLDS, SUSPENDED, OPEN}
        if piece.look == HOLDS:
            assert not today or piece.end <= decimal_year(today) + 1e-9
            assert not confirmed or piece.end <= decimal_year(confirmed) + 1 / 300
            middle = (piece.start + piece.end) / 2
            for first, last in pauses:
                inside = (not first or decimal_year(first) <= middle) and (
                    bool(last) and middle < decimal_year(last)
                )
                assert not inside
    if not (lasting or end or pauses):
        assert pieces == []


def test_a_suspension_without_a_last_day_goes_on() -> None:
    moment = Moment("M", "2024-01-01", lasting=True, suspended=(("2025-01-01", ""),))
    assert [piece.look for piece in bar_of(moment, (2024.0, 2027.0), TODAY)] == [HOLDS, SUSPENDED]


@given(st.dates(), st.sampled_from((4, 7, 10)))
def test_a_day_lies_in_its_span(day: object, long: int) -> None:
    text = str(day)[:long]
    first, last = day_span(text)
    assert str(first)[:long] == text == str(last)[:long]
    assert day_in_words(text).endswith(str(int(text[:4])).zfill(4))


@given(st.integers(1990, 2020), st.integers(2, 60), st.floats(150, 900))
def test_the_first_and_the_last_year_are_labelled(low: int, span: int, pixels: float) -> None:
    found = day_ticks(low, low + span, pixels, lambda text: 8.0 * len(text))
    labels = [tick.label for tick in found if tick.label]
    assert (labels[0], labels[-1]) == (str(low), str(low + span))
    if pixels / span >= 8.0 * 4 + 12:
        assert {str(year) for year in range(low, low + span + 1)} <= set(labels)


@given(st.floats(1900, 2030), st.floats(0.01, 60), st.floats(120, 900))
def test_labels_of_time_have_room(low: float, span: float, pixels: float) -> None:
    first, last = domain([low, low + span])
    per_year = pixels / (last - first)
    found = [t for t in day_ticks(first, last, pixels, lambda text: 8.0 * len(text)) if t.label]
    for one, other in pairwise(found):
        apart = (other.x - one.x) * per_year
        assert apart >= 8.0 * min(len(one.label), len(other.label)) - 1e-6
    assert all(first - 1e-6 <= tick.x <= last + 1e-6 for tick in found)
