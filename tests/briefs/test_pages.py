"""Briefs as pages: two sheets of A4 at most, the same bytes, and what they must name."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

import critmin
from critmin.briefs.brief_page import BriefPage
from critmin.briefs.topic import topic
from critmin.charts.palette import FOCUS, REST
from critmin.core.errors import MissingExtra
from critmin.drawing.sheet import Mark, Rule, Shape, Sheet, Text
from critmin.pages import pdf_drawing as pdf

DAY = "2026-11-24"
SUBJECTS = [
    ("japan", None),
    ("USA", None),
    ("eu27", None),
    ("DRC", None),
    ("tuvalu", None),
    ("quad", None),
    ("lithium", None),
    ("rare-earths", None),
    ("krypton", None),
    ("china", "supplier"),
    ("indonesia", "supplier"),
]


def page_of(subject: str, role: str | None = None) -> BriefPage:
    from critmin.briefs.brief import _part

    found = topic(subject)
    table = critmin.brief(subject, role=role, as_of=DAY)
    return BriefPage(found, role, DAY, table, _part(found, role, DAY))


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", content))


@pytest.mark.parametrize(("subject", "role"), SUBJECTS)
def test_a_brief_has_two_pages_at_most(subject, role) -> None:
    pytest.importorskip("reportlab")
    content = critmin.brief(subject, role=role, as_of=DAY).writers["pdf"]()
    assert isinstance(content, bytes)
    assert content.startswith(b"%PDF-")
    assert 1 <= pages(content) <= 2
    assert b"/Lang (en" in content
    assert b"+Arimo" in content, "its font is embedded"


@pytest.mark.parametrize(("subject", "role"), SUBJECTS)
def test_a_page_has_sentences_rows_dates_and_sources(subject, role) -> None:
    page = page_of(subject, role)
    assert page.sentences
    assert page.sentences == [s for s in page.part.sentences if s != page.part.coming]
    assert page.rows is not None
    assert 1 <= len(page.rows.rows) <= 6
    assert page.rows.csv == page.table.to_csv()
    assert {one.id for one in page.sources} >= {one.id for one in page.table.sources}
    text = str(critmin.brief(subject, role=role, as_of=DAY).writers["html"]())
    for said in (*page.rule, *(date for date, _ in page.coming), page.heading):
        assert said.replace("'", "&#39;") in text


def test_what_matters_most_to_japan_is_on_its_page() -> None:
    page = page_of("japan")
    assert page.rows is not None
    assert page.rows.rows[0][0].text == "Rare earths"
    assert any("dual-use goods to military users" in said for said in page.sentences)
    assert any("6 January 2026" in said for said in page.sentences)
    assert page.coming[0][0] == "10 January 2027"
    assert any("times its share of the imports decides" in said for said in page.rule)
    picture = page.drawn()
    assert picture is not None
    assert "rare earths" in picture.chart.heading


def test_a_bar_is_as_long_as_its_share() -> None:
    page = page_of("japan")
    assert page.rows is not None
    shares = [row["share"] for row in page.table if row["kind"] == "risk"]
    bars = [cell.bar for row in page.rows.rows for cell in row if cell.bar is not None]
    assert bars == [round(100 * share, 1) for share in shares]


def test_the_same_day_gives_the_same_bytes() -> None:
    pytest.importorskip("reportlab")
    code = (
        "import sys, critmin; sys.stdout.buffer.write("
        f"critmin.brief('lithium', as_of='{DAY}').writers['pdf']())"
    )
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=env)
    assert other.stdout == critmin.brief("lithium", as_of=DAY).writers["pdf"]()


def test_without_reportlab_the_extra_is_named(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "reportlab.platypus", None)
    with pytest.raises(MissingExtra, match=r"critmin\[pdf\]"):
        critmin.brief("lithium", as_of=DAY).writers["pdf"]()


def test_everything_on_a_sheet_is_drawn() -> None:
    pytest.importorskip("reportlab")
    square = (("M", 10, 10), ("L", 50, 10), ("C", 60, 20, 60, 40, 50, 50), ("Z",))
    marks = [
        Mark(10 * at, 80, mark, 8, FOCUS, hollow=at % 2 == 0) for at, mark in enumerate("os^vD><")
    ]
    sheet = Sheet(200, 100)
    sheet.items += [
        Shape(square, REST, FOCUS, 1.0, hatch=True, opacity=0.5),
        Rule(((0, 0), (200, 100)), dashes=(2, 2)),
        Text(100, 50, "65% <of> it & more", 14, bold=True, anchor="middle"),
        *marks,
    ]
    content = pdf.written(lambda _scale: [pdf.picture(sheet, 300)], title="t", subject="s", most=1)
    assert pages(content) == 1
