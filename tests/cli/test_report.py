"""Pages: what they say is what the commands under their tables print."""

from __future__ import annotations

import csv
import html
import io
import re
import shlex
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

import critmin
from critmin.reports.sections import BUYER, MINERAL

DAY = "2026-11-24"
SUBJECTS = ("JPN", "USA", "eu27", "lithium", "gallium", "rare-earths", "krypton")
# Every cell that could come from a source or a user, made as hostile as it gets.
HOSTILE = """
import sys
import critmin.core.files as files
read = files.read_table
bad = {"Chile": "<script>document.title='owned'</script>&\\"'",
       "Lithium": "<img src=x onerror=alert(1)>"}
def hostile(path):
    header, rows = read(path)
    rows = [[bad.get(cell, cell) for cell in row] for row in rows]
    if path == "sources.csv":
        at = header.index("url")
        rows = [[*row[:at], "javascript:alert(1)", *row[at + 1:]] for row in rows]
    return header, rows
files.read_table = hostile
import critmin
sys.stdout.buffer.write(critmin.report("lithium", as_of="2026-11-24").encode())
"""


class Page(HTMLParser):
    """Tables of a page with the shell line that follows each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.pairs: list[tuple[str, list[dict[str, str]] | None]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._columns: list[str] = []
        self._common: dict[str, str] = {}
        self._rows: list[dict[str, str]] | None = None
        self._cell: str | None = None
        self._text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag == "table":
            self._columns, self._common, self._rows = [], {}, []
        elif tag == "th" and "data-column" in given:
            self._columns.append(str(given["data-column"]))
        elif tag == "tr" and self._columns and self._rows is not None:
            self._rows.append(dict(self._common))
        elif tag in {"td", "th"}:
            self._cell, self._text = given.get("data-v", given.get("data-value")), ""
        elif tag in {"span", "code"}:
            self._text = ""
            self._named = given.get("data-common")

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "span" and self._named:
            self._common[self._named], self._named = self._text, None
        elif tag in {"td", "th"} and self._rows:
            done = len(self._rows[-1]) - len(self._common)
            shown = {"yes": "true", "no": "false"}.get(self._text, self._text)
            self._rows[-1][self._columns[done]] = shown if self._cell is None else self._cell
        elif tag == "code" and self._text.startswith("critmin ") and " -o " not in self._text:
            self.pairs.append((self._text, self._rows))
            self._rows = None


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {subject: critmin.report(subject, as_of=DAY) for subject in SUBJECTS}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_each_table_is_what_its_command_prints(run, pages, subject) -> None:
    answered = 0
    for line, rows in Page(pages[subject]).pairs:
        got = run(*shlex.split(line)[1:], *([] if " cite " in line else ["-f", "csv", "-q"]))
        if " cite " in line:
            assert got.code == 0, line
        elif rows is None:
            assert got.code == 4 or not list(csv.DictReader(io.StringIO(got.out))), line
        else:
            assert got.code == 0, got.err
            assert rows == list(csv.DictReader(io.StringIO(got.out))), line
            answered += 1
    assert answered >= (1 if subject == "krypton" else 5)


def test_no_section_vanishes(pages) -> None:
    for subject, sections in (("krypton", MINERAL), ("gallium", MINERAL), ("eu27", BUYER)):
        for section in sections:
            if section.question not in critmin.__all__:
                continue
            assert f'<h2 id="{section.key}">' in pages[subject]
    assert "<strong>No data.</strong>" in pages["krypton"]
    assert "no data for krypton at mining" in pages["krypton"]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_ids_are_unique_and_links_lead_somewhere(pages, subject) -> None:
    tags = Page(pages[subject]).tags
    ids = [given["id"] for _, given in tags if "id" in given]
    assert len(ids) == len(set(ids))
    inner = {
        str(given["href"])[1:]
        for tag, given in tags
        if tag == "a" and str(given["href"]).startswith("#")
    }
    assert inner <= set(ids)
    labels = {word for _, given in tags for word in (given.get("aria-labelledby") or "").split()}
    assert labels <= set(ids)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_nothing_is_loaded_from_anywhere(pages, subject) -> None:
    for tag, given in Page(pages[subject]).tags:
        assert tag not in {"link", "img", "iframe", "object", "embed", "source", "base"}
        assert not {"src", "srcset", "style", "onclick"} & set(given)
    assert not re.search(r"url\(|@import", pages[subject])


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_source_and_flag_is_explained(pages, subject) -> None:
    page = Page(pages[subject])
    text = pages[subject]
    for _, rows in page.pairs:
        for row in rows or ():
            for source in filter(None, row.get("source", "").split(";")):
                assert f'id="source-{source}"' in text
            for code in filter(None, row.get("flag", "").split(";")):
                assert f"<dt>{code}</dt>" in text


def test_the_same_day_gives_the_same_page(pages) -> None:
    again = subprocess.run(
        [sys.executable, "-m", "critmin", "report", "JPN", "--as-of", DAY, "-o", "-"],
        capture_output=True,
        check=True,
        timeout=60,
        env={"PYTHONHASHSEED": "7", **_env()},
    )
    assert again.stdout.decode("utf-8") == pages["JPN"]


def _env() -> dict[str, str]:
    import os

    return dict(os.environ)


def test_another_day_has_other_states(pages) -> None:
    then = critmin.report("gallium", as_of="2025-01-15")
    assert "2025-01-15" in then
    assert then != pages["gallium"]


def test_the_summary_opens_with_the_brief(pages) -> None:
    for subject in ("JPN", "USA", "eu27", "lithium", "gallium", "krypton"):
        said = said_in(pages[subject])
        first = html.escape(critmin.brief(subject, as_of=DAY).summary.partition(". ")[0])
        assert first.replace("&#x27;", "&#39;") in said


def said_in(page: str) -> str:
    return page.partition('id="summary"')[2].partition("</section>")[0]


def test_the_summary_comes_before_the_contents(pages) -> None:
    for page in pages.values():
        assert page.index('id="summary"') < page.index('id="contents"')


def test_nobody_leads_where_most_is_unnamed(pages) -> None:
    """MCS 2026 prints 1.5 of 110 million litres of krypton for a country, the rest for none."""
    said = said_in(pages["krypton"])
    assert re.search(r"most krypton .*is not known: 99% of the", said)


def test_a_withheld_producer_is_in_the_summary(pages) -> None:
    said = said_in(pages["lithium"])
    assert "withheld" in said
    assert "United States" in said


def test_flows_under_a_shared_code_give_no_share_and_say_so(pages) -> None:
    """811292 holds gallium, germanium, indium and more; the EU has a code of eight digits."""
    said = said_in(pages["gallium"])
    mixed = said.partition("No share is given for ")[2].partition(":")[0]
    assert "Japan" in mixed
    assert "European Union" not in mixed


def test_the_summary_of_a_buyer_has_shares_and_names(pages) -> None:
    said = said_in(pages["JPN"])
    rows = [row for row in critmin.dependency("JPN", top=1) if row["supplier_iso3"] == "CHN"]
    barite = next(row["share"] for row in rows if row["mineral"] == "barite")
    assert f"barite ({barite:.0%})" in said
    assert "-rock" not in said


def test_hostile_names_stay_text(tmp_path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HOSTILE], capture_output=True, check=True, timeout=60
    )
    text = done.stdout.decode("utf-8")
    assert text.count("<script>") == 1
    assert "<img" not in text
    assert "&lt;script&gt;" in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    assert 'href="javascript' not in text


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("CO", 3, "ambiguous: cobalt (a mineral) or COL (a buyer)"),
        ("Congo", 3, "ambiguous"),
        ("japn", 3, "did you mean Japan?"),
        ("litium", 3, "did you mean lithium"),
        ("", 3, "unknown"),
    ],
)
def test_names_are_never_guessed(run, tmp_path, name, code, said) -> None:
    target = tmp_path / "page.html"
    assert said in run("report", name, "-o", target).refused(code)
    assert not target.exists()


@pytest.mark.parametrize(("day", "code"), [("2026-13-01", 2), ("yesterday", 2), ("1999-01-01", 4)])
def test_days(run, tmp_path, day, code) -> None:
    run("report", "lithium", "--as-of", day, "-o", tmp_path / "page.html").refused(code)
    assert not list(tmp_path.iterdir())


def test_the_file_must_be_html(run, tmp_path) -> None:
    assert "does not end in .html" in run("report", "JPN", "-o", tmp_path / "a.pdf").refused(2)
    assert run("report", "JPN", "-o", tmp_path / "none" / "a.html").refused(1)


def test_to_a_file_and_to_a_pipe(run, tmp_path) -> None:
    target = tmp_path / "page.html"
    got = run("report", "japan", "--as-of", DAY, "-o", target)
    assert (got.code, got.out, got.err) == (0, "", "")
    assert target.read_text("utf-8") == run("report", "japan", "--as-of", DAY).out
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_a_page_without_any_answer_is_refused(monkeypatch) -> None:
    from critmin.core.errors import NoData
    from critmin.reports import query, report

    def nothing(*_words: object, **_options: object) -> None:
        raise NoData("nothing at all")

    for name in {section.question for section in (*MINERAL, *BUYER)}:
        monkeypatch.setattr(critmin, name, nothing, raising=False)
    with pytest.raises(NoData, match="no question has an answer for Lithium: nothing at all"):
        report.report("lithium")
    assert query.answered(query.Query("share", ("lithium",))).reason == "nothing at all"


def test_the_templates_are_listed_for_the_wheel() -> None:
    import tomllib

    root = Path(__file__).resolve().parent.parent.parent
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    listed = project["tool"]["setuptools"]["package-data"]["critmin.reports"]
    there = [p.name for p in (root / "critmin" / "reports").iterdir() if p.suffix != ".py"]
    assert sorted(listed) == sorted(name for name in there if name != "__pycache__")


def test_the_summary_tells_the_peak_of_a_price_and_that_its_year_is_not_whole(pages) -> None:
    """IMF, lithium metal: 416,958 USD/t in 2022, nine months of 2025."""
    said = said_in(pages["lithium"])
    assert "84,420 in 2025, at most 416,958 in 2022" in said
    assert "that of 2025 is of the months that have a figure" in said
    assert "580 in 2025 (means of the year" in said_in(pages["gallium"])
    assert "that of 2025 is an estimate" in said_in(pages["gallium"])


def test_the_summary_tells_controls_of_goods_from_those_of_firms_and_uses(pages) -> None:
    """Of gallium's controls No. 23 of 2023 and the ban of December 2024 are on the metal itself."""
    rows = list(critmin.controls("gallium"))
    apart = {r["measure_id"] for r in rows if "outside_shares" in str(r["flag"])}
    every = {r["measure_id"] for r in rows}
    assert every - apart >= {"CN-2023-23", "CN-2024-46-2a"}
    said = f"{len(apart)} of them bind named firms, uses or know-how and not all shipments."
    assert said in said_in(pages["gallium"])
