"""Pages of the atlas: what they say, and the files of their tables."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from html import unescape

import pytest
from asked import asked

import critmin
from critmin.atlas.page_writing import page_files
from critmin.atlas.subject_page import OPENINGS, subject_page
from critmin.atlas.subjects import of_path
from critmin.pages.page_words import reason

DAY = "2026-11-24"
SHOWN = (
    "minerals/gallium.html",
    "minerals/steel-slag.html",
    "buyers/japan.html",
    "suppliers/botswana.html",
)
CODES = (
    "in-force-unverified",
    "--known-on",
    "(--",
    "CN-20",
    "under_licence",
    "usgs@",
    "baci-hs",
    "withheld_excluded",
    "n/a%",
)


@pytest.fixture(scope="module")
def made() -> dict:
    """Contents and files of a few pages."""
    found = {}
    for path in SHOWN:
        subject = of_path()[path]
        page = subject_page(subject, DAY)
        found[path] = page, page_files(page)
    return found


def html(made: dict, path: str) -> str:
    return made[path][1].files[path].decode()


def visible(text: str) -> str:
    """Text that a reader sees, without styles, scripts, commands and descriptions."""
    for hidden in ("style", "script", "code", "desc", "title"):
        text = re.sub(rf"<{hidden}\b.*?</{hidden}>", " ", text, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", text))


@pytest.mark.parametrize("path", SHOWN)
def test_every_question_is_answered_or_has_a_reason(made, path) -> None:
    page, files = made[path]
    text = html(made, path)
    assert len({block.key for block in page.answers}) == len(page.answers)
    for block in page.answers:
        assert (block.table is None) == bool(block.reason), block.key
        if block.table is None:
            assert reason(block.reason) in unescape(text)
        else:
            assert f'id="{block.key}-h"' in text
    keys = {block.key for block in page.answered}
    keys |= {OPENINGS[page.subject.kind]} if page.brief is not None else set()
    folder = f"tables/{path.removesuffix('.html')}"
    assert {table.path for table in files.tables} == {f"{folder}/{key}" for key in keys}


@pytest.mark.parametrize("path", SHOWN)
def test_files_are_what_the_command_prints(made, path) -> None:
    """Each command line below a table, asked in Python, gives the bytes of the files."""
    _, files = made[path]
    for table in files.tables:
        if "BUYER" in table.command or ", rows" in table.command:
            continue
        again = asked(*shlex.split(table.command)[1:])
        assert files.files[f"{table.path}.csv"].decode() == again.to_csv(), table.command
        assert files.files[f"{table.path}.json"].decode() == f"{again.to_json()}\n"
        assert table.rows == len(again)


def test_the_table_of_buyers_is_that_of_each_buyer(made) -> None:
    _, files = made["minerals/gallium.html"]
    rows = list(
        csv.DictReader(io.StringIO(files.files["tables/minerals/gallium/buyers.csv"].decode()))
    )
    for buyer in ("JPN", "DEU", "eu27"):
        try:
            own = critmin.dependency(buyer, "gallium", top=1).to_csv()
        except critmin.NoData:
            own = ""
        assert [row for row in rows if row["buyer_iso3"] == buyer] == list(
            csv.DictReader(io.StringIO(own))
        )


@pytest.mark.parametrize("path", SHOWN)
def test_a_page_loads_nothing_but_the_index_of_the_search(made, path) -> None:
    text = html(made, path)
    assert len(made[path][1].files[path]) < 300_000
    assert not re.search(r"<(?:link|img|iframe|object)\b", text)
    assert not re.search(r"<script[^>]+src=", text)
    assert "default-src 'none'" in unescape(text)
    for address in re.findall(r'href="([^"]+)"', text):
        if not address.startswith(("#", "https://", "http://")):
            assert address.startswith("../")


@pytest.mark.parametrize("path", SHOWN)
def test_links_within_the_page_have_a_target(made, path) -> None:
    text = html(made, path)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert {one[1:] for one in re.findall(r'href="(#[^"]+)"', text)} <= set(ids)


@pytest.mark.parametrize("path", SHOWN)
def test_codes_stay_in_files(made, path) -> None:
    text = visible(html(made, path))
    assert [code for code in CODES if code in text] == []


def test_a_mineral_without_figures_says_so(made) -> None:
    page, _ = made["minerals/steel-slag.html"]
    assert page.answered == ()
    text = visible(html(made, "minerals/steel-slag.html"))
    assert "No data is not zero" in text
    assert len(re.findall(r"no .*?data|nothing|no country|no .*? holds", text)) > 3


def test_every_table_names_its_sources(made) -> None:
    for page, files in made.values():
        for block in page.answered:
            assert block.table.sources, block.key
            read = json.loads(files.files[f"{_folder(page)}/{block.key}.json"])
            assert read["sources"]


def _folder(page) -> str:
    return f"tables/{page.subject.path.removesuffix('.html')}"


@pytest.mark.parametrize("path", SHOWN)
def test_a_page_opens_with_the_brief_of_its_subject(made, path) -> None:
    """The same blocks as on the brief's own page, with files of its rows."""
    page, files = made[path]
    text = unescape(html(made, path))
    if page.brief is None:
        assert page.reason in text
        return
    own = unescape(str(page_of_brief(page).writers["html"]()))
    opening = text.partition('<h2 id="brief"')[2].partition("</section>")[0]
    for said in (*page.brief.sentences, *page.brief.rule, "What changes next"):
        assert said in opening
        assert said in own
    for date, what in page.brief.coming:
        assert f"<dt>{date}</dt><dd>{what}</dd>" in opening
        assert f"<dt>{date}</dt><dd>{what}</dd>" in own
    name = f"{_folder(page)}/{OPENINGS[page.subject.kind]}.csv"
    assert files.files[name].decode() == page_of_brief(page).to_csv()
    assert f'href="../{name}"' in opening


def page_of_brief(page):
    role = "supplier" if page.subject.kind == "supplier" else None
    return critmin.brief(page.subject.code, role=role, as_of=DAY)


def test_the_largest_supplier_is_no_one_without_a_share(made) -> None:
    page, _ = made["minerals/gallium.html"]
    block = next(one for one in page.answers if one.key == "buyers")
    rows = [row for row in block.table if row["share"] is None]
    assert rows, "no buyer of gallium without a share: choose another mineral"
    assert all(row["flag"] for row in rows)


@pytest.mark.parametrize("slug", ["gallium", "lithium"])
def test_the_sentence_on_buyers_is_counted_from_the_rows(made, slug) -> None:
    """Of the form with the largest value: who is most often the largest, and how often above half.

    Shares that the USGS prints are not said to be by value.
    """
    from critmin.atlas import dependence

    block = dependence.on_mineral(slug, slug)
    rows = [row for row in block.table if row["share"] and row["stage"] == "refined"]
    names = [row["supplier"] for row in rows]
    top = max(sorted(set(names)), key=names.count)
    half = sum(row["supplier"] == top and row["share"] > 0.5 for row in rows)
    said = block.table.summary
    assert said.startswith(f"{top} is the largest supplier of refined {slug} to {names.count(top)}")
    assert f"of {len(rows)} large buyers" in said
    assert f"more than half to {half} of them" in said
    printed = any("usgs" in id_ for row in rows for id_ in row["source"])
    assert printed == ("USGS prints" in said)
