"""Writes the pages of the atlas and the files of their tables."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from critmin.answers import formats
from critmin.answers.table import Table
from critmin.atlas import links
from critmin.atlas.answer_section import LARGEST, Place
from critmin.atlas.questions import Answer
from critmin.atlas.search_index import FILE, VARIABLE
from critmin.atlas.subject_page import OPENINGS, SubjectPage, blocks
from critmin.atlas.subjects import BUYER, MINERAL, SUPPLIER, Subject
from critmin.core import sources
from critmin.core.dates import in_words
from critmin.pages import html_page
from critmin.pages.blocks import Around, Block, Line, Link, Page

HERE = Path(__file__).parent
HELD = 20  # rows of a table that a page can show
# The page's own script, and the index of the search beside it, in a folder and on a server.
OWN_FILES = ("'self'", "file:")
KINDS = {MINERAL: "Mineral", BUYER: "Buyer", SUPPLIER: "Supplier"}


class TableFile(NamedTuple):
    """Table of a page as files: their path without suffix, the command, the number of rows."""

    path: str
    page: str
    heading: str
    command: str
    rows: int


class Written(NamedTuple):
    """Files of a page by path, in bytes, and the tables among them."""

    files: dict[str, bytes]
    tables: tuple[TableFile, ...]


def page_files(page: SubjectPage) -> Written:
    """Page of a subject, with all its tables as CSV and JSON."""
    own = page.subject
    folder = links.folder_of(own)
    files, tables = table_files(_tables(page), folder, own.path)
    place = Place(False, f"../{folder}", links.links_of(own), HELD, LARGEST)
    before, after = (_to(one) for one in links.neighbours(own))
    html = written(
        f"{own.name}: {KINDS[own.kind].lower()} in the atlas of critical minerals",
        own.name,
        page.day,
        (*blocks(page, place), Around(before, after)),
        brand=_brand(own),
        top="../",
    )
    return Written({own.path: html.encode()} | files, tables)


def _tables(page: SubjectPage) -> list[Answer]:
    """Answers that the page has as files: the rows of its brief, and the others."""
    brief = page.brief
    if brief is None or not brief.kind:
        return [*page.answered]
    key = OPENINGS[page.subject.kind]
    return [Answer(key, brief.heading, (brief.command,), brief.table), *page.answered]


def _to(subject: Subject | None) -> Link | None:
    return None if subject is None else Link(subject.name, f"../{subject.path}")


def _brand(own: Subject) -> Line:
    other = links.other_page(own)
    if other is None:
        return KINDS[own.kind]
    same = Link(f"the same country as a {other.kind}", f"../{other.path}")
    return (f"{KINDS[own.kind]} · ", same)


def table_files(
    answers: Iterable[Answer], folder: str, page: str
) -> tuple[dict[str, bytes], tuple[TableFile, ...]]:
    """Whole answers as CSV and JSON, as the command line writes them; and the list of them."""
    files: dict[str, bytes] = {}
    listed = []
    for one in answers:
        assert one.table is not None
        path = f"{folder}/{one.key}"
        files |= _written_as(one.table, path)
        listed.append(TableFile(path, page, one.heading, one.command, len(one.table)))
    return files, tuple(listed)


def _written_as(table: Table, path: str) -> dict[str, bytes]:
    found = {}
    for name in ("csv", "json"):
        content = formats.write(table, formats.named(name), formats.Layout())
        found[f"{path}.{name}"] = content if isinstance(content, bytes) else content.encode()
    return found


def written(
    title: str, heading: str, day: str, found: tuple[Block, ...], *, brand: Line = "", top: str = ""
) -> str:
    """Write a page of the atlas.

    Parameters
    ----------
    title : str
        Title of the page, as the window shows it.
    heading : str
        Its heading.
    day : str
        ISO day of the atlas.
    found : tuple of Block
        Its blocks.
    brand : Line
        What stands above the heading.
    top : str
        Address of the top of the atlas from the page: empty or ``../``.
    """
    from critmin import __version__

    edition = in_words(sources.data_edition())
    foot = (
        "n/a is no figure, withheld is a figure that the publisher keeps back; neither is zero. "
        f"Data edition {edition}, critmin {__version__}, export controls as of {in_words(day)}. ",
        Link("Sources, licences, how to cite", f"{top}about.html"),
        ".",
    )
    script = search_script()
    return html_page.written(
        Page("atlas", title, heading, day, found, (foot,), brand, top=True),
        HERE,
        template="atlas.html",
        scripts=[html_page.hashed(script), *OWN_FILES],
        own_style=html_page.bundled(HERE / "atlas.css"),
        address=top,
        search=html_page.trusted(script),
    )


@cache
def search_script() -> str:
    """Script of the search, the same on all pages."""
    text = html_page.bundled(HERE / "find.js")
    return text.replace("INDEX_FILE", FILE).replace("INDEX_NAME", VARIABLE)
