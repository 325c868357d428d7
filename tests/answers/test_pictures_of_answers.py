"""Every answer with rows has a picture, with a finding as its title and plain words in it."""

from __future__ import annotations

import shlex

import pytest
from asked import asked
from chart_texts import raw, texts
from soundness import faults

from critmin.answers.chart_of_answer import chart_of
from critmin.charts.labels import TITLE
from critmin.charts.model import Chart
from critmin.core.errors import NoData
from critmin.drawing.draw import sheet_of
from critmin.drawing.style import COLUMN, PAGE, SLIDE

DAY = "--as-of 2026-11-24"
QUESTIONS = f"""
controls lithium {DAY}
controls gallium {DAY}
controls rare-earths {DAY}
controls tin tungsten {DAY}
controls gallium --as-of 2025-10-15 --target USA
controls {DAY}
controls china {DAY}
controls --all {DAY}
controls --disruptions {DAY}
controls --expiring 60 {DAY}
agreements {DAY}
agreements lithium {DAY}
agreements --party eu27 {DAY}
agreements --party USA --year 2024 {DAY}
events {DAY}
events gallium {DAY}
events --chain cn-oct9-2025 {DAY}
events --chain all {DAY}
policy
policy dpa
policy acts
policy acts lithium
policy awards
policy awards lithium
policy awards --by mineral
policy awards --by programme
policy awards --by year
policy awards --by country
policy awards antimony gallium --by mineral
policy meti
policy meti --by purpose
policy meti --by year
policy meti --year 2025
policy coverage
policy coverage lithium
policy coverage --summary
policy coverage --money
price
price gallium
price gallium --forms
price gallium --year 2025
price lithium nickel
price gallium lithium
price tungsten antimony
price --from 2020
price lithium nickel --from 2020 --index 2022
price gallium germanium --since-control china
price gallium graphite antimony tungsten --since-control china
price --since-control china
market
market lithium
market --valued-by output
market tungsten antimony gallium --valued-by output
technology
technology electric-car
technology offshore-wind
technology coal
technology --supplier CHN
technology electric-car --supplier CHN
lists
lists japan
lists lithium
lists dysprosium
lists lithium cobalt
lists --list US-2025
lists --matrix
lists --matrix --list EU
lists --changes
lists --changes --list US
demand
demand wind
demand batteries
demand electric-cars
demand electric-cars --year 2020:2025 --country CHN --country EU27
demand electric-cars solar-pv --year 2015:2024
demand solar-pv --stage manufacturing,cost
demand solar-pv --stage cost
demand --hhi
demand electric-cars --hhi --year 2015:2025
claims {DAY}
claims C1 {DAY}
claims C9 {DAY}
claims C14 --explain {DAY}
claims --explain {DAY}
claims C22 {DAY}
figure 3 --edition 2026
minerals
minerals lithium
minerals rare-earths
minerals --hosts
minerals zinc --hosts
sources
sources usgs
tables
brief japan {DAY}
brief eu27 {DAY}
brief samoa {DAY}
brief lithium {DAY}
brief tantalum {DAY}
brief china --as supplier {DAY}
brief drc --as supplier {DAY}
""".strip().splitlines()
QUESTIONS += [f"figure {number}{notes}" for number in range(1, 8) for notes in ("", " --notes")]


MINERALS = [
    *("lithium", "cobalt", "nickel", "copper", "graphite", "rare-earths", "gallium", "germanium"),
    *("antimony", "tungsten", "tantalum", "bauxite", "titanium", "helium", "platinum"),
    *("manganese", "dysprosium", "magnesium", "fluorspar", "tin"),
]
ASKED = ("controls {} --as-of 2026-11-24", "lists {}", "minerals {}", "price {}", "policy acts {}")


@pytest.fixture(scope="module")
def drawn() -> dict[str, Chart]:
    return {line: chart_of(asked(*shlex.split(line))) for line in QUESTIONS}


@pytest.mark.parametrize("line", QUESTIONS)
def test_an_answer_has_a_picture_with_a_finding(drawn, line) -> None:
    chart = drawn[line]
    assert chart.title, "no title: the summary is empty, or too long without a shorter one"
    assert len(chart.title) <= TITLE, chart.title
    assert chart.title[0].isupper() or chart.title[0] in '"0123456789'
    assert not chart.title.endswith(".")
    assert chart.topic
    assert chart.topic != chart.title
    assert not chart.topic.endswith(".")
    assert not chart.subtitle.endswith(".")


@pytest.mark.parametrize("line", QUESTIONS)
def test_a_picture_has_no_slugs_flags_codes_or_raw_days(drawn, line) -> None:
    found = [fault for text in texts(drawn[line]) for fault in raw(text)]
    assert not found, found[:5]


@pytest.mark.parametrize("line", QUESTIONS)
def test_a_picture_is_sound_at_every_size(drawn, line) -> None:
    for style in (SLIDE, PAGE, COLUMN):
        assert faults(sheet_of(drawn[line], style)) == [], style


@pytest.mark.parametrize(
    "line",
    [
        "share lithium steel-slag",
        "hhi lithium steel-slag",
        "trend lithium steel-slag",
        "reserves lithium steel-slag",
        "dependency JPN lithium steel-slag",
        f"exposure JPN --supplier CHN --mineral lithium --mineral steel-slag {DAY}",
        f"shock JPN lithium steel-slag --stop CHN {DAY}",
        "reliance lithium steel-slag",
        "risk lithium steel-slag",
        "price lithium steel-slag",
        "price lithium nickel steel-slag --index 2024",
        "market lithium steel-slag",
        "market gallium steel-slag --valued-by output",
    ],
)
def test_a_mineral_without_a_figure_is_named_in_the_picture(line) -> None:
    said = " ".join(texts(chart_of(asked(*shlex.split(line)))))
    assert "steel slag" in said.lower()
    assert "None" not in said


@pytest.mark.parametrize("mineral", MINERALS)
def test_every_mineral_has_its_pictures(mineral) -> None:
    for question in ASKED:
        try:
            table = asked(*question.format(mineral).split())
        except NoData:
            continue
        if not any(row["source"] for row in table):
            continue
        chart = chart_of(table)
        assert 0 < len(chart.title) <= TITLE, (question, chart.title)
        assert not [fault for text in texts(chart) for fault in raw(text)], question


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("critmin lists --matrix", "an option"),
        ("in force on 2026-11-24", "a day in figures"),
        ("rare-earths mining", "a code"),
        ("share of CHN", "a code"),
        ("CN-2024-46-2a", "a code"),
        ("usgs@2026", "a source"),
        ("no_page_seen", "a column or flag"),
        ("letter-of-interest, announced", "a status"),
    ],
)
def test_the_scan_finds_what_no_reader_should(text, what) -> None:
    assert any(fault.startswith(what) for fault in raw(text))


@pytest.mark.parametrize(
    "text", ["Rare-earth oxide", "Presidential Determination 2022-11: cobalt", "USA Rare Earth"]
)
def test_the_scan_leaves_names_alone(text) -> None:
    assert raw(text) == []
