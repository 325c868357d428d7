"""Tables of pages: words, notes, ranges, and the whole answer in their CSV."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest

import critmin
from critmin.answers.columns import columns
from critmin.answers.table import Table
from critmin.pages import html_page
from critmin.pages import page_words as words
from critmin.pages.page_tables import table_view

DAY = "2026-11-24"


def table_of(names: str, *rows: tuple[object, ...]) -> Table:
    return Table({"command": "x"}, columns(names), rows)  # type: ignore[arg-type]


def texts(view) -> list[list[str]]:
    return [[cell.text for cell in row] for row in view.rows]


def test_withheld_unknown_and_zero_are_three_things() -> None:
    table = table_of(
        "country quantity unit share flag",
        ("Chile", 0.0, "t", 0.0, ()),
        ("United States", None, "t", None, ("withheld",)),
        ("Peru", None, "t", None, ("unknown",)),
    )
    view = table_view(table, "t", as_ordered=True)
    assert [row[1:] for row in texts(view)] == [
        ["0 t", "0.0%"],
        ["withheld", "withheld"],
        ["n/a", "n/a"],
    ]
    assert [row[1].key for row in view.rows] == ["0", "", ""]
    assert [row[0].marks for row in view.rows] == ["", "a", "b"]
    assert view.notes == (
        ("a", "The publisher withholds the figure"),
        ("b", "The publisher prints no figure"),
    )


def test_a_code_of_all_rows_is_said_once_and_a_background_code_is_in_the_csv() -> None:
    rows = [(name, 1.0, ("withheld_excluded", "estimated")) for name in ("Chile", "Peru")]
    view = table_view(table_of("country share flag", *rows), "t")
    assert len(view.everywhere) == 1
    assert not view.notes
    assert "estimated" in view.csv


def test_a_low_and_a_high_figure_are_one_column() -> None:
    names = "mineral origin_share_low origin_share_high"
    rows = [("lithium", 0.5, 0.61), ("cobalt", 0.2, 0.2), ("tin", None, None), ("zinc", None, 0.4)]
    view = table_view(table_of(names, *rows), "t", as_ordered=True)
    assert [head.text for head in view.headings] == ["Mineral", "Origin share"]
    assert [row[1] for row in texts(view)] == ["50% to 61%", "20%", "n/a", "at most 40.0%"]


def test_rows_left_out_are_counted_and_in_the_csv() -> None:
    table = critmin.dependency("JPN", top=1)
    view = table_view(table, "t", rows=5, held=20)
    assert (view.first, len(view.rows), view.total) == (5, 20, len(table))
    assert view.left_out == len(table) - 20
    assert view.csv == table.to_csv()
    assert len(list(csv.reader(io.StringIO(view.csv)))) == len(table) + 1


@pytest.mark.parametrize(
    ("question", "named"),
    [
        (lambda: critmin.controls("gallium", as_of=DAY), "end-use ban"),
        (lambda: critmin.share("rare-earths", stage="mining,refining"), "Rare earths"),
        (lambda: critmin.agreements("lithium", as_of=DAY), "memorandum"),
        (lambda: critmin.exposure("JPN", supplier="CHN", as_of=DAY), "Rare earths"),
        (lambda: critmin.reliance(buyer="JPN"), "Aluminium"),
    ],
)
def test_no_code_is_in_words_that_are_read(question, named) -> None:
    table = question()
    view = table_view(table, "t", held=500)
    said = [cell for row in texts(view) for cell in row]
    said += [head.text for head in view.headings] + [text for pair in view.common for text in pair]
    assert any(named in text for text in said)
    for text in said:
        assert not re.search(r"\w+_\w+|[a-z]@\d|in-force|\b[A-Z]{2}-\d{4}-", text), text


def test_the_csv_in_a_page_is_read_back_as_it_was() -> None:
    hostile = '</script><script>alert(1)</script> & "x" <!--'
    table = table_of("country share", (hostile, 0.5))
    view = table_view(table, "t")
    assert "<" not in view.embedded
    assert html.unescape(str(view.embedded)) == view.csv


def test_links_and_bars_are_of_their_columns() -> None:
    table = table_of("mineral country share", ("lithium", "Chile", 0.25), ("tin", "Peru", None))
    view = table_view(
        table,
        "t",
        link=lambda column, value: f"{value}.html" if column == "mineral" else "",
        bar="share",
    )
    first, second = view.rows
    assert [cell.href for cell in first] == ["lithium.html", "", ""]
    assert [cell.bar for cell in first] == [None, None, 25.0]
    assert second[2].bar is None, "no bar for no figure"


def test_no_row_is_headed_by_an_empty_cell() -> None:
    """An agreement may name no mineral: then its day heads the row."""
    rows = [(("lithium",), "2026-05-01"), ((), "2026-04-01")]
    for names, of in (("date", rows), ("minerals", rows[:1])):
        view = table_view(table_of("minerals date", *of), "t", as_ordered=True)
        at = [one.name for one in view.headings].index(names)
        assert all(row[at].heads and row[at].text for row in view.rows)


def test_names_days_and_states_in_words() -> None:
    cells = {"verified_through": "2026-07-24"}
    assert (
        words.cell("status", "in-force-unverified", cells)
        == "in force, last confirmed 24 July 2026"
    )
    assert words.cell("jurisdiction_iso3", "COD", {}) == "DR Congo"
    assert words.cell("minerals", ("rare-earths", "cobalt"), {}) == "Rare earths and cobalt"
    assert words.cell("target", "all-but-eaeu", {}) == "non-EAEU"


def test_a_page_names_the_hashes_of_its_own_style_and_script() -> None:
    policy = html_page.policy("a", "b", ["'sha256-other'"])
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.count("sha256-") == 3
    assert html_page.policy("a", "b") != html_page.policy("a", "c")
