"""What a user's text can do to whom reads an answer: nothing, in any form that is written."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import Phase, assume, given, settings
from nasty import TEXTS, unseen

import critmin
from critmin.answers import formats
from critmin.answers.table import Table
from critmin.answers.text import guarded, in_markdown, raw, shown_rows
from critmin.core.errors import CritminError

# Texts are short, and making a failing one shorter takes longer than reading it.
EXAMPLES = settings(max_examples=20, phases=(Phase.explicit, Phase.generate))
STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def answered(country: str, mineral: str = "lithium") -> Table:
    """Shares of an own table with a text in it; the example does not count where it is refused."""
    rows = [
        {"mineral": mineral, "year": 2023, "country": name, "quantity": size}
        for name, size in ((country, 4.5), ("Chile", 6))
    ]
    try:
        return critmin.share(data=rows)
    except CritminError as error:
        assert not unseen(str(error).replace(repr(country), ""))
        assume(False)
        raise


def written(table: Table, form: str) -> str:
    content = formats.write(table, formats.FORMATS[form])
    assert isinstance(content, str)
    content.encode("utf-8")
    return content


class Tags(HTMLParser):
    """Names and attributes of the elements of a page, and the text of its cells."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.cells: list[str] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._in_cell = tag == "td"
        if self._in_cell:
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = False if tag == "td" else self._in_cell

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.cells[-1] += data

    def handle_comment(self, data: str) -> None:
        self.tags.add("comment")


def flat(rows: list[list[str]]) -> list[str]:
    return [" ".join(cell.split()) for row in rows for cell in row]


@EXAMPLES
@given(TEXTS, TEXTS)
def test_nothing_that_people_read_hides_or_drives_a_terminal(country, mineral) -> None:
    table = answered(country, mineral)
    for form in ("table", "markdown", "latex", "html", "json", "jsonl"):
        assert not unseen(written(table, form)), form
    said = [table.summary, *table.notes, *(part for one in table.warnings for part in one)]
    assert not set().union(*map(unseen, said))
    assert not unseen(table._repr_html_())
    assert not unseen(str(table))


@EXAMPLES
@given(TEXTS, TEXTS)
def test_a_screen_and_its_chart_are_driven_by_nobody(country, mineral) -> None:
    from critmin.cli import notes, terminal

    table = answered(country, mineral)
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        terminal.print_text(table.summary)
        terminal.print_rich(table, essential=("country",), digits=None, header=True)
        terminal.print_plot(table, named=False, layout=formats.Layout(title=country))
        notes.print_notes(table, full=True)
    assert not unseen(out.getvalue())


@EXAMPLES
@given(TEXTS, TEXTS)
def test_delimited_text_keeps_the_text_and_runs_no_formula(country, mineral) -> None:
    table = answered(country, mineral)
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        rows = list(csv.reader(io.StringIO(written(table, form), newline=""), delimiter=delimiter))
        assert rows[0] == list(table.names)
        assert len(rows) == len(table) + 1
        for row, cells in zip(table.rows, rows[1:], strict=True):
            for value, cell in zip(row, cells, strict=True):
                if isinstance(value, int | float):
                    assert float(cell) == value
                else:
                    assert cell in {raw(value), "'" + raw(value)}
                    assert not cell.lstrip(" ").startswith(STARTS)


@EXAMPLES
@given(TEXTS)
def test_json_is_the_data(country) -> None:
    table = answered(country)

    def refuse(text: str) -> None:
        raise AssertionError(text)

    whole = json.loads(written(table, "json"), parse_constant=refuse)
    lines = [json.loads(line) for line in written(table, "jsonl").splitlines()]
    kept = [{k: raw(v) or None if isinstance(v, tuple) else v for k, v in r.items()} for r in table]
    assert whole["data"] == lines == kept


@EXAMPLES
@given(TEXTS, TEXTS)
def test_markdown_shows_the_text_and_no_markup_of_it(country, mineral) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    table = answered(country, mineral)
    reader = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"])
    page = Tags()
    text = written(table, "markdown")
    page.feed(reader.render(text))
    assert page.tags <= {"p", "table", "thead", "tbody", "tr", "th", "td"}
    assert page.cells == flat(shown_rows(table))
    assert not re.search(r"https?://|www\.|\w@\w", text.replace("rows@", ""))


@EXAMPLES
@given(TEXTS, TEXTS)
def test_a_page_shows_the_text_and_no_element_of_it(country, mineral) -> None:
    table = answered(country, mineral)
    page = Tags()
    page.feed(written(table, "html"))
    assert page.tags <= {"table", "caption", "br", "thead", "tbody", "tr", "th", "td"}
    assert page.attributes == {"class", "scope"}
    assert flat([page.cells]) == flat(shown_rows(table))


@EXAMPLES
@given(TEXTS, TEXTS)
def test_a_picture_is_xml_with_text_alone(country, mineral) -> None:
    text = answered(country, mineral).to_picture("svg", title=country).decode("utf-8")
    assert not unseen(text)
    tree = ElementTree.fromstring(text)
    tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
    assert tags <= {
        "svg",
        "title",
        "desc",
        "rect",
        "g",
        "path",
        "text",
        "circle",
        "defs",
        "pattern",
    }
    assert not {name for one in tree.iter() for name in one.attrib if name.startswith("on")}


@EXAMPLES
@given(TEXTS, TEXTS)
def test_latex_reads_no_command_of_the_text(country, mineral) -> None:
    table = answered(country, mineral)
    lines = written(table, "latex").splitlines()
    body = lines[lines.index(r"\midrule") + 1 : lines.index(r"\bottomrule")]
    assert len(body) == len(table)
    known = r"\\(textbackslash|textasciigrave|textasciitilde|ensuremath|_|\^|&|%|\$|#|\{|\}|~)"
    for line in body:
        assert line.endswith(r" \\")
        assert not line.lstrip().startswith(("[", "*"))
        bare = re.sub(known, "", line.removesuffix(r" \\"))
        assert bare.count("&") == len(table.names) - 1
        assert not re.search(r"[\\$%#_^~`]|--", bare.replace(r"\{}", ""))


@EXAMPLES
@given(TEXTS, TEXTS)
def test_a_workbook_has_no_formula_and_no_error(country, mineral) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    table = answered(country, mineral)
    book = openpyxl.load_workbook(io.BytesIO(formats.write(table, formats.FORMATS["xlsx"])))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "inlineStr", "n", "b", "d"}
                assert not str(cell.value or "").lstrip(" ").startswith(STARTS)
    cells = [cell.value for cell in list(book["data"].columns)[table.names.index("country")]]
    wanted = [guarded(str(name)) for name in table["country"]]
    assert [text.replace("_x000D_", "\r") for text in cells[3:]] == wanted


@settings(max_examples=15)
@given(TEXTS, TEXTS)
def test_parquet_and_frames_keep_the_text(country, mineral) -> None:
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    table = answered(country, mineral)
    frame = pd.read_parquet(io.BytesIO(formats.write(table, formats.FORMATS["parquet"])))
    assert list(frame["country"]) == table["country"]
    assert list(frame["share"]) == table["share"]


def test_a_text_that_no_cell_holds_says_that_it_is_cut() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    content = formats.write(answered("x" * 40_000), formats.FORMATS["xlsx"])
    sheets = openpyxl.load_workbook(io.BytesIO(content))
    longest = [max((str(c.value) for row in s for c in row), key=len) for s in sheets]
    assert {len(text) for text in longest} == {32_767}
    assert all(text.endswith("[cut: a cell holds 32,767 characters]") for text in longest)


def test_a_picture_in_pixels_and_on_paper_takes_any_text() -> None:
    pytest.importorskip("matplotlib")
    table = answered("\x1b[31m$x^{\u202eb")
    assert len(table.to_picture("pdf", title="\\frac{$\udcff")) > 1000


@pytest.mark.parametrize("start", STARTS)
def test_a_formula_is_quoted_also_behind_spaces(start) -> None:
    assert guarded(f"{start}1") == f"'{start}1"
    assert guarded(f" {start}=1") == f"' {start}=1"


def test_what_markdown_does_not_read_stays_as_it_is() -> None:
    for text in ("residual_large;withheld", "usgs@2026", "< 5%", "R&D", "No. 46 of 2024", "a-b"):
        assert in_markdown(text) == text


def test_an_address_of_a_bundled_source_stays_a_link() -> None:
    assert "https://www.iea.org/" in critmin.demand().to_markdown()
