"""SVG: text stays text, names and descriptions, colours by class in a page."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from critmin.charts.model import Bar, Bars
from critmin.charts.palette import EVERY, FOCUS, INK, PAPER, REST
from critmin.drawing.draw import description, inline, picture, sheet_of
from critmin.drawing.sheet import Shape, Sheet
from critmin.drawing.style import COLUMN, PAGE, SLIDE
from critmin.drawing.svg import palette_css, svg

SPACE = "{http://www.w3.org/2000/svg}"
CHART = Bars(
    topic="Tin mining & refining, 2024",
    title="Peru mined <40%> of it",
    subtitle="Share of world output",
    unit="fraction",
    note="No figure: Laos.",
    source="Source: USGS.",
    command="critmin share tin --year 2024",
    bars=(Bar("Peru", 0.4, highlight=True), Bar("Rest", 0.6, kind="residual"), Bar("Laos", None)),
)


def tree(size: str = "slide") -> ElementTree.Element:
    return ElementTree.fromstring(picture(CHART, "svg", size=size))


@pytest.mark.parametrize(("size", "style"), [("slide", SLIDE), ("column", COLUMN)])
def test_text_stays_text_in_fonts_with_fallbacks(size, style) -> None:
    root = tree(size)
    said = " ".join(text.text or "" for text in root.iter(f"{SPACE}text"))
    for words in (
        "Peru mined <40%> of it",
        "Tin mining & refining",
        "no figure",
        "No figure: Laos.",
    ):
        assert words in said
    assert "share tin --year 2024" in said
    assert root.get("font-family", "").endswith("Arial, Helvetica, sans-serif")
    assert root.get("width") == f"{style.width:g}"


def test_it_has_a_name_and_its_figures_in_words() -> None:
    root = tree()
    title, words = root.find(f"{SPACE}title"), root.find(f"{SPACE}desc")
    assert title is not None
    assert words is not None
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {words.get('id')}"
    assert title.text == CHART.title
    assert words.text == (
        "Tin mining & refining, 2024. Share of world output. Peru: 40%; Rest: 60%. No figure: Laos."
    )


def test_a_long_description_counts_what_it_leaves_out() -> None:
    chart = Bars(topic="Many", bars=tuple(Bar(f"Country {n}", 1.0) for n in range(80)))
    words = description(chart, sheet_of(chart, SLIDE))
    assert "Country 59: 1; and 20 more." in words
    assert "Country 60" not in words


def test_it_is_short_and_the_same_each_time() -> None:
    one = picture(CHART, "svg")
    assert one == picture(CHART, "svg")
    assert len(one) < 6_000
    assert not re.search(rb"\d\.\d{3,}", one.replace(b"5,066.", b""))
    assert all(int(size) >= 14 for size in re.findall(rb'font-size="(\d+)', one))


def test_a_mark_has_its_words() -> None:
    tips = [title.text for title in tree().iter(f"{SPACE}title")][1:]
    assert tips == ["Peru: 40%", "Rest: 60%"]


def test_it_needs_no_matplotlib(monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    assert picture(CHART, "svg").startswith(b"<?xml")


def test_in_a_page_colours_are_classes_and_tips_are_data() -> None:
    text = inline(CHART, "fig-1")
    assert text.startswith('<svg class="picture" viewBox="0 0 720 ')
    assert not re.search(r"#[0-9a-f]{6}", text)
    assert 'class="f-focus s-paper"' in text
    assert 'data-tip="Peru: 40%"' in text
    assert "url(#fig-1-hatch)" in text
    assert set(re.findall(r' id="([^"]+)"', text)) == {"fig-1-title", "fig-1-desc", "fig-1-hatch"}
    assert "Peru mined" not in "".join(re.findall(r"<text.*?</text>", text))
    assert "No figure: Laos." in text
    root = ElementTree.fromstring(text)
    assert all(len(element.attrib.keys()) == len(set(element.attrib)) for element in root.iter())


def test_heading_and_foot_are_asked_for() -> None:
    text = inline(CHART, "fig", heading=True, foot=True)
    assert "Peru mined &lt;40%&gt; of it</text>" in text
    assert "share tin --year 2024" in text


def test_the_pages_rules_name_every_colour_in_light_and_dark() -> None:
    rules = palette_css()
    for colour in EVERY:
        assert f"--{colour.name}:{colour.light};" in rules
        assert f"--{colour.name}:{colour.dark};" in rules
        assert f".f-{colour.name}{{fill:var(--{colour.name})}}" in rules
    assert "@media screen and (prefers-color-scheme:dark)" in rules


def test_every_item_of_a_sheet_is_written() -> None:
    sheet = Sheet(100, 100)
    curve: tuple[tuple[str | float, ...], ...] = (
        ("M", 0, 0),
        ("C", 10.126, 0, 10, 5, 20, 5),
        ("L", 20, 9),
        ("L", 0, 9),
        ("Z",),
    )
    sheet.items.append(Shape(curve, FOCUS, opacity=0.5))
    sheet.bar(1, 2, 3, 4, REST, hatch=True)
    sheet.rule([(0, 0), (50, 0), (60, 10)], dashes=(4, 2))
    for mark in "os^vD><":
        sheet.mark(50, 50, mark, 8, INK, hollow=mark == "o")
    text = svg(sheet, title="t", description="d")
    assert "M0 0C10.13 0 10 5 20 5v4h-20Z" in text
    assert 'opacity="0.5"' in text
    assert 'stroke-dasharray="4 2"' in text
    assert '<circle cx="50" cy="50" r="4"/>' in text
    assert f'fill="{PAPER.light}" stroke="{INK.light}"' in text
    ElementTree.fromstring(text)


def test_a_page_is_as_wide_as_its_column() -> None:
    assert "width:100%" in palette_css()
    assert sheet_of(CHART, PAGE, heading=False).width == 720
