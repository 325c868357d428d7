"""Reports: their tables are what the commands below them print, in words."""

from __future__ import annotations

import csv
import html
import io
import re
import shlex
import subprocess
import sys
from html.parser import HTMLParser

import pytest

import critmin
from critmin.atlas.subject_page import SubjectPage, subject_page
from critmin.atlas.subjects import BUYER, MINERAL, Subject
from critmin.core.sources import editions

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
    """A page: its tags, its visible text, and each table with its rows, its CSV and commands."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[dict[str, list[str]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self._csv = self._more = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag not in {"meta", "input", "wbr"}:
            self._open.append(tag)
        if (given.get("class") or "").split()[:1] in (["table"], ["csv"]):
            self.blocks.append({"commands": [], "csv": [], "rows": [], "more": []})
        if tag == "tr" and self.blocks:
            self.blocks[-1]["rows"].append("")
        self._csv = tag == "script" and given.get("type") == "text/csv"
        self._more = given.get("class") == "rest"

    def handle_data(self, data: str) -> None:
        if self._csv:
            self.blocks[-1]["csv"].append(html.unescape(data))
        elif "code" in self._open:
            if self.blocks:
                self.blocks[-1]["commands"].append(data)
        elif not {"script", "style", "a"} & set(self._open):
            self.words.append(data)
            if self._more:
                self.blocks[-1]["more"].append(data)

    def handle_endtag(self, tag: str) -> None:
        self._csv = self._more = False
        if tag in self._open:
            while self._open.pop() != tag:
                pass


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {subject: critmin.report(subject, as_of=DAY) for subject in SUBJECTS}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_each_csv_is_what_its_commands_print(run, pages, subject) -> None:
    found = [block for block in Page(pages[subject]).blocks if block["commands"]]
    assert len(found) >= (1 if subject == "krypton" else 7)
    for block in found:
        printed: list[str] = []
        for line in block["commands"]:
            if not line.startswith("critmin ") or " -o " in line:
                continue
            got = run(*shlex.split(line)[1:], "-f", "csv", "-q")
            if got.code == 0:
                printed += got.out.splitlines() if not printed else got.out.splitlines()[1:]
            else:
                assert got.code == 4, line  # one of several buyers has no data, and it is said
        (text,) = block["csv"]
        assert text.splitlines() == printed, block["commands"]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_rows_that_are_not_in_sight_are_counted(pages, subject) -> None:
    for block in Page(pages[subject]).blocks:
        if len(block["rows"]) < 2:  # only a header, or a section of sentences
            continue
        rows = csv.DictReader(io.StringIO(block["csv"][0]))
        # Coming changes, the events of a brief, stand as dates below its table.
        every = sum(row.get("kind") != "event" for row in rows)
        if block["more"]:
            more = int(block["more"][0].split()[0])
            assert 0 < more < every
        elif block["commands"]:
            assert len(block["rows"]) - 1 == every


def test_no_section_vanishes(pages) -> None:
    """A section stands in the page, or is named with its reason among the unanswered ones."""
    for subject, least in (("krypton", 14), ("gallium", 14), ("eu27", 12)):
        answers = contents_of(subject).answers
        assert len(answers) >= least
        for one in answers:
            named = f"<dt>{html.escape(one.heading)}</dt>".replace("&#x27;", "&#39;")
            stands = f'<h2 id="{one.key}-h">' in pages[subject]
            assert stands == (one.table is not None), one.key
            assert stands or named in pages[subject]
    assert "o bundled source prints it" in pages["krypton"]


def contents_of(subject: str) -> SubjectPage:
    kind = BUYER if subject in {"JPN", "USA", "eu27"} else MINERAL
    return subject_page(Subject(kind, subject, subject), DAY, alone=True)


CODES = re.compile(
    r"[a-z]+_[a-z]+|[a-z]@\d|in-force|\b[A-Z]{2}-\d{4}-\w+|\b(greater|less)_than|--[a-z]"
)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_code_is_in_text_that_is_read(pages, subject) -> None:
    for text in Page(pages[subject]).words:
        assert not CODES.search(text), text


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
    assert not re.search(r"url\((?!#)|@import", pages[subject])


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_source_is_cited(pages, subject) -> None:
    page = Page(pages[subject])
    known = editions()
    for block in page.blocks:
        for row in csv.DictReader(io.StringIO(block["csv"][0])):
            for source in filter(None, (row.get("source") or "").split(";")):
                citation = known[source].citation
                assert html.escape(citation).replace("&#x27;", "&#39;") in pages[subject]


def test_a_code_that_changes_the_reading_is_explained_beside_its_row(pages) -> None:
    """Lithium mining: the United States' figure is withheld, so shares have no bounds."""
    text = " ".join(Page(pages["lithium"]).words)
    assert "The publisher withholds the figure" in text
    assert "A producer's figure is withheld, so shares are of the other countries" in text
    assert "withheld" in text.partition("United States")[2]


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


def test_a_report_opens_with_the_brief(pages) -> None:
    for subject in ("JPN", "USA", "eu27", "lithium", "gallium", "krypton"):
        said = said_in(pages[subject])
        first = html.escape(critmin.brief(subject, as_of=DAY).summary.partition(". ")[0])
        assert first.replace("&#x27;", "&#39;") in said


def said_in(page: str) -> str:
    return page.partition('id="brief"')[2].partition("</section>")[0]


def section_of(page: str, key: str) -> str:
    return page.partition(f'<h2 id="{key}-h">')[2].partition("</section>")[0]


def test_the_brief_comes_before_the_contents(pages) -> None:
    for page in pages.values():
        assert page.index('id="brief"') < page.index('id="contents"')


def test_nobody_leads_where_most_is_unnamed(pages) -> None:
    """MCS 2026 prints 1.5 of 110 million litres of krypton for a country, the rest for none."""
    said = said_in(pages["krypton"])
    assert re.search(r"most krypton .*is not known: 99% of the", said)


def test_a_withheld_producer_is_in_the_brief(pages) -> None:
    said = said_in(pages["lithium"])
    assert "withheld" in said
    assert "United States" in said


def test_flows_under_a_shared_code_give_no_share_and_say_so(pages) -> None:
    """811292 holds gallium, germanium, indium and more; the EU has a code of eight digits."""
    said = section_of(pages["gallium"], "buyers")
    rows = re.findall(r"<tr.*?</tr>", said, re.DOTALL)
    of = {name: [row for row in rows if name in row] for name in ("Japan", "EU27")}
    assert all("n/a" in row for row in of["Japan"] if "refined" in row)
    assert any(re.search(r">\d+\.\d%<", row) for row in of["EU27"])
    assert "also covers" in said or "other minerals" in said


def test_the_brief_of_a_buyer_names_what_matters_most(pages) -> None:
    said = said_in(pages["JPN"])
    assert "Rare earths" in said
    assert "6 January 2026" in said
    assert "10 January 2027" in said
    assert "value bought from that supplier times its share" in said


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
    from critmin.atlas import questions, report
    from critmin.core.errors import NoData

    def nothing(*_words: object, **_options: object) -> None:
        raise NoData("nothing at all")

    asked = {command.split()[1] for of in contents_of("lithium").answers for command in of.commands}
    assert len(asked) > 10
    for name in asked:
        monkeypatch.setattr(critmin, name, nothing)
    with pytest.raises(NoData, match="no question has an answer for Lithium: nothing at all"):
        report.report("lithium")
    assert questions.answered("share", ["lithium"], {}) == "nothing at all"


def test_the_price_tells_its_peak_and_that_its_year_is_not_whole(pages) -> None:
    """IMF, lithium metal: 416,958 USD/t in 2022, nine months of 2025."""
    said = section_of(pages["lithium"], "price")
    assert "417,000 in 2022" in said
    assert "the months so far" in said


def test_controls_of_goods_are_told_from_those_of_firms_and_uses(pages) -> None:
    said = section_of(pages["gallium"], "controls") + section_of(pages["JPN"], "controls")
    assert "end-use ban" in said or "list of named firms" in said
